import pytest

JSON, TEXT = "Content-Type: application/json", "Content-Type: text/plain"
BOARD = "/specials/board"


@pytest.mark.parametrize(
    ("fields", "status", "etag"),
    [
        ([TEXT], 428, None),
        ([TEXT, "If-None-Match: *"], 428, None),
        ([TEXT, 'If-Match: "v0"'], 412, '"v1"'),
        ([TEXT, 'If-Match: "v1"'], 204, '"v2"'),
        ([TEXT, "If-Match: *"], 204, '"v2"'),
        ([JSON], 415, None),
    ],
)
def test_board_changes_only_with_a_matching_if_match(ask, fields, status, etag):
    reply = ask(f"PUT {BOARD}", *fields, content="Scones: eleven\n")
    assert (reply.status, reply.fields.get("etag")) == (status, etag)
    assert (ask(f"GET {BOARD}").content == b"Scones: eleven\n") is (status == 204)


def test_428_names_if_match_and_must_not_be_stored(ask):
    reply = ask(f"PUT {BOARD}", TEXT, content="Scones: eleven\n")
    assert "If-Match" in reply.json["detail"]
    assert (reply.fields["cache-control"], reply.read) == ("no-store", 0)


def test_board_changed_while_a_put_arrives_is_not_overwritten(ask, state):
    def another_hand():
        state.board = b"Seed cake: none\n"
        state.revise(BOARD)

    reply = ask(f"PUT {BOARD}", TEXT, 'If-Match: "v1"', content="Scones: none\n", meanwhile=another_hand)
    assert (reply.status, ask(f"GET {BOARD}").content) == (412, b"Seed cake: none\n")


def test_current_board_gets_304(ask):
    assert ask(f"GET {BOARD}", 'If-None-Match: "v1"').status == 304
