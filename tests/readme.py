"""The table of pages in README.md, made from the index of the pages: python tests/readme.py writes it.

A page is listed with the minutes that it says it takes, its title, and the codes it predicts.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from statuslab.catalog.pages import Page
from statuslab.codes import index

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
TABLE = re.compile(r"^\| page \| minutes \|.*?(?=^$)", re.MULTILINE | re.DOTALL)


def table_of_pages(pages: Iterable[Page]) -> str:
    """The table, a row a page in the order of the course."""
    return "\n".join(["| page | minutes | what you do | codes |", "|---|---|---|---|", *map(_row, pages)]) + "\n"


def _row(page: Page) -> str:
    return (
        f"| [`{page.name}`](notebooks/{page.name}.ipynb) | {page.minutes} | {page.title} | {runs(sorted(page.codes))} |"
    )


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
    README.write_text(TABLE.sub(lambda _: table_of_pages(index().pages.values()), text), encoding="utf-8")
    print(f"wrote the table of pages in {README.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
