"""Requests made from each grammar that the apps read, aimed at cost: repetition, nesting, long tokens, many parts.

A family is a function from a size in bytes to a request of about that size. Grammars are given as the atoms that
matter to a parser (delimiters, quotes, escapes, open brackets); a family repeats one atom, or two in turn.
"""

import asyncio
import time
import tracemalloc
from dataclasses import dataclass
from itertools import product
from random import Random

from httpbin_caller import scope_of

BODY, FIELD, QUERY = 100_000, 30_000, 8_000  # bytes: below 100 KB; a head may have 32 KB, a request line 8 KB

PARAMETERS = [
    ";",
    "; ",
    ";a",
    ";a=",
    ';a="',
    ';a="\\',
    ';a="b"',
    "\\",
    '\\"',
    '"',
    ";a*0=",
    ";a*=utf-8''%41",
    "a",
    "=",
    " ",
    "\t",
    "/",
]
LISTS = [
    ",",
    ", ",
    "a,",
    '"a",',
    'W/"a",',
    'W/"',
    "W/",
    '"',
    "a;q=1,",
    "a;q=0.5",
    "*,",
    "0-0,",
    "0-,",
    "-1,",
    "9-",
    "9",
    "a",
    " ",
    ";q=",
]
COOKIES = [";", "; ", "a=b;", "=", "a", 'a="\\', '\\"', "\\054", "\\0", '"', " "]
CREDENTIALS = ["a", "a=", 'a="', "a=b,", '\\"', "=", " ", "QQ", "QQ==", ",", '"', "username=x,"]
QUERIES = ["&", "a&", "a=b&", "=", "%", "%41", "%ff", "%c3%a9", "+", ";", "url=", "_charset_=utf-16&"]
JSON_ATOMS = [
    *(
        "[",
        "[]",
        "[],",
        "[0],",
        "0,",
        "{}",
        "{},",
        '{"a":',
        '{"a":0},',
        '"',
        '"",',
        '"a":0,',
        "\\",
        '"\\n",',
        '"\\u00e9",',
    ),
    *('"é",', "9", "1e400,", "NaN,", "null,", " ", "\n", "-", "[[0]],", "\x01", "\x7f", "😀"),
]
MULTIPART_ATOMS = [
    *(
        "--bd\r\n",
        "\r\n--bd",
        "\r\n--bd--",
        "\r\n--b",
        "\r\n",
        "\r",
        "\n",
        "--",
        " ",
        "--bd\r\n\r\n\r\n",
        "\r\n--bd \t",
        "\r\n--bdx",
    ),
    '--bd\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xe9\r\n',
    '--bd\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n\xe9\r\n',
    '--bd\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\nutf-16\r\n',
]
HEAD_ATOMS = [*PARAMETERS, "a:b\r\n", "\r\n ", "\r\n", ":"]

