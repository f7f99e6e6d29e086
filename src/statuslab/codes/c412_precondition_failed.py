"""412 Precondition Failed (RFC 9110 section 15.5.13): a condition of the request is false, so nothing was changed."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.predicates import has_condition
from statuslab.scenarios.request_texts import JSON, TEA
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions
from statuslab.scenarios.webdav_texts import LABEL

CODE = code_of(__name__)


@scene(
    CODE,
    name="two-cooks",
    title="Two people, one recipe",
    situation=(
        "You open the Assam recipe, change the brewing time, get called to the counter, come back and save with "
        '`If-Match: "v1"`. While you were away the chef saved too: the menu is at "v2". What comes back?'
    ),
    choices={
        200: "That is the accident the condition was there to prevent: the chef's work gone, and nobody told.",
        409: "Close; but you named a condition, and it is false. There is a code for exactly that.",
        412: "Precondition Failed: you said 'only if it is still v1', and it is not.",
        423: "Nobody locked anything; versions were compared, not locks.",
    },
    at_work="A 412 is not for retrying as it is. Fetch, merge or ask the person, then send the new condition.",
    source=("menu.put_tea", "conditions.evaluate"),
)
def two_cooks(run: SceneRun) -> None:
    first = run.before('You read the recipe: version "v1".', "GET /teas/7")
    etag = first.response["ETag"] if first.response else ""
    run.meanwhile(
        "The chef saves first.", f'PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{{"name": "Assam", "minutes": 3}}'
    )
    mine = '{"name": "Assam", "minutes": 5}'
    run.provoke("You save what you changed.", f"PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{mine}")
    again = run.resolve("You read again and see what the chef did. Nothing of it was lost.", "GET /teas/7")
    etag = again.response["ETag"] if again.response else ""
    run.resolve("You agree on four minutes and save.", f"PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{mine[:-2]}4}}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-nightly-import",
    title="The nightly import",
    task=(
        "A nightly import writes recipes that it read hours before, and has wiped out the chef's changes twice. Send a "
        "save the way it should be sent, so that the Teahouse refuses it because the recipe is another one by now."
    ),
    hints=(
        "The refusal has to come from something that your save says about the version it began with.",
        "A condition: `If-Match` with the `ETag` of an older version, or `If-None-Match: *` for 'only if there is none "
        "yet'.",
        '`PUT /teas/7` with `Content-Type: application/json`, `If-Match: "v0"`, a blank line, and a name and minutes.',
    ),
    needs=(
        (has_condition, "A 412 without a condition?"),
        (
            lambda c: c.writes,
            "412 it is, but from a condition on a read: nothing was to be saved, so nothing was protected.",
        ),
        (
            lambda c: "nothing here yet" not in c.response_text,
            "412 it is, but from a condition on something that does not exist: there was no work to protect.",
        ),
    ),
    near=(
        (304, "That is what a condition does to a read: you have it already. The import writes."),
        (428, "The condition is missing altogether. This resource will not even look at a save without one."),
        (409, "A state is in the way, and you named no version. Say with which version you began."),
        (423, "A lock is in the way, and nobody compared versions."),
        (
            lambda c: c.status == 204 and c.method == "PUT" and has_condition(c),
            "Saved: the version you named is the current one. The import's is older.",
        ),
        (
            lambda c: c.status in (200, 201, 204) and c.method == "PUT",
            "Saved without a question. If the chef was there meanwhile, his work is gone now.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'PUT /teas/7\nIf-Match: "v0"\n{TEA}'],
    [f"PUT /teas/7\nIf-None-Match: *\n{TEA}"],
    [f"PUT /teas/7\nIf-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT\n{TEA}"],
    ['DELETE /teas/7\nIf-Match: "v0"'],
    [f"COPY {LABEL}\nDestination: /cellar/racks/east/gyokuro.txt\nOverwrite: F"],
]
NEAR_MISSES: NearMisses = [
    (['GET /teas/7\nIf-Match: "v0"'], "from a condition on a read"),
    ([f"PUT /teas/50\nIf-Match: *\n{TEA}"], "something that does not exist"),
    (["PUT /specials/board\nContent-Type: text/plain\n\nx"], "missing altogether"),
    ([f'PUT /teas/7\nIf-Match: "v1"\n{TEA}'], "is the current one"),
]
