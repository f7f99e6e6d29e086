"""A matplotlib figure as the course shows it: SVG in the palette's colors, so that it follows the theme.

A figure is drawn with matplotlib's own colors, and only here do they become the palette's: code on a page stays
plain, and works outside the course. The same figure gives the same bytes.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from statuslab.widgets.html import Safe, page, tag

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# matplotlib's black, white, grays and Tableau colors; tab:green to tab:red are the classes 2xx, 3xx, 4xx and 5xx.
COLORS = {
    "#000000": "var(--ink)",
    "#ffffff": "var(--bg)",
    "#b0b0b0": "var(--line)",
    "#cccccc": "var(--line)",
    "#7f7f7f": "var(--soft)",
    "#1f77b4": "var(--accent)",
    "#17becf": "var(--c1)",
    "#2ca02c": "var(--c2)",
    "#bcbd22": "var(--c3)",
    "#ff7f0e": "var(--c4)",
    "#d62728": "var(--c5)",
    "#9467bd": "var(--c1)",
    "#8c564b": "var(--c3)",
    "#e377c2": "var(--c5)",
}
_NAMELESS = {"Date": None, "Creator": None, "Format": None, "Type": None}


def figure_html(figure: Figure) -> str:
    """The figure as a whole output, with its titles for those who cannot see it."""
    picture = {"class": "plot", "role": "img", "aria-label": _told(figure)}
    return page(["plot"], tag("div", picture, Safe(_dressed(_drawn(figure)))))


def _drawn(figure: Figure) -> str:
    from matplotlib import rc_context

    file = BytesIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "statuslab"}):  # text as text, names not by chance
        figure.savefig(file, format="svg", bbox_inches="tight", transparent=True, metadata=_NAMELESS)
    svg = file.getvalue().decode()
    return svg[svg.index("<svg") :]


def _dressed(svg: str) -> str:
    svg = re.sub(r"<style.*?</style>", "", svg, count=1, flags=re.DOTALL)  # would act on the whole page
    svg = re.sub(r"font-family: [^;\"]*;? ?", "", svg)
    return re.sub(r"(?<=: )#[0-9a-f]{6}(?=[;\"])", lambda met: COLORS.get(met[0], met[0]), svg)


def _told(figure: Figure) -> str:
    titles = [figure.get_suptitle(), *(axes.get_title() for axes in figure.axes)]
    return "Plot: " + ("; ".join(filter(None, titles)) or "without a title")
