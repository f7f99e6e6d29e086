"""The clients people use, behind one word: give each the same requests and hear what it reports. Proxies are off.

Each starts fresh and has its own defaults, for these are what is compared; nothing is measured or shown here.
"""

from __future__ import annotations

import asyncio
import http.client
import shutil
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from platform import python_version
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import h11
import httpx2
import requests
import urllib3
from requests.auth import HTTPDigestAuth

from statuslab.clients.browser import browser_version, find_browser, opened_browser
from statuslab.clients.comparison import ClientReport


@dataclass(frozen=True)
class ClientRequest:
    """A request as a person hands it to a client.

    `chunked` sends the content without telling its length, `promise` tells a length and sends nothing of it.
    """

    method: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    chunked: bool = False
    promise: int = 0
    proxy: str = ""
    ca_file: str = ""
    certificate: str = ""
    login: tuple[str, str] | None = None
    digest: bool = False
    follow: bool | None = None  # None: as the client does by itself
    seconds: float = 10.0

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.fields) | ({"Content-Length": str(self.promise)} if self.promise else {})

    @property
    def body(self) -> bytes | Iterator[bytes] | None:
        return iter([self.content]) if self.chunked else self.content or None

    @property
    def context(self) -> ssl.SSLContext:
        """Trusts the authorities in `ca_file` and no others."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.ca_file:
            context.load_verify_locations(self.ca_file)
        if self.certificate:
            context.load_cert_chain(self.certificate)
        return context


Client = Callable[[Sequence[ClientRequest]], list[ClientReport]]


def by_httpx2(asks: Sequence[ClientRequest]) -> list[ClientReport]:
    first = asks[0]
    proxy = first.proxy or None
    with httpx2.Client(trust_env=False, verify=first.context, proxy=proxy, timeout=first.seconds) as client:
        return [_httpx2(client, ask) for ask in asks]


def _httpx2(client: httpx2.Client, ask: ClientRequest) -> ClientReport:
    auth = httpx2.DigestAuth(*ask.login) if ask.login and ask.digest else ask.login
    try:
        answer = client.request(
            ask.method, ask.url, headers=ask.headers, content=ask.body, auth=auth, follow_redirects=bool(ask.follow)
        )
    except (httpx2.TransportError, h11.LocalProtocolError) as error:
        return ClientReport(type(error).__name__)
    return ClientReport(answer.status_code, answer.content)


def by_requests(asks: Sequence[ClientRequest]) -> list[ClientReport]:
    with requests.Session() as session:
        session.trust_env = False
        return [_requests(session, ask) for ask in asks]


def _requests(session: requests.Session, ask: ClientRequest) -> ClientReport:
    auth = HTTPDigestAuth(*ask.login) if ask.login and ask.digest else ask.login
    request = session.prepare_request(
        requests.Request(ask.method, ask.url, headers=ask.headers, data=ask.body, auth=auth)
    )
    request.headers.update({"Content-Length": str(ask.promise)} if ask.promise else {})
    try:
        answer = session.send(
            request,
            allow_redirects=ask.follow is not False,
            proxies={"http": ask.proxy, "https": ask.proxy} if ask.proxy else {},
            verify=ask.ca_file or True,
            cert=ask.certificate or None,
            timeout=ask.seconds,
        )
    except requests.RequestException as error:
        return ClientReport(type(error).__name__)
    return ClientReport(answer.status_code, answer.content)


def by_urllib3(asks: Sequence[ClientRequest]) -> list[ClientReport]:
    first = asks[0]
    with (
        urllib3.ProxyManager(first.proxy, ssl_context=first.context)
        if first.proxy
        else urllib3.PoolManager(ssl_context=first.context)
    ) as pool:
        return [_urllib3(pool, ask) for ask in asks]


def _urllib3(pool: urllib3.PoolManager, ask: ClientRequest) -> ClientReport:
    more: dict[str, Any] = {"chunked": True} if ask.chunked else {}
    login = urllib3.make_headers(basic_auth=":".join(ask.login)) if ask.login else {}
    try:
        answer = pool.request(
            ask.method,
            ask.url,
            body=ask.content or None,
            headers={**ask.headers, **login},
            redirect=ask.follow is not False,
            timeout=ask.seconds,
            **more,
        )
    except urllib3.exceptions.HTTPError as error:
        return ClientReport(type(error).__name__)
    return ClientReport(answer.status, answer.data)


def by_aiohttp(asks: Sequence[ClientRequest]) -> list[ClientReport]:
    """On a loop of its own, in a thread of its own: in a notebook the thread at hand has a running loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _aiohttp_all(asks)).result()


_MUCH = 1_000_000  # bytes that aiohttp wants as a file


async def _aiohttp_all(asks: Sequence[ClientRequest]) -> list[ClientReport]:
    timeout = aiohttp.ClientTimeout(total=asks[0].seconds)
    connector = aiohttp.TCPConnector(ssl=asks[0].context)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        return [await _aiohttp(session, ask) for ask in asks]


async def _aiohttp(session: aiohttp.ClientSession, ask: ClientRequest) -> ClientReport:
    try:
        async with session.request(
            ask.method,
            ask.url,
            headers=ask.headers,
            data=BytesIO(ask.content) if len(ask.content) > _MUCH else ask.content or None,
            chunked=True if ask.chunked else None,
            auth=aiohttp.BasicAuth(*ask.login) if ask.login else None,
            allow_redirects=ask.follow is not False,
            proxy=ask.proxy or None,
        ) as answer:
            return ClientReport(answer.status, await answer.read())
    except (aiohttp.ClientError, TimeoutError) as error:
        return ClientReport(type(error).__name__)


def by_urllib(asks: Sequence[ClientRequest]) -> list[ClientReport]:
    return [_urllib(ask) for ask in asks]


