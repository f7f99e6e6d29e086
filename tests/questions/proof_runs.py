"""Runs the proofs of questions: in the lab, at stock servers, by common clients; each run once, with its outcome kept.

In a request `$ETag` (or another field) stands for what the latest response with that field had there, `$long` for forty
thousand letters, and `$port` for the lab's own port. In a question with rows of parameters, write such a dollar twice.
`wait 15` among the requests lets 15 seconds pass on the lab's clock.
"""

import re
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import Template
from typing import get_args

from oracle import missing
from stock_servers import Stock, stock_apache, stock_nginx

from free_ports import free_port
from statuslab.clients import libraries as clients
from statuslab.codes import find_scene
from statuslab.messages.browser_run import BrowserRun
from statuslab.messages.exchange import Exchange, Origin
from statuslab.messages.http1 import parse_request
from statuslab.messages.request_text import compose
from statuslab.notebook.fetch_here import recordings
from statuslab.questions.proof import Browser, Expected, Proof
from statuslab.scenarios.player import play, send
from statuslab.scenarios.scene import StepKind
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock

WAIT = re.compile(r"wait (\d+)")
LONG = "tea" * 13_334
OURS = {"host", "content-length"}  # fields that a client writes by itself
SETTLED = 5.0  # seconds that the last exchange may take to end


class Filled(Template):
    idpattern = "[A-Za-z][A-Za-z-]*"


