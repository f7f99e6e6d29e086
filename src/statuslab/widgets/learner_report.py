"""A learner's report on one page: figures, the map of codes, the pages, and what to look at again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from statuslab.learning.learner_report import CodeRow, LearnerReport, PageRow
from statuslab.widgets.cards import CLASSES
from statuslab.widgets.html import Safe, page, tag
from statuslab.widgets.progress import SIGNS
from statuslab.wording import quantity

STYLES = ("learner",)
FEW = 5
NOTE = (
    "This file also has the numbers above as JSON, for `statuslab team`: no answer to a single question, and a random "
    "number by which two reports of one person are known as such."
)


def report_html(report: LearnerReport, names: Mapping[int, str], titles: Mapping[str, str]) -> Safe:
    """The report as a whole output; `names` has the name of each code, `titles` that of each page."""
    of = f" of {report.name}" if report.name else ""
    soft = {"class": "soft"}
    parts = (
        tag("h2", None, f"HTTP Status Lab: report{of}"),
        tag("p", soft, f"{report.day} · {quantity(report.answers, 'answer', ',')} · course {report.course}"),
        tag("dl", {"class": "figures"}, *(part for figure in figures(report) for part in _figure(*figure))),
        _section("Codes", _map(report.codes, names), _legend(report.codes)),
        _section("Pages", _pages(report.pages, titles)),
        _section("Most often mixed up", _confused(report.confused)) if report.confused else None,
        tag("p", {"class": "soft foot"}, NOTE.replace("`", "")),
    )
    return page(STYLES, tag("div", {"class": "box learner"}, *parts))


def figures(report: LearnerReport) -> Iterator[tuple[str, str, str]]:
    """The figures as label, value and remark."""
    yield "codes mastered", f"{report.mastered} of {len(report.codes)}", f"{report.met} met so far"
    done, asked = sum(row.done for row in report.pages), sum(row.asked for row in report.pages)
    yield "of the pages done", _percent(done / asked) if asked else "–", f"{done} of {asked} questions and tasks"
    if report.exam:
        points = f"{report.exam.points:g} of {report.exam.questions} points, {report.exam.day}"
        yield "last exam", _percent(report.exam.share), points
    else:
        yield "last exam", "–", "none handed in yet: exam()"
    yield "gain since the pre-test", *_gain(report)
    if report.measured:
        before, after = map(_percent, report.measured)
        yield "pre-test to post-test", f"{before} → {after}", "eight questions each, so a rough figure for one person"


def _gain(report: LearnerReport) -> tuple[str, str]:
    if report.gain is None or not report.pretest or not report.exam:
        return "–", "needs the pre-test and an exam, of at least 5 questions each"
    before, now = _percent(report.pretest.share), _percent(report.exam.share)
    if report.gain < 0:
        return f"{before} → {now}", "less than in the pre-test"
    return f"{before} → {now}", f"{_percent(report.gain)} of what was missing then"


def _figure(label: str, value: str, remark: str) -> Iterator[Safe]:
    inside = (tag("dt", None, label), tag("dd", None, tag("b", None, value)), tag("dd", {"class": "soft"}, remark))
    yield tag("div", None, *inside)


def _section(title: str, *inside: Safe) -> Safe:
    return tag("section", None, tag("h3", None, title), *inside)


# --- Codes --------------------------------------------------------------------------------------------------


def _map(rows: Sequence[CodeRow], names: Mapping[int, str]) -> Safe:
    families = groupby(rows, lambda row: row.code // 100)
    return tag("div", {"class": "map"}, *(_family(family, list(own), names) for family, own in families))


def _family(family: int, rows: Sequence[CodeRow], names: Mapping[int, str]) -> Safe:
    label = f"{family}xx {CLASSES[family]}"
    cells = (_cell(row, names.get(row.code, "")) for row in rows)
    return tag("div", None, tag("span", {"class": "fam"}, label), tag("ul", {"aria-label": label}, *cells))


def _cell(row: CodeRow, name: str) -> Safe:
    sign, words, css = SIGNS[row.state]
    tries = f", {row.right} of {row.tries} right at the first try" if row.tries else ""
    return tag(
        "li",
        {"class": f"cell {css}", "title": f"{row.code} {name}: {words}{tries}"},
        tag("b", None, str(row.code)),
        tag("span", {"aria-hidden": "true"}, sign),
        tag("span", {"class": "unseen"}, f" {words}"),
    )


def _legend(rows: Sequence[CodeRow]) -> Safe:
    count = Counter(row.state for row in rows)
    items = (
        tag("li", None, tag("span", {"class": f"key {css}", "aria-hidden": "true"}, sign), f" {words} {count[state]}")
        for state, (sign, words, css) in SIGNS.items()
        if count[state]
    )
    return tag("ul", {"class": "legend"}, *items)


# --- Pages, and what is mixed up ----------------------------------------------------------------------------


def _pages(rows: Sequence[PageRow], titles: Mapping[str, str]) -> Safe:
    return tag("ul", {"class": "pages"}, *(_page(row, titles.get(row.page, row.page)) for row in rows if row.asked))


def _page(row: PageRow, title: str) -> Safe:
    share = tag("span", {"class": "track", "aria-hidden": "true"}, _fill(row.done / row.asked))
    return tag("li", None, tag("span", None, title), share, tag("span", {"class": "n"}, f"{row.done} of {row.asked}"))


def _fill(share: float) -> Safe:
    return tag("span", {"class": "fill", "style": f"width:{share:.0%}"})


def _confused(rows: Sequence[tuple[int, int, int]]) -> Safe:
    most = sorted(rows, key=lambda row: (-row[2], row))[:FEW]
    texts = (f"{chosen} for {right}, {'once' if times == 1 else f'{times} times'}" for right, chosen, times in most)
    return tag("ul", {"class": "plain"}, *(tag("li", None, text) for text in texts))


def _percent(share: float) -> str:
    return f"{share:.0%}"


# --- Text ---------------------------------------------------------------------------------------------------


def report_text(report: LearnerReport, titles: Mapping[str, str]) -> str:
    """The report as text for a terminal."""
    of = f" of {report.name}" if report.name else ""
    lines = [f"HTTP Status Lab: report{of}, {report.day}", ""]
    lines += [f"{label + ':':<26}{value} ({remark})" for label, value, remark in figures(report)]
    lines += ["", *(f"{row.done:>4} of {row.asked:<3} {titles.get(row.page, row.page)}" for row in report.pages)]
    return "\n".join(lines)
