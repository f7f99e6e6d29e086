"""The learner's copy of the pages: created once, updated with the course, and never overwritten after a change.

The first half decides, from text and hashes. The second half reads and writes files.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any

from statuslab.errors import LabError
from statuslab.storage import files
from statuslab.wording import quantity

BOOKKEEPING = ".statuslab.json"  # page -> fingerprint of the version of the course that the learner last got


class PageAction(Enum):
    """What was done with one page of the learner's copy."""

    CREATED = "created"  # it was not there
    UNCHANGED = "unchanged"  # nothing to do
    UPDATED = "updated"  # the course has changed, the learner has not changed it
    BESIDE = "beside"  # both have changed: the learner's stays, and the course's is written beside it
    RETIRED = "retired"  # the course no longer has it; the learner's stays, and this is told once
    SET_ASIDE = "set aside"  # the bookkeeping file itself could not be read


@dataclass(frozen=True)
class PageOutcome:
    """What was done with one page: its file name, the action, and the file that was written, if any."""

    page: str
    action: PageAction
    written: str | None = None


def fingerprint(content: bytes) -> str:
    """Return a hash of the types and sources of a page's cells.

    Running a page does not change it, nor does the empty cell that JupyterLab adds at the end. A file that is not a
    notebook, such as a half-saved one, is hashed as it is.
    """
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError):
        return hashlib.sha256(content).hexdigest()
    written = [(kind, source) for kind, source in cells if source.strip()]
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()


def without_outputs(content: bytes) -> str:
    """Return a page without outputs and execution counts, so that it gives no answers away. Metadata stay."""
    page = json.loads(content)
    for cell in page["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return json.dumps(page, indent=1, ensure_ascii=False) + "\n"


def decide(course: str, given: str | None, mine: str | None) -> PageAction:
    """Return what to do with a page, from three fingerprints: the course's, the one last given, the learner's.

    A page whose cells the learner has not changed is updated. Outputs from running it are lost; running it again
    brings them back. A page that was deleted is created again.
    """
    if mine is None:
        return PageAction.CREATED
    if course in (mine, given):
        return PageAction.UNCHANGED
    return PageAction.UPDATED if mine == given else PageAction.BESIDE


def summary(outcomes: Iterable[PageOutcome], folder: Path) -> list[str]:
    """Return the lines to print: one for all new pages, and one for each other page that was touched."""
    outcomes = list(outcomes)
    created = sum(one.action is PageAction.CREATED and one.page.endswith(".ipynb") for one in outcomes)
    first = [f"{folder}: {quantity(created, 'page')} created for you to work in"] if created else []
    return first + [_SENTENCES[one.action].format(one=one) for one in outcomes if one.action in _SENTENCES]


_SENTENCES = {
    PageAction.UPDATED: "{one.page}: updated to the new version of the course; you had not changed it",
    PageAction.BESIDE: "{one.page}: you have changed it, so it stays as it is; the new version is {one.written}",
    PageAction.RETIRED: "{one.page}: no longer a page of the course; your copy stays as it is",
    PageAction.SET_ASIDE: "{one.page}: cannot be read, so it was renamed to {one.written}, and all your pages count as "
    "changed by you; nothing is lost",
}


def default_folder() -> Path:
    """Return workspace/ in the checkout or, for an installed package, in the current folder."""
    return (files.checkout() or Path.cwd()) / "workspace"


def prepare(course: Path, folder: Path) -> list[PageOutcome]:
    """Update the learner's copy in `folder` from the pages in `course`, and from the handout that lies beside them.

    Return what was done with each.

    Raises LabError if there are no pages, if one cannot be read, or if `folder` is a file or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise LabError(f"{folder} is a file; expected a folder for the pages: name a new one, or one that is there")
    pages = sorted(course.glob("*.ipynb"))
    if not pages:
        raise LabError(f"no pages in {course}: expected *.ipynb; clone or install the course again")
    pages += sorted(course.glob("*.md"))
    given, outcomes = _read_bookkeeping(folder)
    before = dict(given)
    outcomes += [_update(page, folder, given) for page in pages]
    outcomes += _retire({page.name for page in pages}, folder, given)
    if given != before:
        files.write_atomically(folder / BOOKKEEPING, json.dumps(given, indent=1, sort_keys=True) + "\n")
    return outcomes


def _update(page: Path, folder: Path, given: dict[str, str]) -> PageOutcome:
    """Update one page, and note in `given` the version that the learner has now."""
    content, mine = _read(page), folder / page.name
    course = fingerprint(content)
    action = decide(course, given.get(page.name), fingerprint(_read(mine)) if mine.exists() else None)
    given[page.name] = course
    if action is PageAction.UNCHANGED:
        return PageOutcome(page.name, action)
    target = _free_name(mine, course, given) if action is PageAction.BESIDE else mine
    files.write_atomically(target, without_outputs(content) if page.suffix == ".ipynb" else content.decode())
    given[target.name] = course
    return PageOutcome(page.name, action, target.name)


def _retire(course: Collection[str], folder: Path, given: dict[str, str]) -> list[PageOutcome]:
    """Take pages that the course no longer has out of `given`. Return those that the learner still has."""
    gone = [name for name in given if re.sub(r"\.new\d*(?=\.ipynb$)", "", name) not in course]
    for name in gone:
        del given[name]
    return [PageOutcome(name, PageAction.RETIRED) for name in gone if (folder / name).exists()]


def _free_name(page: Path, course: str, given: Mapping[str, str]) -> Path:
    """Return `page.new.ipynb`, or `page.new2.ipynb` and so on if the learner has changed the earlier ones."""
    for number in count(1):
        name = page.with_suffix(f".new{number if number > 1 else ''}{page.suffix}")
        if not name.exists() or fingerprint(_read(name)) in (course, given.get(name.name)):
            break
    return name


def _read(page: Path) -> bytes:
    try:
        return page.read_bytes()
    except OSError as error:
        raise LabError(f"cannot read {page}: {error.strerror}; change its permissions, or move it elsewhere") from error


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
