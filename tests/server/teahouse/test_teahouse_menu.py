"""Teas, pages, leaflet."""

import json

import pytest

from sampling import together

JSON = "Content-Type: application/json"
SENCHA = {"name": "Sencha", "minutes": 2}


def test_tea_list_has_seven_teas_in_order(ask):
    reply = ask("GET /teas")
    assert reply.content.startswith(b'[{"id": 1, "name": "Lapsang Souchong"}, {"id": 2, ')
    assert [tea["id"] for tea in reply.json] == [1, 2, 3, 4, 5, 6, 7]
    assert reply.fields["etag"] == '"v1"'


def test_tea_has_validators_and_cache_control(ask):
    reply = ask("GET /teas/7")
    assert reply.content.startswith(b'{"id": 7, "name": "Assam", "minutes": 4, ')
    assert reply.fields["content-type"] == "application/json"
    assert reply.fields["etag"] == '"v1"'
    assert reply.fields["last-modified"] == "Sat, 21 Nov 2026 09:00:00 GMT"
    assert reply.fields["cache-control"] == "max-age=60"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_current_version_gets_304_with_the_fields_a_cache_needs(ask, method):
    reply = ask(f"{method} /teas/7", 'If-None-Match: "v1"')
    assert (reply.status, reply.content) == (304, b"")
    assert reply.fields == {"etag": '"v1"', "cache-control": "max-age=60"}


def test_posted_tea_gets_the_next_number(send, ask):
    reply = send("POST /teas", SENCHA)
    assert (reply.status, reply.fields["location"], reply.fields["etag"]) == (201, "/teas/8", '"v1"')
    assert reply.content == b'{"id": 8, "name": "Sencha", "minutes": 2}'
    assert ask("GET /teas/8").content == reply.content
    assert ask("GET /teas").fields["etag"] == '"v2"'


def test_posted_tea_never_gets_a_number_taken_by_a_put(send):
    send("PUT /teas/8", SENCHA)
    assert send("POST /teas", SENCHA).fields["location"] == "/teas/9"


def test_put_creates_and_a_second_put_replaces(send, ask):
    first, second = send("PUT /teas/42", SENCHA), send("PUT /teas/42", SENCHA)
    assert (first.status, first.fields["etag"], first.content) == (201, '"v1"', b"")
    assert (second.status, second.fields["etag"]) == (204, '"v2"')
    assert "content-length" not in second.fields


def test_tea_that_was_put_is_read_unchanged(ask):
    content = b'{ "minutes":5,\n"name": "Assam", "milk": true, "id": 7 }'
    assert ask("PUT /teas/7", JSON, content=content).status == 204
    assert ask("GET /teas/7").content == content


def test_concurrent_puts_without_condition_the_last_one_wins(send, ask):
    send("PUT /teas/7", {"name": "Assam", "minutes": 5})
    assert send("PUT /teas/7", {"name": "Assam", "minutes": 3}).status == 204
    assert ask("GET /teas/7").json["minutes"] == 3


def test_concurrent_puts_with_if_match_the_second_gets_412(send, ask):
    assert send("PUT /teas/7", {"name": "Assam", "minutes": 5}, 'If-Match: "v1"').status == 204
    late = send("PUT /teas/7", {"name": "Assam", "minutes": 3}, 'If-Match: "v1"')
    assert (late.status, late.fields["etag"]) == (412, '"v2"')
    assert ask("GET /teas/7").json["minutes"] == 5
    again = send("PUT /teas/7", {"name": "Assam", "minutes": 3}, 'If-Match: "v2"')
    assert (again.status, again.fields["etag"]) == (204, '"v3"')


