"""Properties: live ones, which the server computes (RFC 4918 section 15), and changes to dead ones, which it stores."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import NamedTuple

from statuslab.messages.dates import http_date
from statuslab.server.teahouse.webdav.locks import Lock, Locks
from statuslab.server.teahouse.webdav.replies import status_of
from statuslab.server.teahouse.webdav.seed_data import Cellar
from statuslab.server.teahouse.webdav.tree import QUOTA, Binding, Resource
from statuslab.server.teahouse.webdav.urls import Names, href
from statuslab.server.teahouse.webdav.xml import Element, TooLong, dav, named, named_all, standalone, tag, text

MOST, LONGEST = 64, 16_000  # properties of a resource, and bytes in one
LONGEST_LANGUAGE = 1000
LANGUAGE = dav("getcontentlanguage")
_TAGS = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*( ?, ?[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)*")

SUPPORTED = "".join(
    tag("lockentry", tag("lockscope", tag(scope)), tag("locktype", tag("write"))) for scope in ("exclusive", "shared")
)


class Snapshot:
    """The cellar as one request finds it: what concerns all resources is worked out once."""

    def __init__(self, cellar: Cellar) -> None:
        self.tree, self.locks = cellar.tree, cellar.locks

    @cached_property
    def bytes_left(self) -> int:
        return self.tree.bytes_left()

    @cached_property
    def paths(self) -> dict[Resource, list[tuple[Names, Binding]]]:
        return self.tree.all_paths()

    def locks_on(self, resource: Resource) -> list[Lock]:
        """The locks that cover a resource: its own, and deep ones above it."""
        if not self.locks.held:
            return []
        above, pending = {resource}, [resource]
        while pending:
            found = {collection for _, (collection, _) in self.paths.get(pending.pop(), ())} - above
            above |= found
            pending += found
        held = self.locks.held.values()
        return [lock for lock in held if lock.resource is resource or (lock.deep and lock.resource in above)]


def _created(_: Snapshot, resource: Resource) -> str:
    return datetime.fromtimestamp(int(resource.created), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _parents(cellar: Snapshot, resource: Resource) -> str:
    """Every collection that contains it, and under which name (RFC 5842 section 3.2)."""
    return "".join(
        tag("parent", tag("href", text(href(names[:-1], collection=True))), tag("segment", text(segment(names[-1]))))
        for names, _ in cellar.paths.get(resource, ())
    )


def segment(name: str) -> str:
    """A name, percent-encoded as in a URL."""
    return href((name,)).rpartition("/")[2]


# Each gives the XML inside the property, or None where the resource does not have it. Properties that correspond to
# a field of a GET response exist for collections too, as those answer GET here.
LIVE: dict[str, Callable[[Snapshot, Resource], str | None]] = {
    dav("creationdate"): _created,
    dav("getcontentlanguage"): lambda _, it: text(it.language) or None,
    dav("getcontentlength"): lambda _, it: str(len(it.shown[0])),
    dav("getcontenttype"): lambda _, it: text(it.shown[1]),
    dav("getetag"): lambda _, it: text(it.version.etag),
    dav("getlastmodified"): lambda _, it: http_date(it.version.modified),
    dav("lockdiscovery"): lambda cellar, it: "".join(activelock(cellar.locks, lock) for lock in cellar.locks_on(it)),
    dav("resourcetype"): lambda _, it: "" if it.members is None else tag("collection"),
    dav("supportedlock"): lambda _, __: SUPPORTED,
}
# allprop may leave these out (RFC 4918 section 9.1): they are defined in RFC 4331 section 3 and RFC 5842 section 3.
ON_REQUEST: dict[str, Callable[[Snapshot, Resource], str | None]] = {
    dav("parent-set"): _parents,
    dav("quota-available-bytes"): lambda cellar, it: None if it.members is None else str(max(0, cellar.bytes_left)),
    dav("quota-used-bytes"): lambda cellar, it: None if it.members is None else str(QUOTA - cellar.bytes_left),
    dav("resource-id"): lambda _, it: tag("href", it.id),
}
PROTECTED = (LIVE.keys() | ON_REQUEST.keys()) - {LANGUAGE}


def activelock(locks: Locks, lock: Lock) -> str:
    """A lock as clients see it (RFC 4918 section 14.1)."""
    parts = (
        tag("locktype", tag("write")),
        tag("lockscope", tag("exclusive" if lock.exclusive else "shared")),
        tag("depth", "infinity" if lock.deep else "0"),
        lock.owner,
        tag("timeout", f"Second-{locks.seconds_left(lock)}"),
        tag("locktoken", tag("href", lock.token)),
        tag("lockroot", tag("href", text(href(lock.root, lock.resource.members is not None)))),
    )
    return tag("activelock", *(f"\n  {part}" for part in parts if part), "\n")


# --- Reading --------------------------------------------------------------------------------------------------


class PropfindRequest(NamedTuple):
    """What a PROPFIND asks for: these properties; all that there are, and these; or only the names."""

    names: tuple[str, ...] = ()
    all: bool = False
    only_names: bool = False


class PropfindReply:
    """Answers one PROPFIND for each resource in turn. The list of properties that are missing is written once."""

    def __init__(self, cellar: Cellar, wanted: PropfindRequest) -> None:
        self.cellar, self.wanted = Snapshot(cellar), wanted
        self.place = {name: number for number, name in enumerate(wanted.names)}
        self.computed = [name for name in wanted.names if name in LIVE or name in ON_REQUEST]
        self._missing: dict[frozenset[str], str] = {}

    def propstats(self, resource: Resource, status: int = 200) -> tuple[list[str], str]:
        """The propstat elements for the properties that the resource has, and one with 404 for the others, or ""."""
        if self.wanted.only_names:
            return [empty_propstat(self._all(resource, ON_REQUEST), status)], ""
        if self.wanted.all:
            return [propstat(self._all(resource, self.computed).values(), status)], ""
        stored = [name for name in resource.properties if name in self.place]
        values = self._values(resource, sorted([*self.computed, *stored], key=self.place.__getitem__))
        missing = self._missing_propstat(frozenset(values)) if len(values) < len(self.place) else ""
        return [propstat(values.values(), status)] if values or not missing else [], missing

    def _all(self, resource: Resource, also: Iterable[str]) -> dict[str, str]:
        """The properties that a resource has, with those of `also` that it has."""
        return self._values(resource, dict.fromkeys([*LIVE, *resource.properties, *also]))

    def _values(self, resource: Resource, names: Iterable[str]) -> dict[str, str]:
        """The properties of these names that the resource has, as elements."""
        values: dict[str, str | None] = {}
        for name in names:
            compute = LIVE.get(name) or ON_REQUEST.get(name)
            if compute is None:
                values[name] = resource.properties.get(name)
            else:
                inside = compute(self.cellar, resource)
                values[name] = None if inside is None else named(name, inside)
        return {name: value for name, value in values.items() if value is not None}

    def _missing_propstat(self, there: frozenset[str]) -> str:
        if there not in self._missing:
            self._missing[there] = empty_propstat([name for name in self.wanted.names if name not in there], 404)
        return self._missing[there]


def propstat(properties: Iterable[str], status: int) -> str:
    """Properties that share a status."""
    return tag("propstat", tag("prop", *properties), status_of(status))


def empty_propstat(names: Iterable[str], status: int, error: str = "") -> str:
    """Names of properties that share a status, without values."""
    return tag("propstat", named_all(names, "prop"), status_of(status), tag("error", tag(error)) if error else "")


# --- Writing --------------------------------------------------------------------------------------------------


class Change(NamedTuple):
    """Set a property to what the element holds, or remove it."""

    element: Element
    remove: bool


class Outcome(NamedTuple):
    """The result of a change; `error` names the condition that failed."""

    status: int
    error: str = ""


def check_change(change: Change) -> Outcome:
    """Whether one change can be made: clients cannot write what the server computes (section 9.2.1)."""
    name = change.element.name
    if name in PROTECTED:
        return Outcome(403, "cannot-modify-protected-property")
    if not change.remove and name == LANGUAGE:
        tags = change.element.text
        return Outcome(200 if len(tags) <= LONGEST_LANGUAGE and _TAGS.fullmatch(tags) else 409)
    return Outcome(200)


def apply_changes(resource: Resource, changes: list[Change], bytes_left: int) -> dict[str, Outcome]:
    """Make the changes, so that the last one of a name counts (section 9.2); or none, and say which names failed.

    Values are written one by one, as long as there is room: what will be refused costs no more than what fits.
    """
    final = {change.element.name: change for change in changes}
    no_room = dict.fromkeys(final, Outcome(507, "quota-not-exceeded"))
    language = final.pop(LANGUAGE, None)
    values, too_long = dict(resource.properties), dict[str, Outcome]()
    room = bytes_left
    for name, change in final.items():
        room += len(values.get(name, "").encode())
        if change.remove:
            values.pop(name, None)
        else:
            values[name] = ""
    if len(values) > MOST:
        return no_room
    for name, change in final.items():
        if change.remove:
            continue
        try:
            values[name] = standalone(change.element, LONGEST)
        except TooLong:
            too_long[name] = Outcome(507)
            continue
        room -= len(values[name].encode())
        if room < 0:
            return no_room
    if not too_long:
        resource.properties = values
        if language is not None:
            resource.language = "" if language.remove else language.element.text
    return too_long
