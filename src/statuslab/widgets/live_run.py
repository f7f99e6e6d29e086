"""A scene that is run before a class, as plain values: the wall draws them with `frontend/src/live_run.js`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from statuslab.messages.transcript import DisplayOptions, lines
from statuslab.scenarios.scene import Step, StepKind
from statuslab.widgets.sequence_steps import YOU, request_line, short

FOR_A_WALL = DisplayOptions(content=240, lines=6, width=100)
"""How much of an exchange is shown: what a room can read."""


def live_run(title: str, steps: Sequence[Step], names: Mapping[str, str]) -> dict[str, Any]:
    """Return the steps so far: {title, steps: [{says, who, request, status, layer, matters, lines}]}.

    `names` stand for addresses. `matters` marks the requests that make the code happen.
    """
    options = replace(FOR_A_WALL, names=names, ports=names)
    return {"title": title, "steps": [_step(step, options) for step in steps]}


def _step(step: Step, options: DisplayOptions) -> dict[str, Any]:
    exchange = step.exchange
    return {
        "says": step.message,
        "who": "" if step.actor == YOU else step.actor,
        "request": short(request_line(exchange, options), 40),
        "status": exchange.wire_status,
        "layer": str(exchange.layer or ""),
        "matters": step.kind is StepKind.PROVOKE,
        "lines": [[line.mark, str(line.role), line.text] for line in lines(exchange, options)],
    }
