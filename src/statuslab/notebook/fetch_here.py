"""The notebook functions `fetch_here`, which sends a request from the learner's own browser, and `browsers`."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from statuslab.errors import LabError
from statuslab.messages.browser_run import (
    LAB,
    BrowserRun,
    FetchRequest,
    Outcome,
    groups,
    is_marker,
    key_of,
    run_of,
)
from statuslab.messages.exchange import Exchange
from statuslab.notebook.demos import FIXED, lab
from statuslab.notebook.view import View
from statuslab.storage.files import data_folder
from statuslab.widgets.fetch_here import FetchCard, run_html, run_text, table_html, table_text, with_address
from statuslab.widgets.html import Safe, page, tag

FILE = "browser_recordings.json"
PORTS = ("teahouse", "nginx")
OPTIONS = {
    "mode": ("cors", "no-cors", "same-origin"),
    "credentials": ("omit", "same-origin", "include"),
    "redirect": ("follow", "manual", "error"),
    "cache": ("default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"),
}
METHOD = re.compile(r"(?:([A-Z]+) )?(/\S*)")
FORBIDDEN = ("CONNECT", "TRACE", "TRACK")
LATE = 2.0  # seconds to wait for the end of the last exchange
IN_MEMORY = "Here the lab runs inside the page, without a network. Below is a recording."
NO_TRACE = "The lab has no trace of these requests: was it restarted? Run the cell again."
NO_RECORDING = "No recording has these requests. Run the cell where page and lab are on one machine."


def fetch_here(*requests: str, to: str = "teahouse", headers: Mapping[str, str] | None = None, body: str = "",
               **options: str) -> FetchCard:  # fmt: skip
    """Send requests from the browser that shows this page, and show the wire beside what the script got.

    Each request is a path of the lab, with a method in front if it is not GET: fetch_here("POST /partners/visits").
    Several are sent one after the other. `headers`, `body` and the options of JavaScript's fetch (mode, credentials,
    redirect, cache) are for all of them. `to` is a port of the lab: teahouse or nginx. Raises LabError.
    """
    asked = requests_of(requests, to=to, headers=headers, body=body, **options)
    recorded = recordings().get(key_of(asked))
    text, picture = _recorded(asked, recorded, in_card=False)
    ports = {port: int(lab.port_address(port).rpartition(":")[2]) for port in {"teahouse", to}} if _may_send() else {}
    task = {
        "run": secrets.token_hex(4),
        "ports": ports,
        "requests": [request.as_json() for request in asked],
        "elsewhere": "" if ports or FIXED else IN_MEMORY,
        "recording": str(_recorded(asked, recorded, in_card=True)[1]),
    }
    return FetchCard(task, text, picture, lambda report: _answer(asked, recorded, report))


def browsers() -> View:
    """Show what Chromium and Firefox make of the same responses, as recorded."""
    rows = [(each.about, each.runs) for each in recordings().values() if each.about]
    return View(table_text(rows), str(table_html(rows)))


# --- The call -----------------------------------------------------------------------------------------------


def requests_of(
    requests: Sequence[str], to: str = "teahouse", headers: Mapping[str, str] | None = None, body: str = "",
    **options: str,
) -> list[FetchRequest]:  # fmt: skip
    """Return what these arguments of fetch_here ask for. Raises LabError."""
    if not requests:
        raise LabError('expected a path of the lab, such as fetch_here("/partners/teas")')
    return [_request(request, to, headers or {}, body, options) for request in requests]


def _request(text: str, to: str, headers: Mapping[str, str], body: str, options: Mapping[str, str]) -> FetchRequest:
    found = METHOD.fullmatch(text.strip())
    if found is None:
        raise LabError(f'"{text}" is no request for fetch_here; expected a path, or a method and a path: "POST /teas"')
    method = found[1] or "GET"
    if method in FORBIDDEN:
        raise LabError(f"no script in a page may send {method}; try GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS")
    if to not in PORTS:
        raise LabError(f'no port "{to}" for fetch_here; expected {" or ".join(PORTS)}')
    for name, value in options.items():
        if value not in OPTIONS.get(name, ()):
            known = f"one of {', '.join(OPTIONS[name])}" if name in OPTIONS else f"one of headers, body, {_names()}"
            what = f'{name}="{value}"' if name in OPTIONS else f"no option {name!r} in fetch_here"
            raise LabError(f"{what}; expected {known}")
    init: dict[str, Any] = {"method": method} if method != "GET" else {}
    init |= dict(options) | ({"headers": dict(headers)} if headers else {})
    return FetchRequest(found[2], init | ({"body": body} if body and method not in ("GET", "HEAD") else {}), to)


def _names() -> str:
    return ", ".join(OPTIONS)


def _may_send() -> bool:
    """Whether a browser can reach the lab at all: not where the network is memory, or times are fixed."""
    return not FIXED and lab.network.has_ports


# --- Recordings ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recording:
    """The same requests in several browsers. `about` says in the table what they are, "" for none that is listed."""

    name: str
    about: str
    requests: tuple[FetchRequest, ...]
    runs: tuple[BrowserRun, ...]


@cache
def recordings() -> dict[str, Recording]:
    """Return what browsers did, by requests. Raises LabError if the file cannot be read."""
    path = data_folder() / FILE
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        found = [_recording(each) for each in stored["recordings"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LabError(f"{FILE} cannot be read ({error}); install the course again") from None
    return {key_of(each.requests): each for each in found}


def _recording(stored: Mapping[str, Any]) -> Recording:
    requests = tuple(FetchRequest(each["path"], each["init"], each["port"]) for each in stored["requests"])
    return Recording(stored["name"], stored["about"], requests, tuple(map(run_of, stored["runs"])))


def _recorded(requests: Sequence[FetchRequest], recorded: Recording | None, in_card: bool) -> tuple[str, Safe]:
    if recorded is None:
        return NO_RECORDING, page((), tag("p", None, NO_RECORDING))
    first, *others = recorded.runs
    shown: Any = {"requests": requests, "address": LAB, "beside": others}
    return run_text(first, **shown), run_html(first, **shown, in_card=in_card)


# --- What the page reports ----------------------------------------------------------------------------------


def _answer(requests: Sequence[FetchRequest], recorded: Recording | None, report: Mapping[str, Any]) -> dict[str, str]:
    """Return what the card shows after a report: {says, html}."""
    try:
        outcomes = tuple(map(Outcome.of, report["results"]))
        run, browser, origin = str(report["run"]), str(report["browser"])[:40], str(report["origin"])[:100]
    except (KeyError, TypeError, ValueError) as error:
        return {"says": f"The page reported something unexpected ({error}). Run the cell again.", "html": ""}
    exchanges = _exchanges(run, len(requests))
    if not exchanges or len(outcomes) != len(requests):
        return {"says": NO_TRACE, "html": ""}
    live = BrowserRun(browser, groups(exchanges, run, len(requests)), outcomes)
    address = _asked_host(live) or lab.port_address(requests[0].port)
    beside = [_moved(each, address, origin) for each in (recorded.runs if recorded else ())]
    html = run_html(live, requests, address, beside=beside, in_card=True)
    return {"says": f"Sent by {browser}, from {origin}.", "html": str(html)}


def _exchanges(run: str, count: int) -> tuple[Exchange, ...]:
    """The exchanges since the first marker of a run; none if it is not there."""
    lab.recorder.last(timeout=LATE)
    found = lab.exchanges
    first = next((at for at, each in enumerate(found) if is_marker(each, run, 0)), None)
    last = next((at for at, each in enumerate(found) if is_marker(each, run, count)), len(found))
    return () if first is None else found[first : last + 1]


def _asked_host(run: BrowserRun) -> str:
    """The lab's address as the page has it, which is the one of its two names that the page is not on."""
    first = next((exchange for group in run.wire for exchange in group), None)
    return (first.request.get("Host") or "") if first and first.request else ""


def _moved(run: BrowserRun, address: str, origin: str) -> BrowserRun:
    """A recording whose console names the addresses of this lab and this page."""
    return replace(run, console=tuple(with_address(line, address, origin) for line in run.console))
