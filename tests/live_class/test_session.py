"""The state machine of a class: every possible and impossible move, answers, people, time."""

import json
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from session_samples import MOVES, PATHS, at, click, question, refusal, session

from sampling import together
from statuslab.errors import LabError
from statuslab.live_class import tallies, views
from statuslab.live_class.events import (
    AnswerRecorded,
    Command,
    EventRefused,
    HandsCounted,
    Join,
    PlayerChanged,
    Settings,
    StateChanged,
    Tick,
)
from statuslab.live_class.server import class_store
from statuslab.live_class.session import ClassSession
from statuslab.live_class.states import DEADLINE, HOST_COMMANDS, PHASES, Phase, mermaid

# --- Moves


@together("phase", Phase)
@together("do", [move for move in MOVES if move != DEADLINE])
def test_host_can_make_the_moves_of_the_table_only(phase, do):
    made = at(phase)
    assert made.state.phase is phase
    before = made.state
    expected = PHASES[phase].moves.get(do) or (Phase.OPEN if (phase, do) == (Phase.REVEAL, "open") else None)
    if expected is None:
        assert refusal(made, Command(do)) == "not-now"
        assert made.state == before
    else:
        (moved,) = made.step(Command(do), 20)
        assert moved == StateChanged(made.state)
        assert made.state.phase is expected
        assert made.state.version == before.version + 1


@pytest.mark.parametrize("phase", Phase)
def test_offered_commands_are_exactly_the_possible_ones(phase):
    offered = set(at(phase).can())
    counts = (0, 0, 0, 0)
    for do in {*MOVES, *HOST_COMMANDS} - {DEADLINE}:
        made = at(phase)
        try:
            made.step(Command(do, player=1, name="Ann", counts=counts, points=2, question="2", order=(3,)), 10)
        except EventRefused:
            assert do not in offered or do == "open"
        else:
            assert do in offered or do in {"open", "unlock", "restore"}


def test_deadline_is_not_a_command():
    assert refusal(at(Phase.OPEN), Command(DEADLINE)) == "bad-field"


def test_unknown_command_error_lists_the_possible_ones():
    with pytest.raises(EventRefused, match="no command 'dance'; expected one of close, pause, skip, end"):
        at(Phase.OPEN).step(Command("dance"), 10)


def test_every_phase_but_the_end_has_moves():
    assert all(PHASES[phase].moves for phase in Phase if phase is not Phase.ENDED)
    assert PHASES[Phase.ENDED].moves == {}


def test_mermaid_draws_every_move():
    lines = mermaid().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> lobby"]
    assert "    discuss --> open: revote" in lines
    assert len(lines) == 3 + sum(len(rules.moves) for rules in PHASES.values())


def test_next_after_the_last_question_is_refused():
    made = at(Phase.REVEAL, count=1)
    with pytest.raises(EventRefused, match="question 1 was the last one; end the class"):
        made.step(Command("next"), 30)


def test_command_seen_at_an_older_version_is_refused():
    made = at(Phase.OPEN)
    seen = made.state.version
    made.step(Command("close", seen=seen), 20)
    assert refusal(made, Command("reveal", seen=seen)) == "moved-on"
    assert made.state.phase is Phase.CLOSED


def test_command_that_means_the_same_anywhere_is_carried_out_although_the_class_has_moved_on():
    made = at(Phase.OPEN, people=2)
    seen = made.state.version
    made.step(Command("close", seen=seen), 20)
    made.step(Command("kick", player=2, seen=seen), 21)
    assert [player.number for player in made.present] == [1]


# --- Answers


def test_answer_is_stored_by_round_vote_and_player():
    made = at(Phase.OPEN)
    (counted,) = made.step(click(choice=(1,)), 12.5)
    assert isinstance(counted, AnswerRecorded)
    attempt = counted.attempt
    assert (attempt.answer, attempt.right, attempt.score, attempt.seconds) == ((1,), True, 1.0, 2.5)
    assert made.answers == {(1, 1): {1: attempt}}


