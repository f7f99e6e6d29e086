"""The built wheel in clean environments: with the packages of the lock, without a network, git and make."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import urllib.request
import venv
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from only_base import brought
from oracle import missing
from packaging.utils import canonicalize_name

from free_ports import free_port

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MEGABYTE = 1_000_000
PATIENCE = 300  # seconds
CAME_WITH = ("pip", "setuptools", "pkg_resources", "_distutils_hack")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """A folder with the course's wheel and those of the lock that it needs with the extra `lab`."""
    folder = tmp_path_factory.mktemp("wheels")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = brought([*project["dependencies"], *project["optional-dependencies"]["lab"]])
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z])", lock, flags=re.MULTILINE)[1:]
    chosen = [entry for entry in entries if canonicalize_name(entry.partition("==")[0]) in needed]
    (folder / "lab.lock").write_text("".join(chosen))
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    done = subprocess.run([*pip, "-d", folder, "-r", folder / "lab.lock"], capture_output=True, text=True)
    if done.returncode:
        missing(f"the wheels of the lock cannot be fetched: {done.stderr[-300:]}")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def install(wheels, tmp_path_factory):
    """Make an environment with statuslab and an extra, from the folder alone; returns its folder of programs."""

    def installed(what, *options):
        place = tmp_path_factory.mktemp("environment")
        venv.create(place, with_pip=True)
        programs = place / ("Scripts" if os.name == "nt" else "bin")
        pip = [programs / "python", "-m", "pip", "install", "-q", "--no-index", "--find-links", wheels, *options, what]
        subprocess.run(pip, check=True, capture_output=True)
        return programs

    return installed


@pytest.fixture
def stranger(tmp_path):
    """The environment of a user whose machine has neither git nor make, and no trace of the course."""
    home, programs = tmp_path / "home", tmp_path / "programs"
    home.mkdir()
    programs.mkdir()
    for name in ("realpath", "dirname"):  # which uv's scripts use
        (programs / name).symlink_to(shutil.which(name))
    kept = {name: value for name, value in os.environ.items() if name in ("LANG", "SYSTEMROOT", "TMPDIR", "TEMP")}
    return {**kept, "PATH": str(programs), "HOME": str(home), "STATUSLAB_HOME": str(home / "statuslab")}


def size_of(programs):
    """Bytes of what is installed, but for what a new environment has."""
    (packages,) = programs.parent.glob("lib/python*/site-packages")
    files = [path for path in packages.rglob("*") if path.is_file()]
    new = [path for path in files if not path.relative_to(packages).parts[0].startswith(CAME_WITH)]
    return sum(path.stat().st_size for path in new)


@contextmanager
def jupyterlab(command, folder, environment):
    """Run `statuslab lab` in a folder, and give what JupyterLab's API says of the pages there."""
    port = free_port()
    environment = {**environment, "JUPYTER_TOKEN": "tea"}
    with (folder / "log").open("w") as log:
        command = [*command, "lab", "--no-browser", "--port", str(port)]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        yield pages_at(f"http://127.0.0.1:{port}/api/contents?token=tea", process, folder / "log")
    finally:
        process.terminate()
        process.wait(60)


def pages_at(url, process, log):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return {entry["name"] for entry in json.load(answer)["content"]}
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not answer; its log ends: {log.read_text()[-2000:]}")


@contextmanager
def served(command, folder, environment):
    """Run a server that says in its first line where it listens, and give that URL."""
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().split()[1]
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_base_is_small_and_does_what_it_promises(install, stranger, tmp_path):
    programs = install("statuslab")
    assert size_of(programs) < 60 * MEGABYTE
    command = [programs / "python", HERE / "base_layer.py", tmp_path]
    done = subprocess.run(command, cwd=tmp_path, env=stranger, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "the base does what it promises\n"
    serve = [programs / "statuslab", "serve", "--port", "0", "--tls-port", "0"]
    with served(serve, tmp_path, stranger) as url, urllib.request.urlopen(f"{url}/teas/7", timeout=60) as answer:
        assert json.load(answer)["name"] == "Assam"


def test_lab_opens_the_course_in_an_empty_folder_and_does_what_it_promises(install, stranger, tmp_path):
    programs, folder = install("statuslab[lab]", "--no-compile"), tmp_path / "empty"
    folder.mkdir()
    with jupyterlab([programs / "statuslab"], folder, stranger) as pages:
        assert "0_start_here.ipynb" in pages
    command = [programs / "python", "-W", "ignore", HERE / "lab_layer.py"]
    done = subprocess.run(command, cwd=folder, env=stranger, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("the lab does what it promises\n")


def test_uvx_runs_the_course_in_an_empty_folder(wheels, stranger, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    uvx = [sys.executable, "-m", "uv", "tool", "run", "--offline", "--no-index", "--find-links", wheels]
    uvx += ["--no-config", "--python", sys.executable, "--cache-dir", tmp_path / "cache"]
    with jupyterlab([*uvx, "statuslab[lab]"], folder, stranger) as pages:
        assert "0_start_here.ipynb" in pages


def test_wheel_has_the_pages_the_data_and_the_compiled_bank(wheels):
    (wheel,) = wheels.glob("statuslab-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {"_data/questions.json", "_data/status_codes.csv", "_notebooks/0_start_here.ipynb", "static/quiz.js"}
    assert {f"statuslab/{name}" for name in wanted} <= names
    assert not [name for name in names if "tests/" in name or "node_modules" in name]
