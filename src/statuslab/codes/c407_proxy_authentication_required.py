"""407 Proxy Authentication Required (RFC 9110 section 15.5.8): the proxy wants credentials before it forwards."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)

MEMBER = "Proxy-Authorization: Basic Z3Vlc3Q6ZGFyamVlbGluZw=="  # guest:darjeeling


@scene(
    CODE,
    name="members-only",
    title="The proxy wants a password",
    situation=(
        "Your company sends all traffic through a proxy. You ask for a page on the members' host. Before the proxy "
        "forwards anything, it wants your credentials. Which status does it send?"
    ),
    choices={
        401: "401 comes from the origin server. Here the request did not even reach it.",
        403: "403 is a refusal. The proxy does not refuse, it asks who you are.",
        407: "407 comes from the proxy, which asks for credentials with Proxy-Authenticate.",
        511: "511 comes from a network that you did not choose. This proxy is in your settings.",
    },
    at_work=(
        "A 401 comes from the origin server, a 407 from the proxy. Send each password only to the one that "
        "asked for it."
    ),
    layer=Layer.PROXY,
)
def members_only(run: SceneRun) -> None:
    target = "GET http://members.teahouse/teas/7\nHost: members.teahouse"
    run.provoke("You ask without credentials. The proxy forwards nothing.", target, to="proxy")
    run.resolve("You send credentials. The proxy forwards the request without them.", f"{target}\n{MEMBER}", to="proxy")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-company-proxy",
    title="The company proxy",
    port="proxy",
    task=(
        "On your first day the company's proxy does not let you reach `members.teahouse`. Reproduce the error, and "
        "find out who wants your credentials."
    ),
    hints=(
        "Ask the proxy and not the Teahouse: `lab.proxy_url`, or `%%http --proxy`.",
        "Put the whole URL in the request line, and send no `Proxy-Authorization`.",
        "In a `%%http --proxy` cell: `GET http://members.teahouse/teas/7`.",
    ),
    needs=((lambda c: bool(c.response_header("Proxy-Authenticate")), "This 407 does not say how to log in."),),
    near=(
        (401, "The Teahouse asked who you are. This time the proxy has to ask."),
        (403, "The proxy refuses that host altogether. It reaches only the lab's own hosts."),
        (511, "511 comes from a network that wants a login. Ask your company's proxy."),
        (
            lambda c: c.layer is Layer.PROXY and c.status == 400,
            "The proxy needs to know the host: put the whole URL in the request line.",
        ),
        (
            lambda c: bool(c.exchange.via) and c.status == 200,
            "The proxy let you through: you sent credentials, or that host needs none.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET http://members.teahouse/teas/7\nHost: members.teahouse", {"to": "proxy"})],
]
NEAR_MISSES: NearMisses = [
    (["GET /staff/rota"], "the proxy has to ask"),
]
