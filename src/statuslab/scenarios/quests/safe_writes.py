"""Quests about saving: nobody's work is lost, and nothing is done twice."""

from __future__ import annotations

from statuslab.scenarios.judging import Case, Stage, quest
from statuslab.scenarios.predicates import at, below

CHEF_SAVES = 'PUT /teas/7\nContent-Type: application/json\n\n{"name": "Assam", "minutes": 3}'


LOST_UPDATE = quest(
    412,
    name="the-chef-was-faster",
    title="The chef was faster",
    task=(
        "You and the chef work on the same recipe, Assam, number 7. Save your change so that nothing of his is lost; "
        "the lab plays the chef, and he acts as soon as you have read."
    ),
    hints=(
        "Read, save, be refused, read again, save again. What ties the steps together is the version.",
        "Each answer to a GET names the version in `ETag`; your save names it in `If-Match`.",
        "`GET /teas/7`; `PUT /teas/7` with `If-Match:` and that tag (JSON: name and minutes); after the refusal the "
        "same two once more, with the new tag.",
    ),
    stages=(
        Stage(
            200,
            goal="Read the recipe, and note its version",
            about=at("/teas/7", "GET"),
            then=("The chef has saved the same recipe meanwhile. You do not know that yet.", CHEF_SAVES),
        ),
        Stage(
            412,
            goal="Save, and be told that it has changed",
            about=at("/teas/7", "PUT"),
            needs=(
                (
                    lambda c: c.last.response_header("ETag") in c.request_header("If-Match"),
                    "Refused, but not for the version that you read.",
                ),
            ),
            near=(
                (
                    lambda c: at("/teas/7", "PUT")(c) and c.status == 204 and not c.request_header("If-Match"),
                    "Saved over the chef, and nobody was told: say in `If-Match` which version you read.",
                ),
                (
                    lambda c: at("/teas/7", "PUT")(c) and c.status == 204,
                    "Saved: you named a version that was current. Name the one that you read at the beginning.",
                ),
                (415, "The menu takes JSON, and wants to be told so."),
                (422, "Understood and refused: `detail` names the field."),
                (400, "The content could not be read as JSON."),
            ),
        ),
        Stage(
            200,
            goal="Read again, and see what the chef did",
            about=at("/teas/7", "GET"),
            needs=(
                (
                    lambda c: c.response_header("ETag") != c.stage(1).response_header("ETag"),
                    "Still the old version: the chef has not saved yet.",
                ),
            ),
            near=((412, "The same refusal again: it will not change its mind before you have read."),),
        ),
        Stage(
            204,
            goal="Save with the version that is current",
            about=at("/teas/7", "PUT"),
            needs=(
                (
                    lambda c: c.last.response_header("ETag") in c.request_header("If-Match"),
                    "Saved, but not with the version that you read.",
                ),
            ),
            near=((412, "Somebody was faster again, or that was the old tag. Read once more."),),
        ),
    ),
)


def _token(case: Case) -> str:
    return case.response_header("Lock-Token").strip("<> ")


TWO_AT_A_LABEL = quest(
    423,
    name="two-at-one-label",
    title="Two at one label",
    task=(
        "The chef wants to rewrite a label in the cellar without anybody in between. Play both: lock it, come along as "
        "somebody else and be refused, write as the chef, give the lock back, and come along again."
    ),
    hints=(
        "Who has the token of the lock may write. Who has not, may not, until it is given back.",
        "`LOCK` brings `Lock-Token`. To write, the token goes into `If`, in brackets; to `UNLOCK`, into `Lock-Token`.",
        "`LOCK` on `/cellar/racks/west/assam.txt` with a `lockinfo`; `PUT`; `PUT` with `If: (<token>)`; `UNLOCK` with "
        "`Lock-Token: <token>`; `PUT`.",
    ),
    stages=(
        Stage(
            200,
            goal="The chef locks a label",
            about=below("/cellar/", "LOCK"),
            needs=((lambda c: bool(_token(c)), "A lock that was only renewed. Take a new one."),),
            near=(
                (423, "It is locked already. `lab.reset()` takes the lock off."),
                (
                    lambda c: c.method == "LOCK" and c.status == 201,
                    "You locked an empty place. Lock a label that is there.",
                ),
                (400, "The `lockinfo` is not in order; `detail` says where."),
            ),
        ),
        Stage(
            423,
            goal="Somebody else writes, and is refused",
            about=lambda c: c.path == c.last.path and c.writes and c.method != "LOCK",
            near=(
                (
                    lambda c: c.path == c.last.path and c.method == "PUT" and c.status == 204,
                    "Written: you showed the token. Somebody else has none.",
                ),
                (412, "A token that opens nothing is a condition that fails. Somebody else shows none."),
            ),
        ),
        Stage(
            204,
            goal="The chef writes, and may",
            about=lambda c: c.path == c.stage(1).path and c.method == "PUT",
            needs=((lambda c: _token(c.stage(1)) in c.request_header("If"), "Written, but not as the chef."),),
            near=(
                (
                    423,
                    "No token was shown. To write, it goes into `If`, in brackets; `Lock-Token` is for giving it back.",
                ),
                (412, "A token was shown, and it is another one."),
                (400, "`If` wants brackets around the token, and angle brackets around its address."),
            ),
        ),
        Stage(
            204,
            goal="The chef gives the lock back",
            about=lambda c: c.path == c.stage(1).path and c.method == "UNLOCK",
            near=(
                (400, "To give a lock back, its token stands in `Lock-Token`, in angle brackets."),
                (409, "There is no such lock on this label."),
            ),
        ),
        Stage(
            204,
            goal="Somebody else writes again, and may",
            about=lambda c: c.path == c.stage(1).path and c.method == "PUT",
            needs=((lambda c: not c.request_header("If"), "Written as the chef. Come as somebody else."),),
            near=((423, "Still locked."),),
        ),
    ),
)


