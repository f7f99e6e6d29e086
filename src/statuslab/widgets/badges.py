"""A code as a badge: its class color, its symbol and its name. Color is never the only cue."""

from __future__ import annotations

from statuslab.catalog import SYMBOLS
from statuslab.messages.exchange import Exchange, Response
from statuslab.messages.transcript import DisplayOptions, printable
from statuslab.widgets.html import Safe, tag

NOTHING = "—"


def symbol(code: int) -> str:
    """Return the symbol of a code's class, or a dash if it has none."""
    return SYMBOLS.get(f"{code // 100}xx", NOTHING)


def color(code: int | None) -> str:
    """Return the CSS class with the colors of a code's class: k1 to k5, or k0 for none."""
    return f"k{code // 100}" if code and symbol(code) != NOTHING else "k0"


def pill(code: int, name: str = "") -> Safe:
    """Return a code as a pill: symbol, number, name."""
    return tag("span", {"class": f"pill {color(code)}"}, f"{symbol(code)} {code} {name}".rstrip())


def pills(exchange: Exchange, options: DisplayOptions) -> tuple[Safe, ...]:
    """Return the responses as pills, interim ones first. A neutral pill says that no final response came."""
    responses = (*exchange.interim, *((exchange.response,) if exchange.response else ()))
    known = tuple(pill(response.status, _reason(response, options)) for response in responses)
    if exchange.response:
        return known
    text = "nothing more sent" if known else "no status" if exchange.received else "nothing sent"
    logged = f" · logged {exchange.logged_status}" if exchange.logged_status is not None else ""
    return (*known, tag("span", {"class": "pill k0"}, f"{NOTHING} {text}{logged}"))


def _reason(response: Response, options: DisplayOptions) -> str:
    reason = options.host(printable(response.reason.encode("latin-1", "replace")))
    return reason if len(reason) <= 48 else reason[:47] + "…"
