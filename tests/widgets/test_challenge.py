"""The challenge card without a lab: what it shows and hides, and that bytes from the wire are escaped."""

import pytest
from widget_samples import HINTS, HOSTILE, LEFT, LIVE, MALFORMED, NORMAL, NOTHING, simple

from statuslab.widgets.challenge import ChallengeCard, card_html, card_text, seen_line

FACTS = {
    "heading": "Challenge · A task", "task": "Do `this`. Then that.", "where": "Your lab", "address": "http://teahouse",
    "hints": 3,
}  # fmt: skip
WAITING = {"state": "waiting", "stages": [], "seen": "", "message": "", "news": "", "hints": [], "html": ""}
STAGES = [{"goal": "Read", "done": True}, {"goal": "Save", "done": False}]


def card(**changes):
    return ChallengeCard(FACTS, WAITING | changes, lambda: None, lambda: None)


LINES = [
    (NORMAL, "PUT /teas/7 → 412"),
    (HINTS, "GET /menu → 103, 200"),
    (NOTHING, "GET /door → nothing sent · logged 444"),
    (LEFT, "GET / → nothing sent · logged 499"),
    (MALFORMED, "GET /<script>alert(1)</script> → "),
    (simple(f"GET /{'x' * 90} HTTP/1.1\n\n", "HTTP/1.1 414 Too Long\n\n"), f"GET /{'x' * 55}… → 414"),
    (
        simple("GET / HTTP/1.1\n\n", "HTTP/1.1 400 Bad\n\n", logged_status=400, internal_status=494),
        "GET / → 400 · inside 494",
    ),
]


@pytest.mark.parametrize(("exchange", "line"), LINES, ids=[line for _, line in LINES])
def test_seen_line_describes_an_exchange(exchange, line):
    assert seen_line(exchange, LIVE).startswith(line)


def test_challenge_waiting_says_so_and_done_does_not():
    assert "Waiting. Nothing of yours" in card_text(FACTS, WAITING)
    done = WAITING | {"state": "done", "message": "Done before."}
    assert card_text(FACTS, done).endswith("✓ Done before.")
    assert "Waiting" not in card_text(FACTS, done) + card_html(FACTS, done)


def test_challenge_shows_task_address_stages_and_what_is_missing():
    shown = WAITING | {
        "state": "near",
        "stages": STAGES,
        "seen": "GET / → 200",
        "message": "Not `quite`.",
        "news": "Look.",
    }
    assert card_text(FACTS, shown).splitlines() == [
        "Challenge · A task",
        "Do this. Then that.",
        "Your lab: http://teahouse",
        "  ✓ Read",
        "  ○ Save",
        "Look.",
        "The lab saw: GET / → 200",
        "≈ Not quite.",
    ]
    html = card_html(FACTS, shown)
    assert "<code>this</code>" in html and "✓ Read" in html and "Not <code>quite</code>." in html


def test_challenge_hints_are_not_shown_before_they_are_asked_for():
    shown = card(hints=["First."])
    assert "Hint 1: First." in repr(shown)
    assert "3 hints wait" in shown._repr_mimebundle_()[0]["text/html"]
    assert "First" not in repr(card())


def test_challenge_hint_request_of_the_page_is_passed_on_once():
    wishes = []
    shown = ChallengeCard(FACTS, WAITING, lambda: wishes.append(1), lambda: None)
    shown.hint_requests = 1
    assert wishes == [1]


def test_challenge_hint_is_plain_text_in_a_terminal():
    shown = card(hints=["Try `GET`."])
    assert shown.hint() == "Hint 1 of 3: Try GET."
    assert card().hint() == "It is done already, and you took no hint."


def test_hostile_text_never_becomes_markup():
    shown = WAITING | {
        "seen": HOSTILE,
        "message": HOSTILE,
        "stages": [{"goal": HOSTILE, "done": True}],
        "news": HOSTILE,
    }
    html = card_html(FACTS | {"task": HOSTILE, "heading": HOSTILE, "address": HOSTILE}, shown)
    assert "<script>alert" not in html and "\x1b" not in html


def test_challenge_text_and_html_say_the_same_without_a_page():
    bundle, _ = card()._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/plain", "text/html"}
    assert bundle["text/plain"] == repr(card())


def test_problem_of_the_disk_is_a_line_of_its_own_and_not_part_of_what_was_done():
    shown = card(state="done", message="Done, without a hint.", notice="the disk is full; free a few megabytes")
    assert repr(shown).endswith("✓ Done, without a hint.\n⚠ the disk is full; free a few megabytes")
    html = shown._repr_mimebundle_()[0]["text/html"]
    assert 'class="said done"' in html and '<p class="said">⚠ the disk is full; free a few megabytes</p' in html
