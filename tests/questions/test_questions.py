"""Questions one by one: what the schema refuses and how it says so, how answers are graded, in which order shown."""

import re

import pytest
import yaml
from pydantic import ValidationError

from statuslab.errors import LabError
from statuslab.questions import (
    CONFIDENCE,
    Question,
    grade,
    mistaken,
    order,
    presented,
    unpresented,
)  # fmt: skip
from statuslab.questions.loader import QuestionError, load_bank, read_bank
from statuslab.questions.proof import Proof

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
    (read,) = load_bank(folder / "good.yaml").questions
    assert (read.id, read.codes, read.skill, read.form, read.wire) == ("two-cooks", (412,), "know why", "single", "")
    assert read.key == {0}
    assert read.options[2].code == 404
    assert read.proof == (Proof(rfc="RFC 9110 section 13.1.1"),)


def test_folded_text_loses_its_outer_space(folder):
    (folder / "good.yaml").write_text(GOOD.replace("ask: Who saved first?", "ask: |\n    Who saved\n    first?\n"))
    assert load_bank(folder / "good.yaml").questions[0].ask == "Who saved\nfirst?"


SKILLS = "'situation to code', 'code to next step', 'read the wire', 'who answered', 'tell apart' or 'know why'"
STRING, NUMBER = "it should be a valid string", "it should be a valid integer"
QUOTE = f"{STRING}; put quotes around it"
WHOLE, ONE_KEY = "1, field (the whole question)", "expected exactly one in a question of form single"
RFC = "- rfc: RFC 9110 section 13.1.1"
ONE_KIND = "14, field proof.0: a proof has exactly one of rfc, scene, requests, log"
MUST_HOLD = "a proof that runs needs something to check: status, layer, logged, has, lacks, sent or said"
HAS_REQUESTS = "at and by say where requests are sent and by which client: a proof with them needs requests"
SEEN = "only the Teahouse records what a client sent: a proof with at and by cannot have sent, has or lacks"
ASKED = "requests: [GET /teas]"
SERVERS = "'nginx', 'nginx-tls', 'apache' or 'nobody'"
CLIENTS = "'requests', 'httpx2', 'urllib.request', 'http.client', 'urllib3', 'aiohttp' or 'curl'"
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
    ("  level: 1\n", "  level: 1\n  levle: 1\n", "6, field levle: is not a field of a question"),
    ("text: the cook", "txt: the cook", "9, field options.1.txt: is not a field of a question"),
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
    ("code: 404", "text: '  '", "10, field options.2: an option needs a code, a number or a text"),
    ("right: true", "right: 'yes'", "8, field options.0.right: met 'yes', it should be a valid boolean"),
    ("two-cooks", "Tea", "1, field id: met 'Tea', string should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'"),
    ("right: true, ", "", f"8, field options: 0 options are right, {ONE_KEY}"),
    ("the cook,", "the cook, right: true,", f"8, field options: 2 options are right, {ONE_KEY}"),
    (f"    {LAST}\n", "", "8, field options: has 2 options, expected 3 to 6 in a question of form single"),
    (LAST, "- 404", "10, field options.2: met 404, expected a mapping of fields"),
    (RFC, "- scene: two-cooks", f"14, field proof.0: {MUST_HOLD}"),
    (RFC, "- {rfc: RFC 9110, scene: a}", ONE_KIND),
    (RFC, "- status: 412", ONE_KIND),
    (RFC, f"- {{{ASKED}, at: iis}}", f"14, field proof.0.at: met 'iis', it should be {SERVERS}"),
    (RFC, f"- {{{ASKED}, by: lynx}}", f"14, field proof.0.by: met 'lynx', it should be {CLIENTS}"),
    (RFC, f"- {{{ASKED}, by: curl, follow: 2}}", "14, field proof.0.follow: met 2, it should be a valid boolean"),
    *(
        (RFC, f"- {{{ASKED}, {written}}}", f"14, field proof.0: {told}")
        for written, told in {
            "by: curl": MUST_HOLD,
            "status: 200, follow: true": "follow and sent are about a client: name it in by",
            "status: 200, sent: [GET]": "follow and sent are about a client: name it in by",
            "said: nothing": "said is about another server or client: name it in at or by",
            "status: 200, at: apache, leaves: true": "leaves is only for requests at nginx without by",
            "status: 200, at: nginx, by: curl, leaves: true": "leaves is only for requests at nginx without by",
            "layer: server, at: nginx": "only the lab knows its layers: a proof with at or by cannot have layer",
            "logged: 200, at: apache": (
                "only the logs of the lab and of nginx are read: a proof at apache cannot have logged"
            ),
            "has: [ETag], at: nginx, by: curl": SEEN,
            "sent: [GET], at: nginx, by: curl": SEEN,
        }.items()
    ),
    (RFC, "- {scene: two-cooks, status: 412, at: nginx}", f"14, field proof.0: {HAS_REQUESTS}"),
    (RFC, "- {rfc: RFC 9110, by: curl}", f"14, field proof.0: {HAS_REQUESTS}"),
    ("- id: two-cooks", "- a line\n- id: two-cooks", f"{WHOLE}: met 'a line', expected a mapping of fields"),
]


