"""README.md: its table of pages is the one the pages give, and its links lead somewhere."""

import re

import pytest

from readme import README, ROOT, TABLE, runs, table_of_pages
from sampling import together
from statuslab.codes import index

TEXT = README.read_text(encoding="utf-8")


def test_table_of_pages_is_what_make_index_writes_today():
    assert TABLE.search(TEXT)[0] == table_of_pages(index().pages.values()), "run `make index`"


@together("document", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]), ids=lambda path: path.name)
def test_relative_links_of_a_document_lead_to_a_file(document):
    text = re.sub(r"```.*?```|`[^`\n]+`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)  # no links in code
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("codes", "text"),
    [([], ""), ([404], "404"), ([200, 201], "200, 201"), ([200, 201, 202, 226], "200 to 202, 226")],
)
def test_codes_in_a_row_are_written_as_a_run(codes, text):
    assert runs(codes) == text
