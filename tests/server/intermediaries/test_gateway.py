import pytest

from statuslab.clients.raw_http1 import RawClient
from statuslab.clients.raw_http2 import ALPN, Http2Client
from statuslab.messages.exchange import Direction, Layer
from statuslab.messages.http1 import parse_request
from statuslab.messages.request_text import compose
from statuslab.scenarios.player import send
from statuslab.scenarios.request_texts import PAYMENT
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock(pace=0.2)) as lab:  # the gateway waits for 0.2 s, so that a busy machine causes no 504
        yield lab


def upstream_of(exchange):
    (upstream,) = exchange.via
    return upstream


def fields_sent(exchange):
    """The fields of the upstream request, by lower-case name."""
    head = upstream_of(exchange).request.head
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
    exchange = send(lab, f"GET {target}")
    assert (exchange.wire_status, exchange.logged_status) == (status, status)
    assert (exchange.layer, exchange.note) == (layer, note)


def test_gateway_leaves_other_paths_to_the_teahouse(lab):
    exchange = send(lab, "GET /delivery")
    assert (exchange.via, exchange.layer) == ((), Layer.APPLICATION)


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
    upstream = upstream_of(send(lab, f"GET {target}"))
    assert (upstream.received, upstream.layer, upstream.events[-1].direction) == (received, layer, last)
    assert upstream.request.target == target


def test_gateway_upstream_request_without_a_connection_has_no_events(lab):
    assert upstream_of(send(lab, "GET /delivery-east/menu")).events == ()


def test_gateway_upstream_request_has_request_and_response(lab):
    exchange = send(lab, "GET /delivery/menu?for=two")
    upstream = upstream_of(exchange)
    assert (upstream.request.target, upstream.wire_status, upstream.layer) == (
        "/delivery/menu?for=two",
        200,
        Layer.APPLICATION,
    )
    assert upstream.response.content == exchange.response.content
    assert lab.names[upstream.host] == "kitchen"


def test_gateway_names_itself_in_both_directions(lab):
    exchange = send(lab, "GET /delivery/menu\nVia: 1.1 proxy")
    assert exchange.response["Via"] == "1.1 gateway"
    assert upstream_of(exchange).request["Via"] == "1.1 proxy, 1.1 gateway"


def test_gateway_does_not_forward_fields_of_one_connection(lab):
    exchange = send(
        lab,
        "GET /delivery/menu\nConnection: X-Secret, keep-alive\nX-Secret: mine\nKeep-Alive: timeout=5\n"
        "TE: trailers\nUpgrade: tea\nProxy-Authorization: Basic xyz\nX-Kept: yes\nAccept: */*",
    )
    assert fields_sent(exchange) == {
        b"host": upstream_of(exchange).host.encode(),
        b"x-kept": b"yes",
        b"accept": b"*/*",
        b"via": b"1.1 gateway",
        b"connection": b"close",
    }


def test_gateway_does_not_relay_fields_of_the_upstream_connection(lab):
    exchange = send(lab, "GET /delivery/menu")
    assert "Connection" in upstream_of(exchange).response
    assert "Connection" not in exchange.response


@pytest.mark.parametrize(
    "content",
    ["Content-Length: 3\n\ntea", "Transfer-Encoding: chunked\n\n3\r\ntea\r\n0\r\n\r\n"],
    ids=["sized", "chunked"],
)
def test_gateway_forwards_content_with_its_length(lab, content):
    text = f"POST /delivery/menu HTTP/1.1\r\nHost: teahouse\r\n{content}".replace("\n\n", "\r\n\r\n")
    client = RawClient(lab.address)
    with client:
        client.send(text.encode())
        client.answer("POST")
    exchange = lab.recorder.of(client.peer, 0, 0, timeout=30)
    assert fields_sent(exchange)[b"content-length"] == b"3"
    assert b"transfer-encoding" not in fields_sent(exchange)
    assert upstream_of(exchange).sent.endswith(b"\r\n\r\ntea")


def test_gateway_forwards_a_content_length_of_0(lab):
    assert fields_sent(send(lab, "POST /delivery/menu\nContent-Length: 0"))[b"content-length"] == b"0"


def test_gateway_keeps_content_length_for_head(lab):
    length = send(lab, "GET /delivery/menu").response["Content-Length"]
    exchange = send(lab, "HEAD /delivery/menu")
    assert (exchange.response["Content-Length"], exchange.received.endswith(b"\r\n\r\n")) == (length, True)


def test_gateway_whose_client_leaves_is_logged_as_499(lab):
    exchange = send(lab, "GET /delivery/roast", leave=0.1)
    assert (exchange.received, exchange.logged_status, exchange.layer) == (b"", 499, Layer.GATEWAY)


def test_gateway_has_not_answered_a_client_that_leaves_however_late_that_wakes_up():
    with Lab(FixedClock(pace=0.0001)) as hasty:  # the gateway waits for 0.1 ms, unless somebody is about to leave
        exchange = send(hasty, "GET /delivery/roast", leave=0.3)
        assert (exchange.received, exchange.logged_status) == (b"", 499)
        assert upstream_of(exchange).sent.startswith(b"GET /delivery/roast ")
        assert send(hasty, "GET /delivery/roast").response.status == 504


def test_gateway_whose_client_leaves_over_http2_is_logged_as_499_too():
    with Lab(FixedClock(pace=30.0)) as slow, RawClient(slow.port_address("tls")) as client:
        client.secure("teahouse.test", slow.ca_file, protocols=(ALPN,))
        client._socket.settimeout(0.2)  # the gateway waits for half a minute
        assert not Http2Client(client).send(
            compose("GET /delivery/roast\nHost: teahouse.test", slow.port_address("tls"))
        )
        client.close()
        exchange = slow.recorder.of(client.peer, 0, 0, timeout=30)
    assert (exchange.logged_status, exchange.layer) == (499, Layer.GATEWAY)
    assert exchange.note == "the client left before the answer"


