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
    title="Plain words at the secure door",
    situation=(
        "Somebody types http:// and the port of the secure door. The server hears plain HTTP where a handshake should "
        "begin, and tells from the very first byte. What does it answer, in plain, as nginx does?"
    ),
    choices={
        301: "A kind configuration sends people to https; by default nothing so kind happens.",
        400: "A plain 400 whose title says that plain HTTP came to the HTTPS port.",
        426: "That offers another protocol on this connection; TLS is not reached that way.",
        497: "nginx's own number for it, kept inside; with error_page it is often turned into a redirect.",
    },
    answer=400,
    at_work="Give that inner 497 an error_page that redirects to https, and the mistyped address mends itself.",
    layer=Layer.SERVER,
)
def plain_words_at_the_secure_door(run: SceneRun) -> None:
    run.provoke("Plain HTTP, secure port.", "GET /teas", to="tls")
    run.resolve("The same, where error_page lets the number out.", "GET /teas", to="tls-pages")
    run.resolve("With a handshake first.", "GET /teas\nHost: teahouse.test", to="tls", sni="teahouse.test")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-wrong-scheme",
    title="The wrong scheme",
    task=(
        "A customer typed the address of the secure door with the wrong word in front. Reproduce it, and find nginx's "
        "own number for it; the door is emulated, and says 400 on the wire."
    ),
    hints=(
        "Compare `lab.tls_url` with what a hasty person would type.",
        "Everything stays, host and port too. It is the first word that lacks a letter.",
        "`%%http --to` with the address of `lab.tls_url`, `http` in place of `https`, and `GET /teas`.",
    ),
    near=(
        (426, "That offers another protocol on this connection. TLS is not reached that way."),
        (496, "You did make a handshake. A hasty person makes none."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas", {"to": "tls"})],
]
NEAR_MISSES: NearMisses = [
    ([("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test"})], "You did make a handshake"),
]
