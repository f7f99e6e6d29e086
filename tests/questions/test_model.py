from dataclasses import MISSING, FrozenInstanceError, fields

import pytest
from pydantic import ValidationError
from question_samples import VARIED, formed, question

from statuslab.questions import Option, Question, schema
from statuslab.questions.proof import Expected, Proof
from statuslab.questions.schema import checked_question


def test_multiple_choice_needs_a_right_and_a_wrong_option():
    for keys in ("+++", "---"):
        with pytest.raises(ValidationError, match="expected at least one right and one wrong"):
            question(keys, "multiple")


def test_question_is_frozen():
    with pytest.raises(FrozenInstanceError):
        question("-+-").level = 3


def records_and_values():
    return [
        (schema.OptionRecord, Option),
        (schema.ExpectedRecord, Expected),
        (schema.ProofRecord, Proof),
        (schema.QuestionRecord, Question),
    ]


@pytest.mark.parametrize(("record", "value"), records_and_values())
def test_schema_has_the_fields_and_defaults_of_the_plain_value(record, value):
    expected = {field.name: field.default for field in fields(value) if field.name not in ("variants", "images")}
    if record is schema.QuestionRecord:
        expected["idea"] = None  # may be left out in a bank of one's own; the question's id takes its place
    found = {name: MISSING if field.is_required() else field.default for name, field in record.model_fields.items()}
    assert found == expected


def test_each_seed_gives_a_concrete_question_and_the_next_seed_the_next_row():
    varied = checked_question(VARIED)
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


def test_varied_question_has_the_values_of_its_first_row():
    varied = checked_question(VARIED)
    assert varied.ask == varied.rows[0].ask == "Bytes 0 to 9, for $5: how many?"
    assert len(varied.rows) == 2 and varied != varied.rows[0]
    assert len({varied, *varied.rows}) == 3


def test_dollar_in_a_question_without_vary_is_a_dollar():
    assert formed("provoke", ask="It costs $price, or $5.").ask == "It costs $price, or $5."
