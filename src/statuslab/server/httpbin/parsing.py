"""Parse the content of a request into what httpbin reports: data, form, files and JSON."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from statuslab.server.httpbin import limits
from statuslab.server.httpbin.parameters import single_or_list

_BINARY = "application/octet-stream"
_FIELDS = 1000


@dataclass(frozen=True)
class ParsedBody:
    """The content of a request, parsed by its media type."""

    data: str = ""
    form: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    json: Any = None


async def read_content(request: Request) -> bytes:
    """The whole content. Raises 413 where it is too long to be reported."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limits.CONTENT:
            raise HTTPException(413, f"at most {limits.CONTENT} bytes are told back")
    return bytes(content)


async def parse_body(request: Request) -> ParsedBody:
    """The content: forms by their fields, anything else as data and, where it is valid, as JSON."""
    content = await read_content(request)
    head = Message()
    head["Content-Type"] = request.headers.get("content-type", _BINARY)
    if head.get_content_type() == "application/x-www-form-urlencoded":
        return ParsedBody(form=_urlencoded(content))
    if head.get_content_type() == "multipart/form-data":
        return _multipart(content, str(head.get_param("boundary", "")))
    return ParsedBody(data=text_or_data_url(content, _BINARY), json=json_or_none(content))


def text_or_data_url(content: bytes, media_type: str) -> str:
    """The text where it is UTF-8, else a data URL in base64."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def json_or_none(content: bytes) -> Any:
    """The JSON value of the content; None where it is not valid JSON, or too deeply nested to be written again."""
    try:
        value = json.loads(content.decode(), parse_constant=_no_constant)
        json.dumps(_deeper(value), indent=2)
    except (ValueError, RecursionError):
        return None
    return value


def _deeper(value: Any, levels: int = 50) -> Any:
    """The value inside more lists: if this can be written as JSON, the value can be written as part of a reply."""
    return [_deeper(value, levels - 1)] if levels else value


def _no_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python accepts and JSON does not have (RFC 8259 section 6)."""
    raise ValueError(name)


def _urlencoded(content: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(content.decode(errors="replace"), True, errors="replace", max_num_fields=_FIELDS)
    except ValueError:
        raise HTTPException(413, f"a form of more than {_FIELDS} fields") from None
    return single_or_list(pairs)


def _multipart(content: bytes, boundary: str) -> ParsedBody:
    """The parts of a form (RFC 7578); those with a file name are files."""
    form: list[tuple[str, str]] = []
    files: list[tuple[str, str]] = []
    for head, body in _parts(content, boundary):
        name = str(head.get_param("name", "", "content-disposition"))
        if head.get_filename() is None:
            form.append((name, body.decode(errors="replace")))
        else:
            media_type = head.get_content_type() if "content-type" in head else _BINARY
            files.append((name, text_or_data_url(body, media_type)))
    return ParsedBody(form=single_or_list(form), files=single_or_list(files))


def _parts(content: bytes, boundary: str) -> list[tuple[Message, bytes]]:
    """The header and content of each part, without what is before the first and after the last delimiter."""
    if not boundary:
        raise HTTPException(400, "multipart/form-data without a boundary")
    delimiter = re.compile(rb"\r\n--" + re.escape(boundary.encode("latin-1", "replace")) + rb"(--)?[ \t]*(?=\r\n|\Z)")
    pieces = delimiter.split(b"\r\n" + content, maxsplit=_FIELDS)
    parts = []
    for closes, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if closes:
            break
        head, blank, body = piece.partition(b"\r\n\r\n")
        if not blank:
            raise HTTPException(400, "a part of the form has no blank line after its head")
        parts.append((HeaderParser().parsestr(head.decode(errors="replace").strip()), body))
    return parts
