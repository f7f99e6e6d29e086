"""Where the standards that a text names can be read: RFCs at the RFC Editor, drafts at the IETF's Datatracker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

RFC_EDITOR: Final = "https://www.rfc-editor.org/rfc/"
DATATRACKER: Final = "https://datatracker.ietf.org/doc/html/"
_DOCUMENT = r"RFC ?\d+|draft-ietf-[\w-]*\w"
_NUMBER = r"\d+(?:\.\d+)*|[A-Z](?:\.\d+)+|[A-Z]\b"
_SECTION = rf"(?:[Ss]ection|[Aa]ppendix) (?P<one>{_NUMBER})"
_SECTIONS = rf"[Ss]ections (?P<many>(?:{_NUMBER})(?:(?:,|,? and| to) (?:{_NUMBER}))*)"
_TOKENS = (
    r"(?P<kept>^```.*?^```|`[^`\n]+`|\[[^\]\n]*\]\((?P<url>[^)\s]*)\))",
    r"(?P<end>\n\s*\n|\n(?=[-*|]|\d+\.))",
    rf"\b(?:(?P<document>{_DOCUMENT})\b ?)?(?:{_SECTION}|{_SECTIONS})",
    rf"\b(?P<alone>{_DOCUMENT})\b",
)
_TOKEN = re.compile("|".join(_TOKENS), re.MULTILINE | re.DOTALL)


class Citation(NamedTuple):
    """A place in a text that names a standard or a section of one: from where to where, and where it can be read."""

    start: int
    end: int
    url: str


def address(document: str, section: str = "") -> str:
    """Return where a document, or a section or appendix of it, can be read.

    >>> address("RFC 9110", "15.5.13")
    'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.13'
    """
    if document.startswith("RFC"):
        url = f"{RFC_EDITOR}rfc{document.removeprefix('RFC').strip()}"
    else:
        url = f"{DATATRACKER}{document}"
    return f"{url}#{'appendix' if section[0].isalpha() else 'section'}-{section}" if section else url


def citations(text: str) -> Iterator[Citation]:
    """Return the places of a text that name a standard, in order, but for those in code and in links.

    In "RFC 9110 sections 9.1 and 15.6.2" each number is a place of its own. A section without a document belongs to
    the document that its paragraph or list item named last.
    """
    document = ""
    for token in _TOKEN.finditer(text):
        if token["end"]:
            document = ""
        elif token["kept"]:
            document = _document_at(token["url"] or "") or document
        else:
            document = token["document"] or token["alone"] or document
            yield from _cited(token, document) if document else ()


def _document_at(url: str) -> str:
    """Return which RFC a link leads to, or ""."""
    found = re.match(rf"{RFC_EDITOR}rfc(\d+)", url)
    return f"RFC {found[1]}" if found else ""


def _cited(token: re.Match[str], document: str) -> Iterator[Citation]:
    if token["alone"]:
        yield Citation(token.start(), token.end(), address(document))
        return
    group = "one" if token["one"] else "many"
    parts = [(token.start(group) + part.start(), part[0]) for part in re.finditer(_NUMBER, token[group])]
    for index, (start, section) in enumerate(parts):
        yield Citation(start if index else token.start(), start + len(section), address(document, section))


def links(texts: Iterable[str]) -> dict[str, str]:
    """Return the standards that some texts name, each with its address, for pages that make the links themselves.

    >>> links(["It is optional (RFC 9110 section 15.5.2)."])
    {'RFC 9110 section 15.5.2': 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2'}
    """
    found = ((text[place.start : place.end], place.url) for text in texts for place in citations(text))
    return {words: url for words, url in found if not words[0].isdigit()}  # a bare number may stand elsewhere too


def linked(text: str) -> str:
    """Return Markdown in which each standard that is named is a link.

    >>> linked("It must be there (RFC 9110 section 15.5.2).")
    'It must be there ([RFC 9110 section 15.5.2](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2)).'
    """
    parts, end = [], 0
    for place in citations(text):
        parts += [text[end : place.start], f"[{text[place.start : place.end]}]({place.url})"]
        end = place.end
    return "".join([*parts, text[end:]])
