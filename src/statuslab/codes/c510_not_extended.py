"""510 Not Extended (RFC 2774 section 7): historical: the request lacks an extension that the resource demands."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, code_of, scene

CODE = code_of(__name__)


@scene(
    CODE,
    name="an-extension-or-nothing",
    title="An extension is missing",
    situation=(
        "In the year 2000 a client could send `M-GET`, which means: answer only if you understand the "
        "extension that I name. Your client sends `M-GET` and names no extension. The museum's server "
        "follows the rules of that time. Which status does it send?"
    ),
    choices={
        400: "400 is what a server would send today. The rules of that time had a special code for this.",
        428: "428 asks for a condition such as If-Match, so that no change is lost. This request changes nothing.",
        501: "501 is for an unknown method. This server knows `M-GET`, but the extension is missing.",
        510: "510 says that the request needs an extension, and the response names it.",
    },
    at_work=(
        "Hardly any program ever used 510. Today servers ignore headers that they do not know, so new "
        "headers do no harm."
    ),
    source=("museum.read_caddy_extended",),
)
def an_extension_or_nothing(run: SceneRun) -> None:
    run.provoke("You send M-GET and name no extension.", "M-GET /museum/caddy")
    run.resolve(
        "You name the extension from the response. Ext confirms that the server applied it.",
        'M-GET /museum/caddy\nMan: "http://teahouse.example/ext/measures"; ns=16\n16-System: imperial',
    )


# --- Challenge ----------------------------------------------------------------------------------------------

NO_CHALLENGE = "510 is obsolete: hardly any program ever used it"
