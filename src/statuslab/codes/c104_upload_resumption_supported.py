"""104 Upload Resumption Supported (draft-ietf-httpbis-resumable-upload): how to resume this upload."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)

INTEROP = "Upload-Draft-Interop-Version: 8"
RECORDING = "\n".join(f"{second:02} s: the kettle holds its note, and a cup is put out nearby" for second in range(40))


@scene(
    CODE,
    name="a-tunnel-in-the-middle",
    title="A tunnel in the middle of the upload",
    situation=(
        "From a train you upload a long recording. Your app says that it can resume a broken upload, and the server "
        "answers at once that it can, too. Then the connection breaks. Which status did the server send, long before "
        "the upload was complete?"
    ),
    choices={
        100: "A 100 only asks for the body. It does not say what to do after a break.",
        102: "A 102 says that work goes on. It gives you no URL where you could continue.",
        104: ("Here is the URL where this upload can be continued if the connection breaks."),
        202: "A 200 is a final response to a complete request. This request was never completed.",
    },
    at_work="Before you resume, ask with HEAD how much arrived. The server may have stored less than you sent.",
    source=("uploads.start_upload", "uploads.UploadReceiver", "uploads.resume_upload"),
    layer=None,
)
def a_tunnel_in_the_middle(run: SceneRun) -> None:
    start = f"POST /uploads\nContent-Type: text/plain\nUpload-Complete: ?1\n{INTEROP}"
    cut = run.provoke(
        "You upload, and the connection breaks. You keep the URL that the 104 named.",
        f"{start}\n\n{RECORDING}",
        cut=1500,
    )
    location = cut.interim[0].get("Location") if cut.interim else None
    state = run.resolve("After the tunnel you ask how much has arrived.", f"HEAD {location or '/uploads/1'}\n{INTEROP}")
    offset = int(state.response["Upload-Offset"] if state.response else 0)
    rest = f"PATCH {location}\nContent-Type: application/partial-upload\nUpload-Complete: ?1\n{INTEROP}"
    run.resolve(
        "If a client continues from its own count, the server refuses and says which count is right.",
        f"{rest}\nUpload-Offset: {offset + 300}\n\n{RECORDING[offset + 300 :]}",
    )
    run.resolve(
        "You send the rest, starting at the server's count.", f"{rest}\nUpload-Offset: {offset}\n\n{RECORDING[offset:]}"
    )
    run.resolve("The recording is complete.", "HEAD /recordings/1")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="prepare-for-the-tunnel",
    title="Prepare for the tunnel",
    task=(
        "You are about to upload a long recording from a train. Get the Teahouse to tell you, while you are still "
        "sending, where the upload can be continued if the connection breaks."
    ),
    hints=(
        "The server offers it only to a client that says it can resume, and that names the right version of the draft.",
        "Two headers say so: `Upload-Complete`, and `Upload-Draft-Interop-Version` with the number that the demo "
        "shows.",
        "`POST /uploads` with `Content-Type: text/plain`, `Upload-Complete: ?1`, `Upload-Draft-Interop-Version: 8`, "
        "an empty line and some text.",
    ),
    needs=(
        (
            lambda c: any("Location" in early for early in c.exchange.interim),
            "This 104 reports progress. The task wants the one that names the URL for resuming.",
        ),
    ),
    near=(
        (
            lambda c: (
                bool(c.request_header("Upload-Complete")) and not c.request_header("Upload-Draft-Interop-Version")
            ),
            "You said that you can resume, but did not name the version of the draft, so the server did not offer it.",
        ),
        (
            lambda c: c.path == "/uploads" and c.status == 201,
            (
                "The upload arrived complete, and the server had no reason to offer resuming. Say in the "
                "request that your client can resume."
            ),
        ),
        (413, "This recording is larger than the server accepts. A short one is enough."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
UPLOAD = f"POST /uploads\nContent-Type: text/plain\nUpload-Complete: ?1\n{INTEROP}\n\n{'the kettle sings ' * 40}"

SOLUTIONS: Solutions = [
    [UPLOAD],
    [(UPLOAD, {"cut": 100})],
]
NEAR_MISSES: NearMisses = [
    ([UPLOAD.replace(INTEROP, "X: y")], "You said that you can resume"),
    (["POST /uploads\nContent-Type: text/plain\n\nsong"], "The upload arrived complete, and"),
]
