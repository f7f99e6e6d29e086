"""The way through the course as HTML or text: the map of all pages, and what was done on one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from statuslab.catalog.pages import ROUTES, Page, Route, Section, Stop, address
from statuslab.learning.course import SKIP_QUESTIONS, SKIP_RIGHT, PageState, Place
from statuslab.learning.mastery import Mastery
from statuslab.widgets.html import Safe, inline, join, page, plain, tag
from statuslab.widgets.progress import SIGNS
from statuslab.wording import quantity

STYLES = ("course",)
SHOWN = 3  # sections in a list
SKIPPING = f"asks {SKIP_QUESTIONS} questions; with {SKIP_RIGHT} right at the first try, the page counts as known"


def link(page: Page, section: Section | None = None, text: str = "") -> Safe:
    """Return a link to a page or to a section of it."""
    title = section.title if section else ""
    return tag("a", {"href": address(page.name, title)}, text or title or page.title)


# --- The map ------------------------------------------------------------------------------------------------


def course_html(states: Sequence[PageState], left: Place | None, sure: bool, note: str = "") -> Safe:
    """Return the map as a whole output. `sure` says that the learner may be experienced; `note` comes last."""
    pages = {state.page.name: state.page for state in states}
    parts = (
        tag("p", {"class": "sum"}, tag("b", None, _course_line(states))),
        _go_on(left, states),
        tag("ul", {"class": "routes", "aria-label": "Ways through the course"}, *_routes(pages, sure)),
        tag("ol", {"class": "pages"}, *(_page_row(number, state) for number, state in enumerate(states, 1))),
        tag("p", None, note) if note else None,
    )
    return page(STYLES, tag("div", {"class": "box course"}, *parts))


def course_text(states: Sequence[PageState], left: Place | None, sure: bool, note: str = "") -> str:
    """Return the same as text for a terminal."""
    pages = {state.page.name: state.page for state in states}
    lines = [_course_line(states)]
    following = _next_page(left, states) if left else None
    lines += [f"Go on with: {following.title}, {address(following.name)}"] if following else []
    lines += [f"Go on: {left.section.title}, in {address(left.page.name)}"] if left and not following else []
    lines += ["", *(f"{route.title}: {_route_text(route, pages)}" for route in ROUTES)]
    lines += [f"  {SURE}"] if sure else []
    lines += ["", *(_row_text(number, state) for number, state in enumerate(states, 1))]
    lines += ["", note] if note else []
    return "\n".join(lines)


SURE = "You were certain in the pre-test: try this way."


def _course_line(states: Sequence[PageState]) -> str:
    known = sum(state.known for state in states)
    done = sum(state.is_done for state in states) - known
    answers = sum(state.done for state in states)
    if not answers and not known:
        return f"{quantity(len(states), 'page')}, and nothing answered yet."
    parts = ((done, "done"), (known, "known already"))
    counts = ", ".join(f"{count} {words}" for count, words in parts if count) or "none finished yet"
    return f"{quantity(len(states), 'page')}: {counts}. {quantity(answers, 'answer')} so far."


def _go_on(left: Place | None, states: Sequence[PageState]) -> Safe | None:
    if left is None:
        return None
    if following := _next_page(left, states):
        return tag("p", {"class": "on"}, "Go on with ", link(following), ".")
    return tag("p", {"class": "on"}, "You left off at ", link(left.page, left.section), f" ({left.page.title}).")


def _next_page(left: Place, states: Sequence[PageState]) -> Page | None:
    """Return the page to go on with where the last one is done: the first after it that is not done."""
    at = next(number for number, state in enumerate(states) if state.page.name == left.page.name)
    if not states[at].is_done:
        return None
    return next((state.page for state in states[at + 1 :] if not state.is_done), None)


def _routes(pages: Mapping[str, Page], sure: bool) -> Iterator[Safe]:
    for route in ROUTES:
        fits = sure and route is ROUTES[-1]
        stops = [tag("li", None, _stop(stop, pages)) for stop in route.stops]
        note = tag("p", {"class": "note"}, SURE) if fits else None
        parts = (tag("b", None, route.title), tag("p", None, inline(route.about)), tag("ol", None, *stops), note)
        yield tag("li", {"class": "fits" if fits else None}, *parts)


def _stop(stop: Stop, pages: Mapping[str, Page]) -> Safe:
    return link(pages[stop.page], stop.section(pages) if stop.scene else None)


def _route_text(route: Route, pages: Mapping[str, Page]) -> str:
    stops = (stop.section(pages) if stop.scene else pages[stop.page] for stop in route.stops)
    return f"{plain(route.about)} " + " → ".join(each.title for each in stops if each)


def _page_row(number: int, state: PageState) -> Safe:
    sign, words = _standing(state)
    minutes = tag("span", {"class": "minutes soft"}, f" {state.page.minutes} min")
    head = tag("span", {"class": "title"}, tag("span", {"class": "soft"}, f"{number} "), link(state.page), minutes)
    codes = tag("span", {"class": "codes"}, *_code_links(state.page)) if state.page.codes else None
    css = "known" if state.known else "done" if state.is_done else "begun" if state.done else "new"
    mark = tag("span", {"class": "sign", "aria-hidden": "true"}, sign)
    return tag("li", {"class": css}, mark, head, tag("span", {"class": "standing"}, words), codes)


def _code_links(page: Page) -> Iterator[Safe]:
    for code in sorted(page.codes):
        yield join((link(page, page.section_of(code), str(code)), " "))


def _standing(state: PageState) -> tuple[str, str]:
    """Return a symbol and words for what was done of a page."""
    if state.known:
        return "✓", "known"
    if state.is_done:
        return "✓", "done"
    if state.done:
        return "◔", f"{state.done} of {state.asked}"
    return "·", ""


def _row_text(number: int, state: PageState) -> str:
    sign, words = _standing(state)
    codes = " ".join(map(str, sorted(state.page.codes)))
    parts = (f"{sign} {number:>2} {state.page.title} ({state.page.minutes} min)", words, codes)
    return "  ".join(filter(None, parts))


# --- One page -----------------------------------------------------------------------------------------------


def page_html(state: PageState, codes: Mapping[int, Mastery], can_skip: bool) -> Safe:
    """Return what was done on a page, as a whole output for its top."""
    hint = _skip_hint(state, can_skip)
    parts = (
        tag("p", {"class": "sum"}, tag("b", None, _here_line(state)), f" {hint}" if hint else None),
        tag("progress", {"max": state.asked, "value": state.done, "aria-label": "done here"}) if state.done else None,
        _go_on_here(state),
        tag("ul", {"class": "cells", "aria-label": "Codes on this page"}, *_cells(state.page, codes))
        if state.done
        else None,
    )
    return page(STYLES, tag("div", {"class": "box course here"}, *parts))


def page_text(state: PageState, codes: Mapping[int, Mastery], can_skip: bool) -> str:
    """Return the same as text for a terminal."""
    hint = _skip_hint(state, can_skip)
    lines = [f"{_here_line(state)} {hint}".rstrip()]
    lines += [f"You left off at: {state.last.section.title}"] if state.last and not state.is_done else []
    if state.done and codes:
        lines.append("  ".join(f"{code} {SIGNS[each.state][0]}" for code, each in codes.items()))
    return "\n".join(lines)


def _here_line(state: PageState) -> str:
    if state.known:
        return "You know this page: it counts as known."
    if not state.done:
        return f"Nothing answered here yet: {_things(state.asked)}." if state.asked else "This page asks nothing."
    right = f"; {state.ever.right} of {state.ever.answered} right at the first try" if state.ever.answered else ""
    return f"{state.done} of {state.asked} answered here{right}."


def _things(count: int) -> str:
    return "one thing to answer" if count == 1 else f"{count} predictions, questions and challenges"


def _skip_hint(state: PageState, can_skip: bool) -> str:
    if not can_skip or state.done or state.known:
        return ""
    return f'Do you know all this already? skip("{state.page.name}") {SKIPPING}.'


def _go_on_here(state: PageState) -> Safe | None:
    if state.last is None or state.is_done:
        return None
    return tag("p", {"class": "on"}, "You left off at ", link(state.page, state.last.section), ".")


def _cells(page: Page, codes: Mapping[int, Mastery]) -> Iterator[Safe]:
    for code, mastered in codes.items():
        sign, words, css = SIGNS[mastered.state]
        mark = tag("span", {"class": "sign", "aria-hidden": "true"}, sign)
        unseen = tag("span", {"class": "unseen"}, f" {words}")
        yield tag(
            "li", {"class": f"cell {css}", "title": words}, link(page, page.section_of(code), str(code)), mark, unseen
        )


# --- The end of a page --------------------------------------------------------------------------------------


def summary_html(state: PageState, coming: str, following: Page | None) -> Safe:
    """Return the summary at the end of a page, as a whole output."""
    cheer = f" {_cheer(state)}" if state.today.answered else None
    parts = [tag("p", {"class": "sum"}, tag("b", None, _today_line(state)), cheer)]
    parts += [tag("p", None, line) for line in _more_lines(state, coming)]
    parts += [tag("p", None, f"{label}: ", _section_links(state.page, found), ".") for label, found in _sections(state)]
    if following and state.answered:
        parts.append(tag("p", {"class": "on"}, "Next: ", link(following), f" ({following.minutes} minutes)."))
    return page(STYLES, tag("div", {"class": "box course end"}, *parts))


def summary_text(state: PageState, coming: str, following: Page | None) -> str:
    """Return the same as text for a terminal."""
    cheer = f" {_cheer(state)}" if state.today.answered else ""
    lines = [f"{_today_line(state)}{cheer}", *_more_lines(state, coming)]
    lines += [
        f"{label}: {', '.join(section.title for section in found[:SHOWN])}{_and_more(found)}."
        for label, found in _sections(state)
    ]
    lines += [f"Next: {address(following.name)} ({following.minutes} minutes)"] if following and state.answered else []
    return "\n".join(lines)


def _today_line(state: PageState) -> str:
    if not state.done:
        return "Nothing answered on this page yet. What you do here is summed up in this place."
    if state.today.answered:
        right = f"{state.today.right} right at the first try"
        return f"Today on this page: {quantity(state.today.answered, 'question')} answered, {right}."
    return f"Nothing new on this page today. So far: {state.done} of {state.asked} answered."


def _cheer(state: PageState) -> str:
    """Return an honest word about today's first tries."""
    right, answered = state.today.right, state.today.answered
    if right == answered:
        return "All of them: well done."
    if 3 * right >= 2 * answered:
        return "Well done; the others come back, so that they stick."
    if 2 * right >= answered:
        return "A good start. A mistake that you have seen explained tends to stick."
    return "This was new to you, and now you have seen it once. What you missed comes back first."


def _more_lines(state: PageState, coming: str) -> Iterator[str]:
    if state.noted:
        yield f"{quantity(state.noted, 'answer')} to the pre-test noted, to be compared after the exam."
    if state.known:
        yield "The page counts as known."
    elif state.done:
        yield f"In all {state.done} of {state.asked} of this page are answered."
    if coming:
        yield coming


def _sections(state: PageState) -> Iterator[tuple[str, Sequence[Section]]]:
    """Return sections to look at, each list with its label."""
    if state.missed:
        yield "Worth another look", state.missed
    if state.done and state.open and not state.known:
        yield "Still open", state.open


def _section_links(page: Page, sections: Sequence[Section]) -> Safe:
    links = join((link(page, section) for section in sections[:SHOWN]), ", ")
    return join((links, _and_more(sections)))


def _and_more(sections: Sequence[Section]) -> str:
    left = len(sections) - SHOWN
    return f" and {left} more" if left > 0 else ""
