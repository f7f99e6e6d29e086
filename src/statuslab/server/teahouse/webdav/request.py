"""A WebDAV request: its target, fields, conditions and content, parsed and checked in one way for all methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.requests import Request

from statuslab.server.teahouse.conditions import check_preconditions, field_value, strong_match
from statuslab.server.teahouse.parsing import SMALL, check_coding, check_length, read_stream
from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.version import Version
from statuslab.server.teahouse.webdav import if_header
from statuslab.server.teahouse.webdav.locks import Lock, Locks
from statuslab.server.teahouse.webdav.replies import Refusal
from statuslab.server.teahouse.webdav.seed_data import Cellar
from statuslab.server.teahouse.webdav.tree import Binding, Resource, Tree
from statuslab.server.teahouse.webdav.urls import Names, Url, href, parse_reference, url_of_request, utf8_text
from statuslab.server.teahouse.webdav.xml import Doctype, Element, Malformed, dav, parse

ACCEPT_XML = {"Accept": "application/xml, text/xml"}
NOT_TELLING = ("", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream")  # what libraries add


class WebdavRequest:
    """A request and its target. Resources are looked up at every use, as they may change while content arrives."""

    def __init__(self, request: Request) -> None:
        self.http, self.headers = request, request.headers
        self.cellar: Cellar = request.app.state.teahouse.cellar
        self.tree: Tree = self.cellar.tree
        self.locks: Locks = self.cellar.locks
        self.locks.drop_expired()
        self.content_size = 0  # bytes of content that were read
        self.url = url_of_request(request)
        fields = request.headers.getlist("if")
        try:
            self.conditions = if_header.parse(" ".join(fields)) if fields else []
        except if_header.BadIf as error:
            raise Problem(400, f"The If field cannot be read: {error}.") from None
        self.tokens = if_header.tokens(self.conditions)

    # --- the target

    @property
    def names(self) -> Names:
        """The path to the target."""
        return self.url.names

    @property
    def found(self) -> Resource | None:
        """The resource at the target, or None. A path that ends in a slash names collections only."""
        return self._at(self.url)

    @property
    def target(self) -> Resource:
        """The resource at the target. Raises 404 where there is none."""
        if self.found is None:
            raise Problem(404, "There is nothing here.")
        return self.found

    @property
    def binding(self) -> Binding:
        """Where the target is or would be. Raises 409 without a parent collection (RFC 4918 section 9.7.1)."""
        return self.binding_of(self.names)

    def binding_of(self, names: Names) -> Binding:
        """The binding that a path ends in. Raises 403 for the root, 409 where the parent collection is missing."""
        if not names:
            raise Problem(403, "The cellar itself stays where it is.")
        parent = self.tree.at(names[:-1])
        if parent is None or parent.members is None:
            above = href(names[:-1], collection=True)
            raise Problem(409, f"There is no collection {above} to hold this. MKCOL makes one.")
        return parent, names[-1]

    def href(self, names: Names) -> str:
        """The path of what is at `names`."""
        resource = self.tree.at(names)
        return href(names, resource is not None and resource.members is not None)

    # --- fields

    def depth(self, default: str, *allowed: str) -> str:
        """The value of Depth. Raises 400 for one that this method does not allow (RFC 4918 section 10.2)."""
        value = self.headers.get("depth", default).strip().lower()
        if value not in allowed:
            raise Problem(400, f"Depth is one of {', '.join(allowed)} here.")
        return value

    @property
    def overwrite(self) -> bool:
        """Whether a resource at the destination may be replaced; by default it may (RFC 4918 section 10.6)."""
        value = self.headers.get("overwrite", "T").strip().upper()
        if value not in ("T", "F"):
            raise Problem(400, "Overwrite is T or F.")
        return value == "T"

    @property
    def destination(self) -> Url:
        """The Destination. Raises 400 where it is missing, 502 on another server (RFC 4918 sections 9.8.5 and 10.3)."""
        values = [value.strip() for value in self.headers.getlist("destination")]
        if values in ([], [""]):
            raise Problem(400, "Where to? Destination names the place.")
        if len(values) > 1:
            raise Problem(400, "Destination names one place, not several.")
        url = parse_reference(utf8_text(values[0]), self.http)
        if url is None:
            raise Problem(502, "That is another server, and nothing is carried there from here.")
        return url

    @property
    def dav_classes(self) -> frozenset[str]:
        """The compliance classes that the client supports, by its DAV field (RFC 5842 section 8.2)."""
        return frozenset(part.strip().lower() for part in field_value(self.headers, "dav").split(","))

    # --- conditions

    def check_preconditions(self, current: Version | None, fields: Mapping[str, str] | None = None) -> None:
        """Raise 412 or 304 where a condition fails. `fields` are those a 200 would have."""
        self._states: dict[str | None, tuple[str | None, frozenset[str]]] = {}  # of each resource: ETag, lock tokens
        if self.conditions and not if_header.holds(self.conditions, self._is_true):
            raise Problem(412, "Not done: no list of your If field holds.")
        check_preconditions(self.http, current, fields)  # RFC 9110 section 13, after RFC 4918 section 10.4

    def require_unlocked(self, *resources: Resource) -> None:
        """Raise 423 where one of these is locked and no token for it was submitted (RFC 4918 section 7.5)."""
        self.refuse_locked([lock for resource in resources for lock in self.locks.blocking(resource, self.tokens)])

    def refuse_locked(self, locks: Iterable[Lock]) -> None:
        """Raise 423 where there are locks in the way; the reply names their roots."""
        hrefs = dict.fromkeys(self.href(lock.root) for lock in locks)
        if hrefs:
            raise Refusal(423, "lock-token-submitted", *hrefs)

    def check_incoming_locks(self, collection: Resource, resource: Resource, leaving: Binding | None = None) -> None:
        """Raise 423 where a resource would bring a lock that conflicts with the collection's own."""
        conflicts = self.locks.incoming_conflicts(resource, collection, leaving)
        if conflicts:
            raise Refusal(423, "no-conflicting-lock", *dict.fromkeys(self.href(lock.root) for lock in conflicts))

    def require_room(self, size: int, bindings: int = 0, skip: Binding | None = None) -> None:
        """Raise 507 where it does not fit (RFC 4918 section 11.5), with the conditions of RFC 4331 section 6."""
        if size > self.tree.bytes_left(skip):
            raise Refusal(507, "quota-not-exceeded")
        if bindings > self.tree.bindings_left(skip):
            raise Refusal(507, "sufficient-disk-space")

    def _is_true(self, about: str | None, condition: if_header.Condition) -> bool:
        """Whether the resource has this entity tag, or is covered by this lock; a missing one has neither."""
        if about not in self._states:
            resource = self.found if about is None else self._named(about)
            tokens = frozenset(lock.token for lock in self.locks.on(resource)) if resource else frozenset[str]()
            self._states[about] = (resource.version.etag if resource else None), tokens
        etag, tokens = self._states[about]
        if condition.is_tag:
            return etag is not None and strong_match(condition.value, etag)
        return condition.value in tokens

    def _named(self, about: str) -> Resource | None:
        """The resource that a list of the If field is about; None where the URL is not below the root."""
        try:
            url = parse_reference(utf8_text(about), self.http)
        except Problem:
            return None
        return self._at(url) if url else None

    def _at(self, url: Url) -> Resource | None:
        resource = self.tree.at(url.names)
        return None if resource and resource.members is None and url.slash else resource

    # --- content

    async def read(self, limit: int) -> bytes:
        """The content, of whatever type. Raises 413 where it is longer than `limit` bytes, 415 where compressed."""
        self.check_header(limit)
        content = await read_stream(self.http, limit)
        self.content_size = len(content)
        return content

    def check_header(self, limit: int) -> None:
        """Refuse by the header alone what need not be read: 413 and 415."""
        check_length(self.http, limit)
        check_coding(self.http)

    async def refuse_content(self) -> None:
        """Raise 415 for content that this method would ignore (RFC 4918 section 8.4)."""
        if await self.read(SMALL):
            raise Problem(415, f"{self.http.method} takes no content here.")

    async def xml(self, root: str) -> Element | None:
        """The content as an element `root` of DAV:, None where there is no content. Raises 400, 403, 415 or 422."""
        content = await self.read(SMALL)
        if not content:
            return None
        element = self._parsed(content)
        if element.name != dav(root):
            raise Problem(422, f"{self.http.method} expects the element {root} of the namespace DAV:.")
        return element

    def _parsed(self, content: bytes) -> Element:
        """The content as XML, whatever its type is called by clients that call it by no name of XML.

        `application/xml` and `text/xml` are the names (RFC 4918 section 8.2), but widely used clients send XML as plain
        text or as a form, and no rule forbids to read it.
        """
        media_type, *parameters = self.headers.get("content-type", "application/xml").split(";")
        essence = media_type.strip().lower()
        is_xml = essence in ("application/xml", "text/xml") or essence.endswith("+xml")
        met = f"Content-Type says {media_type.strip()[:80]}"
        if not is_xml and essence not in NOT_TELLING:
            raise Problem(415, f"XML is expected here, and {met}.", ACCEPT_XML)
        pairs = [parameter.partition("=") for parameter in parameters]
        named = {name.strip().lower(): value.strip().strip('"').lower() for name, _, value in pairs}
        try:
            return parse(content, named.get("charset"))
        except Doctype:
            raise Refusal(403, "no-external-entities") from None
        except Malformed as error:
            if is_xml:
                raise Problem(400, str(error)) from None
            raise Problem(415, f"XML is expected here, and {met}. {error}", ACCEPT_XML) from None


def require_element(element: Element | None, what: str) -> Element:
    """The element. Raises 422 where it is missing: the XML is well-formed, but incomplete (RFC 4918 section 11.2)."""
    if element is None:
        raise Problem(422, f"The content must hold the element {what} of the namespace DAV:.")
    return element
