"""A small shared cache in the gateway, for paths below /window/ (RFC 9111).

Age on every stored response, Vary as part of the key, revalidation when stale, a stale response when the origin fails,
and 504 for only-if-cached with nothing stored.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import Field
from statuslab.server.intermediaries.forwarding import fail, relay
from statuslab.server.protocol.asgi import App, Message
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.recorder import Recording

PREFIX = "/window"
MOST, MOST_BYTES = 100, 8_000_000  # targets, and variants of each; bytes of content in all
STORABLE = frozenset((200, 203, 301, 308, 404, 410))  # of those cacheable by default, what this cache keeps
GRACE = 60.0  # seconds that a stale response may be used when the origin fails


@dataclass(frozen=True)
class StoredResponse:
    """A stored response, its time, for how many seconds it is fresh, and the request fields it varies by."""

    status: int
    fields: tuple[Field, ...]
    content: bytes
    time: float
    fresh: float
    varies: tuple[tuple[bytes, bytes], ...]

    def fits(self, request: Mapping[bytes, bytes]) -> bool:
        """Whether it was stored for a request like this one (RFC 9111 section 4.1)."""
        return all(request.get(name, b"") == value for name, value in self.varies)

    def value(self, name: bytes) -> bytes | None:
        return next((value for key, value in self.fields if key == name), None)


@dataclass
class Cache:
    """An ASGI app: GET and HEAD of /window/X are answered from memory where that is allowed, else by X of the app."""

    app: App
    clock: Clock
    stored: OrderedDict[str, list[StoredResponse]] = field(default_factory=OrderedDict)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(f"{PREFIX}/"):
            return await self.app(scope, receive, send)
        path, raw = scope["path"].removeprefix(PREFIX), scope["raw_path"].removeprefix(PREFIX.encode())
        inner = {**scope, "path": path, "raw_path": raw, "extensions": {}}
        if scope["method"] not in ("GET", "HEAD"):
            self.stored.pop(_key(inner), None)  # RFC 9111 section 4.4: an unsafe request invalidates what is stored
            return await self.app(inner, receive, send)
        await self._answer(scope, inner, receive, send)
        return None

    async def _answer(self, scope: Any, inner: Any, receive: Any, send: Any) -> None:
        recording: Recording = scope["statuslab.recording"]
        request = dict(scope["headers"])
        request_directives = directives(request.get(b"cache-control", b""))
        held = next((each for each in self.stored.get(_key(inner), ()) if each.fits(request)), None)
        if held and self._age(held) < held.fresh and "no-cache" not in request_directives:
            return await self._from_store(held, recording, send, "answered from the cache")
        if "only-if-cached" in request_directives:
            return await fail(send, recording, Layer.GATEWAY, 504, "only-if-cached, and nothing fresh is held")
        await self._ask(inner, held, request, receive, send, recording)
        return None

    async def _ask(
        self, inner: Any, held: StoredResponse | None, request: Any, receive: Any, send: Any, recording: Any
    ) -> None:
        """Ask the app; where a response is stored, only whether it is still valid (RFC 9111 section 4.3)."""
        answer = await _response_of(self.app, _conditional(inner, held), receive)
        if held and answer.status == 304:
            renewed = self._keep(_key(inner), request, held.status, list(held.fields), held.content)
            return await self._from_store(renewed or held, recording, send, "revalidated: the origin said 304")
        if held and answer.status >= 500 and self._age(held) < held.fresh + GRACE:
            return await self._from_store(
                held, recording, send, "stale: the origin failed, this is the last good answer"
            )
        if answer.status in STORABLE and inner["method"] == "GET":
            self._keep(_key(inner), request, answer.status, answer.fields, bytes(answer.content))
        await relay(send, answer.status, answer.fields, bytes(answer.content))
        return None

    async def _from_store(self, held: StoredResponse, recording: Recording, send: Any, note: str) -> None:
        recording.layer, recording.note = Layer.GATEWAY, note
        fields = [*held.fields, (b"age", str(int(self._age(held))).encode())]
        await relay(send, held.status, fields, held.content)

    # --- the store

    def _age(self, held: StoredResponse) -> float:
        return self.clock.now() - held.time

    def _keep(self, key: str, request: Any, status: int, fields: list[Field], content: bytes) -> StoredResponse | None:
        control = directives(b",".join(value for name, value in fields if name == b"cache-control"))
        if "no-store" in control or "private" in control or not ("max-age" in control or "s-maxage" in control):
            return None
        varies = [name.strip().lower() for key_, value in fields if key_ == b"vary" for name in value.split(b",")]
        response = StoredResponse(
            status,
            tuple(pair for pair in fields if pair[0] != b"age"),
            content,
            self.clock.now(),
            float(control.get("s-maxage") or control.get("max-age") or 0),
            tuple((name, request.get(name, b"")) for name in varies),
        )
        others = [each for each in self.stored.get(key, ()) if not each.fits(request)]
        self.stored[key] = [*others, response][-MOST:]
        while len(self.stored) > MOST or self._size() > MOST_BYTES:
            self.stored.popitem(last=False)
        return response

    def _size(self) -> int:
        return sum(len(each.content) for held in self.stored.values() for each in held)


@dataclass
class OriginResponse:
    """What the app behind the cache answered."""

    status: int = 500
    fields: list[Field] = field(default_factory=list)
    content: bytearray = field(default_factory=bytearray)


async def _response_of(app: App, scope: Any, receive: Any) -> OriginResponse:
    answer = OriginResponse()

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.fields = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            answer.content += message.get("body", b"")

    try:
        await app(scope, receive, take)
    except Exception:  # the app has sent a 500 already, or nothing, which counts as one
        answer.status = max(answer.status, 500)
    return answer


def _key(inner: Any) -> str:
    query: bytes = inner["query_string"]
    return f"{inner['path']}?{query.decode('latin-1')}"


def _conditional(inner: Any, held: StoredResponse | None) -> Any:
    etag = held.value(b"etag") if held else None
    if etag is None:
        return inner
    headers = [pair for pair in inner["headers"] if pair[0] not in (b"if-none-match", b"if-modified-since")]
    return {**inner, "headers": [*headers, (b"if-none-match", etag)]}


_DIRECTIVE = re.compile(r'\s*([A-Za-z-]+)(?:=(?:"([^"]*)"|([^\s,;"]+)))?')


def directives(value: bytes) -> dict[str, str]:
    """The directives of a Cache-Control value by name; those without an argument map to "".

    >>> directives(b'max-age=60, no-transform')
    {'max-age': '60', 'no-transform': ''}
    """
    found = _DIRECTIVE.findall(value.decode("latin-1"))
    return {name.lower(): quoted or plain for name, quoted, plain in found}