def _urllib(ask: ClientRequest) -> ClientReport:
    proxies = urllib.request.ProxyHandler({"http": ask.proxy, "https": ask.proxy} if ask.proxy else {})
    handlers = [proxies, urllib.request.HTTPSHandler(context=ask.context)]
    if ask.login:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, ask.url, *ask.login)
        by = urllib.request.HTTPDigestAuthHandler if ask.digest else urllib.request.HTTPBasicAuthHandler
        handlers.append(by(passwords))
    request = urllib.request.Request(ask.url, ask.body, ask.headers, method=ask.method)
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=ask.seconds) as answer:
            return ClientReport(answer.status, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return ClientReport(error.code, error.read(), raised=True)
    except (OSError, http.client.HTTPException) as error:
        return ClientReport(type(error).__name__)


def by_http_client(asks: Sequence[ClientRequest]) -> list[ClientReport]:
    first = asks[0]
    scheme, address = urlsplit(first.url)[:2]
    host = urlsplit(first.proxy).netloc if first.proxy else address
    connection: http.client.HTTPConnection
    if scheme == "https":
        connection = http.client.HTTPSConnection(host, timeout=first.seconds, context=first.context)
    else:
        connection = http.client.HTTPConnection(host, timeout=first.seconds)
    if scheme == "https" and first.proxy:
        connection.set_tunnel(address)
    with closing(connection):
        return [_http_client(connection, ask) for ask in asks]


def _http_client(connection: http.client.HTTPConnection, ask: ClientRequest) -> ClientReport:
    target = ask.url if ask.proxy else urlsplit(ask.url)._replace(scheme="", netloc="").geturl()
    try:
        connection.request(ask.method, target, ask.body, ask.headers)
        with connection.getresponse() as answer:
            return ClientReport(answer.status, answer.read())
    except (OSError, http.client.HTTPException) as error:
        return ClientReport(type(error).__name__)


def by_curl(asks: Sequence[ClientRequest]) -> list[ClientReport]:
    words = ["curl", "--disable"]
    for number, ask in enumerate(asks):
        words += [*(["--next"] if number else []), *_curl(ask)]
    (content,) = {ask.content for ask in asks if ask.content} or {b""}
    run = subprocess.run(words, input=content, capture_output=True, check=False)
    told = [line.split(b" ") for line in run.stdout.splitlines()]
    return [ClientReport(f"exit {int(ended)}" if int(ended) else int(status)) for status, ended in told]


def _curl(ask: ClientRequest) -> Iterator[str]:
    yield from ("--silent", "--globoff", "--output", "/dev/null", "--write-out", "%{response_code} %{exitcode}\n")
    yield from ("--max-time", str(ask.seconds))
    yield from ("--proxy", ask.proxy, "--noproxy", "") if ask.proxy else ("--noproxy", "*")
    if ask.method == "HEAD":
        yield "--head"
    elif ask.method != ("POST" if ask.content else "GET"):
        yield from ("--request", ask.method)
    fields = [*ask.headers.items(), *([("Transfer-Encoding", "chunked")] if ask.chunked else [])]
    for name, value in fields:
        yield from ("--header", f"{name}: {value}")
    if ask.content:
        yield from ("--data-binary", "@-")
    if ask.ca_file:
        yield from ("--cacert", ask.ca_file, "--connect-to", "::127.0.0.1:")
    if ask.certificate:
        yield from ("--cert", ask.certificate)
    if ask.login:
        yield from ("--user", ":".join(ask.login), "--digest" if ask.digest else "--basic")
    if ask.follow:
        yield "--location"
    yield ask.url


# http.client has no way to log in, and follows no redirection; of the others, what `login` and `follow` ask for.
CLIENTS: dict[str, Client] = {
    "requests": by_requests,
    "httpx2": by_httpx2,
    "urllib.request": by_urllib,
    "http.client": by_http_client,
    "urllib3": by_urllib3,
    "aiohttp": by_aiohttp,
    "curl": by_curl,
}
BROWSER = "chromium"
"""The one that is no library: a page of it sends GET and forms, with fields of its own choosing."""


@contextmanager
def opened(name: str) -> Iterator[Client]:
    """The client of this name, for as long as it is needed: starting is what takes a browser long."""
    if name != BROWSER:
        yield CLIENTS[name]
        return
    with opened_browser() as visit:
        yield lambda asks: visit([(ask.method, ask.url, ask.content.decode()) for ask in asks])


def missing(name: str) -> str:
    """Why a client cannot be asked here; nothing where it can."""
    if name == BROWSER and not find_browser():
        return "no Chromium or Chrome found; on Debian: apt-get install chromium"
    return "no curl found; on Debian: apt-get install curl" if name == "curl" and not shutil.which("curl") else ""


def unable(name: str, ask: ClientRequest) -> str:
    """Why a client has no way to make a request; nothing where it has."""
    if name != BROWSER:
        return ""
    if ask.method not in ("GET", "POST") or (ask.method == "POST" and b"=" not in ask.content):
        return "a link or a form sends GET, or POST with form content"
    own = {field.lower() for field, _ in ask.fields} - {"content-type"}
    return "a link or a form sets no fields" if own else ""


def versions() -> Mapping[str, str]:
    """What is here, and in which version; nothing as the version of what is missing."""
    found = {name: version(name) for name in ("requests", "httpx2", "urllib3", "aiohttp")}
    found |= dict.fromkeys(("urllib.request", "http.client"), f"of Python {python_version()}")
    found["curl"] = "" if missing("curl") else _told("curl", "--version").split()[1]
    found[BROWSER] = browser_version()
    return {name: found[name] for name in (*CLIENTS, BROWSER)}


def _told(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout
