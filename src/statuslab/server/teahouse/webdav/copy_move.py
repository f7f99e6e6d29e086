"""COPY and MOVE (RFC 4918 sections 9.8 and 9.9): the target, and all below it, to the destination."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.webdav.locks import Lock
from statuslab.server.teahouse.webdav.replies import Processing, Reply, empty_reply, failed_response, multistatus
from statuslab.server.teahouse.webdav.request import WebdavRequest
from statuslab.server.teahouse.webdav.tree import Binding, Resource
from statuslab.server.teahouse.webdav.urls import Names, href
from statuslab.server.teahouse.webdav.write import locked_members_reply
from statuslab.server.teahouse.webdav.xml import tag

SLOW_ABOVE = 12  # resources; a copy of more takes time, and sends 102s
SECONDS_EACH = 0.05
EVERY = 6  # resources between two 102s


@dataclass(frozen=True)
class Transfer:
    """What goes where: `names` and `binding` are the destination, `existing` is what is there now."""

    source: Resource
    names: Names
    binding: Binding
    existing: Resource | None


async def copy(request: WebdavRequest) -> Reply:
    """Copy a resource and, unless Depth is 0, all below it. A long copy sends 102s while it works."""
    await request.refuse_content()
    deep = request.target.members is not None and request.depth("infinity", "0", "infinity") == "infinity"
    check_copy(request, transfer_of(request))
    count = len(list(request.tree.walk(request.target))) if deep else 1
    if count <= SLOW_ABOVE:
        return do_copy(request, deep)

    async def copy_slowly(send_processing: Callable[[], Awaitable[None]]) -> Response:
        for number in range(count):
            if number % EVERY == 0:
                await send_processing()  # RFC 2518 section 10.1; RFC 4918 dropped it
            await request.tree.clock.sleep(SECONDS_EACH)
        request.locks.drop_expired()
        return do_copy(request, deep)

    return Processing(copy_slowly)


async def move(request: WebdavRequest) -> Response:
    """Move a binding, in one step: where a lock blocks one member, nothing moves (RFC 5842 section 2.5)."""
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
    for resource in request.tree.walk(transfer.source):
        # At its new URL another version may have been, so it must not keep its ETag: section 8.8.
        resource.version = request.tree.version()
    request.locks.take_over(transfer.names, transfer.source)
    return empty_reply(201 if transfer.existing is None else 204)


def transfer_of(request: WebdavRequest) -> Transfer:
    """What goes where. Raises 403 for a resource into itself, 409 without a parent, 412 where Overwrite forbids it."""
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
    """Raise 423 where a lock protects the destination, 507 where not even the resource itself fits."""
    request.require_unlocked(transfer.existing or transfer.binding[0])
    request.require_room(transfer.source.size, 1, skip=transfer.binding)


def do_copy(request: WebdavRequest, deep: bool) -> Response:
    """Copy. Everything is checked again, as a long copy waited since the first check."""
    transfer = transfer_of(request)
    check_copy(request, transfer)
    locked = request.locks.blocking_binding(transfer.binding, request.tokens)
    if locked:  # they protect members of what is at the destination, which a copy would remove
        return locked_members_reply(request, locked)
    copy_root, missing = Copier(request, transfer).all(deep)
    place_copy(request, transfer, copy_root)
    if missing:
        return multistatus(*(failed_response(path, 507, tag("quota-not-exceeded")) for path in missing))
    return empty_reply(201 if transfer.existing is None else 204)


def place_copy(request: WebdavRequest, transfer: Transfer, copy_root: Resource) -> None:
    """Put the copy at the destination (RFC 4918 section 9.8.4, RFC 5842 section 2.3).

    A file is overwritten, so that its other bindings show the new content too. A collection is replaced: collections
    are not merged.
    """
    existing = transfer.existing
    if existing is None or existing.members is not None or copy_root.members is not None:
        request.tree.bind(*transfer.binding, copy_root)
        request.locks.take_over(transfer.names, copy_root)
        return
    existing.content, existing.media_type, existing.version = copy_root.content, copy_root.media_type, copy_root.version
    existing.properties, existing.language = copy_root.properties, copy_root.language


class Copier:
    """Copies all below a resource, as far as there is room. Resources with several bindings, or in loops, stay so."""

    def __init__(self, request: WebdavRequest, transfer: Transfer) -> None:
        self.request, self.source = request, transfer.source
        self.bytes_left = request.tree.bytes_left(transfer.binding)
        self.bindings_left = request.tree.bindings_left(transfer.binding) - 1
        self.copies: dict[Resource, Resource] = {}
        self.missing: list[str] = []

    def all(self, deep: bool) -> tuple[Resource, list[str]]:
        """The copy, and the paths of what did not fit."""
        copy = self._one(self.source)
        pending = [(self.source, self.request.names)] if deep else []
        for resource, names in pending:
            for name, member in sorted((resource.members or {}).items()):
                if self._member(self.copies[resource], name, member, (*names, name)):
                    pending.append((member, (*names, name)))
        return copy, self.missing

    def _member(self, parent: Resource, name: str, member: Resource, names: Names) -> bool:
        """Copy a member into its collection's copy; True where it is a collection not copied before."""
        assert parent.members is not None
        known = member in self.copies
        if self.bindings_left < 1 or (not known and member.size > self.bytes_left):
            self.missing.append(href(names, member.members is not None))
            return False
        self.bindings_left -= 1
        parent.members[name] = self.copies[member] if known else self._one(member)
        return not known and member.members is not None

    def _one(self, source: Resource) -> Resource:
        """A new resource with the content and dead properties of another (RFC 4918 section 9.8.2)."""
        self.bytes_left -= source.size
        members: dict[str, Resource] | None = None if source.members is None else {}
        copy = self.request.tree.new(source.content, source.media_type, members)
        copy.properties, copy.language = dict(source.properties), source.language
        self.copies[source] = copy
        return copy


def check_move(request: WebdavRequest, transfer: Transfer, start: Binding) -> list[Lock]:
    """The locks that block a member. Raises 423 where one blocks the source or the destination itself."""
    request.require_unlocked(start[0], transfer.binding[0])
    tokens = request.tokens
    locked = [lock for each in (start, transfer.binding) for lock in request.locks.blocking_binding(each, tokens)]
    request.refuse_locked([lock for lock in locked if lock.resource in (transfer.source, transfer.existing)])
    request.check_incoming_locks(transfer.binding[0], transfer.source, leaving=start)
    return locked
