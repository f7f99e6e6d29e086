"""A code at a glance, and a comparison of look-alikes, as HTML or text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from statuslab.catalog import Erratum, Kind, LookAlike, StatusCode
from statuslab.widgets.badges import color, pill
from statuslab.widgets.html import Safe, fold, inline, join, page, plain, tag
from statuslab.widgets.story import REALNESS

STYLES = ("card", "asks")
COMPARE_STYLES = ("asks", "compare")
KINDS = {
    "interim": "interim: a final response follows",
    "final": "final",
    "inside 207": "inside a 207, never alone",
    "sent as 400": "inside nginx only: the client sees 400",
    "log only": "in the log only: nothing is sent",
    "never sent": "never sent",
}
CONTENT = {"yes": "; may have content", "no": "; no content"}
CLASSES = {1: "Informational", 2: "Successful", 3: "Redirection", 4: "Client Error", 5: "Server Error"}
CLAIMS = {"handout": "The handout says", "elsewhere": "Said elsewhere"}
FEW = 3
Fact = tuple[str, str]


def card_html(record: StatusCode, errata: Sequence[Erratum] = (), look_alikes: Sequence[LookAlike] = ()) -> Safe:
    """Return a code at a glance, as a whole output."""
    parts = (_face(record), _facts_list(facts(record)), _note(record), *_differences(errata), *_neighbors(look_alikes))
    return page(STYLES, tag("div", {"class": f"box card {color(record.code)}"}, *parts))


def card_text(record: StatusCode, errata: Sequence[Erratum] = (), look_alikes: Sequence[LookAlike] = ()) -> str:
    """Return the same as text for a terminal."""
    lines = [
        f"{record.symbol} {record.code} {record.name}",
        plain(record.meaning),
        f"Next: {plain(record.next_step)}",
        "",
    ]
    lines += [f"{label + ':':<14} {plain(value)}" for label, value in facts(record)]
    lines += ["", plain(record.note)] if record.note else []
    for erratum in worth_showing(errata):
        lines += ["", f"{CLAIMS[erratum.scope]}: {plain(erratum.handout_says)}"] if erratum.handout_says else [""]
        lines += [f"The standard ({erratum.kind}): {plain(erratum.standard_says)} [{erratum.source}]"]
    if look_alikes:
        lines += ["", *(f"{_pair(row)}: {plain(row.question)} {plain(row.answer)}" for row in look_alikes)]
    return "\n".join(lines)


def facts(record: StatusCode) -> tuple[Fact, ...]:
    """Return the facts about a code as labels and values, in reading order. Empty ones are left out."""
    found = (
        ("sent by", ", ".join(record.senders)),
        ("kind", _kind(record) + CONTENT.get(record.content, "")),
        ("retry", str(record.retry)),
        ("method", f"{record.redirect_method} when followed" if _redirects(record) else ""),
        *field_facts(record),
        ("cacheable", _cacheable(record)),
        ("defined in", f"{record.source} ({record.registration})"),
        ("formerly", ", ".join(record.former_names)),
        ("in this course", f"{record.realness}: {REALNESS.get(record.realness, '')}"),
    )
    return tuple((label, value) for label, value in found if value)


def _cacheable(record: StatusCode) -> str:
    if record.kind is not Kind.FINAL:
        return ""
    return "even if no field says so" if record.cacheable else "only if a field says so"


def _kind(record: StatusCode) -> str:
    if record.code == 101:  # RFC 9110 section 7.8: after it the connection speaks the new protocol
        return "interim: the last of HTTP/1.1 on this connection"
    return KINDS.get(record.kind, record.kind)


def _redirects(record: StatusCode) -> bool:
    return record.redirect_method not in ("", "none")


def field_facts(record: StatusCode) -> tuple[Fact, ...]:
    """Return the headers that must, should or may be sent with a code."""
    levels = (("must carry", record.must), ("should carry", record.should), ("may carry", record.may))
    return tuple((label, ", ".join(names)) for label, names in levels)


def worth_showing(errata: Iterable[Erratum]) -> tuple[Erratum, ...]:
    """Return the errata where the claim and the standard differ."""
    return tuple(erratum for erratum in errata if erratum.kind != "right")


# --- The card -----------------------------------------------------------------------------------------------


def _face(record: StatusCode) -> Safe:
    number = tag("b", {"class": "big"}, f"{record.symbol} {record.code}")
    family = tag("span", None, f"{record.status_class} {CLASSES[record.code // 100]} · met: {record.met}")
    names = tag("div", {"class": "names"}, tag("b", None, record.name), " ", family)
    meaning = tag("p", {"class": "meaning"}, inline(record.meaning))
    step = tag("p", {"class": "next"}, tag("b", None, "Next step: "), inline(record.next_step))
    return join((tag("div", {"class": "face"}, number, " ", names), meaning, step))


def _facts_list(found: Iterable[Fact]) -> Safe:
    rows = (tag("div", None, tag("dt", None, label), tag("dd", None, inline(value))) for label, value in found)
    return tag("dl", {"class": "facts"}, *rows)


def _note(record: StatusCode) -> Safe | None:
    return tag("p", {"class": "note"}, inline(record.note)) if record.note else None


def _differences(errata: Sequence[Erratum]) -> Iterator[Safe]:
    """Claims about this code are shown open. Claims about many codes are folded away."""
    found = worth_showing(errata)
    own = [erratum for erratum in found if len(erratum.codes) <= FEW]
    common = [erratum for erratum in found if len(erratum.codes) > FEW]
    yield from map(_difference, own)
    if common:
        yield fold(f"Said of several codes at once: {len(common)}", *map(_difference, common), css="more")


def _difference(erratum: Erratum) -> Safe:
    claim = tag("p", None, tag("b", None, f"{CLAIMS[erratum.scope]}: "), inline(erratum.handout_says or "nothing"))
    source = tag("span", {"class": "src"}, f" {erratum.kind} · ", inline(erratum.source))
    standard = tag("p", None, tag("b", None, "The standard says: "), inline(erratum.standard_says), source)
    return tag("div", {"class": "differ"}, claim, standard)


def _neighbors(rows: Sequence[LookAlike]) -> Iterator[Safe]:
    if rows:
        yield tag("div", {"class": "asks"}, tag("p", {"class": "lead"}, "Look-alikes: what decides"), *map(_row, rows))


def _row(row: LookAlike) -> Safe:
    codes = tag("span", {"class": "pair"}, *(Safe(pill(code) + " ") for code in row.pair))
    answer = tag("span", {"class": "ans"}, " ", inline(row.answer))
    return tag(
        "p", {"class": "ask"}, codes, tag("span", {"class": "says"}, tag("b", None, inline(row.question)), answer)
    )


def _pair(row: LookAlike) -> str:
    return " or ".join(str(code) for code in row.pair)


# --- Side by side -------------------------------------------------------------------------------------------

COMPARED = ("meaning", "sent by", "next step", "retry", "method", "must carry", "should carry", "cacheable", "kind")
Compared = tuple[str, tuple[str, ...]]


def compare_html(
    records: Sequence[StatusCode],
    rows: Sequence[LookAlike] = (),
    tree: Safe | None = None,
    sides: Safe | None = None,
) -> Safe:
    """Return a comparison as a whole output: the deciding questions, then a table of what differs.

    `tree` is a decision tree to show instead of the questions. Below it or below `sides` the table is folded away.
    """
    questions = tag("div", {"class": "asks"}, *map(_row, rows)) if rows else None
    table = _compared(records)
    if tree:
        questions, table = None, fold("Pair by pair, and in a table", questions, table, css="more")
    elif sides:
        table = fold("In a table", table, css="more")
    more = {"decision": tree, "wire": sides, "sides": sides}
    styles = (*(name for name, used in more.items() if used), *COMPARE_STYLES)
    return page(styles, tag("div", {"class": "box compare"}, tree, questions, sides, table))


def _compared(records: Sequence[StatusCode]) -> Safe:
    heads = (tag("th", {"scope": "col"}, pill(record.code, record.name)) for record in records)
    head = tag("thead", None, tag("tr", None, tag("td"), *heads))
    same, differing = comparison(records)
    cells = (_cells(records, label, values) for label, values in differing)
    shared = tag("p", {"class": "shared"}, _shared(same)) if same else None
    return join((_table(head, cells), shared))


def compare_text(records: Sequence[StatusCode], rows: Sequence[LookAlike] = (), tree: str = "", sides: str = "") -> str:
    """Return the same as text for a terminal. With `tree` or `sides` the table is left out."""
    lines = [] if tree else [f"{_pair(row)}: {plain(row.question)} {plain(row.answer)}" for row in rows]
    if tree or sides:
        return "\n\n".join(part for part in (tree, "\n".join(lines), sides) if part)
    same, differing = comparison(records)
    for label, values in differing:
        lines += [
            "",
            label,
            *(f"  {record.code} {plain(value)}" for record, value in zip(records, values, strict=True)),
        ]
    return "\n".join([*lines, "", _shared(same)] if same else lines)


def groups_html(groups: Iterable[Sequence[LookAlike]]) -> Safe:
    """Return all groups of look-alikes with their codes, as a whole output."""
    rows = (tag("p", {"class": "ask"}, tag("b", None, inline(rows[0].title)), _codes(rows[0].codes)) for rows in groups)
    return page(COMPARE_STYLES, tag("div", {"class": "box compare groups"}, tag("div", {"class": "asks"}, *rows)))


def _codes(codes: Sequence[int]) -> Safe:
    return tag("span", {"class": "says"}, *(Safe(pill(code) + " ") for code in codes))


def groups_text(groups: Iterable[Sequence[LookAlike]]) -> str:
    """Return the same as text for a terminal."""
    return "\n".join(f"{plain(rows[0].title):<52} {', '.join(map(str, rows[0].codes))}" for rows in groups)


def comparison(records: Sequence[StatusCode]) -> tuple[tuple[Compared, ...], tuple[Compared, ...]]:
    """Return the compared facts, one value per code: those that are the same for all, and those that differ."""
    known = [{"meaning": record.meaning, "next step": record.next_step} | dict(facts(record)) for record in records]
    rows = [(label, tuple(each.get(label, "–") for each in known)) for label in COMPARED]
    known_rows = [(label, values) for label, values in rows if set(values) != {"–"}]
    same = tuple(row for row in known_rows if len(records) > 1 and len(set(row[1])) == 1)
    return same, tuple(row for row in known_rows if row not in same)


def _shared(same: Sequence[Compared]) -> str:
    return "The same for all: " + " · ".join(f"{label}: {values[0]}" for label, values in same)


def _table(head: Safe, rows: Iterable[Safe]) -> Safe:
    return tag("table", None, head, tag("tbody", None, *rows))


def _cells(records: Sequence[StatusCode], label: str, values: Sequence[str]) -> Safe:
    cells = (
        tag("td", {"data-code": record.code, "class": color(record.code)}, inline(value))
        for record, value in zip(records, values, strict=True)
    )
    return tag("tr", None, tag("th", {"scope": "row"}, label), *cells)
