import random

import pytest

from sampling import together
from statuslab.messages.http1 import (
    REMEMBERED,
    REMEMBERED_BYTES,
    BadMessage,
    Chunked,
    Limits,
    RequestHead,
    RequestReader,
    ResponseReader,
    _parse_again,
    check_host,
    last_chunk,
    parse_fields,
    parse_request,
    split_target,
    status_line,
    write_chunk,
    write_fields,
)

HEAD = b"GET /teas/7 HTTP/1.1\r\nHost: teahouse\r\n\r\n"


def outcome(pieces, limits=None):
    """What a reader gives for bytes that arrive in these pieces: requests with their content, or the error."""
    reader, requests = RequestReader(limits), []
    head = content = None
    for piece in pieces:
        reader.feed(piece)
        try:
            while True:
                if head is None:
                    head = reader.head()
                    if head is None:
                        break
                    content, held = reader.content(head), b""
                held += content.take(reader.buffer)
                if not content.complete:
                    break
                requests.append((head.method, head.target, head.fields, held, getattr(content, "trailers", ())))
                head = None
        except BadMessage as refused:
            return requests, (refused.status, refused.why)
    return requests, "unfinished" if head or reader.buffer else "done"


def bytewise(raw):
    return [raw[at : at + 1] for at in range(len(raw))]


def splits(raw, chance):
    """Some ways in which TCP may cut bytes up: whole, one by one, and at random."""
    yield [raw]
    yield bytewise(raw)
    for _ in range(8):
        cuts = sorted(chance.sample(range(len(raw) + 1), min(len(raw), chance.randint(1, 6))))
        yield [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]


def request(line=b"GET / HTTP/1.1", *fields, host=b"Host: teahouse"):
    return b"\r\n".join([line, *([host] if host else []), *fields, b"", b""])


def chunked(content):
    return request(b"POST / HTTP/1.1", b"Transfer-Encoding: chunked") + content


