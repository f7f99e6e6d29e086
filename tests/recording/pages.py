"""The stored outputs of every page as text: what a learner who only reads a page sees. Nothing is run here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
HIDDEN = {"style", "script", "title", "desc"}
BLOCKS = {
    "article", "blockquote", "br", "button", "caption", "dd", "details", "div", "dl", "dt", "figure", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "label", "li", "ol", "p", "pre", "section", "summary", "svg", "table", "tr", "ul",
}  # fmt: skip


def record() -> Iterator[tuple[str, str]]:
    """A text for each page."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.stem, "\n".join(_cell(cell) for cell in cells if cell.get("outputs"))


def _cell(cell: dict[str, Any]) -> str:
    source = "".join(cell["source"]).split("\n")
    return "".join([f"=== {source[0]}\n", *map(_output, cell["outputs"])])


def _output(output: dict[str, Any]) -> str:
    if output["output_type"] == "stream":
        return _part(output["name"], "".join(output["text"]))
    if output["output_type"] == "error":
        return _part("error", f"{output['ename']}: {output['evalue']}")
    told = "".join(_part(kind, _joined(output["data"][kind])) for kind in ("text/plain",) if kind in output["data"])
    if "text/html" in output["data"]:
        told += _part("text/html", text_of(_joined(output["data"]["text/html"])))
    if "text/markdown" in output["data"]:
        told += _part("text/markdown", _joined(output["data"]["text/markdown"]))
    others = sorted(output["data"].keys() - {"text/plain", "text/html", "text/markdown"})
    return told + "".join(f"--- {kind}\n" for kind in others)


def _part(kind: str, text: str) -> str:
    return f"--- {kind}\n{text.rstrip()}\n"


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def text_of(html: str) -> str:
    """What a reader sees of some HTML: a line for each block, nothing of styles and scripts."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \t]+", " ", line).rstrip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line.strip())


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in HIDDEN
        self._between(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN
        self._between(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    def _between(self, tag: str) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th", "text", "tspan"):
            self.parts.append(" ")
