"""The stories of 3xx: the answer is elsewhere, or already yours."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, scene

ORDER = 'Content-Type: application/json\n\n{"tea": 7, "cups": 2}'


@scene(
    301,
    name="the-old-address",
    title="The old address",
    situation=(
        "Your script still posts orders to `/shop/orders`. The Teahouse moved that page for good, to `/orders`. "
        "What does it answer to your POST?"
    ),
    choices={
        301: "Moved for good, with the new Location; and what your client now does with the POST is up to the client.",
        303: "That says: the answer to your POST is over there, fetch it. Here the order was not taken at all.",
        404: "It would hide what the server knows well: where the page went.",
        410: "Gone says there is no new address; there is one.",
    },
    at_work="Most clients turn a POST into a GET on 301, and the order is lost. Where people post, move with 308.",
    source=("orders.old_orders_path",),
)
def the_old_address(run: SceneRun) -> None:
    run.provoke("You post an order to the old address.", f"POST /shop/orders\n{ORDER}")
    run.resolve("What most clients do next: a GET. It succeeds, and your order is nowhere in it.", "GET /orders")
    run.resolve("What you meant: the same POST at the new address, for good.", f"POST /orders\n{ORDER}")


@scene(
    303,
    name="see-the-pot",
    title="See the pot, not the order",
    situation=(
        "You watch a brewing job at its monitor. The moment it is done, the monitor has nothing more to tell: the "
        "result has an address of its own. What does the monitor answer now?"
    ),
    choices={
        200: "It was that while the brewing went on; now the interesting thing lives elsewhere.",
        201: "It names what this very request created; a GET creates nothing.",
        302: "Nearly: but it says the same thing is over there for now. The pot is another thing than the job.",
        303: "See Other: a different resource answers your question. GET it.",
    },
    at_work="303 is the clean end of a POST or a job: the client GETs the result, and a refresh repeats nothing.",
    source=("brewing.watch_brew",),
)
def see_the_pot(run: SceneRun) -> None:
    run.before("You order.", 'POST /brews\nContent-Type: application/json\n\n{"tea": 7, "cups": 40}')
    run.wait(2)
    done = run.provoke("You ask the monitor once the two seconds are over.", "GET /brews/1")
    pot = done.response.get("Location") if done.response else None
    run.resolve("You GET the address it gave.", f"GET {pot or '/pots/1'}")


@scene(
    304,
    name="nothing-new",
    title="Nothing new",
    situation=(
        'Your page holds a copy of the Assam recipe, version "v1", and asks again: `GET /teas/7` with '
        '`If-None-Match: "v1"`. Nobody has touched the recipe. What comes back?'
    ),
    choices={
        200: "With the whole recipe once more? You said you have it.",
        204: "There is content; you merely hold it already. 204 would say there is none.",
        304: "Not Modified: use your copy. A few fields, no content.",
        412: "For PUT a condition that fails is an error; for GET it is good news.",
    },
    at_work="304 is the cheapest 200 there is. Store the ETag, send it back, and pay for the content once.",
    source=("menu.read_tea",),
)
def nothing_new(run: SceneRun) -> None:
    first = run.before("You read the recipe once and keep it.", "GET /teas/7")
    etag = first.response["ETag"] if first.response else ""
    run.provoke("You ask again and say which version you hold.", f"GET /teas/7\nIf-None-Match: {etag}")
    run.resolve(
        "Now somebody changes it.",
        'PUT /teas/7\nContent-Type: application/json\n\n{"name": "Assam", "minutes": 5}',
        actor="the chef",
    )
    run.resolve("The same question gets a full answer again.", f"GET /teas/7\nIf-None-Match: {etag}")


@scene(
    300,
    name="take-your-pick",
    title="Take your pick",
    situation=(
        "A guest asks for the leaflet on oolong. The Teahouse has it as plain text and as a web page, and has no "
        "favorite; the request does not say what the guest would like. Rather than guess, the house lays out what "
        "there is. What comes back?"
    ),
    choices={
        200: "With one of the two, picked by the server: allowed and usual, but here it would be a guess.",
        300: "Multiple Choices: a list of versions, each with its address, for the client to choose from.",
        303: "It points to one other resource that answers you; here there are two, and no one has chosen.",
        406: "That is for a client whose wishes nothing meets. This one has expressed no wish at all.",
    },
    at_work="A 300 needs somebody who reads the list. Programs rarely do: send Accept, or link to one version.",
    source=("leaflets.oolong",),
)
def take_your_pick(run: SceneRun) -> None:
    run.provoke("You ask, and say nothing of what you prefer.", "GET /leaflets/oolong")
    run.resolve("You choose from the list.", "GET /leaflets/oolong.txt")
    run.resolve("Or you say it beforehand, and save yourself the question.", "GET /leaflets/oolong\nAccept: text/html")


@scene(
    302,
    name="the-window-seat",
    title="The window seat",
    situation=(
        "Guests bookmark the window seat. Which table stands at the window changes with the weather and the wedding "
        "parties; today it is number 4, tomorrow who knows. Somebody opens the bookmark. How does the Teahouse answer, "
        "so that the bookmark stays right?"
    ),
    choices={
        301: "For good, it would say, and browsers would go to table 4 for years, whatever stands there.",
        302: "Found: it is over there for now. Go there today, and ask me again tomorrow.",
        303: "It sends you to a different thing that answers; table 4 is the very thing you asked for.",
        404: "There is a window seat; it only has another address today.",
    },
    at_work="A move that may be taken back is never a 301: what a browser has remembered you cannot call back.",
    source=("redirects.window_seat",),
)
def the_window_seat(run: SceneRun) -> None:
    run.provoke("You open the bookmark.", "GET /window-seat")
    run.resolve("You go where it points, just this once. The bookmark stays.", "GET /tables/4")


@scene(
    302,
    name="the-door-keeper",
    title="The door keeper",
    situation=(
        "The corner by the stove is for regulars. You open its page in a browser, without having logged in. The "
        "Teahouse has a login page of its own, and wants to bring you back to the corner afterwards. What does it send "
        "to your browser?"
    ),
    choices={
        302: "A detour: to the login page for now, with the way back in its query. The page itself has not moved.",
        303: "Defensible, yet a GET asked for the page itself; 303 is used below, after the login's POST.",
        401: "It needs a challenge that the browser can answer by itself, in a box of its own; a form cannot.",
        403: "You have not been refused. Nobody knows yet who you are.",
    },
    at_work="Check where `next` leads. A login that redirects anywhere is a gift to phishers.",
    source=("redirects.regulars", "redirects.log_in", "redirects.return_path"),
)
def the_door_keeper(run: SceneRun) -> None:
    door = run.provoke("You open the page.", "GET /regulars")
    login = door.response["Location"] if door.response else "/login"
    run.resolve("You follow: a form that knows the way back.", f"GET {login}")
    entered = run.resolve(
        "You say the word, and are sent back with a cookie.",
        "POST /login\nContent-Type: application/x-www-form-urlencoded\n\nword=two+lumps&next=/regulars",
    )
    cookie = entered.response["Set-Cookie"].partition(";")[0] if entered.response else ""
    run.resolve("With the cookie the same address is the page itself.", f"GET /regulars\nCookie: {cookie}")


@scene(
    305,
    name="an-order-from-the-past",
    title="An order from the past",
    situation=(
        "In the museum behind glass: a server answers a GET with the address of a proxy, and once upon a time clients "
        "were to send this request, and more, through it. The reply is canned, the museum made it up. Which number is "
        "on the exhibit?"
    ),
    choices={
        302: "It moves one resource for now. The exhibit wanted to change the road itself.",
        305: "Use Proxy: deprecated, because whoever can make you change proxies can read your mail.",
        407: "A proxy that you already use asks who you are; nobody told you to use it.",
        502: "It reports trouble behind a gateway. The exhibit reports none, it gives orders.",
    },
    at_work="No client should obey a 305. Proxies are set by the user or by who runs the machine, never by a response.",
    source=("museum.use_proxy",),
)
def an_order_from_the_past(run: SceneRun) -> None:
    run.provoke("You look at the exhibit.", "GET /museum/use-proxy")
    run.resolve("You ignore its Location, and go on as before: straight to the Teahouse.", "GET /teas/7")


@scene(
    306,
    name="the-empty-frame",
    answer=200,
    title="The empty frame",
    situation=(
        "Next to it hangs an empty frame. The plaque says that a draft once meant this number for switching proxies, "
        "that nobody ever agreed on it, and that it has been kept free since. You ask for the plaque. With which "
        "status does the museum answer?"
    ),
    choices={
        200: "The plaque is an ordinary page. The number it tells of is never sent, not even in a museum.",
        306: "It has no meaning a client could act on, so no server may give it one.",
        404: "The frame is empty, but the page about it is there.",
        410: "Gone is what was once there. This never was.",
    },
    at_work="Numbers without a meaning are reserved for a reason: make up none of your own, in any class.",
    source=("museum.empty_frame",),
)
def the_empty_frame(run: SceneRun) -> None:
    run.provoke("You read the plaque.", "GET /museum/306")


@scene(
    307,
    name="the-painted-hatch",
    title="The freshly painted hatch",
    situation=(
        "Takeaway orders are posted to the hatch. It is being painted today, so for a few hours the main counter takes "
        "them. Your app posts an order to the hatch as always, and the order must arrive as it is, not as an empty "
        "question. What should the hatch answer?"
    ),
    choices={
        302: "Most clients would turn the POST into a GET, and the order would be lost without a sound.",
        303: "That even demands a GET. It is for 'done, see the result', and nothing has been done.",
        307: "Temporary Redirect: the same method and the same content, over there, this once.",
        308: "The same promise about the method, but for good; the paint will be dry by tonight.",
    },
    at_work="Redirecting a POST? 307 or 308. With 301 and 302 the content is gone in nearly every client.",
    source=("redirects.takeaway_orders",),
)
def the_painted_hatch(run: SceneRun) -> None:
    run.provoke("You post to the hatch.", f"POST /takeaway/orders\n{ORDER}")
    run.resolve("The same POST with the same content at the counter: two cups arrived.", f"POST /orders\n{ORDER}")


@scene(
    308,
    name="the-bar-is-gone",
    title="The bar is gone",
    situation=(
        "The bar was taken out last winter, and its orders go to the counter, for good. An old till still posts to the "
        "bar. Its order must reach the counter as a POST with all it contains, and the till should learn the new "
        "address. What does the Teahouse answer?"
    ),
    choices={
        301: "For good, too; but clients may make a GET of it, and do. The order would be lost.",
        307: "The method is safe with it, but it says: only for now. The bar is not coming back.",
        308: "Permanent Redirect: same method, same content, and from now on at the new address.",
        410: "Gone would be true of the bar, and would keep from the till where its orders belong.",
    },
    at_work="308 is 301 for people who post. Be sure before you send it: browsers remember it for a long time.",
    source=("redirects.bar_orders",),
)
def the_bar_is_gone(run: SceneRun) -> None:
    run.provoke("The old till posts to the bar.", f"POST /bar/orders\n{ORDER}", actor="the old till")
    run.resolve(
        "It posts the same again at the new address, and notes that down.",
        f"POST /orders\n{ORDER}",
        actor="the old till",
    )


SCENES = (
    the_old_address,
    see_the_pot,
    nothing_new,
    take_your_pick,
    the_window_seat,
    the_door_keeper,
    an_order_from_the_past,
    the_empty_frame,
    the_painted_hatch,
    the_bar_is_gone,
)
