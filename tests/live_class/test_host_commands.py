"""What a host can do beside the moves: step back, skip, pick, order, clock, points, notes; and what then counts."""

from dataclasses import replace

import pytest
from session_samples import PATHS, at, click, question, refusal, session

from sampling import together
from statuslab.errors import LabError
from statuslab.live_class import tallies, views
from statuslab.live_class.events import Command, HandsCounted, Join, NoteChanged, SessionState, Settings, Vote
from statuslab.live_class.session import ClassSession
from statuslab.live_class.states import PHASES, Phase


def made(*commands, people=2, **settings):
    found = at(Phase.LOBBY, people=people, **settings)
    do(found, *commands)
    return found


def do(found, *commands, now=10):
    for name in commands:
        found.step(Command(name), now)


# --- Confidence


def test_confidence_that_was_not_said_is_counted_apart():
    found = made("open", people=3)
    found.step(click(player=1, confidence=None), 11)
    found.step(click(player=2, confidence=1), 11)
    found.step(click(player=3, choice=(0,), confidence=None), 11)
    tally = tallies.tally(found)
    assert tally["confidence"] == [[0, 0], [1, 0], [0, 0]]
    assert tally["unsaid"] == [1, 1]
    assert views.you(found, found.players[1])["answer"] == {"choice": [1], "confidence": None}


def test_confidence_is_not_taken_over_into_the_next_question_or_vote():
    found = made("open")
    found.step(click(confidence=2), 11)
    do(found, "close", "revote")
    assert found.step(click(vote=2, confidence=None, number=2), 12)[0].attempt.confidence is None
    do(found, "close", "reveal", "next")
    assert found.step(click(round=2, confidence=None, number=3), 13)[0].attempt.confidence is None


# --- Speed and points


def test_speed_mode_gives_all_points_at_once_and_half_when_the_time_is_up():
    found = made(people=3, mode="speed", seconds=20)
    found.step(Command("open"), 100)
    found.step(click(player=1), 100)
    found.step(click(player=2), 110)
    found.step(click(player=3), 120.5)
    do(found, "reveal", now=121)
    assert [found.points(found.players[number])[0] for number in (1, 2, 3)] == [100, 75, 50]
    assert found.points(found.players[1])[1] == 100


def test_speed_without_a_deadline_falls_over_twenty_seconds():
    found = made(people=2, mode="speed")
    found.step(Command("open"), 100)
    found.step(click(player=1), 110)
    found.step(click(player=2), 500)
    do(found, "close", "reveal", now=501)
    assert [found.points(found.players[number])[0] for number in (1, 2)] == [75, 50]


def test_pause_takes_nobody_any_speed():
    found = made(mode="speed", seconds=20)
    found.step(Command("open"), 100)
    found.step(Command("pause"), 105)
    found.step(Command("resume"), 500)
    found.step(click(), 505)
    assert found.attempt(1, 1, 1).seconds == 10


def test_speed_mode_says_how_it_scores():
    assert views.shared(made(mode="speed", seconds=30))["scoring"].startswith(
        "A right answer earns 100 points at once and 50 after 30 seconds"
    )
    assert views.shared(made())["scoring"] == ""


def test_confidence_after_the_answer_is_kept_in_speed_mode():
    found = made("open", mode="speed")
    found.step(click(confidence=None), 11)
    found.step(click(confidence=2, number=2), 15)
    attempt = found.attempt(1, 1, 1)
    assert (attempt.confidence, attempt.seconds, attempt.choice) == (2, 1, (1,))
    assert refusal(found, click(choice=(0,), number=3), 16) == "first-counts"


def test_points_of_a_question_count_for_everybody():
    found = made("open")
    found.step(click(), 11)
    found.step(Command("points", points=3), 12)
    found.step(Command("points", points=5, question="question-2"), 12)
    do(found, "close", "reveal", now=20)
    assert found.points(found.players[1]) == (3, 3)
    assert found.points(found.players[2]) == (0, 3)
    assert views.host(found, ())["plan"][1]["worth"] == 5
    for wrong in (Command("points"), Command("points", points=-1), Command("points", points=1, question="nothing")):
        assert refusal(found, wrong) == "bad-field"


