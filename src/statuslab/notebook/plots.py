"""Plots in a notebook: any matplotlib figure is shown in the course's colors, light and dark."""

from __future__ import annotations

from typing import Any


def register_plot_formatter(shell: Any) -> None:
    """Teach a notebook how to show figures; matplotlib is not brought in before somebody plots."""
    shell.config.InlineBackend.figure_formats = set()  # else each figure is stored a second time, as a PNG
    # Said of the base class: what is said of Figure itself, the inline backend forgets when it starts.
    shell.display_formatter.formatters["text/html"].for_type_by_name("matplotlib.figure", "FigureBase", _shown)


def _shown(figure: Any) -> str:
    from statuslab.widgets.plots import figure_html

    return figure_html(figure)
