"""What holds for every path: HEAD, problem details, Allow, resets."""

import asyncio

import httpx2
import pytest

from sampling import together
from statuslab.server.teahouse import AppState, make_app

JSON = "Content-Type: application/json"
CHEF = "Authorization: Basic Y2hlZjphc3NhbQ=="

GOOD_READS = [
    "/",
    "/teas",
    "/teas/7",
    "/menu",
    "/menu/seasonal",
    "/style.css",
    "/autumn.css",
    "/winter.css",
    "/leaflets/assam.txt",
    "/orders",
    "/orders/3",
    "/guestbook",
    "/kettle",
    "/till/sample",
    "/notices/today",
    "/notices/recipe",
    "/staff/rota",
    "/staff/payroll",
    "/staff/secret-blend",
    "/recipes/house-blend",
    "/leaflets/gift",
    "/leaflets/gift.zh",
    "/leaflets/season.de",
    "/tables/4",
    "/login",
    "/specials/board",
    "/museum/306",
    "/museum/caddy",
    "/pot-1",
]


@together("target", GOOD_READS)
def test_head_of_a_readable_path_has_the_fields_of_its_get(ask, state, target):
    read = ask(f"GET {target}", CHEF)
    head = ask(f"HEAD {target}", CHEF)
    assert (read.status, head.status) == (200, 200)
    assert read.fields == head.fields
    assert read.fields["content-length"] == str(len(read.content))


REFUSALS = [
    ("GET /nope", 404),
    ("GET /teas/", 404),
    ("GET /teas/99", 404),
    ("GET /teas/007", 404),
    ("GET /teas/0", 404),
    ("GET /teas/²", 404),
    ("GET /teas/" + "9" * 5000, 404),
    ("PUT /teas/10000", 404),
    ("GET /teas/assam", 404),
    ("GET /orders/99", 404),
    ("PATCH /orders/99", 404),
    ("POST /orders/99/return", 404),
    ("GET /returns/1", 404),
    ("GET /brews/1", 404),
    ("GET /pots/1", 404),
    ("GET /photos/none.jpg", 404),
    ("PUT /photos/no name.jpg", 404),
    ("GET /notices/yesterday", 404),
    ("GET /leaflets/mint.txt", 404),
    ("GET /teas/earl-grey-1999", 410),
    ("PUT /teas/earl-grey-1999", 410),
    ("DELETE /teas/earl-grey-1999", 410),
    ("DELETE /teas", 405),
    ("POST /teas", 415),
    ("GET /staff/rota", 401),
    ("GET /specials/today", 500),
]


@together(("request_line", "status"), REFUSALS, ids=[line[:40] for line, _ in REFUSALS])
def test_refusal_has_problem_details(ask, request_line, status):
    reply = ask(request_line)
    assert reply.status == status
    assert reply.fields["content-type"] == "application/problem+json"
    assert list(reply.json)[:3] == ["title", "status", "detail"]
    assert reply.json["status"] == status
    assert len(reply.json["detail"]) > 15


@pytest.mark.parametrize(
    ("line", "allow"),
    [
        ("DELETE /teas", "GET, HEAD, POST, OPTIONS"),
        ("POST /teas/7", "GET, HEAD, PUT, DELETE, OPTIONS"),
        ("PUT /menu", "GET, HEAD, OPTIONS"),
        ("GET /brews", "POST, OPTIONS"),
        ("PUT /orders/3", "GET, HEAD, PATCH, OPTIONS"),
        ("TRACE /style.css", "GET, HEAD, OPTIONS"),
        ("DELETE /shop/orders", "GET, HEAD, POST, OPTIONS"),
    ],
)
def test_unsupported_method_is_405_with_allow(ask, line, allow):
    reply = ask(line, JSON, content="{broken")
    assert (reply.status, reply.fields["allow"]) == (405, allow)
    assert reply.json["title"] == "Method Not Allowed"


def test_options_gets_allow_without_content(ask):
    reply = ask("OPTIONS /teas/7")
    assert (reply.status, reply.fields, reply.content) == (204, {"allow": "GET, HEAD, PUT, DELETE, OPTIONS"}, b"")


def test_handler_that_raises_gives_500_without_traceback(ask, capfd):
    reply = ask("GET /specials/today")
    assert (reply.status, reply.json["title"]) == (500, "Internal Server Error")
    assert isinstance(reply.raised, ZeroDivisionError)
    assert b"ivi" not in reply.content
    assert capfd.readouterr() == ("", "")


def test_problem_titles_are_those_of_rfc_9110(send):
    assert send("POST /teas", []).json["title"] == "Unprocessable Content"
    assert send("POST /teas", "x" * 70_000).json["title"] == "Content Too Large"


VISIT = [
    ("POST /teas", JSON, '{"name": "Sencha", "minutes": 2}'),
    ("PUT /teas/7", JSON, '{"name": "Assam", "minutes": 5}'),
    ("POST /leaflets/assam.txt/reprint", JSON, ""),
    ("GET /leaflets/assam.txt", "Range: bytes=0-9,90-99", ""),
    ("POST /orders", JSON, '{"tea": 7, "cups": 2}'),
    ("PATCH /orders/1", JSON, '{"status": "cancelled"}'),
    ("POST /orders/3/return", JSON, ""),
    ("POST /brews", JSON, '{"tea": 7, "cups": 40}'),
    ("POST /guestbook", "Content-Type: application/x-www-form-urlencoded", "name=guest&text=hello"),
    ("PUT /photos/pot.png", "Content-Type: image/png", "x"),
    ("GET /till/sample", JSON, ""),
    ("POST /kettle/descale", JSON, ""),
    *((f"GET {target}", CHEF, "") for target in GOOD_READS),
]


def test_same_requests_after_a_reset_get_the_same_bytes(ask, state):
    first = [ask(line, field, content=content) for line, field, content in VISIT]
    state.reset()
    assert [ask(line, field, content=content) for line, field, content in VISIT] == first
    assert {reply.status // 100 for reply in first} == {2, 5}


def test_full_collection_is_507(state, send):
    state.guestbook.extend([{}] * 200)
    state.orders.update(dict.fromkeys(range(4, 201), state.orders[1]))
    assert send("POST /orders", {"tea": 7, "cups": 2}).status == 507
    assert send("POST /brews", {"tea": 7, "cups": 2}).status == 202


def test_item_numbers_that_run_out_are_507(state, send):
    state.numbers["teas"] = 9998
    tea = {"name": "Sencha", "minutes": 2}
    assert [send("POST /teas", tea).status for _ in range(2)] == [201, 507]


def test_app_can_be_called_by_an_ordinary_client(clock):
    async def visit():
        transport = httpx2.ASGITransport(make_app(AppState(clock)))
        async with httpx2.AsyncClient(transport=transport, base_url="http://teahouse") as client:
            return [await client.get("/menu"), await client.get("/tea-list", follow_redirects=True)]

    menu, teas = asyncio.run(visit())
    assert (menu.status_code, menu.headers["link"]) == (200, "</style.css>; rel=preload; as=style")
    assert len(teas.json()) == 7


def test_two_apps_share_no_state(clock):
    one, other = AppState(clock), AppState(clock)
    one.teas.clear()
    one.numbers["teas"] = 50
    assert (len(other.teas), other.numbers["teas"]) == (7, 7)
