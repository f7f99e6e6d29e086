"""Bearer tokens: what the staff API answers to each, how tokens are issued, and two other ways to be let in."""

import pytest

SHIFTS, FORM = "/staff/api/shifts", "Content-Type: application/x-www-form-urlencoded"
PLAIN = 'Bearer realm="staff-api"'
WAITER = "Authorization: Basic d2FpdGVyOm9vbG9uZw=="


def bearer(token):
    return f"Authorization: Bearer {token}"


def refused(reply):
    return reply.status, reply.fields.get("www-authenticate")


def refresh(ask, token, more=""):
    return ask("POST /staff/token", FORM, content=f"grant_type=refresh_token&refresh_token={token}{more}")


# --- The API


@pytest.mark.parametrize("fields", [(), (WAITER,), ("Authorization:",), ("Authorization: Token waiter-today",)])
def test_request_without_a_token_gets_a_challenge_without_error_code(ask, fields):
    assert refused(ask(f"GET {SHIFTS}", *fields)) == (401, PLAIN)


@pytest.mark.parametrize("token", ["waiter-yesterday", "till-today", "nobody", "waiter-refresh"])
def test_token_that_is_not_valid_here_gets_401_invalid_token(ask, token):
    assert refused(ask(f"GET {SHIFTS}", bearer(token))) == (401, f'{PLAIN}, error="invalid_token"')


def test_token_with_too_little_scope_gets_403_and_the_scope_that_is_needed(ask, send):
    reply = send(f"POST {SHIFTS}", {"day": "friday"}, bearer("waiter-today"))
    assert refused(reply) == (403, f'{PLAIN}, error="insufficient_scope", scope="shifts:write"')
    assert len(ask(f"GET {SHIFTS}", bearer("waiter-today")).json["shifts"]) == 2


@pytest.mark.parametrize(
    ("target", "fields"),
    [
        (f"{SHIFTS}?access_token=waiter-today", ()),
        (f"{SHIFTS}?access_token=waiter-today", (bearer("waiter-today"),)),
        (SHIFTS, (bearer("waiter-today"), bearer("waiter-today"))),
        (SHIFTS, (bearer(""),)),
        (SHIFTS, (bearer("two words"),)),
        (SHIFTS, (bearer('"waiter-today"'),)),
    ],
)
def test_token_in_the_wrong_place_or_shape_gets_400_invalid_request(ask, target, fields):
    assert refused(ask(f"GET {target}", *fields)) == (400, f'{PLAIN}, error="invalid_request"')


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER "])
def test_valid_token_is_let_in_whatever_the_case_of_its_scheme(ask, scheme):
    reply = ask(f"GET {SHIFTS}", f"Authorization: {scheme} waiter-today")
    assert (reply.status, [shift["id"] for shift in reply.json["shifts"]]) == (200, [1, 2])


def test_token_expires_by_the_clock_of_the_lab(ask, clock):
    token = refresh(ask, "waiter-refresh").json["access_token"]
    clock.time += 119.5
    assert ask(f"GET {SHIFTS}", bearer(token)).status == 200
    clock.time += 0.5
    assert refused(ask(f"GET {SHIFTS}", bearer(token))) == (401, f'{PLAIN}, error="invalid_token"')


def test_somebody_elses_shift_looks_like_one_that_does_not_exist(ask):
    other, none = (ask(f"GET {SHIFTS}/{number}", bearer("waiter-today")) for number in (3, 99))
    assert other.status == 404
    assert other == none
    assert ask(f"GET {SHIFTS}/3", bearer("chef-today")).status == 200


def test_new_shift_belongs_to_the_holder_of_the_token(ask, send):
    reply = send(f"POST {SHIFTS}", {"day": "friday"}, bearer("chef-today"))
    assert (reply.status, reply.fields["location"]) == (201, f"{SHIFTS}/4")
    assert [ask(f"GET {SHIFTS}/4", bearer(name)).status for name in ("chef-today", "waiter-today")] == [200, 404]


def test_page_with_two_challenges_takes_either(ask):
    both = f'{PLAIN}, Basic realm="staff", charset="UTF-8"'
    assert refused(ask("GET /staff/handbook")) == (401, both)
    assert [ask("GET /staff/handbook", field).status for field in (WAITER, bearer("waiter-today"))] == [200, 200]


# --- The token endpoint


def test_refresh_token_works_once_and_is_replaced(ask):
    first = refresh(ask, "waiter-refresh")
    assert (first.status, first.fields["cache-control"]) == (200, "no-store")
    again = refresh(ask, "waiter-refresh")
    assert (again.status, again.json) == (400, {"error": "invalid_grant"})
    assert refresh(ask, first.json["refresh_token"]).status == 200


def test_refreshed_token_is_for_the_same_service_as_before(ask):
    token = refresh(ask, "till-refresh").json["access_token"]
    assert ask(f"GET {SHIFTS}", bearer(token)).status == 401


@pytest.mark.parametrize(
    ("scope", "status"), [("", 200), ("&scope=shifts:read", 200), ("&scope=shifts:write", 400), ("&scope=%20", 200)]
)
def test_refresh_cannot_widen_the_scope(ask, scope, status):
    assert refresh(ask, "waiter-refresh", scope).status == status


