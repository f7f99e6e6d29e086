"""406 Not Acceptable (RFC 9110 section 15.5.7): no representation fits what the request says it accepts."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="a-gift-in-finnish",
    title="A gift in Finnish",
    situation=(
        "You want to give a leaflet to a guest who reads Finnish and nothing else, and ask for it with "
        "`Accept-Language: fi`. There are English, German and Chinese versions. This house would rather say so than "
        "hand out a gift that cannot be read. What comes back?"
    ),
    choices={
        200: "Many servers would send English all the same, and may. This one is strict.",
        300: "A list to choose from, for a client that left it open. You did not.",
        406: "Not Acceptable: nothing that there is fits what you said you would take; the list follows.",
        415: "That complains of what you sent. You sent nothing, you asked for something.",
    },
    at_work="Being strict is the exception: a default helps more people. If you are, list what there is.",
    source=("leaflets.gift",),
)
def a_gift_in_finnish(run: SceneRun) -> None:
    run.provoke("You ask for Finnish, and only Finnish.", "GET /leaflets/gift\nAccept-Language: fi")
    run.resolve(
        "You allow for English as a second choice; Vary says that caches must know which.",
        "GET /leaflets/gift\nAccept-Language: fi, en;q=0.5",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-guest-from-helsinki",
    title="A guest from Helsinki",
    task=(
        "A guest reads Finnish and nothing else, and would like the gift leaflet. Ask on their behalf, without "
        "compromise, and get the list of what there is instead."
    ),
    hints=(
        "Most pages here answer in English whatever you say. One leaflet is stricter than the others.",
        "Your wish stands in `Accept-Language`, and must leave no second choice.",
        "`GET /leaflets/gift` with `Accept-Language: fi`.",
    ),
    needs=(
        (
            lambda c: any(
                c.request_header(name) for name in ("Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset")
            ),
            "A 406 without a wish of yours?",
        ),
    ),
    near=(
        (
            lambda c: c.path.startswith("/leaflets/") and c.status == 200 and bool(c.request_header("Accept-Language")),
            "Served all the same: your wish left a way out, or this leaflet does not look at it.",
        ),
        (300, "A list, because you left the choice open. Insist."),
        (415, "That is about what you send. You want to get something."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /leaflets/gift\nAccept-Language: fi"],
]
NEAR_MISSES: NearMisses = [
    (["GET /leaflets/gift\nAccept-Language: fi, en;q=0.5"], "left a way out"),
]
