"""Content that is slow or comes in chunks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import compress
from random import Random

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp

from statuslab.server.httpbin import limits
from statuslab.server.httpbin.echo import SEEN, SENT, json_reply, request_facts
from statuslab.server.httpbin.endpoint import BODY_METHODS, Entry
from statuslab.server.httpbin.parameters import integer, option, path_integer, seconds
from statuslab.server.httpbin.state import HttpbinState
from statuslab.server.protocol.clock import Clock

BINARY = "application/octet-stream"
_UPPER = bytes((byte & 127) << 1 for byte in range(256))  # of the highest byte of a word, all but its first bit
_LOWER = bytes(byte >> 7 for byte in range(256))  # of the byte below it, the first bit
_TAKEN = bytes(byte < 128 for byte in range(256))  # whether the 9 bits are below 256
_STARS = b"*" * limits.DRIP


async def pieces(content: bytes | memoryview, size: int) -> AsyncIterator[bytes]:
    """The content in chunks of this size, or of a larger one where there would be too many."""
    size = max(size, -(-len(content) // limits.PIECES), 1)
    for start in range(0, len(content), size):
        yield bytes(content[start : start + size])


async def paced(content: bytes | memoryview, size: int, lasting: float, clock: Clock) -> AsyncIterator[bytes]:
    """The chunks, with pauses so that the whole takes `lasting` seconds."""
    async for piece in pieces(content, size):
        await clock.sleep(lasting * len(piece) / len(content))
        yield piece


def random_bytes(request: Request, rng: Random) -> bytes:
    """Random bytes; with a seed, always the same ones, which are those of httpbin too."""
    n, seed = path_integer(request, "n", limits.BYTES), option(request, "seed")
    if seed is None:
        return rng.randbytes(n)
    return seeded_bytes(integer(seed, "seed", 0, -(10**15), 10**15), n)


def seeded_bytes(seed: int, n: int) -> bytes:
    """`bytes(random.randint(0, 255) for _ in range(n))` with this seed, as httpbin has it, at a fifth of the cost.

    randint takes the upper 9 bits of each 32-bit word of the generator, and the next word where they are over 255.
    """
    generator, found = Random(seed), b""
    while len(found) < n:
        words = 2 * (n - len(found)) + 64
        data = generator.getrandbits(32 * words).to_bytes(4 * words, "little")
        upper, lower = data[3::4], data[2::4]
        values = int.from_bytes(upper.translate(_UPPER), "big") | int.from_bytes(lower.translate(_LOWER), "big")
        found += bytes(compress(values.to_bytes(words, "big"), upper.translate(_TAKEN)))
    return found[:n]


def chunk_size(request: Request) -> int:
    """The size of a chunk, 10 KB by default."""
    return integer(option(request, "chunk_size"), "chunk_size", 10 * 1024, 1, limits.BYTES)


async def stream(request: Request, _: HttpbinState) -> ASGIApp:
    """n numbered lines of JSON, each in a chunk of its own."""
    n, facts = path_integer(request, "n", limits.LINES), await request_facts(request, *SEEN)
    start = json.dumps(facts)[:-1]  # the facts are written once: only the id is another in each line
    n = min(n, max(1, limits.STREAMED // len(start)))

    async def lines() -> AsyncIterator[str]:  # one that does not wait is run in a thread, at a multiple of the cost
        for number in range(n):
            yield f'{start}, "id": {number}}}\n'

    return StreamingResponse(lines(), media_type="application/json")


async def some_bytes(request: Request, state: HttpbinState) -> ASGIApp:
    """n random bytes, with Content-Length."""
    return Response(random_bytes(request, state.rng), media_type=BINARY)


async def stream_bytes(request: Request, state: HttpbinState) -> ASGIApp:
    """n random bytes, chunked."""
    return StreamingResponse(pieces(random_bytes(request, state.rng), chunk_size(request)), media_type=BINARY)


async def drip(request: Request, state: HttpbinState) -> ASGIApp:
    """`numbytes` bytes over `duration` seconds, after `delay` seconds."""
    numbytes = integer(option(request, "numbytes"), "numbytes", 10, -(10**15), 10**15)
    lasting = seconds(option(request, "duration"), "duration", 2.0)
    code = integer(option(request, "code"), "code", 200, 200, 999)
    if numbytes <= 0:
        raise HTTPException(400, "number of bytes must be positive")
    await state.clock.sleep(seconds(option(request, "delay"), "delay", most=limits.DELAY))
    content = memoryview(_STARS)[: min(numbytes, limits.DRIP)]  # one copy, however many wait for it
    length = {"Content-Length": str(len(content))}
    return StreamingResponse(paced(content, 1, lasting, state.clock), code, length, BINARY)


async def delay(request: Request, state: HttpbinState) -> ASGIApp:
    """What was sent, reported after a number of seconds."""
    pause = seconds(request.path_params["seconds"], "delay")
    facts = await request_facts(request, *SENT)
    await state.clock.sleep(pause)
    del facts["json"]
    return json_reply(facts)


entries = [
    Entry("/delay/{seconds}", delay, "an answer after so many seconds, 10 at most", "/delay/1.5", BODY_METHODS),
    Entry("/drip", drip, "bytes drop by drop", "/drip?numbytes=5&duration=2&delay=1&code=200"),
    Entry("/stream/{n}", stream, "n lines of JSON, 100 at most, each in a chunk", "/stream/5"),
    Entry("/bytes/{n}", some_bytes, "n random bytes, the same ones for a seed", "/bytes/64?seed=7"),
    Entry("/stream-bytes/{n}", stream_bytes, "the same in chunks", "/stream-bytes/64?seed=7&chunk_size=16"),
]
