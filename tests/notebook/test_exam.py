"""The notebook function exam: answers are saved at once, feedback waits for the hand-in, and that happens once."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from statuslab import exam
from statuslab.errors import LabError
from statuslab.notebook import stored_progress
from statuslab.notebook.stored_progress import store
from statuslab.questions import order
from statuslab.storage.progress_store import ProgressStore

SYNCED = ("items", "feedback", "answers", "saved", "facts", "report", "message", "ending", "answer", "press")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path))
    yield tmp_path
    store().close()


def later(monkeypatch, **by):
    monkeypatch.setattr(stored_progress, "now", lambda now=stored_progress.now: now() + timedelta(**by))


def positions(question, seed, item):
    """Return the right choice as a page would send it."""
    asked = question.at(seed)
    shown = order(asked, seed)
    if asked.form == "number":
        return list(asked.solution)
    if asked.form == "match":
        return [item["matches"].index(asked.options[index].match) for index in shown]
    return [shown.index(index) for index in asked.solution]


def answer(card, *places, confidence=2, wrong=False):
    """Answer the questions at these places, rightly or with the given wrong number or place."""
    for place in places or range(len(card.items)):
        question, item = card._exam.questions[place], card.items[place]
        right = positions(question, card._exam.seed, item)
        given = [999] if wrong and question.form == "number" else wrong_of(right, item) if wrong else right
        n = 1 + max((entry["n"] for entry in card.answers.values()), default=0)
        card.answers = {**card.answers, item["id"]: {"n": n, "choice": given, "confidence": confidence, "seconds": 2.5}}


def wrong_of(right, item):
    if item["form"] in ("order", "match"):
        return right[::-1]
    return [next(place for place in range(len(item["options"])) if place not in right)]


def press(card, what):
    card.press = {"n": card.press.get("n", 0) + 1, "do": what}


def secrets(card):
    return {option.why for question in card._exam.questions for option in question.at(card._exam.seed).options}


def page_state(card):
    return json.dumps([getattr(card, name) for name in SYNCED]) + json.dumps(card._repr_mimebundle_())


def test_exam_state_has_no_key_and_no_why_before_hand_in():
    card = exam(seed=2)
    answer(card)
    card.answer = {"n": 1, "id": card.items[0]["id"], "choice": [0], "confidence": 1}
    seen = json.loads(page_state(card).join(["[", "]"]).replace("][", "],[").replace("]{", "],{"))
    assert card.feedback == {} and card.report == "" and len(seen) == 2
    state = page_state(card)
    assert [why for why in secrets(card) if json.dumps(why)[1:-1] in state] == []
    assert '"right"' not in state and all(item["hint"] == "" for item in card.items)
    press(card, "hand in")
    state = page_state(card)
    assert [why for why in secrets(card) if json.dumps(why)[1:-1] not in state] == []


def test_exam_answered_rightly_has_full_score_and_saves_attempts():
    card = exam(n=12, seed=4)
    answer(card)
    assert store().attempts() == []
    press(card, "hand in")
    assert (card.phase, card.message) == ("handed in", "")
    assert "100%: 12 of 12 points" in repr(card)
    kept = store().attempts()
    assert {each.question for each in kept} == {item["id"] for item in card.items}
    assert {(each.where, each.score, each.confidence, each.seconds, each.seed) for each in kept} == {
        ("exam", 1.0, 2, 2.5, 4)
    }
    assert set(store().review_states()) == {item["id"] for item in card.items}


def test_exam_report_starts_with_the_idea_and_page_of_a_wrong_answer():
    card = exam(n=8)
    answer(card)
    answer(card, 3, wrong=True)
    press(card, "hand in")
    assert card.feedback[card.items[3]["id"]]["outcome"] != "right"
    first = card._exam.report().ideas[0]
    assert (first.number, first.sure_but_wrong) == (4, True)
    assert f"{first.pages[0]}.ipynb" in card.report


def test_exam_answer_can_be_changed_and_taken_back():
    card = exam(n=3)
    answer(card, 0, wrong=True)
    answer(card, 0)
    answer(card, 1)
    card.answers = {**card.answers, card.items[1]["id"]: {"n": 9, "choice": None, "confidence": None, "seconds": 1}}
    press(card, "hand in")
    outcomes = [card.feedback[item["id"]]["outcome"] for item in card.items]
    assert outcomes == ["right", "open", "open"]


def test_exam_cell_run_again_restores_answers_after_a_killed_kernel(place):
    code = """
