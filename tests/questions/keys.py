"""Decides keys by runs, and flips every key to see which of them a run would notice.

    python tests/questions/keys.py                              # what guards the keys of the bank, in figures
    python tests/questions/keys.py data/questions/412.yaml      # question by question: what guards it, what is open

The outcome of a run is compared with what an option *means*: its code or number, what the proof says in `shows` that
the run would show were it right, or requests of its own (`tries`, `$option`). An arrangement says what a key claims:
the set of right options, the options of an order in their order, or for each option of a match the option whose match
is beside it. Evidence contradicts arrangements; that of the right one must not be contradicted, and a key is guarded if
every other one is: every other option as the key of a single choice, each tick of a multiple choice changed, each two
places of an order or a match exchanged.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("src", "tests", "tests/questions", "tests/oracles")]

from proof_runs import Outcome, Runner, has_field, in_each_browser, running_proofs, unmet  # noqa: E402

from access_log_measures import MEASURES, figures, frame  # noqa: E402
from statuslab.errors import LabError  # noqa: E402
from statuslab.questions import Question  # noqa: E402
from statuslab.questions.forms import Option  # noqa: E402
from statuslab.questions.loader import load_bank  # noqa: E402
from statuslab.questions.proof import Expected, Proof  # noqa: E402

BANK = ROOT / "data" / "questions"
LAB, PROGRAM, LOG, BROWSER = "a run in the lab", "another program", "the log, counted again", "a recorded browser"
STATUS = re.compile(r"(?<![\w/.-])[1-5]\d\d(?![\w-])")  # a status in an option's text
HEADER = re.compile(r"[A-Z][A-Za-z]*(-[A-Z][A-Za-z0-9]*)*")
REQUEST_LINE = re.compile(r"[A-Za-z-]+ (/|\*|https?://|[\w.]+:\d)")
OWN_LINE = re.compile(r"> (Host|Content-Length):", re.IGNORECASE)  # written anew for each request
STATUSES = ("status", "interim", "logged", "internal")  # what `decides` may name of a run's statuses

Arrangement = tuple[int, ...]


class UnclearWords(ValueError):
    """Words of a proof that are in no option, or in several."""


@dataclass(frozen=True)
class Evidence:
    """What one run (or the runs of all cases together) says of arrangements: one message for each contradiction."""

    kind: str
    contradictions: Callable[[Arrangement], list[str]]


# --- Arrangements -------------------------------------------------------------------------------------------


def right_arrangement(question: Question) -> Arrangement:
    if question.form in ("order", "match"):
        return tuple(range(len(question.options)))
    return tuple(sorted(question.key))


def flipped(question: Question) -> Iterator[Arrangement]:
    """Every key that a slip could have made of this one."""
    right, places = right_arrangement(question), range(len(question.options))
    if question.form == "multiple":
        yield from (tuple(sorted(question.key ^ {place})) for place in places)
    elif question.form in ("order", "match"):
        for first, second in combinations(places, 2):
            if question.form == "order" or question.options[first].match != question.options[second].match:
                swap = {first: second, second: first}
                yield tuple(swap.get(place, place) for place in right)
    else:
        yield from ((place,) for place in places if place not in question.key)


# --- What an option means -----------------------------------------------------------------------------------


def label(option: Option) -> str:
    return " ".join(str(part) for part in (option.value, option.text) if part not in (None, ""))


def place_of(words: str, texts: Iterable[str]) -> int:
    """The place of the one text that has these words, or is no more than these words. Raises UnclearWords."""
    known = [text.casefold() for text in texts]
    found = [place for place, text in enumerate(known) if words.casefold() in text]
    exact = [place for place in found if known[place] == words.casefold()]
    if len(exact or found) != 1:
        raise UnclearWords(f'"{words}" is in {len(found)} options, expected words that exactly one has')
    return (exact or found)[0]


def option_of(question: Question, words: str) -> int:
    return place_of(words, map(label, question.options))


def as_request(option: Option) -> str:
    """An option as it is put for $option: what stands in its first code span, or all of it."""
    span = re.search(r"`([^`]+)`", option.text)
    return str(option.value) if option.value is not None else span[1] if span else option.text


def header_of(option: Option) -> str:
    """The name of the header that an option has in its first code span."""
    name = as_request(option).partition(":")[0].strip()
    return name if f"`{name}" in option.text and HEADER.fullmatch(name) else ""


def shown_lines(question: Question) -> list[str]:
    """The lines of the wire that a question shows, or of which one is picked."""
    return [option.text for option in question.options] if question.form == "line" else question.wire.splitlines()


def other_lines(question: Question, place: int) -> str:
    """The request that a question shows without the line of an option; nothing where no request is left."""
    option = question.options[place]
    left_out = option.text if question.form == "line" else f"> {as_request(option)}"
    lines = [line for line in shown_lines(question) if line != left_out]
    sent = "\n".join(line[2:] for line in lines if line.startswith(">") and not OWN_LINE.match(line))
    return sent if REQUEST_LINE.match(sent) else ""


def attempts(question: Question, proof: Proof) -> dict[int, tuple[str, ...]]:
    """The requests of each option that has its own, by its place."""
    if proof.tries is not None:
        return {
            option_of(question, words): (*proof.requests, *requests, *proof.then)
            for words, requests in proof.tries.items()
        }
    return {
        place: tuple(
            request.replace("$option", as_request(option)).replace("$others", other_lines(question, place))
            for request in (*proof.requests, *proof.then)
        )
        for place, option in enumerate(question.options)
        if other_lines(question, place) or "$others" not in "".join(proof.requests)
    }


# --- Evidence -----------------------------------------------------------------------------------------------


def evidence(question: Question, runner: Runner) -> Iterator[Evidence]:
    """What the proofs of a concrete question say of its key; those that decide nothing are left out."""
    proofs = [each for proof in question.proof for each in in_each_browser(proof)]
    cases = [proof for proof in proofs if isinstance(proof.case, int) and question.form != "match"]
    for kind in (LAB, PROGRAM, BROWSER):
        if of_kind := [proof for proof in cases if kind_of(proof) == kind]:
            outcomes = [(proof, runner.outcome(proof)) for proof in of_kind]
            complete = {proof.case for proof in of_kind} == {proof.case for proof in cases}
            yield choice(question, kind, [names_all(option, outcomes, complete) for option in question.options])
    for proof in proofs:
        if proof in cases or proof.decides == "nothing":
            continue
        kind = kind_of(proof)
        if proof.log:
            yield from from_log(question, proof, measured(proof.log))
        elif not (proof.runs or proof.recording):
            continue
        elif proof.runs_for_each_option:
            runs = {place: runner.outcome(proof, sent) for place, sent in attempts(question, proof).items()}
            truth = [not unmet(proof, runs[place]) if place in runs else None for place in range(len(question.options))]
            yield choice(question, kind, truth)
        elif question.form == "match":
            if proof.shows or proof.case:
                yield Evidence(kind, partial(mismatches, question, proof, runner.outcome(proof)))
        elif question.form == "order":
            if proof.shows:
                yield Evidence(kind, partial(misorders, question, proof.shows, runner.outcome(proof)))
        elif proof.shows:
            outcome = runner.outcome(proof)
            held = {option_of(question, words): not unmet(each, outcome) for words, each in proof.shows.items()}
            yield choice(question, kind, [held.get(place) for place in range(len(question.options))])
        elif decided := by_value(question, proof, runner.outcome(proof)):
            yield choice(question, kind, decided)


def kind_of(proof: Proof) -> str:
    return BROWSER if proof.recording else PROGRAM if proof.outside else LAB


def choice(question: Question, kind: str, truth: list[bool | None]) -> Evidence:
    """Evidence of which options are right: True, False, or None where the run does not decide."""

    def contradictions(key: Arrangement) -> list[str]:
        wrong = [
            f'the run speaks against the key "{label(question.options[place])}"'
            for place in key
            if truth[place] is False
        ]
        missed = [
            f'the run speaks for "{label(option)}", which is no key'
            for place, option in enumerate(question.options)
            if truth[place] and place not in key
        ]
        return wrong + missed

    return Evidence(kind, contradictions)


def answer(proof: Proof, outcome: Outcome) -> int | None:
    """The status that a run gives as the answer."""
    if proof.decides == "interim" or (proof.decides is None and proof.status is not None and proof.status < 200):
        return next(iter(outcome.interim), outcome.status if outcome.status == 101 else None)
    if proof.decides == "internal":
        return outcome.internal
    only_logged = proof.logged is not None and proof.status is None
    return outcome.logged if proof.decides == "logged" or only_logged else outcome.status


def by_value(question: Question, proof: Proof, outcome: Outcome) -> list[bool | None]:
    """Codes and numbers of the options against the run; nothing where neither is asked for."""
    if proof.decides in ("has", "lacks"):
        names = [header_of(option) for option in question.options]
        return [has_field(outcome, name) == (proof.decides == "has") if name else None for name in names]
    codes = [option.code for option in question.options]
    about_status = bool(proof.status or proof.logged) if proof.decides is None else proof.decides in STATUSES
    if question.form in ("single", "number") and all(codes) and about_status:
        return [code == answer(proof, outcome) for code in codes]
    if question.form != "number" or proof.decides is None:
        return []
    found = set(re.findall(r"\d+", read_place(proof.decides, outcome)))
    return [str(option.value) in found for option in question.options]


def read_place(place: str, outcome: Outcome) -> str:
    """The part of an outcome that a proof names in `decides`."""
    if place in ("body", "wire"):
        return outcome.body if place == "body" else outcome.wire.decode("latin-1")
    return ", ".join(value for name, value in outcome.fields if name.lower() == place.lower())


def names_all(option: Option, outcomes: list[tuple[Proof, Outcome]], complete: bool) -> bool | None:
    """Whether an option names the status of every case at its place; without all cases, a run can only say no."""
    named = [int(code) for code in STATUS.findall(label(option))]
    if max(int(proof.case or 0) for proof, _ in outcomes) > len(named):
        return None
    held = all(named[int(proof.case or 0) - 1] == answer(proof, outcome) for proof, outcome in outcomes)
    return held and (complete or None)


def mismatches(question: Question, proof: Proof, outcome: Outcome, beside: Arrangement) -> list[str]:
    """What a run says against a match. `case` names the option by its text or by its match; without, by its code."""
    texts, matches = [label(option) for option in question.options], [option.match for option in question.options]
    status = answer(proof, outcome)
    if isinstance(proof.case, str) and proof.case.casefold() in " / ".join(matches).casefold():
        match = matches[place_of(proof.case, matches)]
        holders = [place for place, other in enumerate(beside) if matches[other] == match]
        return [f'"{match}" gave {status}' for place in holders if str(status) not in STATUS.findall(texts[place])]
    if isinstance(proof.case, str):
        place = place_of(proof.case, texts)
    else:
        having = [place for place, text in enumerate(texts) if str(status) in STATUS.findall(text)]
        if len(having) != 1:
            return [f"the run gave {status}, which {len(having)} options have"]
        place = having[0]
    match = matches[beside[place]]
    if proof.shows:
        return [
            f'the run of "{texts[place]}" shows {"no" if right else "a"} "{words}"'
            for words, expected in proof.shows.items()
            if (right := words.casefold() in match.casefold()) == bool(unmet(expected, outcome))
        ]
    return [] if str(status) in STATUS.findall(match) else [f'"{texts[place]}" gave {status}, beside it is "{match}"']


def misorders(question: Question, shows: dict[str, Expected], outcome: Outcome, order: Arrangement) -> list[str]:
    """What the transcript of a run says against an order: each option's text must come after that of the one before."""
    texts = {option_of(question, words): expected.wire or "" for words, expected in shows.items()}
    position = 0
    for place in order:
        if place in texts:
            found = outcome.transcript.find(texts[place], position)
            if found < 0:
                return [f'"{label(question.options[place])}" ({texts[place]}) does not come there in the run']
            position = found + len(texts[place])
    return []


