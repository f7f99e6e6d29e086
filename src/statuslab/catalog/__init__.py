"""The catalog: every status code, the errors of the handout about it, and the codes it is confused with.

Plain values, read from the CSV files of a folder that is an argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from statuslab.catalog import reading
from statuslab.catalog.decision_trees import Decision, trees
from statuslab.catalog.records import (
    CLASSES,
    SYMBOLS,
    CatalogError,
    DecisionStep,
    Erratum,
    Finding,
    Kind,
    LookAlike,
    Met,
    NotInCatalogError,
    Realness,
    Registration,
    Retry,
    StatusCode,
    Term,
)  # fmt: skip
from statuslab.wording import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CLASSES", "SYMBOLS", "Catalog", "CatalogError", "Erratum", "Finding", "Kind", "LookAlike", "Met",
    "NotInCatalogError", "Realness", "Registration", "Retry", "StatusCode", "Term",
]  # fmt: skip


class Catalog:
    """All status codes in order, with the findings on the handout, the look-alikes and their decision trees.

    `extras` are numbers of one company's CDN. They can be looked up, and are not among the codes of the course: nothing
    counts them, and `in`, `len` and loops leave them out.
    """

    def __init__(
        self,
        codes: Iterable[StatusCode],
        errata: Iterable[Erratum] = (),
        look_alikes: Iterable[LookAlike] = (),
        decision_trees: Mapping[str, Decision] | None = None,
        extras: Iterable[StatusCode] = (),
    ) -> None:
        self._codes = {record.code: record for record in codes}
        self.extras = {record.code: record for record in extras}
        self.errata_all = tuple(errata)
        self.look_alikes_all = tuple(look_alikes)
        self.decision_trees = dict(decision_trees or {})  # by the slug of their group

    @classmethod
    def load(cls, folder: Path) -> Catalog:
        """Read the CSV files of a folder. Raises CatalogError at the first wrong record."""
        codes = reading.unique_and_rising(reading.status_codes(folder))
        known = {record.code for record in codes}
        errata = reading.known(reading.errata(folder), known)
        extras = reading.unique_and_rising(reading.status_codes(folder, reading.CDN_FILE))
        rows = reading.known(reading.look_alikes(folder), known | {record.code for record in extras})
        look_alikes = [row.value for row in rows if isinstance(row.value, LookAlike)]
        steps = [row for row in rows if isinstance(row.value, DecisionStep)]
        return cls(codes, reading.unique_ids(errata), look_alikes, trees(steps), extras)

    def __iter__(self) -> Iterator[StatusCode]:
        return iter(self._codes.values())

    def __len__(self) -> int:
        return len(self._codes)

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __getitem__(self, code: int) -> StatusCode:
        record = self.get(code)
        if record is None:
            raise NotInCatalogError(f"no status code {code} in the catalog; {self._nearby(code)}")
        return record

    def get(self, code: int | None) -> StatusCode | None:
        """Return the record of a code, an extra included; None if there is none."""
        return self._codes.get(code or 0) or self.extras.get(code or 0)

    def find(self, key: int | str) -> tuple[StatusCode, ...]:
        """Return the codes that a key means: 412, "412", "not found" (former names too), "4xx" or 4.

        Raises NotInCatalogError if there is none.

        >>> from statuslab.storage.files import data_folder
        >>> catalog = Catalog.load(data_folder())
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
        """Return the findings about a code: first on the handout, then elsewhere, the most specific ones first."""
        wanted = self[code].code
        found = (row for row in self.errata_all if wanted in row.codes)
        return tuple(sorted(found, key=lambda row: (row.scope != "handout", len(row.codes))))

    def look_alikes(self, code: int) -> tuple[LookAlike, ...]:
        """Return the questions that decide between a code and other codes."""
        wanted = self[code].code
        return tuple(row for row in self.look_alikes_all if wanted in row.pair)

    def groups(self) -> dict[str, tuple[LookAlike, ...]]:
        """Return the deciding questions of each group of look-alikes, by its slug and in file order."""
        slugs = dict.fromkeys(row.group for row in self.look_alikes_all)
        return {slug: tuple(row for row in self.look_alikes_all if row.group == slug) for slug in slugs}

    def compare(self, *codes: int) -> tuple[LookAlike, ...]:
        """Return the questions that decide between at least two of these codes."""
        wanted = {self[code].code for code in codes}
        return tuple(row for row in self.look_alikes_all if len(wanted & set(row.pair)) > 1)

    def table(self, selection: int | str | Iterable[int | str] | None = None) -> pd.DataFrame:
        """Return a DataFrame with one row for each code: all, or those that `find` returns for one key or several."""
        import pandas as pd  # imported here, because it takes half a second

        rows = self.rows(selection)
        index = pd.Index([code for code, *_ in rows], name="code")
        return pd.DataFrame([cells for _, *cells in rows], index=index, columns=list(TABLE_COLUMNS))

    def rows(self, selection: int | str | Iterable[int | str] | None = None) -> list[list[int | str | bool]]:
        """Return the rows of `table` as plain lists: the code, then a cell for each of TABLE_COLUMNS."""
        return [
            [record.code, *(_shown(getattr(record, column)) for column in TABLE_COLUMNS)]
            for record in self._selected(selection)
        ]

    def _selected(self, selection: int | str | Iterable[int | str] | None) -> tuple[StatusCode, ...]:
        if selection is None:
            return tuple(self)
        keys = [selection] if isinstance(selection, int | str) else selection
        return tuple({record.code: record for key in keys for record in self.find(key)}.values())

    def _of_class(self, name: str) -> tuple[StatusCode, ...]:
        if name not in CLASSES:
            raise NotInCatalogError(f'no class "{name}"; the classes are {" ".join(CLASSES)}')
        return tuple(record for record in self if record.status_class == name)

    def _named(self, text: str) -> StatusCode:
        every: tuple[StatusCode, ...] = (*self.extras.values(), *self)
        names = {_plain(name): record for record in every for name in (*record.former_names, record.name)}
        if _plain(text) in names:
            return names[_plain(text)]
        shown = {name: record.name for name, record in names.items()}
        hint = did_you_mean(_plain(text), shown, 'try 404, "4xx" or "not found"')
        raise NotInCatalogError(f'no status code named "{text}"; {hint}')

    def _nearby(self, code: int) -> str:
        name = f"{code // 100}xx"
        if name not in CLASSES:
            return "status codes run from 100 to 599"
        return f"the {name} codes run {_runs([record.code for record in self._of_class(name)])}"


def _plain(name: str) -> str:
    """Simplify a name to what people type: "I'm a teapot" -> "im a teapot", "Multi-Status" -> "multi status"."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’]", "", name.lower())).split())


def _runs(codes: list[int]) -> str:
    """Write ascending codes as ranges: 200-208 and 226."""
    starts = [code for code in codes if code - 1 not in codes]
    ends = [code for code in codes if code + 1 not in codes]
    runs = [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]
    return " and ".join([", ".join(runs[:-1]), runs[-1]]) if len(runs) > 1 else "".join(runs)


TABLE_COLUMNS = (
    "name", "meaning", "kind", "met", "realness", "senders", "content", "cacheable", "retry", "next_step",
    "must", "should", "may", "redirect_method", "registration", "source",
)  # fmt: skip


def _shown(value: str | bool | tuple[str, ...]) -> str | bool:
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value) if isinstance(value, str) else value
