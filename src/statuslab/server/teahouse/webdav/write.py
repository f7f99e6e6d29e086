"""The methods that change one target: PUT, MKCOL, PROPPATCH and DELETE."""

from __future__ import annotations

from starlette.responses import Response

from statuslab.server.teahouse.parsing import check_whole, content_length
from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.webdav.locks import Lock
from statuslab.server.teahouse.webdav.properties import Change, Outcome, apply_changes, check_change, empty_propstat
from statuslab.server.teahouse.webdav.read import method_not_allowed
from statuslab.server.teahouse.webdav.replies import empty_reply, failed_response, multistatus, response
from statuslab.server.teahouse.webdav.request import WebdavRequest, require_element
from statuslab.server.teahouse.webdav.tree import Binding, Resource
from statuslab.server.teahouse.webdav.xml import Element, tag, text

LARGEST = 1_000_000  # bytes in one PUT: above the quota, so that what exceeds only the quota gets 507


async def put(request: WebdavRequest) -> Response:
    """Store the content. All is checked by the header, before the content is read, and again after it."""
    if request.found is not None and request.found.members is not None:
        raise method_not_allowed(request)
    check_whole(request.http)
    request.check_header(LARGEST)
    check_put(request, content_length(request.http) or 0)
    content = await request.read(LARGEST)
    request.locks.drop_expired()
    binding, before = check_put(request, len(content))
    resource = before or request.tree.new()
    if before is None:
        request.tree.bind(*binding, resource)
    resource.content, resource.version = content, request.tree.version()
    resource.media_type = request.headers.get("content-type") or "application/octet-stream"
    resource.language = request.headers.get("content-language", "")
    return empty_reply(204 if before else 201, resource.version.fields)


def check_put(request: WebdavRequest, size: int) -> tuple[Binding, Resource | None]:
    """Where to store `size` bytes, and what is there already. Raises 409, 412, 423 or 507."""
    binding = request.binding
    if request.url.slash:
        raise Problem(409, "A path that ends in a slash is a collection's. MKCOL makes one.")
    request.check_preconditions(request.found.version if request.found else None)
    request.require_unlocked(request.found or binding[0])  # a new member changes the collection: RFC 4918 section 7.4
    request.require_room(size - (len(request.found.content) if request.found else 0), 0 if request.found else 1)
    return binding, request.found


async def mkcol(request: WebdavRequest) -> Response:
    """Make an empty collection. Content has no defined meaning here, so it gets 415 (RFC 4918 section 9.3)."""
    await request.refuse_content()
    if request.tree.at(request.names) is not None:
        raise method_not_allowed(request)
    parent, name = request.binding
    request.check_preconditions(None)
    request.require_unlocked(parent)
    request.require_room(0, 1)
    request.tree.bind(parent, name, request.tree.new(members={}))
    return empty_reply(201)


async def proppatch(request: WebdavRequest) -> Response:
    """Change properties, all or none: where one fails, the others get 424 (RFC 4918 section 9.2)."""
    changes = parse_changes(require_element(await request.xml("propertyupdate"), "propertyupdate"))
    resource = request.target
    request.check_preconditions(resource.version)
    request.require_unlocked(resource)
    outcomes = change_all_or_none(request, resource, changes)
    return multistatus(response(request.href(request.names), *propstats_by_status(changes, outcomes)))


def parse_changes(update: Element) -> list[Change]:
    """What to set and to remove, in document order."""
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


def change_all_or_none(request: WebdavRequest, resource: Resource, changes: list[Change]) -> list[Outcome]:
    """Make the changes if every one is possible, else none."""
    outcomes = [check_change(change) for change in changes]
    failed: dict[str, Outcome] = {}
    if all(outcome.status == 200 for outcome in outcomes):
        failed = apply_changes(resource, changes, request.tree.bytes_left())
        if not failed:
            return outcomes
        outcomes = [failed.get(change.element.name, outcome) for change, outcome in zip(changes, outcomes, strict=True)]
    return [Outcome(424) if outcome.status == 200 else outcome for outcome in outcomes]  # section 11.4


def propstats_by_status(changes: list[Change], outcomes: list[Outcome]) -> list[str]:
    """A propstat for each outcome; a property that was named twice is listed once."""
    by_name: dict[str, Outcome] = {}
    for change, outcome in zip(changes, outcomes, strict=True):
        # Of several outcomes keep the failure that caused the 424s.
        if by_name.get(change.element.name, Outcome(200)).status in (200, 424):
            by_name[change.element.name] = outcome
    return [
        empty_propstat([name for name, result in by_name.items() if result == outcome], *outcome)
        for outcome in dict.fromkeys(by_name.values())
    ]


async def delete(request: WebdavRequest) -> Response:
    """Remove a binding, and with it all that only it leads to. Locked members stay, and the collections above them."""
    await request.refuse_content()
    binding = request.binding
    resource = request.target
    if resource.members is not None:
        request.depth("infinity", "infinity")
    request.check_preconditions(resource.version)
    request.require_unlocked(binding[0])
    locks = request.locks.blocking_binding(binding, request.tokens)
    request.refuse_locked([lock for lock in locks if lock.resource is resource])
    if not locks:
        request.tree.unbind(*binding)
        return empty_reply(204)
    kept = {each for lock in locks for each in request.tree.bindings(lock.root)}
    delete_members(request, resource, kept, binding)
    return locked_members_reply(request, locks)


def locked_members_reply(request: WebdavRequest, locks: list[Lock]) -> Response:
    """A 207 with the locked members; successes and 424s are not listed (RFC 4918 section 9.6.1)."""
    hrefs = [request.href(root) for root in dict.fromkeys(lock.root for lock in locks)]
    return multistatus(
        *(failed_response(path, 423, tag("lock-token-submitted", tag("href", text(path)))) for path in hrefs)
    )


def delete_members(request: WebdavRequest, collection: Resource, kept: set[Binding], binding: Binding) -> None:
    """Delete all below a collection but the bindings `kept`.

    A collection with other bindings keeps its members, as it is not being deleted (RFC 5842 section 2.4).
    """
    if [other for _, other in request.tree.paths(collection)] != [binding]:
        return
    for name, member in list((collection.members or {}).items()):
        if (collection, name) not in kept:
            request.tree.unbind(collection, name)
        elif member.members is not None and not any(lock.resource is member for lock in request.locks.held.values()):
            delete_members(request, member, kept, (collection, name))
