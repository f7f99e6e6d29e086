"""Reading what a request brings: limits and type first, then the bytes, then sense. Nothing is stored here."""

from __future__ import annotations

import json
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from starlette.requests import Request

from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.state import HIGHEST, AppState

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
SMALL = 64_000  # bytes: plenty for JSON and forms


async def read(request: Request, media_type: str, limit: int = SMALL) -> bytes:
    """The content, if it is of this type and no longer than `limit` bytes; else 413 or 415."""
    admit(request, media_type, limit)
    content = bytearray()
    async for chunk in request.stream():  # a client that waits gets its 100 Continue by this, not before
        content += chunk
        if len(content) > limit:  # chunked content tells its length only by coming
            raise too_large(limit)
    return bytes(content)


def admit(request: Request, media_type: str, limit: int = SMALL) -> None:
    """Refuse by the head alone what need not be read: 413, 415, and parts of a PUT."""
    length = request.headers.get("content-length", "0")
    if len(length) > 15 or int(length) > limit:
        raise too_large(limit)
    if not _is(request.headers.get("content-type", ""), media_type):
        accept = {"Accept": media_type}  # tell what would do: RFC 9110 section 15.5.16; for PATCH also RFC 5789
        patch = {"Accept-Patch": media_type} if request.method == "PATCH" else {}
        raise Problem(415, f"Only {media_type} is understood here.", accept | patch)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "Only content that is not compressed is understood.", {"Accept-Encoding": "identity"})
    if "content-range" in request.headers:  # or a part would be taken for the whole: RFC 9110 section 9.3.4
        raise Problem(400, "A part cannot be stored here: send the whole, without Content-Range.")


def too_large(limit: int) -> Problem:
    """The refusal that names the limit."""
    return Problem(413, f"More than we can carry: {limit} bytes is the most.", limit=limit)


def json_object(content: bytes) -> dict[str, Any]:
    """The members of a JSON object; 400 for what is no JSON, 422 for other JSON."""
    try:
        value = json.loads(content.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):  # bad JSON, bad UTF-8, numbers or depths beyond all sense
        raise Problem(400, "This is not JSON: look for a comma, a quote or a brace, and for UTF-8.") from None
    if not isinstance(value, dict):
        raise Problem(422, "A JSON object is expected: members within { and }.")
    return value


def form(content: bytes) -> dict[str, str]:
    """The fields of a form as it comes from a page; 400 where it is not UTF-8 or much too long a list."""
    try:
        return dict(parse_qsl(content.decode(), keep_blank_values=True, errors="strict", max_num_fields=20))
    except ValueError:
        raise Problem(400, "This is no form that can be read: name=value, joined by &, in UTF-8.") from None


def whole(facts: dict[str, Any], field: str, least: int, most: int) -> int:
    """A whole number between limits; 422 names the field. In JSON `true` is no number, though in Python it is."""
    value = facts.get(field)
    if type(value) is not int or not least <= value <= most:
        raise Problem(422, f"{field} must be a whole number from {least} to {most}.", field=field)
    return value


def words(facts: dict[str, Any], field: str, most: int) -> str:
    """A line of text, not blank, not too long; 422 names the field."""
    value = facts.get(field)
    if not isinstance(value, str) or not value.strip() or len(value) > most or not value.isprintable():
        raise Problem(422, f"{field} must be a line of text, 1 to {most} signs long.", field=field)
    return value


def tea_on_the_menu(facts: dict[str, Any], state: AppState) -> int:
    """The number of a tea that we have; 422 names the field."""
    number = whole(facts, "tea", 1, HIGHEST)
    if number not in state.teas:
        raise Problem(422, f"tea {number} is not on our menu; GET /teas lists what is.", field="tea")
    return number


def number_in(request: Request, name: str) -> int:
    """The number in the path, 0 (which nothing has) for all that is none; 007 is none, or 7 had two addresses."""
    text: str = request.path_params[name]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return number if str(number) == text and number <= HIGHEST else 0


def _is(content_type: str, media_type: str) -> bool:
    """Whether a Content-Type is this one; `image/*` stands for any image. Parameters and case do not matter."""
    essence = content_type.partition(";")[0].strip(" \t").lower()
    if media_type.endswith("/*"):
        return essence.startswith(media_type[:-1]) and len(essence) >= len(media_type)
    return essence == media_type


def _no_number(name: str) -> NoReturn:
    """NaN and Infinity are Python's own idea of JSON (RFC 8259 section 6 has none)."""
    raise ValueError(name)
