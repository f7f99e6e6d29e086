"""The catalog: every status code, where the handout errs about it, and which codes it is mistaken for.

Plain values read from the CSV files of one folder, which is an argument: no socket, clock or screen lives here.
A wrong record stops the load and says file, line, field, what was met and what was expected.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from statuslab.errors import LabError

if TYPE_CHECKING:
    import pandas as pd

STATUS_FILE = "status_codes.csv"
ERRATA_FILE = "handout_errata.csv"
LOOK_ALIKES_FILE = "look_alikes.csv"

CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
SYMBOLS = {"1xx": "…", "2xx": "✓", "3xx": "→", "4xx": "!", "5xx": "✗"}
SENDERS = ("origin", "gateway", "proxy", "portal", "parser", "tls door", "server log")
CONTENT = ("yes", "no", "n/a")
REDIRECT_METHODS = ("kept", "may become GET", "becomes GET", "none")

FIELD_NAME = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
ERRATUM_ID = re.compile(r"[A-E][1-9][0-9]?|C-[1-5][0-9]{2}")

T = TypeVar("T")


class CatalogError(LabError, ValueError):
    """One line that says what was met and what was expected; for a broken record, also file, line and field."""


class NotInCatalogError(CatalogError, KeyError):
    """A code, class or name that the catalog does not have; `except KeyError` catches it too."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError alone would show the message in quotes


class Kind(StrEnum):
    """How a code travels."""

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
    """What the IANA registry, or the standard behind it, says of a code."""

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
            raise CatalogError(_says(field, met, expected))

    @property
    def status_class(self) -> str:
        """The class as people write it: "4xx" (RFC 9110 section 15)."""
        return f"{self.color}xx"

    @property
    def color(self) -> int:
        """The index into the palette of five class colors: the first digit, 1 to 5."""
        return self.code // 100

    @property
    def symbol(self) -> str:
        """The sign of the class, so that color is never the only cue."""
        return SYMBOLS[self.status_class]

    @property
    def in_handout(self) -> bool:
        """Whether the handout describes this code."""
        return bool(self.handout_says)

    @property
    def source(self) -> str:
        """Where the code is defined: "RFC 9110 section 15.5.13"; without a numbered section, "nginx, return 444"."""
        link = " section " if self.section[:1].isdigit() else ", "
        return f"{self.standard}{link}{self.section}"


def _contradictions(record: StatusCode) -> Iterator[tuple[str, object, str]]:
    """Yield (field, met, expected) for each place where one record disagrees with itself."""
    if not 100 <= record.code <= 599:
        yield "code", record.code, "a number from 100 to 599"
    if (record.kind is Kind.INTERIM) != (record.code < 200):  # RFC 9110 section 15.2
        yield "kind", record.kind, "interim for a 1xx code and for no other"
    if record.kind in (Kind.LOG_ONLY, Kind.NEVER_SENT) and record.content != "n/a":
        yield "content", record.content, f"n/a, for the kind is {record.kind}"
    if record.kind is Kind.INTERIM and record.content != "no":  # RFC 9110 section 15.2
        yield "content", record.content, "no, for an interim response has no content"
    if bool(record.redirect_method) != (record.color == 3):
        yield "redirect_method", record.redirect_method, "a value for a 3xx code and for no other"
    if record.python_name and not record.python_name.isidentifier():
        yield "python_name", record.python_name, "a member of http.HTTPStatus or nothing"


@dataclass(frozen=True, slots=True)
class Erratum:
    """One finding on the handout, or (ids E1 and up) on another reference that learners lean on."""

    id: str
    codes: tuple[int, ...]
    kind: Finding
    handout_says: str
    standard_says: str
    source: str

    @property
    def scope(self) -> str:
        """What the finding is about: "handout" or "elsewhere"."""
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
            raise CatalogError(_says("pair", _join(self.pair), "at least two different codes"))
        if not set(self.pair) <= set(self.codes):
            raise CatalogError(_says("pair", _join(self.pair), f"codes of the group {_join(self.codes)}"))


