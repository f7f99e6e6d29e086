"""Statistics of a class as tables: items, confusions, confidence, votes, people, and the gain between two classes.

Works on the export of a class. Facility is the share of right answers to an item; discrimination is the correlation of
an item with the score on all other items (the corrected item-total correlation).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from statuslab.errors import LabError
from statuslab.learning.history import gain
from statuslab.questions import CONFIDENCE

LEAST = 5  # a share of fewer answers is hidden: it says little, and may say it about one person
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that starts with one of these is a formula to a spreadsheet
ITEM = ("question", "ask", "n", "facility", "discrimination", "after", "note", "of")
CHOICE = ("round", "question", "vote", "option", "right", "n", "share")
UNSAID = "not said"  # how sure somebody was
MOST_CHOICES = 8  # answers that are listed where options cannot be counted one by one
SHIFT = ("stayed right", "to right", "to wrong", "stayed wrong")
COLUMNS = ("round", "vote", "player", "confidence", "score", "right", "mistaken", "seconds", "at", "answer")
MORE_COLUMNS = ("chose", "points", "undone")  # that records of version 0.1 lack
PICKED = {"single", "multiple", "line", "predict", "poll"}  # forms in which each option is chosen or not


@dataclass(frozen=True)
class ClassReport:
    """One class as DataFrames made from its export: `.items .choices .confusions .confidence .votes .people`.

    Nothing counts of people whom the host took out, and of votes that were taken back; `every_answer` has them.
    """

    export: Mapping[str, Any]

    @property
    def title(self) -> str:
        """The class's title, its room and its day."""
        return f"{self.export['title'] or 'Class'} · {self.export['room']} · {str(self.export['created'])[:10]}"

    # --- The answers

    @cached_property
    def every_answer(self) -> pd.DataFrame:
        """Every stored answer, one row for each vote. `removed` are those of people whom the host took out."""
        gone = {each["player"] for each in self.export["players"] if each["removed"]}
        rows = [[each.get(name) for name in (*COLUMNS, *MORE_COLUMNS)] for each in self.export["answers"]]
        right = COLUMNS.index("right")
        for row in rows:
            if row[0] in self.polls:  # nothing is right in a poll
                row[right] = None
        frame = pd.DataFrame(rows, columns=[*COLUMNS, *MORE_COLUMNS])
        frame["confidence"] = pd.Series([row[COLUMNS.index("confidence")] for row in rows], dtype=object)
        frame["removed"] = [row[COLUMNS.index("player")] in gone for row in rows]
        frame["undone"] = [bool(row[-1]) for row in rows]
        return frame

    @cached_property
    def answers(self) -> pd.DataFrame:
        """The answers that count, one row for each vote."""
        counted = ~(self.every_answer["removed"] | self.every_answer["undone"])
        return self.every_answer[counted].drop(columns=["removed", "undone"]).reset_index(drop=True)

    @property
    def taken_out(self) -> list[str]:
        """The names of the people whom the host took out."""
        return [each["name"] for each in self.export["players"] if each["removed"]]

    @cached_property
    def rounds(self) -> pd.DataFrame:
        """The questions by round: id, text, codes and idea."""
        columns = ["round", "question", "ask", "codes", "idea"]
        rows = [{name: each[name] for name in columns} for each in self.export["rounds"]]
        return pd.DataFrame(rows, columns=columns).set_index("round")

    @cached_property
    def polls(self) -> frozenset[int]:
        """The rounds whose question has no key."""
        return frozenset(each["round"] for each in self.export["rounds"] if each.get("form") == "poll")

    def scores(self, vote: str = "last") -> pd.DataFrame:
        """Scores by player (rows) and round (columns), from the first vote or each player's last, without polls.

        The last vote is the last one before the class had seen the key.
        """
        kept = self._first_votes if vote == "first" else self._last_votes
        return kept.pivot(index="player", columns="round", values="score").astype(float)

    # --- Tables

    @cached_property
    def items(self) -> pd.DataFrame:
        """A row for each item: n, facility and discrimination in the first vote, facility in the last, and a note."""
        first, last = self.scores("first"), self.scores()
        rows = [self._item(number, first, last) for number in self.rounds.index]
        return pd.DataFrame(rows, columns=["round", *ITEM]).set_index("round")

    def _item(self, number: int, first: pd.DataFrame, last: pd.DataFrame) -> dict[str, Any]:
        if number in self.polls:
            return {"round": number, **self.rounds.loc[number, ["question", "ask"]], **self._poll(number)}
        right, n = self._rights(number, first, "1")
        correlation = discrimination(first, number) if number in first else None
        facility = _share(right, n)
        after = _share(*self._rights(number, last, self._last_vote(number))) if self._revoted(number) else None
        row = {"round": number, **self.rounds.loc[number, ["question", "ask"]], "n": n, "facility": facility}
        note = "skipped by the host" if self._record(number).get("skipped") else oddity(facility, correlation)
        return row | {"discrimination": correlation, "after": after, "note": note, "of": self._could(number)}

    def _poll(self, number: int) -> dict[str, Any]:
        answered = (self.answers["round"] == number) & (self.answers["vote"] == 1)
        blank = dict.fromkeys(("facility", "discrimination", "after"))
        n = int(answered.sum())
        return {"n": n, **blank, "note": "a poll: no answer is right", "of": self._could(number)}

    def _record(self, number: int) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(each for each in self.export["rounds"] if each["round"] == number)
        return found

    def _could(self, number: int) -> int | None:
        """How many could answer the first vote: who was in the class before it closed. None in old records."""
        record = self._record(number)
        could = (record.get("could") or {}).get("1")
        return None if could is None else could + sum(record["hands"].get("1", ()))

    @cached_property
    def choices(self) -> pd.DataFrame:
        """What was chosen in each vote, by letter and text, how often, and the share (None for fewer than five)."""
        rows = [row for record in self.export["rounds"] for row in self._choices(record)]
        return pd.DataFrame(rows, columns=list(CHOICE))

    def _choices(self, record: Mapping[str, Any]) -> Iterable[list[Any]]:
        about = self.answers[self.answers["round"] == record["round"]]
        raised = {int(vote): counts for vote, counts in record["hands"].items()}
        for vote in sorted({*about["vote"], *raised}):
            given = about[about["vote"] == vote]
            hands = raised.get(vote) or [0] * len(record.get("options") or ())
            for named, right, n in _named_choices(record, given, hands):
                share = _share(n, len(given) + sum(hands))
                yield [record["round"], record["question"], int(vote), named, right, n, share]

    def _rights(self, number: int, scores: pd.DataFrame, vote: str) -> tuple[int, int]:
        """How many were right, and of how many. Raised hands count like answers."""
        column = scores[number].dropna() if number in scores else pd.Series(dtype=float)
        record = self._record(number)
        hands, key = record["hands"].get(vote, ()), record.get("right", ())
        if len(key) != 1:  # with several right choices, hands cannot be assigned to people
            hands = ()
        return int((column >= 1).sum()) + sum(hands[place] for place in key if hands), len(column) + sum(hands)

    def _last_vote(self, number: int) -> str:
        record = self._record(number)
        before_key = (vote for vote in record["hands"] if int(vote) not in record.get("after_key", ()))
        return max(before_key, default="1", key=int)

    def _revoted(self, number: int) -> bool:
        votes = self._last_votes.loc[self._last_votes["round"] == number, "vote"]
        return bool((votes > 1).any()) or self._last_vote(number) > "1"

    @cached_property
    def confusions(self) -> pd.DataFrame:
        """Which code was chosen for which in first votes: right codes as rows, chosen codes as columns."""
        frame = pd.DataFrame(self.mistaken, columns=["right", "chosen"])
        return pd.crosstab(frame["right"], frame["chosen"]) if len(frame) else pd.DataFrame()

    @property
    def mistaken(self) -> list[tuple[int, int]]:
        """The right and the chosen code of each first vote that chose one code instead of another."""
        return [(int(right), int(chosen)) for right, chosen in self._first_votes["mistaken"].dropna()]

    @cached_property
    def confidence(self) -> pd.DataFrame:
        """For each confidence level, and where it was not said, how many answers and the share of right ones.

        The share is None for fewer than five.
        """
        rows = []
        for level, words in (*enumerate(CONFIDENCE), (None, UNSAID)):
            rights = [bool(each.right) for each in self._first_votes.itertuples() if each.confidence == level]
            rows.append({"sure": words, "n": len(rights), "right": _share(sum(rights), len(rights))})
        return pd.DataFrame(rows).set_index("sure")

    @cached_property
    def votes(self) -> pd.DataFrame:
        """Rounds in which five or more voted twice: how many stayed right, became right, became wrong, stayed wrong."""
        first, last = self.scores("first"), self.scores()
        twice = [number for number in self.rounds.index if number in first and self._revoted(number)]
        pairs = {number: pd.DataFrame({"first": first[number], "last": last[number]}).dropna() for number in twice}
        rows = [_shift(number, both) for number, both in pairs.items() if len(both) >= LEAST]
        return pd.DataFrame(rows, columns=["round", *SHIFT]).set_index("round")

    @cached_property
    def people(self) -> pd.DataFrame:
        """A row for each player: name, number of answers and points, from the last votes before the key was shown."""
        points = self._last_votes["points"].fillna(self._last_votes["score"]).groupby(self._last_votes["player"])
        answered, earned = points.size().to_dict(), points.sum().to_dict()
        rows = []
        for each in (each for each in self.export["players"] if not each["removed"]):
            number = each["player"]
            row = {"player": number, "name": each["name"], "answered": answered.get(number, 0)}
            rows.append(row | {"score": round(float(earned.get(number, 0)), 2)})
        return pd.DataFrame(rows, columns=["player", "name", "answered", "score"]).set_index("player")

    @property
    def _first_votes(self) -> pd.DataFrame:
        return self._keyed_answers[self._keyed_answers["vote"] == 1]

    @cached_property
    def _last_votes(self) -> pd.DataFrame:
        """Each player's last answer to each question from before the class had seen the key."""
        late = {(each["round"], vote) for each in self.export["rounds"] for vote in each.get("after_key", ())}
        pairs = zip(self._keyed_answers["round"], self._keyed_answers["vote"], strict=True)
        counts = pd.Series([pair not in late for pair in pairs], index=self._keyed_answers.index, dtype=bool)
        kept = self._keyed_answers[counts]
        return kept.sort_values("vote").drop_duplicates(["player", "round"], keep="last")

    @property
    def worth(self) -> float:
        """The points that can be had."""
        return sum(float(each.get("worth", 1)) for each in self.export["rounds"] if each["round"] not in self.polls)

    @property
    def _keyed_answers(self) -> pd.DataFrame:
        return self.answers[~self.answers["round"].isin(self.polls)]

    # --- Two classes

    def gains(self, before: ClassReport) -> pd.DataFrame:
        """The normalized gain since an earlier class, for each class of codes and each idea: n, before, after, gain.

        Raises LabError where the two classes have nothing in common.
        """
        then, now = before._shares(), self._shares()
        rows = [
            {"of": of, "n before": then[of][1], "before": then[of][0], "n": now[of][1], "after": now[of][0],
             "gain": gain(then[of][0], now[of][0])}
            for of in now if of in then
        ]  # fmt: skip
        if not rows:
            raise LabError(
                "the two classes share neither a class of codes nor an idea; expected a pre-test and a post-test"
            )
        return pd.DataFrame(rows).set_index("of")

    def _shares(self) -> dict[str, tuple[float, int]]:
        """The share of right first votes and n for each class of codes and each idea with at least five answers."""
        rights: dict[str, list[bool]] = {}
        about = {
            each["round"]: (*(f"{code // 100}xx" for code in each["codes"][:1]), each["idea"])
            for each in self.export["rounds"]
        }
        for each in self._first_votes.itertuples():
            for of in about[each.round]:
                rights.setdefault(of, []).append(bool(each.right))
        return {of: (sum(found) / len(found), len(found)) for of, found in rights.items() if len(found) >= LEAST}

    # --- Files

    def files(self, logins: Mapping[str, str] | None = None) -> dict[str, str]:
        """CSV texts by file name: answers, items, choices, and a gradebook for Moodle and for Canvas.

        The answers are all that were given; `removed` and `undone` say which do not count.
        A gradebook identifies people by login. `logins` maps names in class to logins; a name it lacks has the login
        of a hub, else it is used as the login itself.
        """
        people, every = self.people, self.every_answer
        names = {each["player"]: each["name"] for each in self.export["players"]}
        keys = {each["round"]: each.get("key", "") for each in self.export["rounds"]}
        answers = every.assign(
            name=every["player"].map(names),
            question=every["round"].map(self.rounds["question"]),
            key=every["round"].map(keys),
        )[[*COLUMNS, "name", "question", "chose", "key", "points", "removed", "undone"]]
        title = str(self.export["title"] or self.export["room"])
        own = {each["player"]: each.get("login") or each["name"] for each in self.export["players"]}
        graded = [
            ((logins or {}).get(name, own[number]), name, score)
            for number, name, score in zip(people.index, people["name"], people["score"], strict=True)
        ]
        moodle = [("Username", "Full name", title), *graded]
        canvas = [
            ("Student", "ID", "SIS Login ID", "Section", title),
            ("    Points Possible", "", "", "", f"{self.worth:g}"),
        ]
        canvas += [(name, "", login, "", score) for login, name, score in graded]
        return {
            "answers.csv": _csv([list(answers.columns), *answers.itertuples(index=False)]),
            "items.csv": _csv([["round", *self.items.columns], *self.items.itertuples()]),
            "choices.csv": _csv([list(self.choices.columns), *self.choices.itertuples(index=False)]),
            "gradebook_moodle.csv": _csv(moodle),
            "gradebook_canvas.csv": _csv(canvas),
        }


