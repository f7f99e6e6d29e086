"""Steps in front of any endpoint, and failures on purpose."""

from random import Random

import pytest
from httpbin_caller import call
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from sampling import together
from statuslab.server.httpbin import make_routes
from statuslab.server.httpbin.faults import BROKEN
from statuslab.server.httpbin.state import LruDict


def test_steps_run_in_order_before_any_endpoint(ask, clock):
    reply = ask("GET /with/delay=1/interim=103/delay=0.5/status=503/header=X-Tea:assam/get?x=1")
    assert (clock.naps, reply.before) == ([1.0, 0.5], [(103, {b"Link": b"</style.css>; rel=preload; as=style"})])
    assert (reply.status, reply.fields["x-tea"], reply.json["args"]) == (503, "assam", {"x": "1"})


def test_steps_work_with_any_method_and_content(ask):
    reply = ask("POST /with/status=201/post", content="tea")
    assert (reply.status, reply.json["data"]) == (201, "tea")


def test_sixteen_steps_are_run_and_one_more_is_refused(ask):
    assert [ask("GET /with" + "/delay=0" * steps + "/get").status for steps in (16, 17)] == [200, 400]


def test_interim_step_can_have_a_field_with_slashes(ask):
    assert ask("GET /with/interim=103:Link:<%2Fa.css>/get").before == [
        (103, {b"Link": b"<%2Fa.css>".replace(b"%2F", b"/")})
    ]
    assert ask("GET /with/interim=102/get").before == [(102, {})]


def test_header_step_sets_or_removes_a_field(ask):
    assert ask("GET /with/header=Content-Type:text%2Fplain/json").all("content-type") == ["text/plain"]
    assert ask("GET /with/header=ETag/etag/x").all("etag") == []


def test_trailer_step_announces_and_sends_its_field(ask):
    reply = ask("GET /with/trailer=Server-Timing:db;dur=53/trailer=X-A:1/get")
    assert "content-length" not in reply.fields
    assert sorted(reply.trailers) == [(b"Server-Timing", b"db;dur=53"), (b"X-A", b"1")]
    assert sorted(reply.all("trailer")) == ["Server-Timing", "X-A"]


def test_fail_step_fails_n_times_for_a_key_then_passes(ask):
    got = [ask("GET /with/fail=2:me/uuid").status for _ in range(6)]
    assert got == [503, 503, 200, 503, 503, 200]
    assert ask("GET /with/fail=1:other:500/uuid").status == 500


def test_redirects_keep_the_steps(ask):
    reply = ask("GET /with/status=307/header=X-A:a%2Fb/redirect/2")
    assert reply.fields["location"] == "/with/status=307/header=X-A:a%2Fb/relative-redirect/1"


def test_cors_fields_are_sent_once(ask):
    assert ask("GET /with/delay=0/get").all("access-control-allow-origin") == ["*"]


def test_wrong_method_after_steps_is_405_with_allow(ask):
    reply = ask("DELETE /with/delay=0/get")
    assert (reply.status, reply.fields["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_steps_work_with_every_path_of_their_app(clock):
    async def tea(request):
        return PlainTextResponse(f"{request.url.path} {request.scope['root_path']}")

    app = Starlette(routes=[Route("/tea/{name}", tea), *make_routes(clock, Random(1))])
    reply = call(app, "GET /with/interim=103/status=202/tea/assam")
    assert (reply.status, len(reply.before)) == (202, 1)
    assert reply.text == "/with/interim=103/status=202/tea/assam /with/interim=103/status=202"


@together(
    "path",
    [
        "/with",
        "/with/",
        "/with/get",
        "/with/tea=1/get",
        "/with/delay=x/get",
        "/with/delay=6/delay=6/get",
        "/with/interim=200/get",
        "/with/interim=101/get",
        "/with/interim=103:Link/get",
        "/with/status=103/get",
        "/with/header=a%01b:1/get",
        "/with/header=X:%01b/get",
        "/with/header=Content-Length:1/get",
        "/with/trailer=Content-Type:x/get",
        "/with/fail=2/get",
        "/with/fail=999:k/get",
        "/with/fail=1:" + "k" * 101 + "/get",
        "/with" + "/delay=0" * 17 + "/get",
        "/with/delay=0/with/delay=0/get",
    ],
)
def test_invalid_step_is_refused_in_one_line(ask, path):
    reply = ask(f"GET {path}")
    assert (reply.status, reply.text.count("\n"), reply.before) == (400, 1, [])


@pytest.mark.parametrize(
    "path", ["/with/interim=103/get", "/with/trailer=X:1/get", "/hints", "/trailers", "/broken/cut", "/broken/close"]
)
def test_missing_server_extension_is_501(ask, path):
    assert ask(f"GET {path}", extensions={}).status == 501


def test_hints_send_103_first(ask):
    reply = ask("GET /hints?link=</a.css>")
    assert (reply.before, reply.status) == ([(103, {b"Link": b"</a.css>"})], 200)


def test_trailers_are_reported_and_sent(ask):
    reply = ask("GET /trailers?X-A=1&X-B=2")
    assert reply.trailers == [(b"X-A", b"1"), (b"X-B", b"2")]
    assert reply.json == {"trailers": {"X-A": "1", "X-B": "2"}}


@together("how", [how for how in BROKEN if how != "close"])
def test_broken_response_is_raw_bytes(ask, how):
    assert ask(f"GET /broken/{how}").odd == [{"type": "statuslab.raw", "data": BROKEN[how].data}]


def test_broken_close_hangs_up(ask):
    assert ask("POST /broken/close").odd == [{"type": "statuslab.hangup"}]


def test_broken_responses_are_listed_and_others_are_404(ask):
    assert set(ask("GET /broken").json) == set(BROKEN)
    assert ask("GET /broken/heart").status == 404


def test_rate_limit_refills_and_sends_retry_after(ask, clock):
    got = [ask("GET /429?key=a&limit=2&every=4") for _ in range(3)]
    assert [reply.status for reply in got] == [200, 200, 429]
    assert got[2].fields["retry-after"] == "4"
    assert ask("GET /429?key=b&limit=2&every=4").json == {"key": "b", "left": 1}
    clock.time += 4
    assert ask("GET /429?key=a&limit=2&every=4").status == 200


def test_fail_fails_n_times_for_each_key_then_succeeds(ask):
    assert [ask("POST /fail/2/a?status=500").status for _ in range(4)] == [500, 500, 200, 500]
    assert ask("GET /fail/2/b").status == 503
    assert ask("GET /fail/0/c").json == {"failed": 0, "key": "c"}


@pytest.mark.parametrize(("rate", "statuses"), [("0", {200}), ("1", {500}), ("0.5", {200, 500})])
def test_unstable_fails_at_the_requested_rate(ask, rate, statuses):
    assert {ask(f"GET /unstable?failure_rate={rate}").status for _ in range(30)} == statuses


def test_lru_dict_over_its_size_drops_the_least_recently_used():
    cache = LruDict(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.find_or("a", lambda: 9) == 1
    cache.put("c", 3)
    assert (cache.find("a"), cache.find("b"), cache.find("c"), len(cache)) == (1, None, 3, 2)
