"""Write locks (RFC 4918 sections 6 and 7): what they cover, and which tokens a change needs. It knows no request."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from statuslab.server.teahouse.webdav.tree import Binding, Resource, Tree
from statuslab.server.teahouse.webdav.urls import Names

LONGEST, DEFAULT = 3600, 600  # seconds until a lock expires, unless it is refreshed
MOST = 50


@dataclass(eq=False)
class Lock:
    """A write lock, taken at `root` on `resource` until a time (epoch seconds); a `deep` one also covers all below."""

    token: str
    resource: Resource
    root: Names
    exclusive: bool
    deep: bool
    owner: str
    until: float


class Locks:
    """All locks on what is in a tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.held: dict[str, Lock] = {}

    def drop_expired(self) -> None:
        """Drop locks that have expired, and those whose root is gone or is another resource now (section 6.1)."""
        now = self.tree.clock.now()
        self.held = {
            token: lock
            for token, lock in self.held.items()
            if lock.until > now and self.tree.at(lock.root) is lock.resource
        }

    def on(self, resource: Resource) -> list[Lock]:
        """The locks that cover a resource: its own, and deep ones above it."""
        above = self.tree.ancestors(resource) if self.held else ()
        return [
            lock for lock in self.held.values() if lock.resource is resource or (lock.deep and lock.resource in above)
        ]

    def below(self, resource: Resource) -> list[Lock]:
        """The locks taken on something inside a collection."""
        inside = set(self.tree.walk(resource)) - {resource}
        return [lock for lock in self.held.values() if lock.resource in inside]

    def blocking(self, resource: Resource, tokens: Collection[str]) -> list[Lock]:
        """The locks that forbid a change to a resource: all on it, unless the token of one is given (section 7.5)."""
        locks = self.on(resource)
        return [] if any(lock.token in tokens for lock in locks) else locks

    def blocking_binding(self, binding: Binding, tokens: Collection[str]) -> list[Lock]:
        """The locks that forbid removing a binding, as their root is reached through it (RFC 5842 section 2.7)."""
        through = [lock for lock in self.held.values() if binding in self.tree.bindings(lock.root)]
        return [lock for lock in through if self.blocking(lock.resource, tokens)]

    def conflicts(self, resource: Resource, exclusive: bool, deep: bool, above: Iterable[Lock] = ()) -> list[Lock]:
        """The locks that conflict with a new one: only shared locks coexist (section 6.1). `above` cover it too."""
        locks = [*above, *self.on(resource), *(self.below(resource) if deep else [])]
        return [lock for lock in dict.fromkeys(locks) if exclusive or lock.exclusive]

    def incoming_conflicts(
        self, resource: Resource, collection: Resource, leaving: Binding | None = None
    ) -> list[Lock]:
        """The locks that conflict with a deep lock on the collection that a resource is brought into (section 6.1).

        Locks that reach the resource only by the binding `leaving` do not come along.
        """
        inside, above = set(self.tree.walk(resource)), self.tree.ancestors(resource, leaving) if self.held else set()
        brought = [
            lock
            for lock in self.held.values()
            if (lock.resource in inside or (lock.deep and lock.resource in above))
            and leaving not in self.tree.bindings(lock.root)
        ]
        deep = self.deep_on(collection)
        return [
            one for one in brought if any(one is not other and (one.exclusive or other.exclusive) for other in deep)
        ]

    def deep_on(self, collection: Resource) -> list[Lock]:
        """The locks that will cover whatever comes into a collection."""
        return [lock for lock in self.on(collection) if lock.deep]

    def grant(self, resource: Resource, root: Names, exclusive: bool, deep: bool, owner: str, seconds: int) -> Lock:
        """A new lock. The caller has checked for conflicts."""
        until = self.tree.clock.now() + seconds
        lock = Lock(self.tree.urn("lock"), resource, root, exclusive, deep, owner, until)
        self.held[lock.token] = lock
        return lock

    def seconds_left(self, lock: Lock) -> int:
        """Seconds until a lock expires."""
        return max(0, round(lock.until - self.tree.clock.now()))

    def take_over(self, root: Names, resource: Resource) -> None:
        """Let the locks of a URL cover the resource that is there now (section 7.6)."""
        for lock in self.held.values():
            if lock.root == root:
                lock.resource = resource


def timeout_seconds(timeout: str) -> int:
    """How long a lock lasts for this Timeout field: the first value in it that is valid, at most LONGEST.

    >>> timeout_seconds("Infinite, Second-4100000000"), timeout_seconds("Second-30"), timeout_seconds("")
    (3600, 30, 600)
    """
    for part in (part.strip().lower() for part in timeout.split(",")):
        if part == "infinite":
            return LONGEST
        digits = part.removeprefix("second-")
        if digits != part and digits.isascii() and digits.isdigit():
            return min(LONGEST, int(digits[:11])) or 1
    return DEFAULT
