"""The stories of 4xx, part one: the request itself has to change."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, scene

JSON = "Content-Type: application/json"


@scene(
    400,
    name="half-a-sentence",
    title="Half a sentence",
    situation=(
        "A script builds its JSON by hand and forgets the closing brace. It posts the order to the Teahouse: right "
        "address, right media type, and content that breaks off in the middle. What comes back?"
    ),
    choices={
        400: "Bad Request: it says JSON and is none. Nothing about the order can even be judged.",
        415: "JSON is what the server wants; that it is broken JSON is another matter.",
        422: "For content that can be read and makes no sense; this cannot be read.",
        500: "A server that breaks on bad input says this; a careful one says whose mistake it was.",
    },
    at_work="Do not repeat a 400 as it is: the same bytes earn the same answer. Read the detail, mend, send.",
    source=("orders.place_order", "parsing.json_object"),
)
def half_a_sentence(run: SceneRun) -> None:
    run.provoke("You post JSON without its end.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2')
    run.resolve("With the brace it is an order.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2}}')


@scene(
    400,
    name="not-even-http",
    title="Not even HTTP",
    situation=(
        "A home-made client leaves out the Host field, which every HTTP/1.1 request must have. The path is right, the "
        "tea exists. Who answers, and with what?"
    ),
    choices={
        200: "A lenient server might; a conforming one must not, for it cannot know which site was meant.",
        400: "The server in front, before the Teahouse has seen a thing: without Host it is no HTTP/1.1 request.",
        404: "Nobody got as far as looking for the tea.",
        421: "That needs a Host that names the wrong place; here none was named.",
    },
    at_work="A 400 that your application's log does not know of comes from a layer in front of it. Look there.",
)
def not_even_http(run: SceneRun) -> None:
    run.provoke("A request without Host.", "GET /teas/7 HTTP/1.1\nAccept: */*\n\n", as_is=True)
    run.resolve("One line more, and the application gets to see it.", "GET /teas/7\nAccept: */*")


@scene(
    405,
    name="wipe-the-menu",
    title="Wipe the menu",
    situation=(
        "A cleaning script is to remove one tea, forgets the number, and sends `DELETE /teas`: the whole menu. The "
        "server knows DELETE well, it deletes single teas all day long. But nobody ever deletes the collection. What "
        "keeps the Teahouse in business?"
    ),
    choices={
        403: "No one may do it, so this is not about rights; the method is simply not offered here.",
        404: "The menu exists, and stays.",
        405: "Method Not Allowed: known here, not taken by this resource; Allow lists those that are.",
        501: "It would mean that the server cannot DELETE anything at all. It can.",
    },
    at_work="Read Allow: it tells what this address takes. A 405 without it is broken.",
    source=("replies.method_not_allowed", "replies.allowed_methods"),
)
def wipe_the_menu(run: SceneRun) -> None:
    run.provoke("The script deletes everything, or so it thinks.", "DELETE /teas", actor="the script")
    run.resolve("The same list as an answer to a polite question.", "OPTIONS /teas")
    run.resolve("With the number it does what was meant.", "DELETE /teas/3", actor="the script")


@scene(
    406,
    name="a-gift-in-finnish",
    title="A gift in Finnish",
    situation=(
        "You want to give a leaflet to a guest who reads Finnish and nothing else, and ask for it with "
        "`Accept-Language: fi`. There are English, German and Chinese versions. This house would rather say so than "
        "hand out a gift that cannot be read. What comes back?"
    ),
    choices={
        200: "Many servers would send English all the same, and may. This one is strict.",
        300: "A list to choose from, for a client that left it open. You did not.",
        406: "Not Acceptable: nothing that there is fits what you said you would take; the list follows.",
        415: "That complains of what you sent. You sent nothing, you asked for something.",
    },
    at_work="Being strict is the exception: a default helps more people. If you are, list what there is.",
    source=("leaflets.gift",),
)
def a_gift_in_finnish(run: SceneRun) -> None:
    run.provoke("You ask for Finnish, and only Finnish.", "GET /leaflets/gift\nAccept-Language: fi")
    run.resolve(
        "You allow for English as a second choice; Vary says that caches must know which.",
        "GET /leaflets/gift\nAccept-Language: fi, en;q=0.5",
    )


@scene(
    411,
    name="a-bag-without-a-weight",
    title="A bag without a weight",
    situation=(
        "At closing time a script sends the takings to the till. It streams them, chunk by chunk, and says nowhere how "
        "long they are. The till could read that, but it has a rule: no bag is opened whose weight is not written on "
        "it. The script asks first, with `Expect`. What comes back?"
    ),
    choices={
        400: "The request is well formed; chunks are a proper way to send content.",
        411: "Length Required: say with Content-Length how much is coming, and it will be taken.",
        413: "How could it be too much? Nobody knows how much it is.",
        415: "The type is the right one. It is the length that was left out.",
    },
    at_work="A server may insist on a length, few do. Where one does, gather the content first, then send.",
    source=("payments.deposit",),
)
def a_bag_without_a_weight(run: SceneRun) -> None:
    asked = f"POST /till/deposit\n{JSON}\nTransfer-Encoding: chunked\nExpect: 100-continue"
    run.provoke("The script announces chunks, and waits.", asked, actor="the script", hold=True)
    run.resolve(
        "With Content-Length the bag is opened.", f'POST /till/deposit\n{JSON}\n\n{{"coins": 14}}', actor="the script"
    )


@scene(
    413,
    name="a-whole-afternoon",
    title="A whole afternoon",
    situation=(
        "You send a recording of a whole afternoon in the tearoom, 30,000 bytes. The Teahouse keeps none above 20,000. "
        "Your client does not ask beforehand, it sends the lot at once. The server sees from the head alone that it is "
        "too much, and answers without reading the rest. With what?"
    ),
    choices={
        400: "Every byte is well formed. There are only too many.",
        413: "Content Too Large: and a careful server lets you finish, so that you get to read it.",
        414: "That is for an address too long. This one is short.",
        507: "There is room on the shelf. It is a rule that stands in the way, not a lack of space.",
    },
    at_work="A server that answers early and slams the door loses its own answer: your client sees a broken pipe.",
    source=("uploads.start_upload",),
)
def a_whole_afternoon(run: SceneRun) -> None:
    recording = "POST /uploads\nContent-Type: text/plain"
    run.provoke("All of it, without asking.", f"{recording}\n\n{'clink, ' * 4_285}clink")
    run.resolve("The best of it.", f"{recording}\n\n{'clink, ' * 85}clink")


@scene(
    414,
    name="a-poem-in-the-address",
    title="A poem in the address",
    situation=(
        "A guest has written a long poem about Assam, and a badly made form puts all of it into the address: `GET` "
        "with a query of nine thousand signs. The server reads request lines of eight thousand, and must decide before "
        "it has seen the end. What comes back?"
    ),
    choices={
        400: "Not wrong in spirit; but it is the length of the address alone, and there is a word for that.",
        413: "That is for content. A GET like this has none, everything is in its first line.",
        414: "URI Too Long: the target is longer than the server is willing to read.",
        431: "The fields are short. It is the line above them that is too long.",
    },
    at_work="What people write belongs into content: POST it. Addresses also end up in logs and histories.",
)
def a_poem_in_the_address(run: SceneRun) -> None:
    poem = "O+malt,+O+morning,+" * 500
    run.provoke("The poem as a query.", f"GET /guestbook?text={poem}")
    run.resolve("The poem as content.", f"POST /uploads\nContent-Type: text/plain\n\n{poem.replace('+', ' ')}")


@scene(
    415,
    name="an-order-in-xml",
    title="An order in XML",
    situation=(
        "A supplier's old system sends its orders as XML, neatly formed, with the right `Content-Type`, as it has done "
        "for twenty years elsewhere. The Teahouse takes orders in JSON and in nothing else. It has not read a byte of "
        "the content when it answers. With what?"
    ),
    choices={
        400: "The XML may be perfect. Nobody has looked.",
        406: "That is about what you want back. Here it is about what you sent.",
        415: "Unsupported Media Type: not in this format; Accept in the answer says which would do.",
        422: "For content in the right format that makes no sense. This has not come so far.",
    },
    at_work="415 is about your Content-Type or Content-Encoding. Look at the answer's Accept or Accept-Encoding.",
    source=("orders.place_order", "parsing.check_header"),
)
def an_order_in_xml(run: SceneRun) -> None:
    xml = "<order><tea>7</tea><cups>2</cups></order>"
    run.provoke("The order as XML.", f"POST /orders\nContent-Type: application/xml\n\n{xml}", actor="the supplier")
    run.resolve("The same order in JSON.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2}}', actor="the supplier")


@scene(
    416,
    name="past-the-last-page",
    title="Past the last page",
    situation=(
        "A download tool lost count. It believes it holds five thousand bytes of the leaflet, and asks for what "
        "follows: `Range: bytes=5000-`. The leaflet has one thousand, so not one byte of what it asks for exists, and "
        "the user is still waiting. What comes back?"
    ),
    choices={
        200: "A server may do that, with the whole leaflet. This one says what is wrong.",
        206: "Partial content, of which there would be none.",
        404: "The leaflet is there. It is its byte 5000 that is not.",
        416: "Range Not Satisfiable: and Content-Range tells how long it really is.",
    },
    at_work="Content-Range: bytes */1000 is the help in this answer. If you have 1000 bytes already, you are done.",
    source=("ranges.requested_parts", "ranges.select"),
)
def past_the_last_page(run: SceneRun) -> None:
    run.provoke("From byte 5000 on.", "GET /leaflets/assam.txt\nRange: bytes=5000-", actor="the tool")
    run.resolve(
        "The last hundred bytes, now that it knows.", "GET /leaflets/assam.txt\nRange: bytes=900-", actor="the tool"
    )


@scene(
    417,
    name="great-expectations",
    title="Great expectations",
    situation=(
        "A creative client sends its order with `Expect: tea-ready`: take this only if the tea will be ready. There is "
        "one expectation in HTTP, that of a go-ahead before the content, and this is another. The server in front of "
        "the Teahouse does not know it, and says so. How?"
    ),
    choices={
        100: "The go-ahead answers one expectation only: 100-continue.",
        412: "For a condition such as If-Match that was understood and does not hold.",
        417: "Expectation Failed: somebody on the way cannot meet what you expect. Send it without.",
        501: "The method is known and done here. It is one field that asks too much.",
    },
    at_work="Expect can say 100-continue and nothing else today. After a 417 repeat the request without the field.",
)
def great_expectations(run: SceneRun) -> None:
    order = '{"tea": 7, "cups": 2}'
    run.provoke("An order with an expectation.", f"POST /orders\n{JSON}\nExpect: tea-ready\n\n{order}")
    run.resolve("The same without it.", f"POST /orders\n{JSON}\n\n{order}")


@scene(
    418,
    name="coffee-please",
    title="Coffee, please",
    situation=(
        "A guest, new to the house, sends `BREW /pot-1` with the content type of coffee. There is a protocol for "
        "coffee pots, an April joke of 1998, and the pot knows it. But it is short, and stout, and made for something "
        "else. What does it answer?"
    ),
    choices={
        405: "BREW is taken here, gladly. It depends on what is to be brewed.",
        406: "It would be about what you want to get back. The pot looks at what you want to put in.",
        418: "A teapot, asked for coffee, says that it is a teapot.",
        503: "No rest and no repair will ever make coffee come out of it.",
    },
    at_work="Do not send it in earnest. The number is kept unused because the joke is running on too many servers.",
    source=("teapots.brew",),
)
def coffee_please(run: SceneRun) -> None:
    run.provoke("Coffee.", "BREW /pot-1\nContent-Type: message/coffeepot\n\nstart", actor="the guest")
    run.resolve("Tea.", "BREW /pot-1\nContent-Type: message/teapot\n\nstart", actor="the guest")


@scene(
    422,
    name="minus-three-cups",
    title="Minus three cups",
    situation=(
        "Somebody types a minus by mistake, and the app orders -3 cups of Assam. The content is JSON as promised, and "
        "every brace is in place. The tea is on the menu. Only: there is no such thing as minus three cups, today or "
        "ever. What comes back?"
    ),
    choices={
        400: "Never quite wrong; but the content could be read without trouble, and there is a finer word.",
        409: "No state is in the way. Minus three cups will be no better tomorrow.",
        415: "JSON is what it should be, and JSON is what it is.",
        422: "Unprocessable Content: understood, well formed, and impossible.",
    },
    at_work="400: could not read it. 422: read it, makes no sense. A good one names the field.",
    source=("orders.place_order", "parsing.integer"),
)
def minus_three_cups(run: SceneRun) -> None:
    run.provoke("An order for minus three.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": -3}}')
    run.resolve("For three.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 3}}')


@scene(
    431,
    name="the-cookie-that-grew",
    title="The cookie that grew",
    situation=(
        "A script notes every tea you have looked at in a cookie. It only ever adds. After a long winter the cookie "
        "has forty thousand bytes and travels with each request, even with this plain GET. The server does not read "
        "that much of a head. What comes back?"
    ),
    choices={
        400: "Every byte of it is legal. It is merely too much of a good thing.",
        413: "That is for content. This request has none, it is all head.",
        414: "The first line is short. It is a field below it that has grown.",
        431: "Request Header Fields Too Large: one of them, or all of them together.",
    },
    at_work="Mostly a cookie. The site cannot repair it while it refuses every request: delete it in the browser.",
)
def the_cookie_that_grew(run: SceneRun) -> None:
    run.provoke("A GET with the cookie.", f"GET /teas/7\nCookie: seen={'7-assam_' * 5_000}")
    run.resolve("The same without it.", "GET /teas/7")


SCENES = (
    half_a_sentence,
    not_even_http,
    wipe_the_menu,
    a_gift_in_finnish,
    a_bag_without_a_weight,
    a_whole_afternoon,
    a_poem_in_the_address,
    an_order_in_xml,
    past_the_last_page,
    great_expectations,
    coffee_please,
    minus_three_cups,
    the_cookie_that_grew,
)
