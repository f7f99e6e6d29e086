"""The notebook function `cheat_sheet`: all codes on two pages to print."""

from __future__ import annotations

from pathlib import Path

from statuslab.notebook.codes import catalog
from statuslab.notebook.view import View
from statuslab.notebook.written_files import link_to, working_folder, write_page

FILE = "statuslab-cheat-sheet.html"
KIND = "cheat sheet"


def cheat_sheet(path: str | Path = FILE) -> View:
    """Write all codes on two A4 pages to print: meaning, who sends it, what to do next. Raises LabError."""
    write_cheat_sheet(path, working_folder())
    return link_to(path, "Your cheat sheet is in", "beside this page. Open it in a browser and print it: two A4 pages.")


def write_cheat_sheet(path: str | Path, folder: Path = Path()) -> Path:
    """Write the cheat sheet to a file, in `folder` unless its path is absolute. Return its path. Raises LabError."""
    from statuslab.widgets.cheat_sheet import TITLE, cheat_sheet_html

    return write_page(folder, path, KIND, f"{TITLE}: cheat sheet", cheat_sheet_html(catalog))
