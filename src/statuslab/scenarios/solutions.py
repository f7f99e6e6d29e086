"""What the tests send for a challenge: requests that solve it, and requests that only come close. Values only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from statuslab.messages.exchange import Exchange
from statuslab.scenarios.judging import Case
from statuslab.scenarios.scene import SendOptions


class Wait(float):
    """Seconds of the lab's clock that the client waits before its next request."""


FromEarlier = Callable[[Sequence[Exchange]], str]  # a text that depends on the exchanges so far
Action = str | tuple[str, SendOptions] | FromEarlier | Wait  # request text, text and options, or a pause
Solutions = Sequence[Sequence[Action]]
NearMisses = Sequence[tuple[Sequence[Action], str]]  # what is sent, and a piece of the sentence that is shown


def header(name: str, number: int = -1) -> FromEarlier:
    """A header field of an earlier response: of the latest one, or of the one with this number, from 0."""
    return lambda seen: Case(seen[number]).response_header(name)


def filled(template: str, **values: FromEarlier) -> FromEarlier:
    """A request whose `{name}` placeholders are filled from earlier exchanges."""
    return lambda seen: template.format(**{name: value(seen) for name, value in values.items()})
