"""What is rarely met: the museum (305, 306, 510), the teapot (418), the tasting (101, 426), the banned blend (451)."""

import asyncio

import pytest

from statuslab.scenarios.client_codecs import close_frame, text_frame
from statuslab.server.teahouse import make_app

MEASURES = '"http://teahouse.example/ext/measures"'


def test_305_says_that_it_is_canned(ask):
    reply = ask("GET /museum/use-proxy")
    assert (reply.status, reply.fields["location"]) == (305, "http://proxy.example:3128/")
    assert b"canned" in reply.content


def test_306_is_never_sent(ask):
    reply = ask("GET /museum/306")
    assert (reply.status, reply.content[:4]) == (200, b"306:")


@pytest.mark.parametrize(
    ("fields", "status", "holds"),
    [
        ([], 510, None),
        (["Man: "], 510, None),
        (['Man: "http://other.example/ext"; ns=16'], 510, None),
        ([f"Man: {MEASURES}"], 510, None),
        ([f"Man: {MEASURES}; ns=16"], 200, "250 g"),
        ([f"Man: {MEASURES}; ns=16", "16-System: imperial"], 200, "8.8 oz"),
        ([f"Man: {MEASURES} ;ns=23", "23-System: imperial"], 200, "8.8 oz"),
        ([f"Man: {MEASURES}; ns=16", "17-System: imperial"], 200, "250 g"),
    ],
)
def test_mandatory_request_needs_a_known_extension(ask, fields, status, holds):
    reply = ask("M-GET /museum/caddy", *fields)
    assert (reply.status, reply.json.get("holds")) == (status, holds)
    assert (reply.fields.get("ext"), "ext" in reply.fields) == (("", True) if status == 200 else (None, False))
    assert reply.fields.get("cache-control") == ('no-cache="Ext"' if status == 200 else None)


def test_plain_get_ignores_extensions(ask):
    reply = ask("GET /museum/caddy", f"Man: {MEASURES}; ns=16", "16-System: imperial")
    assert (reply.status, reply.json["holds"]) == (200, "250 g")


@pytest.mark.parametrize("method", ["BREW", "POST"])
@pytest.mark.parametrize(
    ("media_type", "command", "status"),
    [
        ("message/coffeepot", "start", 418),
        ("Message/CoffeePot; strength=double", "start", 418),
        ("application/coffee-pot-command", "start", 418),
        ("message/teapot", "start", 200),
        ("message/teapot", "stop\n", 200),
        ("message/teapot", "whistle", 422),
        ("text/plain", "start", 415),
    ],
)
def test_teapot_brews_tea_and_refuses_coffee_with_418(ask, method, media_type, command, status):
    reply = ask(f"{method} /pot-1", f"Content-Type: {media_type}", content=command)
    assert reply.status == status
    assert (b"short, stout" in reply.content) is (status == 418)


def test_allow_of_the_teapot_lists_brew(ask):
    assert ask("DELETE /pot-1").fields["allow"] == "GET, HEAD, POST, OPTIONS, BREW"


def test_banned_tea_is_451_and_names_who_demands_and_who_blocks(ask):
    reply = ask("GET /teas/banned-blend")
    assert (reply.status, reply.fields["link"]) == (451, '</>; rel="blocked-by"')
    assert "Office of Leaf Safety" in reply.json["detail"]
    assert {ask(f"{method} /teas/banned-blend").status for method in ("PUT", "DELETE")} == {451}


READS = [
    "/recipes/house-blend",
    "/leaflets/gift",
    "/leaflets/gift.zh",
    "/leaflets/season.de",
    "/tables/4",
    "/login",
    "/specials/board",
    "/museum/306",
    "/museum/caddy",
    "/pot-1",
]


@pytest.mark.parametrize("target", READS)
def test_head_of_a_readable_path_has_the_fields_of_its_get(ask, target):
    read, head = ask(f"GET {target}"), ask(f"HEAD {target}")
    assert (read.status, head.status) == (200, 200)
    assert read.fields == head.fields
    assert read.fields["content-length"] == str(len(read.content))


# --- the tasting


def test_plain_get_of_the_tasting_is_426_with_the_protocol(ask):
    reply = ask("GET /tasting")
    assert (reply.status, reply.fields["upgrade"], reply.fields["connection"]) == (426, "websocket", "Upgrade")


def converse(state, *messages):
    """What the tasting says to these messages and a goodbye."""
    queue = [{"type": "websocket.connect"}, *messages, {"type": "websocket.disconnect", "code": 1000}]
    scope = {"type": "websocket", "path": "/tasting", "headers": [], "query_string": b"", "subprotocols": []}
    said = []

    async def receive():
        return queue.pop(0)

    async def send(message):
        said.append(message)

    asyncio.run(make_app(state)(scope, receive, send))
    return said


def test_tasting_greets_and_echoes_every_text(state):
    notes = [{"type": "websocket.receive", "text": text} for text in ("smoke", "x" * 1000)]
    accepted, *said = converse(state, *notes)
    assert accepted["type"] == "websocket.accept"
    greeting = "Welcome to the tasting. What do you taste?"
    assert [message["text"] for message in said] == [greeting, "Noted: smoke", "Noted: " + "x" * 200]


def test_tasting_closes_on_binary_data(state):
    *_, last = converse(state, {"type": "websocket.receive", "bytes": b"\x00"})
    assert (last["type"], last["code"]) == ("websocket.close", 1003)


def test_text_frame_is_that_of_rfc_6455s_example():
    assert text_frame("Hello") == bytes.fromhex("818537fa213d7f9f4d5158")


def test_close_frame_has_its_code():
    frame = close_frame(1000)
    assert (frame[:2], bytes(byte ^ mask for byte, mask in zip(frame[6:], frame[2:6], strict=False))) == (
        b"\x88\x82",
        (1000).to_bytes(2, "big"),
    )


def test_text_too_long_for_a_short_frame_is_refused():
    assert len(text_frame("x" * 125)) == 131
    with pytest.raises(ValueError, match="expected at most 125"):
        text_frame("x" * 126)
