from collections import Counter
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from learning_samples import CODES, Item, longest_run

from statuslab.learning.interleaving import _fits, arranged


@given(st.lists(st.sampled_from(CODES), max_size=7))
def test_order_without_three_of_a_class_in_a_row_is_found_if_there_is_one(codes):
    items = [Item(str(place), (code,)) for place, code in enumerate(codes)]
    possible = any(longest_run([code // 100 for code in each]) <= 2 for each in set(permutations(codes)))
    found = list(arranged(list(items)))
    assert sorted(found, key=lambda item: item.id) == items
    assert (longest_run([item.codes[0] // 100 for item in found]) <= 2) == possible
    assert _fits(Counter(code // 100 for code in codes)) == possible
