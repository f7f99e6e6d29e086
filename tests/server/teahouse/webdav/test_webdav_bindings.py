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
def test_listing_of_a_loop_is_508_without_bind(ask, fields):
    reply = ask("PROPFIND /cellar/racks/", "Depth: infinity", *fields, XML, content=QUESTION)
    assert reply.status == 508
    assert ask("PROPFIND /cellar/").status == 508


def test_listing_of_a_loop_with_bind_has_208(ask):
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
def test_listing_with_limited_depth_has_neither_208_nor_508(find, depth):
    for fields in ((), ("DAV: bind",)):
        found = find("/cellar/racks/", "displayname", depth=depth, fields=fields).properties
        assert {status for values in found.values() for status, _ in values.values()} == {200}


def test_collection_bound_twice_is_listed_twice_or_has_208(ask, bind):
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


def test_bound_resource_is_one_at_two_urls(ask, bind, find):
    assert bind("/cellar/", "caf%C3%A9", LABEL).status == 201
    ask("PUT /cellar/caf%C3%A9", content="both")
    assert ask(f"GET {LABEL}").content == b"both"
    parents = find(LABEL, "parent-set").properties[LABEL]["parent-set"][1]
    assert [[part.text for part in parent] for parent in parents] == [
        ["/cellar/", "caf%C3%A9"],
        [RACK, "assam.txt"],
    ]


def test_delete_removes_one_binding_only(ask, bind, steps):
    bind("/cellar/", "b", LABEL)
    assert steps(f"DELETE {LABEL}", f"GET {LABEL}", "GET /cellar/b") == [204, 404, 200]
    assert steps("DELETE /cellar/racks/all/", "GET /cellar/racks/west/") == [204, 200]


def test_partial_delete_keeps_members_of_collections_with_other_bindings(ask, bind, lock, steps):
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


def test_rebind_removes_the_old_url(bind, steps):
    assert bind("/cellar/", "new", RACK, method="REBIND").status == 201
    assert steps("GET /cellar/new/assam.txt", f"GET {RACK}") == [200, 404]


def test_collection_can_be_bound_but_not_rebound_into_itself(bind):
    assert bind(RACK, "self", RACK, method="REBIND").condition == ("cycle-allowed", [])
    assert bind(RACK, "self", RACK).status == 201


def test_rebind_to_the_same_url_changes_nothing(bind, ask):
    tag = ask(f"HEAD {LABEL}").fields["etag"]
    assert bind(RACK, "assam.txt", LABEL, method="REBIND").status == 200
    assert ask(f"HEAD {LABEL}").fields["etag"] == tag


def test_unbind_removes_a_name_from_a_collection(unbind, steps):
    assert unbind(RACK, "assam.txt").status == 200
    assert steps(f"GET {LABEL}") == [404]
    assert unbind(RACK, "assam.txt").condition == ("unbind-source-exists", [])
    assert unbind(OTHER, "x").condition == ("unbind-from-collection", [])


def test_locked_name_is_not_unbound(unbind, lock):
    lock(LABEL)
    assert unbind(RACK, "assam.txt").condition == ("lock-token-submitted", [LABEL])


def test_locked_resource_cannot_be_bound_below_another_lock(bind, lock):
    lock(LABEL)
    token = lock("/cellar/harvest/")
    reply = bind("/cellar/harvest/", "new", LABEL, f"If: (<{token}>)")
    assert (reply.status, reply.condition) == (423, ("no-conflicting-lock", [LABEL]))


def test_bindings_count_against_their_limit(bind, monkeypatch):
    from statuslab.server.teahouse.webdav import tree

    monkeypatch.setattr(tree, "MOST_BINDINGS", 27)
    statuses = [bind("/cellar/", f"b{number}", LABEL).status for number in range(5)]
    assert set(statuses) == {201, 507}
