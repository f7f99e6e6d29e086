"""The proofs that other people's programs have a say in: stock nginx and Apache, and the clients people use."""

from typing import get_args

import pytest
from proof_runs import parts, unmet

from published import published_questions
from sampling import together
from statuslab.clients import libraries as clients
from statuslab.questions.proof import Client, Proof
from statuslab.questions.schema import ProofRecord

RUNS = [
    (question, proof, f"{varied.id}-{number}{f'-row-{row}' if varied.vary else ''}")
    for varied in published_questions()
    for row, question in enumerate(varied.rows, 1)
    for number, proof in enumerate(question.proof)
    if proof.outside and not proof.runs_for_each_option
]


@together(("question", "proof"), [run[:2] for run in RUNS], ids=[run[2] for run in RUNS])
def test_a_proof_holds_outside(question, proof, runner):
    assert unmet(proof, runner.outcome(proof)) == [], question.ask


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
def test_a_wrong_proof_is_noticed(wrong, told, runner):
    proof = ProofRecord.model_validate(wrong).proof()
    assert unmet(proof, runner.outcome(proof)) == told


def test_every_proof_finds_the_files_as_they_were_and_nothing_locked(runner):
    path = "/cellar/racks/west/assam.txt"
    lock = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>'
    deletes = Proof(requests=(f"DELETE {path}",), at="apache", status=204)
    locks = Proof(requests=(f"LOCK {path}\nContent-Type: application/xml\n\n{lock}",), at="apache", status=200)
    for proof in (deletes, locks, deletes, locks):
        runner.forget()
        assert unmet(proof, runner.outcome(proof)) == []


def test_a_proof_may_name_every_client_that_there_is():
    assert set(get_args(Client)) == set(clients.CLIENTS)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ((), {}, "")),
        (
            b'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nETag: "1"\r\n\r\nHTTP/1.1 500',
            ((100, 201), {"ETag": '"1"'}, "HTTP/1.1 500"),
        ),
        (b"Ahoy!\r\n\r\n", ((), {}, "")),
    ],
)
def test_the_parts_of_an_answer_are_read_up_to_the_final_one(data, expected):
    assert parts(data) == expected
