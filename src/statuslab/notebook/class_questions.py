"""Which questions a class asks: scenes, codes, ideas, single questions by their ids, or a whole bank in its order."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from statuslab.codes import find_scene, index
from statuslab.errors import LabError
from statuslab.notebook import quiz
from statuslab.notebook.demos import predict_question

if TYPE_CHECKING:
    from statuslab.questions import Question

NEEDS_OWN_LAB = "provoke"  # the form of questions that need a lab of one's own
USUAL = 8  # questions of a class, where nothing says how many
Order = Literal["drawn", "file"]


def class_questions(
    what: Sequence[int | str],
    bank: str | Path | None,
    n: int | None = None,
    seed: int = 0,
    level: int | None = None,
    order: Order = "drawn",
) -> tuple[Question, ...]:
    """The questions of a class: predictions of scenes, then questions named by id, then others that are drawn.

    What is named by scene or id is asked in the order named, and always. The rest fills up to `n` questions (8), drawn
    by `seed` or, with `order="file"`, in the order of the files. `level` is that of the hardest to draw. A `bank` alone
    is asked whole, in its order. Raises LabError.
    """
    if not what and bank is None:
        raise LabError(
            'a class needs to know about what: classroom.open("2xx"), or with a scene: "two-cooks", "2xx"; '
            "a bank of your own alone is asked whole"
        )
    if n is not None and n < 1:
        raise LabError(f"n={n}: expected at least 1 question for a class")
    if order not in ("drawn", "file"):
        raise LabError(f'order={order!r}, expected "drawn" or "file"')
    scenes = [key for key in what if key in index().scenes]
    found = [predict_question(find_scene(key)) for key in scenes]
    known = {each.id: each for each in (quiz.bank() if bank is None else quiz.own_bank(bank))}
    found += [known[str(key)] for key in what if key in known and key not in scenes]
    rest = [key for key in what if key not in scenes and key not in known]
    if rest or not what:
        found += _drawn(rest, n, len(found), seed, bank, level, order, {each.id for each in found})
    asked = tuple(each for each in found if each.form != NEEDS_OWN_LAB)
    if not asked:
        raise LabError(f'no question on {titled(what)} that a class can answer; try classroom.open("2xx")')
    return asked


def _drawn(
    about: Sequence[int | str],
    n: int | None,
    already: int,
    seed: int,
    bank: str | Path | None,
    level: int | None,
    order: Order,
    named: Iterable[str],
) -> list[Question]:
    """Questions about codes and ideas beside those that are named; all of a bank where `about` is empty."""
    every = quiz.questions_about(about, sys.maxsize, seed, bank, level)
    if order == "file":
        in_file = [each.id for each in (quiz.bank() if bank is None else quiz.own_bank(bank))]
        every = tuple(sorted(every, key=lambda each: in_file.index(each.id)))
    others = [each for each in every if each.id not in set(named)]
    most = n if n is not None else USUAL if about else len(others)
    return others[: max(1, most - already)]


def titled(what: Sequence[int | str], bank: str | Path | None = None) -> str:
    """What a class is about, in words."""
    return ", ".join(map(str, what)) or (Path(bank).stem if bank else "")
