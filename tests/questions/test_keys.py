"""Runs decide the keys of the bank, and a flipped key turns red; keys.py says how."""

import re
from dataclasses import replace
from functools import cache
from textwrap import dedent

import keys
import pytest
import yaml

from published import published_questions
from sampling import together
from statuslab.questions import Question
from statuslab.questions.schema import checked_question

BANK = published_questions().questions
STATED = re.compile(r"For at least (\d+) % of the questions, a run decides the key")


every_question = together("question", BANK, ids=lambda question: question.id)


@pytest.fixture(scope="module")
def guard(runner):
    """What guards the key of a question of the bank, found once."""
    return cache(lambda question: keys.guard(question, runner))


@every_question
def test_runs_speak_for_the_key(question, guard):
    assert guard(question).contradictions == ()


@every_question
def test_question_that_no_run_guards_is_marked_as_checked_by_a_clause(question, guard):
    guarded = guard(question).guarded
    assert question.checked == (None if guarded else "clause"), "see CONTRIBUTING.md, What guards a key"


@every_question
def test_run_that_decides_nothing_shows_what_the_question_tells(question, runner):
    assert keys.idle_runs(question, runner) == []


def test_share_of_guarded_keys_is_the_one_that_contributors_read(guard):
    stated = int(STATED.search((keys.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))[1])
    guarded = sum(guard(question).guarded for question in BANK)
    assert stated >= 60
    assert stated <= 100 * guarded / len(BANK) < stated + 10


# --- What a flipped key meets --------------------------------------------------------------------------------


def made(text: str) -> Question:
    record = yaml.safe_load(dedent(text))
    common = {"id": "sample", "codes": [200], "idea": "sample", "skill": "know why", "level": 1, "ask": "Which?"}
    record = common | {"hint": "Look.", "source": "RFC 9110 section 15"} | record
    for option in record["options"]:
        option.setdefault("why", "So it is.")
    return checked_question(record)


