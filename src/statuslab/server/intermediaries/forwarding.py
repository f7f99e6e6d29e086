"""What gateway and proxy share: rewriting a request for the next hop, relaying a response, reporting a failure."""

from __future__ import annotations

from typing import Any

from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import Field, Head, RequestHead, ResponseReader, write_fields
from statuslab.messages.problem_details import MEDIA_TYPE, encode_problem, problem_details
from statuslab.server.protocol.asgi import ClientDisconnected, Message
from statuslab.server.protocol.fields import reason
from statuslab.server.protocol.recorder import Recording

# RFC 9110 section 7.6.1: these fields are for one connection only and are not forwarded.
HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-connection te transfer-encoding upgrade expect"
    b" proxy-authorization proxy-authenticate content-length".split()
)


MOST = 1_000_000


class TooLarge(Exception):
    """There is more content than a gateway or proxy here accepts."""


async def content_of(receive: Any) -> bytes:
    """The whole content of a request, read by ASGI's receive.

    Raises ClientDisconnected where the client leaves in the middle, TooLarge over a megabyte.
    """
    content, more = b"", True
    while more:
        if len(content) > MOST:
            raise TooLarge(f"more than {MOST} bytes of content")
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        content += message.get("body", b"")
        more = bool(message.get("more_body"))
    return content


def forwarded(scope: Any, target: str, host: str, via: str, content: bytes) -> bytes:
    """The request for the next hop: without hop-by-hop fields, with another Host and a Via."""
    head: RequestHead = scope["statuslab.head"]
    dropped = _hop_by_hop(head) | {b"host"}
    fields: list[Field] = [(b"Host", host.encode())]
    fields += [pair for pair in head.fields if pair[0].lower() not in dropped]
    fields.append((b"Via", f"1.1 {via}".encode()))
    if content or head.values(b"content-length"):
        fields.append((b"Content-Length", str(len(content)).encode()))
    fields.append((b"Connection", b"close"))
    return f"{scope['method']} {target} HTTP/1.1\r\n".encode() + write_fields(fields) + content


def _hop_by_hop(head: Head) -> frozenset[bytes]:
    """The fields that are not forwarded: the known ones, and those that Connection names."""
    return HOP_BY_HOP.union(head.members(b"connection"))


def end_to_end(answer: ResponseReader) -> list[Field]:
    """The fields of a response that are forwarded. Content-Length only for HEAD, where it cannot be counted."""
    assert answer.head is not None
    dropped = _hop_by_hop(answer.head) - ({b"content-length"} if answer.method == "HEAD" else frozenset())
    return [(name.lower(), value) for name, value in answer.head.fields if name.lower() not in dropped]


async def relay(send: Any, status: int, fields: list[Field], content: bytes) -> None:
    """Send a response with its whole content."""
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": content})


async def relay_answer(send: Any, answer: ResponseReader, via: str) -> None:
    """Relay an upstream's response, with a Via that names this intermediary."""
    assert answer.head is not None
    for hint in answer.interim:  # RFC 9110 section 15.2: interim responses are forwarded
        if hint.status != 100:
            headers = [(name.lower(), value) for name, value in hint.fields]
            await send({"type": "statuslab.interim", "status": hint.status, "headers": headers})
    fields = [*end_to_end(answer), (b"via", f"1.1 {via}".encode())]
    await relay(send, answer.head.status, fields, bytes(answer.content))


async def fail(send: Any, recording: Recording, layer: Layer, status: int, detail: str) -> None:
    """Answer with problem details, as this layer; the recording notes why."""
    recording.layer, recording.note = layer, detail
    content = encode_problem(problem_details(status, reason(status), detail))
    await relay(send, status, [(b"content-type", MEDIA_TYPE.encode())], content)
