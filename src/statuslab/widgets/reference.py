"""What looks something up: the results of a search, the index of all codes, and the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from statuslab.catalog import CLASSES, StatusCode, Term
from statuslab.widgets.badges import pill
from statuslab.widgets.cards import CLASSES as CLASS_NAMES
from statuslab.widgets.html import Child, Safe, inline, join, page, plain, tag

STYLES = ("reference",)
INDEX_HEADS = ("code", "where it is taught", "at a glance", "see it happen", "make it happen")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a section: the title of its page, its heading, and its address relative to another page."""

    page: str
    heading: str
    address: str

    @property
    def words(self) -> str:
        return self.page if self.heading == self.page else f"{self.page} › {self.heading}"


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of a search. `record` is the code that was found, if one was; `call` is what to run next."""

    kind: str
    title: str
    text: str
    record: StatusCode | None
    links: tuple[Link, ...]
    call: str = ""
    call_beside: str = ""

    @property
    def calls(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.call, self.call_beside)))


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A code in the index: where it is taught, whether it has a challenge, and the section that has its card."""

    record: StatusCode
    taught: tuple[Link, ...]
    has_challenge: bool
    proved: tuple[Link, ...]


# --- Results of a search ------------------------------------------------------------------------------------


def found_html(hits: Sequence[Hit], notice: str) -> Safe:
    """The results as a whole output."""
    parts = (tag("p", {"class": "notice", "role": "status"}, notice) if notice else None, _hits(hits))
    return page(STYLES, tag("div", {"class": "box reference found"}, *parts))


def _hits(hits: Sequence[Hit]) -> Safe | None:
    return tag("ol", None, *map(_hit, hits)) if hits else None


def _hit(hit: Hit) -> Safe:
    head = pill(hit.record.code, hit.record.name) if hit.record else tag("b", None, hit.title) if hit.title else None
    links = [_link(link) for link in hit.links]
    lead, rest = ([head], links) if head else (links, [])
    return tag(
        "li",
        None,
        tag("p", None, tag("span", {"class": "kind"}, hit.kind), " ", *lead),
        tag("p", {"class": "text"}, inline(hit.text)) if hit.text else None,
        tag("p", {"class": "go"}, join((*map(_code, hit.calls), *rest), " · ")) if hit.calls or rest else None,
    )


def found_text(hits: Sequence[Hit], notice: str) -> str:
    """The results as text for a terminal."""
    return "\n".join([*([notice, ""] if notice else []), *(line for hit in hits for line in _hit_lines(hit))])


def _hit_lines(hit: Hit) -> Iterator[str]:
    title = f"{hit.record.symbol} {hit.record.code} {hit.record.name}" if hit.record else hit.title
    yield f"{hit.kind + ':':<9}{title or hit.links[0].words}"
    yield from (f"         {line}" for line in (plain(hit.text), *_where(hit)) if line)


def _where(hit: Hit) -> Iterator[str]:
    yield " · ".join(hit.calls)
    yield from (link.address for link in hit.links)


# --- The index of all codes ---------------------------------------------------------------------------------


def index_html(rows: Sequence[IndexRow]) -> Safe:
    """The index as a whole output: a table, with a heading row for each class."""
    head = tag("thead", None, tag("tr", None, *(tag("th", {"scope": "col"}, words) for words in INDEX_HEADS)))
    bodies = (_class(int(family), list(own)) for family, own in groupby(rows, lambda row: row.record.color))
    return page(STYLES, tag("div", {"class": "box reference index"}, tag("table", None, head, *bodies)))


def _class(family: int, rows: Iterable[IndexRow]) -> Safe:
    words = f"{CLASSES[family - 1]} {CLASS_NAMES[family]}"
    title = tag("tr", {"class": "class"}, tag("th", {"colspan": len(INDEX_HEADS), "scope": "rowgroup"}, words))
    return tag("tbody", None, title, *map(_row, rows))


def _row(row: IndexRow) -> Safe:
    code = row.record.code
    challenge: Child = _code(f"challenge({code})") if row.has_challenge else tag("span", {"class": "soft"}, "none")
    place = [" ", tag("a", {"href": row.proved[0].address}, "on its page")] if row.proved else []
    cells = (_taught(row.taught), _code(f"card({code})"), _code(f"demo({code})"), [challenge, *place])
    head = tag("th", {"scope": "row"}, pill(code), " ", row.record.name)
    return tag("tr", None, head, *(tag("td", None, *(cell if isinstance(cell, list) else [cell])) for cell in cells))


def _taught(links: Iterable[Link]) -> Safe:
    """The sections that teach a code, those of one page together."""
    pages = groupby(links, lambda link: link.page)
    return join(tag("div", None, tag("span", {"class": "soft"}, f"{title}: "), _headings(own)) for title, own in pages)


def _headings(links: Iterable[Link]) -> Safe:
    return join((tag("a", {"href": link.address}, link.heading) for link in links), " · ")


def index_text(rows: Sequence[IndexRow]) -> str:
    """The index as text for a terminal."""
    return "\n".join(line for row in rows for line in _row_lines(row))


def _row_lines(row: IndexRow) -> Iterator[str]:
    code = row.record.code
    calls = [f"card({code})", f"demo({code})", *([f"challenge({code})"] if row.has_challenge else [])]
    yield f"{row.record.symbol} {code} {row.record.name:<32} {' '.join(calls)}"
    yield from (f"      {link.address}" for link in row.taught)


# --- The glossary -------------------------------------------------------------------------------------------


def glossary_html(terms: Sequence[Term]) -> Safe:
    """The glossary as a whole output."""
    entries = (part for term in terms for part in _term(term))
    return page(STYLES, tag("div", {"class": "box reference glossary"}, tag("dl", None, *entries)))


def _term(term: Term) -> Iterator[Safe]:
    also = tag("span", {"class": "soft"}, " also: ", ", ".join(term.also)) if term.also else None
    yield tag("dt", None, tag("b", None, term.term), also)
    codes = [join((" ", pill(code))) for code in term.codes]
    source = tag("span", {"class": "soft"}, " ", inline(term.source)) if term.source else None
    yield tag("dd", None, inline(term.meaning), *codes, source)


def glossary_text(terms: Sequence[Term]) -> str:
    """The glossary as text for a terminal."""
    return "\n".join(line for term in terms for line in _term_lines(term))


def _term_lines(term: Term) -> Iterator[str]:
    also = f" (also: {', '.join(term.also)})" if term.also else ""
    codes = f" [{', '.join(map(str, term.codes))}]" if term.codes else ""
    yield f"{term.term}{also}"
    yield f"    {plain(term.meaning)}{codes}"


def _link(link: Link) -> Safe:
    return tag("a", {"href": link.address}, link.words)


def _code(call: str) -> Safe:
    return tag("code", None, call)
