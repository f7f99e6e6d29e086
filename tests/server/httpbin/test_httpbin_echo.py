"""Endpoints that report what the client sent."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import together
from statuslab.server.httpbin.json_text import indented, json_bytes, json_of

FORM = "Content-Type: application/x-www-form-urlencoded"
MULTIPART = "Content-Type: multipart/form-data; boundary=bd"


def part(head, body):
    return b"--bd\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n"


def test_get_is_reported_in_httpbins_json(ask):
    reply = ask("GET /get?b=1&a=2", "User-Agent: me")
    assert reply.text == (
        '{\n  "args": {\n    "a": "2",\n    "b": "1"\n  },\n  "headers": {\n    "Host": "bin.test",\n'
        '    "User-Agent": "me"\n  },\n  "origin": "9.8.7.6",\n  "url": "http://bin.test/get?b=1&a=2"\n}\n'
    )
    assert reply.fields["content-type"] == "application/json"


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))
def test_json_is_indented_as_by_the_standard_library(value):
    assert json_bytes(value) == json.dumps(value, indent=2, sort_keys=True).encode() + b"\n"


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))
def test_json_of_a_request_is_indented_as_by_the_standard_library(value):
    sent = json_of(json.dumps(value, allow_nan=True).encode())
    if sent is None:
        assert re.search("NaN|Infinity", json.dumps(value))
    else:
        assert indented(sent.compact, "\n", sent.space) == json.dumps(value, indent=2, sort_keys=True)


def test_repeated_key_has_a_list(ask):
    assert ask("GET /get?a=1&b=2&a=3&c=").json["args"] == {"a": ["1", "3"], "b": "2", "c": ""}


def test_field_names_are_in_title_case_and_repeated_fields_joined(ask):
    fields = ask("GET /headers", "x-ODD-name: 1", "X-Odd-Name: 2").json["headers"]
    assert fields == {"Host": "bin.test", "X-Odd-Name": "1,2"}


def test_fields_of_proxies_are_hidden_without_show_env(ask):
    assert "Via" not in ask("GET /headers", "Via: 1.1 p").json["headers"]
    assert ask("GET /headers?show_env=1", "Via: 1.1 p").json["headers"]["Via"] == "1.1 p"


def test_url_and_origin_are_those_that_a_proxy_reports(ask):
    reported = ask("GET /get", "X-Forwarded-Proto: https", "X-Forwarded-For: 1.2.3.4").json
    assert (reported["url"], reported["origin"]) == ("https://bin.test/get", "1.2.3.4")


def test_url_keeps_ascii_escapes_and_decodes_others(ask):
    assert ask("GET /anything/a%20b%2F%C3%A9/%FF?q=%20").json["url"] == "http://bin.test/anything/a%20b%2Fé/%FF?q=%20"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_json_is_reported_as_data_and_as_json(ask, method):
    reported = ask(f"{method} /{method.lower()}", "Content-Type: application/json", content='{"a": [1, null]}').json
    assert (reported["data"], reported["json"]) == ('{"a": [1, null]}', {"a": [1, None]})
    assert set(reported) == {"args", "data", "files", "form", "headers", "json", "origin", "url"}


@pytest.mark.parametrize("content", ["not json", "NaN", "[" * 100_000, "1" * 5000])
def test_invalid_json_is_reported_as_data_only(ask, content):
    reported = ask("POST /post", content=content).json
    assert (reported["data"], reported["json"]) == (content, None)


@together("depth", [50, *range(850, 1010, 8)])
def test_json_of_any_depth_is_answered(ask, depth):
    reply = ask("POST /post", content="[" * depth + "]" * depth)
    assert reply.status == 200
    assert depth > 50 or reply.json["json"] is not None


def test_form_is_reported_by_its_fields(ask):
    reported = ask("POST /post", FORM, content="a=1&b=%C3%A9&a=+").json
    assert (reported["form"], reported["data"]) == ({"a": ["1", " "], "b": "é"}, "")


def test_binary_data_is_reported_as_a_data_url(ask):
    assert ask("POST /post", content=b"\x00\xff").json["data"] == "data:application/octet-stream;base64,AP8="


def test_multipart_form_is_reported_by_fields_and_files(ask):
    content = (
        b"preamble\r\n"
        + part('Content-Disposition: form-data; name="tea"', b"as\r\n--bdsam")
        + part('Content-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: text/plain', b"x\r\n")
        + part('Content-Disposition: form-data; name="f"; filename="b"\r\nContent-Type: image/png', b"\xff--bd")
        + b"--bd--\r\nepilogue"
    )
    reported = ask("POST /post", MULTIPART, content=content).json
    assert reported["form"] == {"tea": "as\r\n--bdsam"}
    assert reported["files"] == {"f": ["x\r\n", "data:image/png;base64,/y0tYmQ="]}


@pytest.mark.parametrize("content", [b"--bd\r\nno blank line\r\n--bd--\r\n", b"--bd\r\n--bd--"])
def test_malformed_part_is_refused_in_one_line(ask, content):
    reply = ask("POST /post", MULTIPART, content=content)
    assert (reply.status, reply.text.count("\n")) == (400, 1)


def test_multipart_form_without_a_boundary_is_refused(ask):
    assert ask("POST /post", "Content-Type: multipart/form-data", content="x").status == 400


def test_content_over_the_limit_is_413(ask, monkeypatch):
    monkeypatch.setattr("statuslab.server.httpbin.limits.CONTENT", 10)
    assert ask("POST /post", content="x" * 10).status == 200
    assert ask("POST /post", content="x" * 11).status == 413


@pytest.mark.parametrize("method", ["GET", "POST", "TRACE", "PROPFIND", "BREW", "OPTIONS"])
def test_anything_accepts_any_method(ask, method):
    assert ask(f"{method} /anything/at/all", content="x").json["method"] == method


def test_wrong_method_is_405_with_allow(ask):
    reply = ask("DELETE /get")
    assert (reply.status, reply.fields["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert reply.text == "DELETE is not done here\n"


def test_options_has_allow_and_cors_fields(ask):
    reply = ask("OPTIONS /post", "Origin: http://x", "Access-Control-Request-Headers: X-A")
    assert (reply.status, reply.fields["allow"]) == (200, "POST, OPTIONS")
    assert reply.fields["access-control-allow-origin"] == "*"
    assert reply.fields["access-control-allow-headers"] == "X-A"
    assert reply.fields["access-control-allow-methods"] == "GET, POST, PUT, DELETE, PATCH, OPTIONS"


@pytest.mark.parametrize("path", ["/get", "/status/500", "/bytes/x", "/stream/2"])
def test_every_response_has_cors_fields(ask, path):
    reply = ask(f"GET {path}")
    assert reply.all("access-control-allow-origin") == ["*"]
    assert reply.all("access-control-allow-credentials") == []


def test_unknown_path_is_404_in_one_line(ask):
    assert [(reply.status, reply.text) for reply in (ask("GET /get/"), ask("GET /x"))] == [(404, "Not Found\n")] * 2


def test_dump_request_is_the_request_as_text(ask):
    reply = ask("POST /dump/request?a=1", "X-A: 1", content="hi")
    lines = ["POST /dump/request?a=1 HTTP/1.1", "Host: bin.test", "X-A: 1", "Content-Length: 2", "", "hi"]
    assert reply.text == "\r\n".join(lines)


def test_raw_request_without_the_labs_server_is_501(ask):
    assert ask("GET /raw").status == 501


@pytest.mark.parametrize(
    ("path", "reported"),
    [
        ("/ip", {"origin": "9.8.7.6"}),
        ("/user-agent", {"user-agent": None}),
        ("/hostname", {"hostname": "statuslab"}),
    ],
)
def test_small_endpoints_report_their_fact(ask, path, reported):
    assert json.loads(ask(f"GET {path}").text) == reported
