"""Adding a phase to a class: one file is changed in a copy of the package, and every side follows."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import statuslab
from sampling import together
from statuslab.live_class.states import PHASES, Phase

PACKAGE = Path(statuslab.__file__).parent
SAMPLES = Path(__file__).parent / "server"
MEMBER = '    HINT = "hint"\n'
ROW = """    Phase.HINT: PhaseRules(
        moves={"resume": Phase.OPEN, "reveal": Phase.REVEAL},
        counts=True,
        refusal=("round-closed", "read the hint to question {number} first"),
        note=Notes("Read the hint.", "There is a hint."),
    ),
"""
CLASS = """
import json, sys
from class_samples import questions
from statuslab.errors import LabError
from statuslab.live_class.server import ClassServer, PlayerClient
from statuslab.live_class.server.terminal import answered
from statuslab.live_class.states import mermaid

def refusal(call):
    try:
        call()
    except LabError as error:
        return str(error)

with ClassServer(questions(), folder=sys.argv[1]) as server:
    player = PlayerClient(server.join_url)
    player.join("Sam")
    server.host.open()
    player.answer([1])
    found = {"open": server.host.snapshot(), "terminal": answered(server, ["hint"], str, str).splitlines()}
    found |= {"phone": player.snapshot(), "projector": player.find(), "host": server.host.snapshot()}
    found |= {"refusal": refusal(lambda: player.answer([2])), "picture": mermaid().splitlines()}
with ClassServer(folder=sys.argv[1], room=server.room) as server:
    found["restarted"] = server.host.snapshot()["phase"]
    found["resumed"] = server.host.resume()["phase"]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What a class with the phase "hint" shows, from a copy in which states.py alone has been changed."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, folder / "statuslab", ignore=shutil.ignore_patterns("__pycache__", "_data", "_notebooks"))
    states = folder / "statuslab" / "live_class" / "states.py"
    text = states.read_text(encoding="utf-8")
    for place, added in {
        '    ENDED = "ended"\n': MEMBER,
        "    Phase.ENDED: PhaseRules(\n": ROW,
        '            "pause": Phase.PAUSED,\n': '            "hint": Phase.HINT,\n',
    }.items():
        assert text.count(place) == 1
        text = text.replace(place, added + place)
    states.write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", CLASS, str(folder / "classes")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(SAMPLES)])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_new_phase_is_offered_to_the_host_as_a_last_button_under_its_own_name(found):
    buttons = found["open"]["buttons"]
    assert "hint" in found["open"]["can"]
    assert buttons[-1] == {"do": "hint", "label": "Hint", "timed": False, "first": False}
    assert [button["do"] for button in found["host"]["buttons"]] == ["resume", "reveal"]


def test_phone_in_a_new_phase_shows_question_and_note_and_takes_no_answer(found):
    phone = found["phone"]
    assert (phone["phase"], phone["view"], phone["accepts"]) == ("hint", "question", False)
    assert phone["note"] == "Read the hint."
    assert phone["question"]["ask"] == "What comes back?"
    assert phone["you"]["answer"] == {"choice": [1], "confidence": None}
    assert (phone["reveal"], phone["tally"]) == (None, None)
    assert found["refusal"] == "read the hint to question 1 first"


def test_projector_in_a_new_phase_shows_its_own_note_and_no_key(found):
    projector = found["projector"]
    assert (projector["projector_note"], projector["answered"]) == ("There is a hint.", 1)
    assert projector["reveal"] is None


def test_terminal_in_a_new_phase_prints_the_tally_and_the_moves(found):
    assert found["host"]["counts"] is True
    assert found["terminal"][:2] == ["question 1 of 3, vote 1: hint", "What comes back?"]
    assert {"✓ B     1  100%  404", "1 of 1 answered"} <= set(found["terminal"])
    assert found["terminal"][-1].startswith("now: resume, reveal, ")


def test_picture_has_the_moves_of_a_new_phase(found):
    assert {"    open --> hint: hint", "    hint --> open: resume"} <= set(found["picture"])


def test_class_in_a_new_phase_goes_on_after_a_restart(found):
    assert (found["restarted"], found["resumed"]) == ("hint", "open")


def test_every_phase_has_its_row():
    assert set(PHASES) == set(Phase)
    assert {then for rules in PHASES.values() for then in rules.moves.values()} == set(Phase) - {Phase.LOBBY}


FILES = [
    *(PACKAGE / "live_class").rglob("*.py"),
    *(PACKAGE / "notebook" / name for name in ("classroom.py", "rehearsal.py")),
    *(PACKAGE / "widgets" / name for name in ("panel.py", "seat.py")),
    *(PACKAGE / "static" / name for name in ("host.js", "join.js", "panel.js", "projector.js", "seat.js")),
]


@together("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_other_file_lists_phases(path):
    if path.name == "states.py":
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""phase["')\]]* *(?:===|!==|==|!=|in) """, text)
    named = {*re.findall(r"Phase\.([A-Z]+)", text), *re.findall(r'"(closed|discuss)"', text)}
    assert len(named) <= 1, named
