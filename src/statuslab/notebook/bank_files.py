"""What `statuslab bank import` and `bank export` do: questions from other programs into a file, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from statuslab.errors import LabError
from statuslab.notebook.bank_commands import chosen
from statuslab.notebook.codes import names
from statuslab.questions import Question
from statuslab.questions.formats import Format, format_of
from statuslab.questions.formats.records import LARGEST, FormatMistake, Imported, Placed
from statuslab.questions.loader import read_bank
from statuslab.questions.yaml_files import dumped
from statuslab.storage.files import data_folder, write_atomically
from statuslab.wording import quantity


def import_questions(source: Path, out: Path | None = None, format_name: str | None = None) -> tuple[str, bool]:
    """Write the questions of another program's file as YAML, with their images beside.

    Returns a line for each thing that is lost, for each mistake that is left and for what was written, and whether the
    file has no mistakes. Raises LabError, and then nothing is written.
    """
    kind = format_of(source, format_name)
    if kind.read is None:
        raise LabError(f"{kind.name} is only written; export from the other program as Moodle XML, GIFT or CSV")
    out = out or source.with_suffix(".yaml")
    if out.suffix not in (".yaml", ".yml"):
        raise LabError(f"{out}: expected the name of a new file that ends in .yaml")
    if out.exists():
        raise LabError(f"{out} exists; name another file, so that nothing of yours is lost")
    found = _read(source, kind)
    _write(found, out)
    reading = read_bank(out, names())
    images = f" and {quantity(len(found.images), 'image')}" if found.images else ""
    lost = f", {quantity(len(found.notes), 'note')} on what is not in it" if found.notes else ", nothing lost"
    lines = [
        *(f"{source.name} {note}" for note in found.notes),
        *reading.mistakes,
        *reading.warnings,
        f"{out}: {quantity(len(found.records), 'question')}{images} from {kind.name}{lost}; "
        f"`statuslab bank preview {out}` shows them",
    ]
    return "\n".join(lines), not reading.mistakes


def _read(source: Path, kind: Format) -> Imported:
    assert kind.read
    try:
        if not source.is_file():
            raise LabError(f"no file {source}; expected one that another program has exported")
        if (size := source.stat().st_size) > LARGEST:
            raise LabError(f"{source} has {size:,} bytes, expected at most {LARGEST:,}; divide the file")
        found = kind.read(source.read_bytes(), names())
    except OSError as error:
        raise LabError(f"cannot read {source}: {error.strerror or error}") from None
    except FormatMistake as mistake:
        raise LabError(f"{source} {mistake}") from None
    if not found.records:
        more = f": {found.notes[0]}" if found.notes else ""
        raise LabError(f"{source} has no question that can be asked here{more}")
    return found


def _write(found: Imported, out: Path) -> None:
    """Write the images, then the file that names them. What was written is taken away again where that fails."""
    written: list[Path] = []
    try:
        for name, data in found.images.items():
            place = out.parent / name
            if not place.exists():  # its name changes with its content
                write_atomically(place, data)
                written.append(place)
        write_atomically(out, dumped(found.records))
    except LabError:
        for place in written:
            place.unlink(missing_ok=True)
        raise


def export_questions(
    out: Path,
    path: Path | None = None,
    codes: str | None = None,
    format_name: str | None = None,
    title: str = "",
    replace: bool = False,
) -> str:
    """Write questions for another program, the whole file or nothing.

    `path` is a bank of one's own instead of the published one. Returns a line for each thing that the format cannot
    hold, and for what was written. Raises LabError.
    """
    kind = format_of(out, format_name)
    if out.exists() and not replace:
        raise LabError(f"{out} exists; name another file, or add --replace")
    placed = _placed(path or data_folder() / "questions", codes)
    exported = kind.write(placed, names(), title)
    if not exported.count:
        raise LabError(f"{kind.name} can hold none of these questions: {exported.notes[0]}")
    write_atomically(out, exported.data)
    lost = f"{quantity(len(exported.notes), 'note')} on what it cannot hold" if exported.notes else "nothing lost"
    return "\n".join([*exported.notes, f"{out}: {quantity(exported.count, 'question')} as {kind.name}, {lost}"])


def _placed(path: Path, codes: str | None) -> Sequence[Placed]:
    reading = read_bank(path, names())
    if reading.mistakes:
        raise LabError(f"{reading.mistakes[0]}; `statuslab bank check {path}` names every mistake")
    questions: Sequence[Question] = chosen(reading.questions, codes)
    if not questions:
        raise LabError(f"no question about {codes} in {path}" if codes else f"no question in {path}")
    return [Placed(question, reading.places.get(question.id, "")) for question in questions]
