"""The stories of 4xx: something about the request, and nearly always something the client can mend."""

from __future__ import annotations

from statuslab.stories.scene import tells
from statuslab.stories.visit import Visit

WAITER = "Authorization: Basic d2FpdGVyOm9vbG9uZw=="  # waiter:oolong
CHEF = "Authorization: Basic Y2hlZjphc3NhbQ=="  # chef:assam
JSON = "Content-Type: application/json"


@tells(
    code=400,
    title="Half a sentence",
    situation=(
        "A script builds its JSON by hand and forgets the closing brace. It posts the order to the Teahouse: right "
        "address, right media type, and content that breaks off in the middle. What comes back?"
    ),
    choices={
        400: "Bad Request: it says JSON and is none. Nothing about the order can even be judged.",
        415: "JSON is what the server wants; that it is broken JSON is another matter.",
        422: "For content that can be read and makes no sense; this cannot be read.",
        500: "A server that breaks on bad input says this; a careful one says whose mistake it was.",
    },
    at_work="Do not repeat a 400 as it is: the same bytes earn the same answer. Read the detail, mend, send.",
    source=("orders.place_order", "reading.json_object"),
)
def half_a_sentence(visit: Visit) -> None:
    visit.provoke("You post JSON without its end.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2')
    visit.resolve("With the brace it is an order.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2}}')


@tells(
    code=400,
    title="Not even HTTP",
    situation=(
        "A home-made client leaves out the Host field, which every HTTP/1.1 request must have. The path is right, the "
        "tea exists. Who answers, and with what?"
    ),
    choices={
        200: "A lenient server might; a conforming one must not, for it cannot know which site was meant.",
        400: "The server in front, before the Teahouse has seen a thing: without Host it is no HTTP/1.1 request.",
        404: "Nobody got as far as looking for the tea.",
        421: "That needs a Host that names the wrong place; here none was named.",
    },
    at_work="A 400 that your application's log does not know of comes from a layer in front of it. Look there.",
)
def not_even_http(visit: Visit) -> None:
    visit.provoke("A request without Host.", "GET /teas/7 HTTP/1.1\nAccept: */*\n\n", as_is=True)
    visit.resolve("One line more, and the application gets to see it.", "GET /teas/7\nAccept: */*")


@tells(
    code=401,
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
def staff_only(visit: Visit) -> None:
    visit.provoke("You ask without credentials.", "GET /staff/rota")
    visit.resolve(
        "A wrong password gets the same challenge again.",
        "GET /staff/rota\nAuthorization: Basic d2FpdGVyOmxhcHNhbmc=",
    )
    visit.resolve("The right one opens the door.", f"GET /staff/rota\n{WAITER}")


@tells(
    code=403,
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
def not_your_payslip(visit: Visit) -> None:
    visit.before("Nobody in particular asks: who are you? 401.", "GET /staff/payroll")
    visit.provoke("The waiter asks, with the right password.", f"GET /staff/payroll\n{WAITER}")
    visit.resolve("The chef asks, and may.", f"GET /staff/payroll\n{CHEF}", actor="the chef")


@tells(
    code=404,
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
def no_such_tea(visit: Visit) -> None:
    visit.provoke("You ask for a tea that is not there.", "GET /teas/99")
    visit.resolve("The list says which ones are.", "GET /teas")


@tells(
    code=404,
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
def behind_a_curtain(visit: Visit) -> None:
    visit.provoke("The waiter asks for the secret blend.", f"GET /staff/secret-blend\n{WAITER}", actor="the waiter")
    visit.resolve("The chef asks for the same page.", f"GET /staff/secret-blend\n{CHEF}", actor="the chef")


@tells(
    code=409,
    title="Already shipped",
    situation=(
        "A guest cancels order 3 in the app. You send `PATCH /orders/3` with the new status. The content is fine, no "
        "condition was sent, but the order left the house an hour ago. What comes back?"
    ),
    choices={
        400: "Nothing is wrong with the request; yesterday it would have worked.",
        409: "Conflict: fine request, wrong moment. The state of the order is in the way.",
        412: "That needs a condition in the request that turned out false; none was sent.",
        422: "The same content would be fine for another order, so the content is not the trouble.",
    },
    at_work="A good 409 says what is in the way and what you can do instead. Do that; do not retry.",
    source=("orders.change_order",),
)
def already_shipped(visit: Visit) -> None:
    visit.before("The order as it stands.", "GET /orders/3")
    visit.provoke("You try to cancel it.", f'PATCH /orders/3\n{JSON}\n\n{{"status": "cancelled"}}')
    visit.resolve("The answer named a way that is open: a return.", "POST /orders/3/return")


@tells(
    code=412,
    title="Two people, one recipe",
    situation=(
        "You open the Assam recipe, change the brewing time, get called to the counter, come back and save with "
        '`If-Match: "v1"`. While you were away the chef saved too: the menu is at "v2". What comes back?'
    ),
    choices={
        200: "That is the accident the condition was there to prevent: the chef's work gone, and nobody told.",
        409: "Close; but you named a condition, and it is false. There is a code for exactly that.",
        412: "Precondition Failed: you said 'only if it is still v1', and it is not.",
        423: "Nobody locked anything; versions were compared, not locks.",
    },
    at_work="A 412 is not for retrying as it is. Fetch, merge or ask the person, then send the new condition.",
    source=("menu.put_tea", "conditions.evaluate"),
)
def two_cooks(visit: Visit) -> None:
    first = visit.before('You read the recipe: version "v1".', "GET /teas/7")
    etag = first.response["ETag"] if first.response else ""
    visit.meanwhile(
        "The chef saves first.", f'PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{{"name": "Assam", "minutes": 3}}'
    )
    mine = '{"name": "Assam", "minutes": 5}'
    visit.provoke("You save what you changed.", f"PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{mine}")
    again = visit.resolve("You read again and see what the chef did. Nothing of it was lost.", "GET /teas/7")
    etag = again.response["ETag"] if again.response else ""
    visit.resolve("You agree on four minutes and save.", f"PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{mine[:-2]}4}}")


@tells(
    code=429,
    title="One more sample",
    situation=(
        "The till hands out free samples: three at once, then one every two seconds. You have had your three, and ask "
        "for a fourth right away. What comes back?"
    ),
    choices={
        402: "Samples are free; it is your pace, not your purse.",
        403: "Waiting would not help against a 403; here it is all it takes.",
        429: "Too Many Requests: you, too fast. Retry-After says how long to wait.",
        503: "The till is fine and serves everyone else; it is only you it slows down.",
    },
    at_work="Honor Retry-After; where there is none, back off, longer each time, with some chance mixed in.",
    source=("till.take_sample",),
)
def one_more_sample(visit: Visit) -> None:
    for says in ("A first sample.", "A second.", "A third: the tray is empty."):
        visit.before(says, "GET /till/sample")
    refused = visit.provoke("And a fourth, at once.", "GET /till/sample")
    seconds = refused.response.get("Retry-After") if refused.response else None
    visit.wait(float(seconds or 2))
    visit.resolve("After the wait it was told to keep.", "GET /till/sample")


SCENES = (
    half_a_sentence,
    not_even_http,
    staff_only,
    not_your_payslip,
    no_such_tea,
    behind_a_curtain,
    already_shipped,
    two_cooks,
    one_more_sample,
)
