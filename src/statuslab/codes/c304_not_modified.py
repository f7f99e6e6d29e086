"""304 Not Modified (RFC 9110 section 15.4.5): the copy that the client holds is still current."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
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


@scene(
    CODE,
    name="the-cache-asks-again",
    title="A copy that is too old to use unasked",
    situation=(
        "A page is fresh for ten seconds. A guest read it through the cache 15 seconds ago, and nothing has changed "
        "since. You read it through the cache for the first time. What do you get?"
    ),
    choices={
        200: "The cache asks the Teahouse with If-None-Match, gets a 304, and sends you its copy in full.",
        203: "203 is for a body that was changed on the way. This one was not.",
        304: "The cache gets that from the Teahouse. You have no copy, so it is of no use to you.",
        504: "The Teahouse can be reached, and it answers at once.",
    },
    at_work="A stale copy is not lost. One small 304 makes it fresh again, if the response had an ETag or a date.",
    source=("display.read_page",),
    answer=200,
    layer=Layer.GATEWAY,
)
def the_cache_asks_again(run: SceneRun) -> None:
    run.before("A guest reads the page. The cache stores it.", "GET /window/display/today", "a guest")
    run.skip(5)
    run.before("Five seconds later it is fresh: nobody asks the Teahouse.", "GET /window/display/today", "a guest")
    run.skip(10)
    run.provoke("Now it is stale. See what the cache asks, and what you get.", "GET /window/display/today")
    run.skip(5)
    run.resolve("The 304 has made it fresh again.", "GET /window/display/today")
    run.resolve(
        "Somebody changes the page.",
        "PUT /display/today\nContent-Type: text/plain\n\nToday: apple cake.\n",
        actor="the chef",
    )
    run.skip(10)
    run.resolve("It is stale, the cache asks, and this time it gets a new one.", "GET /window/display/today")


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
