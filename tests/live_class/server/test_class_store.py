"""The class file: what is read equals what was saved."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from class_samples import questions

from sampling import RUNS_SLOW_TESTS
from statuslab.errors import LabError
from statuslab.live_class.events import AnswerRecorded, Player, PlayerAttempt, PlayerChanged, SessionState, Settings
from statuslab.live_class.server import PlayerClient, read_class
from statuslab.live_class.server import class_store as store
from statuslab.live_class.server.class_store import ClassFile, Item


def test_answer_read_from_the_file_equals_the_saved_one(tmp_path):
    attempt = PlayerAttempt(
        round=1,
        vote=1,
        player=1,
        choice=(1, 0),
        answer=(0, 1),
        confidence=2,
        score=0.5,
        right=False,
        mistaken=(404, 400),
        seconds=1.5,
        page="page-two",
        click=2,
        clicks=(("page-one", 3), ("page-two", 2)),
    )
    player = Player(1, "Sam", 1, 7, login="sam@example.org")
    file = ClassFile(tmp_path / "class-ABCDEF.sqlite")
    file.begin("ABCDEF", b"secret", Settings(), questions(), 1, SessionState(), {})
    file.save([Item(PlayerChanged(player), "hash of a token"), Item(AnswerRecorded(attempt))], clock=12.5)
    session, facts, tokens = file.session({}), file.facts(), file.tokens()
    file.close()
    assert session.answers == {(1, 1): {1: attempt}}
    assert session.players == {1: player}
    assert (facts["clock"], tokens) == (12.5, {"hash of a token": 1})


def test_class_without_a_table_of_logins_goes_on(tmp_path):
    path = tmp_path / "class-ABCDEF.sqlite"
    with closing(ClassFile(path)) as file:
        file.begin("ABCDEF", b"secret", Settings(), questions(), 1, SessionState(), {})
        file.save([Item(PlayerChanged(Player(1, "Sam", 1, 7)), "hash of a token")], clock=1)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE logins")
    ann = Player(2, "Ann", 1, 8, login="ann@example.org")
    with closing(ClassFile(path)) as file:
        file.save([Item(PlayerChanged(ann), "hash of another")], clock=2)
        assert file.session({}).players == {1: Player(1, "Sam", 1, 7), 2: ann}


def test_damage_is_told_as_such_whatever_its_words(tmp_path, monkeypatch):
    path = tmp_path / "class-ABCDEF.sqlite"
    file = ClassFile(path)
    file.begin("ABCDEF", b"secret", Settings(), questions(), 1, SessionState(), {})

    def refuse(_):
        raise LabError(f"a question speaks of {path}")

    monkeypatch.setattr(store, "_question", refuse)
    with pytest.raises(LabError, match=f"^{re.escape(str(path))} is damaged"):
        file.session({})
    file.close()


def test_damaged_class_file_is_one_line(new_class, tmp_path):
    server = new_class()
    player = PlayerClient(server.join_url)
    player.join("Sam")
    server.host.open()
    player.answer([1])
    server.stop()
    intact = server.path.read_bytes()
    told = 0
    for offset in range(0, len(intact), 1 if RUNS_SLOW_TESTS else 173):
        put = (b"\x93", b"\x00", b"\xff", b"7")[offset % 4]
        server.path.write_bytes(intact[:offset] + put + intact[offset + 1 :])
        for beside in tmp_path.glob("*.sqlite-*"):
            beside.unlink()
        store.expired(tmp_path, datetime.now(UTC))
        try:
            assert read_class(server.path)["format"] == "statuslab-class-1"
        except LabError as error:
            told += 1
            assert str(server.path) in str(error) and "\n" not in str(error)
    assert told


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE facts SET value = '{' WHERE key = 'state'",
        "UPDATE facts SET value = '7' WHERE key = 'settings'",
        "DELETE FROM facts WHERE key = 'clock'",
        "UPDATE questions SET question = '[]'",
        "UPDATE answers SET round = 99",
        "UPDATE answers SET choice = '0'",
        "UPDATE answers SET choice = '[7]'",
        "UPDATE answers SET answer = '[7]'",
        "UPDATE players SET player = 7",
        "DROP TABLE hands; CREATE TABLE hands (x)",
    ],
)
def test_class_with_rows_that_make_no_sense_is_refused_in_one_line(new_class, change):
    server = new_class()
    player = PlayerClient(server.join_url)
    player.join("Sam")
    server.host.open()
    player.answer([1])
    server.stop()
    with closing(sqlite3.connect(server.path)) as db:
        db.executescript(change)
    for use in (lambda: read_class(server.path), lambda: new_class(room=server.room)):
        with pytest.raises(LabError, match="is damaged") as refused:
            use()
        assert "\n" not in str(refused.value)
