"""Orders and returns."""

from dataclasses import replace

import pytest

from sampling import together


def test_order_list_has_three_orders(ask):
    reply = ask("GET /orders")
    assert [order["status"] for order in reply.json] == ["open", "brewing", "shipped"]
    assert reply.json[2] == ask("GET /orders/3").json
    assert (reply.fields["etag"], ask("GET /orders", 'If-None-Match: "v1"').status) == ('"v1"', 304)


def test_placed_order_is_found_at_its_location(send, ask):
    reply = send("POST /orders", {"tea": 7, "cups": 2})
    assert (reply.status, reply.fields["location"]) == (201, "/orders/4")
    assert reply.content == b'{"id": 4, "tea": 7, "cups": 2, "status": "open"}'
    assert ask("GET /orders/4").content == reply.content
    assert len(ask("GET /orders").json) == 4


@together(
    ("order", "field"),
    [
        ({"cups": 2}, "tea"),
        ({"tea": 99, "cups": 2}, "tea"),
        ({"tea": "7", "cups": 2}, "tea"),
        ({"tea": True, "cups": 2}, "tea"),
        ({"tea": 7}, "cups"),
        ({"tea": 7, "cups": 0}, "cups"),
        ({"tea": 7, "cups": -3}, "cups"),
        ({"tea": 7, "cups": 101}, "cups"),
        ({"tea": 7, "cups": 1e999}, "cups"),
    ],
)
@together("line", ["POST /orders", "POST /brews"])
def test_invalid_order_is_422_with_the_field(ask, line, order, field):
    content = repr(order).replace("'", '"').replace("True", "true").replace("inf", "1e999")
    reply = ask(line, "Content-Type: application/json", content=content)
    assert (reply.status, reply.json["field"]) == (422, field)


def test_deleted_tea_cannot_be_ordered(ask, send):
    ask("DELETE /teas/7")
    assert send("POST /orders", {"tea": 7, "cups": 2}).status == 422


@pytest.mark.parametrize("number", [1, 2])
def test_open_order_can_be_cancelled(send, ask, number):
    reply = send(f"PATCH /orders/{number}", {"status": "cancelled"})
    assert (reply.status, reply.json["status"], reply.fields["etag"]) == (200, "cancelled", '"v2"')
    assert ask(f"GET /orders/{number}").content == reply.content
    assert ask("GET /orders").fields["etag"] == '"v2"'


def test_shipped_order_cannot_be_cancelled_and_409_says_how_to_return_it(send, ask):
    reply = send("PATCH /orders/3", {"status": "cancelled"})
    assert reply.status == 409
    assert "POST /orders/3/return" in reply.json["detail"]
    assert ask("GET /orders/3").json["status"] == "shipped"


def test_order_shipped_while_a_patch_arrives_cannot_be_cancelled(ask, state):
    def shipped():
        state.orders[1] = replace(state.orders[1], status="shipped")

    fields = "Content-Type: application/json"
    assert ask("PATCH /orders/1", fields, content='{"status": "cancelled"}', meanwhile=shipped).status == 409


@pytest.mark.parametrize("change", [{"status": "shipped"}, {"status": ["cancelled"]}, {"cups": 3}])
def test_patch_of_anything_but_the_status_is_422(send, change):
    reply = send("PATCH /orders/1", change)
    assert (reply.status, reply.json["field"]) == (422, "status")


def test_patch_with_an_old_etag_is_412(send):
    assert send("PATCH /orders/1", {"status": "cancelled"}, 'If-Match: "v9"').status == 412


def test_shipped_order_can_be_returned_once(ask, send):
    reply = ask("POST /orders/3/return")
    assert (reply.status, reply.fields["location"], reply.json) == (201, "/returns/1", {"id": 1, "order": 3})
    assert ask("GET /returns/1").content == reply.content
    assert ask("GET /orders/3").json["status"] == "returned"
    assert ask("POST /orders/3/return").status == 409
    assert send("PATCH /orders/3", {"status": "cancelled"}).status == 409


def test_order_that_was_not_shipped_cannot_be_returned(ask):
    assert ask("POST /orders/1/return").status == 409


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_old_path_of_orders_redirects(ask, method):
    reply = ask(f"{method} /shop/orders")
    assert (reply.status, reply.fields["location"]) == (301, "/orders")
    assert b'<a href="/orders">' in reply.content
