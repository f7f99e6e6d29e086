"""Several learners' reports as one overview: how far a team is with each page and code, and what to talk about next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from statuslab.learning.learner_report import MASTERED, LearnerReport
from statuslab.learning.measurement import PairedGain, paired_gain

FEW_TRIES: Final = 3
"""With fewer first tries, a share of right ones would be a matter of luck."""
HARD: Final = 0.7
"""A code with a smaller share of right first tries is worth talking about."""
TOPICS: Final = 6


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A page: how many learners began it, how many have done all of it, and the mean share done over all learners."""

    page: str
    began: int
    finished: int
    share: float


@dataclass(frozen=True, slots=True)
class TeamCode:
    """A code: how many learners were asked about it, how many master it, and the right first tries of all of them."""

    code: int
    met: int
    mastered: int
    tries: int
    right: int

    @property
    def share(self) -> float | None:
        """The share of right first tries; None where there are too few."""
        return self.right / self.tries if self.tries >= FEW_TRIES else None


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to talk about: one code that is hard, or two that are mixed up. By how many learners, and how often."""

    codes: tuple[int, ...]
    learners: int
    times: int
    share: float | None = None  # of right first tries, for one code


@dataclass(frozen=True, slots=True)
class Team:
    """The overview. Learners stand in the order of their names, not of their results."""

    learners: tuple[LearnerReport, ...]
    pages: tuple[TeamPage, ...]
    codes: tuple[TeamCode, ...]
    topics: tuple[Topic, ...]

    @property
    def exam(self) -> float | None:
        """The median of the exams' shares; None without an exam."""
        return median(shares) if (shares := [each.exam.share for each in self.learners if each.exam]) else None

    @property
    def gain(self) -> float | None:
        """The median of the gains; None where nobody has one."""
        return median(gains) if (gains := [each.gain for each in self.learners if each.gain is not None]) else None

    @property
    def measured(self) -> PairedGain | None:
        """The gain from pre-test to post-test over those who took both; None for nobody."""
        return paired_gain([each.measured for each in self.learners if each.measured])


def latest(reports: Iterable[LearnerReport]) -> tuple[LearnerReport, ...]:
    """The newest report of each learner; of two of one day, the one with more answers."""
    found: dict[str, LearnerReport] = {}
    for report in sorted(reports, key=lambda each: (each.day, each.answers)):
        found[report.learner] = report
    return tuple(sorted(found.values(), key=lambda each: (not each.name, each.name.casefold(), each.learner)))


def team(reports: Sequence[LearnerReport], pages: Collection[str], codes: Collection[int]) -> Team:
    """The overview of reports, one a learner, in the order of `pages` and `codes`.

    What is not among these is left out, as are pages that ask nothing. Of two topics that matter as much, that of the
    earlier code comes first.
    """
    rows = tuple(_code(code, reports) for code in codes)
    asking = {row.page for report in reports for row in report.pages if row.asked}
    shown = tuple(_page(page, reports) for page in pages if page in asking)
    return Team(tuple(reports), shown, rows, _topics(rows, reports))


def _page(page: str, reports: Sequence[LearnerReport]) -> TeamPage:
    rows = [row for report in reports for row in report.pages if row.page == page and row.asked]
    return TeamPage(
        page,
        began=sum(row.done > 0 for row in rows),
        finished=sum(row.done == row.asked for row in rows),
        share=sum(row.done / row.asked for row in rows) / len(reports),
    )


def _code(code: int, reports: Sequence[LearnerReport]) -> TeamCode:
    rows = [row for report in reports for row in report.codes if row.code == code]
    return TeamCode(
        code,
        met=sum(row.state != "new" for row in rows),
        mastered=sum(row.state in MASTERED for row in rows),
        tries=sum(row.tries for row in rows),
        right=sum(row.right for row in rows),
    )


def _topics(codes: Sequence[TeamCode], reports: Sequence[LearnerReport]) -> tuple[Topic, ...]:
    """The pairs that most learners mix up, then the hard codes that are in no such pair."""
    mixed = _mixed({row.code for row in codes}, reports)
    named = {code for topic in mixed for code in topic.codes}
    hard = [Topic((row.code,), row.met, row.tries - row.right, row.share) for row in codes
            if row.share is not None and row.share < HARD and row.code not in named]  # fmt: skip
    hard.sort(key=lambda topic: (topic.share or 0, -topic.learners))
    return (*mixed[: TOPICS - 1], *hard)[:TOPICS]


def _mixed(known: set[int], reports: Sequence[LearnerReport]) -> list[Topic]:
    """Pairs of codes that were taken for each other, in either direction, those of most learners first."""
    learners: Counter[tuple[int, ...]] = Counter()
    times: Counter[tuple[int, ...]] = Counter()
    for report in reports:
        for pair, count in _pairs(report).items():
            if known >= set(pair) and count:
                learners[pair] += 1
                times[pair] += count
    found = [Topic(pair, learners[pair], times[pair]) for pair in learners]
    return sorted(found, key=lambda topic: (-topic.learners, -topic.times, topic.codes))


def _pairs(report: LearnerReport) -> Mapping[tuple[int, ...], int]:
    found: Counter[tuple[int, ...]] = Counter()
    for right, chosen, times in report.confused:
        if right != chosen:
            found[tuple(sorted((right, chosen)))] += times
    return found