def test_gateway_upstream_requests_are_not_listed_and_leave_no_claim(lab):
    before = len(lab.exchanges)
    for target, *_ in ANSWERS.values():
        send(lab, f"GET {target}")
    assert len(lab.exchanges) == before + len(ANSWERS)
    assert not any(upstream for _, upstream in lab.recorder._claims.values())


def test_gateway_upstream_request_is_well_formed(lab):
    upstream = upstream_of(send(lab, "DELETE /delivery/menu"))
    head = parse_request(upstream.sent)
    assert (head.method, head.version, head.persistent) == ("DELETE", "HTTP/1.1", False)


# --- Proxy-Status (RFC 9209)


@pytest.mark.parametrize(
    ("target", "status", "parameters"),
    [
        ("/courier/menu", 200, "next-hop=kitchen; received-status=200"),
        ("/courier/catering", 502, "next-hop=kitchen; received-status=502"),
        ("/courier/soup", 502, "next-hop=kitchen; error=http_protocol_error"),
        ("/courier/cake", 502, "next-hop=kitchen; error=http_response_incomplete"),
        ("/courier/roast", 504, "next-hop=kitchen; error=http_response_timeout"),
        ("/courier-east/menu", 502, "next-hop=kitchen-east; error=connection_refused"),
    ],
)
def test_gateway_that_explains_says_what_it_received_or_why_nothing(lab, target, status, parameters):
    exchange = send(lab, f"GET {target}")
    assert (exchange.wire_status, exchange.response["Proxy-Status"]) == (status, f"gateway; {parameters}")


def test_gateway_that_does_not_explain_sends_no_proxy_status(lab):
    assert [send(lab, f"GET /delivery/{dish}").response.get("Proxy-Status") for dish in ("menu", "soup")] == [None] * 2


def test_gateway_asks_the_server_by_the_path_of_the_route(lab):
    assert upstream_of(send(lab, "GET /courier/menu?today")).request.target == "/delivery/menu?today"


# --- Limits in front of the app


@pytest.fixture
def fresh_lab(lab):
    lab.reset()
    return lab


def test_gateway_passes_on_the_apps_429_until_its_own_limit_is_reached(fresh_lab):
    seen = [send(fresh_lab, "GET /api/prices") for _ in range(6)]
    assert [each.wire_status for each in seen] == [200] * 3 + [429] * 3
    assert [each.layer for each in seen[3:]] == [Layer.APPLICATION, Layer.APPLICATION, Layer.GATEWAY]
    assert seen[4].response["RateLimit"] == '"prices";r=0;t=10'
    assert seen[5].response["RateLimit"] == '"gateway";r=0;t=10'
    assert (seen[5].response["Proxy-Status"], seen[5].via) == ("gateway; error=http_request_denied", ())


def test_gateways_window_ends_after_retry_after(fresh_lab):
    refused = [send(fresh_lab, "GET /api/prices") for _ in range(6)][-1]
    fresh_lab.clock.wait(int(refused.response["Retry-After"]))
    assert send(fresh_lab, "GET /api/prices").wire_status == 200


# --- Circuit breaker


def orders(lab, *dishes):
    return [send(lab, f"GET /courier-guarded/{dish}").wire_status for dish in dishes]


def test_breaker_opens_after_three_failures_in_a_row_and_asks_nobody(fresh_lab):
    assert orders(fresh_lab, "soup", "soup", "menu", "soup", "soup", "soup") == [502, 502, 200, 502, 502, 502]
    refused = send(fresh_lab, "GET /courier-guarded/menu")
    assert (refused.wire_status, refused.layer, refused.via) == (503, Layer.GATEWAY, ())
    assert refused.response["Retry-After"] == "2"


def test_breaker_lets_one_request_pass_after_its_time_and_closes_if_that_works(fresh_lab):
    orders(fresh_lab, "soup", "soup", "soup")
    fresh_lab.clock.wait(2)
    assert orders(fresh_lab, "menu", "soup", "menu") == [200, 502, 200]


def test_breaker_opens_again_if_the_trial_fails(fresh_lab):
    orders(fresh_lab, "soup", "soup", "soup")
    fresh_lab.clock.wait(2)
    assert orders(fresh_lab, "soup", "menu") == [502, 503]


def test_breaker_counts_no_error_that_the_server_sent_itself(fresh_lab):
    assert orders(fresh_lab, "catering", "catering", "catering", "menu") == [502, 502, 502, 200]


# --- A payment that goes on behind a gateway that has given up


def test_repeat_of_a_running_payment_is_409_until_it_is_done(fresh_lab):
    refused, too_early, other = (
        send(fresh_lab, request) for request in (PAYMENT, PAYMENT, PAYMENT.replace("4}", "5}"))
    )
    assert [refused.wire_status, too_early.wire_status, other.wire_status] == [504, 409, 422]
    fresh_lab.clock.wait(int(too_early.response["Retry-After"]))
    assert send(fresh_lab, PAYMENT).wire_status == 201
    assert send(fresh_lab, "GET /till/card").response.text == '[{"id": 1, "coins": 4, "status": "paid"}]'


def test_payment_of_a_client_that_waits_is_done_when_it_gets_its_answer(fresh_lab):
    payment = PAYMENT.replace("/pay/", "/till/")
    assert [send(fresh_lab, payment).wire_status for _ in range(2)] == [201, 201]
