"""Question files of other programs: read into records as a teacher's YAML has them, and written from questions.

Each format is a module with `read` or `write`, which take and return values: `records` says which. Nothing is lost
without a note.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from statuslab.errors import LabError
from statuslab.questions.formats import csv_table, gift, kahoot, moodle_xml, qti
from statuslab.questions.formats.records import Exported, Imported, Placed

Read = Callable[[bytes, Mapping[int, str]], Imported]
Write = Callable[[Sequence[Placed], Mapping[int, str], str], Exported]


@dataclass(frozen=True)
class Format:
    """A format: its name, how its files end, and how it is read and written, where it is."""

    name: str
    ending: str
    read: Read | None
    write: Write


FORMATS = {
    "gift": Format("GIFT", ".gift", gift.read, gift.write),
    "moodle": Format("Moodle XML", ".xml", moodle_xml.read, moodle_xml.write),
    "csv": Format("CSV", ".csv", csv_table.read, csv_table.write),
    "kahoot": Format("Kahoot's spreadsheet", ".xlsx", kahoot.read, kahoot.write),
    "qti": Format("QTI 1.2 for Canvas", ".zip", None, qti.write),
}
ENDINGS = {each.ending: name for name, each in FORMATS.items()} | {".txt": "gift"}


def format_of(path: PurePath, name: str | None = None) -> Format:
    """Return the format with a name, or the one that a file's name ends in. Raises LabError."""
    found = name or ENDINGS.get(path.suffix.lower())
    if found is None:
        endings = ", ".join(f"{each.ending} ({each.name})" for each in FORMATS.values())
        raise LabError(f"{path}: cannot tell the format; expected a name that ends in {endings}, or --format")
    return FORMATS[found]
