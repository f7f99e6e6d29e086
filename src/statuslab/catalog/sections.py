"""The sections of the pages, read from their notebooks, so that a code or a word leads to the place that teaches it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from statuslab.catalog.pages import address

_HEADING = re.compile(r"(#{1,6}) +(.+?)[ #]*$")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"""^(predict|demo|challenge)\((?:["']([\w-]+)["']|(\d{3}))\)""", re.MULTILINE)
FRAME = frozenset({
    "What you'll do", "What you'll learn", "What you'll need", "Prove it", "On your own", "Further reading",
})  # fmt: skip
"""Headings that pages have in common. They say nothing about what is taught below them."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a page with what stands below it, up to the next heading.

    `calls` are the calls in its cells that name a scene, a challenge or a code: ("predict", "two-cooks").
    """

    page: str
    page_title: str
    heading: str
    level: int
    prose: str
    calls: tuple[tuple[str, str], ...]

    @property
    def address(self) -> str:
        """The address of the section, relative to another page."""
        return section_address(self.page, self.heading)

    @property
    def is_frame(self) -> bool:
        """Whether it is the page's title, or a section that every page has."""
        return self.level == 1 or self.heading.replace("’", "'") in FRAME


def section_address(page: str, heading: str) -> str:
    """The address of a heading on a page, as JupyterLab makes it: blanks become hyphens, the rest is quoted.

    >>> section_address("5xx_server_error", "Autumn, or fall?")
    '5xx_server_error.ipynb#Autumn%2C-or-fall%3F'
    """
    return f"{address(page)}#{quote(heading.replace('`', '').replace(' ', '-'), safe='')}"


def sections_of(page: str, notebook: str) -> tuple[Section, ...]:
    """The sections of a page from the text of its notebook. A text that is no notebook has none."""
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(notebook)["cells"]]
    except (ValueError, KeyError, TypeError):
        return ()
    return tuple(_sections(page, cells))


def _sections(page: str, cells: list[tuple[str, str]]) -> Iterator[Section]:
    title, heading, level = page, page, 0
    prose: list[str] = []
    calls: list[tuple[str, str]] = []
    for kind, source in cells:
        if kind == "code":
            calls += [(name, scene or code) for name, scene, code in _CALL.findall(source)]
            continue
        for line in _FENCE.sub("", source).splitlines() if kind == "markdown" else ():
            if found := _HEADING.match(line):
                if level:
                    yield Section(page, title, heading, level, "\n".join(prose), tuple(calls))
                level, heading, prose, calls = len(found[1]), found[2], [], []
                title = heading if level == 1 else title
            else:
                prose.append(line)
    if level:
        yield Section(page, title, heading, level, "\n".join(prose), tuple(calls))
