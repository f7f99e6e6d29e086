"""The quiz card in a real browser, by keyboard, light and dark, with a model that grades in Python."""

import base64
import json
import os
from pathlib import Path

import pytest
from widget_samples import FORMS, LINE, MATCH, NAMES, NORMAL, NUMBER, ORDER, PROVOKE, SCENE, STEPS, question

from sampling import sampled, slow_param
from statuslab.notebook.demos import predict_question
from statuslab.questions import version_of
from statuslab.static import asset
from statuslab.widgets.exchange import exchange_html
from statuslab.widgets.html import stylesheet
from statuslab.widgets.quiz import QuizCard, feedback_of, predict_feedback, unjudged

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
CHROMIUM = "/usr/bin/chromium"
SCRIPT = asset("quiz.js")
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
QUESTIONS = (FORMS["single"], FORMS["multiple"])
THEMES = pytest.mark.parametrize("light", [slow_param(True), False], ids=["light", "dark"])
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
    const feedback = await window.python(JSON.stringify(state.answer));
    if (feedback) window.model.set("feedback", JSON.parse(feedback));
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


def predicted(answer, verdict):
    return predict_feedback(answer, verdict, NAMES, exchange_html(NORMAL, record=None, options=STEPS))


def opened(browser, quiz, light=True):
    """Open a page with the card, connected to the Python side of the widget."""
    page = browser.new_page(viewport={"width": 900, "height": 700})
    page.set_default_timeout(60_000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))

    def python(message):
        before = quiz.feedback
        quiz.answer = json.loads(message)
        return json.dumps(quiz.feedback) if quiz.feedback != before else None

    page.expose_function("python", python)
    state = {key: getattr(quiz, key) for key in ("items", "at", "answer", "feedback", "mode")}
    page.set_content(
        PAGE
        % {
            "css": stylesheet("palette", "question", "quiz"),
            "script": base64.b64encode(SCRIPT.encode()).decode(),
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
    return QuizCard(QUESTIONS, NAMES)


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    return [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page).response["violations"]]


def photographed(page, name, light):
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"quiz_{name}_{'light' if light else 'dark'}.png", full_page=True)


@THEMES
def test_question_can_be_answered_by_keyboard(browser, light):
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
    source = page.get_by_role("link", name="RFC 6585 section 3")
    assert source.get_attribute("href") == "https://www.rfc-editor.org/rfc/rfc6585#section-3"
    assert violations(page) == []
    assert page.errors == []


def test_button_is_locked_without_answer_and_confidence(browser):
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
    assert (quiz.answer, quiz.feedback) == ({}, {})
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


def test_prediction_is_shown_with_the_exchange(browser):
    page = opened(browser, QuizCard([predict_question(SCENE)], NAMES, predicted, action="Run it"))
    assert page.locator(".place").text_content() == ""
    press(page, "Tab", "Space", "Tab", "Space", "Enter")
    page.locator("pre.wire").wait_for()
    assert status(page) == "✗ Not as you predicted: it is 412"
    wire, marks = (page.locator(each).bounding_box() for each in ("pre.wire", ".marks"))
    assert wire["x"] > marks["x"] + marks["width"]
    assert violations(page) == []


def test_pretest_goes_on_and_ends_without_feedback(browser):
    page = opened(browser, QuizCard(QUESTIONS, NAMES, mode="pretest"))
    press(page, "Tab", "Space", "Tab", "Tab", "Space", "Enter")
    page.locator("input[type=checkbox]").first.wait_for()
    assert status(page) == "Noted."
    page.get_by_role("button", name="Skip").focus()
    press(page, "Enter")
    assert status(page) == "1 of 2 answered, kept for the end of the course."
    assert "because" not in page.content()


# --- The other forms ----------------------------------------------------------------------------------------

SURE = ("Tab", "Tab", "Space", "Enter")  # past the hint, guessing, check


def answered_by_keyboard(browser, quiz, light, name, *keys):
    """Answer a card of one question by keyboard, check it before and after, and return the page with its feedback."""
    page = opened(browser, quiz, light)
    assert violations(page) == []
    press(page, "Tab", *keys)
    photographed(page, f"{name}_before", light)
    press(page, *SURE)
    page.get_by_role("button", name="Try again").wait_for()
    photographed(page, f"{name}_after", light)
    assert violations(page) == []
    assert page.errors == []
    return page


def rows(page, part):
    return [each.text_content() for each in page.locator(f".marks {part}").all()]


@THEMES
def test_number_question_takes_typed_digits(browser, light):
    page = answered_by_keyboard(browser, QuizCard([NUMBER], NAMES), light, "number", *"1199")
    assert status(page) == "✗ Not this one"
    assert rows(page, ".code") == ["0", "1199", "1200"]
    assert rows(page, ".sign") == ["–", "✗", "✓"]
    assert rows(page, ".why") == ["because-2", "because-1", "because-0"]


