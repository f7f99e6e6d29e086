"""BIND, UNBIND and REBIND (RFC 5842 sections 4 to 6): give a resource another URL, take one away, or replace one."""

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
class NewBinding:
    """A binding that is asked for: `source` is the resource's path now, `existing` what is at its new path `names`."""

    source: Names
    resource: Resource
    binding: Binding
    names: Names
    existing: Resource | None


async def bind(request: WebdavRequest) -> Response:
    """Bind an existing resource to another URL. That may make a loop; PROPFIND handles those (208, 508)."""
    new = new_binding(request, require_element(await request.xml("bind"), "bind"), "bind")
    check_locks(request, new)
    request.require_room(0, 1, skip=new.binding)
    if new.existing is not new.resource:
        request.tree.bind(*new.binding, new.resource)
        if new.existing is not None:  # the URL shows another resource now, so it needs another ETag
            new.resource.version = request.tree.version()
        request.locks.take_over(new.names, new.resource)
    return empty_reply(201 if new.existing is None else 200)


async def unbind(request: WebdavRequest) -> Response:
    """Remove one binding; the resource is gone with its last one (RFC 5842 section 5)."""
    element = require_element(await request.xml("unbind"), "unbind")
    collection, name = target_collection(request, "unbind-from-collection"), segment_name(element)
    if name not in (collection.members or {}):
        raise Refusal(409, "unbind-source-exists")
    request.check_preconditions(collection.version)
    request.require_unlocked(collection)
    request.refuse_locked(request.locks.blocking_binding((collection, name), request.tokens))
    request.tree.unbind(collection, name)
    return empty_reply(200)


async def rebind(request: WebdavRequest) -> Response:
    """Move a binding, in one step (RFC 5842 section 6)."""
    new = new_binding(request, require_element(await request.xml("rebind"), "rebind"), "rebind")
    source = request.binding_of(new.source)
    if source == new.binding:  # it is there already
        return empty_reply(200)
    if source in request.tree.bindings(new.names[:-1]):  # a collection inside itself would be cut off from the root
        raise Refusal(409, "cycle-allowed")
    request.require_unlocked(source[0])
    request.refuse_locked(request.locks.blocking_binding(source, request.tokens))
    check_locks(request, new, leaving=source)
    request.tree.unbind(*source)
    request.tree.bind(*new.binding, new.resource)
    for resource in request.tree.walk(new.resource):
        resource.version = request.tree.version()
    request.locks.take_over(new.names, new.resource)
    return empty_reply(201 if new.existing is None else 200)


def new_binding(request: WebdavRequest, element: Element, method: str) -> NewBinding:
    """What the content asks for. Raises 403, 409 or 412 by the conditions of RFC 5842 section 4, but for the locks."""
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
    return NewBinding(source.names, resource, (collection, name), (*request.names, name), existing)


def check_locks(request: WebdavRequest, new: NewBinding, leaving: Binding | None = None) -> None:
    """Raise 423 where a lock protects the collection or what would be replaced, or conflicts with one brought in."""
    collection = new.binding[0]
    request.require_unlocked(collection)
    request.refuse_locked(request.locks.blocking_binding(new.binding, request.tokens))
    request.check_incoming_locks(collection, new.resource, leaving)


def target_collection(request: WebdavRequest, condition: str) -> Resource:
    """The target. Raises 409 with this condition where it is not a collection."""
    if request.target.members is None:
        raise Refusal(409, condition)
    return request.target


def segment_name(element: Element) -> str:
    """The name in the collection, which is percent-encoded as in a URL (RFC 5842 section 4)."""
    text = require_element(element.first("segment"), "segment").text
    try:
        return name_of(text)
    except Problem:
        raise Refusal(403, "name-allowed") from None
