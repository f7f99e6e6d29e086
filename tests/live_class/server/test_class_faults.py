"""Acknowledged answers are in the file exactly once, after kills, restarts and a full disk."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from class_samples import questions

from free_ports import free_port
from sampling import RUNS_SLOW_TESTS
from statuslab.errors import LabError
from statuslab.live_class.server import Declined, HostClient, PlayerClient
from statuslab.live_class.server import class_store as store

KILLS, PEOPLE = 10 if RUNS_SLOW_TESTS else 3, 8
HERE = Path(__file__).parent
SERVE = """
import json, sys
from class_samples import questions, typed
from statuslab.live_class.server import ClassServer
folder, room, port = sys.argv[1:]
which = {"questions": [typed(), *questions()]} if room == "-" else {"room": room}
server = ClassServer(folder=folder, port=int(port), **which)
server.start()
print(json.dumps([server.room, server.url, server.host_token, str(server.path)]), flush=True)
sys.stdin.read()
"""


class ServerProcess:
    """A class in a separate process that can be killed."""

    def __init__(self, folder, room="-", port=None):
        command = [sys.executable, "-c", SERVE, str(folder), room, str(port or free_port())]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self.room, self.url, self.token, self.path = json.loads(self.process.stdout.readline())
        self.port = urlsplit(self.url).port

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture
def start_process(tmp_path):
    made = []

    def start(*arguments):
        made.append(ServerProcess(tmp_path, *arguments))
        return made[-1]

    yield start
    for each in made:
        if each.process.poll() is None:
            each.kill()


class Typing(threading.Thread):
    """A student who answers 1, 2, 3 and so on, and notes the last acknowledged number."""

    def __init__(self, player, heard):
        super().__init__(daemon=True)
        self.player, self.heard, self.over = player, heard, threading.Event()
        self.sent = self.acknowledged = 0

    def run(self):
        while not self.over.is_set():
            self.sent += 1
            try:
                (self.acknowledged,) = self.player.answer([self.sent], 1, 1, 1)["choice"]
                self.heard.release()
            except Declined:
                raise
            except LabError:  # the server is down; go on with the next number
                continue


def test_acknowledged_answers_survive_repeated_kills_of_the_server_once(start_process, monkeypatch):
    monkeypatch.setattr("statuslab.live_class.server.client.RETRY_DELAYS", (0.0, 0.05, 0.1))
    rng, server, heard = Random(4), start_process(), threading.Semaphore(0)
    people = [Typing(PlayerClient(f"{server.url}/r/{server.room}"), heard) for _ in range(PEOPLE)]
    for each in people:
        each.player.join("Sam")
    HostClient.over_http(server.url, server.room, server.token).open()
    for each in people:
        each.start()
    for _ in range(KILLS):
        for _ in range(rng.randint(1, 60)):
            assert heard.acquire(timeout=60)
        server.kill()
        judge(server.path, people)
        server = start_process(server.room, server.port)
    for each in people:
        each.over.set()
    for each in people:
        each.join(60)
        assert not each.is_alive()
    server.kill()
    judge(server.path, people)


def judge(path, people):
    """Each answer is stored once and is at least as new as the last acknowledged one."""
    acknowledged = {each.player.player: each.acknowledged for each in people}
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = db.execute("SELECT player, choice FROM answers WHERE round = 1 AND vote = 1").fetchall()
    save_unless_full = {player: json.loads(choice)[0] for player, choice in rows}
    assert len(rows) == len(save_unless_full)
    for each in people:
        assert acknowledged[each.player.player] <= save_unless_full.get(each.player.player, 0) <= each.sent


def test_killed_class_continues_with_its_people_and_its_clock(start_process):
    server = start_process()
    player = PlayerClient(f"{server.url}/r/{server.room}")
    player.join("Sam")
    host = HostClient.over_http(server.url, server.room, server.token)
    host.open(seconds=600)
    player.answer([418])
    server.kill()
    again = start_process(server.room, server.port)
    assert again.token == server.token
    seen = player.snapshot()
    assert (seen["phase"], seen["you"]["answer"]["choice"]) == ("open", [418])
    assert 0 < seen["left_ms"] <= 600_000
    assert host.close()["tally"]["answered"] == 1


# --- A file that cannot be written


class FullDisk:
    """Makes commits fail while `full` is true."""

    def __init__(self, monkeypatch):
        self.full, save = False, store.ClassFile.save

        def save_unless_full(file, items, clock):
            if self.full:
                raise sqlite3.OperationalError("database or disk is full")
            save(file, items, clock)

        monkeypatch.setattr(store.ClassFile, "save", save_unless_full)


def test_answer_that_could_not_be_saved_is_neither_acknowledged_nor_remembered(running, player, ask, monkeypatch):
    disk = FullDisk(monkeypatch)
    running.host.open()
    player.answer([0])
    disk.full = True
    body = {"round": 1, "vote": 1, "choice": [1], "confidence": 1, "page": "page-number-1", "click": 1}
    status, fields, problem = ask("POST", "/api/ROOM/answers", body, player.token)
    assert (status, fields["Retry-After"], problem["type"]) == (503, "1", "/problems/not-saved")
    assert ask("POST", "/api/ROOM/host", {"do": "close"}, running.host_token)[0] == 503
    with pytest.raises(LabError, match="nothing was kept"):
        running.host.close()
    assert player.snapshot()["you"]["answer"]["choice"] == [0]
    assert running.host.snapshot()["phase"] == "open"
    disk.full = False
    assert ask("POST", "/api/ROOM/answers", body, player.token)[0] == 200
    assert running.host.close()["tally"]["counts"] == [0, 1, 0, 0]


def test_join_that_could_not_be_saved_can_be_retried(running, ask, monkeypatch):
    disk = FullDisk(monkeypatch)
    body = {"name": "Ann", "nonce": "n" * 24}
    disk.full = True
    assert ask("POST", "/api/ROOM/players", body)[0] == 503
    assert running.host.snapshot()["players"] == 0
    disk.full = False
    assert ask("POST", "/api/ROOM/players", body)[0] == 201
    assert running.host.snapshot()["players"] == 1


def test_deadline_that_could_not_be_saved_takes_effect_later(running, player, monkeypatch):
    disk = FullDisk(monkeypatch)
    running.host.open(seconds=1)
    disk.full = True
    seen, told = [], threading.Event()

    def heard(snapshot):
        seen.append(snapshot["phase"])
        if snapshot["phase"] == "closed":
            told.set()

    stop = player.watch(heard)
    while not told.wait(0.2):
        if running.host.snapshot()["left_ms"] == 0:
            disk.full = False
    stop()
    assert running.host.snapshot()["phase"] == "closed"


# --- The file


def test_class_file_in_use_is_refused_to_a_second_server(new_class, start_process):
    server = new_class()
    with pytest.raises(LabError, match="is running already; stop it there"):
        new_class(room=server.room)


def test_sweep_deletes_expired_classes_that_are_not_running(new_class, tmp_path):
    from datetime import UTC, datetime, timedelta

    server, other = new_class(expires_days=10), new_class(expires_days=30)
    server.stop()
    now = datetime.now(UTC)
    before = sorted(tmp_path.iterdir())
    assert store.sweep(tmp_path, now + timedelta(days=9)) == []
    assert sorted(tmp_path.iterdir()) == before
    assert store.sweep(tmp_path, now + timedelta(days=11)) == [server.room]
    assert [path.name for path in tmp_path.iterdir() if server.room in path.name] == []
    assert store.sweep(tmp_path, now + timedelta(days=99)) == []  # it runs
    assert other.path.exists()


def test_delete_removes_all_files_of_a_class(new_class, tmp_path):
    server = new_class()
    server.delete()
    assert [path for path in tmp_path.iterdir() if server.room in path.name] == []


def test_continued_class_uses_its_stored_questions(new_class):
    server = new_class(questions(2), title="ours", mode="exam")
    server.stop()
    room = new_class(room=server.room).host.snapshot()
    assert (room["questions"], room["title"], room["mode"]) == (["question-1", "question-2"], "ours", "exam")


def test_wall_clock_jump_does_not_move_the_deadline(running, player, monkeypatch):
    import datetime

    class Ahead(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + datetime.timedelta(hours=7)

    before = running.host.open(seconds=600)["left_ms"]
    monkeypatch.setattr(store, "datetime", Ahead)
    monkeypatch.setattr("time.time", lambda: 0.0)
    player.answer([1])
    assert before - 60_000 < player.snapshot()["left_ms"] <= before
    assert running.host.close()["tally"]["counts"] == [0, 1, 0, 0]


# --- A wall clock that is set


class WallClock:
    """The wall clock that the class reads, ahead by any number of days."""

    def __init__(self, monkeypatch):
        import datetime
        import time

        clock, real = self, time.time
        self.days = 0.0

        class Set(datetime.datetime):
            @classmethod
            def now(cls, tz=None):
                return super().now(tz) + datetime.timedelta(days=clock.days)

        for module in ("class_store", "class_server"):
            monkeypatch.setattr(f"statuslab.live_class.server.{module}.datetime", Set)
        monkeypatch.setattr("time.time", lambda: real() + clock.days * 86_400)


@pytest.mark.parametrize("days", [31, 36_500, -36_500])
def test_clock_that_was_set_deletes_no_class_at_the_next_start(new_class, tmp_path, monkeypatch, days):
    clock = WallClock(monkeypatch)
    server = new_class()
    PlayerClient(server.join_url).join("Sam")
    server.stop()
    clock.days = days
    for _ in range(2):
        other = new_class()
        assert (server.room in other.expired()) == (days > 0)
        assert "\n" not in other.expired() and other.room not in other.expired()
        other.stop()
    assert new_class(room=server.room).host.snapshot()["players"] == 1


def test_host_who_says_so_deletes_expired_classes(new_class, tmp_path, monkeypatch):
    clock = WallClock(monkeypatch)
    server = new_class()
    server.stop()
    clock.days = 31
    other = new_class(delete_expired=True)
    assert [path.name for path in tmp_path.iterdir() if server.room in path.name] == []
    assert other.expired() == ""


def test_clock_that_is_set_while_a_class_runs_loses_and_closes_nothing(running, monkeypatch):
    clock, heard = WallClock(monkeypatch), threading.Semaphore(0)
    people = [Choosing(PlayerClient(running.join_url), heard) for _ in range(4)]
    for each in people:
        each.player.join("Sam")
    left = running.host.open(seconds=600)["left_ms"]
    for each in people:
        each.start()
    for days in (31, -400, 0.2, 36_500, 0):
        clock.days = days
        for _ in range(12):
            assert heard.acquire(timeout=60)
        seen = running.host.snapshot()
        assert (seen["phase"], seen["players"], seen["online"]) == ("open", 4, 4)
        assert left - 120_000 < seen["left_ms"] <= left
    for each in people:
        each.over.set()
    for each in people:
        each.join(60)
        assert not each.is_alive()
    with closing(sqlite3.connect(running.path)) as db:
        stored = dict(db.execute("SELECT player, click FROM answers"))
    assert stored == {each.player.player: each.acknowledged for each in people}


class Choosing(threading.Thread):
    """A student who answers again and again, and counts what was acknowledged."""

    def __init__(self, player, heard):
        super().__init__(daemon=True)
        self.player, self.heard, self.over, self.acknowledged = player, heard, threading.Event(), 0

    def run(self):
        while not self.over.wait(0.02):
            assert self.player.answer([self.acknowledged % 4], 1, 1, 1)["saved"]
            self.acknowledged += 1
            self.heard.release()


# --- A file that is deleted or replaced while the class runs


def delete(path):
    path.unlink()


def delete_log(path):
    path.with_name(f"{path.name}-wal").unlink()


def replace_by_a_copy(path):
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes())
    copy.replace(path)


def move_away(path):
    path.rename(path.with_name("elsewhere.sqlite"))


@pytest.mark.skipif(os.name == "nt", reason="Windows does not delete a file that is open")
@pytest.mark.parametrize("spoil", [delete, delete_log, replace_by_a_copy, move_away])
def test_class_whose_file_has_gone_acknowledges_nothing_more(running, player, ask, spoil):
    running.host.open()
    player.answer([0])
    spoil(running.path)
    body = {"round": 1, "vote": 1, "choice": [1], "confidence": 1, "page": "page-number-1", "click": 1}
    for _ in range(2):
        status, _, problem = ask("POST", "/api/ROOM/answers", body, player.token)
        assert (status, problem["type"]) == (503, "/problems/not-saved")
        assert ask("POST", "/api/ROOM/players", {"name": "Ann", "nonce": "n" * 24})[0] == 503
    with pytest.raises(
        LabError, match=r"nothing was kept.*was deleted or replaced while the class was running"
    ) as told:
        running.host.close()
    assert "\n" not in str(told.value)
    assert player.snapshot()["you"]["answer"]["choice"] == [0]  # what was acknowledged before can still be exported
    assert running.host.export()["players"]
