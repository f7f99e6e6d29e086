"""One module a code: its scenes, its challenge, and what solves it. A module is imported when it is asked for.

Modules are found by their file names. The names of scenes and challenges, and the pages that teach a code, are looked
up in index.json, so that looking for one name imports one module; `make index` writes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import NoReturn

from statuslab.catalog.pages import Page, from_json
from statuslab.errors import LabError
from statuslab.scenarios.judging import Challenge
from statuslab.scenarios.scene import Scene, code_of
from statuslab.wording import did_you_mean

INDEX_FILE = Path(__file__).with_name("index.json")
LESSON_PAGE = re.compile(r"[1-5]xx_")  # a page that teaches the codes of a class


# --- The modules --------------------------------------------------------------------------------------------


@cache
def _module_names() -> Mapping[int, str]:
    found: dict[int, str] = {}
    for name in sorted(each.name for each in iter_modules(__path__) if re.match(r"c\d", each.name)):
        other = found.setdefault(code_of(name), name)
        if other != name:
            raise LabError(f"two modules for one code: {other} and {name} in {INDEX_FILE.parent}")
    return found


def codes() -> tuple[int, ...]:
    """All codes that have a module, in ascending order."""
    return tuple(_module_names())


def module(code: int) -> ModuleType:
    """The module of a code, imported now. Raises LabError where there is none."""
    if code not in _module_names():
        raise LabError(f"no module for the code {code} in {INDEX_FILE.parent}")
    return import_module(f"{__name__}.{_module_names()[code]}")


def scenes_of(code: int) -> tuple[Scene, ...]:
    """The scenes of a code in the order of its module; `demo(code)` plays the first."""
    return tuple(value for value in vars(module(code)).values() if isinstance(value, Scene))


def challenge_of(code: int) -> Challenge | None:
    """The challenge of a code, None where its module says by NO_CHALLENGE why there is none."""
    challenge: Challenge | None = getattr(module(code), "CHALLENGE", None)
    return challenge


def all_scenes() -> tuple[Scene, ...]:
    """Every scene, in the order of the codes. Imports all modules."""
    return tuple(scene for code in codes() for scene in scenes_of(code))


def all_challenges() -> tuple[Challenge, ...]:
    """Every challenge of a code, in the order of the codes, without the quests. Imports all modules."""
    return tuple(challenge for code in codes() if (challenge := challenge_of(code)))


# --- The index ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Index:
    """What is known without importing the modules: the code of each scene and challenge, and the pages in order."""

    scenes: Mapping[str, int]
    challenges: Mapping[str, int]
    pages: Mapping[str, Page]


@cache
def index() -> Index:
    """The index as `make index` wrote it. Raises LabError where it is missing or cannot be read."""
    try:
        stored = json.loads(INDEX_FILE.read_text(encoding="utf-8"))
        pages = {name: from_json(name, page) for name, page in stored["pages"].items()}
        return Index(stored["scenes"], stored["challenges"], pages)
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        raise LabError(
            f"cannot read {INDEX_FILE}, the index of scenes and challenges; run `make index` in a checkout, "
            "or install the package again"
        ) from None


def _stale(name: str) -> NoReturn:
    raise LabError(f'{INDEX_FILE} is out of date about "{name}"; run `make index`')


def lesson_on(code: int) -> str | None:
    """The page that teaches a code in full, None for a code that no page teaches.

    >>> lesson_on(412)
    '4xx_c_state_and_timing'
    """
    pages = index().pages.values()
    return next((page.name for page in pages if LESSON_PAGE.match(page.name) and code in page.codes), None)


# --- Finding ------------------------------------------------------------------------------------------------


def find_scene(key: int | str) -> Scene:
    """The first scene of a code, or the scene of a name. Raises LabError with a hint where there is none.

    A CDN's numbers, which are no codes of the course, have scenes, too.
    """
    text = str(key).strip()
    code = _code(text, index().scenes)
    if code is None:
        from statuslab.codes.cdn_numbers import find_cdn_scene  # here: hardly anybody asks for these

        if extra := find_cdn_scene(text):
            return extra
        if text in {scene.name for scene in all_scenes()}:
            _stale(text)
        hint = did_you_mean(text, list(index().scenes), 'name a code, such as 412, or a scene, such as "two-cooks"')
        raise LabError(f'no story "{text}"; {hint}')
    return next((scene for scene in scenes_of(code) if text in (str(code), scene.name)), None) or _stale(text)


def find_challenge(key: int | str) -> Challenge:
    """The challenge of a code, or the challenge or quest of a name. Raises LabError with a hint where there is none."""
    from statuslab.scenarios.quests import QUESTS

    text = str(key).strip()
    code = _code(text, index().challenges)
    if code is None:
        quests = {quest.name: quest for quest in QUESTS}
        if text in quests:
            return quests[text]
        if text in {challenge.name for challenge in all_challenges()}:
            _stale(text)
        otherwise = f'name a code, such as 412, or a quest, such as "{QUESTS[0].name}"'
        raise LabError(f'no challenge "{text}"; {did_you_mean(text, [*index().challenges, *quests], otherwise)}')
    challenge = challenge_of(code)
    if challenge is None:
        reason = module(code).NO_CHALLENGE
        raise LabError(f"{reason}; demo({code}) shows it, and there is nothing to prove")
    return challenge if text in (str(code), challenge.name) else _stale(text)


def _code(text: str, names: Mapping[str, int]) -> int | None:
    """The code that a text is, or that the index has for a name."""
    return names.get(text) or next((code for code in codes() if text == str(code)), None)