def test_last_answer_before_the_deadline_counts():
    made = at(Phase.OPEN)
    made.step(click(choice=(0,), number=1), 11)
    made.step(click(choice=(2,), number=2), 12)
    assert made.attempt(1, 1, 1).choice == (2,)


def test_retried_answer_changes_nothing():
    made = at(Phase.OPEN)
    (first,) = made.step(click(choice=(0,)), 11)
    (again,) = made.step(click(choice=(0,)), 15)
    assert again.attempt is first.attempt
    assert (first.fresh, again.fresh) == (True, False)


def test_retry_overtaken_by_a_newer_answer_gets_the_stored_one():
    made = at(Phase.OPEN)
    made.step(click(choice=(2,), number=2), 11)
    (late,) = made.step(click(choice=(0,), number=1), 12)
    assert late.attempt.choice == (2,)


@pytest.mark.parametrize("phase", [Phase.PAUSED, Phase.CLOSED, Phase.DISCUSS, Phase.REVEAL, Phase.ENDED])
def test_retry_of_a_stored_answer_is_acknowledged_in_any_phase(phase):
    made = at(Phase.OPEN)
    (first,) = made.step(click(), 11)
    for do in PATHS[phase]:
        if do != "open":
            made.step(Command(do), 12)
    assert made.step(click(), 500)[-1].attempt == first.attempt


def test_two_pages_of_one_player_store_one_answer():
    made = at(Phase.OPEN)
    made.step(click(choice=(0,), page="page-one"), 11)
    made.step(click(choice=(1,), page="page-two"), 12)
    (again,) = made.step(click(choice=(0,), page="page-one"), 13)
    assert again.attempt.choice == (1,)
    assert len(made.answers[1, 1]) == 1


def test_in_speed_mode_the_first_answer_counts():
    made = at(Phase.OPEN, mode="speed")
    made.step(click(choice=(0,), number=1), 11)
    assert refusal(made, click(choice=(1,), number=2), 12) == "first-counts"
    assert made.attempt(1, 1, 1).choice == (0,)


@pytest.mark.parametrize(
    ("phase", "code"),
    [
        (Phase.LOBBY, "round-closed"),
        (Phase.PAUSED, "paused"),
        (Phase.DISCUSS, "round-closed"),
        (Phase.REVEAL, "round-closed"),
        (Phase.ENDED, "ended"),
    ],
)
def test_answer_in_another_phase_is_refused(phase, code):
    assert refusal(at(phase), click(), 10.1) == code


@pytest.mark.parametrize(("round", "vote"), [(0, 1), (2, 1), (1, 2), (1, 0), (-3, 1)])
def test_answer_to_another_round_or_vote_is_refused(round, vote):
    assert refusal(at(Phase.OPEN), click(round=round, vote=vote)) == "another-round"


@pytest.mark.parametrize("choice", [(), (4,), (-1,), (0, 1), (10**30,)])
def test_choice_the_question_does_not_have_is_refused(choice):
    made = at(Phase.OPEN)
    assert refusal(made, click(choice=choice)) == "no-such-choice"
    assert made.answers == {}


def test_unknown_confidence_level_is_refused():
    assert refusal(at(Phase.OPEN), click(confidence=3)) == "bad-field"


# --- Time


def test_deadline_closes_the_vote():
    made = at(Phase.LOBBY, seconds=30)
    made.step(Command("open"), 100)
    assert (made.next_deadline(), made.seconds_left(110)) == (130, 20)
    assert made.step(Tick(), 129.9) == ()
    assert made.step(Tick(), 130.4) == (StateChanged(made.state),)
    assert (made.state.phase, made.state.closed) == (Phase.CLOSED, 130)


def test_passed_deadline_takes_effect_even_if_the_event_is_refused():
    made = at(Phase.LOBBY, seconds=30)
    made.step(Command("open"), 100)
    with pytest.raises(EventRefused) as caught:
        made.step(click(), 140)
    assert caught.value.effects == (StateChanged(made.state),)
    assert made.state.phase is Phase.CLOSED


