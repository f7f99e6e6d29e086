"""The stories of 2xx: it worked, and each code says in which way."""

from __future__ import annotations

from statuslab.scenarios.client_codecs import patched
from statuslab.scenarios.scene import SceneRun, scene

ASSAM = '{"name": "Assam", "minutes": 5}'
SENCHA = '{"name": "Sencha", "minutes": 2}'


@scene(
    200,
    name="just-the-recipe",
    title="Just the recipe",
    situation="You ask the Teahouse for the recipe of tea number 7. It exists, and you may see it. What comes back?",
    choices={
        200: "The plain yes: here is what you asked for, as it is now.",
        201: "Nothing new came to exist by looking at it.",
        202: "That would mean the work is still to be done; the recipe is here already.",
        204: "There is something to say: the recipe itself.",
    },
    at_work="A 200 to GET should carry a validator (ETag). You will need it the day two people save at once.",
    source=("menu.read_tea",),
)
def just_the_recipe(run: SceneRun) -> None:
    run.provoke("You read the recipe. Note the ETag: it names this very version.", "GET /teas/7")


@scene(
    201,
    name="a-new-tea",
    title="A new tea on the menu",
    situation=(
        "You `POST` a new tea to the collection `/teas`. The server takes it in and gives it a number of its own "
        "choosing. How does it tell you that it worked, and where your tea is now?"
    ),
    choices={
        200: "Not wrong in spirit, but it hides the point: something new exists, and it has an address.",
        201: "Created, with a Location that names the new tea.",
        202: "The tea is on the menu already; nothing is left to be done later.",
        303: "That sends you elsewhere for the answer; here the answer is that the thing exists.",
    },
    at_work="After a POST, read Location; do not guess the address from the content.",
    source=("menu.add_tea",),
)
def a_new_tea(run: SceneRun) -> None:
    created = run.provoke(
        "You post the tea. Look for Location.", f"POST /teas\nContent-Type: application/json\n\n{SENCHA}"
    )
    place = created.response["Location"] if created.response else "/teas"
    run.resolve("You follow Location, and there it is.", f"GET {place}")


@scene(
    201,
    name="put-it-there",
    title="Put it there",
    answer=204,
    situation=(
        "This time you choose the address yourself: `PUT /teas/42`, which does not exist yet. "
        "Afterwards you send the very same PUT again. What does the second one answer?"
    ),
    choices={
        201: "Only the first one created something; the second found it there.",
        204: "It replaced what was there, and there is nothing more to say: 200 or 204, never 201 again.",
        304: "That answers a conditional GET or HEAD; a PUT is never 'not modified'.",
        409: "PUT may be repeated: the same request twice leaves the same tea, and no conflict.",
    },
    at_work="PUT that creates answers 201, PUT that replaces answers 200 or 204: the pair tells you which it was.",
    source=("menu.put_tea",),
)
def put_it_there(run: SceneRun) -> None:
    request = f"PUT /teas/42\nContent-Type: application/json\n\n{SENCHA}"
    run.before("The first PUT finds nothing at that address, and creates: 201.", request)
    run.provoke("The same PUT again. Nothing new comes to exist this time.", request)
    run.resolve("One tea, not two: that is what idempotent means.", "GET /teas/42")


@scene(
    202,
    name="forty-cups",
    title="Forty cups, please",
    situation=(
        "A wedding wants forty cups of Assam. The Teahouse takes the order for brewing at once, but the brewing takes "
        "a while, and it will not keep your connection open for it. What comes back?"
    ),
    choices={
        102: "An interim word that work goes on keeps the connection open; here it is to be closed.",
        201: "The pots do not exist yet; promising them is not creating them.",
        202: "Accepted: noted, not done, and an address where you can ask how it goes.",
        503: "The Teahouse is not overloaded; it simply works in its own time.",
    },
    at_work="A 202 promises nothing. Poll the monitor it names, as slowly as Retry-After asks, until it sends you on.",
    source=("brewing.start_brew", "brewing.watch_brew"),
)
def forty_cups(run: SceneRun) -> None:
    accepted = run.provoke(
        "You order. The answer comes at once, and is not about tea but about work.",
        'POST /brews\nContent-Type: application/json\n\n{"tea": 7, "cups": 40}',
    )
    watch = accepted.response["Location"] if accepted.response else "/brews/1"
    run.resolve("You ask how it goes: still brewing, come back in two seconds.", f"GET {watch}")
    run.wait(2)
    done = run.resolve("Two seconds later the monitor points to the result: 303, see other.", f"GET {watch}")
    pot = done.response.get("Location") if done.response else None
    run.resolve("You fetch what you came for.", f"GET {pot or '/pots/1'}")


