import asyncio
import re

import pytest
from served import GET, Served, echo, ignores_request, post, read_all, reply, responding

from sampling import together
from statuslab.messages.exchange import Direction, Layer
from statuslab.messages.http1 import REMEMBERED_BYTES, Limits, ResponseReader
from statuslab.server.protocol.connection import Connection
from statuslab.server.protocol.server_config import Timeouts

CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
# A client may take a while before it sends its first byte: it has longer for that, wherever that is not the subject.
SHORT = {"timeouts": Timeouts(idle=600, head=1, content=1, goodbye=1)}  # half a minute, then twentieths of a second
IDLE = {"timeouts": Timeouts(idle=10)}  # half a second


def statuses(raw, *methods):
    """The status codes of all responses, interim ones included."""
    found, buffer = [], raw
    for method in [*methods, *["GET"] * 20]:
        if not buffer:
            break
        reader = ResponseReader(method)
        reader.feed(buffer)
        reader.close()
        found += [head.status for head in reader.interim] + ([reader.head.status] if reader.head else [])
        buffer = bytes(reader.buffer)
    return found


def answer_of(raw, method="GET"):
    reader = ResponseReader(method)
    reader.feed(raw)
    reader.close()
    assert reader.head is not None, raw
    return reader


# --- Keeping the connection, and many requests on it


def test_connection_serves_requests_until_the_client_closes():
    with Served(echo) as served, served.client() as client:
        for at in range(3):
            client.send(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % at)
            assert client.answer("GET").content == b"GET /%d " % at
        assert [served.exchange(client, at).request.target for at in range(3)] == ["/0", "/1", "/2"]


def test_connection_with_two_requests_in_one_packet_answers_both_in_order():
    first, second = GET.replace(b"/ ", b"/one "), GET.replace(b"/ ", b"/two ")
    with Served(echo) as served, served.client() as client:
        client.send(first + second)
        client.finish()
        raw = client.rest()
        exchanges = [served.exchange(client, at) for at in (0, 1)]
    assert [raw.index(b"GET /one"), raw.index(b"GET /two")] == sorted([raw.index(b"GET /one"), raw.index(b"GET /two")])
    assert [each.sent for each in exchanges] == [first, second]
    assert b"".join(each.received for each in exchanges) == raw


def test_connection_gives_each_pipelined_request_its_own_content():
    first, second = post(b"one" * 100), post(b"two" * 100)
    raw = first + b"\r\n" + second
    with Served(echo) as served, served.client() as client:
        for at in range(0, len(raw), 97):
            client.send(raw[at : at + 97])
        client.finish()
        client.rest()
        exchanges = [served.exchange(client, at) for at in (0, 1)]
    assert [each.request.content for each in exchanges] == [b"one" * 100, b"two" * 100]
    assert [each.sent for each in exchanges] == [first, b"\r\n" + second]


def test_connection_answers_what_was_pipelined_before_a_broken_request():
    with Served(echo) as served:
        assert statuses(served.wire(GET + b"GET /\r\n\r\n" + GET)) == [200, 400]


KEPT = {
    "HTTP/1.1": (GET, False, []),
    "HTTP/1.1 that closes": (GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), True, [b"close"]),
    "HTTP/1.0": (b"GET / HTTP/1.0\r\n\r\n", True, [b"close"]),
    "HTTP/1.0 that keeps": (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", False, [b"keep-alive"]),
    "HTTP/1.2, served as 1.1": (GET.replace(b"1.1", b"1.2"), False, []),
}


@pytest.mark.parametrize(("request_", "closes", "options"), KEPT.values(), ids=KEPT.keys())
def test_connection_is_kept_or_closed_as_the_request_says(request_, closes, options):
    with Served(ignores_request) as served, served.client() as client:
        client.send(request_)
        answer = client.answer("GET")
        assert answer.head.raw.startswith(b"HTTP/1.1 200")
        assert answer.head.values(b"connection") == options
        client.send(GET)
        assert client.answer("GET").head is None if closes else client.answer("GET").content == b"tea\n"


