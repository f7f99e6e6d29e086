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
        "You and the chef edit the same recipe, Assam, number 7. Save your change without losing hers. The lab plays "
        "the chef: she saves as soon as you have read the recipe."
    ),
    hints=(
        "Read, save, get a refusal, read again, save again. Each save needs the version that you have read.",
        "Each response to a GET names the version in `ETag`. Send it back in `If-Match` when you save.",
        (
            "`GET /teas/7`; `PUT /teas/7` with `If-Match:` and that tag (JSON: name and minutes). After "
            "the refusal, send both once more, with the new tag."
        ),
    ),
    stages=(
        Stage(
            200,
            goal="Read the recipe, and note its version",
            about=at("/teas/7", "GET"),
            then=("The chef has saved the same recipe in the meantime. You do not know that yet.", CHEF_SAVES),
        ),
        Stage(
            412,
            goal="Save, and learn that it has changed",
            about=at("/teas/7", "PUT"),
            needs=(
                (
                    lambda c: c.last.response_header("ETag") in c.request_header("If-Match"),
                    "Refused, but not because of the version that you read.",
                ),
            ),
            near=(
                (
                    lambda c: at("/teas/7", "PUT")(c) and c.status == 204 and not c.request_header("If-Match"),
                    "You overwrote the chef's change, and nobody noticed. Say in `If-Match` which version you read.",
                ),
                (
                    lambda c: at("/teas/7", "PUT")(c) and c.status == 204,
                    (
                        "Your change was saved, because you named the current version. Name the one that "
                        "you read at the beginning."
                    ),
                ),
                (415, "The menu takes JSON, and Content-Type must say so."),
                (422, "The server understood the recipe and refused it. `detail` names the wrong field."),
                (400, "The body is not valid JSON."),
            ),
        ),
        Stage(
            200,
            goal="Read again, and see the chef's change",
            about=at("/teas/7", "GET"),
            needs=(
                (
                    lambda c: c.response_header("ETag") != c.stage(1).response_header("ETag"),
                    "Still the old version: the chef has not saved yet.",
                ),
            ),
            near=((412, "The same refusal again. Nothing changes until you have read the recipe again."),),
        ),
        Stage(
            204,
            goal="Save with the current version",
            about=at("/teas/7", "PUT"),
            needs=(
                (
                    lambda c: c.last.response_header("ETag") in c.request_header("If-Match"),
                    "Your change was saved, but not with the version that you read.",
                ),
            ),
            near=((412, "Either somebody else saved before you again, or you sent the old tag. Read once more."),),
        ),
    ),
)


def _token(case: Case) -> str:
    return case.response_header("Lock-Token").strip("<> ")


TWO_AT_A_LABEL = quest(
    423,
    name="two-at-one-label",
    title="Two people and a lock",
    task=(
        "The chef wants to rewrite a file in the cellar without interruption. Play the chef and "
        "another person: lock the file, get a refusal as the other person, write as the chef, release "
        "the lock, and write as the other person."
    ),
    hints=(
        "Only a client with the lock's token may write, until the lock is released.",
        (
            "`LOCK` returns `Lock-Token`. To write, send the token in `If`, in parentheses. To `UNLOCK`, send it in "
            "`Lock-Token`."
        ),
        "`LOCK` on `/cellar/racks/west/assam.txt` with a `lockinfo`; `PUT`; `PUT` with `If: (<token>)`; `UNLOCK` "
        "with `Lock-Token: <token>`; `PUT`.",
    ),
    stages=(
        Stage(
            200,
            goal="The chef locks a file",
            about=below("/cellar/", "LOCK"),
            needs=((lambda c: bool(_token(c)), "This only renewed a lock. Take a new one."),),
            near=(
                (423, "It is locked already. `lab.reset()` removes the lock."),
                (
                    lambda c: c.method == "LOCK" and c.status == 201,
                    "You locked a URL where nothing exists. Lock a file that exists.",
                ),
                (400, "The `lockinfo` is wrong. `detail` says where."),
            ),
        ),
        Stage(
            423,
            goal="Somebody else writes, and is refused",
            about=lambda c: c.path == c.last.path and c.writes and c.method != "LOCK",
            near=(
                (
                    lambda c: c.path == c.last.path and c.method == "PUT" and c.status == 204,
                    "Your text was stored, because you sent the token. The other person has none.",
                ),
                (412, "You sent a token that is not valid. The other person sends none."),
            ),
        ),
        Stage(
            204,
            goal="The chef writes, and is allowed to",
            about=lambda c: c.path == c.stage(1).path and c.method == "PUT",
            needs=(
                (
                    lambda c: _token(c.stage(1)) in c.request_header("If"),
                    ("Your text was stored, but not as the chef."),
                ),
            ),
            near=(
                (
                    423,
                    (
                        "You sent no token. To write, send it in `If`, in parentheses. `Lock-Token` is for releasing "
                        "the lock."
                    ),
                ),
                (412, "You sent a token, but not this lock's."),
                (400, "`If` needs parentheses around the token, and angle brackets around its URI."),
            ),
        ),
        Stage(
            204,
            goal="The chef releases the lock",
            about=lambda c: c.path == c.stage(1).path and c.method == "UNLOCK",
            near=(
                (400, "To release a lock, send its token in `Lock-Token`, in angle brackets."),
                (409, "There is no such lock on this file."),
            ),
        ),
        Stage(
            204,
            goal="Somebody else writes again, and is allowed to",
            about=lambda c: c.path == c.stage(1).path and c.method == "PUT",
            needs=(
                (
                    lambda c: not c.request_header("If"),
                    ("You wrote as the chef. Write as the other person, without a token."),
                ),
            ),
            near=((423, "Still locked."),),
        ),
    ),
)


