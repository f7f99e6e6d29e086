"""The law of a class: its phases, every move between them in one table, and how a refusal is told.

The table is the only place where a move is written; `mermaid` draws it. `rounds` obeys it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Phase(StrEnum):
    """Where the class stands."""

    LOBBY = "lobby"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    DISCUSS = "discuss"
    REVEAL = "reveal"
    ENDED = "ended"


# Every move of the class. `deadline` is the only one that nobody asks for.
TABLE: Mapping[Phase, Mapping[str, Phase]] = {
    Phase.LOBBY: {"open": Phase.OPEN, "end": Phase.ENDED},
    Phase.OPEN: {"close": Phase.CLOSED, "bell": Phase.CLOSED, "pause": Phase.PAUSED, "end": Phase.ENDED},
    Phase.PAUSED: {"resume": Phase.OPEN, "close": Phase.CLOSED, "end": Phase.ENDED},
    Phase.CLOSED: {"discuss": Phase.DISCUSS, "revote": Phase.OPEN, "reveal": Phase.REVEAL, "end": Phase.ENDED},
    Phase.DISCUSS: {"revote": Phase.OPEN, "reveal": Phase.REVEAL, "end": Phase.ENDED},
    Phase.REVEAL: {"next": Phase.OPEN, "end": Phase.ENDED},
    Phase.ENDED: {},
}
NOT_IN_AN_EXAM = {"discuss", "revote", "next"}

# What the host may do beside the moves, and where.
_ALIVE = frozenset(Phase) - {Phase.ENDED}
_ASKED = frozenset({Phase.OPEN, Phase.PAUSED, Phase.CLOSED, Phase.DISCUSS, Phase.REVEAL})
HOST_COMMANDS: Mapping[str, frozenset[Phase]] = {
    "kick": frozenset(Phase),
    "rename": frozenset(Phase),
    "leaderboard": frozenset(Phase),
    "lock": _ALIVE,
    "unlock": _ALIVE,
    "hands": _ASKED - {Phase.PAUSED},
}


def mermaid() -> str:
    """The table as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {Phase.LOBBY}"]
    lines += [f"    {phase} --> {then}: {move}" for phase, moves in TABLE.items() for move, then in moves.items()]
    return "\n".join([*lines, f"    {Phase.ENDED} --> [*]"])
