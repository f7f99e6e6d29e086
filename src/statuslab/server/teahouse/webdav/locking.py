"""LOCK and UNLOCK (RFC 4918 sections 9.10 and 9.11)."""

from __future__ import annotations

import re

from starlette.responses import Response

from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.state import InsufficientStorage
from statuslab.server.teahouse.webdav.locks import MOST, Lock, timeout_seconds
from statuslab.server.teahouse.webdav.properties import activelock
from statuslab.server.teahouse.webdav.replies import Refusal, empty_reply, failed_response, multistatus, xml_reply
from statuslab.server.teahouse.webdav.request import WebdavRequest, require_element
from statuslab.server.teahouse.webdav.tree import Resource
from statuslab.server.teahouse.webdav.xml import Element, TooLong, document, standalone, tag, text

LONGEST_OWNER = 2000


async def lock(request: WebdavRequest) -> Response:
    """Take a lock, or refresh one where there is no content."""
    info = await request.xml("lockinfo")
    if info is None:
        return refresh(request)
    exclusive, owner = wants_exclusive(info), owner_xml(info)
    deep = request.depth("infinity", "0", "infinity") == "infinity"
    fresh = request.tree.at(request.names) is None
    request.check_preconditions(None if request.found is None else request.found.version)
    resource = new_resource(request) if fresh else request.target
    above = request.locks.deep_on(request.binding[0]) if fresh else []
    conflicts = request.locks.conflicts(resource, exclusive, deep, above)
    if conflicts:
        return conflict_reply(request, resource, conflicts)
    if len(request.locks.held) >= MOST:
        raise InsufficientStorage
    if fresh:
        request.tree.bind(*request.binding, resource)
    granted = request.locks.grant(resource, request.names, exclusive, deep, owner, requested_timeout(request))
    return lock_reply(request, granted, 201 if fresh else 200, {"Lock-Token": f"<{granted.token}>"})


def wants_exclusive(info: Element) -> bool:
    """Whether an exclusive lock is requested, not a shared one. Raises 422 for any other kind of lock."""
    scope = require_element(info.first("lockscope"), "lockscope")
    kind = require_element(info.first("locktype"), "locktype")
    requested = [name for name in ("exclusive", "shared") if scope.first(name)]
    if len(requested) != 1 or kind.first("write") is None:
        raise Problem(422, "There are exclusive and shared write locks; supportedlock lists them.")
    return requested == ["exclusive"]


def owner_xml(info: Element) -> str:
    """What the client says about itself, stored unchanged (RFC 4918 section 14.17)."""
    owner = info.first("owner")
    try:
        return standalone(owner, LONGEST_OWNER) if owner else ""
    except TooLong:
        raise Problem(413, f"An owner is told in {LONGEST_OWNER} signs, or not at all.") from None


def new_resource(request: WebdavRequest) -> Resource:
    """An empty resource, for a name that is locked before anything is there (RFC 4918 section 7.3)."""
    parent, _ = request.binding
    if request.url.slash:
        raise Problem(409, "A path that ends in a slash is a collection's. MKCOL makes one.")
    request.refuse_locked(request.locks.blocking(parent, request.tokens))
    request.require_room(0, 1)
    return request.tree.new(media_type="application/octet-stream")


def conflict_reply(request: WebdavRequest, resource: Resource, conflicts: list[Lock]) -> Response:
    """423 where the target is locked; where only a member is, 207: 423 for it, 424 for the target (section 9.10.9)."""
    below = request.locks.below(resource)
    own = [lock for lock in conflicts if lock not in below]
    if own:
        raise Refusal(423, "no-conflicting-lock", *dict.fromkeys(request.href(lock.root) for lock in own))
    members = dict.fromkeys(request.href(lock.root) for lock in conflicts)
    return multistatus(
        *(failed_response(path, 423, tag("no-conflicting-lock", tag("href", text(path)))) for path in members),
        failed_response(request.href(request.names), 424),
    )


def refresh(request: WebdavRequest) -> Response:
    """Restart the timeout of the lock that If names; Depth is ignored (RFC 4918 section 9.10.2)."""
    if len(request.tokens) != 1:
        raise Problem(400, "A new lock is asked for with content; to refresh one, name its token in If.")
    resource = request.target
    held = [lock for lock in request.locks.on(resource) if lock.token in request.tokens]
    if not held:
        raise Refusal(412, "lock-token-matches-request-uri")  # RFC 4918 section 9.10.6
    request.check_preconditions(resource.version)
    held[0].until = request.tree.clock.now() + requested_timeout(request)
    return lock_reply(request, held[0], 200, {})


def requested_timeout(request: WebdavRequest) -> int:
    """The seconds that a lock will last; the server need not grant the requested Timeout (RFC 4918 section 10.7)."""
    return timeout_seconds(request.headers.get("timeout", ""))


def lock_reply(request: WebdavRequest, granted: Lock, status: int, fields: dict[str, str]) -> Response:
    """The property lockdiscovery: all locks on the target (RFC 4918 section 9.10.1)."""
    held = request.locks.on(granted.resource)
    content = document("prop", tag("lockdiscovery", *(activelock(request.locks, lock) for lock in held)))
    return xml_reply(status, content, fields | {"Timeout": f"Second-{request.locks.seconds_left(granted)}"})


async def unlock(request: WebdavRequest) -> Response:
    """Remove a lock, all of it. The target may be any resource that it covers (RFC 4918 section 9.11)."""
    await request.refuse_content()
    token = re.fullmatch(r"<([^<>\s]+)>", request.headers.get("lock-token", "").strip())
    if token is None:
        raise Problem(400, "Which lock? Lock-Token names it, between < and >.")
    request.check_preconditions(request.target.version)
    if not any(lock.token == token[1] for lock in request.locks.on(request.target)):
        raise Refusal(409, "lock-token-matches-request-uri")  # RFC 4918 section 9.11.1
    del request.locks.held[token[1]]
    return empty_reply(204)
