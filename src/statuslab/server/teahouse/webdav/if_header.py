"""The If field (RFC 4918 section 10.4): its grammar, and what it says about a resource. It knows no resources."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

_TOKEN = re.compile(r'[ \t]*(?:(\()|(\))|(Not)(?=[ \t<\[])|<([^<>\s]+)>|\[((?:W/)?"[\x21\x23-\x7e\x80-\xff]*")\])')


class BadIf(Exception):
    """The field does not follow its grammar."""


class Condition(NamedTuple):
    """A state token or an entity tag that the resource must have, or must not have."""

    value: str
    is_tag: bool
    negated: bool


class Conditions(NamedTuple):
    """Conditions that must hold together, about a resource named by its URL; None is the target of the request."""

    about: str | None
    all_of: tuple[Condition, ...]


class _Tokens:
    """The lexical tokens of the field, in order."""

    def __init__(self, field: str) -> None:
        self.items: deque[tuple[str | None, ...]] = deque()
        position = 0
        field = field.rstrip(" \t")
        while position < len(field):
            match = _TOKEN.match(field, position)
            if match is None:
                raise BadIf(field[position : position + 40])
            self.items.append(match.groups())
            position = match.end()

    def take(self, kind: int) -> str | None:
        """The next token if it is of this kind (a group of the pattern), else None."""
        if self.items and (token := self.items[0][kind]) is not None:
            self.items.popleft()
            return token
        return None


_OPEN, _CLOSE, _NOT, _URI, _TAG = range(5)


def parse(field: str) -> list[Conditions]:
    """The lists of the field, in order. Raises BadIf.

    >>> parse('<http://teahouse/cellar/a> (Not <urn:x> ["v1"])')[0].all_of[1]
    Condition(value='"v1"', is_tag=True, negated=False)
    """
    tokens_left, lists = _Tokens(field), []
    tagged = bool(tokens_left.items) and tokens_left.items[0][_URI] is not None
    while tokens_left.items:
        about = tokens_left.take(_URI) if tagged else None
        if tagged and about is None:  # all lists are tagged, or none is
            raise BadIf("a list without its resource")
        lists.append(_parse_list(tokens_left, about))
        while tokens_left.items and tokens_left.items[0][_OPEN]:
            lists.append(_parse_list(tokens_left, about))
    if not lists:
        raise BadIf("no list at all")
    return lists


def _parse_list(tokens_left: _Tokens, about: str | None) -> Conditions:
    if tokens_left.take(_OPEN) is None:
        raise BadIf("no ( where a list should begin")
    found = []
    while tokens_left.take(_CLOSE) is None:
        negated = tokens_left.take(_NOT) is not None
        token = tokens_left.take(_URI)
        value = tokens_left.take(_TAG) if token is None else token
        if value is None:
            raise BadIf("a list that does not end, or holds no condition")
        found.append(Condition(value, token is None, negated))
    if not found:
        raise BadIf("a list without a condition")
    return Conditions(about, tuple(found))


def holds(lists: list[Conditions], is_true: Callable[[str | None, Condition], bool]) -> bool:
    """Whether one of the lists holds as a whole; `is_true` judges a condition without its Not (section 10.4.3)."""
    return any(all(is_true(some.about, one) != one.negated for one in some.all_of) for some in lists)


def tokens(lists: list[Conditions]) -> frozenset[str]:
    """Every state token in the field; naming a token submits it, whatever the lists say (section 10.4.1)."""
    return frozenset(one.value for some in lists for one in some.all_of if not one.is_tag)
