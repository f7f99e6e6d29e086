import pytest
from wire_samples import ASKED, GET, GIVEN, OK, exchange, frame, over_http2

from statuslab.messages.exchange import Exchange, read_request
from statuslab.messages.transcript import text


def test_exchange_seconds_run_from_the_first_byte_to_the_last_event():
    assert exchange((">", GET), ("<", OK), "server").seconds == 0.2
    assert Exchange(()).seconds == 0.0


# --- Messages


def test_exchange_reads_request_interim_and_response():
    result = exchange((">", GET), ("<", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK))
    assert (result.request.method, result.request.target) == ("GET", "/teas/7")
    assert [(early.status, early["Link"]) for early in result.interim] == [(103, "</a>")]
    assert (result.wire_status, result.response.reason, result.response.text) == (200, "OK", "tea\n")


NO_REQUEST = {
    "malformed": b"GET /\r\n\r\n",
    "unfinished": b"GET / HTTP/1.1\r\nHost: a\r\n",
    "no bytes": b"",
    "no Host": b"GET / HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("sent", NO_REQUEST.values(), ids=NO_REQUEST.keys())
def test_exchange_without_a_well_formed_head_has_no_request(sent):
    result = exchange((">", sent), ("<", OK))
    assert (result.request, result.wire_status) == (None, 200)


@pytest.mark.parametrize(
    "rest",
    [b"Transfer-Encoding: chunked\r\n\r\nno chunk\r\n", b"Content-Length: 1, 2\r\n\r\nab"],
    ids=["broken chunk", "doubtful length"],
)
def test_exchange_with_malformed_content_still_has_its_request(rest):
    result = exchange((">", b"POST /teas HTTP/1.1\r\nHost: a\r\n" + rest))
    assert (result.request.method, result.request.target, result.request.content) == ("POST", "/teas", b"")


@pytest.mark.parametrize("received", [b"", b"mumble\r\n\r\n", b"HTTP/1.1 200"], ids=["nothing", "no HTTP", "cut"])
def test_exchange_without_an_http_response_has_none(received):
    result = exchange((">", GET), ("<", received))
    assert (result.interim, result.response, result.wire_status) == ((), None, None)


def test_exchange_cut_within_content_has_what_arrived():
    result = exchange((">", GET), ("<", OK[:-2]), "server")
    assert (result.wire_status, result.response.content) == (200, b"te")


def test_response_to_head_has_no_content_whatever_its_length_says():
    result = exchange((">", GET.replace(b"GET", b"HEAD")), ("<", OK[:-4]))
    assert (result.response["content-length"], result.response.content) == ("4", b"")


def test_request_content_is_free_of_the_chunked_coding():
    raw = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntea\r\n0\r\nX-Sum: 42\r\n\r\n"
    found = read_request(b"\r\n" + raw)
    assert (found.content, found.trailers) == (b"tea", (("X-Sum", "42"),))


def test_message_fields_are_found_in_any_case_and_joined():
    found = read_request(b"GET / HTTP/1.1\r\nHost: a\r\nAccept: x\r\naccept: y\r\n\r\n")
    assert found["ACCEPT"] == "x, y"
    assert found.fields == (("Host", "a"), ("Accept", "x"), ("accept", "y"))
    assert ("accept" in found, "Cookie" in found, 7 in found) == (True, False, False)
    assert (found.get("Cookie"), found.get("Cookie", "none"), found.get("host")) == (None, "none", "a")
    with pytest.raises(KeyError, match="Cookie"):
        found["Cookie"]


def test_via_has_whole_exchanges():
    upstream = exchange((">", GET), ("<", b"mumble\r\n"))
    result = exchange((">", GET), ("<", OK), via=(upstream,))
    assert result.via[0].received == b"mumble\r\n"
    assert "mumble" not in text(result)


# --- HTTP/2: frames


def test_frames_make_messages_of_http2():
    result = over_http2(*ASKED, *GIVEN)
    request, response = result.request, result.response
    assert (request.method, request.target, request.head.version) == ("POST", "/teas", "HTTP/2")
    assert (request.content, request["Host"], request.trailers) == (b"tea\n", "a", (("digest", "x"),))
    assert [(each.status, each["Link"], each.content) for each in result.interim] == [(103, "</a>", b"")]
    assert (response.status, response.reason, response.head.version) == (200, "", "HTTP/2")
    assert (response["ETag"], response.content, response.trailers) == ('"1"', b"tea\n", (("server-timing", "x"),))
    assert result.wire_status == 200


def test_frames_that_make_no_message_give_none():
    result = over_http2(frame(">", "HEADERS", [(":method", "GET")]), frame("<", "RST_STREAM", [("error", "CANCEL")]))
    assert (result.request, result.interim, result.response, result.wire_status) == (None, (), None, None)
