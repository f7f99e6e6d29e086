"""What a request brings: sizes, types, JSON, and the order in which they are judged."""

import pytest

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


@pytest.mark.parametrize("line", WRITES)
@pytest.mark.parametrize("content", HALF_SENTENCES, ids=lambda content: repr(content[:35]))
def test_what_is_no_json_is_400(ask, line, content):
    reply = ask(line, JSON, content=content)
    assert (reply.status, reply.json["title"]) == (400, "Bad Request")
    assert reply.raised is None


@pytest.mark.parametrize("line", WRITES)
@pytest.mark.parametrize("content", ["[]", "7", '"tea"', "null", "true", "{}"])
def test_json_that_is_not_what_is_wanted_is_422(ask, line, content):
    assert ask(line, JSON, content=content).status == 422


@pytest.mark.parametrize("line", WRITES)
@pytest.mark.parametrize(
    "field", ["Content-Type: text/xml", "Content-Type: text/plain; x=application/json", "X-No: Type", "Content-Type:"]
)
def test_another_type_is_415_and_accept_names_the_right_one(ask, line, field):
    reply = ask(line, field, content=TEA)
    assert (reply.status, reply.fields["accept"]) == (415, "application/json")
    assert reply.read == 0


def test_a_patch_of_another_type_is_told_accept_patch(ask):
    assert ask("PATCH /orders/1", "Content-Type: text/xml", content=TEA).fields["accept-patch"] == "application/json"


@pytest.mark.parametrize("value", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_case_and_parameters_of_the_type_do_not_matter(ask, value):
    assert ask("POST /teas", f"Content-Type: {value}", content=TEA).status == 201


def test_compressed_content_is_415_and_accept_encoding_tells(ask):
    reply = ask("POST /teas", JSON, "Content-Encoding: gzip", content=TEA)
    assert (reply.status, reply.fields["accept-encoding"]) == (415, "identity")
    assert "accept" not in reply.fields


def test_a_part_is_not_stored_as_if_it_were_the_whole(ask):
    assert ask("PUT /teas/7", JSON, "Content-Range: bytes 0-9/100", content=TEA).status == 400
    assert ask("GET /teas/7").fields["etag"] == '"v1"'


@pytest.mark.parametrize("length", ["64001", "9" * 5000], ids=len)
@pytest.mark.parametrize("line", [*WRITES, "POST /guestbook"])
def test_too_much_is_413_before_a_byte_is_read(ask, line, length):
    reply = ask(line, JSON, f"Content-Length: {length}")
    assert (reply.status, reply.json["limit"], reply.read) == (413, 64_000, 0)


def test_too_much_in_chunks_is_413_as_soon_as_it_is_too_much(ask):
    reply = ask("POST /teas", JSON, chunks=[b" " * 32_000] * 10)
    assert (reply.status, reply.read) == (413, 3)


def test_as_much_as_is_allowed_is_read(ask):
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
def test_of_many_faults_the_first_in_order_is_told(ask, line, fields, status):
    assert ask(line, *fields, content="{").status == status
