"""The texts hold nothing that prose.py objects to."""

import sys
from dataclasses import replace
from statistics import median

import pytest
from similarity import similar_pairs

import prose
from published import published_questions
from sampling import together
from statuslab.questions.loader import load_bank

SENTENCES = [
    ("The server gives up after eight thousand signs.", ["signs", "eight thousand"]),
    ("What belongs into its 511?", ["belongs into"]),
    ("For who does not know 103 it is skipped.", ["for who"]),
    ("Who waits long enough gets the gateway's own verdict.", ["who waits long enough"]),
    ("What comes of each of these conditions?", ["what comes of"]),
    ("A door kept as nginx keeps it.", ["door", "kept as nginx"]),
    ("Its plain brother 200, when patience ends.", ["patience", "brother"]),
    ("Mend the line that stands in the log.", ["mend", "stands"]),
    ("The packet stays on the line, and a 507 would have told of it.", ["on the line", "told of"]),
]
PLAIN = [
    "Who waits longest?",
    "Escape the percent signs, then sign in.",
    "A 4xx stands for a mistake of the client.",
    'Its name is `door`, and the page says "mend the house".',
    "The status line is well formed, and a credit card was charged.",
]


def test_texts_are_plain_and_no_two_questions_alike():
    assert list(prose.flaws(prose.everywhere())) == []


def test_stems_of_the_bank_are_short():
    assert median(prose.stem_length(question) for question in published_questions()) <= prose.MEDIAN_STEM


@together(("text", "expected"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_word_in_its_wrong_sense_is_found(text, expected):
    assert sorted(finding.word.casefold() for finding in prose.bad_words("here", text)) == sorted(expected)


@pytest.mark.parametrize("text", PLAIN)
def test_word_in_its_right_sense_or_quoted_passes(text):
    assert list(prose.bad_words("here", text)) == []


def test_stem_is_measured_without_its_wire():
    question = replace(load_bank(prose.BANK / "412.yaml").questions[0], ask="What comes back?", wire="< a b c d")
    assert prose.stem_length(question) == 3


def test_same_story_told_twice_is_a_similar_pair():
    first, second, *_ = load_bank(prose.BANK / "412.yaml")
    twin = replace(first, id="twin", ask=first.ask.replace("Assam", "Sencha"))
    assert [pair for _, *pair in similar_pairs([first, second, twin], prose.TOO_SIMILAR)] == [[first.id, "twin"]]


def test_command_line_reports_words_and_stems_of_a_file(capsys, monkeypatch, tmp_path):
    text = (prose.BANK / "412.yaml").read_text(encoding="utf-8")
    (tmp_path / "412.yaml").write_text(text.replace("You opened a recipe", "Mend it " + "x " * 40, 1))
    monkeypatch.setattr(sys, "argv", ["prose.py", str(tmp_path / "412.yaml")])
    prose.main()
    out = capsys.readouterr().out
    assert "two-cooks-one-recipe: Mend -> fix, repair" in out
    assert "two-cooks-one-recipe: the stem has" in out
    assert "the median stem has" in out
