"""Who may see what."""

import base64

import pytest


def basic(text, scheme="Basic"):
    text = text.encode() if isinstance(text, str) else text
    return f"Authorization: {scheme} {base64.b64encode(text).decode()}"


WAITER, CHEF = basic("waiter:oolong"), basic("chef:assam")
CHALLENGE = 'Basic realm="staff", charset="UTF-8"'


@pytest.mark.parametrize(
    ("room", "nobody", "waiter", "chef"),
    [("/staff/rota", 401, 200, 200), ("/staff/payroll", 401, 403, 200), ("/staff/secret-blend", 404, 404, 200)],
)
def test_each_room_lets_in_whom_it_should(ask, room, nobody, waiter, chef):
    replies = [ask(f"GET {room}"), ask(f"GET {room}", WAITER), ask(f"GET {room}", CHEF)]
    assert [reply.status for reply in replies] == [nobody, waiter, chef]
    challenges = [reply.fields.get("www-authenticate") for reply in replies]
    assert challenges == [CHALLENGE if nobody == 401 else None, None, None]


@pytest.mark.parametrize(
    "field",
    [
        basic("waiter:assam"),
        basic("waiter:"),
        basic("waiter"),
        basic(":oolong"),
        basic(":"),
        basic("nobody:"),
        basic("Waiter:oolong"),
        basic("waiter:oolong "),
        basic("waiter:oölong"),
        basic(b"waiter:\xff"),
        basic("waiter:oolong", scheme="Bearer"),
        "Authorization: Basic",
        "Authorization: Basic waiter:oolong",
        "Authorization: Basic d2FpdGVyOm9vbG9uZw",
        "Authorization: Basic d2FpdGVy!Om9vbG9uZw==",
        "Authorization: Basic é",
        "Authorization:",
    ],
)
def test_credentials_that_are_wrong_or_broken_are_challenged_again(ask, field):
    reply = ask("GET /staff/rota", field)
    assert (reply.status, reply.fields["www-authenticate"]) == (401, CHALLENGE)
    assert reply.raised is None


@pytest.mark.parametrize("scheme", ["basic", "BASIC", "Basic "])
def test_the_scheme_may_be_written_in_any_case(ask, scheme):
    assert ask("GET /staff/rota", basic("waiter:oolong", scheme)).status == 200


def test_two_sets_of_credentials_are_none(ask):
    assert ask("GET /staff/rota", WAITER, CHEF).status == 401


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("fields", [(), (WAITER,)])
def test_behind_the_curtain_looks_like_nothing_at_all(ask, method, fields):
    hidden, missing = ask(f"{method} /staff/secret-blend", *fields), ask(f"{method} /staff/nothing", *fields)
    assert hidden.status == 404
    assert hidden == missing


def test_the_chef_is_told_what_can_be_done_with_the_blend(ask):
    reply = ask("DELETE /staff/secret-blend", CHEF)
    assert (reply.status, reply.fields["allow"]) == (405, "GET, HEAD")
