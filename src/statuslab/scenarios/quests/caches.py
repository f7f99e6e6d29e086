"""Quests about what a shared cache keeps: a 404 that outlives its cause, and a bill that everybody is shown."""

from __future__ import annotations

from statuslab.scenarios.judging import Case, Stage, quest
from statuslab.scenarios.predicates import at

BILL = "/display/bill"


def through_cache(case: Case) -> bool:
    """Whether the request went to the gateway's cache."""
    return case.target.startswith("/window/")


def same_tea(case: Case) -> bool:
    """Whether it is about the tea of the stage before."""
    return case.path == case.last.path


def from_store(case: Case) -> bool:
    """Whether the cache answered with what it had stored."""
    return bool(case.response_header("Age"))


def is_bill(case: Case) -> bool:
    """Whether the response is the bill of table 4, and not the login form."""
    return "Table 4" in case.response_text


LINGERING_404 = quest(
    404,
    name="the-tea-that-nobody-finds",
    title="The tea that nobody finds",
    task=(
        "The chef has added a tea, and guests report that its page is missing. The page is at `/window/teas/…`, behind "
        "the cache. Reproduce it: a guest who comes too early, the chef's PUT, the 404 that stays. Then make the "
        "cache forget it for everybody."
    ),
    hints=(
        "Take a number that no tea has yet. Who has to ask for it first, the guest or the chef?",
        "The chef writes to `/teas/…`, past the cache. At the end, a request header makes the cache ask.",
        "`GET /window/teas/8`; `PUT /teas/8` with `Content-Type: application/json` and "
        '`{"name": "Sencha", "minutes": 2}`; `GET /window/teas/8`; the same with `Cache-Control: no-cache`.',
    ),
    stages=(
        Stage(
            404,
            goal="A guest asks the cache too early",
            about=lambda c: through_cache(c) and c.path.startswith("/teas/"),
            needs=((lambda c: not from_store(c), "This 404 was stored before. Take another number."),),
            near=((lambda c: through_cache(c) and c.status == 200, "This tea is there. Take a number without a tea."),),
        ),
        Stage(
            201,
            goal="The chef adds the tea, past the cache",
            about=lambda c: same_tea(c) and c.method == "PUT",
            needs=(
                (
                    lambda c: not through_cache(c),
                    "Added, but through the cache, which has dropped its 404. Begin again with another number.",
                ),
            ),
            near=((415, "The Teahouse takes JSON here: send `Content-Type: application/json`."),),
        ),
        Stage(
            404,
            goal="The page is still missing behind the cache",
            about=lambda c: through_cache(c) and same_tea(c),
            near=((200, "The 404 is gone already: it stays for two minutes. Take another number, and be quicker."),),
        ),
        Stage(
            200,
            goal="Make the cache ask again",
            about=lambda c: through_cache(c) and same_tea(c),
            near=((404, "Still the stored 404. Which request header tells a cache to ask first?"),),
        ),
    ),
)


WRONG_BILL = quest(
    200,
    name="the-bill-of-table-4",
    title="The bill of table 4",
    task=(
        "`/window/display/bill` shows a table's bill by its cookie, and a login form without one. Somebody at another "
        "table says that they were shown the bill of table 4. Reproduce that as both guests, then show that the "
        "fault also works the other way round: table 4 gets the form."
    ),
    hints=(
        "What is shown depends on who asks first. The cookie of table 4 is `table=4`.",
        "First the guest with the cookie, then one without. For the other way round the form has to be stored instead: "
        "make the cache ask on behalf of a guest without a cookie.",
        "`GET /window/display/bill` with `Cookie: table=4`; without it; without it and with `Cache-Control: no-cache`; "
        "with `Cookie: table=4`.",
    ),
    stages=(
        Stage(
            200,
            goal="Table 4 reads its bill",
            about=at(BILL, "GET"),
            needs=(
                (through_cache, "The right page, but not through the cache: begin with `/window`."),
                (lambda c: "table=4" in c.request_header("Cookie"), "This guest has no cookie of table 4."),
                (is_bill, "The cache had stored the login form. Wait a minute, or send no-cache as well."),
            ),
        ),
        Stage(
            200,
            goal="Somebody else is shown it",
            about=lambda c: at(BILL, "GET")(c) and through_cache(c),
            needs=(
                (lambda c: not c.request_header("Cookie"), "This guest has a cookie. Send the request without it."),
                (is_bill, "The login form: the copy of the bill was a minute old. Begin again with table 4."),
            ),
        ),
        Stage(
            200,
            goal="The login form is stored instead",
            about=lambda c: at(BILL, "GET")(c) and through_cache(c),
            needs=(
                (lambda c: not c.request_header("Cookie"), "With the cookie it is the bill again. Leave it out."),
                (lambda c: not is_bill(c), "Still the bill. Tell the cache to ask the Teahouse first."),
            ),
        ),
        Stage(
            200,
            goal="Table 4 gets the form",
            about=lambda c: at(BILL, "GET")(c) and through_cache(c),
            needs=(
                (lambda c: "table=4" in c.request_header("Cookie"), "Now be table 4 again, with its cookie."),
                (lambda c: not is_bill(c), "This is the bill: the cache asked. Send the cookie, and nothing else."),
            ),
        ),
    ),
)
