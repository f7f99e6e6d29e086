"""A real JupyterLab with a temporary configuration, and a real Chromium to use it.

The harness only: what is looked at, the tests beside this file say.

    def test_the_start_page_greets(lab_page):
        lab_page.open_page("0_start_here.ipynb")
        lab_page.run_all()
        lab_page.screenshot("start")
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
import sites
from nbformat.v4 import new_code_cell, new_notebook
from oracle import missing

from free_ports import free_port
from statuslab.notebook.jupyterlab import with_defaults
from statuslab.storage import files, workspace

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 180  # seconds for anything that JupyterLab or a page is asked to do
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class Jupyter:
    """A running JupyterLab: its address, its token, the learner's folder and the settings it reads."""

    url: str
    token: str
    folder: Path
    settings: Path

    def api(self, method, path):
        """Call JupyterLab's own API and return the JSON of the answer (None where there is none)."""
        request = urllib.request.Request(
            f"{self.url}/api/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or "null")

    def write(self, name, sources):
        """Write a notebook of these code cells into the learner's folder, and return its name."""
        kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
        page = new_notebook(cells=[new_code_cell(source) for source in sources], metadata=kernel)
        files.write_atomically(self.folder / name, nbformat.writes(page))
        return name

    def set_theme(self, theme):
        """Have pages opened from now on in the light or the dark theme."""
        name = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}[theme]
        path = self.settings / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
        files.write_atomically(path, json.dumps({"theme": name, "adaptive-theme": False}))


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """JupyterLab as `statuslab lab` starts it, on a free loopback port over a fresh learner's copy of the pages."""
    root = tmp_path_factory.mktemp("jupyter")
    (root / "workspace").mkdir()
    if any(files.notebooks_folder().glob("*.ipynb")):
        workspace.prepare(files.notebooks_folder(), root / "workspace")
    with started(root, with_defaults(os.environ), "log") as running:
        yield running


@pytest.fixture(scope="module")
def plain_jupyter(jupyter):
    """JupyterLab without anything of ours, over the same copy of the pages; what it trusts is the same too."""
    with started(jupyter.folder.parent, os.environ, "plain-log") as running:
        yield running


@pytest.fixture(scope="module")
def notebook_7(tmp_path_factory):
    """Notebook 7 on a copy of the pages. It comes from the lock of the site's tools, into a folder of its own."""
    root, packages = tmp_path_factory.mktemp("notebook7"), tmp_path_factory.mktemp("packages")
    lock = (ROOT / "deploy" / "site" / "requirements.lock").read_text(encoding="utf-8")
    (root / "notebook.lock").write_text(re.search(r"^notebook==.*\n(?: .*\n)+", lock, re.MULTILINE)[0])
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "--target", packages]
    done = subprocess.run([*pip, "-r", root / "notebook.lock"], capture_output=True, text=True)
    if done.returncode:
        missing(f"Notebook 7 cannot be fetched: {done.stderr[-300:]}")
    workspace.prepare(files.notebooks_folder(), root / "workspace")
    places = {"PYTHONPATH": packages, "JUPYTER_PATH": packages / "share" / "jupyter"}
    added = {name: os.pathsep.join([str(path), os.environ.get(name, "")]) for name, path in places.items()}
    with started(root, os.environ | added, "log", app="notebook") as running:
        yield running


@contextmanager
def started(root, environment, log_name, app="jupyterlab"):
    """Run JupyterLab, or another app of Jupyter, on root/workspace until the block ends."""
    port = free_port()
    running = Jupyter(f"http://127.0.0.1:{port}", secrets.token_hex(16), root / "workspace", root / "settings")
    with (root / log_name).open("w") as log:
        process = subprocess.Popen(
            _command(port, running, app), env={**environment} | _places(root, running), stdout=log, stderr=log
        )
        try:
            _wait_until_it_answers(running, process, root / log_name)
            yield running
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _command(port, running, app):
    return [
        sys.executable,
        "-m",
        app,
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={running.folder}",
        f"--{'LabApp' if app == 'jupyterlab' else 'JupyterNotebookApp'}.expose_app_in_browser=True",
    ]


