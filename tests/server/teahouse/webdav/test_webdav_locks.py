"""LOCK, UNLOCK, and what a lock does to all other methods."""

import pytest

from statuslab.server.teahouse.webdav import locking, tree
from statuslab.server.teahouse.webdav.locks import timeout_seconds

XML = "Content-Type: application/xml"
RACK, LABEL, OTHER = "/cellar/racks/west/", "/cellar/racks/west/assam.txt", "/cellar/racks/west/darjeeling.txt"
INFO = '<lockinfo xmlns="DAV:"><lockscope><{}/></lockscope><locktype><write/></locktype></lockinfo>'
SET = '<propertyupdate xmlns="DAV:"><set><prop><displayname>x</displayname></prop></set></propertyupdate>'
BIND = f'<bind xmlns="DAV:"><segment>new</segment><href>{OTHER}</href></bind>'


def test_lockdiscovery_describes_a_lock_in_full(ask, find):
    owner = '<owner><z:a xmlns:z="urn:z" xml:lang="en"> the <b xmlns=""/> chef </z:a></owner>'
    body = INFO.format("exclusive").replace("</lockinfo>", owner + "</lockinfo>")
    reply = ask(f"LOCK {RACK}", XML, "Timeout: Second-30, Infinite", content=body)
    lock = reply.xml.find("{DAV:}lockdiscovery/{DAV:}activelock")
    token = lock.findtext("{DAV:}locktoken/{DAV:}href")
    assert (reply.status, reply.fields["lock-token"], reply.fields["timeout"]) == (200, f"<{token}>", "Second-30")
    assert lock.findtext("{DAV:}depth") == "infinity"  # the default
    assert lock.findtext("{DAV:}lockroot/{DAV:}href") == RACK
    assert lock.findtext("{DAV:}timeout") == "Second-30"
    assert b'<z:a xmlns:z="urn:z" xml:lang="en"> the <b xmlns=""/> chef </z:a>' in reply.content
    found = find(LABEL, "lockdiscovery", "supportedlock").properties[LABEL]
    assert found["lockdiscovery"][1].findtext("{DAV:}activelock/{DAV:}locktoken/{DAV:}href") == token
    assert len(found["supportedlock"][1]) == 2


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("exclusive", "exclusive", 423),
        ("exclusive", "shared", 423),
        ("shared", "exclusive", 423),
        ("shared",) * 2 + (200,),
    ],
)
def test_only_shared_locks_coexist(ask, lock, first, second, status):
    token = lock(LABEL, scope=first)
    reply = ask(f"LOCK {LABEL}", XML, content=INFO.format(second))
    assert reply.status == status
    assert status == 200 or reply.condition == ("no-conflicting-lock", [LABEL])
    assert status == 423 or reply.fields["lock-token"] != f"<{token}>"


def test_deep_lock_above_conflicts_too(ask, lock):
    lock(RACK)
    assert ask(f"LOCK {LABEL}", XML, content=INFO.format("shared")).condition == ("no-conflicting-lock", [RACK])


def test_deep_lock_over_a_locked_member_is_424(ask, lock):
    lock(LABEL)
    reply = ask(f"LOCK {RACK}", XML, content=INFO.format("shared"))
    assert (reply.status, reply.members) == (207, {LABEL: 423, RACK: 424})
    assert ask(f"LOCK {RACK}", "Depth: 0", XML, content=INFO.format("shared")).status == 200


CHANGES = [  # on LABEL or on its rack, with what each must know of
    (f"PUT {LABEL}", (), "x"),
    (f"PROPPATCH {LABEL}", (XML,), SET),
    (f"DELETE {LABEL}", (), ""),
    (f"MOVE {LABEL}", ("Destination: /cellar/else",), ""),
    (f"COPY {OTHER}", (f"Destination: {LABEL}",), ""),
    (f"MOVE {OTHER}", (f"Destination: {LABEL}",), ""),
]
IN_RACK = [
    (f"PUT {RACK}new", (), "x"),
    (f"MKCOL {RACK}new/", (), ""),
    (f"DELETE {LABEL}", (), ""),
    (f"COPY {LABEL}", (f"Destination: {RACK}new",), ""),
    (f"MOVE {LABEL}", ("Destination: /cellar/else",), ""),
    ("MOVE /cellar/harvest/", (f"Destination: {RACK}new",), ""),
    (f"LOCK {RACK}new", (XML,), INFO.format("exclusive")),
    (f"PROPPATCH {RACK}", (XML,), SET),
    (f"BIND {RACK}", (XML,), BIND),
    (f"UNBIND {RACK}", (XML,), '<unbind xmlns="DAV:"><segment>assam.txt</segment></unbind>'),
    (f"REBIND {RACK}", (XML,), BIND.replace("bind", "rebind").replace(OTHER, "/cellar/racks/east/gyokuro.txt")),
    (
        "REBIND /cellar/",
        (XML,),
        f'<rebind xmlns="DAV:"><segment>new</segment><href>{LABEL}</href></rebind>',
    ),
]
NAMED = [f"{line} {fields}"[:60] for line, fields, _ in [*CHANGES, *IN_RACK]]


