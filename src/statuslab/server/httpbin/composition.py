"""Steps in front of any endpoint: `/with/delay=1/interim=103/status=503/get` waits, hints and then GETs as a 503.

Each segment after /with that is `name=value` is a step, and steps are run in order; the rest is the path that is
requested, which may be any path of the app. An encoded slash (%2F) is part of its value.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from urllib.parse import unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from statuslab.server.httpbin import limits
from statuslab.server.httpbin.echo import get, json_reply
from statuslab.server.httpbin.endpoint import Entry, text_reply
from statuslab.server.httpbin.parameters import (
    field,
    field_line,
    integer,
    key,
    option,
    query,
    require_extension,
    seconds,
    shortened,
)
from statuslab.server.httpbin.state import HttpbinState
from statuslab.server.httpbin.statuses import Interim

Fields = list[tuple[bytes, bytes]]
Step = Callable[[Scope, Receive, Send, ASGIApp], Awaitable[None]]

LINK = "</style.css>; rel=preload; as=style"
NEEDS = {"interim": "statuslab.interim", "trailer": "http.response.trailers"}
NOT_IN_TRAILERS = {
    *(b"authorization", b"cache-control", b"content-encoding", b"content-range", b"content-type", b"expect", b"host"),
    *(b"max-forwards", b"set-cookie", b"www-authenticate"),
}


# --- the steps: each turns a value into what happens before, around or instead of the rest


def delay(value: str, state: HttpbinState) -> Step:
    """Wait for so many seconds."""
    pause = seconds(value, "delay")

    async def step(scope: Scope, receive: Receive, send: Send, then: ASGIApp) -> None:
        await state.clock.sleep(pause)
        await then(scope, receive, send)

    return step


def interim(value: str, _: HttpbinState) -> Step:
    """Send an interim response first: `103`, or `103:Link:</a.css>` with a field."""
    code, colon, text = value.partition(":")
    status = integer(code, "interim", 103, 100, 199)
    if status == 101:
        raise HTTPException(400, "101 would leave HTTP/1.1 for good; the others are interim")
    given = [field_line(text)] if colon else [field("Link", LINK)] if status == 103 else []

    async def step(scope: Scope, receive: Receive, send: Send, then: ASGIApp) -> None:
        await Interim(status, given, then)(scope, receive, send)

    return step


def status(value: str, _: HttpbinState) -> Step:
    """Replace the status code, and nothing else."""
    code = integer(value, "status", 200, 200, 999)
    return changing_start(lambda start: {**start, "status": code})


def header(value: str, _: HttpbinState) -> Step:
    """Set a response field by `Name:value`; a name alone removes the field."""
    name, colon, text = value.partition(":")
    wanted, given = field(name, text)

    def change(start: Message) -> Message:
        kept = [pair for pair in start.get("headers", ()) if pair[0].lower() != wanted.lower()]
        return {**start, "headers": [*kept, *([(wanted.lower(), given)] if colon else [])]}

    return changing_start(change)


def changing_start(change: Callable[[Message], Message]) -> Step:
    """A step that changes the status and header of the response."""

    async def step(scope: Scope, receive: Receive, send: Send, then: ASGIApp) -> None:
        async def changed(message: Message) -> None:
            await send(change(message) if message["type"] == "http.response.start" else message)

        await then(scope, receive, changed)

    return step


def trailer(value: str, _: HttpbinState) -> Step:
    """Send a field after the content, announced by Trailer before it."""
    return partial(with_trailers, [trailer_field(*field_line(value))])


def fail(value: str, state: HttpbinState) -> Step:
    """Answer 503 so many times for a key, then run the rest: `2:key`, or `2:key:500` for another code."""
    number, _, rest = value.partition(":")
    name, _, code = rest.partition(":")
    times = integer(number, "fail", 1, 0, limits.FAILURES)
    failure = text_reply("not yet: try again", integer(code or None, "status", 503, 400, 599), {"Retry-After": "0"})
    counter = f"{times} {key(name)}"

    async def step(scope: Scope, receive: Receive, send: Send, then: ASGIApp) -> None:
        await (failure if state.should_fail(counter, times) else then)(scope, receive, send)

    return step


STEPS: dict[str, Callable[[str, HttpbinState], Step]] = {
    "delay": delay,
    "interim": interim,
    "status": status,
    "header": header,
    "trailer": trailer,
    "fail": fail,
}


# --- running them


async def compose(request: Request, state: HttpbinState) -> ASGIApp:
    """The steps that the path names, then the app for the rest of the path."""
    segments, rest = split_steps(request)
    if request.scope.get("statuslab.prefix") is not None:
        raise HTTPException(400, "one /with is enough: put all steps behind it")
    if not segments or len(segments) > limits.STEPS:
        raise HTTPException(400, f"1 to {limits.STEPS} steps of name=value: {', '.join(STEPS)}")
    named = [unquote(segment).partition("=")[::2] for segment in segments]
    for name, _ in named:
        if name in NEEDS:
            require_extension(request, NEEDS[name])
    if sum(seconds(value, name) for name, value in named if name == "delay") > limits.DELAY:
        raise HTTPException(400, f"all delays together are at most {limits.DELAY:.0f} seconds")
    return with_steps(
        [step(name, value, state) for name, value in named], partial(after_steps, "/".join(segments), rest)
    )


def split_steps(request: Request) -> tuple[list[str], str]:
    """The segments that are steps, still encoded, and the path after them."""
    raw = request.scope.get("raw_path", b"").decode("latin-1") or request.scope["path"]
    segments = raw.partition("/with")[2].lstrip("/").split("/")
    count = next((at for at, segment in enumerate(segments) if "=" not in unquote(segment)), len(segments))
    return segments[:count], "/" + "/".join(segments[count:])


def step(name: str, value: str, state: HttpbinState) -> Step:
    """The step of this name. Raises 400 where there is none."""
    if name not in STEPS:
        raise HTTPException(400, f"no step is named {shortened(name)}; the steps are {', '.join(STEPS)}")
    return STEPS[name](value, state)


def with_steps(steps: Iterable[Step], app: ASGIApp) -> ASGIApp:
    """An app that runs these steps in order, then the given app."""
    for one in reversed(list(steps)):
        app = partial(_run_step, one, app)
    return app


async def _run_step(one: Step, then: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await one(scope, receive, send, then)


async def after_steps(steps: str, rest: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Call the whole app for the path after the steps, which become its root path, so that links keep them."""
    root = scope["path"].removesuffix(unquote(rest))
    prefix = f"{scope.get('root_path', '')}/with/{steps}"
    again = {**scope, "root_path": root, "path_params": {}, "statuslab.prefix": prefix}
    await again["app"](again, receive, send)


