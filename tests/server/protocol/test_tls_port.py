"""Responses to a handshake's facts: 495 and 496 for the certificate, 421 for the name."""

import asyncio
from types import SimpleNamespace

import pytest
from served import responding

from sampling import together
from statuslab.server.hostnames import STAFF
from statuslab.server.protocol.tls_facts import TlsFacts
from statuslab.server.protocol.tls_port import TlsFactsMiddleware

SHOP = "teahouse.test"


def answered(host, error_pages=True, **facts):
    """The status on the wire, and nginx's internal one."""
    sent, recording = [], SimpleNamespace(layer=None, note="", internal_status=None)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": [(b"host", host.encode())], "statuslab.recording": recording}
    asyncio.run(TlsFactsMiddleware(responding(200), TlsFacts(**facts), error_pages)(scope, None, send))
    return sent[0]["status"], recording.internal_status


@together(
    ("name", "host", "status"),
    [
        (SHOP, SHOP, 200),
        (SHOP, f"{SHOP}:8419", 200),
        (SHOP, "elsewhere.test", 421),
        (SHOP, STAFF, 421),
        (STAFF, SHOP, 421),
        (STAFF, STAFF, 200),
        ("", SHOP, 200),
        ("", STAFF, 421),
        ("localhost", SHOP, 200),
        ("localhost", STAFF, 421),
    ],
)
def test_host_of_another_name_than_the_handshakes_gets_421(name, host, status):
    assert answered(host, name=name)[0] == status


@pytest.mark.parametrize(
    ("facts", "error_pages", "expected"),
    [
        ({"certificate": "CN=chef"}, True, (200, None)),
        ({}, True, (496, 496)),
        ({}, False, (400, 496)),
        ({"certificate": "CN=chef", "problem": "expired"}, True, (495, 495)),
        ({"certificate": "CN=chef", "problem": "expired"}, False, (400, 495)),
    ],
)
def test_client_certificate_that_is_missing_or_bad_is_refused(facts, error_pages, expected):
    assert answered(STAFF, error_pages, name=STAFF, asked_for_certificate=True, **facts) == expected
