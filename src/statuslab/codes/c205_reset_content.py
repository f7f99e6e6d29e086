"""205 Reset Content (RFC 9110 section 15.3.6): it is done, and the client should reset its form."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import ORDER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="clear-the-form",
    title="An empty form for the next guest",
    situation=(
        "Guests write in the guest book on a tablet. One presses Send, and the entry is stored. The next guest "
        "should find an empty form. Which success status says so?"
    ),
    choices={
        200: "A 200 with a page as its body is possible. But it does not tell the form to clear.",
        201: "An entry was created, but this does not tell the form to clear.",
        204: "A 204 has no body either, but it means: leave the page as it is. The form would keep its text.",
        205: "205 says that it worked, and that the form should clear itself.",
    },
    at_work=(
        "Unlike a 204, a 205 needs Content-Length: 0 or another sign of its end. Without that, clients wait for a body."
    ),
    source=("guestbook.sign_guestbook",),
)
def clear_the_form(run: SceneRun) -> None:
    run.provoke(
        "You press Send. Look at Content-Length: 0. Without it many clients would hang.",
        "POST /guestbook\nContent-Type: application/x-www-form-urlencoded\n\nname=a+guest&text=lovely+scones",
    )
    run.resolve("The entry is in the book.", "GET /guestbook")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="next-guest-please",
    title="Next guest, please",
    task=(
        "A tablet shows the guest book. Leave an entry as its form would, so that the server tells the tablet to "
        "clear the form."
    ),
    hints=(
        "A form does not send JSON.",
        "A form posts `application/x-www-form-urlencoded`: names and values, joined by `&`.",
        "`POST /guestbook` with that `Content-Type` and the body `name=…&text=…`.",
    ),
    needs=((lambda c: c.method == "POST", "A 205, but your request was not a form."),),
    near=(
        (415, "The guest book takes what a form sends, with a Content-Type that says so."),
        (422, "This is a form, but one of its two fields is missing or empty."),
        (lambda c: c.path == "/guestbook" and c.status == 200, "This reads the book. Write an entry."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["POST /guestbook\nContent-Type: application/x-www-form-urlencoded\n\nname=me&text=nice"],
]
NEAR_MISSES: NearMisses = [
    ([f"POST /guestbook\n{ORDER}"], "what a form sends"),
]
