"""Storing: PUT, MKCOL, PROPPATCH and DELETE on one target."""

from __future__ import annotations

from starlette.responses import Response

from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.webdav.properties import MOST, Change, Outcome, apply, judge, propstat
from statuslab.server.teahouse.webdav.read import not_done
from statuslab.server.teahouse.webdav.replies import done, failed, multistatus, response
from statuslab.server.teahouse.webdav.request import WebdavRequest, required
from statuslab.server.teahouse.webdav.tree import Binding, Resource
from statuslab.server.teahouse.webdav.urls import Names
from statuslab.server.teahouse.webdav.xml import Element, named, tag, text

LARGEST = 1_000_000  # bytes in one PUT: more than there is room for, so that the quota can speak


async def put(task: WebdavRequest) -> Response:
    """Store what comes. Whether there is room is judged by the head, before content is asked for, and again after."""
    if task.found is not None and task.found.members is not None:
        raise not_done(task)
    if "content-range" in task.headers:  # a part would be taken for the whole: RFC 9110 section 9.3.4
        raise Problem(400, "A part cannot be stored here: send the whole, without Content-Range.")
    task.admit(LARGEST)
    take_in(task, int(task.headers.get("content-length", "0")))
    content = await task.read(LARGEST)
    task.locks.sweep()
    place, before = take_in(task, len(content))
    resource = before or task.tree.new()
    if before is None:
        task.tree.bind(*place, resource)
    resource.content, resource.version = content, task.tree.version()
    resource.media_type = task.headers.get("content-type") or "application/octet-stream"
    resource.language = task.headers.get("content-language", "")
    return done(204 if before else 201, resource.version.fields)


def take_in(task: WebdavRequest, size: int) -> tuple[Binding, Resource | None]:
    """Where to store so many bytes, and what is there already; else the refusal that is due."""
    place = task.place
    if task.url.slash:
        raise Problem(409, "A path that ends in a slash is a collection's. MKCOL makes one.")
    task.proceed(task.found.version if task.found else None)
    task.may_change(task.found or place[0])  # a new member changes the collection: RFC 4918 section 7.4
    task.need_room(size - (len(task.found.content) if task.found else 0), 0 if task.found else 1)
    return place, task.found


async def mkcol(task: WebdavRequest) -> Response:
    """A new collection, empty. What content would mean is not defined, so 415 (RFC 4918 section 9.3)."""
    await task.no_content()
    if task.tree.at(task.names) is not None:
        raise not_done(task)
    parent, name = task.place
    task.proceed(None)
    task.may_change(parent)
    task.need_room(0, 1)
    task.tree.bind(parent, name, task.tree.new(members={}))
    return done(201)


async def proppatch(task: WebdavRequest) -> Response:
    """Change properties, all or none: where one fails, the others fail with it, by 424 (RFC 4918 section 9.2)."""
    changes = instructions(required(await task.xml("propertyupdate"), "propertyupdate"))
    resource = task.target
    task.proceed(resource.version)
    task.may_change(resource)
    outcomes = outcomes_of(task, resource, changes)
    return multistatus(response(task.href(task.names), *told_by_status(changes, outcomes)))


def instructions(update: Element) -> list[Change]:
    """What to set and to remove, in the order of the document."""
    steps = [step for step in update.elements if step.name in ("{DAV:}set", "{DAV:}remove")]
    changes = [
        Change(element, step.name == "{DAV:}remove")
        for step in steps
        for prop in step.all("prop")
        for element in prop.elements
    ]
    if not changes:
        raise Problem(422, "Nothing to set and nothing to remove.")
    return changes


def outcomes_of(task: WebdavRequest, resource: Resource, changes: list[Change]) -> list[Outcome]:
    """Make the changes if every one can be made, or none."""
    outcomes = [judge(change) for change in changes]
    if all(outcome.status == 200 for outcome in outcomes):
        before = dict(resource.properties), resource.language
        apply(resource, changes)
        if task.tree.free() >= 0 and len(resource.properties) <= MOST:
            return outcomes
        resource.properties, resource.language = before
        return [Outcome(507, "quota-not-exceeded")] * len(changes)
    return [Outcome(424) if outcome.status == 200 else outcome for outcome in outcomes]  # section 11.4


def told_by_status(changes: list[Change], outcomes: list[Outcome]) -> list[str]:
    """A propstat for each way it went; a property that was named twice is told once."""
    by_name: dict[str, Outcome] = {}
    for change, outcome in zip(changes, outcomes, strict=True):
        if by_name.get(change.element.name, Outcome(200)).status in (200, 424):  # never hide what is to blame
            by_name[change.element.name] = outcome
    return [
        propstat([named(name) for name, its in by_name.items() if its == outcome], *outcome)
        for outcome in dict.fromkeys(by_name.values())
    ]


async def delete(task: WebdavRequest) -> Response:
    """Take a binding away, and with it all that only it leads to. What a lock keeps stays, and what holds it."""
    await task.no_content()
    place = task.place
    resource = task.target
    if resource.members is not None:
        task.depth("infinity", "infinity")
    task.proceed(resource.version)
    task.may_change(place[0])
    kept = task.locks.rooted(place, task.tokens)
    task.stop_at([lock.root for lock in kept if lock.resource is resource])
    if not kept:
        task.tree.unbind(*place)
        return done(204)
    clear(task, resource, {step for lock in kept for step in task.tree.bindings(lock.root)}, place)
    return refused_members(task, [lock.root for lock in kept])


def refused_members(task: WebdavRequest, roots: list[Names]) -> Response:
    """207 with the members that a lock keeps; what went well is not mentioned, nor 424 (RFC 4918 section 9.6.1)."""
    hrefs = [task.href(root) for root in dict.fromkeys(roots)]
    return multistatus(*(failed(path, 423, tag("lock-token-submitted", tag("href", text(path)))) for path in hrefs))


def clear(task: WebdavRequest, collection: Resource, kept: set[Binding], place: Binding) -> None:
    """Delete all below a collection but what is kept. A collection that others hold too is left as it is, for it is not
    being deleted (RFC 5842 section 2.4)."""
    if [binding for _, binding in task.tree.paths(collection)] != [place]:
        return
    for name, member in list((collection.members or {}).items()):
        if (collection, name) not in kept:
            task.tree.unbind(collection, name)
        elif member.members is not None and not any(lock.resource is member for lock in task.locks.held.values()):
            clear(task, member, kept, (collection, name))
