"""Writes down what the course does: python tests/record.py [KIND ...] [--to FOLDER]

Without a kind, all of them are recorded. Read the diff of tests/recorded/ before you commit it.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RECORDED = Path(__file__).parent / "recorded"
KINDS = ("scenes", "httpbin", "webdav", "cli", "home", "pages", "names")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write down what the course does, to compare later runs with.")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"what to record: {', '.join(KINDS)} (all)")
    parser.add_argument("--to", type=Path, default=RECORDED, help="the folder to write to (tests/recorded)")
    parser.add_argument(
        "--home", type=Path, metavar="NEW", help="write a learner's home to this new folder, nothing else"
    )
    options = parser.parse_args()
    if options.home:
        _run("record.write_home", str(options.home))
        return
    for kind in options.kinds or KINDS:
        print(f"recording {kind} ...", flush=True)
        shutil.rmtree(options.to / kind, ignore_errors=True)
        record(kind, options.to.resolve())


def record(kind: str, to: Path) -> None:
    """Record one kind. Raises CalledProcessError."""
    _run("record.write", kind, str(to / kind))


def _run(function: str, *arguments: str) -> None:
    """Call a function in a process of its own: in a fixed lab, with a home that is empty. Raises CalledProcessError."""
    code = f"import sys; import record; {function}(*sys.argv[1:])"
    with tempfile.TemporaryDirectory() as home:
        fixed = {"STATUSLAB_FIXED": "1", "STATUSLAB_HOME": home, "COLUMNS": "1000", "TZ": "UTC", "NO_COLOR": "1"}
        places = (Path(__file__).parent, RECORDED.parents[1] / "deploy" / "site", os.environ.get("PYTHONPATH"))
        path = os.pathsep.join(str(place) for place in places if place)
        command = [sys.executable, "-c", code, *arguments]
        subprocess.run(command, env={**os.environ, **fixed, "PYTHONPATH": path}, check=True, stdin=subprocess.DEVNULL)


def write(kind: str, folder: str) -> None:
    """Write each text of a kind to a file of its name."""
    to = Path(folder)
    to.mkdir(parents=True, exist_ok=True)
    for name, text in importlib.import_module(f"recording.{kind}").record():
        (to / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")


def write_home(folder: str) -> None:
    """Write a learner's home with records of every kind."""
    from recording import bank, home

    place = Path(folder).resolve()
    with tempfile.TemporaryDirectory() as beside:
        os.chdir(beside)
        Path(home.BANK).write_text(bank.OWN, encoding="utf-8")
        os.environ["STATUSLAB_HOME"] = str(place)
        home.write()


if __name__ == "__main__":
    main()
