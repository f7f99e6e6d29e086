"""The tree: resources, and the bindings by which collections hold them. It knows no request and no lock."""

from __future__ import annotations

import uuid
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from statuslab.server.protocol.clock import Clock
from statuslab.server.teahouse.version import Version
from statuslab.server.teahouse.webdav.urls import Names

QUOTA = 100_000  # bytes of content and of properties in the whole cellar
MOST_BINDINGS = 300
FLOOR = "http://teahouse/cellar/"  # what our UUIDs are derived from


@dataclass(eq=False)
class Resource:
    """A resource of its own, however many URLs lead to it; `members` is None for all but collections."""

    id: str
    created: float
    version: Version
    media_type: str = "application/octet-stream"
    content: bytes = b""
    members: dict[str, Resource] | None = None
    properties: dict[str, str] = field(default_factory=dict)
    language: str = ""

    @property
    def size(self) -> int:
        """What it costs of the quota; the members of a collection cost for themselves."""
        return len(self.content) + sum(len(value.encode()) for value in self.properties.values())

    @property
    def shown(self) -> tuple[bytes, str]:
        """What a GET gets, and its media type; a collection shows what is in it."""
        if self.members is None:
            return self.content, self.media_type
        return _listing(self.members), "text/html; charset=utf-8"


Binding = tuple[Resource, str]
"""A place in a collection: the collection and a name in it."""


class Tree:
    """All that is in the cellar, from its door down."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.numbers: Counter[str] = Counter()
        self.root = self.new(members={})

    # --- finding

    def at(self, names: Names) -> Resource | None:
        """What a path of names leads to."""
        here: Resource | None = self.root
        for name in names:
            here = (here.members or {}).get(name) if here else None
        return here

    def bindings(self, names: Names) -> list[Binding]:
        """The places that a path leads through, the last one included, as far as there are collections."""
        here: Resource | None = self.root
        through: list[Binding] = []
        for name in names:
            if here is None or here.members is None:
                break
            through.append((here, name))
            here = here.members.get(name)
        return through

    def walk(self, start: Resource, skip: Binding | None = None) -> Iterator[Resource]:
        """`start` and all below it, each once, however the bindings run; what only `skip` leads to is left out."""
        seen, pending = {start}, deque([start])
        while pending:
            here = pending.popleft()
            yield here
            for name, member in (here.members or {}).items():
                if member not in seen and (here, name) != skip:
                    seen.add(member)
                    pending.append(member)

    def paths(self, resource: Resource) -> list[tuple[Names, Binding]]:
        """Every binding to a resource, with a path to it (RFC 5842 section 3.2)."""
        found, seen = [], {self.root}
        pending: deque[tuple[Names, Resource]] = deque([((), self.root)])
        while pending:
            names, here = pending.popleft()
            for name, member in (here.members or {}).items():
                if member is resource:
                    found.append(((*names, name), (here, name)))
                if member not in seen:
                    seen.add(member)
                    pending.append(((*names, name), member))
        return found

    def ancestors(self, resource: Resource, skip: Binding | None = None) -> set[Resource]:
        """Every collection that holds a resource, directly or not, by other bindings than `skip`."""
        parents: dict[Resource, list[Resource]] = {}
        for collection in self.walk(self.root):
            for name, member in (collection.members or {}).items():
                if (collection, name) != skip:
                    parents.setdefault(member, []).append(collection)
        found: set[Resource] = set()
        pending = list(parents.get(resource, ()))
        while pending:
            here = pending.pop()
            if here not in found:
                found.add(here)
                pending += parents.get(here, ())
        return found

    # --- room

    def bytes_left(self, skip: Binding | None = None) -> int:
        """Bytes left of the quota, if what only `skip` leads to were gone."""
        return QUOTA - sum(resource.size for resource in self.walk(self.root, skip))

    def bindings_left(self, skip: Binding | None = None) -> int:
        """How many bindings more there may be."""
        return MOST_BINDINGS - sum(len(resource.members or {}) for resource in self.walk(self.root, skip))

    # --- changing

    def new(self, content: bytes = b"", media_type: str = "", members: dict[str, Resource] | None = None) -> Resource:
        """A resource that nothing leads to yet."""
        now = self.clock.now()
        return Resource(self.urn("resource"), now, self.version(), media_type, content, members)

    def bind(self, parent: Resource, name: str, resource: Resource) -> None:
        """Make a collection hold a resource under a name, in place of what was there."""
        assert parent.members is not None
        parent.members[name] = resource
        parent.version = self.version()  # what a GET shows of it has changed

    def unbind(self, parent: Resource, name: str) -> None:
        """Take a name out of a collection; other bindings to the resource stay (RFC 5842 section 2.4)."""
        assert parent.members is not None
        del parent.members[name]
        parent.version = self.version()

    def version(self) -> Version:
        """A new version. One count for all: no tag comes twice, wherever a resource goes (RFC 4918 section 8.8)."""
        self.numbers["version"] += 1
        return Version(self.numbers["version"], self.clock.now(), prefix="c", strong_date=False)

    def urn(self, kind: str) -> str:
        """A new urn:uuid. It comes from a count, so that a fresh cellar numbers its things as the last one did."""
        self.numbers[kind] += 1
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{FLOOR}{kind}/{self.numbers[kind]}").urn


def _listing(members: dict[str, Resource]) -> bytes:
    """A page with a link to each member."""
    names = [name + ("/" if member.members is not None else "") for name, member in sorted(members.items())]
    links = "".join(f'<li><a href="./{quote(name)}">{escape(name)}</a></li>\n' for name in names)
    return f"<!doctype html>\n<title>In the cellar</title>\n<ul>\n{links}</ul>\n".encode()
