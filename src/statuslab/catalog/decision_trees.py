"""Decision diagrams: for each group of look-alikes, the questions in an order that leads to one code.

A diagram is a tree of plain values, read from decisions.csv; how it looks, widgets know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from statuslab.catalog.reading import Row, records
from statuslab.catalog.records import CatalogError

DECISIONS_FILE = "decisions.csv"
_STEP = re.compile(r"step ([1-9])")
_CODES = re.compile(r"[1-5]\d\d(?: or [1-5]\d\d)*")


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer, and where it leads: to `codes`, or to the next question."""

    answer: str
    codes: tuple[int, ...] = ()
    then: Decision | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One question of a diagram, with a branch for each answer."""

    question: str
    branches: tuple[Branch, ...]

    @property
    def codes(self) -> frozenset[int]:
        """Every code that this question can lead to."""
        return frozenset(
            code for each in self.branches for code in (*each.codes, *(each.then.codes if each.then else ()))
        )

    def about(self, codes: Iterable[int]) -> Decision | None:
        """The same for some codes only: other ends are cut off, and a question with one answer left is skipped.

        None where nothing is left to decide.
        """
        pruned = self._pruned(frozenset(codes))
        return pruned.then if pruned else None

    def _pruned(self, wanted: frozenset[int]) -> Branch | None:
        kept = [branch for branch in (_kept(branch, wanted) for branch in self.branches) if branch]
        if len(kept) < 2:
            return kept[0] if kept else None
        return Branch("", (), replace(self, branches=tuple(kept)))


def _kept(branch: Branch, wanted: frozenset[int]) -> Branch | None:
    if branch.then:
        rest = branch.then._pruned(wanted)
        return replace(rest, answer=branch.answer) if rest else None
    codes = tuple(code for code in branch.codes if code in wanted)
    return replace(branch, codes=codes) if codes else None


# --- From the file ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One record of decisions.csv: a question of a group, and where each answer leads ("step 2" or codes)."""

    group: str
    step: int
    question: str
    answers: tuple[tuple[str, str], ...]


def load_decisions(folder: Path) -> dict[str, Decision]:
    """The diagram of each group by its slug. Raises CatalogError with file, line and field."""
    groups: dict[str, dict[int, Row]] = {}
    for row in records(folder / DECISIONS_FILE, COLUMNS, DecisionRow):
        steps = groups.setdefault(row.value.group, {})
        if row.value.step != len(steps) + 1:
            raise row.error("step", row.value.step, f"{len(steps) + 1}, for the steps of a group stand in order")
        steps[row.value.step] = row
    return {slug: _decision(steps, 1) for slug, steps in groups.items()}


def _decision(steps: Mapping[int, Row], number: int) -> Decision:
    row = steps[number]
    return Decision(row.value.question, tuple(_branch(steps, row, *each) for each in row.value.answers))


def _branch(steps: Mapping[int, Row], row: Row, answer: str, to: str) -> Branch:
    step = _STEP.fullmatch(to)
    if not step:
        return Branch(answer, tuple(int(code) for code in to.split(" or ")))
    number = int(step[1])
    if number not in steps or number <= row.value.step:  # only forward: a diagram comes to an end
        raise row.error("answers", to, "a later step of the group")
    return Branch(answer, (), _decision(steps, number))


def _text(cell: str) -> str:
    if not cell:
        raise ValueError("some text")
    return cell


def _number(cell: str) -> int:
    if not re.fullmatch("[1-9]", cell):
        raise ValueError("a number from 1 to 9")
    return int(cell)


def _answers(cell: str) -> tuple[tuple[str, str], ...]:
    pairs = tuple((answer.strip(), to) for answer, _, to in (part.rpartition(": ") for part in cell.split(";")))
    if len(pairs) < 2 or not all(answer and (_STEP.fullmatch(to) or _CODES.fullmatch(to)) for answer, to in pairs):
        raise ValueError('two answers or more, such as "yes: 401; no: step 2"')
    return pairs


COLUMNS: dict[str, Callable[[str], object]] = {
    "group": _text,
    "step": _number,
    "question": _text,
    "answers": _answers,
}

__all__ = ["Branch", "CatalogError", "Decision", "DecisionRow", "load_decisions"]
