"""COPY and MOVE."""

import pytest

from statuslab.server.teahouse.webdav import tree

XML = "Content-Type: application/xml"
LABEL, OTHER = "/cellar/racks/west/assam.txt", "/cellar/racks/west/darjeeling.txt"
TO = "Destination: {}".format


@pytest.mark.parametrize("method", ["COPY", "MOVE"])
@pytest.mark.parametrize(
    ("source", "lines", "status"),
    [
        (LABEL, (TO("/cellar/new"),), 201),
        (LABEL, (TO("http://teahouse/cellar/new"),), 201),
        (LABEL, (TO("http://teahouse:80/cellar/new"),), 201),
        (LABEL, (TO("/cellar/new"), "Overwrite: F"), 201),
        (LABEL, (TO(OTHER),), 204),
        (LABEL, (TO(OTHER), "Overwrite: T"), 204),
        (LABEL, (TO("/cellar/harvest/"),), 204),
        (LABEL, (TO(OTHER), "Overwrite: F"), 412),
        (LABEL, (TO(OTHER), "Overwrite: maybe"), 400),
        (LABEL, (TO("/cellar/new"), 'If-Match: "other"'), 412),
        (LABEL, (), 400),
        (LABEL, (TO("cellar/new"),), 400),
        (LABEL, (TO("/cellar/new?x"),), 400),
        (LABEL, (TO("/cellar/new#x"),), 400),
        (LABEL, (TO("//teahouse/cellar/new"),), 400),
        (LABEL, (TO("http:/cellar/new"),), 400),
        (LABEL, (TO("http://teahouse"),), 400),
        (LABEL, (TO("http://[broken/cellar/new"),), 400),
        (LABEL, (TO("/cellar/../teas/9"),), 400),
        (LABEL, (TO("/teas/9"),), 403),
        (LABEL, (TO("/cellar/"),), 403),
        (LABEL, (TO(LABEL),), 403),
        (LABEL, (TO("/cellar/racks/all/west/assam.txt"),), 403),
        (LABEL, (TO("/cellar/racks/west/"),), 403),
        ("/cellar/racks/west/", (TO("/cellar/racks/west/inside/"),), 403),
        ("/cellar/racks/west/", (TO("/cellar/racks/all/west/inside/"),), 403),
        ("/cellar/", (TO("/cellar/inside/"),), 403),
        ("/cellar/nothing", (TO("/cellar/new"),), 404),
        (LABEL, (TO("/cellar/no/where"),), 409),
        (LABEL, (TO("http://elsewhere.example/cellar/new"),), 502),
        (LABEL, (TO("http://teahouse:8080/cellar/new"),), 502),
    ],
)
def test_copy_and_move_have_this_status(ask, method, source, lines, status):
    before = ask(f"GET {LABEL}").content
    assert ask(f"{method} {source}", *lines).status == status
    moved = method == "MOVE" and status < 300
    gone = ask(f"GET {source}").status == 404
    assert gone == (moved or source == "/cellar/nothing")
    if status >= 300:
        assert ask(f"GET {LABEL}").content == before


def test_copy_has_the_properties_and_another_id(ask, find, update, clock):
    update(LABEL, "<D:set><D:prop><z:a>1</z:a><D:displayname>Assam</D:displayname></D:prop></D:set>")
    clock.time += 60
    ask(f"COPY {LABEL}", TO("/cellar/new"))
    old, new = (find(path).properties[path] for path in (LABEL, "/cellar/new"))
    same = {name for name in old if old[name][1].text == new[name][1].text}
    assert {"displayname", "{urn:z}a", "getcontenttype"} <= same
    assert not {"creationdate", "getetag", "getlastmodified"} & same


def test_move_keeps_creation_date_and_id(ask, find, clock):
    before = find(LABEL, "creationdate", "resource-id").properties[LABEL]
    clock.time += 60
    ask(f"MOVE {LABEL}", TO("/cellar/new"))
    after = find("/cellar/new", "creationdate", "resource-id").properties["/cellar/new"]
    assert after["creationdate"][1].text == before["creationdate"][1].text
    assert after["resource-id"][1][0].text == before["resource-id"][1][0].text


def test_etag_at_a_url_is_new_after_a_move(ask, clock):
    clock.time += 60
    newer = ask(f"PUT {OTHER}", content="newer").fields["etag"]
    clock.time += 60
    ask(f"MOVE {LABEL}", TO(OTHER))
    fields = ask(f"GET {OTHER}").fields
    assert fields["last-modified"].endswith("09:02:00 GMT")
    assert fields["etag"] != newer


def test_collections_are_not_merged(ask, steps):
    assert ask("COPY /cellar/racks/west/", TO("/cellar/racks/east/")).status == 204
    east = "/cellar/racks/east/"
    assert steps(f"GET {east}assam.txt", f"GET {east}gyokuro.txt") == [200, 404]


@pytest.mark.parametrize(("depth", "status"), [("0", 404), ("infinity", 200), (None, 200)])
def test_depth_of_a_copy_says_whether_members_are_copied(ask, steps, depth, status):
    lines = [f"Depth: {depth}"] if depth else []
    assert ask("COPY /cellar/racks/west/", TO("/cellar/copy"), *lines).status == 201
    assert steps("GET /cellar/copy/", "GET /cellar/copy/assam.txt") == [200, status]