@pytest.mark.parametrize("typed", sampled(["", "12a", "1e3", "1.5", "-"], every=3))
def test_invalid_number_keeps_the_button_locked(browser, typed):
    page = opened(browser, QuizCard([NUMBER], NAMES))
    press(page, "Tab", *typed, "Tab", "Tab", "Space")
    assert page.get_by_role("button", name="Check").get_attribute("aria-disabled") == "true"
    assert page.get_by_text("Choose a number").count() == 1


@pytest.mark.parametrize("mover", [("Enter",), ("Alt+ArrowDown",)], ids=["button", "arrows"])
@THEMES
def test_order_question_is_arranged_and_shown_in_the_right_order(browser, light, mover):
    quiz = QuizCard([ORDER], NAMES)
    page = opened(browser, quiz, light)
    before = [each.text_content() for each in page.locator(".order .text").all()]
    press(page, "Tab", "Tab", *mover)  # the first row's Down
    after = [each.text_content() for each in page.locator(".order .text").all()]
    assert after == [before[1], before[0], *before[2:]]
    assert focused(page) == "↓"
    assert page.locator(".unseen[aria-live]").last.text_content() == f"{before[0]}: now 2 of 4"
    assert violations(page) == []
    photographed(page, "order_before", light)
    page.get_by_label("guessing").focus()
    press(page, "Space", "Enter")
    page.get_by_role("button", name="Try again").wait_for()
    photographed(page, "order_after", light)
    assert rows(page, ".why") == ["because-0", "because-1", "because-2", "because-3"]
    assert [after.index(text) for text in ("ask comes", "wait comes", "send comes", "read comes")] == [
        quiz_place(mark, place) for place, mark in enumerate(quiz.feedback["order"]["marks"])
    ]
    assert violations(page) == []
    assert page.errors == []


def quiz_place(mark, place):
    """Return where the feedback says that an option was put."""
    return place if mark["right"] else int(mark["yours"].removeprefix("you: ")[0]) - 1


def test_untouched_order_is_no_answer(browser):
    page = opened(browser, QuizCard([ORDER], NAMES))
    page.get_by_label("guessing").check()
    assert page.get_by_role("button", name="Check").get_attribute("aria-disabled") == "true"
    first = page.locator(".order button").first
    first.focus()
    press(page, "Enter")  # up from the top leads nowhere
    assert page.get_by_role("button", name="Check").get_attribute("aria-disabled") == "true"
    assert focused(page) == "↑"


@THEMES
def test_match_question_is_chosen_row_by_row(browser, light):
    quiz = QuizCard([MATCH], NAMES)
    beside = quiz.items[0]["matches"].index("Wait, then send it again")
    down = ("ArrowDown",) * (beside + 1)
    page = answered_by_keyboard(browser, quiz, light, "match", *down, "Tab", *down, "Tab", *down)
    assert status(page) == "✗ Partly right"
    assert rows(page, ".sign") == ["✗", "✗", "✓"]
    assert rows(page, ".beside") == [
        "→ Log in, and send it again",
        "→ Read again, then merge",
        "→ Wait, then send it again",
    ]
    assert rows(page, ".yours") == ["you: Wait, then send it again"] * 2
    assert rows(page, ".why") == ["because-0", "because-1", "because-2"]


@THEMES
def test_line_question_takes_a_line_of_the_wire(browser, light):
    page = answered_by_keyboard(browser, QuizCard([LINE], NAMES), light, "line", "Space", "ArrowDown")
    assert status(page) == "✓ Right, and no guess next time"
    assert rows(page, ".wl") == [option.text for option in LINE.options]
    assert rows(page, ".sign") == ["–", "✓", "–", "–", "–"]
    assert page.locator(".marks .sent").count() == 3 and page.locator(".marks .recv").count() == 2


@THEMES
def test_provoke_question_can_be_tried_until_the_lab_has_seen_it(browser, light):
    seen = []

    def feedback(answer, verdict):
        return feedback_of(answer, verdict, NAMES) if seen else unjudged("The lab saw no 412 yet.")

    quiz = QuizCard([PROVOKE], NAMES, feedback)
    page = opened(browser, quiz, light)
    assert violations(page) == []
    page.get_by_role("button", name="Check").focus()
    press(page, "Enter")
    page.get_by_text("The lab saw no 412 yet.").wait_for()
    photographed(page, "provoke_before", light)
    seen.append(412)
    press(page, "Enter")
    page.get_by_text("Done: the lab saw it").wait_for()
    photographed(page, "provoke_after", light)
    assert violations(page) == []
    assert page.errors == []


