"""The scripts and style sheets that browsers load, built from `frontend/src/` by `make frontend`.

Widgets and the pages of a live class both read them here: neither imports the other.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def asset(name: str) -> str:
    """The text of a built script or style sheet: "quiz.js". Raises FileNotFoundError."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
