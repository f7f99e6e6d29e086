"""The sequence diagram: lifelines, arrows, waits and closed connections, as an SVG that follows the theme.

`sequence_steps` decides what becomes an arrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from statuslab.messages.exchange import Exchange
from statuslab.messages.transcript import DisplayOptions
from statuslab.scenarios.scene import Step
from statuslab.widgets.html import Safe, join, tag
from statuslab.widgets.sequence_steps import (
    TEAHOUSE,
    YOU,
    Arrow,
    Role,
    SequenceStep,
    sequence_steps,
    server_roles,
    short,
)

NUMBERS, TICKS, LEFT, EDGE, TOP = 26, 46, 34, 46, 38  # pixels: columns of numbers and times, margins, lane heads
ROW, GAP, PAUSE, MOMENT = 23, 6, 22, 0.5
SPACING = {1: 170, 2: 170, 3: 120}
NARROW = 98  # the spacing of four and more lifelines
SIGN = 6.3
SPOKEN = 200  # characters of a label in the description


def sequence_svg(steps: Sequence[Step] | Exchange, options: DisplayOptions) -> Safe:
    """Return the steps of a scene, or one exchange, as a diagram. Arrows have times, with `options.steps` numbers."""
    roles = server_roles(steps, options) or {TEAHOUSE: Role.SERVER}
    return _Picture(sequence_steps(steps, options), roles, options).svg()


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the diagram at height `y`: an arrow with its tick on the time axis, or a wait."""

    y: int
    tick: str
    arrow: Arrow | None
    wait: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class _Band:
    """The background of one step of a scene."""

    top: int
    bottom: int
    number: int
    css: str


