"""510 Not Extended (RFC 2774 section 7): historical: the request lacks an extension that the resource demands."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, code_of, scene

CODE = code_of(__name__)


@scene(
    CODE,
    name="an-extension-or-nothing",
    title="An extension is missing",
    situation=(
        "In the year 2000 a client could send `M-GET`: serve me only if you understand the extension that I name. "
        "Your client sends `M-GET` and names no extension. The museum's server follows the rules of that time. Which "
        "status does it send?"
    ),
    choices={
        400: "That is today's code for it. The framework of that time had a number of its own.",
        428: "428 asks for a condition such as If-Match, so that no change is lost. Nothing is changed here.",
        501: "This museum page knows the method. What is missing is the extension that must come with it.",
        510: "The request names no extension, and the response says which one is needed.",
    },
    at_work=(
        "History: hardly anybody used it. Today servers ignore headers that they do not know, and that is how HTTP "
        "grows."
    ),
    source=("museum.read_caddy_extended",),
)
def an_extension_or_nothing(run: SceneRun) -> None:
    run.provoke("You ask for an extension, and name none.", "M-GET /museum/caddy")
    run.resolve(
        "You name the one from the response. Ext confirms that the server applied it.",
        'M-GET /museum/caddy\nMan: "http://teahouse.example/ext/measures"; ns=16\n16-System: imperial',
    )


# --- Challenge ----------------------------------------------------------------------------------------------

NO_CHALLENGE = "510 belongs to the museum: hardly anyone ever took it up"
