"""The map of mastery: a cell per code, laid out like a periodic table, with a color and a symbol for its state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from statuslab.widgets.cards import CLASSES
from statuslab.widgets.html import Safe, page, tag
from statuslab.wording import quantity

STYLES = ("progress",)
SIGNS: Mapping[str, tuple[str, str, str]] = {  # by state: symbol, words, CSS class
    "new": ("·", "not met yet", "new"),
    "met today": ("✓", "met today", "today"),
    "learning": ("◔", "learning", "learning"),
    "slipping": ("◑", "slipping", "slipping"),
    "mastered": ("●", "mastered", "mastered"),
    "due again": ("↻", "mastered, due again", "due"),
}
RULE = "A code is mastered when its first answers are right on two days."
ROW = 18
LEAST_BAR = 3  # percent: a day with one question is seen too


@dataclass(frozen=True, slots=True)
class Cell:
    """A code on the map: its state (a key of SIGNS) and a sentence on how it came to that."""

    code: int
    name: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands beside the map: answers given so far, questions due a day from today on, and what is weakest.

    `weakest` has the titles of ideas.
    """

    answers: int
    due: tuple[int, ...]
    weakest: tuple[tuple[str, str], ...] = ()
    confused: tuple[tuple[int, int, int], ...] = ()


def progress_html(cells: Sequence[Cell], outlook: Outlook) -> Safe:
    """Return the map as a whole output, with a summary, a legend, the questions due, and what to look at again."""
    parts = (
        tag("p", {"class": "sum"}, tag("b", None, _headline(cells)), f" {_rule(cells)}{_answers(outlook)}"),
        _map(cells),
        _legend(cells),
        tag("div", {"class": "beside"}, _forecast(outlook.due), _weak(outlook)),
    )
    return page(STYLES, tag("div", {"class": "box progress"}, *parts))


def progress_text(cells: Sequence[Cell], outlook: Outlook) -> str:
    """Return the same as text for a terminal."""
    lines = [f"{_headline(cells)} {_rule(cells)}{_answers(outlook)}", ""]
    for family, row in _rows(cells):
        lines.append(f"{family:<4}" + "  ".join(f"{cell.code} {SIGNS[cell.state][0]}" for cell in row))
    lines += ["", "   ".join(f"{sign} {words}" for sign, words, _ in SIGNS.values())]
    lines += ["", "due: " + ", ".join(f"{_day(day)} {count}" for day, count in enumerate(outlook.due))]
    lines += [f"another look: {idea} ({label})" for idea, label in outlook.weakest]
    lines += [f"mixed up: {_mixed(each)}" for each in outlook.confused]
    return "\n".join(lines)


def _headline(cells: Sequence[Cell]) -> str:
    """Say how many codes were met, and what of that is worth being told."""
    states = Counter(cell.state for cell in cells)
    met = len(cells) - states["new"]
    mastered = states["mastered"] + states["due again"]
    good = ((states["met today"], "right at the first try today"), (mastered, "mastered"))
    parts = [
        f"{met} of {quantity(len(cells), 'code', ',')} met",
        *(f"{count} {words}" for count, words in good if count),
    ]
    return f"{', '.join(parts)}."


def _rule(cells: Sequence[Cell]) -> str:
    """Say how a code is mastered, to who has met some and mastered none."""
    states = {cell.state for cell in cells}
    return f"{RULE} " if states - {"new"} and not states & {"mastered", "due again"} else ""


def _answers(outlook: Outlook) -> str:
    if not outlook.answers:
        return "No answer stored yet: predict, quiz, challenge and review fill this map."
    due = outlook.due[0] if outlook.due else 0
    words = f"{quantity(outlook.answers, 'answer', ',')} so far; {quantity(due, 'question', ',')} due today"
    return words + (": review()." if due else ".")


# --- The map ------------------------------------------------------------------------------------------------


def _rows(cells: Sequence[Cell]) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Return the rows of each class. Only the first row of a class has its name."""
    for family in sorted({cell.code // 100 for cell in cells}):
        mine = [cell for cell in cells if cell.code // 100 == family]
        for start in range(0, len(mine), ROW):
            yield (f"{family}xx" if start == 0 else ""), mine[start : start + ROW]


def _map(cells: Sequence[Cell]) -> Safe:
    families = (_family(family, [cell for cell in cells if cell.code // 100 == family]) for family in CLASSES)
    return tag("div", {"class": "map"}, *families)


def _family(family: int, cells: Sequence[Cell]) -> Safe | None:
    if not cells:
        return None
    name = tag("div", {"class": "fam"}, tag("b", None, f"{family}xx"), tag("span", None, CLASSES[family]))
    row = tag("ul", {"aria-label": f"{family}xx {CLASSES[family]}"}, *map(_cell, cells))
    return tag("div", {"class": "row"}, name, row)


def _cell(cell: Cell) -> Safe:
    sign, words, css = SIGNS[cell.state]
    label = f"{cell.code} {cell.name}: {words}" + (f". {cell.detail}" if cell.detail else "")
    return tag(
        "li",
        {"class": f"cell {css}", "title": label},
        tag("b", None, str(cell.code)),
        tag("span", {"class": "sign", "aria-hidden": "true"}, sign),
        tag("span", {"class": "unseen"}, f" {words}"),
    )


def _legend(cells: Sequence[Cell]) -> Safe:
    number = Counter(cell.state for cell in cells)
    items = (_key(state, number[state]) for state in SIGNS)
    return tag("ul", {"class": "legend", "aria-label": "legend"}, *items)


def _key(state: str, count: int) -> Safe:
    sign, words, css = SIGNS[state]
    return tag("li", None, tag("span", {"class": f"key {css}", "aria-hidden": "true"}, sign), f" {words} {count}")


# --- What comes, and what wants another look ----------------------------------------------------------------


def _forecast(due: Sequence[int]) -> Safe:
    most = max(due, default=0)
    bars = (_bar(day, count, most) for day, count in enumerate(due))
    head = tag("h4", None, "Falls due")
    return tag("div", {"class": "due"}, head, tag("ol", {"aria-label": "questions due a day"}, *bars))


def _bar(day: int, count: int, most: int) -> Safe:
    height = max(LEAST_BAR, round(100 * count / most)) if count else 0
    bar = tag("span", {"class": "bar", "style": f"height:{height}%"})
    number = tag("span", {"class": "n"}, str(count) if count else "")
    label = tag("span", {"class": "day"}, _day(day))
    return tag("li", {"title": f"{_day(day)}: {count}"}, tag("span", {"class": "col"}, number, bar), label)


def _day(day: int) -> str:
    return "today" if day == 0 else f"+{day}"


def _weak(outlook: Outlook) -> Safe | None:
    weak = [tag("li", None, tag("b", None, idea), f" {label}") for idea, label in outlook.weakest]
    mixed = [tag("li", None, _mixed(each)) for each in outlook.confused]
    if not weak and not mixed:
        return None
    parts = [*_list("Worth another look", weak), *_list("Mixed up", mixed)]
    return tag("div", {"class": "weak"}, *parts)


def _list(title: str, items: Sequence[Safe]) -> Iterable[Safe]:
    if items:
        yield tag("h4", None, title)
        yield tag("ul", None, *items)


def _mixed(each: tuple[int, int, int]) -> str:
    wanted, chosen, times = each
    return f"{chosen} for {wanted}, {'once' if times == 1 else f'{times} times'}"
