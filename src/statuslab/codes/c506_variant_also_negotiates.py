"""506 Variant Also Negotiates (RFC 2295 section 8.1): the chosen variant is itself negotiated: a misconfiguration."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="autumn-or-fall",
    title="A choice that leads to a choice",
    situation=(
        "A leaflet exists in German and English, and the server picks one by Accept-Language. By mistake the English "
        "version is itself a list to choose from (British or American). You ask in English. What comes back?"
    ),
    choices={
        300: "300 lists versions for you to choose from. This is a mistake that you cannot fix by choosing.",
        406: "Your preference can be met: there is an English version. That version is the problem.",
        500: "500 is not wrong, only vague. There is a code for exactly this mistake in the configuration.",
        506: "506 says that the version which the server picked is itself a list, so its configuration is wrong.",
    },
    at_work=(
        "You may never meet a 506. The server can send it only because it checks the version that it "
        "picked. Your own server can make such checks, too."
    ),
    source=("leaflets.negotiate",),
)
def autumn_or_fall(run: SceneRun) -> None:
    run.provoke("You ask in English.", "GET /leaflets/season\nNegotiate: *\nAccept-Language: en")
    run.resolve("A version at its own URL needs no negotiation.", "GET /leaflets/season.en-US")
    run.resolve(
        "The German version is fine: it was picked for you, and TCN says so.",
        "GET /leaflets/season\nNegotiate: *\nAccept-Language: de",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-split-translation",
    title="The split translation",
    task=(
        "The server picks the seasonal leaflet by language, and one translation was split in two by mistake. Ask for "
        "it as an English guest does, and find out whose mistake it is."
    ),
    hints=(
        "The server picks a version for you, and finds that this version is itself a choice.",
        "`Accept-Language` decides. For guests who read German everything works.",
        "`GET /leaflets/season` with `Accept-Language: en`.",
    ),
    near=(
        (
            lambda c: c.path == "/leaflets/season" and c.status == 200,
            "The server picked a version, and that version is fine. The problem is in another language.",
        ),
        (300, "You got a list, because your request states no language. State one, so that the server picks."),
        (406, "There is no leaflet in that language."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /leaflets/season\nNegotiate: *\nAccept-Language: en"],
    ["GET /leaflets/season\nAccept-Language: en"],
]
NEAR_MISSES: NearMisses = [
    (["GET /leaflets/season\nAccept-Language: de"], "in another language"),
]
