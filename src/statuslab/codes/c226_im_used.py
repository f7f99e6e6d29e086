"""226 IM Used (RFC 3229 section 10.4.1): the content is the difference to a version that the client holds."""

from __future__ import annotations

from statuslab.scenarios.client_codecs import patched
from statuslab.scenarios.judging import Case, provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions, filled, header

CODE = code_of(__name__)


@scene(
    CODE,
    name="only-what-changed",
    title="Only what changed",
    situation=(
        "Your kitchen display has a copy of a long recipe that changes by a line or two a day. It names its version "
        "and says that it can apply changes (`A-IM: diffe`). The recipe has changed. What comes back?"
    ),
    choices={
        200: "A 200 with the whole recipe is always allowed. But this server keeps old versions, so it can send less.",
        206: (
            "206 sends a piece of the current recipe. The display asked for the changes from the old "
            "version to the new one."
        ),
        226: "226 sends only the changes to the version you named, and IM says in which format.",
        304: "304 says that your copy is current. It is not: the chef has changed the recipe.",
    },
    at_work=(
        "You may never meet a 226: compression saves nearly as much and is simpler. Sync tools use the same idea."
    ),
    source=("recipes.read_blend", "deltas.diffe"),
)
def only_what_changed(run: SceneRun) -> None:
    first = run.before("The display fetches the recipe once and keeps it.", "GET /recipes/house-blend")
    etag = first.response["ETag"] if first.response else ""
    old_copy = first.response.content if first.response else b""
    run.meanwhile(
        "The chef shortens the brewing time and adds a clove.",
        "PUT /recipes/house-blend\nContent-Type: text/plain\n\n"
        + old_copy.decode().replace("Four minutes", "Three minutes").replace("a ribbon", "a ribbon\nCloves, two"),
    )
    delta = run.provoke(
        "The display names its version and asks for the changes.",
        f"GET /recipes/house-blend\nA-IM: diffe\nIf-None-Match: {etag}",
    )
    patched_copy = patched(old_copy, delta.response.content) if delta.response else b""
    whole = run.resolve(
        ("With the changes applied to the old copy, the display has exactly what a plain GET returns."),
        "GET /recipes/house-blend",
    )
    assert whole.response is None or whole.response.content == patched_copy
    etag = whole.response["ETag"] if whole.response else ""
    run.resolve(
        "You ask again with the current version, and the server has nothing to send.",
        f"GET /recipes/house-blend\nA-IM: diffe\nIf-None-Match: {etag}",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="only-the-difference",
    title="Only the difference",
    task=(
        "The kitchen display has a copy of the house blend's recipe. Somebody changes the recipe. Get the server to "
        "send the display only the difference."
    ),
    hints=(
        "You need three requests: fetch the copy, change the recipe, ask for what is new.",
        (
            "`A-IM` names the kind of difference that you can read (`diffe`). `If-None-Match` names the version that "
            "you have."
        ),
        'After a `PUT` of a changed text: `GET /recipes/house-blend` with `A-IM: diffe` and `If-None-Match: "v1"`.',
    ),
    needs=(
        (lambda c: bool(c.request_header("A-IM")), "A 226, but your request did not ask for one."),
        (lambda c: bool(c.response_header("IM")), "This 226 does not say which manipulation was used."),
    ),
    near=(
        (304, "You have the newest version, so there is no difference. Somebody has to change the recipe first."),
        (
            lambda c: c.status == 200 and bool(c.request_header("A-IM")),
            "This is the whole recipe. Either the server does not know your version or your kind of difference, or "
            "the difference would be longer.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
BLEND = "/recipes/house-blend"

SOLUTIONS: Solutions = [
    [
        f"GET {BLEND}",
        lambda seen: f"PUT {BLEND}\nContent-Type: text/plain\n\n{Case(seen[0]).response_text.replace('Four', 'Three')}",
        filled(f"GET {BLEND}\nA-IM: diffe\nIf-None-Match: {{tag}}", tag=header("ETag", 0)),
    ],
]
NEAR_MISSES: NearMisses = [
    ([f'GET {BLEND}\nA-IM: diffe\nIf-None-Match: "v1"'], "Somebody has to change"),
    ([f'GET {BLEND}\nA-IM: diffe\nIf-None-Match: "v9"'], "does not know your version"),
]