FORM = "Content-Type: application/x-www-form-urlencoded"
MULTIPART = "Content-Type: multipart/form-data; boundary=bd"
JSON = "Content-Type: application/json"
FIELD_TARGETS = {  # what reads the field, and with which atoms it is filled
    "Content-Type": (
        ["POST /post", "POST /redirect-to", "POST /status/200", "POST /orders", "POST /uploads"],
        PARAMETERS,
    ),
    "Cookie": (
        ["GET /cookies", "GET /get", "GET /regulars", "GET /staff/desk", "GET /digest-auth/auth/u/p?require-cookie=1"],
        COOKIES,
    ),
    "Authorization": (
        ["GET /digest-auth/auth/u/p", "GET /basic-auth/u/p", "GET /bearer", "GET /staff/rota", "GET /staff/api/shifts"],
        CREDENTIALS,
    ),
    "Range": (["GET /range/1000", "GET /leaflets/assam.txt"], LISTS),
    "If-Range": (["GET /range/1000", "GET /leaflets/assam.txt"], LISTS),
    "If-Match": (["GET /etag/a", "PUT /teas/7", "GET /range/1000"], LISTS),
    "If-None-Match": (["GET /etag/a", "GET /cache", "GET /teas/7", "GET /recipes/house-blend"], LISTS),
    "If-Modified-Since": (["GET /teas/7", "GET /range/1000"], ["Sun, ", "0", "0:", " ", "a"]),
    "Accept": (["GET /image", "GET /leaflets/oolong"], LISTS),
    "Accept-Language": (["GET /leaflets/gift", "GET /leaflets/season"], LISTS),
    "Negotiate": (["GET /leaflets/season"], LISTS),
    "A-IM": (["GET /recipes/house-blend"], LISTS),
    "Man": (["M-GET /museum/caddy"], PARAMETERS),
    "Content-Length": (["POST /orders", "POST /uploads"], ["5, ", "5", ",", " "]),
    "Content-Encoding": (["POST /post", "POST /orders"], LISTS),
    "Idempotency-Key": (["POST /orders"], ["a", '"']),
    "Last-Event-ID": (["GET /sse?count=1"], ["9", " "]),
    "X-Forwarded-For": (["GET /get?show_env=1", "GET /ip"], [",", "\xe9", "a"]),
    "X-Forwarded-Proto": (["GET /get?show_env=1", "GET /absolute-redirect/2"], [":", "\xe9", "a"]),
    "Upload-Length": (["POST /uploads"], ["9", " "]),
    "X-Tea": (
        [f"GET /{name}" for name in ("headers", "stream/100", "dump/request", "gzip", "deflate", "brotli", "zstd")],
        ["\xe9", "a", " ", "\\"],
    ),
}  # fmt: skip
PATHS = {
    "/status/": ["200,", "200:1,", "200:0.1,", "9", ":", "200:9"],
    "/base64/": ["QUFB", "-_", "=", "%20", "/", "QQ=="],
    "/with/": ["status=200/", "a=/", "header=X:a/", "/", "%2F", "=", "trailer=X:a/"],
    "/etag/": ["a", "W/", "%22"],
    "/anything/": ["%c3%a9", "%c3%a9a", "%", "/", "a"],
    "/cookies/set/a/": ["%22", "%5C", "a", "%c3%a9", ";"],
    "/fail/1/": ["a"],
    "/bytes/": ["9"],
    "/range/": ["9"],
}


