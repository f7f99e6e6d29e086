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
    title="No client certificate",
    situation=(
        "The staff site asks for a client certificate, and this client sends none. The TLS handshake succeeds all "
        "the same, and the request is sent. The server is configured like nginx. What comes back?"
    ),
    choices={
        400: (
            "nginx sends a 400, whose page title says that the certificate was missing. Internally it has "
            "another number for that."
        ),
        401: "401 asks for credentials in HTTP. This server asked in the handshake.",
        421: "421 is for a wrong host name. The names in SNI and in Host are the same here.",
        496: "496 is nginx's internal number. With default settings the client never sees it.",
    },
    answer=400,
    at_work=(
        "A missing certificate and a wrong one give the same 400. Read the page's title, or set a "
        "different error_page for each."
    ),
    layer=Layer.SERVER,
)
def the_card_was_left_at_home(run: SceneRun) -> None:
    request = "GET /teas\nHost: staff.test"
    run.provoke("No card.", request, to="tls", sni="staff.test")
    run.resolve(
        ("The client does the same on a site where error_page sends the internal number."),
        request,
        to="tls-pages",
        sni="staff.test",
    )
    run.resolve(
        "The client sends a certificate that the server trusts.",
        request,
        to="tls",
        sni="staff.test",
        certificate="good",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="without-a-card",
    title="Without a certificate",
    port="tls",
    task=(
        "The staff site (`staff.test`, on the TLS port) asks for a client certificate, and you have "
        "none. Send a request without one, and find nginx's own number for it. The port is emulated, "
        "and your client gets a 400."
    ),
    hints=(
        "The handshake succeeds without a certificate. Your client only has to name the right host.",
        "SNI and `Host` both say `staff.test`. Connect to `lab.tls_url`, and trust `lab.ca_file`.",
        "In Python: `httpx2.Client(verify=context, trust_env=False).get(lab.tls_url, headers=…, extensions=…)`, with "
        '`{"Host": "staff.test"}`, `{"sni_hostname": "staff.test"}` and '
        "`context = ssl.create_default_context(cafile=lab.ca_file)`.",
    ),
    near=(
        (495, "Your client sent a certificate, and the server did not trust it. Send none."),
        (497, "This was plain HTTP on the TLS port: there was no handshake in which a certificate could be missing."),
        (421, "The names in SNI and in Host differ. Use staff.test in both."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test"})],
]
NEAR_MISSES: NearMisses = [
    ([("GET /teas", {"to": "tls"})], "plain HTTP"),
]
