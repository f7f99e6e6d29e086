"""What the loader reads, and how it names the mistakes of an author."""

import re

import pytest
import yaml
from question_samples import GOOD, record

from statuslab.errors import LabError
from statuslab.questions.loader import QuestionError, load_bank, read_bank
from statuslab.questions.proof import Proof


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_good_file_is_read_completely(folder):
    (read,) = load_bank(folder / "good.yaml").questions
    assert (read.id, read.codes, read.skill, read.form, read.wire) == ("two-cooks", (412,), "know why", "single", "")
    assert read.key == {0}
    assert read.options[2].code == 404
    assert read.proof == (Proof(rfc="RFC 9110 section 13.1.1"),)


def test_block_text_is_stripped(folder):
    (folder / "good.yaml").write_text(GOOD.replace("ask: Who saved first?", "ask: |\n    Who saved\n    first?\n"))
    assert load_bank(folder / "good.yaml").questions[0].ask == "Who saved\nfirst?"


SKILLS = "'situation to code', 'code to next step', 'read the wire', 'who answered', 'tell apart' or 'know why'"
STRING, INTEGER = "it should be a valid string", "it should be a valid integer"
QUOTE = f"{STRING}; put quotes around it"
WHOLE, ONE_KEY = "1, field (the whole question)", "expected exactly one in a question of form single"
RFC = "- rfc: RFC 9110 section 13.1.1"
ONE_KIND = "14, field proof.0: a proof has exactly one of rfc, scene, requests, log, recording"
MUST_HOLD = "a proof that runs needs something to check: status, layer, logged, has, lacks, sent or said"
HAS_REQUESTS = "at and by say where requests are sent and by which client: a proof with them needs requests"
SEEN = "only the Teahouse records what a client sent: a proof with at and by cannot have sent, has or lacks"
ASKED = "requests: [GET /teas]"
SERVERS = "'nginx', 'nginx-tls', 'apache' or 'nobody'"
CLIENTS = "'requests', 'httpx2', 'urllib.request', 'http.client', 'urllib3', 'aiohttp' or 'curl'"
LAST = "- {code: 404, why: the tea is there}"
AUTHOR_ERRORS = [
    # what the good file has, what the author wrote instead, the line and the message
    (
        "text: the chef",
        "text: NO",
        "8, field options.0.text: met False, which YAML makes of no, off or false; put quotes around it",
    ),
    ("text: the cook", "text: 3.5", f"9, field options.1.text: met 3.5, {QUOTE}"),
    ("id: two-cooks", "id: 404", f"1, field id: met 404, {QUOTE}"),
    ("ask: Who saved first?", "ask: 2026-11-22", f"6, field ask: met a date, {QUOTE}"),
    ("hint: Look at the tag.", "hint:", f"11, field hint: met nothing, {STRING}"),
    ("hint: Look at the tag.", "hint: [a]", f"11, field hint: met a list, {STRING}"),
    ("ask: Who saved first?", "ask: ' '", "6, field ask: met ' ', string should have at least 1 character"),
    ("  hint: Look at the tag.\n", "", "1, field hint: is missing, expected a value"),
    ("the cook, why: the cook saves now", "the cook", "9, field options.1.why: is missing, expected a value"),
    ("  level: 1\n", "  level: 1\n  levle: 1\n", "6, field levle: is not a field of a question; did you mean level?"),
    ("text: the cook", "txt: the cook", "9, field options.1.txt: is not a field of a question; did you mean text?"),
    ("level: 1", "level: 4", "5, field level: met 4, it should be less than or equal to 3"),
    ("level: 1", "level: '1'", f"5, field level: met '1', {INTEGER}"),
    ("level: 1", "level: 1_0", "5, field level: met 10, it should be less than or equal to 3"),
    ("skill: know why", "skill: know how", f"4, field skill: met 'know how', it should be {SKILLS}"),
    ("codes: [412]", "codes: 412", "2, field codes: met 412, it should be a valid list"),
    (
        "codes: [412]",
        "codes: []",
        "2, field codes: met a list, list should have at least 1 item after validation, not 0",
    ),
    ("codes: [412]", "codes: [4I2]", f"2, field codes.0: met '4I2', {INTEGER}"),
    ("code: 404", "code: 999", "10, field options.2.code: met 999, it should be less than or equal to 599"),
    ("code: 404", "code: true", f"10, field options.2.code: met True, {INTEGER}"),
    ("code: 404", "text: '  '", "10, field options.2: an option needs a code, a number or a text"),
    ("right: true", "right: 'yes'", "8, field options.0.right: met 'yes', expected true or false"),
    ("two-cooks", "Tea", "1, field id: met 'Tea', expected a-z, 0-9 and hyphens between them, such as lost-update"),
    ("right: true, ", "", f"8, field options: 0 options are right, {ONE_KEY}"),
    ("the cook,", "the cook, right: true,", f"8, field options: 2 options are right, {ONE_KEY}"),
    (f"    {LAST}\n", "", "8, field options: has 2 options, expected 3 to 6 in a question of form single"),
    (LAST, "- 404", "10, field options.2: met 404, expected a mapping of fields"),
    (RFC, "- scene: two-cooks", f"14, field proof.0: {MUST_HOLD}"),
    (RFC, "- {rfc: RFC 9110, scene: a}", ONE_KIND),
    (RFC, "- status: 412", ONE_KIND),
    (RFC, f"- {{{ASKED}, at: iis}}", f"14, field proof.0.at: met 'iis', it should be {SERVERS}"),
    (RFC, f"- {{{ASKED}, by: lynx}}", f"14, field proof.0.by: met 'lynx', it should be {CLIENTS}"),
    (RFC, f"- {{{ASKED}, by: curl, follow: 2}}", "14, field proof.0.follow: met 2, expected true or false"),
    *(
        (RFC, f"- {{{ASKED}, {written}}}", f"14, field proof.0: {expected}")
        for written, expected in {
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


@pytest.mark.parametrize(("good", "written", "expected"), AUTHOR_ERRORS, ids=[row[2] for row in AUTHOR_ERRORS])
def test_mistake_in_a_question_names_file_line_and_field(tmp_path, good, written, expected):
    assert GOOD.count(good) >= 1
    head, _, tail = GOOD.rpartition(good)
    (tmp_path / "4xx.yaml").write_text(head + written + tail, encoding="utf-8")
    with pytest.raises(QuestionError, match=f"^4xx.yaml line {re.escape(expected)}$"):
        load_bank(tmp_path / "4xx.yaml", published=True)


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
    (b"- id: a\n  ask: \x01\n", "line 2: not valid YAML (control characters are not allowed)"),
]


@pytest.mark.parametrize(("content", "expected"), FILE_ERRORS, ids=[expected for _, expected in FILE_ERRORS])
def test_file_that_is_not_a_list_of_questions_is_refused_with_its_line(tmp_path, content, expected):
    (tmp_path / "4xx.yaml").write_bytes(content)
    with pytest.raises(QuestionError, match=f"^4xx.yaml {re.escape(expected)}$"):
        load_bank(tmp_path / "4xx.yaml")


def test_mistake_in_a_later_question_names_its_own_line(tmp_path):
    second = GOOD.replace("two-cooks", "three-cooks").replace("level: 1", "level: 7")
    (tmp_path / "4xx.yaml").write_text(f"# a note\n\n{GOOD}\n{second}", encoding="utf-8")
    with pytest.raises(QuestionError, match=r"^4xx\.yaml line 22, field level: met 7,"):
        load_bank(tmp_path)


def test_question_error_is_a_lab_error():
    assert issubclass(QuestionError, LabError)


def test_id_used_twice_is_refused_with_both_files(folder):
    (folder / "later.yaml").write_text(f"\n{GOOD}", encoding="utf-8")
    expected = 'later.yaml line 2, field id: "two-cooks" is already in good.yaml, expected once in the whole bank'
    with pytest.raises(QuestionError, match=f"^{re.escape(expected)}$"):
        load_bank(folder)


def test_bank_has_the_order_of_its_files(folder):
    (folder / "a.yaml").write_text(GOOD.replace("two-cooks", "no-cooks"), encoding="utf-8")
    (folder / "notes.txt").write_text("no question", encoding="utf-8")
    bank = load_bank(folder)
    assert [question.id for question in bank] == ["no-cooks", "two-cooks"]
    assert (len(bank), bank["two-cooks"].id) == (2, "two-cooks")


def test_unknown_id_is_a_lab_error(folder):
    with pytest.raises(LabError, match=r'^no question "tea" in the bank of 1$'):
        load_bank(folder)["tea"]


MISFITS = [
    # form, what the options are, and the start of the message
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


@pytest.mark.parametrize(("form", "options", "expected"), MISFITS, ids=[f"{row[0]}: {row[2]}" for row in MISFITS])
def test_option_that_does_not_fit_its_form_is_named(tmp_path, form, options, expected):
    (tmp_path / "own.yaml").write_text(yaml.safe_dump([record(form, *options)]), encoding="utf-8")
    with pytest.raises(QuestionError, match=rf"^own\.yaml line \d+, field {re.escape(expected)}"):
        load_bank(tmp_path / "own.yaml", published=True)


def test_question_without_options_is_refused(tmp_path):
    facts = record("single")
    del facts["options"]
    (tmp_path / "own.yaml").write_text(yaml.safe_dump([facts]), encoding="utf-8")
    with pytest.raises(QuestionError, match="field options: has 0 options, expected 3 to 6"):
        load_bank(tmp_path / "own.yaml", published=True)


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


@pytest.mark.parametrize(("how", "expected"), BAD_ROWS, ids=[row[1][0] for row in BAD_ROWS])
def test_rows_of_vary_that_do_not_fit_are_named(tmp_path, how, expected):
    others = {name: value for name, value in how.items() if name != "number"}
    options = ({"number": how.get("number", 5), "right": True}, {"number": 6}, {"number": 7})
    facts = record("number", *options, **others)
    (tmp_path / "own.yaml").write_text(yaml.safe_dump([facts]), encoding="utf-8")
    mistakes = read_bank(tmp_path / "own.yaml").mistakes
    assert [any(f"field {part}" in mistake for mistake in mistakes) for part in expected] == [True] * len(expected)


def test_bank_is_read_to_the_end_and_every_mistake_is_named_by_line(folder):
    second = GOOD.replace("level: 1", "level: 7").replace("hint: Look at the tag.", "hint: Look.\n  hint: Again.")
    third = GOOD.replace("two-cooks", "three").replace("[412]", "[298]").replace("right: true, ", "")
    (folder / "more.yml").write_text(second + third, encoding="utf-8")
    (folder / "other.yaml").write_text("just text", encoding="utf-8")
    reading = read_bank(folder, {412}, published=True)
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
def test_path_without_question_files_is_a_lab_error(tmp_path, name):
    with pytest.raises(LabError, match=r"^no .* \S+; expected a .yaml file of questions, or a folder of them$"):
        load_bank(tmp_path / name)


def test_questions_without_an_id_are_no_duplicates(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("- 404\n", encoding="utf-8")
    assert len(read_bank(tmp_path).mistakes) == 2
