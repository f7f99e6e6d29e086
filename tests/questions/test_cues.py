"""No cue of the wording finds keys much more often than chance; cues.py says how that is measured."""

from dataclasses import replace

import cues
import pytest

from published import published_questions
from sampling import slow_param
from statuslab.questions import Question

BANK = list(published_questions())


def test_cue_finds_few_more_keys_than_chance():
    scores = list(cues.scores(BANK))
    assert len(scores) > 30
    assert [score for score in scores if score.excess > cues.ALLOWED] == []


def worded(key: str) -> list[Question]:
    """The single-choice questions of the bank with this text as the key of each."""
    singles = cues.groups(BANK)["texts"]
    return [
        replace(each, options=tuple(replace(option, text=key) if option.right else option for option in each.options))
        for each in singles
    ]


@pytest.mark.parametrize(
    ("cue", "key"),
    [
        ("longest option", "tea " * 100),
        slow_param("softest words", "it may or might perhaps depend, or could"),
        slow_param("most precise", "`ETag` 412 `If-Match` 304 `Retry-After` 5 `Vary` 206 `Range` 0-199"),
        slow_param("gateway, nginx, in front", "nginx, the gateway between, the proxy in front of the gateway"),
        slow_param("ask, read, look", "ask, read, look, check, compare, find, get"),
        slow_param("naive Bayes", "a text that is a key again and again"),
    ],
)
def test_cue_is_found_where_it_gives_keys_away(cue, key):
    assert all(
        score.excess > cues.ALLOWED for score in cues.scores(worded(key)) if score.cue == cue and score.size > 99
    )


def test_rarest_code_is_found_where_it_is_the_key():
    rare = [
        replace(
            each,
            options=tuple(replace(option, code=100 + index) if option.right else option for option in each.options),
        )
        for index, each in enumerate(cues.groups(BANK)["codes"])
    ]
    assert next(score for score in cues.scores(rare) if score.cue == "rarest code").excess > 0.5


def test_words_of_the_others_are_found_where_the_key_is_made_of_them():
    echoing = [
        replace(
            each,
            options=tuple(
                replace(option, text=" ".join(other.text.split()[0] for other in each.options if not other.right))
                if option.right
                else option
                for option in each.options
            ),
        )
        for each in cues.groups(BANK)["texts"]
    ]
    assert next(score for score in cues.scores(echoing) if score.cue == "words of the others").excess > cues.ALLOWED


def test_tie_counts_as_a_guess_among_the_tied():
    question = cues.groups(BANK)["texts"][0]
    (key,) = question.key
    wrong = [index for index in range(len(question.options)) if index != key]
    tied = [1.0 if index in (key, wrong[0]) else 0.0 for index in range(len(question.options))]
    assert cues.hit(question, tied) == 0.5
    assert cues.hit(question, [float(index == wrong[0]) for index in range(len(question.options))]) == 0


def test_interval_is_that_of_wilson():
    assert cues.Score("", "", 100, 0.25, 0.4).low == pytest.approx(0.3094, abs=1e-4)


def test_small_group_is_not_judged():
    assert cues.Score("", "", 99, 0.25, 0.9).excess == 0
