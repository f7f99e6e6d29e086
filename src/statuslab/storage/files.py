"""Where files are: the folders of the course and the learner's home; and atomic writes."""

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from statuslab.errors import LabError

_PACKAGE = Path(__file__).resolve().parents[1]


def checkout() -> Path | None:
    """Return the root of the checkout this package runs from, or None when it was installed from a wheel."""
    root = _PACKAGE.parents[1]
    return root if (root / "pyproject.toml").is_file() and (root / "data").is_dir() else None


def data_folder() -> Path:
    """Return the folder of the course's data.

    Raises LabError if neither the wheel nor a checkout has it.
    """
    return _course_folder("data")


def compiled_questions(folder: str = "questions") -> Path:
    """Return where a folder of questions is compiled: in the data of a wheel, in an ignored folder of a checkout."""
    data = data_folder()
    return (data if data.parent == _PACKAGE else data.parent / ".cache") / f"{folder}.json"


def notebooks_folder() -> Path:
    """Return the folder of the published pages.

    Raises LabError if neither the wheel nor a checkout has it.
    """
    return _course_folder("notebooks")


def home() -> Path:
    """Return the folder of the learner's data: STATUSLAB_HOME, or the platform's default place."""
    chosen = os.environ.get("STATUSLAB_HOME")
    return Path(chosen).expanduser() if chosen else _platform_home() / "statuslab"


def make_private(path: Path) -> None:
    """Create a file and its folder so that only this user can read them; tighten those that are there already.

    A folder that belongs to somebody else or to everybody (as /tmp does), and the user's own home, stay as they are.
    Raises OSError if the file cannot be created or is no regular file.
    """
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file")
    if not path.exists() and os.access(folder, os.W_OK):
        path.touch(mode=0o600)
    with suppress(OSError, AttributeError):  # Windows has no owners to compare, a read-only place no modes to change
        is_ours = folder.stat().st_uid == os.geteuid() and not folder.stat().st_mode & stat.S_ISVTX
        if is_ours and folder.resolve() not in (Path.home().resolve(), Path(folder.anchor)):
            _tighten(folder, 0o700)
        for file in (path, *folder.glob(f"{path.stem}.unreadable-*"), *folder.glob(f"{path.name}-*")):
            _tighten(file, 0o600)


def _tighten(path: Path, mode: int) -> None:
    """Take away what a mode allows beyond `mode`."""
    with suppress(OSError):
        if stat.S_IMODE(path.stat().st_mode) & ~mode:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & mode)


def set_aside(path: Path, aside: Path) -> None:
    """Rename a file that cannot be used, replacing one that was set aside earlier. Raises LabError."""
    try:
        path.replace(aside)
    except OSError as error:
        raise _cannot_write(aside, error) from error


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a whole file or nothing: readers never see half of it, and a failure leaves the old file.

    Raises LabError if the folder cannot be written or the disk is full.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
        unfinished.replace(path)
    except OSError as error:
        _delete(unfinished)
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> LabError:
    return LabError(
        f"cannot write {path}: {error.strerror or error}; free some disk space, change the permissions of the folder, "
        "or choose another folder"
    )


def _course_folder(name: str) -> Path:
    built_in, beside = _PACKAGE / f"_{name}", _PACKAGE.parents[1] / name
    for folder in (built_in, beside):
        if folder.is_dir():
            return folder
    raise LabError(
        f"the course's folder {name} is missing: expected {built_in} or {beside}; reinstall the package, or clone the "
        "whole repository"
    )


def _platform_home() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # the folder is gone or is not a folder, so there is nothing to delete
        return
