import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


def direct(project, *extras):
    """What pyproject.toml names: name -> specifier."""
    named = project["dependencies"] + [
        each for extra in ("lab", "dev", *extras) for each in project["optional-dependencies"][extra]
    ]
    return {canonicalize_name(r.name): r.specifier for r in map(Requirement, named) if r.name != "statuslab"}


def pins(lock):
    """What a lock pins: name -> its versions (several where they differ by platform or Python)."""
    found = {}
    for line in lock.splitlines():
        if line and not line.startswith(("#", " ")):
            requirement = Requirement(line.rstrip(" \\"))
            (pin,) = requirement.specifier
            assert pin.operator == "==", line
            found.setdefault(canonicalize_name(requirement.name), set()).add(pin.version)
    return found


def written_out(environment):
    """What environment.yml asks for: name -> version, of conda (name=1) and of pip (name==1) alike."""
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    pairs = [re.split("==?", entry) for entry in [*conda, *pip] if "=" in entry]
    assert len(pairs) == len({canonicalize_name(name) for name, _ in pairs}), "a name is there twice"
    return {canonicalize_name(name): version for name, version in pairs}


def disagreements(project, lock, environment):
    """Each way in which the three files contradict one another, as a sentence."""
    asked, locked, conda = direct(project), pins(lock), written_out(environment)
    found = []
    if not SpecifierSet(project["requires-python"]).contains(f"{conda.pop('python')}.99"):
        found.append("environment.yml has a Python that pyproject.toml does not allow")
    for name, specifier in asked.items():
        if not all(specifier.contains(version) for version in locked.get(name, {"0"})):
            found.append(f"{name}: pyproject.toml asks for {specifier}, the lock has {locked.get(name)}")
        if {conda.get(name)} != locked.get(name):
            found.append(f"{name}: environment.yml has {conda.get(name)}, the lock has {locked.get(name)}")
    return found + [f"{name}: in environment.yml but not in pyproject.toml" for name in conda.keys() - asked]


@pytest.fixture
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def lock():
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture
def environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["requirements.lock", ".ci/uv.lock"])
def test_lock_has_a_hash_for_every_pin_and_names_no_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"https?://|--index-url|--find-links", text)


def test_both_locks_pin_the_same_uv():
    pinned = [pins((ROOT / name).read_text(encoding="utf-8"))["uv"] for name in ("requirements.lock", ".ci/uv.lock")]
    assert pinned[0] == pinned[1]


def test_project_lock_and_conda_environment_agree(project, lock, environment):
    assert disagreements(project, lock, environment) == []


@pytest.mark.parametrize(
    ("conda", "told"),
    [
        (["python=3.12", "demo=1.1"], "demo: environment.yml has 1.1, the lock has {'1.0'}"),
        (["python=3.12"], "demo: environment.yml has None, the lock has {'1.0'}"),
        (["python=3.12", "demo=1.0", "more=2"], "more: in environment.yml but not in pyproject.toml"),
        (["python=3.9", "demo=1.0"], "environment.yml has a Python that pyproject.toml does not allow"),
    ],
)
def test_a_disagreement_is_told(conda, told):
    project = {
        "requires-python": ">=3.11",
        "dependencies": ["demo>=1"],
        "optional-dependencies": {"lab": [], "dev": []},
    }
    assert disagreements(project, "demo==1.0\n", {"dependencies": [*conda, {"pip": ["-e ."]}]}) == [told]


def test_a_lock_older_than_pyproject_is_told():
    project = {
        "requires-python": ">=3.11",
        "dependencies": ["demo>=2"],
        "optional-dependencies": {"lab": [], "dev": []},
    }
    environment = {"dependencies": ["python=3.12", "demo=1.0", {"pip": ["-e ."]}]}
    assert disagreements(project, "demo==1.0\n", environment) == [
        "demo: pyproject.toml asks for >=2, the lock has {'1.0'}"
    ]


def test_the_conda_environment_installs_the_course_itself(environment):
    assert environment["channels"] == ["conda-forge"]
    assert "pip" in environment["dependencies"]
    assert "-e ." in environment["dependencies"][-1]["pip"]


def test_conda_environment_pins_python_to_a_minor_version(environment):
    assert re.fullmatch(r"python=3\.\d+", environment["dependencies"][0])


def test_the_lock_names_no_address_and_no_index(lock):
    assert not re.search(r"://|\bfile:|--(extra-)?index|--find-links|^-", lock, re.MULTILINE)


def test_the_lock_says_how_it_is_made(lock):
    assert "make lock" in lock[:200]


# What the sources import, and whether it is asked for

DISTRIBUTIONS = {"yaml": "pyyaml", "OpenSSL": "pyopenssl", "PIL": "pillow"}  # where the name of the module is another
COME_WITH_JUPYTER = {"IPython", "traitlets", "zmq", "nbconvert"}


