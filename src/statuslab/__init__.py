"""The front door: the few words a notebook may use, each brought in when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from statuslab.words.challenges import challenge
    from statuslab.words.classroom import classroom
    from statuslab.words.codes import card, table
    from statuslab.words.exam import exam
    from statuslab.words.look_alikes import compare
    from statuslab.words.practice import progress, review
    from statuslab.words.questions import quiz
    from statuslab.words.stories import demo, lab, predict

__all__ = [
    "card", "challenge", "classroom", "compare", "demo", "exam", "lab", "predict", "progress", "quiz", "review",
    "table",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"statuslab has no word {name!r}; it has {', '.join(__all__)}")
    from statuslab.words import word

    return word(name)


def __dir__() -> list[str]:
    return __all__


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext statuslab` brings the `%%http` cell."""
    from statuslab.magic import register

    register(shell)
