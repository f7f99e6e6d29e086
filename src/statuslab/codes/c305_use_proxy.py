"""305 Use Proxy (RFC 9110 section 15.4.6): deprecated: a client should not let a response choose its proxy."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, code_of, scene

CODE = code_of(__name__)


@scene(
    CODE,
    name="an-order-from-the-past",
    title="An order from the past",
    situation=(
        "In the museum behind glass: a server answers a GET with the address of a proxy, and once upon a time clients "
        "were to send this request, and more, through it. The reply is canned, the museum made it up. Which number is "
        "on the exhibit?"
    ),
    choices={
        302: "It moves one resource for now. The exhibit wanted to change the road itself.",
        305: "Use Proxy: deprecated, because whoever can make you change proxies can read your mail.",
        407: "A proxy that you already use asks who you are; nobody told you to use it.",
        502: "It reports trouble behind a gateway. The exhibit reports none, it gives orders.",
    },
    at_work="No client should obey a 305. Proxies are set by the user or by who runs the machine, never by a response.",
    source=("museum.use_proxy",),
)
def an_order_from_the_past(run: SceneRun) -> None:
    run.provoke("You look at the exhibit.", "GET /museum/use-proxy")
    run.resolve("You ignore its Location, and go on as before: straight to the Teahouse.", "GET /teas/7")


# --- Challenge ----------------------------------------------------------------------------------------------

NO_CHALLENGE = "305 belongs to the museum: no client should obey it and no server should send it"
