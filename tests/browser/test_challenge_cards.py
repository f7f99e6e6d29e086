"""Challenge cards in a real JupyterLab: they turn green by themselves, for any client."""

import re
import urllib.error
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sampling import slow_param

NAME = "challenges_under_test.ipynb"
SAVE = """\
import httpx2
def save(tag):
    sent = {"name": "Assam", "minutes": 5}
    return httpx2.put(lab.url + "/teas/7", json=sent, headers={"If-Match": tag}, trust_env=False).status_code
"""
CELLS = [
    "from statuslab import challenge, lab",
    'challenge("the-nightly-import")',
    SAVE,
    'save("\\"v0\\"")',
    'challenge("the-chef-was-faster")',
]
themes = pytest.mark.parametrize("theme", ["light", slow_param("dark")], indirect=True)


@pytest.fixture
def notebook(jupyter, empty_memory):
    return jupyter.write(NAME, CELLS)


def opened(lab_page, notebook):
    """The page with its first card waiting, and the address of the lab as the card shows it."""
    lab_page.open_page(notebook)
    for number in (1, 2):
        lab_page.run(number)
    card = lab_page.output(2).locator(".challenge")
    expect(card).to_contain_text("Waiting. Nothing of yours has come by")
    return card, card.locator(".address code").text_content()


def asked(method, url, content=None, **fields):
    """Send a request from this process, which is not the kernel's, and return the status."""
    names = {name.replace("_", "-"): value for name, value in fields.items()}
    request = urllib.request.Request(url, method=method, data=content, headers=names)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def violations(lab_page):
    found = Axe().run(lab_page.page, context={"include": [[".challenge"]]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


@themes
def test_challenge_turns_green_when_a_client_outside_the_kernel_succeeds(lab_page, notebook, theme):
    card, address = opened(lab_page, notebook)
    lab_page.screenshot(f"challenge-waiting-{theme}")
    assert asked("GET", f"{address}/teas/7", If_Match='"v0"') == 412
    expect(card).to_have_class(re.compile("near"))
    expect(card.locator(".says")).to_contain_text("from a condition on a read")
    for _ in range(2):
        card.get_by_role("button", name="hint").click()
    expect(card.locator(".hints li")).to_have_count(2)
    lab_page.screenshot(f"challenge-near-{theme}")
    assert violations(lab_page) == []
    tea = b'{"name": "Assam", "minutes": 5}'
    assert asked("PUT", f"{address}/teas/7", tea, If_Match='"v0"', Content_Type="application/json") == 412
    expect(card).to_have_class(re.compile("done"))
    expect(card.locator(".says")).to_have_text("✓ Done, with 2 hints: 60% of the score.")
    expect(card.get_by_role("button", name="hint")).to_be_hidden()
    expect(card.locator("pre.wire")).to_contain_text("HTTP/1.1 412 Precondition Failed")
    lab_page.screenshot(f"challenge-done-{theme}")
    assert violations(lab_page) == []


def test_challenge_shows_a_hint_by_keyboard_without_jupyterlab_shortcuts(lab_page, notebook):
    card, _ = opened(lab_page, notebook)
    for each in card.locator("button, summary, input, a").all():
        assert each.get_attribute("data-lm-suppress-shortcuts") == "true"
    card.get_by_role("button", name="hint").focus()
    lab_page.page.keyboard.press("Enter")
    expect(card.locator(".hints li")).to_have_count(1)
    lab_page.page.keyboard.press("Enter")
    expect(card.locator(".hints li")).to_have_count(2)


def test_challenge_turns_green_by_a_later_cell_and_stays_green(lab_page, notebook):
    card, _ = opened(lab_page, notebook)
    for number in (3, 4):
        lab_page.run(number)
    expect(card).to_have_class(re.compile("done"))
    lab_page.run(2)
    again = lab_page.output(2).locator(".challenge")
    expect(again).to_have_class(re.compile("done"))
    expect(again.locator(".says")).to_contain_text("Done before")


@themes
def test_quest_goes_stage_by_stage_with_requests_of_the_lab(lab_page, notebook, theme):
    _, address = opened(lab_page, notebook)
    lab_page.run(5)
    quest = lab_page.output(5).locator(".challenge")
    expect(quest.locator(".stages li")).to_have_count(4)
    assert asked("GET", f"{address}/teas/7") == 200
    expect(quest.locator(".news")).to_contain_text("The chef has saved")
    tea = b'{"name": "Assam", "minutes": 5}'
    saving = {"Content_Type": "application/json"}
    assert asked("PUT", f"{address}/teas/7", tea, If_Match='"v1"', **saving) == 412
    expect(quest.locator(".stages li.ok")).to_have_count(2)
    quest.scroll_into_view_if_needed()
    lab_page.screenshot(f"challenge-quest-{theme}")
    assert violations(lab_page) == []
    assert asked("GET", f"{address}/teas/7") == 200
    assert asked("PUT", f"{address}/teas/7", tea, If_Match='"v2"', **saving) == 204
    expect(quest).to_have_class(re.compile("done"))
    expect(quest.locator(".stages li.ok")).to_have_count(4)
