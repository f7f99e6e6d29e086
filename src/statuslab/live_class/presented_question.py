"""A question as a class sees it: what is shown before the reveal, how a choice is graded, what the reveal shows.

A choice is a list of positions in the order shown. An answer is what `questions` grades.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from statuslab.catalog.standards import links
from statuslab.errors import LabError
from statuslab.questions import Question, Verdict, grade, mistaken, order, presented, unpresented

_LARGEST = 10**12
_PICKED = {"single", "multiple", "line", "predict", "poll"}  # forms whose choice is positions picked


@dataclass(frozen=True)
class PresentedQuestion:
    """One variant of a question, its options in the order of a seed. `names` has the reason phrase of each code."""

    question: Question
    seed: int
    names: Mapping[int, str]

    @classmethod
    def at(cls, question: Question, seed: int, names: Mapping[int, str]) -> PresentedQuestion:
        """The variant of a question that belongs to a seed."""
        return cls(question.at(seed), seed, names)

    @property
    def form(self) -> str:
        return self.question.form

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The index in the file of the option at each position."""
        return order(self.question, self.seed)

    @property
    def counts_options(self) -> bool:
        """Whether a tally can count each option."""
        return self.form in _PICKED

    @cached_property
    def shown(self) -> dict[str, Any]:
        """What a page may see before the reveal: no key, explanations, id or hint."""
        seen = presented(self.question, self.seed)
        options = [each | {"name": self.names.get(each["code"] or 0, "")} for each in seen["options"]]
        facts = {"form": self.form, "ask": seen["ask"], "wire": seen["wire"], "hint": None}
        return {**facts, "options": options, "partners": seen["matches"]}

    @cached_property
    def reveal(self) -> dict[str, Any]:
        """The key and each option's explanation in the order shown, and the source. In a poll `right` is None."""
        return {
            "id": self.question.id,
            "codes": list(self.question.codes),
            "right": list(self._right_choice),
            "options": [self._revealed(index) for index in self.order],
            "source": self.question.source,
            "links": links([self.question.source, *(option.why for option in self.question.options)]),
        }

    def answer(self, choice: Sequence[int]) -> tuple[int, ...]:
        """The answer that a choice stands for. Raises LabError where the question has no such choice."""
        if self.form == "number":
            if len(choice) != 1 or abs(choice[0]) > _LARGEST:
                raise LabError(f"this question takes one number, got {_listed(choice)}")
            return tuple(choice)
        size = len(self.order)
        places = len(self.shown["partners"]) or size
        if not choice or any(position not in range(places) for position in choice):
            raise LabError(f"this question has choices 0 to {places - 1}, got {_listed(choice)}")
        if self.form != "match" and len(set(choice)) != len(choice):
            raise LabError(f"each choice counts once, got {_listed(choice)}")
        if self.form in {"order", "match"} and len(choice) != size:
            raise LabError(f"this question takes {size} positions, one for each line, got {len(choice)}")
        if self.form in {"single", "line", "predict", "poll"} and len(choice) != 1:
            raise LabError(f"this question takes one choice, got {len(choice)}")
        return unpresented(self.question, self.seed, choice)

    def graded(self, answer: Sequence[int], confidence: int) -> Verdict:
        """Grade an answer to this variant."""
        return grade(self.question, answer, confidence)

    def mistaken(self, answer: Sequence[int]) -> tuple[int, int] | None:
        """The right code and the chosen one, where one code was chosen instead of another."""
        return mistaken(self.question, answer)

    @property
    def _right_choice(self) -> tuple[int, ...]:
        options, solution = self.question.options, self.question.solution
        if self.form == "number":
            return solution
        if self.form == "match":
            return tuple(self.shown["partners"].index(options[index].match) for index in self.order)
        if self.form == "order":
            return tuple(self.order.index(index) for index in solution)
        return tuple(position for position, index in enumerate(self.order) if index in solution)

    def _revealed(self, index: int) -> dict[str, Any]:
        option = self.question.options[index]
        right = None if self.form == "poll" else self.form in {"order", "match"} or option.right
        found: dict[str, Any] = {"right": right, "why": option.why}
        return found | {"number": option.value} if self.form == "number" else found


def _listed(choice: Sequence[int]) -> str:
    text = ", ".join(str(each)[:12] for each in choice[:8])
    return f"{text}{', ...' if len(choice) > 8 else ''}" or "none"
