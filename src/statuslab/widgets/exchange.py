"""One exchange as a picture of the wire: what crossed it, when, who answered, and what the log says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from statuslab.catalog import StatusCode
from statuslab.messages.exchange import Exchange, Layer
from statuslab.messages.transcript import DisplayOptions, Line, Role, lines
from statuslab.widgets.badges import color, pills
from statuslab.widgets.html import Safe, fold, join, page, tag
from statuslab.widgets.sequence import sequence_svg

STYLES = ("exchange", "sequence", "fold")
FRAMES = "frames"
_NAME = re.compile(r"(?: +:)?[^:]*:")  # HTTP/2's own names, shown set in, begin with a colon
_MARK = {">": "s", "<": "r", "*": "n"}


def exchange_html(
    exchange: Exchange, *, record: StatusCode | None, options: DisplayOptions, title: str = "", badge: str = ""
) -> Safe:
    """A whole output: the exchange in its box. Fields that `record` says to watch are set off."""
    return page(
        (*STYLES, *styles_of((exchange,))),
        exchange_box(exchange, record=record, options=options, title=title, badge=badge),
    )


def styles_of(exchanges: Iterable[Exchange]) -> tuple[str, ...]:
    """The further styles that these exchanges need."""
    return (FRAMES,) if any(exchange.frames for exchange in exchanges) else ()


def exchange_box(
    exchange: Exchange, *, record: StatusCode | None, options: DisplayOptions, title: str = "", badge: str = ""
) -> Safe:
    """The same without its style, to stand in a larger output."""
    aside = " · ".join(part for part in (badge, duration(exchange, options)) if part)
    top = tag("div", {"class": "top"}, *headline(exchange, options, title), " ", tag("span", {"class": "aside"}, aside))
    return tag("div", {"class": "box ex"}, top, body(exchange, record, options, picture=True))


def headline(exchange: Exchange, options: DisplayOptions, title: str = "") -> tuple[Safe, ...]:
    """What came back, as pills, and a title."""
    spaced = tuple(Safe(pill + " ") for pill in pills(exchange, options))
    return (*spaced, tag("span", {"class": "title"}, title)) if title else spaced


def duration(exchange: Exchange, options: DisplayOptions) -> str:
    """How long it took, such as "4 ms"; nothing where times are not shown."""
    if options.steps:
        return ""
    seconds = exchange.seconds
    if seconds < 0.001:
        return "under 1 ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def body(
    exchange: Exchange, record: StatusCode | None, options: DisplayOptions, *, picture: bool = False, stack: bool = True
) -> Safe:
    """The wire (with its sequence picture), who answered (as the stack of layers), what a gateway saw upstream."""
    side = tag("div", {"class": "side"}, sequence_svg(exchange, options)) if picture else None
    wire = tag("div", {"class": "two"}, wire_pre(exchange, record, options), side)
    return join((wire, _answered(exchange, stack), *_upstream(exchange, options)))


# --- The wire -----------------------------------------------------------------------------------------------


def wire_pre(exchange: Exchange, record: StatusCode | None, options: DisplayOptions) -> Safe:
    """The lines of the exchange in curl's marks, as a pre that reads well without any style."""
    watched = watched_fields(record)
    return wire_lines(lines(exchange, options), lambda line: line.name in watched)


def wire_lines(told: Iterable[Line], is_set_off: Callable[[Line], bool]) -> Safe:
    """The same of any lines, with the fields set off that the caller wants to be."""
    return tag("pre", {"class": "wire"}, *(_line(line, is_set_off(line)) for line in told))


def watched_fields(record: StatusCode | None) -> frozenset[str]:
    """The names, in lower case, of the fields that matter for a code."""
    return frozenset(name.lower() for name in (*record.watch, *record.must, *record.should)) if record else frozenset()


def _line(line: Line, set_off: bool) -> Safe:
    css = f"{_MARK.get(line.mark, 'n')} {line.role}"
    mark = tag("i", None, line.mark)
    return tag("span", {"class": css}, mark, " " if line.text else None, *_dressed(line, set_off), "\n")


def _dressed(line: Line, set_off: bool) -> Iterator[Safe | str]:
    if line.role is Role.START:
        yield _start(line)
    elif line.role is Role.FIELD:
        field = _status(line.text) if line.name == ":status" else _field(line.text)
        yield tag("mark", None, field) if set_off else field
    else:
        yield line.text


def _start(line: Line) -> Safe:
    """The start line with what matters in bold: method and target, or the status in the color of its class."""
    if line.mark == ">":
        head, space, version = line.text.rpartition(" ")
        bold, rest = (head, space + version) if version.startswith("HTTP/") else (line.text, None)
        return join((tag("b", None, bold), rest))
    version, space, status = line.text.partition(" ")
    code = int(status[:3]) if status[:3].isascii() and status[:3].isdigit() else None
    return join((version, space, tag("b", {"class": color(code)}, status)))


def _status(text: str) -> Safe:
    """The :status of HTTP/2, which is what a status line is in HTTP/1.1."""
    name, _, value = text.rpartition(" ")
    code = int(value) if value.isascii() and value.isdecimal() else None
    return join((tag("span", {"class": "fn"}, f"{name} "), tag("b", {"class": color(code)}, value)))


def _field(text: str) -> Safe:
    match = _NAME.match(text)
    return join((tag("span", {"class": "fn"}, match[0]), text[match.end() :])) if match else join((text,))


# --- Who answered -------------------------------------------------------------------------------------------


def _answered(exchange: Exchange, stack: bool) -> Safe:
    said = "answered by: " if exchange.received or not exchange.layer else "handled by: "
    layers = Layer if stack and exchange.layer else (exchange.layer,)
    who = tag("span", None, said, join((_layer(layer, exchange) for layer in layers), " › "))
    return tag("div", {"class": "stack"}, who, " ", tag("span", {"class": "aside"}, " · ".join(_facts(exchange))))


def _layer(layer: Layer | None, exchange: Exchange) -> Safe:
    if layer is None:
        return tag("b", None, "nobody")
    if layer is not exchange.layer:
        return tag("span", None, layer)
    return tag("b", {"class": f"on {color(exchange.wire_status)}"}, layer)


def _facts(exchange: Exchange) -> Iterator[str]:
    if exchange.logged_status is not None:
        yield f"logged: {exchange.logged_status}"
    if exchange.internal_status is not None:
        yield f"inside: {exchange.internal_status}"
    if exchange.note:
        yield exchange.note


def _upstream(exchange: Exchange, options: DisplayOptions) -> Iterator[Safe]:
    for inner in exchange.via:
        told = join((f"what the {_asker(exchange, options)} saw upstream: ", *headline(inner, options)))
        yield fold(told, body(inner, None, options, stack=False), css="via", told_css="top")


def _asker(exchange: Exchange, options: DisplayOptions) -> str:
    """Who asked on: a gateway, unless a proxy answered or its door was used."""
    is_proxy = exchange.layer is Layer.PROXY or options.ports.get(exchange.host) in ("proxy", "wifi")
    return "proxy" if is_proxy else "gateway"
