"""URLs below /cellar/: from a path or a URI to names, and back. Whether a resource is there does not matter here."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes

from starlette.requests import Request

from statuslab.messages.http1 import split_target
from statuslab.server.teahouse.replies import Problem

ROOT = "/cellar"
LONGEST = 255  # characters in a name
Names = tuple[str, ...]

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")  # a set that no version of Unicode changes
_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_REFERENCE = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\s]+))?(/[^?#]*)")
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:@\[\]]+)(?::(\d{0,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Url(NamedTuple):
    """The names from the root down, and whether the path ended in a slash, as a collection's does."""

    names: Names
    slash: bool


def url_of(path: str) -> Url:
    """The URL that a path stands for. Raises 400 where a name in it is invalid.

    >>> url_of("/cellar/racks/caf%C3%A9/")
    Url(names=('racks', 'café'), slash=True)
    """
    _, first, *segments = path.split("/")
    if unquote(first) != ROOT[1:]:  # such as cellar%2Fx, in which the slash is part of a name
        raise Problem(400, f"Only what is below {ROOT}/ speaks WebDAV here.")
    slash = segments[-1:] in ([], [""])
    return Url(tuple(name_of(segment) for segment in (segments[:-1] if slash else segments)), slash)


def name_of(segment: str) -> str:
    """The name that one path segment stands for: UTF-8, percent-encoded. Raises 400 for an invalid one."""
    if _BAD_ESCAPE.search(segment):
        raise Problem(400, "A % in an address is followed by two hexadecimal digits: RFC 3986 section 2.1.")
    try:
        name = unquote_to_bytes(segment.encode("utf-8", "surrogateescape")).decode()
    except UnicodeError:
        raise Problem(400, "Names are in UTF-8 here, percent-encoded.") from None
    # dot-segments have no place in these URLs: RFC 4918 section 8.3
    if name in ("", ".", "..") or "/" in name or _CONTROL.search(name) or len(name) > LONGEST:
        raise Problem(
            400, f"A name is 1 to {LONGEST} characters, no slash or control character among them, not . or .."
        )
    return name


def utf8_text(field_value: str) -> str:
    """A field value whose bytes are read as UTF-8: clients that do not percent-encode send that."""
    return field_value.encode("latin-1").decode("utf-8", "surrogateescape")


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

    Raises 400 for any other reference and for user information in it, which RFC 9110 section 4.2.4 calls an error; 403
    for a path of this server that is not below the root.
    """
    match = _REFERENCE.fullmatch(reference)
    if match is None or reference.startswith("//") or _CONTROL.search(reference):
        raise Problem(400, "An absolute URI or an absolute path is expected, without query and fragment.")
    scheme, authority, path = match.groups()
    if scheme:
        there = _origin(scheme.lower(), authority)
        if there is None:
            raise Problem(400, f"No host can be read in {authority[:80]!a}.")
        if there != _own_origin(request):
            return None
    if unquote(path.split("/")[1]) != ROOT[1:]:
        raise Problem(403, f"Only what is below {ROOT}/ speaks WebDAV here.")
    return url_of(path)


def _origin(scheme: str, authority: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port in the form in which they are compared (RFC 9110 section 4.2.3); None for no authority."""
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return None
    host, port = unquote(match[1]).lower(), match[2]
    if host.startswith("["):
        try:
            host = IPv6Address(host[1:-1]).compressed
        except ValueError:
            return None
    return scheme, host, int(port) if port else _DEFAULT_PORTS.get(scheme)


def _own_origin(request: Request) -> tuple[str, str, int | None] | None:
    """The origin that a request is for: of its target where that is absolute (RFC 9112 section 3.2.2), else by Host."""
    head = request.scope.get("statuslab.head")
    scheme, authority, _ = split_target(head.target) if head else ("", "", "")
    server = request.scope.get("server") or ("", None)
    named = authority.rpartition("@")[2] or request.headers.get("host") or f"{server[0]}:{server[1] or ''}"
    return _origin(scheme or request.scope["scheme"], named)
