"""Quests about services at work: servers behind a load balancer, and a payment that must not be made twice."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import Case, Stage, quest
from statuslab.scenarios.predicates import at

BREAD, OLD_BREAD = "/bakery/bread", "/bakery-old/bread"


def from_server(case: Case) -> bool:
    """Whether one of the servers behind the gateway answered."""
    return case.layer is Layer.APPLICATION


HEALTH_CHECKS = quest(
    503,
    name="who-says-unavailable",
    title="Two kinds of 503",
    task=(
        "Customers of the bakery get a 503, and every team says it is not theirs. Show three exchanges: a 503 from a "
        "server that the old load balancer still uses, an order that works because the new load balancer leaves this "
        "server out, and a 503 from the load balancer itself."
    ),
    hints=(
        "A POST to `/bakery/2/outage` takes the database from server 2. `/bakery-old/bread` goes through the old load "
        "balancer, `/bakery/bread` through the new one.",
        "The old one gives every second order to server 2. The new one checks its servers every two seconds. For the "
        "last exchange, no server may be left.",
        "`POST /bakery/2/outage`, `GET /bakery-old/bread` twice, `GET /bakery/bread`, `POST /bakery/1/outage`; wait "
        "two seconds; `GET /bakery/bread`.",
    ),
    stages=(
        Stage(
            503,
            goal="A server answers that it cannot work",
            about=at(OLD_BREAD),
            needs=((from_server, "This 503 is from the load balancer. Leave it one server that works."),),
            near=(
                (lambda c: at(OLD_BREAD)(c) and c.status == 200, "This order went to the other server. Order again."),
                (at(BREAD), "That is the new load balancer. Use the old one first."),
            ),
        ),
        Stage(
            200,
            goal="The load balancer leaves this server out",
            about=at(BREAD),
            needs=((from_server, "This did not come from a server of the bakery."),),
            near=(
                (
                    lambda c: at(BREAD)(c) and c.status == 503,
                    "The server that failed still gets orders, or no server is left. Wait for the next health check.",
                ),
            ),
        ),
        Stage(
            503,
            goal="No server is left",
            about=at(BREAD),
            needs=(
                (
                    lambda c: c.layer is Layer.GATEWAY,
                    "A server sent this 503. Wait until the next health check, and order again.",
                ),
            ),
            near=((lambda c: at(BREAD)(c) and c.status == 200, "One server still works, and got this order."),),
        ),
    ),
)


def _key(case: Case) -> str:
    return case.request_header("Idempotency-Key")


def with_the_first_key(case: Case) -> bool:
    """Whether the request has the key of the one that passed the first stage."""
    return bool(_key(case)) and _key(case) == _key(case.stage(1))


ONE_PAYMENT = quest(
    409,
    name="paid-once",
    title="Paid once, whatever happens",
    task=(
        "A guest's payment ends in an error of the gateway, and nobody knows whether it was made. Reproduce that, "
        "retry too early, and then get the answer that was lost. At the end, show that it was paid once."
    ),
    hints=(
        "The payment needs a header with which the till recognizes a retry. Send the same one each time.",
        "The till is at `/pay/card` behind the gateway, and takes JSON: `coins`. The gateway waits one second, a "
        "payment takes two. `/till/card` lists what was paid.",
        '`POST /pay/card` with `Idempotency-Key: "mine"` and `{"coins": 4}`; the same at once; the same after two '
        "seconds; `GET /till/card`.",
    ),
    stages=(
        Stage(
            504,
            goal="The gateway gives up",
            about=at("/pay/card", "POST"),
            needs=((lambda c: bool(_key(c)), "The till did not take this: it has no key."),),
            near=(
                (400, "The till wants an Idempotency-Key, and JSON."),
                (422, "Say in JSON how many `coins`. A key that was used before needs the same body."),
                (201, "This key was used before, and its payment is done. Begin with a new key."),
                (409, "This key is in use. Begin with a new one."),
            ),
        ),
        Stage(
            409,
            goal="A retry with the same key comes too early",
            about=at("/pay/card", "POST"),
            needs=((with_the_first_key, "This is about another payment. Use the key of the first request."),),
            near=(
                (504, "This was a second payment: its key is new. Retry with the same key."),
                (201, "You came late, and the payment was done. Begin with a new key, and retry within a second."),
                (422, "A retry has the same body."),
            ),
        ),
        Stage(
            201,
            goal="Later, the same request gets the answer that was lost",
            about=at("/pay/card", "POST"),
            needs=((with_the_first_key, "This is about another payment. Use the key of the first request."),),
            near=(
                (409, "The payment is still running. Wait as long as Retry-After says."),
                (504, "This was a second payment: its key is new."),
            ),
        ),
        Stage(
            200,
            goal="It was paid once",
            about=at("/till/card", "GET"),
            needs=(
                (
                    lambda c: f'"id": {c.stage(3).response_header("Location").rpartition("/")[2]},' in c.response_text,
                    "Your payment is not in this list.",
                ),
            ),
        ),
    ),
)
