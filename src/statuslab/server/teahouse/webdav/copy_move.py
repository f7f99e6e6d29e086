"""COPY and MOVE (RFC 4918 sections 9.8 and 9.9): from the target to the destination, with all that is below."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.webdav.replies import Processing, Reply, empty_reply, failed_response, multistatus
from statuslab.server.teahouse.webdav.request import WebdavRequest
from statuslab.server.teahouse.webdav.tree import Binding, Resource
from statuslab.server.teahouse.webdav.urls import Names, href
from statuslab.server.teahouse.webdav.write import locked_members_reply
from statuslab.server.teahouse.webdav.xml import tag

SLOW_ABOVE = 12  # with more resources than this, a copy takes a while
SECONDS_A_MEMBER = 0.05  # seconds for each
MEMBERS_A_102 = 6  # resources between two 102s


@dataclass(frozen=True)
class Transfer:
    """From what to where; `there` is what is at the destination now."""

    source: Resource
    names: Names
    binding: Binding
    existing: Resource | None


async def copy(request: WebdavRequest) -> Reply:
    """Copy a resource and, but for Depth: 0, what is below it. With many of them the client is told to be patient."""
    await request.refuse_content()
    deep = request.target.members is not None and request.depth("infinity", "0", "infinity") == "infinity"
    check_copy(request, transfer_of(request))
    count = len(list(request.tree.walk(request.target))) if deep else 1
    if count <= SLOW_ABOVE:
        return do_copy(request, deep)

    async def copy_slowly(send_processing: Callable[[], Awaitable[None]]) -> Response:
        for number in range(count):
            if number % MEMBERS_A_102 == 0:
                await send_processing()  # RFC 2518 section 10.1; RFC 4918 has let it go
            await request.tree.clock.sleep(SECONDS_A_MEMBER)
        request.locks.drop_expired()
        return do_copy(request, deep)

    return Processing(copy_slowly)


async def move(request: WebdavRequest) -> Response:
    """Move a binding, in one step: where a lock keeps a member in its place, nothing moves (RFC 5842 section 2.5)."""
    await request.refuse_content()
    transfer = transfer_of(request)
    start = request.binding
    if transfer.source.members is not None:
        request.depth("infinity", "infinity")
    locked = check_move(request, transfer, start)
    if locked:
        return locked_members_reply(request, locked)
    request.tree.unbind(*start)
    request.tree.bind(*transfer.binding, transfer.source)
    for resource in request.tree.walk(
        transfer.source
    ):  # another location, where another version may have been: section 8.8
        resource.version = request.tree.version()
    request.locks.take_over(transfer.names, transfer.source)
    return empty_reply(201 if transfer.existing is None else 204)


def transfer_of(request: WebdavRequest) -> Transfer:
    """What goes where: 403 for what would end in itself, 409 for want of a collection, 412 for a place taken."""
    source, names = request.target, request.destination.names
    binding = request.binding_of(names)
    existing = request.tree.at(names)
    start = request.tree.bindings(request.names)
    if existing is source or not start or start[-1] in request.tree.bindings(names) or binding in start:
        raise Problem(403, "That would put it into itself, or in place of what holds it.")
    request.check_preconditions(source.version)
    if existing is not None and not request.overwrite:
        raise Problem(412, "Something is at the destination, and Overwrite: F says to leave it.")
    return Transfer(source, names, binding, existing)


def check_copy(request: WebdavRequest, transfer: Transfer) -> None:
    """Raise 423 where a lock keeps the destination as it is, 507 where not even the resource itself fits."""
    request.require_unlocked(transfer.existing or transfer.binding[0])
    request.require_room(transfer.source.size, 1, skip=transfer.binding)


def do_copy(request: WebdavRequest, deep: bool) -> Response:
    """Do it, as things are now."""
    transfer = transfer_of(request)
    check_copy(request, transfer)
    locked = [lock.root for lock in request.locks.blocking_binding(transfer.binding, request.tokens)]
    if locked:  # members of what is at the destination, which a copy would remove
        return locked_members_reply(request, locked)
    copy_root, missing = Copier(request, transfer).all(deep)
    place_copy(request, transfer, copy_root)
    if missing:
        return multistatus(*(failed_response(path, 507, tag("quota-not-exceeded")) for path in missing))
    return empty_reply(201 if transfer.existing is None else 204)


def place_copy(request: WebdavRequest, transfer: Transfer, copy_root: Resource) -> None:
    """Put the copy in its place. A sheet is written over, so that its other bindings show it too; else it is replaced
    as a whole, for collections do not merge (RFC 4918 section 9.8.4, RFC 5842 section 2.3)."""
    existing = transfer.existing
    if existing is None or existing.members is not None or copy_root.members is not None:
        request.tree.bind(*transfer.binding, copy_root)
        request.locks.take_over(transfer.names, copy_root)
        return
    existing.content, existing.media_type, existing.version = copy_root.content, copy_root.media_type, copy_root.version
    existing.properties, existing.language = copy_root.properties, copy_root.language


class Copier:
    """Copies what is below a resource, as far as there is room; the bindings of the copies run as the sources' do."""

    def __init__(self, request: WebdavRequest, transfer: Transfer) -> None:
        self.request, self.source = request, transfer.source
        self.bytes, self.bindings_left = (
            request.tree.bytes_left(transfer.binding),
            request.tree.bindings_left(transfer.binding) - 1,
        )
        self.copies: dict[Resource, Resource] = {}
        self.missing: list[str] = []

    def all(self, deep: bool) -> tuple[Resource, list[str]]:
        """The copy, and the paths of what did not fit."""
        copy = self._one(self.source)
        ahead = [(self.source, self.request.names)] if deep else []
        for resource, names in ahead:
            for name, member in sorted((resource.members or {}).items()):
                if self._member(self.copies[resource], name, member, (*names, name)):
                    ahead.append((member, (*names, name)))
        return copy, self.missing

    def _member(self, parent: Resource, name: str, member: Resource, names: Names) -> bool:
        """Copy a member into its collection's copy; True where it is a collection that is still to be entered."""
        assert parent.members is not None
        known = member in self.copies
        if self.bindings_left < 1 or (not known and member.size > self.bytes):
            self.missing.append(href(names, member.members is not None))
            return False
        self.bindings_left -= 1
        parent.members[name] = self.copies[member] if known else self._one(member)
        return not known and member.members is not None

    def _one(self, source: Resource) -> Resource:
        """A new resource with content and dead properties of another (RFC 4918 section 9.8.2)."""
        self.bytes -= source.size
        members: dict[str, Resource] | None = None if source.members is None else {}
        copy = self.request.tree.new(source.content, source.media_type, members)
        copy.properties, copy.language = dict(source.properties), source.language
        self.copies[source] = copy
        return copy


def check_move(request: WebdavRequest, transfer: Transfer, start: Binding) -> list[Names]:
    """The roots of locks that keep members in their places; 423 where one keeps the source or the destination."""
    request.require_unlocked(start[0], transfer.binding[0])
    source = transfer.source
    locked = [
        lock
        for binding in (start, transfer.binding)
        for lock in request.locks.blocking_binding(binding, request.tokens)
    ]
    request.refuse_locked(
        [lock.root for lock in locked if lock.resource is source or lock.resource is transfer.existing]
    )
    request.check_incoming_locks(transfer.binding[0], source, leaving=start)
    return [lock.root for lock in locked]
