"""What proves that the key of a question is right. The tests run it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Server = Literal["nginx", "nginx-tls", "apache", "nobody"]
Browser = Literal["Chromium", "Firefox"]
Client = Literal["requests", "httpx2", "urllib.request", "http.client", "urllib3", "aiohttp", "curl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a run has to show: every field that is given must hold.

    `status` is the final or an interim one, `layer` who answered, `logged` the status in the server's log. `has` and
    `lacks` are response fields, interim responses included, each a name or `Name: part of the value`. `body` are texts
    in the body of the response, `wire` is a text in the transcript of the whole run. Of a client, `status` is what it
    reports, `sent` are the methods of all requests it made, `has` and `lacks` are about the last request. `said` is for
    results other than a status: an exception's name, `exit 52`, or `nothing` if the connection was closed without an
    answer. `gives` is the result of a measurement in the log.
    """

    status: int | None = None
    layer: str | None = None
    logged: int | None = None
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    wire: str | None = None
    sent: tuple[str, ...] = ()
    said: str | None = None
    gives: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof(Expected):
    """Why a key is right: a section of a standard, a run in the lab or elsewhere, a count in the log, or a recording.

    `rfc` names document and section. `scene` runs a scene; `requests` are sent in order to a fresh Teahouse, each the
    text of a `%%http` cell, or `wait 15`, which lets 15 seconds pass on the lab's clock. What is expected is checked on
    the exchange of the last request, or of the scene's provocation. `log` names a measurement that the tests make in
    data/access.log.

    `recording` names a situation in data/browser_recordings.json, which the tests do again in a real browser; what is
    expected holds in each recorded browser, or in the one that `browser` names. Of the last request, `status`, `has`
    and `body` are what the script got, `said` is the name of its error or the type of a response with status 0, and
    `logged` is the status on the wire. `has` also knows type, redirected and url. `sent` are the methods of all
    requests on the wire; `wire` is a text in the transcript or in the console.

    Two fields involve other programs. `at` sends the requests to a stock server (tests/oracles/stock_servers.py says
    what it serves; "nobody" is a port where nothing listens). With `leaves`, the client hangs up once the request has
    reached the upstream server. `by` sends the requests with a common client, to the Teahouse if there is no `at`;
    `follow` turns redirects on or off, without it the client's default holds.

    The rest says how the outcome decides between the options (tests/questions/keys.py). `shows` has, for words that
    only one option has, what the run would show if that option were right. `tries` has requests for such words: they
    are sent after `requests`, then come those of `then`; what the proof expects must hold for the key and for no other
    option that tries something. In requests, `$option` stands for what an option has in its code span (or all of it),
    and `$others` for the request that the question shows without the option's line: such a proof runs once for each
    option. `case` counts from 1 and says that this run gives the status that each option names there ("401, then 403");
    in a match it has words of the option which this run is about. `decides` names what is compared with codes and
    numbers where it is not the final status: `interim`, `logged`, `internal` (nginx's own number), `body`, `wire` or a
    response field; `has` and `lacks` ask whether the response has the header of each option; `nothing` is for a run
    that only supports the key.
    """

    rfc: str | None = None
    scene: str | None = None
    requests: tuple[str, ...] = ()
    log: str | None = None
    recording: str | None = None
    browser: Browser | None = None
    at: Server | None = None
    leaves: bool = False
    by: Client | None = None
    follow: bool | None = None
    shows: Mapping[str, Expected] | None = None
    tries: Mapping[str, tuple[str, ...]] | None = None
    then: tuple[str, ...] = ()
    case: int | str | None = None
    decides: str | None = None

    @property
    def outside(self) -> bool:
        """Whether another server or client takes part."""
        return bool(self.at or self.by)

    @property
    def runs(self) -> bool:
        """Whether requests are sent."""
        return bool(self.scene or self.requests or self.tries)

    @property
    def runs_for_each_option(self) -> bool:
        """Whether it is run once for each option, and not once for the question."""
        return self.tries is not None or any(
            name in request for request in self.requests for name in ("$option", "$others")
        )
