"""Every page gives its stored outputs with the network in memory, too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NBVAL = [
    "-o",
    "addopts=",
    "-p",
    "fixed_lab",
    "-p",
    "no:cacheprovider",
    "--nbval",
    "--nbval-current-env",
    "--nbval-cell-timeout=60",
    "--nbval-sanitize-with=tests/nbval_sanitize.cfg",
]
OTHER_PROGRAMS = {"7_real_clients"}  # runs curl and others, which reach no lab in memory
PAGES = sorted(path for path in (ROOT / "notebooks").glob("*.ipynb") if path.stem not in OTHER_PROGRAMS)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_page_gives_its_stored_outputs_over_memory(page):
    path = os.pathsep.join([str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *NBVAL, str(page)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "STATUSLAB_NETWORK": "memory"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:]
