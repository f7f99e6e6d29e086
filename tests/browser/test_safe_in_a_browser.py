"""What a link, a form or a page of another server cannot do to the lab in a real browser, nor learn from it."""

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import httpx2
import pytest

from sampling import sampled, spread
from statuslab.server.lab import Lab

SCRIPT = "<title>-</title><script>document.title = 'it ran'</script><img src=x onerror=\"document.title='it ran'\">"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg"><title>-</title>'
    "<script>document.querySelector('title').textContent = 'it ran'</script></svg>"
)
XHTML = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>-</title>'
    "<script>document.title = 'it ran'</script></head><body/></html>"
)


def encoded(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


def typed(media_type, rest):
    return f"/with/header=Content-Type:{quote(media_type, safe='')}{rest}"


LINKS = {
    "base64": f"/base64/{encoded(SCRIPT)}",
    "base64 as HTML": typed("text/html", f"/base64/{encoded(SCRIPT)}"),
    "base64 as HTML with a list of types": typed("text/plain, text/html", f"/base64/{encoded(SCRIPT)}"),
    "base64 as SVG": typed("image/svg+xml", f"/base64/{encoded(SVG)}"),
    "base64 as XHTML": typed("application/xhtml+xml", f"/base64/{encoded(XHTML)}"),
    "base64 as XML": typed("text/xml", f"/base64/{encoded(XHTML)}"),
    "base64 without a type": f"/with/header=Content-Type/base64/{encoded(SCRIPT)}",
    "base64 without a type, another policy asked for": "/with/header=Content-Type/header=Content-Security-Policy:"
    f"sandbox%20allow-scripts%20allow-same-origin/base64/{encoded(SCRIPT)}",
    "base64 without a type, sniffing asked for": "/with/header=Content-Type/header=X-Content-Type-Options:yes"
    f"/base64/{encoded(SCRIPT)}",
    "told back as HTML": typed("text/html", f"/anything?x={quote(SCRIPT)}"),
    "response-headers": f"/response-headers?Content-Type=text/html&x={quote(SCRIPT)}",
    "two types": f"/response-headers?Content-Type=text/plain&Content-Type=text/html&x={quote(SCRIPT)}",
    "a Refresh": f"/with/header=Refresh:{quote('0;url=javascript:document.title=`it ran`', safe='')}/html",
    "a refused status with content": typed("text/html", f"/status/404/base64/{encoded(SCRIPT)}"),
    "path told in a page": f"/links/3/{quote(SCRIPT, safe='')}",
    "steps told in a page": f"/with/header=X:{quote(SCRIPT, safe='')}/links/3/0",
    "name of nothing": f"/{quote(SCRIPT, safe='')}",
}
REDIRECTS = ["javascript:document.title='it ran'", "JAVA\tSCRIPT:document.title='it ran'", f"data:text/html,{SCRIPT}"]


@pytest.fixture(scope="module")
def lab():
    with Lab() as lab:
        yield lab


class Neighbor(BaseHTTPRequestHandler):
    """A server at another port of this host, which gives its visitors a cookie that is nobody else's business."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Set-Cookie", "_xsrf=secret; Path=/")
        self.send_header("Set-Cookie", "session=secret; Path=/; HttpOnly; SameSite=Strict")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>-</title>")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def neighbor():
    """The port of such a server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Neighbor) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def ran(page):
    """Whether a script of what is shown has run on an origin of the lab's. What runs in a sandbox would be no harm."""
    page.wait_for_load_state()
    title = page.evaluate("document.title || document.querySelector('title')?.textContent")
    return title == "it ran" and page.evaluate("self.origin") != "null"


@pytest.mark.parametrize("link", sampled(LINKS.values(), every=2), ids=LINKS.keys())
def test_script_in_a_link_does_not_run(page, lab, link):
    page.goto(lab.url + link)
    assert not ran(page)


def test_script_of_the_neighbor_runs_as_any_page_does(page, neighbor):
    page.goto(f"http://127.0.0.1:{neighbor}/")
    page.set_content(SCRIPT)
    assert ran(page)


@pytest.mark.parametrize("path", [LINKS["base64 as HTML"], LINKS["base64 without a type"], "/html", "/links/3/0"])
def test_page_that_a_link_composes_has_no_origin(page, lab, path):
    page.goto(lab.url + path)
    assert page.evaluate("self.origin") == "null"
    with pytest.raises(Exception, match=r"SecurityError|sandboxed"):
        page.evaluate("document.cookie")


FORMS = {
    "content sent back by /status": ("/status/200", "text/plain"),
    "content told back as HTML": (typed("text/html", "/anything"), "text/plain"),
    "form told back as HTML": (typed("text/html", "/post"), "application/x-www-form-urlencoded"),
    "multipart told back as HTML": (typed("text/html", "/post"), "multipart/form-data"),
}