@pytest.mark.parametrize(("late", "counted"), [(0.0, True), (0.99, True), (1.0, True), (1.01, False)])
def test_late_answer_counts_within_the_grace_only(late, counted):
    made = at(Phase.LOBBY, seconds=30, grace=1.0)
    made.step(Command("open"), 100)
    if counted:
        assert made.step(click(), 130 + late)[-1].fresh
    else:
        assert refusal(made, click(), 130 + late) == "round-closed"


def test_late_answer_after_the_reveal_is_refused():
    made = at(Phase.OPEN)
    made.step(Command("close"), 20)
    made.step(Command("reveal"), 20.1)
    assert refusal(made, click(), 20.2) == "round-closed"


@pytest.mark.parametrize("grace", [0.34, 2.1])
def test_grace_out_of_bounds_is_refused(grace):
    with pytest.raises(LabError, match=r"expected 0\.35 to 2\.0 seconds"):
        Settings(grace=grace)


def test_pause_stops_the_countdown():
    made = at(Phase.LOBBY, seconds=30)
    made.step(Command("open"), 100)
    made.step(Command("pause"), 110)
    assert (made.next_deadline(), made.seconds_left(500)) == (None, 20)
    made.step(Command("resume"), 500)
    assert (made.next_deadline(), made.seconds_left(505)) == (520, 15)


def test_open_with_seconds_sets_the_time_of_the_vote():
    made = at(Phase.LOBBY, seconds=30)
    made.step(Command("open", seconds=5), 100)
    assert made.next_deadline() == 105
    assert refusal(at(Phase.LOBBY), Command("open", seconds=0)) == "bad-field"


# --- People


def test_taken_name_gets_a_number():
    made = session()
    names = ("Sam", "SAM", "ｓａｍ", "Sam 2", "sam")
    entered = [made.step(Join(name), 0)[0] for name in names]
    assert [each.player.name for each in entered] == ["Sam", "SAM 2", "sam 3", "Sam 2 2", "sam 4"]


def test_latecomer_answers_the_running_question_and_both_votes():
    made = at(Phase.OPEN)
    made.step(Join("Late"), 11)
    assert made.step(click(player=2), 12)[0].fresh
    for do in ("close", "discuss", "revote"):
        made.step(Command(do), 13)
    assert made.step(click(player=2, vote=2, number=2), 14)[0].fresh
    for do in ("close", "reveal"):
        made.step(Command(do), 15)
    assert made.points(made.players[2]) == (1, 1)


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.DISCUSS])
def test_latecomer_after_the_first_vote_answers_the_second_alone(phase):
    made = at(phase)
    made.step(Join("Late"), 10.5)
    assert made.is_in(made.players[2])
    assert refusal(made, click(player=2), 10.6) in {"next-round", "round-closed"}
    made.step(Command("revote"), 12)
    assert made.step(click(player=2, vote=2), 13)[0].fresh
    made.step(Command("close"), 14)
    assert [(row["answered"], row["of"]) for row in tallies.votes(made, 1)] == [(0, 1), (1, 2)]


def test_latecomer_after_the_last_vote_is_in_from_the_next_question_and_loses_no_points():
    made = at(Phase.CLOSED)
    made.step(Join("Late"), 20)
    made.step(Command("reveal"), 21)
    made.step(Join("Later"), 22)
    for number in (2, 3):
        assert not made.is_in(made.players[number])
        assert made.points(made.players[number]) == (0, 0)
    made.step(Command("next"), 23)
    assert made.step(click(player=3, round=2), 24)[0].fresh


