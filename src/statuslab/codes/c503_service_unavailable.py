"""503 Service Unavailable (RFC 9110 section 15.6.4): the server is overloaded or under maintenance for a while."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions, Wait

CODE = code_of(__name__)
BEHIND_THE_GATEWAY = ("/bakery", "/courier", "/api/")


@scene(
    CODE,
    name="the-kettle-is-resting",
    title="A planned break",
    situation=(
        "The kettle is being cleaned, which takes two seconds. You ask for hot water meanwhile. The server knows "
        "about the break and when it will be over. What comes back?"
    ),
    choices={
        429: "429 is for a client that asks too often. Here nobody gets water.",
        500: "500 is for an unexpected error. This break is planned.",
        503: "503 says that the service is down. Retry-After says for how long.",
        504: "504 comes from a gateway. There is none here: the server itself answers.",
    },
    at_work="A 503 with Retry-After tells clients when to come back. Send it when you take a service down on purpose.",
    source=("brewing.read_kettle",),
)
def the_kettle_is_resting(run: SceneRun) -> None:
    run.meanwhile("The cleaning begins.", "POST /kettle/descale")
    refused = run.provoke("You ask for hot water.", "GET /kettle")
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.wait(float(seconds or 2))
    run.resolve("You come back after the time in Retry-After.", "GET /kettle")


@scene(
    CODE,
    name="the-dashboard-is-green",
    title="A dashboard that is green",
    situation=(
        "The bakery's server 1 runs, but it has lost its database and cannot sell anything. The dashboard asks "
        "`/livez`, is told that the process runs, and is green. The load balancer asks `/readyz`. What does it get?"
    ),
    choices={
        200: "That is the answer to whether the process runs. This path asks whether the server can do its work.",
        404: "A check that was not found would be a mistake in the path. This path exists.",
        503: "The server is not ready: for now it can serve nobody, and the load balancer should leave it out.",
        504: "A gateway sends that when a server is too slow. This server answers at once.",
    },
    at_work=(
        "Let the load balancer ask for readiness, and let the dashboard ask for what a customer asks for. Let only the "
        "program that restarts servers ask for liveness."
    ),
    source=("bakery.livez", "bakery.readyz", "bakery.require_database"),
)
def the_dashboard_is_green(run: SceneRun) -> None:
    run.meanwhile("Server 1 loses its database.", "POST /bakery/1/outage", actor="an outage")
    run.before("The dashboard asks whether the process runs.", "GET /bakery/1/livez", actor="the dashboard")
    run.provoke("It asks whether the server can work.", "GET /bakery/1/readyz", actor="the load balancer")
    run.resolve("A customer who reaches this server gets no bread.", "GET /bakery/1/bread", actor="a customer")
    run.resolve("The database is back.", "DELETE /bakery/1/outage", actor="the operator")
    run.resolve("Now the server is ready.", "GET /bakery/1/readyz", actor="the load balancer")


@scene(
    CODE,
    name="every-second-order",
    title="Every second order fails",
    situation=(
        "Two servers take turns behind a load balancer. Its health check asks each for `/livez`. Server 2 has lost its "
        "database, but its process runs. Your first order goes to server 1 and works. What does the second one get?"
    ),
    choices={
        200: "For that, the load balancer would have to leave out server 2. It does not know that it should.",
        502: "502 is for a response that is not valid. Server 2 sends a valid one.",
        503: "Server 2 passes its health check, so it gets your order. It answers that it cannot serve you.",
        504: "504 is for a server that is too slow. Server 2 answers at once.",
    },
    at_work=(
        "If a fixed share of all requests fails, such as one in two, compare the servers. Look up which question the "
        "health check asks."
    ),
    source=("bakery.order_bread", "bakery.livez"),
)
def every_second_order(run: SceneRun) -> None:
    run.meanwhile("Server 2 loses its database.", "POST /bakery/2/outage", actor="an outage")
    run.before("Your first order. Both servers pass their check.", "GET /bakery-old/bread")
    run.provoke("Your second order.", "GET /bakery-old/bread")
    run.resolve("This load balancer asks for `/readyz`, and leaves out server 2.", "GET /bakery/bread")
    run.resolve("So the next order works, too.", "GET /bakery/bread")


@scene(
    CODE,
    name="the-last-server-is-out",
    title="No server is left",
    situation=(
        "A load balancer has two servers behind it. Both fail their health check, because their database is gone. Your "
        "order comes in. What does the load balancer send you?"
    ),
    choices={
        500: "The load balancer works. It only has no server to ask.",
        502: "502 is for a server that was asked and gave no valid response. Here no server is asked.",
        503: "The load balancer knows that no server is ready, so it answers itself, at once.",
        504: "504 is for waiting in vain. The load balancer does not wait.",
    },
    at_work=(
        "If the application's log has no entry for a 503, the load balancer sent it. Then look at its health checks."
    ),
    layer=Layer.GATEWAY,
)
def the_last_server_is_out(run: SceneRun) -> None:
    run.before("Both servers are ready. Server 1 gets your order.", "GET /bakery/bread")
    run.meanwhile("Server 1 loses the database.", "POST /bakery/1/outage", actor="an outage")
    run.skip(2)
    run.before("After its next check, the load balancer leaves server 1 out.", "GET /bakery/bread")
    run.meanwhile("Server 2 loses it as well.", "POST /bakery/2/outage", actor="an outage")
    run.skip(2)
    run.provoke("You order again.", "GET /bakery/bread")
    run.resolve("Server 1 has its database back.", "DELETE /bakery/1/outage", actor="the operator")
    run.skip(2)
    run.resolve("It passes its next check, and gets your order.", "GET /bakery/bread")


@scene(
    CODE,
    name="old-news-is-better",
    title="An error that nobody sees",
    situation=(
        "The news page has `max-age=10, stale-if-error=300`. A guest read it a minute ago. Since then the Teahouse is "
        "under maintenance, and answers every request with an error. You read the news through the cache. What comes "
        "back?"
    ),
    choices={
        200: "The cache asks, gets the 503, and sends its stale copy instead: stale-if-error allows it.",
        502: "The Teahouse can be reached, and its 503 is a valid response.",
        503: "That is what the cache got. Without stale-if-error it would pass it on.",
        504: "The Teahouse answers in time, with an error.",
    },
    at_work=(
        "stale-if-error hides an outage from readers, so watch the origin itself: Cache-Status shows "
        "`fwd-status=503` behind a 200."
    ),
    source=("display.read_page", "display.unless_out"),
    answer=200,
    layer=Layer.GATEWAY,
)
def old_news_is_better(run: SceneRun) -> None:
    run.before("A guest reads the news.", "GET /window/display/news", "a guest")
    run.before("A guest reads the page of the day, which has only max-age.", "GET /window/display/today", "a guest")
    run.skip(30)
    run.meanwhile("Maintenance begins: every page of the display is 503.", "POST /display/maintenance", "the admin")
    run.skip(30)
    run.provoke("You read the news.", "GET /window/display/news")
    run.resolve("Without stale-if-error, an error is passed on.", "GET /window/display/today")


@scene(
    CODE,
    name="the-gateway-stops-asking",
    title="A gateway that stops asking",
    situation=(
        "The kitchen has failed three times in a row. This gateway has a circuit breaker: after three failures it "
        "leaves the kitchen alone for two seconds. You order half a second later. What do you get?"
    ),
    choices={
        200: "For that, somebody would have to ask the kitchen. The gateway does not.",
        502: "That is what the first three orders got. They were passed to the kitchen.",
        503: "The gateway answers itself, at once, and says when to come back. The kitchen can recover meanwhile.",
        504: "504 is for waiting in vain. The gateway does not wait.",
    },
    at_work=(
        "A circuit breaker helps a server that is overloaded, because failing fast costs nothing. But clients that "
        "retry at once fail even faster. So they need a limit, too."
    ),
    layer=Layer.GATEWAY,
)
def the_gateway_stops_asking(run: SceneRun) -> None:
    for message in ("The kitchen sends garbage.", "Again.", "A third time. The circuit breaker opens."):
        run.before(message, "GET /courier-guarded/soup")
    refused = run.provoke("You order something else, at once.", "GET /courier-guarded/menu")
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.wait(float(seconds or 2))
    run.resolve("After two seconds one order may pass, as a trial. It works.", "GET /courier-guarded/menu")
    run.resolve("So the circuit breaker is closed again.", "GET /courier-guarded/menu")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="descaling-day",
    title="Cleaning day",
    task=(
        "Once a week the kettle is descaled (cleaned). Start the descaling, and get the response that a guest gets "
        "meanwhile, with the time after which to try again."
    ),
    hints=(
        "You have to start the descaling yourself, and be quick: it takes only two seconds.",
        "Two requests in one cell: a `POST` to `/kettle/descale`, then a guest's request.",
        'In Python: `httpx2.post(lab.url + "/kettle/descale", trust_env=False)`, and at once a GET of `/kettle`.',
    ),
    needs=(
        (
            lambda c: not c.path.startswith(BEHIND_THE_GATEWAY),
            "This 503 is about a service behind the gateway. The task is about the kettle.",
        ),
        (lambda c: bool(c.response_header("Retry-After")), "This 503 does not say for how long."),
    ),
    near=(
        (
            429,
            (
                "429 says that you were too fast, while others are served. The task wants a service that is "
                "down for everybody."
            ),
        ),
        (
            lambda c: c.path == "/kettle" and c.status == 200 and c.preceded_by(lambda o: o.path == "/kettle/descale"),
            "You were too late: the kettle works again. Ask within two seconds.",
        ),
        (lambda c: c.path == "/kettle" and c.status == 200, "The kettle works. Start the descaling first."),
        (
            lambda c: c.path == "/kettle/descale" and c.status is not None and c.status < 300,
            "The cleaning has begun. Now ask for water within two seconds.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["POST /kettle/descale", "GET /kettle"],
]
NEAR_MISSES: NearMisses = [
    (["GET /kettle"], "Start the descaling first"),
    (["POST /bakery/1/outage", "GET /bakery/1/bread"], "The task is about the kettle"),
    (["POST /kettle/descale", Wait(3), "GET /kettle"], "too late"),
]