BROKEN = {
    "no Host": (request(host=None), 400, "no Host field"),
    "two Hosts": (request(b"GET / HTTP/1.1", b"Host: other"), 400, "more than one Host field"),
    "two Hosts in HTTP/1.0": (request(b"GET / HTTP/1.0", b"Host: other"), 400, "more than one Host field"),
    "Host that is no host": (request(host=b"Host: tea house"), 400, "a Host field that names no host"),
    "Host with a path": (request(host=b"Host: teahouse/menu"), 400, "a Host field that names no host"),
    "Host with a word for a port": (request(host=b"Host: teahouse:tea"), 400, "a Host field that names no host"),
    "Host of HTTP/1.0 that is no host": (
        request(b"GET / HTTP/1.0", host=b"Host: a b"),
        400,
        "a Host field that names no host",
    ),
    "space before the colon": (
        request(b"GET / HTTP/1.1", b"Accept : */*"),
        400,
        "white space between a field name and its colon",
    ),
    "folded line": (request(b"GET / HTTP/1.1", b"X-Long: one", b" two"), 400, "a folded field line"),
    "line without a colon": (request(b"GET / HTTP/1.1", b"tea"), 400, "a field line that is no 'Name: value'"),
    "field without a name": (request(b"GET / HTTP/1.1", b": tea"), 400, "a field line that is no 'Name: value'"),
    "bare LF after a field": (
        b"GET / HTTP/1.1\r\nHost: teahouse\nAccept: */*\r\n\r\n",
        400,
        "a line that ends in LF without CR",
    ),
    "bare LF after the request line": (
        b"GET / HTTP/1.1\nHost: teahouse\r\n\r\n",
        400,
        "a line that ends in LF without CR",
    ),
    "bare LFs only": (b"GET / HTTP/1.1\nHost: teahouse\n\n", 400, "a line that ends in LF without CR"),
    "bare CR": (
        request(b"GET / HTTP/1.1", b"X-Tea: a\rb"),
        400,
        "a control character in the value of X-Tea",
    ),
    "NUL": (request(b"GET / HTTP/1.1", b"X-Tea: a\0b"), 400, "a control character in the value of X-Tea"),
    "request line without a version": (
        b"GET /\r\n\r\n",
        400,
        "a request line that is not 'METHOD target HTTP/1.1'",
    ),
    "version in lower case": (
        request(b"GET / http/1.1"),
        400,
        "a request line that is not 'METHOD target HTTP/1.1'",
    ),
    "version of two digits": (
        request(b"GET / HTTP/1.10"),
        400,
        "a request line that is not 'METHOD target HTTP/1.1'",
    ),
    "two spaces": (request(b"GET  / HTTP/1.1"), 400, "a request line that is not 'METHOD target HTTP/1.1'"),
    "fragment": (request(b"GET /#tea HTTP/1.1"), 400, "a request line that is not 'METHOD target HTTP/1.1'"),
    "target beyond ASCII": (
        request("GET /té HTTP/1.1".encode()),
        400,
        "a request line that is not 'METHOD target HTTP/1.1'",
    ),
    "target without a slash": (
        request(b"GET teas HTTP/1.1"),
        400,
        "target teas has no form that GET may use",
    ),
    "asterisk for GET": (request(b"GET * HTTP/1.1"), 400, "target * has no form that GET may use"),
    "path for CONNECT": (request(b"CONNECT /teas HTTP/1.1"), 400, "target /teas has no form that CONNECT may use"),
    "authority for GET": (
        request(b"GET teahouse:80 HTTP/1.1"),
        400,
        "target teahouse:80 has no form that GET may use",
    ),
    "absolute without a host": (
        request(b"GET http:///teas HTTP/1.1"),
        400,
        "target http:///teas has no form that GET may use",
    ),
    "absolute with half a bracket": (
        request(b"GET http://[::1/teas HTTP/1.1"),
        400,
        "target http://[::1/teas has no form that GET may use",
    ),
    "TLS": (b"\x16\x03\x01\x02\x00\x01", 400, "a TLS handshake on a port that speaks plain HTTP"),
    "TLS with a blank line in it": (
        b"\x16\x03\x01\x02\r\n\r\n",
        400,
        "a TLS handshake on a port that speaks plain HTTP",
    ),
    "Transfer-Encoding and Content-Length": (
        request(b"POST / HTTP/1.1", b"Content-Length: 3", b"Transfer-Encoding: chunked"),
        400,
        "both Transfer-Encoding and Content-Length: a sign of smuggling",
    ),
    "Transfer-Encoding and an empty Content-Length": (
        request(b"POST / HTTP/1.1", b"Content-Length:", b"Transfer-Encoding: chunked"),
        400,
        "both Transfer-Encoding and Content-Length: a sign of smuggling",
    ),
    "Transfer-Encoding in HTTP/1.0": (
        request(b"POST / HTTP/1.0", b"Transfer-Encoding: chunked"),
        400,
        "Transfer-Encoding in an HTTP/1.0 request",
    ),
    "no chunked at all": (
        request(b"POST / HTTP/1.1", b"Transfer-Encoding: wild"),
        400,
        "a request whose final transfer coding is not chunked",
    ),
    "chunked not last": (
        request(b"POST / HTTP/1.1", b"Transfer-Encoding: chunked, gzip"),
        400,
        "a request whose final transfer coding is not chunked",
    ),
    "chunked twice": (
        request(b"POST / HTTP/1.1", b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"),
        400,
        "a request whose final transfer coding is not chunked",
    ),
    "empty Transfer-Encoding": (
        request(b"POST / HTTP/1.1", b"Transfer-Encoding:"),
        400,
        "a request whose final transfer coding is not chunked",
    ),
    "unknown coding before chunked": (
        request(b"POST / HTTP/1.1", b"Transfer-Encoding: wild, chunked"),
        501,
        "unknown transfer coding wild",
    ),
    **{
        f"Content-Length {name}": (
            request(b"POST / HTTP/1.1", b"Content-Length: " + value),
            400,
            "a Content-Length that is not one plain number",
        )
        for name, value in {
            "of two minds": b"5, 6",
            "with a plus": b"+5",
            "below nothing": b"-1",
            "empty": b"",
            "in hexadecimal": b"0x5",
            "with a space": b"5 5",
            "of a hundred digits": b"9" * 100,
        }.items()
    },
    "Content-Length twice and different": (
        request(b"POST / HTTP/1.1", b"Content-Length: 5", b"Content-Length: 6"),
        400,
        "a Content-Length that is not one plain number",
    ),
    "chunk size that is no number": (
        chunked(b"tea\r\n"),
        400,
        "a chunk size that is no hexadecimal number",
    ),
    "chunk size with a space": (chunked(b"5 \r\nhello"), 400, "a chunk size that is no hexadecimal number"),
    "chunk size below nothing": (chunked(b"-5\r\nhello"), 400, "a chunk size that is no hexadecimal number"),
    "chunk size of 17 digits": (chunked(b"1" * 17 + b"\r\n"), 400, "a chunk size that is no hexadecimal number"),
    "chunk longer than it says": (
        chunked(b"4\r\nhello\r\n0\r\n\r\n"),
        400,
        "a chunk longer or shorter than it says",
    ),
    "chunk shorter than it says": (
        chunked(b"7\r\nhello\r\n0\r\n\r\n"),
        400,
        "a chunk longer or shorter than it says",
    ),
    "bare LF after a chunk size": (
        chunked(b"5\nhello\r\n"),
        400,
        "a chunk line that does not end in CRLF",
    ),
    "bare LF for a chunk size": (chunked(b"\nhello\r\n"), 400, "a chunk line that does not end in CRLF"),
    "endless chunk extension": (chunked(b"5;" + b"x" * 1100 + b"\r\n"), 400, "an endless chunk line"),
    "trailer that is no field": (
        chunked(b"0\r\nno trailer\r\n\r\n"),
        400,
        "a field line that is no 'Name: value'",
    ),
    "request line too long": (
        request(b"GET /" + b"t" * 8192 + b" HTTP/1.1"),
        414,
        "a request line of more than 8192 bytes",
    ),
    "request line one too long": (
        request(b"GET /" + b"t" * (8193 - 14) + b" HTTP/1.1"),
        414,
        "a request line of more than 8192 bytes",
    ),
    "head too long": (
        request(b"GET / HTTP/1.1", *[b"X-Tea: " + b"t" * 4000] * 9),
        431,
        "a head of more than 32768 bytes",
    ),
    "too many fields": (request(b"GET / HTTP/1.1", *[b"X-Tea: t"] * 100), 431, "101 fields, over 100"),
    "too many trailers": (
        chunked(b"0\r\n" + b"X-Tea: t\r\n" * 101 + b"\r\n"),
        431,
        "more than 100 trailer fields",
    ),
    "method too long": (
        b"M" * 8193 + b" / HTTP/1.1\r\nHost: teahouse\r\n\r\n",
        501,
        "a method longer than any this server knows",
    ),
    "HTTP/2.0": (request(b"GET / HTTP/2.0"), 505, "version HTTP/2.0, where only the 1 of HTTP/1.x is spoken"),
    "HTTP/3.0": (request(b"GET / HTTP/3.0"), 505, "version HTTP/3.0, where only the 1 of HTTP/1.x is spoken"),
    "HTTP/0.9": (request(b"GET / HTTP/0.9"), 505, "version HTTP/0.9, where only the 1 of HTTP/1.x is spoken"),
    # Where bytes break two rules, the first offense decides.
    "another version before a bare LF": (
        b"GET / HTTP/2.0\r\nHost: teahouse\nAccept: */*\r\n\r\n",
        505,
        "version HTTP/2.0, where only the 1 of HTTP/1.x is spoken",
    ),
    "bare LF before a head grows too long": (
        request(b"GET / HTTP/1.1", b"X: a\nY: b", *[b"X-Tea: " + b"t" * 4000] * 9),
        400,
        "a line that ends in LF without CR",
    ),
    "head too long before a bare LF": (
        request(b"GET / HTTP/1.1", *[b"X-Tea: " + b"t" * 4000] * 9, b"X: a\nY: b"),
        431,
        "a head of more than 32768 bytes",
    ),
    "request line too long before a bare LF": (
        b"GET /" + b"t" * 9000 + b" HTTP/1.1\nHost: teahouse\r\n\r\n",
        414,
        "a request line of more than 8192 bytes",
    ),
}


@together(("raw", "status", "why"), BROKEN.values(), ids=BROKEN.keys())
def test_malformed_request_raises_with_status_and_rule(raw, status, why):
    assert outcome([raw]) == ([], (status, why))


@together("raw", [raw for raw, _, _ in BROKEN.values()], ids=BROKEN.keys())
def test_malformed_request_in_pieces_raises_the_same(raw):
    chance = random.Random(raw)
    expected = outcome([raw])
    for pieces in splits(raw, chance):
        assert outcome(pieces) == expected


def test_every_bad_message_cites_a_section_of_a_standard():
    for raw, _, _ in BROKEN.values():
        reader = RequestReader()
        reader.feed(raw)
        with pytest.raises(BadMessage) as refused:
            reader.content(reader.head()).take(reader.buffer)
        assert refused.value.rule.startswith("RFC ")
        assert " section " in refused.value.rule


def asked(method, target, *fields, held=b"", trailers=()):
    return method, target, ((b"Host", b"teahouse"), *fields), held, trailers


WELL_FORMED = {
    "plain": (HEAD, [asked("GET", "/teas/7")]),
    "two in a row": (HEAD + HEAD, [asked("GET", "/teas/7")] * 2),
    "empty lines first": (b"\r\n\r\n" + HEAD + b"\r\n" + HEAD, [asked("GET", "/teas/7")] * 2),
    "unknown method": (request(b"BREW /pot HTTP/1.1"), [asked("BREW", "/pot")]),
    "method in lower case": (request(b"get / HTTP/1.1"), [asked("get", "/")]),
    "absolute form": (
        request(b"GET http://teahouse:80/teas?page=2 HTTP/1.1"),
        [asked("GET", "http://teahouse:80/teas?page=2")],
    ),
    "absolute form with an address in brackets": (
        request(b"GET http://[::1]:80/ HTTP/1.1"),
        [asked("GET", "http://[::1]:80/")],
    ),
    "absolute form without a path": (request(b"GET http://teahouse HTTP/1.1"), [asked("GET", "http://teahouse")]),
    "asterisk form": (request(b"OPTIONS * HTTP/1.1"), [asked("OPTIONS", "*")]),
    "authority form": (request(b"CONNECT teahouse:443 HTTP/1.1"), [asked("CONNECT", "teahouse:443")]),
    "no white space after the colon": (
        request(b"GET / HTTP/1.1", b"Accept:*/*"),
        [asked("GET", "/", (b"Accept", b"*/*"))],
    ),
    "white space around a value": (
        request(b"GET / HTTP/1.1", b"Accept: \t */* \t"),
        [asked("GET", "/", (b"Accept", b"*/*"))],
    ),
    "empty value": (request(b"GET / HTTP/1.1", b"X-Tea:"), [asked("GET", "/", (b"X-Tea", b""))]),
    "value beyond ASCII": (
        request(b"GET / HTTP/1.1", "X-Tea: thé".encode()),
        [asked("GET", "/", (b"X-Tea", "thé".encode()))],
    ),
    "sized content and a next request": (
        request(b"POST / HTTP/1.1", b"Content-Length: 3") + b"tea" + HEAD,
        [asked("POST", "/", (b"Content-Length", b"3"), held=b"tea"), asked("GET", "/teas/7")],
    ),
    "content that looks like a request": (
        request(b"POST / HTTP/1.1", b"Content-Length: %d" % len(HEAD)) + HEAD,
        [asked("POST", "/", (b"Content-Length", b"%d" % len(HEAD)), held=HEAD)],
    ),
    "Content-Length said twice alike": (
        request(b"POST / HTTP/1.1", b"Content-Length: 3, 3") + b"tea",
        [asked("POST", "/", (b"Content-Length", b"3, 3"), held=b"tea")],
    ),
    "chunks and a next request": (
        chunked(b"3\r\ntea\r\nA\r\n and water\r\n0\r\n\r\n") + HEAD,
        [
            asked("POST", "/", (b"Transfer-Encoding", b"chunked"), held=b"tea and water"),
            asked("GET", "/teas/7"),
        ],
    ),
    "chunk extensions": (
        chunked(b'3;strong="very; so"\r\ntea\r\n0 ; last\r\n\r\n'),
        [asked("POST", "/", (b"Transfer-Encoding", b"chunked"), held=b"tea")],
    ),
    "chunked in capitals": (
        request(b"POST / HTTP/1.1", b"Transfer-Encoding: Chunked") + b"0\r\n\r\n",
        [asked("POST", "/", (b"Transfer-Encoding", b"Chunked"))],
    ),
    "trailers": (
        chunked(b"3\r\ntea\r\n0\r\nX-Sum: 42\r\nX-Tea: done\r\n\r\n") + HEAD,
        [
            asked(
                "POST",
                "/",
                (b"Transfer-Encoding", b"chunked"),
                held=b"tea",
                trailers=((b"X-Sum", b"42"), (b"X-Tea", b"done")),
            ),
            asked("GET", "/teas/7"),
        ],
    ),
    "request line as long as may be": (
        request(b"GET /" + b"t" * (8192 - 14) + b" HTTP/1.1"),
        [asked("GET", "/" + "t" * (8192 - 14))],
    ),
    "as many fields as may be": (
        request(b"GET / HTTP/1.1", *[b"X-Tea: t"] * 99),
        [asked("GET", "/", *[(b"X-Tea", b"t")] * 99)],
    ),
}


@together(("raw", "expected"), WELL_FORMED.values(), ids=WELL_FORMED.keys())
def test_well_formed_requests_are_read_however_they_are_cut_up(raw, expected):
    for pieces in splits(raw, random.Random(raw)):
        assert outcome(pieces) == (expected, "done")


@together("end", range(1, len(HEAD)))
def test_reader_with_an_unfinished_head_waits(end):
    assert outcome([HEAD[:end]]) == ([], "unfinished")


def test_empty_lines_alone_begin_no_request():
    assert outcome([b"\r\n\r\n"]) == ([], "done")


def test_cuts_never_change_the_outcome_of_mutated_requests():
    chance = random.Random(9112)
    seeds = [raw for raw, _ in WELL_FORMED.values() if len(raw) < 500]
    limits = Limits(line=40, head=80, fields=3, chunk_line=12)  # near enough to be crossed
    refused = set()
    for _ in range(1500):
        raw = mutated(chance.choice(seeds), chance)
        expected = outcome([raw], limits)
        refused.add(expected[1][0] if isinstance(expected[1], tuple) else expected[1])
        for pieces in splits(raw, chance):
            assert outcome(pieces, limits) == expected, raw
    assert refused >= {"done", "unfinished", 400, 414, 431, 505}


def test_fields_read_as_a_block_are_those_read_line_by_line():
    chance = random.Random(7)
    pieces = [b"A", b"b-c", b":", b" ", b"\t", b"\r", b"\n", b"\r\n", b"\x00", b"\xff", b"x y", b"::", b"Host"]
    for _ in range(3000):
        lines = b"".join(chance.choices(pieces, k=chance.randrange(1, 12))).split(b"\r\n")
        raw = b"\r\n".join([b"GET / HTTP/1.0", *lines, b"", b""])
        assert fields_or_why(lambda: parse_request(raw).fields) == fields_or_why(lambda: fields_by_line(lines))  # noqa: B023


def fields_or_why(read):
    try:
        return read()
    except BadMessage as refused:
        return refused.why, refused.rule


def fields_by_line(lines):
    fields = parse_fields(lines)
    check_host(RequestHead("HTTP/1.0", fields, b"", "GET", "/"))
    return fields


def test_head_sent_again_is_read_again_and_malformed_is_refused_again():
    reader = RequestReader()
    for _ in range(3):
        reader.feed(request())
        assert reader.head().fields == ((b"Host", b"teahouse"),)
    for _ in range(2):
        with pytest.raises(BadMessage):
            read_head(b"GET / HTTP/1.1\r\n\r\n")


def read_head(raw):
    reader = RequestReader()
    reader.feed(raw)
    return reader.head()


def test_memory_of_heads_is_bounded_in_count_and_bytes():
    _parse_again.cache_clear()
    for number in range(REMEMBERED + 20):
        read_head(request(b"GET /%d HTTP/1.1" % number))
    read_head(request(b"GET / HTTP/1.1", b"X: " + REMEMBERED_BYTES * b"x"))
    assert _parse_again.cache_info().currsize == REMEMBERED
    assert _parse_again.cache_info().misses == REMEMBERED + 20


def mutated(raw, chance):
    raw = bytearray(raw)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(raw))
        spice = chance.choice([b"\r", b"\n", b"\r\n", b":", b" ", b"\0", b"9", b"chunked", b"X-Tea: long enough\r\n"])
        raw[at : at + chance.randint(0, 2)] = spice
    return bytes(raw)


