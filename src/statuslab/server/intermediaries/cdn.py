"""A CDN in front of an origin, with one company's own numbers for what goes wrong in between (520 to 526, 530).

Emulated: no standard has these numbers. Most causes are real here: an origin that closes, refuses, is slow, does not
speak TLS, or has a certificate that nobody vouches for. Three cannot be had on one machine and are acted: packets that
are lost, an address without a route, and a name that the DNS does not have.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NoReturn

from statuslab.server.intermediaries.gateway_route import GatewayRoute, Server
from statuslab.server.intermediaries.upstream import (
    Connect,
    UpstreamCertificateInvalid,
    UpstreamConnectTimeout,
    UpstreamTlsFailure,
    UpstreamUnknown,
    UpstreamUnroutable,
    connect,
)
from statuslab.server.protocol.clock import Clock

Address = tuple[str, int]

# By error type of RFC 9209 section 2.3.
NUMBERS = {
    "http_response_incomplete": 520,
    "http_protocol_error": 520,
    "connection_refused": 521,
    "connection_timeout": 522,
    "destination_ip_unroutable": 523,
    "http_response_timeout": 524,
    "tls_protocol_error": 525,
    "tls_certificate_error": 526,
    "dns_error": 530,
}


def cdn_routes(
    kitchen: Server, closed: Server, app: Server, tls_address: Callable[[], Awaitable[Address]]
) -> dict[str, GatewayRoute]:
    """The CDN's routes, one for each origin that something is wrong with."""
    origins = {
        "kitchen": kitchen,
        "closed": closed,
        "lost": replace(kitchen, connect=packets_are_lost),
        "unroutable": replace(kitchen, connect=no_route),
        "unknown": replace(kitchen, connect=no_such_name),
        "plain": replace(app, connect=by_tls()),
        "untrusted": replace(app, connect=by_tls(tls_address)),
    }
    return {
        f"/cdn/{name}/": GatewayRoute((server,), "the origin", path="/delivery/", numbers=NUMBERS)
        for name, server in origins.items()
    }


async def packets_are_lost(_: Address, clock: Clock, seconds: float) -> NoReturn:
    """As if a firewall dropped every packet."""
    await clock.sleep(seconds)
    raise UpstreamConnectTimeout(f"no connection within {seconds:g} s")


async def no_route(_: Address, __: Clock, ___: float) -> NoReturn:
    """As if no network led to the address."""
    raise UpstreamUnroutable("no route to its address")


async def no_such_name(_: Address, __: Clock, ___: float) -> NoReturn:
    """As if the DNS did not have the name."""
    raise UpstreamUnknown("its name is not in the DNS (1016)")


def by_tls(find: Callable[[], Awaitable[Address]] | None = None) -> Connect:
    """Connect by TLS, to the server's address or to one that is found then; no certificate is trusted."""

    async def connect_by_tls(
        address: Address, clock: Clock, seconds: float
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        import ssl  # only these two origins need it

        reader, writer = await connect(await find() if find else address, clock, seconds)
        try:
            await _handshake(reader, writer)
        except ssl.SSLCertVerificationError:
            raise UpstreamCertificateInvalid("nobody whom the CDN trusts vouches for its certificate") from None
        except (ssl.SSLError, ConnectionError):
            raise UpstreamTlsFailure("the TLS handshake failed") from None
        finally:
            writer.close()  # both origins fail, so nothing comes after the handshake
        raise UpstreamTlsFailure("the handshake was not to succeed here")

    return connect_by_tls


async def _handshake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A TLS handshake over any pair of streams. Raises SSLError."""
    import ssl

    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(incoming, outgoing, server_hostname="localhost")
    while True:
        try:
            return tls.do_handshake()
        except ssl.SSLWantReadError:
            writer.write(outgoing.read())
            data = await reader.read(65536)
            incoming.write(data) if data else incoming.write_eof()
        finally:
            if outgoing.pending:
                writer.write(outgoing.read())
