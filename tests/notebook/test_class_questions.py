"""Which questions a class asks: by scene, id, code, idea, level, or a whole bank in its order."""

import pytest

from statuslab.errors import LabError
from statuslab.notebook.class_questions import class_questions
from statuslab.notebook.quiz import bank

OWN = """
- id: {id}
  ask: Which status is it, number {number}?
  options:
    - {{text: this one, right: true}}
    - {{text: that one}}
"""
IDS = ("zebra", "apple", "mango", "kiwi", "cherry", "banana", "fig", "grape", "lemon", "plum")


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("".join(OWN.format(id=id, number=number) for number, id in enumerate(IDS)), encoding="utf-8")
    return path


def ids(*what, bank=None, **options):
    return tuple(question.id for question in class_questions(what, bank, **options))


def test_bank_alone_is_asked_whole_in_its_order(own):
    assert ids(bank=own) == IDS
    assert ids(bank=own, n=3) == IDS[:3]


def test_questions_are_picked_by_id_in_the_order_named(own):
    assert ids("mango", "zebra", bank=own) == ("mango", "zebra")
    picked = [question.id for question in bank() if question.form == "single"][5:2:-1]
    assert list(ids(*picked)) == picked


def test_named_questions_come_first_and_the_rest_is_drawn():
    first = next(question.id for question in bank() if 412 in question.codes and question.form == "single")
    found = ids(first, "2xx", n=5)
    assert found[0] == first
    assert (len(found), len(set(found))) == (5, 5)


def test_more_ids_than_n_are_all_asked(own):
    assert ids(*IDS, bank=own, n=2) == IDS


def test_level_is_that_of_the_hardest():
    assert {question.level for question in class_questions(("2xx",), None, 20, level=1)} == {1}


def test_file_order_is_kept_where_it_is_asked_for():
    in_file = [question.id for question in bank()]
    found = ids("2xx", n=10, order="file")
    assert list(found) == sorted(found, key=in_file.index)
    assert found != ids("2xx", n=10)


@pytest.mark.parametrize(
    ("what", "options", "message"),
    [
        ((), {}, "a class needs to know about what"),
        (("2xx",), {"n": 0}, "n=0: expected at least 1"),
        (("2xx",), {"order": "random"}, 'expected "drawn" or "file"'),
        (("no-such-thing",), {}, "no-such-thing"),
        (("2xx",), {"level": 0}, "expected level 1 to 3"),
    ],
)
def test_mistake_is_one_line(what, options, message):
    with pytest.raises(LabError, match=message) as caught:
        class_questions(what, None, **options)
    assert "\n" not in str(caught.value)
