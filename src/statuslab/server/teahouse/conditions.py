"""Conditional requests (RFC 9110 section 13): compare the client's version with the current one, then go on or stop."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request

from statuslab.messages.dates import parse_http_date
from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.version import Version

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"[ \t,]*(?:{_TAG}[ \t]*(?:,[ \t,]*|$))+")
_CONDITIONS = frozenset((b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"))
_KEPT_IN_304 = ("Cache-Control", "Content-Location", "ETag", "Expires", "Vary")


def check_preconditions(request: Request, current: Version | None, fields: Mapping[str, str] | None = None) -> None:
    """Return if the request may go on. Raises 412 or 304 where a condition fails.

    `fields` are those a 200 would have. `current` is None where nothing is stored yet.
    """
    if _CONDITIONS.isdisjoint([name for name, _ in request.scope["headers"]]):  # as in most requests
        return
    status = evaluate(request.method, request.headers, current)
    if status == 304:  # the fields a cache updates itself with: RFC 9110 section 15.4.5
        kept = {name: value for name, value in (fields or {}).items() if name in _KEPT_IN_304}
        raise HTTPException(304, headers=kept)
    if status == 412 and current is None:
        raise Problem(412, "There is nothing here yet, so there is no version that could match.")
    if status == 412 and current is not None:
        detail = "Not done: your condition does not hold. ETag names the current version: read it, merge, try again."
        raise Problem(412, detail, {"ETag": current.etag})


def evaluate(method: str, headers: Headers, current: Version | None) -> int | None:
    """The steps of RFC 9110 section 13.2.2 in their order: None to go on, else 304 or 412."""
    reading = method in ("GET", "HEAD")
    since = None if current is None else int(current.modified)  # HTTP dates have whole seconds
    if "if-match" in headers:  # step 1; an entity tag is more exact than a date, so step 2 is skipped
        if not names_version(field_value(headers, "if-match"), current):
            return 412
    elif _later(since, field_value(headers, "if-unmodified-since")):  # step 2
        return 412
    if "if-none-match" in headers:  # step 3; step 4 is skipped
        if names_version(field_value(headers, "if-none-match"), current, weak=True):
            return 304 if reading else 412
    elif reading and _later(since, field_value(headers, "if-modified-since")) is False:  # step 4
        return 304
    return None


def names_version(value: str, current: Version | None, *, weak: bool = False) -> bool:
    """Whether `*` or a list of entity tags names the current version. A malformed value names none."""
    return current is not None and (value == "*" or matches(entity_tags(value), current, weak=weak))


def entity_tags(value: str) -> set[str]:
    """The entity tags of a list; none if it is malformed."""
    return set(re.findall(_TAG, value)) if _TAGS.fullmatch(value) else set()


def matches(tags: set[str], current: Version, *, weak: bool) -> bool:
    """Whether one of the tags is that of this version, by strong or weak comparison (RFC 9110 section 8.8.3.2)."""
    opaque = current.etag.removeprefix("W/")
    return bool({opaque, f"W/{opaque}"} & tags) if weak else opaque == current.etag and opaque in tags


def strong_match(one: str, other: str) -> bool:
    """Strong comparison: equal, and neither is weak (RFC 9110 section 8.8.3.2)."""
    return one == other and not one.startswith("W/")


def field_value(headers: Headers, name: str) -> str:
    """The combined value of a field: several lines of one name are one list (RFC 9110 section 5.3)."""
    return ", ".join(headers.getlist(name)).strip(" \t")


def _later(modified: int | None, text: str) -> bool | None:
    """Whether the last change is later than the date; None, to ignore it, where either is missing or malformed."""
    date = parse_http_date(text)
    return None if modified is None or date is None else modified > date
