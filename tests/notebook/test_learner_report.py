"""`report()`: what it says of a learner, which file it writes, and what it keeps to itself."""

import json
import re
from datetime import timedelta

import pytest

from statuslab import exam, predict, report, skip
from statuslab.errors import LabError
from statuslab.learning.course import skip_card
from statuslab.learning.history import Attempt
from statuslab.learning.learner_report import read_report
from statuslab.notebook import stored_progress
from statuslab.notebook.learner_report import file_name, learner_report
from statuslab.notebook.quiz import bank
from statuslab.widgets.html import data_of


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.delenv("STATUSLAB_FIXED", raising=False)
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def answer(question, where="quiz", score=1.0, days=0, **more):
    at = stored_progress.now() - timedelta(days=days)
    stored_progress.store().add(Attempt(question, at, score, 1, (0,), where=where, **more))


def page(made, name):
    return next(row for row in made.pages if row.page == name)


def test_report_of_a_newcomer_has_nothing_done_and_nothing_mastered():
    made = learner_report()
    assert (made.mastered, made.met, made.answers, made.exam, made.pretest) == (0, 0, 0, None, None)
    assert len(made.codes) == 70 and not any(row.done for row in made.pages)


def test_prediction_counts_for_each_page_that_asks_it():
    before = learner_report()
    card = predict("two-cooks")
    card.answer = {"n": 1, "id": "predict-two-cooks", "choice": [0], "confidence": 1}
    made = learner_report()
    assert page(made, "4xx_c_state_and_timing").done == page(before, "4xx_c_state_and_timing").done + 1
    assert page(made, "0_the_first_hour").done == 1
    assert made.met == 1


def test_challenge_counts_for_its_page():
    answer("provoke-" + challenge_name(201), where="challenge")
    assert page(learner_report(), "2xx_success").done == 1


def challenge_name(code):
    from statuslab.codes import challenge_of

    return challenge_of(code).name


def test_page_that_was_skipped_as_known_counts_as_done():
    card = skip("2xx")
    for item in card.items:
        answer(item["id"], card=skip_card("2xx_success", stored_progress.now().date()))
    row = page(learner_report(), "2xx_success")
    assert row.done == row.asked > 6


def test_code_is_mastered_after_two_good_days():
    about = [each.id for each in bank() if 410 in each.codes and not each.id.startswith("pretest")][:2]
    for days in (2, 1):
        for id in about:
            answer(id, days=days)
    row = next(row for row in learner_report().codes if row.code == 410)
    assert row.state in ("mastered", "due again") and (row.tries, row.right) == (4, 4)


def test_exam_and_pretest_give_the_gain():
    for each in [each.id for each in bank() if each.id.startswith("pretest")][:8]:
        answer(each, where="pretest", score=0.0)
    card = exam(n=10)
    for item in card.items[:5]:
        answer(item["id"], where="exam", card="exam 10 0")
    made = learner_report()
    assert (made.exam.questions, made.exam.points) == (10, 5.0)
    assert (made.pretest.questions, made.pretest.points) == (8, 0.0)
    assert made.gain == 0.5


def test_pretest_is_sealed_until_an_exam_was_handed_in():
    answer("pretest-x", where="pretest", score=0.0)
    assert learner_report().pretest is None
    answer("some", where="exam", card="exam 1 0")
    assert learner_report().pretest.points == 0


def test_confusions_of_the_pretest_are_not_told():
    answer("pretest-x", where="pretest", score=0.0, mistaken=(206, 204))
    answer("some", score=0.0, mistaken=(409, 412))
    assert learner_report().confused == ((409, 412, 1),)


# --- The file


def test_report_is_one_file_that_holds_its_numbers(folder):
    shown = report(name="Ann")
    text = (folder / "statuslab-report-ann.html").read_text(encoding="utf-8")
    assert read_report(data_of(text)) == learner_report("Ann")
    assert 'href="statuslab-report-ann.html"' in shown.html and "codes mastered" in shown.text
    assert not re.search(r'(?:src|href)="|@import|url\(', text)


def test_report_has_no_name_unless_one_is_given(folder, monkeypatch):
    monkeypatch.setenv("USER", "somebody")
    report()
    (made,) = folder.glob("*.html")
    text = made.read_text(encoding="utf-8")
    assert json.loads(data_of(text))["name"] == "" and "somebody" not in text and str(folder) not in text


def test_reports_of_one_learner_have_one_number_and_another_learner_has_another(monkeypatch, tmp_path):
    first = learner_report().learner
    assert learner_report().learner == first
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "other"))
    assert learner_report().learner != first


def test_number_of_a_learner_is_deleted_with_the_answers():
    first = learner_report().learner
    stored_progress.store().delete()
    assert learner_report().learner != first


@pytest.mark.parametrize(
    ("name", "file"),
    [("Ann", "ann"), ("Ann  Müller", "ann-m-ller"), ("../../x", "x"), ("<b>", "b"), ("COM 1", "com-1")],
)
def test_name_in_the_name_of_the_file_is_made_harmless(name, file):
    assert file_name(learner_report(name)) == f"statuslab-report-{file}.html"


@pytest.mark.parametrize("name", ["", "名前", "..."])
def test_file_without_a_usable_name_has_a_part_of_the_number(name):
    made = learner_report(name)
    assert file_name(made) == f"statuslab-report-{made.learner[:6]}.html"


def test_markup_in_a_name_is_text_and_never_ends_the_data(folder):
    evil = "</script><img src=x onerror=alert(1)>"
    report(name=evil, path="r.html")
    text = (folder / "r.html").read_text(encoding="utf-8")
    assert "<img" not in text and text.count("</script>") == 1
    assert read_report(data_of(text)).name == evil


@pytest.mark.parametrize("name", [5, None, "x" * 61, ["Ann"]])
def test_name_that_is_none_gives_one_clear_line(name):
    with pytest.raises(LabError, match=r"^report\(name=.*\): expected a name of at most 60 characters, in quotes$"):
        report(name=name)


def test_report_does_not_replace_another_file(folder):
    (folder / "notes.html").write_text("mine")
    with pytest.raises(LabError, match=r"^notes.html is there already and is not a report of this course"):
        report(path="notes.html")
    assert (folder / "notes.html").read_text() == "mine"
