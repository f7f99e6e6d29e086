"""The challenges of 4xx, part two: who asks, what is gone, and what must not be shown."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke

CHALLENGED = provoke(
    401,
    "a-new-colleague",
    "A new colleague",
    "A new colleague opens the staff rota and is shown an error; they think that the site is broken. Reproduce it, and "
    "see what the Teahouse wants of them, and how.",
    (
        "They have not said who they are.",
        "No `Authorization`, or one that does not hold. `WWW-Authenticate` in the answer says what would.",
        "`GET /staff/rota`, without any credentials.",
    ),
    needs=(
        (
            lambda c: bool(c.response_header("WWW-Authenticate")),
            "A 401 that does not say how to prove oneself. That one is broken.",
        ),
        (lambda c: c.path.startswith("/staff"), "A challenge, but not of the staff's door."),
    ),
    near=(
        (403, "You got 403: you are known, but not allowed; the task wants somebody who is not known at all."),
        (407, "It was the proxy that asked who you are. The task wants the Teahouse to ask."),
        (404, "Nothing there, or so they say. The rota is no secret."),
        (lambda c: c.path.startswith("/staff") and c.status == 200, "You are in, for you showed who you are. Do not."),
    ),
)

PAY = provoke(
    402,
    "what-the-leaves-say",
    "What the leaves say",
    "A guest asks for their fortune and has not paid. Get the answer which says what it costs and how to pay; how a "
    "server asks for money is left open by the standard, so it is a custom of this house.",
    (
        "Among the pages of the till there is one that is not free.",
        "No field of yours is needed: it is what you do not send.",
        "`GET /till/fortune`.",
    ),
    near=(
        (
            lambda c: c.path == "/till/fortune" and c.status == 200,
            "You showed a receipt, and the leaves spoke. Come without one.",
        ),
        (429, "That is about your pace. Money was not asked for."),
        (lambda c: c.path == "/till/coins" and c.status == 200, "Paid before it was asked for. How generous."),
    ),
)

KNOWN_AND_REFUSED = provoke(
    403,
    "the-curious-waiter",
    "The curious waiter",
    "The waiter (`waiter`, password `oolong`) is said to have read the payroll. Prove that the Teahouse knows them and "
    "still says no.",
    (
        "Log in as the waiter; not logging in gets another answer.",
        "Basic credentials: `Authorization: Basic` and `waiter:oolong` in base64. Most clients do that for you.",
        "`GET /staff/payroll` with `Authorization: Basic d2FpdGVyOm9vbG9uZw==`.",
    ),
    needs=(
        (
            lambda c: bool(c.request_header("Authorization")),
            "A 403, but they do not know you. The task wants the waiter.",
        ),
    ),
    near=(
        (401, "You got 401: they do not know who you are, or the password is wrong."),
        (404, "That page hides from the waiter altogether. The payroll does not hide."),
        (lambda c: c.path == "/staff/payroll" and c.status == 200, "The chef may. Come as the waiter."),
        (
            lambda c: c.path == "/staff/rota" and c.status == 200,
            "The waiter may see the rota. The payroll is another door.",
        ),
    ),
)

HIDDEN = provoke(
    404,
    "behind-the-curtain",
    "Behind the curtain",
    "It is said that the staff rooms hold a secret blend. Come as the waiter (`waiter`, password `oolong`), properly "
    "logged in, and show that its page answers like one that never was.",
    (
        "Other staff pages refuse the waiter openly. This one does not give itself away.",
        "The same credentials as for the rota. A page's name is often just what it is about, with a dash.",
        "`GET /staff/secret-blend` with `Authorization: Basic d2FpdGVyOm9vbG9uZw==`.",
    ),
    needs=(
        (
            lambda c: c.path.startswith("/staff/secret"),
            "Nothing there, and indeed there never was. The task wants a page that exists and says otherwise.",
        ),
        (
            lambda c: c.path == "/staff/secret-blend",
            "A page of that name never was. Nearly, though.",
        ),
        (
            lambda c: bool(c.request_header("Authorization")),
            "The right page. Come as the waiter: does being known help?",
        ),
    ),
    near=(
        (403, "That page admits that it exists. The secret one does not."),
        (401, "You were asked who you are, so there is something. The secret page does not even ask."),
        (410, "Gone is what was once there, and says so."),
        (lambda c: c.path == "/staff/secret-blend" and c.status == 200, "The chef may see it. Come as the waiter."),
    ),
)

RETIRED = provoke(
    410,
    "stop-asking",
    "Stop asking",
    "A search engine keeps sending guests to the Earl Grey of 1999. Check what the Teahouse tells it at "
    "`/teas/earl-grey-1999`, and whether that will make it stop.",
    (
        "Ask for that very page. There is nothing to it but the right address.",
        "A tea that never was gets another answer; the difference is that the house remembers this one.",
        "`GET /teas/earl-grey-1999`.",
    ),
    near=(
        (404, "That never was, as far as the house knows. The Earl Grey was, and is remembered."),
        (451, "A law keeps that one away. The Earl Grey was retired by the house."),
    ),
)

BANNED = provoke(
    451,
    "by-order-of-the-office",
    "By order of the office",
    "A journalist has heard that an office keeps one page of the Teahouse from its guests. Find that page, and the "
    "place in the answer which names who blocks it.",
    (
        "It is a page among the teas, and its name says what happened to it.",
        'A blend that is banned. Who blocks it stands in a `Link`, with `rel="blocked-by"`.',
        "`GET /teas/banned-blend`.",
    ),
    needs=((lambda c: "blocked-by" in c.response_header("Link"), "A 451 that keeps quiet about who blocks it."),),
    near=(
        (410, "The house itself retired that one. No office was involved."),
        (404, "No such page. Its name says what happened to it, in two words."),
        (403, "Somebody may not see that page. The task wants one that nobody may."),
    ),
)

CHALLENGES = (CHALLENGED, PAY, KNOWN_AND_REFUSED, HIDDEN, RETIRED, BANNED)
