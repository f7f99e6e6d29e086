"""What a story is: a scene (situation, choices, play) and the steps that playing it leaves. Values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from statuslab.messages.exchange import Exchange

if TYPE_CHECKING:
    from statuslab.scenarios.player import SceneRun


class StepKind(StrEnum):
    """What a step is for: the loop of the course, and what others do meanwhile."""

    BEFORE = "before"
    MEANWHILE = "meanwhile"
    PROVOKE = "provoke"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange of a story, with who made it and a sentence that says why. `waited` seconds passed before it."""

    says: str
    actor: str
    part: StepKind
    exchange: Exchange
    waited: float = 0.0


@dataclass(frozen=True)
class Scene:
    """A story about one code, told in the Teahouse.

    `situation` asks what comes back and names no code; `choices` maps each offered code to why it is right or wrong,
    and `answer` is the right one (a story about 206 may end in 200); `play` makes it happen; `source` names the
    Teahouse handlers a learner may read; `at_work` is what to keep.
    """

    name: str
    code: int
    title: str
    situation: str
    choices: Mapping[int, str]
    at_work: str
    play: Callable[[SceneRun], None]
    source: tuple[str, ...]
    answer: int


def scene(
    code: int,
    title: str,
    situation: str,
    choices: Mapping[int, str],
    at_work: str,
    source: tuple[str, ...] = (),
    answer: int | None = None,
) -> Callable[[Callable[[SceneRun], None]], Scene]:
    """Make a play function a scene; its name becomes the scene's, with dashes."""

    def made(play: Callable[[SceneRun], None]) -> Scene:
        name = play.__name__.replace("_", "-")
        offered = dict(sorted(choices.items()))
        return Scene(name, code, title, situation, offered, at_work, play, source, answer or code)

    return made
