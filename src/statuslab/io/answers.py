"""Answers kept on this machine, one small JSON file. What they mean is not known here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from statuslab.io.files import set_aside, write_atomically


def kept(path: Path) -> dict[str, Any]:
    """What was kept so far; a file that cannot be read is set aside and counts as empty."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        set_aside(path, path.with_suffix(".unreadable.json"))
        return {}
    return found


def keep(path: Path, id: str, answer: dict[str, Any]) -> None:
    """Add or replace one answer. Raises LabError where the folder cannot be written."""
    answers = {**kept(path), id: answer}
    write_atomically(path, json.dumps(answers, indent=1) + "\n")
