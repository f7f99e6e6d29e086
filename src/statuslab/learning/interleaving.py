"""Interleaving: questions are mixed so that no class of codes comes three times in a row, if that can be avoided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, Protocol, TypeVar

MAX_RUN: Final = 2  # questions of one class in a row


class Reviewable(Protocol):
    """What mastery and scheduling need to know about a question."""

    @property
    def id(self) -> str: ...
    @property
    def codes(self) -> tuple[int, ...]: ...
    @property
    def idea(self) -> str: ...
    @property
    def level(self) -> int: ...


ReviewableT = TypeVar("ReviewableT", bound=Reviewable)


def mixed(queue: Sequence[Reviewable], n: int) -> list[Reviewable]:
    """Return the first n of a queue, interleaved; the last of a class that is too frequent give way to others."""
    chosen, spare = list(queue[:n]), list(queue[n:])
    while chosen and not _fits(Counter(map(_class, chosen))):
        most = Counter(map(_class, chosen)).most_common(1)[0][0]
        other = next((question for question in spare if _class(question) != most), None)
        if other is None:
            break
        spare.remove(other)
        del chosen[max(place for place, question in enumerate(chosen) if _class(question) == most)]
        chosen.append(other)
    return list(arranged(chosen))


def arranged(questions: Sequence[ReviewableT]) -> Iterator[ReviewableT]:
    """Yield the same questions, each as early as the rule allows.

    Each choice looks ahead, so that the rest can keep the rule too.
    """
    rest = list(questions)
    left, last, run = Counter(map(_class, rest)), 0, 0

    def allowed(kind: int, ahead: bool) -> bool:
        longer = run + 1 if kind == last else 1
        return longer <= MAX_RUN and (not ahead or _fits(left - Counter([kind]), kind, longer))

    while rest:
        places = (place for ahead in (True, False) for place, each in enumerate(rest) if allowed(_class(each), ahead))
        question = rest.pop(next(places, 0))
        run = run + 1 if _class(question) == last else 1
        last = _class(question)
        left -= Counter([last])
        yield question


def _fits(left: Counter[int], last: int = 0, run: int = 0) -> bool:
    """Whether that many of each class can follow a run of the last class: each other question separates two runs."""
    total = left.total()
    return all(count <= MAX_RUN * (total - count + 1) - (run if kind == last else 0) for kind, count in left.items())


def _class(question: Reviewable) -> int:
    return question.codes[0] // 100 if question.codes else 0
