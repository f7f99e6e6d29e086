"""BIND, UNBIND and REBIND (RFC 5842 sections 4 to 6): another URL for a resource, one URL fewer, another instead."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.webdav.replies import Refusal, done
from statuslab.server.teahouse.webdav.request import WebdavRequest, required
from statuslab.server.teahouse.webdav.tree import Binding, Resource
from statuslab.server.teahouse.webdav.urls import Names, local, name_of
from statuslab.server.teahouse.webdav.xml import Element


@dataclass(frozen=True)
class BindRequest:
    """What to bind where; `start` is the path it has now, `there` what is at its new one."""

    start: Names
    resource: Resource
    place: Binding
    names: Names
    there: Resource | None


async def bind(task: WebdavRequest) -> Response:
    """Another way to a resource that exists. It may lead round in a circle; PROPFIND knows how to cope."""
    wish = wished(task, required(await task.xml("bind"), "bind"), "bind")
    may_go_in(task, wish)
    task.need_room(0, 1, skip=wish.place)
    if wish.there is not wish.resource:
        task.tree.bind(*wish.place, wish.resource)
        if wish.there is not None:  # the URL shows something else now
            wish.resource.version = task.tree.version()
        task.locks.take_over(wish.names, wish.resource)
    return done(201 if wish.there is None else 200)


async def unbind(task: WebdavRequest) -> Response:
    """One way fewer to a resource; it is gone when the last one is (RFC 5842 section 5)."""
    element = required(await task.xml("unbind"), "unbind")
    collection, name = into(task, "unbind-from-collection"), segment(element)
    member = (collection.members or {}).get(name)
    if member is None:
        raise Refusal(409, "unbind-source-exists")
    task.proceed(collection.version)
    task.may_change(collection)
    task.stop_at([lock.root for lock in task.locks.rooted((collection, name), task.tokens)])
    task.tree.unbind(collection, name)
    return done(200)


async def rebind(task: WebdavRequest) -> Response:
    """Move a binding, in one step (RFC 5842 section 6)."""
    wish = wished(task, required(await task.xml("rebind"), "rebind"), "rebind")
    start = task.place_of(wish.start)
    if start == wish.place:  # it is there already
        return done(200)
    if start in task.tree.bindings(wish.names[:-1]):  # it would hold itself, and nothing else would
        raise Refusal(409, "cycle-allowed")
    task.may_change(start[0])
    task.stop_at([lock.root for lock in task.locks.rooted(start, task.tokens)])
    may_go_in(task, wish, leaving=start)
    task.tree.unbind(*start)
    task.tree.bind(*wish.place, wish.resource)
    for resource in task.tree.walk(wish.resource):
        resource.version = task.tree.version()
    task.locks.take_over(wish.names, wish.resource)
    return done(201 if wish.there is None else 200)


def wished(task: WebdavRequest, element: Element, method: str) -> BindRequest:
    """What the content asks for, with the conditions of RFC 5842 section 4 that go without a lock."""
    collection, name = into(task, f"{method}-into-collection"), segment(element)
    reference = required(element.first("href"), "href").text
    start = local(reference, task.request)
    if start is None:
        raise Refusal(403, "cross-server-binding")
    resource = task.tree.at(start.names)
    if resource is None:
        raise Refusal(409, f"{method}-source-exists")
    task.proceed(collection.version)
    there = (collection.members or {}).get(name)
    if there is not None and not task.overwrite:
        raise Refusal(412, "can-overwrite")
    return BindRequest(start.names, resource, (collection, name), (*task.names, name), there)


def may_go_in(task: WebdavRequest, wish: BindRequest, leaving: Binding | None = None) -> None:
    """423 where a lock keeps the collection, or what would be replaced, or could not stand what would come in."""
    collection = wish.place[0]
    task.may_change(collection)
    task.stop_at([lock.root for lock in task.locks.rooted(wish.place, task.tokens)])
    task.may_hold(collection, wish.resource, leaving)


def into(task: WebdavRequest, condition: str) -> Resource:
    """The target, which must be a collection."""
    if task.target.members is None:
        raise Refusal(409, condition)
    return task.target


def segment(element: Element) -> str:
    """The name in the collection, written as in a URL (RFC 5842 section 4)."""
    text = required(element.first("segment"), "segment").text
    try:
        return name_of(text)
    except Problem:
        raise Refusal(403, "name-allowed") from None
