"""What a shared cache may store, how long that stays fresh, and when it may be used (RFC 9111, 5861 and 9211).

Values only: time is an argument, in seconds since the epoch. Fields are pairs with their names in lower case. The cache
that applies these rules is `server/intermediaries/cache.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from statuslab.messages.dates import parse_http_date
from statuslab.messages.http1 import Field

Fields = Sequence[Field]

HEURISTICALLY_CACHEABLE = frozenset((200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501))  # RFC 9110, 15.1
NEGATIVE = frozenset((404, 405, 410, 414, 501))  # those of them that say that there is nothing here
NOT_UNDERSTOOD = frozenset((206, 304))  # this cache combines no partial responses, and a 304 is about another response
SAFE = frozenset(("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY"))
ERRORS = frozenset((500, 502, 503, 504))  # those that stale-if-error speaks of: RFC 5861 section 4

SHARE, LONGEST = 0.1, 7 * 86_400.0  # of the time since Last-Modified, and at most a week
NEGATIVE_SECONDS = 120.0  # for a negative answer without any date, as Varnish does by default
GRACE = 60.0  # seconds that a stale response may be used while no origin can be reached
FOREVER = 2**31  # what a larger number of seconds counts as: RFC 9111 section 1.2.2

# Fields of one connection only, which are not stored: RFC 9111 section 3.1.
NOT_STORED = frozenset(
    b"connection keep-alive proxy-connection te transfer-encoding upgrade proxy-authenticate proxy-authentication-info "
    b"proxy-authorization age cache-status".split()
)
NOT_UPDATED = NOT_STORED | {b"content-length", b"content-encoding", b"content-type", b"content-range"}

_MEMBER = re.compile(rb'((?:[^",]++|"(?:[^"\\]++|\\.)*+"?)++)')
_DIRECTIVE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]++)(?:=(?:\"(.*)\"|([^\s\"]*)))?", re.DOTALL)


# --- Cache-Control


def values(fields: Fields, name: bytes) -> list[bytes]:
    """Every value of a field, in order."""
    return [value for key, value in fields if key == name]


def value(fields: Fields, name: bytes) -> str | None:
    """The first value of a field; None where there is none."""
    found = values(fields, name)
    return found[0].decode("latin-1") if found else None


def directives(control: bytes) -> dict[str, str]:
    """The directives of a Cache-Control value by name; those without an argument map to "". The first of two counts.

    >>> directives(b'max-age=60, private="set-cookie, x", Max-Age=5')
    {'max-age': '60', 'private': 'set-cookie, x'}
    """
    found: dict[str, str] = {}
    for member in _MEMBER.findall(control):
        if match := _DIRECTIVE.fullmatch(member.strip()):
            found.setdefault(match[1].decode().lower(), (match[2] or match[3] or b"").decode("latin-1"))
    return found


def control_of(fields: Fields) -> dict[str, str]:
    """The directives of all Cache-Control lines of a message."""
    return directives(b",".join(values(fields, b"cache-control")))


def seconds_of(control: Mapping[str, str], name: str) -> float | None:
    """The seconds that a directive names; None where it is missing, 0 where its argument is no number of them."""
    if name not in control:
        return None
    digits = control[name]
    return float(min(int(digits[:12]), FOREVER)) if digits.isascii() and digits.isdigit() else 0.0


# --- Storing


def reason_not_to_store(method: str, request: Fields, status: int, response: Fields) -> str | None:
    """Why a shared cache does not store this response; None where it does (RFC 9111 sections 3 and 3.5)."""
    asked, control = control_of(request), control_of(response)
    if method != "GET":
        return f"the method is {method}"
    if status in NOT_UNDERSTOOD or status < 200:
        return f"this cache stores no {status}"
    if "no-store" in asked:
        return "the request says no-store"
    if "no-store" in control and "must-understand" not in control:  # section 5.2.2.3: one who understands may store
        return "no-store"
    if "private" in control:
        return "private, and this cache is shared"
    if values(request, b"authorization") and not {"public", "s-maxage", "must-revalidate"} & control.keys():
        return "the request has Authorization, and the response does not say that others may see it"
    if b"*" in vary_names(response):
        return "Vary: * fits no other request"
    if not is_cacheable(status, response):
        return f"a {status} needs public, max-age, s-maxage or Expires"
    return None


def is_cacheable(status: int, response: Fields) -> bool:
    """Whether a status may be stored as it is, or the response has a field that allows it (RFC 9111 section 3)."""
    allowed = {"public", "max-age", "s-maxage"} & control_of(response).keys()
    return status in HEURISTICALLY_CACHEABLE or bool(allowed) or bool(values(response, b"expires"))


def vary_names(response: Fields) -> list[bytes]:
    """The request fields that Vary names, in lower case."""
    return [name.strip().lower() for line in values(response, b"vary") for name in line.split(b",") if name.strip()]


def secondary_key(names: Iterable[bytes], request: Fields) -> tuple[tuple[bytes, bytes | None], ...]:
    """What a request has in these fields; None for one that it has not (RFC 9111 section 4.1)."""
    lines = ((name, [each.strip() for each in values(request, name)]) for name in names)
    return tuple((name, b", ".join(given) if given else None) for name, given in lines)


# --- A stored response


@dataclass(frozen=True)
class StoredResponse:
    """A response as it was stored: when the request for it was sent and when it came, and the secondary key."""

    status: int
    fields: tuple[Field, ...]
    content: bytes
    request_time: float
    response_time: float
    key: tuple[tuple[bytes, bytes | None], ...] = ()

    @cached_property
    def control(self) -> dict[str, str]:
        return control_of(self.fields)

    @property
    def date(self) -> float:
        """When the origin made it; without a Date, when it came (RFC 9110 section 6.6.1)."""
        parsed = parse_http_date(value(self.fields, b"date") or "")
        return self.response_time if parsed is None else float(parsed)

    @property
    def etag(self) -> str | None:
        return value(self.fields, b"etag")

    @property
    def must_revalidate(self) -> bool:
        """Whether it must not be used once it is stale; s-maxage says so too (RFC 9111 section 5.2.2.10)."""
        return bool({"must-revalidate", "proxy-revalidate", "s-maxage", "no-cache"} & self.control.keys())

    @property
    def size(self) -> int:
        """The memory it takes, in bytes."""
        return len(self.content) + sum(len(name) + len(value) for name, value in self.fields) + 500

    def fits(self, request: Fields) -> bool:
        """Whether it was stored for a request like this one."""
        return self.key == secondary_key((name for name, _ in self.key), request)

    @cached_property
    def lifetime(self) -> float:
        """For how many seconds it is fresh (RFC 9111 sections 4.2.1 and 4.2.2)."""
        for name in ("s-maxage", "max-age"):
            if (seconds := seconds_of(self.control, name)) is not None:
                return seconds
        expires = value(self.fields, b"expires")
        if expires is not None:
            until = parse_http_date(expires)  # an invalid date, as in `Expires: 0`, is in the past: section 5.3
            return 0.0 if until is None else max(0.0, until - self.date)
        return self._heuristic_lifetime

    @property
    def _heuristic_lifetime(self) -> float:
        guessable = self.status in HEURISTICALLY_CACHEABLE or "public" in self.control
        if not guessable or "no-cache" in self.control:  # it is asked about each time anyway
            return 0.0
        modified = parse_http_date(value(self.fields, b"last-modified") or "")
        if modified is not None:
            return min(LONGEST, max(0.0, SHARE * (self.date - modified)))
        return NEGATIVE_SECONDS if self.status in NEGATIVE else 0.0

    def age(self, now: float) -> float:
        """For how many seconds it has been on its way or in caches (RFC 9111 section 4.2.3)."""
        apparent = max(0.0, self.response_time - self.date)
        told = value(self.fields, b"age") or "0"
        corrected = (float(min(int(told[:12]), FOREVER)) if told.isdigit() else 0.0) + self._delay
        return max(apparent, corrected) + now - self.response_time

    @property
    def _delay(self) -> float:
        return self.response_time - self.request_time

    def ttl(self, now: float) -> float:
        """For how many seconds it is still fresh; negative where it is stale."""
        return self.lifetime - self.age(now)

    def conditions(self) -> list[Field]:
        """The fields that ask the origin whether it is still current (RFC 9111 section 4.3.1)."""
        asked = ((b"If-None-Match", b"etag"), (b"If-Modified-Since", b"last-modified"))
        return [(name, found[0]) for name, own in asked if (found := values(self.fields, own))]

    def is_meant_by(self, not_modified: Fields) -> bool:
        """Whether a 304 is about this response: its ETag, if it has one, is the same (RFC 9111 section 4.3.4)."""
        tag = value(not_modified, b"etag")
        return tag is None or opaque(tag) == opaque(self.etag or "")

    def freshened(self, not_modified: Fields, request_time: float, response_time: float) -> StoredResponse:
        """With the fields of a 304 in place of its own, and as young as that (RFC 9111 section 3.2)."""
        new = [pair for pair in not_modified if pair[0] not in NOT_UPDATED]
        names = {name for name, _ in new}
        fields: list[Field] = []
        for name, own in self.fields:
            if name not in names and name != b"age":
                fields.append((name, own))
            else:  # all lines of a name that comes anew, in the place of the first old one
                fields += [pair for pair in new if pair[0] == name]
                new = [pair for pair in new if pair[0] != name]
        renewed = (*fields, *new)
        return replace(self, fields=renewed, request_time=request_time, response_time=response_time)

    def not_modified_for(self, request: Fields) -> bool:
        """Whether the client has this version already, so that a 304 is enough (RFC 9111 section 4.3.2)."""
        tags = b",".join(values(request, b"if-none-match")).decode("latin-1")
        if tags:
            return tags.strip() == "*" or opaque(self.etag or "") in {opaque(tag) for tag in tags.split(",")}
        since = parse_http_date(value(request, b"if-modified-since") or "")
        modified = parse_http_date(value(self.fields, b"last-modified") or "")
        return since is not None and modified is not None and modified <= since


def opaque(tag: str) -> str:
    """An entity tag without its mark of weakness, for weak comparison (RFC 9110 section 8.8.3.2)."""
    return tag.strip().removeprefix("W/")


def stored(
    request: Fields, status: int, response: Fields, content: bytes, request_time: float, response_time: float
) -> StoredResponse | None:
    """A response as it is stored for a GET; None where it must not be, or would be of no use."""
    if reason_not_to_store("GET", request, status, response):
        return None
    named = {name.strip().lower() for line in values(response, b"connection") for name in line.split(b",")}
    gone = (NOT_STORED - {b"age"}) | named
    kept = tuple(pair for pair in response if pair[0] not in gone)
    made = StoredResponse(
        status, kept, content, request_time, response_time, secondary_key(vary_names(response), request)
    )
    of_use = made.lifetime > 0 or made.conditions() or "stale-while-revalidate" in made.control
    return made if of_use else None


def select(held: Iterable[StoredResponse], request: Fields) -> StoredResponse | None:
    """The stored response that fits a request; of several, the one made last (RFC 9111 section 4.1)."""
    return max((each for each in held if each.fits(request)), key=lambda each: each.date, default=None)


# --- Using it


class Use(StrEnum):
    """What a cache does with a stored response: answer, answer and ask in the background, or ask first."""

    ANSWER = "answer"
    ANSWER_AND_ASK = "answer and ask"
    ASK_FIRST = "ask first"


def use_of(response: StoredResponse, request: Fields, now: float) -> Use:
    """Whether a stored response may answer this request without asking (RFC 9111 section 4, RFC 5861 section 3)."""
    asked, ttl, age = control_of(request), response.ttl(now), response.age(now)
    pragma = not values(request, b"cache-control") and b"no-cache" in values(request, b"pragma")
    if "no-cache" in asked or pragma or "no-cache" in response.control:
        return Use.ASK_FIRST
    oldest, youngest = seconds_of(asked, "max-age"), seconds_of(asked, "min-fresh") or 0.0
    if oldest is not None and age > oldest and "max-stale" not in asked:
        return Use.ASK_FIRST
    if ttl > 0:
        return Use.ANSWER if ttl >= youngest else Use.ASK_FIRST
    if response.must_revalidate or youngest:
        return Use.ASK_FIRST
    if "max-stale" in asked and (asked["max-stale"] == "" or -ttl <= (seconds_of(asked, "max-stale") or 0.0)):
        return Use.ANSWER
    window = seconds_of(response.control, "stale-while-revalidate") or 0.0
    return Use.ANSWER_AND_ASK if -ttl < window else Use.ASK_FIRST


def may_answer_for_failed_origin(response: StoredResponse, request: Fields, now: float, reached: bool) -> bool:
    """Whether a stored response may stand in for an origin that failed: was not `reached`, or answered with an error.

    Never against must-revalidate (RFC 9111 section 5.2.2.2). For an error, only where stale-if-error says so (RFC 5861
    section 4). An origin that is not reached leaves the cache disconnected, which allows it too (section 4.2.4).
    """
    if response.must_revalidate or "no-cache" in control_of(request):
        return False
    stale = -response.ttl(now)
    windows = (seconds_of(response.control, "stale-if-error"), seconds_of(control_of(request), "stale-if-error"))
    longest = max([each or 0.0 for each in windows] + ([] if reached else [GRACE]))
    return stale < longest


def invalidated(method: str, target: str, status: int, response: Fields) -> list[str]:
    """The targets whose stored responses an unsafe request makes invalid (RFC 9111 section 4.4).

    That is its own, and those that Location and Content-Location name on the same server. An error changes nothing.
    """
    if method in SAFE or not 200 <= status < 400:
        return []
    named = (value(response, name) for name in (b"location", b"content-location"))
    joined = (urlsplit(urljoin(target, each)) for each in named if each)
    others = (each.path + (f"?{each.query}" if each.query else "") for each in joined if not each.netloc)
    return list(dict.fromkeys([target, *others]))


# --- Telling what was done


@dataclass(frozen=True)
class Handling:
    """How a cache handled a request, as Cache-Status tells it (RFC 9211 section 2). `detail` is for people.

    `ttl` is rounded up, as Age is rounded down: together they are the lifetime.
    """

    hit: bool = False
    forward: str = ""
    forward_status: int | None = None
    ttl: float | None = None
    stored: bool = False
    detail: str = ""

    def field(self, name: str) -> bytes:
        """The value of Cache-Status.

        >>> Handling(forward="stale", forward_status=304, ttl=60.0).field("teahouse")
        b'teahouse; fwd=stale; fwd-status=304; ttl=60'
        """
        parts = [name, *(["hit"] if self.hit else []), *([f"fwd={self.forward}"] if self.forward else [])]
        parts += [f"fwd-status={self.forward_status}"] if self.forward_status else []
        parts += [] if self.ttl is None else [f"ttl={-int(-self.ttl // 1)}"]
        parts += ["stored"] if self.stored else []
        parts += [f'detail="{self.detail}"'] if self.detail else []
        return "; ".join(parts).encode()
