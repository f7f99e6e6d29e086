"""Parameters of a field value: `text/html; charset=utf-8`, `form-data; name="tea"` (RFC 9110 section 5.6.6).

The text is read once from left to right, so that the cost grows no faster than its length. The standard library's
`email` and `http.cookies` do not promise that, and the server does not use them.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

# Possessive quantifiers (*+) never give back what they took: nothing is looked at twice.
_NAME = re.compile(r"[ \t]*+([!#$%&'*+\-.^_`|~0-9A-Za-z]++)[ \t]*+=[ \t]*+")
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_PAIR = re.compile(r"\\(.)", re.DOTALL)
_EXTENDED_CHARSETS = {"utf-8": "utf-8", "iso-8859-1": "latin-1"}  # those that RFC 8187 section 3.2.1 allows


def raw_parameters(text: str, separator: str = ";") -> dict[str, str]:
    """The parameters of a list, by name in lower case; a quoted value keeps its quotes and escapes.

    What is no parameter is skipped, and of a name that comes twice the first counts. A quote that does not end by the
    grammar ends at the next quote, as browsers send file names with a backslash as it is.

    >>> raw_parameters('name="a;b"; charset=utf-8; nonsense')
    {'name': '"a;b"', 'charset': 'utf-8'}
    """
    found: dict[str, str] = {}
    position = 0
    while position >= 0:
        name = _NAME.match(text, position)
        if name is None:
            end = text.find(separator, position)
        elif text.startswith('"', name.end()):
            quoted = _QUOTED.match(text, name.end())
            # A quote that does not end by the grammar is met once at most: all later ones have a backslash before them.
            closing = quoted.end() if quoted else text.find('"', name.end() + 1) + 1 or len(text)
            found.setdefault(name[1].lower(), text[name.end() : closing])
            end = text.find(separator, closing)
        else:
            end = text.find(separator, name.end())
            found.setdefault(name[1].lower(), text[name.end() : end if end >= 0 else None].rstrip(" \t"))
        position = end + 1 if end >= 0 else -1
    return found


def unquoted(value: str) -> str:
    """The value of a raw parameter, without quotes and escapes (RFC 9110 section 5.6.4)."""
    return _PAIR.sub(r"\1", value[1:].removesuffix('"')) if value.startswith('"') else value


def media_type_of(value: str) -> tuple[str, dict[str, str]]:
    """The type of a Content-Type value in lower case, and its parameters.

    >>> media_type_of('Text/HTML; Charset="utf-8"')
    ('text/html', {'charset': 'utf-8'})
    """
    essence, semicolon, rest = value.partition(";")
    essence = essence.strip(" \t").lower()
    if not semicolon:
        return essence, {}
    return essence, {name: unquoted(raw) for name, raw in raw_parameters(rest).items()}


def extended_value(value: str) -> str | None:
    """The text of an extended parameter such as `UTF-8''th%C3%A9`; None where it is malformed (RFC 8187 section 3.2).

    >>> extended_value("UTF-8''th%C3%A9")
    'thé'
    """
    charset, _, rest = value.partition("'")
    _, quote, encoded = rest.partition("'")
    if not quote or charset.lower() not in _EXTENDED_CHARSETS:
        return None
    try:
        return unquote_to_bytes(encoded).decode(_EXTENDED_CHARSETS[charset.lower()])
    except UnicodeDecodeError:
        return None