@dataclass(frozen=True)
class Family:
    """Requests of one shape and any size."""

    request: str
    fields: tuple[str, ...]
    place: str  # body, query, path, or the name of a field
    prefix: str
    atom: str
    suffix: str = ""

    @property
    def most(self):
        return {"body": BODY, "query": QUERY, "path": QUERY}.get(self.place, FIELD)

    def filled(self, size):
        room = size - len(self.prefix) - len(self.suffix)
        each = len(self.atom.encode() if self.place == "body" else self.atom)
        return self.prefix + self.atom * max(1, room // each) + self.suffix

    def call(self, size):
        """(request, field lines, content) for this size in bytes."""
        text = self.filled(size)
        if self.place == "body":
            return self.request, self.fields, text.encode("latin-1" if text.isascii() or "\xe9\r" in text else "utf-8")
        if self.place in ("query", "path"):
            return self.request + text, self.fields, b""
        return self.request, (*self.fields, f"{self.place}: {text}"), b"{}" if self.request.startswith("P") else b""


def pairs(atoms, rng, count):
    """Some atoms in pairs: what one parser state does with what another leaves."""
    chosen = rng.sample(list(product(atoms, atoms)), min(count, len(atoms) ** 2))
    return [one + other for one, other in chosen if one != other]


def families(seed=1, mixed=12):
    """All families; `mixed` of each grammar are of two atoms, chosen by the seed."""
    rng = Random(seed)
    found = []
    for request, atoms in product(
        ["POST /post", "PUT /anything", "POST /delay/0", "POST /orders", "PUT /teas/7"], [JSON_ATOMS]
    ):
        for atom in [*atoms, *pairs(atoms, rng, mixed)]:
            closed = {"[": ("[" * 400, "]" * 400), "": ("[", "0]")}
            for prefix, suffix in [("", ""), *closed.values(), ('{"name":"', '"}')]:
                found.append(Family(request, (JSON,), "body", prefix, atom, suffix))
    for request in ("POST /post", "POST /redirect-to"):
        for atom in [*MULTIPART_ATOMS, *pairs(MULTIPART_ATOMS, rng, mixed)]:
            found += [
                Family(request, (MULTIPART,), "body", prefix, atom, "\r\n--bd--") for prefix in ("", "--bd\r\n\r\n")
            ]
        for field, atom in product(("Content-Disposition: form-data", "Content-Type: text/plain", "X"), HEAD_ATOMS):
            found.append(Family(request, (MULTIPART,), "body", f"--bd\r\n{field}", atom, "\r\n\r\nx\r\n--bd--"))
    for request in ("POST /post", "POST /redirect-to", "POST /guestbook", "POST /login", "POST /staff/token"):
        for atom in [*QUERIES, *pairs(QUERIES, rng, mixed), "\x01", "é&"]:
            found.append(Family(request, (FORM,), "body", "", atom))
    for name, (requests, atoms) in FIELD_TARGETS.items():
        starts = {
            "Content-Type": ("text/plain", "multipart/form-data; boundary=bd", "application/x-www-form-urlencoded"),
            "Authorization": ("Digest ", "Basic ", "Bearer ", 'Digest username="'),
            "Range": ("bytes=",), "Cookie": ("", 'a="', "fake="), "Man": ('"a"; ', '"'),
        }.get(name, ("",))  # fmt: skip
        for request, start, atom in product(requests, starts, [*atoms, *pairs(atoms, rng, mixed // 3)]):
            more = ("A-IM: diffe",) if name == "If-None-Match" else ()
            found.append(Family(request, more, name, start, atom))
    for request in (
        "GET /get?",
        "GET /response-headers?",
        "GET /cookies/set?",
        "GET /cookies/delete?",
        "GET /drip?numbytes=1&duration=0&",
        "GET /redirect-to?",
        "GET /trailers?",
        "GET /stream/100?",
        "GET /login?next=",
    ):
        found += [Family(request, (), "query", "", atom) for atom in [*QUERIES, *pairs(QUERIES, rng, mixed // 3)]]
    for path, atoms in PATHS.items():
        found += [Family(f"GET {path}", (), "path", "", atom, "/get" if path == "/with/" else "") for atom in atoms]
    return found


@dataclass(frozen=True)
class Cost:
    size: int  # bytes of the request
    seconds: float  # of CPU
    status: int
    reply: int  # bytes of fields and content
    memory: int = 0  # bytes at the peak


def cost(app, family, size, rounds=1, traced=False):
    """What a request costs: the least CPU time of some rounds, or with `traced` the peak of memory."""
    request, fields, content = family.call(size)
    scope = scope_of(request, fields, content, {"statuslab.interim": {}, "http.response.trailers": {}})
    scope["path"] = scope["path"].encode("latin-1", "replace").decode("latin-1")
    sent = len(content) + len(scope["raw_path"]) + len(scope["query_string"])
    sent += sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    seconds, status, reply, peak = [], 0, 0, 0

    async def receive():
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message):
        nonlocal status, reply
        status = message.get("status", status) if message["type"] == "http.response.start" else status
        reply += len(message.get("body", b"")) + sum(
            len(name) + len(value) for name, value in message.get("headers", ())
        )

    async def run():
        nonlocal reply, peak
        for _ in range(rounds):
            reply = 0
            if traced:
                tracemalloc.start()
            start = time.process_time()
            await app(dict(scope), receive, send)
            seconds.append(time.process_time() - start)
            if traced:
                peak = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()

    asyncio.run(run())
    return Cost(sent, min(seconds), status, reply, peak)


def machine():
    """How many times as slow as the machine where the budget was set this one is in the same loop; 1 at least."""
    best = 9.0
    for _ in range(3):
        start, total = time.process_time(), 0
        for number in range(300_000):
            total += number
        best = min(best, time.process_time() - start)
    return max(1.0, best / 0.015)
