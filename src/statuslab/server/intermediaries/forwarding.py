"""What gateway and proxy share: rewriting a request for the next hop, relaying a response, reporting a failure."""

from __future__ import annotations

from collections.abc import Sequence
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
MOST_HOPS = 100  # more than a longer Max-Forwards asks for
_PRIVATE = (b"authorization", b"proxy-authorization", b"cookie")  # not for TRACE: RFC 9110 section 9.3.8


class TooLarge(Exception):
    """There is more content than a gateway or proxy here accepts."""


async def content_of(receive: Any) -> bytes:
    """The whole content of a request, read by ASGI's receive.

    Raises ClientDisconnected where the client leaves in the middle, TooLarge over a megabyte.
    """
    content, more = b"", True
    while more:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        content += message.get("body", b"")
        if len(content) > MOST:
            raise TooLarge(f"more than {MOST} bytes of content")
        more = bool(message.get("more_body"))
    return content


class BadMaxForwards(Exception):
    """Max-Forwards is not one number (RFC 9110 section 7.6.2)."""


def hops_left(head: RequestHead) -> int | None:
    """How often a TRACE or OPTIONS may still be forwarded, None where that is not limited. Raises BadMaxForwards.

    For other methods Max-Forwards means nothing (RFC 9110 section 7.6.2).
    """
    values = head.values(b"max-forwards")
    if head.method not in ("TRACE", "OPTIONS") or not values:
        return None
    if len(values) > 1 or not values[0].isdigit():
        raise BadMaxForwards("Max-Forwards is one number")
    return int(values[0]) if len(values[0].lstrip(b"0")) < 3 else MOST_HOPS


async def answer_in_place_of_next(head: RequestHead, recording: Recording, layer: Layer, send: Any) -> bool:
    """Answer a request that may not be forwarded any more, as its final recipient; False for all others."""
    try:
        left = hops_left(head)
    except BadMaxForwards as error:
        await fail(send, recording, layer, 400, str(error))
        return True
    if left != 0:
        return False
    recording.layer, recording.note = layer, "Max-Forwards is 0, so this is the final recipient"
    if head.method == "TRACE":
        shown = [pair for pair in head.fields if pair[0].lower() not in _PRIVATE]
        content = f"{head.method} {head.target} {head.version}\r\n".encode() + write_fields(shown)
        await relay(send, 200, [(b"content-type", b"message/http")], content)
    else:
        await relay(send, 204, [(b"allow", ALLOW)], b"")
    return True


ALLOW = b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE"


async def describe_server(recording: Recording, layer: Layer, send: Any) -> None:
    """Answer `OPTIONS *`, which is about the server as a whole and no resource of it (RFC 9110 section 9.3.7)."""
    recording.layer = layer
    await relay(send, 204, [(b"allow", ALLOW)], b"")


def via(head: Head, pseudonym: str) -> bytes:
    """A Via value: the protocol in which the message was received, and who received it (RFC 9110 section 7.6.3)."""
    version = head.version.removeprefix("HTTP/")
    return f"{version if '.' in version else version + '.0'} {pseudonym}".encode()


def forwarded(scope: Any, target: str, host: str, pseudonym: str, content: bytes) -> bytes:
    """The request for the next hop, with its content."""
    with_content = content or scope["statuslab.head"].values(b"content-length")
    framing = [(b"Content-Length", str(len(content)).encode())] if with_content else []
    return forwarded_head(scope, target, host, pseudonym, framing) + content


def forwarded_head(scope: Any, target: str, host: str, pseudonym: str, framing: list[Field]) -> bytes:
    """The head for the next hop: without hop-by-hop fields, with another Host, a Via, and one hop less to go."""
    head: RequestHead = scope["statuslab.head"]
    dropped = _hop_by_hop(head) | {b"host"}
    fields: list[Field] = [(b"Host", host.encode())]
    left = hops_left(head)
    for name, value in head.fields:
        if name.lower() == b"max-forwards" and left is not None:
            fields.append((name, str(left - 1).encode()))
        elif name.lower() not in dropped:
            fields.append((name, value))
    fields.append((b"Via", via(head, pseudonym)))
    fields += [*framing, (b"Connection", b"close")]
    return f"{scope['method']} {target} HTTP/1.1\r\n".encode() + write_fields(fields)


def expected_framing(head: RequestHead) -> list[Field]:
    """The expectation to forward with a head whose content is held back until a 100; empty where none is.

    A proxy may not send that 100 by itself (RFC 9110 section 10.1.1).
    """
    if not head.expects_continue:
        return []
    expect = (b"Expect", b"100-continue")
    if head.values(b"transfer-encoding"):
        return [expect, (b"Transfer-Encoding", b"chunked")]
    length = next(iter(head.members(b"content-length")), b"0")
    return [expect, (b"Content-Length", length)] if int(length) else []


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


async def relay_interim(send: Any, answer: ResponseReader, pseudonym: str) -> None:
    """Forward the interim responses, which every intermediary must but for a 100 (RFC 9110 section 15.2)."""
    for hint in answer.interim:
        if hint.status != 100:
            dropped = _hop_by_hop(hint)
            headers = [(name.lower(), value) for name, value in hint.fields if name.lower() not in dropped]
            headers.append((b"via", via(hint, pseudonym)))
            await send({"type": "statuslab.interim", "status": hint.status, "headers": headers})


async def relay_answer(send: Any, answer: ResponseReader, pseudonym: str, more: Sequence[Field] = ()) -> None:
    """Relay an upstream's response, with a Via that names this intermediary, and `more` fields of its own."""
    assert answer.head is not None
    await relay_interim(send, answer, pseudonym)
    fields = [*end_to_end(answer), (b"via", via(answer.head, pseudonym)), *more]
    await relay(send, answer.head.status, fields, bytes(answer.content))


async def fail(
    send: Any, recording: Recording, layer: Layer, status: int, detail: str, more: Sequence[Field] = ()
) -> None:
    """Answer with problem details, as this layer; the recording notes why."""
    recording.layer, recording.note = layer, detail
    content = encode_problem(problem_details(status, reason(status), detail))
    await relay(send, status, [(b"content-type", MEDIA_TYPE.encode()), *more], content)
