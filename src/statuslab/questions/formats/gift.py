"""GIFT, the text format of Moodle: https://docs.moodle.org/en/GIFT_format

// [id:lost-update] [tag:code-412]
::lost-update::[markdown]What comes back? {
  =412 Precondition Failed#The condition is false.
  ~200 OK
  ####Source\\: RFC 9110
}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from statuslab.questions.formats.html_text import from_html, looks_like_html
from statuslab.questions.formats.records import (
    BLANK,
    MOST_QUESTIONS,
    Exported,
    FormatMistake,
    Imported,
    Placed,
    Record,
    asked,
    choice,
    decoded,
    losses,
    option_record,
    source_text,
    tags_of,
    told,
    true_or_false,
    truth,
    unique_id,
    with_source,
    with_tags,
    without_images,
)

_SPECIAL = "\\~=#{}:"
_HELD = ("source", "whys", "codes", "level", "idea", "skill")
_LEFT_OUT = {"order": "GIFT has no questions to be put in order", "poll": "a poll has no key, which GIFT needs"}


# --- Writing ------------------------------------------------------------------------------------------------


def write(questions: Sequence[Placed], names: Mapping[int, str], title: str = "") -> Exported:
    """Return questions as a GIFT file."""
    blocks, notes = list[str](), list[str]()
    for placed in questions:
        question = placed.question
        if why := _LEFT_OUT.get(question.form):
            notes.append(placed.note(f"left out: {why}"))
            continue
        held = _HELD if question.form != "match" else tuple(name for name in _HELD if name != "whys")
        notes += losses(placed, held=held)
        marks = " ".join([f"[id:{question.id}]", *(f"[tag:{tag}]" for tag in tags_of(question))])
        general = f"\t####{_escaped(source_text(question))}\n" if question.source else ""
        answers = "".join(f"\t{line}\n" for line in _answers(placed, names))
        first, _, rest = answers.lstrip("\t").partition("\n")
        begin = f"{{{first}\n{rest}" if first[:1] in "TF#" else f"{{\n{answers}"
        ask = _escaped(without_images(asked(question)))
        blocks.append(f"// {marks}\n::{_escaped(question.id)}::[markdown]{ask} {begin}{general}}}\n")
    head = f"// {' '.join(title.split())}\n\n" if title else ""
    return Exported((head + "\n".join(blocks)).encode(), len(blocks), tuple(notes))


def _answers(placed: Placed, names: Mapping[int, str]) -> Iterator[str]:
    question = placed.question
    texts = [_escaped(without_images(told(option, question.form, names))) for option in question.options]
    whys = [f"#{_escaped(without_images(option.why))}" if option.why else "" for option in question.options]
    is_true = truth(question)
    if is_true is not None:
        wrong, right = (whys[1], whys[0]) if is_true else (whys[0], whys[1])
        yield f"{'TRUE' if is_true else 'FALSE'}{wrong or ('#' if right else '')}{right}"
    elif question.form == "number":
        yield "#"
        for option, why in zip(question.options, whys, strict=True):
            yield f"={'' if option.right else '%0%'}{option.value}:0{why}"
    elif question.form == "match":
        for option, text in zip(question.options, texts, strict=True):
            yield f"={text.replace('->', '→')} -> {_escaped(without_images(option.match))}"
    else:
        several = question.form == "multiple"
        rights, wrongs = len(question.key), len(question.options) - len(question.key)
        for option, text, why in zip(question.options, texts, whys, strict=True):
            weight = f"~%{_weight(rights)}%" if option.right else f"~%-{_weight(wrongs)}%"
            yield f"{weight if several else '=' if option.right else '~'}{text}{why}"


def _weight(count: int) -> str:
    """The share of one of so many, in percent, as Moodle knows it."""
    return f"{100 / count:.5f}".rstrip("0").rstrip(".")


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in _SPECIAL else each for each in text).replace("\n", "\\n")


# --- Reading ------------------------------------------------------------------------------------------------

_HIDDEN = {each: chr(0xE000 + place) for place, each in enumerate(_SPECIAL + "n")}  # while the rest is read
_SHOWN = {hidden: "\n" if each == "n" else each for each, hidden in _HIDDEN.items()}
_NUMBER = re.compile(r"\s*(-?[\d.]+)\s*(?::\s*(-?[\d.]+)|\.\.\s*(-?[\d.]+))?\s*")


@dataclass(frozen=True)
class _Part:
    """One answer: its sign, its weight in percent, its text and its feedback."""

    sign: str
    weight: float | None
    text: str
    why: str


class _Left(Exception):
    """Why a question is left out."""


def read(data: bytes, names: Mapping[int, str]) -> Imported:
    """Read a GIFT file. Raises FormatMistake where it is none."""
    found, taken = Imported(), set[str]()
    blocks = list(_blocks(decoded(data)))
    if not any("{" in text for _, _, text in blocks):
        raise FormatMistake("is no GIFT: expected questions such as  What is it? {=right ~wrong}")
    if len(blocks) > MOST_QUESTIONS:
        raise FormatMistake(f"has more than {MOST_QUESTIONS:,} questions; divide the file")
    for line, marks, text in blocks:
        if text.lstrip().startswith("$CATEGORY"):
            found.notes.append(f"line {line}: left out: the category {text.partition(':')[2].strip()[:80]}")
            continue
        try:
            record, notes = _question(text, marks, names, taken)
        except _Left as left:
            found.notes.append(f"line {line}: left out: {left}")
            continue
        found.records.append(record)
        found.notes += [f"line {line} ({record['id']}): {note}" for note in notes]
    return found


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, comments and text of each question. A blank line ends one, but not within braces."""
    for character, hidden in _HIDDEN.items():
        text = text.replace(f"\\{character}", hidden)
    lines, marks, start, depth = list[str](), list[str](), 0, 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("//"):
            if not lines:
                marks.append(line.strip())
            continue
        if line.strip() or depth:
            start = start or number
            lines.append(line)
            depth = max(0, depth + line.count("{") - line.count("}"))
        elif lines:
            yield start, " ".join(marks), "\n".join(lines)
            lines, marks, start = [], [], 0
    if lines:
        yield start, " ".join(marks), "\n".join(lines)


