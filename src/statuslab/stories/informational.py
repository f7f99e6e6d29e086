"""The stories of 1xx: what a server says before it answers."""

from __future__ import annotations

from statuslab.scenarios.client_codecs import UPGRADE, close_frame, text_frame
from statuslab.scenarios.scene import SceneRun, scene

TEAPOT = r"""
              _
             (_)
         _.-'---'-._
   __  .'           '.   ,-.
   \ \/               \ /  /
    \ |               |/  /
     '|               |_.'
       \             /
        '-.._____..-'
""".strip("\n")

PHOTO = f"PUT /photos/teapot.jpg\nContent-Type: image/jpeg\nExpect: 100-continue\n\n{TEAPOT}"
INTEROP = "Upload-Draft-Interop-Version: 8"
RECORDING = "\n".join(f"{second:02} s: the kettle holds its note, and a cup is put out nearby" for second in range(40))


@scene(
    100,
    name="ask-before-the-heavy-lift",
    title="Ask before the heavy lift",
    situation=(
        "You upload a photo over a slow line. Your client sends the head of the request first, with "
        "`Expect: 100-continue`, and holds the photo back. The Teahouse is happy to take it. "
        "What is the very first status line you get?"
    ),
    choices={
        100: "The server has seen the head and says go on; the answer proper comes after the photo.",
        201: "That is how it ends, but the photo has not been sent yet: something must come first.",
        202: "Accepted is a final answer about work to be done later; here the work has not even arrived.",
        417: "That refuses an expectation the server cannot meet; this one it can.",
    },
    at_work=(
        "Big uploads deserve an Expect, and a client that does not wait forever: "
        "if no go-ahead comes in a second or so, send anyway."
    ),
    source=("photos.put_photo",),
)
def ask_before_the_heavy_lift(run: SceneRun) -> None:
    run.provoke("You send the head and wait. Only after the go-ahead does the photo travel.", PHOTO, hold=True)
    run.resolve("The photo is there for everyone.", "HEAD /photos/teapot.jpg")


@scene(
    100,
    name="refused-at-the-door",
    title="Refused at the door",
    answer=413,
    situation=(
        "Same upload, but this photo has five million bytes, and the Teahouse keeps none above a hundred thousand. "
        "Your client announces the length, asks with `Expect: 100-continue` and holds the photo back. What comes back?"
    ),
    choices={
        100: "A go-ahead would invite five million bytes that are going to be thrown away.",
        413: "The announced length settles it: refused on the head alone, and no byte of the photo was wasted.",
        417: "The expectation itself is fine; it is the size that is not.",
        408: "Nobody was slow: the client is waiting on purpose, and was told at once.",
    },
    at_work="This is what Expect is for: hear the refusal before you have paid for the upload.",
    source=("photos.put_photo",),
)
def refused_at_the_door(run: SceneRun) -> None:
    big = "PUT /photos/poster.jpg\nContent-Type: image/jpeg\nContent-Length: 5000000\nExpect: 100-continue"
    run.provoke("You send the head of a five-megabyte upload, and wait.", big, hold=True)
    run.resolve("A smaller copy goes through.", PHOTO.replace("teapot", "poster"), hold=True)


@scene(
    103,
    name="a-head-start",
    title="A head start",
    situation=(
        "The menu page takes the Teahouse a moment to put together, yet everyone knows it will need `/style.css`. "
        "Before the page is ready, something comes down the wire. With which status?"
    ),
    choices={
        100: "Continue answers a client that holds its content back; this is a plain GET.",
        102: "Processing only says that work goes on; it carries nothing you could use meanwhile.",
        103: "Early Hints: a Link to the style sheet now, the page and its real fields later, on the same request.",
        200: "The page is not ready; a 200 now would have to carry it.",
    },
    at_work="Hints are for what every version of the page needs. The final response alone decides.",
    source=("menu.menu_page",),
)
def a_head_start(run: SceneRun) -> None:
    run.provoke("You open the menu. The hint comes first, the page after it.", "GET /menu")
    run.resolve("Your client fetched the hinted file while it waited.", "GET /style.css")


