"""201 Created (RFC 9110 section 15.3.2): a new resource exists, and the response says where."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import TEA
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)

SENCHA = '{"name": "Sencha", "minutes": 2}'


@scene(
    CODE,
    name="a-new-tea",
    title="A new tea on the menu",
    situation=(
        "You `POST` a new tea to the collection `/teas`. The server takes it in and gives it a number of its own "
        "choosing. How does it tell you that it worked, and where your tea is now?"
    ),
    choices={
        200: "Not wrong in spirit, but it hides the point: something new exists, and it has an address.",
        201: "Created, with a Location that names the new tea.",
        202: "The tea is on the menu already; nothing is left to be done later.",
        303: "That sends you elsewhere for the answer; here the answer is that the thing exists.",
    },
    at_work="After a POST, read Location; do not guess the address from the content.",
    source=("menu.add_tea",),
)
def a_new_tea(run: SceneRun) -> None:
    created = run.provoke(
        "You post the tea. Look for Location.", f"POST /teas\nContent-Type: application/json\n\n{SENCHA}"
    )
    location = created.response["Location"] if created.response else "/teas"
    run.resolve("You follow Location, and there it is.", f"GET {location}")


@scene(
    CODE,
    name="put-it-there",
    title="Put it there",
    situation=(
        "This time you choose the address yourself: `PUT /teas/42`, which does not exist yet. "
        "Afterwards you send the very same PUT again. What does the second one answer?"
    ),
    choices={
        201: "Only the first one created something; the second found it there.",
        204: "It replaced what was there, and there is nothing more to say: 200 or 204, never 201 again.",
        304: "That answers a conditional GET or HEAD; a PUT is never 'not modified'.",
        409: "PUT may be repeated: the same request twice leaves the same tea, and no conflict.",
    },
    answer=204,
    at_work="PUT that creates answers 201, PUT that replaces answers 200 or 204: the pair tells you which it was.",
    source=("menu.put_tea",),
)
def put_it_there(run: SceneRun) -> None:
    request = f"PUT /teas/42\nContent-Type: application/json\n\n{SENCHA}"
    run.before("The first PUT finds nothing at that address, and creates: 201.", request)
    run.provoke("The same PUT again. Nothing new comes to exist this time.", request)
    run.resolve("One tea, not two: that is what idempotent means.", "GET /teas/42")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-tea-of-the-month",
    title="A tea of the month",
    task=(
        "A supplier sends a new tea, and it goes on the menu today. Put it there, and have the server confirm that "
        "something exists now which was not there before."
    ),
    hints=(
        "Collections take new members, and addresses that are still free can be filled.",
        "`POST` to the collection lets the server pick the number; content is JSON with `name` and `minutes`.",
        "`POST /teas` with `Content-Type: application/json`, a blank line and an object with a name and the minutes.",
    ),
    needs=(
        (
            lambda c: c.method == "PUT" or bool(c.response_header("Location")),
            "A 201 that does not say where the new thing is. The menu does.",
        ),
        (lambda c: c.path.startswith("/teas"), "Something new exists, but it is no tea on the menu."),
    ),
    near=(
        (
            lambda c: c.status == 204 and c.method == "PUT" and c.path.startswith("/teas/"),
            "That replaced a tea that was there. Nothing new came to exist.",
        ),
        (422, "Understood and refused: `detail` names the field that will not do."),
        (415, "The menu takes JSON, and wants to be told that it is JSON."),
        (400, "The content could not be read as JSON."),
        (405, "That address takes no new members that way: see `Allow`."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /teas\n{TEA}"],
    [f"PUT /teas/50\n{TEA}"],
]
NEAR_MISSES: NearMisses = [
    ([f"PUT /teas/7\n{TEA}"], "Nothing new came to exist"),
]
