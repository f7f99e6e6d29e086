"""What a search finds, in which order, and what it makes of typing mistakes."""

import pytest

from sampling import together
from statuslab.catalog.search import Entry, search, words

ENTRIES = [
    Entry("code", "408", [(12, "Request Timeout"), (6, "You were too slow.")]),
    Entry("code", "504", [(12, "Gateway Timeout"), (6, "The server behind me was too slow.")]),
    Entry("code", "429", [(12, "Too Many Requests"), (8, "rate limit throttling")]),
    Entry("term", "cache", [(10, "cache"), (2, "A store of responses, used until a timeout.")]),
]


def keys(query):
    return [entry.key for entry in search(query, ENTRIES).entries]


@together(
    ("query", "found"),
    [
        ("timeout", ["408", "504", "cache"]),  # the same weight: in their order; a light text last
        ("gateway timeout", ["504"]),  # all words
        ("TIMEOUT!", ["408", "504", "cache"]),
        ("time out", ["408", "504", "cache"]),  # written apart
        ("ratelimit", ["429"]),  # written together
        ("rate limits", ["429"]),  # plural
        ("throttl", ["429"]),  # the beginning of a word
        ("the cache", ["cache"]),  # a word that says nothing
        ("gateway elephant", ["504"]),  # as many words as any entry has
        ("elephant", []),
        ("", []),
        ("...", []),
    ],
)
def test_search_finds_what_has_the_words(query, found):
    assert keys(query) == found


@pytest.mark.parametrize("typed", ["timout", "timeuot", "timeoout", "tmeout"])
def test_typing_mistake_is_read_as_the_closest_word_and_told(typed):
    found = search(typed, ENTRIES)
    assert [entry.key for entry in found.entries] == ["408", "504", "cache"]
    assert found.read_as == {typed: "timeout"}


def test_word_that_is_known_is_not_read_otherwise():
    assert search("timeout", ENTRIES).read_as == {}


def test_number_is_never_read_as_another_number():
    assert keys("409") == []


def test_search_without_a_result_suggests_words_that_are_spelled_alike():
    assert search("thxottxxng", ENTRIES).suggestions == ("throttling",)
    assert search("xyzzyq", ENTRIES).suggestions == ()


def test_word_in_two_texts_counts_once_with_the_heavier_weight():
    assert Entry("code", "1", [(2, "slow"), (6, "slow slow")]).words == {"slow": 6}


def test_words_are_small_and_singular():
    assert words("I'm  Categories, status & TLS: proxies/caches") == [
        "im", "category", "status", "tls", "proxy", "cache",
    ]  # fmt: skip


def test_search_of_very_many_words_is_cut_short():
    assert keys("timeout " + " ".join(f"w{number}" for number in range(5000))) == ["408", "504", "cache"]
