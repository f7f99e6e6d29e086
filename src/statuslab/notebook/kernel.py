"""What every kernel of `statuslab lab` loads at its start: the course's functions and `%%http`, in whichever cell.

Nothing is imported until a cell mentions it, so a kernel starts as fast as a plain one.
"""

from __future__ import annotations

import re
from functools import partial
from importlib import import_module
from typing import Any

import statuslab

FUNCTIONS = dict.fromkeys(statuslab.__all__, "statuslab") | dict.fromkeys(("ask", "who"), "statuslab.clients")
"""The functions that pages use, and where a page imports each from."""
CLIENT = "httpx2"  # the client of the lessons: a page imports it once, in the first cell that uses it
_MENTIONED = re.compile(rf"\b(?:{'|'.join(FUNCTIONS)}|{CLIENT}|(?<=%%)http)\b")


def load_ipython_extension(shell: Any) -> None:
    """From now on bind what a cell mentions, just before it runs."""
    shell.events.register("pre_run_cell", partial(bind_mentioned, shell))


def bind_mentioned(shell: Any, cell: Any) -> None:
    """Bind the functions and the client that a cell mentions, where the learner has no variable of that name."""
    for name in set(_MENTIONED.findall(cell.raw_cell)):
        if name == "http":
            statuslab.load_ipython_extension(shell)
        elif name not in shell.user_ns:
            found = import_module(FUNCTIONS.get(name, name))
            shell.user_ns[name] = found if name == CLIENT else getattr(found, name)
