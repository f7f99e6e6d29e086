"""The recordings of browsers, done again: Chromium with the browser tests, Firefox with the slow ones."""

import os
import sys
from contextlib import ExitStack

import pytest
from drive import chromium, firefox, is_missing, page_server
from record_browsers import run_in
from situations import SITUATIONS

from statuslab.messages.browser_run import key_of, run_of
from statuslab.notebook.fetch_here import recordings
from statuslab.server.lab import Lab
from statuslab.widgets.fetch_here import told

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
BROWSERS = {"Chromium": (chromium, "chromium"), "Firefox": (firefox, "firefox-esr")}
# Situations whose outcome is up to a browser's settings, or to which connections it has open.
CHANCE = {"cookies", "dropped", "dropped-post-reused"}


@pytest.fixture(scope="module", params=["Chromium", pytest.param("Firefox", marks=pytest.mark.slow)])
def browser(request):
    """The name of a browser, and a function that does the requests of a situation in it."""
    opened, package = BROWSERS[request.param]
    if is_missing(request.param):
        must_be_there = os.environ.get("CI") == "true" and (request.param == "Chromium" or sys.platform == "linux")
        missing = f"no {package} found; on Debian: apt-get install {package}"
        (pytest.fail if must_be_there else pytest.skip)(missing)
    with ExitStack() as stack:
        lab, url = stack.enter_context(Lab()), stack.enter_context(page_server())
        name, perform = stack.enter_context(opened())
        yield (
            request.param,
            lambda each: run_of(run_in(lab, name, perform, url, SITUATIONS[each][1], each, "2026-11-29")),
        )


def test_browser_does_what_was_recorded(browser):
    name, run = browser
    asked = [situation for situation in SITUATIONS if situation not in CHANCE]
    every = 1 if os.environ.get("STATUSLAB_SLOW") == "1" else 4  # a sample of them takes long enough
    again = {situation: told(run(situation)) for situation in asked[::every]}
    runs = {each.name: each.runs for each in recordings().values()}
    assert again == {
        situation: told(each) for situation in again for each in runs[situation] if each.browser.startswith(name)
    }
    assert told(run("cookies")).startswith("POST 200 → 200; GET ")


def test_every_situation_is_recorded():
    assert {key_of(requests): name for name, (_, requests) in SITUATIONS.items()} == {
        key: each.name for key, each in recordings().items()
    }