@scene(
    203,
    name="a-helpful-proxy",
    title="A helpful proxy",
    situation=(
        "The till by the door is an old terminal that shows nothing but ASCII. Its proxy fetches today's notice for "
        "it, is given it with a plain yes, and rewrites the curly quotes on the way. Which status does the till see?"
    ),
    choices={
        200: "That is what the Teahouse said of its own bytes; these are no longer they.",
        203: "Non-Authoritative: it was a 200, and a proxy on the way has changed the content.",
        206: "Nothing was cut; it was rewritten.",
        502: "The proxy understood the Teahouse perfectly well.",
    },
    at_work="If bytes matter (a signature, a hash), say Cache-Control: no-transform on the way out.",
    source=(),
)
def a_helpful_proxy(run: SceneRun) -> None:
    run.before("What the Teahouse itself says: a 200, with typographic signs.", "GET /notices/today")
    run.provoke(
        "The same notice through the proxy: other bytes, and a status that admits it.",
        "GET http://teahouse/notices/today\nHost: teahouse",
        to="proxy",
    )
    run.resolve(
        "The recipe forbids it with no-transform. The proxy must hand it on as it is: 200.",
        "GET http://teahouse/notices/recipe\nHost: teahouse",
        to="proxy",
    )


@scene(
    204,
    name="off-the-menu",
    title="Off the menu",
    situation=(
        "Tea number 3 has gone out of fashion, and you `DELETE` it. It works. The server has nothing to add. "
        "What comes back?"
    ),
    choices={
        200: "Allowed, but then it should say something; an empty 200 leaves a reader wondering.",
        202: "The tea is gone now, not later.",
        204: "No Content: done, and there is nothing to say. The response ends with its head.",
        205: "That asks a form to clear itself; nobody is filling in a form here.",
    },
    at_work="A 204 ends at the blank line. Never send content with it: it would be read as the next response.",
    source=("menu.delete_tea",),
)
def off_the_menu(run: SceneRun) -> None:
    run.provoke("You take it off. No content, and no Content-Length either.", "DELETE /teas/3")
    run.resolve("Who asks for it now learns that it is not there.", "GET /teas/3")


