"""What is recorded in real browsers: by name, the row in the table of differences ("" for none), and the requests."""

from statuslab.notebook.fetch_here import requests_of

ORDER = '{"tea": 7, "cups": 2}'
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(*requests, **options):
    return requests_of(requests, **options)


def status(code):
    return ask(f"/status/{code}")


SITUATIONS = {
    # the page's cells
    "no-permission": ("", ask("/partners/prices")),
    "permission": ("", ask("/partners/teas")),
    "preflight": ("A POST with JSON, which needs a preflight", ask("POST /partners/orders", headers=JSON, body=ORDER)),
    "simple-post": ("", ask("POST /partners/orders", body=ORDER)),
    "preflight-405": (
        "A preflight that gets 405",
        ask("POST /partners/bookings", headers=JSON, body=ORDER),
    ),
    "preflight-401": (
        "A preflight that gets 401",
        ask("/partners/shifts", headers={"Authorization": "Bearer waiter-today"}),
    ),
    "preflight-field": ("", ask("POST /partners/reviews", headers=JSON | {"X-Request-Id": "7"}, body=ORDER)),
    "hidden-500": ("A 500 without permission", ask("/partners/v1/special")),
    "shown-500": ("A 500 with permission", ask("/partners/v2/special")),
    "opaque": ("`no-cors`", ask("/partners/prices", mode="no-cors")),
    "opaque-500": ("", ask("/partners/v1/special", mode="no-cors")),
    "followed": ("A 301, followed", ask("/partners/old-teas")),
    "manual": ('A 301 with `redirect: "manual"`', ask("/partners/old-teas", redirect="manual")),
    "refused-redirect": ("", ask("/partners/old-teas", redirect="error")),
    "session-over": ("A 302 to a login page without permission", ask("/partners/desk")),
    "revalidated": ('The same URL twice, with `cache: "no-cache"`', ask(*["/partners/teas"] * 2, cache="no-cache")),
    "own-condition": ("`If-None-Match` set by the script", ask("/partners/teas", headers={"If-None-Match": '"v1"'})),
    "from-cache": ("A fresh response, asked for twice", ask(*["/partners/leaflets/assam.txt"] * 2)),
    "no-content": ("A 204", ask("POST /partners/visits")),
    "reset-content": ("A 205", ask("POST /partners/guestbook", headers=FORM, body="name=Ada&text=Good+tea")),
    "part": ("A 206", ask("/partners/leaflets/assam.txt", headers={"Range": "bytes=0-9"})),
    "no-login-box": ("A 401 with a Basic challenge, without credentials", ask("/partners/rota")),
    "login-box": (
        'The same with `credentials: "include"`, and the login box canceled',
        ask("/partners/rota", credentials="include"),
    ),
    "wildcard": (
        '`Access-Control-Allow-Origin: *` with `credentials: "include"`',
        ask("/partners/teas", credentials="include"),
    ),
    "cookies": (
        "A login that sets two cookies, then a request",
        ask("POST /partners/login", "/partners/me", credentials="include"),
    ),
    "cookies-omitted": ("", ask("POST /partners/login", "/partners/me")),
    "dropped": ("A GET, and the server closes without a response", ask("/drop", to="nginx")),
    "dropped-post": ("A POST, and the server closes without a response", ask("POST /drop", to="nginx", body="tea=7")),
    "dropped-post-reused": (
        "The same POST on a connection that was used before",
        ask("/partners/prices", "POST /drop", to="nginx", mode="no-cors"),
    ),
    # statuses of which a browser might make something of its own
    "early-hints": ("A 103, then a 200", status(103)),
    "proxy-login": ("A 407 from a server", status(407)),
    "timeout": ("A 408", status(408)),
    "misdirected": ("A 421", status(421)),
    "too-early": ("A 425", status(425)),
    "upgrade": ("A 426", status(426)),
    "too-many": ("A 429 with `Retry-After`", ask("/fail/1/too-many?status=429")),
    "unavailable": ("A 503 with `Retry-After`", ask("/fail/1/unavailable")),
}
