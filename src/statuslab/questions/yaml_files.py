"""Reads a YAML file that anybody may have written, within bounds. Every mistake in it has a line.

The bounds are checked on PyYAML's events, which it reads without recursion and without copying what an alias names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from statuslab.errors import LabError

LARGEST = 1_000_000  # bytes of a file; the largest one of the published bank has 54,000
DEEPEST = 20  # collections within each other
MOST_NODES = 60_000  # with what aliases name counted each time, as is the text
MOST_TEXT = 2_000_000
LONGEST_NUMBER = 60  # characters of a number, a date, or another value that is not text
_TAGS = ("bool", "int", "float", "timestamp", "binary", "null")
# The C loader reads the bank about six times as fast; not every PyYAML is built with it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlMistake(LabError):
    """What is wrong in a file: the line, and the words after it."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(f"line {line}{words}")
        self.line, self.words = line, words


@dataclass(frozen=True)
class Document:
    """A file: its lines, its nodes, which have line numbers, and the values that were made from them."""

    lines: tuple[str, ...]
    root: yaml.Node | None
    value: Any


def read_yaml(path: Path) -> Document:
    """Read a file with one YAML document. Raises YamlMistake; LabError if the file cannot be read."""
    text = _text(path)
    try:
        _check_bounds(text)
        loader = _SafeLoader(text)
        root = loader.get_single_node()
        return Document(tuple(text.splitlines()), root, loader.construct_document(root) if root else None)
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        raise YamlMistake(text.count("\n", 0, position) + 1, f": not valid YAML ({error.reason})") from None
    except yaml.YAMLError as error:
        raise _yaml_mistake(error, text.split("\n")) from None
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RecursionError) as error:
        problem = " ".join(str(error).split())[:80] or type(error).__name__
        raise YamlMistake(1, f": not YAML that can be read ({problem})") from None


INDENTED = "; a question begins with -, and its fields stand exactly below each other; so do those of an option"
BEGINS = "; put quotes around a text that begins with this character"


def _yaml_mistake(error: yaml.YAMLError, lines: Sequence[str]) -> YamlMistake:
    """Return the mistake with what an author can do about it, as far as the problem and its line tell."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = " ".join(str(getattr(error, "problem", None) or "unknown problem").split())
    begin = getattr(error, "context_mark", None)
    if "end of stream" in problem and begin is not None:
        return YamlMistake(begin.line + 1, f": not valid YAML ({problem}); the quote that begins here never ends")
    place = mark.line if mark else 0
    return YamlMistake(place + 1, f": not valid YAML ({problem}){_advice(problem, lines[place : place + 1])}")


def _advice(problem: str, line: Sequence[str]) -> str:
    text = line[0].strip().removeprefix("- ") if line else ""
    if "mapping values" in problem:
        return "; put quotes around a text with a colon and a space in it" if text.count(": ") > 1 else INDENTED
    if "expected ',' or '}'" in problem or "expected ',' or ']'" in problem:
        return "; within braces put quotes around a text with a colon, a comma or a bracket in it"
    if "could not find expected ':'" in problem:
        return "; a field has a colon and a space after its name, here or on the line before"
    if "cannot start any token" in problem or "alphabetic or numeric character" in problem:
        return BEGINS
    if "tab" in problem:
        return "; indent with spaces"
    if re.match(r"-\S", text):
        return "; an option begins with - and a space"
    if re.match(r"""[^:]+: (?:"[^"]*"|'[^']*')\s*[^\s#]""", text):
        return "; a text that begins with a quote ends at the next one: put the other kind of quotes around all of it"
    return INDENTED if "did not find expected" in problem else ""


def _text(path: Path) -> str:
    try:
        if not path.is_file():  # a pipe would wait for ever, a device never end
            kind = "a folder" if path.is_dir() else "no regular file"
            raise YamlMistake(1, f": is {kind}, expected a file with questions")
        if path.stat().st_size > LARGEST:
            raise YamlMistake(1, f": has {path.stat().st_size:,} bytes, expected at most {LARGEST:,}; divide the file")
        data = path.read_bytes()
    except OSError as error:
        raise LabError(f"cannot read {path}: {error.strerror or error}") from None
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise YamlMistake(line, ": met a byte that is not UTF-8; save the file as UTF-8") from None


