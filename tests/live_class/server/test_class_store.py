"""The class file: what is read equals what was saved."""

from class_samples import questions

from statuslab.live_class.events import AnswerRecorded, Player, PlayerAttempt, PlayerChanged, Settings
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
    player = Player(1, "Sam", 1, 7)
    file = ClassFile(tmp_path / "class-ABCDEF.sqlite")
    file.begin("ABCDEF", b"secret", Settings(), questions(), days=1, leaderboard=False)
    file.save([Item(PlayerChanged(player), "hash of a token"), Item(AnswerRecorded(attempt))], clock=12.5)
    session, facts, tokens = file.session({}), file.facts(), file.tokens()
    file.close()
    assert session.answers == {(1, 1): {1: attempt}}
    assert session.players == {1: player}
    assert (facts["clock"], tokens) == (12.5, {"hash of a token": 1})
