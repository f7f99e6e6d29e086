"""444 No Response (nginx, return 444): the connection is closed without a response; only the log has it."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="not-a-word",
    title="Not a word",
    situation=(
        "A scanner tries one odd path after another. The door is kept as nginx keeps it, and a rule there says: for "
        "such paths hang up, answer nothing. The scanner sees a closed connection. Which number stands in the log?"
    ),
    choices={
        403: "That would be an answer; the whole point was to give none.",
        408: "For a client that was too slow; this one was told nothing on purpose.",
        444: "nginx's own number for a connection closed without a response, because a rule said so.",
        499: "There the client hangs up first; here the server did.",
    },
    at_work="A 444 exists in nginx's log and nowhere else. A client reports an empty reply, curl its exit code 52.",
    layer=Layer.SERVER,
)
def not_a_word(run: SceneRun) -> None:
    run.provoke("The scanner asks, and hears nothing at all.", "GET /drop/wp-login.php", "the scanner", to="nginx")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="an-empty-reply",
    title="An empty reply",
    task=(
        "A scanner tries paths such as `/drop/admin`, and a rule of the door says: not a word. Be the scanner, and "
        'bring the number of that rule into the log; `lab.door("nginx")` is the address of a door kept as nginx keeps '
        "it (its numbers are emulated here)."
    ),
    hints=(
        "At the Teahouse's own door the rule does not exist. Which address are you talking to?",
        'Your client will report an empty reply or a broken connection. `"http://" + lab.door("nginx")` is where to '
        "ask.",
        'In Python: `httpx2.get("http://" + lab.door("nginx") + "/drop/admin", trust_env=False)`, which raises '
        "RemoteProtocolError, and rightly.",
    ),
    needs=((lambda c: not c.exchange.received, "Something was sent back. The rule sends nothing."),),
    near=(
        (499, "It was you who hung up. Here the server has to."),
        (
            lambda c: c.path.startswith("/drop") and c.status == 404,
            "Right path, wrong door: the Teahouse's own answers everybody.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /drop/admin", {"to": "nginx"})],
]
NEAR_MISSES: NearMisses = [
    (["GET /drop/admin"], "wrong door"),
]
