"""OPTIONS, GET, PUT, MKCOL and DELETE in the cellar."""

import pytest

from statuslab.server.teahouse.webdav import tree

LABEL, OTHER = "/cellar/racks/west/assam.txt", "/cellar/racks/west/darjeeling.txt"


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/cellar/", "OPTIONS, GET, HEAD, DELETE, PROPFIND, PROPPATCH, COPY, MOVE, LOCK, UNLOCK, BIND, UNBIND, REBIND"),
        (LABEL, "OPTIONS, GET, HEAD, DELETE, PROPFIND, PROPPATCH, COPY, MOVE, LOCK, UNLOCK, PUT"),
        ("/cellar/nothing", "OPTIONS, PUT, MKCOL, LOCK"),
    ],
)
def test_options_gives_compliance_classes_and_methods(ask, path, allow):
    reply = ask(f"OPTIONS {path}")
    assert (reply.status, reply.fields["dav"], reply.fields["allow"]) == (200, "1, 2, 3, bind", allow)


def test_put_resource_is_returned_unchanged_with_type_language_and_validators(ask):
    content = bytes(range(256))
    made = ask("PUT /cellar/new", "Content-Type: image/png", "Content-Language: de", content=content)
    got = ask("GET /cellar/new")
    assert (made.status, got.status, got.content) == (201, 200, content)
    assert (got.fields["content-type"], got.fields["content-language"]) == ("image/png", "de")
    assert made.fields["etag"] == got.fields["etag"]


def test_second_put_replaces_with_a_new_etag(ask):
    tags = []
    for status in (201, 204, 204):
        reply = ask("PUT /cellar/new", content=b"same")
        assert reply.status == status
        tags.append(reply.fields["etag"])
    ask("DELETE /cellar/new")
    tags.append(ask("PUT /cellar/new", content=b"same").fields["etag"])
    assert len(set(tags)) == 4


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET /cellar/nothing", 404),
        ("GET /cellar/racks/west/assam.txt/", 404),
        ("PUT /cellar/racks/", 405),
        ("PUT /cellar/racks", 405),
        ("PUT /cellar/new/", 409),
        ("PUT /cellar/no/where", 409),
        ("PUT /cellar/racks/west/assam.txt/deeper", 409),
        ("MKCOL /cellar/racks/", 405),
        ("MKCOL /cellar/racks/west/assam.txt", 405),
        ("MKCOL /cellar/racks/west/assam.txt/", 405),
        ("MKCOL /cellar/no/where/", 409),
        ("MKCOL /cellar/new/", 201),
        ("MKCOL /cellar/new", 201),
        ("DELETE /cellar/nothing", 404),
        ("DELETE /cellar/", 403),
        ("POST /cellar/", 405),
        ("GET /cellar/%ff", 400),
        ("GET /cellar/a%2fb", 400),
        ("GET /cellar/a/../b", 400),
        ("GET /cellar/a//b", 400),
        ("GET /cellar/%00", 400),
        ("GET /cellar/" + "a" * 256, 400),
        ("GET /cellars", 404),
    ],
)
def test_request_for_this_path_has_this_status(ask, request_line, status):
    reply = ask(request_line)
    assert reply.status == status
    assert ("allow" in reply.fields) == (status == 405)


@pytest.mark.parametrize("method", ["MKCOL", "DELETE", "COPY", "MOVE", "UNLOCK"])
def test_content_that_would_be_ignored_is_415(ask, method):
    fields = "Destination: /cellar/else", "Lock-Token: <urn:x>"
    assert ask(f"{method} /cellar/racks/west", *fields, content="<x/>").status == 415


def test_409_makes_no_collections(ask, steps):
    assert steps("MKCOL /cellar/no/where/", "GET /cellar/no/") == [409, 404]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("If-Match: {tag}", 204),
        ('If-Match: "other"', 412),
        ("If-None-Match: *", 412),
        ("Content-Range: bytes 0-1/3", 400),
        ("Content-Encoding: gzip", 415),
        ("Content-Length: 1000001", 413),
    ],
)
def test_put_with_these_fields_has_this_status(ask, line, status):
    tag = ask(f"HEAD {LABEL}").fields["etag"]
    assert ask(f"PUT {LABEL}", line.format(tag=tag), content="new").status == status
    assert (ask(f"GET {LABEL}").content == b"new") == (status == 204)


def test_get_supports_conditions_and_ranges(ask):
    whole = ask(f"GET {LABEL}")
    assert ask(f"GET {LABEL}", f"If-None-Match: {whole.fields['etag']}").status == 304
    part = ask(f"GET {LABEL}", "Range: bytes=0-4")
    assert (part.status, part.content, part.fields["content-range"]) == (206, b"Assam", "bytes 0-4/17")
    assert ask(f"GET {LABEL}", "Range: bytes=17-").status == 416
    assert len(ask(f"GET {LABEL}", "Range: bytes=0-1,4-5").content.split(b"\r\n--")) == 3