@pytest.mark.parametrize("scope", ["exclusive", "shared"])
@pytest.mark.parametrize(
    ("locked", "request_line", "fields", "content"),
    [(LABEL, *change) for change in CHANGES] + [(RACK, *change) for change in IN_RACK],
    ids=NAMED,
)
def test_change_of_a_locked_resource_needs_the_token(ask, lock, locked, request_line, fields, content, scope):
    token = lock(locked, "Depth: 0", scope=scope)
    reply = ask(request_line, *fields, content=content)
    assert (reply.status, reply.condition) == (423, ("lock-token-submitted", [locked]))
    wrong = ask(request_line, *fields, "If: (Not <DAV:no-lock>)", content=content)
    assert wrong.status == 423
    assert ask(request_line, *fields, f"If: <{locked}> (<{token}>)", content=content).status in (200, 201, 204, 207)


@pytest.mark.parametrize(("request_line", "fields", "content"), CHANGES, ids=NAMED[: len(CHANGES)])
def test_deep_lock_covers_all_below(ask, lock, request_line, fields, content):
    lock("/cellar/racks/")
    assert ask(request_line, *fields, content=content).condition == ("lock-token-submitted", ["/cellar/racks/"])


@pytest.mark.parametrize(
    "line", [f"GET {LABEL}", f"HEAD {LABEL}", f"OPTIONS {LABEL}", f"PROPFIND {LABEL}", f"COPY {LABEL}"]
)
def test_write_lock_allows_reading(ask, lock, line):
    lock("/cellar/racks/")
    assert ask(line, "Destination: /cellar/copy").status in (200, 201, 207)


def test_copied_or_moved_resource_is_not_locked(ask, lock, find):
    token = lock(LABEL)
    ask(f"COPY {LABEL}", "Destination: /cellar/copy")
    ask(f"MOVE {LABEL}", "Destination: /cellar/moved", f"If: (<{token}>)")
    for path in ("/cellar/copy", "/cellar/moved"):
        assert len(find(path, "lockdiscovery").properties[path]["lockdiscovery"][1]) == 0


def test_resource_moved_to_a_locked_url_is_locked(ask, lock):
    token = lock(LABEL)
    assert ask(f"MOVE {OTHER}", f"Destination: {LABEL}", f"If: <{LABEL}> (<{token}>)").status == 204
    assert ask(f"PUT {LABEL}", content="x").status == 423
    assert ask(f"UNLOCK {LABEL}", f"Lock-Token: <{token}>").status == 204


def test_resource_moved_into_a_deeply_locked_collection_is_locked(ask, lock):
    token = lock(RACK)
    ask(f"PUT {RACK}new", f"If: <{RACK}> (<{token}>)", content="x")
    assert ask(f"PUT {RACK}new", content="y").status == 423
    ask(f"MOVE {RACK}new", "Destination: /cellar/out", f"If: (<{token}>)")
    assert ask("PUT /cellar/out", content="y").status == 204


@pytest.mark.parametrize(("above", "new", "status"), [("exclusive", "shared", 423), ("shared", "shared", 201)])
def test_lock_of_a_new_name_below_a_deep_lock_has_this_status(ask, lock, above, new, status):
    token = lock(RACK, scope=above)
    fields = XML, f"If: <{RACK}> (<{token}>)"
    reply = ask(f"LOCK {RACK}new", *fields, content=INFO.format(new))
    assert reply.status == status
    assert status == 201 or reply.condition == ("no-conflicting-lock", [RACK])
    assert ask(f"GET {RACK}new").status == (404 if status == 423 else 200)


def test_resource_locked_at_another_url_cannot_enter_a_deeply_locked_collection(ask, lock):
    ask("BIND /cellar/", XML, content=f'<bind xmlns="DAV:"><segment>b</segment><href>{LABEL}</href></bind>')
    lock("/cellar/b")
    token = lock("/cellar/harvest/")
    to = "Destination: /cellar/harvest/new", f"If: </cellar/harvest/> (<{token}>)"
    reply = ask(f"MOVE {LABEL}", *to)
    assert (reply.status, reply.condition) == (423, ("no-conflicting-lock", ["/cellar/b"]))
    own = lock(OTHER)  # this one ends with the move, so it is not in the way
    assert ask(f"MOVE {OTHER}", to[0], f"{to[1]} <{OTHER}> (<{own}>)").status == 201


