"""Well-known HTTP clients behind one interface: each gets the same requests and returns its reports.

Each client is new for each call and keeps its own defaults, because these are what is compared. Proxy settings of the
environment are ignored.
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
from contextlib import closing
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

from statuslab.clients.comparison import ClientReport


@dataclass(frozen=True)
class ClientRequest:
    """A request as a program hands it to a client.

    `chunked` sends the body without a Content-Length. `promise` is a Content-Length for which no body is sent.
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
    follow: bool | None = None  # None: the default of the client
    seconds: float = 10.0

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.fields) | ({"Content-Length": str(self.promise)} if self.promise else {})

    @property
    def body(self) -> bytes | Iterator[bytes] | None:
        return iter([self.content]) if self.chunked else self.content or None

    @property
    def context(self) -> ssl.SSLContext:
        """A TLS context that trusts only the authorities in `ca_file`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.ca_file:
            context.load_verify_locations(self.ca_file)
        if self.certificate:
            context.load_cert_chain(self.certificate)
        return context


Client = Callable[[Sequence[ClientRequest]], list[ClientReport]]


def by_httpx2(client_requests: Sequence[ClientRequest]) -> list[ClientReport]:
    first = client_requests[0]
    proxy = first.proxy or None
    with httpx2.Client(trust_env=False, verify=first.context, proxy=proxy, timeout=first.seconds) as client:
        return [_httpx2(client, client_request) for client_request in client_requests]


def _httpx2(client: httpx2.Client, client_request: ClientRequest) -> ClientReport:
    auth = (
        httpx2.DigestAuth(*client_request.login)
        if client_request.login and client_request.digest
        else client_request.login
    )
    try:
        response = client.request(
            client_request.method,
            client_request.url,
            headers=client_request.headers,
            content=client_request.body,
            auth=auth,
            follow_redirects=bool(client_request.follow),
        )
    except (httpx2.TransportError, h11.LocalProtocolError) as error:
        return ClientReport(type(error).__name__)
    return ClientReport(response.status_code, response.content)


def by_requests(client_requests: Sequence[ClientRequest]) -> list[ClientReport]:
    with requests.Session() as session:
        session.trust_env = False
        return [_requests(session, client_request) for client_request in client_requests]


def _requests(session: requests.Session, client_request: ClientRequest) -> ClientReport:
    auth = (
        HTTPDigestAuth(*client_request.login)
        if client_request.login and client_request.digest
        else client_request.login
    )
    request = session.prepare_request(
        requests.Request(
            client_request.method,
            client_request.url,
            headers=client_request.headers,
            data=client_request.body,
            auth=auth,
        )
    )
    request.headers.update({"Content-Length": str(client_request.promise)} if client_request.promise else {})
    try:
        response = session.send(
            request,
            allow_redirects=client_request.follow is not False,
            proxies={"http": client_request.proxy, "https": client_request.proxy} if client_request.proxy else {},
            verify=client_request.ca_file or True,
            cert=client_request.certificate or None,
            timeout=client_request.seconds,
        )
    except requests.RequestException as error:
        return ClientReport(type(error).__name__)
    return ClientReport(response.status_code, response.content)


def by_urllib3(client_requests: Sequence[ClientRequest]) -> list[ClientReport]:
    first = client_requests[0]
    with (
        urllib3.ProxyManager(first.proxy, ssl_context=first.context)
        if first.proxy
        else urllib3.PoolManager(ssl_context=first.context)
    ) as pool:
        return [_urllib3(pool, client_request) for client_request in client_requests]


def _urllib3(pool: urllib3.PoolManager, client_request: ClientRequest) -> ClientReport:
    more: dict[str, Any] = {"chunked": True} if client_request.chunked else {}
    login = urllib3.make_headers(basic_auth=":".join(client_request.login)) if client_request.login else {}
    try:
        response = pool.request(
            client_request.method,
            client_request.url,
            body=client_request.content or None,
            headers={**client_request.headers, **login},
            redirect=client_request.follow is not False,
            timeout=client_request.seconds,
            **more,
        )
    except urllib3.exceptions.HTTPError as error:
        return ClientReport(type(error).__name__)
    return ClientReport(response.status, response.data)


def by_aiohttp(client_requests: Sequence[ClientRequest]) -> list[ClientReport]:
    """Run in a thread with its own event loop, because the thread of a notebook cell has a running loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _aiohttp_all(client_requests)).result()


_LARGE = 1_000_000  # from this size on aiohttp warns unless the body is a file


async def _aiohttp_all(client_requests: Sequence[ClientRequest]) -> list[ClientReport]:
    timeout = aiohttp.ClientTimeout(total=client_requests[0].seconds)
    # The system resolves names: where aiodns is installed, aiohttp would ask a name server for *.localhost.
    connector = aiohttp.TCPConnector(ssl=client_requests[0].context, resolver=aiohttp.ThreadedResolver())
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        return [await _aiohttp(session, client_request) for client_request in client_requests]


