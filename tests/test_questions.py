"""Questions one by one: what the schema refuses and how it says so, how answers are graded, in which order shown."""

import re

import pytest
import yaml
from pydantic import ValidationError

from statuslab.bank import QuestionError, load_bank, load_questions
from statuslab.errors import LabError
from statuslab.proof import Proof
from statuslab.questions import CONFIDENCE, Question, grade, order

GOOD = """\
- id: two-cooks
  codes: [412]
  idea: lost-update
  skill: know why
  level: 1
  ask: Who saved first?
  options:
    - {text: the chef, right: true, why: the tag has moved on}
    - {text: the cook, why: the cook saves now}
    - {code: 404, why: the tea is there}
  hint: Look at the tag.
  source: RFC 9110 section 13.1.1
  proof:
    - rfc: RFC 9110 section 13.1.1
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def question(keys: str, form: str = "single", codes: bool = False) -> Question:
    """A question whose options are right where `keys` has a +, such as "-+--"."""
    what = [{"code": 400 + index} if codes else {"text": f"option {index}"} for index in range(len(keys))]
    options = [part | {"right": key == "+", "why": "it is so"} for part, key in zip(what, keys, strict=True)]
    facts = yaml.safe_load(GOOD)[0] | {"form": form, "options": options}
    return Question.model_validate(facts)


# --- Reading ------------------------------------------------------------------------------------------------


def test_a_good_file_is_read_whole(folder):
    (read,) = load_questions(folder / "good.yaml")
    assert (read.id, read.codes, read.skill, read.form, read.wire) == ("two-cooks", (412,), "know why", "single", "")
    assert read.key == {0}
    assert read.options[2].code == 404
    assert read.proof == (Proof(rfc="RFC 9110 section 13.1.1"),)


def test_folded_text_loses_its_outer_space(folder):
    (folder / "good.yaml").write_text(GOOD.replace("ask: Who saved first?", "ask: |\n    Who saved\n    first?\n"))
    assert load_questions(folder / "good.yaml")[0].ask == "Who saved\nfirst?"


SKILLS = "'situation to code', 'code to next step', 'read the wire', 'who answered', 'tell apart' or 'know why'"
STRING, NUMBER, ITEMS = "it should be a valid string", "it should be a valid integer", "items after validation"
QUOTE = f"{STRING}; put quotes around it"
WHOLE, ONE_KEY = "1, field (the whole question)", "expected exactly one in a single-choice question"
RFC, ONE_KIND = "- rfc: RFC 9110 section 13.1.1", "14, field proof.0: a proof has exactly one of rfc, scene, requests"
MUST_HOLD = "a proof that runs needs something that must hold: status, layer, logged, has or lacks"
LAST = "- {code: 404, why: the tea is there}"
AUTHOR_ERRORS = [
    # what stands in the good file, what the author wrote instead, the line and what the author is told
    ("text: the chef", "text: NO", f"8, field options.0.text: met False, {QUOTE}"),
    ("text: the cook", "text: 3.5", f"9, field options.1.text: met 3.5, {QUOTE}"),
    ("id: two-cooks", "id: 404", f"1, field id: met 404, {QUOTE}"),
    ("ask: Who saved first?", "ask: 2026-11-22", f"6, field ask: met a date, {QUOTE}"),
    ("hint: Look at the tag.", "hint:", f"11, field hint: met nothing, {STRING}"),
    ("hint: Look at the tag.", "hint: [a]", f"11, field hint: met a list, {STRING}"),
    ("ask: Who saved first?", "ask: ' '", "6, field ask: met ' ', string should have at least 1 character"),
    ("  hint: Look at the tag.\n", "", "1, field hint: is missing, expected a value"),
    ("the cook, why: the cook saves now", "the cook", "9, field options.1.why: is missing, expected a value"),
    ("  level: 1\n", "  level: 1\n  levle: 1\n", "6, field levle: is no field of a question"),
    ("text: the cook", "txt: the cook", "9, field options.1.txt: is no field of a question"),
    ("level: 1", "level: 4", "5, field level: met 4, it should be less than or equal to 3"),
    ("level: 1", "level: '1'", f"5, field level: met '1', {NUMBER}"),
    ("level: 1", "level: 1_0", "5, field level: met 10, it should be less than or equal to 3"),
    ("skill: know why", "skill: know how", f"4, field skill: met 'know how', it should be {SKILLS}"),
    ("codes: [412]", "codes: 412", "2, field codes: met 412, it should be a valid list"),
    (
        "codes: [412]",
        "codes: []",
        "2, field codes: met a list, list should have at least 1 item after validation, not 0",
    ),
    ("codes: [412]", "codes: [4I2]", f"2, field codes.0: met '4I2', {NUMBER}"),
    ("code: 404", "code: 999", "10, field options.2.code: met 999, it should be less than or equal to 599"),
    ("code: 404", "code: true", f"10, field options.2.code: met True, {NUMBER}"),
    ("code: 404", "text: '  '", "10, field options.2: an option needs a code or a text"),
    ("right: true", "right: 'yes'", "8, field options.0.right: met 'yes', it should be a valid boolean"),
    ("two-cooks", "Tea", "1, field id: met 'Tea', string should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'"),
    ("right: true, ", "", f"{WHOLE}: 0 options are right, {ONE_KEY}"),
    ("the cook,", "the cook, right: true,", f"{WHOLE}: 2 options are right, {ONE_KEY}"),
    (f"    {LAST}\n", "", f"8, field options: met a list, list should have at least 3 {ITEMS}, not 2"),
    (LAST, "- 404", "10, field options.2: met 404, expected a mapping of fields"),
    (RFC, "- scene: two-cooks", f"14, field proof.0: {MUST_HOLD}"),
    (RFC, "- {rfc: RFC 9110, scene: a}", ONE_KIND),
    (RFC, "- status: 412", ONE_KIND),
    ("- id: two-cooks", "- a line\n- id: two-cooks", f"{WHOLE}: met 'a line', expected a mapping of fields"),
]


@pytest.mark.parametrize(("good", "written", "told"), AUTHOR_ERRORS, ids=[row[2] for row in AUTHOR_ERRORS])
def test_an_author_error_names_file_line_and_field(tmp_path, good, written, told):
    assert GOOD.count(good) >= 1
    head, _, tail = GOOD.rpartition(good)
    (tmp_path / "4xx.yaml").write_text(head + written + tail, encoding="utf-8")
    with pytest.raises(QuestionError, match=f"^4xx.yaml line {re.escape(told)}$"):
        load_questions(tmp_path / "4xx.yaml")


FILE_ERRORS = [
    (b"", "line 1: expected a list of questions, got nothing"),
    (b"id: two-cooks\n", "line 1: expected a list of questions, got a mapping"),
    (b"just text\n", "line 1: expected a list of questions, got text"),
    (b"- id: a\n  ask: Why: so?\n", "line 2: no readable YAML (mapping values are not allowed in this context)"),
    (b"- id: a\n  ask: caf\xe9\n", "line 2: met a byte that is no UTF-8, save the file as UTF-8"),
    (b"- id: a\n  ask: \x01\n", "line 1: no readable YAML (control characters are not allowed)"),
]


@pytest.mark.parametrize(("content", "told"), FILE_ERRORS, ids=[told for _, told in FILE_ERRORS])
def test_a_file_that_is_no_list_of_questions_is_refused_with_its_line(tmp_path, content, told):
    (tmp_path / "4xx.yaml").write_bytes(content)
    with pytest.raises(QuestionError, match=f"^4xx.yaml {re.escape(told)}$"):
        load_questions(tmp_path / "4xx.yaml")


def test_an_error_deep_in_a_file_names_the_line_of_its_own_question(tmp_path):
    second = GOOD.replace("two-cooks", "three-cooks").replace("level: 1", "level: 7")
    (tmp_path / "4xx.yaml").write_text(f"# a note\n\n{GOOD}\n{second}", encoding="utf-8")
    with pytest.raises(QuestionError, match=r"^4xx\.yaml line 22, field level: met 7,"):
        load_bank(tmp_path)


def test_an_author_error_is_one_that_a_person_is_meant_to_read():
    assert issubclass(QuestionError, LabError)


# --- The bank -----------------------------------------------------------------------------------------------


def test_an_id_that_stands_twice_is_refused_with_both_places(folder):
    (folder / "later.yaml").write_text(f"\n{GOOD}", encoding="utf-8")
    told = 'later.yaml line 2, field id: "two-cooks" stands in good.yaml already, expected once in the whole bank'
    with pytest.raises(QuestionError, match=f"^{re.escape(told)}$"):
        load_bank(folder)


def test_a_bank_is_read_in_the_order_of_its_files(folder):
    (folder / "a.yaml").write_text(GOOD.replace("two-cooks", "no-cooks"), encoding="utf-8")
    (folder / "notes.txt").write_text("no question", encoding="utf-8")
    bank = load_bank(folder)
    assert [question.id for question in bank] == ["no-cooks", "two-cooks"]
    assert (len(bank), bank["two-cooks"].id) == (2, "two-cooks")


def test_a_question_that_is_not_there_is_said_so(folder):
    with pytest.raises(LabError, match=r'^no question "tea" in the bank of 1$'):
        load_bank(folder)["tea"]


@pytest.mark.parametrize(("asked", "found"), [([412], 1), ([409], 0), ([409, 412], 2), (range(400, 500), 2)])
def test_about_gives_questions_all_of_whose_codes_were_asked_for(folder, asked, found):
    both = GOOD.replace("two-cooks", "both").replace("[412]", "[409, 412]")
    (folder / "more.yaml").write_text(both, encoding="utf-8")
    assert len(load_bank(folder).about(asked)) == found


# --- Showing ------------------------------------------------------------------------------------------------


def test_options_that_are_codes_are_shown_by_number_whatever_the_seed():
    facts = yaml.safe_load(GOOD)[0]
    facts["options"] = [{"code": code, "right": code == 412, "why": "so"} for code in (412, 204, 409)]
    assert {order(Question.model_validate(facts), seed) for seed in range(5)} == {(1, 2, 0)}


def test_options_that_are_texts_are_shuffled_the_same_way_for_one_seed():
    texts = question("+---")
    assert order(texts, 3) == order(texts, 3)
    assert len({order(texts, seed) for seed in range(20)}) > 5
    assert all(sorted(order(texts, seed)) == [0, 1, 2, 3] for seed in range(20))


# --- Grading ------------------------------------------------------------------------------------------------

SINGLE = [((1,), True, 1.0), ((0,), False, 0.0), ((3,), False, 0.0)]
MULTIPLE = [
    ((0, 1), True, 1.0),
    ((0,), False, 0.5),
    ((0, 2), False, 0.0),
    ((0, 1, 2), False, 0.5),
    ((0, 1, 2, 3), False, 0.0),
    ((2,), False, 0.0),
    ((2, 3), False, 0.0),
]


@pytest.mark.parametrize(("chosen", "right", "score"), SINGLE)
def test_a_single_choice_is_right_or_wrong(chosen, right, score):
    verdict = grade(question("-+--"), chosen)
    assert (verdict.right, verdict.score) == (right, score)


@pytest.mark.parametrize(("chosen", "right", "score"), MULTIPLE)
def test_a_multiple_choice_pays_right_ticks_and_charges_wrong_ones(chosen, right, score):
    verdict = grade(question("++--", "multiple"), chosen)
    assert (verdict.right, verdict.score) == (right, score)


def test_one_wrong_tick_among_three_right_ones_costs_all_that_they_earned():
    assert grade(question("+++-", "multiple"), (0, 1, 2, 3)).score == 0.0
    assert grade(question("+++-", "multiple"), (0, 1)).score == pytest.approx(2 / 3)


def test_every_option_gets_its_mark_and_its_why():
    marks = grade(question("-+-"), [2]).marks
    assert [(mark.index, mark.chosen, mark.right) for mark in marks] == [
        (0, False, False),
        (1, False, True),
        (2, True, False),
    ]
    assert {mark.why for mark in marks} == {"it is so"}


HEADLINES = [
    ("right", (0, 1), ("Right, and no guess next time", "Right", "Right, and you knew it")),
    ("partly", (0,), ("Partly right",) * 3),
    ("wrong", (2,), ("Not this one", "Not this one", "Sure, and wrong: worth a second look")),
]


@pytest.mark.parametrize(("chosen", "said"), [row[1:] for row in HEADLINES], ids=[row[0] for row in HEADLINES])
def test_confidence_shapes_the_words_and_never_the_score(chosen, said):
    verdicts = [grade(question("++--", "multiple"), chosen, sure) for sure in range(len(CONFIDENCE))]
    assert tuple(verdict.headline for verdict in verdicts) == said
    assert len({(verdict.score, verdict.right) for verdict in verdicts}) == 1


REFUSED_ANSWERS = [
    ((), 1, "question two-cooks: no option chosen, expected one; choose before you check"),
    ((0, 1), 1, "question two-cooks: 2 options chosen, expected one"),
    ((4,), 1, "question two-cooks: options run 0-2, got [4]"),
    ((-1,), 1, "question two-cooks: options run 0-2, got [-1]"),
    ((0,), 3, "confidence 3, expected 0 (guessing) to 2 (certain)"),
]


@pytest.mark.parametrize(("chosen", "confidence", "told"), REFUSED_ANSWERS)
def test_an_answer_that_cannot_be_graded_is_refused_in_one_line(chosen, confidence, told):
    with pytest.raises(LabError, match=f"^{re.escape(told)}$"):
        grade(question("-+-"), chosen, confidence)


def test_a_multiple_choice_needs_a_right_and_a_wrong_option():
    for keys in ("+++", "---"):
        with pytest.raises(ValidationError, match="expected at least one right and one wrong"):
            question(keys, "multiple")


def test_a_question_cannot_be_changed_after_it_was_read():
    with pytest.raises(ValidationError, match="frozen"):
        question("-+-").level = 3
