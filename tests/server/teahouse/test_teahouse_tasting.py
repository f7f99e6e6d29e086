import asyncio

import pytest

from statuslab.scenarios.client_codecs import close_frame, text_frame
from statuslab.server.teahouse import make_app


def test_plain_get_of_the_tasting_is_426_with_the_protocol(ask):
    reply = ask("GET /tasting")
    assert (reply.status, reply.fields["upgrade"], reply.fields["connection"]) == (426, "websocket", "Upgrade")


def converse(state, *messages):
    """What the tasting sends for these messages and a close."""
    queue = [{"type": "websocket.connect"}, *messages, {"type": "websocket.disconnect", "code": 1000}]
    scope = {"type": "websocket", "path": "/tasting", "headers": [], "query_string": b"", "subprotocols": []}
    sent = []

    async def receive():
        return queue.pop(0)

    async def send(message):
        sent.append(message)

    asyncio.run(make_app(state)(scope, receive, send))
    return sent


def test_tasting_greets_and_echoes_every_text(state):
    notes = [{"type": "websocket.receive", "text": text} for text in ("smoke", "x" * 1000)]
    accepted, *sent = converse(state, *notes)
    assert accepted["type"] == "websocket.accept"
    greeting = "Welcome to the tasting. What do you taste?"
    assert [message["text"] for message in sent] == [greeting, "Noted: smoke", "Noted: " + "x" * 200]


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
