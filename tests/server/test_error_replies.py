import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from statuslab.server.browser_safety import BrowserSafety
from statuslab.server.error_replies import ErrorReplies


class Full(Exception):
    pass


async def told(_, error):
    return PlainTextResponse(f"told: {type(error).__name__}", 400)


async def broken(_, error):
    return PlainTextResponse(f"broken: {type(error).__name__}", 500)


def sent_by(app):
    """What the app sends in all, and what it raises, behind the replies for HTTPException and the rest."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    replies = {HTTPException: told, Exception: broken}
    try:
        asyncio.run(BrowserSafety(ErrorReplies(app, replies))(scope, None, send))
    except Exception as error:
        return sent, type(error)
    return sent, None


@pytest.mark.parametrize("kind", [HTTPException, type("Refusal", (HTTPException,), {})])
def test_error_with_a_reply_is_told_and_not_raised(kind):
    async def app(scope, receive, send):
        raise kind(404)

    sent, raised = sent_by(app)
    assert [sent[0]["status"], sent[1]["body"]] == [400, f"told: {kind.__name__}".encode()]
    assert raised is None


def test_any_other_error_is_answered_and_raised_again():
    async def app(scope, receive, send):
        raise Full

    sent, raised = sent_by(app)
    assert [sent[0]["status"], sent[1]["body"]] == [500, b"broken: Full"]
    assert raised is Full


def test_error_after_the_start_of_a_response_adds_nothing_to_it():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise HTTPException(404)

    sent, raised = sent_by(app)
    assert [message["type"] for message in sent].count("http.response.start") == 1
    assert b"told" not in b"".join(message.get("body", b"") for message in sent)
    assert raised is HTTPException


def test_websocket_is_passed_through():
    async def app(scope, receive, send):
        raise Full

    with pytest.raises(Full):
        asyncio.run(ErrorReplies(app, {})({"type": "websocket"}, None, None))
