"""The `%%http` cell: what you type is what is sent. Options are read here; sockets and views are elsewhere."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from statuslab.errors import LabError
from statuslab.messages.exchange import Direction, Event, Exchange
from statuslab.messages.request_text import Draft, compose, raw

if TYPE_CHECKING:
    from statuslab.scenarios.scene import SendOptions


class _Options(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise LabError(f"%%http: {message}; it takes --raw, --stall, --hold, --proxy and --to URL")


def _parser() -> argparse.ArgumentParser:
    parser = _Options(prog="%%http", add_help=False)
    parser.add_argument("--raw", action="store_true", help="add nothing: no Host, no Content-Length, no version")
    parser.add_argument("--stall", action="store_true", help="send half of the head, then wait")
    parser.add_argument("--hold", action="store_true", help="hold the content back until the server says go")
    parser.add_argument("--proxy", action="store_true", help="send it to the lab's forward proxy")
    parser.add_argument("--to", metavar="URL", help="send it to another server")
    return parser


def http(line: str, cell: str) -> Exchange:
    """Send the cell as a request and give the exchange. Raises LabError where it cannot be read or sent."""
    options = _parser().parse_args(_words(line))
    if not cell.strip():
        raise LabError("%%http: the cell is empty, expected a request such as GET /teas/7")
    if options.to:
        return _elsewhere(options, cell)
    return _to_the_lab(options, cell)


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise LabError(f"%%http: {str(error).lower()} in the options, met {line.strip()}") from None


def _to_the_lab(options: argparse.Namespace, cell: str) -> Exchange:
    from statuslab.notebook.demos import lab
    from statuslab.scenarios.player import send

    how = _how(options)
    exchange = send(lab, cell, **how)
    added = () if options.raw else compose(cell, lab.port_address(how["to"])).added
    return _noting(exchange, added)


def _how(options: argparse.Namespace) -> SendOptions:
    door = "proxy" if options.proxy else "teahouse"
    return {"to": door, "hold": options.hold, "as_is": options.raw, "stall": options.stall}


def _noting(exchange: Exchange, added: tuple[str, ...]) -> Exchange:
    """The exchange, with a word on the fields that were not typed."""
    if not added:
        return exchange
    names = ", ".join(field.partition(":")[0] for field in added)
    note = f"added for you: {names}"
    return replace(exchange, note=f"{exchange.note} · {note}" if exchange.note else note)


def _elsewhere(options: argparse.Namespace, cell: str) -> Exchange:
    """Send to a server that is not the lab: the bytes are those this side saw, who answered is not known."""
    address, host = _address(options.to)
    draft = raw(cell) if options.raw else compose(cell, host)
    return _noting(_exchange(address, draft, options), draft.added)


def _address(url: str) -> tuple[str, str]:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme != "http" or not parts.hostname:
        raise LabError(f'%%http --to: met "{url}", expected an address such as http://127.0.0.1:8080')
    return f"{parts.hostname}:{parts.port or 80}", parts.netloc


def _exchange(address: str, draft: Draft, options: argparse.Namespace) -> Exchange:
    from statuslab.clients.raw_http1 import RawClient
    from statuslab.scenarios.player import exchange_bytes

    try:
        with RawClient(address) as client:
            exchange_bytes(client, draft, _how(options))
            events = tuple(Event(time, Direction(mark), data) for time, mark, data in client.tape)
    except OSError as error:
        raise LabError(f"%%http --to: no connection to {address} ({error.strerror or error}); is it running?") from None
    return Exchange(events, host=address)


def register(shell: Any) -> None:
    """Bring `%%http` into a notebook."""
    from statuslab.notebook.demos import register_formatters

    register_formatters(shell)
    shell.register_magic_function(http, "cell", "http")