@dataclass
class _Size:
    nodes: int = 0
    text: int = 0

    def add(self, other: _Size) -> None:
        self.nodes, self.text = self.nodes + other.nodes, self.text + other.text


def _check_bounds(text: str) -> None:
    """Raises YamlMistake where a file is too large or too deep, with what its aliases name counted each time."""
    whole, anchors = _Size(), dict[str, _Size]()
    open_collections: list[tuple[str | None, _Size]] = []
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1  # type: ignore[union-attr]  # every event of a text has it
        size = _Size()
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in anchors:
                raise YamlMistake(line, f": *{event.anchor} names nothing before it, or itself; write it out")
            size = anchors[event.anchor]
        elif isinstance(event, yaml.ScalarEvent):
            size = _Size(1, len(event.value))
            if event.anchor:
                anchors[event.anchor] = size
        elif isinstance(event, yaml.CollectionStartEvent):
            open_collections.append((event.anchor, _Size(1)))
            anchors.pop(event.anchor or "", None)
            if len(open_collections) > DEEPEST:
                raise YamlMistake(line, f": more than {DEEPEST} lists and mappings within each other")
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_collections.pop()
            if anchor:
                anchors[anchor] = size
        (open_collections[-1][1] if open_collections else whole).add(size)
        total = (open_collections or [(None, whole)])[-1][1]
        if total.nodes > MOST_NODES or total.text > MOST_TEXT:
            raise YamlMistake(line, f": more than {MOST_NODES:,} values or {MOST_TEXT:,} characters; divide the file")


class _SafeLoader(_Loader):  # type: ignore[misc]
    """PyYAML's safe loader, whose every failure at a value has that value's line."""


def _bounded(tag: str) -> None:
    construct = _Loader.yaml_constructors[f"tag:yaml.org,2002:{tag}"]

    def constructed(loader: Any, node: yaml.Node) -> Any:
        try:
            if isinstance(node.value, str) and len(node.value) > LONGEST_NUMBER:
                raise ValueError(f"of {len(node.value)} characters")
            return construct(loader, node)
        except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as error:
            met = str(node.value)[:24]
            name = {"timestamp": "date", "int": "number", "float": "number"}.get(tag, tag)
            problem = f"{met!r} is no {name}: {error}; put quotes around it if it is a text"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None

    _SafeLoader.add_constructor(f"tag:yaml.org,2002:{tag}", constructed)


for _tag in _TAGS:
    _bounded(_tag)


def dumped(records: Sequence[Mapping[str, Any]]) -> str:
    """Return records as YAML that a person goes on with: fields in their order, a text of several lines behind |."""
    blocks = (yaml.dump([record], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110) for record in records)
    return "\n".join(blocks)


class _Dumper(yaml.SafeDumper):
    """PyYAML's dumper, which sets in the items of a list and writes several lines as several lines."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        return super().increase_indent(flow, False)


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    lines = text.split("\n")
    style = "|" if len(lines) > 1 and not any(line.endswith((" ", "\t")) for line in lines) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text_node)


# --- What YAML drops without a word -------------------------------------------------------------------------


def doubled_fields(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Yield line and name of each field that a mapping has twice: YAML silently keeps the last one."""
    if isinstance(node, yaml.MappingNode):
        names = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in names:
                yield key.start_mark.line + 1, key.value
            if isinstance(key, yaml.ScalarNode):
                names.add(key.value)
            yield from doubled_fields(value)
    elif isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from doubled_fields(part)


def cut_texts(document: Document, names: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield line and field of each text without quotes that ends at " #", where YAML begins a comment.

    Fields whose name is in `names` are left out: nobody writes a # in them but for a comment.
    """

    def cut(node: yaml.Node | None, field: str) -> Iterator[tuple[int, str]]:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value not in names:
                    yield from cut(value, key.value)
        elif isinstance(node, yaml.SequenceNode):
            for part in node.value:
                yield from cut(part, field)
        elif isinstance(node, yaml.ScalarNode) and not node.style and node.tag == "tag:yaml.org,2002:str":
            end = node.end_mark
            rest = document.lines[end.line][end.column :] if end.line < len(document.lines) else ""
            if re.match(r"[ \t]+#", rest):
                yield end.line + 1, field

    yield from cut(document.root, "")