@pytest.mark.parametrize("version", [b"HTTP/1.1", b"HTTP/1.2", b"HTTP/1.9"])
def test_request_of_a_higher_minor_version_is_read_as_1_1(version):
    assert parse_request(request(b"GET / " + version)).version == "HTTP/1.1"


def test_request_of_http_1_0_needs_no_host():
    assert parse_request(request(b"GET / HTTP/1.0", host=None)).version == "HTTP/1.0"


PERSISTENT = {
    "HTTP/1.1": (request(), True),
    "HTTP/1.1 with close": (request(b"GET / HTTP/1.1", b"Connection: Close"), False),
    "HTTP/1.1 with close in a list": (request(b"GET / HTTP/1.1", b"Connection: te , close"), False),
    "HTTP/1.0": (request(b"GET / HTTP/1.0"), False),
    "HTTP/1.0 with keep-alive": (request(b"GET / HTTP/1.0", b"Connection: Keep-Alive"), True),
    "HTTP/1.0 of two minds": (request(b"GET / HTTP/1.0", b"Connection: keep-alive, close"), False),
}


@pytest.mark.parametrize(("raw", "kept"), PERSISTENT.values(), ids=PERSISTENT.keys())
def test_request_is_persistent_by_version_and_connection_options(raw, kept):
    assert parse_request(raw).persistent is kept


