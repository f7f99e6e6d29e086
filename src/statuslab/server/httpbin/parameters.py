"""What a request asks for: numbers, options and fields, each read strictly. Refusals are one line."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote

from starlette.exceptions import HTTPException
from starlette.requests import Request

from statuslab.server.httpbin import limits

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FRAMING = {"connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}


def in_path(request: Request, name: str, most: int, least: int = 0) -> int:
    """A whole number in the path, taken down to `most`; 404 for what is none, because no such address exists."""
    text = request.path_params[name]
    if not (text.isascii() and text.isdigit()):
        raise HTTPException(404, f"{shown(text)} is not a whole number")
    number = most if len(text) > 15 else min(int(text), most)
    if number < least:
        raise HTTPException(400, f"{name} is at least {least}, not {number}")
    return number


def option(request: Request, name: str) -> str | None:
    """An option in the query, by name in any case."""
    found = [value for key, value in query(request) if key.lower() == name]
    return found[0] if found else None


def whole(text: str | None, name: str, default: int, least: int, most: int) -> int:
    """A whole number from `least` to `most`, else 400."""
    if text is None:
        return default
    if not re.fullmatch(r"-?[0-9]{1,15}", text) or not least <= int(text) <= most:
        raise HTTPException(400, f"{name} is a whole number from {least} to {most}, not {shown(text)}")
    return int(text)


def seconds(text: str | None, name: str, default: float = 0.0, most: float = limits.DELAY) -> float:
    """So many seconds, taken down to `most`; 400 for what is no number."""
    if text is None:
        return default
    if not _SECONDS.fullmatch(text):
        raise HTTPException(400, f"{name} is a number of seconds, not {shown(text)}")
    return min(float(text), most)


def key(text: str) -> str:
    """A key of the client's own choosing, else 400."""
    if not text or len(text) > limits.KEY:
        raise HTTPException(400, f"a key has 1 to {limits.KEY} characters")
    return text


def field(name: str, value: str) -> tuple[bytes, bytes]:
    """A response field that a client has asked for; 400 where it would break the message or its framing."""
    if not _TOKEN.fullmatch(name):
        raise HTTPException(400, f"{shown(name)} is not a field name")
    if _CONTROL.search(value):
        raise HTTPException(400, f"a control character in the value of {name}")
    if name.lower() in _FRAMING:
        raise HTTPException(400, f"{name} belongs to the server; a broken one is at /broken")
    return name.encode(), value.strip(" \t").encode()


def field_line(text: str) -> tuple[bytes, bytes]:
    """A field from `Name:value`."""
    name, colon, value = text.partition(":")
    if not colon:
        raise HTTPException(400, f"a field is Name:value, not {shown(text)}")
    return field(name, value)


def query(request: Request) -> list[tuple[str, str]]:
    """The pairs of the query, in order."""
    asked = request.scope["query_string"].decode("latin-1")
    return parse_qsl(asked, keep_blank_values=True, errors="replace") if asked else []


def flat(pairs: list[tuple[str, str]]) -> dict[str, str | list[str]]:
    """A plain value for a key that came once, a list for one that came again."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def here(request: Request) -> str:
    """The path under which httpbin stands, with the steps before this request (composing.py); mostly empty."""
    before: str | None = request.scope.get("statuslab.prefix")
    return quote(request.scope.get("root_path", "")) if before is None else before


def need(request: Request, extension: str) -> None:
    """501 where the server below cannot do it."""
    if extension not in request.scope.get("extensions", {}):
        raise HTTPException(501, f"the server below does not offer {extension}, which this needs")


def utf8(text: str) -> str:
    """What a field brings as UTF-8, which ASGI servers hand over as Latin-1; unchanged where it is none."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def shown(text: str) -> str:
    """What was met, short enough for a line."""
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
