"""496 SSL Certificate Required (nginx, ssl_verify_client on): the internal status for a missing client certificate."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-card-was-left-at-home",
    title="The card was left at home",
    situation=(
        "Same staff entrance, but this time no client certificate is shown at all. TLS is set up all the same and the "
        "request is sent. What comes back, at a door kept as nginx keeps it?"
    ),
    choices={
        400: "And its title says which certificate was missing; inside nginx counts it as a number of its own.",
        401: "That asks for credentials in HTTP; this door asked in the handshake.",
        421: "The name on the connection and in the request agree.",
        496: "The number nginx uses inside. The client never sees it with the usual settings.",
    },
    answer=400,
    at_work="Two different 400s at one door: read the title, or give them pages of their own with error_page.",
    layer=Layer.SERVER,
)
def the_card_was_left_at_home(run: SceneRun) -> None:
    request = "GET /teas\nHost: staff.test"
    run.provoke("No card.", request, to="tls", sni="staff.test")
    run.resolve("The same, where error_page lets the number out.", request, to="tls-pages", sni="staff.test")
    run.resolve("With a card from the house.", request, to="tls", sni="staff.test", certificate="good")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="without-a-card",
    title="Without a card",
    task=(
        "The staff entrance (`staff.test`, at the door with TLS) asks for a certificate, and you have none. Ask all "
        "the same, and find nginx's own number for it; the door is emulated, and says 400 on the wire."
    ),
    hints=(
        "The handshake succeeds even so. Only the name has to be the right one.",
        "SNI and `Host` both say `staff.test`; the address is that of `lab.tls_url`, trusted by `lab.ca_file`.",
        "In Python: `httpx2.Client(verify=context, trust_env=False).get(lab.tls_url, headers=…, extensions=…)`, with "
        '`{"Host": "staff.test"}`, `{"sni_hostname": "staff.test"}` and '
        "`context = ssl.create_default_context(cafile=lab.ca_file)`.",
    ),
    near=(
        (495, "A card was shown, and did not hold. Show none."),
        (497, "Plain words at the secure door: there was no handshake in which a card could be missing."),
        (421, "The name on the connection and the name in the request are two. Ask for staff.test in both."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test"})],
]
NEAR_MISSES: NearMisses = [
    ([("GET /teas", {"to": "tls"})], "Plain words"),
]
