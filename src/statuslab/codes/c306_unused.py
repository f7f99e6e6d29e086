"""306 (Unused) (RFC 9110 section 15.4.7): a reserved number without a meaning, so no server sends it."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, code_of, scene

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-empty-frame",
    title="A number that means nothing",
    situation=(
        "A sign in the museum explains a number that a draft once used for switching proxies. Nobody agreed on it, "
        "and it has been reserved ever since. You request the page with this sign. Which status does the museum "
        "return?"
    ),
    choices={
        200: "The page is an ordinary page. No server sends the number that it explains.",
        306: "306 has no meaning for a client, so no server may send it.",
        404: "The page about the number exists.",
        410: "410 is for something that existed once. This status never did.",
    },
    answer=200,
    at_work="Do not invent your own status codes: a later standard may use the same number for something else.",
    source=("museum.empty_frame",),
)
def the_empty_frame(run: SceneRun) -> None:
    run.provoke("You read the sign.", "GET /museum/306")


# --- Challenge ----------------------------------------------------------------------------------------------

NO_CHALLENGE = "306 is reserved, and no server sends it"
