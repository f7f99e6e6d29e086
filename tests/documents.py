"""What `make index` writes beside the pages: the index of all codes and the glossary, to be read without a kernel.

python tests/documents.py            write notebooks/all_codes.md and notebooks/glossary.md
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from statuslab.catalog import CLASSES, StatusCode, Term
from statuslab.catalog.pages import START, Page, Section, address
from statuslab.catalog.standards import linked
from statuslab.codes import challenge_of
from statuslab.notebook.codes import catalog
from statuslab.notebook.reference import proved_in, taught_in, terms_all
from statuslab.storage.files import write_atomically
from statuslab.widgets.cards import CLASSES as CLASS_NAMES

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
HEAD = f"[Overview]({address(START)}) · [All codes](all_codes.md) · [Glossary](glossary.md)"


def all_codes() -> str:
    """Every code with the sections that teach it, and the functions that show it."""
    return "\n".join(_lines_on_codes()) + "\n"


def _lines_on_codes() -> Iterator[str]:
    yield "# All codes\n"
    yield HEAD + "\n"
    yield (
        "These tables say where each code is taught. In a cell, run `card` for the facts, `demo` to see it happen, and "
        '`challenge` to make it happen. `find("timeout")` searches, and `cheat_sheet()` makes two pages to print.'
    )
    for family, records in groupby(catalog, lambda record: record.color):
        yield f"\n## {CLASSES[family - 1]} {CLASS_NAMES[family]}\n"
        yield "| code | where it is taught | in a cell |"
        yield "|---|---|---|"
        yield from map(_row, records)


def _row(record: StatusCode) -> str:
    cells = " ".join(filter(None, (f"`card({record.code})`", f"`demo({record.code})`", _challenge(record.code))))
    taught = "; ".join(_on_page(page, [section for other, section in taught_in(record.code) if other is page])
                       for page in dict.fromkeys(page for page, _ in taught_in(record.code)))  # fmt: skip
    return f"| **{record.code}** {record.name} | {taught} | {cells} |"


def _challenge(code: int) -> str:
    """The call, as a link where a page has its card."""
    if not challenge_of(code):
        return ""
    places = [address(page.name, section.title) for page, section in proved_in(code)]
    return f"[`challenge({code})`]({places[0]})" if places else f"`challenge({code})`"


def _on_page(page: Page, sections: list[Section]) -> str:
    links = ", ".join(f"[{section.title}]({address(page.name, section.title)})" for section in sections)
    return f"{page.title}: {links}"


def glossary() -> str:
    """Every term with its meaning, its codes and where a standard defines it."""
    words = 'These are the terms that the pages use. In a cell, `glossary("upstream")` explains one of them.'
    return "\n".join(["# Glossary\n", HEAD + "\n", words + "\n", *map(_term, terms_all())]) + "\n"


def _term(term: Term) -> str:
    also = f" (also: {', '.join(term.also)})" if term.also else ""
    codes = f" Codes: {', '.join(map(_code, term.codes))}." if term.codes else ""
    source = f" {linked(term.source)}." if term.source else ""
    return f"- **{term.term}**{also}: {term.meaning}{codes}{source}"


def _code(code: int) -> str:
    page, section = taught_in(code)[0]
    return f"[{code}]({address(page.name, section.title)})"


DOCUMENTS: Mapping[str, Callable[[], str]] = {"all_codes.md": all_codes, "glossary.md": glossary}


def main() -> int:
    for name, write in DOCUMENTS.items():
        write_atomically(NOTEBOOKS / name, write())
    print(f"wrote {', '.join(DOCUMENTS)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
