"""The sources in `frontend/` and what is built from them: static/ has what a rebuild gives, and biome finds nothing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sampling import together
from statuslab import static
from statuslab.notebook.jupyterlab import DATA

FRONTEND = Path(__file__).resolve().parents[1] / "frontend"
STATIC = Path(static.__file__).parent


@pytest.fixture(scope="module")
def node():
    """Run a command of node in `frontend/`, and give what it printed."""
    lacking = "" if (FRONTEND / "node_modules").is_dir() else "no node modules; run npm ci in frontend/"
    lacking = lacking if shutil.which("node") else "no node"
    if lacking:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(lacking)

    def run(*command):
        done = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def files(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix in {".js", ".css"}}


def test_rebuild_gives_the_committed_bundles(node, tmp_path):
    node("node", "build.js", str(tmp_path))
    built, committed = files(tmp_path), files(STATIC)
    assert built.keys() == committed.keys()
    assert [name for name in built if built[name] != committed[name]] == [], "run make frontend"


def test_sources_pass_the_linter_and_the_formatter(node):
    node("node_modules/.bin/biome", "ci", "--colors=off", ".")


def test_script_that_is_not_built_passes_the_linter_and_the_formatter(node, tmp_path):
    (tmp_path / "src").mkdir()
    shutil.copy(FRONTEND / "biome.json", tmp_path)
    shutil.copy(DATA / "labextensions" / "statuslab" / "static" / "lab_extension.js", tmp_path / "src")
    node("node_modules/.bin/biome", "ci", "--colors=off", f"--config-path={tmp_path}", f"{tmp_path}/src")


@together("path", sorted(FRONTEND.glob("*.js*")) + sorted(FRONTEND.glob("src/**/*.*")), ids=str)
def test_line_has_at_most_120_characters(path):
    if path.name != "package-lock.json":
        assert max(map(len, path.read_text(encoding="utf-8").splitlines())) <= 120


@together("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_bundle_imports_nothing(path):
    assert not any(line.startswith("import ") for line in path.read_text(encoding="utf-8").splitlines())
