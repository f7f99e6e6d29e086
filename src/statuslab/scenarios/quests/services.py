"""Quests about services at work: servers behind a load balancer."""

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