# --- trailers and early hints as endpoints


async def with_trailers(fields: Fields, scope: Scope, receive: Receive, send: Send, then: ASGIApp) -> None:
    """Add these trailers to the app's response. Its Content-Length is removed, as trailers need chunked content."""
    names = b", ".join(name for name, _ in fields)
    has_own = False

    async def changed(message: Message) -> None:
        nonlocal has_own
        kind = message["type"]
        if kind == "http.response.start":
            has_own = bool(message.get("trailers"))
            kept = [pair for pair in message.get("headers", ()) if pair[0].lower() != b"content-length"]
            message = {**message, "headers": [*kept, (b"trailer", names)], "trailers": True}
        elif kind == "http.response.trailers":
            message = {**message, "headers": [*message.get("headers", ()), *fields]}
        await send(message)
        if kind == "http.response.body" and not message.get("more_body") and not has_own:
            await send({"type": "http.response.trailers", "headers": fields})

    await then(scope, receive, changed)


def trailer_field(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A field that may be a trailer. Raises 400 for those needed before the content (RFC 9110 section 6.5.1)."""
    if name.lower() in NOT_IN_TRAILERS:
        raise HTTPException(400, f"{name.decode()} is of no use after the content")
    return name, value


async def trailers(request: Request, _: HttpbinState) -> ASGIApp:
    """The pairs of the query as trailers, and as JSON in the content."""
    require_extension(request, "http.response.trailers")
    pairs = query(request)[: limits.LINES]
    fields = [trailer_field(*field(name, value)) for name, value in pairs] or [(b"x-tea", b"assam")]
    reply = json_reply({"trailers": {name.decode(): value.decode() for name, value in fields}})
    return partial(_run_step, partial(with_trailers, fields), reply)


async def hints(request: Request, state: HttpbinState) -> ASGIApp:
    """A 103 with the `link` of the query, then the reply of /get."""
    require_extension(request, "statuslab.interim")
    return Interim(103, [field("Link", option(request, "link") or LINK)], await get(request, state))


entries = [
    Entry(
        "/with/{steps:path}",
        compose,
        "steps in front of any endpoint: delay, interim, status, header, trailer, fail",
        "/with/delay=1/interim=103/status=503/header=X-Tea:assam/get",
        None,
    ),
    Entry("/with", compose, methods=None),
    Entry("/trailers", trailers, "fields after the content", "/trailers?Server-Timing=db;dur=53"),
    Entry("/hints", hints, "103 Early Hints, then the answer", "/hints?link=</style.css>;rel=preload"),
]

examples = [
    ("/with/delay=1/delay=0.5/image/png", "delay=seconds; steps are taken in order, and may come again"),
    (
        "/with/interim=102/delay=1/interim=103:Link:<a.css>/get",
        "interim=code, with a field if you like (%2F for a slash)",
    ),
    ("/with/status=404/json", "status=code in place of the endpoint's own"),
    ("/with/header=Cache-Control:no-store/image/png", "header=Name:value sets a field; a name alone takes it away"),
    ("/with/trailer=Server-Timing:db;dur=53/stream/3", "trailer=Name:value follows the content"),
    (
        "/with/fail=2:my-key:500/get",
        "fail=n:key, n failures for a key of yours, then the endpoint; :code for another than 503",
    ),
]
