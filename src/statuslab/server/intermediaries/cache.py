"""A shared cache in the gateway, for paths below /window/: what it may do is decided by `messages/caching.py`.

Behind it is a port of the Teahouse, so that each request of the cache is a real one, and recorded beside the client's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from statuslab.messages import caching
from statuslab.messages.caching import Fields, Handling, StoredResponse, Use
from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import Field, RequestHead, ResponseReader
from statuslab.server.hostnames import TEAHOUSE
from statuslab.server.intermediaries.compression import compressed
from statuslab.server.intermediaries.forwarding import (
    TooLarge,
    answer_in_place_of_next,
    content_of,
    end_to_end,
    fail,
    forwarded,
    relay,
    relay_interim,
)
from statuslab.server.intermediaries.upstream import (
    BadUpstreamResponse,
    UpstreamRequest,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from statuslab.server.protocol.asgi import App
from statuslab.server.protocol.budget import ContentBudget, Holding
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.recorder import Recorder, Recording

PREFIX = "/window"
NAME = "cache"  # in Via and Cache-Status
MOST, MOST_BYTES = 100, 8_000_000  # targets, and variants of each; bytes of all that is stored
FAILURES = (UpstreamUnreachable, BadUpstreamResponse, UpstreamTimeout)
_CONDITIONS = (b"if-none-match", b"if-modified-since")
_IN_304 = (b"cache-control", b"content-location", b"date", b"etag", b"expires", b"vary")  # RFC 9110 section 15.4.5


@dataclass
class Cache:
    """An ASGI app: GET and HEAD of /window/X are answered from what is stored where that is allowed, else by X.

    `origin` is the address that is asked, and `app` serves all other paths. `seconds` is how long the origin may
    take. What is stored counts in the budget of all exchanges, and is forgotten where they need the room.
    """

    app: App
    origin: tuple[str, int]
    clock: Clock
    recorder: Recorder
    budget: ContentBudget
    seconds: float = 30.0
    stored: OrderedDict[str, list[StoredResponse]] = field(default_factory=OrderedDict)
    _holding: Holding | None = None

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        """What answers, for the layer above to await; most requests are for the app alone."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{PREFIX}/"):
            return self.app(scope, receive, send)
        return self._answer(scope, receive, send)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        if await answer_in_place_of_next(scope["statuslab.head"], scope["statuslab.recording"], Layer.GATEWAY, send):
            return
        request = CachedRequest(self, scope, receive, send)
        await (request.read() if scope["method"] in ("GET", "HEAD") else request.write())

    # --- the store

    def keep(self, target: str, response: StoredResponse, instead: StoredResponse | None = None) -> bool:
        """Store a response in place of the one with the same key, and of `instead`. False where there is no room."""
        if response.size > MOST_BYTES or not self._take(response.size):
            return False
        held = self.stored.setdefault(target, [])
        for each in [each for each in held if each is instead or each.key == response.key]:
            self._drop(held, each)
        held.append(response)
        self.stored.move_to_end(target)
        while len(held) > MOST:
            self._drop(held, held[0])
        while len(self.stored) > MOST or sum(each.size for held in self.stored.values() for each in held) > MOST_BYTES:
            self.forget(next(iter(self.stored)))
        return True

    def forget(self, target: str) -> bool:
        """Drop all that is stored for a target; whether there was something."""
        held = self.stored.pop(target, [])
        found = bool(held)
        while held:
            self._drop(held, held[0])
        return found

    def close(self) -> None:
        """Forget everything, and hold nothing of the budget any more."""
        self.stored.clear()
        if self._holding:
            self._holding.close()
            self._holding = None

    def _take(self, size: int) -> bool:
        """Count what is to be stored. No exchange is cut for it, as it would be for another exchange."""
        self._holding = self._holding or Holding(self.budget, self.close).open()
        if self.budget.total + size > self.budget.most:
            return False
        self._holding.take(size)
        return True

    def _drop(self, held: list[StoredResponse], response: StoredResponse) -> None:
        held.remove(response)
        if self._holding:
            self._holding.give_back(response.size)


