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
        "Your kitchen display keeps the recipe of the house blend, which the chef adjusts by a line or two every day. "
        "The line down there is slow, so the display says which version it holds and that it would gladly take just "
        "the changes, as an ed script. The recipe has changed. What comes back?"
    ),
    choices={
        200: "Always allowed, with the whole recipe; but this server keeps old versions and can do better.",
        206: "A range is a piece of the current recipe. What comes here is what makes the new one of the old.",
        226: "IM Used: not the recipe, but the changes to the version you named, and which coding they are in.",
        304: "That says your copy is still good. It is not, the chef was here.",
    },
    at_work="You may never meet a 226: compression brought most of the gain for less. The idea lives on in sync tools.",
    source=("recipes.read_blend", "deltas.diffe"),
)
def only_what_changed(run: SceneRun) -> None:
    first = run.before("The display fetches the recipe once and keeps it.", "GET /recipes/house-blend")
    etag = first.response["ETag"] if first.response else ""
    old_copy = first.response.content if first.response else b""
    run.meanwhile(
        "The chef brews it shorter, and adds a clove.",
        "PUT /recipes/house-blend\nContent-Type: text/plain\n\n"
        + old_copy.decode().replace("Four minutes", "Three minutes").replace("a ribbon", "a ribbon\nCloves, two"),
    )
    delta = run.provoke(
        "The display names its version and asks for the changes.",
        f"GET /recipes/house-blend\nA-IM: diffe\nIf-None-Match: {etag}",
    )
    patched_copy = patched(old_copy, delta.response.content) if delta.response else b""
    whole = run.resolve(
        "Applied to the old copy, the changes gave exactly what a plain GET sends in full.", "GET /recipes/house-blend"
    )
    assert whole.response is None or whole.response.content == patched_copy
    etag = whole.response["ETag"] if whole.response else ""
    run.resolve(
        "Asked again with the version it has now, there is nothing to send.",
        f"GET /recipes/house-blend\nA-IM: diffe\nIf-None-Match: {etag}",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="only-the-difference",
    title="Only the difference",
    task=(
        "The kitchen display holds a recipe of the house blend, and its line is slow. Somebody changes the recipe; "
        "have only the difference sent to the display."
    ),
    hints=(
        "Three requests: what the display has, a change by anybody, and the question for what is new.",
        "`A-IM` names the kind of difference that you can read (`diffe`), `If-None-Match` the version that you hold.",
        'After a `PUT` of a changed text: `GET /recipes/house-blend` with `A-IM: diffe` and `If-None-Match: "v1"`.',
    ),
    needs=(
        (lambda c: bool(c.request_header("A-IM")), "A 226 that nobody asked for?"),
        (lambda c: bool(c.response_header("IM")), "A 226 that does not say what was done to it."),
    ),
    near=(
        (304, "You hold the newest version, so there is no difference. Somebody has to change it first."),
        (
            lambda c: c.status == 200 and bool(c.request_header("A-IM")),
            "The whole recipe: the server does not know the version you named, or not that kind of difference, or the "
            "difference would be longer than the whole.",
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
    ([f'GET {BLEND}\nA-IM: diffe\nIf-None-Match: "v1"'], "Somebody has to change it"),
    ([f'GET {BLEND}\nA-IM: diffe\nIf-None-Match: "v9"'], "does not know the version"),
]