@pytest.mark.parametrize(("good", "written", "told"), AUTHOR_ERRORS, ids=[row[2] for row in AUTHOR_ERRORS])
def test_an_author_error_names_file_line_and_field(tmp_path, good, written, told):
    assert GOOD.count(good) >= 1
    head, _, tail = GOOD.rpartition(good)
    (tmp_path / "4xx.yaml").write_text(head + written + tail, encoding="utf-8")
    with pytest.raises(QuestionError, match=f"^4xx.yaml line {re.escape(told)}$"):
        load_bank(tmp_path / "4xx.yaml")


COLON = "; put quotes around a text with a colon and a space in it"
FILE_ERRORS = [
    (b"", "line 1: expected a list of questions, got nothing"),
    (b"id: two-cooks\n", "line 1: expected a list of questions, got a mapping"),
    (b"just text\n", "line 1: expected a list of questions, got text"),
    (
        b"- id: a\n  ask: Why: so?\n",
        f"line 2: not valid YAML (mapping values are not allowed in this context){COLON}",
    ),
    (b"- id: a\n  ask: caf\xe9\n", "line 2: met a byte that is not UTF-8; save the file as UTF-8"),
    (b"- id: a\n  ask: \x01\n", "line 1: not valid YAML (control characters are not allowed)"),
]


@pytest.mark.parametrize(("content", "told"), FILE_ERRORS, ids=[told for _, told in FILE_ERRORS])
def test_a_file_that_is_no_list_of_questions_is_refused_with_its_line(tmp_path, content, told):
    (tmp_path / "4xx.yaml").write_bytes(content)
    with pytest.raises(QuestionError, match=f"^4xx.yaml {re.escape(told)}$"):
        load_bank(tmp_path / "4xx.yaml")


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
    told = 'later.yaml line 2, field id: "two-cooks" is already in good.yaml, expected once in the whole bank'
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


# --- The other forms ----------------------------------------------------------------------------------------


def formed(form: str, *options: dict, **how) -> Question:
    return Question.model_validate(record(form, *options, **how))


def record(form: str, *options: dict, **how) -> dict:
    facts = {"form": form, "options": [{"why": f"why-{index}"} | option for index, option in enumerate(options)]}
    return yaml.safe_load(GOOD)[0] | facts | how


NUMBER = formed("number", {"number": 10**20, "right": True}, {"number": -1}, {"number": 0})
TYPED = formed("number", {"code": 416, "right": True}, {"code": 404}, {"code": 206})
ORDER = formed("order", *({"text": text} for text in "abcd"))
MATCH = formed("match", *({"text": text, "match": match} for text, match in zip("abcd", "xyzx", strict=True)))
LINE = formed("line", *({"text": f"> {text}", "right": text == "b"} for text in "abc"))
TASK = formed("provoke")
CALL = formed("predict", {"code": 412, "right": True}, {"code": 409}, {"code": 404}, hint="", source="")

