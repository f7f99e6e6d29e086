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
        421: "421 means: you sent the request on the wrong connection. Open another one and ask again.",
        502: "502 is about an upstream server. This server did not ask one.",
    },
    at_work=(
        "After a 421 a client may send any request again on a new connection, even a POST, because the "
        "server has not processed it."
    ),
    layer=Layer.SERVER,
)
def the_wrong_line(run: SceneRun) -> None:
    request = "GET /teas/7\nHost: cellar.test"
    run.provoke(
        ("The connection is for teahouse.test, the request for cellar.test."), request, to="tls", sni="teahouse.test"
    )
    run.resolve("This connection was opened for cellar.test.", request, to="tls", sni="cellar.test")


@scene(
    CODE,
    name="one-line-many-names",
    title="One connection, several names",
    situation=(
        "Your browser speaks HTTP/2 with teahouse.test. The page needs something from cellar.test: "
        "same IP address, and the certificate covers both names. So the browser reuses the open "
        "connection. This server answers for each name only on its own connection. What comes back?"
    ),
    choices={
        200: (
            "Most servers with a shared certificate send a 200, so browsers try it. This server wants a "
            "connection for each name."
        ),
        400: "The request is well formed, and HTTP/2 allows it on this connection.",
        403: "403 would say that you may not have the page. On another connection the same request gets a 200.",
        421: "421 says: not on this connection.",
    },
    at_work=(
        "HTTP/2 clients use one connection for all names of a certificate at one IP address. If you "
        "get a 421 that you cannot explain, look for servers that share a (wildcard) certificate but "
        "are configured differently."
    ),
    layer=Layer.SERVER,
)
def one_line_many_names(run: SceneRun) -> None:
    tea, cellar = "GET /teas/7\nHost: teahouse.test", "GET /teas/7\nHost: cellar.test"
    run.before(
        "You ask for a page of teahouse.test. Method and status are fields, and there is no reason phrase.",
        tea,
        to="tls",
        sni="teahouse.test",
        h2=True,
    )
    run.provoke(
        "The certificate covers cellar.test, so the browser asks for a page of it on the same connection.",
        cellar,
        to="tls",
        sni="teahouse.test",
        h2=True,
    )
    run.resolve("The browser opens another connection, for cellar.test.", cellar, to="tls", sni="cellar.test", h2=True)


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-line-for-each-name",
    title="One connection per name",
    port="tls",
    task=(
        "`teahouse.test` and `cellar.test` share one IP address, and a client wants to save a "
        "connection. Do the same, and get the status that tells such a client to open another "
        "connection."
    ),
    hints=(
        "Open a TLS connection for one name, and send a request for the other name on it.",
        "The connection's name is sent in the TLS handshake (SNI), the request's name in `Host`.",
        'In Python: `httpx2.Client(verify=context, trust_env=False).get(lab.tls_url + "/teas/7", headers=…, '
        'extensions=…)`, with `{"Host": "cellar.test"}`, `{"sni_hostname": "teahouse.test"}` and '
        "`context = ssl.create_default_context(cafile=lab.ca_file)`.",
    ),
    needs=(
        (
            lambda c: "is no name of this lab" not in c.exchange.note,
            (
                "A 421, but for a name that this lab does not have. Use one of its names for the "
                "connection and another for the request."
            ),
        ),
    ),
    near=(
        (
            497,
            (
                "You sent plain HTTP to the TLS port. Use TLS: its handshake names the server that the "
                "connection is for."
            ),
        ),
        (496, "This name wants a client certificate first. Use the other two names."),
        (404, "The connection is right for this name, but there is no such page. Use a connection for the other name."),
        (
            lambda c: c.request_header("Host").endswith(".test") and c.status == 200,
            (
                "The connection and the request have the same name, so you got a normal response. Use two "
                "different names."
            ),
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas/7\nHost: cellar.test", {"to": "tls", "sni": "teahouse.test"})],
    [("GET /teas/7\nHost: teahouse.test", {"to": "tls", "sni": "cellar.test"})],
]
NEAR_MISSES: NearMisses = [
    (
        [("GET /teas/7\nHost: cellar.test", {"to": "tls", "sni": "cellar.test"})],
        "The connection and the request have the same",
    ),
    ([("GET /teas/7\nHost: elsewhere.example", {})], "A 421, but for a"),
]