def test_denominator_is_who_could_answer_when_the_vote_closed():
    made = at(Phase.OPEN, people=2)
    made.step(Join("Late"), 11)
    made.step(click(player=1), 12)
    assert (tallies.tally(made)["answered"], tallies.tally(made)["could"], views.shared(made)["could"]) == (1, 3, 3)
    made.step(Command("close"), 13)
    made.step(Join("After"), 14)
    assert tallies.tally(made)["could"] == 3
    assert views.shared(made)["could"] == 3
    assert tallies.tally(made)["unanswered"] == ["Sam 2", "Late"]


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CLOSED, Phase.REVEAL])
def test_kick_updates_every_number_and_restore_brings_all_back(phase):
    made = at(Phase.OPEN, people=3)
    made.step(click(player=1), 11)
    made.step(click(player=2, choice=(0,)), 11)
    for do in PATHS[phase][1:]:
        made.step(Command(do), 20)
    before = _numbers(made)
    made.step(Command("kick", players=((1, 1), (3, 3))), 21)
    answered, could, screen, counts, leaders = _numbers(made)
    assert (answered, could, screen) == (1, 1, 1)
    assert counts == [1, 0, 0, 0]
    assert leaders == ["Sam 2"]
    made.step(Command("restore", players=((1, 3),)), 22)
    assert _numbers(made) == before


def _numbers(made):
    tally = tallies.tally(made)
    leaders = sorted(name for name, _ in tallies.leaders(made))
    return tally["answered"], tally["could"], views.screen(made)["answered"], tally["counts"], leaders


def test_restore_of_nobody_is_refused():
    assert refusal(at(Phase.OPEN), Command("restore", players=((1, 9),))) == "bad-field"


def test_locked_class_refuses_joins_until_unlocked():
    made = at(Phase.LOBBY)
    made.step(Command("lock"), 1)
    assert refusal(made, Join("Ann")) == "locked"
    made.step(Command("unlock"), 2)
    assert isinstance(made.step(Join("Ann"), 3)[0], PlayerChanged)


def test_removed_player_is_refused_and_not_counted():
    made = at(Phase.OPEN, people=2)
    made.step(click(player=1), 11)
    made.step(Command("kick", player=1), 12)
    assert refusal(made, click(player=1, number=2), 13) == "removed"
    assert tallies.tally(made)["answered"] == 0
    assert [player.number for player in made.present] == [2]


def test_name_of_a_removed_player_stays_taken():
    made = at(Phase.LOBBY)
    made.step(Command("kick", player=1), 1)
    assert made.step(Join("Sam"), 2)[0].player.name == "Sam 2"


def test_host_can_rename_a_player():
    made = at(Phase.LOBBY, people=2)
    made.step(Command("rename", player=2, name="Sam"), 1)
    assert made.players[2].name == "Sam 3"
    assert refusal(made, Command("rename", player=2, name="\u202e")) == "no-name"
    assert refusal(made, Command("rename", player=9, name="Ann")) == "bad-field"


def test_typed_name_of_more_than_64_characters_is_refused_and_never_cut():
    made = at(Phase.LOBBY)
    assert made.step(Join("x" * 64), 1)[0].player.name == "x" * 64
    assert refusal(made, Join("y" * 65)) == "long-name"
    assert refusal(made, Command("rename", player=1, name="y" * 65)) == "long-name"


def test_name_that_a_hub_has_given_stays_whole_and_is_the_login_under_any_name():
    made, user = at(Phase.LOBBY, people=0), "friederike.hohenstein-schulz@students.example.edu." + "x" * 60
    ann = made.step(Join(user, given=True), 1)[0].player
    assert (ann.name, ann.login) == (user, user)
    assert made.step(Join(user.upper(), given=True), 1)[0].player.login == user.upper()
    renamed = made.step(Command("rename", player=ann.number, name="Ann"), 2)[0].player
    assert (renamed.name, renamed.login) == ("Ann", user)


def test_nameless_class_keeps_no_login():
    assert session(nameless=True).step(Join("ann", given=True), 0)[0].player.login == ""


def test_full_or_ended_class_refuses_joins():
    made = session(most_players=1)
    made.step(Join("Ann"), 0)
    assert refusal(made, Join("Ben")) == "full"
    made = at(Phase.ENDED)
    assert refusal(made, Join("Ben")) == "ended"


@pytest.mark.parametrize("questions", [(), (question(form="provoke", options=[]),)])
def test_class_without_answerable_questions_is_refused(questions):
    with pytest.raises(LabError, match=r"at least one question|needs one with choices"):
        ClassSession(questions)


# --- Peer instruction


