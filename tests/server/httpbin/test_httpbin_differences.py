"""Where the lab differs from httpbin: each point of docs/httpbin.md, in its order."""

import base64
import gzip
import json
import re
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest

from sampling import together
from statuslab.messages.http1 import BadMessage, parse_request
from statuslab.server.hostnames import KnownHosts
from statuslab.server.protocol.fields import reason

LIST = Path(__file__).resolve().parents[3] / "docs" / "httpbin.md"
FORM = "Content-Type: application/x-www-form-urlencoded"
MULTIPART = "Content-Type: multipart/form-data; boundary=B"
BROWSER = "Sec-Fetch-Site: cross-site"


def strictly(reply):
    """The JSON of a reply, as every reader takes it: without the words NaN and Infinity."""

    def refuse(word):
        raise AssertionError(word)

    return json.loads(reply.content, parse_constant=refuse)


def test_every_point_of_the_list_has_its_test():
    points = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line.startswith("- ")]
    named = [re.search(r"`(test_\w+)`$", point)[1] for point in points]
    here = re.findall(r"^def (test_\w+)", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert named == here[1:]


# --- safe in a browser


@pytest.mark.parametrize("path", ["/html", "/xml", "/image/svg", "/links/2/0", "/with/header=Content-Type/get"])
def test_what_browsers_run_is_sandboxed(ask, path):
    reply = ask(f"GET {path}")
    assert reply.all("content-security-policy") == ["sandbox"]
    assert reply.all("x-content-type-options") == ["nosniff"]


def test_base64_is_plain_text(ask):
    assert ask("GET /base64/PGI-").fields["content-type"].startswith("text/plain")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "DATA:text/html,x", "vbscript:x"])
def test_redirect_to_script_is_refused(ask, url):
    assert ask(f"GET /redirect-to?url={url}").status == 400


def test_browser_is_told_only_the_labs_cookies(ask):
    ask("GET /cookies/set?tea=assam")
    cookies = "Cookie: tea=assam; other=secret"
    assert ask("GET /cookies", cookies, BROWSER).json == {"cookies": {"tea": "assam"}}
    assert ask("GET /cookies", cookies).json == {"cookies": {"tea": "assam", "other": "secret"}}


@pytest.mark.parametrize(
    "path",
    [
        "/cookies/set?tea=assam",
        "/with/header=Set-Cookie:tea=assam/get",
        "/response-headers?Clear-Site-Data=%22cookies%22",
    ],
)
def test_link_of_another_site_sets_and_clears_no_cookie(ask, path):
    lasting = {"set-cookie", "clear-site-data"}
    assert lasting & set(ask(f"GET {path}").fields)
    assert not lasting & set(ask(f"GET {path}", BROWSER).fields)


def test_credentials_are_allowed_to_other_origins_by_the_query_only(ask):
    name = "access-control-allow-credentials"
    assert ask("GET /get", "Origin: https://page.test").all(name) == []
    assert ask("GET /get?cors=credentials", "Origin: https://page.test").all(name) == ["true"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("text/html", "application/octet-stream"),
        ("application/json", "application/json"),
        ("x;", "application/octet-stream"),
    ],
)
def test_status_sends_content_of_a_harmless_type(ask, sent, told):
    reply = ask("POST /status/200", f"Content-Type: {sent}", content="<b>")
    assert (reply.content, reply.fields["content-type"]) == (b"<b>", told)


@pytest.mark.parametrize(("host", "known"), [("127.0.0.1:80", True), ("localhost", True), ("httpbin.org", False)])
def test_host_that_is_not_the_labs_is_refused(host, known):
    assert KnownHosts(())(host, "127.0.0.1:80") is known


# --- bounded


def test_size_is_capped(ask):
    assert len(ask("GET /bytes/999999").content) == 100 * 1024


def test_stream_is_capped_in_bytes(ask):
    lines = ask("GET /stream/100", f"X-Tea: {'a' * 20_000}").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == list(range(4))
    assert len(ask("GET /stream/100").text.splitlines()) == 100


def test_deep_json_is_told_on_one_line(ask):
    content = "[" * 800 + "0, " * 20_000 + "0" + "]" * 800
    reply = ask("POST /post", content=content)
    assert len(reply.content) < 64 * 1024 + 8 * len(content)
    assert reply.json["json"] == json.loads(content)
    assert '"json": [[[' in reply.text


@pytest.mark.parametrize(
    "content", ["[" * 100_000, "[" + "0," * 200_001 + "0]", '["' + "\x7f" * 50_000 + '"]', "1" * 5000]
)
def test_json_beyond_the_limits_is_null(ask, content):
    told = strictly(ask("POST /post", content=content))
    assert (told["json"], told["data"]) == (None, content)


def test_form_has_at_most_1000_fields(ask):
    assert len(ask("POST /post", FORM, content="&".join(map(str, range(1000)))).json["form"]) == 1000
    refused = ask("POST /post", FORM, content="a&" * 1000)
    assert (refused.status, FORM.partition(" ")[2] in refused.text) == (413, True)
    binary = bytes(range(256)) * 2000
    told = ask("POST /post", FORM, content=binary).json
    assert told["data"] == "data:application/octet-stream;base64," + base64.b64encode(binary).decode()
    assert ask("POST /post", MULTIPART, content=b"--B\r\n\r\n\r\n" * 1001 + b"--B--").status == 413


