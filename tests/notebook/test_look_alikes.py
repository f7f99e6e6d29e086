"""The notebook function compare: all groups, exchanges side by side, and the decision tree."""

import re

import pytest

from sampling import together
from statuslab import compare
from statuslab.catalog import Catalog
from statuslab.errors import LabError
from statuslab.notebook import demos as stories
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.storage.files import data_folder

CATALOG = Catalog.load(data_folder())


@pytest.fixture(autouse=True, scope="module")
def lab():
    """A lab with a stopped clock in place of the learner's, so that no test waits."""
    with Lab(FixedClock()) as fixed, pytest.MonkeyPatch.context() as patch:
        patch.setattr(stories, "lab", fixed)
        yield fixed


def test_compare_without_codes_lists_all_groups():
    rows = [group[0] for group in CATALOG.groups().values()]
    lines = compare().text.splitlines()
    assert [line.split("  ")[0] for line in lines] == [row.title for row in rows]
    assert [line.rsplit("  ")[-1].strip() for line in lines] == [", ".join(map(str, row.codes)) for row in rows]
    assert all(row.title.replace("'", "&#x27;") in compare().html for row in rows)


def test_compare_run_shows_the_provoking_exchange_of_each_code():
    shown = compare(401, 403, run=True)
    question, first, second = shown.text.split("\n\n")[:3]
    assert question.startswith("401 or 403: ")
    assert "< HTTP/1.1 401 Unauthorized" in first
    assert "»  < WWW-Authenticate: " in first
    assert "< HTTP/1.1 403 Forbidden" in second
    assert shown.html.count("<section") == 2


def test_compare_run_keeps_the_order_of_the_codes():
    text = compare(504, 408, run=True).text
    assert re.findall(r"< HTTP/1\.1 (\d+)", text) == ["504", "408"]


@pytest.mark.parametrize("slug", CATALOG.groups())
def test_compare_run_works_for_every_group(slug):
    codes = CATALOG.groups()[slug][0].codes
    for start in range(0, len(codes), 3):
        some = codes[start : start + 3] if len(codes) - start > 1 else codes[-2:]
        shown = compare(*some, run=True)
        assert all(f"{code} {CATALOG[code].name}" in shown.text for code in some)


def test_compare_run_shows_questions_about_its_codes_only():
    text = compare(303, 307, run=True).text
    assert "May a POST become a GET" in text
    assert "Does the client already hold" not in text


def test_compare_run_exchanges_are_not_the_learners(lab):
    compare(404, 410, run=True)
    assert {exchange.origin.value for exchange in lab.exchanges} == {"demo"}


def test_compare_diagram_leads_from_question_to_code():
    text = compare(400, 415, 422, diagram=True).text
    assert text.splitlines()[0] == "Does this resource take the declared format and coding at all?"
    assert text.splitlines()[-1].endswith("→ 422 Unprocessable Content")


def test_compare_diagram_and_run_can_be_combined():
    shown = compare(405, 501, run=True, diagram=True)
    assert shown.text.index("└─") < shown.text.index("< HTTP/1.1 405")
    assert shown.html.index('class="tree"') < shown.html.index('class="sides of2"') < shown.html.index("<table>")


@together("slug", CATALOG.groups())
def test_compare_diagram_exists_for_every_group_as_text_and_html(slug):
    codes = CATALOG.groups()[slug][0].codes
    shown = compare(*codes, diagram=True)
    assert all(str(code) in shown.text for code in codes)
    assert shown.html.count("<ul") == shown.html.count("</ul>") > 0


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (
            lambda: compare(200, 404, diagram=True),
            "no group of look-alikes has all of 200, 404, so there is no diagram",
        ),
        (
            lambda: compare(301, 302, 303, 307, 308, run=True),
            "compare(run=True) shows up to 4 codes side by side, got 5",
        ),
        (lambda: compare(299, 404, run=True), "no status code 299 in the catalog"),
    ],
)
def test_compare_with_wrong_codes_gives_one_clear_line(call, line):
    with pytest.raises(LabError) as caught:
        call()
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)