@pytest.mark.parametrize(
    ("target", "condition", "status"),
    [
        ("/teas/7", "If-None-Match: *", 412),
        ("/teas/42", "If-None-Match: *", 201),
        ("/teas/42", 'If-Match: "v1"', 412),
        ("/teas/42", "If-Match: *", 412),
        ("/teas/7", "If-Match: *", 204),
        ("/teas/7", 'If-Match: W/"v1"', 412),
        ("/teas/7", "If-Match: v1", 412),
        ("/teas/7", "If-Unmodified-Since: Sat, 21 Nov 2026 09:00:00 GMT", 204),
        ("/teas/7", "If-Unmodified-Since: Sat, 21 Nov 2026 08:59:59 GMT", 412),
    ],
)
def test_put_needs_its_condition_to_hold(send, ask, target, condition, status):
    before = ask(f"GET {target}").content
    reply = send(f"PUT {target}", SENCHA, condition)
    assert reply.status == status
    assert (ask(f"GET {target}").content == before) is (status == 412)


def test_tea_changed_while_a_put_arrives_is_not_overwritten(ask, state):
    def other_cook():
        state.teas[7] = state.teas[7]._replace(version=state.revise("/teas/7"))

    reply = ask("PUT /teas/7", JSON, 'If-Match: "v1"', content=json.dumps(SENCHA), meanwhile=other_cook)
    assert (reply.status, reply.fields["etag"]) == (412, '"v2"')


def test_412_about_a_missing_tea_has_no_etag(send):
    assert "etag" not in send("PUT /teas/42", SENCHA, 'If-Match: "v1"').fields


def test_deleted_tea_is_204_and_its_etags_never_return(ask, send):
    reply = ask("DELETE /teas/3")
    assert (reply.status, reply.fields, reply.content) == (204, {}, b"")
    assert ask("GET /teas/3").status == 404
    assert ask("DELETE /teas/3").status == 404
    assert send("PUT /teas/3", SENCHA).fields["etag"] == '"v2"'


def test_delete_needs_its_condition_to_hold(ask):
    assert ask("DELETE /teas/3", 'If-Match: "v9"').status == 412
    assert ask("GET /teas/3").status == 200


def test_post_needs_a_condition_on_the_list_to_hold(send):
    assert send("POST /teas", SENCHA, 'If-Match: "v2"').status == 412
    assert send("POST /teas", SENCHA, 'If-Match: "v1"').status == 201


IMPOSSIBLE = [
    ({"minutes": 2}, "name"),
    ({"name": "", "minutes": 2}, "name"),
    ({"name": " ", "minutes": 2}, "name"),
    ({"name": 7, "minutes": 2}, "name"),
    ({"name": "\ud800", "minutes": 2}, "name"),
    ({"name": "x" * 61, "minutes": 2}, "name"),
    ({"name": "Sencha"}, "minutes"),
    ({"name": "Sencha", "minutes": -3}, "minutes"),
    ({"name": "Sencha", "minutes": 0}, "minutes"),
    ({"name": "Sencha", "minutes": 16}, "minutes"),
    ({"name": "Sencha", "minutes": 2.0}, "minutes"),
    ({"name": "Sencha", "minutes": "2"}, "minutes"),
    ({"name": "Sencha", "minutes": True}, "minutes"),
    ({"name": "Sencha", "minutes": 2, "note": 1}, "note"),
    ({"name": "Sencha", "minutes": 2, "id": 9}, "id"),
    ({"name": "Sencha", "minutes": 2, "id": 1.0}, "id"),
]


@together(("tea", "field"), IMPOSSIBLE, ids=str)
@together("line", ["POST /teas", "PUT /teas/1"])
def test_invalid_tea_is_422_with_the_field(send, line, tea, field):
    reply = send(line, tea)
    assert (reply.status, reply.json["field"]) == (422, field)
    assert field in reply.json["detail"]


def test_menu_page_hints_at_its_style_sheet_first(ask, clock):
    reply = ask("GET /menu")
    link = "</style.css>; rel=preload; as=style"
    assert reply.interim == [(103, [(b"link", link.encode())])]
    assert (reply.status, reply.fields["link"]) == (200, link)
    assert reply.fields["content-type"] == "text/html; charset=utf-8"
    assert b'href="/style.css"' in reply.content
    assert clock.naps == [0.2]


