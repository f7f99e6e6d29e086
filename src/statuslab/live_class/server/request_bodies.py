"""Request bodies validated into events: types and sizes of fields. Errors name the field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from statuslab.live_class.events import Answer, Command
from statuslab.live_class.server.problems import HttpProblem

_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LARGEST = 2**53  # beyond this JSON numbers are not exact in every reader
_CHOICES, _RANGES, _QUESTIONS = 16, 200, 1000


def read_join(body: Mapping[str, Any]) -> tuple[str, str]:
    """The name and the nonce. Raises HttpProblem."""
    name = body.get("name")
    if not isinstance(name, str):
        raise _bad("name", "expected a text")
    return name, _key(body, "nonce", 22, 64)


def read_answer(player: int, body: Mapping[str, Any]) -> Answer:
    """The answer of `player`, who is known by token; the body does not say who. Raises HttpProblem."""
    return Answer(
        player=player,
        round=_number(body, "round"),
        vote=_number(body, "vote"),
        choice=_numbers(body, "choice"),
        confidence=None if body.get("confidence") is None else _number(body, "confidence"),
        page=_key(body, "page", 8, 24),
        click=_number(body, "click"),
    )


def read_command(body: Mapping[str, Any]) -> tuple[Command, str]:
    """A command of the host and its idempotency key. Raises HttpProblem."""
    do = body.get("do")
    if not isinstance(do, str):
        raise _bad("do", "expected the name of a command")
    command = Command(
        do=do,
        seen=None if body.get("seen") is None else _number(body, "seen"),
        seconds=_amount(body, "seconds", "expected a number, or null for a vote without a deadline"),
        player=None if body.get("player") is None else _number(body, "player"),
        players=() if body.get("players") is None else _ranges(body, "players"),
        name=_text(body, "name"),
        on=body.get("on") is not False,
        counts=() if body.get("counts") is None else _numbers(body, "counts"),
        question=_text(body, "question"),
        order=() if body.get("order") is None else _numbers(body, "order", _QUESTIONS),
        points=_amount(body, "points", "expected a number"),
        text=_text(body, "text"),
    )
    return command, "" if body.get("key") is None else _key(body, "key", 8, 64)


def _number(body: Mapping[str, Any], name: str, default: int | None = None) -> int:
    return _int(name, body.get(name, default))


def _amount(body: Mapping[str, Any], name: str, expected: str) -> float | None:
    found = body.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float | None) or abs(found or 0) > _LARGEST:
        raise _bad(name, expected)
    return found


def _text(body: Mapping[str, Any], name: str) -> str:
    found = body.get(name, "")
    if not isinstance(found, str):
        raise _bad(name, "expected a text")
    return found


def _numbers(body: Mapping[str, Any], name: str, most: int = _CHOICES) -> tuple[int, ...]:
    found = body.get(name)
    if not isinstance(found, list) or len(found) > most:
        raise _bad(name, f"expected a list of at most {most} numbers")
    return tuple(_int(name, each) for each in found)


def _ranges(body: Mapping[str, Any], name: str) -> tuple[tuple[int, int], ...]:
    """Numbers and ranges of numbers, such as [3, [40, 4999]], as ranges."""
    found = body.get(name)
    if not isinstance(found, list) or not 1 <= len(found) <= _RANGES:
        raise _bad(name, f"expected a list of 1 to {_RANGES} numbers or ranges such as [3, [40, 49]]")
    pairs = [each if isinstance(each, list) else [each, each] for each in found]
    if any(len(pair) != 2 for pair in pairs):
        raise _bad(name, "expected two numbers in a range: the first and the last")
    return tuple((_int(name, first), _int(name, last)) for first, last in pairs)


def _int(name: str, found: object) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or abs(found) > _LARGEST:
        raise _bad(name, "expected a whole number")
    return found


def _key(body: Mapping[str, Any], name: str, least: int, most: int) -> str:
    found = body.get(name)
    if not isinstance(found, str) or not least <= len(found) <= most or not _KEY.fullmatch(found):
        raise _bad(name, f"expected {least} to {most} random letters, digits, - or _")
    return found


def _bad(name: str, expected: str) -> HttpProblem:
    return HttpProblem("bad-field", f"field {name}: {expected}")
