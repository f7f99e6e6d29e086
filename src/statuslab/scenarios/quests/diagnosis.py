"""Quests about finding out: where it breaks, and who is refused."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import Stage, quest
from statuslab.scenarios.predicates import at, below, gateway_got_bytes

CIRCLE = quest(
    302,
    name="round-in-circles",
    title="The login that goes round in circles",
    task=(
        "A guest knows the password for `/regulars`, logs in, and gets the login form again and again. "
        "Send the same requests as their client, find out what it forgets, and end the loop."
    ),
    hints=(
        (
            "The page redirects to the login, and the login redirects back to the page. What should the client send "
            "the second time?"
        ),
        (
            "A correct login answers with `Set-Cookie`. If a client does not send the cookie back, the "
            "server does not know it. The password is in the page's section *A detour to the login form*."
        ),
        (
            "`GET /regulars`; `POST /login` as a form with `word=two lumps&next=/regulars`; `GET "
            "/regulars` without a cookie; and then with `Cookie: seat=…`."
        ),
    ),
    stages=(
        Stage(
            302,
            goal="The page redirects to the login",
            about=at("/regulars", "GET"),
        ),
        Stage(
            303,
            goal="Log in, and be redirected back",
            about=at("/login", "POST"),
            needs=(
                (
                    lambda c: bool(c.response_header("Set-Cookie")),
                    ("You were redirected back, but got no cookie. Log in with the right password."),
                ),
            ),
            near=(
                (403, "That is not the password."),
                (415, "A login form sends `application/x-www-form-urlencoded`."),
            ),
        ),
        Stage(
            302,
            goal="Ask again without the cookie, as the guest's client does",
            about=at("/regulars", "GET"),
            near=(
                (
                    lambda c: at("/regulars")(c) and c.status == 200,
                    "You got the page, because you sent the cookie. First see what happens without it.",
                ),
            ),
        ),
        Stage(
            200,
            goal="Break the circle",
            about=at("/regulars", "GET"),
            needs=((lambda c: bool(c.request_header("Cookie")), "You got the page, but without a cookie."),),
            near=((302, "You were redirected again. Send the cookie that the login set."),),
        ),
    ),
)


CHAIN = quest(
    502,
    name="down-the-chain",
    title="Follow the error upstream",
    task=(
        "Deliveries fail, and every team blames another. Produce four exchanges, one for each case: an "
        "upstream that sends garbage, a gateway that works, an upstream that refuses connections, and "
        "one that is too slow."
    ),
    hints=(
        "The gateway says what went wrong. The exchange also shows what it got from its upstream: unfold it.",
        "`/delivery/` goes to one kitchen, `/delivery-east/` to another. The first kitchen's menu says what it "
        "cannot make.",
        "`GET /delivery/soup`, `GET /delivery/menu`, `GET /delivery-east/menu`, `GET /delivery/roast`, in this order.",
    ),
    stages=(
        Stage(
            502,
            goal="The kitchen sends an invalid response",
            needs=(
                (lambda c: c.layer is Layer.GATEWAY, "A 502, but not from the gateway."),
                (
                    gateway_got_bytes,
                    "That kitchen refused the connection. First find a dish for which a kitchen sends some response.",
                ),
            ),
            near=((504, "The kitchen was too slow. First find a dish for which it sends some response."),),
        ),
        Stage(
            200,
            goal="The gateway works: another dish arrives",
            about=below("/delivery/"),
            needs=((gateway_got_bytes, "This did not come through the gateway."),),
            near=((404, "The kitchen responded, but not with a dish. Order something that arrives."),),
        ),
        Stage(
            502,
            goal="The other kitchen refuses the connection",
            needs=(
                (
                    lambda c: not gateway_got_bytes(c),
                    ("That kitchen sent an invalid response. Find the one that refuses connections."),
                ),
            ),
        ),
        Stage(
            504,
            goal="The kitchen is too slow",
            about=below("/delivery"),
            needs=((lambda c: c.layer is Layer.GATEWAY, "A 504, but not from the gateway."),),
            near=((499, "You closed the connection before the gateway answered. Wait longer."),),
        ),
    ),
)


STAFF_DOOR = quest(
    401,
    name="three-at-the-staff-door",
    title="Three tickets about one page",
    task=(
        'Support has three tickets about the staff payroll, and all say "access denied". Reproduce '
        "them in this order: somebody without credentials, the waiter (password `oolong`), the chef "
        "(password `assam`). Each has another reason."
    ),
    hints=(
        "Request the same page three times, with different credentials.",
        "`Authorization: Basic` with name and password in base64. Most clients have a parameter for it.",
        "`GET /staff/payroll` three times: without, with `Basic d2FpdGVyOm9vbG9uZw==`, with `Basic Y2hlZjphc3NhbQ==`.",
    ),
    stages=(
        Stage(
            401,
            goal="No credentials: who are you?",
            about=at("/staff/payroll"),
        ),
        Stage(
            403,
            goal="The waiter: known, and refused",
            about=at("/staff/payroll"),
            near=((401, "The server does not know you: the name or the password is wrong or missing."),),
        ),
        Stage(
            200,
            goal="The chef: allowed",
            about=at("/staff/payroll"),
            near=(
                (403, "The server knows you and still refuses: that is the waiter."),
                (401, "The server does not know you: the name or the password is wrong or missing."),
            ),
        ),
    ),
)