class CachedRequest:
    """One request to the cache and its way to a response."""

    def __init__(self, cache: Cache, scope: Any, receive: Any, send: Any) -> None:
        self.cache, self.scope, self.receive, self.send = cache, scope, receive, send
        self.recording: Recording = scope["statuslab.recording"]
        self.fields: Fields = scope["headers"]
        query = scope["query_string"].decode("latin-1")
        self.target = scope["raw_path"].decode("latin-1").removeprefix(PREFIX) + (f"?{query}" if query else "")

    async def read(self) -> None:
        """Answer from what is stored, or ask the origin first (RFC 9111 section 4)."""
        variants = self.cache.stored.get(self.target, [])
        held, now = caching.select(variants, self.fields), self.cache.clock.now()
        use = caching.use_of(held, self.fields, now) if held else Use.ASK_FIRST
        if held and use is not Use.ASK_FIRST:
            note = "answered from the cache" if held.ttl(now) > 0 else "stale, and allowed to be used"
            await self._answer_from(held, Handling(hit=True), note)
            if use is Use.ANSWER_AND_ASK:
                await self._revalidate_afterwards(held)
            return None
        if "only-if-cached" in caching.control_of(self.fields):
            why = "only-if-cached, and nothing fresh is held"
            return await fail(self.send, self.recording, Layer.GATEWAY, 504, why)
        if held is None:
            await self._ask(None, "vary-miss" if variants else "uri-miss")
        else:
            fresh = held.ttl(now) > 0 and "no-cache" not in held.control
            await self._ask(held, "request" if fresh else "stale")
        return None

    async def write(self) -> None:
        """Pass on any other method, and forget what an unsafe one has changed (RFC 9111 section 4.4)."""
        try:
            answer = await self._ask_origin(None, await content_of(self.receive))
        except TooLarge as error:
            return await fail(self.send, self.recording, Layer.GATEWAY, 413, str(error))
        except FAILURES as error:
            return await self._fail(error)
        status, fields = _status(answer), end_to_end(answer)
        changed = caching.invalidated(self.scope["method"], self.target, status, fields)
        forgotten = [target for target in changed if self.cache.forget(target)]
        if forgotten:
            self.recording.note = "an unsafe request: what the cache had stored is invalid"
        await self._relay(answer, fields, Handling(forward="method"))
        return None

    # --- asking the origin

    async def _ask(self, held: StoredResponse | None, why: str) -> None:
        """Ask the origin; where a response is stored, only whether it is still current (RFC 9111 section 4.3)."""
        began = self.cache.clock.now()
        try:
            answer = await self._ask_origin(held)
        except FAILURES as error:
            if held and self._may_stand_in(held, reached=False):
                note = "stale: the origin cannot be reached, this is the last good answer"
                return await self._answer_from(held, Handling(forward=why, detail="origin unreachable"), note)
            return await self._fail(error, held)
        status, fields = _status(answer), end_to_end(answer)
        if held and status == 304 and not held.is_meant_by(fields):
            self.cache.forget(self.target)  # the 304 is about another version: ask for all of it
            return await self._ask(None, why)
        if held and status == 304:
            renewed = self._freshen(held, fields, began)
            note = "revalidated: the origin said 304"
            return await self._answer_from(renewed, Handling(forward=why, forward_status=304), note)
        if held and status in caching.ERRORS and self._may_stand_in(held, reached=True):
            note = "stale: the origin failed, this is the last good answer"
            return await self._answer_from(held, Handling(forward=why, forward_status=status), note)
        await self._relay(answer, fields, Handling(forward=why, stored=self._store(answer, fields, began)))
        return None

    async def _revalidate_afterwards(self, held: StoredResponse) -> None:
        """Ask whether the response that the client has got already is current (RFC 5861 section 3)."""
        began = self.cache.clock.now()
        layer = self.recording.layer
        try:
            answer = await self._ask_origin(held)
        except FAILURES:
            return
        finally:
            self.recording.layer = layer
        fields = end_to_end(answer)
        if _status(answer) == 304 and held.is_meant_by(fields):
            self._freshen(held, fields, began)
        elif _status(answer) not in caching.ERRORS:
            self._store(answer, fields, began)

    async def _ask_origin(self, held: StoredResponse | None, content: bytes = b"") -> ResponseReader:
        """The origin's response, to a conditional request if one is held. Raises what an UpstreamRequest raises."""
        cache, head = self.cache, self.scope["statuslab.head"]
        upstream = UpstreamRequest(cache.origin, cache.clock, cache.seconds, self.recording.origin, cache.recorder)
        self.recording.add_upstream(partial(upstream.exchange_within, self.recording.began, self.recording.start))
        scope = {**self.scope, "statuslab.head": _conditional(head, held)}
        answer = await upstream.run(self.scope["method"], forwarded(scope, self.target, TEAHOUSE, NAME, content))
        self.recording.layer = upstream.layer
        return answer

    def _store(self, answer: ResponseReader, fields: list[Field], began: float) -> bool:
        """Store a response where that is allowed; the recording notes why it is not."""
        if self.scope["method"] != "GET":
            return False
        now = self.cache.clock.now()
        made = caching.stored(self.fields, _status(answer), fields, bytes(answer.content), began, now)
        if made is None:
            why = caching.reason_not_to_store("GET", self.fields, _status(answer), fields)
            self.recording.note = f"not stored: {why}" if why else ""
            return False
        return self.cache.keep(self.target, made)

    def _freshen(self, held: StoredResponse, fields: list[Field], began: float) -> StoredResponse:
        renewed = held.freshened(fields, began, self.cache.clock.now())
        self.cache.keep(self.target, renewed, instead=held)
        return renewed

    def _may_stand_in(self, held: StoredResponse, reached: bool) -> bool:
        return caching.may_answer_for_failed_origin(held, self.fields, self.cache.clock.now(), reached)

    # --- answering

    async def _answer_from(self, held: StoredResponse, handling: Handling, note: str) -> None:
        """Send a stored response, or 304 to a client that has it already."""
        now = self.cache.clock.now()
        self.recording.layer, self.recording.note = Layer.GATEWAY, note
        fields = [pair for pair in held.fields if pair[0] != b"age"]
        fields.append((b"age", str(int(held.age(now))).encode()))
        handling = replace(handling, ttl=held.ttl(now))
        if held.status == 200 and held.not_modified_for(self.fields):
            kept = [pair for pair in fields if pair[0] in (*_IN_304, b"age")]
            return await self._send(304, kept, b"", handling)
        await self._send(held.status, fields, held.content, handling)
        return None

    async def _relay(self, answer: ResponseReader, fields: list[Field], handling: Handling) -> None:
        await relay_interim(self.send, answer, NAME)
        await self._send(_status(answer), fields, bytes(answer.content), handling)

    async def _send(self, status: int, fields: list[Field], content: bytes, handling: Handling) -> None:
        if status == 200 and self.scope["method"] == "GET":
            fields, content = compressed(self.fields, fields, content)
        await relay(self.send, status, [*fields, (b"cache-status", handling.field(NAME))], content)

    async def _fail(self, error: Exception, held: StoredResponse | None = None) -> None:
        """502 or 504, and always 504 where a stored response must not be used (RFC 9111 section 5.2.2.2)."""
        if held and held.must_revalidate:
            why = "the stored copy must be revalidated, and the origin cannot be reached"
            return await fail(self.send, self.recording, Layer.GATEWAY, 504, why)
        status = 504 if isinstance(error, UpstreamTimeout) else 502
        await fail(self.send, self.recording, Layer.GATEWAY, status, f"the origin cannot be reached: {error}")
        return None


def _status(answer: ResponseReader) -> int:
    assert answer.head is not None
    return answer.head.status


def _conditional(head: RequestHead, held: StoredResponse | None) -> RequestHead:
    """The request with the stored response's validators in place of the client's own conditions."""
    conditions = held.conditions() if held else []
    if not conditions:
        return head
    kept = tuple(pair for pair in head.fields if pair[0].lower() not in _CONDITIONS)
    return replace(head, fields=(*kept, *conditions))
