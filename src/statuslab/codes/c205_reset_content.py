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
    title="Clear the form",
    situation=(
        "Guests write in the guest book at a tablet by the window. One presses Send; the entry is stored; and the next "
        "guest should find an empty form, not the last one's words. Which success says so?"
    ),
    choices={
        200: "It would do, with a page of content; but nothing tells the form to clear.",
        201: "An entry came to exist, true, but no one is told where, and the form stays full.",
        204: "Also no content, but it says: stay as you are. The form would keep its words.",
        205: "Reset Content: it worked, now clear what you sent it from.",
    },
    at_work="A 205 needs Content-Length: 0. Unlike 204 it does not end by itself, and clients sit and wait.",
    source=("guestbook.sign_guestbook",),
)
def clear_the_form(run: SceneRun) -> None:
    run.provoke(
        "You press Send. Look at Content-Length: 0, without it many clients would hang.",
        "POST /guestbook\nContent-Type: application/x-www-form-urlencoded\n\nname=a+guest&text=lovely+scones",
    )
    run.resolve("The entry is in the book.", "GET /guestbook")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="next-guest-please",
    title="Next guest, please",
    task=(
        "At the window stands a tablet with the guest book. Leave an entry as its form would, so that the server tells "
        "the tablet to empty the form for the next guest."
    ),
    hints=(
        "It is not JSON that a form sends.",
        "A form posts `application/x-www-form-urlencoded`: pairs of a name and a value, joined by `&`.",
        "`POST /guestbook` with that `Content-Type` and `name=…&text=…` as content.",
    ),
    needs=((lambda c: c.method == "POST", "A 205 to something that was no form."),),
    near=(
        (415, "The guest book wants what a form sends, and a Content-Type that says so."),
        (422, "A form, and one of its two fields is missing or empty."),
        (lambda c: c.path == "/guestbook" and c.status == 200, "That is reading the book. Write in it."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["POST /guestbook\nContent-Type: application/x-www-form-urlencoded\n\nname=me&text=nice"],
]
NEAR_MISSES: NearMisses = [
    ([f"POST /guestbook\n{ORDER}"], "what a form sends"),
]
