"""Printed questions: every form, the keys, and escaping."""

import re

import pytest

from published import published_questions
from sampling import together
from statuslab.questions import grade, presented, unpresented
from statuslab.questions.schema import checked_question
from statuslab.widgets.sheet import LETTERS, sheet_html, sheet_text, solution

BANK = published_questions()
FORMS = ["single", "multiple", "number", "order", "match", "line"]
NAMES = {404: "Not Found"}


def of(form):
    return [question for question in BANK if question.form == form][:5]


def choice(question, key, seed):
    """The answer that a key on the sheet stands for."""
    if question.form == "number":
        return (int(key),)
    if question.form == "match":
        shown = [int(number) - 1 for number in re.findall(r"[A-Z](\d)", key)]
        return unpresented(question, seed, shown)
    return unpresented(question, seed, [LETTERS.index(letter) for letter in re.findall("[A-Z]", key)])


@together("seed", [0, 1, 2])
@together("form", FORMS)
def test_sheet_key_is_graded_right(form, seed):
    for question in of(form):
        concrete = question.at(seed)
        assert grade(concrete, choice(concrete, solution(question, seed), seed), 1).right, question.id


@pytest.mark.parametrize("form", FORMS)
def test_sheet_shows_question_options_and_wire(form):
    question = of(form)[0]
    shown = presented(question, 0, NAMES)
    text = sheet_text("Monday", [question], NAMES, 0)
    assert text.startswith("Monday\n\n1. ")
    assert all(line.strip() in text for line in shown["wire"].splitlines())
    assert "`" not in text.partition("Keys:")[0]
    assert sheet_html("Monday", [question], NAMES, 0).count("<section>") == 1


def test_sheet_keys_start_a_new_page():
    html = sheet_html("Monday", of("single"), NAMES, 0)
    before, _, after = html.partition('<section class="keys">')
    assert "break-before:page" in html
    assert all(question.options[0].why not in before for question in of("single"))
    assert after.count("<p>") == 5


def test_sheet_text_is_escaped():
    options = [{"text": text, "right": text == "<i>yes", "why": "<u>"} for text in ("<i>yes", "<i>no", "<i>maybe")]
    record = {"id": "hostile-one", "codes": [404], "idea": "x", "skill": "tell apart", "level": 1, "hint": "h"}
    record |= {"ask": "<b>bold</b>?", "options": options, "source": "RFC 9110", "proof": [{"rfc": "RFC 9110 1.1"}]}
    html = sheet_html("<script>", [checked_question(record)], NAMES, 0)
    body = html.rpartition("</style>")[2]
    for markup in ("<b>bold", "<i>", "<u>", "<script>"):
        assert markup not in body