def test_points_are_those_of_the_present_state():
    found = made("open")
    found.step(click(), 11)
    player = found.players[1]
    seen = [found.points(player)]
    for name in ("close", "reveal", "back", "reveal"):
        do(found, name)
        seen.append(found.points(player))
    assert seen == [(0, 0), (0, 0), (1, 1), (0, 0), (1, 1)]
    found.step(Command("points", points=4), 30)
    assert found.points(player) == (4, 4)


@pytest.mark.parametrize("settings", [{"points": -1}, {"points": 1001}, {"teams": ("Red",)}, {"teams": ("A", "A")}])
def test_settings_out_of_bounds_are_refused_in_one_line(settings):
    with pytest.raises(LabError, match="expected"):
        Settings(**settings)


# --- One step back, revote, skip


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.LOBBY])
def test_back_takes_the_last_move_back(phase):
    found = made(*PATHS[phase][:-1])
    before = found.state
    do(found, PATHS[phase][-1], "back", now=20)
    same = ("phase", "index", "vote", "seconds", "revealed", "votes", "queue")
    assert [getattr(found.state, name) for name in same] == [getattr(before, name) for name in same]
    assert found.state.version == before.version + 2
    assert "back" not in found.can()
    assert refusal(found, Command("back")) == "not-now"


def test_back_opens_a_closed_vote_with_the_time_it_had_left():
    found = made(seconds=30)
    found.step(Command("open"), 100)
    found.step(click(), 105)
    found.step(Command("close"), 110)
    found.step(Command("back"), 200)
    assert found.next_deadline() == 220
    assert found.attempt(1, 1, 1)
    assert found.step(click(player=2), 205)[0].attempt.seconds == 15


def test_back_after_the_deadline_opens_the_vote_without_one():
    found = made(seconds=30)
    found.step(Command("open"), 100)
    found.step(Command("back", seen=None), 140)
    assert (found.state.phase, found.next_deadline()) == (Phase.OPEN, None)


def test_back_keeps_answers_of_the_vote_that_was_opened_by_mistake():
    found = made("open", "close", "reveal", "next")
    found.step(click(round=2), 12)
    do(found, "back", now=13)
    assert (found.state.phase, found.state.index) == (Phase.REVEAL, 0)
    do(found, "next", now=14)
    assert found.attempt(2, 1, 1).choice == (1,)
    assert tallies.tally(found)["answered"] == 1


def test_vote_after_the_reveal_is_counted_and_earns_no_points():
    found = made("open")
    found.step(click(choice=(0,)), 11)
    do(found, "close", "reveal", "revote")
    assert views.shared(found)["reveal"] is None
    found.step(click(vote=2, number=2), 12)
    do(found, "close", "reveal")
    assert found.points(found.players[1]) == (0, 1)
    assert [row["counts"] for row in tallies.votes(found, 1)] == [[1, 0, 0, 0], [0, 1, 0, 0]]


def test_vote_after_a_reveal_that_was_taken_back_earns_no_points_either():
    found = made("open")
    found.step(click(choice=(0,)), 11)
    do(found, "close", "reveal", "back", "revote")
    found.step(click(vote=2, number=2), 12)
    do(found, "close", "reveal")
    assert found.points(found.players[1]) == (0, 1)


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.PAUSED, Phase.CLOSED, Phase.DISCUSS])
def test_skipped_question_is_not_revealed_and_earns_nothing(phase):
    found = made(*PATHS[phase], "skip")
    assert (found.state.phase, found.state.index, found.state.revealed) == (Phase.OPEN, 1, ())
    do(found, "close", "reveal")
    assert found.points(found.players[1])[1] == 1
    assert views.host(found, ())["plan"][0]["state"] == "asked"


def test_skip_of_the_last_question_is_refused():
    assert refusal(at(Phase.OPEN, count=1), Command("skip")) == "not-now"


