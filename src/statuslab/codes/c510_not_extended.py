"""510 Not Extended (RFC 2774 section 7): historical: the request lacks an extension that the resource demands."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, code_of, scene

CODE = code_of(__name__)


@scene(
    CODE,
    name="an-extension-or-nothing",
    title="An extension, or nothing",
    situation=(
        "Another museum piece. With `M-GET` a client of the year 2000 could insist: serve me only if you understand "
        "the extension I name. Yours asks for the tea caddy with `M-GET`, and forgets to name one. By the rules of "
        "that time the server must not simply show the caddy. What does it answer?"
    ),
    choices={
        400: "Today's way to say it. The framework of that time had a number of its own.",
        428: "It insists on a condition such as If-Match, so that no change is lost. Nothing is changed here.",
        501: "The method is known in this room of the museum; what is missing is what must come with it.",
        510: "Not Extended: the request lacks an extension, and the answer names the one that would do.",
    },
    at_work="History: hardly anyone took it up. Today unknown fields are ignored, and that is how HTTP grows.",
    source=("museum.read_caddy_extended",),
)
def an_extension_or_nothing(run: SceneRun) -> None:
    run.provoke("You insist on an extension, and name none.", "M-GET /museum/caddy")
    run.resolve(
        "You name the one from the answer; Ext confirms that it was obeyed.",
        'M-GET /museum/caddy\nMan: "http://teahouse.example/ext/measures"; ns=16\n16-System: imperial',
    )


# --- Challenge ----------------------------------------------------------------------------------------------

NO_CHALLENGE = "510 belongs to the museum: hardly anyone ever took it up"