DID_IT_ARRIVE = quest(
    412,
    name="did-it-arrive",
    title="Did it arrive?",
    task=(
        "Your app adds tea number 50, the line dies, and no answer comes. It repeats by itself, and must neither make "
        "a second tea nor wipe out somebody else's; play the first try, the repeat, and what a careful app does after "
        "it."
    ),
    hints=(
        "The app picks the number itself, so that a repeat means the same thing as the first try.",
        "A `PUT` that is to happen only if nothing is there yet: a condition with a star. And after it, look.",
        "`PUT /teas/50` with `If-None-Match: *` (JSON: name and minutes), the very same again, and `GET /teas/50`.",
    ),
    stages=(
        Stage(
            201,
            goal="The first try arrives (the answer gets lost)",
            about=below("/teas/", "PUT"),
            needs=(
                (
                    lambda c: c.request_header("If-None-Match").strip() == "*",
                    "Created, but without a condition: a repeat would write over whatever is there by then.",
                ),
            ),
            near=(
                (412, "Something is there already. Take a number that is free, or `lab.reset()`."),
                (
                    lambda c: c.method == "POST" and c.status == 201,
                    "The server picked the number. A repeat would make two.",
                ),
                (
                    lambda c: below("/teas/", "PUT")(c) and c.status == 204,
                    "That replaced a tea. The first try has to find the place free.",
                ),
            ),
        ),
        Stage(
            412,
            goal="The repeat is refused",
            about=lambda c: c.path == c.last.path and c.method == "PUT",
            needs=(
                (
                    lambda c: c.request_content == c.last.request_content,
                    "Refused, but that was no repeat: it has other content.",
                ),
            ),
            near=(
                (
                    lambda c: c.path == c.last.path and c.method == "PUT" and c.status == 204,
                    "Written over: the repeat has to carry the same condition.",
                ),
            ),
        ),
        Stage(
            200,
            goal="Look: it was your own first try",
            about=lambda c: c.path == c.last.path and c.method == "GET",
            needs=(
                (
                    lambda c: c.response_text.encode() == c.stage(1).request_content,
                    "Something else is stored there by now.",
                ),
            ),
            near=((412, "It will not say more. Look at what is stored."),),
        ),
    ),
)


def _keyed(case: Case) -> str:
    return case.request_header("Idempotency-Key")


ONE_ORDER = quest(
    201,
    name="one-order-not-two",
    title="One order, not two",
    task=(
        "Your app posts an order, the line dies, and nobody knows whether it arrived. It posts again, and the guest "
        "must not be served twice; show that the Teahouse can tell a repeat from a second order, and what it says when "
        "the two differ."
    ),
    hints=(
        "The server picks the number of an order, so the app has to name its wish in another way, and the same way "
        "twice.",
        "A field for that is `Idempotency-Key` (a draft still): any text of yours, a new one for each new order.",
        '`POST /orders` (JSON: `tea`, `cups`) with `Idempotency-Key: "mine-1"`, the very same again, and once more '
        "with "
        "another number of cups.",
    ),
    stages=(
        Stage(
            201,
            goal="The order is placed, under a key of yours",
            about=at("/orders", "POST"),
            needs=((lambda c: bool(_keyed(c)), "Placed, and a repeat would place a second one: name it with a key."),),
            near=(
                (422, "Understood and refused: `detail` says why."),
                (415, "Orders are JSON, and want to be told so."),
                (400, "The content could not be read as JSON."),
            ),
        ),
        Stage(
            201,
            goal="The repeat gets the same order, not a second one",
            about=at("/orders", "POST"),
            needs=(
                (lambda c: _keyed(c) == _keyed(c.last), "A second order: it came under another key, or none."),
                (
                    lambda c: c.response_header("Location") == c.last.response_header("Location"),
                    "The key was the same, and still it is a second order.",
                ),
            ),
            near=((422, "The key was used for other content. A repeat is the same to the byte."),),
        ),
        Stage(
            422,
            goal="Another order under the old key is refused",
            about=at("/orders", "POST"),
            needs=(
                (
                    lambda c: _keyed(c) == _keyed(c.stage(1)),
                    "Refused for itself. Send a good order, under the key of the first.",
                ),
                (lambda c: c.request_content != c.stage(1).request_content, "That was the first order."),
            ),
            near=(
                (
                    lambda c: at("/orders", "POST")(c) and c.status == 201,
                    "The same order again, or another key. What if the key is old and the order is new?",
                ),
            ),
        ),
    ),
)
