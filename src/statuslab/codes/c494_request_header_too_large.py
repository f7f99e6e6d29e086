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
        400: "nginx has a number of its own for this, but only uses it internally. It sends a plain 400.",
        413: "413 is about a request's body. This one has none.",
        431: "431 is the standard's code. nginx does not use it.",
        494: "494 is nginx's internal number. nginx sends it only if error_page says so.",
    },
    answer=400,
    at_work="Do not search the access log for 494. Look for 400, with a page title about headers or cookies.",
    layer=Layer.SERVER,
)
def the_cookie_jar_overflows(run: SceneRun) -> None:
    request = f"GET /teas\n{COOKIES}"
    run.provoke(
        "You send all the cookies. nginx's internal number is 494, but it sends and logs 400.", request, to="nginx"
    )
    run.resolve(
        "You send them to a port with `error_page 494 =494 /x`. This one sends the number.", request, to="nginx-pages"
    )
    run.resolve("You send no cookies.", "GET /teas", to="nginx")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-jar-at-another-door",
    title="Too many cookies at another port",
    port="nginx",
    task=(
        "Behind nginx, a browser with a year of cookies gets a response that looks like any other 400. "
        'Reproduce it, and find nginx\'s own number beside the exchange. `lab.door("nginx")` is the '
        "host and port of a server that behaves like nginx (its numbers are emulated here)."
    ),
    hints=(
        "Your client gets a 400. The lab also shows nginx's internal number.",
        "A `Cookie` of 40,000 bytes is more than that port accepts. The Teahouse's own port has another code for it.",
        'In Python: `httpx2.get("http://" + lab.door("nginx") + "/teas", headers={"Cookie": "x" * 40000}, '
        "trust_env=False)`.",
    ),
    near=(
        (
            431,
            (
                "You got the standard's code, from the Teahouse's own port. Send the request to the port that "
                "behaves like nginx."
            ),
        ),
        (414, "The URL is too long. The browser's problem is its cookies."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [(f"GET /teas\n{LARGE_COOKIE}", {"to": "nginx"})],
    [(f"GET /teas\n{LARGE_COOKIE}", {"to": "nginx-pages"})],
]
NEAR_MISSES: NearMisses = [
    ([f"GET /teas\n{LARGE_COOKIE}"], "You got the standard's code"),
]
