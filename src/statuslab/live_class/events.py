"""What goes into a class and what comes out of it: settings, state, people, answers; events and effects.

Plain values. Who changes them, and by which rules, `rounds` knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from statuslab.errors import LabError
from statuslab.live_class.states import Phase

Mode = Literal["poll", "speed", "exam"]
SHORTEST_GRACE, LONGEST_GRACE = 0.35, 2.0  # seconds after the bell in which an answer on its way still counts


@dataclass(frozen=True, slots=True)
class Settings:
    """What a class agrees on before it starts; seconds are None for rounds without a bell."""

    title: str = ""
    mode: Mode = "poll"
    seconds: float | None = None
    grace: float = 1.0
    seed: int = 0
    most_players: int = 5000

    def __post_init__(self) -> None:
        if self.mode not in ("poll", "speed", "exam"):
            raise LabError(f'mode {self.mode!r}, expected "poll", "speed" or "exam"')
        if not SHORTEST_GRACE <= self.grace <= LONGEST_GRACE:
            raise LabError(f"grace {self.grace!r}, expected {SHORTEST_GRACE} to {LONGEST_GRACE} seconds after the bell")
        if self.seconds is not None:
            checked_seconds(self.seconds)


@dataclass(frozen=True, slots=True)
class SessionState:
    """Where the class stands, and nothing of its people; `index` is -1 in the lobby, votes count from 1."""

    phase: Phase = Phase.LOBBY
    index: int = -1
    vote: int = 0
    seconds: float | None = None  # of this vote
    opened: float = 0.0
    deadline: float | None = None  # when it rings
    left: float | None = None  # until the bell, while paused
    closed: float | None = None  # when the bell rang
    locked: bool = False
    leaderboard: bool = False
    revealed: tuple[int, ...] = ()  # the indices of questions whose key is out
    version: int = 0


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody in the class; `first` is the first round they are in, `seed` makes their own sequence in an exam."""

    number: int
    name: str
    first: int
    seed: int
    removed: bool = False


@dataclass(frozen=True, slots=True)
class PlayerAttempt:
    """What one player said in one vote of one round, and the last click of each of their pages."""

    round: int
    vote: int
    player: int
    choice: tuple[int, ...]
    answer: tuple[int, ...]
    confidence: int
    score: float
    right: bool
    mistaken: tuple[int, int] | None
    seconds: float
    page: str
    click: int
    clicks: tuple[tuple[str, int], ...] = ()


def checked_seconds(seconds: float) -> float:
    """Raises Refused where no round can last so long."""
    if not 1 <= seconds <= 6 * 3600:
        raise EventRefused(
            "bad-field", f"seconds {seconds}, expected 1 to {6 * 3600}, or none for a round without a bell"
        )
    return float(seconds)


# --- Events and effects -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody wants in under a name; the seed is theirs for an exam."""

    name: str
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A click of a player: positions in the order shown. In an exam `round` is the place in their own paper."""

    player: int
    round: int
    vote: int
    choice: tuple[int, ...]
    confidence: int
    page: str
    click: int


@dataclass(frozen=True, slots=True)
class Command:
    """What the host asks for; `seen` is the version it was asked at, where known."""

    do: str
    seen: int | None = None
    seconds: float | None = None
    player: int | None = None
    name: str = ""
    on: bool = True
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


Event: TypeAlias = Join | Answer | Command | Tick


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The state to keep; everybody is to be told."""

    state: SessionState


@dataclass(frozen=True, slots=True)
class PlayerChanged:
    """A player to keep: new, renamed or removed; the host is to be told."""

    player: Player


@dataclass(frozen=True, slots=True)
class AnswerRecorded:
    """An answer to keep and then to acknowledge; `fresh` is false for a retry, which has nothing to keep."""

    attempt: PlayerAttempt
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class HandsCounted:
    """Shown hands of one vote to keep, counted by option in the order shown."""

    round: int
    vote: int
    counts: tuple[int, ...]


Effect: TypeAlias = StateChanged | PlayerChanged | AnswerRecorded | HandsCounted


# --- Refusals -----------------------------------------------------------------------------------------------

# The code of each refusal and its HTTP status.
REFUSALS: Mapping[str, int] = {
    "removed": 403,
    "locked": 403,
    "full": 403,
    "round-closed": 409,
    "another-round": 409,
    "paused": 409,
    "next-round": 409,
    "first-counts": 409,
    "moved-on": 409,
    "not-now": 409,
    "ended": 410,
    "no-such-choice": 422,
    "bad-field": 422,
    "no-name": 422,
}


class EventRefused(LabError):
    """An event that the rules do not take: a code of REFUSALS, and one line for the person who erred.

    `effects` is what happened all the same: a bell that was due.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.status = code, REFUSALS[code]
        self.effects: tuple[Effect, ...] = ()
