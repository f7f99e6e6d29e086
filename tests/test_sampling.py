"""Rows that run in one test: each is tried, and those that fail are named."""

import pytest

import sampling


@pytest.fixture
def limit():
    return 2


@pytest.fixture
def _in_one_test(monkeypatch):
    monkeypatch.setattr(sampling, "RUNS_SLOW_TESTS", False)


@pytest.mark.usefixtures("_in_one_test")
def test_every_row_is_tried_and_those_that_fail_are_named(limit):
    tried = []

    @sampling.together(("name", "size"), [("cup", 1), ("pot", 3), ("urn", 9)], ids=lambda row: row[0])
    def fits(name, size, limit):
        tried.append(name)
        assert size <= limit

    with pytest.raises(ExceptionGroup, match="2 of 3 rows failed") as caught:
        fits(limit=limit)
    assert tried == ["cup", "pot", "urn"]
    assert [failure.__notes__ for failure in caught.value.exceptions] == [["at pot"], ["at urn"]]


@pytest.mark.usefixtures("_in_one_test")
def test_row_that_raises_nothing_where_it_should_is_named_and_the_others_are_tried():
    @sampling.together("text", ["7", "tea", "8"])
    @sampling.together("base", [8, 10])
    def is_no_number(text, base):
        with pytest.raises(ValueError, match=r"^invalid literal"):
            int(text, base)

    with pytest.raises(ExceptionGroup, match="2 of 3 rows failed") as caught:
        is_no_number()
    assert [failure.__notes__ for failure in caught.value.exceptions] == [["at 7"], ["at 8"]]
    assert [str(each)[:13] for each in caught.value.exceptions[1].exceptions] == ["DID NOT RAISE"]


def test_pair_of_a_row_with_one_column_in_turn_runs_each_time():
    pairs = sampling.spread(["a", "b", "c"], [1, 2])
    assert [pair for pair in pairs if len(pair) == 2] == [("a", 1), ("b", 2), ("c", 1)]
    slow = [pair for pair in pairs if len(pair) != 2]
    assert [pair.values for pair in slow] == [("a", 2), ("b", 1), ("c", 2)]
    assert {mark.name for pair in slow for mark in pair.marks} == {"slow"}
