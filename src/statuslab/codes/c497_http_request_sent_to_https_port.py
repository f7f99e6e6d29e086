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
        301: "A server can be configured to redirect to https. By default nginx does not.",
        400: "nginx sends a plain 400. The page's title says that plain HTTP was sent to the HTTPS port.",
        426: "426 offers another protocol on this connection. TLS does not start that way.",
        497: (
            "497 is nginx's internal number, which the client never sees. Many sites turn it into a "
            "redirect with error_page."
        ),
    },
    answer=400,
    at_work=(
        "Give 497 an error_page that redirects to https. Then people who type the wrong scheme still reach the site."
    ),
    layer=Layer.SERVER,
)
def plain_words_at_the_secure_door(run: SceneRun) -> None:
    run.provoke("You send plain HTTP to the TLS port.", "GET /teas", to="tls")
    run.resolve("You do the same on a site where error_page sends the internal number.", "GET /teas", to="tls-pages")
    run.resolve("With TLS.", "GET /teas\nHost: teahouse.test", to="tls", sni="teahouse.test")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-wrong-scheme",
    title="The wrong scheme",
    port="tls",
    task=(
        "A customer typed the URL of the HTTPS site with the wrong scheme. Reproduce the error, and "
        "find nginx's own number for it. The port is emulated, and your client gets a 400."
    ),
    hints=(
        "Look at `lab.tls_url`. Which part of it may somebody type wrong?",
        "Do not change the host and the port. The scheme lacks a letter.",
        "`%%http --to` with `lab.tls_url`, but `http` in place of `https`, and `GET /teas`.",
    ),
    near=(
        (426, "That offers another protocol on this connection. TLS does not start that way. Use the TLS port."),
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
