"""What a browser gets from the lab: nothing that runs on its origin, no address that runs, no cookie of others."""

from random import Random
from urllib.parse import quote

import pytest
from httpbin_caller import call
from stopped_clock import StoppedClock

from sampling import together
from statuslab.server.browser_safety import BrowserSafety
from statuslab.server.httpbin import make_routes
from statuslab.server.teahouse import AppState, make_app

SCRIPT = "<script>alert(1)</script>"
BROWSER = "Sec-Fetch-Mode: navigate"


@pytest.fixture
def ask():
    """A caller of the Teahouse and httpbin together, as the lab has them."""
    clock = StoppedClock()
    app = make_app(AppState(clock), lambda: make_routes(clock, Random(1)))
    return lambda request, *lines, **more: call(app, request, *lines, **more)


def sandboxed(reply):
    return "sandbox" in reply.all("content-security-policy") and reply.all("x-content-type-options") == ["nosniff"]


RUN_BY_BROWSERS = [  # MIME Sniffing section 4.6 and HTML "navigate as a document"; and what browsers may make of these
    *("text/html", "application/xhtml+xml", "image/svg+xml", "application/xml", "text/xml", "text/xsl"),
    *("application/rss+xml", "multipart/x-mixed-replace", "TEXT/HTML", "text/html; charset=utf-7", "application/pdf"),
    *(
        "message/rfc822",
        "multipart/related",
        "text/javascript",
        "application/wasm",
        "x/y",
        "text",
        "text/html,text/plain",
        "text/plain,text/html",
        'text/plain; a="b", text/html',
    ),
]


@together("media_type", RUN_BY_BROWSERS)
@together(
    "rest", ["get?x=<script>", "base64/PHNjcmlwdD4=", "status/200?body=<script>", "anything/<b>", "menu", "teas/7"]
)
def test_composed_type_that_browsers_run_is_sandboxed(ask, media_type, rest):
    reply = ask(f"GET /with/header=Content-Type:{quote(media_type, safe='')}/{rest}")
    assert reply.status == 200
    assert sandboxed(reply)


@together("media_type", RUN_BY_BROWSERS)
def test_response_headers_with_a_type_that_browsers_run_are_sandboxed(ask, media_type):
    for more in ("", "&Content-Type=text/plain"):
        assert sandboxed(ask(f"GET /response-headers?Content-Type={quote(media_type)}{more}&X=%3Cscript%3E"))


@together(
    "path",
    [
        "/html", "/xml", "/image/svg", "/encoding/utf8", "/links/3/0", "/redirect/1", "/redirect-to?url=/get",
        "/with/header=Content-Type/get", "/with/header=Content-Type/base64/PHNjcmlwdD4=",
        "/with/header=Content-Security-Policy/html", "/with/header=X-Content-Type-Options:none/html",
        "/with/header=Content-Security-Policy:sandbox%20allow-scripts/html",
        "/with/status=200/forms/post", "/with/status=200/httpbin", "/with/status=200/login", "/with/status=200/menu",
        "/with/header=Link:<http:%2F%2Fevil.test%2Fx.css>;rel=stylesheet/menu",
        "/with/status=206/header=Content-Type/base64/PHNjcmlwdD4=",
    ],
)  # fmt: skip
def test_page_that_a_link_can_change_is_sandboxed(ask, path):
    reply = ask(f"GET {path}")
    assert not reply.content or sandboxed(reply)


def test_uploaded_page_is_sandboxed(ask):
    assert ask("PUT /cellar/page.html", "Content-Type: text/html", content=SCRIPT).status in (200, 201, 204)
    assert sandboxed(ask("GET /cellar/page.html"))


@pytest.mark.parametrize(
    "path", ["/get", "/base64/PHNjcmlwdD4=", "/image/png", "/status/204", "/status/304", "/bytes/9", "/sse?count=1"]
)
def test_content_that_no_browser_runs_is_sent_as_it_is(ask, path):
    assert ask(f"GET {path}").all("content-security-policy") == []


@pytest.mark.parametrize("path", ["/", "/menu", "/login", "/window-seat", "/httpbin", "/forms/post"])
def test_own_page_is_sent_as_it_is(ask, path):
    """They hold constants and escaped values alone, and some have a form, which nobody could send from a sandbox."""
    assert ask(f"GET {path}").all("content-security-policy") == []


@together("steps", ["header=X:'onfocus='alert(1)'autofocus='", 'header=X:"onfocus="alert(1)"', "header=X:<script>"])
@together("path", ["/links/3/0", "/forms/post", "/httpbin", "/redirect/2"])
def test_address_in_a_page_is_escaped_whichever_quotes_stand_around_it(ask, steps, path):
    text = ask(f"GET /with/{steps}{path}").text
    assert "onfocus='" not in text
    assert 'onfocus="' not in text
    assert "<script>" not in text


