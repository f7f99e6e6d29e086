"""The pages of the course as values: what each is called, what it asks where, and the addresses of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

START: Final = "0_start_here"
LOOK_ALIKES: Final = "6_look_alikes"


@dataclass(frozen=True, slots=True)
class Ask:
    """A cell that asks something: its id, the function that it calls, and the arguments."""

    cell: str
    function: str  # predict, quiz, challenge, exam or review
    what: tuple[int | str, ...] = ()
    n: int | None = None
    seed: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page, the codes that are predicted below it, and the cells there that ask something."""

    title: str
    codes: tuple[int, ...] = ()
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the name of its notebook, its title, its minutes and its sections; the first has the page's title."""

    name: str
    title: str
    minutes: int
    sections: tuple[Section, ...]

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes that are predicted on this page, in the order in which they come."""
        return tuple(dict.fromkeys(code for section in self.sections for code in section.codes))

    def section_of(self, code: int) -> Section | None:
        """Return the section in which a code comes first, None if the page does not predict it."""
        return next((section for section in self.sections if code in section.codes), None)


def address(page: str, section: str = "") -> str:
    """Return the address of a page, or of a section by its heading, relative to another page."""
    return f"{page}.ipynb{f'#{anchor(section)}' if section else ''}"


def anchor(heading: str) -> str:
    """Return the id that JupyterLab, GitHub and nbconvert give a heading: its text, with hyphens for blanks.

    >>> anchor("A new tea, and where `Location` points")
    'A-new-tea,-and-where-Location-points'
    """
    return plain_heading(heading).replace(" ", "-")


def plain_heading(heading: str) -> str:
    """Return a heading as it is shown, without Markdown's marks for code and emphasis."""
    return re.sub(r"[`*]", "", heading).strip()


def from_json(name: str, stored: Mapping[str, Any]) -> Page:
    """Return a page from the index. Raises KeyError, TypeError or ValueError if it is not one."""
    return Page(name, stored["title"], int(stored["minutes"]), tuple(map(_section, stored["sections"])))


def _section(stored: Mapping[str, Any]) -> Section:
    asks = (Ask(cell, function, tuple(what), **more) for cell, function, what, more in stored.get("asks", ()))
    return Section(stored["title"], tuple(stored.get("codes", ())), tuple(asks))


def to_json(page: Page) -> dict[str, Any]:
    """Return a page as the index keeps it."""
    return {"title": page.title, "minutes": page.minutes, "sections": [_stored(each) for each in page.sections]}


def _stored(section: Section) -> dict[str, Any]:
    asks = [
        [ask.cell, ask.function, list(ask.what), _given(n=ask.n, seed=ask.seed, level=ask.level)]
        for ask in section.asks
    ]
    return {"title": section.title} | _given(codes=list(section.codes) or None, asks=asks or None)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def neighbors(pages: Iterable[Page], name: str) -> tuple[Page | None, Page | None]:
    """Return the page before and the page after a page, each None at the end of the course."""
    listed = list(pages)
    place = next(index for index, page in enumerate(listed) if page.name == name)
    before = listed[place - 1] if place else None
    return before, listed[place + 1] if place + 1 < len(listed) else None


# --- Ways through the course --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop on a way through the course: a page, or the section of it in which a scene is predicted."""

    page: str
    scene: str = ""

    def section(self, pages: Mapping[str, Page]) -> Section | None:
        """Return the section of the stop, None for a whole page."""
        sections = pages[self.page].sections
        return next((each for each in sections if any(self.scene in ask.what for ask in each.asks)), None)


@dataclass(frozen=True, slots=True)
class Route:
    """A way through the course for those who do not go from page to page."""

    title: str
    about: str
    stops: tuple[Stop, ...]


FIRST_HOUR: Final = "0_the_first_hour"
ROUTES: Final = (
    Route(
        "You have 15 minutes",
        "You see three codes that you will meet this week.",
        (Stop(START, "no-such-tea"), Stop(FIRST_HOUR, "staff-only"), Stop(FIRST_HOUR, "the-kitchen-mumbles")),
    ),
    Route(
        "You have an hour",
        "You see the dozen codes that people meet every day.",
        (Stop(START, "no-such-tea"), Stop(FIRST_HOUR)),
    ),
    Route(
        "You know HTTP already",
        'Answer the pre-test. Then run `skip("2xx")`, `skip("3xx")` and so on: each asks six questions. If you '
        "get five right at the first try, the page counts as known. `course()` then shows what is left for you.",
        (Stop(START, "pretest"), Stop("2xx_success")),
    ),
)
