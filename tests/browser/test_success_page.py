"""2xx_success in a real JupyterLab: predict before running, answer by keyboard, and read why."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from sampling import slow_param
from statuslab.storage import files

PAGE = "2xx_success.ipynb"
OURS = {"include": [[".jp-OutputArea-output .sl"]]}
THEMES = pytest.mark.parametrize("theme", ["light", slow_param("dark")], scope="module")


@pytest.fixture(scope="module")
def opened(window, theme):
    """The page in this theme, run once for all tests; each of them uses another cell."""
    for kept in files.home().glob("progress.sqlite*"):
        kept.unlink()
    with window(theme) as lab_page:
        lab_page.page.set_viewport_size({"width": 1280, "height": 1000})
        lab_page.open_page(PAGE)
        lab_page.run_all()
        yield lab_page


def card(lab_page, words):
    """The quiz card that asks these words."""
    return lab_page.page.locator(".jp-OutputArea-output form", has_text=words).first


def choose_by_keyboard(page, card):
    """Tab into the options, take the first, tab to the confidence, take 'fairly sure'."""
    card.locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.tagName") != "INPUT":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")


@THEMES
def test_prediction_is_locked_without_answer_and_confidence(opened, theme):
    asked = card(opened, "recipe of tea number 7")
    asked.scroll_into_view_if_needed()
    button = asked.get_by_role("button", name="Run it")
    assert button.get_attribute("aria-disabled") == "true"
    button.dispatch_event("click")  # one that is disabled, which playwright would wait for
    output = opened.page.locator(".jp-OutputArea-output .sl", has_text="recipe of tea number 7").first
    assert "HTTP/1.1 200 OK" not in output.inner_text()
    choose_by_keyboard(opened.page, asked)
    assert button.get_attribute("aria-disabled") == "false"
    opened.screenshot(f"predict_before_{theme}")
    button.focus()
    opened.page.keyboard.press("Enter")
    output.get_by_text("200 OK").first.wait_for()
    assert "As you predicted" in asked.inner_text()
    assert "HTTP/1.1 200 OK" in output.inner_text()
    opened.screenshot(f"predict_after_{theme}")


@THEMES
def test_quiz_question_is_answered_by_keyboard_and_shows_whys(opened, theme):
    asked = opened.page.locator(".jp-OutputArea-output form", has_text="1 of 8").first
    asked.scroll_into_view_if_needed()
    cells_before = opened.page.locator(".jp-Cell").count()
    choose_by_keyboard(opened.page, asked)
    opened.page.keyboard.type("bx")  # would insert and cut cells if JupyterLab heard it
    while opened.page.evaluate("document.activeElement.type") != "submit":
        opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    asked.locator(".why").first.wait_for()
    assert all(why.inner_text().strip() for why in asked.locator(".why").all())
    assert opened.page.locator(".jp-Cell").count() == cells_before
    assert opened.page.evaluate("document.activeElement.tagName") == "BUTTON"
    opened.screenshot(f"quiz_after_{theme}")


@THEMES
def test_story_is_shown_beside_its_diagram(opened, theme):
    story = opened.page.locator(".jp-OutputArea-output .story", has_text="Forty cups").first
    story.scroll_into_view_if_needed()
    assert story.locator("svg").count() >= 1
    opened.screenshot(f"story_{theme}")


@pytest.mark.parametrize("theme", [slow_param("light"), "dark"], scope="module")
def test_axe_finds_nothing_on_our_outputs(opened, theme):
    opened.page.locator(".jp-OutputArea-output .story").first.scroll_into_view_if_needed()
    found = Axe().run(opened.page, context=OURS)
    assert [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found.response["violations"]] == []
