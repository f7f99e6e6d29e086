"""A CDN's own numbers, 520 to 526 and 530: extras beside the codes of the course. Emulated; no standard has them.

Each has a scene: what is wrong with the origin, and what a gateway with the registry's codes sends for the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from statuslab.messages.exchange import Layer
from statuslab.scenarios.scene import Scene, SceneRun, scene


@dataclass(frozen=True)
class Fault:
    """What is wrong between CDN and origin: the number, the code of the registry for it, and how to see both."""

    code: int
    standard: int
    name: str
    title: str
    what: str
    right: str
    at_work: str
    target: str
    message: str
    beside: str = ""


FAULTS = (
    Fault(
        520, 502, "cdn-origin-says-nothing", "An origin that hangs up",
        "The origin accepts the CDN's connection and the request, then closes the connection without a byte.",
        "The CDN got no response that it can use, and does not know why.",
        "Look in the origin's log, at this second: did a process crash, or was a header too large for the CDN?",
        "/cdn/kitchen/nothing", "The origin closes the connection.", "/delivery/nothing",
    ),
    Fault(
        521, 502, "cdn-origin-refuses", "An origin that refuses the connection",
        "No web server listens at the origin's port, so its system refuses the CDN's connection.",
        "The origin's machine can be reached, and nobody accepts the connection.",
        "See whether the web server runs. If it does, a firewall may refuse the CDN's addresses.",
        "/cdn/closed/menu", "The origin's port refuses the connection.", "/delivery-east/menu",
    ),
    Fault(
        522, 504, "cdn-packets-are-lost", "An origin behind a firewall",
        "A new firewall in front of the origin drops the CDN's packets. The CDN tries to connect until its timeout.",
        "The CDN waited for the connection itself, and nothing came back.",
        "A refused connection fails at once. If connecting times out, look for a firewall that drops packets.",
        "/cdn/lost/menu", "Nothing comes back from the origin. (The lab only acts as if.)",
    ),
    Fault(
        523, 502, "cdn-no-route", "An origin without a route",
        "The origin has moved to another address. No network leads to the old one any more, which the CDN still has.",
        "No packet can reach the address, so there is not even a connection.",
        "Compare the origin's real address with the one in the CDN's DNS settings.",
        "/cdn/unroutable/menu", "There is no route to the origin. (The lab only acts as if.)",
    ),
    Fault(
        524, 504, "cdn-origin-is-slow", "An origin that is too slow",
        "The origin accepts the connection and the request, and works on its response for longer than the CDN waits.",
        "There was a connection, and the response did not come in time.",
        "Work that takes minutes belongs in a job: answer 202 at once, with a URL to ask at.",
        "/cdn/kitchen/roast", "The origin takes three seconds, the CDN waits one.", "/delivery/roast",
    ),
    Fault(
        525, 502, "cdn-handshake-fails", "An origin that speaks no TLS",
        "The CDN connects to the origin by TLS. At this port the origin expects plain HTTP, and answers in plain text.",
        "There is a connection, and the two cannot agree on TLS.",
        "Try `openssl s_client` from outside of the CDN. Is there TLS at this port, and with which versions?",
        "/cdn/plain/menu", "The origin answers the TLS handshake in plain HTTP.",
    ),
    Fault(
        526, 502, "cdn-certificate-refused", "An origin with a certificate of its own",
        "The TLS handshake with the origin works, but nobody whom the CDN trusts has signed the origin's certificate.",
        "TLS works. It is the certificate that the CDN does not accept.",
        "Watch the origin's certificate as well as the CDN's: visitors never see it, and it expires, too.",
        "/cdn/untrusted/menu", "The origin's certificate is signed by an authority that the CDN does not know.",
    ),
    Fault(
        530, 502, "cdn-name-not-found", "An origin whose name is gone",
        "The CDN knows the origin by a name. Somebody has deleted this name from the DNS.",
        "The CDN could not even look up an address. The body has a second number, 1016.",
        "Read the second number in the body: this one is the origin's name, others have other causes.",
        "/cdn/unknown/menu", "The origin's name cannot be found. (The lab has a table of names.)",
    ),
)  # fmt: skip


def _scene_of(fault: Fault) -> Scene:
    others = [each for each in FAULTS if each is not fault and each.standard == fault.standard] or [FAULTS[0]]
    other = others[FAULTS.index(fault) % len(others)]
    standard = {
        502: "The registry's code for this. A gateway without numbers of its own sends it.",
        504: "The registry's code for a timeout. A gateway without numbers of its own sends it.",
    }

    @scene(
        fault.code,
        name=fault.name,
        title=fault.title,
        situation=(
            f"{fault.what} This CDN has a number of its own for each such fault. What does it send to the visitor?"
        ),
        choices={
            500: "That would be a failure inside the CDN itself. The CDN works.",
            fault.standard: standard[fault.standard],
            other.code: f"That is the number for another fault: {_small(other.title)}.",
            fault.code: fault.right,
        },
        at_work=f"{fault.at_work} The number is one company's and not in the registry.",
        layer=Layer.GATEWAY,
    )
    def play(run: SceneRun) -> None:
        run.provoke(fault.message, f"GET {fault.target}", actor="a visitor")
        if fault.beside:
            run.resolve(
                "The same fault behind a gateway that keeps to the registry.", f"GET {fault.beside}", actor="a visitor"
            )
        run.resolve("An origin that answers.", "GET /cdn/kitchen/menu", actor="a visitor")

    return play


def _small(title: str) -> str:
    return title[0].lower() + title[1:]


SCENES = {fault.code: _scene_of(fault) for fault in FAULTS}


def find_cdn_scene(text: str) -> Scene | None:
    """The scene of a number or of a name, None where there is none."""
    return next((each for each in SCENES.values() if text in (str(each.code), each.name)), None)
