"""100 Continue (RFC 9110 section 15.2.1): the server has read the header section and asks for the content."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import LARGE_PHOTO, SMALL_PHOTO
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)

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


@scene(
    CODE,
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
    CODE,
    name="refused-at-the-door",
    title="Refused at the door",
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
    answer=413,
    at_work="This is what Expect is for: hear the refusal before you have paid for the upload.",
    source=("photos.put_photo",),
)
def refused_at_the_door(run: SceneRun) -> None:
    big = "PUT /photos/poster.jpg\nContent-Type: image/jpeg\nContent-Length: 5000000\nExpect: 100-continue"
    run.provoke("You send the head of a five-megabyte upload, and wait.", big, hold=True)
    run.resolve("A smaller copy goes through.", PHOTO.replace("teapot", "poster"), hold=True)


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-photo-of-the-shop",
    title="A photo of the shop",
    task=(
        "The Teahouse hangs up pictures that guests send, and your line is slow. Have the server say that it wants the "
        "picture before a single byte of it has traveled, and then hang it up."
    ),
    hints=(
        "Most clients send everything at once. Here the head goes first and the content has to wait for a word.",
        "The field is `Expect`, and your client must hold the content back: `%%http --hold` does, curl does for large "
        "files.",
        "In a `%%http --hold` cell: `PUT /photos/shop.jpg` with `Content-Type: image/jpeg`, `Expect: 100-continue`, a "
        "blank line, and a little text for the picture.",
    ),
    needs=(
        (
            lambda c: c.expects_continue,
            "A 100 it is, but your request did not ask for one; the task wants a client that does.",
        ),
        (
            lambda c: c.status is not None and c.status < 300,
            "The go-ahead came, and the picture was refused all the same. Send one that the wall takes.",
        ),
    ),
    near=(
        (
            413,
            "Refused on the head alone: that is what asking first is good for. This time ask with a picture that fits.",
        ),
        (417, "The server met an expectation that it does not know. There is only one that it can meet."),
        (
            lambda c: c.expects_continue and c.status is not None and c.status < 300,
            "You asked, and sent the content in the same breath: there was nothing left to say 'go on' to. Hold it "
            "back.",
        ),
        (
            lambda c: c.path.startswith("/photos/") and c.method == "PUT",
            "The picture went off with the head; the server was not asked whether it wants it.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [(SMALL_PHOTO, {"hold": True})],
]
NEAR_MISSES: NearMisses = [
    ([LARGE_PHOTO], "Refused on the head alone"),
    ([SMALL_PHOTO], "in the same breath"),
]
