"""A code as a badge: its class color, its symbol and its name. Color is never the only cue."""

from __future__ import annotations

from statuslab.catalog import SYMBOLS
from statuslab.messages.exchange import Exchange, Response
from statuslab.messages.transcript import DisplayOptions, printable
from statuslab.widgets.html import Safe, tag

NOTHING = "—"


def symbol(code: int) -> str:
    """The sign of a code's class; a dash for numbers of no class."""
    return SYMBOLS.get(f"{code // 100}xx", NOTHING)


def color(code: int | None) -> str:
    """The CSS class that gives an element the colors of a code's class: k1 to k5, k0 for none."""
    return f"k{code // 100}" if code and symbol(code) != NOTHING else "k0"


def pill(code: int, name: str = "") -> Safe:
    """A code as a pill: symbol, number, name."""
    return tag("span", {"class": f"pill {color(code)}"}, f"{symbol(code)} {code} {name}".rstrip())


def pills(exchange: Exchange, options: DisplayOptions) -> tuple[Safe, ...]:
    """What came back as pills, interim responses first; a neutral one where no status came."""
    answers = (*exchange.interim, *((exchange.response,) if exchange.response else ()))
    known = tuple(pill(answer.status, _reason(answer, options)) for answer in answers)
    if exchange.response:
        return known
    said = "nothing more sent" if known else "no status" if exchange.received else "nothing sent"
    logged = f" · logged {exchange.logged_status}" if exchange.logged_status is not None else ""
    return (*known, tag("span", {"class": "pill k0"}, f"{NOTHING} {said}{logged}"))


def _reason(answer: Response, options: DisplayOptions) -> str:
    reason = options.host(printable(answer.reason.encode("latin-1", "replace")))
    return reason if len(reason) <= 48 else reason[:47] + "…"
