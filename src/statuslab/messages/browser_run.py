"""What a browser made of some requests, as values: what a script asked for, what crossed the wire, what it was given.

A run comes from a learner's own browser, or from data/browser_recordings.json. No browser, file or clock is known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from statuslab.messages.events import Direction, Event
from statuslab.messages.exchange import Exchange

MARKER = "fetch_here="  # in the target of the requests that part the exchanges of one fetch from those of the next
LAB, PAGE = "127.0.0.1:8418", "localhost:8888"  # the lab and the page, as recordings have them
SAFELISTED = {"accept", "accept-language", "content-language", "content-type", "range"}
SIMPLE_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One call of fetch: the lab's port by its name, the path, and the options in JavaScript's names."""

    path: str
    init: Mapping[str, Any] = field(default_factory=dict)
    port: str = "teahouse"

    @property
    def method(self) -> str:
        return str(self.init.get("method", "GET"))

    @property
    def needs_preflight(self) -> bool:
        """Whether a browser asks before it sends this to another origin (Fetch, "CORS-safelisted")."""
        if self.init.get("mode") == "no-cors":
            return False
        headers = {name.lower(): str(value) for name, value in self.init.get("headers", {}).items()}
        simple_type = headers.get("content-type", "text/plain").partition(";")[0].strip().lower() in SIMPLE_TYPES
        return self.method not in ("GET", "HEAD", "POST") or bool(headers.keys() - SAFELISTED) or not simple_type

    def code(self, address: str) -> str:
        """The call as JavaScript, for a lab at this address.

        >>> FetchRequest("/teas", {"mode": "no-cors"}).code("127.0.0.1:8418")
        'fetch("http://127.0.0.1:8418/teas", { mode: "no-cors" })'
        """
        options = f", {_javascript(self.init)}" if self.init else ""
        return f"fetch({json.dumps(f'http://{address}{self.path}')}{options})"

    def as_json(self) -> dict[str, Any]:
        """The request as the page gets it and as recordings store it."""
        return {"port": self.port, "path": self.path, "init": dict(self.init)}


def _javascript(value: Any) -> str:
    """A value as an object literal, its keys without quotes where they may be."""
    if not isinstance(value, Mapping):
        quoted = json.dumps(value, ensure_ascii=False)
        return f"'{value}'" if '\\"' in quoted and not {"'", "\\", "\n"} & set(value) else quoted
    names = {key: key if re.fullmatch("[a-zA-Z]+", key) else json.dumps(key) for key in value}
    return f"{{ {', '.join(f'{names[key]}: {_javascript(value[key])}' for key in value)} }}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the script was given: a response, of which it may see little, or an error."""

    type: str = ""
    status: int | None = None
    redirected: bool = False
    url: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    error: str = ""

    @classmethod
    def of(cls, reported: Any) -> Outcome:
        """Read what a page reported. Raises ValueError if it is no outcome: a page may send anything."""
        known = isinstance(reported, dict) and reported.keys() <= {*cls.__dataclass_fields__}
        if not known or not ("error" in reported or isinstance(reported.get("status"), int)):
            raise ValueError("expected the outcome of a fetch")
        texts = {name: str(reported.get(name, "")) for name in ("type", "url", "body", "error")}
        headers = tuple((str(name), str(value)) for name, value in reported.get("headers", ()))
        return cls(**texts, status=reported.get("status"), redirected=bool(reported.get("redirected")), headers=headers)

    def as_json(self) -> dict[str, Any]:
        """Only what says something."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in found.items() if value or (name == "status" and value is not None)}

    def __str__(self) -> str:
        """`404`, `opaque, status 0`, or the name of the error.

        >>> str(Outcome("cors", 404)), str(Outcome("opaque", 0)), str(Outcome(error="TypeError: Failed to fetch"))
        ('404', 'opaque, status 0', 'TypeError')
        """
        if self.status is None:
            return self.error.partition(":")[0]
        shown = str(self.status) if self.type in ("cors", "basic") else f"{self.type}, status {self.status}"
        return f"{shown}, then {self.error.partition(':')[0]}" if self.error else shown


@dataclass(frozen=True, slots=True)
class BrowserRun:
    """Some requests of one browser: `wire` has the exchanges of each, `outcomes` what the script was given for it.

    `date` is that of a recording, "" for a run that has just happened. `console` are the lines that the browser wrote
    to its console, which scripts cannot read.
    """

    browser: str
    wire: tuple[tuple[Exchange, ...], ...]
    outcomes: tuple[Outcome, ...]
    date: str = ""
    console: tuple[str, ...] = ()


def groups(exchanges: Iterable[Exchange], run: str, count: int) -> tuple[tuple[Exchange, ...], ...]:
    """The exchanges of each of `count` requests: those between two markers of this run that a browser's page made."""
    found: list[list[Exchange]] = []
    for exchange in exchanges:
        if is_marker(exchange, run):
            found.append([])
        elif found and _is_of_a_page(exchange):
            found[-1].append(exchange)
    return tuple(tuple(group) for group in [*found, *([] for _ in range(count))][:count])


def is_marker(exchange: Exchange, run: str, at: int | None = None) -> bool:
    """Whether this is a marker of the run (the one in this place)."""
    target = exchange.request.target if exchange.request else ""
    return target.endswith(f"{MARKER}{run}-{at}") if at is not None else f"{MARKER}{run}-" in target


def _is_of_a_page(exchange: Exchange) -> bool:
    """Whether a script in a page made this request: programs send neither of these headers."""
    request = exchange.request
    is_marked = request is not None and ("Origin" in request or "Sec-Fetch-Mode" in request)
    return is_marked and request is not None and MARKER not in request.target


# --- As JSON ------------------------------------------------------------------------------------------------


def exchange_json(exchange: Exchange) -> dict[str, str]:
    """An exchange as recordings store it: the bytes of both sides, as text."""
    return {"sent": exchange.sent.decode("latin-1"), "received": exchange.received.decode("latin-1")}


def exchange_of(stored: Mapping[str, str]) -> Exchange:
    """The exchange again."""
    sides = ((Direction.SENT, stored["sent"]), (Direction.RECEIVED, stored["received"]))
    return Exchange(tuple(Event(at, side, text.encode("latin-1")) for at, (side, text) in enumerate(sides) if text))


def run_json(run: BrowserRun) -> dict[str, Any]:
    """A run as recordings store it."""
    return {
        "browser": run.browser,
        "date": run.date,
        "wire": [[exchange_json(each) for each in group] for group in run.wire],
        "outcomes": [outcome.as_json() for outcome in run.outcomes],
        "console": list(run.console),
    }


def run_of(stored: Mapping[str, Any]) -> BrowserRun:
    """The run again."""
    wire = tuple(tuple(exchange_of(each) for each in group) for group in stored["wire"])
    outcomes = tuple(map(Outcome.of, stored["outcomes"]))
    return BrowserRun(stored["browser"], wire, outcomes, stored["date"], tuple(stored["console"]))


def key_of(requests: Sequence[FetchRequest]) -> str:
    """The requests as one text: the same requests have the same."""
    return json.dumps([request.as_json() for request in requests], sort_keys=True)
