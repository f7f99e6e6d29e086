"""Looking around: OPTIONS, GET and PROPFIND. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.responses import Response

from statuslab.server.teahouse.ranges import partial, wanted
from statuslab.server.teahouse.replies import Problem, redirect
from statuslab.server.teahouse.webdav.properties import Wanted, told
from statuslab.server.teahouse.webdav.replies import Refusal, multistatus, response
from statuslab.server.teahouse.webdav.request import WebdavRequest
from statuslab.server.teahouse.webdav.tree import Resource
from statuslab.server.teahouse.webdav.urls import Names, href
from statuslab.server.teahouse.webdav.xml import Element

CLASSES = "1, 2, 3, bind"  # RFC 4918 section 18, RFC 5842 section 8.1
MOST, LONGEST = 1000, 2_000_000  # resources and signs in one listing
_ANYWHERE = ("OPTIONS", "GET", "HEAD", "DELETE", "PROPFIND", "PROPPATCH", "COPY", "MOVE", "LOCK", "UNLOCK")


async def options(task: WebdavRequest) -> Response:
    """What can be done here, and how much of WebDAV is spoken (RFC 4918 section 10.1)."""
    return Response(headers={"DAV": CLASSES, "Allow": allow(task.found)})


def allow(resource: Resource | None) -> str:
    """The methods for what is there, as the Allow field lists them."""
    if resource is None:
        return "OPTIONS, PUT, MKCOL, LOCK"
    if resource.members is None:
        return ", ".join((*_ANYWHERE, "PUT"))
    return ", ".join((*_ANYWHERE, "BIND", "UNBIND", "REBIND"))


def not_done(task: WebdavRequest) -> Problem:
    """405, which says what is (RFC 9110 section 15.5.6)."""
    fields = {"Allow": allow(task.found)}
    return Problem(405, f"{task.request.method} is not for what is here. What is, the Allow field lists.", fields)


async def get(task: WebdavRequest) -> Response:
    """What is there, whole or in part; of a collection a page of links, at the URL that ends in a slash."""
    resource = task.target
    if resource.members is not None and not task.url.slash:
        return redirect(301, href(task.names, collection=True))
    content, media_type = resource.shown
    language = {"Content-Language": resource.language} if resource.language else {}
    fields = {"Accept-Ranges": "bytes"} | language | resource.version.fields
    task.proceed(resource.version, fields)
    parts = wanted(task.request, resource.version, len(content))
    if parts is None:
        return Response(content, headers=fields | {"Content-Type": media_type})
    return partial(task.request, content, parts, media_type, f"cellar-{resource.id[-12:]}", fields)


async def propfind(task: WebdavRequest) -> Response:
    """The properties of a resource and, by Depth, of what is in it (RFC 4918 section 9.1)."""
    question = asked_for(await task.xml("propfind"))
    depth = task.depth("infinity", "0", "1", "infinity")
    task.proceed(task.target.version)
    return multistatus(*listed(task, question, depth))


def asked_for(propfind: Element | None) -> Wanted:
    """What the content asks for; without content, all (RFC 4918 section 9.1)."""
    if propfind is None:
        return Wanted(all=True)
    prop, everything = propfind.first("prop"), propfind.first("allprop")
    questions = [prop, everything, propfind.first("propname")]
    if sum(question is not None for question in questions) != 1:
        raise Problem(422, "Ask for one of prop, allprop and propname.")
    if prop is None and everything is None:
        return Wanted(only_names=True)
    listing = propfind.first("include") if prop is None else prop
    names = tuple(dict.fromkeys(child.name for child in listing.elements)) if listing else ()
    return Wanted(names, all=prop is None)


def listed(task: WebdavRequest, question: Wanted, depth: str) -> list[str]:
    """A response element for each resource. 403 for a listing that is longer than any should be."""
    found, size = [], 0
    for names, resource, status in descend(task, depth):
        path = href(names, resource.members is not None)
        found.append(response(path, *told(task.cellar, resource, question, status)))
        size += len(found[-1])
        if len(found) > MOST or size > LONGEST:
            raise Refusal(403, "propfind-finite-depth")
    return found


def descend(task: WebdavRequest, depth: str) -> Iterator[tuple[Names, Resource, int]]:
    """Down the tree by names. A client that knows of bindings gets a collection's members once: every other time it is
    208 (RFC 5842 section 7.1). Another one would walk in a loop for ever, so it gets 508 (section 7.2)."""
    knows_bindings = "bind" in task.announced
    reported: set[Resource] = set()
    ahead: list[tuple[Names, Resource, tuple[Resource, ...]]] = [(task.names, task.target, ())]
    while ahead:
        names, resource, above = ahead.pop()
        again = resource in (reported if knows_bindings else above) and depth == "infinity"
        if again and not knows_bindings:
            raise Problem(508, f"{href(names, collection=True)} leads back to itself. Ask with Depth: 1 or DAV: bind.")
        yield names, resource, 208 if again else 200
        if again or resource.members is None or depth == "0" or (depth == "1" and above):
            continue
        reported.add(resource)
        members = sorted(resource.members.items(), reverse=True)  # the last one in is the next one out
        ahead += [((*names, name), member, (*above, resource)) for name, member in members]
