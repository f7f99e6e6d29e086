"""306 (Unused) (RFC 9110 section 15.4.7): a reserved number without a meaning, so no server sends it."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, code_of, scene

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-empty-frame",
    title="The empty frame",
    situation=(
        "Next to it hangs an empty frame. The plaque says that a draft once meant this number for switching proxies, "
        "that nobody ever agreed on it, and that it has been kept free since. You ask for the plaque. With which "
        "status does the museum answer?"
    ),
    choices={
        200: "The plaque is an ordinary page. The number it tells of is never sent, not even in a museum.",
        306: "It has no meaning a client could act on, so no server may give it one.",
        404: "The frame is empty, but the page about it is there.",
        410: "Gone is what was once there. This never was.",
    },
    answer=200,
    at_work="Numbers without a meaning are reserved for a reason: make up none of your own, in any class.",
    source=("museum.empty_frame",),
)
def the_empty_frame(run: SceneRun) -> None:
    run.provoke("You read the plaque.", "GET /museum/306")


# --- Challenge ----------------------------------------------------------------------------------------------

NO_CHALLENGE = "306 is never sent, not even in a museum"
