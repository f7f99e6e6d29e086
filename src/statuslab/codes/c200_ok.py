"""200 OK (RFC 9110 section 15.3.1): the request succeeded, and the response has the result."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import QUERY
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="just-the-recipe",
    title="One tea's recipe",
    situation=(
        "You ask the Teahouse for the recipe of tea number 7. It exists, and everybody may see it. What comes back?"
    ),
    choices={
        200: "200 says that the body is what you asked for, as it is now.",
        201: "201 is for a request that creates something. A GET creates nothing.",
        202: "202 means that the work is still to be done. The recipe is here already.",
        204: "204 has no body. Here there is something to send: the recipe.",
    },
    at_work="A 200 to a GET should carry an ETag. You need it as soon as two people edit the same thing.",
    source=("menu.read_tea",),
)
def just_the_recipe(run: SceneRun) -> None:
    run.provoke("You read the recipe. Note the ETag: it names this version.", "GET /teas/7")


@scene(
    CODE,
    name="a-copy-with-an-age",
    title="A copy from the cache",
    situation=(
        "The gateway's cache keeps the shop window page for a minute. Somebody looked at Assam ten seconds ago. You "
        "look now. Which status do you get?"
    ),
    choices={
        200: (
            "The cache sends its copy as a full 200. The Age header says how old the copy is. The cache "
            "did not ask the Teahouse."
        ),
        203: "203 is for a body that was changed on the way. A stored copy is the origin's own response.",
        206: "206 is for a part of the body. This is the whole body.",
        304: "304 is for clients that already have a copy and ask whether it changed. You sent no condition.",
    },
    at_work="An Age header shows that a cache answered. The status does not show it.",
    layer=Layer.GATEWAY,
)
def a_copy_with_an_age(run: SceneRun) -> None:
    run.before("Somebody looks first. The cache asks the Teahouse and stores a copy.", "GET /window/teas/7", "a guest")
    run.skip(10)
    run.provoke("You look ten seconds later.", "GET /window/teas/7")


@scene(
    CODE,
    name="dated-by-nobody",
    title="Opening hours without Cache-Control",
    situation=(
        "The page with the opening hours has no Cache-Control. It was last changed 20 days ago. A guest reads it "
        "through the shop's cache. Then the hours change. You read the page through the cache a day later. What comes "
        "back?"
    ),
    choices={
        200: "The cache still uses its copy, with the old hours. Without Cache-Control it may guess how long.",
        304: "You sent no condition, so there is nothing to answer with 304.",
        404: "The page exists, in the cache and at the Teahouse.",
        504: "The Teahouse can be reached. The cache did not even ask it.",
    },
    at_work=(
        "Send Cache-Control with every response, if only no-cache. Without it each cache guesses: often a tenth of the "
        "time since Last-Modified, here two days."
    ),
    layer=Layer.GATEWAY,
    source=("display.read_page",),
)
def dated_by_nobody(run: SceneRun) -> None:
    run.before("A guest reads the hours. The cache stores them.", "GET /window/display/hours", "a guest")
    run.meanwhile("The hours change.", "PUT /display/hours\nContent-Type: text/plain\n\nOpen from 11 to 18.\n")
    run.skip(86_400)
    run.provoke("You read them a day later: the old ones. See Age.", "GET /window/display/hours")
    run.skip(86_400)
    run.resolve("Two days after the first copy it is stale, and the cache asks.", "GET /window/display/hours")


@scene(
    CODE,
    name="the-wrong-language",
    title="A page in the wrong language",
    situation=(
        "The welcome page is in English or German, as Accept-Language asks. A guest with a German tablet reads it "
        "through the cache. You send `Accept-Language: en` a moment later. What comes back?"
    ),
    choices={
        200: "The cache sends its copy. The response did not say that the language decides, so it is in German.",
        300: "The Teahouse could offer a choice with 300. It was not asked.",
        304: "You have no copy, and sent no condition.",
        406: "The Teahouse has the page in English, so it would not refuse. It was not asked.",
    },
    at_work="A response that depends on a request header must name it in Vary. A cache cannot know it otherwise.",
    layer=Layer.GATEWAY,
    source=("display.welcome", "display.greeting", "display.in_language"),
)
def the_wrong_language(run: SceneRun) -> None:
    run.before(
        "A German tablet reads the page.", "GET /window/display/welcome\nAccept-Language: de", actor="a German tablet"
    )
    run.provoke("You ask for English.", "GET /window/display/welcome\nAccept-Language: en")
    run.resolve(
        "The greeting is the same page, with Vary.",
        "GET /window/display/greeting\nAccept-Language: de",
        actor="a German tablet",
    )
    run.resolve(
        "Now the cache has no copy that fits you, and asks.", "GET /window/display/greeting\nAccept-Language: en"
    )


@scene(
    CODE,
    name="stored-but-not-trusted",
    title="private, no-store and no-cache, each read twice",
    situation=(
        "The page with the free seats has `Cache-Control: no-cache`. A guest has just read it through the cache, and "
        "nothing has changed since. You read it through the cache. What comes back?"
    ),
    choices={
        200: "The cache asked the Teahouse first, got a 304, and sent you its copy in full.",
        304: "That is what the cache got from the Teahouse. You sent no condition.",
        502: "The Teahouse can be reached, and says that the copy is current.",
        504: "That would come if the Teahouse could not be reached: no-cache forbids to use the copy unasked.",
    },
    at_work=(
        "no-store: no copy anywhere. private: a copy in the browser only. no-cache: a copy everywhere, and each use "
        "is checked first. Most people who write no-cache want no-store."
    ),
    layer=Layer.GATEWAY,
    source=("display.read_page",),
)
def stored_but_not_trusted(run: SceneRun) -> None:
    run.before("A guest reads the page with no-cache. It is stored.", "GET /window/display/seats", "a guest")
    run.provoke("You read it. The cache asks, and gets a 304.", "GET /window/display/seats")
    run.resolve("A page with private: a shared cache does not store it.", "GET /window/display/points", "a guest")
    run.resolve("So the Teahouse sends it again, in full.", "GET /window/display/points")
    run.resolve("The voucher has no-store.", "GET /window/display/voucher", "a guest")
    run.resolve("On this wire it looks like private. The difference is in the browser.", "GET /window/display/voucher")


@scene(
    CODE,
    name="first-stale-then-fresh",
    title="The queue, a little late",
    situation=(
        "The page that shows the queue has `max-age=10, stale-while-revalidate=30`. A guest read it 15 seconds ago. "
        "The queue has changed since. You read the page through the cache. What comes back?"
    ),
    choices={
        200: "The stale copy, at once. The cache asks the Teahouse after it has answered you.",
        202: "202 is for work that somebody asked for. The cache's own question is no business of yours.",
        304: "You sent no condition. What the cache gets from the Teahouse does not reach you.",
        503: "Nothing is out of service. The copy may be used a little longer than it is fresh.",
    },
    at_work=(
        "stale-while-revalidate hides the slow request: one client gets the old copy, the next one the new copy. "
        "Use it where being some seconds late does no harm."
    ),
    layer=Layer.GATEWAY,
    source=("display.read_page",),
)
def first_stale_then_fresh(run: SceneRun) -> None:
    run.before("A guest reads the queue.", "GET /window/display/queue", "a guest")
    run.meanwhile("More people come.", "PUT /display/queue\nContent-Type: text/plain\n\nWaiting for a table: 9.\n")
    run.skip(15)
    run.provoke("You get the stale copy. Then the cache asks.", "GET /window/display/queue")
    run.resolve("The next one gets what the cache was told.", "GET /window/display/queue", "a guest")


@scene(
    CODE,
    name="deleted-and-still-there",
    title="A deleted tea that is still there",
    situation=(
        "A guest reads the recipe at `/window/teas/7`, through the cache. Then the chef sends `DELETE /teas/7` to the "
        "Teahouse itself, and the tea is deleted. You read the recipe through the cache ten seconds later. What comes "
        "back?"
    ),
    choices={
        200: "Nobody told the cache. Its copy is fresh for a minute, so it does not ask.",
        304: "You sent no condition.",
        404: "That is what the Teahouse would say. The cache did not ask it.",
        410: "The Teahouse sends 410 for retired teas. The cache did not ask it.",
    },
    at_work=(
        "A change that does not go through the cache leaves its copy in place. Purge it in the same deployment step, "
        "or keep max-age short."
    ),
    layer=Layer.GATEWAY,
    source=("menu.read_tea", "menu.delete_tea"),
)
def deleted_and_still_there(run: SceneRun) -> None:
    run.before("A guest reads the recipe. The cache stores it.", "GET /window/teas/7", "a guest")
    run.meanwhile("The chef deletes the tea, at the Teahouse itself.", "DELETE /teas/7")
    run.skip(10)
    run.provoke("You read it through the cache.", "GET /window/teas/7")
    run.resolve(
        "With no-cache, the cache asks first. The Teahouse says 404.", "GET /window/teas/7\nCache-Control: no-cache"
    )
    run.resolve("Another tea, read and stored.", "GET /window/teas/6", "a guest")
    run.resolve(
        "The chef deletes this one through the cache, which drops its copy.", "DELETE /window/teas/6", "the chef"
    )
    run.resolve("So it is gone at once.", "GET /window/teas/6")


@scene(
    CODE,
    name="somebody-elses-bill",
    title="Somebody else's bill",
    situation=(
        "The bill is shown for the table in the cookie, and without a cookie there is a login form. The response has "
        "`max-age=60` and nothing more. Table 4 reads its bill through the cache. You have no cookie, and ask for the "
        "same URL. What comes back?"
    ),
    choices={
        200: "The bill of table 4. The cache stored it, and a cookie is no part of the cache's key.",
        302: "The Teahouse does not redirect to its form. It was not asked, either.",
        401: "The Teahouse shows a form with 200. It was not asked, either.",
        403: "Nobody checked who you are: the cache has no idea of tables.",
    },
    at_work=(
        "What depends on who asks needs `private` or `no-store`. A cookie alone does not keep a response out of a "
        "shared cache. Only Authorization does, by the standard."
    ),
    layer=Layer.GATEWAY,
    source=("display.bill",),
)
def somebody_elses_bill(run: SceneRun) -> None:
    run.before("Table 4 reads its bill.", "GET /window/display/bill\nCookie: table=4", "table 4")
    run.provoke("You read yours, you think.", "GET /window/display/bill")
    run.skip(60)
    run.resolve(
        "A minute later the copy is stale. You get the login form, and it is stored.", "GET /window/display/bill"
    )
    run.resolve("Table 4, who is logged in, gets the form too.", "GET /window/display/bill\nCookie: table=4", "table 4")


@scene(
    CODE,
    name="one-tea-is-missing",
    title="A query that finds half of it",
    situation=(
        "A GraphQL query asks for two teas. The first exists, the second does not. The server puts the first into "
        "`data` and describes the failure in `errors`. Which status does the response have?"
    ),
    choices={
        200: "Some data was found, so by the GraphQL over HTTP draft it is a success. The error is in the body.",
        206: "206 answers a Range request, with a part of the bytes.",
        207: "It has been proposed for this. The draft knows of no status for a part that failed.",
        404: "The URL exists. One of the things that the query names does not.",
    },
    at_work=(
        "For GraphQL, monitoring that counts statuses sees no errors. Count responses that have `errors` in the body."
    ),
    source=("batches.answer_query", "batches.executed"),
)
def one_tea_is_missing(run: SceneRun) -> None:
    run.provoke("One query, two teas.", QUERY, actor="the app")
    run.resolve(
        "A query with a syntax error, from a client that knows only JSON. Nothing was found.",
        QUERY.replace("} }", "}"),
        actor="the app",
    )
    run.resolve(
        "The same from a client that accepts GraphQL's own media type.",
        QUERY.replace("} }", "}").replace("graphql\n", "graphql\nAccept: application/graphql-response+json\n"),
        actor="the app",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-recipe-to-keep",
    title="A recipe for the display",
    task=(
        "A display above the counter shows how long to brew Assam. Fetch that one recipe, in a way that lets the "
        "display check later whether it has changed."
    ),
    hints=(
        "The list of teas shows the number. The recipe's URL begins with the list's URL.",
        "The `ETag` names the version. A GET of a single tea returns one.",
        "`GET /teas/N`, with the number of Assam for N.",
    ),
    needs=(
        (lambda c: c.method == "GET", "A 200, but not to a GET: the display has nothing to show."),
        (
            lambda c: c.path.startswith("/teas/"),
            "A 200, but not of one tea's own page. Which URL has only the Assam?",
        ),
        (
            lambda c: bool(c.response_header("ETag")),
            "A 200 without an ETag: the display could not check later whether it changed.",
        ),
        (lambda c: "Assam" in c.response_text, "This is the recipe of another tea. The display needs Assam."),
    ),
    near=(
        (404, "There is no such tea. `GET /teas` lists them all."),
        (304, "Your condition says that you have a copy. The display has none yet."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas/7"],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas"], "not of one tea's own page"),
    (["GET /teas/1"], "another tea"),
]