@scene(
    103,
    name="a-wrong-hint",
    title="A hint that turns out wrong",
    answer=200,
    situation=(
        "The seasonal menu hints at `/autumn.css` before the page is built. While the page was being built somebody "
        "switched the season, and the finished page asks for `/winter.css`. "
        "With which status does the seasonal menu finally answer?"
    ),
    choices={
        103: "That came first. A hint is never the last word.",
        200: "A wrong hint is no error: the client has fetched a file it does not need, nothing more.",
        409: "Nothing conflicts: hints are guesses, and only the final response counts.",
        500: "The server did not fail; it guessed, as hints are allowed to.",
    },
    at_work="Treat a hint as advice to warm a cache, never as part of the answer.",
    source=("menu.seasonal_page",),
)
def a_wrong_hint(run: SceneRun) -> None:
    run.provoke("You open the seasonal menu. Compare the two Link fields.", "GET /menu/seasonal")


@scene(
    101,
    name="the-live-tasting",
    title="The live tasting",
    situation=(
        "Every Friday the Teahouse holds a live tasting: it pours, you say what you taste, it answers at once. For "
        "such a talk, request and response are too stiff, so your page asks on its connection to change over to "
        "WebSocket. The tasting speaks it. What comes back?"
    ),
    choices={
        101: "Switching Protocols: agreed. After the blank line these same bytes are WebSocket, no longer HTTP.",
        200: "That would answer the GET in HTTP, and leave the offer to switch unheard.",
        307: "You are asked to come to no other address; the change is of language, on this very connection.",
        426: "That demands an upgrade from a client that has not offered one. You have.",
    },
    at_work="After a 101 your HTTP tools go blind: logs, caches and timeouts see one request that never seems to end.",
    source=("tasting.tasting",),
)
def the_live_tasting(run: SceneRun) -> None:
    run.provoke(
        "You ask to switch, and it does. The same connection then carries a note, its answer and a goodbye.",
        UPGRADE,
        then=text_frame("smoke, and a hint of orange") + close_frame(),
    )


@scene(
    104,
    name="a-tunnel-in-the-middle",
    title="A tunnel in the middle of the upload",
    situation=(
        "On the train you send the Teahouse a long recording of a singing kettle. Your app says that it could resume a "
        "broken upload, and the server says at once that it could too. Then the tunnel comes and the line is dead. "
        "With which status did the server say so, before your upload was anywhere near its end?"
    ),
    choices={
        100: "It only asks for the content to be sent; what to do after a break it does not say.",
        102: "It would say that work goes on, and would give you no place to come back to.",
        104: "Upload Resumption Supported: here is the address where this upload goes on, should the line break.",
        202: "A final answer, and it comes when the request is whole. This one never was.",
    },
    at_work="Before you resume, ask with HEAD how much arrived. What you sent and what was kept are two numbers.",
    source=("uploads.start_upload", "uploads.UploadReceiver", "uploads.resume_upload"),
)
def a_tunnel_in_the_middle(run: SceneRun) -> None:
    start = f"POST /uploads\nContent-Type: text/plain\nUpload-Complete: ?1\n{INTEROP}"
    cut = run.provoke(
        "You send, and the line breaks off. What you were told before stays with you.",
        f"{start}\n\n{RECORDING}",
        cut=1500,
    )
    place = cut.interim[0].get("Location") if cut.interim else None
    asked = run.resolve("Back in the light you ask how much is there.", f"HEAD {place or '/uploads/1'}\n{INTEROP}")
    offset = int(asked.response["Upload-Offset"] if asked.response else 0)
    rest = f"PATCH {place}\nContent-Type: application/partial-upload\nUpload-Complete: ?1\n{INTEROP}"
    run.resolve(
        "An app that trusts its own count is refused, and told the right one.",
        f"{rest}\nUpload-Offset: {offset + 300}\n\n{RECORDING[offset + 300 :]}",
    )
    run.resolve(
        "You send the rest, from where the server is.", f"{rest}\nUpload-Offset: {offset}\n\n{RECORDING[offset:]}"
    )
    run.resolve("The recording is whole.", "HEAD /recordings/1")


SCENES = (
    ask_before_the_heavy_lift,
    refused_at_the_door,
    a_head_start,
    a_wrong_hint,
    the_live_tasting,
    a_tunnel_in_the_middle,
)