# --- The measures -------------------------------------------------------------------------------------------


def discrimination(scores: pd.DataFrame, item: Any) -> float | None:
    """The correlation of an item with the mean of all other items; None if either is constant or n is too small."""
    rest = scores.drop(columns=item).mean(axis=1)
    both = pd.DataFrame({"item": scores[item], "rest": rest}).dropna()
    if len(both) < LEAST or both["item"].nunique() < 2 or both["rest"].nunique() < 2:
        return None
    return float(both["item"].corr(both["rest"]))


def oddity(facility: float | None, discrimination: float | None) -> str:
    """A note where an item needs a look, judged by its facility and discrimination; else ""."""
    if facility is None:
        return f"under {LEAST} answers"
    if discrimination is not None and discrimination < 0:
        return "those who do well elsewhere miss it: is the key right?"
    if facility < 0.2:
        return "nearly nobody has it: taught yet? two readings?"
    if facility > 0.95:
        return "nearly everybody has it: no need to ask"
    if discrimination is not None and discrimination < 0.1:
        return "hardly tells who knows the rest"
    return ""


def _named_choices(
    record: Mapping[str, Any], given: pd.DataFrame, hands: Sequence[int]
) -> Iterable[tuple[str, bool | None, int]]:
    """What was chosen in a vote, in words, whether it is right, and how often."""
    if record.get("form") in PICKED:
        for place, option in enumerate(record["options"]):
            picked = sum(option["index"] in answer for answer in given["answer"])
            raised = hands[place] if place < len(hands) else 0
            yield option["named"], None if record["form"] == "poll" else option["right"], picked + raised
        return
    rights = dict(zip(given["chose"], given["right"], strict=True))
    for chose, n in given["chose"].value_counts().head(MOST_CHOICES).items():
        yield str(chose), bool(rights[chose]), int(n)


def _share(right: int, n: int) -> float | None:
    return right / n if n >= LEAST else None


def _shift(number: int, both: pd.DataFrame) -> dict[str, int]:
    moves = list(zip(both["first"] >= 1, both["last"] >= 1, strict=True))
    kinds = ((True, True), (False, True), (True, False), (False, False))
    return {"round": number} | {name: moves.count(kind) for name, kind in zip(SHIFT, kinds, strict=True)}


def _csv(rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """The value, quoted where a spreadsheet would read it as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
