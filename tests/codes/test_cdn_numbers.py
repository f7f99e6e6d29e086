"""A CDN's own numbers: each by its cause, each with a card and two questions, and none among the 70 codes."""

import re
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from published import published_questions
from statuslab.catalog import Catalog, Realness, Registration
from statuslab.codes import all_scenes, codes, find_scene
from statuslab.codes.cdn_numbers import FAULTS, SCENES
from statuslab.messages.exchange import Layer
from statuslab.notebook import quiz
from statuslab.questions import loader
from statuslab.questions.loader import load_bank
from statuslab.scenarios.player import play, send
from statuslab.scenarios.scene import StepKind
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.storage.files import data_folder

sys.path.append(str(Path(__file__).parents[1] / "questions"))
from proof_runs import Runner, unmet

CATALOG = Catalog.load(data_folder())
NUMBERS = (520, 521, 522, 523, 524, 525, 526, 530)
QUESTIONS = tuple(load_bank(data_folder() / "cdn_questions", published=True))
every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as lab:
        yield lab


@every_fault
def test_fault_gets_its_number_from_the_gateway(fault, lab):
    steps = play(SCENES[fault.code], lab)
    (provoked,) = [step.exchange for step in steps if step.kind is StepKind.PROVOKE]
    assert (provoked.wire_status, provoked.layer) == (fault.code, Layer.GATEWAY)
    assert provoked.response.head.reason == CATALOG[fault.code].name
    assert steps[-1].exchange.wire_status == 200


@pytest.mark.parametrize("fault", [each for each in FAULTS if each.beside], ids=lambda fault: fault.name)
def test_same_fault_gets_the_registrys_code_from_another_gateway(fault, lab):
    assert send(lab, f"GET {fault.beside}").wire_status == fault.standard


@every_fault
def test_scene_asks_plainly_and_gives_no_number_away(fault):
    scene = find_scene(fault.code)
    assert scene is find_scene(fault.name) is SCENES[fault.code]
    assert len(scene.choices) == len(set(scene.choices.values())) == 4
    assert fault.code in scene.choices
    assert fault.standard in scene.choices
    assert all(CATALOG.get(code) for code in scene.choices)
    assert scene.situation.endswith("?")
    assert not re.search(r"\b5\d\d\b", scene.situation + scene.title)


def test_numbers_have_cards_that_say_what_they_are():
    assert tuple(CATALOG.extras) == NUMBERS
    for record in CATALOG.extras.values():
        assert (record.registration, record.realness) == (Registration.UNREGISTERED, Realness.EMULATED)
        assert record.note.startswith("One company's number, not in the registry.")
        assert CATALOG.find(record.code) == CATALOG.find(record.name) == (record,)


def test_numbers_are_not_among_the_codes_of_the_course():
    assert len(CATALOG) == len(list(CATALOG))
    assert not any(number in CATALOG for number in NUMBERS)
    assert {record.code for record in CATALOG.find("5xx")}.isdisjoint(NUMBERS)
    assert set(codes()).isdisjoint(NUMBERS)
    assert {scene.name for scene in SCENES.values()}.isdisjoint(scene.name for scene in all_scenes())
    bank = published_questions()
    assert not [question.id for question in bank if set(question.codes) & set(NUMBERS)]


def test_each_number_has_two_questions_that_are_known_by_their_ids():
    asked = [code for question in QUESTIONS for code in question.codes]
    assert sorted(asked) == sorted(NUMBERS * 2)
    assert all(question.id.startswith("cdn-") for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_proof_holds_and_decides_for_the_key_alone(question, lab):
    with ExitStack() as stack:
        runner = Runner(lab, stack)
        for proof in (each for each in question.proof if each.runs):
            outcome = runner.outcome(proof)
            assert unmet(proof, outcome) == []
            shown = [text for text, expected in (proof.shows or {}).items() if not unmet(expected, outcome)]
            keys = [option.text for option in question.options if option.right]
            assert all(text in keys[0] for text in shown)
            assert bool(shown) == bool(proof.shows)


def test_questions_are_read_from_their_compiled_file_without_yaml(monkeypatch):
    quiz.cdn_bank()  # compiles them where they are not yet
    quiz.cdn_bank.cache_clear()
    monkeypatch.setattr(loader, "load_bank", None)
    assert [question.id for question in quiz.cdn_bank()] == [question.id for question in QUESTIONS]
