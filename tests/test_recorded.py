"""What the course did when it was recorded (tests/recorded/) is what it does today, to the byte.

A change that is meant: `make record`, then read the diff. What is new is free to come; `make record` takes it in.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

import record

RECORDED = sorted(path for path in record.RECORDED.glob("*/*.txt") if path.parent.name != "names")
NAMES = sorted(record.RECORDED.glob("names/*.txt"))


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """The texts of one kind as they are today, {name: text}, recorded once a session."""
    folder = tmp_path_factory.mktemp("recorded")

    def texts(kind: str) -> dict[str, str]:
        if not (folder / kind).exists():
            record.record(kind, folder)
        return {path.stem: path.read_text(encoding="utf-8") for path in (folder / kind).iterdir()}

    return texts


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_recorded_behavior_is_unchanged(path: Path, fresh):
    today = fresh(path.parent.name)
    assert path.stem in today, f"{path.parent.name} has no {path.stem} any more"
    before, after = path.read_text(encoding="utf-8").split("\n"), today[path.stem].split("\n")
    difference = list(difflib.unified_diff(before, after, "recorded", "today", n=2, lineterm=""))
    assert not difference, "\n".join(difference[:80])


@pytest.mark.parametrize("path", NAMES, ids=lambda path: path.stem)
def test_recorded_names_are_still_there(path: Path, fresh):
    today = set(fresh("names")[path.stem].splitlines())
    gone = [name for name in path.read_text(encoding="utf-8").splitlines() if name not in today]
    assert gone == []


def test_every_kind_is_recorded():
    assert {path.parent.name for path in (*RECORDED, *NAMES)} == set(record.KINDS)
