"""What a browser made of a request: the wire and the script side by side, and the card that sends it from the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import traitlets
from anywidget import AnyWidget

from statuslab.messages.browser_run import LAB, PAGE, BrowserRun, FetchRequest, Outcome
from statuslab.messages.exchange import Exchange
from statuslab.messages.transcript import DisplayOptions, Line, Role, lines
from statuslab.static import asset
from statuslab.widgets.badges import NOTHING, color, symbol
from statuslab.widgets.exchange import wire_lines
from statuslab.widgets.html import Safe, inline, join, page, plain, stylesheet, tag
from statuslab.widgets.quiz import Output, output

STYLES = ("wire", "fetch_here")
SHORT = DisplayOptions(content=200, lines=4, width=160)
USUAL = re.compile(
    r"accept(-.*)?|connection|user-agent|referer|dnt|te|priority|pragma|sec-gpc|sec-ch-.*|sec-fetch-(dest|user|storage.*)"
    r"|date|x-content-type-options|content-security-policy|last-modified|accept-ranges|(?<=^)content-length"
)
LEFT_OUT = "Left out are headers that nearly every message has, such as User-Agent and Date."
WATCHED = ("access-control-", "origin", "cookie", "set-cookie", "authorization", "if-none-match", "location")
NO_PREFLIGHT = "No preflight on the wire: the browser remembered the answer to an earlier one for this URL."
FROM_CACHE = "Nothing crossed the wire: the browser answered from its own cache."
NEVER_SENT = "Nothing crossed the wire: the browser refused before it sent anything."


# --- A run as HTML ------------------------------------------------------------------------------------------


def run_html(
    run: BrowserRun,
    requests: Sequence[FetchRequest],
    address: str,
    *,
    beside: Sequence[BrowserRun],
    in_card: bool = False,
) -> Safe:
    """Return a run as a whole output, or to stand in the card. `beside` are recordings of the same requests."""
    css = "ran" if in_card else "box fetched"
    return page(STYLES, tag("div", {"class": css}, _run(run, requests, address, beside)))


def _run(run: BrowserRun, requests: Sequence[FetchRequest], address: str, beside: Sequence[BrowserRun]) -> Safe:
    parts = zip(requests, run.wire, run.outcomes, strict=True)
    steps = (_step(*part, address, at if len(requests) > 1 else 0) for at, part in enumerate(parts, 1))
    said = [(heading(each), each.console) for each in (run, *beside) if each.date and each.console]
    console = (_console(*each) for each in said)
    others = (each for each in beside if each.browser.split()[0] != run.browser.split()[0])
    differences = (tag("p", {"class": "beside"}, inline(difference(run, each))) for each in others)
    where = tag("p", {"class": "where"}, f"{heading(run)}. {LEFT_OUT}")
    return join((*steps, *console, *differences, where))


def _step(request: FetchRequest, wire: tuple[Exchange, ...], outcome: Outcome, address: str, number: int) -> Safe:
    code = tag("p", {"class": "call"}, f"{number}. " if number else None, tag("code", None, request.code(address)))
    left = tag("section", {"class": "side-of"}, tag("h4", None, "On the wire"), *_wire(request, wire, outcome))
    right = tag("section", {"class": "side-of"}, tag("h4", None, "What the script got"), *_outcome(outcome))
    return join((code, tag("div", {"class": "pair"}, left, right)))


def _wire(request: FetchRequest, wire: tuple[Exchange, ...], outcome: Outcome) -> Iterator[Safe]:
    for exchange in wire:
        if is_preflight(exchange):
            yield tag("p", {"class": "kind"}, "Preflight, sent by the browser itself")
        yield wire_lines(shown_lines(exchange), lambda line: line.name.startswith(WATCHED))
    for words in notes(request, wire, outcome):
        yield tag("p", {"class": "kind"}, words)


def _outcome(outcome: Outcome) -> Iterator[Safe]:
    status = outcome.status or None
    mark = symbol(status) if status else NOTHING
    yield tag("p", {"class": "got"}, tag("span", {"class": f"pill {color(status)}"}, f"{mark} {outcome}"))
    if outcome.error:
        yield tag("p", {"class": "error"}, tag("code", None, outcome.error))
    if outcome.status is not None:
        rows = ((tag("dt", None, name), tag("dd", None, tag("code", None, value))) for name, value in facts(outcome))
        yield tag("dl", None, *map(join, rows))


def _console(who: str, console: Sequence[str]) -> Safe:
    head = tag("p", {"class": "kind"}, f"In the console, which a script cannot read. {who}:")
    return tag("section", {"class": "console"}, head, *(tag("pre", None, line) for line in console))


# --- What is said about it ----------------------------------------------------------------------------------


def shown_lines(exchange: Exchange) -> list[Line]:
    """Return the lines of an exchange, without the headers that every message has."""
    return [line for line in lines(exchange, SHORT) if line.role is not Role.FIELD or not USUAL.fullmatch(line.name)]


def facts(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Return what a script can read of a response, by the names that it reads it by."""
    yield "type", outcome.type
    yield "status", str(outcome.status)
    yield "redirected", "true" if outcome.redirected else "false"
    yield "url", outcome.url or '""'
    yield "headers", ", ".join(name for name, _ in outcome.headers) or "none"
    yield "body", outcome.body if len(outcome.body) <= 90 else f"{outcome.body[:90]}…"


