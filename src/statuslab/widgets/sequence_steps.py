"""The arrows and steps of a sequence diagram: who sends what to whom, in order of time. No markup is made here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import groupby

from statuslab.messages.exchange import Direction, Event, Exchange, Frame, Layer
from statuslab.messages.transcript import DisplayOptions, frames_and_hang_ups, is_text, printable
from statuslab.scenarios.scene import Step, StepKind
from statuslab.widgets.badges import color, symbol
from statuslab.wording import quantity

YOU, TEAHOUSE, UPSTREAM = "you", "teahouse", "upstream"
_HEAD = re.compile(rb"HTTP/\d\.\d (\d{3})")


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow from `source` to `target`. If both are the same, that side closes the connection.

    `time` is in seconds since the exchange began; `css` the class that colors it (k1 to k5 for statuses).
    """

    source: str
    target: str
    label: str
    css: str
    time: float = 0.0

    @property
    def is_hang_up(self) -> bool:
        return self.source == self.target


@dataclass(frozen=True, slots=True)
class SequenceStep:
    """The arrows of one step: who made it, whether it is the main one, and how long was waited before it."""

    actor: str
    arrows: tuple[Arrow, ...]
    main: bool = False
    waited: float = 0.0
    began: float = 0.0


def sequence_steps(steps: Sequence[Step] | Exchange, options: DisplayOptions) -> tuple[SequenceStep, ...]:
    """Return the steps of a scene, or one exchange, with the arrows of each step."""
    if isinstance(steps, Exchange):
        return (SequenceStep(YOU, arrows(steps, options), began=steps.began),)
    return tuple(
        SequenceStep(
            step.actor, arrows(step.exchange, options, step.actor), step.kind is StepKind.PROVOKE, step.waited,
            step.exchange.began,
        )
        for step in steps
    )  # fmt: skip


class Role(IntEnum):
    """What a server is on the path of a request, in the order in which a request passes them."""

    PROXY = 0
    GATEWAY = 1
    SERVER = 2
    UPSTREAM = 3


def server_roles(steps: Sequence[Step] | Exchange, options: DisplayOptions) -> dict[str, Role]:
    """Return the role of each server, by name. A server that forwards any of the requests is a gateway (or proxy)."""
    exchanges = [steps] if isinstance(steps, Exchange) else [step.exchange for step in steps]
    found: dict[str, Role] = {}
    for exchange in exchanges:
        for name, role in _roles_along(exchange, options, _server(exchange, options)):
            found[name] = min(found.get(name, role), role)
    return found


def _roles_along(
    exchange: Exchange, options: DisplayOptions, name: str, behind: Role | None = None
) -> Iterator[tuple[str, Role]]:
    if is_proxy(exchange, options):
        role = Role.PROXY
    elif exchange.via or exchange.layer is Layer.GATEWAY:
        role = Role.GATEWAY
    else:
        role = Role.UPSTREAM if behind is Role.GATEWAY else Role.SERVER
    yield name, role
    for inner in exchange.via:
        yield from _roles_along(inner, options, upstream(inner, options), role)


def is_proxy(exchange: Exchange, options: DisplayOptions) -> bool:
    """Return whether a proxy got the request: it answered, or its port was used."""
    return exchange.layer is Layer.PROXY or options.ports.get(exchange.host) in ("proxy", "wifi")


def _server(exchange: Exchange, options: DisplayOptions) -> str:
    return options.ports.get(exchange.host, TEAHOUSE)


def arrows(exchange: Exchange, options: DisplayOptions, client: str = YOU, server: str = "") -> tuple[Arrow, ...]:
    """Return the arrows of one exchange and of those that a gateway or proxy made for it, in order of time."""
    server = server or _server(exchange, options)
    arrows_of = _frame_arrows if exchange.frames else _byte_arrows
    both = (*arrows_of(exchange, options, client, server), *_inner_arrows(exchange, options, server))
    return tuple(sorted(both, key=lambda arrow: arrow.time))


def _byte_arrows(exchange: Exchange, options: DisplayOptions, client: str, server: str) -> Iterator[Arrow]:
    for run in _runs(exchange.events):
        yield from _run_arrows(run, options, client, server)


def _frame_arrows(exchange: Exchange, options: DisplayOptions, client: str, server: str) -> Iterator[Arrow]:
    """The arrows of an HTTP/2 stream. A body that directly follows its headers shares their arrow, as in HTTP/1.1."""
    before: Frame | None = None
    for item in frames_and_hang_ups(exchange):
        if isinstance(item, Event):
            who = client if item.direction is Direction.CLIENT_CLOSED else server
            yield Arrow(who, who, "hangs up", "soft", item.time)
            continue
        if not (before and before.is_head and item[0].kind == "DATA" and before.direction is item[0].direction):
            yield _frame_arrow(item, exchange, options, client, server)
        before = item[-1]


