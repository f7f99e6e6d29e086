"""Measures how plain the texts of the course are: words in a sense that a reader has to translate, and long stems.

    python tests/prose.py                                # all questions, pages, scenes and challenges
    python tests/prose.py data/questions/412.yaml ...    # some files: questions (.yaml), pages (.ipynb), codes (.py)

Of questions it also lists the pairs that are nearly the same question; `questions/similarity.py` says how that is
measured. Ids, wires, code spans and quotes are not judged. `test_prose.py` fails for whatever is found.
"""

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "questions")]

from similarity import similar_pairs  # noqa: E402

from statuslab.questions import Question  # noqa: E402
from statuslab.questions.loader import load_bank  # noqa: E402

BANK = ROOT / "data" / "questions"
LONGEST_STEM, MEDIAN_STEM = 40, 25  # words
TOO_SIMILAR = 0.30

# What to avoid, with what to say instead, and where the same word is right.
AVOID: list[tuple[str, str, str]] = [
    (r"doors?|doorsteps?|door-?keepers?", "port, server, gateway", r"next door"),
    (r"(im)?patien(ce|ces|t|tly)", "timeout, how long it waits", ""),
    (r"mend(s|ed|ing)?", "fix, repair", ""),
    (
        r"signs",
        "characters",
        r"(minus|plus|equals?|percent|dollar|at|question) signs|signs (in|up|out|off|on|of|it|the|them)",
    ),
    (r"on the line|(hold|keep|drop|cut|close)s? (the|a) line|line (busy|drops|dropped|breaks|broke)", "connection", ""),
    (r"belongs? into", "belongs in", ""),
    (r"(what|nothing|little|whatever) (comes?|came|has come|will come) of", "what happens, what it returns", ""),
    (r"as nginx (keeps|does|has)( it)?|kept as nginx", "in nginx's log format, a server configured like nginx", ""),
    (r"brothers?|sisters?|twins?|cousins?", "counterpart, the other one", ""),
    (r"tells of|told (by|with|of|again|elsewhere|there)|has told that", "reports, reported", "told (by|with) whom"),
    (
        r"stands?|stood",
        "is, is in, says; a proxy is or sits in front of a server",
        r"stands? for|as (it|they) stands?|stands? (up|out|still)|how you stand|stands? in (the|its|their|your|a) way",
    ),
    (
        r"(for|to|of|by|from|with|into|than) who",
        "for someone who, clients that",
        r"(of|by|with) who (this|it|they|wrote)",
    ),
    (r"(?-i:Who) (?!you |they )[^.?!]{3,120}\.", "say who it is first: The client that ...", ""),
    (r"houses?", "the service, the Teahouse, the site", r"in-house|house blend"),
    (r"finer", "more specific", ""),
    (
        r"cards?",
        "credentials",
        r"(credit|payment|bank|question|review|exam|each|its|have|has a|or a) cards?|cards? (turns|names|says)",
    ),
    (r"anew|afresh|whence|hence|ere|lest|befalls?|befell|mishaps?", "again, so, happens to, problem", ""),
    (r"bears? (it |this |them |that )?out|worth (no|an) answer", "confirms", ""),
    (r"in (good|perfect|best) order", "valid, well formed, fine", ""),
    (r"(says?|said) a word|(own|finer|exact|better|kind) words?", "code, term, message", r"(your|their|its) own words"),
    (r"errands?", "task, request", ""),
    (r"(struck|strikes?) (it |them |the \w+ |that )?off", "removed", ""),
    (r"(two|three|four|five|six|eight|nine|ten|\w+teen|\w+ty|hundred) (thousand|million)", "digits: 8,000", ""),
]
WORDS = [(re.compile(rf"(?<![\w-])({words})(?![\w-])", re.IGNORECASE), better) for words, better, _ in AVOID]
ANY_WORD = re.compile(rf"(?<![\w-])({'|'.join(words for words, _, _ in AVOID)})(?![\w-])", re.IGNORECASE)
RIGHT = re.compile("|".join(rf"(?<![\w-])({right})(?![\w-])" for _, _, right in AVOID if right), re.IGNORECASE)
QUOTED = re.compile(
    r"\[[^]]*\]\([^)]*\.ipynb[^)]*\)|```.*?```|`[^`]*`|\$\$?\w+|\"[^\"\n]{1,80}\"|“[^”]*”|<[^>]*>|\]\([^)]*\)|https?://\S+",
    re.DOTALL,
)


