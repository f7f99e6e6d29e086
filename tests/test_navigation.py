"""The way through the course: its generated cells are current, and every link of every page leads somewhere."""

import json
import re
from html import unescape
from urllib.parse import unquote

import pytest

from navigation import END, NOTEBOOKS, RUN_FIRST, TOP, end, top, with_navigation, written
from sampling import together
from statuslab.catalog.pages import Page, Section, anchor
from statuslab.catalog.standards import DATATRACKER, RFC_EDITOR, citations
from statuslab.codes import index
from statuslab.codes.build_index import headings

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
STANDARD = re.compile(
    rf"{RFC_EDITOR}rfc\d+(#(section-\d+(\.\d+)*|appendix-[A-Z](\.\d+)*))?|{DATATRACKER}draft-[\w-]+(#section-[\d.]+)?"
)
ELSEWHERE = re.compile(r"https?://[^/]+|mailto:")
IN_MARKDOWN = re.compile(r"\]\(((?:[^()\s]|\([^()\s]*\))+)\)")


def cells_of(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def prose_of(path):
    return ["".join(cell["source"]) for cell in cells_of(path) if cell["cell_type"] == "markdown"]


def links_of(path):
    """Every link of a page: of its Markdown and of its stored outputs."""
    for source in prose_of(path):
        code = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
        yield from IN_MARKDOWN.findall(code.sub("", source))
    for cell in cells_of(path):
        for output in cell.get("outputs", ()):
            html = "".join(output.get("data", {}).get("text/html", ""))
            yield from map(unescape, re.findall(r'<a [^>]*?href="([^"]*)"', html))


def problem_with(link, page):
    """What is wrong with a link of a page, or ""."""
    if link.startswith(("https://www.rfc-editor.org", "https://datatracker.ietf.org")):
        return "" if STANDARD.fullmatch(link) else "no address of a standard"
    if ELSEWHERE.match(link):
        return ""
    file, _, fragment = link.partition("#")
    target = (page.parent / unquote(file)) if file else page
    if target.parent != NOTEBOOKS or not target.is_file():
        return "no such file beside the pages"
    if fragment and unquote(fragment) not in anchors(target):
        return "no such heading"
    return ""


def anchors(path):
    return {anchor(title) for source in prose_of(path) for title in headings(source)}


@together("path", PATHS, ids=lambda path: path.stem)
def test_navigation_of_a_page_is_what_make_index_writes_today(path):
    assert path.read_text(encoding="utf-8") == written(path, index().pages), "run `make index`"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_link_of_a_page_leads_somewhere(path):
    wrong = [f"{link}: {found}" for link in links_of(path) if (found := problem_with(link, path))]
    assert wrong == []


@together("path", PATHS, ids=lambda path: path.stem)
def test_a_page_begins_and_ends_with_the_way_on(path):
    cells = cells_of(path)
    assert (cells[0]["id"], cells[-1]["id"]) == (TOP, END)


@together("path", PATHS, ids=lambda path: path.stem)
def test_each_standard_that_a_page_names_is_a_link(path):
    bare = [source[place.start : place.end] for source in prose_of(path) for place in citations(source)]
    assert bare == []


@together("path", PATHS, ids=lambda path: path.stem)
def test_headings_that_codes_lead_to_need_no_escapes_in_a_link(path):
    linked = {section.title for section in index().pages[path.stem].sections if section.codes}
    assert [
        title for title in linked if not re.fullmatch(r"[\x21-\x7e ]+", title) or re.search(r'["<>()\[\]\\%]', title)
    ] == []


@together(
    ("link", "found"),
    [
        ("2xx_success.ipynb", ""),
        ("2xx_success.ipynb#Make-it-happen", ""),
        ("#One-round", ""),
        ("#one-round", "no such heading"),
        ("2xx_success.ipynb#One-round", "no such heading"),
        ("9xx.ipynb", "no such file beside the pages"),
        ("../README.md", "no such file beside the pages"),
        ("https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5", ""),
        ("https://www.rfc-editor.org/rfc/rfc9110#15.5.5", "no address of a standard"),
    ],
)
def test_a_link_that_leads_nowhere_is_noticed(link, found):
    assert problem_with(link, NOTEBOOKS / "0_start_here.ipynb") == found


# --- The cells themselves

PAGES = {
    name: Page(name, title, minutes, (Section(title), Section("Cut off", codes)))
    for name, title, minutes, codes in [
        ("0_start_here", "Start", 5, (404,)),
        ("2xx", "Say yes", 20, (206, 201)),
        ("review", "Come back", 10, ()),
    ]
}


def test_the_first_page_has_no_page_before_it_and_no_link_to_itself():
    assert top(PAGES, PAGES["0_start_here"]) == (
        "**Page 1 of 3**\n\n[Say yes →](2xx.ipynb)\n\nCodes on this page: [404](#Cut-off)\n\n" + RUN_FIRST
    )


def test_a_page_between_has_both_neighbors_the_overview_and_its_codes_in_order():
    assert top(PAGES, PAGES["2xx"]) == (
        "**Page 2 of 3** · [Overview](0_start_here.ipynb)\n\n"
        "[← Start](0_start_here.ipynb) · [Come back →](review.ipynb)\n\n"
        "Codes on this page: [201](#Cut-off), [206](#Cut-off)\n\n" + RUN_FIRST
    )


def test_the_end_of_a_page_leads_to_the_next_and_the_last_to_the_overview():
    assert "**Next, page 3 of 3:** [Come back →](review.ipynb) (10 minutes)" in end(PAGES, PAGES["2xx"])
    assert end(PAGES, PAGES["review"]).endswith("This was the last page. [Overview](0_start_here.ipynb)")


def test_generated_cells_are_written_anew_and_what_an_author_wrote_stays():
    mine = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": ["# Say yes\n", "RFC 9110."]}
    once = with_navigation({"cells": [mine]}, PAGES, PAGES["2xx"])
    assert [cell["id"] for cell in once["cells"]] == [TOP, "mine", END]
    assert "".join(once["cells"][1]["source"]) == "# Say yes\n[RFC 9110](https://www.rfc-editor.org/rfc/rfc9110)."
    assert with_navigation(once, PAGES, PAGES["2xx"]) == once
    stale = {"cells": [once["cells"][0] | {"source": ["Page 1 of 2"]}, *once["cells"][1:]]}
    assert with_navigation(stale, PAGES, PAGES["2xx"]) == once


@together("path", PATHS, ids=lambda path: path.stem)
def test_each_page_that_a_page_names_is_a_link(path):
    names = {name for source in prose_of(path) for name in re.findall(r"`(\w+)`", source)}
    assert names & set(index().pages) == set()
