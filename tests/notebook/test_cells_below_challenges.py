"""The cells that the pages put below their challenge cards: a start, and not the solution."""

import json
import re
from contextlib import suppress
from itertools import pairwise

import pytest

from statuslab import lab
from statuslab.codes import find_challenge
from statuslab.messages.exchange import Origin
from statuslab.notebook.http_magic import http
from statuslab.storage.files import notebooks_folder


def started():
    """Each challenge of a page with the source of the cell below its card."""
    for path in sorted(notebooks_folder().glob("*.ipynb")):
        page = json.loads(path.read_text(encoding="utf-8"))
        cells = ["".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == "code"]
        for card, below in pairwise(cells):
            if found := re.fullmatch(r"challenge\((.+)\)", card.strip()):
                yield pytest.param(found[1].strip('"'), below, id=f"{path.stem[:5]}-{found[1]}")


@pytest.fixture(autouse=True, scope="module")
def _stopped_afterwards():
    yield
    lab.stop()


@pytest.mark.parametrize(("key", "source"), list(started()))
def test_cell_below_a_challenge_reaches_the_lab_and_does_not_solve_it(key, source):
    lab.reset()
    before = len(lab.exchanges)
    run(source)
    lab.recorder.last(Origin.LEARNER)
    made = [each for each in lab.exchanges[before:] if each.origin is Origin.LEARNER]
    assert made
    assert not find_challenge(key).judged(made).done


def run(source):
    """Run a cell as a kernel does."""
    first, _, rest = source.partition("\n")
    if first.startswith("%%http"):
        http(first.removeprefix("%%http"), rest)
        return
    import httpx2

    with suppress(httpx2.HTTPError):
        exec(source, {"lab": lab, "httpx2": httpx2})