SCORES = [
    (NUMBER, (10**20,), 1.0),
    (NUMBER, (10**20 + 1,), 0.0),
    (NUMBER, (-1,), 0.0),
    (TYPED, (416,), 1.0),
    (TYPED, (500,), 0.0),
    (ORDER, (0, 1, 2, 3), 1.0),
    (ORDER, (1, 0, 2, 3), 2 / 3),
    (ORDER, (3, 2, 1, 0), 0.0),
    (ORDER, (2, 3, 0, 1), 0.0),
    (MATCH, (0, 1, 2, 3), 1.0),
    (MATCH, (3, 1, 2, 0), 1.0),
    (MATCH, (1, 0, 2, 3), 0.5),
    (MATCH, (0, 0, 0, 0), 0.5),
    (LINE, (1,), 1.0),
    (LINE, (2,), 0.0),
    (TASK, (1,), 1.0),
    (TASK, (0,), 0.0),
    (CALL, (0,), 1.0),
    (CALL, (1,), 0.0),
]


@pytest.mark.parametrize(("asked", "answer", "score"), SCORES)
def test_an_answer_in_any_form_earns_its_score(asked, answer, score):
    verdict = grade(asked, answer)
    assert verdict.score == pytest.approx(score)
    assert verdict.right == (score == 1)
    assert [mark.why for mark in verdict.marks] == [option.why for option in asked.options]


def test_an_order_by_chance_earns_nothing_on_average_before_it_is_cut_off_at_nothing():
    from itertools import combinations, permutations

    raw = [
        2 * sum(first < second for first, second in combinations(each, 2)) / 6 - 1 for each in permutations(range(4))
    ]
    assert sum(raw) == pytest.approx(0)
    assert [grade(ORDER, each).score for each in permutations(range(4))] == pytest.approx([max(0, one) for one in raw])


@pytest.mark.parametrize("asked", [NUMBER, TYPED, ORDER, MATCH, LINE, TASK, CALL, question("-++-", "multiple")])
def test_the_solution_of_a_question_is_wholly_right(asked):
    assert grade(asked, asked.solution).right


def test_marks_of_an_arrangement_tell_where_each_option_was_put():
    assert [(mark.put, mark.right) for mark in grade(ORDER, (1, 0, 2, 3)).marks] == [
        (1, False),
        (0, False),
        (2, True),
        (3, True),
    ]
    assert [mark.put for mark in grade(MATCH, (3, 1, 1, 0)).marks] == [3, 1, 1, 0]


ODD_ANSWERS = [
    (NUMBER, (1, 2), "question two-cooks: 2 numbers given, expected one"),
    (ORDER, (0, 1, 2), "question two-cooks: expected each of its 4 options once, got [0, 1, 2]"),
    (ORDER, (0, 1, 2, 2), "question two-cooks: expected each of its 4 options once, got [0, 1, 2, 2]"),
    (MATCH, (0, 1), "question two-cooks: 2 options matched, expected all 4"),
    (MATCH, (0, 1, 2, 4), "question two-cooks: options run 0-3, got [0, 1, 2, 4]"),
    (LINE, (0, 1), "question two-cooks: 2 options chosen, expected one"),
    (TASK, (2,), "question two-cooks: expected (1,) for done or (0,) for given up, got (2,)"),
]


@pytest.mark.parametrize(("asked", "answer", "told"), ODD_ANSWERS)
def test_an_answer_that_does_not_fit_its_form_is_refused_in_one_line(asked, answer, told):
    with pytest.raises(LabError, match=f"^{re.escape(told)}$"):
        grade(asked, answer)


