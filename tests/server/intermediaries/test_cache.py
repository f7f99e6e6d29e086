"""The gateway's cache in front of a small origin: what it asks there, what it answers, what it stores."""

from email.utils import formatdate
from types import SimpleNamespace

import pytest
from served import Served

from statuslab.messages.caching import GRACE
from statuslab.messages.exchange import Layer
from statuslab.server.intermediaries.cache import MOST, Cache
from statuslab.server.intermediaries.compression import takes_gzip
from statuslab.server.protocol.budget import ContentBudget, Holding
from statuslab.server.protocol.clock import FixedClock


class Origin:
    """An app that counts its requests and answers as configured; If-None-Match with its ETag gets 304."""

    def __init__(self):
        self.fields = {"cache-control": "max-age=60", "etag": '"v1"'}
        self.status, self.asked, self.silent, self.text = 200, [], False, ""

    async def __call__(self, scope, receive, send):
        query = scope["query_string"].decode()
        self.asked.append(f"{scope['method']} {scope['path']}" + (f"?{query}" if query else ""))
        if self.silent:
            return await send({"type": "statuslab.hangup"})
        same = self.fields.get("etag", "").encode()
        status = 304 if same and (b"if-none-match", same) in scope["headers"] else self.status
        headers = [(name.encode(), value.encode()) for name, value in self.fields.items()]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": (self.text or f"copy {len(self.asked)}").encode()})
        return None


