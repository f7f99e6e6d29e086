"""Ask the clients people use, one after another, and see what each made of it: `ask` and `who`, for 7_real_clients.

Every client really sends its request to the lab; what is shown is what it told its caller, and what crossed the wire.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from statuslab.clients.comparison import ClientRun, ClientRuns
from statuslab.clients.libraries import BROWSER, CLIENTS, Client, ClientRequest, missing, opened, unable, versions
from statuslab.errors import LabError
from statuslab.messages.exchange import Exchange
from statuslab.messages.http1 import parse_request
from statuslab.messages.request_text import compose
from statuslab.notebook.demos import display_options, lab
from statuslab.notebook.view import View
from statuslab.server.lab import Lab
from statuslab.widgets.client_comparison import client_runs_html, client_runs_text
from statuslab.widgets.html import page, tag

DEFAULT_CLIENTS = ("requests", "httpx2", "urllib.request", "urllib3", "aiohttp", "curl", BROWSER)
CLIENT_FIELDS = {"host", "content-length", "transfer-encoding"}  # fields that a client writes by itself
_SETTLED = 2.0  # seconds that the last exchange may take to end
_NOBODY_ASKED = "/favicon.ico"  # a browser fetches it on its own account


class ClientRunsView(ClientRuns):
    """The table, as a notebook shows it."""

    def __repr__(self) -> str:
        return client_runs_text(self, display_options())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": str(client_runs_html(self, dict(versions()), display_options()))}


def ask(
    request: str | Mapping[Any, str],
    clients: Iterable[str] = DEFAULT_CLIENTS,
    then: str = "",
    follow: bool | None = None,
    watch: Iterable[str] = (),
    to: str = "teahouse",
) -> ClientRunsView:
    """Have each client send the request (text as in a %%http cell), or each of several, by their labels.

    `$client` in it becomes the client's name. `then` is sent after it by the same client, over the same connection if
    the client keeps one. `follow` tells clients whether to follow redirections; None leaves it to their own defaults.
    `watch` names request fields to look for after a redirection, `to` a door of the lab. Raises LabError for a client
    that nobody knows.
    """
    names, watched = _known(clients), tuple(watch)
    texts = {str(label): text for label, text in request.items()} if isinstance(request, Mapping) else {"all": request}
    rows = {
        name: tuple(_row(name, [_asks(text, then, name, follow, to) for text in texts.values()], watched))
        for name in names
    }
    return ClientRunsView({label: _first(text) for label, text in texts.items()}, rows)


def who() -> View:
    """The clients that can be asked here, and their versions."""
    found = [f"{'✓' if told else '–'} {name} {told or missing(name)}" for name, told in versions().items()]
    items = (tag("li", {"style": "list-style:none"}, each) for each in found)
    return View("\n".join(found), str(page((), tag("ul", {"style": "padding-left:0"}, *items))))


def _known(clients: Iterable[str]) -> tuple[str, ...]:
    names = (clients,) if isinstance(clients, str) else tuple(clients)
    for name in names:
        if name not in CLIENTS and name != BROWSER:
            raise LabError(f'no client "{name}" here; expected one of {", ".join((*CLIENTS, BROWSER))}')
    return names


def _first(text: str) -> str:
    return text.strip().partition("\n")[0]


def _asks(text: str, then: str, name: str, follow: bool | None, to: str) -> list[ClientRequest]:
    slug = re.sub(r"\W", "-", name)
    return [client_request(lab, each.replace("$client", slug), to, follow) for each in (text, then) if each]


def client_request(place: Lab, text: str, to: str = "teahouse", follow: bool | None = None) -> ClientRequest:
    """A request as typed, as a client takes it: with a whole URL, and without the fields it writes by itself."""
    address = place.port_address(to)
    draft = compose(text, address)
    head = parse_request(draft.head)
    fields = tuple(
        (name.decode(), value.decode()) for name, value in head.fields if name.lower().decode() not in CLIENT_FIELDS
    )
    return ClientRequest(head.method, f"http://{address}{head.target}", fields, draft.content, follow=follow)


def _row(name: str, columns: list[list[ClientRequest]], watched: tuple[str, ...]) -> list[ClientRun]:
    if why_not := missing(name):
        return [ClientRun(name, why_not=why_not)] * len(columns)
    with opened(name) as client:
        return [_trial(lab, name, client, asks, watched) for asks in columns]


def _trial(place: Lab, name: str, client: Client, asks: list[ClientRequest], watched: tuple[str, ...]) -> ClientRun:
    if why_not := next(filter(None, (unable(name, ask) for ask in asks)), ""):
        return ClientRun(name, why_not=why_not)
    before = max((exchange.number for exchange in place.exchanges), default=0)
    reports = client(asks)
    place.recorder.last(timeout=_SETTLED)
    since = [each for each in place.exchanges if each.number > before]
    return ClientRun(name, tuple(reports), tuple(filter(_is_its_own, since)), watched=watched)


def _is_its_own(exchange: Exchange) -> bool:
    return exchange.request is None or exchange.request.target != _NOBODY_ASKED
