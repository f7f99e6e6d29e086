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
    title="Just the recipe",
    situation="You ask the Teahouse for the recipe of tea number 7. It exists, and you may see it. What comes back?",
    choices={
        200: "The plain yes: here is what you asked for, as it is now.",
        201: "Nothing new came to exist by looking at it.",
        202: "That would mean the work is still to be done; the recipe is here already.",
        204: "There is something to say: the recipe itself.",
    },
    at_work="A 200 to GET should carry a validator (ETag). You will need it the day two people save at once.",
    source=("menu.read_tea",),
)
def just_the_recipe(run: SceneRun) -> None:
    run.provoke("You read the recipe. Note the ETag: it names this very version.", "GET /teas/7")


@scene(
    CODE,
    name="a-copy-with-an-age",
    title="A copy with an age",
    situation=(
        "The shop window shows copies that the gateway's cache keeps for a minute. Ten seconds ago somebody looked at "
        "the Assam. You look now. Which status do you get, and who answers?"
    ),
    choices={
        200: "A full answer, from the cache: Age says how old the copy is. The Teahouse was not asked.",
        203: "Nothing was transformed; a stored copy is still the origin's own answer.",
        206: "It is the whole copy.",
        304: "You hold nothing yourself that could be 'not modified'.",
    },
    at_work="Age in a response is the sign of a cache. A status alone never tells.",
    layer=Layer.GATEWAY,
)
def a_copy_with_an_age(run: SceneRun) -> None:
    run.before("Somebody looks first; the cache asks the Teahouse and keeps a copy.", "GET /window/teas/7", "a guest")
    run.wait(10)
    run.provoke("You look ten seconds later.", "GET /window/teas/7")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-recipe-to-keep",
    title="A recipe to keep",
    task=(
        "The display above the counter shows how long Assam is to be brewed. Fetch that one recipe, in a way that lets "
        "the display find out later whether it has changed."
    ),
    hints=(
        "The list of teas tells the number. The recipe itself has an address below it.",
        "What names a version is the `ETag`; a GET of a single tea brings it along.",
        "`GET /teas/N`, with the number of Assam for N.",
    ),
    needs=(
        (lambda c: c.method == "GET", "A 200, but you did not GET anything: the display has nothing to show."),
        (
            lambda c: c.path.startswith("/teas/"),
            "A 200, but not of one tea's own page. Which address has just the Assam?",
        ),
        (
            lambda c: bool(c.response_header("ETag")),
            "A 200 without a version: the display could not tell later whether it changed.",
        ),
        (lambda c: "Assam" in c.response_text, "The recipe of another tea. The display is about Assam."),
    ),
    near=(
        (404, "No such tea. `GET /teas` lists those there are."),
        (304, "You said that you hold it already. The display holds nothing yet."),
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