import os
from statuslab import exam
card = exam(n=5, seed=7)
item = card.items[2]
all = list(range(len(item["options"])))
given = {"number": [404], "order": all, "match": all[: len(item["matches"])]}.get(item["form"], [0])
card.answers = {item["id"]: {"n": 1, "choice": given, "confidence": 0, "seconds": None}}
os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    card = exam(n=5, seed=7)
    assert list(card.answers) == [card.items[2]["id"]]
    assert card.answers[card.items[2]["id"]]["confidence"] == 0
    assert exam(n=5, seed=8).answers == {}


def test_exam_is_handed_in_once_however_often_it_is_pressed():
    cards = [exam(n=4) for _ in range(3)]
    answer(cards[0])
    for card in (*cards, cards[0]):
        press(card, "hand in")
    assert [card.phase for card in cards] == ["handed in"] * 3
    assert len(store().attempts()) == 4
    again = exam(n=4)
    press(again, "hand in")
    assert (again.phase, len(store().attempts())) == ("handed in", 4)
    assert again.report == cards[0].report
    answer(again, 0, wrong=True)
    assert "handed in already" in again.message
    assert exam(n=4).report == again.report


def test_exam_handed_in_concurrently_saves_its_attempts_once(place):
    card = exam(n=4)
    answer(card)
    attempts = [card._exam._attempt(id, answer) for id, answer in card._exam.answers().items()]
    stores = [ProgressStore(place / "progress.sqlite", stored_progress.now) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda each: each.add_once("k", {}, attempts), stores))
    assert sorted(kept) == [False, False, False, True]
    assert len(store().attempts()) == 4
    for each in stores:
        each.close()


def test_exam_whose_attempts_cannot_be_saved_stays_open(monkeypatch):
    card = exam(n=4)
    answer(card)

    def broken(*_):
        raise LabError("no room left")

    with monkeypatch.context() as patch:
        patch.setattr("statuslab.storage.progress_schema.write", broken)
        press(card, "hand in")
    assert (card.phase, card.message) == ("sitting", "no room left")
    assert store().attempts() == [] and exam(n=4).phase == "sitting"
    press(card, "hand in")
    assert (card.phase, card.message, len(store().attempts())) == ("handed in", "", 4)


def test_exam_answer_without_confidence_counts_but_not_for_calibration():
    card = exam(n=5)
    answer(card, 0, confidence=None)
    press(card, "hand in")
    report = card._exam.report()
    assert (report.points, report.no_confidence, [each.n for each in report.calibration]) == (1, 1, [0, 0, 0])


def test_exam_clock_starts_at_begin_and_survives_a_new_run(monkeypatch):
    card = exam(n=4, minutes=10)
    assert (card.phase, card.items) == ("cover", [])
    assert "Begin" in repr(card) and "1 of 4" not in repr(card)
    press(card, "begin")
    assert card.phase == "sitting" and len(card.items) == 4
    later(monkeypatch, minutes=4)
    again = exam(n=4, minutes=10)
    assert (again.phase, again.ends) == ("sitting", card.ends)
    press(card, "begin")
    assert exam(n=4, minutes=10).ends == card.ends


def test_exam_answer_after_the_end_is_refused_and_hands_the_exam_in(monkeypatch):
    card = exam(n=4, minutes=10)
    press(card, "begin")
    answer(card, 0)
    later(monkeypatch, minutes=10, seconds=1)
    answer(card, 1)
    assert (card.phase, card.message) == ("sitting", "")
    later(monkeypatch, seconds=2)
    answer(card, 2)
    assert card.phase == "handed in" and "came too late and does not count" in card.message
    assert [each["outcome"] for each in card.feedback.values()] == ["right", "right", "open", "open"]


def test_exam_whose_time_ran_out_unseen_is_handed_in_when_opened(monkeypatch):
    card = exam(n=4, minutes=10)
    press(card, "begin")
    answer(card, 0)
    press(card, "over")
    assert card.phase == "sitting"  # a page's clock that runs ahead ends nothing
    later(monkeypatch, days=2)
    assert exam(n=4, minutes=10).phase == "handed in"
    assert len(store().attempts()) == 1


