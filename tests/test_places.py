"""What runs the course elsewhere: the image, Binder, dev containers, and the pieces to paste for administrators."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from hubs import TestHub
from only_base import brought
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from image_file import DOCKERFILE, ROOT, copied, instructions

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
IMAGE_LOCK = ROOT / "deploy" / "docker" / "requirements.lock"
STEPS = instructions(DOCKERFILE.read_text(encoding="utf-8"))
ADMINISTRATORS = (ROOT / "docs" / "administrators.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="these scripts are for POSIX systems")


def entries(lock):
    """What a lock pins: (name, version) -> its hashes."""
    found = re.split(r"^(?=[a-z])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    names = [re.match(r"([\w.-]+)==([^\s;]+)", entry).groups() for entry in found]
    return {name: set(re.findall("sha256:[0-9a-f]{64}", entry)) for name, entry in zip(names, found, strict=True)}


# The image


def test_all_that_the_image_copies_is_in_the_checkout_and_not_ignored():
    ignored = (DOCKERFILE.parent / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    sources = {source for step in STEPS if step.name == "COPY" for source in copied(step)[0]}
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert sources == let_in


def test_image_is_built_from_pinned_hashes_and_does_not_run_as_root():
    installs = [step.rest for step in STEPS if step.name == "RUN" and "install" in step.rest]
    assert all("--require-hashes -r " in rest or "--no-deps --no-build-isolation /course" in rest for rest in installs)
    assert "1000" in [step.rest for step in STEPS if step.name == "USER"]
    assert all(fnmatch(step.rest.split()[0], "python:3.*-slim") for step in STEPS if step.name == "FROM")


def test_images_lock_is_a_part_of_the_projects_and_has_all_that_a_hub_needs():
    image, whole = entries(IMAGE_LOCK), entries(ROOT / "requirements.lock")
    assert {pin: hashes for pin, hashes in image.items() if whole.get(pin) != hashes} == {}, "run `make lock`"
    lines = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["lab"], "jupyterhub", "hatchling"]
    assert brought(lines) - {canonicalize_name(name) for name, _ in image} == set()


def test_lock_that_has_fallen_behind_is_found(tmp_path):
    lock = tmp_path / "lock"
    lock.write_text(IMAGE_LOCK.read_text(encoding="utf-8").replace("hatchling==", "hatchling==0."))
    assert not entries(lock).keys() <= entries(ROOT / "requirements.lock").keys()


@needs_sh
@pytest.mark.parametrize("copy", ["true", "false"], ids=["pages laid out", "no room"])
def test_with_course_runs_the_command_with_the_courses_settings_even_without_pages(tmp_path, copy):
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "with-course").write_bytes((ROOT / "deploy" / "with-course").read_bytes())
    (programs / "statuslab").write_text(f'#!/bin/sh\necho "$@"\n{copy}\n')
    (programs / "python").write_text("#!/bin/sh\necho /course\n")
    for program in programs.iterdir():
        program.chmod(0o755)
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/home/olga", "JUPYTER_PATH": "/own"}
    asks = [programs / "with-course", "sh", "-c", 'echo "$JUPYTER_PATH $JUPYTER_CONFIG_PATH" "$1"', "sh", "two words"]
    done = subprocess.run(asks, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "/course/jupyter_data:/own /course/jupyter_config two words\n"
    assert done.stderr.startswith("copy /home/olga/statuslab\n")
    assert ("without pages in /home/olga/statuslab" in done.stderr) == (copy == "false")


def test_with_course_names_folders_that_there_are():
    notebook = ROOT / "src" / "statuslab" / "notebook"
    named = re.findall(r"\$course/(\w+)", (ROOT / "deploy" / "with-course").read_text(encoding="utf-8"))
    assert named == ["jupyter_config", "jupyter_data"]
    assert all((notebook / name).is_dir() for name in named)


# Binder and dev containers


def test_binder_installs_the_images_lock_with_a_python_that_the_course_allows():
    binder = ROOT / ".binder"
    (line,) = (binder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert (binder / line.removeprefix("-r ")).resolve() == IMAGE_LOCK
    python = (binder / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    assert SpecifierSet(PROJECT["requires-python"]).contains(f"{python}.99")


@needs_sh
@pytest.mark.parametrize("name", [".binder/postBuild", ".binder/start", "deploy/with-course"])
def test_script_can_be_run_and_has_no_mistake_in_its_grammar(name):
    assert os.access(ROOT / name, os.X_OK)
    subprocess.run(["sh", "-n", ROOT / name], check=True)


def test_binder_does_what_the_image_does():
    script = (ROOT / ".binder" / "postBuild").read_text(encoding="utf-8")
    assert "pip install --no-deps --no-build-isolation" in script
    assert "statuslab copy" in script
    assert "deploy/with-course" in (ROOT / ".binder" / "start").read_text(encoding="utf-8")


def test_dev_container_calls_a_target_of_the_makefile():
    told = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    program, target = told["postCreateCommand"].split()
    assert program == "make"
    assert re.search(rf"^{re.escape(target)}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert SpecifierSet(PROJECT["requires-python"]).contains(f"{told['image'].removeprefix('python:')}.99")


# What administrators paste


def blocks(language):
    return [text for name, text in BLOCK.findall(ADMINISTRATORS) if name == language]


def test_pieces_to_paste_can_be_read():
    (python,) = blocks("python")
    ast.parse(python)
    values, manifests = blocks("yaml")
    ast.parse(yaml.safe_load(values)["hub"]["extraConfig"]["statuslab"])
    kinds = [part["kind"] for part in yaml.safe_load_all(manifests)]
    assert kinds == ["Service", "PersistentVolumeClaim", "Deployment"]


def test_deployment_gives_the_service_what_a_service_that_is_started_by_hand_needs():
    deployment = list(yaml.safe_load_all(blocks("yaml")[1]))[-1]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    _, needed, _ = TestHub(Path("hub"), {"port": 1, "hub": 2, "service": 3})._service()
    assert {each["name"] for each in container["env"]} == needed.keys()


def test_both_ways_to_a_hub_ask_for_the_same_scopes():
    (python,) = blocks("python")
    values = yaml.safe_load(blocks("yaml")[0])["hub"]
    service = values["services"]["statuslab"]
    own = {}
    exec(python, {"c": Anything(own)})
    (entry,) = own["JupyterHub.services"]
    assert entry["oauth_client_allowed_scopes"] == service["oauth_client_allowed_scopes"]
    assert own["JupyterHub.custom_scopes"] == values["config"]["JupyterHub"]["custom_scopes"]
    roles = {role.pop("name"): role for role in own["JupyterHub.load_roles"]}
    assert roles == values["loadRoles"]
    theirs = {}
    exec(values["extraConfig"]["statuslab"], {"c": Anything(theirs)})
    assert theirs.items() <= own.items()


class Anything:
    """A configuration object that notes what is set: "JupyterHub.services" -> value."""

    def __init__(self, noted, name=""):
        self.__dict__.update(noted=noted, name=name)

    def __getattr__(self, name):
        return Anything(self.noted, name)

    def __setattr__(self, name, value):
        self.noted[f"{self.name}.{name}"] = value