EXPECT = {
    "100-continue": (b"100-continue", True, []),
    "in capitals": (b"100-Continue", True, []),
    "something else": (b"tea-ready", False, ["tea-ready"]),
    "both": (b"100-continue, tea-ready", True, ["tea-ready"]),
}


@pytest.mark.parametrize(("value", "waits", "unmet"), EXPECT.values(), ids=EXPECT.keys())
def test_expect_is_continue_or_unmet(value, waits, unmet):
    head = parse_request(request(b"PUT / HTTP/1.1", b"Expect: " + value))
    assert (head.expects_continue, head.unmet_expectations) == (waits, unmet)


def test_expect_in_http_1_0_is_ignored():
    head = parse_request(request(b"PUT / HTTP/1.0", b"Expect: 100-continue, tea-ready"))
    assert (head.expects_continue, head.unmet_expectations) == (False, [])


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("http://teahouse/teas?page=2", ("http", "teahouse", "/teas?page=2")),
        ("HTTP://teahouse:80", ("http", "teahouse:80", "/")),
        ("http://teahouse?page=2", ("http", "teahouse", "/?page=2")),
        ("/teas?from=http://other/", ("", "", "/teas?from=http://other/")),
        ("*", ("", "", "*")),
    ],
)
def test_target_is_split_into_scheme_authority_and_path(target, parts):
    assert split_target(target) == parts


