"""What Sphinx reads: the pages and documents of the checkout, prepared for reading, beside pages made from the data.

The folders have the names of the checkout, so links between its files stay as they are. Every list (pages, codes,
documents) comes from the data, so a new page or code is in the book without a line here.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from book.codes import STYLES, all_codes, class_page, code_page, fixed_lab, front_matter, link, raw, stories
from book.functions import commands_page, functions_page
from statuslab.catalog import CLASSES, StatusCode
from statuslab.catalog.pages import Page
from statuslab.codes import index
from statuslab.notebook.cheat_sheet import write_cheat_sheet
from statuslab.notebook.codes import catalog
from statuslab.widgets.cheat_sheet import STYLES as CHEAT_SHEET_STYLES
from statuslab.widgets.cheat_sheet import cheat_sheet_html
from statuslab.widgets.html import Safe, join, stylesheet, tag
from statuslab.widgets.story import FOLDED

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
MERMAID = ROOT / "deploy/site/node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js"
"""What draws the diagrams of the documents in the browser; npm brings it."""
RUN = "run/notebooks/index.html?path="
"""Where a page runs, from the top of the site; the name of the notebook follows."""
START_PAGE = "0_start_here"
BESIDE_THE_PAGES = ("all_codes", "glossary", "handout", "facilitators_guide")
LEARNERS_STATE = frozenset({"page-top", "page-end", "page-state", "page-done", "page-summary"})
"""Cells that say where a page stands, which the book says in its own way, and what a learner has done on it."""
TO_OPEN = "The whole story, step by step. Decide on your answer first."
CHEAT_SHEET = "cheat_sheet_to_print.html"
_STYLE = re.compile(r'<style data-statuslab="([\w-]+)">.*?</style>\n', re.DOTALL)
_CODE_OR_LINK = re.compile(
    r"^ *```.*?^ *```$|`[^`\n]+`|\[(?P<words>[^\]\n]+)\]\((?!https?:)(?P<target>[^)\s#]+)[^)\s]*\)",
    re.MULTILINE | re.DOTALL,
)


def write(to: Path, only_to_read: Mapping[str, str], repository: str = "") -> None:
    """Lay out the sources of the book in a new folder.

    `only_to_read` says which pages do not run, and why. `repository` is the public address of the checkout, if any.
    """
    static, extra = to / "_static", to / "_extra"
    for folder in (static, extra):
        folder.mkdir(parents=True)
    pages = index().pages
    styles = list(STYLES)
    for page in pages.values():
        text, used = notebook((ROOT / "notebooks" / f"{page.name}.ipynb").read_text("utf-8"), page, only_to_read)
        styles += used
        _put(to / "notebooks" / f"{page.name}.ipynb", text)
    for path in documents():
        _put(to / path, document((ROOT / path).read_text("utf-8"), Path(path), set(book_files()), repository))
    with fixed_lab() as lab:
        for record in all_records():
            told = stories(record.code, lab)
            _put(to / str(record.code) / "index.md", code_page(record, catalog, told, lab, RUN))
    for family in CLASSES:
        _put(
            to / family / "index.md",
            class_page(family, [each for each in all_records() if each.status_class == family]),
        )
    _put(to / "functions.md", functions_page())
    _put(to / "commands.md", commands_page())
    _put(to / "cheat_sheet.md", cheat_sheet())
    _put(to / "index.md", start_page(pages.values()))
    write_cheat_sheet(extra / CHEAT_SHEET)
    shutil.copy(ROOT / ".github" / "lesson.png", static / "lesson.png")
    shutil.copy(HERE / "not_found.html", extra / "404.html")
    shutil.copy(MERMAID, static / MERMAID.name)
    for name in ("book.css", "diagrams.js", "favicon.svg"):
        shutil.copy(HERE / name, static / name)
    (static / "statuslab.css").write_text(style_sheet(styles), "utf-8")
    shutil.copy(HERE / "conf.py", to / "conf.py")


def style_sheet(names: Iterable[str]) -> str:
    """The named style sheets as one file, without what they say about printed pages."""
    return re.sub(r"@page\{[^}]*\}\n?", "", stylesheet(*dict.fromkeys(("palette", *names, *CHEAT_SHEET_STYLES))))


def all_records() -> tuple[StatusCode, ...]:
    """Every code of the course, then the numbers that a CDN has of its own."""
    return (*catalog, *catalog.extras.values())


def documents() -> list[str]:
    """The documents of the checkout that the book has, as paths from its root."""
    docs = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))
    top = sorted(path.name for path in ROOT.glob("*.md") if path.name != "README.md")  # that is the start page
    return [*(f"notebooks/{name}.md" for name in BESIDE_THE_PAGES), *docs, *top, "data/README.md"]


def book_files() -> Iterator[str]:
    """Every file of the checkout that becomes a page of the book."""
    yield from documents()
    yield from (f"notebooks/{page}.ipynb" for page in index().pages)


def addresses() -> Iterator[str]:
    """The address of every page of the book, from the top of the site."""
    yield from ("index.html", "functions.html", "commands.html", "cheat_sheet.html", CHEAT_SHEET)
    yield from (f"{Path(path).with_suffix('')}.html" for path in book_files())
    yield from (f"{name}/index.html" for name in (*CLASSES, *(record.code for record in all_records())))


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


# --- Pages --------------------------------------------------------------------------------------------------


def notebook(text: str, page: Page, only_to_read: Mapping[str, str]) -> tuple[str, list[str]]:
    """A notebook as the book has it, and the style sheets that its outputs use.

    The outputs are the stored ones, without the styles, and their links lead to pages of the book.
    """
    read = json.loads(text)
    styles: list[str] = []
    for cell in read["cells"]:
        for output in cell.get("outputs", ()):
            if html := "".join(output.get("data", {}).get("text/html", "")):
                styles += _STYLE.findall(html)
                output["data"]["text/html"] = in_the_book(_STYLE.sub("", html)).replace(FOLDED, TO_OPEN)
    cells = [cell for cell in read["cells"] if cell.get("id") not in LEARNERS_STATE and "".join(cell["source"]).strip()]
    _open(cells, page, only_to_read.get(page.name))
    return json.dumps(read | {"cells": cells}, ensure_ascii=False), styles


def in_the_book(html: str) -> str:
    """HTML of an output whose links to notebooks lead to pages of the book.

    >>> in_the_book('<a href="2xx_success.ipynb#One-round">')
    '<a href="2xx_success.html#One-round">'
    """
    return re.sub(r'(?<=href=")([\w-]+)\.ipynb(?=["#])', r"\1.html", html)


def _open(cells: list[dict[str, Any]], page: Page, why_not: str | None) -> None:
    """Say below the title where the page stands, which codes it teaches and where it runs."""
    title = next(cell for cell in cells if cell["cell_type"] == "markdown")
    heading, _, rest = "".join(title["source"]).partition("\n")
    title["source"] = f"{heading}\n\n{raw(_opening(page, why_not))}\n{rest}"


def _opening(page: Page, why_not: str | None) -> Safe:
    numbers = list(index().pages)
    where = f"Page {numbers.index(page.name) + 1} of {len(numbers)} · {page.minutes} minutes"
    words = "Open it in the browser" if why_not else "Run it in the browser"
    go = tag("a", {"href": f"../{RUN}{page.name}.ipynb", "class": "go"}, words)
    note = tag("span", None, f"{why_not} It runs in an installed course.") if why_not else None
    links = join((link(catalog[code], name=False) for code in sorted(page.codes)), " ")
    taught = tag("p", {"class": "sl taught"}, "Codes on this page: ", links) if page.codes else None
    return join((tag("p", {"class": "run"}, go, " ", tag("span", None, where), " ", note), taught))


# --- Documents ----------------------------------------------------------------------------------------------


def document(text: str, path: Path, known: set[str], repository: str = "") -> str:
    """A document of the checkout as the book has it.

    A link to a file that the book does not have leads to the repository's address, or becomes its words without one.

    >>> document("[lab.py](../src/lab.py), [names](glossary.md)", Path("docs/x.md"), {"docs/glossary.md"})
    '`lab.py`, [names](glossary.md)'
    """

    def kept(found: re.Match[str]) -> str:
        words, target = found["words"], found["target"]
        if not target or (file := _normal(path.parent / target)) in known:
            return found[0]
        if repository:
            return f"[{words}]({repository}/blob/main/{file})"
        is_name = "`" not in words and re.fullmatch(r"[\w./-]*[./][\w./-]*", words)
        return f"`{words}`" if is_name else words

    return _CODE_OR_LINK.sub(kept, text)


def _normal(path: Path) -> str:
    """A path without its `..`, as from the root."""
    parts: list[str] = []
    for part in path.parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def cheat_sheet() -> str:
    """The page with the cheat sheet, and the way to the file that is printed."""
    sheet = re.sub(r"<header\b.*?</header\s*>", "", cheat_sheet_html(catalog), count=1, flags=re.DOTALL)
    return "\n\n".join(
        (
            front_matter("All HTTP status codes on two pages to print: what each says, who sends it, what to do next."),
            "# Cheat sheet",
            raw(Safe(f'<p class="run"><a class="go" href="{CHEAT_SHEET}">Open it to print</a> Two A4 pages.</p>')),
            raw(Safe(_STYLE.sub("", sheet))),
        )
    )


# --- The start ----------------------------------------------------------------------------------------------


def start_page(pages: Iterable[Page]) -> str:
    """The first page of the site: what this is, the two ways in, every code, and every page."""
    shown = list(pages)
    listed = "\n".join(
        f"| [{page.title}](notebooks/{page.name}.ipynb) | {page.minutes} | {_runs_of(page)} |" for page in shown
    )
    text = (HERE / "start.md").read_text("utf-8")
    fills = {
        "CODES": str(len(catalog)),
        "RUN": f"{RUN}{START_PAGE}.ipynb",
        "TILES": raw(all_codes(catalog)),
        "PAGES": f"| page | minutes | codes |\n|---|---|---|\n{listed}",
        "THE_COURSE": "\n".join(f"notebooks/{page.name}" for page in shown),
        "THE_CLASSES": "\n".join(f"{family}/index" for family in CLASSES),
        "THE_DOCUMENTS": "\n".join(path.removesuffix(".md") for path in documents() if "notebooks/" not in path),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: fills[found[1]], text)


def _runs_of(page: Page) -> str:
    return ", ".join(f"[{code}]({code}/index.md)" for code in sorted(page.codes))
