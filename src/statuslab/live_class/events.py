"""What goes into a class and comes out of it: settings, state, players and attempts; events, effects and refusals.

Plain values. `session` changes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from statuslab.errors import LabError
from statuslab.live_class.states import Phase

Mode = Literal["poll", "speed", "exam"]
Confidence: TypeAlias = int | None  # 0 guessing, 1 fairly sure, 2 certain; None where it was not said
SPEED_POINTS, SPEED_SECONDS = 100, 20.0  # of a question in speed mode; the scale of a vote without a deadline
MOST_POINTS, MOST_TEAMS, LONGEST_NOTE = 1000, 12, 2000
SHORTEST_GRACE, LONGEST_GRACE = 0.35, 2.0  # seconds after the deadline in which answers still count


@dataclass(frozen=True, slots=True)
class Settings:
    """What is fixed before a class starts. `seconds` is the time for a vote, None for votes without a deadline.

    `points` is what a question is worth, None for 1, or 100 in speed mode. `teams` are names: people are dealt out to
    them in the order they come. In a nameless class nobody types a name.
    """

    title: str = ""
    mode: Mode = "poll"
    seconds: float | None = None
    grace: float = 1.0
    seed: int = 0
    most_players: int = 5000
    points: float | None = None
    teams: tuple[str, ...] = ()
    name_filter: bool = True
    nameless: bool = False

    def __post_init__(self) -> None:
        if self.mode not in ("poll", "speed", "exam"):
            raise LabError(f'mode {self.mode!r}, expected "poll", "speed" or "exam"')
        if not SHORTEST_GRACE <= self.grace <= LONGEST_GRACE:
            raise LabError(
                f"grace {self.grace!r}, expected {SHORTEST_GRACE} to {LONGEST_GRACE} seconds after the deadline"
            )
        if self.seconds is not None:
            checked_seconds(self.seconds)
        if self.points is not None:
            checked_points(self.points)
        if len(self.teams) == 1 or len(self.teams) > MOST_TEAMS or len(set(self.teams)) != len(self.teams):
            raise LabError(f"teams {list(self.teams)}, expected 2 to {MOST_TEAMS} different names, or none")


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that was opened. `last` is the number of the last player who could answer when it closed.

    `last` is None while the vote is open, and in classes of version 0.1. With `after_key` the class had seen the key.
    """

    round: int
    vote: int
    seconds: float | None = None
    last: int | None = None
    after_key: bool = False


@dataclass(frozen=True, slots=True)
class SessionState:
    """The phase, question and vote of a class, without its people. `index` is -1 in the lobby; votes count from 1."""

    phase: Phase = Phase.LOBBY
    index: int = -1
    vote: int = 0
    seconds: float | None = None  # of this vote
    opened: float = 0.0
    deadline: float | None = None  # when this vote closes by itself
    left: float | None = None  # seconds until the deadline, while paused
    since: float = 0.0  # when this phase began
    closed: float | None = None  # when this vote was closed
    locked: bool = False
    leaderboard: bool = False
    revealed: tuple[int, ...] = ()  # indices of the questions whose key has been shown
    version: int = 0
    shown: tuple[int, ...] = ()  # the same, with those whose reveal was taken back
    votes: tuple[Vote, ...] = ()  # all so far, in the order they were opened
    queue: tuple[int, ...] | None = None  # indices of the questions to come; None for all after this one
    points: tuple[tuple[int, float], ...] = ()  # index and points of the questions that have points of their own
    names_hidden: bool = False
    before: SessionState | None = None  # the state before the last move, to take that move back


@dataclass(frozen=True, slots=True)
class Player:
    """A student. Numbers count up as people join. `first` is the first round that counts for them where no vote says
    who could answer it (classes of version 0.1); `seed` orders their questions in an exam. `login` is their user name
    on a hub, whatever they are called in class.
    """

    number: int
    name: str
    first: int
    seed: int
    removed: bool = False
    login: str = ""


@dataclass(frozen=True, slots=True)
class PlayerAttempt:
    """One player's graded answer in one vote, with the last click number of each of their pages."""

    round: int
    vote: int
    player: int
    choice: tuple[int, ...]
    answer: tuple[int, ...]
    confidence: Confidence
    score: float
    right: bool
    mistaken: tuple[int, int] | None
    seconds: float
    page: str
    click: int
    clicks: tuple[tuple[str, int], ...] = ()


def checked_seconds(seconds: float) -> float:
    """Seconds for a vote. Raises EventRefused outside 1 second to 6 hours."""
    if not 1 <= seconds <= 6 * 3600:
        raise EventRefused(
            "bad-field", f"seconds {seconds}, expected 1 to {6 * 3600}, or none for a vote without a deadline"
        )
    return float(seconds)


def checked_points(points: float) -> float:
    """Points of a question. Raises EventRefused outside 0 to 1,000."""
    if not 0 <= points <= MOST_POINTS:
        raise EventRefused("bad-field", f"points {points}, expected 0 to {MOST_POINTS}")
    return points


# --- Events and effects -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody joins under a name; `seed` orders their questions in an exam.

    `given` says that a hub has given the name, so that its owner cannot choose another and no filter refuses it.
    """

    name: str
    seed: int = 0
    given: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A player's answer: positions in the order shown. In an exam `round` is the place in their own order, from 0.

    `page` and `click` number the requests of one browser page, so that retries are recognized.
    """

    player: int
    round: int
    vote: int
    choice: tuple[int, ...]
    confidence: Confidence
    page: str
    click: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the host. `seen` is the version of the class it was decided at, where known.

    `players` names several at once, as ranges: (3, 3), (40, 4999). `question` is an id or a round, "" for the present
    one; `order` has the rounds to come.
    """

    do: str
    seen: int | None = None
    seconds: float | None = None
    player: int | None = None
    players: tuple[tuple[int, int], ...] = ()
    name: str = ""
    on: bool = True
    counts: tuple[int, ...] = ()
    question: str = ""
    order: tuple[int, ...] = ()
    points: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


Event: TypeAlias = Join | Answer | Command | Tick


@dataclass(frozen=True, slots=True)
class StateChanged:
    """Store this state and notify everybody."""

    state: SessionState


@dataclass(frozen=True, slots=True)
class PlayerChanged:
    """Store a player who is new, renamed, removed or back again, and notify the host."""

    player: Player


@dataclass(frozen=True, slots=True)
class AnswerRecorded:
    """Store an attempt, then acknowledge it. `fresh` is false for a retry, which needs no storing."""

    attempt: PlayerAttempt
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class HandsCounted:
    """Store how many hands were raised for each option, in the order shown."""

    round: int
    vote: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoteChanged:
    """Store the host's notes, by question id."""

    notes: Mapping[str, str]


Effect: TypeAlias = StateChanged | PlayerChanged | AnswerRecorded | HandsCounted | NoteChanged


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
    "long-name": 422,
    "bad-name": 422,
}


class EventRefused(LabError):
    """An event that is not possible now: a code of REFUSALS, and a message for the person who sent it.

    `effects` are those of a deadline that had passed before the event.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.status = code, REFUSALS[code]
        self.effects: tuple[Effect, ...] = ()
