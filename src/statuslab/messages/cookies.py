"""Cookies as field values: Cookie is read, Set-Cookie is written (RFC 6265)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PLAIN = re.compile(r"[\w!#$%&'*+\-.^`|~:]+", re.ASCII)
_ESCAPE = re.compile(r"\\(?:([0-3][0-7][0-7])|(.))", re.DOTALL)
_TO_ESCAPE = re.compile(r"""[^\w!#$%&'*+\-.^`|~: ()/<=>?@\[\]{}]""", re.ASCII)
# The names of attributes: older readers would take a cookie of such a name for one.
_ATTRIBUTES = {"expires", "path", "comment", "domain", "max-age", "secure", "httponly", "version", "samesite"}


def cookie_pairs(value: str) -> Iterator[tuple[str, str]]:
    """The name and raw value of each cookie in a Cookie value, in order (RFC 6265 section 4.2.1)."""
    for pair in value.split(";"):
        name, equals, raw = pair.partition("=")
        name, raw = (name.strip(), raw.strip()) if equals else ("", name.strip())
        if name or raw:
            yield name, raw


def read_cookies(value: str) -> dict[str, str]:
    """The cookies by name; of a name that comes twice the last counts. Quotes and escapes of a value are removed.

    >>> read_cookies('tea=assam; note="a\\\\054b"')
    {'tea': 'assam', 'note': 'a,b'}
    """
    return {name: _unescaped(raw) for name, raw in cookie_pairs(value)}


def set_cookie_value(name: str, value: str, *attributes: str) -> str:
    """A value of Set-Cookie; `value` is quoted and escaped where it must be. Raises ValueError for an invalid name.

    >>> set_cookie_value("tea", "a,b", "Path=/")
    'tea="a\\\\054b"; Path=/'
    """
    if not _PLAIN.fullmatch(name) or name.lower() in _ATTRIBUTES:
        raise ValueError(name)
    if not _PLAIN.fullmatch(value):
        value = f'"{_TO_ESCAPE.sub(_escaped, value)}"'
    return "; ".join([f"{name}={value}", *attributes])


def _unescaped(raw: str) -> str:
    if len(raw) < 2 or raw[0] != '"' or raw[-1] != '"':
        return raw
    return _ESCAPE.sub(lambda found: chr(int(found[1], 8)) if found[1] else found[2], raw[1:-1])


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if found[0] in '"\\' else f"\\{ord(found[0]):03o}"