@together(
    ("share", "vote", "do"),
    [
        (0.0, 1, "teach"),
        (0.34, 1, "teach"),
        (0.35, 1, "discuss"),
        (0.70, 1, "discuss"),
        (0.71, 1, "explain"),
        (1.0, 1, "explain"),
        (0.34, 2, "teach"),
        (0.5, 2, "explain"),
    ],
)
def test_advice_follows_the_share_of_right_answers(share, vote, do):
    assert tallies.advice(share, vote)["do"] == do


def test_advice_without_answers_is_none():
    assert tallies.advice(None) is None


def test_advice_after_the_reveal_is_the_share_alone():
    assert tallies.advice(0.5, revealed=True)["says"] == "50 % right"


def voted(first, second=()):
    """A session after one vote or two; choices by player."""
    made = at(Phase.OPEN, people=len(first))
    for player, choice in enumerate(first, 1):
        made.step(click(player=player, choice=(choice,)), 11)
    made.step(Command("close"), 12)
    if second:
        made.step(Command("discuss"), 13)
        made.step(Command("revote"), 14)
        for player, choice in enumerate(second, 1):
            made.step(click(player=player, choice=(choice,), vote=2, number=2), 15)
        made.step(Command("close"), 16)
    return made


def test_tally_counts_options_answers_confidence_and_confusions():
    found = tallies.tally(voted([1, 1, 0, 2]))
    assert (found["counts"], found["share"], found["answered"]) == ([1, 2, 1, 0], 0.5, 4)
    assert found["answers"][0] == {"choice": [1], "n": 2, "right": True}
    assert found["confidence"] == [[0, 0], [2, 2], [0, 0]]
    assert {"right": 404, "chosen": 400, "n": 1} in found["confusions"]
    assert found["advice"]["do"] == "discuss"


def test_tally_counts_changes_between_two_votes():
    found = tallies.tally(voted([1, 0, 0, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]))
    assert found["shift"] == {"stayed_right": 1, "to_right": 2, "to_wrong": 3, "stayed_wrong": 4}
    assert [vote["share"] for vote in found["votes"]] == [0.4, 0.3]


def test_votes_say_how_many_could_answer_without_those_who_came_later_or_were_removed():
    made = voted([1, 0, 0], [1, 1])
    made.step(Command("kick", player=3), 17)
    made.step(Join("Late"), 17)
    votes = views.shared(made)["tally"]["votes"]
    assert [(vote["answered"], vote["of"]) for vote in votes] == [(2, 2), (2, 2)]
    made.step(Command("hands", counts=(5, 3, 0, 1)), 18)
    assert [vote["of"] for vote in views.shared(made)["tally"]["votes"]] == [2, 11]


def test_shares_of_right_answers_are_for_everybody_only_after_the_reveal():
    made = voted([1, 0, 0], [1, 1, 0])
    assert all("share" not in vote for vote in views.shared(made)["tally"]["votes"])
    made.step(Command("reveal"), 17)
    assert [round(vote["share"], 2) for vote in views.shared(made)["tally"]["votes"]] == [0.33, 0.67]


def test_numbers_that_were_typed_are_for_everybody_only_after_the_reveal():
    made = ClassSession((question(form="number"),))
    for _ in range(3):
        made.step(Join("Sam"), 0)
    made.step(Command("open"), 1)
    for player, number in enumerate((7, 9, 9), 1):
        made.step(click(player=player, choice=(number,)), 2)
    made.step(Command("close"), 3)
    assert tallies.votes(made, 1)[0].keys().isdisjoint({"numbers", "share"})
    made.step(Command("reveal"), 4)
    assert views.shared(made)["tally"]["votes"][0]["numbers"] == [[9, 2], [7, 1]]


def test_discussion_with_seconds_counts_down_and_then_waits_for_the_host():
    made = at(Phase.CLOSED)
    made.step(Command("discuss", seconds=120), 100)
    assert (made.seconds_left(160), made.next_deadline()) == (60, None)
    made.step(Tick(), 300)
    assert (made.state.phase, made.seconds_left(300)) == (Phase.DISCUSS, 0)
    made.step(Command("revote"), 301)
    assert made.seconds_left(301) is None


