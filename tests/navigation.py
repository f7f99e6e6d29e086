"""What `make index` writes into the pages: the way through the course, and links to the standards that they name.

    python tests/navigation.py            write it into notebooks/*.ipynb (runs nothing)

A page begins and ends with a generated cell; `GENERATED` names the others. They have the tag `generated`, and
no headings, as these are made from the index, which lists the headings.
"""

import csv
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from readme import runs
from statuslab.catalog.pages import ROUTES, START, Page, Route, Stop, address, neighbors
from statuslab.catalog.standards import linked
from statuslab.codes import index
from statuslab.storage.files import data_folder, write_atomically

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
TAG = "generated"
TOP, END = "page-top", "page-end"
RUN_FIRST = "Did you open this page without `statuslab lab`? Then run the first code cell on the page first."
OVERVIEW = f"[Overview]({address(START)})"
Pages = Mapping[str, Page]


def top(pages: Pages, page: Page) -> str:
    """Where a page stands in the course, the pages beside it, its codes with their sections, and what to run first."""
    before, after = neighbors(pages.values(), page.name)
    here = f"**Page {_number(pages, page)} of {len(pages)}**" + ("" if page.name == START else f" · {OVERVIEW}")
    beside = [
        f"[← {before.title}]({address(before.name)})" if before else "",
        f"[{after.title} →]({address(after.name)})" if after else "",
    ]
    codes = ", ".join(_code(page, code) for code in sorted(page.codes))
    # JupyterLab lays the toolbar of the cell over the right end of its first line, so that one is short.
    lines = (here, " · ".join(filter(None, beside)), f"Codes on this page: {codes}" if codes else "", RUN_FIRST)
    return "\n\n".join(filter(None, lines))


def _number(pages: Pages, page: Page) -> int:
    return list(pages).index(page.name) + 1


def _code(page: Page, code: int) -> str:
    section = page.section_of(code)
    assert section, f"{page.name} has no section with {code}"
    return f"[{code}]({address('', section.title).removeprefix('.ipynb')})"


def end(pages: Pages, page: Page) -> str:
    """Where to go after a page."""
    _, after = neighbors(pages.values(), page.name)
    if after is None:
        return f"---\n\nThis was the last page. {OVERVIEW}"
    where = f"**Next, page {_number(pages, after)} of {len(pages)}:** [{after.title} →]({address(after.name)})"
    return f"---\n\n{where} ({after.minutes} minutes) · {OVERVIEW}"


def routes(pages: Pages, _: Page) -> str:
    """The ways through the course for those who do not go from page to page."""
    return "\n".join(f"- {_route(pages, route)}" for route in ROUTES)


def _route(pages: Pages, route: Route) -> str:
    return f"**{route.title}.** {route.about} {' → '.join(_stop(pages, stop) for stop in route.stops)}"


def _stop(pages: Pages, stop: Stop) -> str:
    section = stop.section(pages) if stop.scene else None
    page = pages[stop.page]
    return f"[{section.title if section else page.title}]({address(page.name, section.title if section else '')})"


def all_pages(pages: Pages, _: Page) -> str:
    """All pages as a table: number, title, minutes and codes."""
    rows = [
        f"| {number} | [{page.title}]({address(page.name)}) | {page.minutes} | {runs(sorted(page.codes))} |"
        for number, page in enumerate(pages.values(), 1)
    ]
    return "\n".join(["| page | | minutes | codes |", "|---|---|---|---|", *rows])


def cache_claims(_: Pages, __: Page) -> str:
    """The claims about caches that Varnish or nginx does not keep to, as a table."""
    with (data_folder() / "cache_claims.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "no" in (row["varnish"], row["nginx"])]
    lines = [f"| {row['says']} | {row['force']} | {row['varnish']} | {row['nginx']} | {row['note']} |" for row in rows]
    return "\n".join(["| the claim | the standard says | Varnish | nginx | |", "|---|---|---|---|---|", *lines])


GENERATED: Mapping[str, Callable[[Pages, Page], str]] = {
    TOP: top,
    END: end,
    "course-routes": routes,
    "course-pages": all_pages,
    "cache-claims": cache_claims,
}


def with_navigation(notebook: dict[str, Any], pages: Pages, page: Page) -> dict[str, Any]:
    """Return a notebook with its generated cells as they are today, and each standard it names as a link."""
    cells = [dict(cell) for cell in notebook["cells"]]
    known = {cell.get("id") for cell in cells}
    cells[:0] = [] if TOP in known else [_cell(TOP)]
    cells += [] if END in known else [_cell(END)]
    for cell in cells:
        if cell["cell_type"] == "markdown":
            write = GENERATED.get(str(cell.get("id")))
            text = write(pages, page) if write else linked("".join(cell["source"]))
            cell["source"] = text.splitlines(keepends=True)
    return notebook | {"cells": cells}


def _cell(name: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {"tags": [TAG]}, "source": []}


def written(path: Path, pages: Pages) -> str:
    """Return the text of a page's file with its navigation."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return json.dumps(with_navigation(notebook, pages, pages[path.stem]), indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    changed = 0
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        text = written(path, index().pages)
        if text != path.read_text(encoding="utf-8"):
            write_atomically(path, text)
            changed += 1
    print(f"wrote the navigation of {changed} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
