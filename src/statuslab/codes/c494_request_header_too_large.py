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
    title="The cookie jar overflows",
    situation=(
        "A page sets one more cookie on every visit. After a year the Cookie field has forty thousand bytes. The door "
        "is kept as nginx keeps it, with its usual settings. Which status does the browser get?"
    ),
    choices={
        400: "nginx has a number of its own for this, and shows it to nobody: out goes a plain 400.",
        413: "That is about the content of a request; this one has none.",
        431: "The standard's word for it. nginx does not use it.",
        494: "That is what nginx calls it inside. It does not leave the house unless error_page says so.",
    },
    answer=400,
    at_work="Looking for 494 in an access log finds nothing: look for 400 with the title about headers or cookies.",
    layer=Layer.SERVER,
)
def the_cookie_jar_overflows(run: SceneRun) -> None:
    request = f"GET /teas\n{COOKIES}"
    run.provoke("With the jar. Inside: 494. On the wire and in the log: 400.", request, to="nginx")
    run.resolve("The same door with `error_page 494 =494 /x`: now the number does go out.", request, to="nginx-pages")
    run.resolve("Without the jar.", "GET /teas", to="nginx")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-jar-at-another-door",
    title="A jar at another door",
    task=(
        "Behind nginx the same browser with a year of cookies gets an answer that looks like any other mistake. "
        'Reproduce it there, and find nginx\'s own number beside the exchange; `lab.door("nginx")` is the address of a '
        "door kept as nginx keeps it (its numbers are emulated here)."
    ),
    hints=(
        "On the wire it is a 400. The lab also sees how nginx calls it inside.",
        "A `Cookie` of forty thousand bytes is more than that door reads. The Teahouse's own door has another code.",
        'In Python: `httpx2.get("http://" + lab.door("nginx") + "/teas", headers={"Cookie": "x" * 40000}, '
        "trust_env=False)`.",
    ),
    near=(
        (431, "The standard's word, from the Teahouse's own door. nginx has a number of its own."),
        (414, "The address is too long. The jar is full of cookies."),
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