class Window:
    """A cache in front of an origin: `get` gives status, fields, content, layer and note of a response."""

    def __init__(self, most=10_000_000):
        self.clock, self.origin = FixedClock(pace=0.2), Origin()
        self.behind = Served(self.origin, clock=self.clock)
        self.budget = ContentBudget(self.clock.tick, most)
        where = ("127.0.0.1", self.behind.listener.port)
        self.cache = Cache(self.origin, where, self.clock, self.behind.recorder, self.budget)
        self.front = Served(self.cache, clock=self.clock, recorder=self.behind.recorder)

    def get(self, path="/window/teas/5", method="GET", **fields):
        lines = [f"{method} {path} HTTP/1.1", "Host: a"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
        with self.front.client() as client:
            client.send("\r\n".join([*lines, "", ""]).encode())
            answer = client.answer(method)
            exchange = self.front.exchange(client)
        head = answer.head
        return SimpleNamespace(
            status=head.status,
            fields={name.decode().lower(): value.decode() for name, value in head.fields},
            content=bytes(answer.content).decode("latin-1"),
            layer=exchange.layer,
            note=exchange.note,
            via=exchange.via,
            began=exchange.began,
        )

    def close(self):
        for served in (self.front, self.behind):
            served.__exit__()


@pytest.fixture
def window():
    made = Window()
    yield made
    made.close()


def test_cache_without_a_copy_asks_the_origin_without_the_prefix(window):
    answer = window.get("/window/teas/5?cups=2")
    assert (answer.status, answer.content, answer.layer) == (200, "copy 1", Layer.APPLICATION)
    assert window.origin.asked == ["GET /teas/5?cups=2"]
    assert answer.fields["cache-status"] == "cache; fwd=uri-miss; stored"
    assert b"Via: 1.1 cache\r\n" in answer.via[0].sent


def test_fresh_copy_answers_with_its_own_date_and_its_age(window):
    date = window.get().fields["date"]
    window.clock.wait(59)
    answer = window.get()
    assert (answer.content, answer.fields["age"], answer.fields["date"]) == ("copy 1", "59", date)
    assert (answer.layer, answer.fields["cache-status"]) == (Layer.GATEWAY, "cache; hit; ttl=1")
    assert len(window.origin.asked) == 1


def test_stale_copy_is_revalidated_and_fresh_again(window):
    window.get()
    window.clock.wait(60)
    answer = window.get()
    assert (answer.status, answer.content, answer.fields["age"]) == (200, "copy 1", "0")
    assert answer.note == "revalidated: the origin said 304"
    assert answer.fields["cache-status"] == "cache; fwd=stale; fwd-status=304; ttl=60"
    assert b'If-None-Match: "v1"\r\n' in answer.via[0].sent
    window.clock.wait(59)
    assert window.get().fields["cache-status"] == "cache; hit; ttl=1"


def test_304_about_another_version_makes_the_cache_ask_for_all_of_it(window):
    window.get()
    window.origin.status, window.origin.fields["etag"] = 304, '"v2"'
    window.clock.wait(60)
    answer = window.get()
    conditions = [b"If-None-Match" in upstream.sent for upstream in answer.via]
    assert (conditions, window.cache.stored) == ([True, False], {})


def test_client_that_has_the_stored_version_gets_304_without_the_origin(window):
    window.get()
    answer = window.get(If_None_Match='"v1"')
    assert (answer.status, answer.content, len(window.origin.asked)) == (304, "", 1)
    assert answer.fields["cache-control"] == "max-age=60"


@pytest.mark.parametrize(
    ("asked", "cache_status"),
    [
        ("no-cache", "cache; fwd=request; fwd-status=304; ttl=60"),
        ("max-age=5", "cache; fwd=request; fwd-status=304; ttl=60"),
        ("max-age=20", "cache; hit; ttl=50"),
    ],
)
def test_request_can_insist_on_an_answer_that_is_younger(window, asked, cache_status):
    window.get()
    window.clock.wait(10)
    assert window.get(Cache_Control=asked).fields["cache-status"] == cache_status


def test_only_if_cached_gets_504_or_the_copy(window):
    assert window.get(Cache_Control="only-if-cached").status == 504
    window.get()
    assert window.get(Cache_Control="only-if-cached").content == "copy 1"
    window.clock.wait(60)
    assert window.get(Cache_Control="only-if-cached").status == 504
    assert len(window.origin.asked) == 1


@pytest.mark.parametrize(("cache_control", "note"), [("private", "private"), ("no-store", "no-store")])
def test_what_must_not_be_stored_is_asked_for_each_time(window, cache_control, note):
    window.origin.fields["cache-control"] = f"{cache_control}, max-age=60"
    assert note in window.get().note
    assert window.get().fields["cache-status"] == "cache; fwd=uri-miss"


def test_each_value_of_a_field_in_vary_has_its_own_copy(window):
    window.origin.fields["vary"] = "Accept-Language"
    answers = [window.get(Accept_Language=tag) for tag in ("de", "en", "de")]
    assert [answer.content for answer in answers] == ["copy 1", "copy 2", "copy 1"]
    assert answers[1].fields["cache-status"] == "cache; fwd=vary-miss; stored"


def test_head_is_answered_from_a_copy_and_leaves_none(window):
    window.get(method="HEAD")
    window.get()
    answer = window.get(method="HEAD")
    assert (answer.fields["cache-status"], answer.content) == ("cache; hit; ttl=60", "")
    assert window.origin.asked == ["HEAD /teas/5", "GET /teas/5"]


@pytest.mark.parametrize(
    ("cache_control", "late", "status"),
    [
        ("max-age=60, stale-if-error=300", 299, 200),
        ("max-age=60, stale-if-error=300", 300, 503),
        ("max-age=60", 1, 503),
    ],
)
def test_error_of_the_origin_is_passed_on_unless_stale_if_error(window, cache_control, late, status):
    window.origin.fields["cache-control"] = cache_control
    window.get()
    window.origin.status = 503
    window.origin.fields.pop("etag")
    window.clock.wait(60 + late)
    assert window.get().status == status


@pytest.mark.parametrize(
    ("cache_control", "late", "status"),
    [
        ("max-age=60", GRACE - 1, 200),
        ("max-age=60", GRACE, 502),
        ("max-age=60, must-revalidate", 0, 504),
        ("no-cache", 0, 504),
    ],
)
def test_origin_out_of_reach_is_covered_up_for_a_minute_unless_forbidden(window, cache_control, late, status):
    window.origin.fields["cache-control"] = cache_control
    window.get()
    window.origin.silent = True
    window.clock.wait(60 + late)
    answer = window.get()
    assert (answer.status, answer.layer) == (status, Layer.GATEWAY)


def test_stale_while_revalidate_answers_first_and_asks_then(window):
    window.origin.fields["cache-control"] = "max-age=10, stale-while-revalidate=30"
    window.get()
    window.origin.fields["etag"] = '"v2"'
    window.clock.wait(15)
    answer = window.get()
    assert (answer.content, answer.fields["cache-status"]) == ("copy 1", "cache; hit; ttl=-5")
    assert (len(answer.via), answer.layer) == (1, Layer.GATEWAY)
    assert answer.via[0].began > answer.began
    assert window.get().content == "copy 2"
    assert len(window.origin.asked) == 2


def test_stale_while_revalidate_keeps_the_copy_of_an_origin_that_hangs_up(window):
    window.origin.fields["cache-control"] = "max-age=10, stale-while-revalidate=30"
    window.get()
    window.clock.wait(15)
    window.origin.silent = True
    assert [window.get().content for _ in "12"] == ["copy 1", "copy 1"]


@pytest.mark.parametrize(("method", "status", "content"), [("PUT", 200, "copy 3"), ("PUT", 412, "copy 1")])
def test_unsafe_request_invalidates_the_copy_unless_it_failed(window, method, status, content):
    window.get()
    window.origin.status = status
    window.get(method=method)
    window.origin.status = 200
    assert window.get().content == content


def test_other_paths_pass(window):
    for _ in "12":
        assert "cache-status" not in window.get("/teas/5").fields
    assert window.origin.asked == ["GET /teas/5"] * 2


# --- Compression


def test_text_is_compressed_for_who_takes_it_and_its_tag_becomes_weak(window):
    window.origin.text, window.origin.fields["content-type"] = "tea " * 100, "text/plain"
    plain, packed = window.get(), window.get(Accept_Encoding="gzip")
    assert (plain.fields["etag"], plain.fields["vary"], len(plain.content)) == ('"v1"', "Accept-Encoding", 400)
    assert (packed.fields["etag"], packed.fields["content-encoding"]) == ('W/"v1"', "gzip")
    assert len(packed.content) < 100
    assert window.get(Accept_Encoding="gzip", If_None_Match='W/"v1"').status == 304


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [(b"gzip", True), (b"br, GZIP;q=0.5", True), (b"gzip;q=0", False), (b"gzip; q=0.00", False), (b"br", False)],
)
def test_gzip_is_taken_unless_its_weight_is_zero(accepted, takes):
    assert takes_gzip(accepted) == takes


