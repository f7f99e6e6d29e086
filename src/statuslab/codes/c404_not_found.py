"""404 Not Found (RFC 9110 section 15.5.5): there is no such resource, or the server does not admit that there is."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import CHEF, WAITER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
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
    CODE,
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


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="behind-the-curtain",
    title="Behind the curtain",
    task=(
        "It is said that the staff rooms hold a secret blend. Come as the waiter (`waiter`, password `oolong`), "
        "properly logged in, and show that its page answers like one that never was."
    ),
    hints=(
        "Other staff pages refuse the waiter openly. This one does not give itself away.",
        "The same credentials as for the rota. A page's name is often just what it is about, with a dash.",
        "`GET /staff/secret-blend` with `Authorization: Basic d2FpdGVyOm9vbG9uZw==`.",
    ),
    needs=(
        (
            lambda c: c.path.startswith("/staff/secret"),
            "Nothing there, and indeed there never was. The task wants a page that exists and says otherwise.",
        ),
        (
            lambda c: c.path == "/staff/secret-blend",
            "A page of that name never was. Nearly, though.",
        ),
        (
            lambda c: bool(c.request_header("Authorization")),
            "The right page. Come as the waiter: does being known help?",
        ),
    ),
    near=(
        (403, "That page admits that it exists. The secret one does not."),
        (401, "You were asked who you are, so there is something. The secret page does not even ask."),
        (410, "Gone is what was once there, and says so."),
        (lambda c: c.path == "/staff/secret-blend" and c.status == 200, "The chef may see it. Come as the waiter."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"GET /staff/secret-blend\n{WAITER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/99"], "there never was"),
    (["GET /staff/secret-blend"], "does being known help"),
]
FIRST_SCENE_IS_A_SOLUTION = False  # it asks for a tea that never was, the challenge for a page that hides