@dataclass(frozen=True)
class Outcome:
    """What came of the last request of a run: its response, or what a client reports and sent."""

    status: int | None = None
    interim: tuple[int, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()  # of all responses, the final one last; of a client's last request
    said: str = ""
    sent: tuple[str, ...] = ()
    layer: str | None = None
    logged: int | None = None
    internal: int | None = None  # nginx's own number, where client and log see another
    body: str = ""
    wire: bytes = b""  # of the last exchange
    transcript: str = field(default="", repr=False)  # of the whole run

    @property
    def statuses(self) -> tuple[int, ...]:
        return (*self.interim, *(() if self.status is None else (self.status,)))


def unmet(expected: Expected, outcome: Outcome) -> list[str]:
    """What an outcome does not show of what was expected, one message each."""
    met = list(outcome.statuses) or outcome.said or "nothing"
    checks = {
        f"status {expected.status}, got {met}": expected.status in (None, *outcome.statuses),
        f"layer {expected.layer}, got {outcome.layer}": expected.layer in (None, outcome.layer),
        f"logged {expected.logged}, got {outcome.logged}": expected.logged in (None, outcome.logged),
        f"said {expected.said}, got {met}": expected.said in (None, outcome.said),
        f"sent {', '.join(expected.sent)}, got {', '.join(outcome.sent)}": expected.sent in ((), outcome.sent),
        f"wire {expected.wire!r}": expected.wire is None or expected.wire in outcome.transcript,
    }
    checks |= {f"has {line}": has_field(outcome, line) for line in expected.has}
    checks |= {f"lacks {line}": not has_field(outcome, line) for line in expected.lacks}
    checks |= {f"body {text!r}, got {outcome.body[:80]!r}": text in outcome.body for text in expected.body}
    return [message for message, holds in checks.items() if not holds]


def has_field(outcome: Outcome, line: str) -> bool:
    """Whether a field is there; after a colon, a part of its value, which is not inside a longer word or number."""
    name, _, part = line.partition(":")
    within = re.compile(
        rf"(?<!\w){re.escape(part.strip())}(?!\w)" if re.match(r"\w", part.strip()) else re.escape(part.strip())
    )
    return any(each.lower() == name.lower() and bool(within.search(value)) for each, value in outcome.fields)


# --- Runs ---------------------------------------------------------------------------------------------------


class Runner:
    """Runs proofs on one lab, and on stock servers that are started when the first proof asks for them."""

    def __init__(self, lab: Lab, stack: ExitStack) -> None:
        self.lab, self._stack = lab, stack
        self._stocks: dict[str, Stock] = {}
        self._outcomes: dict[object, Outcome] = {}

    def outcome(self, proof: Proof, requests: tuple[str, ...] | None = None) -> Outcome:
        """What came of a proof, or of other requests sent in its way."""
        if proof.recording:
            return in_a_browser(recorded_run(proof))
        requests = proof.requests if requests is None else requests
        run = (proof.scene, requests, proof.at, proof.leaves, proof.by, proof.follow)
        if run not in self._outcomes:
            self._outcomes[run] = self._run(replace(proof, requests=requests))
        return self._outcomes[run]

    def forget(self) -> None:
        """Run again what was run before."""
        self._outcomes.clear()

    def _run(self, proof: Proof) -> Outcome:
        if not proof.outside:
            return self._scene(proof.scene) if proof.scene else self._in_the_lab(proof)
        stock = self._stock(proof.at) if proof.at in ("nginx", "nginx-tls", "apache") else None
        self.lab.clock.reset()
        self.lab.reset()
        if stock:
            stock.lay_out()
        return by_client(proof, self.lab, stock) if proof.by else self._by_hand(proof, stock)

    def _stock(self, at: str) -> Stock:
        name = at.partition("-")[0]
        if name not in self._stocks:
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
            server = stock_nginx(folder, port_of(self.lab)) if name == "nginx" else stock_apache(folder)
            self._stocks[name] = self._stack.enter_context(server)
        return self._stocks[name]

    def _scene(self, name: str) -> Outcome:
        steps = play(find_scene(name), self.lab)
        provocation = [step.exchange for step in steps if step.kind is StepKind.PROVOKE][-1]
        return seen(provocation, [step.exchange for step in steps])

    def _in_the_lab(self, proof: Proof) -> Outcome:
        self.lab.reset_for_scene()
        exchanges: list[Exchange] = []
        known: dict[str, str] = {}
        for request in proof.requests:
            if pause := WAIT.fullmatch(request):
                self.lab.clock.skip(float(pause[1]))
                continue
            exchanges.append(send(self.lab, self._filled(request, known), Origin.DEMO))
            known |= dict(exchanges[-1].response.fields if exchanges[-1].response else ())
        return seen(exchanges[-1], exchanges)

    def _by_hand(self, proof: Proof, stock: Stock) -> Outcome:
        outcome, known, transcript = Outcome(), dict[str, str](), ""
        for request in proof.requests:
            outcome = by_hand(proof, self._filled(request, known), stock)
            known |= dict(outcome.fields)
            transcript += outcome.wire.decode("latin-1")
        return replace(outcome, transcript=transcript)

    def _filled(self, request: str, known: Mapping[str, str]) -> str:
        return filled(request, self.lab, known)


@contextmanager
def running_proofs() -> Iterator[Runner]:
    with ExitStack() as stack:
        yield Runner(stack.enter_context(Lab(FixedClock())), stack)


def port_of(lab: Lab) -> int:
    return int(lab.address.rpartition(":")[2])


def filled(text: str, lab: Lab, known: Mapping[str, str]) -> str:
    return Filled(text).substitute({"long": LONG, "port": port_of(lab)}, **known)


# --- In a browser, as recorded ------------------------------------------------------------------------------


def recorded_run(proof: Proof) -> BrowserRun:
    """The run of a recorded situation in the browser that a proof names, or in the first one."""
    runs = next(each.runs for each in recordings().values() if each.name == proof.recording)
    return next(run for run in runs if run.browser.startswith(proof.browser or ""))


def in_each_browser(proof: Proof) -> list[Proof]:
    """A proof for each browser that it is about."""
    every = proof.recording and not proof.browser
    return [replace(proof, browser=browser) for browser in get_args(Browser)] if every else [proof]


def in_a_browser(run: BrowserRun) -> Outcome:
    """What the script got for the last request, and what the wire had of all."""
    exchanges, got = [each for group in run.wire for each in group], run.outcomes[-1]
    seen_by_scripts = {"type": got.type, "redirected": str(got.redirected).lower(), "url": got.url}
    return Outcome(
        status=got.status or None,
        fields=(*got.headers, *seen_by_scripts.items()),
        said="" if got.status else got.error.partition(":")[0] or got.type,
        sent=tuple(each.request.method for each in exchanges),
        logged=run.wire[-1][-1].wire_status if run.wire[-1] else None,
        body=got.body,
        transcript="\n".join([*map(str, exchanges), *run.console]),
    )


# --- In the lab ---------------------------------------------------------------------------------------------


def seen(exchange: Exchange, run: list[Exchange]) -> Outcome:
    responses = [*exchange.interim, *([exchange.response] if exchange.response else [])]
    return Outcome(
        status=exchange.wire_status,
        interim=tuple(each.status for each in exchange.interim),
        fields=tuple(line for each in responses for line in each.fields),
        said="" if responses else "nothing",
        layer=exchange.layer,
        logged=exchange.logged_status,
        internal=exchange.internal_status,
        body=exchange.response.text if exchange.response else "",
        wire=exchange.sent + exchange.received,
        transcript="\n".join(str(each) for each in run),
    )


# --- By hand ------------------------------------------------------------------------------------------------


def by_hand(proof: Proof, text: str, stock: Stock) -> Outcome:
    """The bytes of a request, sent over a connection of its own and read to its end."""
    sent = compose(text, "teahouse").raw
    with ExitStack() as behind:
        with socket.create_connection(("127.0.0.1", stock.doors[proof.at]), 60) as connection:
            with suppress(ConnectionError):
                connection.sendall(sent)
            if proof.leaves:
                behind.enter_context(stock.passed_on.accept()[0])
            received = b"" if proof.leaves else read(connection)
        logged = stock.logged() if stock.lines else None  # once the client is gone, for nginx lingers until then
    statuses, fields, body = parts(received)
    final = next((status for status in reversed(statuses) if status >= 200 or status == 101), None)
    interim = tuple(status for status in statuses if status != final)
    said = "" if received else "nothing"
    return Outcome(final, interim, tuple(fields.items()), said, logged=logged, body=body, wire=sent + received)


def read(connection: socket.socket) -> bytes:
    """All that comes, up to the end of the connection or a switch to another protocol."""
    data = b""
    with suppress(ConnectionError):
        while chunk := connection.recv(65536):
            data += chunk
            if data.startswith(b"HTTP/1.1 101 "):
                break
    return data


def parts(data: bytes) -> tuple[tuple[int, ...], dict[str, str], str]:
    """The statuses of an answer, interim ones first, and the fields and the body of the final one."""
    statuses: list[int] = []
    fields: dict[str, str] = {}
    while start := re.match(rb"HTTP/1\.\d (\d{3})", data):
        head, _, data = data.partition(b"\r\n\r\n")
        statuses.append(int(start[1]))
        lines = [line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:]]
        fields = {name: value.strip() for name, _, value in lines}
        if statuses[-1] >= 200:
            break
    return tuple(statuses), fields, data.decode("utf-8", "replace") if statuses else ""