def imported(folder, *beside):
    """The distributions that a folder imports, by their names in pyproject.toml; modules `beside` it are no others'."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py")]
    own = {"statuslab"} | {path.stem for each in (folder, *beside) for path in each.rglob("*")}
    found = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
        found |= {name.partition(".")[0] for name in names}
    outside = found - own - set(sys.stdlib_module_names) - COME_WITH_JUPYTER
    return {canonicalize_name(DISTRIBUTIONS.get(name, name)) for name in outside}


@pytest.mark.slow
def test_what_the_course_imports_is_asked_for(project):
    lines = project["dependencies"] + project["optional-dependencies"]["lab"] + project["optional-dependencies"]["hub"]
    asked = {canonicalize_name(Requirement(line).name) for line in lines}
    assert imported(ROOT / "src" / "statuslab") - asked == set()


@pytest.mark.slow
def test_what_the_tests_import_is_asked_for(project):
    assert imported(ROOT / "tests", ROOT / "deploy") - direct(project, "bench").keys() == set()


def test_an_import_nobody_asked_for_is_found(tmp_path):
    (tmp_path / "page.py").write_text("import os\nimport flask.json\nfrom yaml import load\nimport page\n")
    assert imported(tmp_path) == {"flask", "pyyaml"}


# Setting up on a machine where a piece is missing: .ci/setup with a stand-in for python3

needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="make and sh are for POSIX systems")


def set_up(folder, python3):
    """Run .ci/setup in an empty folder where `python3` is the given shell script."""
    stand_in = folder / "python3"
    stand_in.write_text(f"#!/bin/sh\n{python3}\n")
    stand_in.chmod(0o755)
    return subprocess.run(
        [shutil.which("sh"), ROOT / ".ci" / "setup"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHON3": str(stand_in)},
        capture_output=True,
        text=True,
        timeout=30,
    )


@needs_sh
def test_setup_with_an_old_python_says_in_one_line_which_is_needed(tmp_path):
    done = set_up(tmp_path, 'if [ "$1" = --version ]; then echo Python 3.9.2; else exit 1; fi')
    assert done.returncode == 1
    assert done.stderr.startswith("met Python 3.9.2, expected Python 3.11 or later: ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / ".venv").exists()


@needs_sh
def test_setup_without_python3_venv_names_the_one_command(tmp_path):
    done = set_up(tmp_path, 'case "$2" in *ensurepip*) exit 1 ;; esac')
    assert done.returncode == 1
    assert done.stderr.endswith("sudo apt-get install python3-venv\n")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / ".venv").exists()


@needs_sh
def test_setup_that_cannot_install_leaves_no_stamp_and_names_its_log(tmp_path):
    done = set_up(tmp_path, 'if [ "$2" = venv ]; then echo no room >&2; exit 1; fi')
    assert done.returncode == 1
    assert "setup.log" in done.stderr
    assert not (tmp_path / ".venv" / ".ready").exists()


WORKS = """
case "$2" in
    venv) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    uv | pip) echo "fetched 1 of 9" ;;
esac"""


@needs_sh
def test_setup_says_how_far_it_is_in_plain_lines_and_keeps_the_words_of_its_tools_in_the_log(tmp_path):
    done = set_up(tmp_path, WORKS)
    assert done.returncode == 0, done.stderr
    assert [line[:6] for line in done.stdout.splitlines()[1:-1]] == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"]
    assert done.stdout.splitlines()[-1].startswith("The environment is ready")
    assert done.stdout.isascii() and "\x1b" not in done.stdout and "\r" not in done.stdout
    assert (tmp_path / ".venv" / "setup.log").read_text() == "fetched 1 of 9\n" * 3
    assert (tmp_path / ".venv" / ".ready").exists()


@needs_sh
def test_setup_on_a_terminal_shows_what_its_tools_say_while_they_fetch(tmp_path):
    import pty

    stand_in = tmp_path / "python3"
    stand_in.write_text(f"#!/bin/sh\n{WORKS}\n")
    stand_in.chmod(0o755)
    outside, terminal = pty.openpty()
    environment = {"PATH": "/usr/bin:/bin", "PYTHON3": str(stand_in)}
    places = dict.fromkeys(("stdout", "stderr"), terminal)
    subprocess.run([shutil.which("sh"), ROOT / ".ci" / "setup"], cwd=tmp_path, env=environment, timeout=30, **places)
    os.close(terminal)
    assert os.read(outside, 10_000).decode().count("fetched 1 of 9") == 3
    os.close(outside)


@needs_sh
def test_setup_without_uv_says_that_pip_takes_longer(tmp_path):
    fails = WORKS.replace("uv | pip)", "uv) exit 1 ;;\n    pip)")
    done = set_up(tmp_path, fails)
    assert done.returncode == 0, done.stderr
    assert "so pip does, which takes longer" in done.stdout
