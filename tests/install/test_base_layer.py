"""The base of the course without the extra `lab`: everything else is hidden from it."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def run_in_the_base(script, *arguments):
    """Run a script that finds only the packages of the base."""
    command = [sys.executable, HERE / "only_base.py", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_base_alone_does_what_it_promises_and_says_what_brings_the_rest(tmp_path):
    done = run_in_the_base(HERE / "base_layer.py", tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "the base does what it promises\n"


def test_package_beyond_the_base_is_hidden(tmp_path):
    (tmp_path / "try.py").write_text("import starlette\nimport anywidget\n")
    done = run_in_the_base(tmp_path / "try.py")
    assert done.stderr.endswith("ModuleNotFoundError: No module named 'anywidget'\n")