# --- Responses


def read(raw, method="GET", closed=True, pieces=None):
    reader = ResponseReader(method)
    for piece in pieces or [raw]:
        reader.feed(piece)
    if closed:
        reader.close()
    return reader


SIZED = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntea"
ANSWERS = {
    "sized": (SIZED, "GET", (200, b"tea", [], b"")),
    "sized and more": (SIZED + b"HTTP/1.1", "GET", (200, b"tea", [], b"HTTP/1.1")),
    "two lengths alike": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\ntea",
        "GET",
        (200, b"tea", [], b""),
    ),
    "interim responses first": (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + SIZED,
        "GET",
        (200, b"tea", [100, 103], b""),
    ),
    "101 is the last one of HTTP": (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: tea\r\n\r\n\x81\x05",
        "GET",
        (101, b"", [], b"\x81\x05"),
    ),
    "HEAD": (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "HEAD", (200, b"", [], b"")),
    "HEAD with a coding": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HEAD", (200, b"", [], b"")),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\nrest", "GET", (204, b"", [], b"rest")),
    "304 with a length": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", "GET", (304, b"", [], b"")),
    "CONNECT": (b"HTTP/1.1 200 OK\r\n\r\ntunnel", "CONNECT", (200, b"", [], b"tunnel")),
    "until the close": (b"HTTP/1.0 200 OK\r\n\r\ntea until the end", "GET", (200, b"tea until the end", [], b"")),
    "a coding that is not chunked": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: wild\r\n\r\ntea",
        "GET",
        (200, b"tea", [], b""),
    ),
    "chunked": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntea\r\n0\r\n\r\n",
        "GET",
        (200, b"tea", [], b""),
    ),
    "chunked wins over a length": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntea\r\n0\r\n\r\n",
        "GET",
        (200, b"tea", [], b""),
    ),
    "no reason": (b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "GET", (200, b"", [], b"")),
    "not even its space": (b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "GET", (200, b"", [], b"")),
}


