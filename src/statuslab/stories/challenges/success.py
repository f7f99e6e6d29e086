"""The challenges of 2xx: it worked, and in exactly this way."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import Case, provoke


def _labels(case: Case) -> bool:
    return case.method in ("PROPFIND", "PROPPATCH")


PLAIN_YES = provoke(
    200,
    "a-recipe-to-keep",
    "A recipe to keep",
    "The display above the counter shows how long Assam is to be brewed. Fetch that one recipe, in a way that lets the "
    "display find out later whether it has changed.",
    (
        "The list of teas tells the number. The recipe itself has an address below it.",
        "What names a version is the `ETag`; a GET of a single tea brings it along.",
        "`GET /teas/N`, with the number of Assam for N.",
    ),
    needs=(
        (lambda c: c.method == "GET", "A 200, but you did not GET anything: the display has nothing to show."),
        (
            lambda c: c.path.startswith("/teas/"),
            "A 200, but not of one tea's own page. Which address has just the Assam?",
        ),
        (
            lambda c: bool(c.response_header("ETag")),
            "A 200 without a version: the display could not tell later whether it changed.",
        ),
        (lambda c: "Assam" in c.response_text, "The recipe of another tea. The display is about Assam."),
    ),
    near=(
        (404, "No such tea. `GET /teas` lists those there are."),
        (304, "You said that you hold it already. The display holds nothing yet."),
    ),
)

SOMETHING_NEW = provoke(
    201,
    "a-tea-of-the-month",
    "A tea of the month",
    "A supplier sends a new tea, and it goes on the menu today. Put it there, and have the server confirm that "
    "something exists now which was not there before.",
    (
        "Collections take new members, and addresses that are still free can be filled.",
        "`POST` to the collection lets the server pick the number; content is JSON with `name` and `minutes`.",
        "`POST /teas` with `Content-Type: application/json`, a blank line and an object with a name and the minutes.",
    ),
    needs=(
        (
            lambda c: c.method == "PUT" or bool(c.response_header("Location")),
            "A 201 that does not say where the new thing is. The menu does.",
        ),
        (lambda c: c.path.startswith("/teas"), "Something new exists, but it is no tea on the menu."),
    ),
    near=(
        (
            lambda c: c.status == 204 and c.method == "PUT" and c.path.startswith("/teas/"),
            "That replaced a tea that was there. Nothing new came to exist.",
        ),
        (422, "Understood and refused: `detail` names the field that will not do."),
        (415, "The menu takes JSON, and wants to be told that it is JSON."),
        (400, "The content could not be read as JSON."),
        (405, "That address takes no new members that way: see `Allow`."),
    ),
)

NOTED = provoke(
    202,
    "tea-for-a-wedding",
    "Tea for a wedding",
    "A wedding wants eighty cups at three o'clock. Have the Teahouse take the job on without keeping you on the line.",
    (
        "An order of cups for a table is done at once. Big pots are brewed elsewhere.",
        "Work that takes its time is a `POST` to the brewing jobs, in JSON with `tea` and `cups`.",
        "`POST /brews` with `Content-Type: application/json` and the number of a tea and eighty cups.",
    ),
    needs=((lambda c: bool(c.response_header("Location")), "Accepted, but nobody told you where to ask how it goes."),),
    near=(
        (
            lambda c: c.status == 201 and c.path == "/orders",
            "A table's order, made at once. Eighty cups are another matter, and have another place.",
        ),
        (422, "Understood and refused: `detail` says which number will not do."),
        (415, "It wants JSON, and to be told so."),
        (400, "The content could not be read as JSON."),
    ),
)

REWRITTEN = provoke(
    203,
    "the-old-terminal",
    "The old terminal",
    "The terminal in the storeroom shows ASCII only, and the forward proxy helps it. Read today's notice the way the "
    "terminal does, and have the proxy admit that it has changed what the Teahouse said.",
    (
        "You must not ask the Teahouse itself, but the proxy: `lab.proxy_url`, or `%%http --proxy`.",
        "A proxy is asked with the whole address in the request line. It rewrites plain text that does not forbid it.",
        "In a `%%http --proxy` cell: `GET http://teahouse/notices/today`.",
    ),
    needs=((lambda c: c.layer is Layer.PROXY, "A 203, but no proxy was on the way to change anything."),),
    near=(
        (
            lambda c: c.status == 200 and bool(c.exchange.via) and "no-transform" in c.response_header("Cache-Control"),
            "The proxy was asked, and `no-transform` ties its hands. Take a text that does not forbid it.",
        ),
        (
            lambda c: c.status == 200 and bool(c.exchange.via),
            "Through the proxy, and it found nothing to rewrite. Take plain text with typographic signs.",
        ),
        (
            lambda c: c.status == 200 and c.path.startswith("/notices/"),
            "The right text, straight from the Teahouse. The terminal reads it through the proxy.",
        ),
        (
            lambda c: c.status == 400 and c.layer is Layer.PROXY,
            "A proxy has to be told the host as well: the whole address stands in the request line.",
        ),
        (407, "That host is for members. The notice hangs at the ordinary one."),
    ),
)

NOTHING_TO_SAY = provoke(
    204,
    "off-with-the-peppermint",
    "Off with the peppermint",
    "The pots on the windowsill have dried up, and Peppermint has to go from the menu. Take it off; the server should "
    "confirm that, and say no more.",
    (
        "A method asks for a thing to be gone. Mind which address you send it to.",
        "`DELETE`, to the page of that one tea. The list tells its number.",
        "`DELETE /teas/N`, with the number of Peppermint for N.",
    ),
    needs=(
        (
            lambda c: c.writes,
            "A 204 to a question. The menu is as it was.",
        ),
        (
            lambda c: c.path.startswith("/teas/"),
            "Done, and nothing to say; but the menu is as it was.",
        ),
        (lambda c: c.method == "DELETE", "Saved, and nothing to say. But Peppermint is still on the menu."),
    ),
    near=(
        (405, "That address does not take it: this would be the whole menu. One tea has an address of its own."),
        (404, "No such tea (any more)."),
        (412, "A condition kept it from happening."),
    ),
)

CLEAR_IT = provoke(
    205,
    "next-guest-please",
    "Next guest, please",
    "At the window stands a tablet with the guest book. Leave an entry as its form would, so that the server tells the "
    "tablet to empty the form for the next guest.",
    (
        "It is not JSON that a form sends.",
        "A form posts `application/x-www-form-urlencoded`: pairs of a name and a value, joined by `&`.",
        "`POST /guestbook` with that `Content-Type` and `name=…&text=…` as content.",
    ),
    needs=((lambda c: c.method == "POST", "A 205 to something that was no form."),),
    near=(
        (415, "The guest book wants what a form sends, and a Content-Type that says so."),
        (422, "A form, and one of its two fields is missing or empty."),
        (lambda c: c.path == "/guestbook" and c.status == 200, "That is reading the book. Write in it."),
    ),
)

A_PART = provoke(
    206,
    "the-last-lines",
    "The last lines",
    "A reader's preview wants only the end of the Assam leaflet, and must not pay for the rest. Fetch the last two "
    "hundred bytes and nothing else.",
    (
        "You need not know how long the leaflet is to ask for its end.",
        "The field is `Range`. A range without a first number counts from the end.",
        "`GET /leaflets/assam.txt` with `Range: bytes=-200`.",
    ),
    needs=(
        (lambda c: bool(c.request_header("Range")), "A 206, and you asked for no range?"),
        (
            lambda c: "Content-Range" in (c.exchange.response or ()),
            "Several pieces, each with a range of its own. The preview wants one, the end.",
        ),
        (lambda c: c.response_header("Content-Length") == "200", "A part, but not two hundred bytes long."),
        (
            lambda c: _is_the_end(c.response_header("Content-Range")),
            "Two hundred bytes, but not the last ones. Content-Range tells which they were.",
        ),
    ),
    near=(
        (416, "Not one byte of that range exists. Content-Range tells how many there are."),
        (
            lambda c: c.status == 200 and bool(c.request_header("Range")),
            "You asked for a part and got it all: a unit or a form of Range that the server ignores, or a page without "
            "ranges.",
        ),
        (lambda c: c.status == 200 and c.path.startswith("/leaflets/assam"), "All of it. Ask for a part."),
    ),
)


def _is_the_end(content_range: str) -> bool:
    """`bytes 800-999/1000` is the end, `bytes 0-199/1000` is not."""
    last, _, size = content_range.partition("-")[2].partition("/")
    return last.isdigit() and size.isdigit() and int(last) + 1 == int(size)


MANY = provoke(
    207,
    "stocktaking",
    "Stocktaking",
    "The auditor wants the cellar's west rack with everything on it in one answer, each thing with its own verdict. "
    "Get such an answer.",
    (
        "The cellar speaks WebDAV, which has a method for looking at properties instead of content.",
        "`PROPFIND` with `Depth: 1` is the thing and its members. Without content it asks for all properties.",
        "`PROPFIND /cellar/racks/west/` with `Depth: 1`.",
    ),
    needs=(
        (
            lambda c: c.response_text.count("response>") >= 4,
            "A 207 that speaks of one thing only. The auditor wants the rack and what is on it.",
        ),
    ),
    near=(
        (508, "The way down leads back to itself. You need not go to the very bottom."),
        (
            lambda c: c.path.startswith("/cellar") and c.method == "GET",
            "That is the thing's content. Ask for properties.",
        ),
        (400, "Read `detail`: the depth or the XML of the question is not in order."),
        (415, "The question itself is XML, and has to say so; or leave the content away."),
    ),
)

AGAIN = provoke(
    208,
    "count-nothing-twice",
    "Count nothing twice",
    "The auditor lists all of the racks, however deep, and has heard that one shelf is the racks themselves once more. "
    "Get a list in which that shelf is named and not counted again.",
    (
        "An old client asking that question is refused: it would walk in a circle. A newer one says that it knows.",
        "It says so in the field `DAV`, with a word for what ties two addresses to one thing.",
        "`PROPFIND /cellar/racks/` with `Depth: infinity` and `DAV: bind`.",
    ),
    needs=(
        (
            lambda c: "bind" in c.request_header("DAV"),
            "There is a 208 in there, and your client never said it could read one.",
        ),
    ),
    near=(
        (508, "The circle was found; but your client did not say that it can bear one."),
        (
            lambda c: c.status == 207 and c.path.startswith("/cellar/racks"),
            "A list that ends before the circle begins. Go all the way down.",
        ),
    ),
)

CHANGES = provoke(
    226,
    "only-the-difference",
    "Only the difference",
    "The kitchen display holds a recipe of the house blend, and its line is slow. Somebody changes the recipe; have "
    "only the difference sent to the display.",
    (
        "Three requests: what the display has, a change by anybody, and the question for what is new.",
        "`A-IM` names the kind of difference that you can read (`diffe`), `If-None-Match` the version that you hold.",
        'After a `PUT` of a changed text: `GET /recipes/house-blend` with `A-IM: diffe` and `If-None-Match: "v1"`.',
    ),
    needs=(
        (lambda c: bool(c.request_header("A-IM")), "A 226 that nobody asked for?"),
        (lambda c: bool(c.response_header("IM")), "A 226 that does not say what was done to it."),
    ),
    near=(
        (304, "You hold the newest version, so there is no difference. Somebody has to change it first."),
        (
            lambda c: c.status == 200 and bool(c.request_header("A-IM")),
            "The whole recipe: the server does not know the version you named, or not that kind of difference, or the "
            "difference would be longer than the whole.",
        ),
    ),
)

CHALLENGES = (
    PLAIN_YES,
    SOMETHING_NEW,
    NOTED,
    REWRITTEN,
    NOTHING_TO_SAY,
    CLEAR_IT,
    A_PART,
    MANY,
    AGAIN,
    CHANGES,
)
