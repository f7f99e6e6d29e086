"""The report on an exam as HTML or text: score, results by class, confidence and idea, and what to read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from statuslab.catalog.pages import address
from statuslab.codes import index
from statuslab.learning.exam_report import ClassRow, ExamReport, Gain, IdeaRow
from statuslab.learning.history import HitRate
from statuslab.questions import CONFIDENCE
from statuslab.widgets.badges import color
from statuslab.widgets.cards import CLASSES
from statuslab.widgets.html import Safe, join, tag

STYLE = "exam_report"
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "right": ("✓", "right"),
    "partly": ("◑", "partly right"),
    "wrong": ("✗", "not right"),
    "open": ("–", "not answered"),
}
KEYS: Mapping[str, str | bool] = {"data-lm-suppress-shortcuts": "true"}


def percent(share: float) -> str:
    return f"{round(100 * share)}%"


def points(number: float) -> str:
    """Format points without trailing zeros: 13, or 13.5."""
    return f"{number:.1f}".removesuffix(".0")


# --- Sentences, for both --------------------------------------------------------------------------------------


def score_line(report: ExamReport) -> str:
    return f"{percent(report.share)}: {points(report.points)} of {report.questions} points"


def outcome_line(report: ExamReport) -> str:
    counts = ((report.right, "right"), (report.partly, "partly right"), (report.wrong, "not right"))
    text = [f"{count} {words}" for count, words in (*counts, (report.open, "not answered")) if count]
    return ", ".join(text)


def sure_line(level: int, rate: HitRate) -> str:
    """Return a line of the calibration, such as `of 6 you were certain of, 4 were right`."""
    which = "a guess" if level == 0 else f"you were {CONFIDENCE[level]} of"
    right = "none was" if not rate.right else f"{rate.right} {'was' if rate.right == 1 else 'were'}"
    if not rate.n:
        return "no guess" if level == 0 else f"none {which}"
    if rate.n == 1:
        text = "one guess, and it was" if level == 0 else f"the one {which} was"
        return f"{text} {'right' if rate.right else 'not right'}"
    return f"of {rate.n} {'guesses' if level == 0 else which}, {right} right"


def second_look(report: ExamReport) -> str:
    """Return a line about answers that were certain and not right, or ""."""
    numbers = report.sure_but_wrong
    if not numbers:
        return ""
    which = _numbers("Question", numbers)
    return f"{which}: certain, and not wholly right. These are worth the most; review() brings them back first."


def gain_line(gain: Gain) -> str:
    """Return the gain since the pre-test with its figures, or why there is none."""
    if gain.missing:
        return f"Compared with the pre-test: {gain.missing}."
    then, now = percent(gain.before), percent(gain.now)
    figures = f"{then} of {gain.answers} answers were right then, {now} of {gain.questions} questions this time"
    rough = "The questions were others, so this is a rough measure."
    return f"Compared with the pre-test: {figures}. {_progress(gain)} {rough}"


def _progress(gain: Gain) -> str:
    if not gain.value:
        return "That is as much as before."
    if gain.value > 0:
        return f"You have closed {percent(gain.value)} of the gap between then and all right."
    return "Fewer this time. The exam asks about more codes; the pages below show where to go on."


def _numbers(word: str, numbers: Sequence[int]) -> str:
    return f"{word}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


# --- For a terminal -----------------------------------------------------------------------------------------


def report_text(report: ExamReport) -> str:
    return "\n".join(_lines(report))


def _lines(report: ExamReport) -> Iterator[str]:
    yield f"{score_line(report)} ({outcome_line(report)})"
    yield ""
    yield "By class"
    for row in report.classes:
        yield f"  {row.family}xx  {row.right} of {row.questions} right, {points(row.points)} points"
    yield ""
    yield "By confidence"
    yield from (f"  {sure_line(level, report.calibration[level])}" for level in (2, 1, 0))
    yield from (f"  {line}" for line in (_without_confidence(report), second_look(report)) if line)
    if report.reread:
        yield ""
        yield "Read again"
        yield from (f"  {address(page)}  ({_numbers('question', numbers)})" for page, numbers in report.reread)
    yield ""
    yield "By idea, the worst first"
    for idea in report.ideas:
        sign, words = OUTCOMES[idea.outcome]
        yield f"  {sign} {idea.title}: {words} (question {idea.number}, on {idea.code})"
    yield ""
    yield gain_line(report.gain)


def _without_confidence(report: ExamReport) -> str:
    if not report.no_confidence:
        return ""
    counted = "it is" if report.no_confidence == 1 else "they are"
    return f"{report.no_confidence} answered without saying how sure you were: {counted} not counted here"


# --- For a page ---------------------------------------------------------------------------------------------


def report_html(report: ExamReport) -> Safe:
    """Return the report as part of an output. Its style sheet is `exam_report`."""
    score = tag("p", {"class": "score"}, tag("b", None, percent(report.share)), tag("span", None, *_sum(report)))
    side = tag("div", {"class": "side"}, _by_class(report.classes), _by_confidence(report), _to_reread(report))
    ideas = _by_idea(report.ideas)
    gain = tag("p", {"class": "gain"}, gain_line(report.gain))
    return tag("section", {"class": "marked", "aria-label": "Report"}, score, gain, side, ideas)


def _sum(report: ExamReport) -> Iterable[Safe]:
    yield tag("span", None, f"{points(report.points)} of {report.questions} points")
    yield tag("span", {"class": "soft"}, outcome_line(report))


def _part(title: str, *inside: Safe | None) -> Safe:
    head = tag("p", {"class": "about", "aria-hidden": "true"}, title)
    return tag("div", {"role": "group", "aria-label": title}, head, *inside)


def _by_class(rows: Iterable[ClassRow]) -> Safe:
    return _part("By class", tag("table", None, tag("tbody", None, *map(_class_row, rows))))


def _class_row(row: ClassRow) -> Safe:
    name = tag(
        "span", {"class": f"pill {color(100 * row.family)}", "title": CLASSES.get(row.family, "")}, f"{row.family}xx"
    )
    width = {"class": "fill", "style": f"width:{round(100 * row.points / row.questions)}%"}
    track = tag("span", {"class": "track", "aria-hidden": "true"}, tag("span", width))
    text = f"{points(row.points)} of {row.questions} points"
    return tag("tr", None, tag("th", {"scope": "row"}, name), tag("td", None, track), tag("td", None, text))


def _by_confidence(report: ExamReport) -> Safe:
    lines = (tag("li", None, line) for line in _sure_lines(report))
    look = second_look(report)
    return _part("By confidence", tag("ul", None, *lines), tag("p", {"class": "look"}, look) if look else None)


def _sure_lines(report: ExamReport) -> Iterator[str]:
    yield from (_upper(sure_line(level, report.calibration[level])) for level in (2, 1, 0))
    if report.no_confidence:
        yield _without_confidence(report)


def _upper(line: str) -> str:
    return line[0].upper() + line[1:]


def _to_reread(report: ExamReport) -> Safe | None:
    if not report.reread:
        return None
    items = (
        tag("li", None, _link(page), " ", tag("span", {"class": "soft"}, _numbers("question", numbers)))
        for page, numbers in report.reread
    )
    return _part("Read again", tag("ul", None, *items))


def _link(name: str, code: int = 0) -> Safe:
    """Return a link to a page, at the section of a code if it has one. `statuslab lab` opens it in the same window."""
    page = index().pages[name]
    section = page.section_of(code)
    where = address(name, section.title if section else "")
    return tag("a", {"href": where, "target": "_blank", "rel": "noopener", **KEYS}, page.title)


def _by_idea(rows: Sequence[IdeaRow]) -> Safe:
    missed = [row for row in rows if row.outcome != "right"]
    right = [row.title for row in rows if row.outcome == "right"]
    table = tag("table", {"class": "ideas"}, tag("tbody", None, *map(_idea_row, missed))) if missed else None
    rest = (
        tag("p", {"class": "soft"}, tag("span", {"class": "ok"}, "✓ "), "Right: ", "; ".join(right)) if right else None
    )
    return _part("By idea, the worst first", table, rest)


def _idea_row(row: IdeaRow) -> Safe:
    sign, words = OUTCOMES[row.outcome]
    text = f"{words}, and you were certain" if row.sure_but_wrong else words
    return tag(
        "tr",
        {"class": row.outcome},
        tag("th", {"scope": "row"}, tag("span", {"class": "sign", "aria-hidden": "true"}, sign), " ", row.title),
        tag("td", None, text),
        tag("td", {"class": "soft"}, f"question {row.number}"),
        tag("td", None, join((_link(page, row.code) for page in row.pages), " · ")),
    )
