"""Where things lie: the course's own folders, the learner's home, and writing without half-written files.

Knows no format: what a file holds is the business of whoever reads it.
"""

import os
import sys
from pathlib import Path

from statuslab.errors import LabError

_PACKAGE = Path(__file__).resolve().parents[1]


def checkout() -> Path | None:
    """Return the root of the checkout this package runs from, or None when it was installed from a wheel."""
    root = _PACKAGE.parents[1]
    return root if (root / "pyproject.toml").is_file() and (root / "data").is_dir() else None


def data_folder() -> Path:
    """Return the folder of the course's data.

    Raises LabError when neither the wheel nor a checkout has it.
    """
    return _course_folder("data")


def notebooks_folder() -> Path:
    """Return the folder of the published pages.

    Raises LabError when neither the wheel nor a checkout has it.
    """
    return _course_folder("notebooks")


def home() -> Path:
    """Return the folder of the learner's own records: STATUSLAB_HOME, or the platform's place for such."""
    chosen = os.environ.get("STATUSLAB_HOME")
    return Path(chosen).expanduser() if chosen else _platform_home() / "statuslab"


def set_aside(path: Path, aside: Path) -> None:
    """Rename a file that cannot be used, replacing one set aside earlier.

    Raises LabError when the folder cannot be written.
    """
    try:
        path.replace(aside)
    except OSError as error:
        raise _cannot_write(aside, error) from error


def write_atomically(path: Path, text: str) -> None:
    """Write a whole file or nothing: a reader never meets half of it, and a failure leaves the old one.

    Raises LabError when the folder cannot be written or the disk is full.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    except OSError as error:
        _forget(unfinished)
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> LabError:
    return LabError(
        f"cannot write {path}: {error.strerror or error}; a folder with room that you may write to "
        "was expected; free some space, mend its permissions or choose another folder"
    )


def _course_folder(name: str) -> Path:
    built_in, beside = _PACKAGE / f"_{name}", _PACKAGE.parents[1] / name
    for folder in (built_in, beside):
        if folder.is_dir():
            return folder
    raise LabError(
        f"no folder {name} of the course: expected {built_in} or {beside}; install the package again "
        "or fetch the whole repository"
    )


def _platform_home() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # its folder is gone or is not a folder: then there is nothing left to tidy
        return
