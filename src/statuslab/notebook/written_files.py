"""HTML files that a cell writes into the working folder, and the output that links to them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from statuslab.errors import LabError
from statuslab.notebook.view import View
from statuslab.storage.files import home, write_atomically
from statuslab.widgets.html import Safe, document, page, tag

_HEAD = 4000  # bytes in which a file of ours says what it is


def working_folder() -> Path:
    """Where a cell writes. A fixed lab, which runs in the folder of the published pages, uses its temporary home."""
    return home() if os.environ.get("STATUSLAB_FIXED") else Path()


def write_page(folder: Path, path: Any, kind: str, title: str, output: Safe, data: Any = None) -> Path:
    """Write an output as an HTML file and return its path; an earlier file of the same kind is replaced.

    Raises LabError if `path` is no path, is another file, or cannot be written.
    """
    if not isinstance(path, str | Path) or not str(path).strip():
        raise LabError(f'the file of a {kind} was given as {path!r}; expected a name such as "mine.html"')
    target = folder / Path(path).expanduser()
    if target.exists() and not _is_ours(target, kind):
        raise LabError(f"{path} is there already and is not a {kind} of this course; choose another name")
    write_atomically(target, document(title, output, kind, data))
    return target


def link_to(path: Path | str, before: str, after: str, download: bool = sys.platform == "emscripten") -> View:
    """Return an output with a link to a file that was written: text before it, its name, and text after it.

    The link opens the file or downloads it. In a browser it always does, as no page there shows files.
    """
    name = str(path)
    link = tag("a", {"href": quote(name), "target": "_blank", "download": Path(name).name if download else None}, name)
    return View(f"{before} {name} {after}", str(page((), tag("p", None, f"{before} ", link, f" {after}"))))


def _is_ours(path: Path, kind: str) -> bool:
    try:
        with path.open("rb") as file:
            return f'content="statuslab {kind}"'.encode() in file.read(_HEAD)
    except OSError:  # a folder, or a file that may not be read
        return False