def test_connection_closes_when_the_app_sends_connection_close():
    with Served(responding(200, b"tea", [(b"connection", b"close")])) as served, served.client() as client:
        client.send(GET)
        assert client.answer("GET").head.values(b"connection") == [b"close"]
        assert client.rest() == b""


def test_connection_without_a_request_times_out_and_records_nothing():
    with Served(ignores_request, **IDLE) as served, served.client() as client:
        assert client.rest() == b""
        assert served.recorder.exchanges() == ()


def test_idle_connection_after_a_response_times_out_and_records_nothing_more():
    with Served(ignores_request, **IDLE) as served, served.client() as client:
        client.send(GET)
        client.rest()
        assert len(served.recorder.exchanges()) == 1


# --- Content of requests and responses


def test_chunked_request_reaches_the_app_whole():
    with Served(echo) as served:
        raw = served.wire(CHUNKED, b"3\r\ntea\r\n4;ext=1\r\n and\r\n", b"0\r\nX-Sum: 1\r\n\r\n", GET)
    assert statuses(raw) == [200, 200]
    assert answer_of(raw).content == b"POST / tea and"


async def counting(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for at in range(3):
        await send({"type": "http.response.body", "body": b"%d" % at * 20, "more_body": True})
    await send({"type": "http.response.body"})


def test_response_without_a_length_is_chunked():
    with Served(counting) as served, served.client() as client:
        client.send(GET)
        answer = client.answer("GET")
        client.send(GET)
        again = client.answer("GET")
    assert answer.head.values(b"transfer-encoding") == [b"chunked"]
    assert answer.content == again.content == b"0" * 20 + b"1" * 20 + b"2" * 20


def test_response_without_a_length_to_http_1_0_ends_with_the_connection():
    with Served(counting) as served:
        raw = served.wire(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    answer = answer_of(raw)
    assert answer.head.members(b"transfer-encoding") == []
    assert answer.head.values(b"connection") == [b"close"]
    assert answer.content == b"0" * 20 + b"1" * 20 + b"2" * 20


def test_trailers_follow_the_last_chunk():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [], "trailers": True})
        await send({"type": "http.response.body", "body": b"tea"})
        await send({"type": "http.response.trailers", "headers": [(b"x-sum", b"42")]})

    with Served(app) as served:
        raw = served.wire(GET, GET)
    assert statuses(raw) == [200, 200]
    assert answer_of(raw).trailers == ((b"X-Sum", b"42"),)


BODILESS = {
    "HEAD": ("HEAD", 200, [(b"content-type", b"text/plain")], {b"content-length": [b"3"]}),
    "HEAD with a length of the app's": ("HEAD", 200, [(b"content-length", b"99")], {b"content-length": [b"99"]}),
    "204": ("GET", 204, [], {b"content-length": []}),
    "204 with a length of the app's": ("GET", 204, [(b"content-length", b"3")], {b"content-length": []}),
    "205": ("GET", 205, [], {b"content-length": [b"0"]}),
    "205 with a length of the app's": ("GET", 205, [(b"content-length", b"3")], {b"content-length": [b"0"]}),
    "304": ("GET", 304, [(b"etag", b'"v1"')], {b"content-length": [], b"etag": [b'"v1"']}),
    "304 with the length of the 200": ("GET", 304, [(b"content-length", b"3")], {b"content-length": [b"3"]}),
}


@together(("method", "status", "headers", "fields"), BODILESS.values(), ids=BODILESS.keys())
def test_response_that_may_have_no_content_has_none_and_the_next_one_is_found(method, status, headers, fields):
    request = GET.replace(b"GET", method.encode())
    with Served(responding(status, b"tea", headers)) as served:
        raw = served.wire(request, request)
    head, _, rest = raw.partition(b"\r\n\r\n")
    assert statuses(raw, method, method) == [status, status]
    assert rest == head + b"\r\n\r\n"
    answer = answer_of(raw, method)
    assert {name: answer.head.values(name) for name in fields} == fields
    assert answer.head.values(b"transfer-encoding") == []