def test_seasonal_page_has_another_link_than_its_hint(ask):
    reply = ask("GET /menu/seasonal")
    assert reply.interim == [(103, [(b"link", b"</autumn.css>; rel=preload; as=style")])]
    assert reply.fields["link"] == "</winter.css>; rel=preload; as=style"
    assert b'href="/winter.css"' in reply.content
    assert b"autumn" not in reply.content


def test_menu_page_without_interim_responses_comes_alone(ask):
    reply = ask("GET /menu", interim=False)
    assert (reply.interim, reply.status) == ([], 200)


def test_links_of_the_front_page_are_served(ask):
    front = ask("GET /").content.decode()
    targets = [piece.partition('"')[0] for piece in front.split('href="')[1:]]
    assert len(targets) > 10
    dead = {target for target in targets if ask(f"GET {target}").status == 404}
    assert dead == set()


def test_style_sheet_is_css(ask):
    assert ask("GET /winter.css").fields["content-type"] == "text/css; charset=utf-8"


def test_leaflet_is_1000_ascii_bytes_in_lines_of_50(ask):
    reply = ask("GET /leaflets/assam.txt")
    assert (reply.status, len(reply.content), reply.content.isascii()) == (200, 1000, True)
    assert {len(line) for line in reply.content.splitlines(keepends=True)} == {50}
    assert reply.fields["etag"] == '"leaf-1"'
    assert reply.fields["accept-ranges"] == "bytes"
    assert reply.fields["content-type"] == "text/plain; charset=utf-8"
    assert "last-modified" in reply.fields


def test_reprint_changes_every_line_and_the_etag(ask, clock):
    old = ask("GET /leaflets/assam.txt")
    clock.time += 60
    assert ask("POST /leaflets/assam.txt/reprint").status == 204
    new = ask("GET /leaflets/assam.txt")
    assert (new.fields["etag"], len(new.content)) == ('"leaf-2"', 1000)
    assert new.fields["last-modified"] == "Sun, 22 Nov 2026 09:01:00 GMT"
    assert not set(old.content.splitlines()) & set(new.content.splitlines())


def test_one_range_is_one_part(ask):
    whole = ask("GET /leaflets/assam.txt").content
    reply = ask("GET /leaflets/assam.txt", "Range: bytes=0-99")
    assert (reply.status, reply.content) == (206, whole[:100])
    assert reply.fields["content-range"] == "bytes 0-99/1000"
    assert reply.fields["content-length"] == "100"
    assert reply.fields["etag"] == '"leaf-1"'
    assert reply.fields["content-type"] == "text/plain; charset=utf-8"


def test_two_ranges_are_two_parts_with_content_range(ask):
    whole = ask("GET /leaflets/assam.txt").content
    reply = ask("GET /leaflets/assam.txt", "Range: bytes=0-9,90-99")
    assert reply.fields["content-type"] == "multipart/byteranges; boundary=slice-of-leaf-1"
    assert "content-range" not in reply.fields
    assert [part["Content-Range"] for part in reply.parts] == ["bytes 0-9/1000", "bytes 90-99/1000"]
    assert [part.get_payload().encode() for part in reply.parts] == [whole[:10], whole[90:100]]
    assert reply.content.endswith(b"\r\n--slice-of-leaf-1--\r\n")


