"""Parse what a request brings: the limits and types of its content, JSON and forms, and the number in its path."""

from __future__ import annotations

import json
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from starlette.requests import Request

from statuslab.server.teahouse.conditions import field_value
from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.state import HIGHEST, AppState

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
SMALL = 64_000  # bytes: plenty for JSON and forms


async def read(request: Request, media_type: str, limit: int = SMALL) -> bytes:
    """The content, if it is of this type and no longer than `limit` bytes. Raises 413, 415 or 400."""
    check_header(request, media_type, limit)
    return await read_stream(request, limit)


async def read_stream(request: Request, limit: int) -> bytes:
    """The content, of whatever type. Raises 413 where it is longer than `limit` bytes."""
    content = bytearray()
    async for chunk in request.stream():  # this, and nothing before it, makes the server send 100 Continue
        content += chunk
        if len(content) > limit:  # chunked content does not announce its length
            raise too_large(limit)
    return bytes(content)


def check_header(request: Request, media_type: str, limit: int = SMALL) -> None:
    """Refuse by the header alone what need not be read. Raises 413, 415, or 400 for a part of the content."""
    check_length(request, limit)
    if not _is(request.headers.get("content-type", ""), media_type):
        accept = {"Accept": media_type}  # say what would be accepted: RFC 9110 section 15.5.16; PATCH: RFC 5789
        patch = {"Accept-Patch": media_type} if request.method == "PATCH" else {}
        raise Problem(415, f"Only {media_type} is understood here.", accept | patch)
    check_coding(request)
    check_whole(request)


def check_length(request: Request, limit: int) -> None:
    """Raise 413 where Content-Length is more than `limit` bytes."""
    if (content_length(request) or 0) > limit:
        raise too_large(limit)


def content_length(request: Request) -> int | None:
    """Content-Length; None where it is missing. `5, 5` is 5: one number, said twice (RFC 9110 section 8.6)."""
    numbers = {member.strip(" \t") for member in field_value(request.headers, "content-length").split(",")}
    text = numbers.pop() if len(numbers) == 1 else ""
    if not (text.isascii() and text.isdigit()):  # the server below has refused what is no number
        return None
    return int(text) if len(text) < 19 else 10**18  # converting very many digits takes long


def check_coding(request: Request) -> None:
    """Raise 415 for compressed content (RFC 9110 section 15.5.16)."""
    codings = {each.strip(" \t").lower() for each in field_value(request.headers, "content-encoding").split(",")}
    if codings - {"", "identity"}:
        raise Problem(415, "Only content that is not compressed is understood.", {"Accept-Encoding": "identity"})


def check_whole(request: Request) -> None:
    """Raise 400 for a part of the content, which would be stored as if it were the whole (RFC 9110 section 9.3.4)."""
    if "content-range" in request.headers:
        raise Problem(400, "A part cannot be stored here: send the whole, without Content-Range.")


def too_large(limit: int) -> Problem:
    """The 413 that names the limit."""
    return Problem(413, f"More than we can carry: {limit} bytes is the most.", limit=limit)


def json_object(content: bytes) -> dict[str, Any]:
    """The members of a JSON object. Raises 400 where the content is not JSON, 422 where it is not an object."""
    try:
        value = json.loads(content.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):  # malformed, not UTF-8, or too deeply nested
        raise Problem(400, "This is not JSON: look for a comma, a quote or a brace, and for UTF-8.") from None
    if not isinstance(value, dict):
        raise Problem(422, "A JSON object is expected: members within { and }.")
    return value


def form(content: bytes) -> dict[str, str]:
    """The fields of a form. Raises 400 where it is not UTF-8 or has more than 20 fields."""
    try:
        return dict(parse_qsl(content.decode(), keep_blank_values=True, errors="strict", max_num_fields=20))
    except ValueError:
        raise Problem(400, "This is no form that can be read: name=value, joined by &, in UTF-8.") from None


def integer(facts: dict[str, Any], field: str, least: int, most: int) -> int:
    """A whole number from `least` to `most`; the 422 names the field. `true` is an int in Python, but not in JSON."""
    value = facts.get(field)
    if type(value) is not int or not least <= value <= most:
        raise Problem(422, f"{field} must be a whole number from {least} to {most}.", field=field)
    return value


def text_line(facts: dict[str, Any], field: str, most: int) -> str:
    """A line of text, not blank, of at most `most` characters; the 422 names the field."""
    value = facts.get(field)
    if not isinstance(value, str) or not value.strip() or len(value) > most or not value.isprintable():
        raise Problem(422, f"{field} must be a line of text, 1 to {most} signs long.", field=field)
    return value


def tea_on_the_menu(facts: dict[str, Any], state: AppState) -> int:
    """The number of a tea on the menu; the 422 names the field."""
    number = integer(facts, "tea", 1, HIGHEST)
    if number not in state.teas:
        raise Problem(422, f"tea {number} is not on our menu; GET /teas lists what is.", field="tea")
    return number


def path_number(request: Request, name: str) -> int:
    """The number in the path, else 0, which no item has. 007 gives 0 too, so that item 7 has one address only."""
    text: str = request.path_params[name]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return number if str(number) == text and number <= HIGHEST else 0


def _is(content_type: str, media_type: str) -> bool:
    """Whether a Content-Type is this one, in any case and with any parameters; `image/*` stands for any image."""
    essence = content_type.partition(";")[0].strip(" \t").lower()
    if media_type.endswith("/*"):
        return essence.startswith(media_type[:-1]) and len(essence) >= len(media_type)
    return essence == media_type


def _no_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python accepts and JSON does not have (RFC 8259 section 6)."""
    raise ValueError(name)