def test_exam_begun_without_a_clock_says_that_it_stays_so():
    exam(n=4)
    card = exam(n=4, minutes=10)
    assert card.phase == "sitting" and card.message.startswith("This exam began without a clock")
    assert card.message in repr(card)


def test_exam_not_begun_cannot_be_handed_in():
    card = exam(n=4, minutes=5)
    press(card, "hand in")
    assert card.phase == "cover" and "not begun" in card.message


OWN = """\
- id: own-{name}
  codes: [404]
  idea: own-{name}
  skill: know why
  level: 1
  ask: Why {name}?
  options:
    - {{text: one, right: true, why: It is so.}}
    - {{text: two, why: It is not so.}}
    - {{text: three, why: Nor is that.}}
  hint: Count.
  source: my own
  proof:
    - rfc: RFC 9110 section 15.5.5
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("".join(OWN.format(name=name) for name in "abc"))
    return path


def test_exam_can_be_drawn_from_an_own_bank(own):
    card = exam(n=3, bank=own)
    assert {item["id"] for item in card.items} == {"own-a", "own-b", "own-c"}
    answer(card)
    press(card, "hand in")
    assert len(store().attempts(where="exam")) == 3


def test_exam_asks_a_changed_question_anew_and_leaves_out_a_deleted_one(own):
    card = exam(n=3, bank=own)
    answer(card)
    text = own.read_text().replace("Why a?", "Why, a?")
    own.write_text(text[: text.index("- id: own-c")])
    again = exam(n=3, bank=own)
    assert set(again.answers) == {"own-b"}
    assert {item["id"] for item in again.items} == {"own-a", "own-b"}
    assert again.message == "1 of this exam's questions is no longer in the bank and left out."


def test_exam_report_includes_a_question_that_changed_since(own):
    card = exam(n=3, bank=own)
    answer(card)
    press(card, "hand in")
    own.write_text(own.read_text().replace("- id: own-a", "- form: order\n  id: own-a").replace(", right: true", "", 1))
    page_state = exam(n=3, bank=own).feedback["own-a"]
    assert page_state["outcome"] == "right" and "changed since" in page_state["headline"]


def test_exam_in_two_tabs_keeps_the_latest_answer_to_each_question():
    card = exam(n=3)
    first, second = card.items[0]["id"], card.items[1]["id"]
    answer(card, 0, wrong=True)
    other_tab = dict(card.answers)  # knows nothing of what follows
    answer(card, 0)
    latest = card._exam.answers()[first]
    card.answers = {**other_tab, second: {"n": 3, "choice": None, "confidence": 1, "seconds": 1}}
    assert card._exam.answers()[first] == latest
    assert card.saved[second] == 3


def test_exam_refuses_a_malformed_answer_and_saves_the_others():
    card = exam(n=4)
    ids = [item["id"] for item in card.items]
    entry = {"n": 1, "choice": [99], "confidence": 1, "seconds": None}
    nonsense = {"nobody": entry, ids[0]: "x", ids[1]: {"n": 1, "choice": ["0"], "confidence": 7}}
    card.answers = nonsense | {ids[2]: entry | {"choice": positions(card._exam.questions[2], 0, card.items[2])}}
    assert set(card.saved) == {ids[2]} and 'no question "nobody"' in card.message


LINES = [
    (lambda: exam(n=0), "exam(n=0): expected at least 1 question"),
    (lambda: exam(n=9999), "exam(n=9999): the bank has "),
    (lambda: exam(n=2.5), "exam(n=2.5): expected a whole number"),
    (lambda: exam(seed="x"), "exam(seed='x'): expected a whole number"),
    (lambda: exam(minutes=-1), "exam(minutes=-1): expected more than 0"),
    (lambda: exam(minutes=0), "exam(minutes=0): expected more than 0"),
    (lambda: exam(minutes=float("nan")), "exam(minutes=nan): expected more than 0"),
    (lambda: exam(bank="/nowhere/at/all"), "no file or folder /nowhere/at/all"),
    (lambda: exam(bank=7), "exam(bank=7): expected the path of a file or folder of questions"),
]


@pytest.mark.parametrize(("call", "line"), LINES, ids=[line for _, line in LINES])
def test_exam_with_wrong_arguments_gives_one_clear_line_and_begins_nothing(call, line):
    with pytest.raises(LabError) as caught:
        call()
    assert str(caught.value).startswith(line) and "\n" not in str(caught.value)
    assert store().get("exam 20 0") is None
