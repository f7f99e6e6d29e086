"""The %%http cell: what is typed is sent, and a cell that cannot be read gives one line."""

import pytest

from statuslab import lab
from statuslab.errors import LabError
from statuslab.notebook.http_magic import http


@pytest.fixture(autouse=True, scope="module")
def _stopped_afterwards():
    yield
    lab.stop()


def test_http_cell_is_sent_as_typed_with_a_note_on_added_headers():
    exchange = http("", 'POST /orders\nContent-Type: application/json\n\n{"tea": 7, "cups": 2}\n')
    assert exchange.wire_status == 201
    assert exchange.sent.startswith(b"POST /orders HTTP/1.1\r\nContent-Type: application/json\r\n")
    assert exchange.note == "added for you: Host, Content-Length"


def test_raw_cell_has_nothing_added():
    exchange = http("--raw", "GET /teas/7 HTTP/1.1\n\n")
    assert exchange.sent == b"GET /teas/7 HTTP/1.1\r\n\r\n"
    assert exchange.wire_status == 400 and exchange.layer == "server"


def test_hold_cell_waits_for_100_continue():
    cell = "PUT /photos/teapot.jpg\nContent-Type: image/jpeg\nExpect: 100-continue\n\npixels"
    exchange = http("--hold", cell)
    assert [each.status for each in exchange.interim] == [100]
    assert exchange.wire_status in (201, 204)


def test_proxy_cell_shows_the_upstream_exchange():
    exchange = http("--proxy", "GET http://teahouse/notices/today\nHost: teahouse")
    assert exchange.wire_status == 203 and exchange.layer == "proxy"
    assert exchange.via[0].wire_status == 200


def test_cell_sent_to_another_server_shows_the_bytes_seen_here():
    exchange = http(f"--to {lab.url}", "GET /teas/7")
    assert exchange.wire_status == 200 and exchange.layer is None


LINES = [
    ("", "", "%%http: the cell is empty, expected a request such as GET /teas/7"),
    (
        "--fast",
        "GET /",
        "%%http: unrecognized arguments: --fast; it takes --raw, --stall, --hold",
    ),
    ("", "GET", 'met "GET", expected "METHOD target", such as GET /teas/7; use --raw to send it as is'),
    (
        "",
        "GET /teas/7\nAccept json",
        'met "Accept json", expected "Name: value"; leave a blank line before',
    ),
    ("--to ftp://x", "GET /", '%%http --to: met "ftp://x", expected an address such as http://127.0.0.1:8080'),
    ("--to http://127.0.0.1:1", "GET /", "%%http --to: no connection to 127.0.0.1:1"),
    ('--to "http', "GET /", "%%http: no closing quotation in the options"),
]


@pytest.mark.parametrize(("line", "cell", "said"), LINES, ids=lambda value: str(value)[:40])
def test_cell_that_cannot_be_sent_gives_one_line(line, cell, said):
    with pytest.raises(LabError) as caught:
        http(line, cell)
    assert str(caught.value).startswith(said) and "\n" not in str(caught.value)
