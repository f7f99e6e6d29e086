"""Runs `python -m statuslab.cli` in this process, and gives all that a person would see of it."""

from __future__ import annotations

import io
import re
import runpy
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest


def run(arguments: Sequence[str], folder: Path, typed: str | None = None) -> str:
    """A command with its output, its errors and its exit code. `typed` is what a person at a terminal answers."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["statuslab", *arguments])
        patch.setattr(sys, "stdin", _Typed(typed))
        patch.delitem(sys.modules, "statuslab.cli", raising=False)
        with redirect_stdout(out), redirect_stderr(err):
            code = _exit_code()
    told = [f"$ statuslab {' '.join(arguments)}", *_marked("", out), *_marked("stderr: ", err), f"exit code {code}"]
    return _anonymous("\n".join(told), folder) + "\n\n"


class _Typed(io.StringIO):
    """A terminal where somebody has typed one answer, or none at all."""

    def __init__(self, typed: str | None) -> None:
        super().__init__(typed or "")
        self._terminal = typed is not None

    def isatty(self) -> bool:
        return self._terminal


def _exit_code() -> object:
    try:
        runpy.run_module("statuslab.cli", run_name="__main__")
    except SystemExit as ended:
        return ended.code
    except Exception as error:  # a traceback would name places of this machine
        return f"none, but {type(error).__name__}: {error}"
    return 0


def _marked(mark: str, text: io.StringIO) -> list[str]:
    """The lines of an output; the escapes of colors are made visible."""
    return [f"{mark}{line}".rstrip() for line in text.getvalue().replace("\x1b", "\\x1b").splitlines()]


def _anonymous(text: str, folder: Path) -> str:
    text = re.sub(r"class-[A-Z0-9]{6}\b", "class-ROOM", text.replace(str(folder), "FOLDER"))
    text = re.sub(r"\d+ pages created", "N pages created", text)  # one more is no change of behavior
    text = re.sub(r"\(choose from (.*)\)", lambda found: found[0].replace("'", ""), text)  # quoted by Python 3.11
    return re.sub(r"statuslab \d+\.\d+\S*", "statuslab VERSION", text)
