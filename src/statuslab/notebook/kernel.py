"""What every kernel of `statuslab lab` loads at its start: the course's functions and `%%http`, in whichever cell.

Nothing is imported until a cell mentions it, so a kernel starts as fast as a plain one.
"""

from __future__ import annotations

import re
from typing import Any

import statuslab
from statuslab.notebook.shell import running_shell

_MENTIONED = re.compile(rf"\b(?:{'|'.join(statuslab.__all__)}|(?<=%%)http)\b")


def load_ipython_extension(shell: Any) -> None:
    """Bind what a cell mentions, just before it runs."""
    shell.events.register("pre_run_cell", bind_mentioned)


def bind_mentioned(cell: Any) -> None:
    """Bind the functions that a cell mentions, where the learner has no variable of that name."""
    shell = running_shell()
    for name in set(_MENTIONED.findall(cell.raw_cell)):
        if name == "http":
            statuslab.load_ipython_extension(shell)
        elif name not in shell.user_ns:
            shell.user_ns[name] = getattr(statuslab, name)