# --- Pick and order


def test_questions_come_in_the_order_of_the_host():
    found = made(count=4)
    found.step(Command("order", order=(3, 1)), 5)
    assert views.host(found, ())["upcoming"] == [3, 1]
    do(found, "open")
    assert (found.state.index, views.shared(found)["place"], views.shared(found)["of"]) == (2, 1, 2)
    do(found, "close", "reveal", "next")
    assert (found.state.index, found.upcoming) == (0, ())
    do(found, "close", "reveal")
    assert "next" not in found.can()


def test_latecomer_of_a_reordered_class_can_answer():
    found = made(count=4)
    found.step(Command("order", order=(3, 1)), 5)
    do(found, "open")
    found.step(Join("Late"), 11)
    do(found, "close", "reveal", "next")
    assert found.step(click(player=3, round=1), 12)[0].fresh


@pytest.mark.parametrize("order", [(), (1, 1), (0,), (5,), (2,)])
def test_order_that_cannot_be_is_refused(order):
    found = made("open", "skip", count=4)
    assert refusal(found, Command("order", order=order)) == "bad-field"


@pytest.mark.parametrize("phase", [Phase.LOBBY, Phase.OPEN, Phase.CLOSED, Phase.REVEAL])
def test_pick_opens_a_question_by_its_id_or_number(phase):
    for name in ("question-3", "3"):
        found = made(*PATHS[phase])
        found.step(Command("pick", question=name), 20)
        assert (found.state.phase, found.state.index, found.state.vote) == (Phase.OPEN, 2, 1)
        assert 2 not in found.upcoming
    assert refusal(found, Command("pick", question="question-9")) == "bad-field"


def test_pick_of_a_revealed_question_is_another_vote_on_it():
    found = made("open", "close", "reveal")
    found.step(Command("pick", question="question-1"), 20)
    assert (found.state.vote, found.state.votes[-1].after_key) == (2, True)


# --- Clock and discussion


def test_countdown_of_a_discussion_changes_nothing_when_it_is_over():
    found = made("open", "close")
    found.step(Command("discuss", seconds=90), 20)
    assert (found.seconds_left(30), found.next_deadline()) == (80, None)
    assert found.step(Command("leaderboard"), 500)
    assert found.state.phase is Phase.DISCUSS


def test_clock_sets_the_time_from_now():
    found = made(seconds=30)
    found.step(Command("open"), 100)
    found.step(Command("clock", seconds=60), 110)
    assert found.next_deadline() == 170
    found.step(Command("clock"), 111)
    assert found.next_deadline() is None
    found.step(Command("pause"), 112)
    found.step(Command("clock", seconds=20), 113)
    found.step(Command("resume"), 120)
    assert found.next_deadline() == 140
    assert refusal(found, Command("clock", seconds=0)) == "bad-field"


# --- Advice and buttons


def first_button(found):
    return next((button["do"] for button in views.host(found, ())["buttons"] if button["first"]), None)


@pytest.mark.parametrize(
    ("right", "advised", "first"), [(0, "teach", "revote"), (2, "discuss", "discuss"), (4, "explain", "reveal")]
)
def test_advice_and_button_agree(right, advised, first):
    found = made("open", people=4)
    for player in range(1, 5):
        found.step(click(player=player, choice=(1 if player <= right else 0,)), 11)
    do(found, "close")
    assert tallies.tally(found)["advice"]["do"] == advised
    assert first_button(found) == first


@pytest.mark.parametrize(
    ("phase", "first"),
    [
        (Phase.LOBBY, "open"),
        (Phase.OPEN, "close"),
        (Phase.PAUSED, "resume"),
        (Phase.CLOSED, "reveal"),
        (Phase.DISCUSS, "revote"),
        (Phase.REVEAL, "next"),
        (Phase.ENDED, None),
    ],
)
def test_button_of_the_usual_next_move_stands_out(phase, first):
    assert PHASES[phase].first == (first or "")
    assert first_button(at(phase)) == first


