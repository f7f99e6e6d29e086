"""The notebook functions that look something up: `find`, `index` and `glossary`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from statuslab.catalog import CLASSES, StatusCode, Term, reading
from statuslab.catalog.pages import Ask, Page, Section, address
from statuslab.catalog.search import Entry, Found, search
from statuslab.codes import LESSON_PAGE, all_scenes, challenge_of, find_scene
from statuslab.codes import index as code_index
from statuslab.errors import LabError
from statuslab.notebook.codes import catalog
from statuslab.notebook.view import View
from statuslab.storage.files import data_folder
from statuslab.wording import did_you_mean

if TYPE_CHECKING:
    from statuslab.widgets.reference import Hit, IndexRow, Link

LONGEST = 200  # characters of a search
SHOWN = 10
COMMON = 3  # a heading on so many pages ("Prove it") says nothing about what stands below it
Place = tuple[Page, Section]
EXAMPLES = 'find("timeout"), find("redirect") or find("login")'
CLASS_NAMES = dict(
    zip(CLASSES, ("informational", "success", "redirection", "client error", "server error"), strict=True)
)


# --- find ---------------------------------------------------------------------------------------------------


def find(text: str | int, n: int = SHOWN) -> View:
    """Find codes, sections of pages, demos and terms: find("timeout"), find("two people edit"), find(409).

    The best `n` are shown, each with a link to the page and the function to call. Typing mistakes are tolerated.
    Raises LabError where nothing was asked for.
    """
    from statuslab.widgets.reference import found_html, found_text

    query = " ".join(str(text).split())[:LONGEST]
    if not query or not isinstance(text, str | int):
        raise LabError(f"find() needs something to look for, got {text!r}; try {EXAMPLES}")
    if not isinstance(n, int) or n < 1:
        raise LabError(f"find(n={n!r}): expected a whole number of at least 1")
    found = search(query, _entries())
    hits = [_hit(entry) for entry in found.entries[:n]]
    notice = _notice(query, found, n)
    return View(found_text(hits, notice), str(found_html(hits, notice)))


def _notice(query: str, found: Found, n: int) -> str:
    """The line above the results: what was read otherwise, what is left out, or what to try instead."""
    if not found.entries:
        close = " or ".join(f'find("{word}")' for word in found.suggestions[:3])
        return f'Nothing found for "{query}". Try {close or EXAMPLES}; index() lists all codes, glossary() all terms.'
    parts = [f'"{word}" was not found and read as "{other}".' for word, other in found.read_as.items()]
    if len(found.entries) > n:
        parts.append(f'The best {n} of {len(found.entries)}; find("{query}", n={len(found.entries)}) shows all.')
    return " ".join(parts)


@cache
def _entries() -> tuple[Entry, ...]:
    """Everything that can be found. Made once: the data do not change while a kernel runs."""
    return (*_code_entries(), *_term_entries(), *_section_entries(), *_story_entries())


def _code_entries() -> Iterator[Entry]:
    for record in (*catalog, *catalog.extras.values()):
        terms = [term for term in terms_all() if record.code in term.codes]
        yield Entry("code", str(record.code), [
            (20, f"{record.code}"),
            (12, " ".join((record.name, *record.former_names))),
            (9, f"{record.status_class} {CLASS_NAMES[record.status_class]}"),
            (8, " ".join(word for term in terms for word in (term.term, *term.also))),
            (6, record.meaning),
            (4, record.next_step),
            (3, " ".join((*record.must, *record.should, *record.watch, *record.senders))),
            (2, record.note),
        ])  # fmt: skip


def _term_entries() -> Iterator[Entry]:
    for term in terms_all():
        yield Entry("term", term.term, [(10, term.term), (7, " ".join(term.also)), (2, term.meaning)])


def _section_entries() -> Iterator[Entry]:
    pages = Counter(section.title for _, section in _places())
    for number, (page, section) in enumerate(_places()):
        if pages[section.title] < COMMON:
            yield Entry("section", str(number), [(5 if section.title == page.title else 7, section.title)])


def _story_entries() -> Iterator[Entry]:
    for scene in all_scenes():
        yield Entry("story", scene.name, [
            (7, f"{scene.title} {scene.name}"), (3, scene.situation), (2, scene.at_work),
        ])  # fmt: skip


def _hit(entry: Entry) -> Hit:
    return _HITS[entry.kind](entry.key)


def _code_hit(key: str) -> Hit:
    from statuslab.widgets.reference import Hit

    record = catalog[int(key)]
    return Hit("code", "", record.meaning, record, _links(taught_in(record.code)), f"card({key})", f"demo({key})")


def _term_hit(key: str) -> Hit:
    from statuslab.widgets.reference import Hit

    term = next(each for each in terms_all() if each.term == key)
    return Hit("term", term.term, term.meaning, None, (), f'glossary("{key}")')


def _section_hit(key: str) -> Hit:
    from statuslab.widgets.reference import Hit

    page, section = _places()[int(key)]
    calls = [f'predict("{ask.what[0]}")' for ask in section.asks if ask.function == "predict"]
    return Hit("section", "", "", None, _links([(page, section)]), *calls[:1])


def _story_hit(key: str) -> Hit:
    from statuslab.widgets.reference import Hit

    scene = find_scene(key)
    places = _asking(lambda ask: ask.what == (key,)) or taught_in(scene.code)
    return Hit("demo", scene.title, scene.situation, None, _links(places), f'demo("{key}")')


_HITS = {"code": _code_hit, "term": _term_hit, "section": _section_hit, "story": _story_hit}


# --- index --------------------------------------------------------------------------------------------------


def index(key: int | str | None = None) -> View:
    """List all codes, or those of a class: index(), index("4xx"). Each with where it is taught and what to call.

    Raises LabError for a code or class that the catalog does not have.
    """
    from statuslab.widgets.reference import index_html, index_text

    rows = [_row(record) for record in (catalog if key is None else catalog.find(key))]
    return View(index_text(rows), str(index_html(rows)))


def _row(record: StatusCode) -> IndexRow:
    from statuslab.widgets.reference import IndexRow

    has_challenge = challenge_of(record.code) is not None
    return IndexRow(record, _links(taught_in(record.code)), has_challenge, _links(proved_in(record.code)[:1]))


# --- glossary -----------------------------------------------------------------------------------------------


def glossary(term: str | None = None) -> View:
    """Explain the terms that pages use, each in a sentence: glossary(), glossary("upstream").

    Raises LabError for a term that the glossary does not have.
    """
    from statuslab.widgets.reference import glossary_html, glossary_text

    found = terms_all() if term is None else (_term(str(term)),)
    return View(glossary_text(found), str(glossary_html(found)))


@cache
def terms_all() -> tuple[Term, ...]:
    """All terms of the glossary, in its order."""
    return reading.glossary(data_folder(), {record.code for record in catalog})


def _term(text: str) -> Term:
    spellings = {word.lower(): term for term in terms_all() for word in (term.term, *term.also)}
    wanted = " ".join(text.lower().split())
    if wanted in spellings or wanted.removesuffix("s") in spellings:
        return spellings.get(wanted) or spellings[wanted.removesuffix("s")]
    hint = did_you_mean(wanted, {word: each.term for word, each in spellings.items()}, "glossary() lists them all")
    raise LabError(f'no term "{text[:LONGEST]}" in the glossary; {hint}')


# --- The pages ----------------------------------------------------------------------------------------------


def _places() -> list[Place]:
    """All sections of the course with their pages, in its order."""
    return [(page, section) for page in code_index().pages.values() for section in page.sections]


def taught_in(code: int) -> list[Place]:
    """The sections that teach a code, first those on the page about its class."""
    found = [(page, section) for page, section in _places() if code in section.codes]
    return sorted(found, key=lambda place: not LESSON_PAGE.match(place[0].name))


def proved_in(code: int) -> list[Place]:
    """The sections that have the card of a code's challenge; pages have it for some codes only."""
    challenge = challenge_of(code)
    names = {code, challenge.name if challenge else code}
    return _asking(lambda ask: ask.function == "challenge" and bool(names.intersection(ask.what)))


def _asking(fits: Callable[[Ask], bool]) -> list[Place]:
    return [(page, section) for page, section in _places() if any(map(fits, section.asks))]


def _links(places: Sequence[Place]) -> tuple[Link, ...]:
    from statuslab.widgets.reference import Link

    return tuple(Link(page.title, section.title, address(page.name, section.title)) for page, section in places)
