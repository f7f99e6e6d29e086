"""Content negotiation (RFC 9110 section 12): which variants a client accepts, and which it prefers. Values only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_WEIGHTED = re.compile(r"([^\s;]+)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE)


class Variant(NamedTuple):
    """One of several representations of a resource, with a URL of its own."""

    path: str
    media_type: str = "text/plain"
    language: str = "en"


def weights(value: str) -> dict[str, float]:
    """The members of an Accept-like list and their weights (RFC 9110 section 12.4.2), without malformed ones.

    >>> weights("de, en;q=0.5, *;q=0")
    {'de': 1.0, 'en': 0.5, '*': 0.0}
    """
    found = (_WEIGHTED.fullmatch(member.strip(" \t")) for member in value.split(","))
    return {match[1].lower(): float(match[2] or 1) for match in found if match}


def best_types(variants: Iterable[Variant], accept: str) -> list[Variant]:
    """Those that Accept prefers; none where it accepts none, all without Accept (RFC 9110 section 12.5.1)."""
    wanted = weights(accept or "*/*")
    return _most_wanted([(_first(_type_ranges(variant.media_type), wanted), variant) for variant in variants])


def best_languages(variants: Iterable[Variant], accept_language: str) -> list[Variant]:
    """Those that Accept-Language prefers; `en` also matches `en-GB` (RFC 9110 section 12.5.4)."""
    wanted = weights(accept_language or "*")
    return _most_wanted([(_first(_language_ranges(variant.language), wanted), variant) for variant in variants])


def alternates(variants: Iterable[Variant]) -> str:
    """The value of Alternates for these variants (RFC 2295 section 8.3)."""
    return ", ".join(
        f'{{"{each.path}" 1.0 {{type {each.media_type}}} {{language {each.language}}}}}' for each in variants
    )


def _type_ranges(media_type: str) -> list[str]:
    """The media ranges that match a type, the most specific first, as that one takes precedence."""
    return [media_type, media_type.partition("/")[0] + "/*", "*/*"]


def _language_ranges(tag: str) -> list[str]:
    """The language ranges that match a tag, such as en-gb, en, * (RFC 4647 section 3.3.1)."""
    parts = tag.lower().split("-")
    return ["-".join(parts[:count]) for count in range(len(parts), 0, -1)] + ["*"]


def _first(ranges: list[str], wanted: dict[str, float]) -> float:
    return next((wanted[each] for each in ranges if each in wanted), 0.0)


def _most_wanted(weighed: Sequence[tuple[float, Variant]]) -> list[Variant]:
    top = max((weight for weight, _ in weighed), default=0.0)
    return [variant for weight, variant in weighed if weight == top > 0]
