"""The one place where text becomes markup: everything that is not Safe is escaped, always.

Style sheets are read here too, once, so that an output can carry its own. No wire, code or question is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path

from statuslab.static import asset

VOID = frozenset({"br", "hr", "img", "input", "meta"})
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and the marks that turn the direction of text around: neither may act on a page."""


class Safe(str):
    """Text that is markup already; only this module makes it."""

    __slots__ = ()


Child = str | None


def safe(text: str) -> Safe:
    """The text as markup that shows exactly this text; Safe stays as it is."""
    return text if isinstance(text, Safe) else Safe(escape(_UNSEEN.sub("\ufffd", text)))


def join(children: Iterable[Child], between: str = "") -> Safe:
    """Children in a row; None is left out."""
    return Safe(safe(between).join(safe(child) for child in children if child is not None))


def tag(name: str, attributes: Mapping[str, str | int | float | bool | None] | None = None, *children: Child) -> Safe:
    """One element. Attributes that are None or False are left out, True stands alone.

    >>> tag("b", {"class": "x"}, "1 < 2")
    '<b class="x">1 &lt; 2</b>'
    """
    start = Safe(f"<{name}{_attributes(attributes or {})}>")
    return start if name in VOID else Safe(f"{start}{join(children)}</{name}>")


def _attributes(attributes: Mapping[str, str | int | float | bool | None]) -> str:
    shown = ((name, value) for name, value in attributes.items() if value is not None and value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{safe(str(value))}"' for name, value in shown)


def fold(told: Child, *inside: Child, css: str = "", open: bool = False, told_css: str = "") -> Safe:
    """Something folded away under a summary, which keeps its keys to itself in JupyterLab."""
    keys = {"class": told_css or None, "data-lm-suppress-shortcuts": "true"}
    return tag("details", {"class": css or None, "open": open}, tag("summary", keys, told), *inside)


def inline(text: str) -> Safe:
    """Prose in which `backticks` mark code: the only markup that course texts may use."""
    parts = re.split(r"`([^`\n]+)`", text)
    return join(tag("code", None, part) if index % 2 else part for index, part in enumerate(parts))


def plain(text: str) -> str:
    """The same prose for a terminal."""
    return re.sub(r"`([^`\n]+)`", r"\1", text)


# --- Pages --------------------------------------------------------------------------------------------------


@cache
def stylesheet(*names: str) -> str:
    """The named .css files, from static/ or this folder, minified and joined. Raises FileNotFoundError."""
    folder = Path(__file__).parent
    return "".join(_minified(asset(f"{name}.css", folder).read_text(encoding="utf-8")) for name in names)


def _minified(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", lambda found: found[1] or "", css).replace(";}", "}").strip()


def page(css_names: Iterable[str], body: Safe) -> Safe:
    """A whole output: its own style in front, for JupyterLab detaches outputs that are out of view."""
    return Safe(tag("style", None, Safe(stylesheet("palette", *css_names))) + tag("div", {"class": "sl"}, body))


def document(title: str, output: Safe) -> str:
    """An output as a file of its own, to open in a browser and to print."""
    scheme = tag("meta", {"name": "color-scheme", "content": "light dark"})
    frame = tag(
        "style", None, Safe("body{margin:24px auto;max-width:960px;padding:0 16px}@media print{body{margin:0}}")
    )
    head = tag("head", None, tag("meta", {"charset": "utf-8"}), scheme, tag("title", None, title), frame)
    return f"<!doctype html>\n{tag('html', {'lang': 'en'}, head, tag('body', None, output))}\n"