# --- By a client --------------------------------------------------------------------------------------------


def by_client(proof: Proof, lab: Lab, stock: Stock | None) -> Outcome:
    if why := clients.missing(proof.by):
        missing(why)
    port = stock.doors[proof.at] if stock else free_port() if proof.at == "nobody" else port_of(lab)
    lab.recorder.clear()
    requests = [client_request(filled(text, lab, {}), f"127.0.0.1:{port}", proof.follow) for text in proof.requests]
    reported = clients.CLIENTS[proof.by](requests)[-1].outcome
    status, said = (reported, "") if isinstance(reported, int) else (None, reported)
    if proof.at:
        return Outcome(status, said=said, logged=stock.logged() if stock and stock.lines else None)
    last = lab.recorder.last(timeout=SETTLED)
    made = [each.request for each in lab.exchanges if each.request]
    fields = tuple((name.decode(), value.decode()) for name, value in made[-1].head.fields)
    return Outcome(status, (), fields, said, tuple(each.method for each in made), logged=last.logged_status)


def client_request(text: str, address: str, follow: bool | None) -> clients.ClientRequest:
    draft = compose(text, address)
    head = parse_request(draft.head)
    fields = [(name.decode(), value.decode()) for name, value in head.fields]
    kept = tuple((name, value) for name, value in fields if name.lower() not in OURS)
    return clients.ClientRequest(head.method, f"http://{address}{head.target}", kept, draft.content, follow=follow)
