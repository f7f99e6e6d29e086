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
# Endpoints that give the answer they are asked for: what they send has no cause.
MADE_TO_ORDER = re.compile(
    r"/(?:status|with|unstable|fail|drip|hints|redirect|relative-redirect|absolute-redirect|redirect-to)(?:[/?]|$)"
)
_FIRST_LINE = re.compile(rb"\s*([^\s]+)[ ]+([^\s]+)")


@dataclass(frozen=True)
class Case:
    """One exchange in the light of those before it: what the judges look at. It is total, even for broken bytes."""

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
        """The path that the application sees: decoded, without query, host and the shop window's prefix."""
        path = unquote(split_target(self.target)[2].partition("?")[0])
        return path.removeprefix("/window") if path.startswith("/window/") else path

    @property
    def status(self) -> int | None:
        return self.exchange.wire_status

    @property
    def layer(self) -> Layer | None:
        return self.exchange.layer

    def asked(self, name: str) -> str:
        """A field of the request, "" where it is absent."""
        return _value(self.exchange.request, name)

    def told(self, name: str) -> str:
        """A field of the final response, "" where it is absent."""
        return _value(self.exchange.response, name)

    @property
    def sent(self) -> bytes:
        """The content of the request."""
        return self.exchange.request.content if self.exchange.request else b""

    @property
    def text(self) -> str:
        """The content of the final response."""
        return self.exchange.response.text if self.exchange.response else ""

    @property
    def asks_first(self) -> bool:
        """Does it expect a go-ahead before its content?"""
        return "100-continue" in self.asked("Expect").lower()

    @property
    def writes(self) -> bool:
        """Does its method ask for a change?"""
        return self.method not in ("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "")

    @cached_property
    def codes(self) -> frozenset[int]:
        """The codes that showed: on the wire, inside a server that hides them, or in a log where nothing was sent."""
        seen = {self.status, self.exchange.internal_status, *(early.status for early in self.exchange.interim)}
        if self.status is None:
            seen.add(self.exchange.logged_status)
        if self.status == 207:
            seen |= self.inside & set(INSIDE)
        return frozenset(code for code in seen if code)

    @cached_property
    def inside(self) -> frozenset[int]:
        """The codes in the content of a 207."""
        found = STATUS_LINE.findall(self.text) if self.status == 207 else ()
        return frozenset(int(code) for code in found)

    @property
    def made_to_order(self) -> bool:
        """Did it ask for an answer by name?"""
        return bool(MADE_TO_ORDER.match(self.path))

    def before(self, judge: Callable[[Case], bool]) -> bool:
        """Was there such an exchange before this one?"""
        return any(judge(Case(each)) for each in self.earlier)

    @property
    def last(self) -> Case:
        """The exchange that passed the stage before."""
        return Case(self.passed[-1])

    def stage(self, number: int) -> Case:
        """The exchange that passed a stage, from 1."""
        return Case(self.passed[number - 1])


def _value(message: Message | None, name: str) -> str:
    return (message.get(name) or "") if message else ""


Holds = Callable[[Case], bool]
Says = tuple[Holds, str]


@dataclass(frozen=True)
class Stage:
    """One thing to bring about. `code` has to show, and each of `needs` has to hold; else its sentence is told.

    `about` says which exchanges it looks at for that. `near` are the sentences for other outcomes that come close, the
    first that fits. `goal` is its line in the list of stages. After it somebody else may act: `then` is a sentence and
    the request that the lab sends.
    """

    code: int
    goal: str = ""
    about: Holds = lambda _: True
    needs: tuple[Says, ...] = ()
    near: tuple[tuple[Holds | int, str], ...] = ()
    then: tuple[str, str] | None = None

    def judge(self, case: Case) -> str | None:
        """Empty where it passed, a sentence where it came close, None where it has nothing to do with it."""
        if self.code in case.codes and self.about(case):
            if case.made_to_order:
                return (
                    f"That is the server saying {self.code} because you asked it to. Find the reason for which it must."
                )
            return next((says for holds, says in self.needs if not holds(case)), "")
        return next((says for met, says in self.near if _fits(met, case)), None)


def _fits(met: Holds | int, case: Case) -> bool:
    return met in case.codes if isinstance(met, int) else met(case)


@dataclass(frozen=True, slots=True)
class Judgment:
    """What a challenge says of what it has seen: `done`, and what is missing (or what was achieved)."""

    done: bool
    says: str


@dataclass(frozen=True)
class Challenge:
    """A task from working life, judged by its cause; with several stages it is a quest.

    `task` names no request; the three hints name a direction, the mechanism, and nearly the request.
    """

    code: int
    name: str
    title: str
    task: str
    hints: tuple[str, str, str]
    stages: tuple[Stage, ...]

    @property
    def is_quest(self) -> bool:
        return len(self.stages) > 1

    def judged(self, exchanges: Sequence[Exchange]) -> Judgment:
        """What so many exchanges come to, in the order in which they began."""
        progress = Progress(self)
        for exchange in sorted(exchanges, key=lambda each: each.number):
            progress = progress.after(exchange)
        return Judgment(progress.done, progress.says)


@dataclass(frozen=True)
class Progress:
    """How far a challenge has come: the exchange that passed each stage, what was seen last, and what it lacks."""

    challenge: Challenge
    passed: tuple[Exchange, ...] = ()
    earlier: tuple[Exchange, ...] = field(default=(), repr=False)
    seen: Exchange | None = None
    says: str = ""

    @property
    def done(self) -> bool:
        return len(self.passed) == len(self.challenge.stages)

    @property
    def stage(self) -> Stage | None:
        """The stage that is open; None where all are passed."""
        return None if self.done else self.challenge.stages[len(self.passed)]

    @property
    def came_close(self) -> bool:
        return bool(self.says) and not self.done

    def after(self, exchange: Exchange) -> Progress:
        """The progress after one more exchange; what the course itself did does not count, nor what comes when done."""
        if self.stage is None or exchange.origin is not Origin.LEARNER:
            return self
        said = self._said(exchange)
        known = replace(self, earlier=(*self.earlier, exchange)[-REMEMBERED:], seen=exchange, says=said or "")
        return replace(known, passed=(*self.passed, exchange)) if said == "" else known

    def _said(self, exchange: Exchange) -> str | None:
        """The stage's word; an exchange that began before the last stage was passed has none in it."""
        if self.stage is None or (self.passed and exchange.number <= self.passed[-1].number):
            return None
        return self.stage.judge(Case(exchange, self.earlier, self.passed))


def provoke(
    code: int,
    name: str,
    title: str,
    task: str,
    hints: tuple[str, str, str],
    needs: tuple[Says, ...] = (),
    near: tuple[tuple[Holds | int, str], ...] = (),
) -> Challenge:
    """A challenge of one stage."""
    return Challenge(code, name, title, task, hints, (Stage(code, needs=needs, near=near),))


def quest(code: int, name: str, title: str, task: str, hints: tuple[str, str, str], *stages: Stage) -> Challenge:
    """A challenge of several stages, to be passed in their order."""
    return Challenge(code, name, title, task, hints, stages)