def test_resource_copied_to_a_locked_url_is_locked(ask, lock):
    token = lock(RACK)
    assert ask("COPY /cellar/racks/east/", f"Destination: {RACK}", f"If: <{RACK}> (<{token}>)").status == 204
    assert ask(f"PUT {RACK}gyokuro.txt", content="x").condition == ("lock-token-submitted", [RACK])


def test_shallow_lock_protects_names_in_a_collection_but_not_members(ask, lock):
    lock(RACK, "Depth: 0")
    assert ask(f"PUT {LABEL}", content="x").status == 204
    assert ask(f"LOCK {LABEL}", XML, content=INFO.format("exclusive")).status == 200


def test_move_over_one_url_leaves_a_lock_at_another(ask, lock, state):
    ask("BIND /cellar/", XML, content=f'<bind xmlns="DAV:"><segment>b</segment><href>{LABEL}</href></bind>')
    token = lock("/cellar/b")
    assert ask(f"MOVE {OTHER}", f"Destination: {LABEL}").status == 204
    assert ask("PUT /cellar/b", content="x").status == 423
    assert state.cellar.locks.held[token].root == ("b",)


@pytest.mark.parametrize(
    ("timeout", "seconds"),
    [
        ("", 600),
        ("Second-1", 1),
        ("Second-0", 1),
        ("Infinite", 3600),
        ("Infinite, Second-4100000000", 3600),
        ("Second-99999999999999999999", 3600),
        ("Fortnight, Second-7", 7),
        ("7", 600),
        ("Second-²", 600),
        ("Second-", 600),
    ],
)
def test_lock_timeout_is_the_requested_one_within_bounds(timeout, seconds):
    assert timeout_seconds(timeout) == seconds


def test_move_with_a_locked_member_moves_nothing(ask, lock, steps):
    lock(LABEL)
    reply = ask(f"MOVE {RACK}", "Destination: /cellar/else/")
    assert (reply.status, reply.members) == (207, {LABEL: 423})
    assert steps(f"GET {OTHER}", "GET /cellar/else/") == [200, 404]


def test_copy_over_a_locked_member_copies_nothing(ask, lock, steps):
    lock(LABEL)
    reply = ask("COPY /cellar/racks/east/", f"Destination: {RACK}")
    assert (reply.status, reply.members) == (207, {LABEL: 423})
    assert steps(f"GET {OTHER}", f"GET {RACK}gyokuro.txt") == [200, 404]


def test_lock_ends_with_its_root(ask, lock, state):
    token = lock(LABEL)
    ask(f"DELETE {LABEL}", f"If: (<{token}>)")
    ask(f"PUT {LABEL}", content="new")
    assert ask(f"PUT {LABEL}", content="newer").status == 204
    assert state.cellar.locks.held == {}


def test_lock_expires_unless_it_is_refreshed(ask, lock, clock):
    token = lock(LABEL, "Timeout: Second-100")
    clock.time += 90
    reply = ask(f"LOCK {LABEL}", f"If: (<{token}>)", "Timeout: Second-50", "Depth: 1")
    assert (reply.status, reply.fields["timeout"], "lock-token" in reply.fields) == (200, "Second-50", False)
    clock.time += 49
    assert ask(f"PUT {LABEL}", content="x").status == 423
    clock.time += 1
    assert ask(f"PUT {LABEL}", content="x").status == 204


def test_lock_can_be_refreshed_only_at_a_resource_it_covers(ask, lock):
    token = lock(RACK)
    assert ask(f"LOCK {LABEL}", f"If: (<{token}>)").status == 200
    reply = ask("LOCK /cellar/harvest/", f"If: (<{token}>)")
    assert (reply.status, reply.condition) == (412, ("lock-token-matches-request-uri", []))
    assert ask(f"LOCK {LABEL}").status == 400
    assert ask(f"LOCK {LABEL}", f"If: (<{token}>) (<urn:x>)").status == 400


def test_name_can_be_locked_before_a_resource_is_there(ask, lock, steps, find):
    reply = ask("LOCK /cellar/new", XML, content=INFO.format("exclusive"))
    token = reply.fields["lock-token"]
    assert (reply.status, reply.xml.find("{DAV:}lockdiscovery/{DAV:}activelock") is not None) == (201, True)
    got = ask("GET /cellar/new")
    assert (got.status, got.content) == (200, b"")
    assert "/cellar/new" in find("/cellar/", "getetag", depth="1").properties
    assert steps("MKCOL /cellar/new", ("UNLOCK /cellar/new", f"Lock-Token: {token}"), "GET /cellar/new") == [
        405,
        204,
        200,
    ]


