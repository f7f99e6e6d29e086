"""The glossary for learners: the file's own mistakes, and that its terms are those of the course."""

import csv
import re
from pathlib import Path

import pytest

from sampling import together
from statuslab.catalog import Catalog, CatalogError, reading

ROOT = Path(__file__).parents[2]
CATALOG = Catalog.load(ROOT / "data")
CODES = {record.code for record in CATALOG}
TERMS = reading.glossary(ROOT / "data", CODES)
HEADER = "term,also,meaning,codes,source\n"


def refusal(folder, rows):
    (folder / "glossary.csv").write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        reading.glossary(folder, CODES)
    return str(caught.value)


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("a,,No stop,,\n", 'glossary.csv line 2, field meaning: met "No stop", expected a sentence with a full stop'),
        (",,Fine.,,\n", 'glossary.csv line 2, field term: met "", expected some text'),
        ("a,,Fine.,298,\n", 'glossary.csv line 2, field codes: met "298", expected codes of status_codes.csv'),
        ("a,,Fine.,,\nb,A,Fine.,,\n", 'glossary.csv line 3, field also: met "A", expected a word that stands nowhere'),
    ],
)
def test_mistake_in_the_glossary_names_line_and_field(tmp_path, rows, line):
    assert refusal(tmp_path, rows).startswith(line)


def test_terms_stand_in_alphabetical_order():
    names = [term.term.lower() for term in TERMS]
    assert names == sorted(names)


@together("term", TERMS, ids=lambda term: term.term)
def test_meaning_is_one_plain_sentence_that_does_not_begin_with_the_term(term):
    assert term.meaning[0].isupper() and not re.search(r"[.?!] ", term.meaning)
    assert len(term.meaning.split()) <= 32
    assert not term.meaning.lower().startswith(f"{term.term.lower()} ")


def course_text():
    """What a learner reads: the pages, and the data of cards."""
    pages = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "notebooks").glob("*.ipynb")))
    with (ROOT / "data" / "status_codes.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    return " ".join([*pages, *cells]).lower()


def test_each_term_or_another_word_for_it_is_used_in_the_course():
    text = course_text()
    words = {term.term: (term.term, *term.also) for term in TERMS}
    assert [term for term, own in words.items() if not any(word.lower() in text for word in own)] == []
