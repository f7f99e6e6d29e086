"""What HTTP clients made of the same request: what each reported to its caller, and what crossed the wire.

Values only. Nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from statuslab.errors import LabError
from statuslab.messages.exchange import Exchange

ON, AGAIN, WRONG = "↳", "↻", "!"  # how a remark begins: a redirect that was followed, a repeat, a mistake
LISTED_REDIRECTS = 2  # so many redirects are listed one by one, more are counted


@dataclass(frozen=True)
class ClientReport:
    """What a client reported: a status, or the name of an exception. `raised`: the status came as an exception."""

    outcome: int | str
    content: bytes = b""
    raised: bool = False


@dataclass(frozen=True)
class ClientRun:
    """One client and its requests: its reports, and the exchanges that the lab saw, oldest first.

    `why_not` says why the client was not asked. `watched` are request headers to look for after a redirect.
    """

    client: str
    reports: tuple[ClientReport, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    why_not: str = ""
    watched: tuple[str, ...] = ()

    @property
    def outcome(self) -> int | str:
        """What the client reported on the first request, or "" if it was not asked."""
        return self.reports[0].outcome if self.reports else ""

    @property
    def said(self) -> int | str:
        """The name that the course's pages use for `outcome`."""
        return self.outcome

    @property
    def wire(self) -> tuple[str, ...]:
        """Each request on the wire, as `POST /orders -> 201`."""
        return tuple(map(_wire_line, self.exchanges))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is remarkable besides the status, in few words."""
        return (self.why_not,) if self.why_not else tuple(self._remarks())

    @property
    def repeats(self) -> int:
        """How often the first request was sent again unchanged to the same host."""
        first = _request(self.exchanges[0]) if self.exchanges else None
        same = sum(_request(each) == first for each in self.exchanges if not _is_answer_to_a_redirect(self, each))
        return max(0, same - 1)

    @property
    def mistook(self) -> int | None:
        """The status of the interim response that the client took for the final one, or None."""
        early = {interim.status for each in self.exchanges for interim in each.interim}
        return self.outcome if isinstance(self.outcome, int) and self.outcome in early - {101} else None

    @property
    def follows(self) -> tuple[Exchange, ...]:
        """The requests that the client made because of a redirect."""
        return tuple(later for earlier, later in pairwise(self.exchanges) if _redirects(earlier))

    def _remarks(self) -> Iterator[str]:
        first = self.reports[0] if self.reports else ClientReport("")
        if self.mistook:
            yield f"{WRONG} took the {self.mistook} for the answer"
        if first.raised:
            yield "as an exception"
        if self.repeats:
            yield f"{AGAIN} sent {self.repeats + 1} times"
        if len(self.follows) > LISTED_REDIRECTS:
            yield f"{ON} followed {len(self.follows)} times"
        else:
            yield from (self._followed(each) for each in self.follows)
        if self.exchanges and _redirects(self.exchanges[-1]) and not self.follows:
            yield "did not follow"
        if first.content and self.outcome in (204, 205, 304):
            yield f"with {len(first.content)} bytes of content"
        yield from map(self._next, self.reports[1:])

    def _followed(self, exchange: Exchange) -> str:
        request, first = exchange.request, self.exchanges[0].request
        if request is None or first is None:
            return f"{ON} something that is no request"
        content = ["content again" if request.content else "content gone"] if first.content else []
        carried = [f"with {name}" if name in request else f"without {name}" for name in self.watched]
        return f"{ON} {', '.join([request.method, *(carried or content)])}"

    def _next(self, report: ClientReport) -> str:
        earlier = [each.response.content for each in self.exchanges[:1] if each.response]
        if report.content and report.content in earlier:
            return f"{WRONG} next request: {report.outcome}, with the content of the first"
        return f"next request: {report.outcome}"


@dataclass(frozen=True)
class ClientRuns:
    """A table of runs: a row per client, a column per request. `runs["curl", 307]` is one of them."""

    columns: Mapping[str, str]
    """Label and first line of each request."""
    rows: Mapping[str, tuple[ClientRun, ...]]

    def __getitem__(self, place: tuple[str, object] | str) -> ClientRun:
        """Return a run by client and label, or by client if there is one column. Raises LabError."""
        client, label = (place, next(iter(self.columns))) if isinstance(place, str) else place
        labels = list(self.columns)
        if client not in self.rows or str(label) not in labels or (isinstance(place, str) and len(labels) > 1):
            raise LabError(
                f"no run {place!r}; expected a client ({', '.join(self.rows)}) and a label ({', '.join(labels)})"
            )
        return self.rows[client][labels.index(str(label))]

    def __iter__(self) -> Iterator[ClientRun]:
        for row in self.rows.values():
            yield from row


def _wire_line(exchange: Exchange) -> str:
    request = _request(exchange)
    line = f"{request[0]} {request[1]}" if request else "no readable request"
    return f"{line} -> {exchange.wire_status or 'nothing'}"


def _request(exchange: Exchange) -> tuple[str, str, bytes, str] | None:
    request = exchange.request
    return (request.method, request.target, request.content, exchange.host) if request else None


def _redirects(exchange: Exchange) -> bool:
    response = exchange.response
    return response is not None and 300 <= response.status < 400 and "Location" in response


def _is_answer_to_a_redirect(run: ClientRun, exchange: Exchange) -> bool:
    return any(exchange is each for each in run.follows)
