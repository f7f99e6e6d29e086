"""Bytes as text that diffs well: one line of the text for each line on the wire, and nothing of this machine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

LONGEST_LINE, LONGEST = 1500, 24_000
_CONTROLS = {number: f"\\x{number:02x}" for number in (*range(32), 127)} | {
    ord("\\"): "\\\\",
    ord("\r"): "\\r",
    ord("\n"): "\\n\n",
    ord("\t"): "\\t",
}


def shown(data: bytes, mark: str) -> str:
    r"""Bytes as lines, each after a mark. CR, LF and the backslash are escaped; what is not UTF-8 becomes `\x..`.

    Long data is cut short, and a digest stands for the rest.
    """
    rest = ""
    if len(data) > LONGEST:
        data, rest = data[: LONGEST // 4], _digest(data[LONGEST // 4 :])
    text = data.decode("utf-8", "surrogateescape")
    escaped = "".join(
        f"\\x{ord(sign) - 0xDC00:02x}" if "\udc80" <= sign <= "\udcff" else sign for sign in text.translate(_CONTROLS)
    )
    lines = [_short(line) for line in escaped.split("\n")]
    if lines[-1] == "":
        lines.pop()
    return "".join(f"{mark} {line}\n" for line in [*lines, *([rest] if rest else [])])


def _short(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return line
    return f"{line[:400]} {_digest(line[400:].encode())}"


def _digest(data: bytes) -> str:
    return f"[{len(data)} bytes more, SHA-256 {hashlib.sha256(data).hexdigest()[:16]}]"


def anonymous(data: bytes, names: Mapping[str, str]) -> bytes:
    """Bytes with the addresses of this run replaced by their names."""
    for address, name in names.items():
        data = re.sub(rb"%s(?!\d)" % re.escape(address.encode()), name.encode(), data)
    return data
