"""Guestbook, photos, notices, old addresses."""

import pytest

from statuslab.server.teahouse.state import Photo

FORM = "Content-Type: application/x-www-form-urlencoded"
JPEG = "Content-Type: image/jpeg"


def test_a_signed_guestbook_asks_for_a_clear_form_and_shows_the_entry(ask):
    reply = ask("POST /guestbook", FORM, content="name=A+guest&text=Sch%C3%B6n+here%21&more=1")
    assert (reply.status, reply.content, reply.fields) == (205, b"", {"content-length": "0"})
    assert ask("GET /guestbook").json == [{"name": "A guest", "text": "Schön here!"}]


@pytest.mark.parametrize(
    ("content", "status", "field"),
    [
        ("name=guest", 422, "text"),
        ("text=hello", 422, "name"),
        ("name=&text=hello", 422, "name"),
        ("", 422, "name"),
        ("name=guest&text=" + "x" * 501, 422, "text"),
        ("name=%FF&text=hello", 400, None),
        (b"name=\xff&text=hello", 400, None),
        ("&".join(["name=x"] * 21), 400, None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_entry_that_cannot_be_kept_is_refused(ask, content, status, field):
    reply = ask("POST /guestbook", FORM, content=content)
    assert (reply.status, reply.json.get("field")) == (status, field)
    assert ask("GET /guestbook").json == []


def test_the_guestbook_wants_a_form(ask):
    reply = ask("POST /guestbook", "Content-Type: application/json", content="{}")
    assert (reply.status, reply.fields["accept"]) == (415, "application/x-www-form-urlencoded")


def test_a_photo_is_hung_replaced_and_looked_at(ask):
    first = ask("PUT /photos/teapot.jpg", JPEG, content=b"\xff\xd8one")
    assert (first.status, first.fields["etag"]) == (201, '"v1"')
    assert ask("PUT /photos/teapot.jpg", JPEG, content=b"\xff\xd8two").status == 204
    photo = ask("GET /photos/teapot.jpg")
    assert (photo.content, photo.fields["content-type"], photo.fields["etag"]) == (b"\xff\xd8two", "image/jpeg", '"v2"')
    assert photo.fields["x-content-type-options"] == "nosniff"


def test_a_photo_as_large_as_may_be_is_taken(ask):
    assert ask("PUT /photos/teapot.jpg", JPEG, content=b"x" * 100_000).status == 201


def test_a_photo_too_large_is_refused_at_the_door(ask):
    reply = ask("PUT /photos/teapot.jpg", JPEG, "Content-Length: 100001", "Expect: 100-continue")
    assert (reply.status, reply.json["limit"], reply.read) == (413, 100_000, 0)


def test_a_photo_too_large_in_chunks_is_refused_when_it_is(ask):
    reply = ask("PUT /photos/teapot.jpg", JPEG, chunks=[b"x" * 60_000] * 9)
    assert (reply.status, reply.read) == (413, 2)
    assert ask("GET /photos/teapot.jpg").status == 404


@pytest.mark.parametrize("value", ["text/html", "image/", "images/png", "application/image/png", ""])
def test_what_is_no_image_is_refused_unread(ask, value):
    reply = ask("PUT /photos/teapot.jpg", f"Content-Type: {value}", content=b"x")
    assert (reply.status, reply.fields["accept"], reply.read) == (415, "image/*", 0)


def test_a_photo_that_must_not_be_replaced_is_refused_unread(ask):
    ask("PUT /photos/teapot.jpg", JPEG, content=b"one")
    reply = ask("PUT /photos/teapot.jpg", JPEG, "If-None-Match: *", content=b"two")
    assert (reply.status, reply.fields["etag"], reply.read) == (412, '"v1"', 0)


def test_what_is_too_large_is_told_so_before_any_condition(ask):
    reply = ask("PUT /photos/teapot.jpg", JPEG, 'If-Match: "v1"', "Content-Length: 100001")
    assert reply.status == 413


def test_a_photo_hung_by_another_while_this_one_came_is_not_replaced(ask, state):
    def other_guest():
        state.photos["teapot.jpg"] = Photo(b"other", "image/jpeg", state.revise("/photos/teapot.jpg"))

    reply = ask("PUT /photos/teapot.jpg", JPEG, "If-None-Match: *", content=b"mine", meanwhile=other_guest)
    assert (reply.status, state.photos["teapot.jpg"].content) == (412, b"other")


def test_notices_have_signs_beyond_ascii_and_say_who_may_rewrite_them(ask):
    today, recipe = ask("GET /notices/today"), ask("GET /notices/recipe")
    for notice in (today, recipe):
        assert notice.fields["content-type"] == "text/plain; charset=utf-8"
        assert not notice.content.decode().isascii()
    assert (today.fields["cache-control"], recipe.fields["cache-control"]) == ("max-age=60", "no-transform")


def test_the_tea_list_has_moved(ask):
    reply = ask("GET /tea-list")
    assert (reply.status, reply.fields["location"]) == (301, "/teas")
