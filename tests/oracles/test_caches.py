"""data/cache_claims.csv against the lab's cache, Varnish and nginx: which claim of the standard holds for which."""

import csv

import pytest
from cache_claims import CLAIMS, results_of

from statuslab.storage.files import data_folder

with (data_folder() / "cache_claims.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize("program", ["lab", "nginx", pytest.param("varnish", marks=pytest.mark.slow)])
def test_cache_does_what_its_column_says(program, tmp_path):
    told = {row["claim"]: row[program] == "yes" for row in ROWS}
    assert results_of(program, tmp_path) == told


def test_each_claim_has_a_row_and_every_difference_a_note():
    assert [row["claim"] for row in ROWS] == list(CLAIMS)
    assert {row[program] for row in ROWS for program in ("lab", "varnish", "nginx")} == {"yes", "no"}
    assert {row["force"] for row in ROWS} == {"must", "should", "may"}
    different = [row for row in ROWS if row["varnish"] == "no" or row["nginx"] == "no"]
    assert [row["claim"] for row in different if not row["note"]] == []


def test_the_labs_cache_keeps_to_all_of_the_standard():
    assert {row["lab"] for row in ROWS} == {"yes"}
