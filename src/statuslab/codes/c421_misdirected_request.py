"""421 Misdirected Request (RFC 9110 section 15.5.20): the server does not answer for this host on this connection."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-wrong-line",
    title="The wrong connection",
    situation=(
        "Your client has an open connection to teahouse.test and reuses it to ask for a page of cellar.test: same IP "
        "address, same certificate. But this server serves each name only on connections opened for that name. What "
        "comes back?"
    ),
    choices={
        400: "The Host header is well formed.",
        404: "404 would say that the page does not exist. It does, but not on this connection.",
        421: "Right address, wrong connection. Open another one and ask again.",
        502: "No upstream was asked. This server itself refuses to answer here.",
    },
    at_work="After a 421 a client may repeat any request on a new connection, even a POST: nothing was done.",
    layer=Layer.SERVER,
)
def the_wrong_line(run: SceneRun) -> None:
    request = "GET /teas/7\nHost: cellar.test"
    run.provoke(
        ("The connection is for teahouse.test, the request for cellar.test."), request, to="tls", sni="teahouse.test"
    )
    run.resolve("A connection opened for cellar.test.", request, to="tls", sni="cellar.test")


@scene(
    CODE,
    name="one-line-many-names",
    title="One connection, several names",
    situation=(
        "Your browser speaks HTTP/2 with teahouse.test. The page needs something from cellar.test: same IP address, "
        "and the certificate covers both names. So the browser reuses the open connection. This server keeps its "
        "names on separate connections. What comes back?"
    ),
    choices={
        200: "Most servers with a shared certificate answer, which is why browsers try it. This one keeps names apart.",
        400: "The request is well formed, and HTTP/2 allows it on this connection.",
        403: "Nothing is forbidden to you: the same request on another connection is answered.",
        421: 'The server says "not on this connection".',
    },
    at_work=(
        "HTTP/2 clients use one connection for all names of a certificate at one IP address. If you get a 421 out of "
        "nowhere, look for a shared (wildcard) certificate on servers that are configured differently."
    ),
    layer=Layer.SERVER,
)
def one_line_many_names(run: SceneRun) -> None:
    tea, cellar = "GET /teas/7\nHost: teahouse.test", "GET /teas/7\nHost: cellar.test"
    run.before(
        "An ordinary response in frames: method and status are fields, and there is no reason phrase.",
        tea,
        to="tls",
        sni="teahouse.test",
        h2=True,
    )
    run.provoke(
        "The next stream on the same connection. The certificate covers cellar.test, so the browser asks for it here.",
        cellar,
        to="tls",
        sni="teahouse.test",
        h2=True,
    )
    run.resolve("A connection of its own, opened for cellar.test.", cellar, to="tls", sni="cellar.test", h2=True)


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-line-for-each-name",
    title="One connection per name",
    port="tls",
    task=(
        "`teahouse.test` and `cellar.test` share one IP address, and a client wants to save a connection. Do what it "
        "does, and get the status that tells such a client to open another one."
    ),
    hints=(
        "The connection is made for one name, the request is for the other. It takes TLS.",
        "The connection's name is sent in the TLS handshake (SNI), the request's name in `Host`.",
        'In Python: `httpx2.Client(verify=context, trust_env=False).get(lab.tls_url + "/teas/7", headers=…, '
        'extensions=…)`, with `{"Host": "cellar.test"}`, `{"sni_hostname": "teahouse.test"}` and '
        "`context = ssl.create_default_context(cafile=lab.ca_file)`.",
    ),
    needs=(
        (
            lambda c: "is no name of this lab" not in c.exchange.note,
            "A 421, but for a name that this lab does not have at all. Use two that it has, and swap them.",
        ),
    ),
    near=(
        (497, "Plain HTTP on the TLS port. A connection needs a name, and it is sent in the TLS handshake."),
        (496, "This name wants a client certificate first. Use the other two names."),
        (404, "No such page, but the right connection. Swap the names."),
        (
            lambda c: c.request_header("Host").endswith(".test") and c.status == 200,
            "The names agree, so you got a normal response. Swap them.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas/7\nHost: cellar.test", {"to": "tls", "sni": "teahouse.test"})],
    [("GET /teas/7\nHost: teahouse.test", {"to": "tls", "sni": "cellar.test"})],
]
NEAR_MISSES: NearMisses = [
    ([("GET /teas/7\nHost: cellar.test", {"to": "tls", "sni": "cellar.test"})], "Swap them"),
    ([("GET /teas/7\nHost: elsewhere.example", {})], "does not have at all"),
]
