"""Names of students in a class: cleaned and unique. The names already taken are an argument."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST = 64  # characters of a name that somebody types
_JOINERS = "\u200c\u200d"  # needed to write Persian, Indic scripts and emoji
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters and marks without a visible glyph
_LOOKS_LIKE = str.maketrans("013457@$!|€", "oieastasiie")  # what letters are written as to pass a filter
# Rude words of the languages that classes speak most: found anywhere in a name, or only as a word of their own, because
# names of people and places contain them (Scunthorpe, Siriporn, Nazir).
_RUDE_ANYWHERE = """
arschloch asshole bollocks connard culero enculer faggot fotze fuck hijodeputa hitler hurensohn mierda motherf nigga
nigger putain salope scheiss schlampe shithead siegheil wanker wichser
"""
_RUDE_WORDS = """
anal anus arsch arse ass bitch bitches cabron cock coon cum cunt fag fck ficken fuk hure kanake kkk merde nazi neger
nutte pendejo penis piss porn porno pussy puta rape rapist sex shit slut spast spic tits titten twat vagina vulva wank
whore
"""
_MARKS = 4  # combining marks on one letter; more would cover other lines


def cleaned(text: str) -> str:
    """The name to show: NFKC, without control, bidi or invisible characters; "" if nothing is left.

    >>> cleaned("  Sam\\u202e\\n the  2nd ")
    'Sam the 2nd'
    """
    kept = "".join(_shown(character) for character in unicodedata.normalize("NFKC", text))
    name = " ".join(_without_excess_marks(kept).split()).strip(" " + _JOINERS)
    return name if key(name) else ""


def key(name: str) -> str:
    """The form in which names are compared: NFKC, casefolded, without joiners and variation selectors."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(each for each in folded if each not in _JOINERS and not "\ufe00" <= each <= "\ufe0f").strip()


def unique(name: str, taken: Container[str], first: int = 2) -> str:
    """The name, with the first free number from `first` on if it is taken. `taken` holds keys.

    >>> unique("Sam", {"sam"})
    'Sam 2'
    """
    if key(name) not in taken:
        return name
    number = first
    while key(f"{name} {number}") in taken:
        number += 1
    return f"{name} {number}"


def is_rude(name: str) -> bool:
    """Whether a name has a rude word, also with letters repeated, spaced out or written as digits.

    >>> is_rude("5h1t"), is_rude("f u u u c k"), is_rude("Scunthorpe")
    (True, True, False)
    """
    letters = (each for each in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(each))
    words = re.findall(r"[a-z]+", "".join(letters).translate(_LOOKS_LIKE))
    if len(words) > 2 and all(len(word) == 1 for word in words):
        words = ["".join(words)]
    plain = {_with_runs_of(length, word) for word in (*words, "".join(words)) for length in (1, 2)}
    return not plain.isdisjoint(_RUDE_WORDS.split()) or any(
        rude in each for rude in _RUDE_ANYWHERE.split() for each in plain
    )


def _with_runs_of(length: int, word: str) -> str:
    """The word with three or more of a letter in a row cut to `length`."""
    return re.sub(r"(.)\1{2,}", lambda run: run[1] * length, word)


def _shown(character: str) -> str:
    if character in _JOINERS:
        return character
    if character in _BLANK:
        return ""
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"} or character in "\t\n\r":
        return " "
    return "" if category.startswith("C") else character  # control, format (bidi too), surrogate, private, unassigned


def _without_excess_marks(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) or unicodedata.category(character) == "Mn" else 0
        if marks <= _MARKS:
            kept.append(character)
    return "".join(kept)
