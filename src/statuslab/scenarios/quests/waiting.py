"""Quests about time: wait as you are told, and fetch nothing twice."""

from __future__ import annotations

from statuslab.scenarios.judging import Case, Stage, quest
from statuslab.scenarios.predicates import at, kept_retry_after

TOO_SOON = "The server answered, but you asked sooner than `Retry-After` said. Wait that long, and ask once more."


CRAWLER = quest(
    304,
    name="a-polite-crawler",
    title="A polite crawler",
    task=(
        "You write a crawler that servers like: it never fetches the same bytes twice, and it waits "
        "exactly as long as servers ask it to. Let it fetch the list of teas, the free samples and the "
        "kettle."
    ),
    hints=(
        "Store the version, wait as long as `Retry-After` says, and send nothing meanwhile.",
        "Send the `ETag` back in `If-None-Match`. `Retry-After` is in a 429 as well as in a 503. The kettle has to "
        "be taken out of service first, with a `POST` to `/kettle/descale`.",
        "`GET /teas` twice, the second time with `If-None-Match`; `GET /till/sample` until 429, sleep, once more; "
        "`POST /kettle/descale`, `GET /kettle`, sleep, `GET /kettle`.",
    ),
    stages=(
        Stage(
            200,
            goal="Fetch the list of teas, with its version",
            about=at("/teas", "GET"),
        ),
        Stage(
            304,
            goal="Fetch it again, and get no body",
            about=at("/teas", "GET", "HEAD"),
            needs=(
                (
                    lambda c: bool(c.request_header("If-None-Match") or c.request_header("If-Modified-Since")),
                    "A 304, but your request had no condition.",
                ),
            ),
            near=(
                (
                    lambda c: at("/teas", "GET")(c) and c.status == 200,
                    ("You got the same bytes again. Say which version you have."),
                ),
            ),
        ),
        Stage(
            429,
            goal="Fetch samples until you are too fast",
            about=at("/till/sample"),
            near=((lambda c: at("/till/sample")(c) and c.status == 200, "You got a sample. Ask again at once."),),
        ),
        Stage(
            200,
            goal="Wait as long as the server says, and fetch one more",
            about=at("/till/sample", "GET"),
            needs=((kept_retry_after, TOO_SOON),),
            near=((429, "Too soon again. Wait as long as the last `Retry-After` says, and send nothing meanwhile."),),
        ),
        Stage(
            503,
            goal="Ask for the kettle while it is out of service",
            about=at("/kettle", "GET"),
            near=(
                (
                    lambda c: at("/kettle")(c) and c.status == 200,
                    "The kettle works. Take it out of service, and ask within two seconds.",
                ),
            ),
        ),
        Stage(
            200,
            goal="Wait as long as the server says, and ask again",
            about=at("/kettle", "GET"),
            needs=((kept_retry_after, TOO_SOON),),
            near=((503, "Too soon. Wait as long as the last `Retry-After` says."),),
        ),
    ),
)


def _in_window(case: Case) -> bool:
    return "/window/" in case.target


def _wishes(case: Case) -> str:
    return case.request_header("Cache-Control").lower()


WINDOW = quest(
    504,
    name="the-shop-window",
    title="All that a cache can do",
    task=(
        "The gateway's cache keeps the pages at `/window/teas/…` for a minute. See its four answers: "
        "it has no copy, it fetches one, it answers from the copy, and it checks whether the copy is "
        "still current."
    ),
    hints=(
        "A request header tells a cache what it may do. Take a tea that nobody has looked at yet.",
        (
            "`Cache-Control` in the request: `only-if-cached` forbids the cache to ask the origin. "
            "`no-cache` tells it to ask."
        ),
        "`GET /window/teas/5` four times: with `Cache-Control: only-if-cached`, without it, with it again, and with "
        "`Cache-Control: no-cache`.",
    ),
    stages=(
        Stage(
            504,
            goal="It has no copy, and may not ask the origin",
            about=_in_window,
            needs=((lambda c: "only-if-cached" in _wishes(c), "The kitchen was slow. Ask for a page at `/window/`."),),
            near=(
                (
                    lambda c: _in_window(c) and c.status == 200,
                    "It had a copy, or was allowed to fetch one. Take another tea, or `lab.reset()`.",
                ),
            ),
        ),
        Stage(
            200,
            goal="It fetches the page, and stores a copy",
            about=lambda c: _in_window(c) and c.path == c.last.path,
            needs=(
                (
                    lambda c: not c.response_header("Age"),
                    "This came from the cache. Start with a tea that nobody has looked at.",
                ),
            ),
            near=((504, "The cache still may not ask the origin. Send the request without `only-if-cached`."),),
        ),
        Stage(
            200,
            goal="It answers by itself, without asking the origin",
            about=lambda c: _in_window(c) and c.path == c.last.path,
            needs=(
                (
                    lambda c: bool(c.response_header("Age")),
                    "The cache asked the Teahouse again. Look for `Age`: only stored responses have it.",
                ),
                (
                    lambda c: "only-if-cached" in _wishes(c),
                    ("This came from the cache. Now forbid it to ask the origin, to be sure."),
                ),
            ),
            near=(
                (
                    504,
                    ("The cache has no fresh copy: the minute is over, or you asked for another tea. Fetch it again."),
                ),
            ),
        ),
        Stage(
            200,
            goal="It checks whether the copy is still current",
            about=lambda c: _in_window(c) and c.path == c.last.path,
            needs=(
                (
                    lambda c: "revalidated" in c.exchange.note,
                    "The cache answered without asking the origin. Tell it to check first.",
                ),
            ),
        ),
    ),
)


TO_THE_POT = quest(
    202,
    name="from-order-to-pot",
    title="From the order to the tea",
    task=(
        "A wedding party waits for sixty cups. Order them, poll the job no more often than the server "
        "says, and fetch the tea at the end."
    ),
    hints=(
        "Each response tells you the next step: the first names a URL, the second a time, the third another URL.",
        "`Location` of the first response is the job. `Retry-After` says when to ask again.",
        (
            "`POST /brews` (JSON: `tea`, `cups`); `GET` the job at once; sleep; `GET` it again; `GET` where it "
            "redirects you."
        ),
    ),
    stages=(
        Stage(
            202,
            goal="The job is accepted",
            about=at("/brews", "POST"),
            near=(
                (
                    lambda c: at("/orders", "POST")(c) and c.status == 201,
                    "This is an ordinary order. Send an order of sixty cups to another URL.",
                ),
                (422, "The server understood the job and refused it. `detail` says which number is wrong."),
                (415, "The server takes JSON, and Content-Type must say so."),
                (400, "The body is not valid JSON."),
            ),
        ),
        Stage(
            200,
            goal="The job says how long it takes",
            about=lambda c: c.path == c.last.response_header("Location"),
            needs=((lambda c: bool(c.response_header("Retry-After")), "This response does not say how long to wait."),),
            near=(
                (303, "The job is done already. Run the cell of this quest again, order, and ask at once."),
                (202, "You ordered again, but this quest follows the first job. Ask about that one."),
            ),
        ),
        Stage(
            303,
            goal="The job redirects you",
            about=lambda c: c.path == c.last.path,
            needs=((kept_retry_after, "You were redirected, but you asked sooner than the server said."),),
            near=(
                (
                    lambda c: c.path == c.last.path and c.status == 200,
                    "Still brewing. Wait as long as `Retry-After` says.",
                ),
            ),
        ),
        Stage(
            200,
            goal="The pot",
            about=lambda c: c.path == c.last.response_header("Location"),
        ),
    ),
)
