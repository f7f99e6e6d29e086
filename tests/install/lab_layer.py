"""What the extra `lab` promises: run in an environment that has the wheel with it, and nothing else."""

from pathlib import Path

import pandas
import requests
from IPython.core.interactiveshell import InteractiveShell

import statuslab
from statuslab.clients import ask


def cards():
    for card in (statuslab.quiz("2xx"), statuslab.predict("two-cooks"), statuslab.challenge(412), statuslab.exam()):
        assert card.comm is not None
    statuslab.review()
    assert isinstance(statuslab.table("4xx"), pandas.DataFrame)


def clients():
    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "statuslab")
    assert shell.run_cell_magic("http", "", "GET /teas/7\n").wire_status == 200
    runs = ask("GET /teas/7", ("requests", "httpx2", "urllib3", "aiohttp"))
    assert "200" in str(runs)
    for path, coding in (("brotli", "br"), ("zstd", "zstd")):
        assert requests.get(f"{statuslab.lab.url}/{path}", timeout=60).headers["Content-Encoding"] == coding


def a_class():
    panel = statuslab.classroom.open("2xx", port=0)
    assert panel is not None
    statuslab.classroom.close()


if __name__ == "__main__":
    cards()
    clients()
    a_class()
    statuslab.lab.stop()
    assert Path("workspace/0_start_here.ipynb").is_file()
    print("the lab does what it promises")
