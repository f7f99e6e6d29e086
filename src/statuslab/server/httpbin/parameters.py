"""Parse what a request asks for: numbers, options and fields. Invalid values raise 400 with one line of text."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote_to_bytes

from starlette.exceptions import HTTPException
from starlette.requests import Request

from statuslab.server.httpbin import limits

_QUERY = "statuslab.httpbin.query"
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FRAMING = {"connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}


def path_integer(request: Request, name: str, most: int, least: int = 0) -> int:
    """An integer in the path, reduced to `most`. Raises 404 for anything else, as there is no such path."""
    text = request.path_params[name]
    if not (text.isascii() and text.isdigit()):
        raise HTTPException(404, f"{shortened(text)} is not a whole number")
    number = most if len(text) > 15 else min(int(text), most)
    if number < least:
        raise HTTPException(400, f"{name} is at least {least}, not {number}")
    return number


def option(request: Request, name: str) -> str | None:
    """The value of an option in the query, its name in any case; None where it is missing."""
    found = [value for key, value in query(request) if key.lower() == name]
    return found[0] if found else None


def integer(text: str | None, name: str, default: int, least: int, most: int) -> int:
    """An integer from `least` to `most`. Raises 400 for anything else."""
    if text is None:
        return default
    if not re.fullmatch(r"-?[0-9]{1,15}", text) or not least <= int(text) <= most:
        raise HTTPException(400, f"{name} is a whole number from {least} to {most}, not {shortened(text)}")
    return int(text)


def seconds(text: str | None, name: str, default: float = 0.0, most: float = limits.DELAY) -> float:
    """A number of seconds, reduced to `most`. Raises 400 where it is not a number."""
    if text is None:
        return default
    if not _SECONDS.fullmatch(text):
        raise HTTPException(400, f"{name} is a number of seconds, not {shortened(text)}")
    return min(float(text), most)


def key(text: str) -> str:
    """A key that the client chose. Raises 400 where it is empty or too long."""
    if not text or len(text) > limits.KEY:
        raise HTTPException(400, f"a key has 1 to {limits.KEY} characters")
    return text


def field(name: str, value: str) -> tuple[bytes, bytes]:
    """A response field that the client asks for. Raises 400 where it would break the message or its framing."""
    if not _TOKEN.fullmatch(name):
        raise HTTPException(400, f"{shortened(name)} is not a field name")
    if _CONTROL.search(value):
        raise HTTPException(400, f"a control character in the value of {name}")
    if name.lower() in _FRAMING:
        raise HTTPException(400, f"{name} belongs to the server; a broken one is at /broken")
    return name.encode(), value.strip(" \t").encode()


def field_line(text: str) -> tuple[bytes, bytes]:
    """A response field from `Name:value`."""
    name, colon, value = text.partition(":")
    if not colon:
        raise HTTPException(400, f"a field is Name:value, not {shortened(text)}")
    return field(name, value)


def query(request: Request) -> list[tuple[str, str]]:
    """The name and value pairs of the query, in order."""
    scope = request.scope
    pairs: list[tuple[str, str]] | None = scope.get(_QUERY)
    if pairs is None:  # once for all the options of a request
        pairs = scope[_QUERY] = _pairs(scope["query_string"])
    return pairs


def _pairs(asked: bytes) -> list[tuple[str, str]]:
    """As `parse_qsl` of the standard library, and several times as fast where there are percent signs."""
    if not asked.isascii():
        return parse_qsl(asked.decode("latin-1"), keep_blank_values=True, errors="replace")
    named = [pair.partition(b"=") for pair in asked.replace(b"+", b" ").split(b"&") if pair]
    return [(_decoded(name), _decoded(value)) for name, _, value in named]


def _decoded(text: bytes) -> str:
    return (unquote_to_bytes(text) if b"%" in text else text).decode("utf-8", "replace")


def single_or_list(pairs: list[tuple[str, str]]) -> dict[str, str | list[str]]:
    """The pairs as a dict: a string for a name that came once, a list for one that came several times."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def base_path(request: Request) -> str:
    """The path that httpbin is mounted at, with the steps before this request (composition.py); usually empty."""
    before: str | None = request.scope.get("statuslab.prefix")
    return quote(request.scope.get("root_path", "")) if before is None else before


def require_extension(request: Request, extension: str) -> None:
    """Raise 501 where the server does not offer this ASGI extension."""
    if extension not in request.scope.get("extensions", {}):
        raise HTTPException(501, f"the server below does not offer {extension}, which this needs")


def utf8(text: str) -> str:
    """A field value decoded as UTF-8, where it is valid; ASGI servers decode it as Latin-1."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def shortened(text: str) -> str:
    """A value as it is quoted in an error, cut to 40 characters."""
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
