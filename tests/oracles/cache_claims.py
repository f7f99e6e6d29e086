"""What the standard says of a shared cache, as trials: each claim is tried on the lab's cache, on Varnish and on nginx.

A claim is a function that gets a Trial and returns whether it holds. Where time has to pass it is a generator: a
program's copies that were fresh for a second are stale after its `yield`. All trials of a program wait together.
"""

import http.client
import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from inspect import isgenerator
from pathlib import Path
from time import time

from oracle import missing, running
from served import Served

from free_ports import free_port
from statuslab.server.intermediaries.cache import Cache
from statuslab.server.protocol.budget import ContentBudget
from statuslab.server.protocol.clock import FixedClock

STALE = 2.1  # seconds after which what was fresh for one second is stale; nginx counts whole seconds
DAYS_AGO = 1_700_000_000  # a date long ago


@dataclass
class Origin:
    """The server behind the caches: what it answers by path, and the requests that it got."""

    now: Callable[[], float] = time
    answers: dict[str, bytes] = field(default_factory=dict)
    requests: dict[str, list[str]] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)
    port: int = 0

    def answer(self, head: str) -> bytes:
        """The response to a request head; empty where the connection is to be closed without one."""
        path = head.split(" ")[1].partition("?")[0]
        with self.changed:
            self.requests.setdefault(path, []).append(head.lower())
            self.changed.notify_all()
        found = self.answers.get(path, b"")
        etag = found.partition(b"ETag: ")[2].partition(b"\r\n")[0].decode().lower()
        if etag and f"if-none-match: {etag}" in head.lower():
            lines = [line for line in found.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:] if b"Length" not in line]
            found = b"\r\n".join([b"HTTP/1.1 304 Not Modified", *lines, b"", b""])
        return found.replace(b"$date", formatdate(self.now(), usegmt=True).encode())


@contextmanager
def served(origin: Origin) -> Iterator[Origin]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            head = ""
            while not head.endswith("\r\n\r\n"):
                line = self.rfile.readline().decode("latin-1")
                if not line:
                    return
                head += line
            self.wfile.write(origin.answer(head))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        origin.port = server.server_address[1]
        try:
            yield origin
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Answer:
    status: int
    fields: dict[str, str]
    body: bytes


