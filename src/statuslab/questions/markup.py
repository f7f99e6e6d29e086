"""The markup of questions, read in one place: code, bold, code blocks, tables and images. Cards, phones, wall and paper
draw what comes out here, so that they look alike.

It looks like Markdown and is a small part of it. What is not part of it is shown as it is written, HTML above all:

`code`            within a line
**bold**          within a line
![words](a.png)   an image beside the file, with the words for people who cannot see it
```               on a line of its own begins a code block, and ends it
| a | b |         a table, whose second line is |---|---|
an empty line     begins a paragraph
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Node: TypeAlias = str | tuple[str, dict[str, str], tuple["Node", ...]]
"""A text, or an element: its name, its attributes and what is in it."""
Source: TypeAlias = Callable[[str], str | None]
"""The address of an image, by the name that a text has for it; None where there is none."""

# Lengths are bounded, so that no text takes long to read.
IMAGE = re.compile(r"!\[([^\]\n]{0,1000})\]\(([^()\n]{0,300})\)")
_INLINE = re.compile(rf"`([^`\n]+)`|\*\*(?=\S)(.{{1,1000}}?)(?<=\S)\*\*|{IMAGE.pattern}")
_FENCE = re.compile(r"^```[\w+.-]*[ \t]*$")
_RULE = re.compile(r"^\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?$")
_IN_A_ROW = re.compile(r"\\\||`[^`]*`|\||[^|`\\]+|.")
_MARKS = re.compile(rf"^```|\*\*\S|{IMAGE.pattern}|^\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*$", re.MULTILINE)


def is_marked(text: str) -> bool:
    """Whether a text has more markup than code within a line."""
    return bool(_MARKS.search(text)) and any(block.is_marked for block in _blocks(text))


def nodes(text: str, source: Source = lambda _: None) -> tuple[Node, ...]:
    """Return what to draw for a text. A single paragraph is drawn without an element of its own.

    >>> nodes("a **b**")
    ('a ', ('strong', {}, ('b',)))
    """
    blocks = _blocks(text)
    if len(blocks) == 1 and blocks[0].kind == "p":
        return _inline(blocks[0].text, source)
    return tuple(_drawn(block, source) for block in blocks)


def plain(text: str) -> str:
    """Return a text without its marks, for a terminal or to be read aloud. An image is its words in brackets.

    >>> plain("a **b** `c` ![a tree](tree.png)")
    'a b c [a tree]'
    """
    if not _MARKS.search(text):
        return re.sub(r"`([^`\n]+)`", r"\1", text)
    return "\n".join(block.text if block.kind == "pre" else _plain(block.text) for block in _blocks(text))


def images(text: str) -> Iterator[tuple[str, str]]:
    """Yield words and name of each image in a text."""
    for block in _blocks(text):
        if block.kind != "pre":
            yield from ((found[3].strip(), found[4].strip()) for found in _INLINE.finditer(block.text) if found[4])


def with_images(text: str, rename: Callable[[str], str]) -> str:
    """Return a text with other names for its images."""
    return IMAGE.sub(lambda found: f"![{found[1]}]({rename(found[2].strip())})", text)


# --- Blocks -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Block:
    """A paragraph (p), a code block (pre) or a table, as its lines are in the text."""

    kind: str
    text: str

    @property
    def is_marked(self) -> bool:
        return self.kind != "p" or any(found[1] is None for found in _INLINE.finditer(self.text))


def _blocks(text: str) -> list[_Block]:
    lines, blocks, paragraph = text.split("\n"), list[_Block](), list[str]()
    ends = [place for place, line in enumerate(lines) if line.rstrip() == "```"]

    def end_paragraph() -> None:
        if any(line.strip() for line in paragraph):
            blocks.append(_Block("p", "\n".join(paragraph).strip("\n")))
        paragraph.clear()

    at = 0
    while at < len(lines):
        kind, size = _block_at(lines, at, ends)
        if kind in ("pre", "table"):
            end_paragraph()
            inside = lines[at + 1 : at + size - 1] if kind == "pre" else lines[at : at + size]
            blocks.append(_Block(kind, "\n".join(inside)))
        elif lines[at].strip():
            paragraph.append(lines[at])
        else:
            end_paragraph()
        at += size
    end_paragraph()
    return blocks


def _block_at(lines: Sequence[str], at: int, ends: Sequence[int]) -> tuple[str, int]:
    """Return what begins at a line and of how many lines it is. `ends` are the lines that may end a code block."""
    if _FENCE.match(lines[at]):
        after = bisect_right(ends, at)
        if after < len(ends):
            return "pre", ends[after] + 1 - at
    below = lines[at + 1].strip() if at + 1 < len(lines) else ""
    if "|" in lines[at] and _RULE.match(below) and len(_cells(lines[at])) == len(_cells(below)):
        end = next((place for place in range(at + 2, len(lines)) if "|" not in lines[place]), len(lines))
        return "table", end - at
    return "p", 1


def _cells(line: str) -> list[str]:
    """Return the cells of a row. A | within code or behind a backslash does not end one."""
    cells = [""]
    for part in _IN_A_ROW.findall(line.strip().removeprefix("|")):
        if part == "|":
            cells.append("")
        else:
            cells[-1] += "|" if part == "\\|" else part
    return [cell.strip() for cell in (cells[:-1] if len(cells) > 1 and not cells[-1] else cells)]


# --- Drawing ------------------------------------------------------------------------------------------------


def _drawn(block: _Block, source: Source) -> Node:
    if block.kind == "pre":
        return "pre", {"class": "code"}, (block.text,)
    if block.kind == "p":
        return "p", {}, _inline(block.text, source)
    head, rule, *rows = block.text.split("\n")
    looks = [_alignment(cell) for cell in _cells(rule)]
    headings = _row("th", {"scope": "col"}, head, looks, source)
    body = tuple(_row("td", {}, row, looks, source) for row in rows)
    parts: tuple[Node, ...] = (("thead", {}, (headings,)), ("tbody", {}, body))
    return "table", {"class": "given"}, parts


def _alignment(rule: str) -> dict[str, str]:
    side = {(True, True): "middle", (False, True): "far"}.get((rule.startswith(":"), rule.endswith(":")))
    return {"class": side} if side else {}


def _row(name: str, more: dict[str, str], line: str, looks: Sequence[dict[str, str]], source: Source) -> Node:
    cells = [*_cells(line), *[""] * len(looks)][: len(looks)]
    drawn = ((name, more | look, _inline(cell, source)) for cell, look in zip(cells, looks, strict=True))
    return "tr", {}, tuple(drawn)


def _inline(text: str, source: Source) -> tuple[Node, ...]:
    found, end = list[Node](), 0
    for part in _INLINE.finditer(text):
        found.append(text[end : part.start()])
        found.append(_part(part, source))
        end = part.end()
    found.append(text[end:])
    return tuple(node for node in found if node)


def _part(part: re.Match[str], source: Source) -> Node:
    code, bold, words, name = part.groups()
    if code is not None:
        return "code", {}, (code,)
    if bold is not None:
        return "strong", {}, _inline(bold, source)
    address = source(name.strip())
    return ("img", {"src": address, "alt": words.strip()}, ()) if address else f"[{words.strip()}]"


def _plain(text: str) -> str:
    def words(part: re.Match[str]) -> str:
        code, bold, alt, _ = part.groups()
        return f"[{alt.strip()}]" if alt is not None else code if code is not None else _plain(bold)

    return _INLINE.sub(words, text)


# --- What is shown as it is written -------------------------------------------------------------------------

_NOT_DRAWN = {
    "a link": re.compile(r"(?<!!)\[[^\]\n]{1,300}\]\([^()\n]{1,300}\)"),
    "a heading": re.compile(r"^#{1,6} \S", re.MULTILINE),
    "a list": re.compile(r"^(?:[-*+] \S.*(?:\n|\Z)){2,}", re.MULTILINE),
    "an HTML element": re.compile(r"</[a-zA-Z][a-zA-Z0-9]*>|<(?:br|hr|img|p)\b[^>\n]{0,300}>"),
    "a formula": re.compile(r"\$\$\S[^$\n]*\$\$|\$\\[a-zA-Z][^$\n]*\$|\\\(.{0,300}\\\)"),
    "struck out text": re.compile(r"~~\S[^~\n]*~~"),
    "italics": re.compile(r"(?:^|(?<=[\s(]))\*(?=\w)[^*\n]+(?<=[\w.!?])\*(?=[\s).,;:!?]|$)"),
}


def doubts(text: str) -> Iterator[str]:
    """Yield a warning for each kind of markup in a text that is shown as it is written.

    >>> list(doubts("see [here](https://a.example)"))
    ['a link is shown as it is written; drawn are `code`, **bold**, code blocks, tables and images']
    """
    blocks = _blocks(text)
    told = "\n\n".join(_INLINE.sub("", block.text) for block in blocks if block.kind == "p")
    for name, pattern in _NOT_DRAWN.items():
        if pattern.search(told):
            yield f"{name} is shown as it is written; drawn are `code`, **bold**, code blocks, tables and images"
    if "```" in told:
        yield (
            "``` is shown as it is written; a code block needs it on a line of its own before and after, in a text "
            "written with | (such as ask: |)"
        )
    if re.search(r"\|[ \t]*:?-{3,}:?[ \t]*\|", told):
        yield (
            "a table is shown as it is written; it needs a line for each row and |---| below the first, in a text "
            "written with | (such as ask: |)"
        )
