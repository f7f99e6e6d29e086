"""Conditions on an exchange that several challenges and quests share."""

from __future__ import annotations

import re

from statuslab.messages.exchange import Direction
from statuslab.scenarios.judging import Case, Predicate

CONDITIONS = ("If-Match", "If-None-Match", "If-Unmodified-Since", "If", "Overwrite")
TOLERANCE = 0.05  # seconds by which a client may come back before its Retry-After is over

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


def at(path: str, *methods: str) -> Predicate:
    """Whether the request is for this path, with one of these methods (or any)."""
    return lambda case: case.path == path and (not methods or case.method in methods)


def below(path: str, *methods: str) -> Predicate:
    """Whether the request's path begins like this, with one of these methods (or any)."""
    return lambda case: case.path.startswith(path) and (not methods or case.method in methods)


def has_condition(case: Case) -> bool:
    """Whether the request makes its change depend on a condition."""
    return any(case.request_header(name) for name in CONDITIONS)


def order_was_placed(case: Case) -> bool:
    """Whether the Teahouse took an order."""
    return case.path == "/orders" and case.status == 201


def kept_retry_after(case: Case) -> bool:
    """Whether the client waited as long as the last Retry-After of this path said."""
    delays = [
        each for each in map(Case, case.earlier) if each.path == case.path and each.response_header("Retry-After")
    ]
    if not delays or not delays[-1].response_header("Retry-After").isdigit():
        return True
    seconds = int(delays[-1].response_header("Retry-After"))
    return case.exchange.began - delays[-1].exchange.began >= seconds - TOLERANCE


def held_content_back(case: Case) -> bool:
    """Whether the client sent no content before the server's first response."""
    sent = b""
    for event in case.exchange.events:
        if event.direction is Direction.RECEIVED:
            break
        sent += event.data
    return sent.endswith(b"\r\n\r\n")


def gateway_got_bytes(case: Case) -> bool:
    """Whether a server behind the gateway sent anything at all."""
    return any(upstream.received for upstream in case.exchange.via)


def byte_range(case: Case) -> tuple[int, int, int]:
    """First byte, last byte and total size of a response with a single range; zeros for any other response."""
    found = _RANGE.fullmatch(case.response_header("Content-Range"))
    return (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)


def location(case: Case) -> str:
    """The Location of the last interim response that has one, else of the final response."""
    found = [early["Location"] for early in case.exchange.interim if "Location" in early]
    return found[-1] if found else case.response_header("Location")
