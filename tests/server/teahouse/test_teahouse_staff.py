"""Authentication and authorization: 401, 403, and a page hidden behind a 404."""

import base64

import pytest

from sampling import together


def basic(text, scheme="Basic"):
    text = text.encode() if isinstance(text, str) else text
    return f"Authorization: {scheme} {base64.b64encode(text).decode()}"


WAITER, CHEF = basic("waiter:oolong"), basic("chef:assam")
CHALLENGE = 'Basic realm="staff", charset="UTF-8"'


@pytest.mark.parametrize(
    ("room", "nobody", "waiter", "chef"),
    [("/staff/rota", 401, 200, 200), ("/staff/payroll", 401, 403, 200), ("/staff/secret-blend", 404, 404, 200)],
)
def test_staff_page_admits_only_its_users(ask, room, nobody, waiter, chef):
    replies = [ask(f"GET {room}"), ask(f"GET {room}", WAITER), ask(f"GET {room}", CHEF)]
    assert [reply.status for reply in replies] == [nobody, waiter, chef]
    challenges = [reply.fields.get("www-authenticate") for reply in replies]
    assert challenges == [CHALLENGE if nobody == 401 else None, None, None]


@together(
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
def test_wrong_or_malformed_credentials_get_a_challenge(ask, field):
    reply = ask("GET /staff/rota", field)
    assert (reply.status, reply.fields["www-authenticate"]) == (401, CHALLENGE)
    assert reply.raised is None


@pytest.mark.parametrize("scheme", ["basic", "BASIC", "Basic "])
def test_authentication_scheme_is_case_insensitive(ask, scheme):
    assert ask("GET /staff/rota", basic("waiter:oolong", scheme)).status == 200


def test_two_sets_of_credentials_count_as_none(ask):
    assert ask("GET /staff/rota", WAITER, CHEF).status == 401


@together("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@together("fields", [(), (WAITER,)])
def test_hidden_page_looks_like_a_missing_one(ask, method, fields):
    hidden, missing = ask(f"{method} /staff/secret-blend", *fields), ask(f"{method} /staff/nothing", *fields)
    assert hidden.status == 404
    assert hidden == missing


def test_hidden_page_is_405_with_allow_for_its_user(ask):
    reply = ask("DELETE /staff/secret-blend", CHEF)
    assert (reply.status, reply.fields["allow"]) == (405, "GET, HEAD")
