"""An exam in a real JupyterLab, by keyboard, through a reload and a killed kernel, to its report."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sampling import slow_param

NAME = "exam_under_test.ipynb"
KILL = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
CELLS = ["from statuslab import exam", "exam(n=20, seed=5)", KILL]
themes = pytest.mark.parametrize("theme", ["light", slow_param("dark")], indirect=True)


@pytest.fixture
def notebook(jupyter, empty_memory):
    return jupyter.write(NAME, CELLS)


def opened(lab_page, notebook):
    """The page with its card."""
    lab_page.open_page(notebook)
    return card_of_a_new_run(lab_page)


def card_of_a_new_run(lab_page):
    for number in (1, 2):
        lab_page.run(number)
    card = lab_page.output(2).locator(".quiz")
    expect(card.locator(".nr")).to_have_count(20)
    return card


def answer(lab_page, card):
    """Answer the current question by keyboard, whatever its form, with the confidence certain."""
    keys = lab_page.page.keyboard
    content = card.locator(".qz > div:not(.numbers)")
    if content.locator(".typed").count():
        content.locator(".typed").focus()
        keys.type("304")
    elif content.locator(".order").count():
        content.locator(".order button").nth(1).focus()
        keys.press("Enter")
    elif content.locator("select").count():
        for select in content.locator("select").all():
            select.focus()
            keys.press("ArrowDown")
    else:
        content.locator("input").first.focus()
        keys.press("Space")
    card.locator(".sure input").first.focus()
    for key in ("Space", "ArrowRight", "ArrowRight"):
        keys.press(key)
    expect(card.get_by_role("status")).to_have_text("Saved.")


def signs(card):
    return "".join(card.locator(".nr .sign").all_text_contents())


def violations(lab_page):
    found = Axe().run(lab_page.page, context={"include": [[".quiz"]]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def go_on(lab_page, card):
    card.get_by_role("button", name="Next").focus()
    lab_page.page.keyboard.press("Enter")


@themes
def test_exam_survives_reload_and_killed_kernel_and_ends_with_its_report(lab_page, notebook, jupyter, theme):
    cells = lab_page.page.locator(".jp-Notebook .jp-Cell")
    card = opened(lab_page, notebook)
    for _ in range(4):
        answer(lab_page, card)
        go_on(lab_page, card)
    assert signs(card) == "●" * 4 + "○" * 16
    assert cells.count() == 3  # no key was taken for a command of JupyterLab
    lab_page.screenshot(f"exam-middle-{theme}")
    assert violations(lab_page) == []

    card = opened(lab_page, notebook)  # the page anew
    assert signs(card) == "●" * 4 + "○" * 16
    for place in range(4, 12):
        card.locator(".nr").nth(place).click()
        answer(lab_page, card)
    kill(lab_page)

    card = card_of_a_new_run(lab_page)
    assert signs(card) == "●" * 12 + "○" * 8
    for place in range(12, 19):
        card.locator(".nr").nth(place).click()
        answer(lab_page, card)
    card.get_by_role("button", name="Hand in").click()
    expect(card).to_contain_text("Not answered: 20.")
    card.get_by_role("button", name="Hand in anyway").click()
    report = card.get_by_role("region", name="Report")
    expect(report).to_contain_text("you were certain of")
    report.scroll_into_view_if_needed()
    lab_page.screenshot(f"exam-report-{theme}")
    assert violations(lab_page) == []

    card = opened(lab_page, notebook)
    expect(card.get_by_role("region", name="Report")).to_be_visible()
    link = card.get_by_role("link").first
    title = link.inner_text()
    link.click()
    expect(lab_page.page.get_by_role("heading", name=title).first).to_be_visible()
    assert len(lab_page.page.context.pages) == 1  # no second JupyterLab


def kill(lab_page):
    """Kill the kernel in the middle, and wait until JupyterLab has another."""
    run_and_leave(lab_page, 3)
    dialog = lab_page.page.locator(".jp-Dialog")
    dialog.wait_for()
    dialog.get_by_role("button").last.click()
    dialog.wait_for(state="detached")


def run_and_leave(lab_page, number):
    lab_page.cell(number).locator(".jp-InputArea-editor").click()
    lab_page.page.keyboard.press("Control+Enter")
