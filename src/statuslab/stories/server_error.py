"""The stories of 5xx: the request was fine, the house was not."""

from __future__ import annotations

from statuslab.stories.scene import tells
from statuslab.stories.visit import Visit


@tells(
    code=500,
    title="Divided by nobody",
    situation=(
        "The page of today's special works out the price per cup. Today no cup is left, and nobody thought of that: "
        "the handler divides by zero. What do you, the guest, get to see?"
    ),
    choices={
        400: "You asked for a page in perfect form; the mistake is not yours.",
        500: "Internal Server Error: something broke inside, and more than that is not for you to know.",
        502: "Only one who asks another server on your behalf says this; the Teahouse failed by itself.",
        503: "That is a pause, with an end in sight; this bug will wait for you tomorrow.",
    },
    at_work="Repeating a 500 rarely helps, and a POST may have half happened. The cure is in the server's log.",
    source=("counter.todays_special",),
)
def divided_by_nobody(visit: Visit) -> None:
    visit.provoke("You open today's special.", "GET /specials/today")


@tells(
    code=502,
    title="The kitchen mumbles",
    situation=(
        "Deliveries go through a gateway to the kitchen behind the house. Tonight the kitchen answers the gateway "
        "at once, with something that is not HTTP at all. What does the gateway tell you?"
    ),
    choices={
        200: "There is nothing it could hand on.",
        500: "The gateway itself is well; it is the one behind it that is not.",
        502: "Bad Gateway: I asked on your behalf, and what I got back was no proper answer.",
        504: "That is for silence. This answer came in time, only it was rubbish.",
    },
    at_work="A 502 is written by the messenger. Look at what stands behind it: refused, cut off, or not HTTP.",
)
def the_kitchen_mumbles(visit: Visit) -> None:
    visit.provoke("You ask for soup. See what the gateway heard.", "GET /delivery/soup")
    visit.resolve("Another way to the same code: the kitchen hangs up in mid-sentence.", "GET /delivery/cake")
    visit.resolve("And a third: nobody opens the door at all.", "GET /delivery-east/menu")


@tells(
    code=503,
    title="The kettle is resting",
    situation=(
        "Somebody descales the kettle, which takes two seconds. You ask for hot water in the middle of it. "
        "The kettle knows what is going on and when it will be over. What comes back?"
    ),
    choices={
        429: "You are not too fast; nobody gets water just now.",
        500: "Nothing is broken: this pause is planned, and the server knows its end.",
        503: "Service Unavailable, for now; Retry-After says until when.",
        504: "The kettle itself is answering; there is no one behind it who is late.",
    },
    at_work="A 503 with Retry-After is a promise that clients can keep. Send it when you go down on purpose.",
    source=("brewing.read_kettle",),
)
def the_kettle_is_resting(visit: Visit) -> None:
    visit.meanwhile("The kettle is being descaled.", "POST /kettle/descale")
    refused = visit.provoke("You ask for hot water.", "GET /kettle")
    seconds = refused.response.get("Retry-After") if refused.response else None
    visit.wait(float(seconds or 2))
    visit.resolve("You come back when you were told to.", "GET /kettle")


@tells(
    code=504,
    title="The kitchen dawdles",
    situation=(
        "You order the roast. The gateway passes it on and waits one second, which is all the patience it has. "
        "The kitchen needs three. What does the gateway tell you?"
    ),
    choices={
        202: "The gateway promises nothing on the kitchen's behalf.",
        408: "That complains of a slow client. You were quick; it is the kitchen that is slow.",
        502: "For a bad answer or a failed connection. Here there was simply no answer yet.",
        504: "Gateway Timeout: I asked, I waited, nothing came in time.",
    },
    at_work="After a 504 the work may still have been done. Repeat only what may happen twice.",
)
def the_kitchen_dawdles(visit: Visit) -> None:
    visit.provoke("You order the roast and watch the gateway lose its patience.", "GET /delivery/roast")
    visit.resolve("The menu is quick: same gateway, same kitchen.", "GET /delivery/menu")


SCENES = (divided_by_nobody, the_kitchen_mumbles, the_kettle_is_resting, the_kitchen_dawdles)
