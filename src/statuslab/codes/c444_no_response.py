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
        "A scanner tries paths that no visitor uses. The server is configured like nginx. For such "
        "paths, one of its rules closes the connection without a response. Which status does the "
        "access log show?"
    ),
    choices={
        403: "403 would be a response, and the server sends none.",
        408: "408 is for a client that was too slow. This one was quick.",
        444: "444 is nginx's own number for a connection that a rule closed without a response.",
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
        "Scanners try paths such as `/drop/admin`, and a rule of the server sends them nothing. Send "
        'such a request, so that the rule\'s number appears in the log. `lab.door("nginx")` is the '
        "host and port of a server that behaves like nginx (its numbers are emulated here)."
    ),
    hints=(
        "The Teahouse's own port does not have this rule. Use another port.",
        (
            'Your client will report an empty reply or a broken connection. Send the request to `"http://" '
            '+ lab.door("nginx")`.'
        ),
        (
            'In Python: `httpx2.get("http://" + lab.door("nginx") + "/drop/admin", trust_env=False)`. It '
            "raises RemoteProtocolError, which is right here."
        ),
    ),
    needs=((lambda c: not c.exchange.received, "The server sent something. The rule sends nothing."),),
    near=(
        (499, "You closed the connection. Here the server has to."),
        (
            lambda c: c.path.startswith("/drop") and c.status == 404,
            "You sent the right path to the wrong port: the Teahouse's own port answers every request.",
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
