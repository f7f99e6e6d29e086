"""Every kind of line in the log, asked for once: status and size are what a fresh Teahouse really gave."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from statuslab.messages.exchange import Exchange, Origin
from statuslab.scenarios.player import send
from statuslab.scenarios.scene import SendOptions
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock

ORDER = 'POST /orders\nContent-Type: application/json\n\n{"tea": 7, "cups": 2}'
LOGIN = "POST /login\nContent-Type: application/x-www-form-urlencoded\n\nnext=/regulars&word="
CALL_OFF = 'PATCH /orders/3\nContent-Type: application/json\n\n{"status": "cancelled"}'


@dataclass(frozen=True)
class Kind:
    """Something to ask: the requests in order, of which the last one counts, and the manner of that one.

    `logged_as` is the target in the log where the lab has another one for the same answer.
    """

    requests: tuple[str, ...]
    how: SendOptions = field(default_factory=lambda: SendOptions())
    logged_as: str = ""


@dataclass(frozen=True)
class Shape:
    """What the log says of an answer: request line, status, and bytes of content."""

    line: str
    status: int
    size: int
    location: str = ""

    def numbered(self, number: int) -> Shape:
        """The same about another thing; its number stands once in the target and once in the content."""
        line = re.sub(r"/\d+(?=[ /])", f"/{number}", self.line, count=1)
        return replace(self, line=line, size=self.size + (len(str(number)) - 1 if self.size else 0))

    def with_query(self, query: str) -> Shape:
        """The same target with a query that the Teahouse does not look at."""
        method, target, version = self.line.split(" ")
        return replace(self, line=f"{method} {target}?{query} {version}")


def one(request: str, logged_as: str = "", **how: object) -> Kind:
    return Kind((request,), SendOptions(**how), logged_as)  # type: ignore[typeddict-item]


KINDS = {
    "front": one("GET /"),
    "style": one("GET /style.css"),
    "favicon": one("GET /favicon.ico"),
    "menu": one("GET /menu"),
    "teas": one("GET /teas"),
    "teas-known": one('GET /teas\nIf-None-Match: "v1"'),
    **{f"tea-{number}": one(f"GET /teas/{number}") for number in range(1, 8)},
    "tea-known": one('GET /teas/7\nIf-None-Match: "v1"'),
    "no-tea": one("GET /teas/8"),
    "retired": one("GET /teas/earl-grey-1999"),
    "leaflet": one("GET /leaflets/assam.txt"),
    "leaflet-rest": one('GET /leaflets/assam.txt\nRange: bytes=500-\nIf-Range: "leaf-1"'),
    "old-list": one("GET /tea-list"),
    "window": one("GET /window-seat"),
    "table": one("GET /tables/4"),
    "order": one(ORDER),
    "order-nothing": one(ORDER.replace("2}", "0}")),
    "order-state": Kind((ORDER, "GET /orders/4")),
    "order-same": Kind((ORDER, 'GET /orders/4\nIf-None-Match: "v1"')),
    "order-shipped": one(CALL_OFF),
    "special": one("GET /specials/today"),
    "regulars": one("GET /regulars"),
    "login": one("GET /login?next=%2Fregulars"),
    "login-right": one(LOGIN + "two lumps"),
    "login-wrong": one(LOGIN + "sugar"),
    "regulars-in": Kind((LOGIN + "two lumps", "GET /regulars\nCookie: seat=seat-1")),
    "rota": one("GET /staff/rota"),
    "rota-waiter": one("GET /staff/rota\nAuthorization: Basic d2FpdGVyOm9vbG9uZw=="),
    "payroll-waiter": one("GET /staff/payroll\nAuthorization: Basic d2FpdGVyOm9vbG9uZw=="),
    "sample": one("GET /till/sample"),
    "sample-refused": Kind(("GET /till/sample",) * 4),
    "kettle": one("GET /kettle"),
    "kettle-descale": one("POST /kettle/descale"),
    "kettle-resting": Kind(("POST /kettle/descale", "GET /kettle")),
    "delivery": one("GET /delivery/menu"),
    "delivery-left": one("GET /delivery/roast", logged_as="/delivery/menu", leave=0.3),
    "delivery-late": one("GET /delivery/roast", logged_as="/delivery/menu"),
    "delivery-refused": one("GET /delivery-east/menu", logged_as="/delivery/menu"),
    "scan-dropped": one("GET /drop/wp-login.php", to="nginx"),
    "scan-admin": one("GET /admin.php"),
    "scan-env": one("GET /.env"),
    "scan-no-host": one("GET / HTTP/1.1\nConnection: close\n\n", as_is=True, to="nginx"),
    "scan-tls": one("\x16\x03\x01\x02\n\n", as_is=True, to="nginx"),
    "scan-slow": one("GET / HTTP/1.1\nHost: teahouse", as_is=True, stall=True, to="nginx"),
    "scan-long": one("GET /" + "A" * 8200, to="nginx"),
    "scan-method": one("FROTH /menu"),
    "scan-post": one("POST /menu\nContent-Length: 0"),
}


def shapes() -> dict[str, Shape]:
    """Each kind, asked of a fresh Teahouse."""
    with Lab(FixedClock()) as lab:
        return {name: asked(lab, kind) for name, kind in KINDS.items()}


def asked(lab: Lab, kind: Kind) -> Shape:
    """Ask, and note what the log would say."""
    lab.reset_for_scene()
    for request in kind.requests[:-1]:
        send(lab, request, Origin.DEMO)
    exchange = send(lab, kind.requests[-1], Origin.DEMO, **kind.how)
    assert exchange.logged_status is not None, kind
    answer = exchange.response
    location = (answer.get("Location") or "") if answer else ""
    size = len(answer.content) if answer else 0
    return Shape(request_line(exchange, kind.logged_as), exchange.logged_status, size, location)


def request_line(exchange: Exchange, logged_as: str) -> str:
    """The first line that was sent, as nginx writes it: bytes that are no text escaped; an endless one is cut short."""
    first = exchange.sent.partition(b"\r")[0].decode("latin-1")
    if logged_as:
        method, _, version = first.split(" ")
        first = f"{method} {logged_as} {version}"
    return "".join(sign if " " <= sign <= "~" else f"\\x{ord(sign):02X}" for sign in first[:120])
