"""BIND, UNBIND and REBIND (RFC 5842 sections 4 to 6): another URL for a resource, one URL fewer, another instead."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.webdav.replies import Refusal, empty_reply
from statuslab.server.teahouse.webdav.request import WebdavRequest, require_element
from statuslab.server.teahouse.webdav.tree import Binding, Resource
from statuslab.server.teahouse.webdav.urls import Names, name_of, parse_reference
from statuslab.server.teahouse.webdav.xml import Element


@dataclass(frozen=True)
class BindRequest:
    """What to bind where; `start` is the path it has now, `there` what is at its new one."""

    source: Names
    resource: Resource
    binding: Binding
    names: Names
    existing: Resource | None


async def bind(request: WebdavRequest) -> Response:
    """Another way to a resource that exists. It may lead round in a circle; PROPFIND knows how to cope."""
    bind_request = read_bind_request(request, require_element(await request.xml("bind"), "bind"), "bind")
    check_locks(request, bind_request)
    request.require_room(0, 1, skip=bind_request.binding)
    if bind_request.existing is not bind_request.resource:
        request.tree.bind(*bind_request.binding, bind_request.resource)
        if bind_request.existing is not None:  # the URL shows something else now
            bind_request.resource.version = request.tree.version()
        request.locks.take_over(bind_request.names, bind_request.resource)
    return empty_reply(201 if bind_request.existing is None else 200)


async def unbind(request: WebdavRequest) -> Response:
    """One way fewer to a resource; it is gone when the last one is (RFC 5842 section 5)."""
    element = require_element(await request.xml("unbind"), "unbind")
    collection, name = target_collection(request, "unbind-from-collection"), segment_name(element)
    member = (collection.members or {}).get(name)
    if member is None:
        raise Refusal(409, "unbind-source-exists")
    request.check_preconditions(collection.version)
    request.require_unlocked(collection)
    request.refuse_locked([lock.root for lock in request.locks.blocking_binding((collection, name), request.tokens)])
    request.tree.unbind(collection, name)
    return empty_reply(200)


async def rebind(request: WebdavRequest) -> Response:
    """Move a binding, in one step (RFC 5842 section 6)."""
    bind_request = read_bind_request(request, require_element(await request.xml("rebind"), "rebind"), "rebind")
    source = request.binding_of(bind_request.source)
    if source == bind_request.binding:  # it is there already
        return empty_reply(200)
    if source in request.tree.bindings(bind_request.names[:-1]):  # it would hold itself, and nothing else would
        raise Refusal(409, "cycle-allowed")
    request.require_unlocked(source[0])
    request.refuse_locked([lock.root for lock in request.locks.blocking_binding(source, request.tokens)])
    check_locks(request, bind_request, leaving=source)
    request.tree.unbind(*source)
    request.tree.bind(*bind_request.binding, bind_request.resource)
    for resource in request.tree.walk(bind_request.resource):
        resource.version = request.tree.version()
    request.locks.take_over(bind_request.names, bind_request.resource)
    return empty_reply(201 if bind_request.existing is None else 200)


def read_bind_request(request: WebdavRequest, element: Element, method: str) -> BindRequest:
    """What the content asks for, with the conditions of RFC 5842 section 4 that go without a lock."""
    collection, name = target_collection(request, f"{method}-into-collection"), segment_name(element)
    reference = require_element(element.first("href"), "href").text
    source = parse_reference(reference, request.http)
    if source is None:
        raise Refusal(403, "cross-server-binding")
    resource = request.tree.at(source.names)
    if resource is None:
        raise Refusal(409, f"{method}-source-exists")
    request.check_preconditions(collection.version)
    existing = (collection.members or {}).get(name)
    if existing is not None and not request.overwrite:
        raise Refusal(412, "can-overwrite")
    return BindRequest(source.names, resource, (collection, name), (*request.names, name), existing)


def check_locks(request: WebdavRequest, bind_request: BindRequest, leaving: Binding | None = None) -> None:
    """423 where a lock keeps the collection, or what would be replaced, or could not stand what would come in."""
    collection = bind_request.binding[0]
    request.require_unlocked(collection)
    request.refuse_locked([lock.root for lock in request.locks.blocking_binding(bind_request.binding, request.tokens)])
    request.check_incoming_locks(collection, bind_request.resource, leaving)


def target_collection(request: WebdavRequest, condition: str) -> Resource:
    """The target, which must be a collection."""
    if request.target.members is None:
        raise Refusal(409, condition)
    return request.target


def segment_name(element: Element) -> str:
    """The name in the collection, written as in a URL (RFC 5842 section 4)."""
    text = require_element(element.first("segment"), "segment").text
    try:
        return name_of(text)
    except Problem:
        raise Refusal(403, "name-allowed") from None
