"""200 OK (RFC 9110 section 15.3.1): the request succeeded, and the response has the result."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="just-the-recipe",
    title="One tea's recipe",
    situation=(
        "You ask the Teahouse for the recipe of tea number 7. It exists, and everybody may see it. What comes back?"
    ),
    choices={
        200: "200 says that the body is what you asked for, as it is now.",
        201: "201 is for a request that creates something. A GET creates nothing.",
        202: "202 means that the work is still to be done. The recipe is here already.",
        204: "204 has no body. Here there is something to send: the recipe.",
    },
    at_work="A 200 to a GET should carry an ETag. You need it as soon as two people edit the same thing.",
    source=("menu.read_tea",),
)
def just_the_recipe(run: SceneRun) -> None:
    run.provoke("You read the recipe. Note the ETag: it names this version.", "GET /teas/7")


@scene(
    CODE,
    name="a-copy-with-an-age",
    title="A copy from the cache",
    situation=(
        "The gateway's cache keeps the shop window page for a minute. Somebody looked at Assam ten seconds ago. You "
        "look now. Which status do you get?"
    ),
    choices={
        200: (
            "The cache sends its copy as a full 200. The Age header says how old the copy is. The cache "
            "did not ask the Teahouse."
        ),
        203: "203 is for a body that was changed on the way. A stored copy is the origin's own response.",
        206: "206 is for a part of the body. This is the whole body.",
        304: "304 is for clients that already have a copy and ask whether it changed. You sent no condition.",
    },
    at_work="An Age header shows that a cache answered. The status does not show it.",
    layer=Layer.GATEWAY,
)
def a_copy_with_an_age(run: SceneRun) -> None:
    run.before("Somebody looks first. The cache asks the Teahouse and stores a copy.", "GET /window/teas/7", "a guest")
    run.wait(10)
    run.provoke("You look ten seconds later.", "GET /window/teas/7")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-recipe-to-keep",
    title="A recipe for the display",
    task=(
        "A display above the counter shows how long to brew Assam. Fetch that one recipe, in a way that lets the "
        "display check later whether it has changed."
    ),
    hints=(
        "The list of teas shows the number. The recipe's URL begins with the list's URL.",
        "The `ETag` names the version. A GET of a single tea returns one.",
        "`GET /teas/N`, with the number of Assam for N.",
    ),
    needs=(
        (lambda c: c.method == "GET", "A 200, but not to a GET: the display has nothing to show."),
        (
            lambda c: c.path.startswith("/teas/"),
            "A 200, but not of one tea's own page. Which URL has only the Assam?",
        ),
        (
            lambda c: bool(c.response_header("ETag")),
            "A 200 without an ETag: the display could not check later whether it changed.",
        ),
        (lambda c: "Assam" in c.response_text, "This is the recipe of another tea. The display needs Assam."),
    ),
    near=(
        (404, "There is no such tea. `GET /teas` lists them all."),
        (304, "Your condition says that you have a copy. The display has none yet."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas/7"],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas"], "not of one tea's own page"),
    (["GET /teas/1"], "another tea"),
]
