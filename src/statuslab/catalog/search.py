"""Ranks entries by how well they fit the words of a search, with tolerance for typing mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Final

PREFIX, TYPO = 0.7, 0.5  # what a word counts that only begins with the wanted one, or is only spelled like it
CLOSE, CLOSE_ENOUGH_TO_SUGGEST = 0.8, 0.6  # ratios of difflib
LEAST_PREFIX: Final = 3
MOST_WORDS: Final = 12
STOP_WORDS = frozenset(
    re.findall(r"\w+", "a an and are at by do does for from how i in is it my of on or the to was what when with")
)


@dataclass(frozen=True)
class Entry:
    """Something that can be found: its kind ("code", "section", ...), the key it has there, and texts with weights."""

    kind: str
    key: str
    texts: Sequence[tuple[float, str]]

    @cached_property
    def words(self) -> Mapping[str, float]:
        """The weight of each word: that of the heaviest text that has it."""
        found: dict[str, float] = {}
        for weight, text in self.texts:
            for word in (*words(text), *_compounds(text)):
                found[word] = max(weight, found.get(word, 0))
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """The entries that fit, the best first; words read otherwise than typed; and words to try if nothing fits."""

    entries: tuple[Entry, ...]
    read_as: Mapping[str, str]
    suggestions: tuple[str, ...] = ()


def words(text: str) -> list[str]:
    """The words of a text in small letters, plurals as their singular: "Time-outs" -> time, out.

    >>> words("If-None-Match: two caches")
    ['if', 'none', 'match', 'two', 'cache']
    """
    return [_singular(word) for word in re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))]


def _compounds(text: str) -> list[str]:
    """Words with hyphens as people also write them: "Wi-Fi" -> wifi."""
    return [compound.replace("-", "") for compound in re.findall(r"[a-z]+-[a-z]+", text.lower())]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def search(query: str, entries: Sequence[Entry]) -> Found:
    """The entries that have all words of the query or, if there are none, as many of them as any has.

    Entries of the same weight keep their order. A word that no entry has is read as the closest one that some have.
    """
    wanted = [word for word in dict.fromkeys(words(query)) if word not in STOP_WORDS] or words(query)
    known = {word for entry in entries for word in entry.words}
    fitting, read_as = [], {}
    for word in _split(wanted[:MOST_WORDS], known):
        matches = _matches(word, known)
        if matches and max(matches.values()) <= TYPO:
            read_as[word] = next(iter(matches))
        fitting.append(matches)
    scored = [(sum(map(bool, scores)), sum(scores), entry)
              for entry in entries if any(scores := [_score(entry, matches) for matches in fitting])]  # fmt: skip
    most = max((count for count, _, _ in scored), default=0)
    ranked = sorted((each for each in scored if each[0] == most), key=lambda each: -each[1])
    return Found(tuple(entry for *_, entry in ranked), read_as, () if ranked else _suggestions(wanted, known))


def _split(wanted: Iterable[str], known: set[str]) -> Iterator[str]:
    """Words written together that are known apart, and the other way round: "ratelimit", "time out"."""
    left = list(wanted)
    while left:
        word = left.pop(0)
        if left and word + left[0] in known:
            yield word + left.pop(0)
            continue
        cuts = range(LEAST_PREFIX, len(word) - LEAST_PREFIX + 1) if word not in known else range(0)
        cut = next((cut for cut in cuts if word[:cut] in known and word[cut:] in known), None)
        yield from (word,) if cut is None else (word[:cut], word[cut:])


def _matches(word: str, known: set[str]) -> dict[str, float]:
    """The known words that a word may stand for, each with what it counts."""
    begun = {each: PREFIX for each in known if len(word) >= LEAST_PREFIX and each.startswith(word)}
    if word in known:
        return {**begun, word: 1.0}
    if begun or word.isdigit():
        return begun
    return dict.fromkeys(get_close_matches(word, sorted(known), n=2, cutoff=CLOSE), TYPO)


def _score(entry: Entry, matches: Mapping[str, float]) -> float:
    return max((entry.words.get(word, 0) * quality for word, quality in matches.items()), default=0)


def _suggestions(wanted: Sequence[str], known: set[str]) -> tuple[str, ...]:
    letters = sorted(word for word in known if len(word) > LEAST_PREFIX and not word.isdigit())
    close = (get_close_matches(word, letters, n=2, cutoff=CLOSE_ENOUGH_TO_SUGGEST) for word in wanted)
    return tuple(dict.fromkeys(word for found in close for word in found))
