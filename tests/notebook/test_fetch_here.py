"""fetch_here without a browser: what it refuses, what a page without a kernel shows, and what it makes of a report."""

import json

import pytest

from statuslab import browsers, fetch_here
from statuslab.errors import LabError
from statuslab.notebook import fetch_here as module
from statuslab.notebook.demos import lab
from statuslab.notebook.fetch_here import recordings

ORIGIN = "http://localhost:8888"


@pytest.mark.parametrize(
    ("requests", "options", "message"),
    [
        ((), {}, 'expected a path of the lab, such as fetch_here("/partners/teas")'),
        (("teas",), {}, '"teas" is no request for fetch_here; expected a path, or a method and a path: "POST /teas"'),
        (("http://a/",), {}, '"http://a/" is no request for fetch_here'),
        (("TRACE /",), {}, "no script in a page may send TRACE"),
        (("/",), {"to": "proxy"}, 'no port "proxy" for fetch_here; expected teahouse or nginx'),
        (("/",), {"mode": "cross"}, 'mode="cross"; expected one of cors, no-cors, same-origin'),
        (("/",), {"keepalive": "yes"}, "no option 'keepalive' in fetch_here; expected one of headers, body, mode"),
    ],
)
def test_call_that_cannot_be_sent_is_refused_in_one_line(requests, options, message):
    with pytest.raises(LabError) as refused:
        fetch_here(*requests, **options)
    assert message in str(refused.value) and "\n" not in str(refused.value)


@pytest.fixture(scope="module", autouse=True)
def _stopped():
    yield
    lab.stop()


@pytest.fixture
def card():
    return fetch_here("/partners/prices")


def test_card_without_a_page_shows_the_recording_with_browser_and_date(card):
    (data, _), recorded = card._repr_mimebundle_(), recordings()
    first = next(each for each in recorded.values() if each.name == "no-permission").runs[0]
    assert f"Recorded in {first.browser} on" in data["text/plain"]
    assert "TypeError: Failed to fetch" in data["text/html"]
    assert "HTTP/1.1 200 OK" in data["text/plain"]
    assert "Access to fetch at" in data["text/plain"] and "Cross-Origin Request Blocked" in data["text/plain"]


def test_request_that_nobody_recorded_says_so():
    assert repr(fetch_here("/partners/teas?page=2")).startswith("No recording has these requests.")


def test_page_is_told_only_the_ports_and_the_requests(card):
    assert card.task["ports"] == {"teahouse": int(lab.url.rpartition(":")[2])}
    assert card.task["requests"] == [{"port": "teahouse", "path": "/partners/prices", "init": {}}]
    assert card.task["elsewhere"] == ""


def test_lab_in_memory_sends_the_page_nowhere(monkeypatch):
    monkeypatch.setattr(lab.network, "has_ports", False)
    card = fetch_here("/partners/prices")
    assert (card.task["ports"], card.task["elsewhere"]) == ({}, module.IN_MEMORY)


# --- What the page reports


@pytest.fixture
def browser():
    """A stand-in for a page: sends requests to the lab as a browser would, between markers."""
    import httpx2

    def send(run, *paths, marked=True):
        with httpx2.Client(base_url=lab.url, trust_env=False) as client:
            for at, path in enumerate(paths):
                if marked:
                    client.get(f"/get?fetch_here={run}-{at}")
                client.get(path, headers={"Origin": ORIGIN})
            if marked:
                client.get(f"/get?fetch_here={run}-{len(paths)}")

    return send


def report(run, *results):
    return {"run": run, "origin": ORIGIN, "browser": "Chromium 156", "results": list(results)}


BLOCKED = {"error": "TypeError: Failed to fetch"}


def test_report_is_answered_with_wire_and_script_side_by_side(card, browser):
    browser(f"{card.task['run']}-1", "/partners/prices")
    card.report = report(f"{card.task['run']}-1", BLOCKED)
    assert card.shown["says"] == f"Sent by Chromium 156, from {ORIGIN}."
    assert "Just now, in Chromium 156" in card.shown["html"]
    assert "200 OK" in card.shown["html"] and "Failed to fetch" in card.shown["html"]
    assert "Firefox" in card.shown["html"]


def test_second_sending_is_told_apart_from_the_first(card, browser):
    run = card.task["run"]
    browser(f"{run}-1", "/partners/prices")
    browser(f"{run}-2", "/partners/teas")
    card.report = report(f"{run}-2", {"type": "cors", "status": 200})
    assert "Lapsang" in card.shown["html"] and "Darjeeling&quot;: 5" not in card.shown["html"]


def test_missing_preflight_is_explained(browser):
    card = fetch_here("/partners/teas", headers={"If-None-Match": '"v1"'})
    run = f"{card.task['run']}-1"
    browser(run, "/partners/teas")
    card.report = report(run, {"type": "cors", "status": 200})
    assert "the browser remembered the answer to an earlier one" in card.shown["html"]


def test_response_without_a_request_came_from_the_cache(card, browser):
    run = f"{card.task['run']}-1"
    browser(run, "/get?fetch_here=nothing-0")
    card.report = report(run, {"type": "cors", "status": 200})
    assert "answered from its own cache" in card.shown["html"]


def test_report_of_a_lab_that_was_restarted_is_one_line(card):
    card.report = report("gone-1", BLOCKED)
    assert card.shown == {"says": module.NO_TRACE, "html": ""}


@pytest.mark.parametrize(
    "wrong", [{"run": "a"}, report("a", {"status": "x"}), report("a") | {"results": 7}, report("a", BLOCKED, BLOCKED)]
)
def test_report_that_makes_no_sense_is_one_line(card, wrong):
    card.report = wrong
    assert card.shown["html"] == "" and card.shown["says"].endswith("Run the cell again.")


def test_markup_in_a_report_stays_text(card, browser):
    run = f"{card.task['run']}-1"
    browser(run, "/partners/prices")
    evil = "<img src=x onerror=alert(1)>"
    card.report = report(run, {"error": evil}) | {"browser": evil, "origin": evil}
    assert "<img" not in card.shown["html"] and "&lt;img" in card.shown["html"]


# --- The recordings


def test_recordings_are_of_two_browsers_and_hold_no_chance_port():
    for each in recordings().values():
        assert [run.browser.split()[0] for run in each.runs] == ["Chromium", "Firefox"], each.name
        assert all(len(run.wire) == len(run.outcomes) == len(each.requests) for run in each.runs), each.name
        hosts = {exchange.request["Host"] for run in each.runs for group in run.wire for exchange in group}
        assert hosts <= {"127.0.0.1:8418", "127.0.0.1:8480"}, each.name


def test_wire_of_a_recording_was_made_by_its_browser():
    marks = {"Chromium": "Chrome/", "Firefox": "Firefox/"}
    for each in recordings().values():
        for run in each.runs:
            agents = [exchange.request["User-Agent"] for group in run.wire for exchange in group]
            assert all(marks[run.browser.split()[0]] in agent for agent in agents), each.name


def test_table_has_a_row_for_each_situation_that_is_described():
    described = [each for each in recordings().values() if each.about]
    assert browsers().text.count("Firefox") == len(described) > 20
    assert browsers().html.count("<tr>") == len(described) + 1


def test_recordings_that_cannot_be_read_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "data_folder", lambda: tmp_path)
    (tmp_path / module.FILE).write_text(json.dumps({"recordings": [{}]}))
    recordings.cache_clear()
    with pytest.raises(LabError, match=r"browser_recordings\.json cannot be read"):
        recordings()
    recordings.cache_clear()