@pytest.mark.parametrize(
    ("path", "fields", "body", "status"),
    [
        ("/cellar/no/where", (), INFO.format("exclusive"), 409),
        ("/cellar/new/", (), INFO.format("exclusive"), 409),
        (LABEL, ("Depth: 1",), INFO.format("exclusive"), 400),
        (LABEL, ('If-Match: "other"',), INFO.format("exclusive"), 412),
        (LABEL, (), INFO.format("both"), 422),
        (LABEL, (), INFO.format("exclusive").replace("write", "read"), 422),
        (LABEL, (), '<lockinfo xmlns="DAV:"/>', 422),
        (LABEL, (), INFO.format("exclusive").replace("</lockinfo>", f"<owner>{'x' * 4000}</owner></lockinfo>"), 413),
        (LABEL, (), "<lockinfo", 400),
    ],
)
def test_invalid_lock_request_has_this_status(ask, state, path, fields, body, status):
    assert ask(f"LOCK {path}", XML, *fields, content=body).status == status
    assert state.cellar.locks.held == {}


def test_number_of_locks_is_limited(ask, lock, monkeypatch):
    monkeypatch.setattr(locking, "MOST", 2)
    tokens = {lock(LABEL, scope="shared") for _ in range(2)}
    assert len(tokens) == 2
    assert ask(f"LOCK {LABEL}", XML, content=INFO.format("shared")).status == 507


def test_lock_of_a_new_name_over_the_quota_is_507(ask, monkeypatch):
    monkeypatch.setattr(tree, "MOST_BINDINGS", 0)
    assert ask("LOCK /cellar/new", XML, content=INFO.format("shared")).status == 507
    assert ask("GET /cellar/new").status == 404


@pytest.mark.parametrize(
    ("path", "field", "status"),
    [
        (RACK, "Lock-Token: <{}>", 204),
        (LABEL, "Lock-Token: <{}>", 204),
        ("/cellar/harvest/", "Lock-Token: <{}>", 409),
        (RACK, "Lock-Token: <urn:uuid:other>", 409),
        (RACK, "Lock-Token: {}", 400),
        (RACK, "X: {}", 400),
        ("/cellar/nothing", "Lock-Token: <{}>", 404),
    ],
)
def test_unlock_needs_the_token_and_a_resource_the_lock_covers(ask, lock, state, path, field, status):
    token = lock(RACK)
    reply = ask(f"UNLOCK {path}", field.format(token))
    assert (reply.status, token in state.cellar.locks.held) == (status, status != 204)
    assert status != 409 or reply.condition[0] == "lock-token-matches-request-uri"


# --- the If field -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("(<{token}>)", 204),
        ("(<{token}> [{tag}])", 204),
        ("(<{token}>[{tag}])", 204),
        ('(<{token}> ["other"])', 412),
        ("(<{token}> [W/{tag}])", 412),
        ("(<{token}> Not [{tag}])", 412),
        ("(Not <{token}>)", 412),
        ("(<DAV:no-lock>)", 412),
        ("(<DAV:no-lock> [{tag}])", 412),
        ("(<{token}>) (Not <DAV:no-lock>)", 204),
        ("(<DAV:no-lock>) (<{token}>)", 204),
        ("(<{token}x>) (Not <DAV:no-lock>)", 423),
        ("([{tag}])", 423),
        ("<{label}> (<{token}>)", 204),
        ("<http://teahouse{label}> (<{token}>)", 204),
        ("<http://other{label}> (<{token}>)", 412),
        ("</teas/7> (<{token}>)", 412),
        ("</cellar/nothing> (<{token}>)", 412),
        ("</cellar/nothing> (Not <{token}>)", 204),
        ("</cellar/harvest/> (<{token}>) <{label}> ([{tag}])", 204),
        ("</cellar/harvest/> (<{token}>) (Not <DAV:no-lock>)", 204),
        ("", 400),
        ("(", 400),
        ("()", 400),
        ("(<{token}>", 400),
        ("<{token}>", 400),
        ("<{label}>", 400),
        ("(Not)", 400),
        ("(<{token}>) <{label}> (<{token}>)", 400),
        ("(token)", 400),
        ("(NOT <{token}>)", 400),
        ("([unquoted])", 400),
    ],
)
def test_put_of_a_locked_resource_with_this_if_field_has_this_status(ask, lock, field, status):
    token = lock(LABEL)
    tag = ask(f"HEAD {LABEL}").fields["etag"]
    field = field.format(token=token, tag=tag, label=LABEL)
    assert ask(f"PUT {LABEL}", f"If: {field}", content="x").status == status


def test_if_field_counts_for_reading_too(ask):
    assert ask(f"GET {LABEL}", "If: (<DAV:no-lock>)").status == 412
    assert ask("PROPFIND /cellar/", "Depth: 0", "If: (<DAV:no-lock>)").status == 412
