"""Writes index.json from the modules of codes and the published pages: python -m statuslab.codes.build_index"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from statuslab.codes import INDEX_FILE, all_challenges, all_scenes
from statuslab.errors import LabError
from statuslab.scenarios.judging import Challenge
from statuslab.scenarios.quests import QUESTS
from statuslab.scenarios.scene import Scene
from statuslab.storage.files import notebooks_folder, write_atomically

PREDICTION = re.compile(r"""^predict\(["']([\w-]+)["']\)""", re.MULTILINE)


def index_text(scenes: Sequence[Scene], challenges: Sequence[Challenge], pages: Mapping[str, str]) -> str:
    """The index as text; `pages` maps names of pages to the sources of their code cells.

    A page teaches the codes whose scenes it predicts. Raises LabError where a name stands twice, or a page predicts a
    scene that does not exist.
    """
    codes = _by_name("scene", ((scene.name, scene.code) for scene in scenes))
    named = [(challenge.name, challenge.code) for challenge in challenges]
    _by_name("scene or challenge", [*codes.items(), *named, *((quest.name, quest.code) for quest in QUESTS)])
    taught = {name: _taught(name, source, codes) for name, source in pages.items()}
    parts: dict[str, Mapping[str, int] | Mapping[str, list[int]]] = {
        "scenes": codes,
        "challenges": dict(named),
        "pages": {name: found for name, found in taught.items() if found},
    }
    blocks = (f'  "{name}": {{\n{_lines(entries)}\n  }}' for name, entries in parts.items())
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def _by_name(kind: str, entries: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, code in entries:
        if name in found:
            raise LabError(f'the {kind} name "{name}" stands twice, at {found[name]} and at {code}; names are unique')
        found[name] = code
    return found


def _taught(page: str, source: str, codes: Mapping[str, int]) -> list[int]:
    predicted = PREDICTION.findall(source)
    if unknown := [name for name in predicted if name not in codes]:
        raise LabError(f'page {page} predicts "{unknown[0]}", and no module of a code has a scene of that name')
    return list(dict.fromkeys(codes[name] for name in predicted))


def _lines(entries: Mapping[str, int] | Mapping[str, list[int]]) -> str:
    """One line an entry, so that a new code is a line of its own in a diff."""
    return ",\n".join(f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in entries.items())


def published_pages(folder: Path) -> dict[str, str]:
    """The source of each page's code cells, by the page's name, in the order of the course."""
    return {path.stem: _code_cells(path) for path in sorted(folder.glob("*.ipynb"))}


def _code_cells(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


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
