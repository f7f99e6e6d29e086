"""The records of the catalog: status codes, findings on the handout, look-alikes, terms. Each validated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from statuslab.errors import LabError

CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
SYMBOLS = {"1xx": "…", "2xx": "✓", "3xx": "→", "4xx": "!", "5xx": "✗"}
SENDERS = ("origin", "gateway", "proxy", "portal", "parser", "tls door", "server log")
CONTENT = ("yes", "no", "n/a")
REDIRECT_METHODS = ("kept", "may become GET", "becomes GET", "none")


class CatalogError(LabError, ValueError):
    """A record or a lookup that is wrong: what was met and what was expected; for a file, also file, line and field."""


class NotInCatalogError(CatalogError, KeyError):
    """A code, class or name that the catalog does not have; `except KeyError` catches it too."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would show the message in quotes


class Kind(StrEnum):
    """How a code is sent, if it is."""

    INTERIM = "interim"
    FINAL = "final"
    INSIDE_207 = "inside 207"
    SENT_AS_400 = "sent as 400"
    LOG_ONLY = "log only"
    NEVER_SENT = "never sent"


class Met(StrEnum):
    """How often a web developer meets a code."""

    EVERYDAY = "everyday"
    COMMON = "common"
    RARE = "rare"


class Realness(StrEnum):
    """How real the cause is when the lab sends a code."""

    GENUINE = "genuine"
    EMULATED = "emulated"
    CONVENTION = "convention"
    HISTORICAL = "historical"


class Registration(StrEnum):
    """The status of a code in the IANA registry, or in the standard behind it."""

    REGISTERED = "registered"
    TEMPORARY = "temporary"
    DEPRECATED = "deprecated"
    UNUSED = "unused"
    OBSOLETED = "obsoleted"
    UNREGISTERED = "unregistered"


class Retry(StrEnum):
    """Whether sending the request again can help, and when."""

    NO = "no"
    AS_IS = "as is"
    AFTER_A_WAIT = "after a wait"
    AFTER_A_CHANGE = "after a change"


class Finding(StrEnum):
    """How a statement of the handout compares with the standard."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    OVERSIMPLIFIED = "oversimplified"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class StatusCode:
    """One record of status_codes.csv; data/README.md explains each field."""

    code: int
    name: str
    meaning: str
    handout_says: str
    senders: tuple[str, ...]
    standard: str
    section: str
    registration: Registration
    kind: Kind
    content: str
    cacheable: bool
    must: tuple[str, ...]
    should: tuple[str, ...]
    may: tuple[str, ...]
    watch: tuple[str, ...]
    next_step: str
    retry: Retry
    redirect_method: str
    former_names: tuple[str, ...]
    met: Met
    realness: Realness
    python_name: str
    note: str

    def __post_init__(self) -> None:
        for field, met, expected in _contradictions(self):
            raise CatalogError(mismatch(field, met, expected))

    @property
    def status_class(self) -> str:
        """The class as people write it: "4xx" (RFC 9110 section 15)."""
        return f"{self.color}xx"

    @property
    def color(self) -> int:
        """The first digit, 1 to 5: the index into the palette of class colors."""
        return self.code // 100

    @property
    def symbol(self) -> str:
        """The symbol of the class, so that color is never the only cue."""
        return SYMBOLS[self.status_class]

    @property
    def in_handout(self) -> bool:
        """Whether the handout describes this code."""
        return bool(self.handout_says)

    @property
    def source(self) -> str:
        """Where the code is defined: "RFC 9110 section 15.5.13", or "nginx, return 444" without a section number."""
        link = " section " if self.section[:1].isdigit() else ", "
        return f"{self.standard}{link}{self.section}"


def _contradictions(record: StatusCode) -> Iterator[tuple[str, object, str]]:
    """Yield (field, met, expected) for each contradiction between two fields of a record."""
    if not 100 <= record.code <= 599:
        yield "code", record.code, "a number from 100 to 599"
    if (record.kind is Kind.INTERIM) != (record.code < 200):  # RFC 9110 section 15.2
        yield "kind", record.kind, "interim for 1xx codes and only for them"
    if record.kind in (Kind.LOG_ONLY, Kind.NEVER_SENT) and record.content != "n/a":
        yield "content", record.content, f"n/a, because the kind is {record.kind}"
    if record.kind is Kind.INTERIM and record.content != "no":  # RFC 9110 section 15.2
        yield "content", record.content, "no, because an interim response has no content"
    if bool(record.redirect_method) != (record.color == 3):
        yield "redirect_method", record.redirect_method, "a value for 3xx codes and only for them"
    if record.python_name and not record.python_name.isidentifier():
        yield "python_name", record.python_name, "a member of http.HTTPStatus or nothing"


@dataclass(frozen=True, slots=True)
class Erratum:
    """One finding on the handout or, with ids from E1, on another reference that learners use."""

    id: str
    codes: tuple[int, ...]
    kind: Finding
    handout_says: str
    standard_says: str
    source: str

    @property
    def scope(self) -> str:
        """Whether the finding is on the "handout" or "elsewhere"."""
        return "elsewhere" if self.id.startswith("E") else "handout"


@dataclass(frozen=True, slots=True)
class LookAlike:
    """One deciding question between the codes of `pair`, which belong to the group `codes`."""

    group: str
    title: str
    codes: tuple[int, ...]
    pair: tuple[int, ...]
    question: str
    answer: str
    source: str

    def __post_init__(self) -> None:
        if len(set(self.pair)) < 2:
            raise CatalogError(mismatch("pair", joined(self.pair), "at least two different codes"))
        if not set(self.pair) <= set(self.codes):
            raise CatalogError(mismatch("pair", joined(self.pair), f"codes of the group {joined(self.codes)}"))


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """One question of a group's decision tree; each answer has its target: codes ("302 or 307") or "step 2"."""

    group: str
    codes: tuple[int, ...]
    step: int
    question: str
    answers: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        for _, target in self.answers:
            if target[:1].isdigit() and not {int(code) for code in target.split(" or ")} <= set(self.codes):
                raise CatalogError(mismatch("answer", target, f"codes of the group {joined(self.codes)}"))


@dataclass(frozen=True, slots=True)
class Term:
    """A term that pages use: other words for it, what it means in a sentence, and the codes it matters for."""

    term: str
    also: tuple[str, ...]
    meaning: str
    codes: tuple[int, ...]
    source: str

    def __post_init__(self) -> None:
        if not self.meaning.endswith("."):
            raise CatalogError(mismatch("meaning", self.meaning, "a sentence with a full stop at its end"))


def mismatch(field: str, met: object, expected: str) -> str:
    """Return the part of an error message that names a field, what was met there and what was expected."""
    return f'field {field}: met "{met}", expected {expected}'


def joined(items: Iterable[object]) -> str:
    return "; ".join(str(item) for item in items)
