"""Quests about finding out: where it breaks, and who is refused."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import Stage, quest
from statuslab.scenarios.predicates import at, below, gateway_got_bytes

CIRCLE = quest(
    302,
    name="round-in-circles",
    title="Round in circles",
    task=(
        "A guest knows the regulars' word, logs in at `/regulars`, and is shown the login again and again. Walk into "
        "the circle as their client does, see what it loses, and leave it."
    ),
    hints=(
        "The door sends to the login, the login back to the door. What should the guest have in hand the second time?",
        "A correct login answers with `Set-Cookie`. A client that drops it arrives as a stranger; the word is in the "
        "lesson about the door keeper.",
        "`GET /regulars`; `POST /login` as a form with `word=two lumps&next=/regulars`; `GET /regulars` without, and "
        "at last with `Cookie: seat=…`.",
    ),
    stages=(
        Stage(
            302,
            goal="Be sent from the door to the login",
            about=at("/regulars", "GET"),
        ),
        Stage(
            303,
            goal="Log in, and be sent back to the door",
            about=at("/login", "POST"),
            needs=((lambda c: bool(c.response_header("Set-Cookie")), "Sent back, and given nothing to show."),),
            near=(
                (403, "That is not the word."),
                (415, "A login form sends `application/x-www-form-urlencoded`."),
            ),
        ),
        Stage(
            302,
            goal="Arrive as the guest's client does, and close the circle",
            about=at("/regulars", "GET"),
            near=(
                (
                    lambda c: at("/regulars")(c) and c.status == 200,
                    "You are in, for you brought the cookie along. First see what happens without it.",
                ),
            ),
        ),
        Stage(
            200,
            goal="Leave the circle",
            about=at("/regulars", "GET"),
            needs=((lambda c: bool(c.request_header("Cookie")), "In, and without a cookie?"),),
            near=((302, "Round once more. Show what the login gave you."),),
        ),
    ),
)


CHAIN = quest(
    502,
    name="down-the-chain",
    title="Down the chain",
    task=(
        "Deliveries fail, and everybody says that it is somebody else's fault. Show each kind of trouble by itself, "
        "with the exchange as evidence: an answer nobody understands, a messenger that is well, a door nobody opens, "
        "and a wait without end."
    ),
    hints=(
        "The gateway tells what it heard; in the exchange, what it saw upstream is there to unfold.",
        "`/delivery/` leads to the kitchen, `/delivery-east/` to another. The kitchen's menu says what it does not "
        "manage.",
        "`GET /delivery/soup`, `GET /delivery/menu`, `GET /delivery-east/menu`, `GET /delivery/roast`, in this order.",
    ),
    stages=(
        Stage(
            502,
            goal="The kitchen answers, and is not understood",
            needs=(
                (lambda c: c.layer is Layer.GATEWAY, "A 502, but not of the gateway."),
                (
                    gateway_got_bytes,
                    "Nobody was there at all. First find a dish to which the kitchen does say something.",
                ),
            ),
            near=((504, "It said nothing, for too long. First find a dish to which it does say something."),),
        ),
        Stage(
            200,
            goal="The messenger is well: another dish arrives",
            about=below("/delivery/"),
            needs=((gateway_got_bytes, "Not brought by the gateway."),),
            near=((404, "It answered, and that is what counts; but let something arrive."),),
        ),
        Stage(
            502,
            goal="Nobody opens the door",
            needs=(
                (lambda c: not gateway_got_bytes(c), "Somebody answered there, badly. Find a door that nobody opens."),
            ),
        ),
        Stage(
            504,
            goal="The wait without end",
            about=below("/delivery"),
            needs=((lambda c: c.layer is Layer.GATEWAY, "A 504, but not of the gateway."),),
            near=((499, "You left before the gateway did. Stay on the line."),),
        ),
    ),
)


STAFF_DOOR = quest(
    401,
    name="three-at-the-staff-door",
    title="Three at the staff door",
    task=(
        "Support has three tickets about the staff payroll, and all say 'access denied'. Reproduce the stranger, the "
        "waiter (password `oolong`) and the chef (password `assam`), in this order, and see that they are three "
        "different stories."
    ),
    hints=(
        "The same page three times. Only who asks is different.",
        "`Authorization: Basic` with name and password in base64; most clients have a parameter for it.",
        "`GET /staff/payroll` three times: without, with `Basic d2FpdGVyOm9vbG9uZw==`, with `Basic Y2hlZjphc3NhbQ==`.",
    ),
    stages=(
        Stage(
            401,
            goal="The stranger: prove who you are",
            about=at("/staff/payroll"),
        ),
        Stage(
            403,
            goal="The waiter: known, and refused",
            about=at("/staff/payroll"),
            near=((401, "They do not know you: the name or the password is wrong, or missing."),),
        ),
        Stage(
            200,
            goal="The chef: welcome",
            about=at("/staff/payroll"),
            near=(
                (403, "Known, and still refused: that is the waiter."),
                (401, "They do not know you: the name or the password is wrong, or missing."),
            ),
        ),
    ),
)
