import json

import pytest

from statuslab.errors import LabError
from statuslab.io.answers import keep, kept


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "answers.json"


def test_answers_of_a_first_visit_are_none(path):
    assert kept(path) == {}
    assert not path.exists()


def test_answer_kept_is_there_the_next_time(path):
    keep(path, "teas", {"choice": 412, "sure": "fairly", "why": "thé"})
    keep(path, "orders", {"choice": 409})
    assert kept(path) == {"teas": {"choice": 412, "sure": "fairly", "why": "thé"}, "orders": {"choice": 409}}


def test_answer_kept_again_takes_the_place_of_the_first(path):
    keep(path, "teas", {"choice": 409})
    keep(path, "teas", {"choice": 412})
    assert kept(path) == {"teas": {"choice": 412}}


UNREADABLE = {
    "no JSON": b"{half",
    "no UTF-8": b"\xff\xfe\x00",
    "another thing": b"[1, 2]",
    "nothing": b"",
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_answers_that_cannot_be_read_are_set_aside_and_count_as_none(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    assert kept(path) == {}
    assert (path.exists(), path.with_suffix(".unreadable.json").read_bytes()) == (False, content)
    keep(path, "teas", {"choice": 412})
    assert json.loads(path.read_text()) == {"teas": {"choice": 412}}


def test_answer_that_cannot_be_kept_says_why(tmp_path):
    (tmp_path / "home").write_text("a file where a folder should be")
    with pytest.raises(LabError, match="cannot write"):
        keep(tmp_path / "home" / "answers.json", "teas", {})
