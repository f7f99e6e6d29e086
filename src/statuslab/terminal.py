"""Output on a terminal, into a file or a pipe, whatever its encoding and whether anybody still reads it."""

from __future__ import annotations

import codecs
import errno
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

CLOSED_PIPE = 141  # exit code of a program that a closed pipe ended: 128 and the number of SIGPIPE
_READABLE = {"✓": "+", "✗": "-", "…": "...", "→": "->", "←": "<-", "·": "-", "–": "-", "—": "-", "×": "x", "≥": ">="}
_READABLE |= {"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "≤": "<=", "≠": "!=", "−": "-"}
_ERRORS = "statuslab-readable"


def _replaced(error: UnicodeError) -> tuple[str | bytes, int]:
    """Replace what an encoding lacks by what reads alike, or by a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = "".join(_READABLE.get(character, "?") for character in error.object[error.start : error.end])
    return text, error.end


def prepare() -> None:
    """Let no character end a command: stdout and stderr replace what they cannot write, stdin what it cannot read."""
    codecs.register_error(_ERRORS, _replaced)
    for stream, errors in ((sys.stdout, _ERRORS), (sys.stderr, _ERRORS), (sys.stdin, "replace")):
        reconfigure = getattr(stream, "reconfigure", None)  # a notebook's streams have none, and need none
        if reconfigure:
            with suppress(ValueError, OSError):  # closed, or read from already
                reconfigure(errors=errors)


def say(text: str) -> None:
    """Print a line from a thread of a server, which goes on when nobody reads its lines any more."""
    try:
        print(text, flush=True)
    except OSError as error:
        if not is_closed_pipe(error):
            raise
        discard(sys.stdout)


@contextmanager
def waiting(what: str, after: float = 1.0) -> Iterator[None]:
    """Say in a line on the terminal what is being done, if that takes longer than `after` seconds."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    timer = threading.Timer(after, _note, (f"{what} ...",))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _note(line: str) -> None:
    with suppress(OSError, ValueError):  # closed in the meantime
        print(line, file=sys.stderr, flush=True)


def is_closed_pipe(error: OSError) -> bool:
    """Whether the reader of our output has gone. On Windows that is an invalid argument."""
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL)


def discard(stream: TextIO | None) -> None:
    """Send what is still to be written nowhere, so that Python's own flush at the end does not fail."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]
        os.close(nowhere)
