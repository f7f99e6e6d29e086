"""497 HTTP Request Sent to HTTPS Port (nginx, listen ssl): the internal status for plain HTTP on a TLS port."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="plain-words-at-the-secure-door",
    title="Plain HTTP on the HTTPS port",
    situation=(
        "Somebody types `http://` with the port of an HTTPS site, so plain HTTP arrives where TLS is expected. The "
        "server is configured like nginx with its default settings. Which status comes back?"
    ),
    choices={
        301: "A friendly configuration redirects to https. The default does not.",
        400: "A plain 400. The page's title says that plain HTTP was sent to the HTTPS port.",
        426: "426 offers another protocol on this connection. TLS does not start that way.",
        497: (
            "nginx's internal number for it, which the client never sees. With error_page it is often turned into a "
            "redirect."
        ),
    },
    answer=400,
    at_work="Give 497 an error_page that redirects to https, and nobody is lost because of a mistyped scheme.",
    layer=Layer.SERVER,
)
def plain_words_at_the_secure_door(run: SceneRun) -> None:
    run.provoke("Plain HTTP on the TLS port.", "GET /teas", to="tls")
    run.resolve("The same, on a site where error_page sends the internal number.", "GET /teas", to="tls-pages")
    run.resolve("With TLS.", "GET /teas\nHost: teahouse.test", to="tls", sni="teahouse.test")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-wrong-scheme",
    title="The wrong scheme",
    port="tls",
    task=(
        "A customer typed the address of the HTTPS site with the wrong scheme. Reproduce it, and find nginx's own "
        "number for it. The port is emulated, and sends 400 on the wire."
    ),
    hints=(
        "Compare `lab.tls_url` with what a person in a hurry would type.",
        "Host and port stay as they are. The scheme lacks a letter.",
        "`%%http --to` with the address of `lab.tls_url`, `http` in place of `https`, and `GET /teas`.",
    ),
    near=(
        (426, "That offers another protocol on this connection. TLS does not start that way."),
        (496, "Your client made a TLS handshake. The customer's did not."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas", {"to": "tls"})],
]
NEAR_MISSES: NearMisses = [
    ([("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test"})], "Your client made a TLS handshake"),
]