def test_discussion_without_seconds_has_no_countdown():
    made = at(Phase.CLOSED)
    made.step(Command("discuss"), 100)
    assert made.seconds_left(101) is None
    assert refusal(at(Phase.CLOSED), Command("discuss", seconds=0)) == "bad-field"


def test_raised_hands_are_added_to_the_tally():
    made = voted([1])
    assert made.step(Command("hands", counts=(5, 3, 0, 1)), 13)[0] == HandsCounted(1, 1, (5, 3, 0, 1))
    found = tallies.tally(made)
    assert (found["counts"], found["share"]) == ([5, 4, 0, 1], 0.4)
    assert refusal(made, Command("hands", counts=(1, 2))) == "bad-field"


def test_points_come_from_the_last_vote():
    made = voted([0, 1], [1])
    made.step(Command("reveal"), 17)
    assert made.points(made.players[1]) == (1.0, 1)
    assert made.points(made.players[2]) == (1.0, 1)


def test_leaders_are_sorted_by_points_then_name():
    made = voted([0, 1, 1])
    made.step(Command("reveal"), 17)
    assert tallies.leaders(made) == [["Sam 2", 1.0], ["Sam 3", 1.0], ["Sam", 0.0]]
    assert tallies.leaders(made, most=1) == [["Sam 2", 1.0]]


# --- Snapshots

SECRETS = ("why", "right", "question-1", "RFC 9110", "Look.")


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase not in (Phase.REVEAL, Phase.ENDED)])
def test_snapshots_have_no_key_before_the_reveal(phase):
    made = at(phase)
    shown = repr([views.shared(made), views.you(made, made.players[1]), views.screen(made)])
    assert not [secret for secret in SECRETS if secret in shown]


def test_reveal_has_the_key_and_every_explanation():
    shown = views.shared(at(Phase.REVEAL))["reveal"]
    assert shown["right"] == [1]
    assert [option["why"] for option in shown["options"]] == ["why 400", "why 404", "why 409", "why 410"]


def test_tally_for_students_is_hidden_until_the_second_vote_has_closed():
    assert views.shared(voted([1, 0]))["tally"] is None
    second = voted([1, 0], [1, 1])
    assert [vote["counts"] for vote in views.shared(second)["tally"]["votes"]] == [[1, 1, 0, 0], [0, 2, 0, 0]]
    assert "share" not in repr(views.shared(second)["tally"])


def test_student_snapshot_has_the_stored_answers_of_both_votes():
    made = voted([1, 0], [1, 1])
    you = views.you(made, made.players[2])
    assert you["before"] == {"choice": [0], "confidence": 1}
    assert you["answer"] == {"choice": [1], "confidence": 1}


# --- Exams


def exam(people=3):
    made = ClassSession(tuple(question(number) for number in range(1, 9)), Settings(mode="exam"))
    for number in range(people):
        made.step(Join("Sam", seed=1000 + number), 0)
    made.step(Command("open"), 10)
    return made


def test_exam_order_of_a_student_is_their_own_and_stays():
    made = exam()
    sequences = [made.sequence(player) for player in made.present]
    assert len(set(sequences)) == 3
    assert sequences == [made.sequence(player) for player in made.present]
    assert all(sorted(each) == list(range(8)) for each in sequences)


def test_exam_answer_counts_for_the_question_at_that_place():
    made = exam()
    (counted,) = made.step(click(player=2, round=5), 11)
    assert counted.attempt.round == made.sequence(made.players[2])[5] + 1
    assert views.you(made, made.players[2])["paper"] == {"of": 8, "answered": [5]}


@pytest.mark.parametrize("round", [-1, 8])
def test_exam_answer_beyond_the_last_question_is_refused(round):
    assert refusal(exam(), click(round=round)) == "another-round"


def test_exam_has_no_discussion_revote_or_next():
    made = exam()
    made.step(Command("close"), 12)
    assert {"discuss", "revote", "next"}.isdisjoint(made.can())
    assert refusal(made, Command("revote")) == "not-now"
    made.step(Command("reveal"), 13)
    assert refusal(made, Command("next")) == "not-now"


