"""Moodle XML: https://docs.moodle.org/en/Moodle_XML_format. Texts are written as Markdown, which Moodle shows."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from statuslab.questions import images, markup
from statuslab.questions.formats.html_text import from_html
from statuslab.questions.formats.records import (
    FALSE,
    MOST_QUESTIONS,
    TRUE,
    Exported,
    FormatMistake,
    Imported,
    Placed,
    Record,
    asked,
    choice,
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
)
from statuslab.questions.formats.safe_xml import parsed

_HERE = "@@PLUGINFILE@@/"
_HELD = ("hint", "source", "whys", "codes", "level", "idea", "skill")
_POLL = "a poll has no key, which Moodle's question bank needs"
_TYPES = {"single": "multichoice", "multiple": "multichoice", "line": "multichoice", "number": "numerical"}
_TYPES |= {"match": "matching", "order": "ordering"}


# --- Writing ------------------------------------------------------------------------------------------------


def write(questions: Sequence[Placed], names: Mapping[int, str], title: str = "") -> Exported:
    """Return questions as a Moodle XML file. A title becomes the category that they are imported into."""
    quiz, notes, count = Element("quiz"), list[str](), 0
    if title:
        category = SubElement(SubElement(quiz, "question", type="category"), "category")
        SubElement(category, "text").text = f"$course$/top/{' '.join(title.split()).replace('/', '//')}"
    for placed in questions:
        if placed.question.form == "poll":
            notes.append(placed.note(f"left out: {_POLL}"))
            continue
        without = ("whys",) if placed.question.form in ("match", "order") else ()
        held = [name for name in _HELD if name not in without]
        notes += losses(placed, images=False, held=held, partners_are_plain=True)
        quiz.append(_written(placed, names))
        count += 1
    indent(quiz)
    return Exported(tostring(quiz, encoding="UTF-8", xml_declaration=True) + b"\n", count, tuple(notes))


def _written(placed: Placed, names: Mapping[int, str]) -> Element:
    question, is_true = placed.question, truth(placed.question)
    kind = "truefalse" if is_true is not None else _TYPES[question.form]
    node, files = Element("question", type=kind), dict(question.images)
    SubElement(SubElement(node, "name"), "text").text = question.id
    _text(node, "questiontext", asked(question), files)
    _text(node, "generalfeedback", source_text(question), files)
    SubElement(node, "defaultgrade").text = "1"
    SubElement(node, "idnumber").text = question.id
    rights, wrongs = max(1, len(question.key)), max(1, len(question.options) - len(question.key))
    if kind == "multichoice":
        SubElement(node, "single").text = "true" if question.form != "multiple" else "false"
        SubElement(node, "shuffleanswers").text = "false" if question.form == "line" else "true"
        SubElement(node, "answernumbering").text = "ABCD"
    if kind == "matching":
        SubElement(node, "shuffleanswers").text = "true"
    if kind == "ordering":
        SubElement(node, "layouttype").text = "VERTICAL"
        SubElement(node, "selecttype").text = "ALL"
        SubElement(node, "gradingtype").text = "RELATIVE_TO_CORRECT"
    for place, option in enumerate(question.options, 1):
        text = told(option, question.form, names)
        if kind == "matching":
            pair = _text(node, "subquestion", text, files)
            SubElement(SubElement(pair, "answer"), "text").text = markup.plain(option.match)
            continue
        wrong = f"-{_share(wrongs)}" if question.form == "multiple" else "0"
        fraction = str(place) if kind == "ordering" else _share(rights if question.form == "multiple" else 1)
        fraction = fraction if option.right or kind == "ordering" else wrong
        if kind in ("truefalse", "numerical"):
            answer = SubElement(node, "answer", fraction=fraction, format="moodle_auto_format")
            SubElement(answer, "text").text = text.lower() if kind == "truefalse" else str(option.value)
        else:
            answer = _text(node, "answer", text, files, fraction=fraction)
        if kind == "numerical":
            SubElement(answer, "tolerance").text = "0"
        _text(answer, "feedback", option.why if kind != "ordering" else "", files)
    if question.hint:
        _text(node, "hint", question.hint, files)
    tags = SubElement(node, "tags")
    for tag in tags_of(question):
        SubElement(SubElement(tags, "tag"), "text").text = tag
    return node


def _text(parent: Element, name: str, text: str, files: Mapping[str, str], **attributes: str) -> Element:
    """Add an element with a text and the images that the text shows."""
    node = SubElement(parent, name, {**attributes, "format": "markdown"})
    shown = dict.fromkeys(image for _, image in markup.images(text) if image in files)
    SubElement(node, "text").text = markup.with_images(
        text, lambda each: f"{_HERE}{quote(each)}" if each in shown else each
    )
    for image in shown:
        file = SubElement(node, "file", name=image, path="/", encoding="base64")
        file.text = files[image].partition(",")[2]
    return node


def _share(count: int) -> str:
    """The share of one of so many, in percent, as Moodle knows it."""
    return f"{100 / count:.5f}".rstrip("0").rstrip(".")


# --- Reading ------------------------------------------------------------------------------------------------


class _Left(Exception):
    """Why a question is left out."""


def read(data: bytes, names: Mapping[int, str]) -> Imported:
    """Read a Moodle XML file. Raises FormatMistake where it is none."""
    root = parsed(data)
    if root.tag != "quiz":
        raise FormatMistake(f"is no Moodle XML: its first element is {root.tag[:60]}, expected quiz")
    found, taken = Imported(), set[str]()
    questions = root.findall("question")
    if len(questions) > MOST_QUESTIONS:
        raise FormatMistake(f"has more than {MOST_QUESTIONS:,} questions; divide the file")
    for number, node in enumerate(questions, 1):
        kind = node.get("type", "")
        place = f"question {number}"
        if kind == "category":
            found.notes.append(f"{place}: left out: the category {_plain(node.find('category'))[:80]}")
            continue
        reader = _Reader(node, names)
        try:
            record = reader.record(kind, taken)
        except _Left as left:
            found.notes.append(f"{place} ({_plain(node.find('name'))[:60]}): left out: {left}")
            continue
        found.records.append(record)
        found.images |= reader.images
        found.notes += [f"{place} ({record['id']}): {note}" for note in dict.fromkeys(reader.notes)]
    return found


class _Reader:
    """Reads one question. Collects its images and what is lost."""

    def __init__(self, node: Element, names: Mapping[int, str]) -> None:
        self.node, self.names = node, names
        self.images: dict[str, bytes] = {}
        self.notes: list[str] = []

    def record(self, kind: str, taken: set[str]) -> Record:
        """The record of the question. Raises _Left."""
        readers = {"multichoice": self._multichoice, "truefalse": self._truefalse, "numerical": self._numerical}
        readers |= {"matching": self._matching, "ordering": self._ordering, "shortanswer": self._shortanswer}
        if kind not in readers:
            raise _Left(f"a question of type {kind[:40] or 'none'} has no counterpart here")
        record: Record = {"ask": self.text(self.node.find("questiontext")) or "?", **readers[kind]()}
        record = {
            "id": unique_id(_plain(self.node.find("idnumber")) or _plain(self.node.find("name")), taken),
            **record,
        }
        hints = [hint for hint in map(self.text, self.node.findall("hint")) if hint]
        if hints:
            record["hint"] = hints[0]
            self.notes += [f"left out: {len(hints) - 1} more hints"] if len(hints) > 1 else []
        record = with_source(record, self.text(self.node.find("generalfeedback")))
        record, others = with_tags(record, filter(None, map(_plain, self.node.findall("tags/tag"))), self.names)
        self.notes += [f"left out: the tags {', '.join(others)}"] if others else []
        for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            if text := _plain(self.node.find(name)):
                self.notes.append(f'left out: {name} "{text[:60]}"')
        return record

    # --- the types

    def _multichoice(self) -> Record:
        several = _plain_of(self.node.find("single")).lower() in ("false", "0")
        answers = [(self.text(each), _fraction(each), self._why(each)) for each in self.node.findall("answer")]
        rights = [fraction > 0 if several else fraction >= 100 for _, fraction, _ in answers]
        partly = {fraction for _, fraction, _ in answers if fraction > 0}
        if len(partly) > 1:
            self.notes.append("left out: its weights; each right option counts the same")
        if not any(rights):
            raise _Left("no answer of it is right; a poll of one's own would have form: poll")
        rows = zip(answers, rights, strict=True)
        found = choice([option_record(text, self.names, right, why) for (text, _, why), right in rows])
        return found | ({"form": "multiple"} if several and sum(rights) == 1 and len(rights) > 1 else {})

    def _truefalse(self) -> Record:
        sides = {_plain(each).lower(): (_fraction(each), self._why(each)) for each in self.node.findall("answer")}
        if not sides.keys() >= {TRUE.lower(), FALSE.lower()}:
            raise _Left("it has no answers true and false")
        (share, why_true), (_, why_false) = sides["true"], sides["false"]
        return {"options": true_or_false(share > 0, why_true, why_false)}

    def _numerical(self) -> Record:
        options = []
        for each in self.node.findall("answer"):
            text, fraction, why = _plain(each), _fraction(each), self._why(each)
            if text.strip() == "*":
                self.notes += [f'left out: what is said to any other number, "{why[:60]}"'] if why else []
                continue
            if not re.fullmatch(r"-?\d+(\.0*)?", text):
                raise _Left(f"it asks for {text[:30]}, and only whole numbers can be asked for")
            tolerance = _plain_of(each.find("tolerance")) or "0"
            if tolerance.strip("0.") != "":
                self.notes.append(f"left out: the tolerance of {text}; only {text} itself counts")
            if 0 < fraction < 100:
                self.notes.append(f"left out: that {text} earns {fraction:g} %")
            right = {"right": True} if fraction >= 100 else {}
            options.append({"number": int(float(text)), **right} | ({"why": why} if why else {}))
        if self.node.find("units") is not None:
            self.notes.append("left out: its units")
        return {"form": "number", "options": options}

    def _shortanswer(self) -> Record:
        texts = [_plain(each) for each in self.node.findall("answer")]
        if not texts or not all(re.fullmatch(r"-?\d+", text) for text in texts):
            raise _Left("an answer in words has no counterpart here; a choice or a number would")
        return self._numerical()

    def _matching(self) -> Record:
        pairs = [(self.text(each), _plain(each.find("answer"))) for each in self.node.findall("subquestion")]
        kept = [(text, match) for text, match in pairs if text]
        if len(kept) < len(pairs):
            self.notes.append(f"left out: {len(pairs) - len(kept)} partners that belong to nothing")
        return {
            "form": "match",
            "options": [option_record(text, self.names) | {"match": match} for text, match in kept],
        }

    def _ordering(self) -> Record:
        return {
            "form": "order",
            "options": [option_record(self.text(each), self.names) for each in self.node.findall("answer")],
        }

    # --- texts

    def _why(self, answer: Element) -> str:
        return self.text(answer.find("feedback"))

    def text(self, node: Element | None) -> str:
        """A text in the markup of questions, its images kept."""
        if node is None:
            return ""
        words = _raw(node)
        kind = node.get("format") or "html"
        files = dict(self._files(node))
        if kind in ("markdown", "plain_text"):
            return markup.with_images(words, lambda name: self._kept(name, files) or name).strip()
        text, lost = from_html(words, lambda address: self._kept(address, files))
        self.notes += [f"left out: {each}" for each in lost]
        return text

    def _files(self, node: Element) -> Iterator[tuple[str, bytes]]:
        for file in node.findall("file"):
            try:
                yield file.get("name", ""), base64.b64decode(file.text or "", validate=False)
            except (binascii.Error, ValueError):
                self.notes.append(f"left out: the file {file.get('name', '')[:60]}, which is damaged")

    def _kept(self, address: str, files: Mapping[str, bytes]) -> str | None:
        """The name of an image that belongs to a text, None where it is elsewhere or cannot be shown."""
        data = files.get(unquote(address.removeprefix(_HERE)))
        if address.startswith("data:image/") and ";base64," in address:
            address, data = "image.png", _from_base64(address.partition(",")[2])
        if data is None:
            return None
        name = PurePosixPath(unquote(address)).name
        try:
            images.data_uri(data, name)
        except images.ImageMistake as mistake:
            self.notes.append(f"left out: {mistake}")
            return None
        name = images.unique_name(name, data)
        self.images[name] = data
        return name


def _from_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def _fraction(answer: Element) -> float:
    try:
        return float(answer.get("fraction", "0"))
    except ValueError:
        return 0.0


def _raw(node: Element) -> str:
    inner = node.find("text")
    return (inner.text if inner is not None else node.text) or ""


def _plain(node: Element | None) -> str:
    """The words of a text, without HTML."""
    return " ".join(from_html(_raw(node))[0].split()) if node is not None else ""


def _plain_of(node: Element | None) -> str:
    return (node.text or "").strip() if node is not None else ""
