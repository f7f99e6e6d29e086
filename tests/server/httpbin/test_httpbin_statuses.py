"""Any status code."""

from random import Random

import pytest
from starlette.exceptions import HTTPException

from sampling import together
from statuslab.server.httpbin.statuses import choose


@together("code", [200, 204, 299, 404, 418, 444, 503, 599, 999])
@together("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_status_is_sent_to_any_method(ask, method, code):
    assert ask(f"{method} /status/{code}").status == code


@together(
    "codes",
    ["abc", "4!9", "99", "1000", "-200", "200,x", "200:x", "200:-1,404:3", "200:nan", "", "0000001005", "200" * 2000],
)
def test_invalid_status_is_refused_in_httpbins_words(codes):
    with pytest.raises(HTTPException, match="Invalid status code") as refusal:
        choose(codes, Random(1))
    assert refusal.value.status_code == 400


def test_status_of_several_is_chosen_by_weight():
    rng = Random(7)
    found = [choose("200:3,503:1,404:0", rng) for _ in range(4000)]
    assert set(found) == {200, 503}
    assert 2900 < found.count(200) < 3100


def test_status_of_several_is_the_same_for_the_same_seed():
    assert [choose("200,404,500", Random(3)) for _ in range(5)] == [choose("200,404,500", Random(3)) for _ in range(5)]


@pytest.mark.parametrize("code", [100, 102, 103, 199])
def test_interim_status_is_followed_by_a_200_that_explains_it(ask, code):
    reply = ask(f"GET /status/{code}")
    assert (reply.before, reply.status) == ([(code, {})], 200)
    assert reply.text.startswith(f"{code} went before this 200")


def test_interim_status_without_server_support_is_501(ask):
    assert ask("GET /status/103", extensions={}).status == 501


def test_status_101_is_refused(ask):
    reply = ask("GET /status/101")
    assert (reply.status, reply.before) == (400, [])


@pytest.mark.parametrize(
    ("code", "name", "value"),
    [
        (206, "content-range", "bytes 0-4/26"),
        (301, "location", "/redirect/1"),
        (308, "location", "/redirect/1"),
        (401, "www-authenticate", 'Basic realm="Fake Realm"'),
        (405, "allow", "OPTIONS"),
        (407, "proxy-authenticate", 'Basic realm="Fake Realm"'),
        (426, "upgrade", "websocket"),
    ],
)
def test_status_has_its_required_fields(ask, code, name, value):
    assert ask(f"GET /status/{code}").fields[name] == value


def test_status_206_is_as_long_as_its_content_range(ask):
    assert ask("GET /status/206?body=xx").content == b"abcde"


def test_status_with_body_option_has_that_content(ask):
    reply = ask("GET /status/503?body=back+soon")
    assert (reply.text, reply.fields["content-type"]) == ("back soon", "text/plain; charset=utf-8")


def test_status_with_request_content_returns_it(ask):
    reply = ask("POST /status/422", "Content-Type: application/json", content='{"a": 1}')
    assert (reply.text, reply.fields["content-type"]) == ('{"a": 1}', "application/json")


def test_status_with_request_content_runs_no_scripts(ask):
    reply = ask("POST /status/200", "Content-Type: text/html", content="<script>")
    assert reply.fields["content-type"] == "application/octet-stream"


@pytest.mark.parametrize("code", [204, 205, 304])
def test_status_without_content_has_none(ask, code):
    assert ask(f"POST /status/{code}?body=x", content="y").content == b""


def test_status_418_is_a_teapot(ask):
    assert "-=[ teapot ]=-" in ask("GET /status/418").text
