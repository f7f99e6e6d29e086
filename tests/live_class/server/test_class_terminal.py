"""A class run from a terminal: the ready line and typed commands."""

import io
import threading

import pytest

from statuslab.live_class.server import PlayerClient
from statuslab.live_class.server.terminal import _listen, answered, ready_line


def typed(server, line):
    return answered(server, line.split())


def test_ready_line_has_urls_and_files_without_a_token(running):
    line = ready_line(running)
    assert line.startswith(f"ready {running.join_url} screen={running.screen_url} room={running.room} token=")
    assert running.host_token not in line


def test_class_can_be_run_by_typed_commands(running, player):
    assert typed(running, "people").splitlines() == ["1 people, 1 online", "   1 Sam"]
    assert typed(running, "open 60").splitlines()[0] == "question 1 of 3, vote 1: open"
    player.answer([1])
    assert "1 of 1 answered" in typed(running, "tally")
    closed = typed(running, "close").splitlines()
    assert "✓    1  404" in closed
    assert "100 % right: reveal, explain briefly, go on" in closed
    assert "✓    6  404" in typed(running, "hands 1 5 0 0").splitlines()
    assert typed(running, "reveal").splitlines()[0] == "question 1 of 3, vote 1: reveal"
    assert typed(running, "kick 1").splitlines()[0] == "question 1 of 3, vote 1: reveal"
    assert typed(running, "end").splitlines()[0] == "ended"


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("dance", "statuslab: no command 'dance'; expected one of open, end"),
        ("open soon", "statuslab: open soon: expected numbers"),
        ("reveal", "statuslab: reveal is not possible at the lobby"),
        ("kick 9", "statuslab: no player 9 in this class"),
        ("help", "open [SECONDS]"),
    ],
)
def test_typed_mistake_prints_one_line_and_the_class_continues(running, line, printed):
    assert typed(running, line).startswith(printed)
    assert PlayerClient(running.join_url).join("Ann") == "Ann"


def test_closing_an_exam_prints_how_many_answered_and_no_bars(new_class):
    server = new_class(mode="exam")
    typed(server, "open")
    assert (
        typed(server, "close").splitlines()[-1]
        == "now: reveal, end, back, kick, rename, names, note, points, leaderboard, lock"
    )


def test_typed_lines_are_answered_until_quit_and_empty_ones_skipped(running, capsys):
    over = threading.Event()
    _listen(running, io.StringIO("\nlock\nquit\nend\n"), over)
    assert over.is_set()
    assert capsys.readouterr().out.count("lobby") == 1


def test_input_that_ends_does_not_stop_the_class(running):
    over = threading.Event()
    _listen(running, io.StringIO("lock\n"), over)
    assert not over.is_set()