DID_IT_ARRIVE = quest(
    412,
    name="did-it-arrive",
    title="Did it arrive?",
    task=(
        "Your app adds tea number 50, the connection breaks, and no response comes. The app retries. "
        "The retry must neither create a second tea nor overwrite somebody else's. Send the first try, "
        "the retry, and what a careful app does next."
    ),
    hints=(
        "The app picks the number itself, so that the retry goes to the same URL.",
        (
            "Use a `PUT` that works only if nothing exists at the URL yet. Its condition has a star. "
            "Afterwards, read what is stored."
        ),
        "`PUT /teas/50` with `If-None-Match: *` (JSON: name and minutes), exactly the same again, and `GET /teas/50`.",
    ),
    stages=(
        Stage(
            201,
            goal="The first try arrives (its response gets lost)",
            about=below("/teas/", "PUT"),
            needs=(
                (
                    lambda c: c.request_header("If-None-Match").strip() == "*",
                    (
                        "Created, but without a condition: a retry would overwrite a tea that somebody "
                        "else has stored there."
                    ),
                ),
            ),
            near=(
                (412, "This number is taken. Use one that is free, or run `lab.reset()`."),
                (
                    lambda c: c.method == "POST" and c.status == 201,
                    "The server picked the number. A retry would create a second tea.",
                ),
                (
                    lambda c: below("/teas/", "PUT")(c) and c.status == 204,
                    "That replaced a tea. At the first try, the URL must be free.",
                ),
            ),
        ),
        Stage(
            412,
            goal="The server refuses the retry",
            about=lambda c: c.path == c.last.path and c.method == "PUT",
            needs=(
                (
                    lambda c: c.request_content == c.last.request_content,
                    "Refused, but that was not a retry: it has another body.",
                ),
            ),
            near=(
                (
                    lambda c: c.path == c.last.path and c.method == "PUT" and c.status == 204,
                    "Overwritten: the retry must have the same condition.",
                ),
            ),
        ),
        Stage(
            200,
            goal="Read what is stored: it is your own first try",
            about=lambda c: c.path == c.last.path and c.method == "GET",
            needs=(
                (
                    lambda c: c.response_text.encode() == c.stage(1).request_content,
                    "Now something else is stored there.",
                ),
            ),
            near=((412, "You get the same refusal again. Read what is stored."),),
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
        "Your app posts an order, the connection breaks, and nobody knows whether it arrived. It posts "
        "again, and the guest must not be served twice. Show that the Teahouse recognizes the retry, "
        "and what it returns when the second order is different."
    ),
    hints=(
        (
            "The server picks an order's number, so the app has to give its request a name, and send the "
            "same name both times."
        ),
        "The header for that is `Idempotency-Key` (still a draft): any text you like, a new one for each new order.",
        '`POST /orders` (JSON: `tea`, `cups`) with `Idempotency-Key: "mine-1"`, exactly the same again, and once '
        "more with another number of cups.",
    ),
    stages=(
        Stage(
            201,
            goal="The order is placed, with a key of yours",
            about=at("/orders", "POST"),
            needs=(
                (
                    lambda c: bool(_keyed(c)),
                    ("Placed, but a retry would place a second order. Name the order with a key."),
                ),
            ),
            near=(
                (422, "The server understood the order and refused it. `detail` says why."),
                (415, "Orders are JSON, and Content-Type must say so."),
                (400, "The body is not valid JSON."),
            ),
        ),
        Stage(
            201,
            goal="The retry gets the same order, not a second one",
            about=at("/orders", "POST"),
            needs=(
                (lambda c: _keyed(c) == _keyed(c.last), "You placed a second order: it had another key, or none."),
                (
                    lambda c: c.response_header("Location") == c.last.response_header("Location"),
                    "The key was the same, but this is a second order.",
                ),
            ),
            near=((422, "This key was used for another body. A retry has exactly the same body."),),
        ),
        Stage(
            422,
            goal="Another order with the old key is refused",
            about=at("/orders", "POST"),
            needs=(
                (
                    lambda c: _keyed(c) == _keyed(c.stage(1)),
                    "Refused for another reason. Send a valid order, with the key of the first.",
                ),
                (
                    lambda c: c.request_content != c.stage(1).request_content,
                    ("You sent the first order again. Change it."),
                ),
            ),
            near=(
                (
                    lambda c: at("/orders", "POST")(c) and c.status == 201,
                    "The same order again, or another key. Send another order with the old key.",
                ),
            ),
        ),
    ),
)
