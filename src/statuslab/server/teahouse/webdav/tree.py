"""Resources, and the bindings by which collections contain them (RFC 5842). It knows no request and no lock."""

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

QUOTA = 100_000  # bytes of content and of properties in all
MOST_BINDINGS = 300
ROOT_URL = "http://teahouse/cellar/"  # the UUIDs are derived from it


@dataclass(eq=False)
class Resource:
    """A resource, which may have several URLs; `members` is None for all but collections."""

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
        """The bytes of the quota that it uses, without the members of a collection."""
        return len(self.content) + sum(len(value.encode()) for value in self.properties.values())

    @property
    def shown(self) -> tuple[bytes, str]:
        """The representation and its media type; for a collection, a page of links to its members."""
        if self.members is None:
            return self.content, self.media_type
        return _listing(self.members), "text/html; charset=utf-8"


Binding = tuple[Resource, str]
"""A collection, and a name in it."""


class Tree:
    """All resources, from the root collection down."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.numbers: Counter[str] = Counter()
        self.root = self.new(members={})

    # --- finding

    def at(self, names: Names) -> Resource | None:
        """The resource that a path of names leads to, or None."""
        here: Resource | None = self.root
        for name in names:
            here = (here.members or {}).get(name) if here else None
        return here

    def bindings(self, names: Names) -> list[Binding]:
        """The bindings that a path leads through, the last one included, as far as there are collections."""
        here: Resource | None = self.root
        through: list[Binding] = []
        for name in names:
            if here is None or here.members is None:
                break
            through.append((here, name))
            here = here.members.get(name)
        return through

    def walk(self, start: Resource, skip: Binding | None = None) -> Iterator[Resource]:
        """`start` and all below it, each once in spite of loops, without what only the binding `skip` leads to."""
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
        return self.all_paths().get(resource, [])

    def all_paths(self) -> dict[Resource, list[tuple[Names, Binding]]]:
        """Every binding to every resource, with a path to it."""
        found: dict[Resource, list[tuple[Names, Binding]]] = {self.root: []}
        pending: deque[tuple[Names, Resource]] = deque([((), self.root)])
        while pending:
            names, here = pending.popleft()
            for name, member in (here.members or {}).items():
                if member not in found:
                    pending.append(((*names, name), member))
                found.setdefault(member, []).append(((*names, name), (here, name)))
        return found

    def ancestors(self, resource: Resource, skip: Binding | None = None) -> set[Resource]:
        """Every collection that contains a resource, directly or not, by other bindings than `skip`."""
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
        """Bytes left of the quota, not counting what only the binding `skip` leads to."""
        return QUOTA - sum(resource.size for resource in self.walk(self.root, skip))

    def bindings_left(self, skip: Binding | None = None) -> int:
        """How many bindings may still be made."""
        return MOST_BINDINGS - sum(len(resource.members or {}) for resource in self.walk(self.root, skip))

    # --- changing

    def new(self, content: bytes = b"", media_type: str = "", members: dict[str, Resource] | None = None) -> Resource:
        """A new resource, without a binding yet."""
        now = self.clock.now()
        return Resource(self.urn("resource"), now, self.version(), media_type, content, members)

    def bind(self, parent: Resource, name: str, resource: Resource) -> None:
        """Bind a resource to a name in a collection, in place of what was there."""
        assert parent.members is not None
        parent.members[name] = resource
        parent.version = self.version()  # a GET of the collection lists its members

    def unbind(self, parent: Resource, name: str) -> None:
        """Remove a name from a collection; other bindings to the resource stay (RFC 5842 section 2.4)."""
        assert parent.members is not None
        del parent.members[name]
        parent.version = self.version()

    def version(self) -> Version:
        """A new version. All resources share one counter, so no ETag is used twice at a URL (RFC 4918 section 8.8)."""
        self.numbers["version"] += 1
        return Version(self.numbers["version"], self.clock.now(), prefix="c", strong_date=False)

    def urn(self, kind: str) -> str:
        """A new urn:uuid. It is derived from a counter, so that every reset gives the same ones."""
        self.numbers[kind] += 1
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{ROOT_URL}{kind}/{self.numbers[kind]}").urn


def _listing(members: dict[str, Resource]) -> bytes:
    """A page with a link to each member."""
    names = [name + ("/" if member.members is not None else "") for name, member in sorted(members.items())]
    links = "".join(f'<li><a href="./{quote(name)}">{escape(name)}</a></li>\n' for name in names)
    return f"<!doctype html>\n<title>In the cellar</title>\n<ul>\n{links}</ul>\n".encode()
