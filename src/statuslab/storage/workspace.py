"""The learner's copy of the pages: laid out once, brought up to date, never taken from the learner.

The first half decides (text and hashes in, values out); the second half reads and writes.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any

from statuslab.errors import LabError
from statuslab.storage import files
from statuslab.wording import quantity

BOOKKEEPING = ".statuslab.json"  # page -> fingerprint of the course's version last given to the learner


class PageAction(Enum):
    """What happened to one page of the learner's copy."""

    LAID = "laid"  # was not there
    SAME = "same"  # nothing to do
    REFRESHED = "refreshed"  # the course moved on, the learner had changed nothing
    BESIDE = "beside"  # both changed: the learner's stays, the course's lies beside it
    SET_ASIDE = "set aside"  # the bookkeeping itself could not be read


@dataclass(frozen=True)
class PageOutcome:
    """One page (its file name), what happened to it and the file that was written, if any."""

    page: str
    what: PageAction
    written: str | None = None


def fingerprint(content: bytes) -> str:
    """Return the hash of a page's cells, kinds and sources: running a page changes nothing, nor does the
    empty cell that JupyterLab adds at the end. What is no notebook (half saved, say) is hashed as it stands.
    """
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError):
        return hashlib.sha256(content).hexdigest()
    written = [(kind, source) for kind, source in cells if source.strip()]
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()


def without_outputs(content: bytes) -> str:
    """Return a page with neither outputs nor execution counts: nothing is given away. Metadata stay."""
    page = json.loads(content)
    for cell in page["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return json.dumps(page, indent=1, ensure_ascii=False) + "\n"


def decide(course: str, given: str | None, mine: str | None) -> PageAction:
    """Return what to do with a page, from three fingerprints: the course's, the one last given, the learner's.

    A page whose cells the learner left as they were is refreshed, and outputs they produced by running it
    go with the old version: running it again brings them back. A page they deleted is laid again.
    """
    if mine is None:
        return PageAction.LAID
    if course in (mine, given):
        return PageAction.SAME
    return PageAction.REFRESHED if mine == given else PageAction.BESIDE


def summary(happened: Iterable[PageOutcome], folder: Path) -> list[str]:
    """Return the lines a person should read: one for all pages laid out, one for each other page touched."""
    happened = list(happened)
    laid = sum(one.what is PageAction.LAID for one in happened)
    first = [f"{folder}: {quantity(laid, 'page')} laid out, yours to change"] if laid else []
    return first + [_SENTENCES[one.what].format(one=one) for one in happened if one.what in _SENTENCES]


_SENTENCES = {
    PageAction.REFRESHED: "{one.page}: brought up to date with the course; you had changed nothing in it",
    PageAction.BESIDE: "{one.page}: yours is kept as it is; the course's new version lies beside it, {one.written}",
    PageAction.SET_ASIDE: "{one.page}: cannot be read, so it was set aside as {one.written} and your pages are "
    "treated as changed by you; nothing is lost",
}


def default_folder() -> Path:
    """Return workspace/ of the checkout or, for an installed package, of the current folder."""
    return (files.checkout() or Path.cwd()) / "workspace"


def prepare(course: Path, folder: Path) -> list[PageOutcome]:
    """Bring the learner's copy in `folder` up to date with the pages in `course`; say what happened to each.

    Raises LabError when there are no pages, one cannot be read, or the folder cannot be written.
    """
    pages = sorted(course.glob("*.ipynb"))
    if not pages:
        raise LabError(f"no pages in {course}: expected *.ipynb; fetch or install the course again")
    given, happened = _read_bookkeeping(folder)
    before = dict(given)
    happened += [_bring(page, folder, given) for page in pages]
    if given != before:
        files.write_atomically(folder / BOOKKEEPING, json.dumps(given, indent=1, sort_keys=True) + "\n")
    return happened


def _bring(page: Path, folder: Path, given: dict[str, str]) -> PageOutcome:
    """Bring one page up to date, and note in `given` what the learner has been given."""
    content, mine = _read(page), folder / page.name
    course = fingerprint(content)
    what = decide(course, given.get(page.name), fingerprint(_read(mine)) if mine.exists() else None)
    given[page.name] = course
    if what is PageAction.SAME:
        return PageOutcome(page.name, what)
    target = _free_name(mine, course, given) if what is PageAction.BESIDE else mine
    files.write_atomically(target, without_outputs(content))
    given[target.name] = course
    return PageOutcome(page.name, what, target.name)


def _free_name(page: Path, course: str, given: Mapping[str, str]) -> Path:
    """Return `page.new.ipynb`, or `page.new2.ipynb` and so on where the learner has changed the earlier."""
    for number in count(1):
        name = page.with_suffix(f".new{number if number > 1 else ''}.ipynb")
        if not name.exists() or fingerprint(_read(name)) in (course, given.get(name.name)):
            break
    return name


def _read(page: Path) -> bytes:
    try:
        return page.read_bytes()
    except OSError as error:
        raise LabError(
            f"cannot read {page}: {error.strerror}; a file you may read was expected; mend its "
            "permissions or move it away"
        ) from error


def _read_bookkeeping(folder: Path) -> tuple[dict[str, str], list[PageOutcome]]:
    path = folder / BOOKKEEPING
    if not path.exists():
        return {}, []
    try:
        return _checked(json.loads(_read(path))), []
    except ValueError:
        aside = path.with_name(f"{BOOKKEEPING}.unreadable")
        files.set_aside(path, aside)
        return {}, [PageOutcome(BOOKKEEPING, PageAction.SET_ASIDE, aside.name)]


def _checked(given: Any) -> dict[str, str]:
    if isinstance(given, dict) and all(isinstance(value, str) for value in given.values()):
        return given
    raise ValueError("expected an object of page: fingerprint")
