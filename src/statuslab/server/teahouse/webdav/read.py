"""The methods that only read: OPTIONS, GET and PROPFIND."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.responses import Response

from statuslab.server.teahouse.parsing import SMALL
from statuslab.server.teahouse.ranges import partial_response, requested_parts
from statuslab.server.teahouse.replies import Problem, redirect
from statuslab.server.teahouse.webdav.properties import PropfindReply, PropfindRequest
from statuslab.server.teahouse.webdav.replies import Refusal, multistatus, response
from statuslab.server.teahouse.webdav.request import WebdavRequest
from statuslab.server.teahouse.webdav.tree import Resource
from statuslab.server.teahouse.webdav.urls import Names, href
from statuslab.server.teahouse.webdav.xml import Element

CLASSES = "1, 2, 3, bind"  # RFC 4918 section 18, RFC 5842 section 8.1
MOST, LONGEST = 1000, 512_000  # resources and characters in one reply
_COMMON = ("OPTIONS", "GET", "HEAD", "DELETE", "PROPFIND", "PROPPATCH", "COPY", "MOVE", "LOCK", "UNLOCK")


async def options(request: WebdavRequest) -> Response:
    """The methods for the target, and the compliance classes (RFC 4918 section 10.1)."""
    return Response(headers={"DAV": CLASSES, "Allow": allow(request.found)})


def allow(resource: Resource | None) -> str:
    """The value of Allow for a resource, or for a URL with nothing there."""
    if resource is None:
        return "OPTIONS, PUT, MKCOL, LOCK"
    if resource.members is None:
        return ", ".join((*_COMMON, "PUT"))
    return ", ".join((*_COMMON, "BIND", "UNBIND", "REBIND"))


def method_not_allowed(request: WebdavRequest) -> Problem:
    """A 405 with the methods that are allowed (RFC 9110 section 15.5.6)."""
    fields = {"Allow": allow(request.found)}
    return Problem(405, f"{request.http.method} is not for what is here. What is, the Allow field lists.", fields)


async def get(request: WebdavRequest) -> Response:
    """A resource, whole or in part; a collection as a page of links, at the URL that ends in a slash."""
    resource = request.target
    if resource.members is not None and not request.url.slash:
        return redirect(301, href(request.names, collection=True))
    content, media_type = resource.shown
    language = {"Content-Language": resource.language} if resource.language else {}
    fields = {"Accept-Ranges": "bytes"} | language | resource.version.fields
    request.check_preconditions(resource.version, fields)
    parts = requested_parts(request.http, resource.version, len(content))
    if parts is None:
        return Response(content, headers=fields | {"Content-Type": media_type})
    return partial_response(request.http, content, parts, media_type, f"cellar-{resource.id[-12:]}", fields)


async def propfind(request: WebdavRequest) -> Response:
    """The properties of a resource and, depending on Depth, of what is below it (RFC 4918 section 9.1)."""
    wanted = parse_propfind(await request.xml("propfind"))
    depth = request.depth("infinity", "0", "1", "infinity")
    request.check_preconditions(request.target.version)
    return multistatus(*responses(request, wanted, depth, SMALL + 8 * request.content_size))


def parse_propfind(propfind: Element | None) -> PropfindRequest:
    """What the content asks for; without content, all properties (RFC 4918 section 9.1)."""
    if propfind is None:
        return PropfindRequest(all=True)
    prop, everything = propfind.first("prop"), propfind.first("allprop")
    kinds = [prop, everything, propfind.first("propname")]
    if sum(kind is not None for kind in kinds) != 1:
        raise Problem(422, "Ask for one of prop, allprop and propname.")
    if prop is None and everything is None:
        return PropfindRequest(only_names=True)
    listing = propfind.first("include") if prop is None else prop
    names = tuple(dict.fromkeys(child.name for child in listing.elements)) if listing else ()
    return PropfindRequest(names, all=prop is None)


def responses(request: WebdavRequest, wanted: PropfindRequest, depth: str, longest: int) -> list[str]:
    """A response element for each resource. Raises 403 where there would be too many.

    A reply that mostly lists properties that do not exist is refused above `longest` characters already.
    """
    reply = PropfindReply(request.cellar, wanted)
    found, size, missing_size = [], 0, 0
    for names, resource, status in descend(request, depth):
        there, missing = reply.propstats(resource, status)
        found.append(response(href(names, resource.members is not None), *there, missing))
        size, missing_size = size + len(found[-1]), missing_size + len(missing)
        limit = LONGEST if missing_size * 2 < size else min(longest, LONGEST)
        if len(found) > MOST or size > limit:
            raise Refusal(403, "propfind-finite-depth")
    return found


def descend(request: WebdavRequest, depth: str) -> Iterator[tuple[Names, Resource, int]]:
    """Walk down the tree, members in the order of their names, with a status for each resource.

    A client that knows of bindings gets a collection's members once; where it is met again it is 208 (RFC 5842
    section 7.1). Another client would follow a loop for ever, so it gets 508 (section 7.2).
    """
    knows_bindings = "bind" in request.dav_classes
    reported: set[Resource] = set()
    pending: list[tuple[Names, Resource, tuple[Resource, ...]]] = [(request.names, request.target, ())]
    while pending:
        names, resource, above = pending.pop()
        again = resource in (reported if knows_bindings else above) and depth == "infinity"
        if again and not knows_bindings:
            raise Problem(508, f"{href(names, collection=True)} leads back to itself. Ask with Depth: 1 or DAV: bind.")
        yield names, resource, 208 if again else 200
        if again or resource.members is None or depth == "0" or (depth == "1" and above):
            continue
        reported.add(resource)
        members = sorted(resource.members.items(), reverse=True)  # reversed, as pending is a stack
        pending += [((*names, name), member, (*above, resource)) for name, member in members]