def _question(text: str, marks: str, names: Mapping[int, str], taken: set[str]) -> tuple[Record, list[str]]:
    notes: list[str] = []
    title, text = _titled(text.strip())
    kind, text = _formatted(text)
    before, brace, rest = text.partition("{")
    inside, end, after = rest.rpartition("}")
    if not brace:
        raise _Left(f'"{_shown(text)[:60]}" is a text without a question')
    if not end:
        raise _Left(f'"{_shown(before)[:60]}" has no }} at its end')
    blank = f" {BLANK} " if after.strip() else ""
    words, lost = _words(before.rstrip() + blank + after.strip(), kind)
    inside, _, general = inside.partition("####")
    record: Record = {"ask": words or "?"}
    try:
        record |= _answered(inside, kind, names, notes)
    except _Left as left:
        raise _Left(f'"{words[:60]}": {left}') from None
    ids = re.findall(r"\[id:([^\]]+)\]", marks)
    record = {"id": unique_id(next(iter(ids), "") or _shown(title) or words, taken), **record}
    source, lost_too = _words(general, kind)
    record, others = with_tags(with_source(record, source), re.findall(r"\[tag:([^\]]+)\]", marks), names)
    notes += [f"left out: {each}" for each in dict.fromkeys((*lost, *lost_too))]
    notes += [f"left out: the tags {', '.join(others)}"] if others else []
    return record, notes


def _titled(text: str) -> tuple[str, str]:
    found = re.match(r"::(.*?)::", text, re.DOTALL)
    return (found[1].strip(), text[found.end() :].strip()) if found else ("", text)


def _formatted(text: str) -> tuple[str, str]:
    found = re.match(r"\[(html|markdown|moodle|plain)\]", text)
    return (found[1], text[found.end() :]) if found else ("moodle", text)


