"""The lab's codes as real clients see them: the story's own request, sent by a library or a program people use.

What a client should report is what the server sends; where one reports something else the tables say what, and why.
"""

import gc
import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from queue import SimpleQueue

import pytest

from sampling import sampled, spread
from statuslab.catalog import Catalog
from statuslab.clients.libraries import CLIENTS, ClientRequest, missing
from statuslab.codes import all_scenes, find_scene
from statuslab.messages.exchange import Origin
from statuslab.messages.http1 import parse_request
from statuslab.messages.request_text import compose
from statuslab.scenarios.player import ScenePlayer
from statuslab.scenarios.scene import StepKind
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.protocol.server_config import Timeouts
from statuslab.storage.files import data_folder

CATALOG = Catalog.load(data_folder())
WAIT = 0.1  # seconds that a client which gives up waits
LEFT_OPEN = "ignore:Exception ignored in. {}:pytest.PytestUnraisableExceptionWarning"
pytestmark = [
    pytest.mark.filterwarnings(LEFT_OPEN.format(what))
    for what in ("<function _SelectorTransport.__del__", "<socket.socket")
]


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock(), timeouts=Timeouts(goodbye=10)) as running:
        yield running


@pytest.fixture(scope="module")
def hurried_lab():
    """One in which content must come at once, and the kitchen takes its full time."""
    with Lab(FixedClock(pace=60), timeouts=Timeouts(content=0.001)) as running:  # a minute, and 60 ms
        yield running


@pytest.fixture(scope="module", autouse=True)
def garbage_of_these_tests_alone():
    """What earlier tests left need not be looked through each time `ask` collects garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def the_labs_names_lead_to_this_machine(monkeypatch):
    everywhere = socket.getaddrinfo

    def here(host, *rest, **more):
        return everywhere("127.0.0.1" if str(host).endswith(".test") else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", here)


@pytest.fixture(autouse=True)
def nobody_really_waits(monkeypatch):
    """urllib3 sleeps as Retry-After says; the lab's clock stands still, so that waiting would change nothing."""
    monkeypatch.setattr(time, "sleep", lambda _: None)