def test_depth_1_is_400_for_copy_and_move(ask):
    assert ask("COPY /cellar/racks/west/", TO("/cellar/copy"), "Depth: 1").status == 400
    assert ask("MOVE /cellar/racks/west/", TO("/cellar/copy"), "Depth: 0").status == 400
    assert ask(f"COPY {LABEL}", TO("/cellar/copy"), "Depth: 1").status == 201  # nothing below, so it is ignored


def test_copy_of_a_loop_is_a_loop_of_its_own(ask, find):
    assert ask("COPY /cellar/racks/", TO("/cellar/copy")).status == 201
    ids = [
        find(path, "resource-id").properties[path]["resource-id"][1][0].text
        for path in ("/cellar/copy/", "/cellar/copy/all/", "/cellar/racks/")
    ]
    assert ids[0] == ids[1] != ids[2]


def test_long_copy_sends_102s(ask, clock):
    reply = ask("COPY /cellar/harvest/", TO("/cellar/copy/"))
    assert (reply.status, reply.interim) == (201, [102, 102, 102])
    assert clock.naps == [0.05] * 16


def test_short_copy_and_server_without_interim_responses_send_no_102(ask):
    assert ask("COPY /cellar/harvest/", TO("/cellar/a/"), "Depth: 0").interim == []
    assert ask("COPY /cellar/racks/", TO("/cellar/b/")).interim == []
    assert ask("COPY /cellar/harvest/", TO("/cellar/c/"), interim=False).status == 201


def test_long_copy_sees_changes_made_meanwhile(ask, state, clock):
    async def sleep(_):
        root = state.cellar.tree.root
        if "copy" not in root.members:
            state.cellar.tree.bind(root, "copy", state.cellar.tree.new())

    clock.sleep = sleep
    reply = ask("COPY /cellar/harvest/", TO("/cellar/copy"), "Overwrite: F")
    assert (reply.interim, reply.status) == ([102, 102, 102], 412)


def test_refusal_after_a_102_is_xml(ask, state, clock):
    async def sleep(_):
        tree_, locks = state.cellar.tree, state.cellar.locks
        if not locks.held:
            locks.grant(tree_.root, (), True, True, "", 600)

    clock.sleep = sleep
    reply = ask("COPY /cellar/harvest/", TO("/cellar/copy"))
    assert (reply.interim, reply.status, reply.condition) == (
        [102, 102, 102],
        423,
        ("lock-token-submitted", ["/cellar/"]),
    )


def test_copy_over_the_quota_is_507(ask):
    reply = ask("COPY /cellar/archive/ledger-1999.txt", TO("/cellar/copy"))
    assert (reply.status, reply.condition) == (507, ("quota-not-exceeded", []))
    assert ask("COPY /cellar/archive/ledger-1999.txt", TO("/cellar/archive/ledger-1998.txt")).status == 204


def test_copy_with_members_over_the_quota_is_207(ask, steps):
    ask("PUT /cellar/archive/note.txt", content="fits")
    reply = ask("COPY /cellar/archive/", TO("/cellar/copy/"))
    assert (reply.status, reply.members) == (
        207,
        {"/cellar/archive/ledger-1998.txt": 507, "/cellar/archive/ledger-1999.txt": 507},
    )
    assert steps("GET /cellar/copy/note.txt", "GET /cellar/copy/ledger-1998.txt") == [200, 404]


def test_copy_makes_no_more_bindings_than_allowed(ask, monkeypatch):
    monkeypatch.setattr(tree, "MOST_BINDINGS", 28)
    reply = ask("COPY /cellar/racks/", TO("/cellar/copy/"))
    assert reply.status == 207
    assert set(reply.members.values()) == {507}
    assert ask("MKCOL /cellar/one-more/").status == 507


def test_file_overwritten_by_a_copy_changes_at_all_its_urls(ask):
    ask("BIND /cellar/", XML, content=f'<bind xmlns="DAV:"><segment>b</segment><href>{OTHER}</href></bind>')
    ask(f"COPY {LABEL}", TO(OTHER))
    assert ask("GET /cellar/b").content == ask(f"GET {LABEL}").content


def test_collection_copied_over_a_file_replaces_it(steps):
    assert steps(("COPY /cellar/racks/east/", TO(LABEL)), f"GET {LABEL}/gyokuro.txt") == [204, 200]


def test_binding_can_be_renamed_within_its_loop(steps):
    assert steps(("MOVE /cellar/racks/all", TO("/cellar/racks/round")), "GET /cellar/racks/round/west/") == [201, 200]


def test_collection_and_file_can_be_moved_over_each_other(steps):
    assert steps(
        ("MOVE /cellar/racks/west/", TO("/cellar/racks/east/gyokuro.txt")),
        "GET /cellar/racks/east/gyokuro.txt/assam.txt",
        ("MOVE /cellar/racks/east/gyokuro.txt/assam.txt", TO("/cellar/harvest/")),
        "GET /cellar/harvest",
    ) == [204, 200, 204, 200]
