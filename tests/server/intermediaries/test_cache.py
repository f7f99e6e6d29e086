"""The gateway's cache by itself: an app behind it, a clock that is set by hand, and one request after another."""

import asyncio
from types import SimpleNamespace

import pytest

from statuslab.messages.exchange import Layer
from statuslab.server.intermediaries.cache import GRACE, MOST, Cache


class Origin:
    """An app that counts its requests and answers as configured; If-None-Match with its ETag gets 304."""

    def __init__(self, cache_control="max-age=60", **fields):
        self.fields = {"cache-control": cache_control, "etag": '"v1"'} | fields
        self.status, self.asked = 200, []

    async def __call__(self, scope, receive, send):
        self.asked.append(f"{scope['method']} {scope['path']}")
        status = 304 if (b"if-none-match", b'"v1"') in scope["headers"] else self.status
        headers = [(name.encode(), value.encode()) for name, value in self.fields.items()]
        content = b"" if status == 304 else f"copy {len(self.asked)}".encode()
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


class Window:
    """A cache in front of an origin: `get` gives status, fields, content and the recorded note."""

    def __init__(self, origin):
        self.now, self.origin = 1000.0, origin
        self.cache = Cache(origin, SimpleNamespace(now=lambda: self.now))

    def get(self, path="/window/teas/5", method="GET", query=b"", **fields):
        sent, recording = [], SimpleNamespace(layer=None, note="")
        headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query}
        scope |= {"headers": headers, "statuslab.recording": recording}

        async def send(message):
            sent.append(message)

        asyncio.run(self.cache(scope, None, send))
        start, *rest = sent
        answer = {name.decode(): value.decode() for name, value in start["headers"]}
        return SimpleNamespace(
            status=start["status"],
            fields=answer,
            content=b"".join(each["body"] for each in rest).decode(),
            layer=recording.layer,
            note=recording.note,
        )


@pytest.fixture
def window():
    return Window(Origin())


def test_cache_without_a_copy_asks_the_origin_without_the_prefix(window):
    answer = window.get()
    assert (answer.status, answer.content, answer.layer) == (200, "copy 1", None)
    assert window.origin.asked == ["GET /teas/5"]


@pytest.mark.parametrize(("age", "content"), [(0.0, "copy 1"), (59.9, "copy 1")])
def test_cache_with_a_fresh_copy_answers_with_its_age(window, age, content):
    window.get()
    window.now += age
    answer = window.get()
    assert (answer.content, answer.fields["age"], answer.layer) == (content, str(int(age)), Layer.GATEWAY)
    assert len(window.origin.asked) == 1


def test_cache_copy_is_stale_at_exactly_its_max_age_and_revalidated(window):
    window.get()
    window.now += 60
    answer = window.get()
    assert answer.note == "revalidated: the origin said 304"
    assert (answer.status, answer.content, answer.fields["age"]) == (200, "copy 1", "0")
    window.now += 59
    assert window.get().note == "answered from the cache"
    assert len(window.origin.asked) == 2


def test_cache_told_no_cache_revalidates_a_fresh_copy(window):
    window.get()
    assert window.get(cache_control="no-cache").note == "revalidated: the origin said 304"


def test_cache_told_only_if_cached_answers_504_or_from_its_copy(window):
    assert window.get(cache_control="only-if-cached").status == 504
    window.get()
    assert window.get(cache_control="only-if-cached").content == "copy 1"
    window.now += 60
    assert window.get(cache_control="only-if-cached").status == 504
    assert len(window.origin.asked) == 1


@pytest.mark.parametrize(
    ("cache_control", "kept"),
    [
        ("max-age=60", True),
        ("s-maxage=60", True),
        ("public, max-age=60", True),
        ("private, max-age=60", False),
        ("no-store, max-age=60", False),
        ("public", False),
    ],
)
def test_cache_keeps_what_cache_control_allows(cache_control, kept):
    window = Window(Origin(cache_control))
    window.get()
    window.get()
    assert len(window.origin.asked) == (1 if kept else 2)


@pytest.mark.parametrize(("status", "kept"), [(200, True), (404, True), (410, True), (302, False), (206, False)])
def test_cache_keeps_cacheable_statuses_only(window, status, kept):
    window.origin.status = status
    window.get()
    window.get()
    assert len(window.origin.asked) == (1 if kept else 2)


def test_cache_prefers_s_maxage_to_max_age():
    window = Window(Origin("max-age=60, s-maxage=10"))
    window.get()
    window.now += 10
    assert window.get().note == "revalidated: the origin said 304"


def test_cache_keeps_a_copy_for_each_value_of_a_field_in_vary():
    window = Window(Origin(vary="Accept-Language"))
    assert [window.get(**{"accept-language": tag}).content for tag in ("de", "en", "de")] == [
        "copy 1",
        "copy 2",
        "copy 1",
    ]


def test_cache_keeps_a_copy_for_each_query(window):
    assert [window.get(query=query).content for query in (b"a=1", b"a=2", b"a=1")] == ["copy 1", "copy 2", "copy 1"]


def test_cache_answers_head_from_its_copy_and_keeps_none_of_head(window):
    window.get(method="HEAD")
    window.get()
    assert window.get(method="HEAD").note == "answered from the cache"
    assert window.origin.asked == ["HEAD /teas/5", "GET /teas/5"]


@pytest.mark.parametrize(("late", "status"), [(GRACE - 0.1, 200), (GRACE, 500)])
def test_cache_serves_a_stale_copy_for_a_minute_when_the_origin_fails(late, status):
    window = Window(Origin())
    window.origin.fields.pop("etag")
    window.get()
    window.origin.status = 500
    window.now += 60 + late
    assert window.get().status == status


def test_cache_drops_the_oldest_copy_over_its_limit(window):
    for number in range(MOST + 1):
        window.get(f"/window/teas/{number}")
    assert window.get("/window/teas/1").note == "answered from the cache"
    assert window.get("/window/teas/0").note == ""


@pytest.mark.parametrize(("query", "content"), [(b"", "copy 3"), (b"cups=2", "copy 1")])
def test_cache_forgets_its_copy_when_an_unsafe_request_comes_for_the_same_target(window, query, content):
    window.get()
    window.get(method="PUT", query=query)
    assert window.get().content == content


def test_cache_lets_other_paths_pass(window):
    window.get("/teas/5")
    window.get("/teas/5")
    assert window.origin.asked == ["GET /teas/5"] * 2
