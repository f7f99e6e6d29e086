"""A request as a person types it, turned into its exact bytes. Nothing is sent here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from statuslab.errors import LabError
from statuslab.messages.http1 import split_target

_LINE = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+)(?: (HTTP/\d\.\d))?")


@dataclass(frozen=True, slots=True)
class Draft:
    """A request ready to send: its head and content as bytes, and the lines that were added to what was typed."""

    method: str
    head: bytes
    content: bytes
    added: tuple[str, ...] = ()

    @property
    def raw(self) -> bytes:
        return self.head + self.content


def compose(text: str, host: str) -> Draft:
    """A request as typed (`METHOD target`, fields, blank line, content) with what HTTP/1.1 needs added.

    Line ends of the head become CRLF; version, Host (an absolute target's own) and Content-Length are added when
    missing. Raises LabError where the first line is no request line or a line before the blank one is no field.
    """
    head, _, content = text.replace("\r\n", "\n").lstrip("\n").partition("\n\n")
    first, *fields = head.rstrip("\n").split("\n")
    match = _LINE.fullmatch(first.strip())
    if not match:
        raise LabError(
            f'met "{first.strip()[:60]}", expected "METHOD target", such as GET /teas/7; use --raw to send it as is'
        )
    method, target, version = match.groups()
    for line in fields:
        _check_field(line)
    data = content.rstrip("\n").encode()
    added = _missing(fields, split_target(target)[1] or host, len(data), version)
    return Draft(method, _head(f"{method} {target} {version or 'HTTP/1.1'}", [*fields, *added]), data, added)


def _check_field(line: str) -> None:
    name, colon, _ = line.partition(":")
    if not colon or not name.strip():
        raise LabError(
            f'met "{line.strip()[:60]}", expected "Name: value"; leave a blank line before the content, '
            "or use --raw to send it as is"
        )


def _missing(fields: list[str], host: str, length: int, version: str | None) -> tuple[str, ...]:
    names = {line.partition(":")[0].strip().lower() for line in fields}
    added = []
    if "host" not in names and version != "HTTP/1.0":
        added.append(f"Host: {host}")
    if length and not names & {"content-length", "transfer-encoding"}:
        added.append(f"Content-Length: {length}")
    return tuple(added)


def _head(first: str, fields: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in [first, *(line.strip() for line in fields), ""]).encode()


def raw(text: str) -> Draft:
    r"""The text as it stands, line ends made CRLF in the head only, nothing added; `\x00`-style escapes are decoded."""
    head, blank, content = text.replace("\r\n", "\n").lstrip("\n").partition("\n\n")
    lines = _unescape(head.replace("\n", "\r\n"))  # in this order, so that \x0a stays a bare LF
    method = head.split(" ", 1)[0]
    return Draft(method, lines + (b"\r\n\r\n" if blank else b""), _unescape(content).rstrip(b"\n"))


def _unescape(text: str) -> bytes:
    return re.sub(rb"\\x([0-9a-fA-F]{2})", lambda match: bytes.fromhex(match[1].decode()), text.encode())