class _Picture:
    """Lays out the rows from top to bottom, then draws them."""

    def __init__(self, parts: Sequence[SequenceStep], roles: Mapping[str, Role], options: DisplayOptions) -> None:
        self.parts, self.roles, self.options = parts, roles, options
        self.names = _participants(parts, roles)
        self.spacing = SPACING.get(len(self.names), NARROW)
        self.left = LEFT + self._numbers * NUMBERS + self._ticks * TICKS
        self.x = {name: self.left + index * self.spacing for index, name in enumerate(self.names)}
        self.width = self.left + (len(self.names) - 1) * self.spacing + EDGE
        self.y, self.count = TOP, 0
        self.rows: list[_Row] = []
        self.bands: list[_Band] = []
        self._lay_out()

    @property
    def _numbers(self) -> bool:
        """Whether the steps are numbered, in a column of their own."""
        return len(self.parts) > 1

    @property
    def _ticks(self) -> bool:
        """Whether there is a time axis. Arrows of a single exchange are numbered where times are not shown."""
        return not self.options.steps or not self._numbers

    # --- layout

    def _lay_out(self) -> None:
        start = self.parts[0].began if self.parts else 0.0
        for number, part in enumerate(self.parts, 1):
            self._pause(part.waited)
            top = self.y
            self._add_arrows(part, max(0.0, part.began - start))
            self.bands.append(_Band(top, self.y, number, _main_color(part)))
            self.y += GAP

    def _add_arrows(self, part: SequenceStep, late: float) -> None:
        before = late
        for arrow in part.arrows:
            time = late + arrow.time
            if not self.options.steps and time - before >= MOMENT:
                self._pause(time - before)
            before = time
            self.count += 1
            self._add_row(_Row(self.y + ROW - 7, self._tick(time), arrow, dashed=part.actor != YOU), ROW)

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._add_row(_Row(self.y + PAUSE // 2, "", None, wait=f"waits {_duration(seconds)}"), PAUSE)

    def _add_row(self, row: _Row, height: int) -> None:
        self.rows.append(row)
        self.y += height

    def _tick(self, time: float) -> str:
        if not self._ticks:
            return ""
        return str(self.count) if self.options.steps else _duration(time)

    # --- drawing

    def svg(self) -> Safe:
        height = self.y + 2
        title = tag("title", None, f"Sequence: {', '.join(self.names)}") + tag("desc", None, self._description())
        drawn = join((*self._backs(), *self._lifelines(height), *(self._draw(row) for row in self.rows)))
        size = {"viewBox": f"0 0 {self.width} {height}", "style": f"width:{self.width}px"}
        return tag("svg", {"class": "sq", "role": "img", **size}, Safe(title), drawn)

    def _description(self) -> str:
        texts = (_arrow_text(row.arrow) if row.arrow else row.wait for row in self.rows)
        return ". ".join(f"{index}. {text}" for index, text in enumerate(texts, 1))

    def _backs(self) -> Iterator[Safe]:
        for band in self.bands if self._numbers else ():
            css, height = f"band {band.css}".rstrip(), band.bottom - band.top + 4
            yield tag("rect", {"class": css, "fill": "none", "y": band.top, "width": self.width, "height": height})
            yield _text(NUMBERS // 2, band.top + ROW - 3, str(band.number), "num")

    def _lifelines(self, height: int) -> Iterator[Safe]:
        for name, x in self.x.items():
            role = self.roles[name].name.lower() if name in self.roles else "client"
            yield _text(x, 13, role, "who")
            if name != role:
                yield _text(x, 27, short(name, 18), "name")
            yield tag("path", {"class": "life", "d": f"M{x} 32V{height}", "stroke": "currentColor"})

    def _draw(self, row: _Row) -> Safe:
        if row.arrow is None:
            return self._draw_wait(row)
        tick = _text(self.left - 18, row.y + 4, row.tick, "tick") if row.tick else None
        drawn = self._draw_hang_up if row.arrow.is_hang_up else self._draw_arrow
        return tag("g", {"class": f"{row.arrow.css}{' other' if row.dashed else ''}"}, tick, *drawn(row, row.arrow))

    def _draw_arrow(self, row: _Row, arrow: Arrow) -> Iterator[Safe]:
        start, end = self.x[arrow.source], self.x[arrow.target]
        way = 1 if end > start else -1
        line = f"M{start} {row.y}H{end - way * 7}"
        yield tag("path", {"class": "line", "d": line, "stroke": "currentColor", "fill": "none"})
        yield tag("path", {"class": "head", "d": f"M{end} {row.y}l{-way * 8}-4v8z"})
        yield from self._label((start + end) // 2, row.y - 5, arrow.label)

    def _label(self, middle: int, y: int, label: str) -> Iterator[Safe]:
        """A label over the middle of its arrow, moved where it would leave the picture, and cut to the width of it."""
        first, last = self.left - 12, self.width - 4
        shown = short(label, int((last - first) / SIGN))
        half = int(len(shown) * SIGN / 2)
        if shown != label:
            yield tag("title", None, short(label, SPOKEN))
        yield _text(max(first + half, min(middle, last - half)), y, shown, "label")

    def _draw_hang_up(self, row: _Row, arrow: Arrow) -> Iterator[Safe]:
        x, y = self.x[arrow.source], row.y
        cross = f"M{x - 5} {y - 5}l10 10m0-10l-10 10"
        side = -1 if x == max(self.x.values()) and len(self.x) > 1 else 1
        yield tag("path", {"class": "line cross", "d": cross, "stroke": "currentColor", "fill": "none"})
        yield _text(x + side * 12, y + 4, arrow.label, "label end" if side < 0 else "label start")

    def _draw_wait(self, row: _Row) -> Safe:
        first, last = min(self.x.values()), max(self.x.values())
        label = _text((first + min(last, first + self.spacing)) // 2, row.y + 4, f"⋯ {row.wait} ⋯", "label")
        return tag("g", {"class": "soft"}, label)


def _participants(parts: Sequence[SequenceStep], roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Return the participants along the path of a request: you, a proxy, the server, its upstream.

    Other people stand on the far side of the server, or beside you where something is behind the server.
    """
    actors = list(dict.fromkeys(part.actor for part in parts))
    you, others = [name for name in actors if name == YOU], [name for name in actors if name != YOU]
    seen = {name for part in parts for arrow in part.arrows for name in (arrow.source, arrow.target)}
    path = sorted((name for name in roles if name in seen or not seen), key=roles.__getitem__)
    return (*you, *path, *others) if len(path) == 1 else (*you, *others, *path)


def _main_color(part: SequenceStep) -> str:
    if not part.main:
        return ""
    return next((arrow.css for arrow in reversed(part.arrows) if arrow.css.startswith("k")), "k0")


def _arrow_text(arrow: Arrow) -> str:
    """An arrow for screen readers, which would read out every character of a target that is too long on purpose."""
    label = short(arrow.label, SPOKEN)
    return f"{arrow.source} {label}" if arrow.is_hang_up else f"{arrow.source} to {arrow.target}: {label}"


def _duration(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f}".removesuffix(".0") + " s"


def _text(x: int, y: int, text: str, css: str) -> Safe:
    return tag("text", {"class": css, "x": x, "y": y}, text)