# --- Bounds


def test_the_target_stored_longest_ago_is_dropped_over_the_limit(window):
    for number in range(MOST + 1):
        window.get(f"/window/teas/{number}")
    assert "hit" in window.get("/window/teas/1").fields["cache-status"]
    assert "fwd" in window.get("/window/teas/0").fields["cache-status"]


def test_what_is_stored_counts_in_the_budget_of_all_exchanges_and_is_given_back(window):
    window.origin.text = "x" * 100_000
    window.get()
    assert window.budget.total > 100_000
    window.cache.close()
    assert window.budget.total == 0


def test_cache_stores_nothing_where_the_budget_has_no_room():
    window = Window(most=50_000)
    window.origin.text = "x" * 100_000
    assert window.get().fields["cache-status"] == "cache; fwd=uri-miss"
    assert (window.get().status, window.cache.stored) == (200, {})
    window.close()


def test_cache_gives_way_where_an_exchange_needs_the_room(window):
    window.budget.most = 150_000
    window.origin.text = "x" * 100_000
    window.get()
    with Holding(window.budget, lambda: None) as exchange:
        exchange.take(60_000)
        assert window.cache.stored == {}


def test_cache_cuts_no_exchange_to_store_something(window):
    window.origin.text = "x" * 100_000
    cut = []
    with Holding(window.budget, lambda: cut.append(True)) as exchange:
        exchange.take(60_000)
        window.budget.most = 150_000
        assert window.get().fields["cache-status"] == "cache; fwd=uri-miss"
    assert (cut, window.cache.stored) == ([], {})


def test_cached_date_is_that_of_the_origin(window):
    then = formatdate(window.clock.now(), usegmt=True)
    window.get()
    window.clock.wait(30)
    assert window.get().fields["date"] == then
