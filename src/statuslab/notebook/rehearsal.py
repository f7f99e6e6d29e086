"""Simulated students for trying out a class. They use the same HTTP API as phones.

What they know is drawn from a seed. The key of the current question comes from the host's snapshot.
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

MAX_STUDENTS, PARALLEL = 500, 8
SPREAD = 4.5  # larger values make students more alike in what they know
CONVINCED = 0.6  # probability that a wrong student is convinced when at least half the class is right
DOUBTFUL = 0.15  # probability that a right student changes their answer when nobody else is right


@dataclass
class Student:
    """A simulated student: the share of the material they know, and the round and choice of their last answer."""

    client: PlayerClient
    knows: float
    last_answer: tuple[int, list[int]] = (0, [])

    def answer(self, seen: Mapping[str, Any], share: float, seed: int) -> None:
        """Answer the current vote. `share` of the class was right in the first vote."""
        random = Random(f"{seed} {self.client.player} {seen['round']} {seen['vote']}")
        right = list(seen["reveal"]["right"])
        if seen["question"]["form"] == "poll":
            choice = guess(seen["question"], right, random)
        elif seen["vote"] == 1 or self.last_answer[0] != seen["round"]:
            choice = right if random.random() < self.knows else guess(seen["question"], right, random)
        else:
            choice = self._after_talking(seen, right, share, random)
        sure = (
            min(2, int(3 * (0.7 * self.knows + 0.3 * random.random())))
            if choice == right
            else random.choices((0, 1, 2), (5, 4, 1))[0]
        )
        self.client.answer(choice, sure, seen["round"], seen["vote"])
        self.last_answer = (seen["round"], choice)

    def _after_talking(self, seen: Mapping[str, Any], right: list[int], share: float, random: Random) -> list[int]:
        """The choice after a discussion: the more students are right, the likelier they convince others."""
        before = self.last_answer[1]
        if before == right:
            return guess(seen["question"], right, random) if random.random() < DOUBTFUL * (1 - share) else right
        return right if random.random() < CONVINCED * min(1.0, 2 * share) else before


class Rehearsal:
    """Simulated students in a class. `answer()` lets each answer the open question once. Raises LabError."""

    def __init__(self, url: str, ca_file: Path | None, host: HostClient, n: int, seed: int, knows: float) -> None:
        from statuslab.live_class.server import PlayerClient

        if not 1 <= n <= MAX_STUDENTS:
            raise LabError(f"rehearse({n}): expected 1 to {MAX_STUDENTS} simulated students")
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
        """Let everybody answer the open question, and return a line that says how many did."""
        seen = self._host.snapshot()
        if seen["mode"] == "exam":
            raise LabError("an exam has a paper for each; rehearse the questions as a poll")
        if not seen["accepts"] or not seen["question"]:
            raise LabError(f"the class is {seen['phase']}; open a question first: classroom.host.open()")
        share = (seen["tally"]["votes"][0].get("share") if seen["tally"]["votes"] else None) or 0.0

        def one(student: Student) -> None:
            student.answer(seen, share, self._seed)

        with ThreadPoolExecutor(PARALLEL) as pool:
            list(pool.map(one, self.students))
        return f"{len(self.students)} answers to question {seen['round']}, vote {seen['vote']}"

    def __repr__(self) -> str:
        return f"{len(self.students)} simulated students are in"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": str(page((), tag("p", None, repr(self))))}


def guess(question: Mapping[str, Any], right: Sequence[int], random: Random) -> list[int]:
    """A random wrong choice for this form of question, in the order shown."""
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