def from_log(question: Question, proof: Proof, result: str) -> Iterator[Evidence]:
    """What a measurement says: it is the result that an option's `shows` gives, or its figures are the option's."""
    if proof.shows:
        held = {option_of(question, words): each.gives == result for words, each in proof.shows.items()}
        yield choice(question, LOG, [held.get(place) for place in range(len(question.options))])
    elif question.form in ("single", "number"):
        held_by = [figures(result) <= figures(label(option)) for option in question.options]
        if any(held_by):
            yield choice(question, LOG, list(held_by))


# --- What guards a key --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Guard:
    """By which kinds of evidence every flip of a key is noticed; `open` are those that no run notices."""

    question: Question
    kinds: frozenset[str]
    open: tuple[Arrangement, ...]
    contradictions: tuple[str, ...]  # of the key as it is; there should be none

    @property
    def guarded(self) -> bool:
        return not self.open


def guard(question: Question, runner: Runner) -> Guard:
    """What guards the key of a question, in each of its rows."""
    found: list[frozenset[str]] = []
    unnoticed: list[Arrangement] = []
    contradictions: list[str] = []
    for row in question.rows:
        try:
            proofs = list(evidence(row, runner))
            contradictions += [message for each in proofs for message in each.contradictions(right_arrangement(row))]
        except (UnclearWords, LabError) as error:
            return Guard(question, frozenset(), tuple(flipped(row)), (str(error),))
        for flip in flipped(row):
            kinds = frozenset(each.kind for each in proofs if each.contradictions(flip))
            found.append(kinds)
            if not kinds:
                unnoticed.append(flip)
    alone = frozenset.intersection(*found) if found else frozenset()
    return Guard(question, alone or frozenset().union(*found), tuple(unnoticed), tuple(contradictions))


