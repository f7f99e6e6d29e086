"""Pre-test and post-test of a class: who is paired, what is left out, and how hard the items were."""

import pytest

from statuslab.live_class.measurement import Measurement, level_note
from statuslab.live_class.report import ClassReport

AT = "2026-11-22T10:00:00.000+00:00"
A, B = ("pretest-1", "pretest-2"), ("pretest-9", "pretest-10")
IDEAS = {"pretest-1": "one", "pretest-9": "one", "pretest-2": "two", "pretest-10": "two"}


def a_class(form, people):
    """A test of {name: (score, ...)} for the questions of a form; None leaves one open."""
    players = [
        {"player": number, "name": name, "joined": AT, "from_round": 1, "removed": False}
        for number, name in enumerate(people, 1)
    ]
    answers = [
        {"question": form[place], "round": place + 1, "vote": 1, "player": number, "score": score, "right": score >= 1,
         "answer": [0], "confidence": 1, "mistaken": None, "seconds": 3.0, "at": AT, "seed": 0}
        for number, scores in enumerate(people.values(), 1) for place, score in enumerate(scores) if score is not None
    ]  # fmt: skip
    rounds = [
        {"round": place + 1, "question": id, "ask": "?", "codes": [401], "idea": IDEAS[id], "right": [0], "hands": {}}
        for place, id in enumerate(form)
    ]
    return ClassReport({"title": "", "room": "K7M2PX", "created": AT, "players": players, "answers": answers,
                        "rounds": rounds})  # fmt: skip


def crossed(n, before=(0.0, 1.0), after=(1.0, 1.0)):
    """A group of n in each half: one half begins with form A and goes on with B, the other the other way round."""
    left, right = ([f"{side}{number}" for number in range(n)] for side in ("left", "right"))
    return Measurement(
        (a_class(A, dict.fromkeys(left, before)), a_class(B, dict.fromkeys(right, before))),
        (a_class(B, dict.fromkeys(left, after)), a_class(A, dict.fromkeys(right, after))),
        {"pretest-1": 1, "pretest-2": 3},
    )


def test_gain_pairs_people_over_both_forms():
    found = crossed(10).gain
    assert (found.n, found.before, found.after, found.gain) == (20, 0.5, 1.0, 0.5)


def test_ideas_are_shown_from_twenty_people_on():
    assert list(crossed(9).ideas.index) == []
    ideas = crossed(10).ideas
    assert list(ideas.index) == ["one", "two"]
    assert list(ideas["gain"]) == [1.0, 0.0]
    assert list(ideas["n"]) == [20, 20]


def test_question_left_open_counts_as_wrong():
    found = Measurement((a_class(A, {"Ada": (1.0, None), "Bo": (1.0, 1.0)}),), (a_class(B, {"Ada": (1.0, 1.0)}),), {})
    assert (found.gain.before, found.gain.after) == (0.5, 1.0)


def test_names_are_compared_without_case_and_spaces():
    assert len(Measurement((a_class(A, {" ada  L": (1, 1)}),), (a_class(B, {"Ada l": (1, 1)}),), {}).people) == 1


def test_who_cannot_be_paired_is_left_out_with_the_reason():
    found = Measurement(
        (a_class(A, {"Ada": (1, 1), "Bo": (1, 1), "Cy": (0, 0)}), a_class(B, {"Cy": (1, 1)})),
        (a_class(B, {"Ada": (1, 1), "Di": (1, 1)}), a_class(A, {"Bo": (1, 1)})),
        {},
    )
    assert len(found.people) == 1
    assert found.left_out == [
        "1 took one of the two tests only, or typed another name",
        "1 had the same question twice: after a form comes the other one",
        "1 shared a name with somebody in the same test",
    ]


def test_items_have_facility_with_an_interval_beside_their_level():
    items = crossed(10).items
    assert items.loc["pretest-1", ["level", "n", "facility"]].tolist() == [1, 20, 0.5]
    assert items.loc["pretest-2", "note"] == "easier than its level 3"
    assert items.loc["pretest-1", "low"] < 0.5 < items.loc["pretest-1", "high"]
    assert crossed(2).items.loc["pretest-1", "note"] == "under 5 answers"


@pytest.mark.parametrize(
    ("level", "low", "high", "note"),
    [(1, 0.2, 0.5, "harder than its level 1"), (1, 0.5, 0.8, ""), (3, 0.75, 0.95, "easier than its level 3"),
     (3, 0.5, 0.95, ""), (2, 0.0, 0.1, ""), (None, 0.0, 0.1, "")],
)  # fmt: skip
def test_note_needs_the_whole_interval(level, low, high, note):
    assert level_note(level, low, high) == note
