"""The output of a demo: a sequence diagram, each step with its exchange, and what to remember at work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto

from statuslab.catalog import StatusCode
from statuslab.messages.exchange import Exchange
from statuslab.messages.transcript import DisplayOptions, lines, text
from statuslab.scenarios.scene import Scene, Step, StepKind
from statuslab.widgets.badges import color, pill
from statuslab.widgets.exchange import body, headline, styles_of
from statuslab.widgets.html import Safe, fold, inline, join, page, plain, tag
from statuslab.widgets.sequence import sequence_svg
from statuslab.widgets.sequence_steps import YOU, request_line, short

STYLES = ("wire", "exchange", "sequence", "story")
REALNESS = {
    "genuine": "the cause that the standard names",
    "emulated": "another product's behavior, rebuilt here",
    "convention": "the standard leaves its meaning open",
    "historical": "a museum piece; no server should send it today",
}
SMALL = 12
"""Lines up to which the exchange of a resolving step is shown open."""


class Prediction(Enum):
    """Whether the learner was asked to predict the scene, and has.

    A story whose prediction is open is folded away, so that it does not give the answer. Its steps are folded too: the
    exchange that matters is shown with the answer.
    """

    NONE = auto()
    OPEN = auto()
    ANSWERED = auto()


FOLDED = "The whole story, step by step. Answer the prediction above first."
WARNING = "You have not answered the prediction yet. The whole story follows."


def story_html(
    scene: Scene,
    steps: Sequence[Step],
    *,
    record: StatusCode | None,
    options: DisplayOptions,
    realness: str = "",
    prediction: Prediction = Prediction.NONE,
    notice: str = "",
) -> Safe:
    """Return a scene that was run, as a whole output. `notice` is a line on what is different here."""
    top = tag("div", {"class": "top"}, *_title(scene, record, _realness(record, realness)))
    work = tag("p", {"class": "work"}, tag("b", None, "At work. "), inline(scene.at_work))
    told = tag("p", {"class": "aside"}, notice) if notice else None
    left = tag("div", {"class": "steps"}, *_steps(steps, record, options, prediction), work, told)
    side = tag("div", {"class": "side"}, sequence_svg(steps, options), *_legend(steps))
    styles = (*STYLES, *styles_of(step.exchange for step in steps))
    story = tag("div", {"class": "box ex story"}, top, tag("div", {"class": "two"}, left, side))
    return page(styles, fold(FOLDED, story, css="told") if prediction is Prediction.OPEN else story)


def story_text(
    scene: Scene,
    steps: Sequence[Step],
    *,
    record: StatusCode | None,
    options: DisplayOptions,
    realness: str = "",
    prediction: Prediction = Prediction.NONE,
    notice: str = "",
) -> str:
    """Return the same as text for a terminal: numbered steps with curl's marks."""
    warning = [WARNING] if prediction is Prediction.OPEN else []
    texts = (_step_text(number, step, options) for number, step in enumerate(steps, 1))
    name = f" {record.name}" if record else ""
    tail = [f"At work: {plain(scene.at_work)}", *_realness_text(_realness(record, realness)), *filter(None, [notice])]
    return "\n\n".join([*warning, f"{scene.title} ({scene.code}{name})", *texts, "\n".join(tail)])


def _step_text(number: int, step: Step, options: DisplayOptions) -> str:
    wait = f" (after {step.waited:g} s)" if step.waited else ""
    wire = "\n".join(f"   {line}".rstrip() for line in text(step.exchange, options).splitlines())
    who = f"{step.actor}: " if step.actor != YOU else ""
    return f"{number}. {who}{plain(step.message)}{wait}\n{wire}"


def _title(scene: Scene, record: StatusCode | None, realness: str) -> Iterator[Safe]:
    yield tag("b", {"class": "name"}, scene.title)
    yield tag("span", None, " ", pill(scene.code, record.name if record else ""))
    if realness:
        why = REALNESS.get(realness, "")
        yield tag("span", {"class": "aside"}, " ", tag("b", None, realness), f": {why}" if why else None)


def _steps(
    steps: Sequence[Step], record: StatusCode | None, options: DisplayOptions, prediction: Prediction
) -> Iterator[Safe]:
    for number, step in enumerate(steps, 1):
        provokes = step.kind is StepKind.PROVOKE
        is_open = prediction is Prediction.NONE and (provokes or _is_short_resolution(step, options))
        yield _step(number, step, record if provokes else None, options, is_open)


def _step(number: int, step: Step, record: StatusCode | None, options: DisplayOptions, is_open: bool) -> Safe:
    wait = tag("span", {"class": "aside"}, f" after {step.waited:g} s") if step.waited else None
    who = join((tag("b", None, step.actor), ": ")) if step.actor != YOU else None
    message = tag("p", {"class": "says"}, tag("b", {"class": "no"}, str(number)), " ", who, inline(step.message), wait)
    summary = join((_request(step.exchange, options), " ", *headline(step.exchange, options)))
    wire = body(step.exchange, record, options, stack=step.kind is StepKind.PROVOKE)
    opened = fold(summary, wire, css="box", summary_css="top", open=is_open)
    return tag("div", {"class": f"step {step.kind}"}, message, opened)


def _is_short_resolution(step: Step, options: DisplayOptions) -> bool:
    return step.kind is StepKind.RESOLVE and len(lines(step.exchange, options)) <= SMALL


def _legend(steps: Sequence[Step]) -> Iterator[Safe]:
    """Say what the background and the dashes of the diagram mean, where it has them."""
    if len(steps) > 1:
        tint = tag("span", {"class": f"tint {_main_color(steps)}"}, "Tinted")
        dashed = " · Dashed: somebody else" if any(step.actor != YOU for step in steps) else ""
        yield tag("p", {"class": "legend"}, tint, ": what this is about", dashed)


def _main_color(steps: Sequence[Step]) -> str:
    """Return the class of the background that the provoking steps have in the diagram."""
    return next((color(step.exchange.wire_status) for step in steps if step.kind is StepKind.PROVOKE), "k0")


def _request(exchange: Exchange, options: DisplayOptions) -> Safe:
    return join((tag("code", None, short(request_line(exchange, options), 40)), " →"))


def _realness(record: StatusCode | None, realness: str) -> str:
    return realness or (str(record.realness) if record else "")


def _realness_text(realness: str) -> list[str]:
    return [f"How real: {realness}" + (f", {REALNESS[realness]}" if realness in REALNESS else "")] if realness else []