ADDRESSES = [
    *("javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "vbscript:x"),
    *("data:text/html,<script>alert(1)</script>", "DATA:,x"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_redirect_to_script_is_refused(ask, address):
    escaped = quote(address, safe="")
    given = [
        ask(f"GET /redirect-to?url={escaped}"),
        ask("POST /redirect-to", "Content-Type: application/x-www-form-urlencoded", content=f"url={escaped}"),
        ask(f"GET /with/status=302/header=Location:{escaped}/get"),
        ask(f"GET /response-headers?Location={escaped}"),
        ask(f"GET /response-headers?Refresh={quote('0; url=')}{escaped}"),
        ask(f"GET /with/header=Refresh:{quote('0;URL=')}%27{escaped}%27/html"),
    ]
    for reply in given:
        location = reply.fields.get("location", "").lower()
        assert reply.status == 400 or not location.startswith(("javascript:", "data:", "vbscript:"))
    assert {reply.status for reply in given[2:]} == {400}


@pytest.mark.parametrize("address", ["/get", "https://example.test/", "mailto:a@b.test", "/javascript:1", "?data:1"])
def test_redirect_to_another_address_is_sent(ask, address):
    assert ask(f"GET /redirect-to?url={quote(address, safe='')}").status == 302


# --- cookies


ECHOES = [
    "GET /cookies",
    "GET /headers",
    "GET /get",
    "POST /post",
    "POST /anything/x",
    "GET /dump/request",
    "GET /stream/1",
    "GET /with/status=200/cookies",
]


@together("request_line", ECHOES)
def test_browser_is_told_only_cookies_that_were_set_here(ask, request_line):
    ask("GET /cookies/set?tea=assam")
    cookies = "Cookie: _xsrf=secret; tea=assam; username-127-0-0-1-8888=secret"
    text = ask(request_line, cookies, BROWSER).text
    assert "secret" not in text
    assert "assam" in text


@together("request_line", ECHOES)
def test_other_client_is_told_every_cookie(ask, request_line):
    assert "secret" in ask(request_line, "Cookie: _xsrf=secret").text


def test_cookie_of_the_same_name_with_another_value_is_not_told_to_a_browser(ask):
    ask("GET /cookies/set?_xsrf=mine")
    assert ask("GET /cookies", "Cookie: _xsrf=secret", BROWSER).json == {"cookies": {}}


@pytest.mark.parametrize(
    "setting",
    ["/cookies/set/tea/assam", "/response-headers?Set-Cookie=tea%3Dassam", "/with/header=Set-Cookie:tea=assam/get"],
)
def test_cookie_set_in_any_way_is_told_to_a_browser(ask, setting):
    ask(f"GET {setting}")
    assert ask("GET /cookies", "Cookie: tea=assam", BROWSER).json == {"cookies": {"tea": "assam"}}


def test_regular_with_a_browser_gets_in(ask):
    signed_in = ask("POST /login", "Content-Type: application/x-www-form-urlencoded", BROWSER, content="word=two+lumps")
    seat = signed_in.fields["set-cookie"].partition(";")[0]
    assert ask("GET /regulars", f"Cookie: {seat}", BROWSER).status == 200


def test_memory_of_cookies_is_bounded():
    safety = BrowserSafety(lambda *_: None)
    for number in range(3000):
        safety._remember(b"a=%d" % number)
    assert len(safety._set_here) == 1000


LASTING = ["Set-Cookie:tea=assam", 'Clear-Site-Data:"cookies"', "Strict-Transport-Security:max-age=1", "Alt-Svc:clear"]


@together("field", LASTING)
@together("path", ["/with/header={}/get", "/with/header={}/status/500", "/response-headers?{}"])
@together("site", ["cross-site", "same-origin", "same-site", "none"])
def test_link_of_another_site_leaves_nothing_behind_in_the_browser(ask, field, path, site):
    asked = quote(field, safe=":") if "with" in path else quote(field, safe="").replace("%3A", "=", 1)
    reply = ask(f"GET {path.format(asked)}", BROWSER, f"Sec-Fetch-Site: {site}")
    assert bool(reply.all(field.partition(":")[0].lower())) is (site != "cross-site")


@pytest.mark.parametrize(
    "setting", ["GET /cookies/set?tea=assam", "GET /cookies/delete?tea", "GET /cookies/set/tea/assam"]
)
def test_link_of_another_site_sets_and_deletes_no_cookie(ask, setting):
    assert ask(setting, BROWSER, "Sec-Fetch-Site: cross-site").all("set-cookie") == []
    assert ask("GET /cookies", "Cookie: tea=assam", BROWSER).json == {"cookies": {}}


def test_page_of_another_site_gets_the_two_constant_cookies_of_the_lesson_about_samesite(ask):
    asked = "Partner-Lax=evil; Path=/", BROWSER, "Sec-Fetch-Site: cross-site"
    reply = ask("POST /partners/login?partner-lax=evil", f"Cookie: {asked[0]}", *asked[1:])
    assert [value.partition(";")[0] for value in reply.all("set-cookie")] == ["partner-lax=1", "partner-none=1"]
    assert all("Path=/partners" in value for value in reply.all("set-cookie"))


@pytest.mark.parametrize("step", ["status=200", "header=Set-Cookie:tea=assam"])
def test_constant_cookies_do_not_pass_other_steps_to_another_site(ask, step):
    reply = ask(f"POST /with/{step}/partners/login", BROWSER, "Sec-Fetch-Site: cross-site")
    assert reply.all("set-cookie") == []


# --- other origins


@pytest.mark.parametrize(
    "path", ["/get", "/cookies", "/cookies?CORS=credentials", "/cookies?x=cors=credentials", "/status/500"]
)
def test_other_origin_may_not_read_with_credentials(ask, path):
    reply = ask(f"GET {path}", "Origin: https://evil.test")
    assert reply.all("access-control-allow-origin") == ["*"]
    assert reply.all("access-control-allow-credentials") == []


def test_lesson_about_credentials_is_asked_for_by_the_query(ask):
    reply = ask("GET /get?cors=credentials", "Origin: https://page.test")
    assert reply.all("access-control-allow-origin") == ["https://page.test"]
    assert reply.all("access-control-allow-credentials") == ["true"]
    assert reply.all("vary") == ["Origin"]
