"""The exam card in a real browser, by keyboard, light and dark, with an exam that is really stored."""

import base64
import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from widget_samples import FORMS, LINE, MATCH, NAMES, NUMBER, ORDER

from sampling import slow_param
from statuslab.learning.exam_attempt import ExamAttempt
from statuslab.notebook import stored_progress
from statuslab.notebook.exam import StoredExam
from statuslab.static import asset
from statuslab.widgets.exam import ExamCard
from statuslab.widgets.html import stylesheet

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
CHROMIUM = "/usr/bin/chromium"
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
QUESTIONS = (FORMS["single"], NUMBER, FORMS["multiple"], ORDER, MATCH, LINE)
TRAITS = ("items", "at", "answer", "feedback", "mode", "ending", "answers", "saved", "press", "phase", "ends",
          "facts", "report", "message")  # fmt: skip
THEMES = pytest.mark.parametrize("light", [slow_param(True), False], ids=["light", "dark"])
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Exam</title><style>%(css)s</style></head>
<body data-jp-theme-light="%(light)s" style="background:%(ground)s">
<main><h1 style="color:#777">Exam</h1><div id="card"></div></main><script type="module">
const card = (await import("data:text/javascript;base64,%(script)s")).default;
const state = %(state)s, listeners = {}, unsent = new Set();
const fire = (key) => (listeners["change:" + key] ?? []).forEach((each) => each());
window.model = {
  get: (key) => state[key],
  set(key, value) { state[key] = value; unsent.add(key); fire(key); },
  on: (event, each) => (listeners[event] ??= []).push(each),
  off: (event, each) => (listeners[event] = listeners[event].filter((other) => other !== each)),
  async save_changes() {
    const sent = Object.fromEntries([...unsent].map((key) => [key, state[key]]));
    unsent.clear();
    const changes = JSON.parse(await window.python(JSON.stringify(sent)));
    Object.assign(state, changes);
    Object.keys(changes).forEach(fire);
  },
};
window.close_card = card.render({ model, el: document.querySelector("#card") });
</script></body></html>"""


@pytest.fixture(scope="module")
def browser():
    if not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no chromium at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path))
    yield
    stored_progress.store().close()


def sitting(questions=QUESTIONS, minutes=None, begun=True):
    """An exam, which continues if the store has it already."""
    exam_attempt = ExamAttempt(tuple(each.id for each in questions), 0, minutes)
    found = StoredExam("exam", exam_attempt, questions)
    if begun:
        found.begin()
    return found


def opened(browser, card, light=True):
    page = browser.new_page(viewport={"width": 900, "height": 700})
    page.set_default_timeout(60_000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))

    def python(said):
        before = {key: getattr(card, key) for key in TRAITS}
        said = json.loads(said)
        card.set_state(said)
        return json.dumps({key: getattr(card, key) for key in TRAITS if getattr(card, key) != (before | said)[key]})

    page.expose_function("python", python)
    page.set_content(
        PAGE
        % {
            "css": stylesheet("palette", "question", "quiz", "exam", "exam_report"),
            "script": base64.b64encode(asset("exam.js").encode()).decode(),
            "state": json.dumps({key: getattr(card, key) for key in TRAITS}),
            "light": "true" if light else "false",
            "ground": "#fff" if light else "#000",
        }
    )
    page.wait_for_selector("form")
    return page


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def focused(page):
    return page.evaluate("document.activeElement.textContent || document.activeElement.value")


def signs(page):
    return "".join(page.locator(".nr .sign").all_text_contents())


def status(page):
    return page.get_by_role("status").text_content()


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    return [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page).response["violations"]]


def photographed(page, name, light):
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"exam_{name}_{'light' if light else 'dark'}.png", full_page=True)


def next_question(page, number):
    page.get_by_role("button", name="Next").focus()
    press(page, "Enter")
    page.get_by_text(f"Question {number} of 6").wait_for()


def sure(page, *keys):
    page.locator(".sure input").first.focus()
    press(page, *keys)
    page.get_by_text("Saved.").wait_for()


def stored():
    return {id: (list(each.positions), each.confidence) for id, each in sitting().answers().items()}


@THEMES
def test_exam_of_all_forms_can_be_taken_by_keyboard(browser, light):
    page = opened(browser, ExamCard(sitting(), NAMES), light)
    assert signs(page) == "○○○○○○"
    assert violations(page) == []
    press(page, "Tab", "Tab", "Space", "Tab", "ArrowRight", "ArrowRight")  # the numbers; the first option; certain
    page.get_by_text("Saved.").wait_for()
    assert signs(page) == "●○○○○○"
    next_question(page, 2)
    press(page, *"1200")
    sure(page, "ArrowRight")
    next_question(page, 3)
    press(page, "Space", "Tab", "Space")
    sure(page, "Space")
    next_question(page, 4)
    press(page, "Tab", "Enter")  # the first row's Down
    sure(page, "Space")
    photographed(page, "order", light)
    next_question(page, 5)
    press(page, "ArrowDown")  # a match begun and not ended
    next_question(page, 6)
    press(page, "ArrowDown")
    page.get_by_text("Say how sure you are").wait_for()
    assert signs(page) == "●●●●○◐"
    photographed(page, "middle", light)
    assert violations(page) == []

    page.get_by_role("button", name="Hand in").focus()
    press(page, "Enter")
    assert page.get_by_text("Not answered: 5. Half answered: 6.").count() == 1
    assert focused(page) == "Back to question 5"
    photographed(page, "asks_once_more", light)
    press(page, "Enter")
    assert page.locator("select").first.input_value() != ""  # what was begun is still there
    page.get_by_role("button", name="Hand in").focus()
    press(page, "Enter", "Shift+Tab", "Enter")
    page.get_by_role("region", name="Report").wait_for()
    assert page.evaluate("document.activeElement.className") == "report-place"
    assert len(stored_progress.store().attempts(where="exam")) == 5
    photographed(page, "report", light)
    assert violations(page) == []
    assert page.get_by_role("button", name="Hand in").count() == 0
    assert page.locator(".why").count() > 0
    page.locator(".nr").nth(4).click()
    assert status(page) == "– Not answered"
    photographed(page, "not_answered", light)
    assert violations(page) == []
    assert page.errors == []


def test_every_control_keeps_its_keys_from_jupyterlab(browser):
    page = opened(browser, ExamCard(sitting(minutes=5, begun=False), NAMES))
    for act in ("Begin", "Hand in", "Hand in anyway", None):
        for place in range(6 if act == "Hand in" or act is None else 1):
            if page.locator(".nr").count():
                page.locator(".nr").nth(place).click()
            takers = page.locator("input, button, select, summary, [tabindex], a").all()
            free = [each for each in takers if each.get_attribute("data-lm-suppress-shortcuts") != "true"]
            assert len(takers) > 0 and free == []
        if act == "Hand in anyway":
            page.get_by_role("button", name="Hand in").click()
        if act:
            page.get_by_role("button", name=act, exact=True).click()
    page.get_by_role("region", name="Report").wait_for()


def test_arrow_keys_move_between_question_numbers(browser):
    page = opened(browser, ExamCard(sitting(), NAMES))
    press(page, "Tab", "ArrowRight", "ArrowRight", "Enter")
    page.get_by_text("Question 3 of 6").wait_for()
    assert focused(page).startswith("3")
    press(page, "End", "Enter")
    page.get_by_text("Question 6 of 6").wait_for()
    assert page.locator("[aria-current=step]").get_attribute("aria-label") == "Question 6, not answered"


def test_answer_can_be_changed_and_taken_back_before_hand_in(browser):
    page = opened(browser, ExamCard(sitting((FORMS["multiple"],)), NAMES))
    boxes = page.locator("input[type=checkbox]")
    boxes.nth(0).check()
    page.get_by_label("certain").check()
    page.get_by_text("Saved.").wait_for()
    assert stored() == {FORMS["multiple"].id: ([0], 2)}
    boxes.nth(0).uncheck()
    page.get_by_text("Choose an answer").wait_for()
    page.wait_for_function("document.querySelector('.said').textContent === 'Saved.'")
    assert stored() == {FORMS["multiple"].id: ([], 2)}
    boxes.nth(2).check()
    page.get_by_label("guessing").check()
    page.wait_for_function("document.querySelector('.said').textContent === 'Saved.'")
    assert stored() == {FORMS["multiple"].id: ([2], 0)}


def test_card_run_again_restores_every_form(browser):
    page = opened(browser, ExamCard(sitting(), NAMES))
    given = {}
    for place, question in enumerate(QUESTIONS):
        page.locator(".nr").nth(place).click()
        answered(page, question)
        sure(page, "Space")
        given[question.id] = shown(page)
    page.close()
    page = opened(browser, ExamCard(sitting(), NAMES))
    assert signs(page) == "●●●●●●"
    for place, question in enumerate(QUESTIONS):
        page.locator(".nr").nth(place).click()
        assert shown(page) == given[question.id], question.form
    assert len(stored_progress.store().attempts()) == 0


def answered(page, question):
    if question.form == "number":
        page.locator(".typed").fill("304")
    elif question.form == "order":
        page.locator(".order button").nth(1).click()
    elif question.form == "match":
        for select in page.locator("select").all():
            select.select_option(index=2)
    else:
        page.locator("input[name$=option]").nth(1).check()


def shown(page):
    """What the form shows of an answer."""
    return page.evaluate(
        """[...document.querySelectorAll("form input, form select, .order .text")]
           .map((e) => ["radio", "checkbox"].includes(e.type) ? e.checked : e.value ?? e.textContent)"""
    )


def test_clock_is_shown_and_hands_in_when_the_time_is_over(browser, monkeypatch):
    card = ExamCard(sitting(minutes=5, begun=False), NAMES)
    page = opened(browser, card)
    assert page.locator(".nr").count() == 0 and page.get_by_text("The clock starts").count() == 1
    photographed(page, "cover", True)
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("4:5").wait_for()
    monkeypatch.setattr(stored_progress, "now", lambda now=stored_progress.now: now() + timedelta(minutes=6))
    page.evaluate("Date.now = () => model.get('ends') + 1")
    page.get_by_role("region", name="Report").wait_for()
    assert page.locator(".clock").text_content() == ""


def test_late_answer_is_refused_with_a_line(browser, monkeypatch):
    page = opened(browser, ExamCard(sitting(minutes=5), NAMES))
    monkeypatch.setattr(stored_progress, "now", lambda now=stored_progress.now: now() + timedelta(minutes=6))
    page.locator("input[name$=option]").first.click()
    page.get_by_role("region", name="Report").wait_for()
    assert "came too late" in page.get_by_role("alert").text_content()
    assert signs(page) == "––––––"


def test_unsaved_answer_is_announced(browser, monkeypatch):
    from statuslab.errors import LabError

    card = ExamCard(sitting(), NAMES)
    page = opened(browser, card)

    def full(*_):
        raise LabError("no room left on the disk")

    with monkeypatch.context() as patch:
        patch.setattr(stored_progress.store(), "put", full)
        page.locator("input[name$=option]").first.check()
        page.get_by_role("alert").get_by_text("no room left").wait_for()
    page.get_by_label("certain").check()
    page.get_by_text("Saved.").wait_for()
    assert page.get_by_role("alert").text_content() == ""
    assert stored() == {QUESTIONS[0].id: ([0], 2)}


def test_missing_kernel_is_announced_after_a_while(browser):
    page = opened(browser, ExamCard(sitting(), NAMES))
    page.evaluate("model.save_changes = () => {}; performance.now = ((now) => () => now() * 100)(() => Date.now())")
    page.locator("input[name$=option]").first.check()
    page.get_by_role("alert").get_by_text("Not saved yet").wait_for()


def test_hostile_text_never_becomes_markup(browser):
    hostile = replace_ask(FORMS["single"], "<img src=x onerror=alert(1)> `<b>`")
    page = opened(browser, ExamCard(sitting((hostile,)), NAMES))
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Hand in anyway").click()
    page.get_by_role("region", name="Report").wait_for()
    assert page.locator("img").count() == 0


def replace_ask(question, ask):
    return replace(question, ask=ask)


def test_closed_card_ignores_changes(browser):
    page = opened(browser, ExamCard(sitting(), NAMES))
    page.evaluate("close_card(); model.set('at', 1)")
    assert page.get_by_text("Question 1 of 6").count() == 1
