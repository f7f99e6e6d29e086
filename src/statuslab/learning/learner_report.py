"""A learner's report as a value: how it is written as JSON, and how it is read from a file that anybody may have made.

Reading trusts nothing: types, ranges and sizes are checked, and what is wrong is named in one line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar, get_args

from statuslab.errors import LabError
from statuslab.learning.exam_report import MIN_ANSWERS
from statuslab.learning.history import TEST_SIZE, gain
from statuslab.learning.mastery import MasteryState

FORMAT: Final = "statuslab report"
VERSION: Final = 1
LONGEST_NAME: Final = 60  # characters
MOST: Final = 1_000_000  # of anything that is counted
MOST_ROWS: Final = 500
MASTERED: Final = frozenset({"mastered", "due again"})
_STATES: Final = frozenset(get_args(MasteryState))
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page: how many of the things it asks have been done."""

    page: str
    done: int
    asked: int


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code: its mastery, and how many first tries of a day at its questions were right."""

    code: int
    state: str
    tries: int
    right: int


@dataclass(frozen=True, slots=True)
class Score:
    """A test: how many questions it had, the points earned, and its day ("" where that does not matter)."""

    questions: int
    points: float
    day: str = ""

    @property
    def share(self) -> float:
        return self.points / self.questions


@dataclass(frozen=True, slots=True)
class LearnerReport:
    """What a learner hands out. `learner` is a random number: it tells two reports of one person apart from two people.

    `confused` has rows of the right code, the code chosen instead, and how often.
    """

    learner: str
    name: str
    day: str
    course: str
    answers: int
    pages: tuple[PageRow, ...]
    codes: tuple[CodeRow, ...]
    confused: tuple[tuple[int, int, int], ...]
    pretest: Score | None
    exam: Score | None
    posttest: Score | None = None

    @property
    def mastered(self) -> int:
        """How many codes are mastered, due again or not."""
        return sum(row.state in MASTERED for row in self.codes)

    @property
    def met(self) -> int:
        """How many codes were asked about at least once."""
        return sum(row.state != "new" for row in self.codes)

    @property
    def gain(self) -> float | None:
        """The normalized gain from the pre-test to the exam; None where there is too little to compare."""
        if not self.pretest or not self.exam or min(self.pretest.questions, self.exam.questions) < MIN_ANSWERS:
            return None
        return gain(self.pretest.share, self.exam.share)

    @property
    def measured(self) -> tuple[float, float] | None:
        """The shares right in pre-test and post-test; None unless both are complete."""
        if not self.pretest or not self.posttest or min(self.pretest.questions, self.posttest.questions) < TEST_SIZE:
            return None
        return self.pretest.share, self.posttest.share


# --- Writing ------------------------------------------------------------------------------------------------


def to_json(report: LearnerReport) -> dict[str, Any]:
    """Return a report as JSON values, in the form that `read_report` reads."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "course": report.course,
        "learner": report.learner,
        "name": report.name,
        "day": report.day,
        "answers": report.answers,
        "pages": [[row.page, row.done, row.asked] for row in report.pages],
        "codes": [[row.code, row.state, row.tries, row.right] for row in report.codes],
        "confused": [list(row) for row in report.confused],
        "pretest": _test_to_json(report.pretest),
        "exam": _test_to_json(report.exam),
        "posttest": _test_to_json(report.posttest),
    }


def _test_to_json(test: Score | None) -> list[Any] | None:
    return [test.questions, test.points, test.day] if test else None


# --- Reading ------------------------------------------------------------------------------------------------


def read_report(text: str) -> LearnerReport:
    """Read a report from JSON. Raises LabError with what is wrong."""
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        raise LabError("its numbers are no JSON") from None
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise LabError("its numbers are not those of a report")
    if stored.get("version") != VERSION:
        raise LabError(f"it has version {_shown(stored.get('version'))} of the format, expected {VERSION}")
    return LearnerReport(
        learner=_field(stored, "learner", _matching(r"[0-9a-f]{32}")),
        name=_field(stored, "name", _name),
        day=_field(stored, "day", _day),
        course=_field(stored, "course", _matching(r"[0-9A-Za-z.+-]{1,40}")),
        answers=_field(stored, "answers", _count),
        pages=_unique(_field(stored, "pages", _rows(_page)), "pages", lambda row: row.page),
        codes=_unique(_field(stored, "codes", _rows(_code_row)), "codes", lambda row: row.code),
        confused=_unique(_field(stored, "confused", _rows(_confusion)), "confused", lambda row: row[:2]),
        pretest=_field(stored, "pretest", _test),
        exam=_field(stored, "exam", _test),
        posttest=_field({"posttest": None, **stored}, "posttest", _test),  # reports of 0.1 have none
    )


def _field(stored: Mapping[str, Any], name: str, read: Callable[[Any], T]) -> T:
    try:
        return read(stored[name])
    except KeyError:
        raise LabError(f'it has no field "{name}"') from None
    except (ValueError, TypeError):
        raise LabError(f'its field "{name}" makes no sense: {_shown(stored[name])}') from None


def _shown(value: Any) -> str:
    """A foreign value for a message, cut short and without line breaks."""
    try:
        text = ascii(value)
    except (ValueError, RecursionError):  # a number of too many digits
        return "a value too large to show"
    return text if len(text) <= 40 else f"{text[:39]}…"


def _unique(rows: Iterable[T], name: str, key: Callable[[T], object]) -> tuple[T, ...]:
    found = tuple(rows)
    if len({key(row) for row in found}) < len(found):
        raise LabError(f'its field "{name}" has a row twice')
    return found


def _matching(pattern: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError
        return value

    return read


def _name(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_NAME or "\n" in value:
        raise ValueError
    return value


def _day(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return date.fromisoformat(value).isoformat()


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise ValueError
    return value


def _rows(read: Callable[..., T]) -> Callable[[Any], tuple[T, ...]]:
    def read_all(value: Any) -> tuple[T, ...]:
        if not isinstance(value, list) or len(value) > MOST_ROWS or not all(isinstance(row, list) for row in value):
            raise ValueError
        return tuple(read(*row) for row in value)

    return read_all


def _page(page: Any, done: Any, asked: Any) -> PageRow:
    row = PageRow(_matching(r"\w{1,60}")(page), _count(done), _count(asked))
    if row.done > row.asked:
        raise ValueError
    return row


def _code(value: Any) -> int:
    if not 100 <= _count(value) <= 599:
        raise ValueError
    return int(value)


def _code_row(code: Any, state: Any, tries: Any, right: Any) -> CodeRow:
    row = CodeRow(_code(code), _matching("|".join(_STATES))(state), _count(tries), _count(right))
    if row.right > row.tries:
        raise ValueError
    return row


def _confusion(right: Any, chosen: Any, times: Any) -> tuple[int, int, int]:
    return _code(right), _code(chosen), _count(times)


def _test(value: Any) -> Score | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise ValueError
    questions, points, day = value
    if isinstance(points, bool) or not isinstance(points, int | float):
        raise ValueError
    if not _count(questions) or not 0 <= points <= questions:
        raise ValueError
    return Score(questions, points, _day(day) if day else _matching("")(day))
