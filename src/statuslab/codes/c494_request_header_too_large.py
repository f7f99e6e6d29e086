"""494 Request Header Too Large (nginx, large_client_header_buffers): the internal status for a large header section."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import LARGE_COOKIE
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)

COOKIES = "Cookie: " + "; ".join(f"seen_{number}=yes" for number in range(2600))


@scene(
    CODE,
    name="the-cookie-jar-overflows",
    title="Too many cookies at nginx",
    situation=(
        "A page sets one more cookie on every visit. After a year the Cookie header has 40,000 bytes. The server is "
        "configured like nginx with its default settings. Which status does the browser get?"
    ),
    choices={
        400: "nginx has a number of its own for this, but keeps it inside. It sends a plain 400.",
        413: "413 is about a request's body. This one has none.",
        431: "That is the standard's code. nginx does not use it.",
        494: "That is nginx's internal number. It is sent only if error_page says so.",
    },
    answer=400,
    at_work="Do not search the access log for 494. Look for 400, with a page title about headers or cookies.",
    layer=Layer.SERVER,
)
def the_cookie_jar_overflows(run: SceneRun) -> None:
    request = f"GET /teas\n{COOKIES}"
    run.provoke("With all the cookies. Inside: 494. On the wire and in the log: 400.", request, to="nginx")
    run.resolve("The same port with `error_page 494 =494 /x`: now the number is sent.", request, to="nginx-pages")
    run.resolve("Without the cookies.", "GET /teas", to="nginx")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-jar-at-another-door",
    title="Too many cookies at another port",
    port="nginx",
    task=(
        "Behind nginx, a browser with a year of cookies gets a response that looks like any other 400. Reproduce it, "
        'and find nginx\'s own number beside the exchange. `lab.door("nginx")` is the address of a port that '
        "behaves like nginx (its numbers are emulated here)."
    ),
    hints=(
        "On the wire it is a 400. The lab also shows nginx's internal number.",
        "A `Cookie` of 40,000 bytes is more than that port accepts. The Teahouse's own port has another code for it.",
        'In Python: `httpx2.get("http://" + lab.door("nginx") + "/teas", headers={"Cookie": "x" * 40000}, '
        "trust_env=False)`.",
    ),
    near=(
        (431, "That is the standard's code, from the Teahouse's own port. nginx has a number of its own."),
        (414, "The URL is too long. The browser's problem is its cookies."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [(f"GET /teas\n{LARGE_COOKIE}", {"to": "nginx"})],
    [(f"GET /teas\n{LARGE_COOKIE}", {"to": "nginx-pages"})],
]
NEAR_MISSES: NearMisses = [
    ([f"GET /teas\n{LARGE_COOKIE}"], "nginx has a number of its own"),
]
