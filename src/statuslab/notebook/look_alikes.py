"""The notebook function `compare`: look-alikes in a table, as a tree of questions, and as exchanges side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from statuslab.errors import LabError
from statuslab.notebook.codes import catalog, names
from statuslab.notebook.view import View

if TYPE_CHECKING:
    from statuslab.catalog import LookAlike
    from statuslab.widgets.html import Safe

MOST = 4  # codes that fit side by side


def compare(*codes: int, run: bool = False, diagram: bool = False) -> View:
    """Show look-alikes side by side, with the question that decides: compare(401, 403). compare() lists all groups.

    `run=True` runs the scene of each code and shows the exchanges side by side. `diagram=True` shows the deciding
    questions as a tree that leads to one code. Raises LabError.
    """
    from statuslab.widgets import cards

    if not codes:
        groups = catalog.groups().values()
        return View(cards.groups_text(groups), str(cards.groups_html(groups)))
    if len(set(codes)) < 2:
        raise LabError(f"compare() takes at least two different codes, got {len(set(codes))}; try compare(401, 403)")
    records, rows = [catalog[code] for code in codes], catalog.compare(*codes)
    tree = _diagram(codes) if diagram else None
    sides = _side_by_side(codes) if run else None
    rows = _closest(rows, set(codes)) if run else rows
    text = cards.compare_text(records, rows, tree[0] if tree else "", sides[0] if sides else "")
    return View(text, str(cards.compare_html(records, rows, tree and tree[1], sides and sides[1])))


def _closest(rows: Sequence[LookAlike], codes: set[int]) -> tuple[LookAlike, ...]:
    """Return the rows about these codes only. If there are none, those whose answer names at least two of them."""
    own = tuple(row for row in rows if codes.issuperset(row.pair))
    return own or tuple(row for row in rows if sum(str(code) in row.answer for code in codes) > 1)


Rendered = tuple[str, "Safe"]


def _diagram(codes: Sequence[int]) -> Rendered:
    """Return the decision tree of the first group that has all these codes, as text and as HTML."""
    from statuslab.widgets.decision_tree import decision_html, decision_text

    group = next((each for each in catalog.decision_trees.values() if each.codes.issuperset(codes)), None)
    found = group.about(codes) if group else None
    if found is None:
        met = ", ".join(map(str, codes))
        raise LabError(f"no group of look-alikes has all of {met}, so there is no diagram; compare() lists the groups")
    return decision_text(found, names()), decision_html(found, names())


def _side_by_side(codes: Sequence[int]) -> Rendered:
    """Run the first scene of each code up to the request that provokes it. Return the exchanges as text and as HTML."""
    from statuslab.notebook.demos import display_options, play_until_provoked
    from statuslab.widgets.side_by_side import Side, sides_html, sides_text

    if len(codes) > MOST:
        raise LabError(f"compare(run=True) shows up to {MOST} codes side by side, got {len(codes)}; leave some out")
    sides = [Side(catalog[code], *play_until_provoked(code)) for code in codes]
    return sides_text(sides, display_options()), sides_html(sides, display_options())
