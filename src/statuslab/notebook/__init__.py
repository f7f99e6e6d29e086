"""The functions that a notebook calls. They read, call and show; the rules are in the packages below.

`MODULES` says which module has which function. A module is imported when its function is first asked for, so that
`from statuslab import demo` does not load the question bank.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from statuslab.extras import require
from statuslab.notebook.shell import running_shell

MODULES = {
    "browsers": "fetch_here",
    "card": "codes",
    "challenge": "challenges",
    "cheat_sheet": "cheat_sheet",
    "classroom": "classroom",
    "compare": "look_alikes",
    "course": "course",
    "demo": "demos",
    "exam": "exam",
    "fetch_here": "fetch_here",
    "find": "reference",
    "glossary": "reference",
    "index": "reference",
    "lab": "demos",
    "page": "course",
    "predict": "demos",
    "progress": "progress",
    "progress_file": "progress_files",
    "progress_from": "progress_files",
    "quiz": "quiz",
    "report": "learner_report",
    "review": "review",
    "skip": "course",
    "summary": "course",
    "table": "codes",
}
SHOW_CARDS = {"challenge", "classroom", "exam", "predict", "quiz", "review", "skip"}  # widgets, of the extra `lab`


def load_function(name: str) -> Any:
    """Return a function of the notebook API, and make sure that the notebook can show exchanges and plots.

    Raises LabError if it needs the extra `lab` and that is not installed.
    """
    if name in SHOW_CARDS:
        require(name, "anywidget", "ipywidgets")
    shell = running_shell()
    if shell is not None:
        from statuslab.notebook.demos import register_formatters
        from statuslab.notebook.plots import register_plot_formatter

        register_formatters(shell)
        register_plot_formatter(shell)
    return getattr(import_module(f"statuslab.notebook.{MODULES[name]}"), name)