def idle_runs(question: Question, runner: Runner) -> list[Proof]:
    """Runs that speak against no flipped key, and show no more than a status that the question does not mention."""
    found = []
    for number, proof in enumerate(question.proof):
        expects_more = proof.has or proof.lacks or proof.body or proof.wire or proof.sent or proof.said or proof.layer
        if (
            not proof.requests
            or expects_more
            or proof.decides == "nothing"
            or proof.case
            or str(proof.status or proof.logged) in told(question)
        ):
            continue
        alone = [replace(row, proof=row.proof[number : number + 1]) for row in question.rows]
        if not any(
            each.contradictions(flip) for row in alone for each in evidence(row, runner) for flip in flipped(row)
        ):
            found.append(proof)
    return found


def told(question: Question) -> str:
    """Everything that a question tells before it is answered."""
    options = (f"{label(option)} {option.match}" for option in question.options)
    return " ".join([question.ask, question.wire, question.hint, *options])


def measured(name: str) -> str:
    """A measurement of data/access.log by its name."""
    return MEASURES[name](frame())


def main() -> None:
    parser = argparse.ArgumentParser(description="what guards the keys of questions")
    parser.add_argument("paths", nargs="*", type=Path, help="files of questions to list one by one; without, figures")
    arguments = parser.parse_args()
    questions = [question for path in arguments.paths or [BANK] for question in load_bank(path)]
    with running_proofs() as runner:
        guards = [guard(question, runner) for question in questions]
    for each in guards:
        for message in each.contradictions:
            print(f"{each.question.id}: CONTRADICTED, {message}")
        if arguments.paths:
            state = " and ".join(sorted(each.kinds)) if each.guarded else f"{len(each.open)} flips open"
            print(f"{each.question.id}: {state}")
    kinds = Counter(" and ".join(sorted(each.kinds)) if each.guarded else "only a clause" for each in guards)
    for kind, number in kinds.most_common():
        print(f"{number:4} {number / len(guards):4.0%} {kind}")
    share = sum(each.guarded for each in guards) / len(guards)
    print(f"{share:.0%} of {len(guards)} keys turn red by a run, whichever other option becomes the key")


if __name__ == "__main__":
    main()