SAMPLES = {
    "code": """
        options: [{code: 200, right: true}, {code: 304}, {code: 404}]
        proof: [{requests: [GET /teas/7], status: 200}]
        """,
    "interim-code": """
        options: [{code: 103, right: true}, {code: 200}, {code: 404}]
        proof: [{requests: [GET /menu], status: 103}]
        """,
    "number": """
        form: number
        options: [{number: 1000, right: true}, {number: 999}, {number: 100}]
        proof: [{requests: [HEAD /leaflets/assam.txt], status: 200, decides: Content-Length}]
        """,
    "shows": """
        options: [{text: the gateway, right: true}, {text: the application}, {text: the browser}]
        proof:
          - requests: [GET /delivery-east/menu]
            shows: {gateway: {layer: gateway}, application: {layer: application}}
        """,
    "tries": """
        options: [{text: with the tag of now}, {text: with the tag of today}, {text: with none, right: true}]
        proof:
          - requests: [GET /teas/7]
            tries:
              of now: ["GET /teas/7\\nIf-None-Match: $ETag"]
              of today: ["GET /teas/7\\nIf-None-Match: *"]
              none: [GET /teas/7]
            status: 200
        """,
    "option-in-a-request": """
        form: multiple
        ask: Which? Tick every one.
        options: [{text: "`Range: bytes=0-0`", right: true}, {text: "`Range: bytes=1000-`"}, {text: "`Range: tea=1`"}]
        proof: [{requests: ["GET /leaflets/assam.txt\\n$option"], status: 206}]
        """,
    "line-left-out": """
        form: line
        options:
          - text: "> GET /teas/7 HTTP/1.1"
          - text: "> If-None-Match: W/\\"v1\\""
            right: true
          - text: "> Accept: application/json"
          - text: "< HTTP/1.1 304 Not Modified"
        proof: [{requests: [$others], status: 200}]
        """,
    "cases": """
        options: [{text: "200, then 404", right: true}, {text: "404, then 200"}, {text: "200, then 410"}]
        proof: [{requests: [GET /teas/7], status: 200, case: 1}, {requests: [GET /teas/99], status: 404, case: 2}]
        """,
    "match-by-text": """
        form: match
        options: [{text: a tea, match: 200 OK}, {text: no tea, match: 404 Not Found}, {text: a poem, match: 405 No}]
        proof:
          - {requests: [GET /teas/7], status: 200, case: a tea}
          - {requests: [GET /teas/99], status: 404, case: no tea}
        """,
    "match-by-code": """
        form: match
        options: [{code: 200, match: it is there}, {code: 404, match: it is not there}, {code: 405, match: other}]
        proof:
          - {requests: [GET /teas/7], status: 200, case: it is there}
          - {requests: [GET /teas/99], status: 404, case: not there}
        """,
    "match-by-what-it-shows": """
        form: match
        options: [{code: 502, match: the gateway}, {code: 500, match: the application}, {code: 404, match: a bard}]
        proof:
          - requests: [GET /delivery-east/menu]
            shows: {gateway: {layer: gateway}, application: {layer: application}, bard: {layer: TLS}}
          - requests: [GET /specials/today]
            shows: {gateway: {layer: gateway}, application: {layer: application}, bard: {layer: TLS}}
        """,
    "order": """
        form: order
        options: [{text: a GET}, {text: a DELETE}, {text: the end}]
        proof:
          - requests: [GET /teas/3, DELETE /teas/3]
            shows: {a GET: {wire: GET /teas/3}, a DELETE: {wire: DELETE /teas/3}, the end: {wire: 204 No Content}}
        """,
    "measurement-in-the-log": """
        options: [{text: Some 3}, {text: Some 30, right: true}, {text: Some 300}]
        proof: [{log: addresses-behind-the-502s, gives: Some 30}]
        """,
}


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES.keys())
def test_run_speaks_for_the_key_and_against_every_other(text, runner):
    found = keys.guard(made(text), runner)
    assert (found.contradictions, found.open) == ((), ())


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES.keys())
def test_flipped_key_is_contradicted(text, runner):
    question = made(text)
    if question.form in ("order", "match"):
        first, second, *rest = question.options
        flipped = (second, first, *rest)
        if question.form == "match":
            flipped = (replace(first, match=second.match), replace(second, match=first.match), *rest)
    else:
        wrong = next(place for place in range(len(question.options)) if place not in question.key)
        flipped = tuple(replace(option, right=place == wrong) for place, option in enumerate(question.options))
    assert keys.guard(replace(question, options=flipped), runner).contradictions


def test_run_of_a_status_that_nobody_asked_for_is_idle(runner):
    options = "options: [{text: one, right: true}, {text: two}, {text: three}]"
    for proof, number in (("status: 200", 1), ("status: 200, has: [ETag]", 0), ("shows: {one: {status: 200}}", 0)):
        question = made(f"""
            {options}
            proof: [{{requests: [GET /teas/7], {proof}}}]
            """)
        assert len(keys.idle_runs(question, runner)) == number


def test_clause_guards_no_key(runner):
    question = made("""
        options: [{text: one, right: true}, {text: two}, {text: three}]
        proof: [{rfc: RFC 9110 section 15}, {requests: [GET /teas/7], status: 200, decides: nothing}]
        """)
    assert keys.guard(question, runner).open == ((1,), (2,))


def test_claim_of_a_wrong_option_alone_guards_only_against_that_option(runner):
    question = made("""
        options: [{text: one, right: true}, {text: two}, {text: three}]
        proof: [{requests: [GET /teas/7], shows: {two: {status: 404}}}]
        """)
    assert keys.guard(question, runner).open == ((2,),)


def test_words_of_no_option_or_of_several_are_an_error(runner):
    for words in ("four", "t"):
        question = made(f"""
            options: [{{text: one, right: true}}, {{text: two}}, {{text: three}}]
            proof: [{{requests: [GET /teas/7], shows: {{{words}: {{status: 200}}}}}}]
            """)
        (message,) = keys.guard(question, runner).contradictions
        assert message.startswith(f'"{words}" is in')
