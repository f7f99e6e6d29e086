"""The stories of 3xx: the answer is elsewhere, or already yours."""

from __future__ import annotations

from statuslab.stories.scene import tells
from statuslab.stories.visit import Visit

ORDER = 'Content-Type: application/json\n\n{"tea": 7, "cups": 2}'


@tells(
    code=301,
    title="The old address",
    situation=(
        "Your script still posts orders to `/shop/orders`. The Teahouse moved that page for good, to `/orders`. "
        "What does it answer to your POST?"
    ),
    choices={
        301: "Moved for good, with the new Location; and what your client now does with the POST is up to the client.",
        303: "That says: the answer to your POST is over there, fetch it. Here the order was not taken at all.",
        404: "It would hide what the server knows well: where the page went.",
        410: "Gone says there is no new address; there is one.",
    },
    at_work="Most clients turn a POST into a GET on 301, and the order is lost. Where people post, move with 308.",
    source=("orders.old_counter",),
)
def the_old_address(visit: Visit) -> None:
    visit.provoke("You post an order to the old address.", f"POST /shop/orders\n{ORDER}")
    visit.resolve("What most clients do next: a GET. It succeeds, and your order is nowhere in it.", "GET /orders")
    visit.resolve("What you meant: the same POST at the new address, for good.", f"POST /orders\n{ORDER}")


@tells(
    code=303,
    title="See the pot, not the order",
    situation=(
        "You watch a brewing job at its monitor. The moment it is done, the monitor has nothing more to tell: the "
        "result has an address of its own. What does the monitor answer now?"
    ),
    choices={
        200: "It was that while the brewing went on; now the interesting thing lives elsewhere.",
        201: "It names what this very request created; a GET creates nothing.",
        302: "Nearly: but it says the same thing is over there for now. The pot is another thing than the job.",
        303: "See Other: a different resource answers your question. GET it.",
    },
    at_work="303 is the clean end of a POST or a job: the client GETs the result, and a refresh repeats nothing.",
    source=("brewing.watch_brew",),
)
def see_the_pot(visit: Visit) -> None:
    visit.before("You order.", 'POST /brews\nContent-Type: application/json\n\n{"tea": 7, "cups": 40}')
    visit.wait(2)
    done = visit.provoke("You ask the monitor once the two seconds are over.", "GET /brews/1")
    pot = done.response.get("Location") if done.response else None
    visit.resolve("You GET the address it gave.", f"GET {pot or '/pots/1'}")


@tells(
    code=304,
    title="Nothing new",
    situation=(
        'Your page holds a copy of the Assam recipe, version "v1", and asks again: `GET /teas/7` with '
        '`If-None-Match: "v1"`. Nobody has touched the recipe. What comes back?'
    ),
    choices={
        200: "With the whole recipe once more? You said you have it.",
        204: "There is content; you merely hold it already. 204 would say there is none.",
        304: "Not Modified: use your copy. A few fields, no content.",
        412: "For PUT a condition that fails is an error; for GET it is good news.",
    },
    at_work="304 is the cheapest 200 there is. Store the ETag, send it back, and pay for the content once.",
    source=("menu.read_tea",),
)
def nothing_new(visit: Visit) -> None:
    first = visit.before("You read the recipe once and keep it.", "GET /teas/7")
    etag = first.response["ETag"] if first.response else ""
    visit.provoke("You ask again and say which version you hold.", f"GET /teas/7\nIf-None-Match: {etag}")
    visit.resolve(
        "Now somebody changes it.",
        'PUT /teas/7\nContent-Type: application/json\n\n{"name": "Assam", "minutes": 5}',
        actor="the chef",
    )
    visit.resolve("The same question gets a full answer again.", f"GET /teas/7\nIf-None-Match: {etag}")


SCENES = (the_old_address, see_the_pot, nothing_new)
