import pytest

from statuslab.wording import did_you_mean, quantity


@pytest.mark.parametrize(
    ("count", "spec", "expected"),
    [(0, "", "0 answers"), (1, "", "1 answer"), (1200, "", "1200 answers"), (1200, ",", "1,200 answers")],
)
def test_quantity_is_plural_unless_one(count, spec, expected):
    assert quantity(count, "answer", spec) == expected


def test_did_you_mean_names_the_closest():
    assert did_you_mean("two-coks", ["forty-cups", "two-cooks"], "nothing close") == 'did you mean "two-cooks"?'


def test_did_you_mean_with_a_mapping_shows_its_value():
    assert did_you_mean("im a teapt", {"im a teapot": "I'm a teapot"}, "") == 'did you mean "I\'m a teapot"?'


def test_did_you_mean_without_a_close_name_gives_the_alternative():
    assert did_you_mean("zzz", ["two-cooks"], "name a scene") == "name a scene"
