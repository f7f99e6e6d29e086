"""A matplotlib figure as SVG in the colors of the palette, so that it follows the light or dark theme.

Figures are drawn with matplotlib's own colors, which are replaced here. So the code on a page is plain matplotlib and
works outside the course. The same figure gives the same bytes.
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
    """Return a figure as a whole output, labeled with its titles for screen readers."""
    picture = {"class": "plot", "role": "img", "aria-label": _description(figure)}
    return page(["plot"], tag("div", picture, Safe(_themed(_svg(figure)))))


def _svg(figure: Figure) -> str:
    from matplotlib import rc_context

    file = BytesIO()
    with rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "statuslab"}
    ):  # text stays text, and generated ids are not random
        figure.savefig(file, format="svg", bbox_inches="tight", transparent=True, metadata=_NAMELESS)
    svg = file.getvalue().decode()
    return svg[svg.index("<svg") :]


def _themed(svg: str) -> str:
    svg = re.sub(r"<style.*?</style>", "", svg, count=1, flags=re.DOTALL)  # it would apply to the whole page
    svg = re.sub(r"font-family: [^;\"]*;? ?", "", svg)
    return re.sub(r"(?<=: )#[0-9a-f]{6}(?=[;\"])", lambda met: COLORS.get(met[0], met[0]), svg)


def _description(figure: Figure) -> str:
    titles = [figure.get_suptitle(), *(axes.get_title() for axes in figure.axes)]
    return "Plot: " + ("; ".join(filter(None, titles)) or "without a title")
