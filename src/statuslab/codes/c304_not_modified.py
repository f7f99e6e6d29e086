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
        'Your page has a copy of the Assam recipe, version "v1", and asks again: `GET /teas/7` with `If-None-Match: '
        '"v1"`. Nobody has changed the recipe. What comes back?'
    ),
    choices={
        200: "A 200 would send the whole recipe again. You said that you have it.",
        204: "204 says that there is no content. There is content, and you have a copy of it.",
        304: "304 tells you to use your copy. It has a few headers and no body.",
        412: "A condition that fails is an error for PUT. For GET it means that your copy is current.",
    },
    at_work="304 saves bandwidth. Store the ETag, send it back, and load the body only once.",
    source=("menu.read_tea",),
)
def nothing_new(run: SceneRun) -> None:
    first = run.before("You read the recipe once and keep it.", "GET /teas/7")
    etag = first.response["ETag"] if first.response else ""
    run.provoke("You ask again and say which version you have.", f"GET /teas/7\nIf-None-Match: {etag}")
    run.resolve(
        "Now somebody changes the recipe.",
        'PUT /teas/7\nContent-Type: application/json\n\n{"name": "Assam", "minutes": 5}',
        actor="the chef",
    )
    run.resolve("The same request gets a full response again.", f"GET /teas/7\nIf-None-Match: {etag}")


# --- Challenge ----------------------------------------------------------------------------------------------


def _is_conditional(case: Case) -> bool:
    return bool(case.request_header("If-None-Match") or case.request_header("If-Modified-Since"))


CHALLENGE = provoke(
    CODE,
    name="a-cheaper-question",
    title="A cheaper request",
    task=(
        "Your page asks for the same recipe every minute and gets the same bytes each time. Ask in a way that lets "
        "the Teahouse answer without sending the recipe again."
    ),
    hints=(
        "Say which version you have. To know that, fetch the recipe once.",
        "Each response has an `ETag`. Send it back in `If-None-Match`. A date would work as well.",
        "`GET /teas/7` with `If-None-Match:` and the `ETag` of the response before, quotes included.",
    ),
    needs=(
        (_is_conditional, "A 304, but your request had no condition."),
        (lambda c: c.method in ("GET", "HEAD"), "A 304 answers GET and HEAD only."),
    ),
    near=(
        (
            lambda c: c.status == 412 and bool(c.request_header("If-Match")),
            'Your condition means "only if it is still this version". You need "only if it is another version".',
        ),
        (412, "For a change, a condition that fails is an error. You want to read."),
        (
            lambda c: c.status == 200 and _is_conditional(c),
            "Sent in full: the version you named is not the current one. Mind the quotes.",
        ),
        (
            lambda c: c.status == 200 and bool(c.response_header("ETag")),
            "Sent in full, because you did not say which version you have. Note the `ETag`.",
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
    (['GET /teas/7\nIf-None-Match: "v0"'], "not the current one"),
    (['GET /teas/7\nIf-Match: "v0"'], "only if it is another version"),
]