def test_exam_paper_has_no_key_before_the_reveal():
    made = exam()
    player = made.players[1]
    made.step(click(round=0), 11)
    shown = repr([views.shared(made), views.you(made, player), views.paper(made, player)])
    assert not [secret for secret in ("why", "'right'", "question-", "RFC 9110") if secret in shown]
    for do in ("close", "reveal"):
        made.step(Command(do), 20)
    row = views.paper(made, player)["questions"][0]
    assert row["reveal"]["right"] == [1]
    assert row["result"]["right"] is True


# --- Random events


class AnyClass(RuleBasedStateMachine):
    """Random events at random times, with invariants checked after each."""

    def __init__(self):
        super().__init__()
        self.session, self.now, self.expected, self.version = session(count=2, seconds=20), 0.0, {}, 0

    def tried(self, event):
        try:
            return self.session.step(event, self.now)
        except EventRefused as refused:
            return refused.effects

    @rule(name=st.text(max_size=30))
    def join(self, name):
        self.tried(Join(name))

    @rule(do=st.sampled_from([*MOVES, "lock", "unlock", "nonsense"]), seen=st.sampled_from([None, 0, 3]))
    def command(self, do, seen):
        self.tried(Command(do, seen=seen))

    @rule(
        do=st.sampled_from(["back", "pick", "order", "clock", "restore", "points", "names", "note", "leaderboard"]),
        order=st.lists(st.integers(0, 3), max_size=3),
        question=st.sampled_from(["", "1", "2", "question-1", "nothing"]),
        seconds=st.sampled_from([None, 0, 5]),
        on=st.booleans(),
    )
    def host_command(self, do, order, question, seconds, on):
        event = Command(do, order=tuple(order), question=question, seconds=seconds, on=on, points=seconds, player=1)
        self.tried(event)

    @precondition(lambda self: self.session.players)
    @rule(
        data=st.data(),
        round=st.integers(0, 3),
        vote=st.integers(0, 3),
        choice=st.lists(st.integers(-1, 5), max_size=3),
        number=st.integers(1, 4),
    )
    def answer(self, data, round, vote, choice, number):
        player = data.draw(st.sampled_from(sorted(self.session.players)))
        phase = self.session.state.phase
        for effect in self.tried(click(player, round, vote, choice, number)):
            if isinstance(effect, AnswerRecorded) and effect.fresh:
                assert phase in (Phase.OPEN, Phase.CLOSED)
                self.expected[round, vote, player] = effect.attempt

    @rule(seconds=st.floats(0, 15))
    def wait(self, seconds):
        self.now += seconds
        self.tried(Tick())

    @rule()
    def kick(self):
        self.tried(Command("kick", player=1))

    @invariant()
    def every_counted_answer_is_kept_once(self):
        kept = {
            (*key, player): attempt for key, rows in self.session.answers.items() for player, attempt in rows.items()
        }
        assert kept == self.expected

    @invariant()
    def nobody_counts_who_could_not_answer(self):
        for round in self.session.asked:
            for row in tallies.votes(self.session, round):
                assert 0 <= row["answered"] <= row["of"] <= self.session.present_count

    @invariant()
    def state_survives_the_class_file(self):
        text = json.dumps(class_store._state_record(self.session.state))
        assert class_store._state(json.loads(text)) == self.session.state

    @invariant()
    def names_are_unique(self):
        names = [player.name.casefold() for player in self.session.players.values()]
        assert len(names) == len(set(names))

    @invariant()
    def the_version_only_grows(self):
        assert self.session.state.version >= self.version
        self.version = self.session.state.version

    @invariant()
    def a_snapshot_can_be_made_and_keeps_its_secrets(self):
        shared = views.shared(self.session)
        if self.session.state.phase is not Phase.REVEAL:
            assert "why" not in repr(shared)
        views.host(self.session, set())


AnyClass.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAnyClass = AnyClass.TestCase


def test_picture_in_contributing_matches_the_phases():
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{mermaid().strip()}\n```" in text
