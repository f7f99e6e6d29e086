"""Look-alikes as exchanges in columns. What only one side has is highlighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from statuslab.catalog import StatusCode
from statuslab.messages.exchange import Exchange
from statuslab.messages.transcript import DisplayOptions, Line, Role, lines, verdict
from statuslab.scenarios.scene import Scene, Step
from statuslab.widgets.badges import color, pill
from statuslab.widgets.exchange import headline, wire_lines
from statuslab.widgets.html import Safe, inline, join, plain, tag

ORDINARY = frozenset({"content-length", "date", "host"})
"""Headers that every message has in some form. Their differences mean nothing."""
VALIDATORS = frozenset({"etag", "last-modified"})
"""Headers whose presence counts as a difference, and whose value does not."""
LEGEND = "what only this side has, or says"
MARK = "»"
Field = tuple[str, str]
"""Direction (">" or "<") and name in lower case."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the compared codes: its record, the scene that was run, and the step that provoked it."""

    record: StatusCode
    scene: Scene
    step: Step


def sides_html(sides: Sequence[Side], options: DisplayOptions) -> Safe:
    """Return one column per code, as part of an output."""
    short, names = _short(options), set_off([side.step.exchange for side in sides])
    columns = (_column(side, short, marked) for side, marked in zip(sides, names, strict=True))
    legend = tag("p", {"class": "shared"}, "Set off: ", tag("mark", None, LEGEND), ".") if any(names) else None
    return join((tag("div", {"class": f"sides of{len(sides)}"}, *columns), legend))


def sides_text(sides: Sequence[Side], options: DisplayOptions) -> str:
    """Return the same as text for a terminal, one below the other. Highlighted lines have a mark in front."""
    short, names = _short(options), set_off([side.step.exchange for side in sides])
    texts = [_side_text(side, short, marked) for side, marked in zip(sides, names, strict=True)]
    return "\n\n".join([*texts, f"{MARK} {LEGEND}"] if any(names) else texts)


def set_off(exchanges: Sequence[Exchange]) -> tuple[frozenset[Field], ...]:
    """Return for each exchange the headers that only it has, or for which only it has this value."""
    fields = [_fields(exchange) for exchange in exchanges]
    return tuple(
        frozenset(field for field in own if all(_differs(field, own, other) for other in fields if other is not own))
        for own in fields
    )


def _differs(field: Field, own: Mapping[Field, str], other: Mapping[Field, str]) -> bool:
    if field[1] in ORDINARY:
        return False
    return field not in other or (field[1] not in VALIDATORS and own[field] != other[field])


def _fields(exchange: Exchange) -> dict[Field, str]:
    """Return the values of each header."""
    found: dict[Field, str] = {}
    for line in lines(exchange):
        if line.role is Role.FIELD and not line.name.startswith(":"):
            found[_field(line)] = found.get(_field(line), "") + line.text
    return found


def _field(line: Line) -> Field:
    return line.mark, line.name


def _short(options: DisplayOptions) -> DisplayOptions:
    """Return options that show little of the body, because a comparison is about headers."""
    return replace(options, content=240, lines=5, width=120)


def _column(side: Side, options: DisplayOptions, marked: frozenset[Field]) -> Safe:
    exchange = side.step.exchange
    head = tag("p", {"class": "code"}, pill(side.record.code, side.record.name))
    message = tag("p", {"class": "says"}, tag("b", None, _sentence(side.scene.title)), " ", inline(side.step.message))
    came = tag("p", {"class": "came"}, "on the wire: ", *headline(exchange, options)) if _is_hidden(side) else None
    wire = wire_lines(lines(exchange, options), lambda line: _is_marked(line, marked))
    who = tag("p", {"class": "who"}, verdict(exchange))
    return tag("section", {"class": f"side-of {color(side.record.code)}"}, head, message, came, wire, who)


def _is_hidden(side: Side) -> bool:
    """Whether the client got another status than this code."""
    return side.step.exchange.wire_status != side.record.code


def _side_text(side: Side, options: DisplayOptions, marked: frozenset[Field]) -> str:
    exchange = side.step.exchange
    head = f"{side.record.symbol} {side.record.code} {side.record.name}: {_sentence(side.scene.title)}"
    wire = (
        f"{MARK if _is_marked(line, marked) else ' '}  {line.mark} {line.text}" for line in lines(exchange, options)
    )
    return "\n".join(
        [f"{head} {plain(side.step.message)}", *(line.rstrip() for line in wire), f"   {verdict(exchange)}"]
    )


def _is_marked(line: Line, marked: frozenset[Field]) -> bool:
    return line.role is Role.FIELD and _field(line) in marked


def _sentence(title: str) -> str:
    return title if title.endswith("?") else f"{title}."
