"""`find`, `index` and `glossary`: what they show, and one clear line for what they cannot."""

import re
from html import unescape

import pytest

from sampling import together
from statuslab import find, glossary, index
from statuslab.catalog.pages import address
from statuslab.codes import find_scene
from statuslab.codes import index as code_index
from statuslab.errors import LabError
from statuslab.notebook.codes import catalog
from statuslab.notebook.reference import taught_in, terms_all


def results(text, n=10):
    """The heads of the results as (kind, title)."""
    return re.findall(r"^(code|term|section|demo): +(.*)$", find(text, n=n).text, re.MULTILINE)


def codes(text, n=10):
    return [title.split()[1] for kind, title in results(text, n) if kind == "code"]


@together(
    ("text", "first"),
    [
        ("timeout", {"408", "504", "499"}),
        ("timout", {"408", "504", "499"}),
        ("time out", {"408", "504", "499"}),
        ("rate limit", {"429", "503"}),
        ("login", {"401", "407"}),
        ("hotel wi-fi", {"511"}),
        ("not found", {"404"}),
        ("payload too large", {"413"}),  # a former name
        ("If-None-Match", {"304", "412"}),
        ("redirect", {"301", "302"}),
        ("409", {"409"}),
        (418, {"418"}),
    ],
)
def test_find_leads_to_the_codes_that_a_developer_means(text, first):
    assert first <= set(codes(text, 6))


def test_find_by_number_gives_that_code_first():
    assert results("409")[0] == ("code", "! 409 Conflict")


def test_find_has_demos_sections_and_terms_too():
    title = find_scene("two-cooks").title
    page, section = taught_in(412)[0]
    assert ("demo", title) in results(title)
    assert ("section", f"{page.title} › {section.title}") in results(section.title)
    assert ("term", "upstream") in results("upstream")


def test_find_shows_what_to_call_and_links_to_the_section():
    found = find("gateway timeout", n=1)
    assert "demo(504)" in found.text and "card(504)" in found.text
    assert re.search(r'<a href="5xx_server_error\.ipynb#[^" ]+">', found.html)


def test_typing_mistake_is_told():
    assert find("timout").text.startswith('"timout" was not found and read as "timeout".')


def test_find_without_a_result_says_so_and_suggests():
    assert find("xyzzyq").text.strip() == (
        'Nothing found for "xyzzyq". Try find("timeout"), find("redirect") or find("login"); '
        "index() lists all codes, glossary() all terms."
    )
    assert 'Try find("idempot' in find("idxmxotxnt").text


def test_find_says_how_many_more_there_are():
    assert re.match(r'The best 2 of (\d+); find\("cache", n=\1\) shows all\.', find("cache", n=2).text)


def test_markup_in_a_search_is_shown_as_text():
    assert "<script>alert" not in find("<script>alert(1)</script>xyzzyq").html


@together(
    ("call", "line"),
    [
        (lambda: find(""), "find() needs something to look for, got ''; try find(\"timeout\")"),
        (lambda: find("  "), "find() needs something to look for"),
        (lambda: find(None), "find() needs something to look for, got None"),
        (lambda: find("cache", n=0), "find(n=0): expected a whole number of at least 1"),
        (lambda: find("cache", n="all"), "find(n='all'): expected a whole number of at least 1"),
        (lambda: glossary("xyzzyq"), 'no term "xyzzyq" in the glossary; glossary() lists them all'),
        (lambda: glossary("upsteam"), 'no term "upsteam" in the glossary; did you mean "upstream"?'),
        (lambda: index(298), "no status code 298 in the catalog"),
        (lambda: index("9xx"), 'no class "9xx"'),
    ],
)
def test_wrong_argument_gives_one_clear_line(call, line):
    with pytest.raises(LabError) as caught:
        call()
    assert str(caught.value).startswith(line) and "\n" not in str(caught.value)


def test_text_of_any_length_is_searched_in_bounded_form():
    assert len(find("elephant" * 10_000).text) < 600


# --- The index


def test_index_has_every_code_with_its_section_card_demo_and_challenge():
    html = index().html
    for record in catalog:
        assert f"card({record.code})" in html and f"demo({record.code})" in html
        assert taught_in(record.code), record.code
    assert html.count("challenge(") == len(catalog) - 3  # three museum pieces have none


def test_index_of_a_class_has_only_its_codes():
    assert re.findall(r"^\S (\d{3}) ", index("1xx").text, re.MULTILINE) == ["100", "101", "102", "103", "104"]


def test_every_link_leads_to_a_section_of_a_page():
    known = {address(page.name, section.title) for page in code_index().pages.values() for section in page.sections}
    links = re.findall(r'<a href="([^"]+)"', index().html + find("cache", n=99).html)
    assert len(links) > 70 and known.issuperset(map(unescape, links))


def test_code_is_first_linked_on_the_page_of_its_class():
    pages = [page.name for page, _ in taught_in(412)]
    assert pages[0].startswith("4xx") and len(set(pages)) > 1


# --- The glossary


def test_glossary_has_every_term_with_its_codes():
    shown = glossary().text
    assert all(term.term in shown and term.meaning in shown for term in terms_all())


@pytest.mark.parametrize("word", ["upstream", "Upstream", "field", "content", "ETag", "reverse proxy"])
def test_glossary_explains_one_term_by_any_word_for_it(word):
    assert len(glossary(word).text.splitlines()) == 2
