"""A page on the disk, opened again: each card shows what its learner left, and a failure leaves the page as it was."""

import asyncio
import json
import sqlite3
from contextlib import closing
from copy import deepcopy
from datetime import timedelta

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from statuslab import challenge, exam, lab, predict, quiz, review
from statuslab.codes import find_challenge
from statuslab.learning.history import Attempt
from statuslab.notebook import saved_pictures, stored_progress
from statuslab.notebook.challenges import challenge_key
from statuslab.notebook.course_pages import CoursePages
from statuslab.notebook.saved_pictures import ASLEEP, ELSEWHERE, bring_back, put_away
from statuslab.widgets.html import inline
from statuslab.widgets.quiz import VIEW

IN_HTML = ASLEEP.replace("'", "&#x27;")
OWN = """
- id: own-a
  codes: [412]
  idea: own
  skill: know why
  level: 1
  ask: What is asked in the own bank?
  options:
    - {text: The first, right: true, why: Because the own bank says so.}
    - {text: The second, why: No.}
    - {text: The third, why: No.}
  hint: None
  source: RFC 9110 section 13.1.1
  proof: [{rfc: RFC 9110 section 13.1.1}]
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"
    stored_progress.store().close()
    lab.stop()


def page_of(*cards, trusted=True):
    """A page as JupyterLab has it in memory, with the outputs of these cards."""
    cells = []
    for card in cards:
        data, metadata = card._repr_mimebundle_()
        output = new_output("execute_result", data=data, metadata=metadata, execution_count=1)
        cells.append(new_code_cell("...", outputs=[output], metadata={"trusted": trusted}))
    return new_notebook(cells=cells)


def reopened(*cards, trusted=True):
    """The HTML of each card after its page was saved and opened again."""
    page = page_of(*cards, trusted=trusted)
    put_away(page)
    bring_back(page)
    return [cell.outputs[0].data["text/html"] for cell in page.cells]


def answer(card, place, choice, confidence=1):
    n = card.answer.get("n", 0) + 1
    card.answer = {"n": n, "id": card.items[place]["id"], "choice": list(choice), "confidence": confidence}


def test_answered_question_is_shown_with_its_feedback_and_an_open_one_without_key():
    card = quiz(412, n=3)
    open_before = page_of(card).cells[0].outputs[0].data["text/html"]
    place = next(place for place, item in enumerate(card.items) if item["form"] == "single")
    answer(card, place, [0])
    (html,) = reopened(card)
    assert IN_HTML in html
    assert html.count("(your choice)") == 1
    assert all(inline(mark["why"]) in html for mark in card.feedback[card.items[place]["id"]]["marks"])
    whys = {option.why for id, each in card._questions.items() if id not in card.feedback for option in each.options}
    assert not [why for why in whys if inline(why) in html + open_before]


def test_prediction_is_shown_as_predicted_without_running_the_scene(monkeypatch):
    card = predict("two-cooks")
    answer(card, 0, [2])
    lab.stop()
    monkeypatch.setattr(type(lab), "start", lambda _: pytest.fail("the lab was started"))
    (html,) = reopened(card)
    assert "As you predicted: 412" in html


def test_pretest_that_was_answered_gives_nothing_away():
    card = quiz("pretest")
    answer(card, 0, [0])
    (html,) = reopened(card)
    assert html.count("Noted.") == 1
    assert not [
        option.why for each in card._questions.values() for option in each.options if inline(option.why) in html
    ]


def test_review_is_shown_with_questions_of_every_kind():
    asked = ("predict-two-cooks", f"provoke-{find_challenge(412).name}")
    nine_days_ago = stored_progress.now() - timedelta(9)
    stored_progress.store().add_all(Attempt(id, nine_days_ago, 0, 2, (0,)) for id in asked)
    card = review(4)
    (html,) = reopened(card)
    assert {"predict", "provoke"} <= {item["form"] for item in card.items}
    assert html.count('class="q"') == 4


def test_challenge_shows_whether_it_was_done():
    card = challenge(412)
    (waiting,) = reopened(card)
    stored_progress.store().add(
        Attempt(
            "provoke-x", stored_progress.now(), 0.8, 1, (1,), where="challenge", card=challenge_key(find_challenge(412))
        )
    )
    (done,) = reopened(card)
    assert "Not done yet." in waiting and "Waiting." not in waiting and "Done before, with 80% of the score." in done
    assert "Your lab" not in waiting  # it has ended with its kernel


def test_exam_shows_its_progress_and_after_the_hand_in_its_report():
    card = exam(n=3, seed=5)
    (fresh,) = reopened(card)
    id = card.items[0]["id"]
    choice = [418] if card.items[0]["form"] == "number" else [0]
    card.answers = {**card.answers, id: {"n": 1, "choice": choice, "confidence": 1, "seconds": 1.0}}
    (begun,) = reopened(card)
    assert "questions answered." not in fresh and "1 of 3 questions answered." in begun
    card.press = {"n": 1, "do": "hand in"}
    (told,) = reopened(card)
    assert "Not answered" in told


def test_exam_that_was_forgotten_is_not_begun_again():
    card = exam(n=3, seed=6)
    page = page_of(card)
    stored_progress.store().delete()
    bring_back(page)
    assert card.items[0]["ask"].split("`")[0] in page.cells[0].outputs[0].data["text/html"].replace("&quot;", '"')
    assert stored_progress.store().get(card.saved_as["exam"]) is None


def test_card_of_an_own_bank_is_drawn_from_that_bank(tmp_path):
    bank = tmp_path / "own.yaml"
    bank.write_text(OWN)
    card = quiz("own", bank=bank)
    answer(card, 0, [0])
    (html,) = reopened(card)
    assert "Because the own bank says so." in html
    bank.unlink()
    (html,) = reopened(card)
    assert "What is asked in the own bank?" in html and "no file or folder" in html and "Nothing is lost." in html


def test_output_of_an_earlier_version_gets_the_line_and_keeps_its_picture():
    page = page_of(quiz(412, n=1))
    output = page.cells[0].outputs[0]
    before, output.metadata = output.data["text/html"], {}
    bring_back(page)
    assert output.data["text/html"].endswith(before) and IN_HTML in output.data["text/html"]


def test_seat_in_a_class_gets_the_line():
    data = {VIEW: {"model_id": "1"}, "text/plain": "a seat", "text/html": "<p>a seat</p>"}
    seat = new_output("display_data", data=data, metadata={"statuslab": {}})
    page = new_notebook(cells=[new_code_cell("...", outputs=[seat], metadata={"trusted": True})])
    put_away(page)
    assert ELSEWHERE.replace("'", "&#x27;") in seat.data["text/html"]
    bring_back(page)
    assert seat.data["text/html"].endswith("<p>a seat</p>") and VIEW in seat.data


def test_widget_of_somebody_else_is_not_touched():
    data = {VIEW: {"model_id": "1"}, "text/html": "<b>a slider</b>", "text/plain": "a slider"}
    page = new_notebook(cells=[new_code_cell("...", outputs=[new_output("display_data", data=data)])])
    before = json.dumps(page)
    put_away(page)
    bring_back(page)
    assert json.dumps(page) == before


def test_page_saved_and_opened_many_times_stays_the_same():
    page = page_of(predict("two-cooks"), challenge(404))
    bring_back(page)
    once = json.dumps(page, sort_keys=True)
    for _ in range(3):
        put_away(page)
        assert VIEW not in json.dumps(page["cells"][0]["outputs"][0]["data"])
        bring_back(page)
    assert json.dumps(page, sort_keys=True) == once


def test_untrusted_page_is_given_no_answers():
    card = predict("two-cooks")
    answer(card, 0, [2])
    page = page_of(predict("the-door-keeper"), trusted=False)
    page.cells[0].outputs[0].metadata["statuslab"] = dict(page_of(card).cells[0].outputs[0].metadata["statuslab"])
    bring_back(page)
    assert "As you predicted" not in page.cells[0].outputs[0].data["text/html"]


def test_locked_store_is_told_once_and_keeps_the_pictures(home):
    page = page_of(predict("two-cooks"), quiz(404, n=1), challenge(404))
    stored_progress.store().put("any", 1)
    stored_progress.store().close()
    with closing(sqlite3.connect(home / "progress.sqlite", isolation_level=None)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        bring_back(page)
    html = "".join(cell.outputs[0].data["text/html"] for cell in page.cells)
    assert html.count("another program has locked") == 1 and html.count("Nothing is lost.") == 1
    assert html.count(IN_HTML) == 3


@pytest.mark.parametrize(
    "saved",
    [
        {"card": "k", "questions": ["no-such-question"], "seed": 0},
        {"card": "k", "questions": [None, {}], "seed": 0, "mode": 7},
        {"card": 7, "questions": "x"},
        {"challenge": "no-such-challenge"},
        {"exam": "exam 20 0", "bank": 3},
        {"card": "k", "questions": ["predict-<script>"], "seed": 10**30},
        {},
    ],
)
def test_metadata_that_make_no_sense_leave_the_picture(saved):
    page = page_of(predict("two-cooks"))
    before = page.cells[0].outputs[0].data["text/html"]
    page.cells[0].outputs[0].metadata["statuslab"] = saved
    bring_back(page)
    assert page.cells[0].outputs[0].data["text/html"].endswith(before)
    assert "<script>" not in page.cells[0].outputs[0].data["text/html"]


# --- Jupyter's manager of files


@pytest.fixture
def pages(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    (tmp_path / "pages").mkdir()
    return CoursePages(root_dir=str(tmp_path / "pages"))


def save(pages, page, name="page.ipynb"):
    return asyncio.run(pages.save({"type": "notebook", "format": "json", "content": page}, name))


def opened(pages, name="page.ipynb"):
    return asyncio.run(pages.get(name))["content"]


def test_page_lies_on_the_disk_without_live_views_and_comes_back_with_them(pages, tmp_path):
    save(pages, page_of(predict("two-cooks")))
    on_disk = (tmp_path / "pages" / "page.ipynb").read_text()
    assert json.loads(on_disk)["cells"][0]["outputs"][0]["data"].keys() == {"text/plain", "text/html"}
    page = opened(pages)
    assert VIEW in page.cells[0].outputs[0].data and page.cells[0].metadata.trusted


def test_page_that_was_trusted_by_hand_is_trusted_when_it_is_opened(pages):
    save(pages, page_of(predict("two-cooks"), trusted=False))
    assert not opened(pages).cells[0].metadata.trusted
    asyncio.run(pages.trust_notebook("page.ipynb"))
    assert opened(pages).cells[0].metadata.trusted


def test_failure_of_the_pictures_keeps_no_page_from_being_opened_or_saved(pages, monkeypatch):
    page = page_of(predict("two-cooks"))
    for name in ("put_away", "bring_back"):
        monkeypatch.setattr(saved_pictures, name, lambda _: 1 / 0)
    save(pages, page)
    assert opened(pages).cells[0].outputs[0].data == page.cells[0].outputs[0].data


def test_folder_and_text_file_are_opened_as_ever(pages, tmp_path):
    (tmp_path / "pages" / "a.txt").write_text("tea")
    assert asyncio.run(pages.get("a.txt"))["content"] == "tea"
    assert [each["name"] for each in asyncio.run(pages.get(""))["content"]] == ["a.txt"]


def test_half_saved_page_gives_jupyters_own_message(pages, tmp_path):
    from tornado.web import HTTPError

    (tmp_path / "pages" / "page.ipynb").write_text('{"cells": [')
    with pytest.raises(HTTPError, match=r"page\.ipynb"):
        opened(pages)


def test_two_tabs_write_the_same_bytes_whatever_was_answered_between(pages, tmp_path):
    card = predict("two-cooks")
    one = page_of(card)
    save(pages, deepcopy(one))
    first = (tmp_path / "pages" / "page.ipynb").read_bytes()
    answer(card, 0, [2])
    other = opened(pages)
    assert "As you predicted: 412" in other.cells[0].outputs[0].data["text/html"]
    for page in (one, other):
        save(pages, page)
        assert (tmp_path / "pages" / "page.ipynb").read_bytes() == first
