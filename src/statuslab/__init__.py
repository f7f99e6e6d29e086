"""The functions for notebooks: `from statuslab import demo, quiz`. Each is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from statuslab.notebook.challenges import challenge
    from statuslab.notebook.cheat_sheet import cheat_sheet
    from statuslab.notebook.classroom import classroom
    from statuslab.notebook.codes import card, table
    from statuslab.notebook.course import course, page, skip, summary
    from statuslab.notebook.demos import demo, lab, predict
    from statuslab.notebook.exam import exam
    from statuslab.notebook.fetch_here import browsers, fetch_here
    from statuslab.notebook.learner_report import report
    from statuslab.notebook.look_alikes import compare
    from statuslab.notebook.progress import progress
    from statuslab.notebook.progress_files import progress_file, progress_from
    from statuslab.notebook.quiz import quiz
    from statuslab.notebook.reference import find, glossary, index
    from statuslab.notebook.review import review

__all__ = [
    "browsers", "card", "challenge", "cheat_sheet", "classroom", "compare", "course", "demo", "exam", "fetch_here",
    "find", "glossary", "index", "lab", "page", "predict", "progress", "progress_file", "progress_from", "quiz",
    "report", "review", "skip", "summary", "table",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"statuslab has no function {name!r}; it has {', '.join(__all__)}")
    from statuslab.notebook import load_function

    return load_function(name)


def __dir__() -> list[str]:
    return __all__


def load_ipython_extension(shell: Any) -> None:
    """Register the `%%http` cell magic, for `%load_ext statuslab`."""
    from statuslab.notebook.http_magic import register

    register(shell)
