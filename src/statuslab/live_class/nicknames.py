"""What a person in a class may be called: cleaned, short, and told apart from everybody else.

Text in, text out; who is in the class is an argument.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container

LONGEST = 24
_JOINERS = "\u200c\u200d"  # letters of Persian and of Indic scripts, and emoji, are written with them
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters and marks that nobody can see
_MARKS = 4  # combining marks on one letter; more is a tower, not a name


def cleaned(text: str) -> str:
    """The name as it is shown: NFKC, at most 24 characters, no control, bidi or invisible ones; "" where none is left.

    >>> cleaned("  Sam\\u202e\\n the  2nd ")
    'Sam the 2nd'
    """
    kept = "".join(_shown(character) for character in unicodedata.normalize("NFKC", text[: LONGEST * 8]))
    cut = " ".join(_untowered(kept).split())[:LONGEST].strip(" " + _JOINERS)
    return cut if key(cut) else ""


def key(name: str) -> str:
    """What two names are compared by: NFKC and casefold, joiners and variation selectors left out."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(each for each in folded if each not in _JOINERS and not "\ufe00" <= each <= "\ufe0f").strip()


def unique(name: str, taken: Container[str], first: int = 2) -> str:
    """The name, or the name with the first free number from `first` on; `taken` holds keys.

    >>> unique("Sam", {"sam"})
    'Sam 2'
    """
    if key(name) not in taken:
        return name
    number = first
    while True:
        ending = f" {number}"
        numbered = name[: LONGEST - len(ending)].rstrip(" " + _JOINERS) + ending
        if key(numbered) not in taken:
            return numbered
        number += 1


def _shown(character: str) -> str:
    if character in _JOINERS:
        return character
    if character in _BLANK:
        return ""
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"} or character in "\t\n\r":
        return " "
    return "" if category.startswith("C") else character  # control, format (bidi is here), surrogate, private, none


def _untowered(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) or unicodedata.category(character) == "Mn" else 0
        if marks <= _MARKS:
            kept.append(character)
    return "".join(kept)
