"""Deltas between two texts as ed scripts, as `diff -e` writes them: "diffe" of RFC 3229."""

from __future__ import annotations

_LETTERS = {"delete": b"d", "replace": b"c", "insert": b"a"}


def diffe(old: bytes, new: bytes) -> bytes | None:
    r"""The ed script that turns `old` into `new`; both end with a newline. None where ed cannot express it.

    >>> diffe(b"milk\ntea\n", b"tea\nsugar\n")
    b'2a\nsugar\n.\n1d\n'
    """
    from difflib import SequenceMatcher  # only a delta needs it, and every module here is imported by the first request

    before, after = old.split(b"\n")[:-1], new.split(b"\n")[:-1]
    if b"." in after:  # a line of a single dot ends ed's input
        return None
    script: list[bytes] = []
    for kind, start, end, first, last in reversed(SequenceMatcher(None, before, after).get_opcodes()):
        if kind != "equal":  # from the last line up, so that line numbers above stay valid
            script.append(_where(start, end) + _LETTERS[kind])
            script += [*after[first:last], b"."] if last > first else []
    return b"".join(line + b"\n" for line in script)


def _where(start: int, end: int) -> bytes:
    """Line numbers of ed, which count from 1; for an insertion, the line to insert after."""
    if end - start <= 1:
        return b"%d" % end
    return b"%d,%d" % (start + 1, end)
