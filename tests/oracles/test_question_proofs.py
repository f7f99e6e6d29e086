"""The proofs that other people's programs have a say in: stock nginx and Apache, and the clients people use.

In a request `$ETag` (or another field) stands for what the latest answer with that field had there, `$long` for forty
thousand letters, and `$port` for the lab's own port. In a question with rows of parameters, write such a dollar twice.
"""

import re
import socket
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from string import Template
from typing import get_args

import pytest
from oracle import free_port, missing
from stock_servers import Stock, stock_apache, stock_nginx

from statuslab.clients import libraries as clients
from statuslab.messages.http1 import parse_request
from statuslab.messages.request_text import compose
from statuslab.questions.loader import load_bank
from statuslab.questions.proof import Client, Proof
from statuslab.questions.schema import ProofRecord
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.storage.files import data_folder

DATA = data_folder()
RUNS = [
    (question, proof, f"{varied.id}-{number}{f'-row-{row}' if varied.vary else ''}")
    for varied in load_bank(DATA / "questions")
    for row, question in enumerate(varied.rows, 1)
    for number, proof in enumerate(question.proof)
    if proof.outside
]
LONG = "tea" * 13_334
OURS = {"host", "content-length"}  # fields that a client writes by itself
SETTLED = 5.0  # seconds that the last exchange may take to end


class Filled(Template):
    idpattern = "[A-Za-z][A-Za-z-]*"


@dataclass(frozen=True)
class Seen:
    """What came of the last request: its answer, or what a client reports, and what it sent."""

    statuses: tuple[int, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    said: str = ""
    sent: tuple[str, ...] = ()
    logged: int | None = None
    wire: bytes = b""


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as running:
        yield running


@pytest.fixture(scope="module")
def nginx(lab, tmp_path_factory):
    with stock_nginx(tmp_path_factory.mktemp("nginx"), port_of(lab.address)) as stock:
        yield stock


@pytest.fixture(scope="module")
def apache(tmp_path_factory):
    with stock_apache(tmp_path_factory.mktemp("apache")) as stock:
        yield stock


@pytest.fixture
def run(lab, request):
    """Runs a proof, on servers that are started when the first proof asks for them."""

    def running(proof: Proof) -> Seen:
        stock = request.getfixturevalue(proof.at.partition("-")[0]) if proof.at in STOCK else None
        lab.clock.reset()
        lab.reset()
        if stock:
            stock.lay_out()
        if proof.by:
            return by_client(proof, lab, stock)
        seen, known = Seen(), dict[str, str]()
        for text in proof.requests:
            seen = by_hand(proof, filled(text, lab, known), stock)
            known |= seen.fields
        return seen

    return running


STOCK = ("nginx", "nginx-tls", "apache")


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def filled(text: str, lab: Lab, known: Mapping[str, str]) -> str:
    return Filled(text).substitute({"long": LONG, "port": port_of(lab.address)}, **known)


# --- By hand ------------------------------------------------------------------------------------------------


def by_hand(proof: Proof, text: str, stock: Stock) -> Seen:
    """The bytes of a request, sent over a connection of its own and read to its end."""
    sent = compose(text, "teahouse").raw
    with ExitStack() as behind:
        with socket.create_connection(("127.0.0.1", stock.doors[proof.at]), 10) as connection:
            with suppress(ConnectionError):
                connection.sendall(sent)
            if proof.leaves:
                behind.enter_context(stock.passed_on.accept()[0])
            received = b"" if proof.leaves else read(connection)
        logged = stock.logged() if stock.lines else None  # once the client is gone, for nginx lingers until then
    statuses, fields = heads(received)
    return Seen(statuses, fields, "" if received else "nothing", logged=logged, wire=sent + received)


def read(connection: socket.socket) -> bytes:
    """All that comes, up to the end of the connection or a switch to another protocol."""
    data = b""
    with suppress(ConnectionError):
        while chunk := connection.recv(65536):
            data += chunk
            if data.startswith(b"HTTP/1.1 101 "):
                break
    return data


def heads(data: bytes) -> tuple[tuple[int, ...], dict[str, str]]:
    """The statuses of an answer, interim ones first, and the fields of the final one."""
    statuses, fields = [], {}
    while told := re.match(rb"HTTP/1\.\d (\d{3})", data):
        head, _, rest = data.partition(b"\r\n\r\n")
        statuses.append(int(told[1]))
        lines = [line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:]]
        fields = {name: value.strip() for name, _, value in lines}
        data = rest if told[1][:1] == b"1" else b""
    return tuple(statuses), fields


# --- By a client --------------------------------------------------------------------------------------------


def by_client(proof: Proof, lab: Lab, stock: Stock | None) -> Seen:
    if why := clients.missing(proof.by):
        missing(why)
    port = stock.doors[proof.at] if stock else free_port() if proof.at == "nobody" else port_of(lab.address)
    before = max((exchange.number for exchange in lab.exchanges), default=0)
    asks = [asked(filled(text, lab, {}), f"127.0.0.1:{port}", proof.follow) for text in proof.requests]
    said = clients.CLIENTS[proof.by](asks)[-1].outcome
    seen = Seen((said,)) if isinstance(said, int) else Seen(said=said)
    if proof.at:
        return Seen(seen.statuses, said=seen.said, logged=stock.logged() if stock and stock.lines else None)
    last = lab.recorder.last(timeout=SETTLED)
    made = [each.request for each in lab.exchanges if each.number > before and each.request]
    fields = {name.decode(): value.decode() for name, value in made[-1].head.fields}
    return Seen(seen.statuses, fields, seen.said, tuple(each.method for each in made), last.logged_status)


