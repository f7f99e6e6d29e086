"""What pages of other sites may read, and what a preflight gets."""

import pytest

from sampling import together

PAGE = "Origin: http://localhost:8888"
ALLOW = "access-control-allow-origin"
ORDER = {"tea": 7, "cups": 2}


@together(
    ("path", "status", "allowed"),
    [
        ("/partners/teas", 200, "*"),
        ("/partners/prices", 200, None),
        ("/partners/old-teas", 301, "*"),
        ("/partners/desk", 302, "*"),
        ("/partners/v1/special", 500, None),
        ("/partners/v2/special", 500, "*"),
        ("/partners/shifts", 401, "*"),
        ("/partners/rota", 401, "http://localhost:8888"),
        ("/partners/me", 401, "http://localhost:8888"),
    ],
)
def test_response_says_who_may_read_it(ask, path, status, allowed):
    reply = ask(f"GET {path}", PAGE)
    assert (reply.status, reply.fields.get(ALLOW)) == (status, allowed)


def test_not_modified_response_has_the_permission_too(ask):
    assert ask("GET /partners/teas", PAGE, 'If-None-Match: "v1"').fields[ALLOW] == "*"
    assert ask("GET /partners/teas", PAGE, 'If-None-Match: "v1"').status == 304


@pytest.mark.parametrize(
    ("path", "status", "headers"),
    [
        ("/partners/orders", 204, "Content-Type"),
        ("/partners/reviews", 204, "Content-Type"),
        ("/partners/bookings", 405, None),
        ("/partners/shifts", 401, None),
    ],
)
def test_preflight_gets_permission_or_the_mistake_of_its_route(ask, path, status, headers):
    reply = ask(f"OPTIONS {path}", PAGE, "Access-Control-Request-Method: POST")
    assert (reply.status, reply.fields.get("access-control-allow-headers")) == (status, headers)


@pytest.mark.parametrize("path", ["/partners/orders", "/partners/reviews", "/partners/bookings"])
def test_order_of_a_partner_is_stored_with_the_others(ask, send, path):
    before = len(ask("GET /orders").json)
    assert send(f"POST {path}", ORDER, PAGE).status == 201
    assert len(ask("GET /orders").json) == before + 1


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost.evil.example", ""])
def test_page_of_no_loopback_host_may_not_read_with_credentials(ask, origin):
    reply = ask("GET /partners/me", f"Origin: {origin}")
    assert ALLOW not in reply.fields
    assert "access-control-allow-credentials" not in reply.fields


def test_page_of_this_machine_may_read_with_credentials(ask):
    fields = ask("GET /partners/me", PAGE).fields
    assert (fields["access-control-allow-credentials"], fields["vary"]) == ("true", "Origin")


def test_cookies_of_the_login_come_back_by_name(ask):
    reply = ask("GET /partners/me", "Cookie: partner-none=1; other=2; partner-lax=1")
    assert reply.json == {"cookies": ["partner-lax", "partner-none"]}
