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
        "You `POST` a new tea to the collection `/teas`. The server accepts it and picks a number for it. Which "
        "status says that it worked and where your tea is now?"
    ),
    choices={
        200: "Allowed, but a 200 does not say that something new exists and has a URL.",
        201: "201 means created, and its Location header names the new tea.",
        202: "202 is for work to be done later. The tea is already on the menu.",
        303: "A redirect sends you elsewhere for the result. Here the result is that the tea exists.",
    },
    at_work="After a POST, read Location. Do not build the URL yourself from the body.",
    source=("menu.add_tea",),
)
def a_new_tea(run: SceneRun) -> None:
    created = run.provoke(
        "You post the tea. Look for Location.", f"POST /teas\nContent-Type: application/json\n\n{SENCHA}"
    )
    location = created.response["Location"] if created.response else "/teas"
    run.resolve("You follow Location and get the new tea.", f"GET {location}")


@scene(
    CODE,
    name="put-it-there",
    title="The same PUT twice",
    situation=(
        "This time you choose the URL yourself: `PUT /teas/42`, which does not exist yet. Then you send exactly the "
        "same PUT again. What does the second one return?"
    ),
    choices={
        201: "Only the first PUT created something. The second PUT found the tea there.",
        204: "The second PUT replaced the tea, and the server has nothing to add. A 201 is only for something new.",
        304: "304 answers a conditional GET or HEAD, never a PUT.",
        409: "A PUT may be sent twice: the result is the same tea, so there is no conflict.",
    },
    answer=204,
    at_work=("A PUT that creates returns 201. A PUT that replaces returns 200 or 204."),
    source=("menu.put_tea",),
)
def put_it_there(run: SceneRun) -> None:
    request = f"PUT /teas/42\nContent-Type: application/json\n\n{SENCHA}"
    run.before("The first PUT finds nothing at that URL and creates the tea: 201.", request)
    run.provoke("You send the same PUT again. Nothing new is created.", request)
    run.resolve("There is one tea, not two. That is what idempotent means.", "GET /teas/42")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-tea-of-the-month",
    title="A tea of the month",
    task=(
        "A supplier sends a new tea, and it goes on the menu today. Add it, and get the server to confirm that "
        "something exists now which did not exist before."
    ),
    hints=(
        "You can POST to a collection, or PUT to a URL where nothing exists yet.",
        "`POST` to the collection lets the server pick the number. The body is JSON with `name` and `minutes`.",
        "`POST /teas` with `Content-Type: application/json`, an empty line and an object with a name and the minutes.",
    ),
    needs=(
        (
            lambda c: c.method == "PUT" or bool(c.response_header("Location")),
            "This 201 does not say where the new resource is. The 201 for a new tea does.",
        ),
        (lambda c: c.path.startswith("/teas"), "Something new exists, but it is not a tea on the menu."),
    ),
    near=(
        (
            lambda c: c.status == 204 and c.method == "PUT" and c.path.startswith("/teas/"),
            "You replaced a tea that was there. Nothing new was created.",
        ),
        (422, "The server understood the tea and refused it. `detail` names the wrong field."),
        (415, "The menu takes JSON, and Content-Type must say so."),
        (400, "The body is not valid JSON."),
        (405, "You cannot create something here with this method. `Allow` lists the methods of this URL."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /teas\n{TEA}"],
    [f"PUT /teas/50\n{TEA}"],
]
NEAR_MISSES: NearMisses = [
    ([f"PUT /teas/7\n{TEA}"], "Nothing new was created"),
]
