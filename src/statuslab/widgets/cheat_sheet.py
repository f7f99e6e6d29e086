"""The cheat sheet: all codes on two printed pages, each with its meaning, who sends it and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from statuslab.catalog import CLASSES, Kind, Met, StatusCode
from statuslab.widgets.badges import pill
from statuslab.widgets.cards import CLASSES as CLASS_NAMES
from statuslab.widgets.html import Safe, inline, page, plain, tag

STYLES = ("cheat_sheet",)
TITLE = "HTTP status codes"
LEGEND = (
    "Each code: what it says, who sends it, and → what to do next. "
    "★ met every day. Idempotent: carrying it out twice does no more than once, as with GET, PUT and DELETE."
)
ACTS = {1: "wait for more", 2: "done", 3: "look elsewhere", 4: "the client must act", 5: "the server must act"}
SENDERS = {
    "origin": "application",
    "parser": "HTTP server",
    "portal": "captive portal",
    "tls door": "TLS port",
    "server log": "nobody; only in the log",
}
BESIDE = {Kind.SENT_AS_400: "client sees 400", Kind.INSIDE_207: "inside a 207", Kind.NEVER_SENT: "never sent"}


def cheat_sheet_html(records: Iterable[StatusCode]) -> Safe:
    """The sheet as a whole output. Printed on A4 it has two pages."""
    head = tag("header", None, tag("h1", None, TITLE), tag("p", None, LEGEND))
    classes = (_class(family, list(own)) for family, own in groupby(records, lambda record: record.color))
    return page(STYLES, tag("div", {"class": "cheat"}, head, tag("div", {"class": "codes"}, *classes)))


def _class(family: int, records: Sequence[StatusCode]) -> Safe:
    words = tag("span", None, f" {ACTS[family]}")
    title = tag("h2", None, f"{CLASSES[family - 1]} {CLASS_NAMES[family]}", words)
    return tag("section", None, title, *map(_code, records))


def _code(record: StatusCode) -> Safe:
    star = tag("span", {"title": "met every day"}, " ★") if record.met is Met.EVERYDAY else None
    name = tag("b", None, record.name, star)
    head = tag("h3", None, pill(record.code), " ", name, " ", tag("span", {"class": "who"}, sent_by(record)))
    step = tag("p", {"class": "next"}, "→ ", inline(record.next_step))
    return tag("article", {"class": f"m-{record.met}"}, head, tag("p", None, inline(record.meaning)), step)


def sent_by(record: StatusCode) -> str:
    """Who sends a code, in the words of the pages: "application, gateway"."""
    senders = [SENDERS.get(sender, sender) for sender in record.senders]
    return ", ".join([*senders, *filter(None, [BESIDE.get(record.kind)])])


def cheat_sheet_text(records: Iterable[StatusCode]) -> str:
    """The sheet as text for a terminal."""
    return "\n".join(line for record in records for line in _lines(record))


def _lines(record: StatusCode) -> Iterator[str]:
    star = " ★" if record.met is Met.EVERYDAY else ""
    yield f"{record.symbol} {record.code} {record.name}{star} ({sent_by(record)})"
    yield f"      {plain(record.meaning)}"
    yield f"    → {plain(record.next_step)}"
