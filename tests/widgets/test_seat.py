"""A seat with a fake client: what is saved, refused and imported."""

import pytest

from statuslab.errors import LabError
from statuslab.widgets.seat import Seat

YOU = {"player": 1, "name": "Ann 2", "in": True, "answer": None, "score": 0, "of": 0}
OPEN = {"phase": "open", "round": 3, "vote": 1, "you": YOU}
ANSWER = {"n": 1, "do": "answer", "choice": [2], "confidence": 1, "round": 3, "vote": 1}


class FakeClient:
    """A fake client of a class. If `error` is set, every call raises it."""

    room, join_url = "K7M2PX", "http://teahouse:8420/r/K7M2PX"

    def __init__(self):
        self.error, self.calls = None, []

    def _call(self, *calls):
        self.calls.append(calls)
        if self.error:
            raise self.error

    def join(self, name):
        self._call("join", name)
        return f"{name} 2"

    def answer(self, choice, confidence=1, round=None, vote=None):
        self._call("answer", choice, confidence, round, vote)
        return {"round": round, "vote": vote, "choice": list(choice), "confidence": confidence}

    def results(self):
        self._call("results")
        return {"attempts": []}

    def watch(self, on_snapshot, on_link=None):
        self.on_snapshot, self.on_link = on_snapshot, on_link
        return lambda: self.calls.append(("stopped",))


@pytest.fixture
def client():
    return FakeClient()


@pytest.fixture
def seat(client):
    one = Seat(client, "Ann", lambda results: f"{len(results['attempts'])} kept")
    client.on_link(True)
    client.on_snapshot(OPEN)
    return one


def test_seat_with_a_name_joins_at_once_under_the_name_from_the_class(seat, client):
    assert client.calls == [("join", "Ann")]
    assert (seat.name, seat.linked, seat.snap["phase"]) == ("Ann 2", True, "open")


def test_seat_without_a_name_waits_for_one(client):
    told = []
    seat = Seat(client, "", lambda _: "", told.append)
    assert client.calls == [] and "not joined yet" in repr(seat)
    seat.sent = {"n": 1, "do": "join", "name": "Bo"}
    assert (seat.name, told) == ("Bo 2", ["Bo"])


def test_answer_is_shown_as_saved_only_after_acknowledgement(seat, client):
    client.error = LabError("no class answers")
    seat.sent = ANSWER
    assert seat.state == {"n": 1, "saved": False, "message": "no class answers"}
    assert seat.snap["you"]["answer"] is None
    client.error = None
    seat.sent = ANSWER | {"n": 2}
    assert seat.state == {"n": 2, "saved": True, "message": ""}
    assert seat.snap["you"]["answer"] == {"choice": [2], "confidence": 1}


def test_late_acknowledgement_does_not_show_in_the_next_question(seat, client):
    client.on_snapshot(OPEN | {"round": 4})
    seat.sent = ANSWER
    assert seat.snap["you"]["answer"] is None


def test_keep_shows_how_many_answers_were_imported(seat):
    seat.sent = {"n": 1, "do": "keep"}
    assert seat.state == {"n": 1, "saved": True, "message": "0 kept"}


@pytest.mark.parametrize(
    "sent",
    [{"n": 1}, {"n": 1, "do": "fly"}, {"n": 1, "do": "answer"}, ANSWER | {"choice": "2"}, ANSWER | {"round": None}],
)
def test_malformed_action_sends_nothing(seat, client, sent):
    seat.sent = sent
    assert client.calls == [("join", "Ann")]


def test_unexpected_error_is_shown_in_the_seat(seat, client):
    client.error = RuntimeError("oops")
    seat.sent = ANSWER
    assert seat.state["message"] == "A mistake of the course (RuntimeError: oops)"


def test_leave_stops_watching(seat, client):
    seat.leave()
    assert client.calls[-1] == ("stopped",)


def test_seat_without_widgets_shows_its_text(seat):
    assert seat._repr_mimebundle_()[0]["text/plain"] == "a seat in class K7M2PX, Ann 2"
