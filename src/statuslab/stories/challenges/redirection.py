"""The challenges of 3xx: be sent elsewhere, and know with what."""

from __future__ import annotations

from statuslab.scenarios.judging import Case, provoke


def _is_conditional(case: Case) -> bool:
    return bool(case.request_header("If-None-Match") or case.request_header("If-Modified-Since"))


CHOOSE = provoke(
    300,
    "no-favorite",
    "No favorite",
    "A link checker of yours collects every version in which a leaflet exists. Get the Teahouse to lay out the "
    "versions of the oolong leaflet instead of picking one.",
    (
        "The server picks one as soon as your request says what you like. Many clients say so unasked.",
        "What you would take stands in `Accept`. Leave it out, or like everything equally.",
        "`GET /leaflets/oolong` and nothing more; `%%http` adds no `Accept`.",
    ),
    near=(
        (
            lambda c: c.path == "/leaflets/oolong" and c.status == 200,
            "It picked one for you, because your request said what it likes: see `Accept`.",
        ),
        (lambda c: c.path.startswith("/leaflets/oolong.") and c.status == 200, "That is one of the versions itself."),
        (406, "You left no choice that exists. Here none should be needed."),
    ),
)

FOR_GOOD = provoke(
    301,
    "last-years-poster",
    "Last year's poster",
    "Last year's posters bear the address `/tea-list`, and guests type it in all the time. Find out what the Teahouse "
    "does with it, and whether bookmarks should be changed.",
    (
        "Ask as a guest does, with a client that shows you the first answer and does not run after it.",
        "Many clients follow by themselves; the lab sees the first answer all the same.",
        "`GET /tea-list`.",
    ),
    needs=(
        (lambda c: bool(c.response_header("Location")), "A 301 that does not say where to. A client is lost with it."),
    ),
    near=(
        (302, "That is a move for now. The poster's address moved for good."),
        (308, "For good, and made for those who post. The poster's address is simply read."),
        (307, "That is a move for now, made for those who post."),
        (lambda c: c.path == "/teas" and c.status == 200, "That is where it moved to. What does the old address say?"),
    ),
)

FOR_NOW = provoke(
    302,
    "todays-window-seat",
    "Today's window seat",
    "A guest wants to bookmark the table by the window, and you have to tell them which address to keep. Have the "
    "Teahouse show you that it is somewhere else today and may be elsewhere tomorrow.",
    (
        "The seat has an address of its own, and so has each table.",
        "The address that is good tomorrow is the one that sends you on today.",
        "`GET /window-seat`.",
    ),
    needs=((lambda c: bool(c.response_header("Location")), "A 302 that does not say where to."),),
    near=(
        (301, "For good, that says. A bookmark would be changed, and be wrong tomorrow."),
        (303, "That sends you to another thing, the answer to what you did. The seat is the very thing you asked for."),
        (307, "For now, and made for those who post. Here somebody just looks."),
        (lambda c: c.path.startswith("/tables/") and c.status == 200, "A table, yes. Tomorrow it may stand elsewhere."),
    ),
)

SEE_THERE = provoke(
    303,
    "where-is-my-pot",
    "Where is my pot?",
    "You put on a big pot and watch its job. Stay with it until the job itself sends you to what you came for.",
    (
        "Two addresses: the order for brewing answers with the one of the job. Ask there, more than once.",
        "While it brews the job says how long: `Retry-After`. Afterwards it has only one thing left to tell.",
        "`POST /brews` (JSON, `tea` and `cups`), then `GET` its `Location`, and again two seconds later.",
    ),
    needs=((lambda c: bool(c.response_header("Location")), "A 303 that does not say where to look."),),
    near=(
        (
            lambda c: c.path.startswith("/brews/") and c.status == 200,
            "Still brewing. `Retry-After` tells when it is worth asking again.",
        ),
        (202, "The job is taken on. Now watch it, at the address in `Location`."),
        (lambda c: c.path.startswith("/pots/") and c.status == 200, "That is the pot. The task wants the sign to it."),
        (lambda c: c.path.startswith("/brews/") and c.status == 404, "No such job. `Location` of the 202 names yours."),
    ),
)

STILL_GOOD = provoke(
    304,
    "a-cheaper-question",
    "A cheaper question",
    "A page of yours asks for the same recipe every minute and throws away the same bytes each time. Ask in a way that "
    "lets the Teahouse answer without sending the recipe once more.",
    (
        "Say what you hold. For that you need to have looked at it once.",
        "Each answer brings an `ETag`; it goes back in `If-None-Match`. A date would do as well.",
        "`GET /teas/7` with `If-None-Match:` and the `ETag` of the answer before, quotes included.",
    ),
    needs=(
        (_is_conditional, "A 304 to a question without a condition?"),
        (lambda c: c.method in ("GET", "HEAD"), "A 304 answers reading only."),
    ),
    near=(
        (
            lambda c: c.status == 412 and bool(c.request_header("If-Match")),
            "That condition says 'only if it still is'. Yours should say 'only if it is another by now'.",
        ),
        (412, "For a change a condition that fails is an error. You want to read."),
        (
            lambda c: c.status == 200 and _is_conditional(c),
            "It was sent in full: what you named is not the current version. Mind the quotes.",
        ),
        (
            lambda c: c.status == 200 and bool(c.response_header("ETag")),
            "In full, for you did not say what you hold. Note the `ETag`.",
        ),
    ),
)

HATCH = provoke(
    307,
    "wet-paint",
    "Wet paint",
    "The takeaway app posts its orders to `/takeaway/orders`, and the hatch there is being painted. Send an order as "
    "the app does, and see whether it would arrive unharmed where it is sent today.",
    (
        "An app that sends orders does not merely look.",
        "`POST`, with the order as JSON. What you want to see is that nothing of it has to change on the way.",
        '`POST /takeaway/orders` with `Content-Type: application/json` and an order such as `{"tea": 7, "cups": 1}`.',
    ),
    needs=((lambda c: c.method != "GET", "A 307 to a GET: nothing could have been lost. Send an order."),),
    near=(
        (308, "For good, that says. The paint will be dry by tonight."),
        (301, "That one loses orders: most clients make a GET of it. And it says that it is for good."),
        (
            lambda c: c.path == "/orders" and c.status == 201,
            "Straight to the counter. The app still goes to the hatch.",
        ),
    ),
)

BAR = provoke(
    308,
    "the-old-till",
    "The old till",
    "The bar was taken out last winter, and an old till still posts to `/bar/orders`. Send an order as the till does, "
    "and get the answer that loses nothing and changes its address book.",
    (
        "The till sends orders. What matters is that method and content stay what they are.",
        "`POST`, with the order as JSON. There are two codes that keep the method; one of them is for good.",
        '`POST /bar/orders` with `Content-Type: application/json` and an order such as `{"tea": 7, "cups": 1}`.',
    ),
    needs=((lambda c: c.method != "GET", "A 308 to a GET: the till sends orders, and these must not get lost."),),
    near=(
        (301, "For good, but most clients would make a GET of the order. This is another old address."),
        (307, "Nothing is lost, but the till would come back here tomorrow."),
        (lambda c: c.path == "/orders" and c.status == 201, "Straight to the counter. The till does not know it yet."),
    ),
)

CHALLENGES = (CHOOSE, FOR_GOOD, FOR_NOW, SEE_THERE, STILL_GOOD, HATCH, BAR)