@together(("raw", "method", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_response_is_read_to_its_end_however_it_is_cut_up(raw, method, expected):
    for pieces in ([raw], bytewise(raw)):
        reader = read(raw, method, pieces=pieces)
        interim = [head.status for head in reader.interim]
        assert (reader.head.status, bytes(reader.content), interim, bytes(reader.buffer)) == expected
        assert reader.complete


GARBAGE = {
    "no HTTP": (b"mumble mumble\r\n\r\n", "a first line that is no status line"),
    "a lone line": (b"mumble\n", "a first line that is no status line"),
    "status of two digits": (b"HTTP/1.1 20 OK\r\n\r\n", "a first line that is no status line"),
    "field without a colon": (b"HTTP/1.1 200 OK\r\ntea\r\n\r\n", "a field line that is no 'Name: value'"),
    "two lengths": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
        "a Content-Length that is not one plain number",
    ),
    "broken chunk": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ntea\r\n",
        "a chunk size that is no hexadecimal number",
    ),
}


@pytest.mark.parametrize(("raw", "why"), GARBAGE.values(), ids=GARBAGE.keys())
def test_response_that_is_no_http_raises_502(raw, why):
    for pieces in ([raw], bytewise(raw)):
        with pytest.raises(BadMessage) as refused:
            read(raw, pieces=pieces)
        assert (refused.value.status, refused.value.why) == (502, why)


@together("end", range(len(SIZED)))
def test_response_cut_short_is_not_complete(end):
    assert not read(SIZED[:end]).complete


def test_response_trailers_are_kept_apart_from_fields():
    reader = read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntea\r\n0\r\nX-Sum: 42\r\n\r\n")
    assert (reader.trailers, reader.head.values(b"x-sum")) == (((b"X-Sum", b"42"),), [])


def test_response_without_reason_has_an_empty_one():
    assert read(b"HTTP/1.1 200 \r\n\r\n").head.reason == ""


# --- Writing


def test_written_chunks_are_read_back():
    buffer = bytearray(write_chunk(b"tea") + write_chunk(b"") + write_chunk(b"x" * 300) + last_chunk([(b"A", b"b")]))
    content = Chunked()
    assert (content.take(buffer), content.trailers, content.complete) == (b"tea" + b"x" * 300, ((b"A", b"b"),), True)


def test_status_line_without_a_reason_keeps_its_space():
    assert status_line(299, "") == b"HTTP/1.1 299 \r\n"


def test_written_fields_end_with_a_blank_line():
    assert write_fields([(b"A", b"b"), (b"C", b"")]) == b"A: b\r\nC: \r\n\r\n"
