"""Simulated students, to try a class before anybody comes. They join over the very protocol of the phones.

What they know is drawn from a seed; the key of the question at hand is taken from the host, for only the host has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from statuslab.errors import LabError
from statuslab.widgets.html import page, tag

if TYPE_CHECKING:
    from statuslab.live_class.server import HostClient, PlayerClient

MOST, AT_ONCE = 500, 8
SPREAD = 4.5  # the larger, the more alike they are in what they know
CONVINCED = 0.6  # the share of those without the answer whom a neighbor who has it convinces
DOUBTFUL = 0.15  # the share of those with it whom a neighbor who has it not talks out of it


@dataclass
class Student:
    """One of them: how much of the matter is known, from 0 to 1, and what was said last."""

    client: PlayerClient
    knows: float
    said: tuple[int, list[int]] = (0, [])

    def answer(self, seen: Mapping[str, Any], share: float, seed: int) -> None:
        """Answer the vote at hand; `share` of the class had it right before."""
        random = Random(f"{seed} {self.client.player} {seen['round']} {seen['vote']}")
        right = list(seen["reveal"]["right"])
        if seen["vote"] == 1 or self.said[0] != seen["round"]:
            choice = right if random.random() < self.knows else guess(seen["question"], right, random)
        else:
            choice = self._after_talking(seen, right, share, random)
        sure = (
            min(2, int(3 * (0.7 * self.knows + 0.3 * random.random())))
            if choice == right
            else random.choices((0, 1, 2), (5, 4, 1))[0]
        )
        self.client.answer(choice, sure, seen["round"], seen["vote"])
        self.said = (seen["round"], choice)

    def _after_talking(self, seen: Mapping[str, Any], right: list[int], share: float, random: Random) -> list[int]:
        """The more have it, the likelier one is convinced, and the less likely talked out of it."""
        before = self.said[1]
        if before == right:
            return guess(seen["question"], right, random) if random.random() < DOUBTFUL * (1 - share) else right
        return right if random.random() < CONVINCED * min(1.0, 2 * share) else before


class Rehearsal:
    """A class full of them. `answer()` has each answer the open question once. Raises LabError."""

    def __init__(self, url: str, ca_file: Path | None, host: HostClient, n: int, seed: int, knows: float) -> None:
        from statuslab.live_class.server import PlayerClient

        if not 1 <= n <= MOST:
            raise LabError(f"rehearse({n}): expected 1 to {MOST} simulated students")
        if not 0 < knows < 1:
            raise LabError(f"knows={knows}: expected a share between 0 and 1")
        random = Random(f"rehearsal {seed}")
        self._host, self._seed = host, seed
        self.students = [
            Student(PlayerClient(url, ca_file), random.betavariate(SPREAD * knows, SPREAD * (1 - knows)))
            for _ in range(n)
        ]
        for number, student in enumerate(self.students, 1):
            student.client.join(f"Student {number}")

    def answer(self) -> str:
        """Have everybody answer the question that is open; a line on how many did."""
        seen = self._host.snapshot()
        if seen["mode"] == "exam":
            raise LabError("an exam has a paper for each; rehearse the questions as a poll")
        if not seen["accepts"] or not seen["question"]:
            raise LabError(f"the class is {seen['phase']}; open a question first: classroom.host.open()")
        share = (seen["tally"]["votes"][0].get("share") if seen["tally"]["votes"] else None) or 0.0

        def one(student: Student) -> None:
            student.answer(seen, share, self._seed)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(one, self.students))
        return f"{len(self.students)} answers to question {seen['round']}, vote {seen['vote']}"

    def __repr__(self) -> str:
        return f"{len(self.students)} simulated students are in"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": str(page((), tag("p", None, repr(self))))}


def guess(question: Mapping[str, Any], right: Sequence[int], random: Random) -> list[int]:
    """A wrong choice of the right shape, in the order shown."""
    size = len(question["options"])
    while True:
        match question["form"]:
            case "number":
                choice = [right[0] + random.choice((-100, -2, -1, 1, 2, 100))]
            case "order":
                choice = random.sample(range(size), size)
            case "match":
                choice = [random.randrange(len(question["partners"])) for _ in range(size)]
            case "multiple":
                choice = sorted(random.sample(range(size), random.randint(1, size)))
            case _:
                choice = [random.randrange(size)]
        if choice != list(right):
            return choice
