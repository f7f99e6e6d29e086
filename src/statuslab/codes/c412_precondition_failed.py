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
    title="Two people edit one recipe",
    situation=(
        'You open the Assam recipe, change the brewing time, and save with `If-Match: "v1"`, the version you opened. '
        'Meanwhile the chef has saved a change of her own, so the server is at "v2". What comes back?'
    ),
    choices={
        200: "Without the condition, yes: your save would overwrite the chef's, and nobody would notice.",
        409: "Close, but you stated a condition, and it is false. There is a code for exactly that.",
        412: 'You said "only if it is still v1", and it is not.',
        423: "Nobody locked anything. Versions were compared, not locks.",
    },
    at_work=(
        "Do not retry a 412 unchanged. Fetch the current version, merge or ask the user, then send the new condition."
    ),
    source=("menu.put_tea", "conditions.evaluate"),
)
def two_cooks(run: SceneRun) -> None:
    first = run.before('You read the recipe: version "v1".', "GET /teas/7")
    etag = first.response["ETag"] if first.response else ""
    run.meanwhile(
        "The chef saves first.", f'PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{{"name": "Assam", "minutes": 3}}'
    )
    mine = '{"name": "Assam", "minutes": 5}'
    run.provoke("You save your change.", f"PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{mine}")
    again = run.resolve("You read again and see the chef's change. Nothing of it was lost.", "GET /teas/7")
    etag = again.response["ETag"] if again.response else ""
    run.resolve(
        ("You agree on four minutes, and save with the new version."),
        f"PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{mine[:-2]}4}}",
    )


@scene(
    CODE,
    name="a-tag-made-weak",
    title="An ETag that gzip has touched",
    situation=(
        "Your editor reads a text through the cache, with `Accept-Encoding: gzip`. The response is compressed and has "
        '`ETag: W/"v1"`. Nobody changes the text. You save it with `If-Match: W/"v1"`. What comes back?'
    ),
    choices={
        204: "It would, with a strong tag. If-Match accepts no weak one, however current it is.",
        400: "The tag is well formed, and If-Match may have it. It just never matches.",
        412: "If-Match compares strongly: a weak tag fails, even against itself.",
        428: "That is for a change without any condition. You sent one.",
    },
    at_work=(
        "A proxy that compresses must not keep the strong tag, so nginx makes it weak. Read with "
        "`Accept-Encoding: identity` what you mean to save, and check what your proxy does to ETags."
    ),
    source=("display.read_page", "display.put_page"),
)
def a_tag_made_weak(run: SceneRun) -> None:
    save = "PUT /window/display/story\nContent-Type: text/plain\nIf-Match: {tag}\n\nThere was a stove and a kettle.\n"
    first = run.before("Your editor reads the text, compressed.", "GET /window/display/story\nAccept-Encoding: gzip")
    weak = first.response["ETag"] if first.response else ""
    run.provoke("It saves, with the tag that it got.", save.format(tag=weak))
    again = run.resolve(
        "It reads again, not compressed. This tag is strong.",
        "GET /window/display/story\nAccept-Encoding: identity",
    )
    run.resolve("With that one the change is made.", save.format(tag=again.response["ETag"] if again.response else ""))


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-nightly-import",
    title="The nightly import",
    task=(
        "A nightly import writes recipes that it read hours before, and has overwritten the chef's changes twice. "
        "Send such a save the way it should be sent, so that the Teahouse refuses it because the recipe has changed "
        "since."
    ),
    hints=(
        "The server can only refuse if your save says which version it started from.",
        'You need a condition: `If-Match` with the `ETag` of an older version, or `If-None-Match: *` for "only if '
        'nothing is there yet".',
        '`PUT /teas/7` with `Content-Type: application/json`, `If-Match: "v0"`, an empty line, and a name and minutes.',
    ),
    needs=(
        (has_condition, "A 412, but your request had no condition."),
        (
            lambda c: c.writes,
            "A 412, but from a condition on a read: nothing was going to be saved, so nothing was protected.",
        ),
        (
            lambda c: "nothing here yet" not in c.response_text,
            "A 412, but from a condition on something that does not exist: there was no work to protect.",
        ),
    ),
    near=(
        (304, "On a read this condition means that you have the version already. The import writes."),
        (428, "The condition is missing altogether. This resource refuses every save without one."),
        (
            409,
            (
                "The resource's state is in the way, and your request named no version. Say which version you started "
                "from."
            ),
        ),
        (423, "A lock is in the way. No versions were compared."),
        (
            lambda c: c.status == 204 and c.method == "PUT" and has_condition(c),
            "Saved: the version you named is the current one. The import's is older.",
        ),
        (
            lambda c: c.status in (200, 201, 204) and c.method == "PUT",
            "Saved without any check. If the chef saved in the meantime, her change is lost now.",
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
