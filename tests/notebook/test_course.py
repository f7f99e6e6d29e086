"""The way through the course in a notebook: the map, the top and the end of a page, and skipping one."""

import re
from datetime import timedelta

import pytest

from statuslab import course, lab, page, quiz, skip, summary
from statuslab.codes import index
from statuslab.errors import LabError
from statuslab.learning.course import SKIP_QUESTIONS
from statuslab.learning.history import Attempt
from statuslab.notebook import course as course_module
from statuslab.notebook import hub, stored_progress
from statuslab.notebook.codes import catalog
from statuslab.notebook.course import _course, _questions_on
from statuslab.notebook.review import review_bank
from statuslab.questions import order


@pytest.fixture(autouse=True)
def _home_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path))
    yield
    lab.stop()


def store(question, score=1.0, confidence=1, days=0, where="quiz", card=""):
    at = stored_progress.now() - timedelta(days=days)
    stored_progress.store().add(Attempt(question, at, score, confidence, (0,), where=where, card=card))


@pytest.fixture(autouse=True)
def _single_choices(monkeypatch):
    """Skipping asks questions of one choice only, which `answer` can answer."""
    found = course_module.questions_about

    def single(*given, **named):
        return tuple(question for question in found(*given, **named) if question.form == "single")

    monkeypatch.setattr(course_module, "questions_about", single)
    course_module._course.cache_clear()
    yield
    course_module._course.cache_clear()


def answer(card, rightly):
    """Answer each question of a card, rightly or wrongly by its place."""
    for place, item in enumerate(card.items):
        question = card._questions[item["id"]]
        shown = order(question, card._seed)
        choice = next(at for at, index in enumerate(shown) if (index in question.key) == rightly(place))
        card.answer = {"n": place + 1, "id": item["id"], "choice": [choice], "confidence": 1}


# --- The map


def test_course_of_a_fresh_learner_has_every_page_every_code_and_the_routes():
    view = course()
    for name, each in index().pages.items():
        assert f'href="{name}.ipynb"' in view.html and each.title in view.text
        assert all(f">{code}</a>" in view.html for code in each.codes)
    assert "nothing answered yet" in view.text and "You have 15 minutes" in view.text
    assert "left off" not in view.html


def test_course_on_a_hub_says_in_one_line_what_is_different(monkeypatch):
    assert hub.COURSE not in course().text
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/sam/")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "x")
    assert course().text.endswith(hub.COURSE)
    assert "fetch_here shows a recording" in course().html


def test_course_leads_to_where_the_learner_left_off():
    section = index().pages["4xx_c_state_and_timing"].section_of(412)
    store("predict-two-cooks", where="predict", card=f"predict two-cooks {section.asks[0].cell}")
    store("predict-forty-cups", where="predict", card="predict forty-cups", days=1)
    assert "You left off at" in course().html
    assert course().text.splitlines()[1] == f"Go on: {section.title}, in 4xx_c_state_and_timing.ipynb"


def test_course_leads_to_the_next_page_where_the_last_one_is_done():
    begun, following = list(index().pages.values())[2:4]
    tasks = next(each for each in _course() if each.page.name == begun.name)
    for question in tasks.sections:
        store(question, where="quiz" if not question.startswith("predict-") else "predict")
    assert f"Go on with: {following.title}, {following.name}.ipynb" in course().text.splitlines()
    assert "left off" not in course().html and "Go on with " in course().html


def test_course_counts_answers_of_a_page():
    store("predict-forty-cups", where="predict")
    asked = next(len(tasks.sections) for tasks in _course() if tasks.page.name == "2xx_success")
    assert f"1 of {asked}" in course().text


def test_course_recommends_skipping_to_who_was_certain_in_the_pretest():
    assert "try this way" not in course().html
    for place in range(1, 5):
        store(f"pretest-{place}", score=0.0, confidence=2, where="pretest", card="pretest")
    assert "try this way" in course().html


def test_course_says_that_nothing_is_left_of_a_known_page():
    answer(skip("4xx_c"), lambda _: True)
    assert "1 known already" in course().text
    assert re.search(r'<li class="known">.*?4xx_c_state_and_timing', course().html, re.DOTALL)


# --- The top of a page


def test_page_of_a_fresh_learner_is_one_line_with_the_rule_of_skipping():
    view = page("2xx")
    assert "\n" not in view.text
    assert 'skip("2xx_success") asks 6 questions; with 5 right at the first try, the page counts as known' in view.text


def test_page_shows_what_is_done_and_how_each_code_stands():
    store("predict-forty-cups", where="predict")
    store("predict-the-cut-download", 0.0, where="predict")
    text = page("2xx").text
    assert "2 of" in text and "1 of 2 right at the first try" in text
    assert "202 ✓" in text and "206 ◔" in text and "204 ·" in text
    assert 'href="2xx_success.ipynb#' in page("2xx").html


