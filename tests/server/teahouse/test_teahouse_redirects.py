"""Redirects, temporary and permanent, and the login that redirects back."""

import pytest

from sampling import together
from statuslab.server.teahouse.redirects import return_path

FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("line", "status", "place"),
    [
        ("GET /window-seat", 302, "/tables/4"),
        ("POST /takeaway/orders", 307, "/orders"),
        ("GET /takeaway/orders", 307, "/orders"),
        ("POST /bar/orders", 308, "/orders"),
        ("GET /bar/orders", 308, "/orders"),
        ("GET /regulars", 302, "/login?next=%2Fregulars"),
    ],
)
def test_redirect_leads_to_a_page(ask, line, status, place):
    reply = ask(line)
    assert (reply.status, reply.fields["location"]) == (status, place)
    assert ask(f"GET {place}").status == 200


@pytest.mark.parametrize("sign", ["/takeaway/orders", "/bar/orders"])
def test_post_sent_again_to_the_location_keeps_its_content(ask, send, sign):
    order = {"tea": 7, "cups": 2}
    place = send(f"POST {sign}", order).fields["location"]
    assert len(ask("GET /orders").json) == 3
    assert send(f"POST {place}", order).json == {"id": 4, "tea": 7, "cups": 2, "status": "open"}


@pytest.mark.parametrize(("number", "status"), [("1", 200), ("6", 200), ("0", 404), ("7", 404), ("04", 404)])
def test_tables_are_numbered_from_1_to_6(ask, number, status):
    assert ask(f"GET /tables/{number}").status == status


def test_login_sets_a_cookie_and_redirects_back(ask):
    reply = ask("POST /login", FORM, content="word=two+lumps&next=/regulars")
    assert (reply.status, reply.fields["location"]) == (303, "/regulars")
    assert reply.fields["set-cookie"] == "seat=seat-1; HttpOnly; Path=/; SameSite=lax"
    assert ask("GET /regulars", "Cookie: seat=seat-1").json["cake"] == "on the house"


@pytest.mark.parametrize("content", ["word=sugar", "next=/regulars", "", "word="])
def test_login_with_a_wrong_password_is_403(ask, content):
    assert ask("POST /login", FORM, content=content).status == 403
    assert ask("GET /regulars", "Cookie: seat=seat-1").status == 302


@pytest.mark.parametrize("cookie", ["seat=", "seat=seat-2", "chair=seat-1"])
def test_unknown_session_cookie_is_not_signed_in(ask, cookie):
    ask("POST /login", FORM, content="word=two+lumps")
    assert ask("GET /regulars", f"Cookie: {cookie}").status == 302


@together(
    ("path", "back"),
    [
        ("/regulars", "/regulars"),
        ("/tables/4", "/tables/4"),
        ("/", "/"),
        ("", "/"),
        ("regulars", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/regulars\r\nSet-Cookie: a=b", "/"),
        ("/regulars\n", "/"),
        ('/"><script>', "/"),
        ("/" + "a" * 50_000 + "!", "/"),
    ],
)
def test_login_never_redirects_to_another_site(ask, path, back):
    assert return_path(path) == back


def test_login_page_carries_the_return_path(ask):
    assert b'name="next" type="hidden" value="/regulars"' in ask("GET /login?next=%2Fregulars").content
    assert b'value="/"' in ask("GET /login?next=https://evil.example/").content


def test_tea_list_has_moved_for_good(ask):
    reply = ask("GET /tea-list")
    assert (reply.status, reply.fields["location"]) == (301, "/teas")
