"""The report of a class as HTML and text, made from tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from statuslab.widgets.badges import color
from statuslab.widgets.html import Safe, brief, join, page, tag

STYLES = ("report",)
ITEM_HEADS = ("", "question", "n", "right at first", "after talking", "discrimination", "worth a look")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReportData:
    """The tables of a report."""

    title: str
    people: int
    answers: int
    items: Sequence[Row]
    confusions: Sequence[tuple[int, int, int]]  # right, chosen, times
    confidence: Sequence[tuple[str, int, float | None]]
    votes: Sequence[Row]
    choices: Sequence[Row] = ()
    taken_out: int = 0
    scoring: str = ""
    remarks: Sequence[str] = ()


def _summary(data: ReportData) -> str:
    """How many people and answers, and what is not counted."""
    gone = f" {data.taken_out} more were taken out and are not counted." if data.taken_out else ""
    return f"{data.people} people, {data.answers} answers.{gone}"


def report_html(data: ReportData) -> Safe:
    """The report as HTML."""
    parts = (
        tag("h2", None, data.title),
        tag(
            "p",
            {"class": "soft"},
            f"{_summary(data)} Shares of fewer than five are hidden. n: who answered, of those who were there "
            f"before the vote closed. {data.scoring}".strip(),
        ),
        tag("ul", {"class": "remarks"}, *(tag("li", None, line) for line in data.remarks)) if data.remarks else None,
        _items(data.items, data.choices),
        tag("div", {"class": "beside"}, _matrix(data.confusions), _confidence(data.confidence), _votes(data.votes)),
    )
    return page(STYLES, tag("div", {"class": "box report"}, *parts))


def report_text(data: ReportData) -> str:
    """The report as text."""
    lines = [data.title, _summary(data).rstrip("."), *data.remarks, ""]
    for row in data.items:
        after = f" → {_percent(row['after'])}" if row["after"] is not None else ""
        note = f"  ({row['note']})" if row["note"] else ""
        lines.append(f"{row['round']:>3} {row['question']:<32} {_percent(row['facility']):>5}{after}{note}")
        lines += [f"      {_choice_text(choice)}" for choice in _choices_of(row, data.choices)]
    lines += [f"    {chosen} for {right}: {times}" for right, chosen, times in data.confusions]
    lines += [f"    {sure}: {_percent(share)} of {n} right" for sure, n, share in data.confidence]
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


# --- Items --------------------------------------------------------------------------------------------------


def _choices_of(item: Row, choices: Sequence[Row]) -> list[Row]:
    """What was chosen in the first vote, where so many answered that it may be shown."""
    return [
        each for each in choices if (each["round"], each["vote"]) == (item["round"], 1) and each["share"] is not None
    ]


def _choice_text(row: Row) -> str:
    return f"{'✓' if row['right'] else ' '} {_percent(row['share']):>4}  {row['option']}"


def _choices(rows: Sequence[Row]) -> Safe | None:
    if not rows:
        return None
    lines = (
        tag(
            "li",
            {"class": "ok"} if row["right"] else None,
            tag("span", {"class": "share"}, _percent(row["share"])),
            tag("span", None, "✓ " if row["right"] else "", brief(row["option"])),
        )
        for row in rows
    )
    return tag("ul", {"class": "choices"}, *lines)


def _items(rows: Sequence[Row], choices: Sequence[Row]) -> Safe:
    head = tag("tr", None, *(tag("th", {"scope": "col"}, words) for words in ITEM_HEADS))
    body = tag("tbody", None, *(_item(row, _choices_of(row, choices)) for row in rows))
    return tag("table", {"class": "items"}, tag("thead", None, head), body)


def _item(row: Row, choices: Sequence[Row]) -> Safe:
    discrimination = "–" if row["discrimination"] is None else f"{row['discrimination']:+.2f}"
    asked = join((tag("span", {"class": "asked"}, brief(row["ask"])), tag("span", {"class": "soft"}, row["question"])))
    of = row.get("of")
    n = str(row["n"]) if of is None else f"{row['n']} of {of:.0f}"
    cells = (str(row["round"]), join((asked, _choices(choices) or "")), n)
    shares = (_bar(row["facility"]), _bar(row["after"]) if row["after"] is not None else "")
    note = tag("span", {"class": "note"}, f"⚑ {row['note']}") if row["note"] else ""
    return tag("tr", None, *(tag("td", None, cell) for cell in (*cells, *shares, discrimination, note)))


def _bar(share: float | None) -> Safe:
    if share is None:
        return tag("span", {"class": "soft"}, "–")
    fill = tag("span", {"class": "fill", "style": f"width:{share:.0%}"})
    track = tag("span", {"class": "track", "aria-hidden": "true"}, fill)
    return tag("span", {"class": "bar"}, track, tag("span", None, f"{share:.0%}"))


# --- Beside them --------------------------------------------------------------------------------------------


def _matrix(pairs: Sequence[tuple[int, int, int]]) -> Safe | None:
    if not pairs:
        return None
    counts = {(right, chosen): times for right, chosen, times in pairs}
    rights, chosen = sorted({pair[0] for pair in pairs}), sorted({pair[1] for pair in pairs})
    most = max(counts.values())
    heads = (tag("th", {"scope": "col", "class": color(code)}, str(code)) for code in chosen)
    rows = (_line(right, [counts.get((right, code), 0) for code in chosen], most) for right in rights)
    corner = tag("td", {"class": "soft"}, "it was ↓ · chosen →")
    table = tag(
        "table", {"class": "matrix"}, tag("thead", None, tag("tr", None, corner, *heads)), tag("tbody", None, *rows)
    )
    return tag("section", None, tag("h3", None, "Mixed up"), table)


def _line(right: int, counts: Iterable[int], most: int) -> Safe:
    def cell(count: int) -> Safe:
        heat = {"class": "hot", "style": f"--heat:{round(100 * count / most)}%"} if count else None
        return tag("td", heat, str(count) if count else "")

    return tag("tr", None, tag("th", {"scope": "row", "class": color(right)}, str(right)), *map(cell, counts))


def _confidence(rows: Sequence[tuple[str, int, float | None]]) -> Safe:
    body = (
        tag("tr", None, tag("th", {"scope": "row"}, sure), tag("td", None, str(n)), tag("td", None, _bar(share)))
        for sure, n, share in rows
    )
    head = tag("tr", None, tag("td"), tag("th", {"scope": "col"}, "n"), tag("th", {"scope": "col"}, "right"))
    table = tag("table", None, tag("thead", None, head), tag("tbody", None, *body))
    return tag("section", None, tag("h3", None, "How sure, how right"), table)


def _votes(rows: Sequence[Row]) -> Safe | None:
    if not rows:
        return None
    return tag("section", None, tag("h3", None, "From vote to vote"), tag("table", None, *_vote_rows(rows)))


def _vote_rows(rows: Sequence[Row]) -> Iterator[Safe]:
    names = [name for name in rows[0] if name != "round"]
    yield tag("thead", None, tag("tr", None, tag("td"), *(tag("th", {"scope": "col"}, name) for name in names)))
    cells = (
        tag(
            "tr",
            None,
            tag("th", {"scope": "row"}, f"question {row['round']}"),
            *(tag("td", None, str(row[name])) for name in names),
        )
        for row in rows
    )
    yield tag("tbody", None, *cells)
