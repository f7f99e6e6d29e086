"""HTML as other programs keep it, turned into the markup of questions. What that cannot hold is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import unquote

LONGEST = 50_000  # characters of a text
_DROPPED = {"script", "style", "head", "title"}
_BREAKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "section", "blockquote"}
_CODE = {"code", "tt", "kbd", "samp"}
_BOLD = {"b", "strong"}
_KNOWN = _DROPPED | _BREAKS | _CODE | _BOLD | {"br", "span", "pre", "li", "img", "a", "font", "body", "html"}
_KNOWN |= {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "input", "label", "meta", "o:p"}
_NAMES = {"i": "italics", "em": "italics", "sup": "raised text", "sub": "lowered text", "u": "underlines"}
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|&(?:[a-zA-Z]+|#\d+);")


def looks_like_html(text: str) -> bool:
    """Whether a text has elements or character references."""
    return bool(_TAG.search(text))


def from_html(text: str, image: Callable[[str], str | None] = lambda _: None) -> tuple[str, list[str]]:
    """Return a text in the markup of questions, and what of its formatting is lost.

    `image(address)` gives the name of an image that is kept, None for one that is not.
    """
    if len(text) > LONGEST:
        return text[:LONGEST].strip(), [f"what comes after {LONGEST:,} characters, and the formatting before"]
    reader = _Reader(image)
    reader.feed(_without_comments(text))
    reader.close()
    return reader.result(), list(dict.fromkeys(reader.lost))


def _without_comments(text: str) -> str:
    """Return HTML without comments. A declaration becomes text: Python's parser is slow at many that never end."""
    first, *others = text.split("<!--")
    kept = first + "".join(other.partition("-->")[2] for other in others)
    return kept.replace("<!", "&lt;!").replace("<?", "&lt;?")


class _Reader(HTMLParser):
    """Collects text line by line. Marks of code and bold are put around what is between their tags."""

    def __init__(self, image: Callable[[str], str | None]) -> None:
        super().__init__(convert_charrefs=True)
        self.image = image
        self.parts: list[str] = [""]  # of open bold, code, link or cell elements, the innermost last
        self.lost: list[str] = []
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.silent = self.raw = 0

    def result(self) -> str:
        while len(self.parts) > 1:
            self._close("")
        text = re.sub(r"[ \t]+\n", "\n", "".join(self.parts)).replace("\xa0", " ")
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in _KNOWN:
            self.lost.append(_NAMES.get(tag, f"the element {tag}"))
        if tag in _DROPPED:
            self.silent += 1
        elif tag == "pre":
            self.raw += 1
            self._say("\n```\n")
        elif tag in _BREAKS:
            self._say("\n\n")
        elif tag == "br":
            self._say("\n")
        elif tag == "li":
            self._say("\n• ")
        elif tag in (_CODE | _BOLD | {"td", "th", "a"}) and not self.raw:
            self.parts.append("")
            if tag == "a":
                self.links.append(values.get("href") or "")
        elif tag == "tr":
            self.rows.append([])
        elif tag == "table":
            self.rows = []
        elif tag == "img":
            self._show(values)

    def _show(self, values: dict[str, str | None]) -> None:
        address, words = unquote(values.get("src") or ""), " ".join((values.get("alt") or "").split())
        name = self.image(address)
        if name is None:
            self.lost.append(f"the image {address[:80]}" if not address.startswith("data:") else "an image")
            self._say(f"[{words or 'image'}]")
        else:
            if not words:
                self.lost.append(f"the words of the image {name}, which has none: write what it shows")
            self._say(f"![{words or 'an image'}]({name})")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self.silent = max(0, self.silent - 1)
        elif tag == "pre" and self.raw:
            self.raw -= 1
            self._say("\n```\n")
        elif tag in _BREAKS:
            self._say("\n\n")
        elif tag in _CODE and not self.raw:
            self._close("`")
        elif tag in _BOLD and not self.raw:
            self._close("**")
        elif tag == "a" and not self.raw:
            address, words = self.links.pop() if self.links else "", self.parts[-1].strip()
            self._close("")
            self._say(f" ({address})" if address and address != words else "")
        elif tag in ("td", "th") and not self.raw:
            cell = self.parts.pop() if len(self.parts) > 1 else ""
            if self.rows:
                self.rows[-1].append(" ".join(cell.split()).replace("|", "\\|"))
        elif tag == "table":
            self._say(_table(self.rows))
            self.rows = []

    def _close(self, mark: str) -> None:
        if len(self.parts) > 1:
            inside = self.parts.pop()
            words = inside.strip()
            if mark == "`":
                words = " ".join(words.split()).replace("`", "'")
            marked = mark and words and "\n" not in words
            self._say(inside.replace(inside.strip(), f"{mark}{words}{mark}", 1) if marked else inside)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._say(data if self.raw else re.sub(r"[ \t\r\n]+", " ", data))

    def _say(self, text: str) -> None:
        self.parts[-1] += text


def _table(rows: list[list[str]]) -> str:
    rows = [row for row in rows if row]
    if not rows:
        return ""
    width = max(map(len, rows))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n\n" + "\n".join([lines[0], f"|{'---|' * width}", *lines[1:]]) + "\n\n"
