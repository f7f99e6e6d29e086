"""The phases of a class, the moves between them, and what follows from each phase.

PHASES is the one list of phases. The session obeys it, snapshots carry what clients need of it, and `mermaid` draws it.
A new phase is a member of `Phase`, a row of PHASES, and the moves of other rows that lead to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

DEADLINE = "deadline"  # the one move that no command makes
View = Literal["lobby", "question", "reveal", "ended"]


class Phase(StrEnum):
    """Where a class stands."""

    LOBBY = "lobby"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    DISCUSS = "discuss"
    REVEAL = "reveal"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Notes:
    """A line above the question: on a student's page and on the projector."""

    student: str = ""
    projector: str = ""


@dataclass(frozen=True, slots=True)
class PhaseRules:
    """What a class may do in a phase, and what each side is shown.

    `moves` maps the host's commands, and DEADLINE for the end of the countdown, to the phase they lead to.
    `refusal` is how an answer is refused: a code of `events.REFUSALS` and a message, {number} being the question's.
    """

    moves: Mapping[str, Phase]
    view: View = "question"  # what clients draw
    place: str = ""  # the phase in a message to the host; "" to name question and vote instead
    accepts: bool = False  # students may answer
    running: bool = False  # the vote is not over: students may answer, now or when the host goes on
    grace: bool = False  # answers that were sent before the deadline may still arrive
    refusal: tuple[str, str] = ("round-closed", "question {number} is closed; wait for what comes next")
    first: str = ""  # the move that usually comes next; its button stands out
    timer: bool = False  # a countdown may run that changes nothing when it is over
    hands: bool = False  # the host may enter how many hands were raised
    counts: bool = False  # the host is shown the tally and what to do about it
    takes_advice: bool = False  # what to do about the tally decides which button comes first
    shows_revotes: bool = False  # students see the counts of all votes as soon as there were two
    note: Notes = Notes()
    revote_note: Notes | None = None  # from the second vote on

    @property
    def asking(self) -> bool:
        """Whether the class has a question at hand."""
        return self.view in {"question", "reveal"}

    @property
    def ended(self) -> bool:
        return self.view == "ended"

    def notes(self, vote: int) -> Notes:
        """The notes shown during a vote; votes count from 1."""
        return self.revote_note if vote > 1 and self.revote_note else self.note


_NEIGHBOR = "Talk with your neighbor: convince each other. Then you vote again."

PHASES: Mapping[Phase, PhaseRules] = {
    Phase.LOBBY: PhaseRules(
        moves={"open": Phase.OPEN, "end": Phase.ENDED},
        first="open",
        view="lobby",
        place="the lobby",
        refusal=("round-closed", "no question is open yet; wait for the host"),
    ),
    Phase.OPEN: PhaseRules(
        moves={
            "close": Phase.CLOSED,
            DEADLINE: Phase.CLOSED,
            "pause": Phase.PAUSED,
            "skip": Phase.OPEN,
            "end": Phase.ENDED,
        },
        first="close",
        accepts=True,
        running=True,
        hands=True,
        revote_note=Notes("You vote once more on this question.", "Voting once more."),
    ),
    Phase.PAUSED: PhaseRules(
        moves={"resume": Phase.OPEN, "close": Phase.CLOSED, "skip": Phase.OPEN, "end": Phase.ENDED},
        first="resume",
        running=True,
        refusal=("paused", "the host has paused the class; answer when it goes on"),
        note=Notes("Paused.", "Paused."),
    ),
    Phase.CLOSED: PhaseRules(
        moves={
            "discuss": Phase.DISCUSS,
            "revote": Phase.OPEN,
            "reveal": Phase.REVEAL,
            "skip": Phase.OPEN,
            "end": Phase.ENDED,
        },
        first="reveal",
        grace=True,
        hands=True,
        counts=True,
        takes_advice=True,
        shows_revotes=True,
        note=Notes("Closed. Wait for the host.", "Closed."),
    ),
    Phase.DISCUSS: PhaseRules(
        first="revote",
        timer=True,
        moves={"revote": Phase.OPEN, "reveal": Phase.REVEAL, "skip": Phase.OPEN, "end": Phase.ENDED},
        hands=True,
        counts=True,
        note=Notes(_NEIGHBOR, _NEIGHBOR),
    ),
    Phase.REVEAL: PhaseRules(
        moves={"next": Phase.OPEN, "revote": Phase.OPEN, "end": Phase.ENDED},
        first="next",
        view="reveal",
        hands=True,
        counts=True,
    ),
    Phase.ENDED: PhaseRules(
        moves={},
        view="ended",
        place="its end",
        refusal=("ended", "this class is over; nothing is counted any more"),
    ),
}
NOT_IN_AN_EXAM = {"discuss", "revote", "next", "skip"}
VOTE_MOVES = ("open", "next", "revote", "skip")  # moves that start a vote, and take its seconds
TIMED_MOVES = (*VOTE_MOVES, "discuss")

# Commands of the host that make no move, and in which phases they are possible.
HOST_COMMANDS: Mapping[str, Callable[[PhaseRules], bool]] = {
    "back": lambda _: True,  # take the last move back
    "pick": lambda rules: not rules.ended,  # go to a question by its id
    "order": lambda rules: not rules.ended,  # of the questions to come
    "clock": lambda rules: rules.running or rules.timer,
    "kick": lambda _: True,
    "restore": lambda _: True,  # somebody who was kicked
    "rename": lambda _: True,
    "names": lambda _: True,  # shown on the wall or not
    "note": lambda _: True,  # of the host, about a question
    "points": lambda _: True,
    "leaderboard": lambda _: True,
    "lock": lambda rules: not rules.ended,
    "unlock": lambda rules: not rules.ended,
    "hands": lambda rules: rules.hands,
}

# Those that mean the same wherever the class stands: they are carried out also if it has moved on meanwhile.
ANY_TIME = {"kick", "restore", "rename", "names", "note", "points", "leaderboard", "lock", "unlock"}

# What the buttons of the host's panel say, in their order. A move that is not here comes last, under its own name.
BUTTONS: Mapping[str, str] = {
    "open": "Open the question",
    "next": "Next question",
    "resume": "Go on",
    "close": "Close",
    "pause": "Pause",
    "discuss": "Let them discuss",
    "revote": "Vote again",
    "reveal": "Reveal",
    "skip": "Skip this question",
}


def mermaid() -> str:
    """The phases and their moves as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {Phase.LOBBY}"]
    lines += [
        f"    {phase} --> {then}: {move}" for phase, rules in PHASES.items() for move, then in rules.moves.items()
    ]
    return "\n".join([*lines, f"    {Phase.ENDED} --> [*]"])