def _frame_arrow(run: Sequence[Frame], exchange: Exchange, options: DisplayOptions, client: str, server: str) -> Arrow:
    first, fields = run[0], dict(run[0].fields)
    sent = first.direction is Direction.SENT
    status = fields.get(":status", "")
    label, css = f"{first.kind} {fields.get('error', '')}".strip(), "soft"
    if status.isdecimal():
        label, css = f"{symbol(int(status))} {status}", color(int(status))
    elif ":method" in fields:
        label, css = request_line(exchange, options), "s"
    elif first.kind in ("DATA", ""):
        label, css = quantity(sum(len(frame.content) for frame in run), "byte"), "s" if sent else "r"
    elif first.is_head:
        label, css = "trailers", "s" if sent else "r"
    return Arrow(client if sent else server, server if sent else client, label, css, first.time)


def request_line(exchange: Exchange, options: DisplayOptions) -> str:
    """Return method and target, such as `GET /teas/7`, or what is in their place."""
    head = next((dict(frame.fields) for frame in exchange.frames if frame.is_head), {})
    line = f"{head.get(':method', '')} {head.get(':path', '')}" if exchange.frames else ""
    first = line.strip().encode("latin-1") or exchange.sent.lstrip(b"\r\n").partition(b"\r\n")[0]
    return " ".join(options.host(printable(first)).split(" ")[:2])


def _inner_arrows(exchange: Exchange, options: DisplayOptions, server: str) -> Iterator[Arrow]:
    """The arrows of what was made for this exchange. By a clock that stands still, one request follows another."""
    before, end = -1.0, 0.0
    for inner in exchange.via:
        late = max(0.0, inner.began - exchange.began)
        start = end if late == before else late
        before = late
        for arrow in arrows(inner, options, server, upstream(inner, options)):
            end = arrow.time + start
            yield replace(arrow, time=end)


def upstream(inner: Exchange, options: DisplayOptions) -> str:
    """Return the name of the server behind a gateway or proxy."""
    return options.ports.get(inner.host) or options.host(inner.host) or UPSTREAM


@dataclass(frozen=True, slots=True)
class _Run:
    """Consecutive events of one direction, joined. `marks` has the byte offset and time of each event."""

    direction: Direction
    data: bytes
    marks: tuple[tuple[int, float], ...]
    first: bool

    def time(self, offset: int) -> float:
        return [time for start, time in self.marks if start <= offset][-1]


def _runs(events: Iterable[Event]) -> Iterator[_Run]:
    seen: set[Direction] = set()
    for direction, group in groupby(events, key=lambda event: event.direction):
        data, marks = b"", []
        for event in group:
            marks.append((len(data), event.time))
            data += event.data
        yield _Run(direction, data, tuple(marks), direction not in seen)
        seen.add(direction)


def _run_arrows(run: _Run, options: DisplayOptions, client: str, server: str) -> Iterator[Arrow]:
    if run.direction is Direction.SENT:
        label = _request(run.data, options) if run.first else quantity(len(run.data), "byte")
        yield Arrow(client, server, label, "s", run.time(0))
    elif run.direction is Direction.RECEIVED:
        yield from _response_arrows(run, client, server)
    else:
        who = client if run.direction is Direction.CLIENT_CLOSED else server
        yield Arrow(who, who, "hangs up", "soft", run.time(0))


def _response_arrows(run: _Run, client: str, server: str) -> Iterator[Arrow]:
    """One arrow per response head, interim ones first. What follows a final head belongs to it."""
    at = 0
    while head := _HEAD.match(run.data, at):
        code = int(head[1])
        yield Arrow(server, client, f"{symbol(code)} {code}", color(code), run.time(at))
        end = run.data.find(b"\r\n\r\n", at)
        at = end + 4 if end >= 0 else len(run.data)
        if code // 100 != 1:
            return
    if at < len(run.data):
        yield Arrow(server, client, quantity(len(run.data[at:]), "byte"), "r", run.time(at))


def _request(data: bytes, options: DisplayOptions) -> str:
    line, ended, _ = data.lstrip(b"\r\n").partition(b"\r\n")
    if not line or not is_text(line):
        return quantity(len(data), "byte")
    parts = options.host(printable(line)).split(" ")
    return " ".join(parts[:2]) if ended else " ".join(parts)


def short(text: str, limit: int = 26) -> str:
    """Return the text, with its middle cut out if it is longer than the limit."""
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    return f"{text[:head]}…{text[head + 1 - limit :]}"
