"""The stories of 4xx, part two: who may see what, and what is gone."""

from __future__ import annotations

import json

from statuslab.scenarios.scene import SceneRun, scene

WAITER = "Authorization: Basic d2FpdGVyOm9vbG9uZw=="  # waiter:oolong
CHEF = "Authorization: Basic Y2hlZjphc3NhbQ=="  # chef:assam
JSON = "Content-Type: application/json"


@scene(
    401,
    name="staff-only",
    title="Staff only",
    situation="You open the staff rota without having said who you are. What comes back?",
    choices={
        401: "Prove who you are first; the challenge in WWW-Authenticate says how.",
        403: "That would mean: we know who you are, and the answer is no.",
        404: "The server makes no secret of the rota; it only wants to know who asks.",
        407: "The same question, but asked by a proxy on the way, not by the Teahouse.",
    },
    at_work="A 401 without WWW-Authenticate is broken: it says 'prove it' and not how.",
    source=("staff.read_rota",),
)
def staff_only(run: SceneRun) -> None:
    run.provoke("You ask without credentials.", "GET /staff/rota")
    run.resolve(
        "A wrong password gets the same challenge again.",
        "GET /staff/rota\nAuthorization: Basic d2FpdGVyOmxhcHNhbmc=",
    )
    run.resolve("The right one opens the door.", f"GET /staff/rota\n{WAITER}")


@scene(
    403,
    name="not-your-payslip",
    title="Not your payslip",
    situation=(
        "You are logged in as the waiter; your password is right. You open the payroll, which only the chef may see. "
        "What comes back?"
    ),
    choices={
        401: "The server knows exactly who you are; proving it once more changes nothing.",
        403: "Forbidden: understood, recognized, refused. Somebody else's credentials might do.",
        404: "A server may hide a page this way; the Teahouse hides its secret blend so, not its payroll.",
        409: "No state is in the way, only your role.",
    },
    at_work="401: log in. 403: logging in as you will not help; ask for the right, or for somebody who has it.",
    source=("staff.read_payroll",),
)
def not_your_payslip(run: SceneRun) -> None:
    run.before("Nobody in particular asks: who are you? 401.", "GET /staff/payroll")
    run.provoke("The waiter asks, with the right password.", f"GET /staff/payroll\n{WAITER}")
    run.resolve("The chef asks, and may.", f"GET /staff/payroll\n{CHEF}", actor="the chef")


@scene(
    404,
    name="no-such-tea",
    title="No such tea",
    situation="You ask for tea number 99. There are seven teas, and there never was a number 99. What comes back?",
    choices={
        204: "It would say: there is such a tea, and nothing to tell about it.",
        400: "The request is well formed; there is simply nothing there.",
        404: "Not Found: nothing here, and no word on whether there ever was or will be.",
        410: "Only for what was there once and was taken away for good; the server knows of no such past.",
    },
    at_work="A 404 says nothing of tomorrow. If you know that a thing is gone for good, say 410.",
    source=("menu.read_tea",),
)
def no_such_tea(run: SceneRun) -> None:
    run.provoke("You ask for a tea that is not there.", "GET /teas/99")
    run.resolve("The list says which ones are.", "GET /teas")


@scene(
    404,
    name="behind-a-curtain",
    title="Behind a curtain",
    situation=(
        "There is a secret blend. The waiter, properly logged in, asks for its page. The Teahouse wants nobody but the "
        "chef even to know that the page exists. What does the waiter get?"
    ),
    choices={
        401: "A challenge would give away that there is something to log in for.",
        403: "An honest refusal, and with it the secret: so there is such a page.",
        404: "Not Found: the same answer as for a page that was never there.",
        451: "No law is involved, only a chef's pride.",
    },
    at_work="403 admits that something is there, 404 does not. Choose on purpose, and answer every stranger alike.",
    source=("staff.secret_blend",),
)
def behind_a_curtain(run: SceneRun) -> None:
    run.provoke("The waiter asks for the secret blend.", f"GET /staff/secret-blend\n{WAITER}", actor="the waiter")
    run.resolve("The chef asks for the same page.", f"GET /staff/secret-blend\n{CHEF}", actor="the chef")


@scene(
    402,
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


@scene(
    410,
    name="retired-in-style",
    title="Retired in style",
    situation=(
        "Blogs still link to the Earl Grey of 1999, at `/teas/earl-grey-1999`. It was taken off the menu for good, and "
        "the house kept a note of it. A search engine comes by and asks for the page. Which answer makes it stop "
        "coming?"
    ),
    choices={
        204: "It would say: here it is, and there is nothing in it.",
        301: "There is no new address, and a link to another tea would be a lie.",
        404: "It leaves open whether the tea comes back, so the search engine comes back too.",
        410: "Gone: it was here, it is no more, and that is likely to stay so. Remove your links.",
    },
    at_work="A 410 needs a memory: keep a note of what you retire. Without one, all that is left to say is 404.",
    source=("menu.tea_number",),
)
def retired_in_style(run: SceneRun) -> None:
    run.before("A tea that never was: the server knows nothing of it.", "GET /teas/99", actor="the search engine")
    run.provoke("The tea that was.", "GET /teas/earl-grey-1999", actor="the search engine")
    run.resolve("What there is instead.", "GET /teas", actor="the search engine")


@scene(
    451,
    name="the-banned-blend",
    title="The banned blend",
    situation=(
        "The Office of Leaf Safety has ordered the Teahouse to take a blend with wormwood off the net. The house "
        "thinks the order wrong, and obeys. It does not want to pretend that the page never was: guests are to see "
        "that a law, and not the house, keeps it from them. What does it answer?"
    ),
    choices={
        403: "It would look as if the house did not want to. It must not.",
        404: "Convenient, and it hides who made the page disappear.",
        410: "It would say that the house has taken it away for good. It hopes otherwise.",
        451: "Unavailable For Legal Reasons: with who demands it, and in Link who blocks it.",
    },
    at_work="Only for legal demands, not for licenses or taste. Say who demands it, of whom, and under which law.",
    source=("menu.tea_number",),
)
def the_banned_blend(run: SceneRun) -> None:
    run.provoke("You ask for the blend.", "GET /teas/banned-blend")
    run.resolve("There is nothing a client could mend. Everything else is served as ever.", "GET /teas/7")


SCENES = (
    staff_only,
    not_your_payslip,
    no_such_tea,
    behind_a_curtain,
    two_coins,
    retired_in_style,
    the_banned_blend,
)