class Catalog:
    """All status codes in order, with the findings on the handout and the look-alikes."""

    def __init__(
        self,
        codes: Iterable[StatusCode],
        errata: Iterable[Erratum] = (),
        look_alikes: Iterable[LookAlike] = (),
    ) -> None:
        self._codes = {record.code: record for record in codes}
        self.errata_all = tuple(errata)
        self.look_alikes_all = tuple(look_alikes)

    @classmethod
    def load(cls, folder: Path) -> Catalog:
        """Read the three CSV files of a folder; CatalogError names the first broken record."""
        codes = _unique_and_rising(_records(folder / STATUS_FILE, STATUS_COLUMNS, StatusCode))
        known = {record.code for record in codes}
        errata = _known(_records(folder / ERRATA_FILE, ERRATA_COLUMNS, Erratum), known)
        look_alikes = _known(_records(folder / LOOK_ALIKES_FILE, LOOK_ALIKE_COLUMNS, LookAlike), known)
        return cls(codes, _unique_ids(errata), [row.value for row in look_alikes])

    def __iter__(self) -> Iterator[StatusCode]:
        return iter(self._codes.values())

    def __len__(self) -> int:
        return len(self._codes)

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __getitem__(self, code: int) -> StatusCode:
        if code not in self._codes:
            raise NotInCatalogError(f"no status code {code} in the catalog; {self._nearby(code)}")
        return self._codes[code]

    def find(self, key: int | str) -> tuple[StatusCode, ...]:
        """Return the codes meant by 412, "412", "not found" (former names too), "4xx" or 4.

        >>> [record.code for record in catalog.find("payload too large")]
        [413]
        """
        text = str(int(key)) if isinstance(key, int) else str(key).strip().lower()
        if re.fullmatch(r"[0-9](xx)?", text):
            return self._of_class(f"{text[0]}xx")
        if re.fullmatch(r"[0-9]+", text):
            return (self[int(text)],)
        return (self._named(text),)

    def errata(self, code: int) -> tuple[Erratum, ...]:
        """Return the findings on the handout that touch a code, those about the fewest codes first."""
        return self._findings(code, "handout")

    def traps(self, code: int) -> tuple[Erratum, ...]:
        """Return what references other than the handout get wrong about a code."""
        return self._findings(code, "elsewhere")

    def look_alikes(self, code: int) -> tuple[LookAlike, ...]:
        """Return the questions that decide between a code and another."""
        wanted = self[code].code
        return tuple(row for row in self.look_alikes_all if wanted in row.pair)

    def groups(self) -> dict[str, tuple[LookAlike, ...]]:
        """Return the questions of each group of look-alikes by its slug, in file order."""
        slugs = dict.fromkeys(row.group for row in self.look_alikes_all)
        return {slug: tuple(row for row in self.look_alikes_all if row.group == slug) for slug in slugs}

    def compare(self, *codes: int) -> tuple[LookAlike, ...]:
        """Return the questions that decide between at least two of the given codes."""
        wanted = {self[code].code for code in codes}
        return tuple(row for row in self.look_alikes_all if len(wanted & set(row.pair)) > 1)

    def reason(self, code: int) -> str:
        """Return the reason phrase a status line carries, or "" for an unknown code (RFC 9112 section 4)."""
        return self._codes[code].name if code in self._codes else ""

    def table(self, selection: int | str | Iterable[int | str] | None = None) -> pd.DataFrame:
        """Return a DataFrame, one row a code: everything, or what `find` gives for one key or several."""
        import pandas as pd  # only here: loading the catalog must not cost half a second

        records = self._selected(selection)
        index = pd.Index([record.code for record in records], name="code")
        return pd.DataFrame([_table_row(record) for record in records], index=index, columns=list(TABLE_COLUMNS))

    def _selected(self, selection: int | str | Iterable[int | str] | None) -> tuple[StatusCode, ...]:
        if selection is None:
            return tuple(self)
        keys = [selection] if isinstance(selection, int | str) else selection
        return tuple({record.code: record for key in keys for record in self.find(key)}.values())

    def _findings(self, code: int, scope: str) -> tuple[Erratum, ...]:
        wanted = self[code].code
        found = [row for row in self.errata_all if wanted in row.codes and row.scope == scope]
        return tuple(sorted(found, key=lambda row: len(row.codes)))

    def _of_class(self, name: str) -> tuple[StatusCode, ...]:
        if name not in CLASSES:
            raise NotInCatalogError(f'no class "{name}"; the classes are {" ".join(CLASSES)}')
        return tuple(record for record in self if record.status_class == name)

    def _named(self, text: str) -> StatusCode:
        names = {_plain(name): record for record in self for name in (*record.former_names, record.name)}
        if _plain(text) in names:
            return names[_plain(text)]
        near = get_close_matches(_plain(text), names, n=1)
        hint = f'did you mean "{names[near[0]].name}"?' if near else 'try 404, "4xx" or "not found"'
        raise NotInCatalogError(f'no status code named "{text}"; {hint}')

    def _nearby(self, code: int) -> str:
        name = f"{code // 100}xx"
        if name not in CLASSES:
            return "status codes run from 100 to 599"
        return f"the {name} codes run {_runs([record.code for record in self._of_class(name)])}"