class Finding(NamedTuple):
    place: str  # the id of a question, or the path of a file
    word: str
    better: str
    context: str


def bad_words(place: str, text: str) -> Iterator[Finding]:
    """Words in their wrong sense, one finding for each occurrence."""
    text = RIGHT.sub(" … ", QUOTED.sub(" … ", " ".join(text.split())))
    for pattern, better in WORDS if ANY_WORD.search(text) else ():
        for match in pattern.finditer(text):
            start, end = max(0, match.start() - 40), match.end() + 30
            yield Finding(place, " ".join(match[0].split()[:4]), better, text[start:end].strip())


# --- Where texts are ----------------------------------------------------------------------------------------


def texts_of(question: Question) -> list[str]:
    """Everything that a learner reads as a sentence, of each row."""
    parts = [
        part
        for row in question.rows
        for part in (row.ask, row.hint, *(part for option in row.options for part in (option.match, option.why)))
    ]
    if question.form != "line":
        parts += [option.text for row in question.rows for option in row.options]
    return list(dict.fromkeys(parts))


def texts_of_page(path: Path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def texts_of_code(path: Path) -> list[str]:
    """The sentences among the strings: not names, requests or wires."""
    strings = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [text for text in strings if len(text.split()) > 2 and not re.match(r"[A-Z-]{3,} \S+(\n|$)|HTTP/", text)]


read_once = cache(load_bank)


def findings(paths: Iterable[Path]) -> Iterator[Finding]:
    for path in paths:
        if path.suffix == ".yaml":
            for question in read_once(path):
                for text in texts_of(question):
                    yield from bad_words(question.id, text)
        else:
            read = texts_of_page if path.suffix == ".ipynb" else texts_of_code
            for text in read(path):
                yield from bad_words(path.resolve().relative_to(ROOT).as_posix(), text)


def questions_of(paths: Iterable[Path]) -> list[Question]:
    return [question for path in paths if path.suffix == ".yaml" for question in read_once(path)]


@cache
def similar_in_the_bank() -> list[tuple[float, str, str]]:
    return similar_pairs(questions_of(sorted(BANK.glob("*.yaml"))), TOO_SIMILAR)


def stem_length(question: Question) -> int:
    """Words of the longest row's stem; the wire does not count."""
    return max(len(row.ask.split()) for row in question.rows)


def everywhere() -> list[Path]:
    codes = (ROOT / "src" / "statuslab" / "codes").rglob("c[0-9]*.py")
    return [*sorted(BANK.glob("*.yaml")), *sorted((ROOT / "notebooks").glob("*.ipynb")), *sorted(codes)]


# --- The command line ---------------------------------------------------------------------------------------


def flaws(paths: list[Path]) -> Iterator[str]:
    """What is to be rewritten. Pairs are those of the whole bank."""
    for finding in findings(paths):
        yield f"{finding.place}: {finding.word} -> {finding.better}\n    … {finding.context} …"
    questions = questions_of(paths)
    for each in questions:
        if stem_length(each) > LONGEST_STEM:
            yield f"{each.id}: the stem has {stem_length(each)} words, expected {LONGEST_STEM} at most"
    ids = {question.id for question in questions}
    for cosine, *pair in similar_in_the_bank() if ids else ():
        if ids & set(pair):
            yield f"{' and '.join(pair)} are alike: {cosine:.2f}, expected {TOO_SIMILAR:.2f} at most"


def report(paths: list[Path]) -> Iterator[str]:
    yield from flaws(paths)
    if lengths := [stem_length(question) for question in questions_of(paths)]:
        yield (
            f"{len(lengths)} questions: the median stem has {median(lengths):g} words "
            f"(expected {MEDIAN_STEM} at most), the longest {max(lengths)}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="how plain the texts are", epilog="see the docstring of this file")
    parser.add_argument("paths", nargs="*", type=Path, help="files of questions, pages or codes; all of them if none")
    print("\n".join(report(parser.parse_args().paths or everywhere())))


if __name__ == "__main__":
    main()
