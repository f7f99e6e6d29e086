"""The notebook functions `card` and `table`, and the catalog they read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from statuslab.catalog import TABLE_COLUMNS, Catalog, reading
from statuslab.errors import LabError
from statuslab.notebook.view import View
from statuslab.storage.files import data_folder

if TYPE_CHECKING:
    import pandas as pd

catalog = Catalog.load(data_folder())


def names() -> dict[int, str]:
    """Return the name of every code, extras included."""
    return {record.code: record.name for record in (*catalog, *catalog.extras.values())}


@cache
def _idea_titles() -> dict[str, str]:
    return reading.ideas(data_folder())


def idea_title(idea: str) -> str:
    """Return an idea in plain words; one without a title, as of a bank of your own, by its name."""
    return _idea_titles().get(idea) or idea.replace("-", " ").capitalize()


def card(key: int | str) -> View:
    """Show one code at a glance, by number or name: card(404), card("not found"). Raises LabError."""
    from statuslab.widgets.cards import card_html, card_text

    found = catalog.find(key)
    if len(found) != 1:
        raise LabError(f"card() shows one code, and {key!r} are {len(found)}; use table({key!r})")
    parts = (found[0], catalog.errata(found[0].code), catalog.look_alikes(found[0].code))
    return View(card_text(*parts), str(card_html(*parts)))


def table(key: int | str | None = None) -> pd.DataFrame | View:
    """Return the catalog, or one class of it, as a DataFrame: table("4xx"). Raises LabError.

    Without pandas, as in a browser, it is a table only to look at.
    """
    try:
        return catalog.table(key)
    except ModuleNotFoundError:
        from statuslab.widgets.html import tag

        columns, rows = ("code", *TABLE_COLUMNS), catalog.rows(key)
        lines = [" | ".join(map(str, row)) for row in (columns, *rows)]
        head = tag("tr", None, *(tag("th", None, column) for column in columns))
        body = (tag("tr", None, *(tag("td", None, str(cell)) for cell in row)) for row in rows)
        return View("\n".join(lines), str(tag("table", None, head, *body)))
