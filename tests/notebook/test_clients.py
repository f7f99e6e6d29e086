import asyncio

import pytest

from statuslab.clients.libraries import CLIENTS
from statuslab.errors import LabError
from statuslab.notebook import clients
from statuslab.notebook.clients import ask, client_request, who

FORM = "Content-Type: application/x-www-form-urlencoded\n\ntea=7&cups=2"
BY_PYTHON = [name for name in CLIENTS if name != "curl"]


@pytest.fixture(scope="module", autouse=True)
def stopped_lab():
    yield
    clients.lab.stop()


@pytest.mark.parametrize("name", BY_PYTHON)
def test_ask_has_report_and_exchange_of_every_client(name):
    run = ask("GET /teas/7", [name])[name]
    assert (run.outcome, run.wire, run.remarks) == (200, ("GET /teas/7 -> 200",), ())


def test_async_client_works_while_a_loop_is_running():
    async def in_a_notebook():
        return ask("GET /teas/7", "aiohttp")["aiohttp"].outcome

    assert asyncio.run(in_a_notebook()) == 200


def test_client_request_has_typed_headers_but_those_a_client_writes_itself():
    request = client_request(clients.lab, f"POST /orders\nHost: other\nX-Tea: assam\n{FORM}")
    assert request.url == f"{clients.lab.url}/orders"
    assert [name for name, _ in request.fields] == ["X-Tea", "Content-Type"]
    assert request.content == b"tea=7&cups=2"


def test_ask_with_several_requests_has_a_column_for_each():
    table = ask(
        {code: f"POST /redirect-to?url=/anything&status_code={code}\n{FORM}" for code in (301, 307)}, "requests"
    )
    assert [table["requests", code].remarks for code in (301, 307)] == [
        ("↳ GET, content gone",),
        ("↳ POST, content again",),
    ]


def test_ask_replaces_client_in_the_request_by_its_name():
    table = ask("GET /fail/1/$client", ["requests", "urllib.request"])
    assert [run.wire for run in table] == [("GET /fail/1/requests -> 503",), ("GET /fail/1/urllib-request -> 503",)]


@pytest.mark.parametrize(("follow", "outcome"), [(None, 302), (True, 200)])
def test_ask_follow_decides_about_redirects(follow, outcome):
    assert ask("GET /window-seat", "httpx2", follow=follow)["httpx2"].outcome == outcome


def test_ask_then_is_sent_by_the_same_client():
    run = ask("GET /menu", "http.client", then="GET /style.css")["http.client"]
    assert run.remarks[-1] == "! next request: 200, with the content of the first"


def test_exchanges_without_response_are_counted():
    table = ask(f"POST /drop\n{FORM}", ["requests", "aiohttp"], to="nginx")
    assert [len(run.exchanges) for run in table] == [1, 1]
    assert ask("GET /drop", "aiohttp", to="nginx")["aiohttp"].repeats == 1


def test_unknown_client_is_an_error_that_names_the_known_ones():
    with pytest.raises(LabError, match='no client "wget" here; expected one of requests, httpx2'):
        ask("GET /teas/7", "wget")


def test_missing_client_says_why_it_was_not_asked(monkeypatch):
    monkeypatch.setattr(clients, "missing", lambda name: "no curl found" if name == "curl" else "")
    run = ask("GET /teas/7", "curl")["curl"]
    assert (run.outcome, run.remarks) == ("", ("no curl found",))


def test_ask_result_is_shown_as_text_and_html():
    bundle = ask("GET /teas/7", "requests")._repr_mimebundle_()
    assert "requests  ✓ 200" in bundle["text/plain"]
    assert 'scope="row"' in bundle["text/html"]


def test_who_names_every_client():
    shown = who()
    for name in CLIENTS:
        assert name in shown.text
        assert name in shown.html
