"""The forward proxy: takes absolute targets, asks the origin server, and may rewrite the response (203).

CONNECT opens a tunnel, of which it sees only encrypted or opaque bytes. It reaches the lab's own hosts and no others.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import (
    RequestHead,
    ResponseHead,
    ResponseReader,
    last_chunk,
    split_target,
    write_chunk,
)
from statuslab.messages.problem_details import MEDIA_TYPE, encode_problem, problem_details
from statuslab.server.hostnames import MEMBERS
from statuslab.server.intermediaries.forwarding import (
    TooLarge,
    answer_in_place_of_next,
    content_of,
    describe_server,
    end_to_end,
    expected_framing,
    fail,
    forwarded,
    forwarded_head,
    relay,
    relay_answer,
    relay_interim,
    via,
)
from statuslab.server.intermediaries.upstream import (
    BadUpstreamResponse,
    UpstreamRequest,
    UpstreamTimeout,
    UpstreamUnreachable,
    connect,
)
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.fields import reason
from statuslab.server.protocol.recorder import Recorder, Recording

_CREDENTIALS = b"Z3Vlc3Q6ZGFyamVlbGluZw=="  # guest:darjeeling


@dataclass(frozen=True)
class ForwardProxy:
    """An ASGI app for a port of its own.

    `allowed` maps each `host:port` of the lab to its real address, or to None; `tunnels` does so for CONNECT.
    """

    allowed: Callable[[str], tuple[str, int] | None]
    clock: Clock
    recorder: Recorder
    seconds: float = 10.0
    tunnels: Callable[[str], tuple[str, int] | None] = lambda _: None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        recording: Recording = scope["statuslab.recording"]
        if scope["method"] == "CONNECT":
            return await self._tunnel(scope["statuslab.head"], recording, send)
        head: RequestHead = scope["statuslab.head"]
        if head.target == "*":  # OPTIONS about this server itself
            if not await answer_in_place_of_next(head, recording, Layer.PROXY, send):
                await describe_server(recording, Layer.PROXY, send)
            return None
        scheme, host, target = split_target(head.target)
        host = host.lower().removesuffix(":80").removesuffix(":")
        if head.method == "OPTIONS" and target == "/" and not head.target.endswith("/"):
            target = "*"  # there is no path at all: RFC 9112 section 3.2.4
        if scheme != "http":
            return await fail(
                send, recording, Layer.PROXY, 400, "a proxy needs the whole address: GET http://host/path"
            )
        if host == MEMBERS and not _is_member(head):
            return await _challenge(send, recording)
        address = self.allowed(host)
        if address is None:
            return await fail(send, recording, Layer.PROXY, 403, "this proxy reaches only the hosts of the lab")
        if await answer_in_place_of_next(head, recording, Layer.PROXY, send):
            return None
        upstream = UpstreamRequest(address, self.clock, self.seconds, recording.origin, self.recorder)
        try:
            answer = await self._answer(upstream, scope, receive, host, target)
        except TooLarge as error:
            return await fail(send, recording, Layer.PROXY, 413, str(error))
        except UpstreamTimeout as error:
            return await fail(send, recording, Layer.PROXY, 504, str(error))
        except (BadUpstreamResponse, UpstreamUnreachable) as error:
            return await fail(send, recording, Layer.PROXY, 502, str(error))
        recording.layer = upstream.layer
        await self._relay(answer, recording, send)
        return None

    async def _answer(
        self, upstream: UpstreamRequest, scope: Any, receive: Any, host: str, target: str
    ) -> ResponseReader:
        """Ask the next server. Where the client waits for a 100, that server decides whether it gets one."""
        recording: Recording = scope["statuslab.recording"]
        framing = expected_framing(scope["statuslab.head"])
        if not framing:
            content = await content_of(receive)
            recording.add_upstream(upstream.exchange)
            return await upstream.run(scope["method"], forwarded(scope, target, host, "proxy", content))

        async def held_back() -> bytes:
            content = await content_of(receive)  # the first `receive` sends the client its 100
            chunked = (b"Transfer-Encoding", b"chunked") in framing
            return write_chunk(content) + last_chunk() if chunked else content

        recording.add_upstream(upstream.exchange)
        head = forwarded_head(scope, target, host, "proxy", framing)
        return await upstream.run(scope["method"], head, held_back)

    async def _tunnel(self, head: RequestHead, recording: Recording, send: Any) -> None:
        """Connect to a host and port, and pass on all bytes both ways (RFC 9110 section 9.3.6)."""
        if head.target.rpartition(":")[0].lower() == MEMBERS and not _is_member(head):
            return await _challenge(send, recording)
        address = self.tunnels(head.target.lower())
        if address is None:
            return await fail(send, recording, Layer.PROXY, 403, "this proxy opens tunnels only to hosts of the lab")
        try:
            reader, writer = await connect(address, self.clock, self.seconds)
        except UpstreamTimeout as error:
            return await fail(send, recording, Layer.PROXY, 504, str(error))
        except UpstreamUnreachable as error:
            return await fail(send, recording, Layer.PROXY, 502, str(error))
        recording.layer = Layer.PROXY
        self.recorder.claim("{}:{}".format(*writer.get_extra_info("sockname")[:2]), recording.origin)
        try:
            await send({"type": "statuslab.tunnel", "to": (reader, writer)})
        finally:
            writer.close()
        return None

    async def _relay(self, answer: ResponseReader, recording: Recording, send: Any) -> None:
        """Relay a response, rewritten where that is allowed."""
        assert answer.head is not None
        rewritten = to_ascii(bytes(answer.content)) if may_transform(answer.head) else bytes(answer.content)
        if rewritten == bytes(answer.content):
            return await relay_answer(send, answer, "proxy")
        recording.layer = Layer.PROXY
        recording.note = "the proxy rewrote the content of a 200"
        # The origin's validator belongs to other bytes than these, so it is removed.
        fields = [pair for pair in end_to_end(answer) if pair[0] not in (b"etag", b"accept-ranges")]
        await relay_interim(send, answer, "proxy")
        await relay(send, 203, [*fields, (b"via", via(answer.head, "proxy"))], rewritten)
        return None


def _is_member(head: RequestHead) -> bool:
    """Whether the request has the proxy's credentials, which are not forwarded (RFC 9110 section 11.7.2)."""
    given = (value.partition(b" ") for value in head.values(b"proxy-authorization"))
    # The scheme is case-insensitive, and spaces follow it: RFC 9110 sections 11.1 and 11.4.
    tokens = (token.lstrip(b" ") for scheme, _, token in given if scheme.lower() == b"basic")
    return any(hmac.compare_digest(token, _CREDENTIALS) for token in tokens)


async def _challenge(send: Any, recording: Recording) -> None:
    """407, with the challenge that it must have (RFC 9110 section 15.5.8)."""
    recording.layer, recording.note = Layer.PROXY, "the proxy wants to know who is asking; the origin was not asked"
    details = problem_details(407, reason(407), "Members only: show your card.")
    fields = [
        (b"proxy-authenticate", b'Basic realm="members", charset="UTF-8"'),
        (b"content-type", MEDIA_TYPE.encode()),
    ]
    await relay(send, 407, fields, encode_problem(details))


def may_transform(head: ResponseHead) -> bool:
    """Whether this is an uncompressed plain-text 200 without no-transform (RFC 9110 section 7.7)."""
    text = any(value.startswith(b"text/plain") for value in head.values(b"content-type"))
    forbidden = b"no-transform" in head.members(b"cache-control") or head.values(b"content-encoding")
    return head.status == 200 and text and not forbidden


_ASCII = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "×": "x", "½": "1/2", "°": " deg"}
)


def to_ascii(content: bytes) -> bytes:
    """Text for an old terminal: typographic characters and accents become ASCII."""
    text = content.decode("utf-8", "replace").translate(_ASCII)
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore")
