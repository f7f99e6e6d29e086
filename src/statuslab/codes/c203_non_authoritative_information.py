"""203 Non-Authoritative Information (RFC 9110 section 15.3.4): a proxy changed the content of a 200."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="a-helpful-proxy",
    title="A helpful proxy",
    situation=(
        "The till by the door is an old terminal that shows nothing but ASCII. Its proxy fetches today's notice for "
        "it, is given it with a plain yes, and rewrites the curly quotes on the way. Which status does the till see?"
    ),
    choices={
        200: "That is what the Teahouse said of its own bytes; these are no longer they.",
        203: "Non-Authoritative: it was a 200, and a proxy on the way has changed the content.",
        206: "Nothing was cut; it was rewritten.",
        502: "The proxy understood the Teahouse perfectly well.",
    },
    at_work="If bytes matter (a signature, a hash), say Cache-Control: no-transform on the way out.",
    source=(),
    layer=Layer.PROXY,
)
def a_helpful_proxy(run: SceneRun) -> None:
    run.before("What the Teahouse itself says: a 200, with typographic signs.", "GET /notices/today")
    run.provoke(
        "The same notice through the proxy: other bytes, and a status that admits it.",
        "GET http://teahouse/notices/today\nHost: teahouse",
        to="proxy",
    )
    run.resolve(
        "The recipe forbids it with no-transform. The proxy must hand it on as it is: 200.",
        "GET http://teahouse/notices/recipe\nHost: teahouse",
        to="proxy",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-old-terminal",
    title="The old terminal",
    task=(
        "The terminal in the storeroom shows ASCII only, and the forward proxy helps it. Read today's notice the way "
        "the terminal does, and have the proxy admit that it has changed what the Teahouse said."
    ),
    hints=(
        "You must not ask the Teahouse itself, but the proxy: `lab.proxy_url`, or `%%http --proxy`.",
        "A proxy is asked with the whole address in the request line. It rewrites plain text that does not forbid it.",
        "In a `%%http --proxy` cell: `GET http://teahouse/notices/today`.",
    ),
    needs=((lambda c: c.layer is Layer.PROXY, "A 203, but no proxy was on the way to change anything."),),
    near=(
        (
            lambda c: c.status == 200 and bool(c.exchange.via) and "no-transform" in c.response_header("Cache-Control"),
            "The proxy was asked, and `no-transform` ties its hands. Take a text that does not forbid it.",
        ),
        (
            lambda c: c.status == 200 and bool(c.exchange.via),
            "Through the proxy, and it found nothing to rewrite. Take plain text with typographic signs.",
        ),
        (
            lambda c: c.status == 200 and c.path.startswith("/notices/"),
            "The right text, straight from the Teahouse. The terminal reads it through the proxy.",
        ),
        (
            lambda c: c.status == 400 and c.layer is Layer.PROXY,
            "A proxy has to be told the host as well: the whole address stands in the request line.",
        ),
        (407, "That host is for members. The notice hangs at the ordinary one."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET http://teahouse/notices/today\nHost: teahouse", {"to": "proxy"})],
]
NEAR_MISSES: NearMisses = [
    (["GET /notices/today"], "reads it through the proxy"),
    ([("GET http://teahouse/notices/recipe\nHost: teahouse", {"to": "proxy"})], "ties its hands"),
]
