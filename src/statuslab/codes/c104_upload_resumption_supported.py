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
    layer=None,
)
def a_tunnel_in_the_middle(run: SceneRun) -> None:
    start = f"POST /uploads\nContent-Type: text/plain\nUpload-Complete: ?1\n{INTEROP}"
    cut = run.provoke(
        "You send, and the line breaks off. What you were told before stays with you.",
        f"{start}\n\n{RECORDING}",
        cut=1500,
    )
    location = cut.interim[0].get("Location") if cut.interim else None
    state = run.resolve("Back in the light you ask how much is there.", f"HEAD {location or '/uploads/1'}\n{INTEROP}")
    offset = int(state.response["Upload-Offset"] if state.response else 0)
    rest = f"PATCH {location}\nContent-Type: application/partial-upload\nUpload-Complete: ?1\n{INTEROP}"
    run.resolve(
        "An app that trusts its own count is refused, and told the right one.",
        f"{rest}\nUpload-Offset: {offset + 300}\n\n{RECORDING[offset + 300 :]}",
    )
    run.resolve(
        "You send the rest, from where the server is.", f"{rest}\nUpload-Offset: {offset}\n\n{RECORDING[offset:]}"
    )
    run.resolve("The recording is whole.", "HEAD /recordings/1")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="prepare-for-the-tunnel",
    title="Prepare for the tunnel",
    task=(
        "You are about to send a long recording from a train. Get the Teahouse to tell you, while you are still "
        "sending, where the upload could go on if the line broke."
    ),
    hints=(
        "The server offers it only to a client that says it could resume, and in the words of the right draft.",
        "Two fields say so: `Upload-Complete`, and `Upload-Draft-Interop-Version` with the number that the lesson "
        "shows.",
        "`POST /uploads` with `Content-Type: text/plain`, `Upload-Complete: ?1`, `Upload-Draft-Interop-Version: 8`, a "
        "blank line and some text.",
    ),
    needs=(
        (
            lambda c: any("Location" in early for early in c.exchange.interim),
            "A 104 about progress. The task wants the one that names the address where to go on.",
        ),
    ),
    near=(
        (
            lambda c: (
                bool(c.request_header("Upload-Complete")) and not c.request_header("Upload-Draft-Interop-Version")
            ),
            "You said that you could resume, but not by which version of the draft. So the server kept quiet.",
        ),
        (
            lambda c: c.path == "/uploads" and c.status == 201,
            "It arrived whole, and the server had no reason to speak of resuming: say beforehand that you could.",
        ),
        (413, "More than a recording may have. A short one will do."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
UPLOAD = f"POST /uploads\nContent-Type: text/plain\nUpload-Complete: ?1\n{INTEROP}\n\n{'the kettle sings ' * 40}"

SOLUTIONS: Solutions = [
    [UPLOAD],
    [(UPLOAD, {"cut": 100})],
]
NEAR_MISSES: NearMisses = [
    ([UPLOAD.replace(INTEROP, "X: y")], "not by which version of the draft"),
    (["POST /uploads\nContent-Type: text/plain\n\nsong"], "say beforehand that you could"),
]
