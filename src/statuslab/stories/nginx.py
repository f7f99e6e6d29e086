"""The stories of nginx's own numbers: what the log says, what the client sees, and why they differ."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, scene

COOKIES = "Cookie: " + "; ".join(f"seen_{number}=yes" for number in range(2600))


@scene(
    444,
    name="not-a-word",
    title="Not a word",
    situation=(
        "A scanner tries one odd path after another. The door is kept as nginx keeps it, and a rule there says: for "
        "such paths hang up, answer nothing. The scanner sees a closed connection. Which number stands in the log?"
    ),
    choices={
        403: "That would be an answer; the whole point was to give none.",
        408: "For a client that was too slow; this one was told nothing on purpose.",
        444: "nginx's own number for a connection closed without a response, because a rule said so.",
        499: "There the client hangs up first; here the server did.",
    },
    at_work="A 444 exists in nginx's log and nowhere else. A client reports an empty reply, curl its exit code 52.",
)
def not_a_word(run: SceneRun) -> None:
    run.provoke("The scanner asks, and hears nothing at all.", "GET /drop/wp-login.php", "the scanner", to="nginx")


@scene(
    494,
    name="the-cookie-jar-overflows",
    answer=400,
    title="The cookie jar overflows",
    situation=(
        "A page sets one more cookie on every visit. After a year the Cookie field has forty thousand bytes. The door "
        "is kept as nginx keeps it, with its usual settings. Which status does the browser get?"
    ),
    choices={
        400: "nginx has a number of its own for this, and shows it to nobody: out goes a plain 400.",
        413: "That is about the content of a request; this one has none.",
        431: "The standard's word for it. nginx does not use it.",
        494: "That is what nginx calls it inside. It does not leave the house unless error_page says so.",
    },
    at_work="Looking for 494 in an access log finds nothing: look for 400 with the title about headers or cookies.",
)
def the_cookie_jar_overflows(run: SceneRun) -> None:
    request = f"GET /teas\n{COOKIES}"
    run.provoke("With the jar. Inside: 494. On the wire and in the log: 400.", request, to="nginx")
    run.resolve("The same door with `error_page 494 =494 /x`: now the number does go out.", request, to="nginx-pages")
    run.resolve("Without the jar.", "GET /teas", to="nginx")


@scene(
    495,
    name="a-card-from-somewhere-else",
    answer=400,
    title="A card from somewhere else",
    situation=(
        "The staff entrance asks for a client certificate. A guest shows a home-made one. The "
        "handshake, surprisingly, succeeds. Which status does the guest then get, at a door kept as nginx keeps it?"
    ),
    choices={
        400: "The certificate is judged when the first request arrives, and what goes out is a plain 400.",
        401: "No challenge is made; HTTP's own ways to log in are not used here.",
        403: "It would be the natural word, and a team may configure it; by default nginx says something else.",
        495: "nginx's inner number for a certificate that does not verify; it is turned into another one.",
    },
    at_work="The handshake succeeds on purpose, so that there is HTTP in which to say no.",
)
def a_card_from_somewhere_else(run: SceneRun) -> None:
    request = "GET /teas\nHost: staff.test"
    run.provoke("The home-made card.", request, to="tls", sni="staff.test", certificate="self-signed")
    run.resolve(
        "The same, where error_page lets the number out.",
        request,
        to="tls-pages",
        sni="staff.test",
        certificate="self-signed",
    )
    run.resolve("A card from the house opens the door.", request, to="tls", sni="staff.test", certificate="good")


@scene(
    496,
    name="the-card-was-left-at-home",
    answer=400,
    title="The card was left at home",
    situation=(
        "Same staff entrance, but this time no client certificate is shown at all. TLS is set up all the same and the "
        "request is sent. What comes back, at a door kept as nginx keeps it?"
    ),
    choices={
        400: "And its title says which certificate was missing; inside nginx counts it as a number of its own.",
        401: "That asks for credentials in HTTP; this door asked in the handshake.",
        421: "The name on the connection and in the request agree.",
        496: "The number nginx uses inside. The client never sees it with the usual settings.",
    },
    at_work="Two different 400s at one door: read the title, or give them pages of their own with error_page.",
)
def the_card_was_left_at_home(run: SceneRun) -> None:
    request = "GET /teas\nHost: staff.test"
    run.provoke("No card.", request, to="tls", sni="staff.test")
    run.resolve("The same, where error_page lets the number out.", request, to="tls-pages", sni="staff.test")
    run.resolve("With a card from the house.", request, to="tls", sni="staff.test", certificate="good")


@scene(
    497,
    name="plain-words-at-the-secure-door",
    answer=400,
    title="Plain words at the secure door",
    situation=(
        "Somebody types http:// and the port of the secure door. The server hears plain HTTP where a handshake should "
        "begin, and tells from the very first byte. What does it answer, in plain, as nginx does?"
    ),
    choices={
        301: "A kind configuration sends people to https; by default nothing so kind happens.",
        400: "A plain 400 whose title says that plain HTTP came to the HTTPS port.",
        426: "That offers another protocol on this connection; TLS is not reached that way.",
        497: "nginx's own number for it, kept inside; with error_page it is often turned into a redirect.",
    },
    at_work="Give that inner 497 an error_page that redirects to https, and the mistyped address mends itself.",
)
def plain_words_at_the_secure_door(run: SceneRun) -> None:
    run.provoke("Plain HTTP, secure port.", "GET /teas", to="tls")
    run.resolve("The same, where error_page lets the number out.", "GET /teas", to="tls-pages")
    run.resolve("With a handshake first.", "GET /teas\nHost: teahouse.test", to="tls", sni="teahouse.test")


@scene(
    499,
    name="the-guest-who-did-not-wait",
    title="The guest who did not wait",
    situation=(
        "A guest orders the roast through the gateway, waits a third of a second, and closes the page. The kitchen is "
        "still at it. Nothing was sent back. Which number stands in the log of a gateway that behaves as nginx does?"
    ),
    choices={
        408: "There the server gives up on a slow client; here the client gave up on a slow server.",
        444: "That is a server hanging up by rule.",
        499: "Client closed request: nobody was left to answer, so only the log knows.",
        504: "It would have come, had the guest waited for the gateway's own patience to end.",
    },
    at_work="A rise of 499s is often the first sign of a slow upstream: clients lose patience before the gateway.",
)
def the_guest_who_did_not_wait(run: SceneRun) -> None:
    run.provoke("Order, wait a moment, leave.", "GET /delivery/roast", "the guest", leave=0.3)
    run.resolve("Who waits long enough gets the gateway's own verdict.", "GET /delivery/roast")


SCENES = (
    not_a_word,
    the_cookie_jar_overflows,
    a_card_from_somewhere_else,
    the_card_was_left_at_home,
    plain_words_at_the_secure_door,
    the_guest_who_did_not_wait,
)
