"""Make each fault of mutants.toml in a copy of the checkout, and see whether the tests that should notice it do.

    python tests/mutants/run.py [--only NAME ...] [--jobs N]

Each fault prints one line: killed, SURVIVED, NOT APPLICABLE (its text is not in the file exactly once, or a file is
missing), or BROKEN (pytest could not run the tests). All but the first make the run fail. The named tests are run on
the unchanged copy first, because a test that fails anyway would kill every fault. The checkout is never written to.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

CHECKOUT = Path(__file__).resolve().parents[2]
MUTANTS = Path(__file__).with_name("mutants.toml")
COPIED = ("src", "tests", "data", "notebooks", "pyproject.toml", "README.md", "CONTRIBUTING.md")
SECONDS = 300  # a mutant that makes its tests hang is killed as well
PASSED, FAILED = 0, 1  # exit codes of pytest; all others mean that it could not run


@dataclass(frozen=True)
class Mutant:
    """One small fault: `before` occurs exactly once in `file`, and one of `tests` fails when it reads `after`."""

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]

    def why_not_applicable(self, root: Path) -> str | None:
        """What keeps this mutant from being tried in a checkout; None where nothing does."""
        path = root / self.file
        if not path.is_file():
            return f"no file {self.file}"
        found = path.read_text(encoding="utf-8").count(self.before)
        if found != 1:
            return f"`before` occurs {found} times in {self.file}, expected once"
        missing = [test for test in self.tests if not _is_test(root, test)]
        return f"no test {missing[0]}" if missing else None


def _is_test(root: Path, test: str) -> bool:
    """Whether a test file, and the function named after `::`, exist."""
    file, _, function = test.partition("::")
    path = root / file
    return path.is_file() and (not function or f"def {function}(" in path.read_text(encoding="utf-8"))


class Copy:
    """A copy of the checkout to break, one fault at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in COPIED:
            source = CHECKOUT / name
            if source.is_dir():
                shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__", "mutants"))
            elif source.is_file():
                shutil.copy2(source, root / name)

    def outcome(self, mutant: Mutant) -> tuple[str, str]:
        """The verdict on one mutant, and what explains it."""
        if why := mutant.why_not_applicable(self.root):
            return "NOT APPLICABLE", why
        path = self.root / mutant.file
        text = path.read_text(encoding="utf-8")
        try:
            self._write(path, text.replace(mutant.before, mutant.after))
            code, last = self.run(mutant.tests)
        finally:
            self._write(path, text)
        if code == PASSED:
            return "SURVIVED", " ".join(mutant.tests)
        return ("killed" if code in (FAILED, None) else "BROKEN"), last

    def run(self, tests: Iterable[str]) -> tuple[int | None, str]:
        """The exit code of pytest (None where it took too long), and the line that tells the most."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", *tests]
        environment = {**os.environ, "PYTHONPATH": str(self.root / "src")}
        try:
            done = subprocess.run(
                command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return None, f"the tests took more than {SECONDS} s"
        lines = done.stdout.splitlines() or done.stderr.splitlines() or [""]
        failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
        return done.returncode, (failed or lines)[-1][:160]

    @staticmethod
    def _write(path: Path, text: str) -> None:
        """Write, and drop the byte code: two versions may have the same size and time stamp."""
        path.write_text(text, encoding="utf-8")
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()


def load(only: Iterable[str] = ()) -> list[Mutant]:
    """The mutants in the order of the file. Raises SystemExit where a name is unknown or stands twice."""
    records = tomllib.loads(MUTANTS.read_text(encoding="utf-8"))["mutant"]
    mutants = [Mutant(**{**record, "tests": tuple(record["tests"])}) for record in records]
    double = [name for name, count in Counter(each.name for each in mutants).items() if count > 1]
    unknown = set(only) - {each.name for each in mutants}
    if double or unknown:
        raise SystemExit(f"mutants of one name: {double}; unknown names: {sorted(unknown)}")
    return [each for each in mutants if not only or each.name in only]


def by_folder(mutants: Iterable[Mutant]) -> list[list[str]]:
    """The tests of all applicable mutants, folder by folder: two folders may have a conftest.py of the same name."""
    folders: dict[str, dict[str, None]] = {}
    for mutant in mutants:
        for test in () if mutant.why_not_applicable(CHECKOUT) else mutant.tests:
            folders.setdefault(test.partition("::")[0].rpartition("/")[0], {})[test] = None
    return [list(tests) for tests in folders.values()]


def main() -> int:
    """Run the mutants and return 0 where all were killed."""
    parser = argparse.ArgumentParser(description="Run the seeded mutants.")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only this mutant; may be repeated")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many at the same time (1)")
    options = parser.parse_args()
    mutants, began = load(options.only), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="statuslab-mutants-") as folder:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(options.jobs):
            copies.put(Copy(Path(folder) / str(number)))

        def tried(mutant: Mutant) -> tuple[Mutant, str, str, float]:
            copy, start = copies.get(), time.monotonic()
            try:
                return mutant, *copy.outcome(mutant), time.monotonic() - start
            finally:
                copies.put(copy)

        def unchanged(tests: list[str]) -> tuple[int | None, str]:
            copy = copies.get()
            try:
                return copy.run(tests)
            finally:
                copies.put(copy)

        verdicts: Counter[str] = Counter()
        with ThreadPoolExecutor(options.jobs) as pool:
            for code, last in pool.map(unchanged, by_folder(mutants)):
                if code != PASSED:
                    print(f"a test fails without any mutant: {last}")
                    return 2
            print(f"the tests pass without any mutant ({time.monotonic() - began:.0f} s)", flush=True)
            for mutant, verdict, why, seconds in pool.map(tried, mutants):
                verdicts[verdict] += 1
                print(f"{verdict:14} {mutant.name:44} {seconds:5.1f} s  {why}", flush=True)
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    print(f"{len(mutants)} mutants: {told} ({time.monotonic() - began:.0f} s)")
    return 0 if verdicts["killed"] == len(mutants) else 1


if __name__ == "__main__":
    sys.exit(main())
