"""Problem details for HTTP APIs (RFC 9457): the members of the object, and their encoding."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

MEDIA_TYPE = "application/problem+json"
_NONE: Mapping[str, object] = MappingProxyType({})


def problem_details(
    status: int, title: str, detail: str, type_uri: str = "", extensions: Mapping[str, object] = _NONE
) -> dict[str, object]:
    """The members of a problem details object (RFC 9457 section 3), in the order in which the lab writes them.

    Without `type_uri` the type is about:blank: the status says it all. `extensions` are members of its own.

    >>> problem_details(404, "Not Found", "There is no tea 99.")
    {'title': 'Not Found', 'status': 404, 'detail': 'There is no tea 99.'}
    """
    type_member = {"type": type_uri} if type_uri else {}
    return {**type_member, "title": title, "status": status, "detail": detail, **extensions}


def encode_problem(details: Mapping[str, object]) -> bytes:
    """Problem details as one line of ASCII JSON, the way the server, the proxy and the gateway send them."""
    return json.dumps(details).encode() + b"\n"
