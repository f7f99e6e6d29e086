"""Writes index.json from the modules of codes and the published pages: python -m statuslab.codes.build_index"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from statuslab.catalog.pages import Ask, Page, Section, plain_heading, to_json
from statuslab.codes import INDEX_FILE, all_challenges, all_scenes
from statuslab.errors import LabError
from statuslab.scenarios.judging import Challenge
from statuslab.scenarios.quests import QUESTS
from statuslab.scenarios.scene import Scene
from statuslab.storage.files import notebooks_folder, write_atomically

Cell = Mapping[str, Any]
ASKING = ("predict", "quiz", "challenge", "exam", "review")
DRAWING = ("n", "seed", "level")  # the arguments that say which questions a quiz draws
ABOUT = ("What you'll do", "What you'll learn", "What you'll need")
"""The headings that tell about a page; they are no sections of it."""


def index_text(scenes: Sequence[Scene], challenges: Sequence[Challenge], pages: Mapping[str, Sequence[Cell]]) -> str:
    """The index as text; `pages` maps names of pages to their cells.

    A page teaches the codes whose scenes it predicts. Raises LabError where a name stands twice, a page predicts a
    scene that does not exist, or has no title or no minutes.
    """
    codes = _by_name("scene", ((scene.name, scene.code) for scene in scenes))
    named = [(challenge.name, challenge.code) for challenge in challenges]
    _by_name("scene or challenge", [*codes.items(), *named, *((quest.name, quest.code) for quest in QUESTS)])
    parts = {
        "scenes": [_line(*entry) for entry in codes.items()],
        "challenges": [_line(*entry) for entry in dict(named).items()],
        "pages": [_page_lines(page_of(name, cells, codes)) for name, cells in pages.items()],
    }
    return (
        "{\n" + ",\n".join(f'  "{name}": {{\n' + ",\n".join(lines) + "\n  }" for name, lines in parts.items()) + "\n}\n"
    )


def _by_name(kind: str, entries: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, code in entries:
        if name in found:
            raise LabError(f'the {kind} name "{name}" stands twice, at {found[name]} and at {code}; names are unique')
        found[name] = code
    return found


def _line(name: str, value: Any) -> str:
    return f"    {json.dumps(name)}: {json.dumps(value)}"


def _page_lines(page: Page) -> str:
    """One line a section, so that a change of one is a line of its own in a diff."""
    facts = to_json(page)
    sections = ",\n".join(f"      {json.dumps(section, ensure_ascii=False)}" for section in facts.pop("sections"))
    return f'{_line(page.name, facts)[:-1]}, "sections": [\n{sections}\n    ]}}'


# --- Reading a page -----------------------------------------------------------------------------------------


def page_of(name: str, cells: Iterable[Cell], codes: Mapping[str, int]) -> Page:
    """Read a page from its cells; `codes` has the code of each scene. Raises LabError, see `index_text`."""
    titles: list[str] = []
    asks: list[list[Ask]] = []
    prose = ""
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            prose += source.replace("’", "'") + "\n\n"
            new = [title for title in headings(source) if title.replace("’", "'") not in ABOUT]
            titles += new
            asks += [[] for _ in new]
        elif cell["cell_type"] == "code" and asks:
            asks[-1] += _asks(name, str(cell.get("id", "")), source)
    minutes = re.search(r"(\d+) minutes", prose.partition("What you'll need")[2])
    if not titles or not minutes:
        raise LabError(f"page {name} has no `# Title`, or says under What you'll need no number of minutes")
    sections = tuple(
        Section(title, _codes(name, mine, codes), tuple(mine)) for title, mine in zip(titles, asks, strict=True)
    )
    return Page(name, titles[0], int(minutes[1]), sections)


def headings(markdown: str) -> list[str]:
    """Return the headings of some Markdown as they are shown, without those inside fenced code."""
    prose = re.sub(r"^```.*?^```", "", markdown, flags=re.MULTILINE | re.DOTALL)
    return [plain_heading(title) for title in re.findall(r"^#+ +(.+?) *#*$", prose, re.MULTILINE)]


def _codes(page: str, asks: Iterable[Ask], codes: Mapping[str, int]) -> tuple[int, ...]:
    predicted = [str(ask.what[0]) for ask in asks if ask.function == "predict"]
    if unknown := [name for name in predicted if name not in codes]:
        raise LabError(f'page {page} predicts "{unknown[0]}", and no module of a code has a scene of that name')
    return tuple(dict.fromkeys(codes[name] for name in predicted))


def _asks(page: str, cell: str, source: str) -> Iterator[Ask]:
    """Return the calls of a cell that ask something. Raises LabError where an argument is no plain value."""
    for call in _calls(source):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in ASKING:
            try:
                what = tuple(ast.literal_eval(argument) for argument in call.args)
                how = {each.arg: ast.literal_eval(each.value) for each in call.keywords if each.arg in DRAWING}
            except ValueError:
                raise LabError(
                    f"page {page}: {ast.unparse(call)} has arguments that are no plain numbers or names"
                ) from None
            yield Ask(cell, name, what, **how)


def _calls(source: str) -> Iterator[ast.Call]:
    """Return the calls that stand alone as statements; a cell that is no Python, such as a magic, has none."""
    try:
        body = ast.parse(re.sub(r"^\s*[%!].*$", "", source, flags=re.MULTILINE)).body
    except SyntaxError:
        return
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            yield statement.value


def published_pages(folder: Path) -> dict[str, list[Cell]]:
    """The cells of each page, by the page's name, in the order of the course."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8"))["cells"] for path in sorted(folder.glob("*.ipynb"))}


def main() -> int:
    try:
        write_atomically(INDEX_FILE, index_text(all_scenes(), all_challenges(), published_pages(notebooks_folder())))
    except LabError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote {INDEX_FILE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