def _plain(name: str) -> str:
    """Fold a name to what people type: "I'm a teapot" -> "im a teapot", "Multi-Status" -> "multi status"."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’]", "", name.lower())).split())


def _runs(codes: list[int]) -> str:
    """Write rising codes as runs: 200-208 and 226."""
    starts = [code for code in codes if code - 1 not in codes]
    ends = [code for code in codes if code + 1 not in codes]
    runs = [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]
    return " and ".join([", ".join(runs[:-1]), runs[-1]]) if len(runs) > 1 else "".join(runs)


TABLE_COLUMNS = (
    "name", "meaning", "kind", "met", "realness", "senders", "content", "cacheable", "retry", "next_step",
    "must", "should", "may", "redirect_method", "registration", "source",
)  # fmt: skip


def _table_row(record: StatusCode) -> list[str | bool]:
    return [_shown(getattr(record, column)) for column in TABLE_COLUMNS]


def _shown(value: str | bool | tuple[str, ...]) -> str | bool:
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value) if isinstance(value, str) else value


# ---- reading: one table of columns a file, one parser a column; a parser raises ValueError(what it expected) ----


@dataclass(frozen=True, slots=True)
class Row:
    """A record together with the place it came from, so that a later check can still name file and line."""

    file: str
    line: int
    value: Any

    def error(self, field: str, met: object, expected: str) -> CatalogError:
        """Return the error that puts the blame on one field of this record."""
        return CatalogError(f"{self.file} line {self.line}, {_says(field, met, expected)}")


def _says(field: str, met: object, expected: str) -> str:
    return f'field {field}: met "{met}", expected {expected}'


def _join(items: Iterable[object]) -> str:
    return "; ".join(str(item) for item in items)


def _text(cell: str) -> str:
    if not cell:
        raise ValueError("some text")
    return cell


def _any_text(cell: str) -> str:
    return cell


def _code(cell: str) -> int:
    if not re.fullmatch(r"[1-5][0-9][0-9]", cell):
        raise ValueError("a number from 100 to 599")
    return int(cell)


def _yes_no(cell: str) -> bool:
    return _one_of("yes", "no")(cell) == "yes"


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if cell not in words:
            raise ValueError(f"one of {', '.join(word or 'nothing' for word in words)}")
        return cell

    return parse


def _member(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    words = _one_of(*(member.value for member in kind))
    return lambda cell: kind(words(cell))


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if not pattern.fullmatch(cell):
            raise ValueError(expected)
        return cell

    return parse


def _listed(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Read "a; b" with one parser for each item; an empty cell is an empty list."""
    return lambda cell: tuple(parse(item.strip()) for item in cell.split(";")) if cell else ()


