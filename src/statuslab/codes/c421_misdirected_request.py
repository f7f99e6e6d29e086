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
    title="The wrong line",
    situation=(
        "Your client has a connection open to teahouse.test and reuses it to ask for a page of cellar.test: same "
        "address, same certificate. But each name is served only on connections opened for it. What comes back?"
    ),
    choices={
        400: "The Host field is perfectly well formed.",
        404: "That would say the page does not exist; it exists, only not on this connection.",
        421: "Misdirected Request: right address, wrong connection. Open another and ask again.",
        502: "Nobody was asked on your behalf; this server itself does not want to answer here.",
    },
    at_work="After a 421 a client may repeat any request, even a POST, on a new connection: nothing was done.",
    layer=Layer.SERVER,
)
def the_wrong_line(run: SceneRun) -> None:
    request = "GET /teas/7\nHost: cellar.test"
    run.provoke("The connection says teahouse.test, the request cellar.test.", request, to="tls", sni="teahouse.test")
    run.resolve("A connection of its own.", request, to="tls", sni="cellar.test")


@scene(
    CODE,
    name="one-line-many-names",
    title="One line, many names",
    situation=(
        "Your browser speaks HTTP/2 with teahouse.test. Then a page needs something of cellar.test: the same address, "
        "and the certificate on the open connection is good for that name too. So it saves itself a handshake and asks "
        "there. But this server keeps its names on separate connections. What comes back?"
    ),
    choices={
        200: "What most servers that share a certificate do, and why browsers try it. This one keeps names apart.",
        400: "The request is well formed, and HTTP/2 allows it on this connection.",
        403: "Nothing is forbidden to you; the same request on another connection is answered.",
        421: "Misdirected Request: the way HTTP/2 has for a server to say 'not on this connection'.",
    },
    at_work=(
        "HTTP/2 clients coalesce: one connection for all names of its certificate that live at the same address. "
        "A 421 out of nowhere is often one shared (wildcard) certificate on servers that are configured apart."
    ),
    layer=Layer.SERVER,
)
def one_line_many_names(run: SceneRun) -> None:
    tea, cellar = "GET /teas/7\nHost: teahouse.test", "GET /teas/7\nHost: cellar.test"
    run.before(
        "An ordinary answer, in frames: the method and the status are fields, and there is no reason phrase.",
        tea,
        to="tls",
        sni="teahouse.test",
        h2=True,
    )
    run.provoke(
        "The next stream of the same connection. The certificate covers cellar.test, so the browser asks for it here.",
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
    title="A line for each name",
    task=(
        "Behind one address live `teahouse.test` and `cellar.test`, and a clever client saves itself a connection. Do "
        "what it does, and get the answer that sends such a client back to open another."
    ),
    hints=(
        "The connection is made for one name, the request is about the other. It takes TLS.",
        "The name of the connection is told in the handshake (SNI); the one of the request stands in `Host`.",
        'In Python: `httpx2.Client(verify=context, trust_env=False).get(lab.tls_url + "/teas/7", headers=…, '
        'extensions=…)`, with `{"Host": "cellar.test"}`, `{"sni_hostname": "teahouse.test"}` and '
        "`context = ssl.create_default_context(cafile=lab.ca_file)`.",
    ),
    needs=(
        (
            lambda c: "is no name of this lab" not in c.exchange.note,
            "A 421, but for a name that this lab does not have at all. Take two that it has, and cross them.",
        ),
    ),
    near=(
        (497, "Plain words at the secure door: a connection needs a name first, and gets it in the handshake."),
        (496, "The staff's name asks for a certificate, and that comes first. Take the other two names."),
        (404, "No such page, but the right connection. Cross the names."),
        (
            lambda c: c.request_header("Host").endswith(".test") and c.status == 200,
            "The names agree, so you were served. Cross them.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas/7\nHost: cellar.test", {"to": "tls", "sni": "teahouse.test"})],
    [("GET /teas/7\nHost: teahouse.test", {"to": "tls", "sni": "cellar.test"})],
]
NEAR_MISSES: NearMisses = [
    ([("GET /teas/7\nHost: cellar.test", {"to": "tls", "sni": "cellar.test"})], "Cross them"),
    ([("GET /teas/7\nHost: elsewhere.example", {})], "does not have at all"),
]
