"""The overview of a team, from the reports that learners handed out: `statuslab team *.html`.

The files may be anybody's. Each is read as text and checked; nothing of it but checked values reaches the overview.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from statuslab.codes import index as code_index
from statuslab.errors import LabError
from statuslab.learning.learner_report import LearnerReport, read_report
from statuslab.learning.team import Team, latest, team
from statuslab.notebook.codes import catalog
from statuslab.notebook.learner_report import KIND as REPORT
from statuslab.notebook.written_files import write_page
from statuslab.widgets.html import data_of
from statuslab.wording import quantity

FILE = "statuslab-team.html"
KIND = "team"
LARGEST = 1_000_000  # bytes of a report; those of the course have some 30,000
MOST_FILES = 2000
HEAD = 4000  # characters in which a file says what it is


def team_overview(patterns: Sequence[str], path: Path) -> tuple[str, list[str]]:
    """Write the overview of the reports in some files, and return its text with a line for each file left out.

    Raises LabError if none of the files is a report, or the overview cannot be written.
    """
    from statuslab.widgets.team import team_html, team_text

    reports, problems = read_reports(_files(patterns))
    newest = latest(reports)
    if older := len(reports) - len(newest):
        problems.append(f"{quantity(older, 'older report')} of the same learners left out")
    if not newest:
        raise LabError("; ".join([*problems[:3], "none of the files is a report; report() in a cell writes one"]))
    overview = merged(newest)
    names, titles = {record.code: record.name for record in catalog}, _titles()
    write_page(Path(), path, KIND, "HTTP Status Lab: team", team_html(overview, names, titles))
    return team_text(overview, names, titles), problems


def merged(reports: Sequence[LearnerReport]) -> Team:
    """The overview of reports, one a learner."""
    by_use = sorted(catalog, key=lambda record: ("everyday", "common", "rare").index(record.met))
    return team(reports, _titles(), [record.code for record in by_use])


def _titles() -> dict[str, str]:
    return {page.name: page.title for page in code_index().pages.values()}


# --- Reading ------------------------------------------------------------------------------------------------


def _files(patterns: Iterable[str]) -> list[Path]:
    """The files that are meant; a pattern that no shell has expanded, as on Windows, is expanded here."""
    paths: list[Path] = []
    for path in map(Path, patterns):
        is_pattern = "*" in path.name and not path.exists()
        paths += (sorted(path.parent.glob(path.name)) if is_pattern else []) or [path]
    paths = list(dict.fromkeys(paths))
    if len(paths) > MOST_FILES:
        raise LabError(f"{len(paths)} files were given; at most {MOST_FILES} are read at a time")
    return paths


def read_reports(paths: Iterable[Path]) -> tuple[list[LearnerReport], list[str]]:
    """Read the reports among some files. Return them, and a line for each file that is none."""
    reports, problems = [], []
    for path in paths:
        try:
            reports.append(_read(path))
        except LabError as error:
            problems.append(f"{_shown(path)}: {error}; left out")
    return reports, problems


def _read(path: Path) -> LearnerReport:
    text = _text(path)
    numbers = data_of(text)
    if numbers is None:
        kinds = {REPORT: "its numbers are missing, so it is not whole", KIND: "this is the overview of a team"}
        found = (message for kind, message in kinds.items() if f'content="statuslab {kind}"' in text[:HEAD])
        raise LabError(next(found, "this is not a report of the course"))
    return read_report(numbers)


def _text(path: Path) -> str:
    try:
        if not path.exists():
            raise LabError("there is no such file")
        if not path.is_file():  # reading from a pipe or a device could take for ever
            raise LabError("this is not a file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise LabError(f"it has more than {LARGEST:,} bytes, and a report has some 30,000")
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise LabError("its text is not UTF-8") from None
    except OSError as error:
        raise LabError(f"it cannot be read: {error.strerror}") from None


def _shown(path: Path) -> str:
    """The name of a file for a message: a name may have line breaks and escape sequences in it."""
    return "".join(_printable(str(path)))


def _printable(text: str) -> Iterator[str]:
    return (letter if letter.isprintable() else "\ufffd" for letter in text)
