"""Sizes, media types and JSON of content, and the order in which they are checked."""

import pytest

from sampling import together

JSON = "Content-Type: application/json"
TEA = b'{"name": "Sencha", "minutes": 2}'
WRITES = ["POST /teas", "PUT /teas/7", "POST /orders", "PATCH /orders/1", "POST /brews"]

HALF_SENTENCES = [
    b"",
    b'{"name": "Sencha", "minutes": 2',
    b'{"name": "Sencha", "minutes": 2,}',
    b"{'name': 'Sencha'}",
    b'{"name": "Sencha", "minutes": NaN}',
    b'{"name": "Sencha", "minutes": Infinity}',
    b'{"name": "Sencha", "minutes": -Infinity}',
    b'{"minutes": ' + b"9" * 5000 + b"}",
    b"\xef\xbb\xbf" + TEA,
    b'{"name": "S\xe9n"}',
    TEA.decode().encode("utf-16"),
    b"[" * 30_000,
]


@pytest.mark.parametrize("length", ["32, 32", "32,32", " 32 , 32 ,32", "0032", "32"])
def test_length_that_is_said_twice_is_one_length(ask, length):
    """RFC 9110 section 8.6: a recipient may take a list of one repeated number for that number."""
    assert len(TEA) == 32
    for line, status in (("PUT /teas/7", 204), ("PUT /cellar/x", 201)):
        reply = ask(line, JSON, f"Content-Length: {length}", content=TEA)
        assert (reply.status, reply.raised) == (status, None)


@pytest.mark.parametrize("length", ["64001, 64001", "9" * 5000, "9" * 18])
def test_length_over_the_limit_is_413_however_it_is_said(ask, length):
    reply = ask("POST /orders", JSON, f"Content-Length: {length}", content=b"{}")
    assert (reply.status, reply.raised) == (413, None)


@together("length", ["5, 6", "", ",", "five", "-5", "+5", "5_0", "\u0663".encode().decode("latin-1")])
@together("line", [*WRITES, "POST /guestbook", "POST /uploads", "PUT /photos/a.png", "PUT /cellar/x"])
def test_odd_length_is_never_a_server_error(ask, line, length):
    """The server below refuses them: the app itself must not break."""
    assert ask(line, JSON, f"Content-Length: {length}", content=b"{}").raised is None


@pytest.mark.parametrize("coding", ["gzip", "x, identity", "identity,br"])
def test_compressed_content_is_415(ask, coding):
    assert ask("POST /orders", JSON, f"Content-Encoding: {coding}", content=b"{}").status == 415


@together("line", WRITES)
@together("content", HALF_SENTENCES, ids=lambda content: repr(content[:35]))
def test_malformed_json_is_400(ask, line, content):
    reply = ask(line, JSON, content=content)
    assert (reply.status, reply.json["title"]) == (400, "Bad Request")
    assert reply.raised is None


@together("line", WRITES)
@together("content", ["[]", "7", '"tea"', "null", "true", "{}"])
def test_json_without_the_required_members_is_422(ask, line, content):
    assert ask(line, JSON, content=content).status == 422


@together("line", WRITES)
@together(
    "field", ["Content-Type: text/xml", "Content-Type: text/plain; x=application/json", "X-No: Type", "Content-Type:"]
)
def test_other_media_type_is_415_with_accept(ask, line, field):
    reply = ask(line, field, content=TEA)
    assert (reply.status, reply.fields["accept"]) == (415, "application/json")
    assert reply.read == 0


def test_patch_of_another_media_type_is_415_with_accept_patch(ask):
    assert ask("PATCH /orders/1", "Content-Type: text/xml", content=TEA).fields["accept-patch"] == "application/json"


@pytest.mark.parametrize("value", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_media_type_matches_in_any_case_and_with_parameters(ask, value):
    assert ask("POST /teas", f"Content-Type: {value}", content=TEA).status == 201


def test_compressed_content_is_415_with_accept_encoding(ask):
    reply = ask("POST /teas", JSON, "Content-Encoding: gzip", content=TEA)
    assert (reply.status, reply.fields["accept-encoding"]) == (415, "identity")
    assert "accept" not in reply.fields


def test_content_range_in_a_request_is_400(ask):
    assert ask("PUT /teas/7", JSON, "Content-Range: bytes 0-9/100", content=TEA).status == 400
    assert ask("GET /teas/7").fields["etag"] == '"v1"'


@together("length", ["64001", "9" * 5000], ids=len)
@together("line", [*WRITES, "POST /guestbook"])
def test_content_length_over_the_limit_is_413_unread(ask, line, length):
    reply = ask(line, JSON, f"Content-Length: {length}")
    assert (reply.status, reply.json["limit"], reply.read) == (413, 64_000, 0)


def test_chunked_content_over_the_limit_is_413_at_once(ask):
    reply = ask("POST /teas", JSON, chunks=[b" " * 32_000] * 10)
    assert (reply.status, reply.read) == (413, 3)


def test_content_at_the_limit_is_read(ask):
    assert ask("POST /teas", JSON, content=TEA.ljust(64_000)).status == 201


ORDER_OF_CHECKS = [
    # each row has all the faults of the rows after it
    ("PATCH /orders/99", ("Content-Type: text/xml", 'If-Match: "v9"'), 404),
    ("PATCH /orders/3", ("Content-Type: text/xml", "Content-Length: 70000", 'If-Match: "v9"'), 413),
    ("PATCH /orders/3", ("Content-Type: text/xml", 'If-Match: "v9"'), 415),
    ("PATCH /orders/3", (JSON, 'If-Match: "v9"'), 412),
    ("PATCH /orders/3", (JSON,), 400),
]


@pytest.mark.parametrize(("line", "fields", "status"), ORDER_OF_CHECKS)
def test_request_with_several_faults_gets_the_first_refusal(ask, line, fields, status):
    assert ask(line, *fields, content="{").status == status
