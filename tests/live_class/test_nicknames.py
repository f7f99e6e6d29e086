"""Names in every script and in abusive shapes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import together
from statuslab.live_class.nicknames import cleaned, key, unique


@together(
    ("typed", "shown"),
    [
        ("Sam", "Sam"),
        ("  Sam \t of\n the   Till ", "Sam of the Till"),
        ("Ａda", "Ada"),
        ("李雷", "李雷"),
        ("نور", "نور"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("नमस्ते", "नमस्ते"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("Sam\u202egnp.exe", "Samgnp.exe"),
        ("\u2066Sam\u2069\u200f\u200e\ufeff", "Sam"),
        ("Sa\x00m\x1b[31m\x7f", "Sam[31m"),
        ("Sam\ud800", "Sam"),
        ("<img src=x onerror=a()>", "<img src=x onerror=a()>"),
        ("x" * 500, "x" * 500),
    ],
)
def test_cleaned_name_has_no_harmful_characters(typed, shown):
    assert cleaned(typed) == shown


@together("typed", ["", "   ", "\u202e", "\u200d\u200c", "\u2800\u3164\u115f", "\x00\x07", "\ufe0f", "\ud800"])
def test_invisible_name_becomes_empty(typed):
    assert cleaned(typed) == ""


def test_excess_combining_marks_are_cut():
    assert len(cleaned("Z" + "\u0300" * 400)) <= 5


@pytest.mark.parametrize("other", ["SAM", "ｓａｍ", "Sam\u200d", "Sa\u200cm", "Sam\ufe0f"])
def test_names_that_differ_in_case_or_width_are_equal(other):
    assert key(cleaned(other)) == key("Sam")


def test_taken_name_gets_the_first_free_number_and_stays_whole():
    assert unique("Sam", {"sam", "sam 2"}) == "Sam 3"
    assert unique("x" * 64, {"x" * 64}) == "x" * 64 + " 2"


@given(st.text(max_size=60))
def test_any_text_becomes_a_clean_name_or_empty(text):
    name = cleaned(text)
    assert name == name.strip()
    kinds = {unicodedata.category(each) for each in name if each not in "\u200c\u200d"}
    assert not {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} & kinds
    assert bool(name) == bool(key(name))
