"""Browser runs as values: what needs a preflight, which exchange belongs to which fetch, and JSON and back."""

import pytest

from sampling import together
from statuslab.messages.browser_run import (
    BrowserRun,
    FetchRequest,
    Outcome,
    exchange_of,
    groups,
    is_marker,
    key_of,
    run_json,
    run_of,
)

JSON = {"headers": {"Content-Type": "application/json"}}


@together(
    ("init", "needed"),
    [
        ({}, False),
        ({"method": "POST"}, False),
        ({"method": "POST", "body": "a"}, False),
        ({"method": "POST", "headers": {"Content-Type": "text/plain; charset=utf-8"}}, False),
        ({"method": "POST", **JSON}, True),
        ({"method": "POST", "mode": "no-cors", **JSON}, False),
        ({"method": "DELETE"}, True),
        ({"headers": {"Authorization": "Bearer x"}}, True),
        ({"headers": {"If-None-Match": '"v1"'}}, True),
        ({"headers": {"Range": "bytes=0-9"}}, False),
        ({"headers": {"accept-LANGUAGE": "en"}}, False),
    ],
)
def test_request_needs_a_preflight_by_method_and_headers(init, needed):
    assert FetchRequest("/", init).needs_preflight is needed


def test_call_is_shown_as_javascript():
    request = FetchRequest("/a", {"method": "POST", "headers": {"X-A": "1"}, "body": '{"tea": 7}'})
    shown = """fetch("http://h:1/a", { method: "POST", headers: { "X-A": "1" }, body: '{"tea": 7}' })"""
    assert request.code("h:1") == shown
    assert FetchRequest("/", {"body": 'it\'s "so"'}).code("h:1").endswith(r'body: "it' + r"'s \"so\"" + '" })')


def exchange(target, *fields, method="GET"):
    return exchange_of(
        {"sent": "\r\n".join([f"{method} {target} HTTP/1.1", "Host: h", *fields, "", ""]), "received": ""}
    )


def targets(found):
    return [[each.request.target for each in group] for group in found]


def test_exchanges_go_to_the_fetch_after_whose_marker_they_come():
    seen = [
        exchange("/early", "Origin: a"),
        exchange("/get?fetch_here=r-0"),
        exchange("/a", "Origin: a", method="OPTIONS"),
        exchange("/a", "Origin: a"),
        exchange("/by-curl"),
        exchange("/get?fetch_here=other-0", "Sec-Fetch-Mode: no-cors"),
        exchange("/get?fetch_here=r-1"),
        exchange("/b", "Sec-Fetch-Mode: no-cors"),
        exchange("/get?fetch_here=r-2"),
        exchange("/late", "Origin: a"),
    ]
    assert targets(groups(seen, "r", 2)) == [["/a", "/a"], ["/b"]]
    assert targets(groups(seen, "unknown", 2)) == [[], []]


def test_marker_is_known_by_run_and_place():
    marker = exchange("/get?fetch_here=r-1")
    assert is_marker(marker, "r") and is_marker(marker, "r", 1)
    assert not is_marker(marker, "r", 0) and not is_marker(marker, "s")


@pytest.mark.parametrize(
    "reported", [None, 200, [], {}, {"status": "200"}, {"status": 200, "script": "x"}, {"type": "cors"}]
)
def test_report_that_is_no_outcome_is_refused(reported):
    with pytest.raises(ValueError, match="expected the outcome of a fetch"):
        Outcome.of(reported)


def test_run_is_the_same_after_json():
    sent = {"sent": "GET /é HTTP/1.1\r\nHost: a\r\n\r\n", "received": "HTTP/1.1 204 No Content\r\n\r\n"}
    outcomes = (Outcome("opaque", 0), Outcome("cors", 200, True, "http://a/", (("etag", '"1"'),), "body"))
    run = BrowserRun("Firefox 153", ((exchange_of(sent),), ()), outcomes, "2026-11-29", ("a line",))
    again = run_of(run_json(run))
    assert (again.outcomes, again.browser, again.console) == (outcomes, run.browser, run.console)
    assert [each.sent for each in again.wire[0]] == [each.sent for each in run.wire[0]]


def test_same_requests_have_the_same_key():
    one, other = {"method": "POST", "mode": "cors"}, {"mode": "cors", "method": "POST"}
    assert key_of([FetchRequest("/", one)]) == key_of([FetchRequest("/", other)])
    assert key_of([FetchRequest("/", one)]) != key_of([FetchRequest("/", one, "nginx")])
