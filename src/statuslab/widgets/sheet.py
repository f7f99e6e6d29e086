"""Questions to print for a class without phones: lettered options, and the keys on a separate page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from string import ascii_uppercase
from typing import Any

from statuslab.questions import Question, drawings, order, presented
from statuslab.widgets.html import Safe, drawn, inline, join, page, plain, tag

LETTERS = ascii_uppercase
NOTES = {
    "multiple": "Choose all that fit.",
    "number": "Write the number.",
    "order": "Put them in order.",
    "match": "Find the partner of each.",
    "line": "Choose the line.",
    "poll": "No answer is right or wrong.",
}


def sheet_html(title: str, questions: Sequence[Question], names: Mapping[int, str], seed: int) -> Safe:
    """The sheet as HTML: a block for each question; when printed, the keys start a new page."""
    asked = (_asked(number, question, names, seed) for number, question in enumerate(questions, 1))
    keys = (_key(number, question, seed) for number, question in enumerate(questions, 1))
    answers = tag("section", {"class": "keys"}, tag("h3", None, "For the teacher: the keys"), *keys)
    marked = any("drawn" in presented(question, seed) for question in questions)
    return page(
        ("sheet", "markup") if marked else ("sheet",),
        tag("div", {"class": "box sheet"}, tag("h2", None, title), *asked, answers),
    )


def sheet_text(title: str, questions: Sequence[Question], names: Mapping[int, str], seed: int) -> str:
    """The sheet as text."""
    lines = [title]
    for number, question in enumerate(questions, 1):
        shown = presented(question, seed, names)
        lines += [
            "",
            " ".join(filter(None, (f"{number}.", plain(shown["ask"]), NOTES.get(question.form)))),
            *(f"    {line}" for line in _wire(shown)),
        ]
        lines += [
            f"   {letter}  {plain(_words(option))}" for letter, option in zip(LETTERS, shown["options"], strict=False)
        ]
        lines += [f"   {place})  {plain(text)}" for place, text in enumerate(shown["matches"], 1)]
    keys = (f"{number} {solution(question, seed)}" for number, question in enumerate(questions, 1))
    return "\n".join([*lines, "", "Keys: " + ", ".join(keys)])


def solution(question: Question, seed: int) -> str:
    """The key in the letters of the sheet: "B", "A, C", "C A B", "A2 B1", or a number."""
    asked = question.at(seed)
    places = {index: LETTERS[place] for place, index in enumerate(order(asked, seed))}
    if not asked.has_key:
        return "–"
    if asked.form == "number":
        return str(asked.solution[0])
    if asked.form == "match":
        texts = presented(question, seed)["matches"]
        partners = {place: texts.index(asked.options[index].match) + 1 for index, place in places.items()}
        return " ".join(f"{place}{partners[place]}" for place in sorted(partners))
    between = " " if asked.form == "order" else ", "
    letters = [places[index] for index in asked.solution]
    return between.join(letters if asked.form == "order" else sorted(letters))


def _asked(number: int, question: Question, names: Mapping[int, str], seed: int) -> Safe:
    shown = presented(question, seed, names)
    block = "div" if shown["ask"] in shown.get("drawn", {}) else "p"  # a paragraph cannot hold a table
    return tag(
        "section",
        None,
        tag(
            block,
            {"class": "q"},
            tag("b", None, f"{number}. "),
            drawn(shown["ask"], shown.get("drawn")),
            _note(question),
        ),
        *_parts(shown),
    )


def _note(question: Question) -> Safe | None:
    return tag("span", {"class": "note"}, f" {NOTES[question.form]}") if question.form in NOTES else None


def _parts(shown: Mapping[str, Any]) -> Iterator[Safe]:
    if wire := _wire(shown):
        yield tag("pre", None, "\n".join(wire))
    if shown["options"]:
        yield _list(LETTERS, (_option(option, shown.get("drawn")) for option in shown["options"]))
    if shown["matches"]:
        yield _list(map(str, count(1)), (drawn(text, shown.get("drawn")) for text in shown["matches"]))


def _wire(shown: Mapping[str, Any]) -> list[str]:
    """The lines of the wire, unless they are the options."""
    return [] if shown["form"] == "line" else shown["wire"].splitlines()


def _list(signs: Iterable[str], texts: Iterable[Safe]) -> Safe:
    rows = (tag("li", None, tag("b", None, sign), " ", text) for sign, text in zip(signs, texts, strict=False))
    return tag("ol", None, *rows)


def _option(option: Mapping[str, Any], drawings: Mapping[str, Any] | None) -> Safe:
    if option["text"] not in (drawings or {}):
        return inline(_words(option))
    return join([f"{option['code']} " if option["code"] else None, drawn(option["text"], drawings)])


def _words(option: Mapping[str, Any]) -> str:
    return " ".join(str(part) for part in (option["code"], option["text"]) if part not in (None, ""))


def _key(number: int, question: Question, seed: int) -> Safe:
    whys = (option.why for option in question.at(seed).options if option.right)
    why = next(whys, "")
    shown = drawings(question, (why,)).get("drawn")
    return tag(
        "div" if shown else "p", None, tag("b", None, f"{number} {solution(question, seed)} "), drawn(why, shown)
    )
