"""The published question bank: read from its compiled file, which is made anew when the questions have changed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from statuslab.errors import LabError
from statuslab.storage.files import write_atomically

if TYPE_CHECKING:
    from statuslab.questions import Bank


def published_bank(questions: Path, file: Path) -> tuple[Bank, str]:
    """Return the bank of a folder of questions, read from its compiled file, and a line if that file was of no use.

    Then the folder is read, and the file is written anew where that is possible. A file that is missing is no problem.
    Raises LabError if the folder has mistakes.
    """
    from statuslab.questions.compiled import compiled, fingerprint, read_compiled

    now, problem = fingerprint(questions), ""
    try:
        if bank := read_compiled(file.read_text(encoding="utf-8"), now):
            return bank, ""
        problem = f"the questions have changed since {file} was compiled; reading {questions} instead"
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        problem = f"cannot use the compiled questions in {file} ({error}); reading {questions} instead"
    from statuslab.questions.loader import load_bank  # imported here, because a compiled bank needs neither YAML nor it

    bank = load_bank(questions, published=True)
    with suppress(LabError):  # a folder that cannot be written
        write_atomically(file, compiled(bank, now))
    return bank, problem
