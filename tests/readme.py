"""The table of pages in README.md, made from the pages themselves: python tests/readme.py writes it.

A page is listed with the minutes that it says it takes, its title, and the codes it predicts.
"""

import json
import re
import sys
from pathlib import Path

from statuslab.codes import all_challenges, all_scenes
from statuslab.codes.build_index import index_text, published_pages

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
TABLE = re.compile(r"^\| page \| minutes \|.*?(?=^$)", re.MULTILINE | re.DOTALL)


def table_of_pages(folder: Path) -> str:
    """The table, a row a page in the order of the course."""
    taught = json.loads(index_text(all_scenes(), all_challenges(), published_pages(folder)))["pages"]
    rows = [_row(path, sorted(taught.get(path.stem, ()))) for path in sorted(folder.glob("*.ipynb"))]
    return "\n".join(["| page | minutes | what you do | codes |", "|---|---|---|---|", *rows]) + "\n"


def _row(path: Path, codes: list[int]) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    title = re.search(r"^# (.+)$", prose, re.MULTILINE)
    minutes = re.search(r"(\d+) minutes", prose.partition("What you'll need")[2].replace("’", "'"))
    assert title and minutes, f"{path.name} has no `# Title`, or says under What you'll need no number of minutes"
    return f"| [`{path.stem}`](notebooks/{path.name}) | {minutes[1]} | {title[1]} | {runs(codes)} |"


def runs(codes: list[int]) -> str:
    """Sorted codes, three or more in a row as a run: 200 to 208, 226."""
    parts: list[list[int]] = []
    for code in codes:
        if parts and code == parts[-1][-1] + 1:
            parts[-1].append(code)
        else:
            parts.append([code])
    return ", ".join(f"{part[0]} to {part[-1]}" if len(part) > 2 else ", ".join(map(str, part)) for part in parts)


def main() -> int:
    text = README.read_text(encoding="utf-8")
    README.write_text(TABLE.sub(lambda _: table_of_pages(ROOT / "notebooks"), text), encoding="utf-8")
    print(f"wrote the table of pages in {README.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