async def _aiohttp(session: aiohttp.ClientSession, client_request: ClientRequest) -> ClientReport:
    try:
        async with session.request(
            client_request.method,
            client_request.url,
            headers=client_request.headers,
            data=BytesIO(client_request.content)
            if len(client_request.content) > _LARGE
            else client_request.content or None,
            chunked=True if client_request.chunked else None,
            auth=aiohttp.BasicAuth(*client_request.login) if client_request.login else None,
            allow_redirects=client_request.follow is not False,
            proxy=client_request.proxy or None,
        ) as response:
            return ClientReport(response.status, await response.read())
    except (aiohttp.ClientError, TimeoutError) as error:
        return ClientReport(type(error).__name__)


def by_urllib(client_requests: Sequence[ClientRequest]) -> list[ClientReport]:
    return [_urllib(client_request) for client_request in client_requests]


def _urllib(client_request: ClientRequest) -> ClientReport:
    proxies = urllib.request.ProxyHandler(
        {"http": client_request.proxy, "https": client_request.proxy} if client_request.proxy else {}
    )
    handlers = [proxies, urllib.request.HTTPSHandler(context=client_request.context)]
    if client_request.login:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, client_request.url, *client_request.login)
        by = urllib.request.HTTPDigestAuthHandler if client_request.digest else urllib.request.HTTPBasicAuthHandler
        handlers.append(by(passwords))
    request = urllib.request.Request(
        client_request.url, client_request.body, client_request.headers, method=client_request.method
    )
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=client_request.seconds) as response:
            return ClientReport(response.status, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return ClientReport(error.code, error.read(), raised=True)
    except (OSError, http.client.HTTPException) as error:
        return ClientReport(type(error).__name__)


def by_http_client(client_requests: Sequence[ClientRequest]) -> list[ClientReport]:
    first = client_requests[0]
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
        return [_http_client(connection, client_request) for client_request in client_requests]


def _http_client(connection: http.client.HTTPConnection, client_request: ClientRequest) -> ClientReport:
    target = (
        client_request.url
        if client_request.proxy
        else urlsplit(client_request.url)._replace(scheme="", netloc="").geturl()
    )
    try:
        connection.request(client_request.method, target, client_request.body, client_request.headers)
        with connection.getresponse() as response:
            return ClientReport(response.status, response.read())
    except (OSError, http.client.HTTPException) as error:
        return ClientReport(type(error).__name__)


def by_curl(client_requests: Sequence[ClientRequest]) -> list[ClientReport]:
    arguments = ["curl", "--disable"]
    for number, client_request in enumerate(client_requests):
        arguments += [*(["--next"] if number else []), *_curl(client_request)]
    (content,) = {client_request.content for client_request in client_requests if client_request.content} or {b""}
    run = subprocess.run(arguments, input=content, capture_output=True, check=False)
    results = [line.split(b" ") for line in run.stdout.splitlines()]
    return [ClientReport(f"exit {int(ended)}" if int(ended) else int(status)) for status, ended in results]


def _curl(client_request: ClientRequest) -> Iterator[str]:
    yield from ("--silent", "--globoff", "--output", "/dev/null", "--write-out", "%{response_code} %{exitcode}\n")
    yield from ("--max-time", str(client_request.seconds))
    yield from ("--proxy", client_request.proxy, "--noproxy", "") if client_request.proxy else ("--noproxy", "*")
    if client_request.method == "HEAD":
        yield "--head"
    elif client_request.method != ("POST" if client_request.content else "GET"):
        yield from ("--request", client_request.method)
    fields = [*client_request.headers.items(), *([("Transfer-Encoding", "chunked")] if client_request.chunked else [])]
    for name, value in fields:
        yield from ("--header", f"{name}: {value}")
    if client_request.content:
        yield from ("--data-binary", "@-")
    if client_request.ca_file:
        yield from ("--cacert", client_request.ca_file, "--connect-to", "::127.0.0.1:")
    if client_request.certificate:
        yield from ("--cert", client_request.certificate)
    if client_request.login:
        yield from ("--user", ":".join(client_request.login), "--digest" if client_request.digest else "--basic")
    if client_request.follow:
        yield "--location"
    yield client_request.url


# http.client cannot log in and does not follow redirects. All others do as `login` and `follow` say.
CLIENTS: dict[str, Client] = {
    "requests": by_requests,
    "httpx2": by_httpx2,
    "urllib.request": by_urllib,
    "http.client": by_http_client,
    "urllib3": by_urllib3,
    "aiohttp": by_aiohttp,
    "curl": by_curl,
}


def missing(name: str) -> str:
    """Return why a client cannot be used here, or ""."""
    return "no curl found; on Debian: apt-get install curl" if name == "curl" and not shutil.which("curl") else ""


def versions() -> Mapping[str, str]:
    """Return the version of each client, or "" for one that is not installed."""
    found = {name: version(name) for name in ("requests", "httpx2", "urllib3", "aiohttp")}
    found |= dict.fromkeys(("urllib.request", "http.client"), f"of Python {python_version()}")
    found["curl"] = "" if missing("curl") else _output_of("curl", "--version").split()[1]
    return {name: found[name] for name in CLIENTS}


def _output_of(*arguments: str) -> str:
    return subprocess.run(arguments, capture_output=True, text=True, check=False).stdout
