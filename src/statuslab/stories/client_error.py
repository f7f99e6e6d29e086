"""The stories of 4xx: something about the request, and nearly always something the client can mend."""

from __future__ import annotations

import json

from statuslab.stories.by_hand import UPGRADE, close_frame, text_frame
from statuslab.stories.scene import tells
from statuslab.stories.visit import Visit

WAITER = "Authorization: Basic d2FpdGVyOm9vbG9uZw=="  # waiter:oolong
CHEF = "Authorization: Basic Y2hlZjphc3NhbQ=="  # chef:assam
JSON = "Content-Type: application/json"


@tells(
    code=400,
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
    source=("orders.place_order", "reading.json_object"),
)
def half_a_sentence(visit: Visit) -> None:
    visit.provoke("You post JSON without its end.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2')
    visit.resolve("With the brace it is an order.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2}}')


@tells(
    code=400,
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
def not_even_http(visit: Visit) -> None:
    visit.provoke("A request without Host.", "GET /teas/7 HTTP/1.1\nAccept: */*\n\n", as_is=True)
    visit.resolve("One line more, and the application gets to see it.", "GET /teas/7\nAccept: */*")


@tells(
    code=401,
    title="Staff only",
    situation="You open the staff rota without having said who you are. What comes back?",
    choices={
        401: "Prove who you are first; the challenge in WWW-Authenticate says how.",
        403: "That would mean: we know who you are, and the answer is no.",
        404: "The server makes no secret of the rota; it only wants to know who asks.",
        407: "The same question, but asked by a proxy on the way, not by the Teahouse.",
    },
    at_work="A 401 without WWW-Authenticate is broken: it says 'prove it' and not how.",
    source=("staff.read_rota",),
)
def staff_only(visit: Visit) -> None:
    visit.provoke("You ask without credentials.", "GET /staff/rota")
    visit.resolve(
        "A wrong password gets the same challenge again.",
        "GET /staff/rota\nAuthorization: Basic d2FpdGVyOmxhcHNhbmc=",
    )
    visit.resolve("The right one opens the door.", f"GET /staff/rota\n{WAITER}")


@tells(
    code=403,
    title="Not your payslip",
    situation=(
        "You are logged in as the waiter; your password is right. You open the payroll, which only the chef may see. "
        "What comes back?"
    ),
    choices={
        401: "The server knows exactly who you are; proving it once more changes nothing.",
        403: "Forbidden: understood, recognized, refused. Somebody else's credentials might do.",
        404: "A server may hide a page this way; the Teahouse hides its secret blend so, not its payroll.",
        409: "No state is in the way, only your role.",
    },
    at_work="401: log in. 403: logging in as you will not help; ask for the right, or for somebody who has it.",
    source=("staff.read_payroll",),
)
def not_your_payslip(visit: Visit) -> None:
    visit.before("Nobody in particular asks: who are you? 401.", "GET /staff/payroll")
    visit.provoke("The waiter asks, with the right password.", f"GET /staff/payroll\n{WAITER}")
    visit.resolve("The chef asks, and may.", f"GET /staff/payroll\n{CHEF}", actor="the chef")


@tells(
    code=404,
    title="No such tea",
    situation="You ask for tea number 99. There are seven teas, and there never was a number 99. What comes back?",
    choices={
        204: "It would say: there is such a tea, and nothing to tell about it.",
        400: "The request is well formed; there is simply nothing there.",
        404: "Not Found: nothing here, and no word on whether there ever was or will be.",
        410: "Only for what was there once and was taken away for good; the server knows of no such past.",
    },
    at_work="A 404 says nothing of tomorrow. If you know that a thing is gone for good, say 410.",
    source=("menu.read_tea",),
)
def no_such_tea(visit: Visit) -> None:
    visit.provoke("You ask for a tea that is not there.", "GET /teas/99")
    visit.resolve("The list says which ones are.", "GET /teas")


@tells(
    code=404,
    title="Behind a curtain",
    situation=(
        "There is a secret blend. The waiter, properly logged in, asks for its page. The Teahouse wants nobody but the "
        "chef even to know that the page exists. What does the waiter get?"
    ),
    choices={
        401: "A challenge would give away that there is something to log in for.",
        403: "An honest refusal, and with it the secret: so there is such a page.",
        404: "Not Found: the same answer as for a page that was never there.",
        451: "No law is involved, only a chef's pride.",
    },
    at_work="403 admits that something is there, 404 does not. Choose on purpose, and answer every stranger alike.",
    source=("staff.secret_blend",),
)
def behind_a_curtain(visit: Visit) -> None:
    visit.provoke("The waiter asks for the secret blend.", f"GET /staff/secret-blend\n{WAITER}", actor="the waiter")
    visit.resolve("The chef asks for the same page.", f"GET /staff/secret-blend\n{CHEF}", actor="the chef")


@tells(
    code=409,
    title="Already shipped",
    situation=(
        "A guest cancels order 3 in the app. You send `PATCH /orders/3` with the new status. The content is fine, no "
        "condition was sent, but the order left the house an hour ago. What comes back?"
    ),
    choices={
        400: "Nothing is wrong with the request; yesterday it would have worked.",
        409: "Conflict: fine request, wrong moment. The state of the order is in the way.",
        412: "That needs a condition in the request that turned out false; none was sent.",
        422: "The same content would be fine for another order, so the content is not the trouble.",
    },
    at_work="A good 409 says what is in the way and what you can do instead. Do that; do not retry.",
    source=("orders.change_order",),
)
def already_shipped(visit: Visit) -> None:
    visit.before("The order as it stands.", "GET /orders/3")
    visit.provoke("You try to cancel it.", f'PATCH /orders/3\n{JSON}\n\n{{"status": "cancelled"}}')
    visit.resolve("The answer named a way that is open: a return.", "POST /orders/3/return")


@tells(
    code=412,
    title="Two people, one recipe",
    situation=(
        "You open the Assam recipe, change the brewing time, get called to the counter, come back and save with "
        '`If-Match: "v1"`. While you were away the chef saved too: the menu is at "v2". What comes back?'
    ),
    choices={
        200: "That is the accident the condition was there to prevent: the chef's work gone, and nobody told.",
        409: "Close; but you named a condition, and it is false. There is a code for exactly that.",
        412: "Precondition Failed: you said 'only if it is still v1', and it is not.",
        423: "Nobody locked anything; versions were compared, not locks.",
    },
    at_work="A 412 is not for retrying as it is. Fetch, merge or ask the person, then send the new condition.",
    source=("menu.put_tea", "conditions.evaluate"),
)
def two_cooks(visit: Visit) -> None:
    first = visit.before('You read the recipe: version "v1".', "GET /teas/7")
    etag = first.response["ETag"] if first.response else ""
    visit.meanwhile(
        "The chef saves first.", f'PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{{"name": "Assam", "minutes": 3}}'
    )
    mine = '{"name": "Assam", "minutes": 5}'
    visit.provoke("You save what you changed.", f"PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{mine}")
    again = visit.resolve("You read again and see what the chef did. Nothing of it was lost.", "GET /teas/7")
    etag = again.response["ETag"] if again.response else ""
    visit.resolve("You agree on four minutes and save.", f"PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{mine[:-2]}4}}")


@tells(
    code=429,
    title="One more sample",
    situation=(
        "The till hands out free samples: three at once, then one every two seconds. You have had your three, and ask "
        "for a fourth right away. What comes back?"
    ),
    choices={
        402: "Samples are free; it is your pace, not your purse.",
        403: "Waiting would not help against a 403; here it is all it takes.",
        429: "Too Many Requests: you, too fast. Retry-After says how long to wait.",
        503: "The till is fine and serves everyone else; it is only you it slows down.",
    },
    at_work="Honor Retry-After; where there is none, back off, longer each time, with some chance mixed in.",
    source=("till.take_sample",),
)
def one_more_sample(visit: Visit) -> None:
    for says in ("A first sample.", "A second.", "A third: the tray is empty."):
        visit.before(says, "GET /till/sample")
    refused = visit.provoke("And a fourth, at once.", "GET /till/sample")
    seconds = refused.response.get("Retry-After") if refused.response else None
    visit.wait(float(seconds or 2))
    visit.resolve("After the wait it was told to keep.", "GET /till/sample")


@tells(
    code=402,
    title="Two coins",
    situation=(
        "The Teahouse reads your fortune in the leaves, for two coins. You open the page without having paid. HTTP has "
        "set a number aside for this since the beginning, and has never said how one pays; the house has made up a "
        "receipt of its own. What comes back?"
    ),
    choices={
        401: "Who you are is of no interest here, and there is no challenge that you could answer.",
        402: "Payment Required: pay, and come back. How, only this house can tell you, in the content.",
        403: "It would be a no. This is a price.",
        429: "Your pace is fine; it is two coins that are missing.",
    },
    at_work="There is no standard way to pay. Read the content, and expect every service to do it differently.",
    source=("takings.read_fortune", "takings.pay_fortune"),
)
def two_coins(visit: Visit) -> None:
    visit.provoke("You ask for your fortune.", "GET /till/fortune")
    paid = visit.resolve(
        "You pay as the answer says, and get a receipt.", f'POST /till/coins\n{JSON}\n\n{{"coins": 2}}'
    )
    receipt = json.loads(paid.response.content)["receipt"] if paid.response else ""
    visit.resolve("With it, the leaves speak.", f"GET /till/fortune\nTeahouse-Receipt: {receipt}")


@tells(
    code=405,
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
    source=("replies.not_done_here", "replies.allowed"),
)
def wipe_the_menu(visit: Visit) -> None:
    visit.provoke("The script deletes everything, or so it thinks.", "DELETE /teas", actor="the script")
    visit.resolve("The same list as an answer to a polite question.", "OPTIONS /teas")
    visit.resolve("With the number it does what was meant.", "DELETE /teas/3", actor="the script")


@tells(
    code=406,
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
def a_gift_in_finnish(visit: Visit) -> None:
    visit.provoke("You ask for Finnish, and only Finnish.", "GET /leaflets/gift\nAccept-Language: fi")
    visit.resolve(
        "You allow for English as a second choice; Vary says that caches must know which.",
        "GET /leaflets/gift\nAccept-Language: fi, en;q=0.5",
    )


@tells(
    code=408,
    title="Half a request",
    situation=(
        "A scanner in the storeroom loses its radio link in the middle of a request: half of the head is there, the "
        "rest does not come. The server keeps a place free for each connection, and has only so many. It waits a few "
        "seconds. What does it say before it hangs up?"
    ),
    choices={
        400: "What has come so far is in order. There is just too little of it.",
        408: "Request Timeout: you did not finish in the time I was ready to wait.",
        499: "nginx would note this if the client had hung up. This client is still there, and silent.",
        504: "Nobody behind the server is slow. It is the client that dawdles.",
    },
    at_work="A 408 may be repeated on a new connection. Some servers, nginx among them, just hang up without a word.",
)
def half_a_request(visit: Visit) -> None:
    visit.provoke(
        "Half of the head, then silence.", "GET /teas/7\nAccept: application/json", actor="the scanner", stall=True
    )
    visit.resolve(
        "The whole request, on a new connection.", "GET /teas/7\nAccept: application/json", actor="the scanner"
    )


@tells(
    code=410,
    title="Retired in style",
    situation=(
        "Blogs still link to the Earl Grey of 1999, at `/teas/earl-grey-1999`. It was taken off the menu for good, and "
        "the house kept a note of it. A search engine comes by and asks for the page. Which answer makes it stop "
        "coming?"
    ),
    choices={
        204: "It would say: here it is, and there is nothing in it.",
        301: "There is no new address, and a link to another tea would be a lie.",
        404: "It leaves open whether the tea comes back, so the search engine comes back too.",
        410: "Gone: it was here, it is no more, and that is likely to stay so. Remove your links.",
    },
    at_work="A 410 needs a memory: keep a note of what you retire. Without one, all that is left to say is 404.",
    source=("menu.tea_number",),
)
def retired_in_style(visit: Visit) -> None:
    visit.before("A tea that never was: the server knows nothing of it.", "GET /teas/99", actor="the search engine")
    visit.provoke("The tea that was.", "GET /teas/earl-grey-1999", actor="the search engine")
    visit.resolve("What there is instead.", "GET /teas", actor="the search engine")


@tells(
    code=411,
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
    source=("takings.deposit",),
)
def a_bag_without_a_weight(visit: Visit) -> None:
    asked = f"POST /till/deposit\n{JSON}\nTransfer-Encoding: chunked\nExpect: 100-continue"
    visit.provoke("The script announces chunks, and waits.", asked, actor="the script", hold=True)
    visit.resolve(
        "With Content-Length the bag is opened.", f'POST /till/deposit\n{JSON}\n\n{{"coins": 14}}', actor="the script"
    )


@tells(
    code=413,
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
def a_whole_afternoon(visit: Visit) -> None:
    recording = "POST /uploads\nContent-Type: text/plain"
    visit.provoke("All of it, without asking.", f"{recording}\n\n{'clink, ' * 4_285}clink")
    visit.resolve("The best of it.", f"{recording}\n\n{'clink, ' * 85}clink")


@tells(
    code=414,
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
def a_poem_in_the_address(visit: Visit) -> None:
    poem = "O+malt,+O+morning,+" * 500
    visit.provoke("The poem as a query.", f"GET /guestbook?text={poem}")
    visit.resolve("The poem as content.", f"POST /uploads\nContent-Type: text/plain\n\n{poem.replace('+', ' ')}")


@tells(
    code=415,
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
    source=("orders.place_order", "reading.admit"),
)
def an_order_in_xml(visit: Visit) -> None:
    xml = "<order><tea>7</tea><cups>2</cups></order>"
    visit.provoke("The order as XML.", f"POST /orders\nContent-Type: application/xml\n\n{xml}", actor="the supplier")
    visit.resolve("The same order in JSON.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2}}', actor="the supplier")


@tells(
    code=416,
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
    source=("ranges.wanted", "ranges.select"),
)
def past_the_last_page(visit: Visit) -> None:
    visit.provoke("From byte 5000 on.", "GET /leaflets/assam.txt\nRange: bytes=5000-", actor="the tool")
    visit.resolve(
        "The last hundred bytes, now that it knows.", "GET /leaflets/assam.txt\nRange: bytes=900-", actor="the tool"
    )


@tells(
    code=417,
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
def great_expectations(visit: Visit) -> None:
    order = '{"tea": 7, "cups": 2}'
    visit.provoke("An order with an expectation.", f"POST /orders\n{JSON}\nExpect: tea-ready\n\n{order}")
    visit.resolve("The same without it.", f"POST /orders\n{JSON}\n\n{order}")


@tells(
    code=418,
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
def coffee_please(visit: Visit) -> None:
    visit.provoke("Coffee.", "BREW /pot-1\nContent-Type: message/coffeepot\n\nstart", actor="the guest")
    visit.resolve("Tea.", "BREW /pot-1\nContent-Type: message/teapot\n\nstart", actor="the guest")


@tells(
    code=422,
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
    source=("orders.place_order", "reading.whole"),
)
def minus_three_cups(visit: Visit) -> None:
    visit.provoke("An order for minus three.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": -3}}')
    visit.resolve("For three.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 3}}')


@tells(
    code=425,
    title="Paid before the handshake",
    situation=(
        "To save time your phone sends a payment along with the first bytes of a new TLS connection, before the "
        "handshake is done. Whoever records these bytes can send them again, and the till would be paid twice. The "
        "gateway marks the request with `Early-Data: 1`. What does the till answer?"
    ),
    choices={
        409: "Nothing has happened yet that it could clash with.",
        425: "Too Early: this might be a replay. Send it once more when the handshake is done.",
        429: "It is not about how often you ask, but about how safe the bytes are.",
        503: "The till is open. It only does not take money in this way.",
    },
    at_work="Early data is for requests that may happen twice. A client repeats a 425 by itself, after the handshake.",
    source=("takings.pay",),
)
def paid_before_the_handshake(visit: Visit) -> None:
    visit.provoke(
        "The payment, marked as early. We type the mark that a gateway would set.",
        f'POST /till/pay\n{JSON}\nEarly-Data: 1\n\n{{"coins": 3}}',
    )
    visit.resolve("The same when the handshake is done.", f'POST /till/pay\n{JSON}\n\n{{"coins": 3}}')


@tells(
    code=426,
    title="Talk to me",
    situation=(
        "You open the address of the live tasting in a browser's address bar: a plain GET. But the tasting is a talk "
        "over WebSocket, and has nothing to say in single answers. It would like you to come back and offer to change "
        "over. What does it send?"
    ),
    choices={
        101: "It can switch only if you have offered to. You have not.",
        400: "Your GET is in perfect order. It is merely the wrong language for this address.",
        426: "Upgrade Required: come again in another protocol; Upgrade names which.",
        505: "The version of HTTP is fine. What is wanted here is no HTTP at all.",
    },
    at_work="A 426 without Upgrade is broken: it says 'not like this' and not how.",
    source=("tasting.tasting_page", "tasting.tasting"),
)
def talk_to_me(visit: Visit) -> None:
    visit.provoke("A plain GET.", "GET /tasting")
    visit.resolve(
        "You come again and offer the change: agreed.", UPGRADE, then=text_frame("orange peel") + close_frame()
    )


@tells(
    code=428,
    title="The specials board",
    situation=(
        "On the board by the door everyone writes the specials, from three tablets. Last week two people wiped out "
        "each other's lines, so the house made a rule: no change without saying what it is a change of. Your tablet "
        "sends a plain PUT. What comes back?"
    ),
    choices={
        204: "As before, with the risk that somebody's scones are gone and nobody notices.",
        409: "There is no clash yet. The server does not even know which version you have seen.",
        412: "For a condition that turned out false. You have sent none.",
        428: "Precondition Required: send If-Match with the version you have read.",
    },
    at_work="428: condition missing. 412: condition false. Both end the same way: read, merge, send with If-Match.",
    source=("board.write_board",),
)
def the_specials_board(visit: Visit) -> None:
    mine = "PUT /specials/board\nContent-Type: text/plain"
    visit.provoke("You write without a condition.", f"{mine}\n\nScones: eleven")
    board = visit.resolve("You read the board, and its version.", "GET /specials/board")
    etag = board.response["ETag"] if board.response else ""
    visit.resolve("You write with the version.", f"{mine}\nIf-Match: {etag}\n\nScones: eleven")
    visit.resolve(
        "Who still has the old version is told, and wipes out nothing.",
        f"{mine}\nIf-Match: {etag}\n\nSold out",
        "the chef",
    )


@tells(
    code=431,
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
def the_cookie_that_grew(visit: Visit) -> None:
    visit.provoke("A GET with the cookie.", f"GET /teas/7\nCookie: seen={'7-assam_' * 5_000}")
    visit.resolve("The same without it.", "GET /teas/7")


@tells(
    code=451,
    title="The banned blend",
    situation=(
        "The Office of Leaf Safety has ordered the Teahouse to take a blend with wormwood off the net. The house "
        "thinks the order wrong, and obeys. It does not want to pretend that the page never was: guests are to see "
        "that a law, and not the house, keeps it from them. What does it answer?"
    ),
    choices={
        403: "It would look as if the house did not want to. It must not.",
        404: "Convenient, and it hides who made the page disappear.",
        410: "It would say that the house has taken it away for good. It hopes otherwise.",
        451: "Unavailable For Legal Reasons: with who demands it, and in Link who blocks it.",
    },
    at_work="Only for legal demands, not for licenses or taste. Say who demands it, of whom, and under which law.",
    source=("menu.tea_number",),
)
def the_banned_blend(visit: Visit) -> None:
    visit.provoke("You ask for the blend.", "GET /teas/banned-blend")
    visit.resolve("There is nothing a client could mend. Everything else is served as ever.", "GET /teas/7")


SCENES = (
    half_a_sentence,
    not_even_http,
    staff_only,
    not_your_payslip,
    no_such_tea,
    behind_a_curtain,
    already_shipped,
    two_cooks,
    one_more_sample,
    two_coins,
    wipe_the_menu,
    a_gift_in_finnish,
    half_a_request,
    retired_in_style,
    a_bag_without_a_weight,
    a_whole_afternoon,
    a_poem_in_the_address,
    an_order_in_xml,
    past_the_last_page,
    great_expectations,
    coffee_please,
    minus_three_cups,
    paid_before_the_handshake,
    talk_to_me,
    the_specials_board,
    the_cookie_that_grew,
    the_banned_blend,
)
