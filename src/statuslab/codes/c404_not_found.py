"""404 Not Found (RFC 9110 section 15.5.5): there is no such resource, or the server does not admit that there is."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import CHEF, CHEF_TOKEN, WAITER, WAITER_TOKEN
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="no-such-tea",
    title="No such tea",
    situation="You ask for tea number 99. There are seven teas, and there never was a number 99. What comes back?",
    choices={
        204: "204 would say that the tea exists, with nothing to send about it.",
        400: "400 is for a bad request. This one is well formed, but there is nothing at this URL.",
        404: "404 says that there is nothing at this URL now. It does not say whether there ever was or will be.",
        410: "410 is for a page that existed and was removed permanently. There never was a tea number 99.",
    },
    at_work=(
        "A 404 does not say whether the page will exist tomorrow. If you have removed a page permanently, send 410."
    ),
    source=("menu.read_tea",),
)
def no_such_tea(run: SceneRun) -> None:
    run.provoke("You ask for a tea that does not exist.", "GET /teas/99")
    run.resolve("The list shows which teas exist.", "GET /teas")


@scene(
    CODE,
    name="behind-a-curtain",
    title="A page that must stay secret",
    situation=(
        "The waiter, properly logged in, asks for the page of a secret blend. Only the chef may know that this page "
        "exists at all. What does the waiter get?"
    ),
    choices={
        401: "A 401 would ask for a login, and so tell the waiter that there is a page.",
        403: "A 403 is an honest refusal, but it tells the waiter that the page exists.",
        404: "The waiter gets the same 404 as for a page that never existed.",
        451: "451 is for a legal demand. There is none here.",
    },
    at_work=(
        "A 403 admits that a page exists, a 404 does not. If you hide a page, send 404 to everybody "
        "who may not know of it."
    ),
    source=("staff.secret_blend",),
)
def behind_a_curtain(run: SceneRun) -> None:
    run.provoke("The waiter asks for the secret blend.", f"GET /staff/secret-blend\n{WAITER}", actor="the waiter")
    run.resolve("The chef asks for the same page.", f"GET /staff/secret-blend\n{CHEF}", actor="the chef")


@scene(
    CODE,
    name="somebody-elses-shift",
    title="The next number in the URL",
    situation=(
        "The waiter's app reads the waiter's shift number 2, with a valid token. Then it asks for number 3, "
        "which is the chef's. The server does not tell anybody which other shifts exist. What comes back?"
    ),
    choices={
        401: "The token is valid, and for number 2 it is enough.",
        403: "That would say that a shift number 3 exists, and that it is somebody else's.",
        404: "It is the same response as for a number that does not exist. So counting upwards reveals nothing.",
        410: "That would say that the shift existed once, and would be wrong as well.",
    },
    at_work=(
        "For each number in a URL, check on the server that it belongs to the caller. A valid token says who "
        "is asking, and not that the thing is theirs."
    ),
    source=("tokens.read_shift",),
)
def somebody_elses_shift(run: SceneRun) -> None:
    run.before("The waiter's own shift.", f"GET /staff/api/shifts/2\n{WAITER_TOKEN}", actor="the waiter")
    run.provoke("The next number is the chef's.", f"GET /staff/api/shifts/3\n{WAITER_TOKEN}", actor="the waiter")
    run.resolve("A number that nobody has.", f"GET /staff/api/shifts/99\n{WAITER_TOKEN}", actor="the waiter")
    run.resolve("The chef asks for number 3.", f"GET /staff/api/shifts/3\n{CHEF_TOKEN}", actor="the chef")


@scene(
    CODE,
    name="a-tea-that-came-later",
    title="The new tea that nobody finds",
    situation=(
        "A guest asks for `/window/teas/8` too early: there is no tea 8 yet, and the response has no Cache-Control. "
        "Then the chef adds it. You ask the cache for the same URL half a minute later. What comes back?"
    ),
    choices={
        200: "The Teahouse would send it. The cache has an answer already, and does not ask.",
        304: "You sent no condition.",
        404: "A 404 may be stored even if it does not say so. This cache keeps one for two minutes.",
        410: "410 would say that the tea was there and was removed.",
    },
    at_work=(
        "Publish first, link then. For a 404 that may soon change, send `Cache-Control: no-store`, or a short max-age."
    ),
    layer=Layer.GATEWAY,
    source=("menu.find_tea", "menu.put_tea"),
)
def a_tea_that_came_later(run: SceneRun) -> None:
    run.before("A guest follows a link too early.", "GET /window/teas/8", "a guest")
    run.meanwhile(
        "The chef adds tea 8, at the Teahouse itself.",
        'PUT /teas/8\nContent-Type: application/json\n\n{"name": "Sencha", "minutes": 2}',
    )
    run.skip(30)
    run.provoke("You ask the cache for it.", "GET /window/teas/8")
    run.resolve(
        "A reload with Shift sends no-cache, and the cache has to ask.", "GET /window/teas/8\nCache-Control: no-cache"
    )
    run.resolve("That has replaced the stored 404, for everybody.", "GET /window/teas/8", "a guest")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="behind-the-curtain",
    title="The secret page",
    task=(
        "Below `/staff/` there is a page about a secret blend. Log in as the waiter (`waiter`, "
        "password `oolong`), and show that the response is the same as for a page that does not exist."
    ),
    hints=(
        "Other staff pages refuse the waiter openly. This one pretends not to exist.",
        "Use the same credentials as for the rota. The page's name says what it is about, with a hyphen.",
        "`GET /staff/secret-blend` with `Authorization: Basic d2FpdGVyOm9vbG9uZw==`.",
    ),
    needs=(
        (
            lambda c: c.path.startswith("/staff/secret"),
            "This page does not exist, and never did. The task wants a page that exists and is hidden.",
        ),
        (
            lambda c: c.path == "/staff/secret-blend",
            "There is no page of that name, but you are close.",
        ),
        (
            lambda c: bool(c.request_header("Authorization")),
            "The right page. Now ask as the waiter: does logging in help?",
        ),
    ),
    near=(
        (403, "That page admits that it exists. The secret one does not."),
        (401, "The server asked who you are, so it admits that there is a page. The secret page does not even ask."),
        (410, "A 410 admits that the page existed once. The secret page does not."),
        (lambda c: c.path == "/staff/secret-blend" and c.status == 200, "The chef may see it. Log in as the waiter."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"GET /staff/secret-blend\n{WAITER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/99"], "does not exist, and never did"),
    (["GET /staff/secret-blend"], "does logging in help?"),
]
FIRST_SCENE_IS_A_SOLUTION = False  # it asks for a tea that never was, the challenge for a page that hides
