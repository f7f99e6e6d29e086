"""The report as HTML and text: its tables, hidden shares and escaping."""

from statuslab.widgets.html import document
from statuslab.widgets.report import ReportData, report_html, report_text

ITEM = {
    "round": 1,
    "question": "lost-retry",
    "ask": "The answer is lost. Send the `POST` again?",
    "n": 24,
    "facility": 0.5,
    "after": 0.75,
    "discrimination": 0.31,
    "note": "",
}
FEW = ITEM | {"round": 2, "question": "<b>x</b>", "n": 4, "facility": None, "after": None, "discrimination": None}
VOTE = {"round": 1, "stayed right": 11, "to right": 7, "to wrong": 1, "stayed wrong": 5}


def report_data(**changes):
    whole = {"title": "Monday & <i>", "people": 24, "answers": 72, "items": [ITEM, FEW | {"note": "under 5 answers"}]}
    whole |= {"confusions": [(412, 409, 5), (412, 423, 2), (404, 410, 1)], "votes": [VOTE]}
    return ReportData(**(whole | {"confidence": [("guessing", 9, 0.22), ("certain", 3, None)]} | changes))


def test_items_show_their_shares_unless_hidden():
    html, text = report_html(report_data()), report_text(report_data())
    assert "50%" in html and "75%" in html and "+0.31" in html and "⚑ under 5 answers" in html
    assert "50% → 75%" in text and "(under 5 answers)" in text
    assert text.splitlines()[4].split()[-4] == "–"


def test_items_show_their_text_and_id():
    html = report_html(report_data())
    assert "The answer is lost. Send the <code>POST</code> again?" in html
    assert "lost-retry" in html


def test_confusions_are_a_matrix_of_the_codes_that_occur():
    html = report_html(report_data())
    assert html.count('scope="row" class="k4"') == 2  # 404 and 412
    assert '<td class="hot" style="--heat:100%">5<' in html and '<td class="hot" style="--heat:40%">2<' in html
    assert "    409 for 412: 5\n" in report_text(report_data())


def test_report_without_answers_has_no_extra_tables():
    empty = report_data(people=0, answers=0, items=[], confusions=[], votes=[], confidence=[])
    assert "0 people, 0 answers" in report_html(empty)
    assert "Mixed up" not in report_html(empty) and "From vote to vote" not in report_html(empty)


def test_report_text_is_escaped():
    html = report_html(report_data())
    assert "<b>x" not in html and "<i>" not in html
    assert "&lt;b&gt;x" in html


def test_report_page_is_self_contained():
    page = document(report_data().title, report_html(report_data()))
    assert page.startswith('<!doctype html>\n<html lang="en">') and page.endswith("</html>\n")
    assert "<title>Monday &amp; &lt;i&gt;</title>" in page
    assert "src=" not in page and "http://" not in page and "https://" not in page
