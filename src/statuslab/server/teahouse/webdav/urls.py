"""URLs below /cellar/: from a path or a URI to names, and back. Whether a resource is there does not matter here."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes, urlsplit

from starlette.requests import Request

from statuslab.server.teahouse.replies import Problem

ROOT = "/cellar"
LONGEST = 255  # characters in a name
Names = tuple[str, ...]


class Url(NamedTuple):
    """The names from the root down, and whether the path ended in a slash, as a collection's does."""

    names: Names
    slash: bool


def url_of(path: str) -> Url:
    """The URL that a path stands for. Raises 400 where a name in it is invalid.

    >>> url_of("/cellar/racks/caf%C3%A9/")
    Url(names=('racks', 'café'), slash=True)
    """
    inside = path.removeprefix(ROOT).removeprefix("/")
    slash = inside.endswith("/") or not inside
    names = tuple(name_of(segment) for segment in inside.removesuffix("/").split("/")) if inside else ()
    return Url(names, slash)


def name_of(segment: str) -> str:
    """The name that one path segment stands for: UTF-8, percent-encoded. Raises 400 for an invalid one."""
    try:
        name = unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        raise Problem(400, "Names are in UTF-8 here, percent-encoded.") from None
    # dot-segments have no place in these URLs: RFC 4918 section 8.3
    if name in ("", ".", "..") or "/" in name or not name.isprintable() or len(name) > LONGEST:
        raise Problem(400, f"A name is 1 to {LONGEST} signs that can be printed, no slash among them, not . or ..")
    return name


def href(names: Names, collection: bool = False) -> str:
    """The path for these names; a collection's ends in a slash (RFC 4918 section 5.2).

    >>> href(("racks", "café"), collection=True)
    '/cellar/racks/caf%C3%A9/'
    """
    path = "/".join([ROOT, *(quote(name, safe="!$&'()*+,;=:@") for name in names)])
    return path + "/" if collection or not names else path


def url_of_request(request: Request) -> Url:
    """The URL that a request is for, from the path as it was sent."""
    raw: bytes = request.scope.get("raw_path") or quote(request.url.path).encode()
    return url_of(raw.partition(b"?")[0].decode("latin-1"))


def parse_reference(reference: str, request: Request) -> Url | None:
    """The URL in a URI or an absolute path (RFC 4918 section 8.3); None where it is on another server.

    Raises 400 for any other reference, 403 for a path of this server that is not below the root.
    """
    try:
        parts = urlsplit(reference)
        port = parts.port
    except ValueError:
        raise Problem(400, f"No address can be read in {reference[:80]!a}.") from None
    if not parts.path.startswith("/") or bool(parts.scheme) != bool(parts.netloc) or parts.query or parts.fragment:
        raise Problem(400, "An absolute URI or an absolute path is expected, without query and fragment.")
    if parts.netloc and _authority(parts.netloc, port) != _authority(request.headers.get("host", ""), None):
        return None
    if parts.path != ROOT and not parts.path.startswith(ROOT + "/"):
        raise Problem(403, f"Only what is below {ROOT}/ speaks WebDAV here.")
    return url_of(parts.path)


def _authority(netloc: str, port: int | None) -> str:
    """Host and port to compare, without the default port 80."""
    host = netloc.rpartition("@")[2].lower()
    return host.removesuffix(":80") if port in (None, 80) else host
