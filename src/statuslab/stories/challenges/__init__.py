"""All challenges, by code and by name: one for every code that is not historical, and the quests after them."""

from __future__ import annotations

from statuslab.errors import LabError
from statuslab.scenarios import quests
from statuslab.scenarios.judging import Challenge
from statuslab.stories.challenges import (
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

_OF_ONE_STAGE = (
    *informational.CHALLENGES,
    *success.CHALLENGES,
    *redirection.CHALLENGES,
    *fix_the_request.CHALLENGES,
    *who_are_you.CHALLENGES,
    *state_and_timing.CHALLENGES,
    *nginx.CHALLENGES,
    *server_error.CHALLENGES,
    *between.CHALLENGES,
    *cellar.CHALLENGES,
)
CHALLENGES: tuple[Challenge, ...] = (*sorted(_OF_ONE_STAGE, key=lambda each: each.code), *quests.CHALLENGES)
QUESTS = quests.CHALLENGES
HISTORICAL = {
    305: "305 belongs to the museum: no client should obey it and no server should send it",
    306: "306 is never sent, not even in a museum",
    510: "510 belongs to the museum: hardly anyone ever took it up",
}


def find_challenge(key: int | str) -> Challenge:
    """The challenge of a code, or of a name. Raises LabError with what there is."""
    text = str(key).strip()
    for challenge in CHALLENGES:
        if text in (str(challenge.code), challenge.name):
            return challenge
    if text.isdecimal() and int(text) in HISTORICAL:
        raise LabError(f"{HISTORICAL[int(text)]}; demo({text}) shows it, and there is nothing to prove")
    otherwise = f'name a code, such as 412, or a quest, such as "{QUESTS[0].name}"'
    raise LabError(f'no challenge "{text}"; {did_you_mean(text, [each.name for each in CHALLENGES], otherwise)}')
