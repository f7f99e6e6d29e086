"""Pieces of WebDAV requests that several codes share. The paths are those of the lab's cellar."""

from __future__ import annotations

XML = "Content-Type: application/xml"
DISPLAY_NAMES = '<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>'
LABEL = "/cellar/racks/west/assam.txt"
NEW_LABEL = "Content-Type: text/plain; charset=utf-8\n\nAssam, 39 chests"
LOCK_LABEL = f"""LOCK {LABEL}
Depth: 0
Timeout: Second-600
{XML}

<lockinfo xmlns="DAV:">
<lockscope><exclusive/></lockscope>
<locktype><write/></locktype>
<owner>the chef, counting chests</owner>
</lockinfo>"""


def list_rack(rack: str) -> str:
    """A request for the display names of a rack and of everything on it."""
    return f"PROPFIND /cellar/racks/{rack}/\nDepth: 1\n{XML}\n\n{DISPLAY_NAMES}"