def test_get_of_a_collection_is_a_page_of_links(ask):
    moved = ask("GET /cellar/racks/west")
    assert (moved.status, moved.fields["location"]) == (301, "/cellar/racks/west/")
    ask("PUT /cellar/racks/west/%3Cb%3E", content="x")
    page = ask("GET /cellar/racks/west/")
    assert b'<a href="./assam.txt">assam.txt</a>' in page.content
    assert b'<a href="./%3Cb%3E">&lt;b&gt;</a>' in page.content
    ask(f"DELETE {LABEL}")
    assert ask("GET /cellar/racks/west/").fields["etag"] != page.fields["etag"]


def test_upload_that_fills_the_quota_to_the_last_byte_is_stored(ask, find):
    ((available,),) = (each.values() for each in find("/cellar/", "quota-available-bytes").properties.values())
    free = int(available[1].text)
    assert ask("PUT /cellar/one-byte-too-many", content="x" * (free + 1)).status == 507
    assert ask("PUT /cellar/just-fits", content="x" * free).status == 201


def test_put_over_the_quota_is_507_unread(ask):
    reply = ask("PUT /cellar/big", "Content-Length: 90000", content=b"x" * 90_000)
    assert (reply.status, reply.condition, reply.asked_for_content) == (507, ("quota-not-exceeded", []), 0)
    unannounced = ask("PUT /cellar/big", "Content-Length: 0", content=b"x" * 90_000)  # as if it came in chunks
    assert (unannounced.status, ask("GET /cellar/big").status) == (507, 404)


def test_deleted_bytes_can_be_used_again(ask, steps):
    content = b"x" * 40_000
    assert ask("PUT /cellar/big", content=content).status == 507
    assert steps("DELETE /cellar/archive/ledger-1998.txt") == [204]
    assert ask("PUT /cellar/big", content=content).status == 201
    assert ask("PUT /cellar/big", content=content).status == 204  # replaced by content of the same size


def test_number_of_bindings_is_limited(ask, monkeypatch):
    monkeypatch.setattr(tree, "MOST_BINDINGS", 30)
    statuses = [ask(f"MKCOL /cellar/c{number}").status for number in range(8)]
    assert set(statuses) == {201, 507}
    assert statuses == sorted(statuses)


def test_put_sees_changes_made_while_its_content_arrives(ask, state):
    def chef():
        if state.cellar.tree.at(("new",)) is None:
            state.cellar.tree.bind(state.cellar.tree.root, "new", state.cellar.tree.new())

    assert ask("PUT /cellar/new", "If-None-Match: *", content="mine", meanwhile=chef).status == 412


def test_deleted_collection_is_gone_with_all_below(steps):
    assert steps("DELETE /cellar/harvest", "GET /cellar/harvest/", "GET /cellar/harvest/spring/crate-1.txt") == [
        204,
        404,
        404,
    ]


def test_delete_of_a_collection_with_another_depth_is_400(ask):
    assert ask("DELETE /cellar/harvest/", "Depth: 0").status == 400
    assert ask("DELETE /cellar/harvest/spring/crate-1.txt", "Depth: 0").status == 204  # no members, no depth


def test_delete_with_a_locked_member_is_207_and_removes_the_rest(ask, lock, steps):
    token = lock("/cellar/harvest/spring/crate-2.txt")
    reply = ask("DELETE /cellar/harvest/")
    assert (reply.status, reply.members) == (207, {"/cellar/harvest/spring/crate-2.txt": 423})
    assert b"lock-token-submitted" in reply.content
    paths = ("", "spring/", "spring/crate-2.txt", "spring/crate-1.txt", "summer/")
    assert steps(*(f"GET /cellar/harvest/{path}" for path in paths)) == [200, 200, 200, 404, 404]
    assert ask("DELETE /cellar/harvest/", f"If: </cellar/harvest/spring/crate-2.txt> (<{token}>)").status == 204


def test_webdav_requests_after_a_reset_get_the_same_bytes(ask, state, lock, clock):
    start = clock.time

    def visit():
        token = lock(LABEL)
        again = ask(f"PUT {LABEL}", f"If: (<{token}>)", content="x")
        return [token, again, ask("COPY /cellar/harvest/", "Destination: /cellar/h2/"), ask("PROPFIND /cellar/h2/")]

    first = visit()
    clock.time = start
    state.reset()
    assert visit() == first
