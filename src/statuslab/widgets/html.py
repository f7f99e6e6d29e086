"""The one place where text becomes HTML: everything that is not Safe is escaped.

Style sheets are also read here, so that each output can carry its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from statuslab.catalog.standards import citations
from statuslab.questions import markup
from statuslab.static import asset

VOID = frozenset({"br", "hr", "img", "input", "meta"})
STYLE_MARK = "data-statuslab"
"""The attribute that marks a style element of ours; its value is the name of the style sheet."""
ROOT = "sl mathjax_ignore tex2jax_ignore"
"""The classes of every output. MathJax passes over it: a `$` in a target or a question is no formula."""
_END_OF_BLOCK = re.compile(
    r"(</(?:d[dlt]|desc|details|div|h[1-6]|li|[ou]l|p|pre|section|summary|t[dhr]|table|tbody|thead"
    r"|g|path|rect|svg|text|title|use))>(?!</|\s|$)"
)
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters and marks that change the direction of text. They must not act on a page."""


_DATA_START, _DATA_END = '<script type="application/json" id="statuslab-data">', "</script>"


class Safe(str):
    """Text that is HTML already. Only this module makes it."""

    __slots__ = ()


Child = str | None


def safe(text: str) -> Safe:
    """Return HTML that shows exactly this text. Safe text is returned as it is."""
    return text if isinstance(text, Safe) else Safe(escape(_UNSEEN.sub("\ufffd", text)))


def join(children: Iterable[Child], between: str = "") -> Safe:
    """Join children. None is left out."""
    return Safe(safe(between).join(safe(child) for child in children if child is not None))


def tag(name: str, attributes: Mapping[str, str | int | float | bool | None] | None = None, *children: Child) -> Safe:
    """Return one element. Attributes that are None or False are left out; True gives an attribute without value.

    >>> tag("b", {"class": "x"}, "1 < 2")
    '<b class="x">1 &lt; 2</b>'
    """
    start = Safe(f"<{name}{_attributes(attributes or {})}>")
    return start if name in VOID else Safe(f"{start}{join(children)}</{name}>")


def _attributes(attributes: Mapping[str, str | int | float | bool | None]) -> str:
    present = ((name, value) for name, value in attributes.items() if value is not None and value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{safe(str(value))}"' for name, value in present)


def fold(summary: Child, *inside: Child, css: str = "", open: bool = False, summary_css: str = "") -> Safe:
    """Return a details element. JupyterLab's shortcuts are switched off on its summary."""
    keys = {"class": summary_css or None, "data-lm-suppress-shortcuts": "true"}
    return tag("details", {"class": css or None, "open": open}, tag("summary", keys, summary), *inside)


def inline(text: str) -> Safe:
    """Return prose as HTML. Backticks mark code, the only markup in course texts; standards that it names are links."""
    return _with_links(text, _with_code)


def _with_links(text: str, rest: Callable[[str], Safe] = safe) -> Safe:
    parts: list[Safe] = []
    end = 0
    for place in citations(text):
        parts += [rest(text[end : place.start]), elsewhere(place.url, text[place.start : place.end])]
        end = place.end
    return join([*parts, rest(text[end:])])


def _with_code(text: str) -> Safe:
    parts = re.split(r"`([^`\n]+)`", text)
    return join(tag("code", None, part) if index % 2 else part for index, part in enumerate(parts))


def elsewhere(url: str, words: str) -> Safe:
    """Return a link to another site, which opens beside the course."""
    keys = {"data-lm-suppress-shortcuts": "true"}
    return tag("a", {"href": url, "target": "_blank", "rel": "noopener", **keys}, words)


def plain(text: str) -> str:
    """Return the same prose for a terminal, without backticks and other marks."""
    return markup.plain(text)


def brief(text: str) -> Safe:
    """Return a text of a question for one line: as prose, or as its plain words where it has blocks and images."""
    return inline(plain(text) if markup.is_marked(text) else text)


def drawn(text: str, drawings: Mapping[str, Any] | None) -> Safe:
    """Return a text of a question as HTML, the way that `drawings` of `questions.presentation` have it.

    A text that is not among them is prose.
    """
    drawing = (drawings or {}).get(text)
    return _nodes(drawing["nodes"]) if drawing else inline(text)


def _nodes(nodes: Iterable[Any]) -> Safe:
    return join(_with_links(node) if isinstance(node, str) else _element(*node) for node in nodes)


def _element(name: str, attributes: Mapping[str, str], inside: Iterable[Any]) -> Safe:
    return tag(name, attributes, *(inside if name in ("code", "pre") else (_nodes(inside),)))


# --- Pages --------------------------------------------------------------------------------------------------


@cache
def stylesheet(*names: str) -> str:
    """The named style sheets of `statuslab.static`, minified and joined, a line for each rule.

    Raises FileNotFoundError.
    """
    return "".join(_minified(asset(f"{name}.css")) for name in names)


def _minified(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?|(?<=:) ", lambda found: found[1] or "", css).replace(";}", "}").strip()
    return re.sub(r"\}(?!\})", "}\n", css)


def style_elements(css_names: Iterable[str]) -> Safe:
    """Return a style element for each style sheet, marked with its name. So a stored page can hold each sheet once."""
    sheets = ((name, Safe(f"\n{stylesheet(name)}")) for name in css_names)
    return Safe("".join(f"{tag('style', {STYLE_MARK: name}, css)}\n" for name, css in sheets))


def page(css_names: Iterable[str], body: Safe) -> Safe:
    """Return a whole output. It carries its own styles, because JupyterLab detaches outputs that are out of view.

    The body is broken into lines, so that a diff of stored pages can be read. A line break inside an end tag is no
    content: it shows nowhere, not even in `pre`.
    """
    styles = style_elements(dict.fromkeys(("palette", *css_names)))
    return Safe(styles + _END_OF_BLOCK.sub(r"\1\n>", tag("div", {"class": ROOT}, body)))


def document(title: str, output: Safe, kind: str = "", data: Any = None) -> str:
    """Return an output as an HTML file, to open in a browser and to print.

    `kind` tells our own files apart. `data` are JSON values that `data_of` finds again in the file.
    """
    scheme = tag("meta", {"name": "color-scheme", "content": "light dark"})
    width = tag("meta", {"name": "viewport", "content": "width=device-width"})
    maker = tag("meta", {"name": "generator", "content": f"statuslab {kind}"}) if kind else None
    frame = tag(
        "style", None, Safe("body{margin:24px auto;max-width:960px;padding:0 16px}@media print{body{margin:0}}")
    )
    head = tag("head", None, tag("meta", {"charset": "utf-8"}), scheme, width, maker, tag("title", None, title), frame)
    return f"<!doctype html>\n{tag('html', {'lang': 'en'}, head, tag('body', None, output, _data_block(data)))}\n"


def _data_block(data: Any) -> Safe | None:
    """Values that no browser runs or shows. Nothing in them can end the element: every < is written as an escape."""
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return None if data is None else Safe(f"{_DATA_START}{text}{_DATA_END}")


def data_of(text: str) -> str | None:
    """Return the JSON text of the data block in an HTML file, None if there is none.

    >>> data_of(document("a", safe("b"), data=[1, 2]))
    '[1,2]'
    """
    _, start, rest = text.partition(_DATA_START)
    found, end, _ = rest.partition(_DATA_END)
    return found if start and end else None
