"""Two tests of a class compared: the gain by person and idea, and how hard each item was beside its author's level.

Works on the exports of classes. People are found again by the name they typed, so that they have to type the same one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from statuslab.learning.measurement import LEAST_FOR_AN_IDEA, PairedGain, paired_gain, share_interval
from statuslab.live_class.report import LEAST, ClassReport

Scores = dict[str, dict[str, float]]  # by person, then by question
IDEA = ("idea", "n", "before", "after", "gain", "low", "high")
ITEM = ("question", "level", "n", "facility", "low", "high", "note")


@dataclass(frozen=True)
class Measurement:
    """What two tests show, each made of one or more classes: `.gain .left_out .ideas .items`.

    `levels` has the author's level of each question, by id.
    """

    before: tuple[ClassReport, ...]
    after: tuple[ClassReport, ...]
    levels: Mapping[str, int]

    @cached_property
    def people(self) -> list[tuple[dict[str, float], dict[str, float]]]:
        """The first answers of each person who took both tests, before and after, by question."""
        then, now = _scores(self.before), _scores(self.after)
        return [(then[name], now[name]) for name in then if name in now and not set(then[name]) & set(now[name])]

    @property
    def left_out(self) -> list[str]:
        """Why people are not counted, a line for each reason."""
        then, now = _scores(self.before), _scores(self.after)
        same = sum(bool(set(then[name]) & set(now[name])) for name in then if name in now)
        doubled = len(_doubled(self.before) | _doubled(self.after))
        reasons = (
            (len(set(then) ^ set(now)), "took one of the two tests only, or typed another name"),
            (same, "had the same question twice: after a form comes the other one"),
            (doubled, "shared a name with somebody in the same test"),
        )
        return [f"{count} {reason}" for count, reason in reasons if count]

    @cached_property
    def gain(self) -> PairedGain | None:
        """The gain over all questions. A question that was left open counts as wrong."""
        asked = max((len(scores) for pair in self.people for scores in pair), default=0)
        return paired_gain([(sum(then.values()) / asked, sum(now.values()) / asked) for then, now in self.people])

    @cached_property
    def ideas(self) -> pd.DataFrame:
        """The gain by idea, where twenty people or more answered a question on it before and after."""
        about = {
            each["question"]: each["idea"] for report in (*self.before, *self.after) for each in report.export["rounds"]
        }
        rows = []
        for idea in dict.fromkeys(about.values()):
            pairs = [(_on(idea, then, about), _on(idea, now, about)) for then, now in self.people]
            found = paired_gain([(one, two) for one, two in pairs if one is not None and two is not None])
            if found and found.n >= LEAST_FOR_AN_IDEA:
                rows.append([idea, found.n, found.before, found.after, found.gain, found.low, found.high])
        return pd.DataFrame(rows, columns=list(IDEA)).set_index("idea")

    @cached_property
    def items(self) -> pd.DataFrame:
        """A row for each question of the tests: level, n, facility with its 95 % interval, and a note."""
        rights: dict[str, list[bool]] = {}
        for scores in (_scores(self.before), _scores(self.after)):
            for answers in scores.values():
                for question, score in answers.items():
                    rights.setdefault(question, []).append(score >= 1)
        rows = [
            _item(question, self.levels.get(question), found)
            for question, found in sorted(rights.items(), key=_in_order)
        ]
        return pd.DataFrame(rows, columns=list(ITEM)).set_index("question")


def _scores(reports: Iterable[ClassReport]) -> Scores:
    """First votes by name and question, without those who share a name within a test."""
    reports = tuple(reports)
    doubled, found = _doubled(reports), Scores()
    for report in reports:
        names = _names(report)
        for answer in report.export["answers"]:
            name = names.get(answer["player"])
            counts = answer["vote"] == 1 and answer["round"] not in report.polls
            if counts and name is not None and name not in doubled:
                found.setdefault(name, {})[answer["question"]] = answer["score"]
    return found


def _names(report: ClassReport) -> dict[int, str]:
    """The name of each player who was not removed, as it is compared."""
    players = (each for each in report.export["players"] if not each["removed"])
    return {each["player"]: " ".join(each["name"].casefold().split()) for each in players}


def _doubled(reports: Iterable[ClassReport]) -> set[str]:
    names = Counter(name for report in reports for name in _names(report).values())
    return {name for name, count in names.items() if count > 1}


def _on(idea: str, scores: Mapping[str, float], about: Mapping[str, str]) -> float | None:
    found = [score for question, score in scores.items() if about[question] == idea]
    return sum(found) / len(found) if found else None


def _in_order(item: tuple[str, object]) -> tuple[int, str]:
    """pretest-2 before pretest-10."""
    return len(item[0]), item[0]


def _item(question: str, level: int | None, rights: Sequence[bool]) -> list[object]:
    n, right = len(rights), sum(rights)
    if n < LEAST:
        return [question, level, n, None, None, None, f"under {LEAST} answers"]
    low, high = share_interval(right, n)
    return [question, level, n, right / n, low, high, level_note(level, low, high)]


def level_note(level: int | None, low: float, high: float) -> str:
    """A note where the whole interval of an item's facility does not fit the author's level; else ""."""
    if level == 1 and high < 0.6:
        return "harder than its level 1"
    if level == 3 and low > 0.7:
        return "easier than its level 3"
    return ""
