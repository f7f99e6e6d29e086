"""Idempotency-Key with orders."""

import pytest

ORDER = {"tea": 7, "cups": 2}
KEY = 'Idempotency-Key: "5f2a"'


def orders(ask):
    return len(ask("GET /orders").json)


def test_repeated_order_with_its_key_is_placed_once_and_gets_the_same_reply(send, ask):
    first, again = send("POST /orders", ORDER, KEY), send("POST /orders", ORDER, KEY)
    assert (first.status, again.status) == (201, 201)
    assert (again.fields, again.content) == (first.fields, first.content)
    assert orders(ask) == 4


def test_orders_without_a_key_or_with_other_keys_are_all_placed(send, ask):
    for line in (), (), (KEY,), (KEY.replace("5f2a", "5f2b"),):
        assert send("POST /orders", ORDER, *line).status == 201
    assert orders(ask) == 7


def test_key_reused_for_another_order_is_422(send, ask):
    send("POST /orders", ORDER, KEY)
    reply = send("POST /orders", {"tea": 7, "cups": 3}, KEY)
    assert (reply.status, orders(ask)) == (422, 4)
    assert "new key" in reply.json["detail"]


def test_refused_order_can_be_corrected_under_its_key(send, ask):
    assert send("POST /orders", {"tea": 7, "cups": 0}, KEY).status == 422
    assert send("POST /orders", ORDER, KEY).status == 201
    assert orders(ask) == 4


def test_stored_reply_stays_after_the_order_has_changed(send, ask):
    first = send("POST /orders", ORDER, KEY)
    send("PATCH /orders/4", {"status": "cancelled"})
    assert send("POST /orders", ORDER, KEY).content == first.content


def test_reset_forgets_every_key(send, ask, state):
    send("POST /orders", ORDER, KEY)
    state.reset()
    assert send("POST /orders", {"tea": 1, "cups": 1}, KEY).status == 201


@pytest.mark.parametrize(("signs", "status"), [(100, 201), (101, 400)])
def test_key_has_at_most_100_characters(send, signs, status):
    assert send("POST /orders", ORDER, f"Idempotency-Key: {'k' * signs}").status == status


def test_order_without_room_for_its_key_is_not_placed(send, ask, state):
    state.stored_replies = {str(number): None for number in range(200)}
    assert send("POST /orders", ORDER, KEY).status == 507
    assert send("POST /orders", ORDER).status == 201
    assert orders(ask) == 4
