import pytest

FORM = "Content-Type: application/x-www-form-urlencoded"


def test_signed_guestbook_is_205_and_shows_the_entry(ask):
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
def test_invalid_guestbook_entry_is_refused(ask, content, status, field):
    reply = ask("POST /guestbook", FORM, content=content)
    assert (reply.status, reply.json.get("field")) == (status, field)
    assert ask("GET /guestbook").json == []


def test_guestbook_entry_that_is_no_form_is_415(ask):
    reply = ask("POST /guestbook", "Content-Type: application/json", content="{}")
    assert (reply.status, reply.fields["accept"]) == (415, "application/x-www-form-urlencoded")
