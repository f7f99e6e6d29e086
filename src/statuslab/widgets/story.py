"""The output of a demo: a sequence diagram, each step with its exchange, and what to remember at work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statuslab.catalog import StatusCode
from statuslab.messages.exchange import Exchange
from statuslab.messages.transcript import DisplayOptions, lines, text
from statuslab.scenarios.scene import Scene, Step, StepKind
from statuslab.widgets.badges import pill
from statuslab.widgets.exchange import body, headline, styles_of
from statuslab.widgets.html import Safe, fold, inline, join, page, plain, tag
from statuslab.widgets.sequence import sequence_svg
from statuslab.widgets.sequence_steps import YOU, request_line, short

STYLES = ("wire", "exchange", "sequence", "story")
REALNESS = {
    "genuine": "the cause that the standard names really happens",
    "emulated": "another product's own behavior, rebuilt and held against that product",
    "convention": "the standard leaves the meaning open; this is how people use it",
    "historical": "shown as a museum piece; no server should send it today",
}
SMALL = 16
"""Lines up to which the exchange of a resolving step is shown open."""


def story_html(
    scene: Scene, steps: Sequence[Step], *, record: StatusCode | None, options: DisplayOptions, realness: str = ""
) -> Safe:
    """Return a scene that was run, as a whole output."""
    top = tag("div", {"class": "top"}, *_title(scene, record))
    left = tag("div", {"class": "steps"}, *_steps(steps, record, options))
    side = tag("div", {"class": "side"}, sequence_svg(steps, options))
    tail = tag("div", {"class": "tail"}, *_tail(scene, _realness(record, realness)))
    styles = (*STYLES, *styles_of(step.exchange for step in steps))
    return page(styles, tag("div", {"class": "box ex story"}, top, tag("div", {"class": "two"}, left, side), tail))


def story_text(
    scene: Scene, steps: Sequence[Step], *, record: StatusCode | None, options: DisplayOptions, realness: str = ""
) -> str:
    """Return the same as text for a terminal: numbered steps with curl's marks."""
    texts = (_step_text(number, step, options) for number, step in enumerate(steps, 1))
    name = f" {record.name}" if record else ""
    tail = [f"At work: {plain(scene.at_work)}", *_realness_text(_realness(record, realness))]
    return "\n\n".join([f"{scene.title} ({scene.code}{name})", *texts, "\n".join(tail)])


def _step_text(number: int, step: Step, options: DisplayOptions) -> str:
    wait = f" (after {step.waited:g} s)" if step.waited else ""
    wire = "\n".join(f"   {line}".rstrip() for line in text(step.exchange, options).splitlines())
    who = f"{step.actor}: " if step.actor != YOU else ""
    return f"{number}. {who}{plain(step.message)}{wait}\n{wire}"


def _title(scene: Scene, record: StatusCode | None) -> tuple[Safe, Safe]:
    return tag("b", {"class": "name"}, scene.title), tag(
        "span", None, " ", pill(scene.code, record.name if record else "")
    )


def _steps(steps: Sequence[Step], record: StatusCode | None, options: DisplayOptions) -> Iterator[Safe]:
    for number, step in enumerate(steps, 1):
        yield _step(number, step, record if step.kind is StepKind.PROVOKE else None, options)


def _step(number: int, step: Step, record: StatusCode | None, options: DisplayOptions) -> Safe:
    wait = tag("span", {"class": "aside"}, f" after {step.waited:g} s") if step.waited else None
    who = join((tag("b", None, step.actor), ": ")) if step.actor != YOU else None
    message = tag("p", {"class": "says"}, tag("b", {"class": "no"}, str(number)), " ", who, inline(step.message), wait)
    summary = join((_request(step.exchange, options), " ", *headline(step.exchange, options)))
    wire = body(step.exchange, record, options, stack=step.kind is StepKind.PROVOKE)
    opened = fold(summary, wire, css="box", summary_css="top", open=_is_open(step, options))
    return tag("div", {"class": f"step {step.kind}"}, message, opened)


def _is_open(step: Step, options: DisplayOptions) -> bool:
    if step.kind is StepKind.RESOLVE:
        return len(lines(step.exchange, options)) <= SMALL
    return step.kind is StepKind.PROVOKE


def _request(exchange: Exchange, options: DisplayOptions) -> Safe:
    return join((tag("code", None, short(request_line(exchange, options), 40)), " →"))


def _tail(scene: Scene, realness: str) -> Iterator[Safe]:
    yield tag("p", {"class": "work"}, tag("b", None, "At work. "), inline(scene.at_work))
    if realness:
        why = REALNESS.get(realness, "")
        yield tag("p", {"class": "real"}, "How real: ", tag("b", None, realness), f", {why}" if why else None)


def _realness(record: StatusCode | None, realness: str) -> str:
    return realness or (str(record.realness) if record else "")


def _realness_text(realness: str) -> list[str]:
    return [f"How real: {realness}" + (f", {REALNESS[realness]}" if realness in REALNESS else "")] if realness else []
