"""The challenges of 4xx, part one: requests that have to change. Here you write them badly on purpose."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import Case, provoke

LONG = 4_000  # bytes from which a line or field can be what is too long


def _ordered(case: Case) -> bool:
    return case.path == "/orders" and case.status == 201


UNREADABLE = provoke(
    400,
    "a-torn-note",
    "A torn note",
    "A partner's program glues its JSON together by hand, and its orders are refused. Reproduce it, so that you can "
    "tell them which of their mistakes the server means.",
    (
        "The server must not be able to read what you send; whether it makes sense is another question.",
        "Right address, right `Content-Type`, and JSON that is none: a brace, a quote, a comma too few.",
        '`POST /orders` with `Content-Type: application/json` and the content `{"tea": 7,`.',
    ),
    needs=(
        (
            lambda c: c.exchange.internal_status is None,
            "A 400 outside, but nginx calls it something else inside. The task wants an order that cannot be read.",
        ),
        (
            lambda c: c.layer is Layer.APPLICATION,
            "That 400 came from the server in front: the HTTP itself was broken. The partner's HTTP is in order, it is "
            "the content that cannot be read.",
        ),
    ),
    near=(
        (422, "It could be read, and makes no sense. Break it so that it cannot even be read."),
        (415, "The format was refused before anybody read. Say that it is JSON, and then break it."),
        (lambda c: _ordered(c), "Understood, and taken. Tear it up a little more."),
        (411, "No length, no content. That is another complaint."),
    ),
)

NOT_HERE = provoke(
    405,
    "hands-off-the-menu",
    "Hands off the menu",
    "A clean-up script once tried to delete all there is. Prove that the Teahouse would refuse, and that it says what "
    "is allowed instead.",
    (
        "The method has to be one that the server knows well, at an address that does not take it.",
        "Deleting a single tea works. Deleting a collection is what nobody does here.",
        "`DELETE /teas`, or another known method where it does not belong.",
    ),
    needs=(
        (lambda c: bool(c.response_header("Allow")), "A 405 that does not say what is allowed. That one is broken."),
    ),
    near=(
        (501, "No resource of this server knows that method at all. Take one that it knows."),
        (204, "Oh dear: that one was allowed, and it is done. `lab.reset()` brings it back."),
        (404, "There is nothing at that address, so there is nothing to refuse."),
        (403, "That is about who may. The method itself would be taken."),
    ),
)

NOT_ACCEPTABLE = provoke(
    406,
    "a-guest-from-helsinki",
    "A guest from Helsinki",
    "A guest reads Finnish and nothing else, and would like the gift leaflet. Ask on their behalf, without compromise, "
    "and get the list of what there is instead.",
    (
        "Most pages here answer in English whatever you say. One leaflet is stricter than the others.",
        "Your wish stands in `Accept-Language`, and must leave no second choice.",
        "`GET /leaflets/gift` with `Accept-Language: fi`.",
    ),
    needs=(
        (
            lambda c: any(
                c.request_header(name) for name in ("Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset")
            ),
            "A 406 without a wish of yours?",
        ),
    ),
    near=(
        (
            lambda c: c.path.startswith("/leaflets/") and c.status == 200 and bool(c.request_header("Accept-Language")),
            "Served all the same: your wish left a way out, or this leaflet does not look at it.",
        ),
        (300, "A list, because you left the choice open. Insist."),
        (415, "That is about what you send. You want to get something."),
    ),
)

WEIGHT = provoke(
    411,
    "the-unweighed-bag",
    "The unweighed bag",
    "The evening script streams the takings to the till, and the till will not have them. Reproduce it, so that the "
    "author sees what their client library leaves out.",
    (
        "There is nothing wrong with what is sent; it is not said beforehand how much it is.",
        "A client that streams sends `Transfer-Encoding: chunked` and no length. The deposit is the till's strict "
        "place.",
        "`POST /till/deposit` with `Content-Type: application/json` and `Transfer-Encoding: chunked`, and as content "
        "the single line `0` followed by an empty one. (In Python: give httpx2 or requests an iterator.)",
    ),
    needs=((lambda c: not c.request_header("Content-Length"), "A 411 to a request with a length?"),),
    near=(
        (
            lambda c: c.path == "/till/deposit" and c.status == 200,
            "Weighed and counted: your client did say how much was coming. Stream it.",
        ),
        (
            lambda c: c.status == 400 and bool(c.request_header("Transfer-Encoding")),
            "The chunks themselves are not in order: a size in hex, the bytes, and a chunk of size 0 at the end.",
        ),
    ),
)

TOO_MUCH = provoke(
    413,
    "the-whole-album",
    "The whole album",
    "A guest wants to hang up a picture fresh from the camera. Find out, without wasting anybody's line if you can, "
    "what the Teahouse says to one that is too heavy for the wall.",
    (
        "The limit is told nowhere beforehand. Pictures may have a hundred thousand bytes, recordings fewer.",
        "The server judges by `Content-Length`, so it is enough to announce a large one and to ask first.",
        "`PUT /photos/album.jpg` with `Content-Type: image/jpeg`, `Content-Length: 5000000` and "
        "`Expect: 100-continue`, in a `%%http --hold` cell.",
    ),
    near=(
        (414, "The address is too long, and the content was never looked at."),
        (431, "The head is too large, and the content was never looked at."),
        (507, "There is no room for it. Here a rule should be in the way, not a shelf."),
        (lambda c: c.path.startswith("/photos/") and c.status in (201, 204), "It hangs. Take a heavier one."),
        (408, "Announced and never sent: the server waited for you. Ask first, with Expect."),
    ),
)

TOO_LONG = provoke(
    414,
    "the-endless-search",
    "The endless search",
    "A search form puts everything that people type into the address, and somebody has pasted a novel. Show the team "
    "what the server makes of it, and who answers.",
    (
        "It is the first line of the request that has to grow, and nothing else.",
        "A query (`?text=…`) can be as long as you like. The server reads first lines of eight thousand bytes.",
        'In Python: `httpx2.get(lab.url + "/teas?text=" + "word+" * 2000, trust_env=False)`.',
    ),
    needs=((lambda c: len(c.target) > LONG or not c.target, "A 414 to an address as short as that?"),),
    near=(
        (431, "A field is too large, not the address. Search forms write into the address."),
        (413, "The content is too large. Search forms write into the address."),
        (
            lambda c: len(c.target) > 200 and c.status is not None and c.status < 500,
            "A long address, and the server still read it. It takes eight thousand bytes.",
        ),
    ),
)

WRONG_FORMAT = provoke(
    415,
    "a-supplier-with-xml",
    "A supplier with XML",
    "A supplier asks whether the order desk could take XML. Try it for them, and find out from the answer which format "
    "it takes.",
    (
        "The order may be flawless. The server goes by what you say it is.",
        "`Content-Type` says what you send; in the refusal `Accept` says what would do.",
        "`POST /orders` with `Content-Type: application/xml` and an order as XML.",
    ),
    needs=(
        (
            lambda c: bool(
                c.response_header("Accept") or c.response_header("Accept-Encoding") or c.response_header("Accept-Patch")
            ),
            "A 415 that does not say what would do. The order desk does.",
        ),
    ),
    near=(
        (400, "It said JSON, and was none. Say honestly that it is XML."),
        (422, "Read as JSON, and found impossible. Send another format."),
        (406, "That is about what you want back. Here it is about what you send."),
        (_ordered, "Taken: that was JSON. The supplier has XML."),
    ),
)

PAST_THE_END = provoke(
    416,
    "one-page-too-far",
    "One page too far",
    "A download tool keeps asking for bytes that are not there, and its log shows an error that nobody understands. "
    "Reproduce it with a leaflet, and read off how long the leaflet really is.",
    (
        "Ask for a part of which not one byte exists.",
        "`Range: bytes=…-` with a first number past the end. `Content-Range` in the refusal is the help.",
        "`GET /leaflets/assam.txt` with `Range: bytes=1000-`; its last byte is number 999.",
    ),
    needs=(
        (lambda c: bool(c.request_header("Range")), "A 416 without a range?"),
        (
            lambda c: "*/" in c.response_header("Content-Range"),
            "A 416 that does not tell the length. The leaflets' does.",
        ),
    ),
    near=(
        (206, "Some of those bytes exist, so you got them. Go further."),
        (
            lambda c: c.status == 200 and bool(c.request_header("Range")),
            "The range was ignored: it is not well formed, or a condition took it away, or this page knows no ranges.",
        ),
    ),
)

EXPECTED = provoke(
    417,
    "only-if-still-warm",
    "Only if still warm",
    "A colleague had an idea: let clients put their wishes into a field, as in `still-warm`, and have the server "
    "refuse where it cannot fulfill them. Try it with the field that HTTP has for such wishes.",
    (
        "HTTP has one field for what a client expects of the server before it goes on.",
        "The field is `Expect`, and only one value of it is known to anybody.",
        "`GET /teas/7` with `Expect: still-warm`.",
    ),
    needs=((lambda c: bool(c.request_header("Expect")), "A 417 that nobody provoked by an expectation?"),),
    near=(
        (100, "That expectation can be met. Expect something else."),
        (
            lambda c: c.status == 200 and "still-warm" in str(c.exchange.request.fields if c.exchange.request else ""),
            "The wish was in a field that nobody looks at. There is one made for it.",
        ),
    ),
)

TEAPOT = provoke(
    418,
    "a-strong-one-please",
    "A strong one, please",
    "A guest insists on coffee, and `pot-1` is the only pot that speaks a protocol. Pass the wish on as RFC 2324 has "
    "it, and let the pot speak for itself.",
    (
        "There is a method of its own for it, and a media type that says what is wanted.",
        "`BREW`, and as `Content-Type` the one of a coffee pot: `message/coffeepot`.",
        "`BREW /pot-1` with `Content-Type: message/coffeepot`, and `start` as content.",
    ),
    needs=((lambda c: c.path.startswith("/pot"), "A 418, and no pot was asked."),),
    near=(
        (
            lambda c: c.path == "/pot-1" and c.status == 200 and c.method == "GET",
            "There it stands. Ask it for something.",
        ),
        (lambda c: c.path == "/pot-1" and c.status == 200, "It made tea. You did not ask for coffee."),
        (415, "The pot does not know that type. RFC 2324 section 4 has one for coffee."),
        (405, "Not with that method. RFC 2324 section 2.1 has one for brewing."),
        (501, "Nobody here knows that method. RFC 2324 section 2.1 spells it."),
    ),
)

IMPOSSIBLE = provoke(
    422,
    "a-typing-mistake",
    "A typing mistake",
    "The app lets people type any number of cups, and support gets complaints. Send an order that is read without "
    "trouble and still cannot be taken, today or ever.",
    (
        "Good JSON, good address: it is a value that must be impossible.",
        "Look at `cups` and `tea`: which numbers can no table order?",
        '`POST /orders` with `Content-Type: application/json` and `{"tea": 7, "cups": -3}`.',
    ),
    needs=((lambda c: c.writes, "A 422 to a question?"),),
    near=(
        (400, "It could not even be read. Send good JSON with a bad number in it."),
        (409, "A state is in the way: at another moment the same request would do. Send what never will."),
        (415, "The format was refused. Say that it is JSON."),
        (_ordered, "Taken, and being served. Ask for something impossible."),
    ),
)

TOO_MANY_COOKIES = provoke(
    431,
    "a-year-of-cookies",
    "A year of cookies",
    "A customer sees an error on every page of the site, in one browser only, and it goes away in a private window. "
    "Reproduce what that browser sends.",
    (
        "What does a browser send along with every page, and never in a private window?",
        "One field has grown, or all of them together: the server reads heads of so many thousand bytes.",
        'In Python: `httpx2.get(lab.url + "/teas/7", headers={"Cookie": "seen=" + "x" * 40000}, trust_env=False)`.',
    ),
    needs=((lambda c: c.layer is Layer.SERVER, "A 431 that did not come from the server in front."),),
    near=(
        (494, "Right head, another door: nginx calls it 494 inside and says 400. Send it to the Teahouse's own door."),
        (414, "The address is too long. The customer's addresses are as short as ever."),
        (413, "The content is too large. A page view has none."),
        (
            lambda c: len(c.request_header("Cookie")) > 100 and c.status is not None and c.status < 400,
            "A large cookie, and still it was read. A year has more days.",
        ),
    ),
)

CHALLENGES = (
    UNREADABLE,
    NOT_HERE,
    NOT_ACCEPTABLE,
    WEIGHT,
    TOO_MUCH,
    TOO_LONG,
    WRONG_FORMAT,
    PAST_THE_END,
    EXPECTED,
    TEAPOT,
    IMPOSSIBLE,
    TOO_MANY_COOKIES,
)
