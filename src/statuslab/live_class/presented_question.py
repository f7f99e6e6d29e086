"""A question as a class sees it: what is shown before the reveal, how a choice is graded, what the reveal shows.

A choice is a list of positions in the order shown. An answer is what `questions` grades.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from string import ascii_uppercase
from typing import Any

from statuslab.catalog.standards import links
from statuslab.errors import LabError
from statuslab.live_class.events import Confidence
from statuslab.questions import Question, Verdict, drawings, grade, markup, mistaken, order, presented, unpresented

IMAGES = "images"  # where a class serves the images of its questions, below the address of its page
_LARGEST = 10**12
FAIRLY_SURE = 1  # the confidence of which a headline says nothing
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
        options = [
            each | {"name": self.names.get(each["code"] or 0, ""), "letter": letter}
            for each, letter in zip(seen["options"], self.letters, strict=False)  # a number is typed: no options
        ]
        facts = {"form": self.form, "ask": seen["ask"], "wire": seen["wire"], "hint": None}
        texts = (seen["ask"], *(each["text"] for each in options), *seen["matches"])
        return {**facts, "options": options, "partners": seen["matches"], **drawings(self._linked, texts)}

    @property
    def letters(self) -> tuple[str, ...]:
        """The letter that each option is called by, in the order shown."""
        return tuple(ascii_uppercase[place % 26] * (place // 26 + 1) for place in range(len(self.order)))

    def named(self, index: int, lettered: bool = True) -> str:
        """An option by letter and text, by its index in the file: "B: 404 Not Found"."""
        option = self.question.options[index]
        text = markup.plain(option.text) if markup.is_marked(option.text) else option.text
        letter = f"{self.letters[self.order.index(index)]}:" if lettered else ""
        words = (letter, str(option.code or ""), text or self.names.get(option.code or 0, ""))
        return " ".join(filter(None, words))

    def in_words(self, answer: Sequence[int], lettered: bool = True) -> str:
        """An answer by letters and texts, as a report names it."""
        options = self.question.options
        if self.form == "number":
            return ", ".join(map(str, answer))
        if self.form == "match":
            return "; ".join(f"{self.named(row, lettered)} → {options[put].match}" for row, put in enumerate(answer))
        return (" → " if self.form == "order" else "; ").join(self.named(index, lettered) for index in answer)

    @property
    def key_in_words(self) -> str:
        """The right answer by letters and texts; "" for a question that has none."""
        return self.in_words(self.question.solution)

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
            **drawings(self._linked, (option.why for option in self.question.options)),
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

    def graded(self, answer: Sequence[int], confidence: Confidence) -> Verdict:
        """Grade an answer to this variant. Where no confidence was said, the headline speaks of none either."""
        return grade(self.question, answer, FAIRLY_SURE if confidence is None else confidence)

    def mistaken(self, answer: Sequence[int]) -> tuple[int, int] | None:
        """The right code and the chosen one, where one code was chosen instead of another."""
        return mistaken(self.question, answer)

    @cached_property
    def _linked(self) -> Question:
        """The question with addresses in place of its images, which each page loads once and keeps."""
        images = tuple((name, f"{IMAGES}/{name}") for name, _ in self.question.images)
        return replace(self.question, images=images) if images else self.question

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
