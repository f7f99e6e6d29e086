"""The challenges of 5xx: the request is fine, the house is not. Find where it breaks."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import Case, provoke


def _only_what_is_held(case: Case) -> bool:
    return "only-if-cached" in case.request_header("Cache-Control")


BUG = provoke(
    500,
    "the-bug-report",
    "The bug report",
    "A guest writes that they cannot see what the special costs today. Reproduce it, and judge whether there is "
    "anything they could do about it.",
    (
        "Look for the page that a guest would open for it. There is nothing to be done wrong.",
        "Specials have pages of their own. One is a board, the other is about a day.",
        "`GET /specials/today`.",
    ),
    needs=(
        (lambda c: not c.exchange.via, "Something broke behind the gateway. Here the Teahouse itself should break."),
    ),
    near=(
        (502, "That is a messenger telling of somebody else's trouble. The Teahouse itself should break."),
        (503, "A pause, with an end. The guest's page breaks every time."),
        (404, "No such page. What would the special of the day be called?"),
        (
            lambda c: c.path == "/specials/board" and c.status == 200,
            "The board works. It is the price that nobody sees.",
        ),
    ),
)

UNKNOWN_VERB = provoke(
    501,
    "a-verb-too-many",
    "A verb too many",
    "A new client library invents a method for every verb in its manual, `POUR` among them. Try that one on a tea, and "
    "see who stops it and whether another address would help.",
    (
        "Methods are only words. The server has a list of those that any of its resources knows.",
        "The first word of the request is the method; everything else may be as usual.",
        "`POUR /teas/7`.",
    ),
    near=(
        (405, "That method is known here, only not at this address. Take one that nobody knows."),
        (400, "The server could not even read that as a method: it is one word, without blanks."),
        (418, "That method is known to a pot. Take one that nobody knows."),
    ),
)

BAD_KITCHEN = provoke(
    502,
    "who-mumbles",
    "Who mumbles?",
    "Guests get an error for the soup, and the Teahouse's own log is clean. Reproduce it, and see in the exchange what "
    "the gateway heard from behind.",
    (
        "Deliveries go through a gateway to a kitchen. What the kitchen says badly, the gateway tells in its own "
        "words.",
        "Everything at `/delivery/` goes that way; the kitchen's menu lists what it does not manage.",
        "`GET /delivery/soup`.",
    ),
    needs=((lambda c: c.layer is Layer.GATEWAY, "A 502, but not of the gateway to the kitchen."),),
    near=(
        (504, "The kitchen was too slow for the gateway. Soup comes at once, it is only not understood."),
        (499, "You left before the gateway could tell."),
        (
            lambda c: c.path.startswith("/delivery/") and c.status in (200, 404),
            "The kitchen answered properly. Order what it does not manage.",
        ),
    ),
)

PAUSE = provoke(
    503,
    "descaling-day",
    "Descaling day",
    "Once a week the kettle is descaled, and the status page should show guests how long it will take. Start the "
    "descaling and catch the answer that a guest gets meanwhile, with the time it is good for.",
    (
        "You have to take the kettle out of service yourself, and be quick: it rests for two seconds only.",
        "Two requests in one cell: a `POST` to `/kettle/descale`, then the question of a guest.",
        'In Python: `httpx2.post(lab.url + "/kettle/descale", trust_env=False)`, and at once a GET of `/kettle`.',
    ),
    needs=((lambda c: bool(c.response_header("Retry-After")), "A 503 that does not say for how long."),),
    near=(
        (429, "You were too fast, others are served. With the kettle nobody is."),
        (
            lambda c: c.path == "/kettle" and c.status == 200 and c.preceded_by(lambda o: o.path == "/kettle/descale"),
            "It sings again: too late. Ask within two seconds.",
        ),
        (lambda c: c.path == "/kettle" and c.status == 200, "It sings. Take it out of service first."),
        (
            lambda c: c.path == "/kettle/descale" and c.status is not None and c.status < 300,
            "Now ask, within two seconds.",
        ),
    ),
)

TOO_SLOW = provoke(
    504,
    "the-roast-takes-three",
    "The roast takes three",
    "The roast needs three seconds, and the gateway has patience for one. Order it, stay on the line, and have the "
    "gateway tell you.",
    (
        "It is not your patience that must end first.",
        "Everything at `/delivery/` goes through the gateway. Give your client a time-out of more than a second.",
        "`GET /delivery/roast`.",
    ),
    needs=(
        (lambda c: c.layer is Layer.GATEWAY, "A 504, but not of the gateway."),
        (
            lambda c: not _only_what_is_held(c),
            "That 504 you asked for: a cache may not ask on, and holds nothing. Here the kitchen should be too slow.",
        ),
    ),
    near=(
        (499, "You left before the gateway did. Stay on the line."),
        (502, "The kitchen answered, and nobody could understand it. The roast is slow, not garbled."),
        (408, "The server waited for you. It should wait for the kitchen."),
    ),
)

OTHER_VERSION = provoke(
    505,
    "a-step-ahead",
    "A step ahead",
    "A config file says `HTTP/3.0` where a version belongs, and somebody's client writes it into every request. Send "
    "such a request by hand and see what a server says that does not want to guess.",
    (
        "The version stands at the end of the first line, in plain text, and your client must let you write it.",
        "`%%http --raw` adds nothing, so you have to write Host yourself; a socket does as well.",
        "In a `%%http --raw` cell: `GET /teas/7 HTTP/3.0`, then `Host: teahouse`, then an empty line.",
    ),
    near=(
        (
            400,
            "The server could not read that as a version, or a line is missing. It is HTTP, a slash, a digit, a dot, a "
            "digit.",
        ),
        (408, "The server waited for the rest: an empty line ends the head."),
        (
            lambda c: b"HTTP/1." in c.exchange.sent[:200] and c.status == 200,
            "A version that is spoken here. Take one that is a whole number ahead.",
        ),
    ),
)

NO_END = provoke(
    506,
    "the-split-translation",
    "The split translation",
    "The seasonal leaflet is negotiated by language, and last week one of its translations was split in two. Ask for "
    "it the way an English guest does, and find out whose mistake comes to light.",
    (
        "The server chooses a version for you, and then finds that there is nothing to send but another choice.",
        "`Accept-Language` decides. For guests who read German all is well.",
        "`GET /leaflets/season` with `Accept-Language: en`.",
    ),
    near=(
        (
            lambda c: c.path == "/leaflets/season" and c.status == 200,
            "That version is an end point, and was chosen for you. The trouble is in another language.",
        ),
        (300, "You left the choice open. Let the server choose."),
        (406, "There is nothing in that language at all."),
    ),
)

CHALLENGES = (BUG, UNKNOWN_VERB, BAD_KITCHEN, PAUSE, TOO_SLOW, OTHER_VERSION, NO_END)
