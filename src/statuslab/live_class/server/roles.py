"""Who may do what beside the students: the host, a co-host, and the host's phone, each with a token of their own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from statuslab.live_class.server import tokens
from statuslab.live_class.states import HOST_COMMANDS, PHASES


class Role(StrEnum):
    """A co-host runs the class, but cannot end it or fetch its record. The phone runs the votes, and sees no names."""

    HOST = "host"
    CO_HOST = "co-host"
    PHONE = "phone"


_MOVES = {move for rules in PHASES.values() for move in rules.moves} - {"end"}
COMMANDS: Mapping[Role, frozenset[str]] = {
    Role.HOST: frozenset({*_MOVES, *HOST_COMMANDS, "end"}),
    Role.CO_HOST: frozenset({*_MOVES, *HOST_COMMANDS}),
    Role.PHONE: frozenset({*_MOVES, "back", "pick", "clock", "leaderboard"}),
}


def token_of(role: Role, host_token: str) -> str:
    """The token of a role, which the host's link for it has behind its #."""
    return host_token if role is Role.HOST else tokens.role_token(host_token, role)


def may(role: Role, command: str) -> bool:
    """Whether a role may give a command. An unknown one is left to the session, which names those it knows."""
    return command not in COMMANDS[Role.HOST] or command in COMMANDS[role]


def limited(snapshot: Mapping[str, Any], role: Role) -> dict[str, Any]:
    """The host's snapshot as a role may see it."""
    found = {**snapshot, "role": str(role), "can": [do for do in snapshot["can"] if may(role, do)]}
    if role is Role.PHONE:
        hidden: dict[str, Any] = {"people": [], "others": [], "removed": []}
        tally = snapshot["tally"]
        found |= hidden | {"tally": tally and {**tally, "unanswered": []}}
        found["leaders"] = [["", points] for _, points in snapshot["leaders"]]
    return found
