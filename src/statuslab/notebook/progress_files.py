"""The functions `progress_file` and `progress_from`: your answers as a file, to take from one place to another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from statuslab.errors import LabError
from statuslab.notebook import stored_progress
from statuslab.notebook.view import View
from statuslab.notebook.written_files import link_to, working_folder
from statuslab.storage import progress_file as format
from statuslab.storage.files import write_atomically
from statuslab.widgets.html import page, tag
from statuslab.wording import quantity

FILE = "statuslab-progress.sqlite"


def progress_file(path: str | Path = FILE) -> View:
    """Write all your answers to a file, to go on with them elsewhere: in a browser, or where the course is installed.

    There `progress_from` takes them in. An earlier progress file is replaced. Raises LabError.
    """
    target = _target(path)
    if target.exists():
        try:
            format.from_bytes(target.read_bytes(), str(path))
        except (LabError, OSError) as error:
            raise LabError(f"{path} is there already and is not a progress file; choose another name") from error
    content, answers = stored_progress.store().to_bytes()
    write_atomically(target, content)
    return link_to(
        path,
        f"{quantity(answers, 'answer')}:",
        f'beside this page. Put it beside the pages where you go on, and run progress_from("{path}") there.',
        download=True,
    )


def progress_from(path: str | Path = FILE) -> View:
    """Add the answers of a file that `progress_file` wrote to those that are here. None is lost or counted twice.

    Raises LabError, and changes nothing, if the file cannot be used.
    """
    target = _target(path)
    try:
        content = target.read_bytes()
    except OSError as error:
        raise LabError(
            f"cannot read {path} ({error.strerror}); put the file that progress_file() wrote beside this page"
        ) from error
    store = stored_progress.store()
    new = store.take_in(content, str(path))
    text = f"{path}: {quantity(new, 'new answer')}, {quantity(len(store.attempts()), 'answer')} in all"
    return View(text, str(page((), tag("p", None, text))))


def _target(path: Any) -> Path:
    if not isinstance(path, str | Path) or not str(path).strip():
        raise LabError(f'the file was given as {path!r:.80}; expected a name such as "{FILE}"')
    return working_folder() / Path(path).expanduser()
