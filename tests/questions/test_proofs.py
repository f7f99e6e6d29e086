"""Runs every proof of the bank that a fresh Teahouse can run: what a proof expects must hold.

Proofs with other servers and clients are run by tests/oracles/test_question_proofs.py; whether the outcomes decide the
keys, by test_keys.py.
"""

from proof_runs import Outcome, in_a_browser, in_each_browser, recorded_run, unmet

from published import published_questions
from sampling import together
from statuslab.questions.proof import Expected, Proof

RUNS = [
    (question, proof, f"{varied.id}-{number}{f'-row-{row}' if varied.vary else ''}")
    for varied in published_questions()
    for row, question in enumerate(varied.rows, 1)
    for number, proof in enumerate(question.proof)
    if proof.runs and not proof.runs_for_each_option and not proof.outside
]


RECORDED = [
    (proof, f"{question.id}-{proof.browser}")
    for varied in published_questions()
    for question in varied.rows
    for each in question.proof
    for proof in in_each_browser(each)
    if proof.recording
]


@together("proof", [each[0] for each in RECORDED], ids=[each[1] for each in RECORDED])
def test_proof_holds_in_a_recorded_browser(proof):
    assert unmet(proof, in_a_browser(recorded_run(proof))) == []


def test_wrong_proof_is_found_in_a_recording():
    wrong = Proof(recording="hidden-500", status=500, said="opaque", logged=200, sent=("OPTIONS",), has=("ETag",))
    assert unmet(wrong, in_a_browser(recorded_run(wrong))) == [
        "status 500, got TypeError",
        "logged 200, got 500",
        "said opaque, got TypeError",
        "sent OPTIONS, got GET",
        "has ETag",
    ]


@together(("question", "proof"), [run[:2] for run in RUNS], ids=[run[2] for run in RUNS])
def test_proof_holds_in_the_lab(question, proof, runner):
    assert unmet(proof, runner.outcome(proof)) == [], question.ask


def test_wrong_proof_is_found(runner):
    wrong = Proof(
        requests=("GET /teas/7",),
        status=404,
        has=("Location", "ETag: v9"),
        lacks=("ETag", "Content-Type: json"),
        body=("Sencha",),
        wire="PUT",
    )
    found = unmet(wrong, runner.outcome(wrong))
    assert found[:2] == ["status 404, got [200]", "wire 'PUT'"]
    assert found[2:6] == ["has Location", "has ETag: v9", "lacks ETag", "lacks Content-Type: json"]
    assert found[6].startswith("body 'Sencha', got")


def test_right_proof_meets_parts_of_values_and_bodies():
    outcome = Outcome(status=206, fields=(("Content-Range", "bytes 0-9/1000"),), body="tea tea te")
    assert unmet(Expected(status=206, has=("content-range: 0-9/1000",), body=("tea te",)), outcome) == []
