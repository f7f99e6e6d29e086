"""Orders and returns."""

from dataclasses import replace

import pytest


def test_three_orders_are_on_the_list(ask):
    reply = ask("GET /orders")
    assert [order["status"] for order in reply.json] == ["open", "brewing", "shipped"]
    assert reply.json[2] == ask("GET /orders/3").json
    assert (reply.fields["etag"], ask("GET /orders", 'If-None-Match: "v1"').status) == ('"v1"', 304)


def test_an_order_is_created_and_found_where_location_says(send, ask):
    reply = send("POST /orders", {"tea": 7, "cups": 2})
    assert (reply.status, reply.fields["location"]) == (201, "/orders/4")
    assert reply.content == b'{"id": 4, "tea": 7, "cups": 2, "status": "open"}'
    assert ask("GET /orders/4").content == reply.content
    assert len(ask("GET /orders").json) == 4


@pytest.mark.parametrize(
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
@pytest.mark.parametrize("line", ["POST /orders", "POST /brews"])
def test_an_impossible_order_is_422_and_the_field_is_named(ask, line, order, field):
    content = repr(order).replace("'", '"').replace("True", "true").replace("inf", "1e999")
    reply = ask(line, "Content-Type: application/json", content=content)
    assert (reply.status, reply.json["field"]) == (422, field)


def test_a_tea_struck_off_cannot_be_ordered(ask, send):
    ask("DELETE /teas/7")
    assert send("POST /orders", {"tea": 7, "cups": 2}).status == 422


@pytest.mark.parametrize("number", [1, 2])
def test_an_order_can_be_called_off_while_there_is_time(send, ask, number):
    reply = send(f"PATCH /orders/{number}", {"status": "cancelled"})
    assert (reply.status, reply.json["status"], reply.fields["etag"]) == (200, "cancelled", '"v2"')
    assert ask(f"GET /orders/{number}").content == reply.content
    assert ask("GET /orders").fields["etag"] == '"v2"'


def test_a_shipped_order_cannot_be_called_off_and_is_told_the_way_out(send, ask):
    reply = send("PATCH /orders/3", {"status": "cancelled"})
    assert reply.status == 409
    assert "POST /orders/3/return" in reply.json["detail"]
    assert ask("GET /orders/3").json["status"] == "shipped"


def test_an_order_shipped_while_the_change_came_cannot_be_called_off(ask, state):
    def shipped():
        state.orders[1] = replace(state.orders[1], status="shipped")

    fields = "Content-Type: application/json"
    assert ask("PATCH /orders/1", fields, content='{"status": "cancelled"}', meanwhile=shipped).status == 409


@pytest.mark.parametrize("change", [{"status": "shipped"}, {"status": ["cancelled"]}, {"cups": 3}])
def test_no_other_change_can_be_asked_for(send, change):
    reply = send("PATCH /orders/1", change)
    assert (reply.status, reply.json["field"]) == (422, "status")


def test_an_order_seen_in_an_older_version_is_not_changed(send):
    assert send("PATCH /orders/1", {"status": "cancelled"}, 'If-Match: "v9"').status == 412


def test_a_shipped_order_comes_back_once(ask, send):
    reply = ask("POST /orders/3/return")
    assert (reply.status, reply.fields["location"], reply.json) == (201, "/returns/1", {"id": 1, "order": 3})
    assert ask("GET /returns/1").content == reply.content
    assert ask("GET /orders/3").json["status"] == "returned"
    assert ask("POST /orders/3/return").status == 409
    assert send("PATCH /orders/3", {"status": "cancelled"}).status == 409


def test_what_was_not_shipped_cannot_come_back(ask):
    assert ask("POST /orders/1/return").status == 409


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_the_old_counter_points_to_the_new_one(ask, method):
    reply = ask(f"{method} /shop/orders")
    assert (reply.status, reply.fields["location"]) == (301, "/orders")
    assert b'<a href="/orders">' in reply.content
