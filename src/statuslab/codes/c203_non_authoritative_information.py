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
    title="A proxy that changes the text",
    situation=(
        "An old terminal shows only ASCII. Its proxy fetches today's notice without any problem. "
        "Before it passes the notice on, it replaces the curly quotes by straight ones. Which status "
        "does the terminal see?"
    ),
    choices={
        200: "The origin server sent a 200 for its own bytes. The proxy has changed them.",
        203: "203 says that the origin sent a 200, and that a proxy has changed the body.",
        206: "206 is for a part of a body. Here nothing was removed, only replaced.",
        502: "502 is for an invalid response from upstream. The proxy got a valid response.",
    },
    at_work="If the exact bytes matter (a signature, a hash), send Cache-Control: no-transform.",
    source=(),
    layer=Layer.PROXY,
)
def a_helpful_proxy(run: SceneRun) -> None:
    run.before("You ask the Teahouse itself: it sends a 200, with curly quotes.", "GET /notices/today")
    run.provoke(
        "You ask for the same notice through the proxy: the bytes are different, and the status says so.",
        "GET http://teahouse/notices/today\nHost: teahouse",
        to="proxy",
    )
    run.resolve(
        "You ask for a recipe that says no-transform. The proxy must pass it on unchanged, with its 200.",
        "GET http://teahouse/notices/recipe\nHost: teahouse",
        to="proxy",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-old-terminal",
    title="The old terminal",
    port="proxy",
    task=(
        "The terminal in the storeroom shows only ASCII, so it reads everything through a forward proxy that "
        "rewrites texts. Read today's notice as the terminal does, and get the proxy to say that it changed the "
        "text."
    ),
    hints=(
        "Do not ask the Teahouse itself. Ask the proxy: `lab.proxy_url`, or `%%http --proxy`.",
        (
            "A request to a proxy has the whole URL in its request line. This proxy rewrites plain text unless the "
            "text forbids it."
        ),
        "In a `%%http --proxy` cell: `GET http://teahouse/notices/today`.",
    ),
    needs=((lambda c: c.layer is Layer.PROXY, "A 203, but there was no proxy that could have changed anything."),),
    near=(
        (
            lambda c: c.status == 200 and bool(c.exchange.via) and "no-transform" in c.response_header("Cache-Control"),
            "You asked the proxy, but this text says `no-transform`. Take a text that does not.",
        ),
        (
            lambda c: c.status == 200 and bool(c.exchange.via),
            (
                "The response went through the proxy, but there was nothing to replace. Take a plain text with "
                "curly quotes."
            ),
        ),
        (
            lambda c: c.status == 200 and c.path.startswith("/notices/"),
            "The right text, but straight from the Teahouse. The terminal reads it through the proxy.",
        ),
        (
            lambda c: c.status == 400 and c.layer is Layer.PROXY,
            "The proxy needs to know the host: put the whole URL in the request line.",
        ),
        (407, "This host is for members only. Read the notice on the host `teahouse`."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET http://teahouse/notices/today\nHost: teahouse", {"to": "proxy"})],
]
NEAR_MISSES: NearMisses = [
    (["GET /notices/today"], "reads it through the proxy"),
    ([("GET http://teahouse/notices/recipe\nHost: teahouse", {"to": "proxy"})], "this text says `no-transform`"),
]
