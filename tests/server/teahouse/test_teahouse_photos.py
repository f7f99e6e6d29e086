import pytest

from statuslab.server.teahouse.state import Photo

JPEG = "Content-Type: image/jpeg"


def test_photo_is_created_replaced_and_read(ask):
    first = ask("PUT /photos/teapot.jpg", JPEG, content=b"\xff\xd8one")
    assert (first.status, first.fields["etag"]) == (201, '"v1"')
    assert ask("PUT /photos/teapot.jpg", JPEG, content=b"\xff\xd8two").status == 204
    photo = ask("GET /photos/teapot.jpg")
    assert (photo.content, photo.fields["content-type"], photo.fields["etag"]) == (b"\xff\xd8two", "image/jpeg", '"v2"')
    assert photo.fields["x-content-type-options"] == "nosniff"


def test_photo_at_the_size_limit_is_stored(ask):
    assert ask("PUT /photos/teapot.jpg", JPEG, content=b"x" * 100_000).status == 201


def test_photo_over_the_size_limit_is_413_unread(ask):
    reply = ask("PUT /photos/teapot.jpg", JPEG, "Content-Length: 100001", "Expect: 100-continue")
    assert (reply.status, reply.json["limit"], reply.read) == (413, 100_000, 0)


def test_chunked_photo_over_the_size_limit_is_413_at_once(ask):
    reply = ask("PUT /photos/teapot.jpg", JPEG, chunks=[b"x" * 60_000] * 9)
    assert (reply.status, reply.read) == (413, 2)
    assert ask("GET /photos/teapot.jpg").status == 404


@pytest.mark.parametrize("value", ["text/html", "image/", "images/png", "application/image/png", ""])
def test_photo_that_is_no_image_is_415_unread(ask, value):
    reply = ask("PUT /photos/teapot.jpg", f"Content-Type: {value}", content=b"x")
    assert (reply.status, reply.fields["accept"], reply.read) == (415, "image/*", 0)


def test_photo_with_a_failed_condition_is_412_unread(ask):
    ask("PUT /photos/teapot.jpg", JPEG, content=b"one")
    reply = ask("PUT /photos/teapot.jpg", JPEG, "If-None-Match: *", content=b"two")
    assert (reply.status, reply.fields["etag"], reply.read) == (412, '"v1"', 0)


def test_photo_over_the_size_limit_is_413_before_its_condition(ask):
    reply = ask("PUT /photos/teapot.jpg", JPEG, 'If-Match: "v1"', "Content-Length: 100001")
    assert reply.status == 413


def test_photo_created_while_a_put_arrives_is_not_replaced(ask, state):
    def other_guest():
        state.photos["teapot.jpg"] = Photo(b"other", "image/jpeg", state.revise("/photos/teapot.jpg"))

    reply = ask("PUT /photos/teapot.jpg", JPEG, "If-None-Match: *", content=b"mine", meanwhile=other_guest)
    assert (reply.status, state.photos["teapot.jpg"].content) == (412, b"other")