MISTAKEN = [
    (question("-+--", codes=True), (0,), (401, 400)),
    (question("-+--", codes=True), (1,), None),
    (question("-+--"), (0,), None),
    (question("++--", "multiple", codes=True), (2,), None),
    (TYPED, (404,), (416, 404)),
    (TYPED, (503,), (416, 503)),
    (TYPED, (7,), None),
    (TYPED, (99,), None),
    (TYPED, (100,), (416, 100)),
    (TYPED, (599,), (416, 599)),
    (TYPED, (600,), None),
    (NUMBER, (-1,), None),
    (CALL, (1,), (412, 409)),
    (ORDER, (1, 0, 2, 3), None),
    (TASK, (0,), None),
]


@pytest.mark.parametrize(("asked", "answer", "pair"), MISTAKEN)
def test_a_code_taken_for_another_is_named(asked, answer, pair):
    assert mistaken(asked, answer) == pair


@pytest.mark.parametrize("asked", [question("-+--"), question("++--", "multiple"), ORDER, MATCH, LINE, CALL])
def test_what_a_page_means_by_places_is_mapped_back(asked):
    for seed in range(12):
        shown = presented(asked, seed)
        texts = [option.text or option.code for option in asked.options]
        places = [(shown_one["text"] or shown_one["code"]) for shown_one in shown["options"]]
        if asked.form == "match":
            own = {option.text: option.match for option in asked.options}
            given = [shown["matches"].index(own[place]) for place in places]
        else:
            given = [places.index(texts[index]) for index in asked.solution]
        assert grade(asked, unpresented(asked, seed, given)).right


def test_a_page_sees_neither_key_nor_why_nor_the_order_of_the_file():
    for asked in (question("+---"), question("++--", "multiple"), NUMBER, ORDER, MATCH, LINE, TASK, CALL):
        shown = presented(asked, 5)
        assert set(shown) == {"id", "ask", "wire", "form", "options", "matches", "hint"}
        assert all(set(option) == {"code", "text"} for option in shown["options"])
    assert presented(NUMBER)["options"] == []
    assert sorted(presented(MATCH)["matches"]) == ["x", "y", "z"]


def test_what_is_to_be_put_in_order_is_never_shown_in_order():
    codes = formed("order", {"code": 401}, {"code": 403}, {"code": 404})
    for asked in (ORDER, codes):
        orders = {order(asked, seed) for seed in range(40)}
        assert tuple(range(len(asked.options))) not in orders
        assert len(orders) > 3


def test_the_lines_of_a_wire_stay_where_they_are():
    assert {order(LINE, seed) for seed in range(9)} == {(0, 1, 2)}


@pytest.mark.parametrize(("asked", "positions"), [(ORDER, (0, 1, 2, 4)), (LINE, (-1,)), (MATCH, (0, 1, 2, 3))])
def test_a_place_that_was_not_shown_is_refused(asked, positions):
    with pytest.raises(LabError, match=r"^question two-cooks: positions run 0-\d, got"):
        unpresented(asked, 0, positions)


def test_a_match_with_a_row_left_out_is_refused():
    with pytest.raises(LabError, match="2 options matched, expected all 4"):
        unpresented(MATCH, 0, (0, 1))


