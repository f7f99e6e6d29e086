"""A seat in a notebook, on a class that a test plays: what is saved, what is refused, what is kept."""

import pytest

from statuslab.errors import LabError
from statuslab.widgets.seat import Seat

YOU = {"player": 1, "name": "Ann 2", "in": True, "answer": None, "score": 0, "of": 0}
OPEN = {"phase": "open", "round": 3, "vote": 1, "you": YOU}
ANSWER = {"n": 1, "do": "answer", "choice": [2], "confidence": 1, "round": 3, "vote": 1}


class Played:
    """A class played by the test: `trouble` is raised by whatever is asked next."""

    room = "K7M2PX"

    def __init__(self):
        self.trouble, self.asked = None, []

    def _met(self, *asked):
        self.asked.append(asked)
        if self.trouble:
            raise self.trouble

    def join(self, name):
        self._met("join", name)
        return f"{name} 2"

    def answer(self, choice, confidence=1, round=None, vote=None):
        self._met("answer", choice, confidence, round, vote)
        return {"round": round, "vote": vote, "choice": list(choice), "confidence": confidence}

    def results(self):
        self._met("results")
        return {"attempts": []}

    def watch(self, heard, linked=None):
        self.heard, self.linked = heard, linked
        return lambda: self.asked.append(("stopped",))


@pytest.fixture
def played():
    return Played()


@pytest.fixture
def seat(played):
    one = Seat(played, "Ann", lambda results: f"{len(results['attempts'])} kept")
    played.linked(True)
    played.heard(OPEN)
    return one


def test_seat_with_a_name_joins_at_once_under_the_name_from_the_class(seat, played):
    assert played.asked == [("join", "Ann")]
    assert (seat.name, seat.linked, seat.snap["phase"]) == ("Ann 2", True, "open")


def test_seat_without_a_name_waits_for_one(played):
    told = []
    seat = Seat(played, "", lambda _: "", told.append)
    assert played.asked == [] and "not joined yet" in repr(seat)
    seat.sent = {"n": 1, "do": "join", "name": "Bo"}
    assert (seat.name, told) == ("Bo 2", ["Bo"])


def test_answer_is_shown_as_saved_only_after_acknowledgement(seat, played):
    played.trouble = LabError("no class answers")
    seat.sent = ANSWER
    assert seat.state == {"n": 1, "saved": False, "message": "no class answers"}
    assert seat.snap["you"]["answer"] is None
    played.trouble = None
    seat.sent = ANSWER | {"n": 2}
    assert seat.state == {"n": 2, "saved": True, "message": ""}
    assert seat.snap["you"]["answer"] == {"choice": [2], "confidence": 1}


def test_late_acknowledgement_does_not_show_in_the_next_question(seat, played):
    played.heard(OPEN | {"round": 4})
    seat.sent = ANSWER
    assert seat.snap["you"]["answer"] is None


def test_keep_shows_how_many_answers_were_imported(seat):
    seat.sent = {"n": 1, "do": "keep"}
    assert seat.state == {"n": 1, "saved": True, "message": "0 kept"}


@pytest.mark.parametrize(
    "sent",
    [{"n": 1}, {"n": 1, "do": "fly"}, {"n": 1, "do": "answer"}, ANSWER | {"choice": "2"}, ANSWER | {"round": None}],
)
def test_malformed_action_sends_nothing(seat, played, sent):
    seat.sent = sent
    assert played.asked == [("join", "Ann")]


def test_unexpected_error_is_shown_in_the_seat(seat, played):
    played.trouble = RuntimeError("oops")
    seat.sent = ANSWER
    assert seat.state["message"] == "A mistake of the course (RuntimeError: oops)"


def test_leave_stops_watching(seat, played):
    seat.leave()
    assert played.asked[-1] == ("stopped",)


def test_seat_without_widgets_shows_its_text(seat):
    assert seat._repr_mimebundle_()["text/plain"] == "a seat in class K7M2PX, Ann 2"
