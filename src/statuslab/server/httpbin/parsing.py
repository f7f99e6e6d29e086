"""Parse the content of a request into what httpbin reports: data, form, files and JSON."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from statuslab.messages.form_data import MalformedForm, Part, TooManyParts, read_form_data, read_urlencoded
from statuslab.messages.parameters import media_type_of
from statuslab.server.httpbin import limits
from statuslab.server.httpbin.json_text import SentJson, json_of
from statuslab.server.httpbin.parameters import single_or_list

_BINARY = "application/octet-stream"
_URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class ParsedBody:
    """The content of a request, parsed by its media type."""

    data: str = ""
    form: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    json: SentJson | None = None


async def read_content(request: Request) -> bytes:
    """The whole content. Raises 413 where it is too long to be reported."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limits.CONTENT:
            raise HTTPException(413, f"at most {limits.CONTENT} bytes are told back")
    return bytes(content)


async def parse_body(request: Request) -> ParsedBody:
    """The content: forms by their fields, anything else as data and, where it is valid, as JSON.

    Raises 400 for a malformed form, 413 for one of too many fields, 415 for compressed content.
    """
    refuse_coded(request)
    content = await read_content(request)
    media_type, parameters = media_type_of(request.headers.get("content-type", _BINARY))
    if media_type == _URLENCODED:
        return _urlencoded(content, parameters.get("charset"))
    if media_type == "multipart/form-data":
        return _multipart(content, parameters.get("boundary", ""))
    return ParsedBody(data=text_or_data_url(content, _BINARY), json=json_of(content))


async def form_fields(request: Request) -> dict[str, str]:
    """The fields of a form of either type, the last of each name; content of another type is read as urlencoded."""
    refuse_coded(request)
    content = await read_content(request)
    media_type, parameters = media_type_of(request.headers.get("content-type", _URLENCODED))
    if media_type == "multipart/form-data":
        pairs = [(part.name, part.text()) for part in _parts(content, parameters.get("boundary", ""))]
    else:
        try:
            pairs = read_urlencoded(content, parameters.get("charset"))
        except TooManyParts as error:
            raise HTTPException(413, str(error)) from None
    return dict(pairs)


def refuse_coded(request: Request) -> None:
    """Raise 415 for content in a content coding (RFC 9110 section 15.5.16).

    A few bytes of gzip, deflate, brotli or zstd can be gigabytes when decoded, and undecoded they are no form or JSON.
    /raw and /dump/request give the bytes as they came.
    """
    if "content-encoding" not in request.headers:
        return
    codings = {
        coding.strip(" \t").lower() for coding in ", ".join(request.headers.getlist("content-encoding")).split(",")
    }
    if codings - {"", "identity"}:
        detail = "compressed content is not decoded here; send it as it is, or to /raw"
        raise HTTPException(415, detail, {"Accept-Encoding": "identity"})


def text_or_data_url(content: bytes, media_type: str) -> str:
    """The text where it is UTF-8, else a data URL in base64."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _urlencoded(content: bytes, charset: str | None) -> ParsedBody:
    """The fields of a form; binary content that curl and others send under this type by default is data."""
    try:
        return ParsedBody(form=single_or_list(read_urlencoded(content, charset)))
    except TooManyParts as error:
        data = text_or_data_url(content, _BINARY)
        if data.startswith(f"data:{_BINARY};base64,"):
            return ParsedBody(data=data)
        raise HTTPException(413, f"by its type, {_URLENCODED}, this is {error}") from None


def _multipart(content: bytes, boundary: str) -> ParsedBody:
    """The parts of a form (RFC 7578); those with a file name are files."""
    form: list[tuple[str, str]] = []
    files: list[tuple[str, str]] = []
    for part in _parts(content, boundary):
        if part.filename is None:
            form.append((part.name, part.text()))
        else:
            files.append((part.name, text_or_data_url(part.content, part.media_type or _BINARY)))
    return ParsedBody(form=single_or_list(form), files=single_or_list(files))


def _parts(content: bytes, boundary: str) -> list[Part]:
    try:
        return read_form_data(content, boundary)
    except MalformedForm as error:
        raise HTTPException(413 if isinstance(error, TooManyParts) else 400, str(error)) from None
