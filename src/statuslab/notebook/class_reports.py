"""The report of a class, shown in a notebook and saved to a folder, and printed questions for a class without phones.

`statuslab.live_class.report` computes the statistics.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from statuslab.errors import LabError
from statuslab.learning.measurement import LEAST_FOR_AN_IDEA
from statuslab.live_class.measurement import Measurement
from statuslab.live_class.report import ClassReport
from statuslab.notebook.view import View
from statuslab.storage.files import write_atomically
from statuslab.widgets.html import Safe, document, page, tag
from statuslab.widgets.report import STYLES, ReportData, report_html, report_text


@dataclass(frozen=True)
class ClassReportView(ClassReport):
    """A class's report: `.items .confusions .confidence .votes .people .answers`, `.gains(before)`, `.save(folder)`."""

    @cached_property
    def view(self) -> View:
        """The report as text and HTML."""
        return View(report_text(self._data()), str(report_html(self._data())))

    def without_names(self) -> ClassReportView:
        """The same report with "student 7" in place of each name."""
        players = [each | {"name": f"student {each['player']}", "login": ""} for each in self.export["players"]]
        return replace(self, export={**self.export, "players": players})

    def save(self, folder: str | Path, logins: Mapping[str, str] | None = None) -> View:
        """Write report.html and the CSV files, each file completely or not at all.

        `logins` maps names in class to logins of the gradebook. Raises LabError where the folder cannot be written.
        """
        place = Path(folder).expanduser()
        texts = {"report.html": document(self.title, report_html(self._data())), **self.files(logins)}
        for name, text in texts.items():
            write_atomically(place / name, text)
        words = f"{len(texts)} files in {folder}: {', '.join(texts)}"
        return View(words, str(page((), tag("p", None, words))))

    def _data(self) -> ReportData:
        return ReportData(
            title=self.title,
            people=len(self.people),
            answers=len(self.answers),
            items=_rows(self.items),
            confusions=[(*pair, times) for pair, times in sorted(Counter(self.mistaken).items())],
            confidence=[(row["sure"], row["n"], row["right"]) for row in _rows(self.confidence)],
            votes=_rows(self.votes),
            choices=_rows(self.choices),
            taken_out=len(self.taken_out),
            scoring=self.export.get("scoring", ""),
            remarks=self.export.get("remarks", ()),
        )

    def __repr__(self) -> str:
        return self.view.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return self.view._repr_mimebundle_()


def report_in_a_terminal(export: Mapping[str, Any], folder: str = "") -> str:
    """The report of a class as text; with a folder it is saved there instead, and its files are named."""
    report = ClassReportView(export)
    return repr(report.save(folder) if folder else report)


@dataclass(frozen=True)
class MeasurementView(Measurement):
    """Pre-test and post-test compared: `.gain .left_out .ideas .items`. docs/measuring.md says how to read it."""

    def __post_init__(self) -> None:
        if not self.people:
            raise LabError("; ".join(["nobody took both tests, so there is nothing to compare", *self.left_out]))

    @cached_property
    def view(self) -> View:
        """The comparison as text and HTML."""
        lines = [f"Pre-test to post-test: {self._headline()}", *(f"Not counted: {line}." for line in self.left_out)]
        few = f"By idea only from {LEAST_FOR_AN_IDEA} people on; here there are too few."
        parts = [tag("p", None, line) for line in lines]
        parts += [_table("By idea", _rows(self.ideas))] if len(self.ideas) else [tag("p", None, few)]
        parts += [_table("Items, in both tests", _rows(self.items))]
        text = [*lines, self.ideas.round(2).to_string() if len(self.ideas) else few, self.items.round(2).to_string()]
        return View("\n\n".join(text), str(page(STYLES, tag("div", {"class": "box report"}, *parts))))

    def _headline(self) -> str:
        found = self.gain
        return f"{found.before:.0%} → {found.after:.0%}, {found}" if found else "nobody"

    def __repr__(self) -> str:
        return self.view.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return self.view._repr_mimebundle_()


def _table(title: str, rows: Sequence[Mapping[str, Any]]) -> Safe:
    heads = tag("tr", None, *(tag("th", {"scope": "col"}, name) for name in rows[0]))
    body = (tag("tr", None, *(tag("td", None, _shown(value)) for value in row.values())) for row in rows)
    return tag("div", None, tag("h3", None, title), tag("table", {"aria-label": title}, heads, *body))


def _shown(value: Any) -> str:
    return "–" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Sheet(View):
    """Questions to print. `.save("sheet.html")` writes them as an HTML page, with the keys on a new printed page."""

    title: str

    def save(self, path: str | Path) -> View:
        """Write the sheet completely or not at all. Raises LabError where it cannot be written."""
        write_atomically(Path(path).expanduser(), document(self.title, Safe(self.html)))
        words = f"{path}: open it in a browser and print it; the keys are on the last page"
        return View(words, str(page((), tag("p", None, words))))

    __repr__ = View.__repr__


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values, None for missing ones."""
    # NaN is the one value that differs from itself
    rows = frame.reset_index().to_dict("records")
    return [
        {str(name): None if value is None or value != value else value for name, value in row.items()} for row in rows
    ]