def test_password_gets_a_token_with_the_scope_that_was_asked_for(ask, send):
    content = "grant_type=client_credentials&scope=shifts:read+shifts:write"
    token = ask("POST /staff/token", WAITER, FORM, content=content).json
    assert token["scope"] == "shifts:read shifts:write"
    assert "refresh_token" not in token
    assert send(f"POST {SHIFTS}", {"day": "friday"}, bearer(token["access_token"])).status == 201


@pytest.mark.parametrize(
    ("fields", "content", "status", "error"),
    [
        ((), "grant_type=client_credentials", 401, "invalid_client"),
        ((WAITER,), "grant_type=client_credentials&scope=payroll:read", 400, "invalid_scope"),
        ((), "grant_type=password", 400, "unsupported_grant_type"),
        ((), "", 400, "unsupported_grant_type"),
        ((), "grant_type=refresh_token", 400, "invalid_grant"),
        ((), "grant_type=refresh_token&refresh_token=waiter-today", 400, "invalid_grant"),
    ],
)
def test_token_endpoint_names_what_is_wrong(ask, fields, content, status, error):
    reply = ask("POST /staff/token", FORM, *fields, content=content)
    assert (reply.status, reply.json) == (status, {"error": error})
    assert ("www-authenticate" in reply.fields) == (status == 401)


def test_tokens_are_limited_in_number(ask, state):
    replies = [ask("POST /staff/token", WAITER, FORM, content="grant_type=client_credentials") for _ in range(200)]
    assert replies[-1].status == 507
    assert len(state.tokens.access) == 200


def test_reset_takes_issued_tokens_back(ask, state):
    token = refresh(ask, "waiter-refresh").json["access_token"]
    state.reset()
    assert ask(f"GET {SHIFTS}", bearer(token)).status == 401
    assert refresh(ask, "waiter-refresh").json["access_token"] == token


# --- API keys


@pytest.mark.parametrize(("key", "read", "write"), [("stock-reader", 200, 403), ("stock-writer", 200, 200)])
def test_api_key_may_do_what_it_is_for(ask, send, key, read, write):
    field = f"X-API-Key: {key}"
    assert ask("GET /staff/api/stock", field).status == read
    reply = send("PUT /staff/api/stock", {"tins": 9}, field)
    assert (reply.status, "www-authenticate" in reply.fields) == (write, False)
    assert ask("GET /staff/api/stock", field).json == {"tins": 9 if write == 200 else 12}


@pytest.mark.parametrize("fields", [(), ("X-API-Key: nobody",), ("X-API-Key:",), ("Authorization: stock-reader",)])
def test_missing_or_unknown_api_key_gets_401_with_a_challenge(ask, fields):
    assert refused(ask("GET /staff/api/stock", *fields)) == (401, 'ApiKey realm="stock"')


# --- The login form

BROWSER, PROGRAM = "Accept: text/html,application/xhtml+xml,*/*;q=0.8", "Accept: application/json"


def test_browser_without_login_is_redirected_to_the_form(ask):
    reply = ask("GET /staff/desk", BROWSER)
    assert (reply.status, reply.fields["location"]) == (302, "/staff/login?next=/staff/desk")
    page = ask("GET /staff/login?next=/staff/desk", BROWSER)
    assert page.status == 200
    assert b'value="/staff/desk"' in page.content


@pytest.mark.parametrize("fields", [(PROGRAM,), ("Accept: */*",), ()])
def test_program_without_login_gets_a_challenge(ask, fields):
    assert refused(ask("GET /staff/desk", *fields)) == (401, PLAIN)


def test_wrong_password_shows_the_form_again_with_200_and_no_cookie(ask):
    reply = ask("POST /staff/login", FORM, content="name=waiter&password=assam&next=/staff/rota")
    assert reply.status == 200
    assert "set-cookie" not in reply.fields
    assert b"is wrong" in reply.content
    assert b'value="/staff/rota"' in reply.content


def test_right_password_redirects_with_a_cookie_that_opens_the_page(ask):
    reply = ask("POST /staff/login", FORM, content="name=chef&password=assam")
    assert (reply.status, reply.fields["location"]) == (302, "/staff/desk")
    cookie = f"Cookie: {reply.fields['set-cookie'].partition(';')[0]}"
    assert ask("GET /staff/desk", cookie).json["desk"] == "chef"
    assert ask("GET /regulars", cookie).status == 302


def test_token_opens_the_page_as_well_and_an_expired_one_does_not(ask):
    assert ask("GET /staff/desk", bearer("waiter-today")).status == 200
    assert refused(ask("GET /staff/desk", BROWSER, bearer("waiter-yesterday"))) == (
        401,
        f'{PLAIN}, error="invalid_token"',
    )


@pytest.mark.parametrize("path", ["https://example.com/", "//example.com", '"><script>'])
def test_login_redirects_to_its_own_site_only(ask, path):
    reply = ask("POST /staff/login", FORM, content=f"name=chef&password=assam&next={path}")
    assert reply.fields["location"] == "/"