@pytest.mark.parametrize(
    ("value", "status", "place"),
    [
        ("bytes=-100", 206, "bytes 900-999/1000"),
        ("bytes=-5000", 206, "bytes 0-999/1000"),
        ("bytes=900-", 206, "bytes 900-999/1000"),
        ("bytes=900-5000", 206, "bytes 900-999/1000"),
        ("BYTES=5-5", 206, "bytes 5-5/1000"),
        ("bytes= 0-0 ,, ", 206, "bytes 0-0/1000"),
        ("bytes=0-0,5000-", 206, "bytes 0-0/1000"),
        ("bytes=0-" + "9" * 5000, 206, "bytes 0-999/1000"),
        ("bytes=5000-", 416, "bytes */1000"),
        ("bytes=1000-1000", 416, "bytes */1000"),
        ("bytes=-0", 416, "bytes */1000"),
        ("bytes=" + "9" * 5000 + "-", 416, "bytes */1000"),
        ("bytes=" + ",".join(f"{n}-{n}" for n in range(11)), 416, "bytes */1000"),
        ("bytes=0-,0-,0-", 416, "bytes */1000"),
        ("lines=0-9", 200, None),
        ("bytes=9-0", 200, None),
        ("bytes=0-9,9-0", 200, None),
        ("bytes=a-b", 200, None),
        ("bytes=", 200, None),
        ("bytes", 200, None),
        ("bytes=-", 200, None),
        ("bytes=0-9;10", 200, None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_range_is_served_refused_or_ignored(ask, value, status, place):
    reply = ask("GET /leaflets/assam.txt", f"Range: {value}")
    assert (reply.status, reply.fields.get("content-range")) == (status, place)


def test_two_overlapping_ranges_are_served(ask):
    assert len(ask("GET /leaflets/assam.txt", "Range: bytes=0-9,5-14").parts) == 2


def test_head_ignores_range(ask):
    reply = ask("HEAD /leaflets/assam.txt", "Range: bytes=0-9")
    assert (reply.status, reply.fields["content-length"]) == (200, "1000")


@pytest.mark.parametrize(
    ("if_range", "status"),
    [
        ('"leaf-1"', 206),
        ('"leaf-9"', 200),
        ('W/"leaf-1"', 200),
        ("Sat, 21 Nov 2026 09:00:00 GMT", 206),
        ("Sat, 21 Nov 2026 09:00:01 GMT", 200),
        ("yesterday", 200),
    ],
)
def test_if_range_with_another_version_gets_the_whole(ask, if_range, status):
    reply = ask("GET /leaflets/assam.txt", "Range: bytes=100-", f"If-Range: {if_range}")
    assert (reply.status, len(reply.content)) == (status, 900 if status == 206 else 1000)


def test_if_range_without_range_is_ignored(ask):
    assert ask("GET /leaflets/assam.txt", 'If-Range: "leaf-9"').status == 200


def test_206_after_if_range_repeats_only_required_fields(ask):
    reply = ask("GET /leaflets/assam.txt", "Range: bytes=100-", 'If-Range: "leaf-1"')
    assert set(reply.fields) == {"etag", "cache-control", "content-range", "content-length"}


def test_range_of_a_leaflet_reprinted_meanwhile_gets_the_whole(ask):
    ask("POST /leaflets/assam.txt/reprint")
    reply = ask("GET /leaflets/assam.txt", "Range: bytes=100-", 'If-Range: "leaf-1"')
    assert (reply.status, reply.fields["etag"]) == (200, '"leaf-2"')


def test_if_range_with_a_date_that_two_versions_share_gets_the_whole(ask):
    ask("POST /leaflets/assam.txt/reprint")
    date = ask("GET /leaflets/assam.txt").fields["last-modified"]
    lines = ("Range: bytes=100-", f"If-Range: {date}")
    assert ask("GET /leaflets/assam.txt", *lines).status == 206
    ask("POST /leaflets/assam.txt/reprint")
    assert ask("GET /leaflets/assam.txt", *lines).status == 200


def test_failed_condition_comes_before_range(ask):
    assert ask("GET /leaflets/assam.txt", "Range: bytes=5000-", 'If-None-Match: "leaf-1"').status == 304
    assert ask("GET /leaflets/assam.txt", "Range: bytes=5000-", 'If-Match: "leaf-9"').status == 412


def test_banned_tea_is_451_and_names_who_demands_and_who_blocks(ask):
    reply = ask("GET /teas/banned-blend")
    assert (reply.status, reply.fields["link"]) == (451, '</>; rel="blocked-by"')
    assert "Office of Leaf Safety" in reply.json["detail"]
    assert {ask(f"{method} /teas/banned-blend").status for method in ("PUT", "DELETE")} == {451}
