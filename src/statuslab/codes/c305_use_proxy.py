"""305 Use Proxy (RFC 9110 section 15.4.6): deprecated: a client should not let a response choose its proxy."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, code_of, scene

CODE = code_of(__name__)


@scene(
    CODE,
    name="an-order-from-the-past",
    title="A redirect nobody obeys",
    situation=(
        "In the museum a server answers a GET with the URL of a proxy. Long ago, such a response told clients "
        "to send the request again through that proxy. The museum only shows what it looked like. Which status "
        "is on display?"
    ),
    choices={
        302: "302 says that one resource has moved. This response names a proxy.",
        305: "305 is deprecated, because a server that can choose your proxy can read your traffic.",
        407: "407 comes from a proxy that you already use, and asks who you are.",
        502: "502 reports a problem behind a gateway. There is no problem here.",
    },
    at_work="No client should obey a 305. A proxy is set by the user or the administrator, never by a response.",
    source=("museum.use_proxy",),
)
def an_order_from_the_past(run: SceneRun) -> None:
    run.provoke("You look at the exhibit.", "GET /museum/use-proxy")
    run.resolve("You ignore its Location and go straight to the Teahouse as before.", "GET /teas/7")


# --- Challenge ----------------------------------------------------------------------------------------------

NO_CHALLENGE = "305 is obsolete: no client should obey it and no server should send it"
