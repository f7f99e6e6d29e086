"""Plots in a notebook: every matplotlib figure is shown in the colors of the course, light and dark."""

from __future__ import annotations

from typing import Any


def register_plot_formatter(shell: Any) -> None:
    """Register how the notebook shows figures. matplotlib is not imported before somebody plots."""
    shell.config.InlineBackend.figure_formats = set()  # else each figure is stored a second time, as a PNG
    # Registered for the base class, because the inline backend removes formatters of Figure itself when it starts.
    shell.display_formatter.formatters["text/html"].for_type_by_name("matplotlib.figure", "FigureBase", _figure_html)


def _figure_html(figure: Any) -> str:
    from statuslab.widgets.plots import figure_html

    return figure_html(figure)