def test_no_button_stands_out_after_the_last_reveal():
    assert first_button(at(Phase.REVEAL, count=1)) is None


# --- Names, teams, notes


def test_hidden_names_are_on_no_screen_and_in_no_leaderboard():
    found = made("open", "close", "reveal", people=0)
    found.step(Join("Samantha"), 11)
    found.step(Command("leaderboard"), 12)
    assert "Samantha" in repr(views.shared(found))
    found.step(Command("names", on=False), 13)
    assert "Samantha" not in repr([views.shared(found), views.screen(found)])
    lobby = made(people=0)
    lobby.step(Join("Samantha"), 0)
    lobby.step(Command("names", on=False), 1)
    assert "Samantha" not in repr([views.shared(lobby), views.screen(lobby)])


@pytest.mark.parametrize("name", ["Asshole", "a s s", "F u u u c k", "5h1t", "xX_fück_Xx", "Nazi"])
def test_rude_name_is_refused_unless_the_filter_is_off(name):
    assert refusal(session(), Join(name)) == "bad-name"
    assert session(name_filter=False).step(Join(name), 0)


@together("name", ["Scunthorpe", "Siriporn", "Nazir", "Cassandra", "Dick", "Nigar", "Hancock", "Essex 2"])
def test_names_of_people_and_places_pass_the_filter(name):
    assert session().step(Join(name), 0)[0].player.name == name


def test_nameless_class_keeps_no_typed_name():
    found = session(nameless=True)
    names = [found.step(Join(name), 0)[0].player.name for name in ("Samantha", "", "Asshole")]
    assert names == ["Guest 1", "Guest 2", "Guest 3"]
    assert views.shared(found)["nameless"] is True


def test_teams_are_compared_by_the_mean_of_their_people():
    found = made("open", people=5, teams=("Red", "Blue"))
    for player in (1, 2):
        found.step(click(player=player), 11)
    do(found, "close", "reveal")
    assert views.you(found, found.players[2])["team"] == "Blue"
    assert [(row["team"], round(row["points"], 2), row["n"]) for row in tallies.teams(found)] == [
        ("Blue", 0.5, 2),
        ("Red", 0.33, 3),
    ]


def test_note_is_the_hosts_alone():
    found = made("open")
    assert found.step(Command("note", text=" ask Ann "), 11) == (NoteChanged({"question-1": "ask Ann"}),)
    assert views.host(found, ())["note_for_host"] == "ask Ann"
    assert "ask Ann" not in repr([views.shared(found), views.screen(found), views.you(found, found.players[1])])
    found.step(Command("note", text="", question="1"), 12)
    assert found.notes == {}
    assert refusal(found, Command("note", text="x" * 2001)) == "bad-field"


# --- Classes of version 0.1


def test_votes_of_an_old_class_are_found_in_its_answers():
    new = made("open")
    new.step(click(), 11)
    do(new, "close", "revote")
    new.step(click(vote=2, number=2), 12)
    do(new, "close", "reveal", "next", now=20)
    old = replace(new.state, votes=(), since=0, shown=(), before=None)
    late = {3: replace(new.players[1], number=3, first=2)}
    found = ClassSession(new.questions, new.settings, {}, old, new.players | late, new.answers)
    assert [(vote.round, vote.vote) for vote in found.state.votes] == [(1, 1), (1, 2), (2, 1)]
    assert [found.could_count(1, 1), found.could_count(1, 2), found.could_count(2, 1)] == [2, 2, 3]
    assert found.points(found.players[1]) == (1, 1)


def test_hands_alone_make_a_vote_of_an_old_class():
    state = SessionState(phase=Phase.REVEAL, index=0, vote=2, revealed=(0,))
    found = ClassSession((question(),), hands={(1, 1): (0, 3, 0, 0)}, state=state)
    assert found.votes(1) == 2
    assert found.vote(1, 2) == Vote(1, 2)
    assert isinstance(found.step(Command("hands", counts=(1, 1, 0, 0)), 5)[0], HandsCounted)
