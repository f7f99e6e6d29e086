"""Progress that survives a reload where the course runs in a browser.

There the browser's storage looks like a folder. SQLite cannot work in it, but whole files that are written there stay.
So the store works on a file in memory, and a copy goes to the drive after each change and comes back at the start.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path

DRIVE = Path("/drive")  # where JupyterLite shows the browser's storage
FOLDER = ".statuslab"
NO_DRIVE = (
    "this browser offers the course no place to keep files, so your answers are gone when you close or reload this "
    "page; leave private mode, or install the course to keep them"
)

FULL = "it is full, or the browser refuses"


class DriveCopy:
    """The copy of a progress file on the drive. `tell` gets one line where answers cannot be kept."""

    def __init__(self, file: Path, tell: Callable[[str], None], drive: Path = DRIVE) -> None:
        self._file, self._copy, self._tell = file, drive / FOLDER / file.name, tell
        self._told = ""

    def restore(self) -> None:
        """Bring the copy back, unless there is a file already."""
        if not self._copy.parents[1].is_dir():
            self._say(NO_DRIVE)
            return
        try:
            if self._copy.exists() and not self._file.exists():
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.write_bytes(self._copy.read_bytes())
        except OSError as error:
            self._say(f"your earlier answers could not be read from this browser's storage ({error.strerror})")

    def keep(self, db: sqlite3.Connection) -> None:
        """Write what the database holds to the drive: beside the copy first, so that no half of it replaces a whole."""
        if not self._copy.parents[1].is_dir():
            return  # told at the start
        new = self._copy.with_suffix(".new")
        try:
            self._copy.parent.mkdir(exist_ok=True)
            content = db.serialize()
            new.write_bytes(content)
            _check(new, content)
            new.replace(self._copy)
            _check(self._copy, content)
        except OSError as error:
            reason = FULL if isinstance(error, FileNotFoundError) else error.strerror  # what was made is not there
            self._say(
                f"your answer could not be written to this browser's storage ({reason}); it lasts until you "
                "close this page. Make room in the browser's storage, then answer once more"
            )
        else:
            self._told = ""

    def _say(self, line: str) -> None:
        if line != self._told:
            self._told = line
            self._tell(line)


def _check(path: Path, content: bytes) -> None:
    """Raise OSError unless a file holds what was written: where the quota is full, a browser may not say so."""
    if not path.is_file() or path.read_bytes() != content:
        raise OSError(errno.ENOSPC, FULL)
