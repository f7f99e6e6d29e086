"""The texts that the Teahouse serves: teas, leaflets, notices, pages and style sheets."""

TEAS = (
    ("Lapsang Souchong", 4, "Smoky as a fireside. Not for the shy."),
    ("Gyokuro", 2, "Grown in the shade, brewed with patience."),
    ("Rooibos", 6, "Not a tea, strictly; nobody has minded yet."),
    ("Darjeeling", 3, "Light, with a hint of muscat grapes."),
    ("Genmaicha", 2, "Green tea and toasted rice. Tastes of rain."),
    ("Peppermint", 7, "Straight from the pots on the windowsill."),
    ("Assam", 4, "Malty, bright, and on speaking terms with milk."),
)

# Twenty lines of fifty bytes each, so that bytes 0-99 are the first two lines and 900-999 the last two.
LEAFLET = (
    "Assam, and how to do it justice.",
    "A leaflet of the Teahouse. Please take one.",
    "",
    "The leaves grow low down by a wide river,",
    "where the nights are as warm as the days.",
    "That is where the malt in the cup is from.",
    "",
    "Warm the pot. Cold china steals the heat.",
    "One spoon of leaf a cup, none for the pot.",
    "Water at a full boil, and straight on it.",
    "",
    "Four minutes. Not three: thin and sharp.",
    "Not six: that is for tanning leather.",
    "Pour it out, all of it. Leaves left in",
    "water go on brewing when no one looks.",
    "",
    "Milk is allowed. First or last? We serve",
    "both sides, at tables well apart.",
    "",
    "Cut this page anywhere; it can be resumed.",
)

NOTICES = {
    "today": (
        "Today’s scones are out of the oven — one each, please, until everyone has had theirs…\n"
        "The “quiet table” is by the window; it is quiet from 3–5.\n",
        "max-age=60",
    ),
    "recipe": (
        "House Assam: 2½ g of leaf, 200 ml of water at 98 °C, 4′ — no more.\n"
        "Pass it on letter by letter: without its signs a recipe is only a rumor.\n",
        "no-transform",
    ),
}

# Longer than any change to it, so that a delta is worth sending.
HOUSE_BLEND = b"""\
The house blend

Assam, two spoons
Darjeeling, one spoon
Orange peel, a ribbon

Warm the pot, and the cups with it.
Water at a full boil, straight on the leaf.
Four minutes under the cozy.
Stir once, pour slowly, leave the last drop.

Keeps for a week in a tin, away from the light.
"""

BOARD = b"""\
Scones: twelve
Seed cake: one, small
"""

BAN = (
    "Not to be served: the Office of Leaf Safety demands it under section 12 of the Leaf Act. "
    "It covers every recipe with wormwood."
)

OOLONG = {
    "/leaflets/oolong.txt": ("text/plain", "Oolong: half green, half black, and in no hurry at all.\n"),
    "/leaflets/oolong.html": ("text/html", "<p>Oolong: half green, half black, and in <em>no</em> hurry at all.</p>\n"),
}
GIFT = {
    "/leaflets/gift.en": ("en", "A gift: tea for two, and the afternoon that goes with it.\n"),
    "/leaflets/gift.de": ("de", "Ein Geschenk: Tee für zwei und der Nachmittag dazu.\n"),
    "/leaflets/gift.zh": ("zh", "一份礼物：两人份的茶，连同整个下午。\n"),
}
SEASON = {
    "/leaflets/season.de": ("de", "Herbst: Zeit für Rauchtee.\n"),
    "/leaflets/season.en-GB": ("en-GB", "Autumn: the colour of smoky tea.\n"),
    "/leaflets/season.en-US": ("en-US", "Fall: the color of smoky tea.\n"),
}

PLAQUE = """\
306: an empty frame.
A draft of HTTP once meant it for switching proxies; it was never agreed upon.
The number stays reserved, so that nobody takes it for anything else (RFC 9110 section 15.4.7).
That is why this page is a 200.
"""
EXHIBIT = """\
Exhibit 305, behind glass. This reply is canned: the museum made it up, nothing here needs a proxy.
Clients once were to go through the proxy in Location. None should: who sends you there reads your mail.
"""

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""

