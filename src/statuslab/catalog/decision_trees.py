"""Decision trees: for each group of look-alikes, the questions in an order that leads to one code.

A tree is plain values, built from the rows of look_alikes.csv that have a step; widgets draw it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statuslab.catalog.reading import Row

_STEP = re.compile(r"step ([1-9])")


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer, and where it leads: to `codes`, or to the next question."""

    answer: str
    codes: tuple[int, ...] = ()
    then: Decision | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One question of a tree, with a branch for each answer."""

    question: str
    branches: tuple[Branch, ...]

    @property
    def codes(self) -> frozenset[int]:
        """Every code that this question can lead to."""
        return frozenset(
            code for each in self.branches for code in (*each.codes, *(each.then.codes if each.then else ()))
        )

    def about(self, codes: Iterable[int]) -> Decision | None:
        """Return the tree for some codes only: other ends are cut off, questions with one answer left are skipped.

        None if nothing is left to decide.
        """
        pruned = self._pruned(frozenset(codes))
        return pruned.then if pruned else None

    def _pruned(self, wanted: frozenset[int]) -> Branch | None:
        kept: list[Branch] = []
        for branch in self.branches:
            if branch.then:
                rest = branch.then._pruned(wanted)
                kept += [replace(rest, answer=branch.answer)] if rest else []
            elif codes := tuple(code for code in branch.codes if code in wanted):
                kept.append(replace(branch, codes=codes))
        if len(kept) < 2:
            return kept[0] if kept else None
        return Branch("", (), replace(self, branches=tuple(kept)))


def trees(rows: Iterable[Row]) -> dict[str, Decision]:
    """Return the tree of each group by its slug, from rows of steps.

    Raises CatalogError with file, line and field if steps are out of order or lead to none.
    """
    groups: dict[str, dict[int, Row]] = {}
    for row in rows:
        steps = groups.setdefault(row.value.group, {})
        if row.value.step != len(steps) + 1:
            raise row.error("step", row.value.step, f"{len(steps) + 1}: the steps of a group are numbered in order")
        steps[row.value.step] = row
    return {slug: _decision(steps, 1) for slug, steps in groups.items()}


def _decision(steps: Mapping[int, Row], number: int) -> Decision:
    row = steps[number]
    branches: list[Branch] = []
    for answer, target in row.value.answers:
        step = _STEP.fullmatch(target)
        if not step:
            branches.append(Branch(answer, tuple(int(code) for code in target.split(" or "))))
        elif number < int(step[1]) <= len(steps):  # only forward, so that a tree ends
            branches.append(Branch(answer, (), _decision(steps, int(step[1]))))
        else:
            raise row.error("answer", target, "a later step of the group")
    return Decision(row.value.question, tuple(branches))