def is_preflight(exchange: Exchange) -> bool:
    """Whether the browser asked for permission by this request."""
    request = exchange.request
    return request is not None and request.method == "OPTIONS" and "Access-Control-Request-Method" in request


def notes(request: FetchRequest, wire: Sequence[Exchange], outcome: Outcome) -> Iterator[str]:
    """Say what is missing from the wire, and why."""
    if not wire:
        yield FROM_CACHE if outcome.status else NEVER_SENT
    elif request.needs_preflight and not any(map(is_preflight, wire)):
        yield NO_PREFLIGHT


def heading(run: BrowserRun) -> str:
    """Return whose run it is: `Recorded in Firefox 153.8.0 on 29 November 2026`, or `Just now, in Chromium 156`."""
    if not run.date:
        return f"Just now, in {run.browser}"
    day = date.fromisoformat(run.date)
    return f"Recorded in {run.browser} on {day.day} {day:%B %Y}"


def difference(run: BrowserRun, other: BrowserRun) -> str:
    """Return in one sentence whether another browser did the same."""
    name = f"{other.browser}, recorded on {date.fromisoformat(other.date).day} {date.fromisoformat(other.date):%B %Y}"
    changed = [told(other), *([] if told(run) == told(other) else [f"not {told(run)}"])]
    return f"{name}: {'the same' if len(changed) == 1 else '; '.join(changed)}."


def told(run: BrowserRun) -> str:
    """Return a run in one line: `GET 301, GET 200 → 200`.

    Each request has what crossed the wire before the arrow and what the script got behind it.
    """
    return "; ".join(
        f"{', '.join(_on_the_wire(wire)) or 'nothing sent'} → {outcome}"
        for wire, outcome in zip(run.wire, run.outcomes, strict=True)
    )


def _on_the_wire(exchanges: Iterable[Exchange]) -> Iterator[str]:
    """Return `GET 200` for each exchange; the same several times in a row is `GET 421 (2 times)`."""
    for what, same in groupby(map(_request_and_status, exchanges)):
        times = len(list(same))
        yield f"{what} ({times} times)" if times > 1 else what


def _request_and_status(exchange: Exchange) -> str:
    method = exchange.request.method if exchange.request else "?"
    return f"{method} {exchange.wire_status or 'no response'}"


# --- A run as text ------------------------------------------------------------------------------------------


