"""All stories, by code and by name. One file a class; a code's first scene is the one that `demo(code)` tells."""

from __future__ import annotations

from statuslab.errors import LabError
from statuslab.scenarios.scene import Scene
from statuslab.stories import (
    between,
    cellar,
    fix_the_request,
    informational,
    nginx,
    redirection,
    server_error,
    state_and_timing,
    success,
    who_are_you,
)
from statuslab.wording import did_you_mean

SCENES: tuple[Scene, ...] = (
    *informational.SCENES,
    *success.SCENES,
    *redirection.SCENES,
    *fix_the_request.SCENES,
    *who_are_you.SCENES,
    *state_and_timing.SCENES,
    *server_error.SCENES,
    *between.SCENES,
    *nginx.SCENES,
    *cellar.SCENES,
)


def find_scene(key: int | str) -> Scene:
    """The scene of a code (its first one) or of a name. Raises LabError with what there is."""
    text = str(key).strip()
    for scene in SCENES:
        if text in (str(scene.code), scene.name):
            return scene
    hint = did_you_mean(
        text, [scene.name for scene in SCENES], 'name a code, such as 412, or a scene, such as "two-cooks"'
    )
    raise LabError(f'no story "{text}"; {hint}')
