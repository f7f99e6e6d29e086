"""What all formats share: the shape of what they read and write, notes on what is lost, and how questions are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from statuslab.errors import LabError
from statuslab.questions import markup
from statuslab.questions.forms import Option
from statuslab.questions.model import Question

LARGEST = 20_000_000  # bytes of a file to import
MOST_QUESTIONS = 5000
SOURCE = "Source: "
TRUE, FALSE = "True", "False"
BLANK = "_____"

Record = dict[str, Any]


class FormatMistake(LabError):
    """The file is not what its format says: one line, with the place where there is one."""


@dataclass(frozen=True)
class Placed:
    """A question to be written, and where it stands in its file."""

    question: Question
    place: str

    def note(self, words: str) -> str:
        """A line about this question."""
        return f"{self.place} ({self.question.id}): {words}" if self.place else f"{self.question.id}: {words}"


@dataclass
class Imported:
    """What was read: a record for each question, the images they name, and a line for each thing that is lost."""

    records: list[Record] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Exported:
    """What was written: the bytes of the file, how many questions are in it, and a line for each thing that is lost."""

    data: bytes
    count: int
    notes: tuple[str, ...] = ()


# --- Reading ------------------------------------------------------------------------------------------------


def decoded(data: bytes) -> str:
    """Return the text of a file, whatever program saved it. Raises FormatMistake where it is no text."""
    if len(data) > LARGEST:
        raise FormatMistake(f"has {len(data):,} bytes, expected at most {LARGEST:,}; divide the file")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data[:4096]:
        raise FormatMistake("is no text; expected a file that an editor can show")
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise FormatMistake("is no text that can be read; save it as UTF-8")


def unique_id(wanted: str, taken: set[str]) -> str:
    """Return an id made of a name or a text, which no other record has, and remember it.

    >>> unique_id("Who saved first?", set())
    'who-saved-first'
    """
    words = re.sub(r"[^a-z0-9]+", "-", markup.plain(wanted)[:200].lower()).strip("-")
    stem = words[:50].rpartition("-")[0] if len(words) > 50 and "-" in words[:50] else words[:50]
    stem, number = stem.strip("-") or "question", 2
    found = stem
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    taken.add(found)
    return found


def option_record(text: str, names: Mapping[int, str], right: bool = False, why: str = "") -> Record:
    """Return an option; a text that is a code with its name is the code.

    >>> option_record("404 Not Found", {404: "Not Found"}, right=True)
    {'code': 404, 'right': True}
    """
    found = re.fullmatch(r"([1-5]\d\d)(?: (.+))?", text.strip())
    code = int(found[1]) if found else 0
    is_code = found is not None and code in names and found[2] == names[code]
    what: Record = {"code": code} if is_code else {"text": text.strip()}
    return what | ({"right": True} if right else {}) | ({"why": why.strip()} if why.strip() else {})


def with_source(record: Record, feedback: str) -> Record:
    """Return a record with what a general feedback says as its source, which is shown below the answers."""
    text = feedback.strip().removeprefix(SOURCE)
    return record | {"source": text} if text else record


def with_tags(record: Record, tags: Iterable[str], names: Mapping[int, str]) -> tuple[Record, list[str]]:
    """Return a record with what `tags_of` put into tags, and the tags that say something else."""
    found, codes, others = dict(record), list[int](), list[str]()
    for tag in tags:
        kind, _, value = tag.partition("-")
        if kind == "code" and value.isdecimal() and int(value) in names:
            codes.append(int(value))
        elif kind == "level" and value in ("1", "2", "3"):
            found["level"] = int(value)
        elif kind == "idea" and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
            found["idea"] = value
        elif kind == "skill" and value:
            found["skill"] = value
        else:
            others.append(tag)
    return found | ({"codes": codes} if codes else {}), others


def choice(texts: Sequence[Record]) -> Record:
    """Return form and options of a choice: single with one right option, multiple with several."""
    rights = sum(bool(each.get("right")) for each in texts)
    return ({"form": "multiple"} if rights > 1 else {}) | {"options": list(texts)}


def true_or_false(is_true: bool, why_true: str = "", why_false: str = "") -> list[Record]:
    """Return the options of a statement that is true or false."""
    sides = ((TRUE, is_true, why_true), (FALSE, not is_true, why_false))
    return [option_record(text, {}, right, why) for text, right, why in sides]


# --- Writing ------------------------------------------------------------------------------------------------


def asked(question: Question) -> str:
    """Return the text of a question, with its wire below as a code block."""
    wire = question.wire.rstrip("\n")
    return f"{question.ask}\n\n```\n{wire}\n```" if wire and question.form != "line" else question.ask


def told(option: Option, form: str, names: Mapping[int, str]) -> str:
    """Return an option as one text: a code with its name."""
    text = option.text or names.get(option.code or 0, "")
    if form == "line":
        return f"`{text}`" if "`" not in text else text
    return " ".join(str(part) for part in (option.value, text) if part not in (None, ""))


def truth(question: Question) -> bool | None:
    """Return whether a statement is true; None for any other question."""
    if question.form != "single" or [option.text for option in question.options] != [TRUE, FALSE]:
        return None
    return question.options[0].right


def source_text(question: Question) -> str:
    return f"{SOURCE}{question.source}" if question.source else ""


def tags_of(question: Question) -> list[str]:
    """Return what a program without these fields keeps as tags."""
    idea = [f"idea-{question.idea}"] if question.idea != question.id else []
    skill = [f"skill-{question.skill}"] if question.skill else []
    level = [f"level-{question.level}"] if question.level != 1 else []
    return [*(f"code-{code}" for code in question.codes), *level, *idea, *skill]


def without_images(text: str) -> str:
    """Return a text with the words of its images in their place."""
    return markup.IMAGE.sub(lambda found: f"[{found[1].strip()}]", text)


def losses(
    placed: Placed, *, images: bool = True, held: Sequence[str] = (), partners_are_plain: bool = False
) -> list[str]:
    """Return a note for each thing of a question that no format has, and for the fields beside `held`.

    `images` are those that the format cannot hold.
    """
    question = placed.question
    notes = []
    if question.variants:
        notes.append(f"has {len(question.variants)} rows of values; the first is written")
    if question.form == "line":
        notes.append("its lines become the options of a choice")
    fields = {
        "hint": question.hint,
        "source": question.source,
        "whys": any(option.why for option in question.options),
        "codes": question.codes,
        "level": question.level != 1,
        "idea": question.idea != question.id,
        "skill": question.skill,
        "proof": question.proof,
    }
    lost = [name for name, value in fields.items() if value and name not in held]
    if lost:
        notes.append(f"left out: {', '.join(lost)}")
    if partners_are_plain and any(markup.plain(option.match) != option.match for option in question.options):
        notes.append("left out: the markup of its partners, which are plain texts there")
    if images and question.images:
        notes.append(f"left out: {len(question.images)} of its images; their words stand in their place")
    return [placed.note(words) for words in notes]