FRONT = _PAGE.format(
    title="The Teahouse",
    style="/style.css",
    body="""\
<p>Come in. Everything here answers to HTTP.</p>
<ul>
<li><a href="/menu">The menu</a>, and <a href="/menu/seasonal">what the season brings</a></li>
<li><a href="/teas">Our teas</a>, and <a href="/leaflets/assam.txt">a leaflet</a> to take home</li>
<li><a href="/orders">Orders</a>, <a href="/kettle">the kettle</a>, <a href="/till/sample">a sample</a></li>
<li><a href="/notices/today">Today's notice</a>, <a href="/specials/today">today's special</a></li>
<li><a href="/guestbook">The guestbook</a></li>
<li><a href="/recipes/house-blend">The house blend</a>, <a href="/leaflets/gift">a gift</a>,
<a href="/specials/board">the board</a> by the door, <a href="/window-seat">the window seat</a></li>
<li><a href="/tasting">The live tasting</a>, <a href="/pot-1">the pot</a>, <a href="/museum/caddy">the museum</a></li>
<li><a href="/regulars">For regulars</a></li>
<li><a href="/staff/rota">Staff only</a></li>
</ul>""",
)
LOGIN = _PAGE.format(
    title="For regulars",
    style="/style.css",
    body="""\
<form method="post" action="/login">
<label>What is the word? <input name="word" type="password"></label>
<input name="next" type="hidden" value="{next}">
<button>Let me in</button>
</form>""",
)
STAFF_LOGIN = _PAGE.format(
    title="Staff login",
    style="/style.css",
    body="""\
{note}<form method="post" action="/staff/login">
<label>Name <input name="name" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<input name="next" type="hidden" value="{next}">
<button>Log in</button>
</form>""",
)
MENU = _PAGE.format(
    title="Menu",
    style="/style.css",
    body="""\
<ul>
<li>Assam, by the pot</li>
<li>Darjeeling, by the cup</li>
<li>Scones, while they last</li>
</ul>""",
)
SEASONAL = _PAGE.format(
    title="Winter menu",
    style="/winter.css",
    body="""\
<p>The first snow came early, and the pumpkins went home.</p>
<ul>
<li>Lapsang Souchong, by the fire</li>
<li>Mulled Rooibos</li>
</ul>""",
)
STYLES = {
    "style": "body { margin: 2rem auto; max-width: 30rem; font: 1.1rem/1.6 serif; }\nh1 { color: #5b3a1e; }\n",
    "autumn": "body { margin: 2rem auto; max-width: 30rem; background: #fbeedd; }\nh1 { color: #a3471b; }\n",
    "winter": "body { margin: 2rem auto; max-width: 30rem; background: #eef4f8; }\nh1 { color: #23506b; }\n",
}


def leaflet(edition: int) -> bytes:
    """The leaflet, 1000 bytes. Each line begins with edition and line number, so that mixed editions are noticed."""
    lines = (f"{edition}/{number:02} {text}"[:49] for number, text in enumerate(LEAFLET, start=1))
    return "".join(f"{line:<49}\n" for line in lines).encode("ascii")


# What the tablets on the tables show.
DISPLAY = {
    "today": b"Today: scones with plum jam.\n",
    "hours": b"Open from 9 to 18.\n",
    "prices": b"A pot of Assam: 4.20.\n",
    "queue": b"Waiting for a table: 3.\n",
    "news": b"A new Darjeeling has arrived.\n",
    "voucher": b"One free pot, for this table only.\n",
    "points": b"Your points: 12.\n",
    "seats": b"Free seats: 5.\n",
    "story": b"""How the Teahouse began

There was a stove, a kettle and a window, and it rained.
Somebody came in to get dry, and asked for a cup of tea.
The next day it rained again, and three people came in.
There were two cups. So we bought a third one, then a pot,
then a table to put it on, and at last a sign for the door.
It has stopped raining since. Nobody has noticed yet.
""",
}
GREETING = {"en": "Welcome! Please take a seat.\n", "de": "Willkommen! Bitte nehmen Sie Platz.\n"}
BILL = "Table 4: two pots of Assam, one scone. To pay: 10.90.\n"
BILL_LOGIN = "Which table is yours? Please log in to see your bill.\n"
