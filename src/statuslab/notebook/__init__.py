"""The words a notebook uses, put together from the rooms behind them. Each reads, calls and shows; nothing is decided
here. A word's module is brought in when the word is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from statuslab.notebook.shell import running_shell

MODULES = {
    "card": "codes",
    "challenge": "challenges",
    "classroom": "classroom",
    "compare": "look_alikes",
    "demo": "demos",
    "exam": "exam",
    "lab": "demos",
    "predict": "demos",
    "progress": "progress",
    "quiz": "quiz",
    "review": "review",
    "table": "codes",
}


def load_function(name: str) -> Any:
    """What a notebook gets when it asks for a word."""
    _dress_notebook()
    return getattr(import_module(f"statuslab.notebook.{MODULES[name]}"), name)


def _dress_notebook() -> None:
    """Where a notebook runs, teach it how to show exchanges and plots."""
    runs = running_shell()
    if runs is not None:
        from statuslab.notebook.demos import register_formatters
        from statuslab.notebook.plots import register_plot_formatter

        register_formatters(runs)
        register_plot_formatter(runs)
