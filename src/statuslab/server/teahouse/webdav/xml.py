"""XML for WebDAV: read without DTDs and within limits, written with the names and prefixes that it came with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

DAV = "DAV:"
# Of one document: levels, elements, attributes, declarations of namespaces, and characters in a name or a namespace.
DEEPEST, MOST, MOST_ATTRIBUTES, MOST_NAMESPACES, LONGEST_NAME = 32, 2000, 4000, 4000, 1000
_XML = "http://www.w3.org/XML/1998/namespace"
_CHARSETS = ("utf-8", "utf-16", "iso-8859-1", "us-ascii")


class Malformed(Exception):
    """The content is not well-formed XML with namespaces, or exceeds a limit (RFC 4918 section 8.2)."""


class Doctype(Malformed):
    """The content has a document type; entities are never expanded here (RFC 4918 sections 17 and 20.6)."""


class TooLong(Exception):
    """The text of an element is longer than the caller can use."""


@dataclass(slots=True)
class Scope:
    """The namespaces that an element declares, by prefix, and the scope around it.

    Elements that declare none share the scope they stand in, so that memory grows with the document and no faster.
    """

    declared: dict[str, str]
    outer: Scope | None
    size: int = 0  # characters that declaring all of them takes, about

    def __post_init__(self) -> None:
        own = sum(len(prefix) + len(uri) for prefix, uri in self.declared.items())
        self.size = own + (self.outer.size if self.outer else 0)

    def all(self) -> dict[str, str]:
        """Every prefix that is known here, with its namespace."""
        levels = [self]
        while (outer := levels[-1].outer) is not None:
            levels.append(outer)
        return {prefix: uri for level in reversed(levels) for prefix, uri in level.declared.items()}


@dataclass(slots=True)
class Element:
    """An element: `name` is {namespace}local, `written` is prefix:local."""

    name: str
    written: str
    attributes: dict[str, str]
    declared: dict[str, str]
    scope: Scope
    language: str | None
    children: list[Element | str] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        """The child elements, without comments and text."""
        return [child for child in self.children if isinstance(child, Element)]

    @property
    def text(self) -> str:
        """The text directly inside, without surrounding white space."""
        return "".join(child for child in self.children if isinstance(child, str)).strip()

    def all(self, name: str) -> list[Element]:
        """The children of this name in DAV:. Unknown elements are ignored (RFC 4918 section 17)."""
        return [child for child in self.elements if child.name == dav(name)]

    def first(self, name: str) -> Element | None:
        """The first child of this name in DAV:."""
        return next(iter(self.all(name)), None)


def dav(name: str) -> str:
    """A name in the namespace DAV:, as {namespace}local."""
    return f"{{{DAV}}}{name}"


# --- Reading --------------------------------------------------------------------------------------------------


def parse(content: bytes, charset: str | None = None) -> Element:
    """The root element. Raises Malformed, or Doctype.

    >>> parse(b'<a xmlns="DAV:"><b/></a>').elements[0].name
    '{DAV:}b'
    """
    parser = expat.ParserCreate(charset if charset in _CHARSETS else None)
    parser.buffer_text = True
    reader = _Reader()  # it does not know the parser: without a cycle, its memory is free as soon as it is done
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise Malformed(f"This is not well-formed XML: {error}.") from None
    assert reader.root is not None  # expat accepts no document without one
    return reader.root


class _Reader:
    """Builds elements from expat's events. Namespaces are resolved here, because expat would drop the prefixes."""

    def __init__(self) -> None:
        self.open: list[Element] = []
        self.root: Element | None = None
        self.elements = self.attributes = self.namespaces = 0
        self.known: dict[str, list[str]] = {"xml": [_XML], "": [""]}  # of each prefix the namespaces, innermost last

    def start(self, written: str, attributes: dict[str, str]) -> None:
        above = self.open[-1] if self.open else None
        declared = {_prefix(name): uri for name, uri in attributes.items() if _prefix(name) is not None}
        known = {prefix: uri for prefix, uri in declared.items() if prefix is not None}
        self._count(written, attributes, len(known))
        for prefix, uri in known.items():
            # Only the default namespace can be undeclared, and xml is reserved (Namespaces in XML 1.0).
            if prefix == "xmlns" or (prefix and not uri) or (prefix == "xml") != (uri == _XML) or ":" in prefix:
                raise Malformed(f'The namespace prefix "{prefix}" cannot be declared so.')
            if len(uri) > LONGEST_NAME:
                raise Malformed(f"A namespace may have {LONGEST_NAME} characters here.")
            self.known.setdefault(prefix, []).append(uri)
        ordinary = {name: value for name, value in attributes.items() if _prefix(name) is None}
        for name in ordinary:
            self._expand(name, "")
        language = ordinary.get("xml:lang", above.language if above else None)
        scope = Scope(known, above.scope if above else None) if known or not above else above.scope
        element = Element(self._expand(written, self.known[""][-1]), written, ordinary, known, scope, language)
        if above:
            above.children.append(element)
        self.root = self.root or element
        self.open.append(element)

    def _count(self, written: str, attributes: dict[str, str], namespaces: int) -> None:
        """Raise Malformed where the document exceeds a limit."""
        self.elements, self.namespaces = self.elements + 1, self.namespaces + namespaces
        self.attributes += len(attributes) - namespaces
        if self.elements > MOST or len(self.open) >= DEEPEST:
            raise Malformed(f"More XML than is read here: {MOST} elements, {DEEPEST} levels deep.")
        if self.attributes > MOST_ATTRIBUTES or self.namespaces > MOST_NAMESPACES:
            most = f"{MOST_ATTRIBUTES} attributes, {MOST_NAMESPACES} declarations of namespaces"
            raise Malformed(f"More XML than is read here: {most}.")
        if any(len(name) > LONGEST_NAME for name in (written, *attributes)):
            raise Malformed(f"A name may have {LONGEST_NAME} characters here.")

    def _expand(self, written: str, default: str) -> str:
        prefix, colon, local = written.rpartition(":")
        if not local or ":" in prefix or (colon and not self.known.get(prefix)):
            raise Malformed(f'The name "{written}" has no namespace that was declared.')
        namespace = self.known[prefix][-1] if colon else default
        return f"{{{namespace}}}{local}" if namespace else local

    def end(self, _: str) -> None:
        for prefix in self.open.pop().declared:
            self.known[prefix].pop()

    def text(self, text: str) -> None:
        self.open[-1].children.append(text)

    def doctype(self, *_: object) -> None:
        raise Doctype("A document type declaration is not read here.")


