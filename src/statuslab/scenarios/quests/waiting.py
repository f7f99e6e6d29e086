"""Quests about time: wait as you are told, and fetch nothing twice."""

from __future__ import annotations

from statuslab.scenarios.judging import Case, Stage, quest
from statuslab.scenarios.predicates import at, kept_retry_after

TOO_SOON = "Served, and sooner than you were told. Wait as long as `Retry-After` says, and ask once more."


CRAWLER = quest(
    304,
    name="a-polite-crawler",
    title="A polite crawler",
    task=(
        "You write a crawler that the Teahouse is glad to see: it never fetches the same bytes twice, and it waits "
        "exactly as long as it is asked to. Take it past the list of teas, the free samples and the kettle."
    ),
    hints=(
        "Three habits: keep the version, count the seconds, and ask nothing while you wait.",
        "`ETag` goes back in `If-None-Match`; `Retry-After` stands in a 429 as well as in a 503. For the kettle you "
        "have to take it out of service first, with a `POST` to `/kettle/descale`.",
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
            goal="Fetch it again, and have nothing sent",
            about=at("/teas", "GET", "HEAD"),
            needs=(
                (
                    lambda c: bool(c.request_header("If-None-Match") or c.request_header("If-Modified-Since")),
                    "A 304 without a condition?",
                ),
            ),
            near=(
                (lambda c: at("/teas", "GET")(c) and c.status == 200, "The same bytes once more: say what you hold."),
            ),
        ),
        Stage(
            429,
            goal="Draw samples until you are too fast",
            about=at("/till/sample"),
            near=((lambda c: at("/till/sample")(c) and c.status == 200, "A sample. Go on, without a pause."),),
        ),
        Stage(
            200,
            goal="Wait as you were told, and draw once more",
            about=at("/till/sample", "GET"),
            needs=((kept_retry_after, TOO_SOON),),
            near=((429, "Too soon again. Wait as long as the last `Retry-After` says, and ask nothing meanwhile."),),
        ),
        Stage(
            503,
            goal="Meet the kettle while it rests",
            about=at("/kettle", "GET"),
            near=(
                (
                    lambda c: at("/kettle")(c) and c.status == 200,
                    "It sings. Take it out of service, and ask within two seconds.",
                ),
            ),
        ),
        Stage(
            200,
            goal="Wait as you were told, and ask it again",
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
    title="The shop window",
    task=(
        "The shop window at `/window/teas/…` shows copies that the gateway keeps for a minute. Find out all that it "
        "can do: say that it holds nothing, fetch, answer by itself, and make sure of a copy that it holds."
    ),
    hints=(
        "What a cache may do is told to it in a request field. Take a tea that nobody has looked at yet.",
        "`Cache-Control` in the request: `only-if-cached` forbids to ask on, `no-cache` demands it.",
        "`GET /window/teas/5` four times: with `Cache-Control: only-if-cached`, without, with it again, and with "
        "`Cache-Control: no-cache`.",
    ),
    stages=(
        Stage(
            504,
            goal="Nothing is held, and it may not ask on",
            about=_in_window,
            needs=((lambda c: "only-if-cached" in _wishes(c), "The kitchen was slow. Ask the window."),),
            near=(
                (
                    lambda c: _in_window(c) and c.status == 200,
                    "It had a copy, or was allowed to fetch one. Take another tea, or `lab.reset()`.",
                ),
            ),
        ),
        Stage(
            200,
            goal="It fetches, and keeps a copy",
            about=lambda c: _in_window(c) and c.path == c.last.path,
            needs=(
                (
                    lambda c: not c.response_header("Age"),
                    "From the shelf already. Begin with a tea that nobody has looked at.",
                ),
            ),
            near=((504, "Still not allowed to ask on."),),
        ),
        Stage(
            200,
            goal="It answers by itself, without asking on",
            about=lambda c: _in_window(c) and c.path == c.last.path,
            needs=(
                (
                    lambda c: bool(c.response_header("Age")),
                    "The Teahouse was asked again. See `Age`: it is on stored answers only.",
                ),
                (lambda c: "only-if-cached" in _wishes(c), "From the shelf; now forbid it to ask on, to be sure."),
            ),
            near=((504, "The minute is over, or it is another tea: nothing fresh is held. Fetch it again."),),
        ),
        Stage(
            200,
            goal="It asks whether the copy is still good",
            about=lambda c: _in_window(c) and c.path == c.last.path,
            needs=(
                (
                    lambda c: "revalidated" in c.exchange.note,
                    "From the shelf, and nobody was asked. Demand that it makes sure first.",
                ),
            ),
        ),
    ),
)


TO_THE_POT = quest(
    202,
    name="from-order-to-pot",
    title="From order to pot",
    task=(
        "A wedding party waits for sixty cups. Put the order on, look how it goes without being a nuisance, and end "
        "with the pot itself."
    ),
    hints=(
        "Four answers, each of which tells you the next step: an address, a time, an address, the pot.",
        "`Location` of the first answer is the job; `Retry-After` says when to ask again.",
        "`POST /brews` (JSON: `tea`, `cups`); `GET` the job at once; sleep; `GET` it again; `GET` where it sends you.",
    ),
    stages=(
        Stage(
            202,
            goal="The order is taken on",
            about=at("/brews", "POST"),
            near=(
                (
                    lambda c: at("/orders", "POST")(c) and c.status == 201,
                    "A table's order. Sixty cups are brewed elsewhere.",
                ),
                (422, "Understood and refused: `detail` says which number."),
                (415, "It wants JSON, and to be told so."),
                (400, "The content could not be read as JSON."),
            ),
        ),
        Stage(
            200,
            goal="The job says how long",
            about=lambda c: c.path == c.last.response_header("Location"),
            needs=((lambda c: bool(c.response_header("Retry-After")), "It does not say how long."),),
            near=(
                (303, "It is ready already: you came late. Put another order on, and ask at once."),
                (202, "Another order is on. Ask at once how it goes; this quest follows the first one."),
            ),
        ),
        Stage(
            303,
            goal="The job sends you on",
            about=lambda c: c.path == c.last.path,
            needs=((kept_retry_after, "Sent on, and you had asked sooner than you were told."),),
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