_field_names = _listed(_matching(FIELD_NAME, "field names such as Retry-After, separated by semicolons"))
_codes = _listed(_code)

STATUS_COLUMNS: dict[str, Callable[[str], object]] = {
    "code": _code,
    "name": _text,
    "meaning": _text,
    "handout_says": _any_text,
    "senders": _listed(_one_of(*SENDERS)),
    "standard": _text,
    "section": _text,
    "registration": _member(Registration),
    "kind": _member(Kind),
    "content": _one_of(*CONTENT),
    "cacheable": _yes_no,
    "must": _field_names,
    "should": _field_names,
    "may": _field_names,
    "watch": _field_names,
    "next_step": _text,
    "retry": _member(Retry),
    "redirect_method": _one_of(*REDIRECT_METHODS, ""),
    "former_names": _listed(_text),
    "met": _member(Met),
    "realness": _member(Realness),
    "python_name": _any_text,
    "note": _text,
}
ERRATA_COLUMNS: dict[str, Callable[[str], object]] = {
    "id": _matching(ERRATUM_ID, "an id such as A1 or C-403"),
    "codes": _codes,
    "kind": _member(Finding),
    "handout_says": _text,
    "standard_says": _text,
    "source": _text,
}
LOOK_ALIKE_COLUMNS: dict[str, Callable[[str], object]] = {
    "group": _text,
    "title": _text,
    "codes": _codes,
    "pair": _codes,
    "question": _text,
    "answer": _text,
    "source": _text,
}


def _records(path: Path, columns: dict[str, Callable[[str], object]], make: Callable[..., object]) -> list[Row]:
    """Read one CSV file into values, each with its line."""
    if not path.is_file():
        raise CatalogError(f"no file {path.name} in {path.parent}; expected the data folder of the course")
    with path.open(encoding="utf-8-sig", newline="") as file:  # a spreadsheet may have put a mark in front
        reader = csv.reader(file)
        _check_header(path.name, next(reader, []), list(columns))
        return [_record(path.name, reader.line_num, cells, columns, make) for cells in reader]


def _check_header(file: str, met: list[str], expected: list[str]) -> None:
    place = Row(file, 1, None)
    for name in expected:
        if name not in met:
            raise place.error("header", ",".join(met), f"a column {name}")
    if met != expected:
        raise place.error("header", ",".join(met), f"the columns {','.join(expected)}")


def _record(
    file: str,
    line: int,
    cells: list[str],
    columns: dict[str, Callable[[str], object]],
    make: Callable[..., object],
) -> Row:
    place = Row(file, line, None)
    if len(cells) != len(columns):
        raise place.error("(all)", f"{len(cells)} fields", f"{len(columns)} fields")
    values = {name: _cell(place, name, cell, columns[name]) for name, cell in zip(columns, cells, strict=True)}
    try:
        return Row(file, line, make(**values))
    except CatalogError as error:
        raise CatalogError(f"{file} line {line}, {error}") from None


def _cell(place: Row, name: str, cell: str, parse: Callable[[str], object]) -> object:
    try:
        return parse(cell)
    except ValueError as error:
        raise place.error(name, cell, str(error)) from None


def _unique_and_rising(rows: list[Row]) -> list[StatusCode]:
    last = 99
    for row in rows:
        if row.value.code <= last:
            raise row.error("code", row.value.code, f"a code above {last}, for each stands once and in order")
        last = row.value.code
    return [row.value for row in rows]


def _unique_ids(rows: list[Row]) -> list[Erratum]:
    seen: set[str] = set()
    for row in rows:
        if row.value.id in seen:
            raise row.error("id", row.value.id, "an id that no row above has")
        seen.add(row.value.id)
    return [row.value for row in rows]


def _known(rows: list[Row], known: set[int]) -> list[Row]:
    for row in rows:
        if not known.issuperset(row.value.codes):
            raise row.error("codes", _join(row.value.codes), f"codes of {STATUS_FILE}")
    return rows
