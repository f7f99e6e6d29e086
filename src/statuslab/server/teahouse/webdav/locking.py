"""LOCK and UNLOCK (RFC 4918 sections 9.10 and 9.11)."""

from __future__ import annotations

import re

from starlette.responses import Response

from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.state import Full
from statuslab.server.teahouse.webdav.locks import MOST, Lock, wanted_seconds
from statuslab.server.teahouse.webdav.properties import active
from statuslab.server.teahouse.webdav.replies import Refusal, done, failed, multistatus, xml_reply
from statuslab.server.teahouse.webdav.request import WebdavRequest, required
from statuslab.server.teahouse.webdav.tree import Resource
from statuslab.server.teahouse.webdav.xml import Element, document, kept, tag, text

LONGEST_OWNER = 2000


async def lock(task: WebdavRequest) -> Response:
    """Take a lock, or refresh one where nothing is said about a new one."""
    info = await task.xml("lockinfo")
    if info is None:
        return refresh(task)
    exclusive, owner = scope(info), owner_of(info)
    deep = task.depth("infinity", "0", "infinity") == "infinity"
    fresh = task.tree.at(task.names) is None
    task.proceed(None if task.found is None else task.found.version)
    resource = empty(task) if fresh else task.target
    above = task.locks.deep_on(task.place[0]) if fresh else []
    conflicts = task.locks.conflicts(resource, exclusive, deep, above)
    if conflicts:
        return refused(task, resource, conflicts)
    if len(task.locks.held) >= MOST:
        raise Full
    if fresh:
        task.tree.bind(*task.place, resource)
    granted = task.locks.grant(resource, task.names, exclusive, deep, owner, wanted_seconds(timeout(task)))
    return told(task, granted, 201 if fresh else 200, {"Lock-Token": f"<{granted.token}>"})


def scope(info: Element) -> bool:
    """Whether an exclusive lock is wanted, not a shared one; 422 for any other kind of lock."""
    scope, kind = required(info.first("lockscope"), "lockscope"), required(info.first("locktype"), "locktype")
    wanted = [name for name in ("exclusive", "shared") if scope.first(name)]
    if len(wanted) != 1 or kind.first("write") is None:
        raise Problem(422, "There are exclusive and shared write locks; supportedlock lists them.")
    return wanted == ["exclusive"]


def owner_of(info: Element) -> str:
    """What the client says about itself, kept as it is (RFC 4918 section 14.17)."""
    owner = info.first("owner")
    told = kept(owner) if owner else ""
    if len(told) > LONGEST_OWNER:
        raise Problem(413, f"An owner is told in {LONGEST_OWNER} signs, or not at all.")
    return told


def empty(task: WebdavRequest) -> Resource:
    """A resource for a name that is locked before anything is there (RFC 4918 section 7.3)."""
    parent, _ = task.place
    if task.url.slash:
        raise Problem(409, "A path that ends in a slash is a collection's. MKCOL makes one.")
    task.stop_at([lock.root for lock in task.locks.missing(parent, task.tokens)])
    task.need_room(0, 1)
    return task.tree.new(media_type="application/octet-stream")


def refused(task: WebdavRequest, resource: Resource, conflicts: list[Lock]) -> Response:
    """423 where the target is held; where only a member is, 207 with it and 424 for the target (section 9.10.9)."""
    below = task.locks.below(resource)
    own = [lock for lock in conflicts if lock not in below]
    if own:
        raise Refusal(423, "no-conflicting-lock", *dict.fromkeys(task.href(lock.root) for lock in own))
    members = dict.fromkeys(task.href(lock.root) for lock in conflicts)
    return multistatus(
        *(failed(path, 423, tag("no-conflicting-lock", tag("href", text(path)))) for path in members),
        failed(task.href(task.names), 424),
    )


def refresh(task: WebdavRequest) -> Response:
    """Let a lock begin its time anew; If names it, and Depth means nothing here (RFC 4918 section 9.10.2)."""
    if len(task.tokens) != 1:
        raise Problem(400, "A new lock is asked for with content; to refresh one, name its token in If.")
    resource = task.target
    held = [lock for lock in task.locks.on(resource) if lock.token in task.tokens]
    if not held:
        raise Refusal(412, "lock-token-matches-request-uri")  # RFC 4918 section 9.10.6
    task.proceed(resource.version)
    held[0].until = task.tree.clock.now() + wanted_seconds(timeout(task))
    return told(task, held[0], 200, {})


def timeout(task: WebdavRequest) -> str:
    """How long the client would like to have it; whether it gets that is for us to say (RFC 4918 section 10.7)."""
    return task.headers.get("timeout", "")


def told(task: WebdavRequest, granted: Lock, status: int, fields: dict[str, str]) -> Response:
    """All about the locks on the target (RFC 4918 section 9.10.1)."""
    held = task.locks.on(granted.resource)
    content = document("prop", tag("lockdiscovery", *(active(task.locks, lock) for lock in held)))
    return xml_reply(status, content, fields | {"Timeout": f"Second-{task.locks.left(granted)}"})


async def unlock(task: WebdavRequest) -> Response:
    """Give a lock back, all of it. Any resource that it holds will do as the target (RFC 4918 section 9.11)."""
    await task.no_content()
    token = re.fullmatch(r"<([^<>\s]+)>", task.headers.get("lock-token", "").strip())
    if token is None:
        raise Problem(400, "Which lock? Lock-Token names it, between < and >.")
    task.proceed(task.target.version)
    if not any(lock.token == token[1] for lock in task.locks.on(task.target)):
        raise Refusal(409, "lock-token-matches-request-uri")  # RFC 4918 section 9.11.1
    del task.locks.held[token[1]]
    return done(204)
