"""Card payments with keys, a receiver of webhooks, batches, GraphQL, and versions of an API."""

import hmac
from base64 import b64encode

import pytest

PAY, KEY = "POST /till/card", 'Idempotency-Key: "pay-1"'
DAY = 86_400


# --- Card payments


def paid(ask):
    return [each["coins"] for each in ask("GET /till/card").json]


def test_payment_without_a_key_is_refused(send, ask):
    assert (send(PAY, {"coins": 4}).status, paid(ask)) == (400, [])


def test_repeat_while_the_payment_runs_is_409_and_says_how_long(send, ask):
    send(PAY, {"coins": 4}, KEY)  # this client leaves before the card company answers
    reply = send(PAY, {"coins": 4}, KEY)
    assert (reply.status, reply.fields["retry-after"], paid(ask)) == (409, "2", [])


def test_repeat_after_the_payment_gets_its_answer_and_pays_nothing(send, ask, clock):
    first = send(PAY, {"coins": 4}, KEY)
    clock.time += 2
    again = send(PAY, {"coins": 4}, KEY)
    assert (again.status, again.content, again.fields) == (201, first.content, first.fields)
    assert paid(ask) == [4]


def test_key_of_another_payment_is_422(send):
    send(PAY, {"coins": 4}, KEY)
    assert send(PAY, {"coins": 5}, KEY).status == 422


def test_refused_payment_leaves_its_key_free(send):
    assert send(PAY, {"coins": 0}, KEY).status == 422
    assert send(PAY, {"coins": 4}, KEY).status == 201


# --- Webhooks


def event(send, number="evt-1", secret=b"two lumps", kind="delivery.arrived"):
    content = f'{{"type": "{kind}"}}'.encode()
    signature = b64encode(hmac.digest(secret, number.encode() + b"." + content, "sha256")).decode()
    return send(
        "POST /hooks/supplier", {"type": kind}, f"Webhook-Id: {number}", f"Webhook-Signature: v1,old v1,{signature}"
    )


def events(ask):
    return [each["id"] for each in ask("GET /hooks/supplier").json]


def test_event_is_accepted_and_stored_once_however_often_it_comes(send, ask):
    assert [event(send).status, event(send).status, event(send, "evt-2").status] == [202, 202, 202]
    assert events(ask) == ["evt-1", "evt-2"]


def test_event_with_a_wrong_signature_is_401_and_not_stored(send, ask):
    reply = event(send, secret=b"three lumps")
    assert (reply.status, events(ask)) == (401, [])
    assert "www-authenticate" in reply.fields


def test_event_without_an_id_is_refused(send):
    assert event(send, "").status == 401


def test_closed_stockroom_is_503_with_a_time_and_stores_nothing(send, ask, clock):
    ask("POST /hooks/supplier/close")
    refused = event(send)
    assert (refused.status, refused.fields["retry-after"], events(ask)) == (503, "2", [])
    clock.time += 2
    assert event(send).status == 202


def test_removed_receiver_is_gone_and_a_moved_one_redirects(ask):
    moved = ask("POST /hooks/old-supplier")
    assert (ask("POST /hooks/newsletter").status, moved.status) == (410, 308)
    assert moved.fields["location"] == "/hooks/supplier"


# --- Batches


def batch(send, *orders):
    return send("POST /orders/batch", {"orders": list(orders)})


def test_batch_places_what_can_be_placed_and_says_of_each_what_came_of_it(send, ask):
    reply = batch(send, {"tea": 7, "cups": 2}, {"tea": 99, "cups": 2}, "tea", {"tea": 1, "cups": 1})
    assert reply.status == 207
    assert [each["status"] for each in reply.json["responses"]] == [201, 422, 422, 201]
    assert reply.json["responses"][3]["location"] == "/orders/5"
    assert [each["id"] for each in ask("GET /orders").json] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("orders", [None, [], [{}] * 21, "tea"])
def test_batch_that_is_no_list_of_orders_is_422(send, orders):
    assert send("POST /orders/batch", {"orders": orders}).status == 422


# --- GraphQL

MODERN = "Accept: application/graphql-response+json"


def test_query_that_finds_a_part_is_200_with_data_and_errors(send):
    reply = send("POST /graphql", {"query": "{ a: tea(id: 7) { name minutes } b: tea(id: 99) { name } }"}, MODERN)
    assert reply.status == 200
    assert reply.json["data"] == {"a": {"name": "Assam", "minutes": 4}, "b": None}
    assert reply.json["errors"] == [{"message": "There is no tea 99.", "path": ["b"]}]


@pytest.mark.parametrize(("lines", "status"), [((), 200), ((MODERN,), 400)])
@pytest.mark.parametrize("query", ["{ tea(id: 7) { name }", "tea", "{ }", "{ " + "tea(id: 7) { name } " * 21 + "}"])
def test_query_that_cannot_be_executed_has_no_data(send, query, lines, status):
    reply = send("POST /graphql", {"query": query}, *lines)
    assert (reply.status, list(reply.json)) == (status, ["errors"])


def test_request_without_a_query_is_400(send):
    assert send("POST /graphql", {"qeury": "{ }"}).status == 400


# --- Versions


def test_versions_are_current_deprecated_and_gone(ask, clock):
    gone, old, new = (ask(f"GET /catalog/{version}/teas") for version in ("v1", "v2", "v3"))
    assert [gone.status, old.status, new.status] == [410, 200, 200]
    assert old.fields["deprecation"] == f"@{int(clock.now()) - 30 * DAY}"
    assert old.fields["link"] == gone.fields["link"] == '</catalog/v3/teas>; rel="successor-version"'
    assert not {"deprecation", "sunset", "link"} & set(new.fields)


def test_version_is_gone_from_its_sunset_on(ask, clock):
    clock.time += 150 * DAY - 1
    assert ask("GET /catalog/v2/teas").status == 200
    clock.time += 1
    assert ask("GET /catalog/v2/teas").status == 410
