"""The pages' normal form: run in a fixed lab, stored so that two runs give the same bytes.

    python tests/pages.py refresh notebooks/*.ipynb     run each page and store its outputs
    python tests/pages.py restyle notebooks/*.ipynb     store the present style sheets (runs nothing)
    python tests/pages.py check notebooks/*.ipynb       tell which are not in normal form (runs nothing)

What a page must contain is the business of test_notebooks.py.
"""

import argparse
import re
import sys
import time
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from fixed_lab import fixed_lab
from statuslab.storage.files import write_atomically
from statuslab.widgets.html import STYLE_MARK, style_elements

MACHINE_DEPENDENT = "nbval-ignore-output"  # such a cell keeps its stored output while its source stands
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # names a model that lives in one kernel only
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


_STYLE = re.compile(rf'<style {STYLE_MARK}="([\w-]+)">.*?</style>\n', re.DOTALL)


class PageError(Exception):
    """One line: the page, the cell, and what went wrong there."""


def normal(page: NotebookNode) -> NotebookNode:
    """Return the page with fixed metadata, counts 1..n and no widget state; cell ids and tags stay.

    Each style sheet of the course is stored once, so that a change of it touches one place of the page.
    """
    page = _with_fixed_metadata(page)
    for cell in page.cells:
        cell.metadata = {name: value for name, value in cell.metadata.items() if name == "tags"}
    for count, cell in enumerate(_code_cells(page), 1):
        cell.execution_count = count
        cell.outputs = [_normal_output(output, count) for output in _joined(cell.outputs)]
    _lead_with_styles([output for cell in _code_cells(page) for output in cell.outputs])
    nbformat.validate(page)
    return page


def text(page: NotebookNode) -> str:
    """Return the one way a page is written to its file."""
    return nbformat.writes(page) + "\n"


def is_normal(raw: str) -> bool:
    """Return whether a page's text is in normal form already, with the present style sheets."""
    try:
        return text(normal(nbformat.reads(raw, as_version=4))) == raw
    except FileNotFoundError:  # a style sheet that is no more
        return False