FRAMING = {
    "a coding of the app's": ([(b"transfer-encoding", b"chunked")], b"tea"),
    "a length of the app's": ([(b"content-length", b"3")], b"tea"),
    "a length under the content": ([(b"content-length", b"2")], b"te"),
}


@pytest.mark.parametrize(("headers", "content"), FRAMING.values(), ids=FRAMING.keys())
def test_response_is_framed_so_that_the_next_one_is_found(headers, content):
    with Served(responding(200, b"tea", headers)) as served, served.client() as client:
        for _ in range(2):
            client.send(GET)
            assert client.answer("GET").content == content


def test_response_shorter_than_its_length_closes_the_connection():
    with Served(responding(200, b"tea", [(b"content-length", b"9")])) as served, served.client() as client:
        client.send(GET)
        answer = client.answer("GET")
        assert (bytes(answer.content), answer.complete) == (b"tea", False)
        client.close()
        assert served.exchange(client).note == "the handler sent less than its Content-Length"


def test_response_fields_have_their_customary_case_and_a_date():
    with Served(
        responding(200, b"", [(b"etag", b'"v1"'), (b"www-authenticate", b"Basic"), (b"x-tea", b"1")])
    ) as served:
        assert served.wire(GET) == (
            b"HTTP/1.1 200 OK\r\n"
            b"Date: Sun, 22 Nov 2026 09:00:00 GMT\r\n"
            b'ETag: "v1"\r\n'
            b"WWW-Authenticate: Basic\r\n"
            b"X-Tea: 1\r\n"
            b"Content-Length: 0\r\n\r\n"
        )


def test_response_with_its_own_date_keeps_it():
    date = b"Thu, 01 Jan 1970 00:00:00 GMT"
    with Served(responding(200, b"", [(b"date", date)])) as served:
        assert answer_of(served.wire(GET)).head.values(b"date") == [date]


def test_response_fields_of_the_app_count_whatever_their_case():
    fields = [
        (b"Date", b"Thu, 01 Jan 1970 00:00:00 GMT"),
        (b"CONTENT-LENGTH", b"0"),
        (b"Transfer-Encoding", b"chunked"),
    ]
    with Served(responding(200, b"", fields)) as served:
        head = answer_of(served.wire(GET)).head
    assert [len(head.values(name)) for name in (b"date", b"content-length", b"transfer-encoding")] == [1, 1, 0]


