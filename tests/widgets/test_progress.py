"""The map of mastery: a cell per code, a symbol with every color, and the questions due."""

import re

import pytest

from statuslab.learning.mastery import STATES
from statuslab.widgets.progress import ROW, SIGNS, Cell, Outlook, progress_html, progress_text

CELLS = [
    Cell(200, "OK", "mastered", "4 of 8 questions met"),
    Cell(404, "Not Found", "slipping"),
    Cell(412, "Precondition Failed", "due again"),
]
OUTLOOK = Outlook(12, (3, 0, 1), (("conditions-on-writes", "2 of 5 right"),), ((403, 401, 2),))


def test_progress_every_state_has_a_symbol_and_words():
    assert set(SIGNS) == set(STATES)
    assert len({sign for sign, _, _ in SIGNS.values()}) == len(SIGNS)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.state)
def test_progress_cell_shows_its_state_by_words_and_symbol(cell):
    html = progress_html([cell], OUTLOOK)
    sign, words, _ = SIGNS[cell.state]
    found = re.search(r'<li class="cell[^>]*>(.*?)</li>', html)[0]
    assert sign in found and f"{cell.code} {cell.name}: {words}" in found and f"> {words}<" in found


def test_progress_due_again_counts_as_mastered():
    assert progress_text(CELLS, OUTLOOK).startswith(
        "3 of 3 codes met, 2 mastered. 12 answers so far; 3 questions due today"
    )


@pytest.mark.parametrize(
    ("states", "line"),
    [
        (["new", "new"], "0 of 2 codes met. No"),
        (["new", "learning"], "1 of 2 codes met. A code is mastered when its first answers are right on two days. No"),
        (["met today", "mastered"], "2 of 2 codes met, 1 right at the first try today, 1 mastered. No"),
    ],
)
def test_progress_headline_says_what_went_well(states, line):
    cells = [Cell(400 + place, "x", state) for place, state in enumerate(states)]
    assert progress_text(cells, Outlook(0, (0,))).startswith(line)


def test_progress_forecast_has_a_bar_per_day():
    heights = re.findall(r'class="bar" style="height:(\d+)%"', progress_html(CELLS, OUTLOOK))
    assert heights == ["100", "0", "33"]


def test_progress_lists_weak_ideas_and_mixed_up_codes():
    text = progress_text(CELLS, OUTLOOK)
    assert "another look: conditions-on-writes (2 of 5 right)" in text and "mixed up: 401 for 403, 2 times" in text


def test_progress_widget_without_answers_says_how_to_fill_the_map():
    assert "No answer stored yet" in progress_html(CELLS, Outlook(0, (0,) * 14))


def test_progress_text_of_a_long_class_has_several_rows():
    cells = [Cell(400 + number, "x", "new") for number in range(ROW + 2)]
    assert progress_text(cells, OUTLOOK).count("4xx") == 1


def test_progress_escapes_names():
    assert "<script>" not in progress_html([Cell(299, "<script>", "new")], OUTLOOK)
