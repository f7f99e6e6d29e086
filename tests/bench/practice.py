"""How fast the course asks, answers and remembers, and whether that stays so with a long memory.

    python tests/bench/practice.py [--small]        some three minutes, most of them spent on storing a million answers

Every store is written through `ProgressStore.add_all`, the same fold as one answer at a time.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from statuslab.learning.history import Attempt
from statuslab.learning.mastery import mastery
from statuslab.learning.review_state import calibration
from statuslab.learning.scheduling import due, forecast
from statuslab.notebook.quiz import bank
from statuslab.questions import grade
from statuslab.storage.progress_store import ProgressStore

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # with it, a checkout is compiled at each start; packages never are

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CHUNK = 50_000
IMPORT = """
import time
began = time.process_time()
{}
print(time.process_time() - began)
"""
WRITER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from statuslab.storage.progress_store import ProgressStore
from statuslab.learning.history import Attempt
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = ProgressStore(path, lambda: datetime.now(UTC), timeout=60)
print("ready", flush=True)
sys.stdin.readline()
for each in range(count):
    store.add(Attempt(f"q{each % 300}", datetime.now(UTC), each % 2, 1, (each,), card=name, mistaken=(403, 401)))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast the course asks, answers and remembers.")
    parser.add_argument("--small", action="store_true", help="leave out the million")
    sizes = (1_000, 100_000) if parser.parse_args().small else (1_000, 100_000, 1_000_000)
    imports()
    answering()
    remembering(sizes)
    writing()


def row(what: str, figure: float, plain: float) -> None:
    print(f"{what:58} {figure * 1000:7.1f} ms {plain * 1000:7.1f} ms {figure / plain:6.2f}x", flush=True)


def imports() -> None:
    """The words that ask, in a fresh Python, against the widgets that every notebook with a card needs anyway."""
    word = "from statuslab import quiz"
    bank()  # compiles the questions, where that has not been done
    widgets, *others = fresh(
        "import ipywidgets", word, f"{word}; import statuslab.notebook.stored_progress", f"{word}; quiz('2xx')"
    )
    row("import of quiz | import ipywidgets", others[0], widgets)
    row("and of what it remembers with | import ipywidgets", others[1], widgets)
    row('the first card, quiz("2xx"), beyond | import ipywidgets', others[2] - widgets, widgets)


def fresh(*codes: str) -> list[float]:
    """The CPU seconds that a fresh Python takes for each code, medians of 15. They run in turn: the machine varies."""
    commands = [[sys.executable, "-c", IMPORT.format(code)] for code in codes]
    rounds = [
        [float(subprocess.run(each, capture_output=True, text=True, check=True).stdout) for each in commands]
        for _ in range(15)
    ]
    return [statistics.median(figures) for figures in zip(*rounds, strict=True)]


def answering() -> None:
    """From an answer to what is shown: grade, and keep on the disk; against grading alone."""
    question = next(each for each in bank() if each.form == "single")
    key = tuple(question.key)
    with tempfile.TemporaryDirectory() as folder, closing(store_in(Path(folder))) as store:
        store.add(Attempt(question.id, NOW, 1.0, 1, key))

        def graded_and_kept() -> None:
            store.add(Attempt(question.id, NOW, grade(question, key).score, 1, key))

        row("answer graded and on the disk | graded alone", timed(graded_and_kept), timed(lambda: grade(question, key)))


def remembering(sizes: tuple[int, ...]) -> None:
    """What a page asks of its memory, over ever more stored answers; the plain column is the smallest memory."""
    plain: dict[str, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, closing(store_in(Path(folder))) as store:
            began = time.perf_counter()
            answers = history(size)
            while chunk := list(islice(answers, CHUNK)):
                store.add_all(chunk)
            each = (time.perf_counter() - began) / size
            megabytes = store.path.stat().st_size / 1e6
            print(f"{size:,} answers stored: {each * 1e6:.0f} us each, {megabytes:.0f} MB, {known(store)}", flush=True)
            for what, work in asked_of(store).items():
                figure = timed(work, 9)
                row(f"{what}, {size:,} answers", figure, plain.setdefault(what, figure))


def asked_of(store: ProgressStore) -> dict[str, Callable[[], object]]:
    def opened() -> ProgressStore:
        store.close()
        return store

    return {
        "due queue": lambda: due(bank(), opened().review_states(), store.confusions(), NOW, Random(0), 12),
        "mastery, the map and forecast": lambda: map_data(opened()),
        "answers of one card": lambda: opened().last_attempts("page:7"),
        "one answer kept": lambda: store.add(Attempt("lost-retry", NOW, 1.0, 1, (0,))),
    }


def map_data(store: ProgressStore) -> object:
    states = store.review_states()
    return mastery(bank(), states, NOW), forecast(states.values(), NOW, 14), calibration(states.values())


def known(store: ProgressStore) -> str:
    return f"{len(store.review_states())} review states, {len(store.confusions())} confusions"


def history(size: int) -> Iterator[Attempt]:
    """A long life of practice: answers over two years, most right, on the questions of today and of earlier banks."""
    rng = Random(size)
    codes = sorted({code for question in bank() for code in question.codes})
    ids = [question.id for question in bank()] + [f"gone-{each}" for each in range(50)]
    for each in range(size):
        right = rng.random() < 0.8
        yield Attempt(
            question=rng.choice(ids),
            at=NOW - timedelta(days=730) * (1 - each / size),
            score=float(right),
            confidence=rng.randrange(3),
            answer=(rng.randrange(4),),
            card=f"page:{rng.randrange(size)}",
            mistaken=None if right else (rng.choice(codes), rng.choice(codes)),
            seconds=rng.uniform(2, 90),
        )


def writing(each: int = 500) -> None:
    """Four processes at one file, against one alone: writes per second, and how many of them are not there."""
    for count in (1, 4):
        with tempfile.TemporaryDirectory() as folder, closing(store_in(Path(folder))) as store:
            seconds = written_by(count, each, store.path)
            lost = count * each - len(store.attempts())
            miscounted = count * each - sum(state.tries for state in store.review_states().values())
            what = f"{count} process{'es' * (count > 1)} writing {count * each} answers"
            print(f"{what:58} {count * each / seconds:7.0f} /s, {lost} lost, {miscounted} miscounted", flush=True)


def written_by(count: int, each: int, path: Path) -> float:
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [
        subprocess.Popen([*command, f"w{n}", str(each)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for n in range(count)
    ]
    for writer in writers:
        assert writer.stdout and writer.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("\n")
        writer.stdin.flush()
    codes = [writer.wait(600) for writer in writers]
    if any(codes):
        raise SystemExit("a writer failed")
    seconds = time.perf_counter() - began
    for writer in writers:
        writer.communicate()
    return seconds


def store_in(folder: Path) -> ProgressStore:
    return ProgressStore(folder / "progress.sqlite", lambda: NOW)


def timed(work: Callable[[], object], times: int = 100) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


if __name__ == "__main__":
    main()