MISFITS = [
    # form, what the options are, and what the author is told of which place
    ("order", [{"text": "a", "right": True}, {"text": "b"}, {"text": "c"}], "options.0.right: leave it out"),
    ("match", [{"text": "a"}, {"text": "b", "match": "y"}, {"text": "c", "match": "z"}], "options.0: has no match"),
    ("match", [{"text": text, "match": "x"} for text in "abc"], "options: every option has the same match"),
    (
        "single",
        [{"text": "a", "right": True, "match": "x"}, {"text": "b"}, {"text": "c"}],
        "options.0.match: is only for",
    ),
    (
        "single",
        [{"text": "a", "right": True, "number": 7}, {"text": "b"}, {"text": "c"}],
        "options.0.number: is only for",
    ),
    ("number", [{"text": "a", "right": True}, {"number": 1}, {"number": 2}], "options.0: has no code and no number"),
    ("number", [{"number": 1, "right": True}, {"number": 1}, {"number": 2}], "options: the same number is used twice"),
    ("number", [{"number": 1}, {"number": 2}, {"number": 3}], "options: 0 options are right, expected at least one"),
    ("number", [{"number": 404, "code": 404, "right": True}, {"number": 1}, {"number": 2}], "options.0: an option has"),
    ("line", [{"text": "a"}, {"text": "b"}, {"text": "c"}], "options: 0 options are right, expected exactly one"),
    ("line", [{"code": 404, "right": True}, {"text": "b"}, {"text": "c"}], "options.0: has no text"),
    ("line", [{"text": "a", "right": index == 0} for index in range(15)], "options: has 15 options, expected 3 to 14"),
    ("single", [], "options: has 0 options, expected 3 to 6"),
    ("predict", [{"code": code, "right": code == 412} for code in (404, 409, 412)], "form: a question of form predict"),
    ("provoke", [], "form: a question of form provoke is made from a challenge"),
]


@pytest.mark.parametrize(("form", "options", "told"), MISFITS, ids=[f"{row[0]}: {row[2]}" for row in MISFITS])
def test_an_option_that_does_not_fit_its_form_is_named(tmp_path, form, options, told):
    (tmp_path / "own.yaml").write_text(yaml.safe_dump([record(form, *options)]), encoding="utf-8")
    with pytest.raises(QuestionError, match=rf"^own\.yaml line \d+, field {re.escape(told)}"):
        load_bank(tmp_path / "own.yaml")


def test_a_question_without_options_says_so_where_they_are_left_out(tmp_path):
    facts = record("single")
    del facts["options"]
    (tmp_path / "own.yaml").write_text(yaml.safe_dump([facts]), encoding="utf-8")
    with pytest.raises(QuestionError, match="field options: has 0 options, expected 3 to 6"):
        load_bank(tmp_path / "own.yaml")


# --- Parameters ---------------------------------------------------------------------------------------------

VARIED = record(
    "number",
    {"number": "$count", "right": True, "why": "$last minus $first, and one"},
    {"number": "$last"},
    {"number": 1000},
    ask="Bytes $first to $last, for $$5: how many?",
    wire="> Range: bytes=$first-$last\n",
    proof=[{"requests": ["GET /a\nRange: bytes=$first-$last"], "status": "$status"}],
    vary=[
        {"first": "0", "last": "9", "count": "10", "status": "206"},
        {"first": "5", "last": "6", "count": "2", "status": "200"},
    ],
)


def test_every_seed_gives_a_concrete_question_and_the_next_seed_the_next_row():
    varied = Question.model_validate(VARIED)
    rows = [varied.at(seed) for seed in range(4)]
    assert rows[0] == rows[2] != rows[1] == rows[3]
    assert {row.ask for row in rows} == {
        "Bytes 0 to 9, for $5: how many?",
        "Bytes 5 to 6, for $5: how many?",
    }
    one = next(row for row in rows if "5 to 6" in row.ask)
    assert (one.wire, one.options[0].number, one.options[0].why) == ("> Range: bytes=5-6\n", 2, "6 minus 5, and one")
    assert (one.proof[0].requests, one.proof[0].status) == (("GET /a\nRange: bytes=5-6",), 200)
    assert one.at(1) is one and one.rows == (one,)


def test_a_varied_question_reads_as_its_first_row_wherever_no_seed_is_given():
    varied = Question.model_validate(VARIED)
    assert varied.ask == varied.rows[0].ask == "Bytes 0 to 9, for $5: how many?"
    assert len(varied.rows) == 2 and varied != varied.rows[0]
    assert len({varied, *varied.rows}) == 3


