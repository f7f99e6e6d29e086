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
        "The Teahouse reads your fortune in the leaves, for two coins. You open the page without having paid. HTTP has "
        "set a number aside for this since the beginning, and has never said how one pays; the house has made up a "
        "receipt of its own. What comes back?"
    ),
    choices={
        401: "Who you are is of no interest here, and there is no challenge that you could answer.",
        402: "Payment Required: pay, and come back. How, only this house can tell you, in the content.",
        403: "It would be a no. This is a price.",
        429: "Your pace is fine; it is two coins that are missing.",
    },
    at_work="There is no standard way to pay. Read the content, and expect every service to do it differently.",
    source=("payments.read_fortune", "payments.pay_fortune"),
)
def two_coins(run: SceneRun) -> None:
    run.provoke("You ask for your fortune.", "GET /till/fortune")
    paid = run.resolve("You pay as the answer says, and get a receipt.", f'POST /till/coins\n{JSON}\n\n{{"coins": 2}}')
    receipt = json.loads(paid.response.content)["receipt"] if paid.response else ""
    run.resolve("With it, the leaves speak.", f"GET /till/fortune\nTeahouse-Receipt: {receipt}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="what-the-leaves-say",
    title="What the leaves say",
    task=(
        "A guest asks for their fortune and has not paid. Get the answer which says what it costs and how to pay; how "
        "a server asks for money is left open by the standard, so it is a custom of this house."
    ),
    hints=(
        "Among the pages of the till there is one that is not free.",
        "No field of yours is needed: it is what you do not send.",
        "`GET /till/fortune`.",
    ),
    near=(
        (
            lambda c: c.path == "/till/fortune" and c.status == 200,
            "You showed a receipt, and the leaves spoke. Come without one.",
        ),
        (429, "That is about your pace. Money was not asked for."),
        (lambda c: c.path == "/till/coins" and c.status == 200, "Paid before it was asked for. How generous."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /till/fortune"],
]
NEAR_MISSES: NearMisses = [
    ([f'POST /till/coins\n{JSON}\n\n{{"coins": 2}}'], "How generous"),
]
