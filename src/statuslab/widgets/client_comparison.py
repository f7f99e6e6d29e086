"""The table of client runs: a row per client, a column per request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from statuslab.clients.comparison import AGAIN, WRONG, ClientRun, ClientRuns
from statuslab.messages.transcript import DisplayOptions
from statuslab.widgets.badges import color, symbol
from statuslab.widgets.html import Safe, page, tag

STYLES = ("client_comparison",)
_BREAKS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=_)")  # where a long name may wrap
NOT_ASKED, NO_STATUS = "–", "✗"


def client_runs_html(runs: ClientRuns, versions: dict[str, str], options: DisplayOptions) -> Safe:
    """Return the table as a whole output. `versions` gives the version to show under each client's name."""
    heads = (_column(label, line, options) for label, line in runs.columns.items())
    head = tag("thead", None, tag("tr", None, tag("td"), *heads))
    rows = (_row(name, row, versions.get(name, ""), list(runs.columns)) for name, row in runs.rows.items())
    table = tag("table", None, head, tag("tbody", None, *rows))
    return page(STYLES, tag("div", {"class": "box trials"}, tag("div", {"class": "wide", "tabindex": 0}, table)))


def client_runs_text(runs: ClientRuns, options: DisplayOptions) -> str:
    """Return the same as text for a terminal: a block per request."""
    return "\n\n".join(_block(runs, at, label, line, options) for at, (label, line) in enumerate(runs.columns.items()))


def _column(label: str, line: str, options: DisplayOptions) -> Safe:
    return tag("th", {"scope": "col"}, tag("b", None, label), tag("span", {"class": "line"}, options.host(line)))


def _row(name: str, row: tuple[ClientRun, ...], version: str, labels: list[str]) -> Safe:
    head = tag("th", {"scope": "row"}, name, tag("span", {"class": "line"}, version) if version else None)
    return tag("tr", None, head, *(_cell(run, label) for run, label in zip(row, labels, strict=True)))


def _cell(run: ClientRun, label: str) -> Safe:
    bits = (tag("span", {"class": "bit"}, bit) for bit in _BREAKS.split(_outcome(run)))
    outcome = tag("span", {"class": f"pill {_color(run)}"}, *bits)
    return tag("td", {"data-label": label}, outcome, *map(_remark, run.remarks))


def _remark(remark: str) -> Safe:
    return tag("span", {"class": "remark loud" if remark.startswith((AGAIN, WRONG)) else "remark"}, remark)


def _color(run: ClientRun) -> str:
    return color(run.outcome) if isinstance(run.outcome, int) else "k0" if run.why_not else "k5"


def _outcome(run: ClientRun) -> str:
    if run.why_not:
        return f"{NOT_ASKED} not asked"
    return f"{symbol(run.outcome)} {run.outcome}" if isinstance(run.outcome, int) else f"{NO_STATUS} {run.outcome}"


def _block(runs: ClientRuns, at: int, label: str, line: str, options: DisplayOptions) -> str:
    rows = [(name, row[at]) for name, row in runs.rows.items()]
    wide = max((len(name) for name, _ in rows), default=0)
    return "\n".join([f"{label}: {options.host(line)}", *_lines(rows, wide)])


def _lines(rows: list[tuple[str, ClientRun]], wide: int) -> Iterator[str]:
    for name, run in rows:
        yield "  " + " · ".join([f"{name:{wide}}  {_outcome(run)}", *run.remarks])
