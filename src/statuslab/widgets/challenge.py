"""The challenge card: a task, hints one by one, and what the lab has seen so far.

The card judges nothing. Its owner watches the lab and sets `shown`, from any thread. The page asks for hints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import traitlets
from anywidget import AnyWidget

from statuslab.messages.exchange import Exchange
from statuslab.messages.transcript import DisplayOptions, printable
from statuslab.static import asset
from statuslab.widgets.html import Safe, inline, page, plain, stylesheet, tag
from statuslab.widgets.quiz import Output, output

Shape = dict[str, Any]
LONGEST = 60  # characters of a target
WAITING = "Waiting. Nothing of yours has come by since this cell ran."
PRICE = "Each hint takes a fifth off the score."
MARKS = {True: "✓", False: "○"}


def seen_line(exchange: Exchange, options: DisplayOptions) -> str:
    """Return an exchange in one line, such as `PUT /teas/7 → 412`, or `GET /drop → nothing sent · logged 444`."""
    request = options.host(printable(_first_line(exchange)[:1000]))
    request = request if len(request) <= LONGEST else f"{request[:LONGEST]}…"
    return f"{request} → {' · '.join(_came_back(exchange))}"


def _first_line(exchange: Exchange) -> bytes:
    """Return method and target, or what is in their place."""
    if exchange.frames:
        request = exchange.request
        return f"{request.method} {request.target}".encode() if request else b"a stream without a proper head"
    line = exchange.sent.lstrip(b"\r\n").partition(b"\n")[0].strip()
    return line.rpartition(b" HTTP/")[0] or line or b"no word of a request"


def _came_back(exchange: Exchange) -> Iterator[str]:
    answers = [early.status for early in exchange.interim]
    if exchange.response:
        answers.append(exchange.response.status)
    yield ", ".join(map(str, answers)) or "nothing sent"
    if exchange.logged_status not in (None, exchange.wire_status):
        yield f"logged {exchange.logged_status}"
    if exchange.internal_status is not None:
        yield f"inside {exchange.internal_status}"


class ChallengeCard(AnyWidget):
    """One challenge. `facts` never change: {heading, task, where: what the address is, address, hints: how many there
    are}. `saved_as` names it in the page, {challenge}.

    `shown` is everything that changes: {state: waiting | seen | near | done | ended, stages: [{goal, done}], seen,
    message, news, notice: a problem of the disk, hints: those shown so far, html}. `show_hint()` is called when the
    page asks for one more hint, and `catch_up()` before the card is read as text.
    """

    _esm = asset("challenge.js")
    _css = stylesheet("palette", "challenge")

    saved_as: Mapping[str, str] = {}

    facts = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    hint_requests = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        facts: Mapping[str, Any],
        shown: Mapping[str, Any],
        show_hint: Callable[[], None],
        catch_up: Callable[[], None],
    ) -> None:
        super().__init__(facts=dict(facts), shown=dict(shown))
        self._show_hint, self._catch_up = show_hint, catch_up
        self.observe(lambda _: self._show_hint(), names="hint_requests")

    @property
    def done(self) -> bool:
        """Whether the challenge is done."""
        self._catch_up()
        return bool(self.shown["state"] == "done")

    def hint(self) -> str:
        """Show the next hint, if there is no page to click on."""
        self._show_hint()
        hints: list[str] = self.shown["hints"]
        if not hints:
            return "It is done already, and you took no hint."
        return f"Hint {len(hints)} of {self.facts['hints']}: {plain(hints[-1])}"

    def __repr__(self) -> str:
        self._catch_up()
        return card_text(self.facts, self.shown)

    def _repr_mimebundle_(self, **_: Any) -> Output:
        self._catch_up()
        text, picture = card_text(self.facts, self.shown), card_html(self.facts, self.shown)
        return output(self.model_id, text, picture, self.saved_as)


# --- The card without a running page ------------------------------------------------------------------------


def card_text(facts: Shape, shown: Shape) -> str:
    """Return the card as text for a terminal."""
    stages = [f"  {MARKS[stage['done']]} {plain(stage['goal'])}" for stage in shown["stages"]]
    hints = [f"Hint {number}: {plain(hint)}" for number, hint in enumerate(shown["hints"], 1)]
    address = f"{facts['where']}: {facts['address']}"
    said = [*map(plain, status(shown)), *notice(shown)]
    return "\n".join([facts["heading"], plain(facts["task"]), address, *stages, *hints, *said])


def status(shown: Shape) -> list[str]:
    """Return the lines of the current state: what others did meanwhile, what was seen last, what is missing."""
    mark = {"done": "✓ ", "seen": "✓ ", "near": "≈ "}.get(shown["state"], "")
    waiting = "" if shown["state"] in ("done", "ended") else WAITING
    seen = f"The lab saw: {shown['seen']}" if shown["seen"] else waiting
    return [line for line in (shown["news"], seen, f"{mark}{shown['message']}" if shown["message"] else "") if line]


def notice(shown: Shape) -> list[str]:
    """Return the line about a problem of the disk, if there is one."""
    return [f"⚠ {shown['notice']}"] if shown.get("notice") else []


def card_html(facts: Shape, shown: Shape) -> Safe:
    """Return the card as a page without a kernel shows it."""
    head = tag("p", {"class": "heading"}, facts["heading"])
    task = tag("p", {"class": "task"}, inline(facts["task"]))
    address = None
    if facts["address"]:
        address = tag("p", {"class": "soft"}, f"{facts['where']}: ", tag("code", None, facts["address"]))
    lines = (tag("p", {"class": f"said {shown['state']}"}, inline(line)) for line in status(shown))
    problems = (tag("p", {"class": "said"}, line) for line in notice(shown))
    soft = tag("p", {"class": "soft"}, f"{facts['hints']} hints wait in the running page. {PRICE}")
    parts = (head, task, address, *_stages(shown), *lines, *problems, soft)
    return page(("challenge",), tag("div", {"class": "box challenge"}, *parts))


def _stages(shown: Shape) -> Iterator[Safe]:
    rows = [
        tag("li", {"class": "ok" if stage["done"] else None}, f"{MARKS[stage['done']]} ", inline(stage["goal"]))
        for stage in shown["stages"]
    ]
    if rows:
        yield tag("ol", {"class": "stages"}, *rows)
