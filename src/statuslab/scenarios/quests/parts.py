"""What the stages of quests ask of an exchange."""

from __future__ import annotations

import re

from statuslab.messages.exchange import Direction
from statuslab.scenarios.judging import Case, Predicate

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


def at(path: str, *methods: str) -> Predicate:
    """Is it about this page, with one of these methods (or any)?"""
    return lambda case: case.path == path and (not methods or case.method in methods)


def below(path: str, *methods: str) -> Predicate:
    """Is it about a page whose path begins so?"""
    return lambda case: case.path.startswith(path) and (not methods or case.method in methods)


def waited(case: Case) -> bool:
    """Has the client kept to the last Retry-After that it was given at this address?"""
    told = [
        Case(each)
        for each in case.earlier
        if Case(each).path == case.path and Case(each).response_header("Retry-After")
    ]
    if not told or not told[-1].response_header("Retry-After").isdigit():
        return True
    return case.exchange.began - told[-1].exchange.began >= int(told[-1].response_header("Retry-After")) - 0.05


def part_of(case: Case) -> tuple[int, int, int]:
    """First byte, last byte and size of a single part; zeros where there is none."""
    found = _RANGE.fullmatch(case.response_header("Content-Range"))
    return (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)


def kept_back(case: Case) -> bool:
    """Did no byte of content travel before the first word of the server?"""
    sent = b""
    for event in case.exchange.events:
        if event.direction is Direction.RECEIVED:
            break
        sent += event.data
    return sent.endswith(b"\r\n\r\n")


def place(case: Case) -> str:
    """The address that an interim or final response names."""
    found = [early["Location"] for early in case.exchange.interim if "Location" in early]
    return found[-1] if found else case.response_header("Location")


def heard(case: Case) -> bool:
    """Did the gateway hear anything from behind?"""
    return any(errand.received for errand in case.exchange.via)