def _answered(inside: str, kind: str, names: Mapping[int, str], notes: list[str]) -> Record:
    text = inside.strip()
    if not text:
        raise _Left("an essay has no counterpart here")
    truth = re.match(r"(TRUE|FALSE|T|F)\s*(?=#|$)", text)
    if truth:
        is_true, (wrong, right) = truth[1][0] == "T", (*text[truth.end() :].split("#")[1:], "", "")[:2]
        whys = [_words(each, kind)[0] for each in ((right, wrong) if is_true else (wrong, right))]
        return {"options": true_or_false(is_true, *whys)}
    if text.startswith("#"):
        return _number(text[1:], kind, notes)
    parts = list(_parts(text, kind))
    if parts and all("->" in part.text for part in parts):
        pairs = [part.text.split("->", 1) for part in parts]
        kept = [(left.strip(), right.strip()) for left, right in pairs if left.strip()]
        if len(kept) < len(pairs):
            notes.append(f"left out: {len(pairs) - len(kept)} partners that belong to nothing")
        return {"form": "match", "options": [{**option_record(left, names), "match": right} for left, right in kept]}
    if not parts:
        raise _Left("its answers cannot be read, expected = before a right and ~ before a wrong one")
    if all(part.sign == "=" for part in parts):
        return _short(parts)
    return _choice(parts, names, notes)


def _number(text: str, kind: str, notes: list[str]) -> Record:
    parts = list(_parts(text, kind)) or [_Part("=", None, *_with_feedback(text, kind))]
    options = []
    for part in parts:
        found = _NUMBER.fullmatch(part.text)
        if not found or not re.fullmatch(r"-?\d+(\.0*)?", found[1]):
            if part.sign == "~" or not part.text.strip():
                continue  # feedback for any other number
            raise _Left(f"it asks for {part.text.strip()[:30]}, and only whole numbers can be asked for")
        if (found[2] and float(found[2])) or (found[3] and found[3] != found[1]):
            notes.append(f"left out: the tolerance of {part.text.strip()}; only {found[1]} itself counts")
        right = part.sign == "=" and (part.weight is None or part.weight == 100)
        why = {"why": part.why} if part.why else {}
        options.append({"number": int(float(found[1]))} | ({"right": True} if right else {}) | why)
        if not right and part.weight:
            notes.append(f"left out: that {found[1]} earns {part.weight:g} %")
    return {"form": "number", "options": options}


def _short(parts: Sequence[_Part]) -> Record:
    if not all(re.fullmatch(r"-?\d+", part.text.strip()) for part in parts):
        raise _Left("an answer in words has no counterpart here; a choice or a number would")
    right = [part.weight is None or part.weight == 100 for part in parts]
    options = zip(parts, right, strict=True)
    return {
        "form": "number",
        "options": [
            {"number": int(part.text)} | ({"right": True} if is_right else {}) | ({"why": part.why} if part.why else {})
            for part, is_right in options
        ],
    }


def _choice(parts: Sequence[_Part], names: Mapping[int, str], notes: list[str]) -> Record:
    rights = [part.sign == "=" or (part.weight or 0) > 0 for part in parts]
    shares = {part.weight for part, right in zip(parts, rights, strict=True) if right and part.sign == "~"}
    if len(shares) > 1:
        notes.append("left out: its weights; each right option counts the same")
    options = [option_record(part.text, names, right, part.why) for part, right in zip(parts, rights, strict=True)]
    found = choice(options)
    if shares and shares != {100.0} and sum(rights) == 1:
        notes.append("left out: the share that its option earns; it counts as right")
    return found


def _parts(text: str, kind: str) -> Iterator[_Part]:
    for found in re.finditer(r"([=~])([^=~]*)", text):
        weight, body = None, found[2].strip()
        if share := re.match(r"%(-?\d+(?:\.\d+)?)%", body):
            weight, body = float(share[1]), body[share.end() :]
        yield _Part(found[1], weight, *_with_feedback(body, kind))


def _with_feedback(text: str, kind: str) -> tuple[str, str]:
    words, _, why = text.partition("#")
    return _words(words, kind)[0], _words(why, kind)[0]


def _words(text: str, kind: str) -> tuple[str, list[str]]:
    """Return a text in the markup of questions, and what is lost of it. An answer may have a format of its own."""
    own = re.match(r"\s*\[(html|markdown|moodle|plain)\]", text)
    if own:
        kind, text = own[1], text[own.end() :]
    words = _shown(text).strip()
    return from_html(words) if kind in ("html", "moodle") and looks_like_html(words) else (words, [])


def _shown(text: str) -> str:
    return "".join(_SHOWN.get(each, each) for each in text)
