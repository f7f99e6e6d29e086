"""Sessions of a class for tests: in any phase, with people and answers."""

import pytest

from statuslab.live_class.events import REFUSALS, Answer, Command, EventRefused, Join, Settings
from statuslab.live_class.session import ClassSession
from statuslab.live_class.states import PHASES, Phase
from statuslab.questions.schema import checked_question

PATHS = {  # commands that lead to each phase
    Phase.LOBBY: [],
    Phase.OPEN: ["open"],
    Phase.PAUSED: ["open", "pause"],
    Phase.CLOSED: ["open", "close"],
    Phase.DISCUSS: ["open", "close", "discuss"],
    Phase.REVEAL: ["open", "close", "reveal"],
    Phase.ENDED: ["end"],
}
MOVES = sorted({move for rules in PHASES.values() for move in rules.moves})


def question(number=1, right=404, form="single", **more):
    options = [{"code": code, "right": code == right, "why": f"why {code}"} for code in (400, 404, 409, 410)]
    record = {"id": f"question-{number}", "codes": [right], "idea": "finding", "skill": "tell apart", "level": 1}
    record |= {"ask": "What comes back?", "hint": "Look.", "source": "RFC 9110", "form": form, "options": options}
    return checked_question(record | {"proof": [{"rfc": "RFC 9110 section 15.5.5"}]} | more)


def session(count=3, **settings):
    return ClassSession(tuple(question(number) for number in range(1, count + 1)), Settings(**settings))


def at(phase, people=1, **settings):
    """A session in a phase, whose people joined in the lobby."""
    made = session(**settings)
    for _ in range(people):
        made.step(Join("Sam"), 0)
    for do in PATHS[phase]:
        made.step(Command(do), 10)
    return made


def click(player=1, round=1, vote=1, choice=(1,), number=1, page="page-one", confidence=1):
    return Answer(player, round, vote, tuple(choice), confidence, page, number)


def refusal(made, event, now=10):
    with pytest.raises(EventRefused) as caught:
        made.step(event, now)
    assert "\n" not in str(caught.value)
    assert caught.value.status == REFUSALS[caught.value.code]
    return caught.value.code
