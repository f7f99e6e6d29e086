import pytest

from statuslab.clients.raw_http1 import RawClient
from statuslab.clients.raw_http2 import ALPN, Http2Client
from statuslab.messages.exchange import Direction, Layer
from statuslab.messages.http1 import parse_request
from statuslab.messages.request_text import compose
from statuslab.scenarios.player import send
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as lab:
        yield lab


def errand_of(exchange):
    (errand,) = exchange.via
    return errand


def fields_sent(exchange):
    """The fields of the request that went to the kitchen, by lower-case name."""
    head = errand_of(exchange).request.head
    return {name.lower(): value for name, value in head.fields}


ANSWERS = {
    "a good answer": ("/delivery/menu", 200, Layer.APPLICATION, ""),
    "a dish unknown": ("/delivery/pizza", 404, Layer.APPLICATION, ""),
    "no HTTP": (
        "/delivery/soup",
        502,
        Layer.GATEWAY,
        "the kitchen cannot be understood: a first line that is no status line",
    ),
    "half an answer": (
        "/delivery/cake",
        502,
        Layer.GATEWAY,
        "the kitchen cannot be understood: the connection ended in the middle of the answer",
    ),
    "nobody there": (
        "/delivery-east/menu",
        502,
        Layer.GATEWAY,
        "the kitchen cannot be reached: nobody accepts connections there",
    ),
    "silence": ("/delivery/roast", 504, Layer.GATEWAY, "the kitchen is too slow: no answer within 1 s"),
}


@pytest.mark.parametrize(("target", "status", "layer", "note"), ANSWERS.values(), ids=ANSWERS.keys())
def test_gateway_relays_the_upstream_or_says_why_it_cannot(lab, target, status, layer, note):
    told = send(lab, f"GET {target}")
    assert (told.wire_status, told.logged_status, told.layer, told.note) == (status, status, layer, note)


def test_gateway_leaves_other_paths_to_the_teahouse(lab):
    told = send(lab, "GET /delivery")
    assert (told.via, told.layer) == ((), Layer.APPLICATION)


def test_gateway_failure_has_problem_details(lab):
    response = send(lab, "GET /delivery/soup").response
    assert response["Content-Type"] == "application/problem+json"
    assert '"title": "Bad Gateway", "status": 502' in response.text


@pytest.mark.parametrize(
    ("target", "received", "layer", "last"),
    [
        ("/delivery/soup", b"mumble mumble, soup, mumble\r\n\r\n", None, Direction.RECEIVED),
        ("/delivery/cake", b"HTTP/1.1 200 OK\r\nContent-Type: text/pl", None, Direction.SERVER_CLOSED),
        ("/delivery/roast", b"", None, Direction.CLIENT_CLOSED),
    ],
)
def test_gateway_upstream_request_that_failed_has_what_was_received(lab, target, received, layer, last):
    errand = errand_of(send(lab, f"GET {target}"))
    assert (errand.received, errand.layer, errand.events[-1].direction) == (received, layer, last)
    assert errand.request.target == target


def test_gateway_upstream_request_without_a_connection_has_no_events(lab):
    assert errand_of(send(lab, "GET /delivery-east/menu")).events == ()


def test_gateway_upstream_request_has_request_and_response(lab):
    told = send(lab, "GET /delivery/menu?for=two")
    errand = errand_of(told)
    assert (errand.request.target, errand.wire_status, errand.layer) == (
        "/delivery/menu?for=two",
        200,
        Layer.APPLICATION,
    )
    assert errand.response.content == told.response.content
    assert lab.names[errand.host] == "kitchen"


def test_gateway_names_itself_in_both_directions(lab):
    told = send(lab, "GET /delivery/menu\nVia: 1.1 proxy")
    assert told.response["Via"] == "1.1 gateway"
    assert errand_of(told).request["Via"] == "1.1 proxy, 1.1 gateway"


def test_gateway_does_not_forward_fields_of_one_connection(lab):
    told = send(
        lab,
        "GET /delivery/menu\nConnection: X-Secret, keep-alive\nX-Secret: mine\nKeep-Alive: timeout=5\n"
        "TE: trailers\nUpgrade: tea\nProxy-Authorization: Basic xyz\nX-Kept: yes\nAccept: */*",
    )
    assert fields_sent(told) == {
        b"host": errand_of(told).host.encode(),
        b"x-kept": b"yes",
        b"accept": b"*/*",
        b"via": b"1.1 gateway",
        b"connection": b"close",
    }


def test_gateway_does_not_relay_fields_of_the_upstream_connection(lab):
    told = send(lab, "GET /delivery/menu")
    assert "Connection" in errand_of(told).response
    assert "Connection" not in told.response


@pytest.mark.parametrize(
    "content",
    ["Content-Length: 3\n\ntea", "Transfer-Encoding: chunked\n\n3\r\ntea\r\n0\r\n\r\n"],
    ids=["sized", "chunked"],
)
def test_gateway_forwards_content_with_its_length(lab, content):
    text = f"POST /delivery/menu HTTP/1.1\r\nHost: a\r\n{content}".replace("\n\n", "\r\n\r\n")
    client = RawClient(lab.address)
    with client:
        client.send(text.encode())
        client.answer("POST")
    told = lab.recorder.of(client.peer, 0, 0, timeout=5)
    assert fields_sent(told)[b"content-length"] == b"3"
    assert b"transfer-encoding" not in fields_sent(told)
    assert errand_of(told).sent.endswith(b"\r\n\r\ntea")


def test_gateway_forwards_a_content_length_of_0(lab):
    assert fields_sent(send(lab, "POST /delivery/menu\nContent-Length: 0"))[b"content-length"] == b"0"


def test_gateway_keeps_content_length_for_head(lab):
    length = send(lab, "GET /delivery/menu").response["Content-Length"]
    told = send(lab, "HEAD /delivery/menu")
    assert (told.response["Content-Length"], told.received.endswith(b"\r\n\r\n")) == (length, True)


def test_gateway_whose_client_leaves_is_logged_as_499(lab):
    told = send(lab, "GET /delivery/roast", leave=0.1)
    assert (told.received, told.logged_status, told.layer) == (b"", 499, Layer.GATEWAY)


def test_gateway_whose_client_leaves_over_http2_is_logged_as_499_too():
    with Lab(FixedClock(pace=1.0)) as slow, RawClient(slow.port_address("tls")) as client:
        client.secure("teahouse.test", slow.ca_file, protocols=(ALPN,))
        client._socket.settimeout(0.2)  # the kitchen needs longer
        assert not Http2Client(client).ask(
            compose("GET /delivery/roast\nHost: teahouse.test", slow.port_address("tls"))
        )
        client.close()
        told = slow.recorder.of(client.peer, 0, 0, timeout=5)
    assert (told.logged_status, told.layer, told.note) == (499, Layer.GATEWAY, "the client left before the answer")


def test_gateway_upstream_requests_are_not_listed_and_leave_no_claim(lab):
    before = len(lab.exchanges)
    for target, *_ in ANSWERS.values():
        send(lab, f"GET {target}")
    assert len(lab.exchanges) == before + len(ANSWERS)
    assert not any(errand for _, errand in lab.recorder._claims.values())


def test_gateway_upstream_request_is_well_formed(lab):
    errand = errand_of(send(lab, "DELETE /delivery/menu"))
    head = parse_request(errand.sent)
    assert (head.method, head.version, head.persistent) == ("DELETE", "HTTP/1.1", False)