@dataclass
class Trial:
    """One claim on one program: `serve` says what the origin answers from now on, `ask` asks the cache."""

    name: str
    origin: Origin
    port: int
    prefix: str

    @property
    def path(self) -> str:
        return f"/{self.name}"

    @property
    def requests(self) -> list[str]:
        return self.origin.requests.get(self.path, [])

    def serve(self, *lines: str, status: str = "200 OK", body: str = "tea") -> None:
        fields = ["Date: $date", f"Content-Length: {len(body)}", "Content-Type: text/plain", "Connection: close"]
        head = "\r\n".join([f"HTTP/1.1 {status}", *fields, *lines, "", ""])
        self.origin.answers[self.path] = (head + body).encode()

    def hang_up(self) -> None:
        self.origin.answers[self.path] = b""

    def ask(self, method: str = "GET", **fields: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        connection.request(method, self.prefix + self.path, headers=headers)
        response = connection.getresponse()
        answer = Answer(
            response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        )
        connection.close()
        return answer

    def twice(self, *lines: str, status: str = "200 OK", **fields: str) -> bool:
        """Whether the second of two requests is answered without the origin."""
        self.serve(*lines, status=status)
        self.ask(**fields)
        self.ask(**fields)
        return len(self.requests) == 1

    def asked_again(self) -> str:
        """The second request to the origin, "" where none comes; a cache may send it after its answer."""
        with self.origin.changed:
            self.origin.changed.wait_for(lambda: len(self.requests) > 1, 60)
        return self.requests[1] if len(self.requests) > 1 else ""


# --- The claims, by the name that data/cache_claims.csv has for them


def max_age(t):
    return t.twice("Cache-Control: max-age=60")


def s_maxage(t):
    return t.twice("Cache-Control: max-age=0, s-maxage=60")


def expires(t):
    return t.twice("Expires: Fri, 01 Jan 2100 00:00:00 GMT")


def heuristic(t):
    return t.twice(f"Last-Modified: {formatdate(DAYS_AGO, usegmt=True)}")


def stored_404(t):
    return t.twice(status="404 Not Found")


def stored_302(t):
    return not t.twice("Location: /x", status="302 Found")


def no_store(t):
    return not t.twice("Cache-Control: no-store, max-age=60")


def private(t):
    return not t.twice("Cache-Control: private, max-age=60")


def no_cache(t):
    t.serve("Cache-Control: no-cache", 'ETag: "v1"')
    t.ask()
    t.ask()
    return "if-none-match" in t.asked_again()


def authorization(t):
    return not t.twice("Cache-Control: max-age=60", Authorization="Basic eDp5")


def cookie(t):
    return t.twice("Cache-Control: max-age=60", Cookie="table=4")


def set_cookie(t):
    return t.twice("Cache-Control: max-age=60", "Set-Cookie: table=4")


def vary(t):
    t.serve("Cache-Control: max-age=60", "Vary: Accept-Language")
    for language in ("de", "en", "de", "en"):
        t.ask(Accept_Language=language)
    return len(t.requests) == 2


def vary_any(t):
    return not t.twice("Cache-Control: max-age=60", "Vary: *")


def age(t):
    t.twice("Cache-Control: max-age=60")
    return t.ask().fields.get("age", "").isdigit()


def age_of_others(t):
    return not t.twice("Cache-Control: max-age=60", "Age: 70")


def cache_status(t):
    t.twice("Cache-Control: max-age=60")
    return "hit" in t.ask().fields.get("cache-status", "")


def client_304(t):
    t.twice("Cache-Control: max-age=60", 'ETag: "v1"')
    return t.ask(If_None_Match='"v1"').status == 304 and len(t.requests) == 1


def reload(t):
    t.serve("Cache-Control: max-age=60")
    t.ask()
    t.ask(Cache_Control="no-cache")
    return len(t.requests) == 2


def only_if_cached(t):
    t.serve("Cache-Control: max-age=60")
    return t.ask(Cache_Control="only-if-cached").status == 504


def invalidation(t):
    t.serve("Cache-Control: max-age=60")
    t.ask()
    t.ask("DELETE")
    t.ask()
    return len(t.requests) == 3


def gzipped(t):
    t.serve("Cache-Control: max-age=60", 'ETag: "v1"', body="tea " * 100)
    answer = t.ask(Accept_Encoding="gzip")
    return answer.fields.get("content-encoding") == "gzip" and answer.fields["etag"] == 'W/"v1"'


def revalidation(t):
    t.serve("Cache-Control: max-age=1", 'ETag: "v1"')
    t.ask()
    yield
    return t.ask().status == 200 and "if-none-match" in t.asked_again()


def stale_first_asks(t):
    t.serve("Cache-Control: max-age=1")
    t.ask()
    t.serve("Cache-Control: max-age=1", body="coffee")
    yield
    return t.ask().body == b"coffee"


def must_revalidate(t):
    t.serve("Cache-Control: max-age=1, must-revalidate")
    t.ask()
    t.hang_up()
    yield
    return t.ask().status != 200


def status_504(t):
    t.serve("Cache-Control: max-age=1, must-revalidate, stale-while-revalidate=0")
    t.ask()
    t.hang_up()
    yield
    return t.ask().status == 504


def error_passes(t):
    t.serve("Cache-Control: max-age=1, stale-while-revalidate=0")
    t.ask()
    t.serve("Cache-Control: no-store", status="503 Service Unavailable")
    yield
    return t.ask().status == 503


def stale_if_error(t):
    t.serve("Cache-Control: max-age=1, stale-while-revalidate=0, stale-if-error=60")
    t.ask()
    t.serve("Cache-Control: no-store", status="503 Service Unavailable")
    yield
    return t.ask().status == 200


def stale_if_unreachable(t):
    t.serve("Cache-Control: max-age=1, stale-while-revalidate=0, stale-if-error=60")
    t.ask()
    t.hang_up()
    yield
    return t.ask().status == 200


def stale_while_revalidate(t):
    t.serve("Cache-Control: max-age=1, stale-while-revalidate=60")
    t.ask()
    t.serve("Cache-Control: max-age=60", body="coffee")
    yield
    first = t.ask().body
    return bool(first == b"tea" and t.asked_again())


CLAIMS = {
    claim.__name__.replace("_", "-"): claim
    for claim in (
        max_age, s_maxage, expires, heuristic, stored_404, stored_302, no_store, private, no_cache, authorization,
        cookie, set_cookie, vary, vary_any, age, age_of_others, cache_status, client_304, reload, only_if_cached,
        invalidation, gzipped, revalidation, stale_first_asks, must_revalidate, status_504, error_passes,
        stale_if_error, stale_if_unreachable, stale_while_revalidate,
    )
}  # fmt: skip


def tried(origin: Origin, port: int, prefix: str, let_pass: Callable[[float], object]) -> dict[str, bool]:
    """Which claims hold for the cache at a port."""
    results: dict[str, bool] = {}
    waiting = {}
    for name, claim in CLAIMS.items():
        outcome = claim(Trial(name, origin, port, prefix))
        if isgenerator(outcome):
            next(outcome)
            waiting[name] = outcome
        else:
            results[name] = outcome
    let_pass(STALE)
    for name, trial in waiting.items():
        try:
            next(trial)
        except StopIteration as end:
            results[name] = end.value
    return results


# --- The caches

NGINX = """
daemon off; master_process off; pid {root}/pid; error_log {root}/error.log error;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  proxy_cache_path {root}/kept keys_zone=kept:1m use_temp_path=off; proxy_cache kept;
  keepalive_timeout 0;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{origin}; }}
    location /gzipped {{ proxy_pass http://127.0.0.1:{origin}; gzip on; gzip_types text/plain; gzip_proxied any; }}
    location /revalidation {{ proxy_pass http://127.0.0.1:{origin}; proxy_cache_revalidate on; }}
    location /must-revalidate {{ proxy_pass http://127.0.0.1:{origin}; proxy_cache_use_stale error; }}
    location /stale-while-revalidate {{ proxy_pass http://127.0.0.1:{origin}; proxy_cache_background_update on; }}
  }}
}}
"""
VARNISH = """
vcl 4.1;
backend default {{ .host = "127.0.0.1"; .port = "{origin}"; }}
sub vcl_backend_response {{ if (bereq.url == "/gzipped") {{ set beresp.do_gzip = true; }} }}
"""

# As long as Varnish gives a stale copy to clients by default (10 s), however long the trials take here.
PATIENT = ["-p", "default_grace=600"]


def pause(seconds: float) -> None:
    """Let real seconds pass: the caches of others have clocks of their own."""
    threading.Event().wait(seconds)


def results_of(program: str, root: Path) -> dict[str, bool]:
    """Which claims hold for a program, started for this."""
    with ExitStack() as stack:
        if program == "lab":
            clock = FixedClock(pace=0.2)
            origin = stack.enter_context(served(Origin(clock.now)))
            behind = Served(None, clock=clock)
            cache = Cache(None, ("127.0.0.1", origin.port), clock, behind.recorder, ContentBudget(clock.tick))
            front = stack.enter_context(Served(cache, clock=clock, recorder=stack.enter_context(behind).recorder))
            return tried(origin, front.listener.port, "/window", clock.wait)
        if shutil.which({"nginx": "nginx", "varnish": "varnishd"}[program]) is None:
            missing(
                f"no {program} found; on Debian: apt-get install {'nginx-light' if program == 'nginx' else program}"
            )
        origin, port = stack.enter_context(served(Origin())), free_port()
        stack.enter_context(running(command_of(program, root, port, origin.port), port))
        return tried(origin, port, "", pause)


def command_of(program: str, root: Path, port: int, origin: int) -> list[str]:
    """Write the configuration of nginx or Varnish, and give the command that starts it."""
    template = {"nginx": NGINX, "varnish": VARNISH}[program]
    config = root / f"{program}.conf"
    config.write_text(template.format(root=root, port=port, origin=origin))
    if program == "nginx":
        return ["nginx", "-p", str(root), "-c", str(config)]
    where = ["-n", str(root / "varnish"), "-a", f"127.0.0.1:{port}", "-f", str(config)]
    return ["varnishd", "-F", "-j", "none", *where, "-s", "malloc,16m", "-p", "thread_pool_min=5", *PATIENT]