def run_text(run: BrowserRun, requests: Sequence[FetchRequest], address: str, *, beside: Sequence[BrowserRun]) -> str:
    """Return a run as text for a terminal."""
    blocks = [f"{heading(run)}."]
    for request, wire, outcome in zip(requests, run.wire, run.outcomes, strict=True):
        sent = [f"  {line.mark} {line.text}".rstrip() for each in wire for line in shown_lines(each)]
        sent += [f"  * {words}" for words in notes(request, wire, outcome)]
        got = [f"  {name}: {value}".rstrip() for name, value in facts(outcome)] if outcome.status is not None else []
        error = [f"  {outcome.error}"] if outcome.error else []
        blocks.append("\n".join([request.code(address), "On the wire:", *sent, "What the script got:", *error, *got]))
    for each in (run, *beside):
        if each.date and each.console:
            blocks.append("\n".join([f"In the console. {heading(each)}:", *(f"  {line}" for line in each.console)]))
    return "\n\n".join([*blocks, *(plain(difference(run, each)) for each in beside)])


def with_address(text: str, address: str, origin: str) -> str:
    """Return a recorded text with the addresses of this lab and of this page."""
    return text.replace(LAB, address).replace(f"http://{PAGE}", origin)


# --- Several browsers ---------------------------------------------------------------------------------------

Row = tuple[str, Sequence[BrowserRun]]


def table_html(rows: Sequence[Row]) -> Safe:
    """Return what browsers do, a row for each situation and a column for each browser, as a whole output."""
    browsers = rows[0][1] if rows else ()
    heads = [tag("th", {"scope": "col"}, words) for words in ("What was asked", *(run.browser for run in browsers))]
    body = [
        tag("tr", None, tag("th", {"scope": "row"}, inline(about)), *(tag("td", None, *_cell(run)) for run in runs))
        for about, runs in rows
    ]
    table = tag("table", None, tag("thead", None, tag("tr", None, *heads)), tag("tbody", None, *body))
    days = ", ".join(dict.fromkeys(heading(run).partition(" on ")[2] for run in browsers))
    legend = f"Recorded on {days}. Before the arrow: what crossed the wire. Behind it: what the script got."
    where = tag("p", {"class": "where"}, legend)
    return page(
        STYLES, tag("div", {"class": "box fetched"}, tag("div", {"class": "wide", "tabindex": 0}, table), where)
    )


def _cell(run: BrowserRun) -> Iterator[Safe]:
    for wire, _, got in (line.partition(" → ") for line in told(run).split("; ")):
        code = int(got[:3]) if got[:3].isdigit() else None
        pill = tag("span", {"class": f"pill {color(code)}"}, f"{symbol(code) if code else NOTHING} {got}")
        yield tag("p", None, wire, " → ", pill)


def table_text(rows: Sequence[Row]) -> str:
    """Return the same as text for a terminal."""
    blocks = ("\n".join([plain(about), *(f"  {run.browser}: {told(run)}" for run in runs)]) for about, runs in rows)
    return "\n".join(blocks)


# --- The card -----------------------------------------------------------------------------------------------


class FetchCard(AnyWidget):
    """Sends requests from the page that shows it.

    `task` never changes: {run, ports: {name: number}, requests: [{port, path, init}], elsewhere: why this page sends
    nothing, recording: HTML}. The page counts its sendings in `began`, and reports on the trait `report`:
    {run, origin, browser, results}. `on_report` then sets `shown`: {says, html}. `text` and `picture` are what a page
    without a kernel shows.
    """

    _esm = asset("fetch_here.js")
    _css = stylesheet("palette", *STYLES)

    task = traitlets.Dict().tag(sync=True)
    began = traitlets.Int(0).tag(sync=True)
    report = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)

    def __init__(
        self, task: Mapping[str, Any], text: str, picture: Safe, on_report: Callable[[dict[str, Any]], dict[str, str]]
    ) -> None:
        super().__init__(task=dict(task), shown={"says": "", "html": ""})
        self.text, self.picture = text, picture
        self.observe(lambda change: self.set_trait("shown", on_report(change["new"])), names="report")

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> Output:
        return output(self.model_id, self.text, self.picture, {})