def _prefix(attribute: str) -> str | None:
    """The prefix that an attribute declares, "" for the default namespace, None for an ordinary attribute."""
    if attribute == "xmlns":
        return ""
    return attribute[6:] if attribute.startswith("xmlns:") else None


# --- Writing --------------------------------------------------------------------------------------------------


def standalone(element: Element, longest: int) -> str:
    """An element as text that is valid in any reply: it declares all namespaces that were in its scope.

    Raises TooLong, without doing the whole work, where it would be longer than `longest` bytes in UTF-8.
    """
    if element.scope.size > longest:
        raise TooLong
    scope = element.scope.all()
    declared = {prefix: uri for prefix, uri in scope.items() if prefix != "xml" and (prefix, uri) != ("D", DAV)}
    language = {} if element.language is None else {"xml:lang": element.language}  # RFC 4918 section 14.26
    return _Writer(longest).write(element, declared, element.attributes | language)


class _Writer:
    """Writes an element and all inside it, as long as it fits."""

    def __init__(self, longest: int) -> None:
        self.parts: list[str] = []
        self.left = longest

    def write(self, element: Element, declared: dict[str, str], attributes: dict[str, str]) -> str:
        self._element(element, declared, attributes)
        return "".join(self.parts)

    def _element(self, element: Element, declared: dict[str, str], attributes: dict[str, str]) -> None:
        self._add(f"<{element.written}")
        for prefix, uri in declared.items():
            self._add(f' xmlns:{prefix}="{_quoted(uri)}"' if prefix else f' xmlns="{_quoted(uri)}"')
        for name, value in attributes.items():
            self._add(f' {name}="{_quoted(value)}"')
        children = [child for child in element.children if child]
        self._add(">" if children else "/>")
        for child in children:
            if isinstance(child, str):
                self._add(text(child))
            else:
                self._element(child, child.declared, child.attributes)
        if children:
            self._add(f"</{element.written}>")

    def _add(self, part: str) -> None:
        self.left -= len(part.encode())
        if self.left < 0:
            raise TooLong
        self.parts.append(part)


def tag(name: str, *inside: str) -> str:
    """An element of DAV: around XML text.

    >>> tag("href", text("/a&b"))
    '<D:href>/a&amp;b</D:href>'
    """
    content = "".join(inside)
    return f"<D:{name}>{content}</D:{name}>" if content else f"<D:{name}/>"


def named(name: str, inside: str = "") -> str:
    """An element by its {namespace}local name, around XML text."""
    namespace, _, local = name.removeprefix("{").rpartition("}")
    if namespace == DAV:
        return tag(local, inside)
    if namespace == _XML:  # its prefix is reserved: no other is allowed
        opened = f"xml:{local}"
    else:
        opened = f'X:{local} xmlns:X="{_quoted(namespace)}"' if namespace else local
    return f"<{opened}>{inside}</{opened.split(' ')[0]}>" if inside else f"<{opened}/>"


def named_all(names: Iterable[str], tag_name: str) -> str:
    """An element of DAV: around empty elements of these names. A namespace of several of them is declared once."""
    listed = list(names)
    counts = Counter(name.removeprefix("{").rpartition("}")[0] for name in listed)
    shared = {
        namespace: f"N{number}"
        for number, namespace in enumerate(found for found, count in counts.items() if count > 1)
        if namespace not in ("", DAV, _XML)
    }
    inside = []
    for name in listed:
        namespace, _, local = name.removeprefix("{").rpartition("}")
        prefix = shared.get(namespace)
        inside.append(f"<{prefix}:{local}/>" if prefix else named(name))
    if not inside:
        return tag(tag_name)
    declared = "".join(f' xmlns:{prefix}="{_quoted(namespace)}"' for namespace, prefix in shared.items())
    return f"<D:{tag_name}{declared}>{''.join(inside)}</D:{tag_name}>"


def document(name: str, *inside: str) -> bytes:
    """A whole document of DAV:, one child a line; every part may use the prefix D."""
    body = "".join(f"{part}\n" for part in inside)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<D:{name} xmlns:D="DAV:">\n{body}</D:{name}>\n'.encode()


def text(value: str) -> str:
    """Text made safe to stand between tags; a carriage return would not survive a parser as it is."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _quoted(value: str) -> str:
    """Text made safe to stand between quotes, where a parser would turn line ends and tabs into spaces."""
    return text(value).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
