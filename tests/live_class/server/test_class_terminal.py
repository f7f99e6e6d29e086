"""A class run from a terminal: the ready line and typed commands."""

import io
import socket
import threading

import pytest

from statuslab.live_class.server import PlayerClient
from statuslab.live_class.server.terminal import _listen, answered, ready_line


def typed(server, line):
    return answered(server, line.split(), report, run_live)


def report(record, folder):
    return f"{len(record['answers'])} answers {folder}".strip()


def run_live(server):
    server.show_live({"title": "Two people edit one recipe", "steps": []})
    return "what crossed the wire"


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
    assert "✓ B     1  100%  404" in closed
    assert "100 % right: reveal, explain briefly, go on" in closed
    assert "✓ B     6   86%  404" in typed(running, "hands 1 5 0 0").splitlines()
    assert typed(running, "reveal").splitlines()[0] == "question 1 of 3, vote 1: reveal"
    assert typed(running, "kick 1").splitlines()[0] == "question 1 of 3, vote 1: reveal"
    assert typed(running, "end").splitlines()[0] == "ended"


def test_scene_that_is_run_from_the_terminal_is_on_the_wall_until_the_class_goes_on(running):
    typed(running, "open")
    typed(running, "close")
    assert typed(running, "live") == "what crossed the wire"
    wall = PlayerClient(running.join_url)
    assert wall.find()["live"]["title"] == "Two people edit one recipe"
    typed(running, "lock")
    assert wall.find()["live"]
    typed(running, "away")
    assert wall.find()["live"] is None
    typed(running, "live")
    typed(running, "reveal")
    assert wall.find()["live"] is None


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
    _listen(running, io.StringIO("\nlock\nquit\nend\n"), over, report, run_live)
    assert over.is_set()
    assert capsys.readouterr().out.count("lobby") == 1


def test_input_that_ends_does_not_stop_the_class(running):
    over = threading.Event()
    _listen(running, io.StringIO("lock\n"), over, report, run_live)
    assert not over.is_set()


def test_question_is_printed_with_its_letters_and_without_the_key_until_it_is_closed(running, player):
    opened = typed(running, "open").splitlines()
    assert opened[1:6] == ["What comes back?", "  A  400", "  B  404", "  C  409", "  D  410"]
    player.answer([0])
    assert typed(running, "tally").splitlines()[2] == "  A  400"
    closed = typed(running, "close").splitlines()
    assert closed[2:4] == ["  A     1  100%  400", "✓ B     0    0%  404"]


def test_every_command_that_is_offered_can_be_typed(running, player):
    examples = {"kick": "kick 1", "rename": "rename 1 Ann", "restore": "restore 1-9", "note": "note Ask Ann about it"}
    examples |= {"points": "points 3", "names": "names off", "leaderboard": "leaderboard on", "order": "order 2"}
    examples |= {"pick": "pick question-3", "hands": "hands 1 0 0 2", "clock": "clock 30"}
    typed(running, "open")
    typed(running, "kick 1")
    for do in running.host.snapshot()["can"]:
        if do not in {"back", "skip", "end", "close"}:
            assert "statuslab:" not in typed(running, examples.get(do, do)), do
    typed(running, "rename 1 Ann B")
    assert running.host.snapshot()["people"][0]["name"] == "Ann B"


def test_plan_lists_the_questions_to_come_first_with_ids_and_notes(running):
    running.host.note("Ask Ann.", "question-2")
    running.host.order(3, 2)
    assert typed(running, "plan").splitlines()[:3] == [
        "   3 question-3 (404, level 1, worth 1)",
        "   2 question-2 (404, level 1, worth 1)",
        "     Ask Ann.",
    ]


def test_taken_out_people_are_listed_as_such(running, player):
    typed(running, "kick 1")
    assert typed(running, "people").splitlines() == ["0 people, 0 online", "   1 Sam (taken out)"]


def test_report_and_links_are_printed(running, player):
    typed(running, "open")
    player.answer([1])
    assert typed(running, "report some folder") == "1 answers some folder"
    assert running.phone_url in typed(running, "links")
    assert running.co_host_url in typed(running, "links")


def test_class_whose_port_is_taken_moves_and_says_so_in_one_line(new_class, tmp_path):
    first = new_class(folder=tmp_path)
    port = first.url.rpartition(":")[2]
    assert first.moved == ""
    first.stop()
    with socket.create_server(("127.0.0.1", int(port))):
        again = new_class(folder=tmp_path, room=first.room, port=None)
        assert again.url != first.url
        assert again.moved.startswith(f"class {first.room} has moved from port {port}, which is taken, to ")
        assert again.join_url in again.moved
        assert "\n" not in again.moved