def test_app_waits_for_a_client_that_does_not_read_small_pieces():
    written = []

    async def pieces(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for number in range(3000):
            await send({"type": "http.response.body", "body": bytes(10_000), "more_body": True})
            written.append(number)

    with Served(pieces, **IDLE) as served, served.client() as client:
        client.send(GET)
        assert served.exchange(client).note == "the client stopped reading in the middle of the answer"
    assert len(written) < 3000


# --- Interim responses


def upload(client, content=b"tea", version=b"1.1", wait=True):
    head = b"PUT / HTTP/%b\r\nHost: a\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n"
    client.send(head % (version, len(content)) + (b"" if wait else content))


def test_100_is_sent_when_the_app_reads():
    with Served(echo) as served, served.client() as client:
        upload(client)
        early = client.answer("PUT", go_ahead=True)
        assert [head.status for head in early.interim] == [100]
        client.send(b"tea")
        assert client.answer("PUT").content == b"PUT / tea"
        assert [each.status for each in served.exchange(client).interim] == [100]


def test_100_is_not_sent_when_the_app_does_not_read_and_the_connection_closes():
    with Served(ignores_request) as served, served.client() as client:
        upload(client)
        answer = client.answer("PUT")
        assert (answer.interim, answer.head.status, answer.head.values(b"connection")) == ([], 200, [b"close"])
        assert client.rest() == b""


def test_100_is_not_sent_when_the_content_has_arrived():
    with Served(echo) as served, served.client() as client:
        upload(client, wait=False)
        answer = client.answer("PUT")
        assert (answer.interim, bytes(answer.content)) == ([], b"PUT / tea")


def test_100_is_not_sent_when_the_content_has_begun():
    begun = []

    async def app(scope, receive, send):
        content = b""
        while len(content) < 6:
            content += (await receive())["body"]
            begun.append(content)
        await reply(send, content)

    with Served(app) as served, served.client() as client:
        client.send(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\ntea")
        while not begun:
            served.background.run(asyncio.sleep(0))
        client.send(b"pot")
        answer = client.answer("PUT")
        assert (answer.interim, bytes(answer.content)) == ([], b"teapot")


def test_100_is_not_sent_to_http_1_0():
    with Served(echo) as served, served.client() as client:
        upload(client, version=b"1.0")
        client.send(b"tea")
        answer = client.answer("PUT")
        assert (answer.interim, bytes(answer.content)) == ([], b"PUT / tea")


async def hinting(scope, receive, send):
    for status in (102, 103, 103):
        await send({"type": "statuslab.interim", "status": status, "headers": [(b"link", b"</a>")]})
    await reply(send)
    await send({"type": "statuslab.interim", "status": 103, "headers": []})


def test_interim_responses_come_before_the_final_one_and_never_after_it():
    with Served(hinting) as served, served.client() as client:
        for _ in range(2):
            client.send(GET)
            answer = client.answer("GET")
            assert [head.status for head in answer.interim] == [102, 103, 103]
            assert [head.values(b"link") for head in answer.interim] == [[b"</a>"]] * 3
            assert answer.content == b"tea\n"


def test_interim_responses_are_not_sent_to_http_1_0():
    with Served(hinting) as served:
        assert statuses(served.wire(b"GET / HTTP/1.0\r\n\r\n")) == [200]


def test_interim_responses_are_not_sent_within_a_response():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        await send({"type": "statuslab.interim", "status": 103, "headers": []})
        await send({"type": "http.response.body", "body": b"two"})

    with Served(app) as served:
        answer = answer_of(served.wire(GET))
    assert (answer.interim, bytes(answer.content)) == ([], b"onetwo")


# --- Requests that are not read to their end


def test_response_before_a_small_upload_keeps_the_connection():
    with Served(ignores_request) as served, served.client() as client:
        client.send(post(b"x" * 5000))
        assert client.answer("POST").head.values(b"connection") == []
        client.send(GET)
        assert client.answer("GET").content == b"tea\n"
        assert served.exchange(client).request.content == b"x" * 5000


def test_early_refusal_of_twenty_megabytes_still_reaches_the_client():
    with Served(responding(413, b"too much\n")) as served, served.client() as client:
        client.send(post(b"x" * 20_000_000))
        answer = client.answer("POST")
        assert (answer.head.status, bytes(answer.content)) == (413, b"too much\n")
        assert answer.head.values(b"connection") == [b"close"]
        client.close()
        exchange = served.exchange(client)
    assert (exchange.wire_status, exchange.logged_status, exchange.omitted > 0) == (413, 413, True)


def test_early_refusal_of_endless_chunks_still_reaches_the_client():
    with Served(responding(413, b"too much\n")) as served, served.client() as client:
        client.send(CHUNKED + (b"%x\r\n" % 100_000 + b"x" * 100_000 + b"\r\n") * 50)
        assert client.answer("POST").head.status == 413


# --- Apps that fail


def test_app_that_raises_before_its_response_gets_a_500_and_the_connection_goes_on():
    async def app(scope, receive, send):
        if scope["path"] == "/":
            raise ZeroDivisionError("secret")
        await reply(send)

    with Served(app) as served, served.client() as client:
        client.send(GET)
        answer = client.answer("GET")
        client.send(GET.replace(b"/ ", b"/tea "))
        assert client.answer("GET").head.status == 200
        exchange = served.exchange(client)
    assert (answer.head.status, bytes(answer.content)) == (500, b"Internal Server Error\n")
    assert (exchange.layer, exchange.logged_status, exchange.note) == (
        Layer.SERVER,
        500,
        "the handler raised ZeroDivisionError",
    )


def test_app_that_raises_after_response_start_gets_a_500():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ZeroDivisionError

    with Served(app) as served:
        assert statuses(served.wire(GET)) == [500]


def test_app_that_raises_a_timeout_of_its_own_gets_a_500_and_no_408():
    async def app(scope, receive, send):
        raise TimeoutError("the database")

    with Served(app) as served:
        exchange = served.recorded(GET)
    assert (exchange.wire_status, exchange.note) == (500, "the handler raised TimeoutError")


def test_app_that_sends_nothing_gets_a_500():
    async def app(scope, receive, send):
        return

    with Served(app) as served:
        assert served.recorded(GET).wire_status == 500


def stops(headers=(), error=None):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
        await send({"type": "http.response.body", "body": b"some te", "more_body": True})
        if error:
            raise error

    return app


STOPS = {
    "in chunks": (stops(), "the handler stopped in the middle"),
    "with a length": (stops([(b"content-length", b"9")]), "the handler stopped in the middle"),
    "by an error": (stops(error=ZeroDivisionError()), "the handler raised ZeroDivisionError"),
    "by a timeout of its own": (stops(error=TimeoutError()), "the handler raised TimeoutError"),
}


@pytest.mark.parametrize(("app", "note"), STOPS.values(), ids=STOPS.keys())
def test_unfinished_response_closes_the_connection_so_that_the_client_can_tell(app, note):
    with Served(app) as served, served.client() as client:
        client.send(GET)
        answer = client.answer("GET")
        client.close()
        exchange = served.exchange(client)
    assert (answer.head.status, bytes(answer.content), answer.complete) == (200, b"some te", False)
    assert (exchange.logged_status, exchange.layer, exchange.note) == (200, Layer.APPLICATION, note)
    assert exchange.events[-1].direction is Direction.SERVER_CLOSED


def test_unfinished_response_without_a_length_resets_the_connection():
    with Served(stops()) as served, served.client() as client:
        client.send(b"GET / HTTP/1.0\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            while client._socket.recv(65536):
                pass
        exchange = served.exchange(client)
    assert (exchange.logged_status, exchange.note) == (200, "the handler stopped in the middle")
    assert exchange.events[-1].direction is Direction.SERVER_CLOSED


def test_app_that_catches_every_error_cannot_answer_a_malformed_request():
    async def app(scope, receive, send):
        try:
            await read_all(receive)
        except Exception:
            await reply(send, b"all is well")

    with Served(app) as served:
        exchange = served.recorded(CHUNKED + b"tea\r\n")
    assert (exchange.wire_status, exchange.layer) == (400, Layer.SERVER)


BROKEN = {
    "no chunk size": b"tea\r\n",
    "a chunk too long": b"2\r\ntea\r\n0\r\n\r\n",
    "a good chunk first": b"3\r\ntea\r\nmumble\r\n",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_malformed_content_gets_a_400_whatever_the_app_does(content):
    with Served(echo) as served, served.client() as client:
        client.send(CHUNKED + content)
        assert client.answer("POST").head.status == 400
        assert client.rest() == b""
        client.close()
        exchange = served.exchange(client)
    assert (exchange.layer, exchange.logged_status, exchange.sent) == (Layer.SERVER, 400, CHUNKED + content)
    assert exchange.note.endswith("(RFC 9112 section 7.1)")


def test_malformed_content_that_the_app_does_not_read_ends_the_connection_after_the_response():
    with Served(ignores_request) as served:
        assert statuses(served.wire(CHUNKED + b"tea\r\n" + GET)) == [200]


def test_malformed_content_during_the_response_cuts_it_short():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"tea", "more_body": True})
        await read_all(receive)

    with Served(app) as served, served.client() as client:
        client.send(CHUNKED + b"mumble\r\n")
        answer = client.answer("POST")
        client.close()
        exchange = served.exchange(client)
    assert (answer.head.status, answer.complete) == (200, False)
    assert (exchange.logged_status, exchange.note) == (200, "a chunk size that is no hexadecimal number")


# --- Errors of the server itself


OWN = {
    "no Host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "TLS on a plain port": (b"\x16\x03\x01\x02\x00\x01\x00", 400),
    "doubtful length": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n", 400),
    "long target": (b"GET /" + b"t" * 300 + b" HTTP/1.1\r\n", 414),
    "long head": (GET[:-2] + b"X: y\r\n" * 200 + b"\r\n", 431),
    "many fields": (GET[:-2] + b"X: y\r\n" * 20 + b"\r\n", 431),
    "unknown coding": (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: wild, chunked\r\n\r\n", 501),
    "endless method": (b"M" * 300, 501),
    "unmet expectation": (b"PUT / HTTP/1.1\r\nHost: a\r\nExpect: tea-ready\r\n\r\n", 417),
    "another version": (GET.replace(b"1.1", b"2.0"), 505),
}


@together(("raw", "status"), OWN.values(), ids=OWN.keys())
def test_server_refuses_a_malformed_request_and_closes(raw, status):
    with Served(echo, limits=Limits(line=200, head=1000, fields=20)) as served, served.client() as client:
        client.send(raw)
        answer = client.answer("GET")
        assert client.rest() == b""
        client.close()
        exchange = served.exchange(client)
    assert (answer.head.status, answer.complete) == (status, True)
    assert answer.head.values(b"connection") == [b"close"]
    assert answer.head.values(b"content-type") == [b"application/problem+json"]
    assert (exchange.layer, exchange.logged_status, exchange.wire_status, exchange.sent) == (
        Layer.SERVER,
        status,
        status,
        raw,
    )
    assert exchange.note
    assert exchange.note.encode() in bytes(answer.content)


def test_server_refusing_a_head_request_sends_no_content():
    raw = b"HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n"
    with Served(echo) as served:
        answer = served.wire(raw)
    assert statuses(answer, "HEAD") == [400]
    assert answer.endswith(b"\r\n\r\n")


def test_server_that_does_not_know_a_method_answers_501():
    with Served(echo, knows_method=lambda method, target: method == "GET" or target == "/any") as served:
        assert statuses(served.wire(GET)) == [200]
        assert statuses(served.wire(GET.replace(b"GET", b"BREW"))) == [501]
        assert statuses(served.wire(GET.replace(b"GET /", b"BREW /any"))) == [200]


LATE = {
    "half a request line": (b"GET / HT", 408),
    "half a head": (b"GET / HTTP/1.1\r\nHost: a\r\n", 408),
    "half the content": (post(b"te", length=3), 408),
    "half a chunk": (CHUNKED + b"5\r\nte", 408),
    "a go-ahead not followed": (post(b"", b"Expect: 100-continue", length=3), 408),
}


@pytest.mark.parametrize(("raw", "status"), LATE.values(), ids=LATE.keys())
def test_request_that_stops_arriving_gets_a_408(raw, status):
    with Served(echo, **SHORT) as served, served.client() as client:
        client.send(raw)
        answer = client.answer("GET")
        assert client.rest() == b""
        client.close()
        exchange = served.exchange(client)
    assert (answer.head.status, answer.head.values(b"connection")) == (status, [b"close"])
    assert (exchange.layer, exchange.logged_status, exchange.sent) == (Layer.SERVER, status, raw)


def test_head_that_arrives_slowly_gets_a_408():
    with Served(ignores_request, **SHORT) as served, served.client() as client:
        client._socket.settimeout(0.02)
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\nX-Tea: ")
        received = b""
        for _ in range(100):  # two seconds of drops, where fifty milliseconds are the limit
            client.send(b"t")
            received = client.some()
            if received:
                break
        assert received.startswith(b"HTTP/1.1 408 ")


def test_content_that_stops_after_the_response_ends_the_connection():
    with Served(ignores_request, **SHORT) as served, served.client() as client:
        client.send(post(b"te", length=3))
        answer = client.answer("POST")
        assert (answer.head.status, client.rest()) == (200, b"")
        client.close()
        exchange = served.exchange(client)
    assert (exchange.logged_status, exchange.note, exchange.events[-1].direction) == (200, "", Direction.SERVER_CLOSED)


# --- Clients that leave


LEAVES = {
    "in the middle of the head": b"GET / HTTP/1.1\r\nHo",
    "in the middle of the content": post(b"te", length=3),
    "in the middle of a chunk": CHUNKED + b"5\r\nte",
}


@pytest.mark.parametrize("raw", LEAVES.values(), ids=LEAVES.keys())
def test_client_that_leaves_before_the_response_is_logged_as_499(raw):
    with Served(echo) as served, served.client() as client:
        client.send(raw)
        client.close()
        exchange = served.exchange(client)
    assert (exchange.sent, exchange.received, exchange.wire_status, exchange.logged_status) == (raw, b"", None, 499)
    assert (exchange.layer, exchange.events[-1].direction) == (None, Direction.CLIENT_CLOSED)


def test_client_that_leaves_before_the_response_gets_nothing_from_an_app_that_goes_on():
    async def app(scope, receive, send):
        while (await receive())["type"] != "http.disconnect":
            pass
        try:
            await reply(send)
        except Exception:
            await reply(send)

    with Served(app) as served:
        exchange = served.recorded(post(b"te", length=3))
    assert (exchange.received, exchange.logged_status) == (b"", 499)


def test_client_that_half_closes_still_gets_its_response():
    with Served(echo) as served:
        exchange = served.recorded(post(b"tea"))
    assert (exchange.wire_status, exchange.response.content) == (200, b"POST / tea")


def test_client_that_leaves_during_the_response_ends_it():
    async def endless(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            await send({"type": "http.response.body", "body": b"t" * 65536, "more_body": True})

    with Served(endless) as served, served.client() as client:
        client.send(GET)
        client.some()
        client.close()
        exchange = served.exchange(client)
    assert (exchange.wire_status, exchange.logged_status) == (200, 200)
    assert exchange.note == "the client left in the middle of the answer"


def test_app_that_waits_for_disconnect_gets_it_when_the_client_leaves():
    messages = []

    async def app(scope, receive, send):
        messages.append((await receive())["type"])
        messages.append((await receive())["type"])
        await reply(send)

    with Served(app) as served, served.client() as client:
        client.send(GET)
        while not messages:
            served.background.run(asyncio.sleep(0))
        assert messages == ["http.request"]
        client.finish()
        assert client.answer("GET").head.status == 200
    assert messages == ["http.request", "http.disconnect"]


def test_app_that_receives_after_its_response_gets_disconnect():
    messages = []

    async def app(scope, receive, send):
        await read_all(receive)
        await reply(send)
        messages.append((await receive())["type"])

    with Served(app) as served, served.client() as client:
        for _ in range(2):
            client.send(GET)
            assert client.answer("GET").head.status == 200
    assert messages[0] == "http.disconnect"


# --- Extensions: hang-up and raw bytes


def test_app_that_hangs_up_sends_nothing_and_sets_the_logged_status():
    async def app(scope, receive, send):
        await send({"type": "statuslab.hangup", "logged": 444})

    with Served(app) as served:
        exchange = served.recorded(GET)
    assert (exchange.received, exchange.wire_status, exchange.logged_status, exchange.layer) == (
        b"",
        None,
        444,
        Layer.APPLICATION,
    )
    assert exchange.events[-1].direction is Direction.SERVER_CLOSED


def test_raw_bytes_are_sent_unchanged_and_the_connection_closes():
    async def app(scope, receive, send):
        await send({"type": "statuslab.raw", "data": b"mumble\r\n"})

    with Served(app) as served:
        assert served.wire(GET, GET) == b"mumble\r\n"


# --- The scope


TARGETS = {
    "origin form": (b"/t%C3%A9as?page=2", "/téas", b"/t%C3%A9as", b"page=2"),
    "absolute form": (b"http://a/teas?page=2", "/teas", b"/teas", b"page=2"),
    "absolute form without a path": (b"http://a?page=2", "/", b"/", b"page=2"),
    "a target with an address in it": (b"/go?to=http://b/", "/go", b"/go", b"to=http://b/"),
    "a path that begins with two slashes": (b"//teas", "//teas", b"//teas", b""),
}


@pytest.mark.parametrize(("target", "path", "raw_path", "query"), TARGETS.values(), ids=TARGETS.keys())
def test_scope_has_path_and_query_of_any_form_of_target(target, path, raw_path, query):
    scopes = []

    async def app(scope, receive, send):
        scopes.append(scope)
        await reply(send)

    with Served(app) as served:
        served.wire(b"GET %b HTTP/1.1\r\nHost: a\r\nX-Tea: Yes\r\n\r\n" % target)
    (scope,) = scopes
    assert (scope["path"], scope["raw_path"], scope["query_string"]) == (path, raw_path, query)
    assert scope["headers"] == [(b"host", b"a"), (b"x-tea", b"Yes")]
    assert (scope["method"], scope["http_version"]) == ("GET", "1.1")


# --- What is recorded


def test_what_an_app_writes_into_a_scope_is_gone_at_the_next_request_with_the_same_head():
    told = []

    async def app(scope, receive, send):
        told.append((scope["path"], scope.get("left_here"), len(scope["headers"]), scope["statuslab.recording"].number))
        scope["path"], scope["left_here"] = "/elsewhere", True
        scope["headers"].append((b"left", b"here"))
        await reply(send, b"")

    with Served(app) as served, served.client() as client:
        for _ in range(3):
            client.send(GET)
            client.answer("GET")
        assert told == [("/", None, 1, number) for number in (1, 2, 3)]


def test_connection_keeps_no_large_head_while_it_is_idle():
    opened = []

    class Noted(Connection):
        def __init__(self, *given):
            super().__init__(*given)
            opened.append(self)

    with Served(echo, connection=Noted) as served, served.client() as client:
        for head in (GET, GET[:-2] + b"X: " + b"x" * REMEMBERED_BYTES + b"\r\n\r\n"):
            client.send(head)
            assert client.answer("GET").head.status == 200
        assert [each._usual.raw for each in opened] == [GET]
        assert opened[0]._shared["statuslab.head"].raw == GET


def test_bytes_are_recorded_before_the_client_gets_them():
    with Served(echo) as served, served.client() as client:
        client.send(GET)
        client.answer("GET")
        assert served.recorder.exchanges()[0].wire_status == 200


def test_exchange_times_rise_from_zero():
    with Served(echo) as served:
        exchange = served.recorded(CHUNKED, b"3\r\ntea\r\n", b"0\r\n\r\n")
    times = [event.time for event in exchange.events]
    assert times[0] == 0.0
    assert times == sorted(times)


def test_exchange_has_both_addresses_and_its_time_of_day():
    with Served(echo) as served, served.client() as client:
        client.send(GET)
        client.answer("GET")
        exchange = served.exchange(client)
    assert (exchange.peer, exchange.host, exchange.began) == (client.peer, served.address, served.clock.now())
    assert re.fullmatch(r"127\.0\.0\.1:\d+", exchange.peer)


# --- One length for the app


@pytest.mark.parametrize(
    "lines",
    [
        [b"Content-Length: 5, 5"],
        [b"Content-Length: 5", b"Content-Length: 5"],
        [b"Content-Length: 5,5 , 5"],
        [b"Content-Length: ,5"],
        [b"Content-Length: 5"],
    ],
)
def test_repeated_content_length_reaches_the_app_as_one_number(lines):
    """RFC 9110 section 8.6: refuse the message, or replace the values with one."""

    async def lengths(scope, receive, send):
        content = await read_all(receive)
        found = [value for name, value in scope["headers"] if name == b"content-length"]
        await reply(send, b"|".join([*found, content]))

    with Served(lengths) as served:
        raw = served.wire(b"\r\n".join([b"PUT / HTTP/1.1", b"Host: a", *lines, b"", b"12345"]))
        assert answer_of(raw).content == b"5|12345"
