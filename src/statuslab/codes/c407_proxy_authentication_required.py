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
    title="Members only",
    situation=(
        "Your company sends all traffic through a proxy. You ask for a tea at the members' address, and the proxy "
        "wants to see your card before it asks anybody. Which status does it send?"
    ),
    choices={
        401: "The same question, but that one the origin server asks; here it has not even been reached.",
        403: "A refusal. The proxy does not refuse, it asks who you are.",
        407: "Proxy Authentication Required: the proxy itself challenges you, with Proxy-Authenticate.",
        511: "That comes from a network you did not choose; this proxy is in your settings.",
    },
    at_work="401 or 407 is a question of who asks. Send the password to that one only.",
    layer=Layer.PROXY,
)
def members_only(run: SceneRun) -> None:
    target = "GET http://members.teahouse/teas/7\nHost: members.teahouse"
    run.provoke("You ask without a card. The proxy asked nobody: the road ends at it.", target, to="proxy")
    run.resolve("With the card. The origin gets the request without it.", f"{target}\n{MEMBER}", to="proxy")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-company-proxy",
    title="The company proxy",
    task=(
        "On your first day the company's proxy lets you reach nothing at `members.teahouse`. Reproduce it, and find "
        "out whom you have to prove yourself to."
    ),
    hints=(
        "Ask the proxy and not the Teahouse: `lab.proxy_url`, or `%%http --proxy`.",
        "The whole address stands in the request line, and no `Proxy-Authorization` is sent.",
        "In a `%%http --proxy` cell: `GET http://members.teahouse/teas/7`.",
    ),
    needs=((lambda c: bool(c.response_header("Proxy-Authenticate")), "A 407 that does not say how to prove oneself."),),
    near=(
        (401, "It was the Teahouse that asked who you are. The proxy has to ask."),
        (403, "The proxy refuses that host altogether. It reaches only the lab's own."),
        (511, "A network spoke up that you never chose. Your company's proxy is another."),
        (
            lambda c: c.layer is Layer.PROXY and c.status == 400,
            "A proxy has to be told the host as well: the whole address stands in the request line.",
        ),
        (
            lambda c: bool(c.exchange.via) and c.status == 200,
            "The proxy let you through: you showed a card, or that host is open to all.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET http://members.teahouse/teas/7\nHost: members.teahouse", {"to": "proxy"})],
]
NEAR_MISSES: NearMisses = [
    (["GET /staff/rota"], "The proxy has to ask"),
]
