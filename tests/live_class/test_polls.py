"""A question without a key in a class: it is asked, counted and shown, and nobody is right or wrong."""

import pandas as pd
import pytest

from statuslab.live_class import tallies, views
from statuslab.live_class.events import Answer, Command, Join, Settings
from statuslab.live_class.report import ClassReport
from statuslab.live_class.session import ClassSession
from statuslab.questions.schema import checked_question

AT = "2026-11-22T10:00:00.000+00:00"
POLL = checked_question(
    {"id": "pace", "form": "poll", "ask": "How is the pace?", "options": [{"text": "slow"}, {"text": "fast"}]}
)


@pytest.fixture
def asked():
    """A class at the reveal of a poll, which two of two answered, one with slow and one with fast."""
    made = ClassSession((POLL,), Settings())
    for name in ("Sam", "Kim"):
        made.step(Join(name), 0)
    made.step(Command("open"), 1)
    for player, choice in ((1, 0), (2, 1)):
        made.step(Answer(player=player, round=1, vote=1, choice=(choice,), confidence=2, page="p", click=1), 2)
    for do in ("close", "reveal"):
        made.step(Command(do), 3)
    return made


def test_poll_shows_counts_and_gives_no_advice(asked):
    tally = tallies.tally(asked)
    assert tally["counts"] == [1, 1]
    assert (tally["share"], tally["advice"], tally["shift"]) == (None, None, None)
    assert not any(any(row) for row in tally["confidence"])


def test_reveal_of_a_poll_marks_no_option(asked):
    reveal = views.shared(asked)["reveal"]
    assert [option["right"] for option in reveal["options"]] == [None, None]
    assert reveal["right"] == []
    assert views.you(asked, asked.players[1])["result"]["right"] is None


def test_poll_gives_no_points_and_no_results_to_keep(asked):
    assert asked.points(asked.players[1]) == (0, 0)
    assert views.results(asked, asked.players[1]) == []


def test_report_counts_the_answers_to_a_poll_and_grades_none():
    answer = {"round": 1, "question": "pace", "vote": 1, "answer": [0], "confidence": 1, "score": 0.0, "right": False}
    answer |= {"mistaken": None, "seconds": 3.0, "at": AT, "seed": 0}
    people = [{"player": n, "name": f"P{n}", "joined": AT, "from_round": 1, "removed": False} for n in range(1, 6)]
    options = [{"index": 0, "named": "A slow", "right": True}, {"index": 1, "named": "B fast", "right": False}]
    rounds = [
        {"round": 1, "question": "pace", "form": "poll", "codes": [], "right": [], "options": options},
        {"round": 2, "question": "tea", "form": "single", "codes": [404], "right": [0], "options": options},
    ]
    rounds = [each | {"ask": "What?", "seed": 0, "idea": "tea", "revealed": True, "hands": {}} for each in rounds]
    facts = {"format": "statuslab-class-1", "room": "K7M2PX", "title": "", "mode": "poll", "created": AT, "ended": AT}
    answers = [answer | {"player": each["player"]} for each in people]
    report = ClassReport(facts | {"rounds": rounds, "players": people, "answers": answers})
    row = report.items.loc[1]
    assert (row["n"], row["note"]) == (5, "a poll: no answer is right")
    assert pd.isna(row["facility"]) and pd.isna(row["after"])
    assert report.answers["right"].isna().all()
    assert not report.confidence["n"].any()
    assert [row.right for row in report.choices[report.choices["round"] == 1].itertuples()] == [None, None]
    assert "Points Possible,,,,1" in report.files()["gradebook_canvas.csv"]
