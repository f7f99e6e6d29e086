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
    title="A certificate nobody trusts",
    situation=(
        "The staff site asks for a client certificate. A guest sends a self-signed one, and the TLS handshake "
        "succeeds all the same. The server is configured like nginx. Which status does the guest get?"
    ),
    choices={
        400: "nginx checks the certificate when the first request arrives. It sends a plain 400.",
        401: "401 asks for a login in HTTP. This server asks for a certificate.",
        403: "You can configure nginx to send 403, but it does not do so by default.",
        495: (
            "495 is nginx's internal number for a certificate that it could not verify. The client gets another code."
        ),
    },
    answer=400,
    at_work="The handshake succeeds on purpose, so that the server can explain the refusal in HTTP.",
    layer=Layer.SERVER,
)
def a_card_from_somewhere_else(run: SceneRun) -> None:
    request = "GET /teas\nHost: staff.test"
    run.provoke(
        "The guest sends the self-signed certificate.", request, to="tls", sni="staff.test", certificate="self-signed"
    )
    run.resolve(
        "The guest does the same on a site where error_page sends the internal number.",
        request,
        to="tls-pages",
        sni="staff.test",
        certificate="self-signed",
    )
    run.resolve(
        ("A certificate that the server trusts works."),
        request,
        to="tls",
        sni="staff.test",
        certificate="good",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-home-made-card",
    title="A self-signed certificate",
    port="tls",
    task=(
        "The staff site (`staff.test`, on the TLS port) asks for a client certificate. Send one that "
        "you signed yourself, and find nginx's own number for it. The port is emulated, and your "
        "client gets a 400."
    ),
    hints=(
        "The handshake succeeds, and the server refuses in HTTP. Your client has to name the right host.",
        (
            'You need a certificate that the server does not trust: `lab.client_certificate("self-signed")` gives a '
            "file with key and certificate."
        ),
        "`context = ssl.create_default_context(cafile=lab.ca_file)`, then `context.load_cert_chain(…)` with that file, "
        "and `httpx2.Client(verify=context, trust_env=False).get(lab.tls_url, headers=…, extensions=…)` with "
        '`{"Host": "staff.test"}` and `{"sni_hostname": "staff.test"}`.',
    ),
    near=(
        (496, "Your client sent no certificate at all. Send a self-signed one."),
        (497, "This was plain HTTP on the TLS port: there was no handshake in which to send a certificate."),
        (421, "The names in SNI and in Host differ. Use staff.test in both."),
        (
            lambda c: c.request_header("Host").startswith("staff.test") and c.status == 200,
            "The server trusts this certificate. Send a self-signed one.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test", "certificate": "self-signed"})],
]
NEAR_MISSES: NearMisses = [
    ([("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test"})], "sent no certificate at all"),
]