def executed(page: NotebookNode, folder: Path, connection: dict[str, str]) -> NotebookNode:
    """Return the page after a run from top to bottom; machine-dependent cells keep the output they have.

    `connection` are the settings of its KernelManager.
    Raises PageError naming the cell (its number among all cells, from 1) and the error's last line.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError
    from traitlets.config import Config

    fresh, number = _with_fixed_metadata(page), 0

    def note_cell(cell_index: int, **_: NotebookNode) -> None:
        nonlocal number
        number = cell_index + 1

    client = NotebookClient(
        fresh,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        on_cell_start=note_cell,
        config=Config(KernelManager=connection),
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:  # RuntimeError: no kernel, or a dead one
        raise PageError(f"cell {number}: {_last_line(error)}" if number else _last_line(error)) from None
    keep_machine_dependent(page, fresh)
    return fresh


def refresh(path: Path) -> str:
    """Run one page, store it in normal form and return the line that tells so.

    Raises PageError with the page, the cell and the error's last line.
    """
    started, before = time.monotonic(), path.read_text(encoding="utf-8")
    try:
        with fixed_lab() as connection:
            after = text(normal(executed(nbformat.reads(before, as_version=4), path.parent, connection)))
    except PageError as error:
        raise PageError(f"{path}: {error}") from None
    return f"{_stored(path, before, after)} ({time.monotonic() - started:.1f} s)"


def restyle(path: Path) -> str:
    """Store one page in normal form with the present style sheets, without running it; return the line that tells so.

    Raises PageError when the page has a style sheet that is no more.
    """
    before = path.read_text(encoding="utf-8")
    try:
        after = text(normal(nbformat.reads(before, as_version=4)))
    except FileNotFoundError as error:
        raise PageError(f"{path}: {error}; run `make refresh`") from None
    return _stored(path, before, after)


def _stored(path: Path, before: str, after: str) -> str:
    if after == before:
        return f"{path}: unchanged"
    write_atomically(path, after)
    return f"{path}: stored"


def check(path: Path) -> str:
    """Return the line that tells a page is in normal form.

    Raises PageError when it is not.
    """
    if not is_normal(path.read_text(encoding="utf-8")):
        raise PageError(f"{path}: not in normal form; run `make refresh`")
    return f"{path}: in normal form"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Run the pages and store their outputs in normal form.")
    parser.add_argument("what", choices=("refresh", "restyle", "check"))
    parser.add_argument("pages", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    work = {"refresh": refresh, "restyle": restyle, "check": check}[options.what]
    with ProcessPoolExecutor(max_workers=2) as pool:
        return max([_told(future) for future in [pool.submit(work, page) for page in options.pages]])


def _told(future: Future[str]) -> int:
    try:
        print(future.result(), flush=True)
    except (PageError, OSError) as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


def _with_fixed_metadata(page: NotebookNode) -> NotebookNode:
    """Return a deep copy that carries nothing of the editor that saved it."""
    copied = nbformat.reads(nbformat.writes(page), as_version=4)
    copied.update(metadata=nbformat.from_dict(_METADATA), nbformat=4, nbformat_minor=5)
    return copied


def _code_cells(page: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in page.cells if cell.cell_type == "code"]


def _normal_output(output: NotebookNode, count: int) -> NotebookNode:
    if "execution_count" in output:
        output.execution_count = count
    if "data" in output:
        output.metadata = {}
        output.data.pop(_WIDGET_VIEW, None)
    if output.output_type == "error":  # a traceback names files of this machine
        output.traceback = [f"{output.ename}: {output.evalue}"]
    return output


def _joined(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Join neighboring pieces of one stream: where the kernel cut them is a matter of timing."""
    joined: list[NotebookNode] = []
    for output in outputs:
        before = joined[-1] if joined else None
        if before and output.output_type == before.output_type == "stream" and output.name == before.name:
            before.text += output.text
        else:
            joined.append(output)
    return joined


def _take_styles(outputs: Iterable[NotebookNode]) -> set[str]:
    """Remove the style elements of the course from the outputs, and return the names of their style sheets."""
    names: set[str] = set()
    for output in outputs:
        if html := output.get("data", {}).get("text/html"):
            names.update(_STYLE.findall(html))
            output.data["text/html"] = _STYLE.sub("", html)
    return names


def _lead_with_styles(outputs: list[NotebookNode]) -> None:
    """Put the style sheets of all outputs, as they are now, in front of the first that has one.

    The palette comes first, the others by name. Raises FileNotFoundError for a style sheet that is no more.
    """
    first = next((each for each in outputs if _STYLE.search(each.get("data", {}).get("text/html", ""))), None)
    names = _take_styles(outputs)
    if first:
        in_order = sorted(names, key=lambda name: (name != "palette", name))
        first.data["text/html"] = style_elements(in_order) + first.data["text/html"]


def keep_machine_dependent(old: NotebookNode, fresh: NotebookNode) -> None:
    """Keep such a cell's stored outputs, with the styles of the fresh ones: the stored page has them elsewhere."""
    for before, after in zip(old.cells, fresh.cells, strict=True):
        if MACHINE_DEPENDENT in before.metadata.get("tags", ()) and before.outputs:
            names = _take_styles(after.outputs)
            _take_styles(before.outputs)
            after.outputs = before.outputs
            if shown := next((each for each in after.outputs if "text/html" in each.get("data", {})), None):
                shown.data["text/html"] = style_elements(names) + shown.data["text/html"]


def _last_line(error: Exception) -> str:
    ename, evalue = getattr(error, "ename", None), getattr(error, "evalue", "")
    return f"{ename}: {evalue}" if ename else str(error).strip().splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main())
