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
        "A scanner tries odd paths. A rule in the server, which is configured like nginx, says: for such paths close "
        "the connection without a response. Which status does the access log show?"
    ),
    choices={
        403: "That would be a response. The rule is not to give one.",
        408: "408 is for a client that was too slow. This one was quick, and got nothing on purpose.",
        444: "nginx's own number for a connection that was closed without a response because a rule said so.",
        499: "499 means that the client closed the connection first. Here the server did.",
    },
    at_work="444 exists only in nginx's log. The client reports an empty reply (curl: exit code 52).",
    layer=Layer.SERVER,
)
def not_a_word(run: SceneRun) -> None:
    run.provoke("The scanner asks, and gets nothing at all.", "GET /drop/wp-login.php", "the scanner", to="nginx")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="an-empty-reply",
    title="An empty reply",
    port="nginx",
    task=(
        "Scanners try paths such as `/drop/admin`, and a rule says: send nothing. Be the scanner, and get the rule's "
        'number into the log. `lab.door("nginx")` is the address of a port that behaves like nginx (its numbers are '
        "emulated here)."
    ),
    hints=(
        "The Teahouse's own port does not have this rule. Which address do you use?",
        'Your client will report an empty reply or a broken connection. Ask at `"http://" + lab.door("nginx")`.',
        'In Python: `httpx2.get("http://" + lab.door("nginx") + "/drop/admin", trust_env=False)`, which raises '
        "RemoteProtocolError. It should.",
    ),
    needs=((lambda c: not c.exchange.received, "The server sent something. The rule sends nothing."),),
    near=(
        (499, "You closed the connection. Here the server has to."),
        (
            lambda c: c.path.startswith("/drop") and c.status == 404,
            "The right path at the wrong port: the Teahouse's own port answers everybody.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /drop/admin", {"to": "nginx"})],
]
NEAR_MISSES: NearMisses = [
    (["GET /drop/admin"], "wrong port"),
]
