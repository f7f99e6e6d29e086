"""The documents beside the pages: the generated ones are current, and every link of each leads somewhere."""

import re

import pytest

from documents import DOCUMENTS, NOTEBOOKS
from statuslab.catalog.pages import anchor
from statuslab.codes.build_index import headings
from statuslab.notebook.codes import catalog
from test_navigation import IN_MARKDOWN, problem_with

PATHS = sorted(NOTEBOOKS.glob("*.md"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_generated_document_is_what_make_index_writes_today(name):
    assert (NOTEBOOKS / name).read_text(encoding="utf-8") == DOCUMENTS[name](), "run `make index`"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_link_of_a_document_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    own = {f"#{anchor(title)}" for title in headings(text)}
    links = IN_MARKDOWN.findall(re.sub(r"^```.*?^```|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL))
    wrong = [f"{link}: {found}" for link in links if link not in own and (found := problem_with(link, path))]
    assert wrong == []


def test_all_codes_has_each_code_once_with_a_link():
    rows = re.findall(r"^\| \*\*(\d{3})\*\* .*\]\(\w+\.ipynb#", DOCUMENTS["all_codes.md"](), re.MULTILINE)
    assert [int(code) for code in rows] == [record.code for record in catalog]
