"""What a challenge is, and how the lab judges it: by the cause on the wire, not by the number. Values only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import unquote

from statuslab.messages.exchange import Exchange, Layer, Message, Origin
from statuslab.messages.http1 import split_target

REMEMBERED = 40  # exchanges back that a cause may lie
INSIDE = (208, 424)  # codes that stand in the content of a 207
STATUS_LINE = re.compile(r"HTTP/1\.1 (\d{3})")
# Endpoints that send whatever status they are asked for: such a status has no genuine cause.
MADE_TO_ORDER = re.compile(
    r"/(?:status|with|unstable|fail|drip|hints|redirect|relative-redirect|absolute-redirect|redirect-to)(?:[/?]|$)"
)
_FIRST_LINE = re.compile(rb"\s*([^\s]+)[ ]+([^\s]+)")


@dataclass(frozen=True)
class Case:
    """One exchange and those before it, as predicates look at them. Every property works on malformed requests too."""

    exchange: Exchange
    earlier: tuple[Exchange, ...] = ()
    passed: tuple[Exchange, ...] = ()

    @cached_property
    def _first_line(self) -> tuple[str, str]:
        if self.exchange.request:
            return self.exchange.request.method, self.exchange.request.target
        found = _FIRST_LINE.match(self.exchange.sent[:20_000])
        return (found[1].decode("latin-1"), found[2].decode("latin-1")) if found else ("", "")

    @property
    def method(self) -> str:
        return self._first_line[0]

    @property
    def target(self) -> str:
        return self._first_line[1]

    @cached_property
    def path(self) -> str:
        """The path that the application sees: decoded, without query, host and the prefix of the gateway's cache."""
        path = unquote(split_target(self.target)[2].partition("?")[0])
        return path.removeprefix("/window") if path.startswith("/window/") else path

    @property
    def status(self) -> int | None:
        return self.exchange.wire_status

    @property
    def layer(self) -> Layer | None:
        return self.exchange.layer

    def request_header(self, name: str) -> str:
        """A header field of the request, "" where it is absent."""
        return _value(self.exchange.request, name)

    def response_header(self, name: str) -> str:
        """A header field of the final response, "" where it is absent."""
        return _value(self.exchange.response, name)

    @property
    def request_content(self) -> bytes:
        """The content of the request."""
        return self.exchange.request.content if self.exchange.request else b""

    @property
    def response_text(self) -> str:
        """The content of the final response."""
        return self.exchange.response.text if self.exchange.response else ""

    @property
    def expects_continue(self) -> bool:
        """Whether it asks for a 100 before it sends its content."""
        return "100-continue" in self.request_header("Expect").lower()

    @property
    def writes(self) -> bool:
        """Whether its method asks for a change."""
        return self.method not in ("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "")

    @cached_property
    def codes(self) -> frozenset[int]:
        """All codes that appeared: on the wire, as nginx's internal status, or in the log where nothing was sent."""
        seen = {self.status, self.exchange.internal_status, *(early.status for early in self.exchange.interim)}
        if self.status is None:
            seen.add(self.exchange.logged_status)
        if self.status == 207:
            seen |= self.inside & set(INSIDE)
        return frozenset(code for code in seen if code)

    @cached_property
    def inside(self) -> frozenset[int]:
        """The codes in the content of a 207."""
        found = STATUS_LINE.findall(self.response_text) if self.status == 207 else ()
        return frozenset(int(code) for code in found)

    @property
    def made_to_order(self) -> bool:
        """Whether it asked an endpoint that sends any status on request."""
        return bool(MADE_TO_ORDER.match(self.path))

    def preceded_by(self, predicate: Callable[[Case], bool]) -> bool:
        """Whether the predicate holds for an exchange before this one."""
        return any(predicate(Case(each)) for each in self.earlier)

    @property
    def last(self) -> Case:
        """The exchange that passed the stage before."""
        return Case(self.passed[-1])

    def stage(self, number: int) -> Case:
        """The exchange that passed a stage, from 1."""
        return Case(self.passed[number - 1])


def _value(message: Message | None, name: str) -> str:
    return (message.get(name) or "") if message else ""


Predicate = Callable[[Case], bool]
Need = tuple[Predicate, str]  # what must hold, and the sentence for a learner where it does not
Near = tuple[Predicate | int, str]  # another outcome, by a predicate or its code, and the sentence for it


@dataclass(frozen=True)
class Stage:
    """One thing to bring about: `code` has to appear, and each of `needs` has to hold.

    `about` selects the exchanges that are judged. `near` has the sentences for outcomes that come close; the first that
    fits is shown. `goal` is the stage's line in the list of stages. `then` is a sentence and a request that the lab
    sends after the stage, in the role of somebody else.
    """

    code: int
    goal: str = ""
    about: Predicate = lambda _: True
    needs: tuple[Need, ...] = ()
    near: tuple[Near, ...] = ()
    then: tuple[str, str] | None = None

    def judge(self, case: Case) -> str | None:
        """Return "" for a pass, a sentence where the exchange came close, None where it is about something else."""
        if self.code in case.codes and self.about(case):
            if case.made_to_order:
                return (
                    f"That is the server saying {self.code} because you asked it to. Find the reason for which it must."
                )
            return next((message for holds, message in self.needs if not holds(case)), "")
        return next((message for met, message in self.near if _fits(met, case)), None)


def _fits(met: Predicate | int, case: Case) -> bool:
    return met in case.codes if isinstance(met, int) else met(case)


@dataclass(frozen=True, slots=True)
class Judgment:
    """The verdict on a row of exchanges: whether the challenge is done, and what is missing where it is not."""

    done: bool
    message: str


@dataclass(frozen=True)
class Challenge:
    """A task from working life, judged by the cause of a code. With several stages it is a quest.

    `task` names no request. The three hints name a direction, the mechanism, and nearly the request. `port` is the port
    of the lab where it can be done (see `Lab.port_address`).
    """

    code: int
    name: str
    title: str
    task: str
    hints: tuple[str, str, str]
    stages: tuple[Stage, ...]
    port: str = "teahouse"

    @property
    def is_quest(self) -> bool:
        return len(self.stages) > 1

    def judged(self, exchanges: Sequence[Exchange]) -> Judgment:
        """Judge exchanges in the order in which they began."""
        progress = Progress(self)
        for exchange in sorted(exchanges, key=lambda each: each.number):
            progress = progress.after(exchange)
        return Judgment(progress.done, progress.message)


@dataclass(frozen=True)
class Progress:
    """How far a challenge has come: the exchange that passed each stage, the latest one, and what is missing."""

    challenge: Challenge
    passed: tuple[Exchange, ...] = ()
    earlier: tuple[Exchange, ...] = field(default=(), repr=False)
    seen: Exchange | None = None
    message: str = ""

    @property
    def done(self) -> bool:
        return len(self.passed) == len(self.challenge.stages)

    @property
    def stage(self) -> Stage | None:
        """The stage that is open, None where all are passed."""
        return None if self.done else self.challenge.stages[len(self.passed)]

    @property
    def came_close(self) -> bool:
        return bool(self.message) and not self.done

    def after(self, exchange: Exchange) -> Progress:
        """The progress after one more exchange. Exchanges of the course itself do not count."""
        if self.stage is None or exchange.origin is not Origin.LEARNER:
            return self
        message = None
        if not self.passed or exchange.number > self.passed[-1].number:  # it began after the last stage was passed
            message = self.stage.judge(Case(exchange, self.earlier, self.passed))
        known = replace(self, earlier=(*self.earlier, exchange)[-REMEMBERED:], seen=exchange, message=message or "")
        return replace(known, passed=(*self.passed, exchange)) if message == "" else known


def provoke(
    code: int,
    *,
    name: str,
    title: str,
    task: str,
    hints: tuple[str, str, str],
    needs: tuple[Need, ...] = (),
    near: tuple[Near, ...] = (),
    port: str = "teahouse",
) -> Challenge:
    """A challenge of one stage."""
    return Challenge(code, name, title, task, hints, (Stage(code, needs=needs, near=near),), port)


def quest(
    code: int, *, name: str, title: str, task: str, hints: tuple[str, str, str], stages: tuple[Stage, ...]
) -> Challenge:
    """A challenge of several stages, to be passed in their order."""
    return Challenge(code, name, title, task, hints, stages)