def test_provoke_question_can_be_given_up(browser):
    page = opened(browser, QuizCard([PROVOKE], NAMES, lambda answer, verdict: feedback_of(answer, verdict, NAMES)))
    page.get_by_role("button", name="Give up").focus()
    press(page, "Enter")
    page.get_by_text("✗ Given up for now").wait_for()


def test_every_control_of_every_form_keeps_its_keys_from_jupyterlab(browser):
    for each in (NUMBER, ORDER, MATCH, LINE, PROVOKE):
        page = opened(browser, QuizCard([each], NAMES, lambda answer, verdict: feedback_of(answer, verdict, NAMES)))
        takers = page.locator("input, button, select, summary, [tabindex], a").all()
        free = [taker for taker in takers if taker.get_attribute("data-lm-suppress-shortcuts") != "true"]
        assert len(takers) > 1 and free == [], each.form


def test_wire_of_a_question_marks_its_directions(browser):
    quiz = practice()
    quiz.items = [quiz.items[0] | {"wire": "> GET / HTTP/1.1\n>\n< HTTP/1.1 200 OK\n\nplain > text\n"}]
    page = opened(browser, quiz)
    assert page.locator("pre.given").text_content() == "> GET / HTTP/1.1\n>\n< HTTP/1.1 200 OK\n\nplain > text"
    assert [each.text_content() for each in page.locator("pre .sent, pre .recv").all()] == ["> ", ">", "< "]


def test_answer_has_the_seconds_the_question_was_in_view(browser):
    kept = []
    page = opened(browser, QuizCard([question()], NAMES, save=lambda answer, verdict: kept.append(answer)))
    press(page, "Tab", "Space", *SURE)
    page.get_by_role("button", name="Try again").wait_for()
    assert kept[0].seconds > 0


def test_restored_card_shows_its_answers(browser):
    quiz = practice()
    quiz.restore({"insists": ((1,), 2)})
    page = opened(browser, quiz)
    assert page.locator(".place").text_content().startswith("2 of 2 · 1 right")
    quiz = QuizCard([NUMBER], NAMES)
    quiz.restore({"number": ((1200,), 2)})
    page = opened(browser, quiz)
    assert status(page) == "✓ Right, and you knew it"
    assert rows(page, ".sign") == ["–", "–", "✓"]


def test_lab_error_is_shown_and_the_form_stays(browser):
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


def test_closed_card_ignores_changes(browser):
    page = opened(browser, practice())
    page.evaluate("close_card(); model.set('at', 1)")
    assert page.locator(".place").text_content().startswith("1 of 2")


# --- A remark on a question


def remark(page):
    """Open the fold, and return the text to copy."""
    page.get_by_text("Report this question").click()
    page.wait_for_function("document.querySelector('textarea').value !== ''")
    return page.locator("textarea").input_value()


@pytest.mark.parametrize(
    ("form", "act", "chosen"),
    sampled(
        [
            ("single", lambda page: page.locator("input").first.check(), "409 "),
            ("multiple", lambda page: [each.check() for each in page.locator("input[type=checkbox]").all()[:2]], "; "),
            ("number", lambda page: page.locator("input.typed").fill("412"), "412"),
            ("order", lambda page: page.locator(".shift").nth(1).click(), " → "),
            ("match", lambda page: [each.select_option(index=1) for each in page.locator("select").all()], " → "),
            ("line", lambda page: page.locator("input").first.check(), "> "),
        ],
        every=3,
    ),
)
def test_report_of_a_question_has_its_id_version_and_what_was_chosen(browser, form, act, chosen):
    page = opened(browser, QuizCard([FORMS[form]], NAMES))
    act(page)
    first, asks, mine, last = remark(page).split("\n")
    assert first.startswith(f"Question: {FORMS[form].id}, version {version_of(FORMS[form])}, HTTP Status Lab ")
    assert asks.startswith("It asks: ") and "`" not in asks
    assert mine.startswith("I chose: ") and chosen in mine
    assert last == "What is wrong or unclear: "
    assert page.errors == [] and violations(page) == []


def test_report_before_anything_was_chosen_says_so(browser):
    assert "I chose: (nothing yet)" in remark(opened(browser, practice()))


def test_report_after_the_answer_has_the_answer_that_was_given(browser):
    page = opened(browser, practice())
    page.locator("input").first.check()
    page.get_by_label("certain").check()
    page.get_by_role("button", name="Check").click()
    page.get_by_text("Next question").wait_for()
    assert "I chose: 409 " in remark(page)


def test_report_is_copied_or_selected_and_sent_nowhere(browser):
    page, asked = opened(browser, practice()), []
    page.on("request", lambda request: asked.append(request.url))
    text = remark(page)
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Selected: press Ctrl-C").or_(page.get_by_text("Copied.")).wait_for()
    assert page.evaluate("getSelection().toString() || document.activeElement.value") == text
    assert asked == [] and page.errors == []
