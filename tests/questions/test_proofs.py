"""Runs every proof of the bank that a fresh Teahouse can run: a wrong key fails the build.

Proofs with other servers and clients are run by tests/oracles/test_question_proofs.py.
"""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from statuslab.catalog import Catalog
from statuslab.codes import find_scene
from statuslab.messages.exchange import Exchange, Origin
from statuslab.questions import Question
from statuslab.questions.loader import load_bank
from statuslab.questions.proof import Proof
from statuslab.scenarios.player import play, send
from statuslab.scenarios.scene import StepKind
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.storage.files import data_folder

DATA: Path = data_folder()
CATALOG = Catalog.load(DATA)
RUNS = [
    (question, proof, f"{varied.id}-{number}{f'-row-{row}' if varied.vary else ''}")
    for varied in load_bank(DATA / "questions")
    for row, question in enumerate(varied.rows, 1)
    for number, proof in enumerate(question.proof)
    if (proof.scene or proof.requests) and not proof.outside
]


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as running:
        yield running


@cache
def provocation(scene: str, lab: Lab) -> Exchange:
    """The exchange that a scene is about; played once, as many proofs name the same scene."""
    return [step.exchange for step in play(find_scene(scene), lab) if step.kind is StepKind.PROVOKE][-1]


def run(proof: Proof, lab: Lab) -> Exchange:
    """The exchange that the proof is about: the scene's provocation, or the answer to its last request."""
    if proof.scene:
        return provocation(proof.scene, lab)
    lab.reset_for_scene()
    return [send(lab, request, Origin.DEMO) for request in proof.requests][-1]


def broken(proof: Proof, exchange: Exchange) -> list[str]:
    """What does not hold, one message each."""
    statuses = {exchange.wire_status, *(interim.status for interim in exchange.interim)}
    answers = [answer for answer in (exchange.response, *exchange.interim) if answer]
    checks = {
        f"status {proof.status}, got {sorted(filter(None, statuses))}": proof.status in (None, *statuses),
        f"layer {proof.layer}, got {exchange.layer}": proof.layer in (None, exchange.layer),
        f"logged {proof.logged}, got {exchange.logged_status}": proof.logged in (None, exchange.logged_status),
    }
    checks |= {f"has {name}": any(name in answer for answer in answers) for name in proof.has}
    checks |= {f"lacks {name}": all(name not in answer for answer in answers) for name in proof.lacks}
    return [message for message, holds in checks.items() if not holds]


@pytest.mark.parametrize(("question", "proof"), [run[:2] for run in RUNS], ids=[run[2] for run in RUNS])
def test_proof_holds_in_the_lab(question, proof, lab):
    assert broken(proof, run(proof, lab)) == [], question.ask


def test_wrong_proof_is_found(lab):
    wrong = Proof(requests=("GET /teas/7",), status=404, has=("Location",), lacks=("ETag",))
    assert broken(wrong, run(wrong, lab)) == ["status 404, got [200]", "has Location", "lacks ETag"]


@pytest.mark.parametrize(("question", "proof"), [run[:2] for run in RUNS], ids=[run[2] for run in RUNS])
def test_status_of_a_proof_is_the_key_of_a_code_question(question, proof):
    keys = {question.options[index].code for index in question.key} - {None}
    if keys and question.skill == "situation to code" and proof.status:
        assert proof.status in keys


NUMBERS = [run for run in RUNS if run[0].form == "number" and run[0].options[0].number is not None]


def seen(question: Question, exchange: Exchange) -> bool:
    """Whether the right number of a question is on the wire, sent or received."""
    wire = exchange.sent + exchange.received
    return any(re.search(rb"(?<![0-9])%d(?![0-9])" % number, wire) for number in question.solution)


@pytest.mark.parametrize(("question", "proof"), [run[:2] for run in NUMBERS], ids=[run[2] for run in NUMBERS])
def test_right_number_is_on_the_wire_of_its_proof(question, proof, lab):
    assert seen(question, run(proof, lab))


def test_wrong_number_is_found(lab):
    (question, proof, _), *_ = NUMBERS
    options = tuple(replace(option, right=index == 1) for index, option in enumerate(question.options))
    assert not seen(replace(question, options=options), run(proof, lab))