def _places(root, running):
    """The environment in which JupyterLab neither reads nor writes a person's own configuration."""
    return {
        "JUPYTER_TOKEN": running.token,
        "JUPYTERLAB_SETTINGS_DIR": str(running.settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(root / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(root / "config"),
        "JUPYTER_DATA_DIR": str(root / "data"),
        "JUPYTER_RUNTIME_DIR": str(root / "runtime"),
        "IPYTHONDIR": str(root / "ipython"),
    }


def _wait_until_it_answers(running, process, log):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return running.api("GET", "status")
        except OSError:  # not listening yet; meanwhile it may also have ended
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
    raise AssertionError(f"JupyterLab did not answer; its log ends: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def site():
    """The address of a freshly built site."""
    with sites.served() as url:
        yield url


@pytest.fixture(scope="module")
def chromium():
    """A chromium for the tests of one file; skips (in CI: fails) where there is none.

    Not for the session: while playwright runs, its event loop forbids asyncio.run and a second playwright.
    """
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium_path(playwright), args=["--no-sandbox"])
        yield browser
        browser.close()


def _chromium_path(playwright):
    own = playwright.chromium.executable_path
    found = next(filter(None, map(shutil.which, BROWSERS)), own if Path(own).exists() else None)
    if found is None:
        missing = "no chromium found; on Debian: apt-get install chromium"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    return found


class LabPage:
    """A browser page with JupyterLab, and what a user does in it."""

    def __init__(self, page, jupyter, place="lab/tree"):
        self.page = page
        self._jupyter = jupyter
        self._place = place

    def open_page(self, name):
        """Open a notebook of the learner's copy, and wait until its kernel is ready."""
        self.page.goto(f"{self._jupyter.url}/{self._place}/{name}?reset&token={self._jupyter.token}")
        self.page.locator(".jp-Notebook").wait_for()
        self.wait_for(
            """async () => {
                const shown = window.jupyterapp.shell.currentWidget;
                await shown.context.ready;
                await shown.sessionContext.ready;
                await shown.sessionContext.session.kernel.info;
            }"""
        )

    def run(self, number):
        """Run the cell of that number and wait for its end."""
        self.cell(number).locator(".jp-InputArea-editor").click()
        self.command("notebook:run-cell")

    def run_all(self):
        """Run all cells and wait until the last has finished."""
        self.command("notebook:run-all-cells")

    def answer(self, number, option=0):
        """Answer the card below the cell of that number, guessing, and wait for its feedback."""
        card = self.output(number).locator("form.qz")
        card.locator(".question label").nth(option).click()
        card.locator(".sure label").first.click()
        card.locator("button.go").click()
        card.locator(".marks").wait_for()

    def command(self, name):
        """Execute one of JupyterLab's commands and wait for it."""
        self.wait_for("name => window.jupyterapp.commands.execute(name)", name)

    def wait_for(self, script, argument=None):
        """Evaluate an asynchronous script; unlike playwright's own, this gives up after a while."""
        limit = f"""new Promise((_, refuse) => setTimeout(
            () => refuse(new Error("JupyterLab did not finish within {PATIENCE} s")), {PATIENCE * 1000}))"""
        self.page.evaluate(f"async x => {{ await Promise.race([({script})(x), {limit}]) }}", argument)

    def code(self):
        """The code cells: the number and the source of each."""
        cells = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(
            (cell) => [cell.model.type, cell.model.sharedModel.getSource()])"""
        found = enumerate(self.page.evaluate(cells), 1)
        return [(number, source) for number, (kind, source) in found if kind == "code"]

    def cell(self, number):
        """The notebook's cell of that number, from 1."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(number - 1)

    def output(self, number):
        """What the cell of that number shows below its source."""
        return self.cell(number).locator(".jp-OutputArea-output")

    def screenshot(self, name):
        """Store what is seen as screenshots/NAME.png and return the path."""
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=path)
        return path


@pytest.fixture(scope="module")
def window(chromium, jupyter):
    """Open browser windows on JupyterLab, each in a theme and fresh; its kernels are stopped afterwards."""

    @contextmanager
    def opened(theme):
        jupyter.set_theme(theme)
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE * 1000)
        yield LabPage(context.new_page(), jupyter)
        context.close()
        for session in jupyter.api("GET", "sessions"):
            jupyter.api("DELETE", f"sessions/{session['id']}")

    return opened


@pytest.fixture
def notebook_7_page(chromium, notebook_7):
    """A browser window on Notebook 7."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    yield LabPage(context.new_page(), notebook_7, place="notebooks")
    context.close()


@pytest.fixture
def empty_memory():
    """A learner's home without answers."""
    for kept in files.home().glob("progress.sqlite*"):
        kept.unlink()


@pytest.fixture
def theme(request):
    """light, or as parametrized: @pytest.mark.parametrize("theme", ["light", "dark"], indirect=True)."""
    return getattr(request, "param", "light")


@pytest.fixture
def lab_page(window, theme):
    """A fresh browser window on JupyterLab for one test."""
    with window(theme) as page:
        yield page
