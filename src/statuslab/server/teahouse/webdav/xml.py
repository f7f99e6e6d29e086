"""XML for WebDAV: read without DTDs and within limits, written with the names and prefixes that it came with."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

DAV = "DAV:"
DEEPEST, MOST = 32, 2000  # levels and elements of one document
_XML = "http://www.w3.org/XML/1998/namespace"
_CHARSETS = ("utf-8", "utf-16", "iso-8859-1", "us-ascii")


class Malformed(Exception):
    """The content is not well-formed XML with namespaces, or exceeds a limit (RFC 4918 section 8.2)."""


class Doctype(Malformed):
    """The content has a document type; entities are never expanded here (RFC 4918 sections 17 and 20.6)."""


@dataclass
class Element:
    """An element: `name` is {namespace}local, `written` is prefix:local; `scope` maps prefixes to namespaces."""

    name: str
    written: str
    attributes: dict[str, str]
    declared: dict[str, str]
    scope: dict[str, str]
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
    return _Reader(charset).read(content)


class _Reader:
    """Builds elements from expat's events. Namespaces are resolved here, because expat would drop the prefixes."""

    def __init__(self, charset: str | None) -> None:
        self.parser = expat.ParserCreate(charset if charset in _CHARSETS else None)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0

    def read(self, content: bytes) -> Element:
        try:
            self.parser.Parse(content, True)
        except (expat.ExpatError, ValueError) as error:
            raise Malformed(f"This is not well-formed XML: {error}.") from None
        assert self.root is not None  # expat accepts no document without one
        return self.root

    def _start(self, written: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST or len(self.open) >= DEEPEST:
            raise Malformed(f"More XML than is read here: {MOST} elements, {DEEPEST} levels deep.")
        above = self.open[-1] if self.open else None
        declared = {_prefix(name): uri for name, uri in attributes.items() if _prefix(name) is not None}
        known = {prefix: uri for prefix, uri in declared.items() if prefix is not None}
        for prefix, uri in known.items():
            # Only the default namespace can be undeclared, and xml is reserved (Namespaces in XML 1.0).
            if prefix == "xmlns" or (prefix and not uri) or (prefix == "xml") != (uri == _XML) or ":" in prefix:
                raise Malformed(f'The namespace prefix "{prefix}" cannot be declared so.')
        scope = (above.scope if above else {"xml": _XML}) | known
        ordinary = {name: value for name, value in attributes.items() if _prefix(name) is None}
        for name in ordinary:
            _expand(name, scope, "")
        language = ordinary.get("xml:lang", above.language if above else None)
        element = Element(_expand(written, scope, scope.get("", "")), written, ordinary, known, scope, language)
        if above:
            above.children.append(element)
        self.root = self.root or element
        self.open.append(element)

    def _end(self, _: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].children.append(text)

    def _doctype(self, *_: object) -> None:
        raise Doctype("A document type declaration is not read here.")


def _prefix(attribute: str) -> str | None:
    """The prefix that an attribute declares, "" for the default namespace, None for an ordinary attribute."""
    if attribute == "xmlns":
        return ""
    return attribute[6:] if attribute.startswith("xmlns:") else None


def _expand(written: str, scope: dict[str, str], default: str) -> str:
    prefix, colon, local = written.rpartition(":")
    if not local or ":" in prefix or (colon and prefix not in scope):
        raise Malformed(f'The name "{written}" has no namespace that was declared.')
    namespace = scope[prefix] if colon else default
    return f"{{{namespace}}}{local}" if namespace else local


# --- Writing --------------------------------------------------------------------------------------------------


def standalone(element: Element) -> str:
    """An element as text that is valid in any reply: it declares all namespaces that were in its scope."""
    declared = {prefix: uri for prefix, uri in element.scope.items() if prefix != "xml" and (prefix, uri) != ("D", DAV)}
    language = {} if element.language is None else {"xml:lang": element.language}  # RFC 4918 section 14.26
    return _element(element, declared, element.attributes | language)


def _element(element: Element, declared: dict[str, str], attributes: dict[str, str]) -> str:
    namespaces = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in declared.items()}
    pairs = "".join(f' {name}="{_quoted(value)}"' for name, value in (namespaces | attributes).items())
    inside = "".join(
        text(child) if isinstance(child, str) else _element(child, child.declared, child.attributes)
        for child in element.children
    )
    return f"<{element.written}{pairs}>{inside}</{element.written}>" if inside else f"<{element.written}{pairs}/>"


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
