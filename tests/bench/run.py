"""How fast the course is: each figure beside a plain one taken in the same run, so that the ratio can be trusted.

make bench                      everything (the last row clones and installs, and takes about a minute)
make bench ARGS=--no-clone      without that row
"""

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import servers

ROOT = Path(__file__).resolve().parents[2]
FIXED = {**os.environ, "STATUSLAB_FIXED": "1", "PYTHONPATH": str(ROOT / "tests")}
BARE = """
import time, httpx2
from statuslab import lab
url = lab.url + "/teas/7"
began = time.perf_counter()
httpx2.get(url, trust_env=False)
print(time.perf_counter() - began)
"""
FIRST = """
import time
began = time.perf_counter()
from statuslab import lab
from statuslab.scenarios.player import send
send(lab, "GET /teas/7")
print(time.perf_counter() - began)
"""
DEMO = """
import time
from statuslab import demo
demo(200)
began = time.perf_counter()
demo(200)._repr_mimebundle_()
print(time.perf_counter() - began)
"""


def main() -> None:
    """Print every row as it is measured."""
    parser = argparse.ArgumentParser(description="How fast the course is.")
    parser.add_argument("--no-clone", action="store_true", help="leave out the row that clones and installs")
    options = parser.parse_args()
    print(f"{'what':58} {'figure':>10} {'plain':>10} {'ratio':>7}")
    bare = median(lambda: reported(BARE))
    row("first exchange, import and start included | httpx2.get", median(lambda: reported(FIRST)), bare)
    row("cell time of demo(200) | httpx2.get", median(lambda: reported(DEMO)), bare)
    for page in sorted((ROOT / "notebooks").glob("*.ipynb")):
        row(f"nbval of {page.stem} | an empty page as long", *against_empty(page))
    servers.main()
    subprocess.run([sys.executable, str(Path(__file__).with_name("practice.py"))], check=True)
    if not options.no_clone:
        row("clone to a running JupyterLab | the same again", *from_clone())


def row(what: str, figure: float, plain: float) -> None:
    print(f"{what:58} {figure:8.3f} s {plain:8.3f} s {figure / plain:6.2f}x", flush=True)


def median(measure: Callable[[], float], times: int = 5) -> float:
    return statistics.median(measure() for _ in range(times))


def reported(code: str) -> float:
    """The seconds that a fresh Python says it took."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=FIXED)
    return float(done.stdout)


# --- Pages --------------------------------------------------------------------------------------------------


def against_empty(page: Path) -> tuple[float, float]:
    """Seconds nbval takes for a page, and for one with as many cells in which nothing happens; in turn, medians."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / page.name
        empty.write_text(nbformat.writes(emptied(nbformat.read(page, 4))), encoding="utf-8")
        pairs = [(nbval(page), nbval(empty)) for _ in range(3)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def emptied(page: nbformat.NotebookNode) -> nbformat.NotebookNode:
    for cell in page.cells:
        if cell.cell_type == "code":
            cell.source, cell.outputs = "pass", []
    return page


def nbval(page: Path) -> float:
    """Seconds of the tests themselves, kernel included, as pytest tells them."""
    command = [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", "-p", "fixed_lab", "--nbval"]
    command += ["--nbval-current-env", "--nbval-sanitize-with=tests/nbval_sanitize.cfg", str(page)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=FIXED, check=False)
    told = re.search(r"(\d+) passed.* in ([\d.]+)s", done.stdout)
    if done.returncode or not told:
        raise SystemExit(f"nbval failed on {page}:\n{done.stdout[-2000:]}")
    return float(told[2])


# --- From clone to JupyterLab -------------------------------------------------------------------------------


def from_clone() -> tuple[float, float]:
    """Seconds from an empty folder to a JupyterLab that answers, and for the second start there."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "statuslab"
        began = time.perf_counter()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        with started(clone):
            first = time.perf_counter() - began
        began = time.perf_counter()
        with started(clone):
            return first, time.perf_counter() - began


@contextmanager
def started(clone: Path) -> Iterator[None]:
    """`make lab`, up to the moment when the address it prints answers."""
    make = shutil.which("make") or "make"
    command = [make, "lab", "ARGS=--no-browser"]
    process = subprocess.Popen(
        command, cwd=clone, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        urllib.request.urlopen(address_told(process), timeout=60).read()
        yield
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=60)


def address_told(process: "subprocess.Popen[str]") -> str:
    said = []
    for line in process.stdout or ():
        said.append(line)
        told = re.search(r"http://(127\.0\.0\.1|localhost):\d+/\S*token=\w+", line)
        if told:
            return told[0]
    raise SystemExit("make lab ended without an address:\n" + "".join(said)[-2000:])


if __name__ == "__main__":
    main()
