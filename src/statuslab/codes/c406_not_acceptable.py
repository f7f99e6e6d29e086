"""406 Not Acceptable (RFC 9110 section 15.5.7): no representation fits what the request says it accepts."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="a-gift-in-finnish",
    title="A leaflet in Finnish",
    situation=(
        "You ask for a leaflet in Finnish and nothing else: `Accept-Language: fi`. It exists in English, German and "
        "Chinese. This server would rather refuse than send a language that you cannot read. What comes back?"
    ),
    choices={
        200: "Many servers send English anyway, which is allowed. This one is strict.",
        300: "300 is a list for clients that stated no preference. You stated one.",
        406: "406 says that none of the versions is one that you accept. The body lists those that exist.",
        415: "415 complains about a body that you sent. You sent none.",
    },
    at_work=(
        "Few servers send 406, because a default language helps more people. If yours does, list the "
        "languages that exist."
    ),
    source=("leaflets.gift",),
)
def a_gift_in_finnish(run: SceneRun) -> None:
    run.provoke("You ask for Finnish, and only Finnish.", "GET /leaflets/gift\nAccept-Language: fi")
    run.resolve(
        "You accept English as a second choice. Vary tells caches that the language matters.",
        "GET /leaflets/gift\nAccept-Language: fi, en;q=0.5",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-guest-from-helsinki",
    title="A guest from Helsinki",
    task=(
        "A guest reads only Finnish and would like the gift leaflet. Ask for it without accepting any other "
        "language, and get the list of the languages there are."
    ),
    hints=(
        "Most pages here are sent in English whatever you ask for. One leaflet is stricter.",
        "The language is in `Accept-Language`, and there must be no second choice.",
        "`GET /leaflets/gift` with `Accept-Language: fi`.",
    ),
    needs=(
        (
            lambda c: any(
                c.request_header(name) for name in ("Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset")
            ),
            "A 406, but your request stated no preference.",
        ),
    ),
    near=(
        (
            lambda c: c.path.startswith("/leaflets/") and c.status == 200 and bool(c.request_header("Accept-Language")),
            "The leaflet was sent: either you accepted another language too, or this leaflet ignores your preference.",
        ),
        (300, "You got a list, because your request states no preference. Accept Finnish only."),
        (415, "415 is about a body that you send. Here you want to read something."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /leaflets/gift\nAccept-Language: fi"],
]
NEAR_MISSES: NearMisses = [
    (["GET /leaflets/gift\nAccept-Language: fi, en;q=0.5"], "accepted another language too"),
]
