"""JSON as httpbin writes it, and the JSON of a request told back at a cost that grows no faster than its length."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any

from statuslab.server.httpbin import limits

_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+"|\[\]|\{\}|[\[\]{}]|[^"\[\]{}]++')
_ENCODER = json.JSONEncoder(allow_nan=False, sort_keys=True, separators=(",", ": "))


@dataclass(frozen=True, slots=True)
class SentJson:
    """The JSON of a request as a text without line ends, and how much white space it may get when it is told back."""

    compact: str
    space: int


def json_bytes(value: Any) -> bytes:
    """JSON as httpbin writes it: sorted keys, indented by two spaces, with a newline at the end."""
    return _indented(value, "\n").encode() + b"\n"


def _indented(value: Any, line_end: str) -> str:
    """`json.dumps(value, indent=2, sort_keys=True)`, several times as fast as json is with an indent.

    For values that this server composes, which are small or flat.
    """
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, SentJson):
        return indented(value.compact, line_end, value.space)
    if not value or not isinstance(value, dict | list):
        return "{}" if value == {} else json.dumps(value)  # most requests have no args
    inner, members = line_end + "  ", []
    if isinstance(value, dict):
        for name, member in sorted(value.items()):
            text = _quoted(member) if type(member) is str else _indented(member, inner)
            members.append(f"{_quoted(name)}: {text}")
        return f"{{{inner}{f',{inner}'.join(members)}{line_end}}}"
    for member in value:
        members.append(_indented(member, inner))
    return f"[{inner}{f',{inner}'.join(members)}{line_end}]"


def indented(compact: str, line_end: str, space: int) -> str:
    """Compact JSON with line ends and indentation.

    White space grows with depth times size. Where it would be more than `space` characters, the text stays on one line,
    and is the same value.
    """
    pieces: list[str] = []
    for token in _TOKENS.findall(compact):
        first = token[0]
        if first == '"' or token in ("[]", "{}"):
            pieces.append(token)
        elif first in "[{":
            line_end += "  "
            pieces.append(token + line_end)
            space -= len(line_end)
        elif first in "]}":
            line_end = line_end[:-2]
            pieces.append(line_end + token)
            space -= len(line_end)
        else:  # what is between strings and brackets: in a list of numbers, all of it at once
            commas = token.count(",")
            pieces.append(token.replace(",", "," + line_end) if commas else token)
            space -= commas * len(line_end)
        if space < 0:
            return compact
    return "".join(pieces)


def json_of(content: bytes) -> SentJson | None:
    """The content as compact JSON; None where it is not JSON, or cannot be told back as JSON that every reader takes.

    That is NaN and Infinity, numbers too large for a double (RFC 8259 section 6), nesting beyond what Python's json
    reads, more than `limits.JSON_VALUES` values, and a text that escapes make many times as long. Both directions run
    in C.
    """
    if content.count(b",") + content.count(b"[") + content.count(b"{") > limits.JSON_VALUES:
        return None
    try:
        text = content.decode()
        compact = _ENCODER.encode(json.loads(text))
    except (ValueError, RecursionError):
        return None
    if len(compact) > limits.JSON_SPACE + limits.JSON_ESCAPED * len(content):
        return None
    return SentJson(compact, limits.JSON_SPACE + limits.JSON_SPACE_EACH * len(text))