def test_what_a_page_sees_and_means_goes_by_the_seed():
    varied = Question.model_validate(VARIED)
    asks = [presented(varied, seed)["ask"] for seed in (0, 1)]
    assert asks[0] != asks[1]
    assert [varied.at(seed).ask for seed in (0, 1)] == asks
    assert all(grade(varied.at(seed), unpresented(varied, seed, varied.at(seed).solution)).right for seed in (0, 1))


def test_a_dollar_in_a_question_without_parameters_is_a_dollar():
    assert formed("provoke", ask="It costs $price, or $5.").ask == "It costs $price, or $5."


BAD_ROWS = [
    ({"vary": [{"n": "1"}, {"m": "1"}], "ask": "$n?"}, ["vary.1: has no n, expected", "vary.1.m: $m is not used"]),
    ({"vary": [{"n": "1"}], "ask": "$n?"}, ["vary: has one row, expected two or more"]),
    ({"vary": [{"n": "1"}, {"n": 2}], "ask": "$n?"}, ["vary.1.n: met 2, expected text; put quotes around it"]),
    ({"vary": [{"n": "1"}, {"n": "2"}], "ask": "$n for $ 5?"}, ["ask: has a $ without a name after it"]),
    ({"vary": [{"n": "1"}, {"n": "x"}], "number": "$n"}, ["options.0.number: met 'x'"]),
    ({"vary": [{"n": "1"}], "ask": "$n?", "level": 9}, ["vary: has one row", "level: met 9"]),
    ({"vary": "n"}, ["vary: met 'n', it should be a valid list"]),
    ({"vary": ["n"]}, ["vary.0: met 'n', it should be a valid dictionary"]),
]


@pytest.mark.parametrize(("how", "told"), BAD_ROWS, ids=[row[1][0] for row in BAD_ROWS])
def test_rows_that_do_not_fit_are_named(tmp_path, how, told):
    others = {name: value for name, value in how.items() if name != "number"}
    options = ({"number": how.get("number", 5), "right": True}, {"number": 6}, {"number": 7})
    facts = record("number", *options, **others)
    (tmp_path / "own.yaml").write_text(yaml.safe_dump([facts]), encoding="utf-8")
    mistakes = read_bank(tmp_path / "own.yaml").mistakes
    assert [any(f"field {part}" in mistake for mistake in mistakes) for part in told] == [True] * len(told)


# --- Everything that is wrong -------------------------------------------------------------------------------


def test_a_bank_is_read_to_the_end_and_every_flaw_is_named_by_line(folder):
    second = GOOD.replace("level: 1", "level: 7").replace("hint: Look at the tag.", "hint: Look.\n  hint: Again.")
    third = GOOD.replace("two-cooks", "three").replace("[412]", "[298]").replace("right: true, ", "")
    (folder / "more.yml").write_text(second + third, encoding="utf-8")
    (folder / "other.yaml").write_text("just text", encoding="utf-8")
    reading = read_bank(folder, {412})
    assert reading.files == 3
    assert [question.id for question in reading.questions] == ["two-cooks"]
    assert reading.mistakes == (
        'more.yml line 1, field id: "two-cooks" is already in good.yaml, expected once in the whole bank',
        "more.yml line 5, field level: met 7, it should be less than or equal to 3",
        "more.yml line 12, field hint: is written twice, expected once",
        "more.yml line 17, field codes: no code 298 in the catalog",
        "more.yml line 23, field options: 0 options are right, expected exactly one in a question of form single",
        "other.yaml line 1: expected a list of questions, got text",
    )
    with pytest.raises(QuestionError, match=r"whole bank \(and 4 more; `statuslab bank check` names them all\)$"):
        load_bank(folder)


@pytest.mark.parametrize("name", ["", "absent"])
def test_a_place_without_questions_is_told_in_one_line(tmp_path, name):
    with pytest.raises(LabError, match=r"^no .* \S+; expected a .yaml file of questions, or a folder of them$"):
        load_bank(tmp_path / name)


def test_flawed_questions_without_an_id_are_no_doubles(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("- 404\n", encoding="utf-8")
    assert len(read_bank(tmp_path).mistakes) == 2
