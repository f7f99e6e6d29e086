"""One exchange as HTML: the wire, a sequence diagram, the layer that answered, and what the log says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from statuslab.catalog import StatusCode
from statuslab.messages.exchange import Exchange, Layer
from statuslab.messages.transcript import DisplayOptions, Line, Role, lines
from statuslab.widgets.badges import color, pills
from statuslab.widgets.html import Safe, fold, join, page, tag
from statuslab.widgets.sequence import sequence_svg
from statuslab.widgets.sequence_steps import is_proxy

STYLES = ("wire", "exchange", "sequence")
FRAMES = "frames"
_NAME = re.compile(r"(?: +:)?[^:]*:")  # pseudo-header names of HTTP/2 begin with a colon and are indented
_OF_CACHES = frozenset(("age", "cache-status"))
_MARK = {">": "s", "<": "r", "*": "n"}


def exchange_html(
    exchange: Exchange,
    *,
    record: StatusCode | None,
    options: DisplayOptions,
    title: str = "",
    badge: str = "",
    picture: bool = True,
) -> Safe:
    """Return an exchange as a whole output. The headers that `record` names are highlighted."""
    return page(
        (*STYLES, *styles_of((exchange,))),
        exchange_box(exchange, record=record, options=options, title=title, badge=badge, picture=picture),
    )


def styles_of(exchanges: Iterable[Exchange]) -> tuple[str, ...]:
    """Return the additional style sheets that these exchanges need."""
    return (FRAMES,) if any(exchange.frames for exchange in exchanges) else ()


def exchange_box(
    exchange: Exchange,
    *,
    record: StatusCode | None,
    options: DisplayOptions,
    title: str = "",
    badge: str = "",
    picture: bool = True,
) -> Safe:
    """Return an exchange as part of an output, without style sheets."""
    aside = " · ".join(part for part in (badge, duration(exchange, options)) if part)
    top = tag("div", {"class": "top"}, *headline(exchange, options, title), " ", tag("span", {"class": "aside"}, aside))
    return tag("div", {"class": "box ex"}, top, body(exchange, record, options, picture=picture))


def headline(exchange: Exchange, options: DisplayOptions, title: str = "") -> tuple[Safe, ...]:
    """Return the responses as pills, and the title."""
    spaced = tuple(Safe(pill + " ") for pill in pills(exchange, options))
    return (*spaced, tag("span", {"class": "title"}, title)) if title else spaced


def duration(exchange: Exchange, options: DisplayOptions) -> str:
    """Return how long it took, such as "4 ms", or "" if times are not shown."""
    if options.steps:
        return ""
    seconds = exchange.seconds
    if seconds < 0.001:
        return "under 1 ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def body(
    exchange: Exchange, record: StatusCode | None, options: DisplayOptions, *, picture: bool = False, stack: bool = True
) -> Safe:
    """Return the wire, optionally with a sequence diagram, the layer that answered, and upstream exchanges."""
    side = tag("div", {"class": "side"}, sequence_svg(exchange, options)) if picture else None
    wire = tag("div", {"class": "two"}, wire_pre(exchange, record, options), side)
    answered = tag("div", {"class": "stack"}, *_answered(exchange, stack), _legend(exchange, record, options))
    return join((wire, answered, *_upstream(exchange, options)))


# --- The wire -----------------------------------------------------------------------------------------------


def wire_pre(exchange: Exchange, record: StatusCode | None, options: DisplayOptions) -> Safe:
    """Return the lines of an exchange with curl's marks, in a pre that is readable without any style."""
    watched = watched_fields(record)
    return wire_lines(lines(exchange, options), lambda line: line.name in watched)


def wire_lines(shown: Iterable[Line], is_set_off: Callable[[Line], bool]) -> Safe:
    """Return transcript lines in a pre, and highlight the headers for which `is_set_off` is true."""
    return tag("pre", {"class": "wire"}, *(_line(line, is_set_off(line)) for line in shown))


