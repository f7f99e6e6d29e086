"""COPY and MOVE (RFC 4918 sections 9.8 and 9.9): from the target to the destination, with all that is below."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.webdav.replies import Processing, Reply, done, failed, multistatus
from statuslab.server.teahouse.webdav.request import WebdavRequest
from statuslab.server.teahouse.webdav.tree import Binding, Resource
from statuslab.server.teahouse.webdav.urls import Names, href
from statuslab.server.teahouse.webdav.write import refused_members
from statuslab.server.teahouse.webdav.xml import tag

LONG = 12  # with more resources than this, a copy takes a while
A_MEMBER = 0.05  # seconds for each
BEAT = 6  # resources between two 102s


@dataclass(frozen=True)
class CopyRequest:
    """From what to where; `there` is what is at the destination now."""

    source: Resource
    names: Names
    place: Binding
    there: Resource | None


async def copy(task: WebdavRequest) -> Reply:
    """Copy a resource and, but for Depth: 0, what is below it. With many of them the client is told to be patient."""
    await task.no_content()
    deep = task.target.members is not None and task.depth("infinity", "0", "infinity") == "infinity"
    may_copy(task, trip(task))
    count = len(list(task.tree.walk(task.target))) if deep else 1
    if count <= LONG:
        return copied(task, deep)

    async def carry(still_at_it: Callable[[], Awaitable[None]]) -> Response:
        for number in range(count):
            if number % BEAT == 0:
                await still_at_it()  # RFC 2518 section 10.1; RFC 4918 has let it go
            await task.tree.clock.sleep(A_MEMBER)
        task.locks.sweep()
        return copied(task, deep)

    return Processing(carry)


async def move(task: WebdavRequest) -> Response:
    """Move a binding, in one step: where a lock keeps a member in its place, nothing moves (RFC 5842 section 2.5)."""
    await task.no_content()
    going = trip(task)
    start = task.place
    if going.source.members is not None:
        task.depth("infinity", "infinity")
    kept = may_move(task, going, start)
    if kept:
        return refused_members(task, kept)
    task.tree.unbind(*start)
    task.tree.bind(*going.place, going.source)
    for resource in task.tree.walk(going.source):  # another location, where another version may have been: section 8.8
        resource.version = task.tree.version()
    task.locks.take_over(going.names, going.source)
    return done(201 if going.there is None else 204)


def trip(task: WebdavRequest) -> CopyRequest:
    """What goes where: 403 for what would end in itself, 409 for want of a collection, 412 for a place taken."""
    source, names = task.target, task.destination.names
    place = task.place_of(names)
    there = task.tree.at(names)
    start = task.tree.bindings(task.names)
    if there is source or not start or start[-1] in task.tree.bindings(names) or place in start:
        raise Problem(403, "That would put it into itself, or in place of what holds it.")
    task.proceed(source.version)
    if there is not None and not task.overwrite:
        raise Problem(412, "Something is at the destination, and Overwrite: F says to leave it.")
    return CopyRequest(source, names, place, there)


def may_copy(task: WebdavRequest, going: CopyRequest) -> None:
    """Raise 423 where a lock keeps the destination as it is, 507 where not even the resource itself fits."""
    task.may_change(going.there or going.place[0])
    task.need_room(going.source.size, 1, skip=going.place)


def copied(task: WebdavRequest, deep: bool) -> Response:
    """Do it, as things are now."""
    going = trip(task)
    may_copy(task, going)
    kept = [lock.root for lock in task.locks.rooted(going.place, task.tokens)]
    if kept:  # members of what is at the destination, which a copy would remove
        return refused_members(task, kept)
    duplicate, missing = Copier(task, going).all(deep)
    arrive(task, going, duplicate)
    if missing:
        return multistatus(*(failed(path, 507, tag("quota-not-exceeded")) for path in missing))
    return done(201 if going.there is None else 204)


def arrive(task: WebdavRequest, going: CopyRequest, duplicate: Resource) -> None:
    """Put the copy in its place. A sheet is written over, so that its other bindings show it too; else it is replaced
    as a whole, for collections do not merge (RFC 4918 section 9.8.4, RFC 5842 section 2.3)."""
    there = going.there
    if there is None or there.members is not None or duplicate.members is not None:
        task.tree.bind(*going.place, duplicate)
        task.locks.take_over(going.names, duplicate)
        return
    there.content, there.media_type, there.version = duplicate.content, duplicate.media_type, duplicate.version
    there.properties, there.language = duplicate.properties, duplicate.language


class Copier:
    """Copies what is below a resource, as far as there is room; the bindings of the copies run as the sources' do."""

    def __init__(self, task: WebdavRequest, going: CopyRequest) -> None:
        self.task, self.source = task, going.source
        self.bytes, self.places = task.tree.free(going.place), task.tree.places(going.place) - 1
        self.copies: dict[Resource, Resource] = {}
        self.missing: list[str] = []

    def all(self, deep: bool) -> tuple[Resource, list[str]]:
        """The copy, and the paths of what did not fit."""
        copy = self._one(self.source)
        ahead = [(self.source, self.task.names)] if deep else []
        for resource, names in ahead:
            for name, member in sorted((resource.members or {}).items()):
                if self._member(self.copies[resource], name, member, (*names, name)):
                    ahead.append((member, (*names, name)))
        return copy, self.missing

    def _member(self, parent: Resource, name: str, member: Resource, names: Names) -> bool:
        """Copy a member into its collection's copy; True where it is a collection that is still to be entered."""
        assert parent.members is not None
        known = member in self.copies
        if self.places < 1 or (not known and member.size > self.bytes):
            self.missing.append(href(names, member.members is not None))
            return False
        self.places -= 1
        parent.members[name] = self.copies[member] if known else self._one(member)
        return not known and member.members is not None

    def _one(self, source: Resource) -> Resource:
        """A new resource with content and dead properties of another (RFC 4918 section 9.8.2)."""
        self.bytes -= source.size
        members: dict[str, Resource] | None = None if source.members is None else {}
        copy = self.task.tree.new(source.content, source.media_type, members)
        copy.properties, copy.language = dict(source.properties), source.language
        self.copies[source] = copy
        return copy


def may_move(task: WebdavRequest, going: CopyRequest, start: Binding) -> list[Names]:
    """The roots of locks that keep members in their places; 423 where one keeps the source or the destination."""
    task.may_change(start[0], going.place[0])
    source = going.source
    kept = [lock for place in (start, going.place) for lock in task.locks.rooted(place, task.tokens)]
    task.stop_at([lock.root for lock in kept if lock.resource is source or lock.resource is going.there])
    task.may_hold(going.place[0], source, leaving=start)
    return [lock.root for lock in kept]