def asked(text: str, address: str, follow: bool | None) -> clients.ClientRequest:
    draft = compose(text, address)
    head = parse_request(draft.head)
    told = [(name.decode(), value.decode()) for name, value in head.fields]
    kept = tuple((name, value) for name, value in told if name.lower() not in OURS)
    return clients.ClientRequest(head.method, f"http://{address}{head.target}", kept, draft.content, follow=follow)


# --- What must hold -----------------------------------------------------------------------------------------


def broken(proof: Proof, seen: Seen) -> list[str]:
    """What does not hold, in words."""
    met = {name.lower() for name in seen.fields}
    checks = {
        f"status {proof.status}, got {list(seen.statuses) or seen.said}": proof.status in (None, *seen.statuses),
        f"said {proof.said}, got {list(seen.statuses) or seen.said}": proof.said in (None, seen.said),
        f"logged {proof.logged}, got {seen.logged}": proof.logged in (None, seen.logged),
        f"sent {', '.join(proof.sent)}, got {', '.join(seen.sent)}": proof.sent in ((), seen.sent),
    }
    checks |= {f"has {name}": name.lower() in met for name in proof.has}
    checks |= {f"lacks {name}": name.lower() not in met for name in proof.lacks}
    return [said for said, holds in checks.items() if not holds]


@pytest.mark.parametrize(("question", "proof"), [run[:2] for run in RUNS], ids=[run[2] for run in RUNS])
def test_a_proof_holds_outside(question, proof, run):
    assert broken(proof, run(proof)) == [], question.ask


@pytest.mark.parametrize(("question", "proof"), [run[:2] for run in RUNS], ids=[run[2] for run in RUNS])
def test_a_status_that_is_proven_of_a_situation_is_its_key(question, proof):
    keys = {question.options[index].code for index in question.key} - {None}
    proven = {proof.status, proof.logged} - {None}
    if keys and proven and question.skill == "situation to code":
        assert proven & keys


NUMBERS = [run for run in RUNS if run[0].form == "number" and run[0].options[0].number is not None]


@pytest.mark.parametrize(("question", "proof"), [run[:2] for run in NUMBERS], ids=[run[2] for run in NUMBERS])
def test_a_number_that_is_right_stands_on_the_wire_of_its_proof(question, proof, run):
    wire = run(proof).wire
    assert all(re.search(rb"(?<![0-9])%d(?![0-9])" % number, wire) for number in question.solution)


# --- What the proofs stand on -------------------------------------------------------------------------------

PART = ("GET /leaflets/assam.txt\nRange: bytes=5000-",)
POST = ("POST /shop/orders\nContent-Type: text/plain\n\nscones",)
STALL = ("PUT /cellar/orders.txt\nContent-Length: 40\n\nhalf of it",)
WRONG = {
    "a status of nginx": (
        {
            "requests": PART,
            "at": "nginx",
            "status": 206,
            "logged": 200,
            "has": ["Location"],
            "lacks": ["content-range"],
        },
        ["status 206, got [416]", "logged 200, got 416", "has Location", "lacks content-range"],
    ),
    "a word of nginx": (
        {"requests": ["GET /drop"], "at": "nginx", "status": 444, "logged": 499},
        ["status 444, got nothing", "logged 499, got 444"],
    ),
    "a wait of nginx": (
        {"requests": ["GET /delivery/feast"], "at": "nginx", "leaves": True, "logged": 504},
        ["logged 504, got 499"],
    ),
    "a silence of nginx": (
        {"requests": STALL, "at": "nginx", "status": 408, "said": "something"},
        ["status 408, got nothing", "said something, got nothing"],
    ),
    "a number of nginx's own": (
        {"requests": ["GET /teas"], "at": "nginx-tls", "status": 497},
        ["status 497, got [400]"],
    ),
    "a status of Apache": (
        {"requests": ["FROB /teas"], "at": "apache", "status": 405, "lacks": ["Allow"]},
        ["status 405, got [501]", "lacks Allow"],
    ),
    "a method of a client": (
        {"requests": POST, "by": "requests", "sent": ["POST", "POST"], "status": 201, "has": ["Content-Type"]},
        ["status 201, got [200]", "sent POST, POST, got POST, GET", "has Content-Type"],
    ),
    "a client that was told to stay": (
        {"requests": POST, "by": "requests", "follow": False, "sent": ["POST", "GET"]},
        ["sent POST, GET, got POST"],
    ),
    "an exit of a client": (
        {"requests": ["GET /teas"], "by": "curl", "at": "nobody", "said": "exit 52", "status": 502},
        ["status 502, got exit 7", "said exit 52, got exit 7"],
    ),
}


@pytest.mark.parametrize(("wrong", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_proof_is_noticed(wrong, told, run):
    proof = ProofRecord.model_validate(wrong).proof()
    assert broken(proof, run(proof)) == told


def test_every_proof_finds_the_files_as_they_were_and_nothing_locked(run):
    path = "/cellar/racks/west/assam.txt"
    lock = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>'
    deletes = Proof(requests=(f"DELETE {path}",), at="apache", status=204)
    locks = Proof(requests=(f"LOCK {path}\nContent-Type: application/xml\n\n{lock}",), at="apache", status=200)
    for proof in (deletes, locks, deletes, deletes):
        assert broken(proof, run(proof)) == []


def test_a_proof_may_name_every_client_that_there_is():
    assert set(get_args(Client)) == set(clients.CLIENTS)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", ((), {})),
        (
            b'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nETag: "1"\r\n\r\nHTTP/1.1 500',
            ((100, 201), {"ETag": '"1"'}),
        ),
        (b"Ahoy!\r\n\r\n", ((), {})),
    ],
)
def test_the_statuses_of_an_answer_are_read_up_to_the_final_one(data, told):
    assert heads(data) == told
