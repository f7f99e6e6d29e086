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
    title="Ask before you upload",
    situation=(
        "You upload a photo over a slow connection. Your client first sends only the headers, with `Expect: "
        "100-continue`, and waits with the photo. The Teahouse accepts such photos. What is the first status "
        "line that comes back?"
    ),
    choices={
        100: (
            "The server has read the headers and says: go on, send the body. The final response comes after the photo."
        ),
        201: "That is the final response. The photo has not been sent yet, so something else comes first.",
        202: "202 is a final response about work to be done later. Here the body has not even arrived.",
        417: "The server sends this when it cannot meet an expectation. It can meet this one.",
    },
    at_work=(
        "Send Expect with big uploads, but do not wait forever: if no 100 comes within a second or so, send the body "
        "anyway."
    ),
    source=("photos.put_photo",),
)
def ask_before_the_heavy_lift(run: SceneRun) -> None:
    run.provoke("You send the headers and wait. The photo travels only after the 100.", PHOTO, hold=True)
    run.resolve("The photo is stored.", "HEAD /photos/teapot.jpg")


@scene(
    CODE,
    name="refused-at-the-door",
    title="An upload refused before it is sent",
    situation=(
        "Another photo has 5 MB, 50 times as much as the Teahouse accepts. Your client sends "
        "`Content-Length` and `Expect: 100-continue`, and waits before it sends the photo. What comes "
        "back?"
    ),
    choices={
        100: "After a 100 you would send 5 MB that the server is going to throw away.",
        413: (
            "Content-Length is over the limit, so the server refuses after reading the headers alone. No byte of the "
            "photo was sent."
        ),
        417: "The expectation can be met. The size is the problem.",
        408: (
            "408 is for a request that did not arrive in time. Here the client waits on purpose, and the server "
            "answers at once."
        ),
    },
    answer=413,
    at_work="This is what Expect is for: you learn that the upload is refused before you send it.",
    source=("photos.put_photo",),
)
def refused_at_the_door(run: SceneRun) -> None:
    big = "PUT /photos/poster.jpg\nContent-Type: image/jpeg\nContent-Length: 5000000\nExpect: 100-continue"
    run.provoke("You send the headers of a five-megabyte upload, and wait.", big, hold=True)
    run.resolve("A smaller copy is accepted.", PHOTO.replace("teapot", "poster"), hold=True)


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-photo-of-the-shop",
    title="A photo of the shop",
    task=(
        "The Teahouse shows photos that guests upload. Your connection is slow. Get the server to say that it wants "
        "the photo before you send a byte of it, then upload it."
    ),
    hints=(
        (
            "Most clients send headers and body together. Here you send the headers first, and the body only "
            "after the server's 100."
        ),
        (
            "The header is `Expect`, and your client must wait before it sends the body. `%%http --hold` does that, "
            "and so does curl with large files."
        ),
        "In a `%%http --hold` cell: `PUT /photos/shop.jpg` with `Content-Type: image/jpeg`, an empty line, and a "
        "little text as the photo. Add `Expect: 100-continue`.",
    ),
    needs=(
        (
            lambda c: c.expects_continue,
            "There was a 100, but your request did not ask for one. Send `Expect: 100-continue`.",
        ),
        (
            lambda c: c.status is not None and c.status < 300,
            "You got the 100, but the upload was refused afterwards. Send a photo that the server accepts.",
        ),
    ),
    near=(
        (
            413,
            (
                "The server read only the headers and refused. That is why it helps to ask first. Now ask with "
                "a photo that is small enough."
            ),
        ),
        (417, "The server does not know this expectation. `100-continue` is the only one it can meet."),
        (
            lambda c: c.expects_continue and c.status is not None and c.status < 300,
            (
                "You sent the body together with the headers, so the server did not need to send a 100. Wait before "
                "you send the body."
            ),
        ),
        (
            lambda c: c.path.startswith("/photos/") and c.method == "PUT",
            "Your client sent the photo right after the headers. Ask the server first.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [(SMALL_PHOTO, {"hold": True})],
]
NEAR_MISSES: NearMisses = [
    ([LARGE_PHOTO], "The server read only the headers and refused"),
    ([SMALL_PHOTO], "together with the headers"),
]
