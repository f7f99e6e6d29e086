"""Reading a request's body, without a server."""

import asyncio

import pytest
from starlette.requests import Request

from statuslab.live_class.server.middleware import LARGEST_BODY, body
from statuslab.live_class.server.problems import HttpProblem


def read(*chunks, **fields):
    """What `body` makes of a request whose content comes in these chunks."""
    waiting = list(chunks)

    async def receive():
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    fields = {"content-type": "application/json"} | fields
    headers = [(name.encode(), value.encode()) for name, value in fields.items()]
    return asyncio.run(body(Request({"type": "http", "method": "POST", "headers": headers}, receive)))


def test_body_of_the_largest_size_is_read():
    text = b'{"click": 1}'.ljust(LARGEST_BODY)
    assert read(text, **{"content-length": str(len(text))}) == {"click": 1}
    assert read(text[:1000], text[1000:]) == {"click": 1}


@pytest.mark.parametrize("fields", [{}, {"content-length": str(LARGEST_BODY + 1)}])
def test_body_one_byte_over_the_largest_size_is_refused(fields):
    with pytest.raises(HttpProblem, match="2048 bytes at most"):
        read(b'{"click": 1}'.ljust(LARGEST_BODY + 1), **fields)
