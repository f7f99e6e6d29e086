"""506 Variant Also Negotiates (RFC 2295 section 8.1): the chosen variant is itself negotiated: a misconfiguration."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="autumn-or-fall",
    title="Autumn or fall",
    situation=(
        "The seasonal leaflet is negotiated: the server picks German or English for you. Last week somebody split the "
        "English one into British and American, so that it wants to negotiate in turn. You ask in English, the server "
        "picks the English version, and finds no leaflet there but a second choice. What does it answer?"
    ),
    choices={
        300: "That lists versions for you to choose from; this trouble is not yours to choose away.",
        406: "Your wish can be met: English was on offer. It was the offer that was wrong.",
        500: "Not wrong, only vague; there is a word for exactly this mistake in the setup.",
        506: "Variant Also Negotiates: what I chose for you is no end point, so I am set up wrongly.",
    },
    at_work="You may never meet it. A server can say it because it checks its own answer before sending it: copy that.",
    source=("leaflets.negotiate",),
)
def autumn_or_fall(run: SceneRun) -> None:
    run.provoke("You ask in English.", "GET /leaflets/season\nNegotiate: *\nAccept-Language: en")
    run.resolve("A version by its own address needs no negotiation.", "GET /leaflets/season.en-US")
    run.resolve(
        "The German one is an end point: chosen for you, and TCN says so.",
        "GET /leaflets/season\nNegotiate: *\nAccept-Language: de",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-split-translation",
    title="The split translation",
    task=(
        "The seasonal leaflet is negotiated by language, and last week one of its translations was split in two. Ask "
        "for it the way an English guest does, and find out whose mistake comes to light."
    ),
    hints=(
        "The server chooses a version for you, and then finds that there is nothing to send but another choice.",
        "`Accept-Language` decides. For guests who read German all is well.",
        "`GET /leaflets/season` with `Accept-Language: en`.",
    ),
    near=(
        (
            lambda c: c.path == "/leaflets/season" and c.status == 200,
            "That version is an end point, and was chosen for you. The trouble is in another language.",
        ),
        (300, "You left the choice open. Let the server choose."),
        (406, "There is nothing in that language at all."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /leaflets/season\nNegotiate: *\nAccept-Language: en"],
    ["GET /leaflets/season\nAccept-Language: en"],
]
NEAR_MISSES: NearMisses = [
    (["GET /leaflets/season\nAccept-Language: de"], "another language"),
]
