"""Forms: multipart/form-data (RFC 7578) and the charset of application/x-www-form-urlencoded.

The content is searched for the boundary once from front to back. What costs more than its length is refused.
"""

from __future__ import annotations

import codecs
import encodings.aliases
import re
from collections.abc import Iterator
from dataclasses import dataclass

from statuslab.messages.parameters import extended_value, media_type_of, raw_parameters

MOST_PARTS = 1000
LONGEST_BOUNDARY = 70  # characters: RFC 2046 section 5.1.1
LONGEST_HEAD = 8192  # bytes before the blank line of a part

_ENCODED = re.compile(rb"(?:%[0-9A-Fa-f]{2})++")
_LINE_END = re.compile(rb"[ \t]*+(?:\r\n|\Z)")
_NOT_TEXT = {
    "base64_codec",
    "bz2_codec",
    "hex_codec",
    "quopri_codec",
    "rot_13",
    "uu_codec",
    "zlib_codec",
    "mbcs",
    "utf_7",
}
# Every charset that Python knows and that is text. A name from a request is looked up here and nowhere else: a lookup
# of Python's own imports modules and remembers each unknown name.
_CODECS = {name: codec for name, codec in encodings.aliases.aliases.items() if codec not in _NOT_TEXT}
_CODECS |= {codec: codec for codec in _CODECS.values()}
_BYTE_ORDER_MARKS = {
    "utf_16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "utf_32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
}


class MalformedForm(ValueError):
    """The content is not the form that its type says; the text is one line that says why."""


class TooManyParts(MalformedForm):
    """The form has more parts or fields than are read."""


@dataclass(frozen=True)
class Part:
    """A part of a form: its field name, its file name (None: no file), its type (None: none sent), and its content."""

    name: str
    filename: str | None
    media_type: str | None
    charset: str
    content: bytes

    def text(self) -> str:
        """The content as text; U+FFFD for what is invalid."""
        return decoded(self.content, self.charset)


def decoded(content: bytes, charset: str) -> str:
    """Bytes as text; U+FFFD for what is invalid. An unknown charset is read as UTF-8."""
    if charset == "utf-8":
        return content.decode(errors="replace")
    codec = _CODECS.get(re.sub(r"[^0-9a-z]", "_", charset[:40].lower()), "utf_8")
    if codec in _BYTE_ORDER_MARKS and not content.startswith(_BYTE_ORDER_MARKS[codec]):
        codec += "_be"  # RFC 2781 section 4.3
    try:
        return content.decode(codec, "replace")
    except LookupError:  # known by name, and not part of this Python
        return content.decode(errors="replace")


def read_form_data(content: bytes, boundary: str) -> list[Part]:
    """The parts of multipart/form-data, in order. Raises MalformedForm.

    A part without a charset is in that of the part `_charset_`, if there is one, and so are the names (section 4.6).
    """
    raw = list(_raw_parts(content, _delimiter(boundary)))
    parts = [_part(head, body, "utf-8") for head, body in raw]
    charset = next((part.text().strip() for part in parts if part.name == "_charset_" and part.filename is None), None)
    if charset is None:
        return parts
    return [_part(head, body, charset) for head, body in raw]


def read_urlencoded(content: bytes, charset: str | None = None) -> list[tuple[str, str]]:
    """The fields of a urlencoded form, in order. Raises TooManyParts.

    The charset is that of the Content-Type, else that which a field `_charset_` names, else UTF-8. It is read as bytes,
    as urllib's parse_qsl takes two hundred bytes of memory for each percent sign.
    """
    if content.count(b"&") >= MOST_PARTS:
        raise TooManyParts(f"a form of more than {MOST_PARTS} fields")
    pairs = []
    for field in content.replace(b"+", b" ").split(b"&"):
        if field:
            name, _, value = field.partition(b"=")
            pairs.append((_ENCODED.sub(_decoded_run, name), _ENCODED.sub(_decoded_run, value)))
    if charset is None:
        charset = next((value.decode("latin-1") for name, value in pairs if name == b"_charset_"), "utf-8")
    return [(decoded(name, charset), decoded(value, charset)) for name, value in pairs]


