"""304 Not Modified (RFC 9110 section 15.4.5): the copy that the client holds is still current."""

from __future__ import annotations

from statuslab.scenarios.judging import Case, provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions, filled, header

CODE = code_of(__name__)


@scene(
    CODE,
    name="nothing-new",
    title="Nothing new",
    situation=(
        'Your page holds a copy of the Assam recipe, version "v1", and asks again: `GET /teas/7` with '
        '`If-None-Match: "v1"`. Nobody has touched the recipe. What comes back?'
    ),
    choices={
        200: "With the whole recipe once more? You said you have it.",
        204: "There is content; you merely hold it already. 204 would say there is none.",
        304: "Not Modified: use your copy. A few fields, no content.",
        412: "For PUT a condition that fails is an error; for GET it is good news.",
    },
    at_work="304 is the cheapest 200 there is. Store the ETag, send it back, and pay for the content once.",
    source=("menu.read_tea",),
)
def nothing_new(run: SceneRun) -> None:
    first = run.before("You read the recipe once and keep it.", "GET /teas/7")
    etag = first.response["ETag"] if first.response else ""
    run.provoke("You ask again and say which version you hold.", f"GET /teas/7\nIf-None-Match: {etag}")
    run.resolve(
        "Now somebody changes it.",
        'PUT /teas/7\nContent-Type: application/json\n\n{"name": "Assam", "minutes": 5}',
        actor="the chef",
    )
    run.resolve("The same question gets a full answer again.", f"GET /teas/7\nIf-None-Match: {etag}")


# --- Challenge ----------------------------------------------------------------------------------------------


def _is_conditional(case: Case) -> bool:
    return bool(case.request_header("If-None-Match") or case.request_header("If-Modified-Since"))


CHALLENGE = provoke(
    CODE,
    name="a-cheaper-question",
    title="A cheaper question",
    task=(
        "A page of yours asks for the same recipe every minute and throws away the same bytes each time. Ask in a way "
        "that lets the Teahouse answer without sending the recipe once more."
    ),
    hints=(
        "Say what you hold. For that you need to have looked at it once.",
        "Each answer brings an `ETag`; it goes back in `If-None-Match`. A date would do as well.",
        "`GET /teas/7` with `If-None-Match:` and the `ETag` of the answer before, quotes included.",
    ),
    needs=(
        (_is_conditional, "A 304 to a question without a condition?"),
        (lambda c: c.method in ("GET", "HEAD"), "A 304 answers reading only."),
    ),
    near=(
        (
            lambda c: c.status == 412 and bool(c.request_header("If-Match")),
            "That condition says 'only if it still is'. Yours should say 'only if it is another by now'.",
        ),
        (412, "For a change a condition that fails is an error. You want to read."),
        (
            lambda c: c.status == 200 and _is_conditional(c),
            "It was sent in full: what you named is not the current version. Mind the quotes.",
        ),
        (
            lambda c: c.status == 200 and bool(c.response_header("ETag")),
            "In full, for you did not say what you hold. Note the `ETag`.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas/7", filled("GET /teas/7\nIf-None-Match: {tag}", tag=header("ETag"))],
    ["GET /teas/7", filled("GET /teas/7\nIf-Modified-Since: {date}", date=header("Last-Modified"))],
    ['GET /etag/assam\nIf-None-Match: "assam"'],
]
NEAR_MISSES: NearMisses = [
    (['GET /teas/7\nIf-None-Match: "v0"'], "not the current version"),
    (['GET /teas/7\nIf-Match: "v0"'], "only if it is another by now"),
]