def watched_fields(record: StatusCode | None) -> frozenset[str]:
    """Return the names, in lower case, of the headers that matter for a code, and of those that a cache adds."""
    if record is None:
        return frozenset()
    return _OF_CACHES.union(name.lower() for name in (*record.watch, *record.must, *record.should))


def _line(line: Line, set_off: bool) -> Safe:
    css = f"{_MARK.get(line.mark, 'n')} {line.role}"
    mark = tag("i", None, line.mark)
    return tag("span", {"class": css}, mark, " " if line.text else None, *_marked_up(line, set_off), "\n")


def _marked_up(line: Line, set_off: bool) -> Iterator[Safe | str]:
    if line.role is Role.START:
        yield _start(line)
    elif line.role is Role.FIELD:
        field = _status(line.text) if line.name == ":status" else _field(line.text)
        yield tag("mark", None, field) if set_off else field
    else:
        yield line.text


def _start(line: Line) -> Safe:
    """Return the start line with method and target, or status, in bold. A status has the color of its class."""
    if line.mark == ">":
        head, space, version = line.text.rpartition(" ")
        bold, rest = (head, space + version) if version.startswith("HTTP/") else (line.text, None)
        return join((tag("b", None, bold), rest))
    version, space, status = line.text.partition(" ")
    code = int(status[:3]) if status[:3].isascii() and status[:3].isdigit() else None
    return join((version, space, tag("b", {"class": color(code)}, status)))


def _status(text: str) -> Safe:
    """Return the :status of HTTP/2, colored like the status line of HTTP/1.1."""
    name, _, value = text.rpartition(" ")
    code = int(value) if value.isascii() and value.isdecimal() else None
    return join((tag("span", {"class": "fn"}, f"{name} "), tag("b", {"class": color(code)}, value)))


def _field(text: str) -> Safe:
    match = _NAME.match(text)
    return join((tag("span", {"class": "fn"}, match[0]), text[match.end() :])) if match else join((text,))


def _legend(exchange: Exchange, record: StatusCode | None, options: DisplayOptions) -> Safe | None:
    """Say what the highlighted headers are, where there are any."""
    watched = watched_fields(record)
    if record is None or not any(line.name in watched for line in lines(exchange, options)):
        return None
    meaning = f": headers that matter for {record.code}"
    return tag("span", {"class": "legend"}, " ", tag("mark", None, "Highlighted"), meaning)


# --- Who answered -------------------------------------------------------------------------------------------


def _answered(exchange: Exchange, stack: bool) -> Iterator[Safe]:
    label = "answered by: " if exchange.received or not exchange.layer else "handled by: "
    layers = Layer if stack and exchange.layer else (exchange.layer,)
    yield tag("span", {"class": "who"}, label, *_layers(layers, exchange))
    if facts := " · ".join(_facts(exchange)):
        yield tag("span", {"class": "facts"}, " ", facts)


def _layers(layers: Iterable[Layer | None], exchange: Exchange) -> Iterator[Safe]:
    """The layers in their order, the one that answered lit. Where there is little room, the others are hidden."""
    for number, layer in enumerate(layers):
        if number:
            yield tag("span", {"class": "off"}, " › ")
        if layer is None:
            yield tag("b", None, "nobody")
        elif layer is exchange.layer:
            yield tag("b", {"class": f"on {color(exchange.wire_status)}"}, layer)
        else:
            yield tag("span", {"class": "off"}, layer)


def _facts(exchange: Exchange) -> Iterator[str]:
    if exchange.logged_status is not None:
        yield f"logged: {exchange.logged_status}"
    if exchange.internal_status is not None:
        yield f"inside: {exchange.internal_status}"
    if exchange.note:
        yield exchange.note


def _upstream(exchange: Exchange, options: DisplayOptions) -> Iterator[Safe]:
    for inner in exchange.via:
        forwarder = "proxy" if is_proxy(exchange, options) else "gateway"
        summary = join((f"what the {forwarder} saw upstream: ", *headline(inner, options)))
        yield fold(summary, body(inner, None, options, stack=False), css="via", summary_css="top")
