"""Browser assets that the widgets and the pages of a live class share, and the one module that finds them.

Neither side imports the other, so what both need belongs to neither.
"""

from __future__ import annotations

from pathlib import Path

SHARED = tuple(sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in {".css", ".js"}))


def asset(name: str, folder: Path) -> Path:
    """The shared asset of that name, or else the file of that name in `folder`, which need not exist."""
    return next((path for path in SHARED if path.name == name), folder / name)