@pytest.mark.parametrize(("path", "coding"), FORMS.values(), ids=FORMS.keys())
def test_script_in_a_form_of_another_page_does_not_run(page, lab, neighbor, path, coding):
    page.goto(f"http://127.0.0.1:{neighbor}/")
    page.set_content(
        f'<form method=post enctype="{coding}" action="{lab.url}{path}"><textarea name=x></textarea></form>'
    )
    page.evaluate("(script) => document.querySelector('textarea').value = script", SCRIPT)
    with page.expect_navigation():
        page.evaluate("document.querySelector('form').submit()")
    assert not ran(page)


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml"])
def test_uploaded_page_does_not_run(page, lab, media_type):
    content = {"image/svg+xml": SVG, "application/xhtml+xml": XHTML}.get(media_type, SCRIPT)
    put = httpx2.put(f"{lab.url}/cellar/page", content=content, headers={"Content-Type": media_type}, trust_env=False)
    assert put.status_code in (201, 204)
    page.goto(f"{lab.url}/cellar/page")
    assert not ran(page)


def test_style_in_a_link_does_not_reach_the_labs_own_pages(page, lab):
    sheet = f"{lab.url}{typed('text/css', '/base64/' + encoded('* { color: rgb(1, 2, 3) !important }'))}"
    page.goto(f"{lab.url}/with/header=Link:{quote(f'<{sheet}>; rel=stylesheet', safe='')}/menu")
    assert page.evaluate("self.origin") == "null"
    page.goto(f"{lab.url}/menu")
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(1, 2, 3)"


@pytest.mark.parametrize(
    ("path", "address"),
    spread(
        ["/redirect-to?url={}", "/with/status=302/header=Location:{}/get", "/response-headers?Location={}"], REDIRECTS
    ),
)
def test_redirect_to_script_is_refused(page, lab, address, path):
    answer = page.goto(lab.url + path.format(quote(address, safe="")))
    assert answer.status == 400 or "location" not in answer.headers or path.startswith("/response-headers")
    assert not ran(page)


# --- cookies


ECHOES = ["/cookies", "/headers", "/get", "/anything", "/raw", "/dump/request", "/stream/1", "/with/status=200/cookies"]


@pytest.mark.parametrize(("path", "host"), spread(ECHOES, ["127.0.0.1", "localhost"]))
def test_cookies_of_a_neighbor_are_not_told(page, lab, neighbor, host, path):
    page.goto(f"http://{host}:{neighbor}/")
    assert {each["name"] for each in page.context.cookies()} == {"_xsrf", "session"}
    port = lab.url.rpartition(":")[2]
    with page.expect_response(lambda response: response.url.endswith(path)) as seen:
        page.goto(f"http://{host}:{port}{path}")
    assert "_xsrf" in seen.value.request.all_headers()["cookie"]  # the browser did send it
    assert "secret" not in page.content()


def test_cookies_of_jupyterlab_are_not_told(page, lab, jupyter):
    page.goto(f"{jupyter.url}/lab?token={jupyter.token}")
    held = {each["name"]: each["value"] for each in page.context.cookies()}
    assert "_xsrf" in held
    for path in ECHOES:
        page.goto(lab.url + path)
        shown = page.content()
        assert not [name for name, value in held.items() if name in shown or value in shown]


def test_cookie_that_the_lab_has_set_is_told(page, lab, neighbor):
    page.goto(f"http://127.0.0.1:{neighbor}/")
    page.goto(f"{lab.url}/cookies/set?tea=assam")
    assert '"tea": "assam"' in page.content()
    assert "secret" not in page.content()


@pytest.mark.parametrize(
    "setting",
    ["/cookies/set?tea=assam", "/with/header=Set-Cookie:tea=assam/get", "/response-headers?Set-Cookie=tea%3Dassam"],
)
def test_link_of_another_site_sets_no_cookie(page, lab, neighbor, setting):
    page.goto(f"http://localhost:{neighbor}/")  # localhost and 127.0.0.1 are two sites
    follow(page, lab.url + setting)
    assert "tea" not in {each["name"] for each in page.context.cookies()}
    page.goto(lab.url + setting)
    assert "tea" in {each["name"] for each in page.context.cookies()}


def test_link_of_another_site_clears_no_cookie(page, lab, neighbor):
    page.goto(f"http://127.0.0.1:{neighbor}/")
    page.goto(f"http://localhost:{neighbor}/")
    follow(page, f"{lab.url}/response-headers?Clear-Site-Data={quote(chr(34) + '*' + chr(34))}")
    assert {each["domain"] for each in page.context.cookies()} == {"127.0.0.1", "localhost"}


def follow(page, address):
    page.set_content(f'<a href="{address}">tea</a>')
    with page.expect_navigation():
        page.locator("a").click()


# --- other origins


FETCH = """async ([address, credentials]) => {
    try { return await (await fetch(address, {credentials})).text() } catch (error) { return error.name }
}"""


def test_page_of_another_origin_reads_only_without_credentials(page, lab, neighbor):
    page.goto(f"{lab.url}/cookies/set?tea=assam")
    page.goto(f"http://127.0.0.1:{neighbor}/")
    assert page.evaluate(FETCH, [f"{lab.url}/cookies", "include"]) == "TypeError"
    assert "assam" not in page.evaluate(FETCH, [f"{lab.url}/cookies", "omit"])
    assert page.evaluate(FETCH, [f"{lab.url}/teas/7", "include"]) == "TypeError"


def test_lesson_about_credentials_shows_what_reflecting_does(page, lab, neighbor):
    page.goto(f"{lab.url}/cookies/set?tea=assam")
    page.goto(f"http://127.0.0.1:{neighbor}/")
    assert "assam" in page.evaluate(FETCH, [f"{lab.url}/cookies?cors=credentials", "include"])
