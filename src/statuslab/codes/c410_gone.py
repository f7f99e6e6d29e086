"""410 Gone (RFC 9110 section 15.5.11): the resource existed and was removed for good."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import JSON
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="retired-in-style",
    title="A page that was removed for good",
    situation=(
        "Blogs still link to the Earl Grey of 1999, at `/teas/earl-grey-1999`. It was removed "
        "permanently, and the server remembers that. Which status tells a search engine to stop asking "
        "for this page?"
    ),
    choices={
        204: "204 would say that the page exists, with nothing in it.",
        301: "There is no new URL, and a redirect to another tea would be misleading.",
        404: "404 leaves open whether the page comes back, so the search engine asks again.",
        410: (
            "410 says that the page existed, was removed, and is not expected back. So links to it should be removed."
        ),
    },
    at_work="To send 410 you must remember what you removed. Otherwise you can only send 404.",
    source=("menu.tea_number",),
)
def retired_in_style(run: SceneRun) -> None:
    run.before(
        "It asks for a tea that never existed: the server knows nothing about it.",
        "GET /teas/99",
        actor="the search engine",
    )
    run.provoke("It asks for the tea that was removed.", "GET /teas/earl-grey-1999", actor="the search engine")
    run.resolve("It asks for the teas that exist.", "GET /teas", actor="the search engine")


@scene(
    CODE,
    name="the-old-api-version",
    title="A version after its last day",
    situation=(
        "For half a year, version 1 of an API announced its last day in a header, `Sunset`. That day was a month ago. "
        "A partner's old app still asks for the list of teas by version 1. What comes back?"
    ),
    choices={
        301: "The new version has another format. The old app could not read it.",
        404: "That leaves open whether the path is wrong or will work again. The server knows more.",
        410: "The version existed and was switched off permanently. The response can say what comes after it.",
        426: "426 asks for another protocol on this connection, not for another version of an API.",
    },
    at_work=(
        "Look for Deprecation and Sunset in the responses that you get, and log them. They come months before the 410."
    ),
    source=("api_versions.list_teas", "api_versions.announcement"),
)
def the_old_api_version(run: SceneRun) -> None:
    run.before("Version 2 still works, and announces its end.", "GET /catalog/v2/teas", actor="a newer app")
    run.provoke("Version 1.", "GET /catalog/v1/teas", actor="the old app")
    run.resolve("The response named the successor.", "GET /catalog/v3/teas", actor="you")


@scene(
    CODE,
    name="a-webhook-nobody-needs",
    title="A webhook that nobody needs",
    situation=(
        "You have cancelled the newsletter and removed its webhook receiver. The newsletter's service does not know "
        "and sends every event to your old URL. Which status tells it to stop?"
    ),
    choices={
        204: "Every 2xx means delivered. The service would send all further events, too.",
        308: "You have no other URL for it. And many senders do not follow redirects.",
        404: "A failure, but perhaps only a short one. Most senders send the event again, for hours or days.",
        410: "Gone, and not expected back. Several senders remove the webhook at once.",
    },
    at_work=(
        "Ask for the 410 in the sender's documentation: some stop at once, others only after many failures. If you "
        "can, remove the webhook at the sender."
    ),
    source=("webhooks.removed_receiver",),
)
def a_webhook_nobody_needs(run: SceneRun) -> None:
    sender = "the newsletter service"
    run.before("At a path that never existed.", f"POST /hooks/news\n{JSON}\n\n{{}}", actor=sender)
    run.provoke("At the URL of the removed receiver.", f"POST /hooks/newsletter\n{JSON}\n\n{{}}", actor=sender)
    run.resolve("A receiver that has moved. Not every sender follows.", f"POST /hooks/old-supplier\n{JSON}\n\n{{}}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="stop-asking",
    title="Stop asking",
    task=(
        "A search engine keeps sending guests to the Earl Grey of 1999. Check what the Teahouse returns for "
        "`/teas/earl-grey-1999`, and whether that makes the search engine stop."
    ),
    hints=(
        "Ask for that page. You only need the right URL.",
        "A tea that never existed gets another status. The difference is that the server remembers this one.",
        "`GET /teas/earl-grey-1999`.",
    ),
    needs=((lambda c: c.path.startswith("/teas/"), "This 410 is about something else. Ask for the Earl Grey."),),
    near=(
        (404, "As far as the server knows, that tea never existed. The Earl Grey did, and the server remembers it."),
        (451, "A law blocks that page. The shop itself removed the Earl Grey."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas/earl-grey-1999"],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/99"], "never existed"),
    (["GET /catalog/v1/teas"], "about something else"),
]
