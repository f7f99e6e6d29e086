"""The compiled bank: what is read is what was compiled, and a stale or broken text is noticed."""

import json
from pathlib import Path

import pytest
from question_samples import CALL, GOOD, LINE, MATCH, NUMBER, ORDER, TASK, TYPED, VARIED, question

from sampling import together
from statuslab.questions import Bank
from statuslab.questions.compiled import compiled, fingerprint, read_compiled
from statuslab.questions.loader import load_bank
from statuslab.questions.schema import checked_question

PUBLISHED = Path(__file__).parents[2] / "data" / "questions"


def test_published_bank_is_the_same_when_compiled():
    bank = load_bank(PUBLISHED)
    assert read_compiled(compiled(bank, "now"), "now") == bank


def test_every_form_is_the_same_when_compiled():
    varied, several = checked_question(VARIED), question("+-+", "multiple", codes=True)
    bank = Bank((NUMBER, TYPED, ORDER, MATCH, LINE, TASK, CALL, several, varied))
    read = read_compiled(compiled(bank, "now"), "now")
    assert read == bank
    assert [each.at(1) for each in read] == [each.at(1) for each in bank]


def test_text_compiled_from_other_files_is_stale():
    assert read_compiled(compiled(Bank((ORDER,)), "then"), "now") is None


@together(
    "broken",
    [
        lambda whole: "",
        lambda whole: json.dumps(whole)[:-20],
        lambda whole: json.dumps(whole["questions"]),
        lambda whole: json.dumps({"fingerprint": "now"}),
        lambda whole: json.dumps(whole | {"questions": 5}),
        lambda whole: json.dumps(whole | {"questions": ["two-cooks"]}),
        lambda whole: json.dumps(whole | {"questions": [whole["questions"][0] | {"codes": 5}]}),
        lambda whole: json.dumps(whole | {"questions": [whole["questions"][0] | {"levle": 1}]}),
        lambda whole: json.dumps(whole | {"questions": [{"codes": [404], "proof": []}]}),
    ],
    ids=["empty", "cut", "list", "no-questions", "number", "text", "codes", "unknown-field", "missing-field"],
)
def test_text_that_is_no_compiled_bank_is_a_value_error(broken):
    whole = json.loads(compiled(Bank((ORDER,)), "now"))
    with pytest.raises(ValueError):
        read_compiled(broken(whole), "now")


def test_fingerprint_changes_with_every_change_of_the_questions(tmp_path):
    def change(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return fingerprint(tmp_path)

    found = [
        change("a.yaml", GOOD),
        change("a.yaml", GOOD.replace("412", "413")),  # the same size
        change("b.yml", ""),
        change("b.yml", "# a note\n"),
    ]
    (tmp_path / "a.yaml").rename(tmp_path / "c.yaml")
    found.append(fingerprint(tmp_path))
    assert len(set(found)) == 5


def test_fingerprint_knows_neither_times_nor_other_files(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    first = fingerprint(tmp_path)
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no question", encoding="utf-8")
    assert fingerprint(tmp_path) == first
