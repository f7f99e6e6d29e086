"""The card of fetch_here in a real JupyterLab: the browser sends, the lab sees, and the card shows both."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sampling import slow_param

NAME = "fetch_here_under_test.ipynb"
ORDER = """\
order = '{"tea": 7, "cups": 2}'
fetch_here("POST /partners/orders", headers={"Content-Type": "application/json"}, body=order)"""
CELLS = [
    "from statuslab import fetch_here, lab",
    'fetch_here("/partners/prices")',
    ORDER,
    'fetch_here("/partners/teas", "/partners/teas", cache="no-cache")',
    "lab.stop()",
    'gone = fetch_here("/partners/teas")\ngone.began = 1\ngone',
]
themes = pytest.mark.parametrize("theme", ["light", slow_param("dark")], indirect=True)


@pytest.fixture
def notebook(jupyter, empty_memory):
    return jupyter.write(NAME, CELLS)


def card(lab_page, number):
    return lab_page.output(number).locator(".box.fetched").first


def opened(lab_page, notebook, *numbers):
    lab_page.open_page(notebook)
    for number in (1, *numbers):
        lab_page.run(number)


@themes
def test_request_goes_out_and_wire_and_script_are_shown_side_by_side(lab_page, notebook, theme):
    opened(lab_page, notebook, 2, 3, 4)
    blocked, preflighted, twice = (card(lab_page, number) for number in (2, 3, 4))
    expect(blocked.locator(".now")).to_contain_text("Sent by")
    expect(blocked.locator(".side-of").first).to_contain_text("HTTP/1.1 200 OK")
    expect(blocked.locator(".error")).to_have_text("TypeError: Failed to fetch")
    expect(preflighted.locator("pre.wire")).to_have_count(2)
    expect(preflighted.locator("pre.wire").first).to_contain_text("OPTIONS /partners/orders")
    expect(preflighted.locator(".got")).to_contain_text("201")
    expect(twice.locator("pre.wire").nth(1)).to_contain_text("304 Not Modified")
    expect(twice.locator(".got")).to_have_count(2)
    expect(twice.locator(".got").nth(1)).to_contain_text("200")
    for number in (2, 3, 4):
        lab_page.output(number).scroll_into_view_if_needed()
        lab_page.screenshot(f"fetch-here-{number}-{theme}")
    found = Axe().run(lab_page.page, context={"include": [[".box.fetched"]]}).response["violations"]
    assert [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found] == []


def test_card_is_sent_again_by_keyboard_and_says_when_the_browser_remembers_a_preflight(lab_page, notebook):
    opened(lab_page, notebook, 3)
    box = card(lab_page, 3)
    expect(box.locator("pre.wire")).to_have_count(2)
    box.get_by_role("button", name="Send it again").press("Enter")
    expect(box.locator("pre.wire")).to_have_count(1)
    expect(box.locator(".side-of").first).to_contain_text("the browser remembered the answer to an earlier one")


def test_lab_that_is_gone_is_one_line_and_a_recording(lab_page, notebook):
    opened(lab_page, notebook, 2)
    box = card(lab_page, 2)
    expect(box.locator(".now")).to_contain_text("Sent by")
    lab_page.run(5)
    box.get_by_role("button", name="Send it again").click()
    expect(box.locator(".now")).to_contain_text("This browser did not let the page reach the lab.")
    expect(box.locator(".where")).to_contain_text("Recorded in Chromium")


def test_tab_that_comes_later_does_not_send_what_another_began(lab_page, notebook):
    opened(lab_page, notebook, 2)
    box = card(lab_page, 2)
    expect(box.locator(".now")).to_contain_text("Sent by")
    sent = "() => window.jupyterapp.commands.execute('notebook:create-output-view')"
    lab_page.wait_for(sent)
    again = lab_page.page.locator(".jp-LinkedOutputView .box.fetched")
    expect(again.locator(".now")).to_contain_text("Sent by")
    expect(again.locator("pre.wire")).to_have_count(1)


def test_tab_that_was_closed_before_the_answer_is_one_line_and_another_try(lab_page, notebook):
    opened(lab_page, notebook, 6)
    box = card(lab_page, 6)
    expect(box.locator(".now")).to_have_text("This request was begun in a tab that is gone. Send it again.")
    box.get_by_role("button", name="Send it again").click()
    expect(box.locator(".got")).to_contain_text("200")