def _decoded_run(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[0].replace(b"%", b"").decode())


def _delimiter(boundary: str) -> bytes:
    if not boundary:
        raise MalformedForm("multipart/form-data without a boundary")
    if len(boundary) > LONGEST_BOUNDARY:
        raise MalformedForm(f"a boundary of more than {LONGEST_BOUNDARY} characters (RFC 2046 section 5.1.1)")
    return b"\r\n--" + boundary.encode("latin-1", "replace")


def _raw_parts(content: bytes, delimiter: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The head and content of each part, without what is before the first and after the last delimiter."""
    if not content:
        return
    start, count = None, 0
    position = 0 if content.startswith(delimiter[2:]) else content.find(delimiter)
    after = len(delimiter) - 2 if position == 0 else position + len(delimiter)
    while position >= 0:
        closes = content.startswith(b"--", after)
        line_end = _LINE_END.match(content, after + 2 if closes else after)
        if line_end:
            if start is not None:
                # Of an empty part, the line end before the delimiter is the blank line's own.
                yield _split(content[start:position] if position >= start else b"")
            if closes:
                return
            count += 1
            if count > MOST_PARTS:
                raise TooManyParts(f"a form of more than {MOST_PARTS} parts")
            start = line_end.end()
        position = content.find(delimiter, max(after, line_end.end() - 2) if line_end else after)
        after = position + len(delimiter)
    line = delimiter[2:].decode("latin-1")
    raise MalformedForm(
        f"the form has no line {line}, or it ends in a bare LF: lines end in CRLF (RFC 2046 section 5.1.1)"
        if start is None
        else f"the form ends without its last line, {line}--"
    )


def _split(part: bytes) -> tuple[bytes, bytes]:
    if part.startswith(b"\r\n"):
        return b"", part[2:]
    end = part.find(b"\r\n\r\n", 0, LONGEST_HEAD + 4)
    if end < 0 and part.endswith(b"\r\n") and len(part) <= LONGEST_HEAD:  # the next delimiter follows the blank line
        return part[:-2], b""
    if end < 0:
        long = len(part) > LONGEST_HEAD
        raise MalformedForm(
            f"a part of the form has no blank line after its head{f' of {LONGEST_HEAD} bytes' if long else ''}"
        )
    return part[:end], part[end + 4 :]


def _part(head: bytes, body: bytes, charset: str) -> Part:
    fields: dict[str, str] = {}
    for line in head.decode("latin-1").replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n"):
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    _, _, rest = fields.get("content-disposition", "").partition(";")
    disposition = raw_parameters(rest)
    media_type, parameters = media_type_of(fields["content-type"]) if "content-type" in fields else (None, {})
    return Part(
        _text_of(disposition, "name", charset) or "",
        _text_of(disposition, "filename", charset),
        media_type,
        parameters.get("charset") or charset,
        body,
    )


def _text_of(parameters: dict[str, str], name: str, charset: str) -> str | None:
    """A name as browsers and other clients write it; None where it is missing.

    Browsers write a quote and a line end as %22, %0D and %0A, and a backslash as it is (HTML, "multipart/form-data
    encoding algorithm"); others escape the quote and the backslash (RFC 7578 section 4.2 with RFC 2183).
    """
    extended = extended_value(parameters.get(f"{name}*", ""))
    if extended is not None:  # not allowed in forms, and sent nevertheless: section 4.2
        return extended
    if name not in parameters:
        return "" if f"{name}*" in parameters else None
    value = parameters[name]
    if value.startswith('"'):
        value = re.sub(r'\\(["\\])', r"\1", value[1:].removesuffix('"'))
        value = value.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
    return decoded(value.encode("latin-1"), charset)
