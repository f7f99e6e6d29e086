"""BIND, UNBIND and REBIND, and what bindings do to listings and to DELETE."""

import pytest

XML = "Content-Type: application/xml"
RACK, LABEL, OTHER = "/cellar/racks/west/", "/cellar/racks/west/assam.txt", "/cellar/racks/west/darjeeling.txt"
QUESTION = '<propfind xmlns="DAV:"><prop><displayname/><resource-id/></prop></propfind>'


@pytest.fixture
def bind(ask):
    def bind(collection, name, path, *lines, method="BIND"):
        kind = method.lower()
        body = f'<{kind} xmlns="DAV:"><segment>{name}</segment><href>{path}</href></{kind}>'
        return ask(f"{method} {collection}", XML, *lines, content=body)

    return bind


@pytest.fixture
def unbind(ask):
    return lambda collection, name: ask(
        f"UNBIND {collection}", XML, content=f'<unbind xmlns="DAV:"><segment>{name}</segment></unbind>'
    )


@pytest.mark.parametrize("fields", [(), ("DAV: access-control",)])
def test_an_endless_listing_is_508_for_who_knows_no_bindings(ask, fields):
    reply = ask("PROPFIND /cellar/racks/", "Depth: infinity", *fields, XML, content=QUESTION)
    assert reply.status == 508
    assert ask("PROPFIND /cellar/").status == 508


def test_who_knows_bindings_gets_208_where_the_list_comes_to_itself(ask):
    reply = ask("PROPFIND /cellar/racks/", "Depth: infinity", "DAV: access-control, bind", XML, content=QUESTION)
    found = reply.properties
    assert reply.status == 207
    assert found["/cellar/racks/"]["resource-id"][0] == 200
    assert found["/cellar/racks/all/"]["resource-id"][0] == 208
    assert found["/cellar/racks/all/"]["resource-id"][1][0].text == found["/cellar/racks/"]["resource-id"][1][0].text
    assert list(found) == [
        "/cellar/racks/",
        "/cellar/racks/all/",
        "/cellar/racks/east/",
        "/cellar/racks/east/gyokuro.txt",
        "/cellar/racks/west/",
        LABEL,
        OTHER,
    ]


@pytest.mark.parametrize("depth", ["0", "1"])
def test_a_listing_with_an_end_knows_neither(find, depth):
    for fields in ((), ("DAV: bind",)):
        found = find("/cellar/racks/", "displayname", depth=depth, fields=fields).properties
        assert {status for values in found.values() for status, _ in values.values()} == {200}


def test_a_collection_bound_twice_without_a_loop_is_listed_twice_or_told_of_twice(ask, bind):
    ask("MKCOL /cellar/new/")
    bind("/cellar/new/", "a", RACK)
    bind("/cellar/new/", "b", RACK)
    assert len(ask("PROPFIND /cellar/new/").properties) == 7
    known = ask("PROPFIND /cellar/new/", "DAV: bind").properties
    assert list(known) == [
        "/cellar/new/",
        "/cellar/new/a/",
        *(f"/cellar/new/a/{name}.txt" for name in ("assam", "darjeeling")),
        "/cellar/new/b/",
    ]
    assert known["/cellar/new/b/"]["getetag"][0] == 208


def test_a_bound_resource_is_one_at_two_addresses(ask, bind, find):
    assert bind("/cellar/", "caf%C3%A9", LABEL).status == 201
    ask("PUT /cellar/caf%C3%A9", content="both")
    assert ask(f"GET {LABEL}").content == b"both"
    parents = find(LABEL, "parent-set").properties[LABEL]["parent-set"][1]
    assert [[part.text for part in parent] for parent in parents] == [
        ["/cellar/", "caf%C3%A9"],
        [RACK, "assam.txt"],
    ]


def test_a_delete_takes_one_binding_and_leaves_the_others(ask, bind, steps):
    bind("/cellar/", "b", LABEL)
    assert steps(f"DELETE {LABEL}", f"GET {LABEL}", "GET /cellar/b") == [204, 404, 200]
    assert steps("DELETE /cellar/racks/all/", "GET /cellar/racks/west/") == [204, 200]


