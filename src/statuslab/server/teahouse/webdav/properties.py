"""Properties: live ones, which the server computes (RFC 4918 section 15), and changes to dead ones, which it stores."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from statuslab.server.teahouse.dates import http_date
from statuslab.server.teahouse.webdav.locks import Lock, Locks
from statuslab.server.teahouse.webdav.replies import status_of
from statuslab.server.teahouse.webdav.seed_data import Cellar
from statuslab.server.teahouse.webdav.tree import QUOTA, Resource
from statuslab.server.teahouse.webdav.urls import href
from statuslab.server.teahouse.webdav.xml import Element, dav, named, standalone, tag, text

MOST, LONGEST = 64, 16_000  # properties of a resource, and bytes in one
LANGUAGE = dav("getcontentlanguage")
_TAGS = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*( ?, ?[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)*")

SUPPORTED = "".join(
    tag("lockentry", tag("lockscope", tag(scope)), tag("locktype", tag("write"))) for scope in ("exclusive", "shared")
)


def _created(_: Cellar, resource: Resource) -> str:
    return datetime.fromtimestamp(int(resource.created), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _parents(cellar: Cellar, resource: Resource) -> str:
    """Every collection that contains it, and under which name (RFC 5842 section 3.2)."""
    return "".join(
        tag("parent", tag("href", text(href(names[:-1], collection=True))), tag("segment", text(segment(names[-1]))))
        for names, _ in cellar.tree.paths(resource)
    )


def segment(name: str) -> str:
    """A name, percent-encoded as in a URL."""
    return href((name,)).rpartition("/")[2]


# Each gives the XML inside the property, or None where the resource does not have it. Properties that correspond to
# a field of a GET response exist for collections too, as those answer GET here.
LIVE: dict[str, Callable[[Cellar, Resource], str | None]] = {
    dav("creationdate"): _created,
    dav("getcontentlanguage"): lambda _, it: text(it.language) or None,
    dav("getcontentlength"): lambda _, it: str(len(it.shown[0])),
    dav("getcontenttype"): lambda _, it: text(it.shown[1]),
    dav("getetag"): lambda _, it: text(it.version.etag),
    dav("getlastmodified"): lambda _, it: http_date(it.version.modified),
    dav("lockdiscovery"): lambda cellar, it: "".join(activelock(cellar.locks, lock) for lock in cellar.locks.on(it)),
    dav("resourcetype"): lambda _, it: "" if it.members is None else tag("collection"),
    dav("supportedlock"): lambda _, __: SUPPORTED,
}
# allprop may leave these out (RFC 4918 section 9.1): they are defined in RFC 4331 section 3 and RFC 5842 section 3.
ON_REQUEST: dict[str, Callable[[Cellar, Resource], str | None]] = {
    dav("parent-set"): _parents,
    dav("quota-available-bytes"): lambda cellar, it: (
        None if it.members is None else str(max(0, cellar.tree.bytes_left()))
    ),
    dav("quota-used-bytes"): lambda cellar, it: None if it.members is None else str(QUOTA - cellar.tree.bytes_left()),
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


def value_of(cellar: Cellar, resource: Resource, name: str) -> str | None:
    """A property as an element, None where the resource has no such property."""
    compute = LIVE.get(name) or ON_REQUEST.get(name)
    if compute is None:
        return resource.properties.get(name)
    inside = compute(cellar, resource)
    return None if inside is None else named(name, inside)


def all_values(cellar: Cellar, resource: Resource, also: Iterable[str] = ()) -> dict[str, str]:
    """The properties that a resource has, with those of `also` that it has."""
    names = dict.fromkeys([*LIVE, *resource.properties, *also])
    values = {name: value_of(cellar, resource, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def propstats(cellar: Cellar, resource: Resource, wanted: PropfindRequest, status: int = 200) -> list[str]:
    """The propstat elements that answer: one for the properties found, one with 404 for the others (section 9.1)."""
    if wanted.only_names:
        return [propstat([named(name) for name in all_values(cellar, resource, ON_REQUEST)], status)]
    if wanted.all:
        return [propstat(all_values(cellar, resource, wanted.names).values(), status)]
    values = {name: value_of(cellar, resource, name) for name in wanted.names}
    there = [value for value in values.values() if value is not None]
    missing = [named(name) for name, value in values.items() if value is None]
    found = [propstat(there, status)] if there or not missing else []
    return found + ([propstat(missing, 404)] if missing else [])


def propstat(properties: Iterable[str], status: int, error: str = "") -> str:
    """Properties that share a status."""
    return tag("propstat", tag("prop", *properties), status_of(status), tag("error", tag(error)) if error else "")


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
    if not change.remove and name == LANGUAGE and not _TAGS.fullmatch(change.element.text):
        return Outcome(409)
    if not change.remove and len(standalone(change.element).encode()) > LONGEST:
        return Outcome(507)
    return Outcome(200)


def apply_changes(resource: Resource, changes: list[Change]) -> None:
    """Make the changes in their order, so that the last one of a name counts (section 9.2)."""
    for element, remove in changes:
        if element.name == LANGUAGE:
            resource.language = "" if remove else element.text
        elif remove:
            resource.properties.pop(element.name, None)
        else:
            resource.properties[element.name] = standalone(element)
