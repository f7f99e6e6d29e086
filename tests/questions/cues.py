"""How far a guesser gets who knows no HTTP but how tests are written: which option is longest, softest, most precise.

    python tests/questions/cues.py

A cue gives each option of a question a value, and the guesser takes the highest. Where several options share it, the
guess among them is counted with its chance. Single-choice questions only, a varied one by its first row. A group's
chance follows from how many options its questions have; the interval is Wilson's at 95 %.
"""

import math
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]

from similarity import stem  # noqa: E402

from statuslab.catalog import Catalog  # noqa: E402
from statuslab.questions import Question  # noqa: E402
from statuslab.questions.loader import load_bank  # noqa: E402

SMALLEST_GROUP = 100  # questions; a figure over fewer says little
ALLOWED = 0.06  # how far above chance the lower bound of the interval may be
FOLDS, REPEATS = 10, 5  # of the cross-validation

PRECISE = re.compile(r"`[^`]+`|\d+|\b[A-Z][\w]*(?:-[A-Z]\w*)+|(?<=[a-z] )[A-Z]\w+")

Values = list[float]
Cue = Callable[[Question], Values]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z][a-z'-]*|\d+", text.casefold())


def vocabulary(text: str) -> frozenset[str]:
    return frozenset(words(text))


SOFT = vocabulary(
    "may might can could or and about some sometimes usually often perhaps likely mostly nearly almost probably "
    "possibly either unless depends generally typically should"
)
HARD = vocabulary("always never all only every none must no nothing nobody cannot everybody everything any")
ROLES = vocabulary("gateway gateways nginx front proxy between")
LOOKING = vocabulary("ask asks read reads look looks check checks compare compares find fetch get")
STOP = vocabulary("the that this with from which what and for are was has have its not but into one than them")


def count_of(counted: frozenset[str]) -> Cue:
    return lambda question: [sum(word in counted for word in words(option.text)) for option in question.options]


# --- Cues ---------------------------------------------------------------------------------------------------


def longest(question: Question) -> Values:
    return [len(option.text) for option in question.options]


def softest(question: Question) -> Values:
    soft, hard = count_of(SOFT)(question), count_of(HARD)(question)
    return [mild - harsh for mild, harsh in zip(soft, hard, strict=True)]


def most_precise(question: Question) -> Values:
    return [len(PRECISE.findall(option.text)) for option in question.options]


def stem_echo(question: Question) -> Values:
    """How many of the stem's words an option repeats; for a code, its name."""
    asked = {stem(word) for word in words(question.ask) if len(word) > 2} - STOP
    texts = [option.text or NAMES.get(option.code or 0, "") for option in question.options]
    return [len(asked & {stem(word) for word in words(text)}) for text in texts]


def most_shared(question: Question) -> Values:
    """How many other options a word of this option is in, on average over its words."""
    texts = [vocabulary(option.text) for option in question.options]
    return [sum(len(text & other) for other in texts) / max(len(text), 1) for text in texts]


def rarest_code(bank: Sequence[Question]) -> Cue:
    offered = Counter(option.code for question in bank for option in question.options if option.code)
    return lambda question: [-offered[option.code] for option in question.options]


def naive_bayes(learned_from: Sequence[Question]) -> Cue:
    """The log odds that an option is right by the words in it, with one added to each count."""
    counts = {True: Counter[str](), False: Counter[str]()}
    for question in learned_from:
        for option in question.options:
            counts[option.right].update(set(words(option.text)))
    known = set(counts[True]) | set(counts[False])
    totals = {right: counts[right].total() + len(known) for right in counts}

    def odds(word: str) -> float:
        right, wrong = ((counts[side][word] + 1) / totals[side] for side in (True, False))
        return math.log(right / wrong)

    return lambda question: [sum(odds(word) for word in set(words(option.text)) & known) for option in question.options]


NAMES = {record.code: record.name for record in Catalog.load(ROOT / "data")}
CUES: dict[str, Cue] = {
    "longest option": longest,
    "softest words": softest,
    "most precise": most_precise,
    "words of the stem": stem_echo,
    "words of the others": most_shared,
    "gateway, nginx, in front": count_of(ROLES),
    "ask, read, look": count_of(LOOKING),
}

# --- Scores -------------------------------------------------------------------------------------------------


def hit(question: Question, values: Values) -> float:
    """The chance that the guesser takes the key."""
    best = [index for index, value in enumerate(values) if value == max(values)]
    return len(question.key & set(best)) / len(best)


def cross_validated(questions: Sequence[Question]) -> Iterator[float]:
    """How often naive Bayes finds the key of a question that it has not learned from, over several seeded splits."""
    for seed in range(REPEATS):
        shuffled = list(questions)
        random.Random(seed).shuffle(shuffled)
        for fold in range(FOLDS):
            guess = naive_bayes([each for index, each in enumerate(shuffled) if index % FOLDS != fold])
            yield from (hit(each, guess(each)) for each in shuffled[fold::FOLDS])


class Score(NamedTuple):
    group: str
    cue: str
    size: int  # questions
    chance: float
    mean: float

    @property
    def low(self) -> float:
        """The lower bound of Wilson's interval at 95 %."""
        z2 = 1.96**2
        spread = math.sqrt((self.mean * (1 - self.mean) + z2 / (4 * self.size)) / self.size)
        return (self.mean + z2 / (2 * self.size) - 1.96 * spread) / (1 + z2 / self.size)

    @property
    def excess(self) -> float:
        """How far the lower bound is above chance; 0 where too few questions say anything."""
        return self.low - self.chance if self.size >= SMALLEST_GROUP else 0.0


def groups(bank: Sequence[Question]) -> dict[str, list[Question]]:
    """Pooled by what is offered, texts once more by what is asked: a step or reason, or a reading of what is there."""
    single = [question for question in bank if question.form == "single"]
    texts = [question for question in single if all(option.text for option in question.options)]
    acting = ("code to next step", "know why")
    return {
        "texts": texts,
        "texts: next step, know why": [each for each in texts if each.skill in acting],
        "texts: wire, who answered, tell apart": [each for each in texts if each.skill not in acting],
        "texts: who answered": [each for each in texts if each.skill == "who answered"],
        "codes": [question for question in single if all(option.code for option in question.options)],
    }


def scores(bank: Sequence[Question]) -> Iterator[Score]:
    """The score of each cue in each group; those of a small group are for information only."""
    for name, group in groups(bank).items():
        if not group:
            continue
        chance = sum(1 / len(each.options) for each in group) / len(group)
        of_codes = {"rarest code": rarest_code(bank), "words of the stem": stem_echo}
        hits = {
            cue: [hit(each, value(each)) for each in group]
            for cue, value in (of_codes if name == "codes" else CUES).items()
        }
        if name != "codes":
            hits["naive Bayes"] = list(cross_validated(group))
        for cue, each in hits.items():
            yield Score(name, cue, len(group), chance, sum(each) / len(each))


def main() -> None:
    print(f"{'group':38} {'cue':26} {'n':>4} {'chance':>6} {'score':>6} {'low':>6}  above {ALLOWED:.2f} over chance")
    for score in scores(list(load_bank(ROOT / "data" / "questions"))):
        figures = f"{score.size:4} {score.chance:6.3f} {score.mean:6.3f} {score.low:6.3f}"
        verdict = "yes" if score.excess > ALLOWED else "" if score.size >= SMALLEST_GROUP else "too few to judge"
        print(f"{score.group:38} {score.cue:26} {figures}  {verdict}")


if __name__ == "__main__":
    main()