@pytest.fixture(autouse=True)
def a_proxy_in_the_environment_that_nobody_may_use(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def ask(name, asks):
    """What a fresh client of this name reports."""
    if why := missing(name):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
    reports = CLIENTS[name](asks)
    if name == "aiohttp":  # now and then it leaves a connection open, which then is told here and in no later test
        gc.collect()
    return reports


class Watch:
    """What crosses a lab's wire from now on."""

    def __init__(self, lab):
        self.lab, self.before = lab, max((exchange.number for exchange in lab.exchanges), default=0)
        self.over = SimpleQueue()
        lab.recorder.on_exchange.append(self.over.put)

    def exchanges(self, count):
        """So many exchanges, once they are over; there must be no more."""
        told = []
        while len(told) < count:
            exchange = self.over.get(timeout=60)
            told += [exchange] if exchange.number > self.before else []
        self.lab.recorder.on_exchange.remove(self.over.put)
        assert len([each for each in self.lab.exchanges if each.number > self.before]) == count
        return sorted(told, key=lambda exchange: exchange.number)


def fresh(lab):
    """The lab on its first morning."""
    lab.clock.reset()
    lab.reset()
    return lab


# --- The request of a story, as a person would hand it to a client


class Provoked(Exception):
    """The story has come to its request."""


class Rehearsal(ScenePlayer):
    """A scene player that plays what comes before, and hands out the request instead of sending it."""

    def __init__(self, lab, door):
        super().__init__(lab, Origin.LEARNER)
        self.door = door

    def _step(self, kind, message, request, actor, **options):
        if options.get("to") == self.door if self.door else kind is StepKind.PROVOKE:
            raise Provoked(asked(self.lab, request, **options))
        return super()._step(kind, message, request, actor, **options)


def rehearsed(scene, lab, door=""):
    """The request that provokes the code, or the first to this door, with the story played up to it."""
    with closing(Rehearsal(lab, door)) as player, pytest.raises(Provoked) as told:
        scene.play(player)
    return told.value.args[0]


OURS = {"host", "content-length", "transfer-encoding"}  # fields that a client writes by itself


def asked(lab, request, to="teahouse", sni="", certificate="", leave=0.0, **_):
    """A request in a story's words as a client takes it: with a whole URL, and its content all there."""
    address = lab.port_address(to)
    draft = compose(request, address)
    head = parse_request(draft.head)
    fields = [(name.decode(), value.decode()) for name, value in head.fields]
    told = {name.lower(): value for name, value in fields}
    kept = [(name, value) for name, value in fields if name.lower() not in OURS]
    through = {"proxy": f"http://{address}", "wifi": f"http://{address}"}.get(to, "")
    port = address.rpartition(":")[2]
    chunked = "transfer-encoding" in told
    return ClientRequest(
        head.method,
        head.target if through else f"https://{sni}:{port}{head.target}" if sni else f"http://{address}{head.target}",
        tuple(kept + ([("Host", told["host"])] if sni and told["host"] != sni else [])),
        (draft.content or b"some content") if chunked else draft.content.ljust(int(told.get("content-length", 0))),
        chunked=chunked,
        proxy=through,
        ca_file=lab.ca_file if sni else "",
        certificate=lab.client_certificate(certificate) if certificate else "",
        seconds=WAIT if leave else 60.0,
    )


# --- The table: every code, and what each client says


@dataclass(frozen=True)
class Case:
    """A request with a genuine cause for a code. `sends`: the final status, or the logged one where nothing is sent."""

    name: str
    code: int
    sends: int
    ask: Callable[[Lab], ClientRequest]
    hurried: bool = False


@dataclass(frozen=True)
class Difference:
    """What clients report in these cases that is not what was sent, after how many requests, and why."""

    cases: tuple[str, ...]
    said: Mapping[str, int | str]
    why: str
    requests: Mapping[str, int] = field(default_factory=dict)


BY_HAND = {
    "not-even-http": "every client here writes a Host field by itself",
    "from-the-future": "no client here can be told to write HTTP/3.0 into a request line",
    "half-a-request": "every client here sends a head in one piece; the two stalls below take its place",
}
FINAL = {  # where the story is about an interim response, what comes after it
    "ask-before-the-heavy-lift": 201,
    "a-head-start": 200,
    "a-tunnel-in-the-middle": 201,
    "carrying-the-harvest": 201,
}
PAGES = {494: "nginx-pages", 495: "tls-pages", 496: "tls-pages", 497: "tls-pages"}  # here nginx's numbers get out


def stalled(door):
    """An order whose content is announced and never comes."""
    json = (("Content-Type", "application/json"),)
    return lambda lab: ClientRequest("POST", f"http://{lab.port_address(door)}/orders", json, promise=9)


def told_by(scene, door=""):
    return lambda lab: rehearsed(scene, lab, door)


CASES = (
    *(
        Case(each.name, each.code, FINAL.get(each.name, each.answer), told_by(each), hurried=each.code == 499)
        for each in all_scenes()
        if each.name not in BY_HAND
    ),
    *(Case(f"{code}-let-out", code, code, told_by(find_scene(code), door)) for code, door in PAGES.items()),
    Case("a-stall", 408, 408, stalled("teahouse"), hurried=True),
    Case("a-stall-at-nginx", 408, 408, stalled("nginx"), hurried=True),
)
DIFFERENCES = (
    Difference(
        ("a-head-start", "a-wrong-hint"),
        {"requests": 103, "urllib.request": 103, "http.client": 103, "urllib3": 103},
        "http.client skips a 100 and takes any other 1xx for the answer; the other three stand on it",
    ),
    Difference(
        ("carrying-the-harvest",),
        {"requests": 102, "urllib.request": 102, "http.client": 102, "urllib3": 102},
        "the same with 102",
    ),
    Difference(
        ("a-tunnel-in-the-middle",),
        {"requests": 104, "urllib.request": 104, "http.client": 104, "urllib3": 104},
        "the same with 104",
    ),
    Difference(
        ("the-live-tasting",),
        {"urllib.request": 426},
        "it overwrites Connection with close, so it never asks for the upgrade. (A 101 that nobody asked for is an "
        "error to httpx2 and exit 52 of curl; this one was asked for, and both report it.)",
    ),
    Difference(
        ("the-old-address", "see-the-pot", "the-window-seat", "the-door-keeper"),
        {"requests": 200, "urllib.request": 200, "urllib3": 200, "aiohttp": 200},
        "they follow, with GET, and report where they end; the others follow only when told to",
        {"requests": 2, "urllib.request": 2, "urllib3": 2, "aiohttp": 2},
    ),
    Difference(
        ("the-old-address",), {"urllib3": 201}, "it alone keeps a POST a POST after a 301, so the order arrives"
    ),
    Difference(
        ("the-painted-hatch", "the-bar-is-gone"),
        {"requests": 201, "urllib3": 201, "aiohttp": 201},
        "they follow with the same method and content; urllib.request follows these two for GET and HEAD alone",
        {"requests": 2, "urllib3": 2, "aiohttp": 2},
    ),
    Difference(
        ("one-more-sample", "the-kettle-is-resting", "two-limits-in-a-row", "the-gateway-stops-asking"),
        {},
        "it waits as Retry-After says and asks again, three times; here the clock stands still, so nothing changes",
        {"urllib3": 4},
    ),
    Difference(
        ("not-a-word", "a-stall-at-nginx"),
        {
            "httpx2": "RemoteProtocolError",
            "requests": "ConnectionError",
            "urllib.request": "RemoteDisconnected",
            "http.client": "RemoteDisconnected",
            "urllib3": "MaxRetryError",
            "aiohttp": "ServerDisconnectedError",
            "curl": "exit 52",
        },
        "nothing was sent, so there is no status; 444 and nginx's 408 look alike from outside",
        {"urllib3": 4, "aiohttp": 2},
    ),
    Difference(
        ("a-stall-at-nginx",),
        {"urllib3": "ProtocolError"},
        "a POST is not repeated: nobody knows what became of the first one",
        {"urllib3": 1, "aiohttp": 1},
    ),
    Difference(
        ("a-stall", "a-stall-at-nginx"),
        {"httpx2": "LocalProtocolError"},
        "it cannot be made to stall this way: its h11 refuses to send less than was announced, and it hangs up",
    ),
    Difference(
        ("the-guest-who-did-not-wait",),
        {
            "httpx2": "ReadTimeout",
            "requests": "ReadTimeout",
            "urllib.request": "TimeoutError",
            "http.client": "TimeoutError",
            "urllib3": "MaxRetryError",
            "aiohttp": "TimeoutError",
            "curl": "exit 28",
        },
        "they gave up themselves; 499 is for the server's log. urllib3 gave up four times",
        {"urllib3": 4},
    ),
)


LOGGED = {"LocalProtocolError": 499}  # where it is not the number that the case is about


def expected(case, name):
    """What a client is to report, and after how many requests; a later difference outdoes an earlier one."""
    said, requests = case.sends, 1
    for difference in DIFFERENCES:
        if case.name in difference.cases:
            said, requests = difference.said.get(name, said), difference.requests.get(name, requests)
    return said, requests


def is_raised(name, said):
    """urllib.request makes an exception of every status outside 2xx; no other client does by itself."""
    return name == "urllib.request" and isinstance(said, int) and not 200 <= said < 300


def statuses(exchange):
    return {exchange.wire_status, exchange.logged_status, *(early.status for early in exchange.interim)}


@pytest.mark.parametrize(("case", "name"), spread(CASES, CLIENTS), ids=lambda each: getattr(each, "name", each))
def test_client_reports_what_was_sent_or_the_known_difference(case, name, lab, hurried_lab):
    place = fresh(hurried_lab if case.hurried else lab)
    request = case.ask(place)
    watch = Watch(place)
    (report,) = ask(name, [request])
    said, requests = expected(case, name)
    assert (report.outcome, report.raised) == (said, is_raised(name, said))
    seen = set().union(*map(statuses, watch.exchanges(requests)))
    assert (said if isinstance(said, int) else LOGGED.get(said, case.sends)) in seen


def test_every_code_is_asked_for_by_clients_but_those_that_take_a_hand():
    every = {each.code for each in CATALOG}
    by_clients = {case.code for case in CASES}
    assert every - by_clients == {505}
    assert by_clients | {find_scene(name).code for name in BY_HAND} == every


def test_every_difference_is_about_a_case_and_a_client():
    names = {case.name for case in CASES}
    for difference in DIFFERENCES:
        assert set(difference.cases) <= names
        assert set(difference.said) | set(difference.requests) <= set(CLIENTS)


# --- Redirections

FORM, NOTHING = 7, 0  # bytes of content: `a=1&b=2` was sent along, or dropped
STAYS = None  # the client reports the redirection itself
ROWS = (("POST", 301), ("POST", 302), ("POST", 303), ("POST", 307), ("POST", 308), ("PUT", 301), ("DELETE", 302))
SECOND_REQUEST = {  # method and content of the request that follows, for each row
    ("requests", True): [
        ("GET", NOTHING), ("GET", NOTHING), ("GET", NOTHING), ("POST", FORM), ("POST", FORM),
        ("PUT", NOTHING),  # keeps the method and loses the content
        ("GET", NOTHING),
    ],
    ("urllib.request", True): [
        ("GET", NOTHING), ("GET", NOTHING), ("GET", NOTHING),
        STAYS, STAYS, STAYS, STAYS,  # beyond POST on 301, 302 and 303 it leaves the choice to a person
    ],
    ("httpx2", True): [
        ("GET", NOTHING), ("GET", NOTHING), ("GET", NOTHING), ("POST", FORM), ("POST", FORM), ("PUT", FORM),
        ("GET", NOTHING),  # as browsers once did; RFC 9110 allows the change for POST alone
    ],
    ("curl", True): [
        ("GET", NOTHING), ("GET", NOTHING), ("GET", NOTHING), ("POST", FORM), ("POST", FORM),
        ("PUT", NOTHING),  # --request sticks, the content does not
        ("DELETE", NOTHING),
    ],
    ("urllib3", True): [
        ("POST", FORM), ("POST", FORM),  # the one that never changes a method, but for 303
        ("GET", NOTHING), ("POST", FORM), ("POST", FORM), ("PUT", FORM), ("DELETE", NOTHING),
    ],
    ("aiohttp", True): [
        ("GET", NOTHING), ("GET", NOTHING), ("GET", NOTHING), ("POST", FORM), ("POST", FORM), ("PUT", FORM),
        ("DELETE", NOTHING),
    ],
    ("httpx2", False): [STAYS] * 7,
    ("curl", False): [STAYS] * 7,
    ("http.client", False): [STAYS] * 7,
}  # fmt: skip
REDIRECTED = [
    (name, follow, *row, second)
    for (name, follow), seconds in SECOND_REQUEST.items()
    for row, second in zip(ROWS, seconds, strict=True)
]


@pytest.mark.parametrize(("name", "follow", "method", "code", "second"), sampled(REDIRECTED, every=4))
def test_client_follows_a_redirection_as_told_here_or_stays(name, follow, method, code, second, lab):
    watch = Watch(fresh(lab))
    content = b"a=1&b=2" if method != "DELETE" else b""
    url = f"{lab.url}/redirect-to?url=/anything&status_code={code}"
    fields = (("Content-Type", "application/x-www-form-urlencoded"),) if content else ()
    (report,) = ask(name, [ClientRequest(method, url, fields, content, follow=follow or None)])
    exchanges = watch.exchanges(2 if second else 1)
    made = [(each.request.method, len(each.request.content), each.wire_status) for each in exchanges]
    assert made == [(method, len(content), code), *([(*second, 200)] if second else [])]
    assert report.outcome == (200 if second else code)


# --- Logging in

LOGINS = {  # path, password, and the statuses on the wire, client by client
    "Basic, right": (
        "/staff/rota", "oolong", False,
        {"httpx2": [200], "requests": [200], "curl": [200], "urllib.request": [401, 200]},
    ),
    "Basic, wrong": (
        "/staff/rota", "lapsang", False,
        {"httpx2": [401], "requests": [401], "curl": [401], "urllib.request": [401, 401]},
    ),
    "Digest, right": (
        "/digest-auth/auth/waiter/oolong", "oolong", True,
        {"httpx2": [401, 200], "requests": [401, 200], "curl": [401, 200], "urllib.request": [401, 200]},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "login"), spread(["httpx2", "requests", "curl", "urllib.request"], LOGINS))
def test_client_shows_a_basic_password_unasked_but_urllib_and_every_digest_waits_for_a_challenge(login, name, lab):
    path, password, digest, told = LOGINS[login]
    watch = Watch(fresh(lab))
    (report,) = ask(name, [ClientRequest("GET", lab.url + path, login=("waiter", password), digest=digest)])
    assert [each.wire_status for each in watch.exchanges(len(told[name]))] == told[name]
    assert report.outcome == told[name][-1]


# --- One connection after another response

WITHOUT_CONTENT = {
    204: ("DELETE", "/teas/3", (), b""),
    205: ("POST", "/guestbook", (("Content-Type", "application/x-www-form-urlencoded"),), b"name=you&text=scones"),
    304: ("GET", "/teas/7", (("If-None-Match", '"v1"'),), b""),
    200: ("HEAD", "/teas/7", (), b""),
}


@pytest.mark.parametrize(("name", "code"), spread(CLIENTS, WITHOUT_CONTENT))
def test_response_without_content_leaves_the_connection_fit_for_the_next(code, name, lab):
    watch = Watch(fresh(lab))
    method, path, fields, content = WITHOUT_CONTENT[code]
    first, second = ask(
        name, [ClientRequest(method, lab.url + path, fields, content), ClientRequest("GET", lab.url + "/teas/7")]
    )
    assert (first.outcome, first.content, second.outcome) == (code, b"", 200)
    connections = {each.peer for each in watch.exchanges(2)}
    assert len(connections) == (2 if name == "urllib.request" else 1)  # it asks to close after every request


@pytest.mark.parametrize(("name", "pages"), [("httpx2", (200, "/style.css")), ("http.client", (103, "/menu"))])
def test_whoever_takes_an_interim_for_the_answer_is_one_answer_behind_from_then_on(name, pages, lab):
    watch = Watch(fresh(lab))
    menu, style = ask(name, [ClientRequest("GET", lab.url + "/menu"), ClientRequest("GET", lab.url + "/style.css")])
    sent = {each.request.target: each.response.content for each in watch.exchanges(2) if each.response}
    assert (menu.outcome, style.outcome) == (pages[0], 200)
    assert style.content == sent[pages[1]] != b""


# --- Where no status can be had, though the server speaks

UNHEARD = {
    # This one opens no tunnels and answers CONNECT with 400; a proxy that asks with 407 looks the same from here.
    "a proxy that refuses a tunnel": (
        lambda lab: ClientRequest("GET", "https://members.teahouse:443/teas/7", proxy=lab.proxy_url),
        ("ProxyError", "ProxyError", "URLError", "OSError", "MaxRetryError", "ClientHttpProxyError", "exit 56"),
    ),
    "TLS at the plain port": (
        lambda lab: ClientRequest("GET", f"https://{lab.address}/teas/7", ca_file=lab.ca_file),
        ("SSLError", "ConnectError", "URLError", "SSLError", "MaxRetryError", "ClientConnectorSSLError", "exit 35"),
    ),
    "an authority that nobody told the client of": (
        lambda lab: ClientRequest("GET", f"{lab.tls_url}/teas/7"),
        ("SSLError", "ConnectError", "URLError", "SSLCertVerificationError", "MaxRetryError",
         "ClientConnectorCertificateError", "exit 60"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "what"), spread(CLIENTS, UNHEARD))
def test_client_reports_an_exception_where_there_is_no_way_to_a_status(what, name, lab):
    request, said = UNHEARD[what]
    (report,) = ask(name, [request(lab)])
    assert report.outcome == dict(zip(CLIENTS, said, strict=True))[name]
