"""What keeps the lab harmless to a browser: no response runs script on the lab's origin, no cookie of others is told.

A link can choose what the lab sends: content, its type, header fields. A link of another site sets no cookie here but
two constant ones (OwnCookies), and clears none. Cookies do not know ports, so a page at another port of this host, such
as JupyterLab, shares its cookies with the lab. One wrapper around the whole app sees to it all, for every endpoint that
there is or will be.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Iterable

from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from statuslab.messages.cookies import cookie_pairs

# What browsers show or store without running it. Any other type, or none, or two of them, may be run.
HARMLESS = {
    *("application/json", "application/problem+json", "application/octet-stream", "text/plain", "text/csv"),
    *("text/event-stream", "text/css", "image/png", "image/jpeg", "image/webp", "image/gif", "multipart/byteranges"),
}
NOSNIFF = (b"x-content-type-options", b"nosniff")
FIELDS = [(b"content-security-policy", b"sandbox"), NOSNIFF]
# By these a response changes what a browser keeps for the whole host, all of its ports included.
LASTING = {b"set-cookie", b"clear-site-data", b"strict-transport-security", b"alt-svc", b"nel", b"report-to"}
NAVIGATING = {"GET", "HEAD", "POST"}  # the methods by which a browser opens a page
WITHOUT_CONTENT = {204, 205, 304}
OWN_CONTENT = "statuslab.own_content"
OWN_COOKIES = "statuslab.own_cookies"
REFUSED = 0  # no status code
TOLD_COOKIES = "statuslab.told_cookies"
STARTED = "statuslab.response_started"
REMEMBERED = 1000  # cookies

_HARMLESS = {f"{media_type}{charset}".encode() for media_type in HARMLESS for charset in ("", "; charset=utf-8")}
_FORBIDDEN = re.compile(rb"(?:javascript|data|vbscript):", re.IGNORECASE)
_REFRESH = re.compile(rb"^[0-9.]*[;,]?(?:url=)?[\"']?", re.IGNORECASE)
_IGNORED = bytes(range(33))  # white space and controls, which browsers remove from or around an address
_REFUSAL = b"an address of javascript:, data: or vbscript: runs in a browser, so nothing leads there\n"


class OwnPage(HTMLResponse):
    """A page of the lab's own: a constant, or one with nothing in it that a request chose and that is not escaped.

    It is sent as it is, but not behind /with, whose steps come after this mark is gone.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            await send({**message, OWN_CONTENT: True} if message["type"] == "http.response.start" else message)

        await super().__call__(scope, receive, marked)


class OwnCookies(JSONResponse):
    """Cookies of the lab's own, each a constant that a request cannot choose: pages of another site get them too.

    They are for the lesson about SameSite. As with OwnPage, /with takes the mark away.
    """

    def __init__(self, cookies: Iterable[str]) -> None:
        super().__init__({"cookies": list(cookies)})
        self.raw_headers.extend((b"set-cookie", cookie.encode()) for cookie in cookies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            await send({**message, OWN_COOKIES: True} if message["type"] == "http.response.start" else message)

        await super().__call__(scope, receive, marked)


class BrowserSafety:
    """An app that sends what another app sends, made safe for browsers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._set_here: OrderedDict[int, None] = OrderedDict()

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """The other app's answer, for the layer above to await; `send_safely` hands on in the same way."""
        if scope["type"] != "http":
            return self.app(scope, receive, send)
        with_cookies = from_another_site = refused = False
        for name, value in scope["headers"]:
            if name == b"cookie":
                with_cookies = True
            elif name == b"sec-fetch-site":
                from_another_site = value == b"cross-site"
        if with_cookies:
            scope = self._with_told_cookies(scope)

        def send_safely(message: Message) -> Awaitable[None]:
            nonlocal refused
            if message["type"] == "http.response.start":
                scope[STARTED] = True
                if message.pop(OWN_COOKIES, None) is None and from_another_site:
                    message = without_lasting_fields(message)
                message = self._safe_start(message, scope)
                refused = message["status"] == REFUSED
                if refused:
                    return send_refusal(send)
            return ignore() if refused else send(message)

        return self.app(scope, receive, send_safely)

    def _safe_start(self, start: Message, scope: Scope) -> Message:
        """The start of a response with the fields that it needs; its status is REFUSED where it must not be sent."""
        types, empty = [], False
        for name, value in start.get("headers", ()):
            if name == b"content-type":
                types.append(value)
            elif name == b"content-length":
                empty = value == b"0"
            elif name == b"set-cookie":
                self._remember(value)
            elif (name == b"location" or name == b"refresh") and leads_to_script(name, value):
                return {**start, "status": REFUSED}
        if OWN_CONTENT in start:
            return {key: value for key, value in start.items() if key != OWN_CONTENT}
        if (len(types) == 1 and types[0] in _HARMLESS) or empty or is_harmless(types, start["status"], scope):
            return start
        missing = [pair for pair in FIELDS if pair not in start["headers"]]
        kept = [pair for pair in start["headers"] if pair[0] != NOSNIFF[0] or pair == NOSNIFF]  # no other value of it
        return {**start, "headers": [*kept, *missing]}

    def _with_told_cookies(self, scope: Scope) -> Scope:
        """The request; if a browser sent it, with no other cookies than those that were set here."""
        if not any(name.startswith(b"sec-fetch-") for name, _ in scope["headers"]):
            return scope
        kept: list[tuple[bytes, bytes]] = []
        for name, value in scope["headers"]:
            if name == b"cookie":
                pairs = cookie_pairs(value.decode("latin-1"))
                told = "; ".join(f"{key}={raw}" for key, raw in pairs if hash((key, raw)) in self._set_here)
                if not told:
                    continue
                value = told.encode("latin-1")
            kept.append((name, value))
        return {**scope, "headers": kept, TOLD_COOKIES: True}

    def _remember(self, value: bytes) -> None:
        """Remember name and value of a cookie that is set, as one number, and forget the oldest."""
        for pair in cookie_pairs(value.partition(b";")[0].decode("latin-1")):
            self._set_here[hash(pair)] = None
            self._set_here.move_to_end(hash(pair))
            while len(self._set_here) > REMEMBERED:
                self._set_here.popitem(last=False)


def without_lasting_fields(start: Message) -> Message:
    """The start of a response that leaves nothing behind in the browser: a link of another site asked for it."""
    return {**start, "headers": [pair for pair in start.get("headers", ()) if pair[0].lower() not in LASTING]}


def is_harmless(types: list[bytes], status: int, scope: Scope) -> bool:
    """Whether no browser runs the content of such a response: by its type, or by guessing one."""
    if status in WITHOUT_CONTENT or scope["method"] not in NAVIGATING:
        return True
    if not types:  # a part has no type where the client has it from before, which is never a page that is opened
        return status == 206 and any(name == b"if-range" for name, _ in scope["headers"])
    if len(types) > 1 or b"," in types[0]:  # browsers take the last of a list: Fetch, "extract a MIME type"
        return False
    return types[0].partition(b";")[0].strip(b" \t").lower() in _HARMLESS


def leads_to_script(name: bytes, value: bytes) -> bool:
    """Whether a value of Location or Refresh has an address that a browser would run."""
    address = value.translate(None, _IGNORED)
    if name == b"refresh":
        address = _REFRESH.sub(b"", address, count=1)
    return _FORBIDDEN.match(address) is not None


async def ignore() -> None:
    """What follows a response that was refused."""


async def send_refusal(send: Send) -> None:
    """400 in one line of text."""
    headers = [(b"content-length", b"%d" % len(_REFUSAL)), (b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSAL})
