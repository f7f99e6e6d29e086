"""495 SSL Certificate Error (nginx, ssl_verify_client): the internal status for an invalid client certificate."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="a-card-from-somewhere-else",
    title="A card from somewhere else",
    situation=(
        "The staff entrance asks for a client certificate. A guest shows a home-made one. The "
        "handshake, surprisingly, succeeds. Which status does the guest then get, at a door kept as nginx keeps it?"
    ),
    choices={
        400: "The certificate is judged when the first request arrives, and what goes out is a plain 400.",
        401: "No challenge is made; HTTP's own ways to log in are not used here.",
        403: "It would be the natural word, and a team may configure it; by default nginx says something else.",
        495: "nginx's inner number for a certificate that does not verify; it is turned into another one.",
    },
    answer=400,
    at_work="The handshake succeeds on purpose, so that there is HTTP in which to say no.",
    layer=Layer.SERVER,
)
def a_card_from_somewhere_else(run: SceneRun) -> None:
    request = "GET /teas\nHost: staff.test"
    run.provoke("The home-made card.", request, to="tls", sni="staff.test", certificate="self-signed")
    run.resolve(
        "The same, where error_page lets the number out.",
        request,
        to="tls-pages",
        sni="staff.test",
        certificate="self-signed",
    )
    run.resolve("A card from the house opens the door.", request, to="tls", sni="staff.test", certificate="good")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-home-made-card",
    title="A home-made card",
    task=(
        "The staff entrance (`staff.test`, at the door with TLS) asks for a certificate. Show one that you signed "
        "yourself, and find nginx's own number for it; the door is emulated, and says 400 on the wire."
    ),
    hints=(
        "The handshake will succeed, and the refusal comes in HTTP. Your client has to ask for the right name.",
        'A certificate nobody knows: `lab.client_certificate("self-signed")` gives a file with key and certificate.',
        "`context = ssl.create_default_context(cafile=lab.ca_file)`, then `context.load_cert_chain(…)` with that file, "
        "and `httpx2.Client(verify=context, trust_env=False).get(lab.tls_url, headers=…, extensions=…)` with "
        '`{"Host": "staff.test"}` and `{"sni_hostname": "staff.test"}`.',
    ),
    near=(
        (496, "No card was shown at all. Show one, of your own making."),
        (497, "Plain words at the secure door: there was no handshake in which to show a card."),
        (421, "The name on the connection and the name in the request are two. Ask for staff.test in both."),
        (
            lambda c: c.request_header("Host").startswith("staff.test") and c.status == 200,
            "A card from the house, and the door is open. Show one of your own making.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test", "certificate": "self-signed"})],
]
NEAR_MISSES: NearMisses = [
    ([("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test"})], "No card was shown"),
]
