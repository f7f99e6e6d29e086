"""The card in a real browser, by keyboard alone, light and dark; quiz.js runs against a model that grades in Python."""

import base64
import json
import os
from pathlib import Path

import pytest
from widget_samples import NAMES, NORMAL, SCENE, STEPS, question

from statuslab.questions import grade
from statuslab.widgets.exchange import exchange_html
from statuslab.widgets.html import stylesheet
from statuslab.widgets.quiz import QuizCard, feedback_of, predict_feedback, predict_item

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
CHROMIUM = "/usr/bin/chromium"
SCRIPT = Path(__file__).parents[2] / "src/statuslab/widgets/quiz.js"
QUESTIONS = {each.id: each for each in (question(), question("many", "multiple", (0, 2)))}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quiz</title><style>%(css)s</style></head>
<body data-jp-theme-light="%(light)s" style="background:%(ground)s">
<main><h1 style="color:#777">Quiz</h1><div id="card"></div></main><script type="module">
const card = (await import("data:text/javascript;base64,%(script)s")).default;
const state = %(state)s, listeners = {};
window.model = {
  get: (key) => state[key],
  set(key, value) { state[key] = value; (listeners["change:" + key] ?? []).forEach((each) => each()); },
  on: (event, each) => (listeners[event] ??= []).push(each),
  off: (event, each) => (listeners[event] = listeners[event].filter((other) => other !== each)),
  async save_changes() {
    const told = await window.python(JSON.stringify(state.attempt));
    if (told) window.model.set("feedback", JSON.parse(told));
  },
};
window.close_card = card.render({ model, el: document.querySelector("#card") });
</script></body></html>"""


@pytest.fixture(scope="module")
def browser():
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail(f"no chromium at {CHROMIUM}")
        pytest.skip(f"no chromium at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


def graded(id, selected, confidence):
    return feedback_of(grade(QUESTIONS[id], selected, confidence), "RFC 6585 section 3")


def predicted(_, selected, confidence):
    return predict_feedback(SCENE, selected, confidence, exchange_html(NORMAL, record=None, shown=STEPS))


def opened(browser, quiz, light=True):
    """A page with the card, wired to the widget's own Python side."""
    page = browser.new_page(viewport={"width": 900, "height": 700})
    page.set_default_timeout(5000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))

    def python(attempt):
        before = quiz.feedback
        quiz.attempt = json.loads(attempt)
        return json.dumps(quiz.feedback) if quiz.feedback != before else None

    page.expose_function("python", python)
    state = {key: getattr(quiz, key) for key in ("items", "at", "attempt", "feedback", "mode")}
    page.set_content(
        PAGE
        % {
            "css": stylesheet("palette", "quiz"),
            "script": base64.b64encode(SCRIPT.read_bytes()).decode(),
            "state": json.dumps(state),
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


def status(page):
    return page.get_by_role("status").text_content()


def practice():
    return QuizCard(list(QUESTIONS.values()), NAMES, graded)


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    return [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
def test_a_question_is_answered_by_keyboard_alone(browser, light):
    page = opened(browser, practice(), light)
    assert violations(page) == []
    press(page, "Tab", "Space", "Tab", "Tab", "ArrowRight", "Tab")  # 409; past the hint; fairly sure; the button
    assert focused(page) == "Check"
    press(page, "Enter")
    page.get_by_text("Next question").wait_for()
    assert status(page) == "✗ Not this one"
    assert [each.text_content() for each in page.locator(".why").all()] == ["because-409", "because-412", "because-428"]
    assert [each.text_content() for each in page.locator(".sign").all()] == ["✗", "–", "✓"]
    assert focused(page) == "Next question"
    assert violations(page) == []
    assert page.errors == []


def test_the_button_waits_for_answer_and_confidence_and_says_so(browser):
    quiz = practice()
    page = opened(browser, quiz)
    button = page.get_by_role("button", name="Check")
    assert button.get_attribute("aria-disabled") == "true"
    button.focus()
    press(page, "Enter")
    assert status(page) == "Choose an answer and how sure you are first."
    page.locator("input[type=radio]").first.focus()
    press(page, "Space")
    assert page.locator(f"#{button.get_attribute('aria-describedby')}").text_content() == "Choose how sure you are"
    press(page, "Enter")
    assert (quiz.attempt, quiz.feedback) == ({}, {})
    page.get_by_label("certain").check()
    assert button.get_attribute("aria-disabled") == "false"


def test_every_element_that_takes_keys_keeps_them_from_jupyterlab(browser):
    page = opened(browser, practice())
    for state in ("asked", "answered"):
        takers = page.locator("input, button, summary, [tabindex], a")
        assert takers.count() > 1, state
        for each in takers.all():
            assert each.get_attribute("data-lm-suppress-shortcuts") == "true", (
                state,
                each.evaluate("e => e.outerHTML"),
            )
        if state == "asked":
            press(page, "Tab", "Space", "Tab", "Tab", "Space", "Enter")
            page.get_by_text("Next question").wait_for()


def test_try_again_clears_the_choice_and_the_same_answer_is_told_again(browser):
    page = opened(browser, practice())
    for _ in range(2):
        page.locator("input[type=radio]").first.focus()
        press(page, "Space", "Tab", "Tab", "Space", "Enter")
        page.get_by_role("button", name="Try again").wait_for()
        assert status(page) == "✗ Not this one"
        page.get_by_role("button", name="Try again").focus()
        press(page, "Enter")
        assert page.locator("input:checked").count() == 0
        assert page.evaluate("document.activeElement.type") == "radio"
        assert status(page) == ""


def test_several_options_can_be_chosen_and_progress_is_seen(browser):
    page = opened(browser, practice())
    press(page, "Tab", "ArrowDown", "ArrowDown", "Tab", "Tab", "Space", "Enter")
    page.get_by_role("button", name="Next question").wait_for()
    assert status(page) == "✓ Right, and no guess next time"
    press(page, "Enter")
    assert "2 of 2 · 1 right" in page.locator(".place").text_content()
    assert page.locator("input[type=checkbox]").count() == 3
    press(page, "Space", "Tab", "Space", "Tab", "Tab", "Tab", "Space", "Enter")
    page.get_by_role("button", name="Try again").wait_for()
    assert status(page) == "✓ Right, and no guess next time"
    assert page.get_by_text("✓✓").count() == 1


def test_a_prediction_stands_beside_the_wire(browser):
    page = opened(browser, QuizCard([predict_item(SCENE, NAMES)], NAMES, predicted))
    assert page.locator(".place").text_content() == ""
    press(page, "Tab", "Space", "Tab", "Space", "Enter")
    page.locator("pre.wire").wait_for()
    assert status(page) == "✗ Not as you predicted: it is 412"
    wire, marks = (page.locator(each).bounding_box() for each in ("pre.wire", ".marks"))
    assert wire["x"] > marks["x"] + marks["width"]
    assert violations(page) == []


def test_a_pretest_moves_on_and_ends_without_telling(browser):
    page = opened(browser, QuizCard(list(QUESTIONS.values()), NAMES, graded, mode="pretest"))
    press(page, "Tab", "Space", "Tab", "Tab", "Space", "Enter")
    page.locator("input[type=checkbox]").first.wait_for()
    assert status(page) == "Noted."
    page.get_by_role("button", name="Skip").focus()
    press(page, "Enter")
    assert status(page) == "1 of 2 answered, kept for the end of the course."
    assert "because" not in page.content()


def test_an_error_of_the_course_is_told_and_the_form_stays(browser):
    from statuslab.errors import LabError

    def refuse(*_):
        raise LabError("the lab is closed")

    page = opened(browser, QuizCard([question()], NAMES, refuse))
    press(page, "Tab", "Space", "Tab", "Tab", "Space", "Enter")
    page.get_by_text("the lab is closed").wait_for()
    assert page.get_by_role("button", name="Check").get_attribute("aria-disabled") == "false"


def test_hostile_text_never_becomes_markup(browser):
    quiz = practice()
    hostile = "<img src=x onerror=alert(1)> `<b>`"
    quiz.items = [quiz.items[0] | {"ask": hostile, "wire": hostile, "hint": hostile}]
    page = opened(browser, quiz)
    assert page.locator("img").count() == 0
    assert page.locator("legend code").text_content() == "<b>"


def test_a_closed_card_listens_no_more(browser):
    page = opened(browser, practice())
    page.evaluate("close_card(); model.set('at', 1)")
    assert page.locator(".place").text_content().startswith("1 of 2")
