"""docs/own_questions.md: its examples are right, and its table of formats says what the formats do."""

import re
from pathlib import Path

import yaml
from format_samples import NAMES, sample

from statuslab.questions.formats import FORMATS
from statuslab.questions.formats.records import Placed
from statuslab.questions.forms import MADE, OWN_SIZES, Form
from statuslab.questions.images import LARGEST, MOST_PIXELS
from statuslab.questions.schema import OptionRecord, QuestionRecord, checked_question

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "own_questions.md").read_text(encoding="utf-8")


def test_example_of_a_question_is_right():
    (example, *_) = re.findall(r"```yaml\n(- id.*?)```", TEXT, re.DOTALL)
    assert [checked_question(record).id for record in yaml.safe_load(example)] == ["post-is-idempotent"]


def test_table_of_fields_names_every_field_for_teachers():
    named = set(re.findall(r"`([a-z]+)`", TEXT))
    assert named >= set(QuestionRecord.model_fields) - {"skill", "checked", "proof"}
    assert named >= {*OptionRecord.model_fields} - {"right"}


def test_every_form_for_a_file_is_named():
    assert set(re.findall(r"^\| `([a-z]+)` \| ", TEXT, re.MULTILINE)) >= set(Form.__args__) - {*MADE, "single"}
    assert "2 to 14" in TEXT and OWN_SIZES.get("single", (2, 14)) == (2, 14)


def test_bounds_of_an_image_are_those_of_the_code():
    assert f"{LARGEST:,} bytes and {MOST_PIXELS} pixels" in TEXT


def test_table_of_formats_says_which_forms_they_hold():
    rows = {
        row[0]: row[1:]
        for row in (line.strip("| \n").split(" | ") for line in TEXT.splitlines() if line.startswith("| "))
    }
    for name in ("number", "match", "order", "poll"):
        held = [form.write([Placed(sample(name), "")], NAMES, "").count == 1 for form in FORMATS.values()]
        assert held == [cell.startswith("yes") for cell in rows[name]], name
