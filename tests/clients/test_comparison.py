import pytest

from sampling import together
from statuslab.clients.comparison import ClientReport, ClientRun, ClientRuns
from statuslab.errors import LabError
from statuslab.messages.exchange import Direction, Event, Exchange


def crossed(request, response=b"", host="teahouse"):
    """Return an exchange of this request and response, as the lab records it."""
    return Exchange((Event(0.0, Direction.SENT, request), Event(0.1, Direction.RECEIVED, response)), host=host)


def post(target, content=b"tea=7"):
    return b"POST %b HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%b" % (target, len(content), content)


def get(target, *fields):
    return b"\r\n".join([b"GET %b HTTP/1.1" % target, b"Host: a", *fields, b"", b""])


MOVED = b"HTTP/1.1 301 Moved Permanently\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntea"
HINTED = b"HTTP/1.1 103 Early Hints\r\n\r\n" + FINE


def run(outcome, *exchanges, more=(), raised=False, content=b"", watched=()):
    return ClientRun("a client", (ClientReport(outcome, content, raised), *more), exchanges, watched=watched)


@together(
    ("client_run", "remarks"),
    [
        (run(200, crossed(get(b"/a"), FINE)), ()),
        (run(200, crossed(post(b"/a"), MOVED), crossed(get(b"/b"), FINE)), ("↳ GET, content gone",)),
        (run(200, crossed(post(b"/a"), MOVED), crossed(post(b"/b"), FINE)), ("↳ POST, content again",)),
        (run(200, crossed(get(b"/a"), MOVED), crossed(get(b"/b"), FINE)), ("↳ GET",)),
        (run(301, crossed(post(b"/a"), MOVED)), ("did not follow",)),
        (run(301, crossed(post(b"/a"), MOVED), raised=True), ("as an exception", "did not follow")),
        (run("Lost", crossed(get(b"/a")), crossed(get(b"/a"))), ("↻ sent 2 times",)),
        (run("Lost", crossed(get(b"/a")), crossed(get(b"/a"), host="b")), ()),
        (run("Circle", *[crossed(get(b"/b"), MOVED)] * 4), ("↳ followed 3 times",)),
        (run(103, crossed(get(b"/a"), HINTED)), ("! took the 103 for the answer",)),
        (run(200, crossed(get(b"/a"), HINTED)), ()),
        (run(205, crossed(get(b"/a")), content=b"abc"), ("with 3 bytes of content",)),
        (
            run(200, crossed(get(b"/a"), FINE), more=[ClientReport(200, b"style")]),
            ("next request: 200",),
        ),
        (
            run(103, crossed(get(b"/a"), HINTED), more=[ClientReport(200, b"tea")]),
            ("! took the 103 for the answer", "! next request: 200, with the content of the first"),
        ),
        (
            run(200, crossed(get(b"/a"), MOVED), crossed(get(b"/b", b"Cookie: a=1"), FINE), watched=("Cookie", "DNT")),
            ("↳ GET, with Cookie, without DNT",),
        ),
        (ClientRun("a client", why_not="not here"), ("not here",)),
    ],
)
def test_run_remarks_what_is_notable_besides_the_status(client_run, remarks):
    assert client_run.remarks == remarks


def test_request_to_the_target_of_a_redirect_is_no_repeat():
    back = MOVED.replace(b"/b", b"/a")
    assert run(200, crossed(get(b"/a"), back), crossed(get(b"/a"), FINE)).repeats == 0


def test_wire_has_a_line_per_exchange():
    client_run = run(200, crossed(post(b"/a"), MOVED), crossed(get(b"/b")), crossed(b"\r\nnonsense\r\n\r\n"))
    assert client_run.wire == ("POST /a -> 301", "GET /b -> nothing", "no readable request -> nothing")


def test_runs_are_found_by_client_and_label():
    one, two = run(200), run(404)
    table = ClientRuns({"301": "GET /a", "307": "GET /b"}, {"curl": (one, two)})
    assert (table["curl", 301], table["curl", "307"], list(table)) == (one, two, [one, two])
    assert ClientRuns({"all": "GET /a"}, {"curl": (one,)})["curl"] is one


@pytest.mark.parametrize("place", ["curl", ("wget", 301), ("curl", 302)])
def test_missing_run_is_an_error_that_names_clients_and_labels(place):
    table = ClientRuns({"301": "GET /a", "307": "GET /b"}, {"curl": (run(200), run(200))})
    with pytest.raises(LabError, match=r"expected a client \(curl\) and a label \(301, 307\)"):
        table[place]