@pytest.mark.parametrize("name", list(index().pages))
def test_each_page_is_found_by_its_name_and_has_a_top_and_a_summary(name):
    assert page(name).text and summary(name).text


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("4xx", '"4xx" begins the names of 4 pages: 4xx_a_fix_the_request, '),
        ("2xx_sucess", 'no page "2xx_sucess"; did you mean "2xx_success"?'),
        ("kettle", 'no page "kettle"; name one by how its file begins'),
    ],
)
def test_page_that_is_not_there_is_one_clear_line(key, line):
    for function in (page, summary, skip):
        with pytest.raises(LabError, match=f"^{re.escape(line)}[^\n]*$"):
            function(key)


# --- The end of a page


def test_summary_of_a_fresh_learner_says_what_will_stand_there():
    assert summary("2xx").text == "Nothing answered on this page yet. What you do here is summed up in this place."


def test_summary_tells_today_what_to_look_at_and_what_comes_back():
    store("predict-forty-cups", where="predict")
    store("predict-the-cut-download", 0.0, where="predict")
    text = summary("2xx").text
    missed = index().pages["2xx_success"].section_of(206).title
    assert text.startswith("Today on this page: 2 questions answered, 1 right at the first try. A good start.")
    assert f"Worth another look: {missed}." in text and "Still open: " in text
    assert "What comes back in review(): 1 question tomorrow, 1 in " in text
    assert "Next: 3xx_redirection.ipynb (65 minutes)" in text


def test_summary_passes_over_pages_that_are_known():
    store("predict-forty-cups", where="predict")
    answer(skip("3xx"), lambda _: True)
    assert "Next: 4xx_a_fix_the_request.ipynb" in summary("2xx").text


def test_summary_of_another_day_says_what_there_is_so_far():
    store("predict-forty-cups", where="predict", days=2)
    assert summary("2xx").text.startswith("Nothing new on this page today. So far: 1 of ")


@pytest.mark.parametrize(
    ("right", "word"),
    [(6, "All of them"), (4, "Well done; the others"), (3, "A good start"), (1, "This was new to you")],
)
def test_summary_has_an_honest_and_friendly_word_for_each_share(right, word):
    ids = [question.id for question in quiz_questions()]
    for place, id in enumerate(ids):
        store(id, float(place < right))
    assert word in summary("2xx").text.splitlines()[0]


def quiz_questions():
    """Six questions of the page's quiz. They have one choice only, as all that this course counts here."""
    asked = [review_bank()[item["id"]] for item in quiz("2xx", n=8).items]
    return [question for question in asked if question.form == "single"][:6]


# --- Skipping


def test_skip_asks_six_questions_about_the_page_and_says_when_it_counts_as_known():
    card = skip("2xx")
    codes = set(index().pages["2xx_success"].codes)
    assert len(card.items) == SKIP_QUESTIONS
    assert all(set(review_bank()[item["id"]].codes) & codes for item in card.items)
    answer(card, lambda place: place > 0)
    assert card.ending.startswith("You know this page: at least 5 of 6 right at the first try.")
    assert page("2xx").text.startswith("You know this page: it counts as known.")


def test_skip_that_fails_leaves_the_page_and_comes_back_as_it_was():
    card = skip("2xx")
    answer(card, lambda place: place > 1)
    assert card.ending.startswith("Not yet: fewer than 5 of 6 right at the first try")
    assert skip("2xx").ending == card.ending and [each["id"] for each in skip("2xx").items] == [
        each["id"] for each in card.items
    ]
    assert "known" not in page("2xx").text.splitlines()[0].replace("counts as known", "")


def test_skip_of_another_day_has_other_questions(monkeypatch):
    now = stored_progress.now()
    today = [item["id"] for item in skip("2xx").items]
    monkeypatch.setattr(stored_progress, "now", lambda: now + timedelta(days=1))
    assert [item["id"] for item in skip("2xx").items] != today


def test_skip_asks_rare_codes_last():
    questions = _questions_on(index().pages["2xx_success"], seed=1)
    assert "rare" not in {catalog[question.codes[0]].met for question in questions[:SKIP_QUESTIONS]}
    assert catalog[questions[-1].codes[0]].met == "rare"


@pytest.mark.parametrize("key", ["0_start", "9_exam", "review", "teach"])
def test_page_with_nothing_to_skip_is_one_clear_line(key):
    with pytest.raises(LabError, match=f'^skip\\("{key}"\\): there is nothing to skip on [^\n]*$'):
        skip(key)


# --- What can go wrong


@pytest.mark.parametrize(
    "show", [course, lambda: page("2xx"), lambda: summary("2xx")], ids=["course", "page", "summary"]
)
def test_progress_that_cannot_be_read_is_one_line_and_stops_no_page(show, monkeypatch):
    def refuse(*_, **__):
        raise LabError("another <program> has locked the file")

    monkeypatch.setattr(stored_progress, "store", refuse)
    view = show()
    assert view.text == "another <program> has locked the file"
    assert "another &lt;program&gt; has locked the file" in view.html
