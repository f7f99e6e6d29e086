"""The stories of 5xx: the request was fine, the house was not."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, scene


@scene(
    500,
    name="divided-by-nobody",
    title="Divided by nobody",
    situation=(
        "The page of today's special works out the price per cup. Today no cup is left, and nobody thought of that: "
        "the handler divides by zero. What do you, the guest, get to see?"
    ),
    choices={
        400: "You asked for a page in perfect form; the mistake is not yours.",
        500: "Internal Server Error: something broke inside, and more than that is not for you to know.",
        502: "Only one who asks another server on your behalf says this; the Teahouse failed by itself.",
        503: "That is a pause, with an end in sight; this bug will wait for you tomorrow.",
    },
    at_work="Repeating a 500 rarely helps, and a POST may have half happened. The cure is in the server's log.",
    source=("specials.todays_special",),
)
def divided_by_nobody(run: SceneRun) -> None:
    run.provoke("You open today's special.", "GET /specials/today")


@scene(
    502,
    name="the-kitchen-mumbles",
    title="The kitchen mumbles",
    situation=(
        "Deliveries go through a gateway to the kitchen behind the house. Tonight the kitchen answers the gateway "
        "at once, with something that is not HTTP at all. What does the gateway tell you?"
    ),
    choices={
        200: "There is nothing it could hand on.",
        500: "The gateway itself is well; it is the one behind it that is not.",
        502: "Bad Gateway: I asked on your behalf, and what I got back was no proper answer.",
        504: "That is for silence. This answer came in time, only it was rubbish.",
    },
    at_work="A 502 is written by the messenger. Look at what stands behind it: refused, cut off, or not HTTP.",
)
def the_kitchen_mumbles(run: SceneRun) -> None:
    run.provoke("You ask for soup. See what the gateway heard.", "GET /delivery/soup")
    run.resolve("Another way to the same code: the kitchen hangs up in mid-sentence.", "GET /delivery/cake")
    run.resolve("And a third: nobody opens the door at all.", "GET /delivery-east/menu")


@scene(
    503,
    name="the-kettle-is-resting",
    title="The kettle is resting",
    situation=(
        "Somebody descales the kettle, which takes two seconds. You ask for hot water in the middle of it. "
        "The kettle knows what is going on and when it will be over. What comes back?"
    ),
    choices={
        429: "You are not too fast; nobody gets water just now.",
        500: "Nothing is broken: this pause is planned, and the server knows its end.",
        503: "Service Unavailable, for now; Retry-After says until when.",
        504: "The kettle itself is answering; there is no one behind it who is late.",
    },
    at_work="A 503 with Retry-After is a promise that clients can keep. Send it when you go down on purpose.",
    source=("brewing.read_kettle",),
)
def the_kettle_is_resting(run: SceneRun) -> None:
    run.meanwhile("The kettle is being descaled.", "POST /kettle/descale")
    refused = run.provoke("You ask for hot water.", "GET /kettle")
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.wait(float(seconds or 2))
    run.resolve("You come back when you were told to.", "GET /kettle")


@scene(
    504,
    name="the-kitchen-dawdles",
    title="The kitchen dawdles",
    situation=(
        "You order the roast. The gateway passes it on and waits one second, which is all the patience it has. "
        "The kitchen needs three. What does the gateway tell you?"
    ),
    choices={
        202: "The gateway promises nothing on the kitchen's behalf.",
        408: "That complains of a slow client. You were quick; it is the kitchen that is slow.",
        502: "For a bad answer or a failed connection. Here there was simply no answer yet.",
        504: "Gateway Timeout: I asked, I waited, nothing came in time.",
    },
    at_work="After a 504 the work may still have been done. Repeat only what may happen twice.",
)
def the_kitchen_dawdles(run: SceneRun) -> None:
    run.provoke("You order the roast and watch the gateway lose its patience.", "GET /delivery/roast")
    run.resolve("The menu is quick: same gateway, same kitchen.", "GET /delivery/menu")


@scene(
    501,
    name="frob-the-tea",
    title="Please frob the tea",
    situation=(
        "A colleague swears that `FROB` is a method, and has built it into a client. It asks the Teahouse to frob tea "
        "number 7. The tea is there, the request is in perfect form, and nobody in this house has ever heard of "
        "frobbing. What comes back?"
    ),
    choices={
        400: "The form is fine: any token may stand where the method stands.",
        404: "Tea number 7 exists. It is the verb that is missing, not the noun.",
        405: "For a method that the server knows and this resource does not take; Allow would list the others.",
        501: "Not Implemented: this method is known to no resource of this server.",
    },
    at_work="405: ask this resource otherwise, see Allow. 501: ask this server otherwise, it cannot do that anywhere.",
)
def frob_the_tea(run: SceneRun) -> None:
    run.provoke("You frob.", "FROB /teas/7")
    run.resolve("What you probably meant.", "GET /teas/7")


@scene(
    505,
    name="from-the-future",
    title="From the future",
    situation=(
        "A proud new client writes HTTP/3.0 into its request line, in clear text, on a port where HTTP/1.1 is spoken. "
        "Everything else looks as the server knows it. It could guess what was meant, but a new major version may mean "
        "new rules for every byte that follows. What does it answer?"
    ),
    choices={
        200: "Guessing at rules one does not know is how requests come to be misread.",
        400: "Not wrong in spirit; but the line can be read, and there is a word for what is the matter with it.",
        426: "It asks you to switch protocols. Here the version you came with is what is refused.",
        505: "HTTP Version Not Supported: the major version is not one that is spoken here.",
    },
    at_work="Real HTTP/3 never looks like this: clients agree on a version before the first request. Look for a typo.",
)
def from_the_future(run: SceneRun) -> None:
    run.provoke("A request of version 3.0, on a plain port.", "GET /teas/7 HTTP/3.0\nHost: teahouse\n\n", as_is=True)
    run.resolve("The same in the version that is spoken here.", "GET /teas/7 HTTP/1.1")


@scene(
    506,
    name="autumn-or-fall",
    title="Autumn or fall",
    situation=(
        "The seasonal leaflet is negotiated: the server picks German or English for you. Last week somebody split the "
        "English one into British and American, so that it wants to negotiate in turn. You ask in English, the server "
        "picks the English version, and finds no leaflet there but a second choice. What does it answer?"
    ),
    choices={
        300: "That lists versions for you to choose from; this trouble is not yours to choose away.",
        406: "Your wish can be met: English was on offer. It was the offer that was wrong.",
        500: "Not wrong, only vague; there is a word for exactly this mistake in the setup.",
        506: "Variant Also Negotiates: what I chose for you is no end point, so I am set up wrongly.",
    },
    at_work="You may never meet it. A server can say it because it checks its own answer before sending it: copy that.",
    source=("leaflets.negotiate",),
)
def autumn_or_fall(run: SceneRun) -> None:
    run.provoke("You ask in English.", "GET /leaflets/season\nNegotiate: *\nAccept-Language: en")
    run.resolve("A version by its own address needs no negotiation.", "GET /leaflets/season.en-US")
    run.resolve(
        "The German one is an end point: chosen for you, and TCN says so.",
        "GET /leaflets/season\nNegotiate: *\nAccept-Language: de",
    )


@scene(
    510,
    name="an-extension-or-nothing",
    title="An extension, or nothing",
    situation=(
        "Another museum piece. With `M-GET` a client of the year 2000 could insist: serve me only if you understand "
        "the extension I name. Yours asks for the tea caddy with `M-GET`, and forgets to name one. By the rules of "
        "that time the server must not simply show the caddy. What does it answer?"
    ),
    choices={
        400: "Today's way to say it. The framework of that time had a number of its own.",
        428: "It insists on a condition such as If-Match, so that no change is lost. Nothing is changed here.",
        501: "The method is known in this room of the museum; what is missing is what must come with it.",
        510: "Not Extended: the request lacks an extension, and the answer names the one that would do.",
    },
    at_work="History: hardly anyone took it up. Today unknown fields are ignored, and that is how HTTP grows.",
    source=("museum.read_caddy_extended",),
)
def an_extension_or_nothing(run: SceneRun) -> None:
    run.provoke("You insist on an extension, and name none.", "M-GET /museum/caddy")
    run.resolve(
        "You name the one from the answer; Ext confirms that it was obeyed.",
        'M-GET /museum/caddy\nMan: "http://teahouse.example/ext/measures"; ns=16\n16-System: imperial',
    )


SCENES = (
    divided_by_nobody,
    the_kitchen_mumbles,
    the_kettle_is_resting,
    the_kitchen_dawdles,
    frob_the_tea,
    from_the_future,
    autumn_or_fall,
    an_extension_or_nothing,
)
