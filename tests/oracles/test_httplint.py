"""What an independent linter of HTTP says of every final response in the stories: nothing bad, but for what is told."""

from dataclasses import dataclass

import pytest

from sampling import together
from statuslab.codes import all_scenes, index
from statuslab.scenarios.player import play
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock


@dataclass(frozen=True)
class Excuse:
    """A note that is right to appear in these scenes, or wrong to; `why` says which."""

    note: str
    scenes: tuple[str, ...]
    why: str


EXCUSES = (
    Excuse(
        "CREATED_WITHOUT_LOCATION",
        ("ask-before-the-heavy-lift", "refused-at-the-door", "put-it-there", "a-tea-that-came-later"),
        "a PUT: without Location it is the target that was created (RFC 9110 section 15.3.2)",
    ),
    Excuse(
        "CREATED_WITHOUT_LOCATION",
        ("carrying-the-harvest", "no-room-for-the-ledgers"),
        "a COPY: what it creates is where its own Destination field says (RFC 4918 section 9.8.5)",
    ),
    Excuse(
        "PARTIAL_WITHOUT_RANGE",
        ("two-slices",),
        "several ranges: Content-Range stands in each part and must not stand in the head (RFC 9110 section 15.3.7.2)",
    ),
    Excuse(
        "REQUEST_HDR_IN_RESPONSE",
        ("an-order-in-xml",),
        "Accept in a 415 tells what would be taken (RFC 9110 sections 12.5.1 and 15.5.16)",
    ),
    Excuse(
        "DATE_INCORRECT",
        (
            "a-copy-with-an-age",
            "a-tea-that-came-later",
            "dated-by-nobody",
            "deleted-and-still-there",
            "first-stale-then-fresh",
            "old-news-is-better",
            "prices-must-be-right",
        ),
        "a response from the cache keeps its Date, and httplint takes the time that the scene skips for a wrong clock",
    ),
    Excuse("STATUS_DEPRECATED", ("an-order-from-the-past",), "historical: 305 is told of because nobody may obey it"),
    Excuse("STATUS_URI_TOO_LONG", ("a-poem-in-the-address",), "it says no more than that the response is a 414"),
    Excuse("STATUS_VERSION_NOT_SUPPORTED", ("from-the-future",), "it says no more than that the response is a 505"),
    Excuse(
        "STATUS_NONSTANDARD",
        (
            "the-cookie-jar-overflows",
            "a-card-from-somewhere-else",
            "the-card-was-left-at-home",
            "plain-words-at-the-secure-door",
        ),
        "nginx's own numbers, which is the lesson",
    ),
)
SILENT = {"not-a-word"}  # here nothing is sent, so there is nothing to lint


@pytest.fixture(scope="module")
def told():
    """Every exchange of every scene that ended in a response."""
    with Lab(FixedClock()) as lab:
        played = {scene.name: [step.exchange for step in play(scene, lab)] for scene in all_scenes()}
    return {name: [exchange for exchange in exchanges if exchange.response] for name, exchanges in played.items()}


def bad_notes(exchange):
    """The names of the worst notes on an exchange's final response, those inside other notes included."""
    from httplint import HttpResponseLinter, levels  # here: each test process reads this file, and one runs it

    response = HttpResponseLinter(start_time=exchange.began)
    if exchange.request:
        response.request = request_of(exchange)
        response.is_head_response = exchange.request.method == "HEAD"
    head = exchange.response.head
    response.process_response_topline(b"1.1", str(head.status).encode(), head.reason.encode())
    fill(response, exchange.response)
    return {type(note).__name__ for note in every(response.notes) if note.level is levels.BAD}


def request_of(exchange):
    from httplint import HttpRequestLinter

    request = HttpRequestLinter(start_time=exchange.began)
    request.process_request_topline(exchange.request.method.encode(), exchange.request.target.encode(), b"1.1")
    fill(request, exchange.request)
    return request


def fill(linter, message):
    linter.process_headers(list(message.head.fields))
    linter.feed_content(message.content)
    linter.finish_content(True)


def every(notes):
    for note in notes:
        yield note
        yield from every(note.subnotes)


@together("scene", index().scenes)
def test_httplint_finds_nothing_bad_in_a_scene_but_what_is_excused(scene, told):
    assert bool(told[scene]) is (scene not in SILENT)
    found = set().union(*(bad_notes(exchange) for exchange in told[scene]))
    assert found == {excuse.note for excuse in EXCUSES if scene in excuse.scenes}
