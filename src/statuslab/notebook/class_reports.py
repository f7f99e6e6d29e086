"""The report of a class, shown in a notebook and saved to a folder, and printed questions for a class without phones.

`statuslab.live_class.report` computes the statistics.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from statuslab.live_class.report import ClassReport
from statuslab.notebook.view import View
from statuslab.storage.files import write_atomically
from statuslab.widgets.html import Safe, document, page, tag
from statuslab.widgets.report import ReportData, report_html, report_text


@dataclass(frozen=True)
class ClassReportView(ClassReport):
    """A class's report: `.items .confusions .confidence .votes .people .answers`, `.gains(before)`, `.save(folder)`."""

    @cached_property
    def view(self) -> View:
        """The report as text and HTML."""
        return View(report_text(self._data()), str(report_html(self._data())))

    def without_names(self) -> ClassReportView:
        """The same report with "student 7" in place of each name."""
        players = [each | {"name": f"student {each['player']}"} for each in self.export["players"]]
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
        )

    def __repr__(self) -> str:
        return self.view.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return self.view._repr_mimebundle_()


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
