"""Servers behind the gateway: whose turn it is, and who is left out."""

import pytest

from statuslab.messages.exchange import Layer
from statuslab.scenarios.player import send
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock


@pytest.fixture(scope="module")
def one_lab():
    with Lab(FixedClock(pace=0.2)) as lab:
        yield lab


@pytest.fixture
def lab(one_lab):
    one_lab.reset()
    return one_lab


def sold_by(exchange):
    return exchange.response.text.partition('"sold_by": "')[2].partition('"')[0]


def checks(exchange):
    """The health checks that were made for a request."""
    return [each for each in exchange.via if each.request.target.endswith("z")]


def test_servers_that_pass_their_check_take_turns(lab):
    assert [sold_by(send(lab, "GET /bakery/bread")) for _ in range(4)] == ["bakery-1", "bakery-2"] * 2


def test_server_that_fails_its_check_gets_no_request_after_the_next_one(lab):
    send(lab, "GET /bakery/bread")
    send(lab, "POST /bakery/2/outage")
    assert send(lab, "GET /bakery/bread").wire_status == 503  # its last check is still good
    lab.clock.wait(2)
    assert [sold_by(send(lab, "GET /bakery/bread")) for _ in range(3)] == ["bakery-1"] * 3


def test_server_that_passes_its_check_again_is_taken_back(lab):
    send(lab, "POST /bakery/2/outage")
    assert {sold_by(send(lab, "GET /bakery/bread")) for _ in range(4)} == {"bakery-1"}
    send(lab, "DELETE /bakery/2/outage")
    lab.clock.wait(2)
    assert {sold_by(send(lab, "GET /bakery/bread")) for _ in range(4)} == {"bakery-1", "bakery-2"}


def test_check_is_made_once_in_its_interval(lab):
    assert [len(checks(send(lab, "GET /bakery/bread"))) for _ in range(3)] == [2, 0, 0]
    lab.clock.wait(2)
    assert len(checks(send(lab, "GET /bakery/bread"))) == 2


def test_no_server_left_is_503_by_the_gateway_and_no_server_is_asked(lab):
    for number in (1, 2):
        send(lab, f"POST /bakery/{number}/outage")
    refused = send(lab, "GET /bakery/bread")
    assert (refused.wire_status, refused.layer) == (503, Layer.GATEWAY)
    assert refused.response["Proxy-Status"] == "gateway; error=destination_unavailable"
    assert len(refused.via) == len(checks(refused)) == 2


def test_check_of_liveness_keeps_a_server_that_cannot_work(lab):
    send(lab, "POST /bakery/2/outage")
    answers = [send(lab, "GET /bakery-old/bread") for _ in range(4)]
    assert [each.wire_status for each in answers] == [200, 503, 200, 503]
    assert {each.layer for each in answers} == {Layer.APPLICATION}


def test_one_servers_outage_leaves_the_other_and_liveness_alone(lab):
    send(lab, "POST /bakery/1/outage")
    paths = ("1/livez", "1/readyz", "1/bread", "2/readyz", "2/bread")
    assert [send(lab, f"GET /bakery/{path}").wire_status for path in paths] == [200, 503, 503, 200, 200]


def test_response_names_the_server_it_came_from(lab):
    assert send(lab, "GET /bakery/2/livez").response["Proxy-Status"] == (
        "gateway; next-hop=bakery-2; received-status=200"
    )


def test_reset_gives_all_servers_their_database(lab):
    send(lab, "POST /bakery/1/outage")
    lab.reset()
    assert send(lab, "GET /bakery/1/readyz").wire_status == 200
