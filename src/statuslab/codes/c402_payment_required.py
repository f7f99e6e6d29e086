"""402 Payment Required (RFC 9110 section 15.5.3): reserved; services that use it define themselves how one pays."""

from __future__ import annotations

import json

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import JSON
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="two-coins",
    title="Two coins",
    situation=(
        "The Teahouse tells fortunes for two coins. You open that page without having paid. HTTP has "
        "reserved a status for this, without saying how to pay, and this server uses it. What comes "
        "back?"
    ),
    choices={
        401: "401 asks who you are. The fortune costs the same for everybody.",
        402: "402 asks you to pay. Each service has its own way to pay, and here the body explains it.",
        403: "403 would refuse you. Here you only have to pay first.",
        429: "429 is for too many requests. Here the payment is missing.",
    },
    at_work="There is no standard way to pay. Read the body, and expect every service to do it differently.",
    source=("payments.read_fortune", "payments.pay_fortune"),
)
def two_coins(run: SceneRun) -> None:
    run.provoke("You ask for your fortune.", "GET /till/fortune")
    paid = run.resolve(
        ("You pay as the response says, and get a receipt."), f'POST /till/coins\n{JSON}\n\n{{"coins": 2}}'
    )
    receipt = json.loads(paid.response.content)["receipt"] if paid.response else ""
    run.resolve("With the receipt you get your fortune.", f"GET /till/fortune\nTeahouse-Receipt: {receipt}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="what-the-leaves-say",
    title="Ask for a fortune",
    task=(
        "A guest asks for their fortune without having paid. Get the response that says what it costs "
        "and how to pay. The standard has left open how a server asks for money, so this server has "
        "rules of its own."
    ),
    hints=(
        "One of the pages at the till costs money.",
        "Your request needs no special header. What matters is what you do not send.",
        "`GET /till/fortune`.",
    ),
    near=(
        (
            lambda c: c.path == "/till/fortune" and c.status == 200,
            "You sent a receipt and got a fortune. Send none.",
        ),
        (429, "This response is about how fast you ask, not about money."),
        (lambda c: c.path == "/till/coins" and c.status == 200, "You paid before the server asked you to."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /till/fortune"],
]
NEAR_MISSES: NearMisses = [
    ([f'POST /till/coins\n{JSON}\n\n{{"coins": 2}}'], "You paid before the server asked you to"),
]
