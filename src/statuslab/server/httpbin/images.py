"""One picture, a cup of tea of 16 by 16 pixels, in four formats."""

from __future__ import annotations

import base64
import struct
import zlib

_ROWS = """
................
.....o...o......
......o...o.....
.....o...o......
................
..cccccccccc....
..cggggggggccc..
..cccccccccc..c.
..cccccccccc..c.
..cccccccccc..c.
..ccccccccccccc.
...cccccccc.....
....cccccc......
.ssssssssssss...
..ssssssssss....
................
""".strip().splitlines()
_COLORS = {"o": "aab4be", "c": "0f766e", "g": "b46e28", "s": "5a6475"}


def _png() -> bytes:
    """Each row after a filter byte, deflated, between a header and an end (RFC 2083 section 3)."""
    pixels = b"".join(b"\0" + b"".join(bytes.fromhex(_COLORS.get(sign, "ffffff")) for sign in row) for row in _ROWS)
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def _svg() -> bytes:
    """A square for each pixel that is not white."""
    squares = [
        f'<path fill="#{_COLORS[sign]}" d="M{x} {y}h1v1h-1z"/>'
        for y, row in enumerate(_ROWS)
        for x, sign in enumerate(row)
        if sign in _COLORS
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{"".join(squares)}</svg>\n'.encode()


# The same pixels, written once by an encoder: the standard library has none for these two.
_JPEG = """
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+
gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAQABADASIAAhEB
AxEB/8QAFwAAAwEAAAAAAAAAAAAAAAAAAgQFBv/EACEQAAIBBAICAwAAAAAAAAAAAAECBAMFESEAEmGBEzFB/8QAFQEBAQAAAAAAAAAAAAAAAAAAAQP/
xAAXEQADAQAAAAAAAAAAAAAAAAAAERIC/9oADAMBAAIRAxEAPwDQTLzHiyWoOtXtTIyV64Os/p88KDdo8pmVfkU9ht11v6GQTj365HvkOrXuD1KEeQSd
NmnldAAEEeOM2OAyowqrJpN2V2BQKh6nKjez6xxRKt0kf//Z
"""
_WEBP = """
UklGRlYAAABXRUJQVlA4TEoAAAAvD8ADAIWSAECQs2Qiy/jnvkBIQFjno6MykbbN8Nj9O7mywf4rbNsGKQ4+EdiRN+57NbEmVcMC9IUxjEH1jPEhkFhVDa/l
KIEVAQ==
"""

PICTURES = {
    "webp": ("image/webp", base64.b64decode(_WEBP)),
    "svg": ("image/svg+xml", _svg()),
    "jpeg": ("image/jpeg", base64.b64decode(_JPEG)),
    "png": ("image/png", _png()),
}
"""Format to media type and bytes, in the order in which they are offered."""