@together("coding", ["gzip", "deflate", "br", "zstd", "GZIP", "identity, gzip", "x"])
@together("path", ["/post", "/anything", "/redirect-to"])
def test_compressed_content_is_refused(ask, coding, path):
    bomb = gzip.compress(bytes(10**6)) if "gzip" in coding else zlib.compress(bytes(10**6))
    for type_ in (FORM, MULTIPART, "Content-Type: application/json"):
        reply = ask(f"POST {path}", f"Content-Encoding: {coding}", type_, content=bomb)
        assert (reply.status, reply.fields["accept-encoding"]) == (415, "identity")
    assert ask("POST /anything", "Content-Encoding: identity", content="x").json["data"] == "x"
    assert ask("POST /dump/request", f"Content-Encoding: {coding}", content=bomb).content.endswith(bomb)


def test_fields_of_proxies_count_up_to_1000_characters(ask):
    told = ask("GET /get", "X-Forwarded-For: " + "a" * 9000, "X-Forwarded-Proto: " + "b" * 9000).json
    assert (told["origin"], told["url"]) == ("a" * 1000, "b" * 1000 + "://bin.test/get")


# --- exact


@together("content", ["1e400", "-1e400", '{"n": 1e400}', "[[[1e999]]]", "NaN", "[Infinity]", '{"a": -Infinity}'])
@together("line", ["POST /post", "PUT /put", "PATCH /patch", "DELETE /delete", "POST /anything", "POST /delay/0"])
def test_number_too_large_for_a_double_is_null(ask, content, line):
    told = strictly(ask(line, "Content-Type: application/json", content=content))
    assert (told.get("json"), told["data"]) == (None, content)


def test_entity_tags_are_quoted(ask):
    assert ask("GET /etag/abc").fields["etag"] == '"abc"'
    assert ask("GET /range/26").fields["etag"] == '"range26"'
    assert ask("GET /etag/abc", "If-None-Match: abc").status == 304


def test_malformed_request_is_refused():
    with pytest.raises(BadMessage) as refused:
        parse_request(b"GET /get HTTP/1.1\r\nHost: teahouse\r\nbaz[]: 3\r\n\r\n")
    assert refused.value.status == 400


def test_reason_phrases_are_those_of_the_standards():
    assert [reason(status) for status in (302, 401, 500)] == ["Found", "Unauthorized", "Internal Server Error"]


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        (
            MULTIPART,
            b'--B\r\nContent-Disposition: form-data; name="tea"\r\nContent-Type: text/plain; charset=ISO-8859-1'
            b"\r\n\r\nth\xe9\r\n--B--\r\n",
        ),
        (
            MULTIPART,
            b'--B\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\nwindows-1252\r\n'
            b'--B\r\nContent-Disposition: form-data; name="tea"\r\n\r\nth\xe9\r\n--B--\r\n',
        ),
        (f"{FORM}; charset=ISO-8859-1", b"tea=th%E9"),
        (FORM, b"_charset_=iso-8859-1&tea=th%E9"),
    ],
)
def test_charset_of_a_form_counts(ask, fields, content):
    assert ask("POST /post", fields, content=content).json["form"]["tea"] == "thé"


def test_name_of_a_part_is_read_as_browsers_write_it(ask):
    content = b'--B\r\nContent-Disposition: form-data; name="a%22b%0D%0Ac%25"\r\n\r\nx\r\n--B--\r\n'
    assert ask("POST /post", MULTIPART, content=content).json["form"] == {'a"b\r\nc%25': "x"}


PART = b'--B\r\nContent-Disposition: form-data; name="tea"\r\n\r\nassam\r\n'


@together(
    ("fields", "content"),
    [
        (MULTIPART, (PART + b"--B--\r\n").replace(b"\r\n", b"\n")),
        (MULTIPART, PART),
        (MULTIPART, b"tea=assam"),
        ("Content-Type: multipart/form-data", PART + b"--B--\r\n"),
        (f"Content-Type: multipart/form-data; boundary={'B' * 71}", PART),
        (f"Content-Type: multipart/form-data; boundary*{'9' * 5000}=B", PART),
        ("Content-Type: multipart/form-data; boundary*=x; boundary*0=B", PART),
    ],
)
@together("path", ["/post", "/redirect-to"])
def test_malformed_form_is_refused(ask, fields, content, path):
    reply = ask(f"POST {path}", fields, content=content)
    assert (reply.status, reply.text.count("\n")) == (400, 1)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_redirect_to_reads_a_multipart_form(ask, method):
    content = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("url", "/get?a=1"), ("status_code", "307"))
    )
    reply = ask(f"{method} /redirect-to", MULTIPART, content=f"{content}--B--\r\n")
    assert (reply.status, reply.fields["location"]) == (307, "/get?a=1")


@together(
    ("value", "text"),
    [  # the first rows are the test vectors of RFC 4648 section 10
        *[("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba")],
        *[("Zg", "f"), ("Zm8", "fo"), ("Pz8/", "???"), ("Pz8_", "???"), ("Pj4-", ">>>"), ("Pj4+", ">>>"), ("", "")],
        *[
            ("Z", None),
            ("Zg=", None),
            ("Z===", None),
            ("Zg==Zg==", None),
            ("Zm 9v", None),
            ("Zm9v!", None),
            ("/w==", None),
        ],
    ],
)
def test_base64_takes_both_alphabets(ask, value, text):
    for sent in {value, quote(value, safe="")}:
        reply = ask(f"GET /base64/{sent}")
        if text is None:
            assert reply.status == 400
        else:
            assert (reply.status, reply.text) == (200, text)