def test_a_half_done_delete_leaves_collections_that_others_hold(ask, bind, lock, steps):
    ask("MKCOL /cellar/new/")
    ask("PUT /cellar/new/keep", content="x")
    bind("/cellar/new/", "rack", RACK)
    lock("/cellar/new/rack/assam.txt")
    reply = ask("DELETE /cellar/new/")
    assert (reply.status, reply.members) == (207, {"/cellar/new/rack/assam.txt": 423})
    assert steps("GET /cellar/new/keep", f"GET {OTHER}") == [404, 200]


@pytest.mark.parametrize("method", ["BIND", "REBIND"])
@pytest.mark.parametrize(
    ("collection", "name", "path", "lines", "status", "condition"),
    [
        ("/cellar/", "new", LABEL, (), 201, None),
        ("/cellar/", "harvest", LABEL, (), 200, None),
        ("/cellar/", "harvest", LABEL, ("Overwrite: F",), 412, "can-overwrite"),
        (RACK, "assam.txt", LABEL, (), 200, None),
        (LABEL, "new", OTHER, (), 409, "{}-into-collection"),
        ("/cellar/", "new", "/cellar/nothing", (), 409, "{}-source-exists"),
        ("/cellar/", "new", "http://other/cellar/", (), 403, "cross-server-binding"),
        ("/cellar/", "a/b", LABEL, (), 403, "name-allowed"),
        ("/cellar/", "..", LABEL, (), 403, "name-allowed"),
        ("/cellar/nothing/", "new", LABEL, (), 404, None),
        ("/cellar/", "new", "/teas/7", (), 403, None),
        ("/cellar/", "new", LABEL, ('If-Match: "other"',), 412, None),
    ],
)
def test_bind_and_rebind_have_this_status(bind, method, collection, name, path, lines, status, condition):
    reply = bind(collection, name, path, *lines, method=method)
    assert reply.status == status
    assert condition is None or reply.condition == (condition.format(method.lower()), [])


def test_rebind_takes_the_old_address_away(bind, steps):
    assert bind("/cellar/", "new", RACK, method="REBIND").status == 201
    assert steps("GET /cellar/new/assam.txt", f"GET {RACK}") == [200, 404]


def test_a_collection_cannot_be_rebound_into_itself_but_bound(bind):
    assert bind(RACK, "self", RACK, method="REBIND").condition == ("cycle-allowed", [])
    assert bind(RACK, "self", RACK).status == 201


def test_rebind_in_its_own_place_changes_nothing(bind, ask):
    tag = ask(f"HEAD {LABEL}").fields["etag"]
    assert bind(RACK, "assam.txt", LABEL, method="REBIND").status == 200
    assert ask(f"HEAD {LABEL}").fields["etag"] == tag


def test_unbind_takes_a_name_out_of_a_collection(unbind, steps):
    assert unbind(RACK, "assam.txt").status == 200
    assert steps(f"GET {LABEL}") == [404]
    assert unbind(RACK, "assam.txt").condition == ("unbind-source-exists", [])
    assert unbind(OTHER, "x").condition == ("unbind-from-collection", [])


def test_a_locked_name_is_not_unbound(unbind, lock):
    lock(LABEL)
    assert unbind(RACK, "assam.txt").condition == ("lock-token-submitted", [LABEL])


def test_what_is_locked_cannot_come_under_another_lock(bind, lock):
    lock(LABEL)
    token = lock("/cellar/harvest/")
    reply = bind("/cellar/harvest/", "new", LABEL, f"If: (<{token}>)")
    assert (reply.status, reply.condition) == (423, ("no-conflicting-lock", [LABEL]))


def test_bindings_take_room_too(bind, monkeypatch):
    from statuslab.server.teahouse.webdav import tree

    monkeypatch.setattr(tree, "MOST_BINDINGS", 27)
    statuses = [bind("/cellar/", f"b{number}", LABEL).status for number in range(5)]
    assert set(statuses) == {201, 507}