@scene(
    205,
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


@scene(
    206,
    name="the-cut-download",
    title="The cut download",
    situation=(
        "Your train enters a tunnel while you download the leaflet: 100 of 1000 bytes have arrived. Afterwards your "
        "client asks for the rest only, with `Range: bytes=100-`. What comes back?"
    ),
    choices={
        200: "A server may ignore Range and send it all again; this one honors it.",
        206: "Partial Content: from byte 100 on, and Content-Range says which part of how much.",
        226: "That applies instance manipulations such as deltas; a range is asked for with Range.",
        416: "Only when no byte of the range exists; nine hundred of them do.",
    },
    at_work="Resume with Range and If-Range together, or you may glue two different files into one.",
    source=("menu.leaflet",),
)
def the_cut_download(run: SceneRun) -> None:
    first = run.before("The first hundred bytes, before the tunnel.", "GET /leaflets/assam.txt\nRange: bytes=0-99")
    etag = first.response["ETag"] if first.response else ""
    run.provoke(
        "You ask for the rest, if it is still the same leaflet.",
        f"GET /leaflets/assam.txt\nRange: bytes=100-\nIf-Range: {etag}",
    )


@scene(
    206,
    name="two-slices",
    title="Two slices",
    situation=(
        "A viewer wants the first ten and the last ten bytes of the leaflet in one go: `Range: bytes=0-9,990-999`. "
        "Both slices exist. What comes back?"
    ),
    choices={
        206: "Partial Content in several parts; each carries its own Content-Range, and the top has none.",
        207: "Multi-Status is WebDAV's list of verdicts on many resources; this is one resource in two slices.",
        300: "There is nothing to choose: both slices were asked for, both come.",
        416: "Both ranges exist, so both can be satisfied.",
    },
    at_work="One range: Content-Range at the top. Several: multipart/byteranges, and one in each part.",
    source=("menu.leaflet",),
)
def two_slices(run: SceneRun) -> None:
    run.provoke("Two ranges, one request.", "GET /leaflets/assam.txt\nRange: bytes=0-9,990-999")


@scene(
    206,
    name="the-leaflet-changed",
    title="The leaflet was reprinted",
    answer=200,
    situation=(
        "You hold 100 bytes of the leaflet and ask for the rest, with `If-Range` naming the version you hold. "
        "Meanwhile it was printed anew, with other words. What comes back?"
    ),
    choices={
        200: "The whole new leaflet: If-Range turns a resume into a fresh start when the version differs.",
        206: "That would glue old and new together, which is what If-Range prevents.",
        412: "A false If-Match is refused; a false If-Range merely drops the Range.",
        416: "The range exists in the new leaflet too; that is not the trouble.",
    },
    at_work="If-Range makes a resume safe in one round trip: the rest if it is the same, all of it if it is not.",
    source=("menu.leaflet",),
)
def the_leaflet_changed(run: SceneRun) -> None:
    first = run.before("The first hundred bytes.", "GET /leaflets/assam.txt\nRange: bytes=0-99")
    etag = first.response["ETag"] if first.response else ""
    run.meanwhile("The printer delivers a new edition.", "POST /leaflets/assam.txt/reprint", actor="the printer")
    run.provoke(
        "You ask for the rest of the old edition.",
        f"GET /leaflets/assam.txt\nRange: bytes=100-\nIf-Range: {etag}",
    )


@scene(
    226,
    name="only-what-changed",
    title="Only what changed",
    situation=(
        "Your kitchen display keeps the recipe of the house blend, which the chef adjusts by a line or two every day. "
        "The line down there is slow, so the display says which version it holds and that it would gladly take just "
        "the changes, as an ed script. The recipe has changed. What comes back?"
    ),
    choices={
        200: "Always allowed, with the whole recipe; but this server keeps old versions and can do better.",
        206: "A range is a piece of the current recipe. What comes here is what makes the new one of the old.",
        226: "IM Used: not the recipe, but the changes to the version you named, and which coding they are in.",
        304: "That says your copy is still good. It is not, the chef was here.",
    },
    at_work="You may never meet a 226: compression brought most of the gain for less. The idea lives on in sync tools.",
    source=("recipes.read_blend", "deltas.diffe"),
)
def only_what_changed(run: SceneRun) -> None:
    first = run.before("The display fetches the recipe once and keeps it.", "GET /recipes/house-blend")
    etag = first.response["ETag"] if first.response else ""
    old = first.response.content if first.response else b""
    run.meanwhile(
        "The chef brews it shorter, and adds a clove.",
        "PUT /recipes/house-blend\nContent-Type: text/plain\n\n"
        + old.decode().replace("Four minutes", "Three minutes").replace("a ribbon", "a ribbon\nCloves, two"),
    )
    delta = run.provoke(
        "The display names its version and asks for the changes.",
        f"GET /recipes/house-blend\nA-IM: diffe\nIf-None-Match: {etag}",
    )
    mended = patched(old, delta.response.content) if delta.response else b""
    whole = run.resolve(
        "Applied to the old copy, the changes gave exactly what a plain GET sends in full.", "GET /recipes/house-blend"
    )
    assert whole.response is None or whole.response.content == mended
    etag = whole.response["ETag"] if whole.response else ""
    run.resolve(
        "Asked again with the version it has now, there is nothing to send.",
        f"GET /recipes/house-blend\nA-IM: diffe\nIf-None-Match: {etag}",
    )


SCENES = (
    just_the_recipe,
    a_new_tea,
    put_it_there,
    forty_cups,
    a_helpful_proxy,
    off_the_menu,
    clear_the_form,
    the_cut_download,
    two_slices,
    the_leaflet_changed,
    only_what_changed,
)
