"""Every scene: its text as a demo shows it, then each step with its exact bytes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from recording import internals
from recording.text import anonymous, shown
from statuslab import demo, lab

MARKS = {">": ">", "<": "<"}


def record() -> Iterator[tuple[str, str]]:
    """A text for each scene."""
    for name in internals.scene_names():
        yield name, _scene(name)
    lab.stop()


def _scene(name: str) -> str:
    try:
        told = demo(name)
    except Exception as error:  # recorded, so that the other scenes are compared all the same
        return f"{type(error).__name__}: {error}\n"
    steps = [_step(number, step) for number, step in enumerate(told.steps, start=1)]
    return "\n".join([f"{told!r}\n", *steps])


def _step(number: int, step: Any) -> str:
    head = f"=== step {number}, {step.kind}, by {step.actor}, after {step.waited:g} s\n{internals.sentence(step)}\n"
    return head + exchange_text(step.exchange)


def exchange_text(exchange: Any, depth: int = 0) -> str:
    """The facts of an exchange, its bytes in their order, and what a gateway or proxy asked on the way."""
    facts = (
        f"--- {'asked upstream, ' if depth else ''}layer {exchange.layer}, origin {exchange.origin}, "
        f"interim {[each.status for each in exchange.interim]}, wire {exchange.wire_status}, "
        f"logged {exchange.logged_status}, internal {exchange.internal_status}\n"
    )
    note = f"note: {exchange.note}\n" if exchange.note else ""
    told = "".join(
        _bytes(str(mark), list(group)) for mark, group in groupby(exchange.events, lambda each: each.direction)
    )
    return facts + note + told + "".join(exchange_text(each, depth + 1) for each in exchange.via)


def _bytes(mark: str, events: list[Any]) -> str:
    """Neighbors of one direction in one piece: how TCP cuts them up is chance."""
    data = b"".join(event.data for event in events)
    if mark not in MARKS:
        return f"* {mark}\n"
    return shown(anonymous(data, lab.names), MARKS[mark]) if data else ""
