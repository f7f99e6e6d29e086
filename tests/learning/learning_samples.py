"""What the tests of learning share: questions, attempts, and what is asked next."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from statuslab.learning.history import Attempt
from statuslab.learning.review_state import advance
from statuslab.learning.scheduling import due

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
CODES = (100, 200, 301, 404, 401, 502)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@dataclass(frozen=True)
class Item:
    """A question as `Reviewable` describes it."""

    id: str
    codes: tuple[int, ...] = (404,)
    idea: str = "an-idea"
    level: int = 1


def answered(id="q", at=MONDAY, score=1.0, confidence=1, mistaken=None):
    return Attempt(id, at, score, confidence, (0,), mistaken=mistaken)


def wrong(id="q", at=MONDAY, confidence=1, mistaken=None):
    return answered(id, at, 0.0, confidence, mistaken)


def folded(*attempts):
    found = {}
    for attempt in attempts:
        found[attempt.question] = advance(found.get(attempt.question), attempt)
    return found


def asked(questions, attempts=(), now=MONDAY, n=8, confusions=(), seed=0):
    return due(questions, folded(*attempts), confusions, now, Random(seed), n)


def ids(*arguments, **how):
    return [each.question for each in asked(*arguments, **how)]


def longest_run(kinds):
    longest = run = 0
    for place, kind in enumerate(kinds):
        run = run + 1 if place and kinds[place - 1] == kind else 1
        longest = max(longest, run)
    return longest
