"""What the course did when it was recorded (tests/recorded/) is what it does today, to the byte.

A change that is meant: `make record`, then read the diff. What is new is free to come; `make record` takes it in.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

import record


def texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


def fresh(kind: str, folder: Path) -> dict[str, str]:
    """The texts of one kind as they are today, {name: text}."""
    record.record(kind, folder)
    return texts(folder / kind)


@pytest.mark.parametrize("kind", [kind for kind in record.KINDS if kind != "names"])
def test_recorded_behavior_is_unchanged(kind: str, tmp_path: Path):
    recorded, today = texts(record.RECORDED / kind), fresh(kind, tmp_path)
    assert recorded.keys() - today.keys() == set(), f"of {kind} these are not there any more"
    differences = [
        line
        for name, text in recorded.items()
        for line in difflib.unified_diff(
            text.split("\n"), today[name].split("\n"), f"recorded {name}", f"{name} today", n=2, lineterm=""
        )
    ]
    assert not differences, "\n".join(differences[:200])


def test_recorded_names_are_still_there(tmp_path: Path):
    today = fresh("names", tmp_path)
    gone = {
        kind: lost
        for kind, text in texts(record.RECORDED / "names").items()
        if (lost := sorted(set(text.splitlines()) - set(today[kind].splitlines())))
    }
    assert gone == {}


def test_every_kind_is_recorded():
    assert {kind for kind in record.KINDS if texts(record.RECORDED / kind)} == set(record.KINDS)
