"""The `%%http` cell magic: what you type is what is sent."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from statuslab.errors import LabError
from statuslab.messages.exchange import Direction, Event, Exchange
from statuslab.messages.request_text import compose, raw
from statuslab.notebook.shell import running_shell

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
    """Send the cell as a request and return the exchange. Raises LabError if it cannot be read or sent."""
    try:
        arguments = shlex.split(line)
    except ValueError as error:
        raise LabError(f"%%http: {str(error).lower()} in the options, met {line.strip()}") from None
    options = _parser().parse_args(arguments)
    if not cell.strip():
        raise LabError("%%http: the cell is empty, expected a request such as GET /teas/7")
    return _send_elsewhere(options, cell) if options.to else _send_to_lab(options, cell)


def _send_to_lab(options: argparse.Namespace, cell: str) -> Exchange:
    from statuslab.notebook.demos import lab
    from statuslab.scenarios.player import send

    how = _send_options(options)
    exchange = send(lab, cell, **how)
    added = () if options.raw else compose(cell, lab.port_address(how["to"])).added
    return _with_note(exchange, added)


def _send_elsewhere(options: argparse.Namespace, cell: str) -> Exchange:
    """Send to a server other than the lab. Which layer answered is not known."""
    from statuslab.clients.raw_http1 import RawClient
    from statuslab.scenarios.player import exchange_bytes

    parts = urlsplit(options.to if "://" in options.to else f"http://{options.to}")
    if parts.scheme != "http" or not parts.hostname:
        raise LabError(f'%%http --to: met "{options.to}", expected an address such as http://127.0.0.1:8080')
    address = f"{parts.hostname}:{parts.port or 80}"
    draft = raw(cell) if options.raw else compose(cell, parts.netloc)
    try:
        with RawClient(address) as client:
            exchange_bytes(client, draft, _send_options(options))
            events = tuple(Event(time, Direction(mark), data) for time, mark, data in client.tape)
    except OSError as error:
        raise LabError(f"%%http --to: no connection to {address} ({error.strerror or error}); is it running?") from None
    return _with_note(Exchange(events, host=address), draft.added)


def _send_options(options: argparse.Namespace) -> SendOptions:
    port = "proxy" if options.proxy else "teahouse"
    return {"to": port, "hold": options.hold, "as_is": options.raw, "stall": options.stall}


def _with_note(exchange: Exchange, added: tuple[str, ...]) -> Exchange:
    """Return the exchange with a note on the headers that were added to the typed ones."""
    if not added:
        return exchange
    names = ", ".join(field.partition(":")[0] for field in added)
    note = f"added for you: {names}"
    return replace(exchange, note=f"{exchange.note} · {note}" if exchange.note else note)


def register(shell: Any) -> None:
    """Register `%%http`, and how the notebook shows exchanges. `%load_ext statuslab` may do so again and again."""
    from statuslab.notebook.demos import register_formatters

    register_formatters(shell)
    shell.register_magic_function(http, "cell", "http")
    shell.events.register("pre_run_cell", _forget_that_it_is_loaded)


def _forget_that_it_is_loaded(_: Any) -> None:
    """IPython prints a warning for an extension that is loaded already, and learners run the first cell again."""
    running_shell().extension_manager.loaded.discard("statuslab")
