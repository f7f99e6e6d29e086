"""The notebook functions `ask` and `who` of page 7_real_clients: the same request from each HTTP client.

Every client really sends its request to the lab. Shown is what it reported to its caller, and what crossed the wire.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from statuslab.clients.comparison import ClientRun, ClientRuns
from statuslab.clients.libraries import CLIENTS, Client, ClientRequest, missing, versions
from statuslab.errors import LabError
from statuslab.messages.http1 import parse_request
from statuslab.messages.request_text import compose
from statuslab.notebook.demos import display_options, lab
from statuslab.notebook.view import View
from statuslab.server.lab import Lab
from statuslab.widgets.client_comparison import client_runs_html, client_runs_text
from statuslab.widgets.html import page, tag

CLIENT_FIELDS = {"host", "content-length", "transfer-encoding"}  # headers that a client writes by itself
_LAST_EXCHANGE = 5.0  # seconds to wait for the last exchange to end


class ClientRunsView(ClientRuns):
    """A table of client runs, as a notebook shows it."""

    def __repr__(self) -> str:
        return client_runs_text(self, display_options())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": str(client_runs_html(self, dict(versions()), display_options()))}


def ask(
    request: str | Mapping[Any, str],
    clients: Iterable[str] = tuple(CLIENTS),
    then: str = "",
    follow: bool | None = None,
    watch: Iterable[str] = (),
    to: str = "teahouse",
) -> ClientRunsView:
    """Let each client send the request, and show what each made of it.

    `request` is text as in a %%http cell, or several texts by their labels; `$client` in it becomes the client's name.
    `then` is a second request, sent by the same client on the same connection if the client keeps it. `follow` tells
    the clients whether to follow redirects; None leaves it to their defaults. `watch` names request headers to look
    for after a redirect. `to` is a port of the lab. Raises LabError for an unknown client.
    """
    names, watched = _known(clients), tuple(watch)
    texts = {str(label): text for label, text in request.items()} if isinstance(request, Mapping) else {"all": request}

    def requests(name: str, text: str) -> list[ClientRequest]:
        slug = re.sub(r"\W", "-", name)
        return [client_request(lab, each.replace("$client", slug), to, follow) for each in (text, then) if each]

    rows = {name: tuple(_row(name, [requests(name, text) for text in texts.values()], watched)) for name in names}
    return ClientRunsView({label: text.strip().partition("\n")[0] for label, text in texts.items()}, rows)


def who() -> View:
    """List the clients, with the version of each one that is installed here."""
    found = [f"{'✓' if version else '–'} {name} {version or missing(name)}" for name, version in versions().items()]
    items = (tag("li", {"style": "list-style:none"}, each) for each in found)
    return View("\n".join(found), str(page((), tag("ul", {"style": "padding-left:0"}, *items))))


def _known(clients: Iterable[str]) -> tuple[str, ...]:
    names = (clients,) if isinstance(clients, str) else tuple(clients)
    for name in names:
        if name not in CLIENTS:
            raise LabError(f'no client "{name}" here; expected one of {", ".join(CLIENTS)}')
    return names


def client_request(lab: Lab, text: str, to: str = "teahouse", follow: bool | None = None) -> ClientRequest:
    """Return a typed request as a client takes it: with a full URL, and without the headers it writes by itself."""
    address = lab.port_address(to)
    draft = compose(text, address)
    head = parse_request(draft.head)
    fields = tuple(
        (name.decode(), value.decode()) for name, value in head.fields if name.lower().decode() not in CLIENT_FIELDS
    )
    return ClientRequest(head.method, f"http://{address}{head.target}", fields, draft.content, follow=follow)


def _row(name: str, columns: list[list[ClientRequest]], watched: tuple[str, ...]) -> list[ClientRun]:
    if why_not := missing(name):
        return [ClientRun(name, why_not=why_not)] * len(columns)
    return [_run(name, CLIENTS[name], requests, watched) for requests in columns]


def _run(name: str, client: Client, requests: list[ClientRequest], watched: tuple[str, ...]) -> ClientRun:
    before = max((exchange.number for exchange in lab.exchanges), default=0)
    reports = client(requests)
    lab.recorder.last(timeout=_LAST_EXCHANGE)
    since = tuple(each for each in lab.exchanges if each.number > before)
    return ClientRun(name, tuple(reports), since, watched=watched)
