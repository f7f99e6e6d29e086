"""What clients made of the same requests, as a table: a row a client, a column a request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from statuslab.clients.comparison import AGAIN, WRONG, ClientRun, ClientRuns
from statuslab.messages.transcript import DisplayOptions
from statuslab.widgets.badges import color, symbol
from statuslab.widgets.html import Safe, page, tag

STYLES = ("client_comparison",)
_SEAMS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=_)")  # where a long name may be broken
NOT_ASKED, NO_STATUS = "–", "✗"


def trials_html(trials: ClientRuns, versions: dict[str, str], shown: DisplayOptions) -> Safe:
    """A whole output. A client's version stands under its name; hosts are called as they are shown."""
    heads = (_column(label, line, shown) for label, line in trials.columns.items())
    head = tag("thead", None, tag("tr", None, tag("td"), *heads))
    rows = (_row(name, row, versions.get(name, ""), list(trials.columns)) for name, row in trials.rows.items())
    table = tag("table", None, head, tag("tbody", None, *rows))
    return page(STYLES, tag("div", {"class": "box trials"}, tag("div", {"class": "wide", "tabindex": 0}, table)))


def trials_text(trials: ClientRuns, shown: DisplayOptions) -> str:
    """The same for a terminal: a block a column."""
    return "\n\n".join(
        _block(trials, at, label, line, shown) for at, (label, line) in enumerate(trials.columns.items())
    )


def _column(label: str, line: str, shown: DisplayOptions) -> Safe:
    return tag("th", {"scope": "col"}, tag("b", None, label), tag("span", {"class": "line"}, shown.host(line)))


def _row(name: str, row: tuple[ClientRun, ...], version: str, labels: list[str]) -> Safe:
    head = tag("th", {"scope": "row"}, name, tag("span", {"class": "line"}, version) if version else None)
    return tag("tr", None, head, *(_cell(trial, label) for trial, label in zip(row, labels, strict=True)))


def _cell(trial: ClientRun, label: str) -> Safe:
    bits = (tag("span", {"class": "bit"}, bit) for bit in _SEAMS.split(_said(trial)))
    said = tag("span", {"class": f"pill {_color(trial)}"}, *bits)
    return tag("td", {"data-label": label}, said, *map(_remark, trial.remarks))


def _remark(told: str) -> Safe:
    return tag("span", {"class": "remark loud" if told.startswith((AGAIN, WRONG)) else "remark"}, told)


def _color(trial: ClientRun) -> str:
    return color(trial.said) if isinstance(trial.said, int) else "k0" if trial.why_not else "k5"


def _said(trial: ClientRun) -> str:
    if trial.why_not:
        return f"{NOT_ASKED} not asked"
    return f"{symbol(trial.said)} {trial.said}" if isinstance(trial.said, int) else f"{NO_STATUS} {trial.said}"


def _block(trials: ClientRuns, at: int, label: str, line: str, shown: DisplayOptions) -> str:
    rows = [(name, row[at]) for name, row in trials.rows.items()]
    wide = max((len(name) for name, _ in rows), default=0)
    return "\n".join([f"{label}: {shown.host(line)}", *_lines(rows, wide)])


def _lines(rows: list[tuple[str, ClientRun]], wide: int) -> Iterator[str]:
    for name, trial in rows:
        yield "  " + " · ".join([f"{name:{wide}}  {_said(trial)}", *trial.remarks])
