import pytest

from statuslab.server.teahouse.state import Photo

JPEG = "Content-Type: image/jpeg"


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
