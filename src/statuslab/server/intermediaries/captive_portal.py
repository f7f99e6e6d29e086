"""A captive portal: an intercepting proxy that answers for every host until the guest has signed in (511)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from statuslab.messages.exchange import Layer, Origin
from statuslab.messages.http1 import split_target
from statuslab.server.intermediaries.forward_proxy import ForwardProxy
from statuslab.server.intermediaries.forwarding import relay
from statuslab.server.protocol.recorder import Recording

HOST = "wifi.teahouse"
_PAGE = "<!doctype html><html lang=en><title>{title}</title><p>{content}</p></html>\n"


@dataclass
class CaptivePortal:
    """An ASGI app for a port of its own, which intercepts all traffic (RFC 6585 section 6)."""

    internet: ForwardProxy
    signed_in: set[Origin] = field(default_factory=set)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        recording: Recording = scope["statuslab.recording"]
        host, path = _host_and_path(scope)
        if host == HOST:
            await self._own_page(scope["method"], path, recording, send)
        elif recording.origin in self.signed_in:
            await self.internet(scope, receive, send)
        else:
            recording.layer, recording.note = Layer.PROXY, f"intercepted: {host} never saw this request"
            await _page_reply(
                send, 511, "Network Authentication Required", f'Sign in first: <a href="http://{HOST}/">here</a>.'
            )

    async def _own_page(self, method: str, path: str, recording: Recording, send: Any) -> None:
        """The login page has a URL of its own, to which a 511 only links (RFC 6585 section 6)."""
        recording.layer = Layer.PROXY
        if method == "POST" and path == "/login":
            self.signed_in.add(recording.origin)
            await _page_reply(send, 200, "Welcome", "You are online. Ask again for what you wanted.")
        else:
            form = '<form method="post" action="/login"><button>I accept the house rules</button></form>'
            await _page_reply(send, 200, "Guest Wi-Fi", form)


def _host_and_path(scope: Any) -> tuple[str, str]:
    """The host and path that the client requests, in either form of target."""
    _, host, target = split_target(scope["statuslab.head"].target)
    named = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    return (host or named).lower(), target.partition("?")[0]


async def _page_reply(send: Any, status: int, title: str, content: str) -> None:
    page = _PAGE.format(title=title, content=content).encode()
    fields = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
    await relay(send, status, fields, page)
