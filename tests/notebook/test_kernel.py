"""The kernels of `statuslab lab`: any cell can be the first, and the user's own IPython stays as it is."""

import ast
import json
from pathlib import Path

import pytest
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from fixed_lab import kernel_connection
from statuslab.notebook import jupyterlab
from statuslab.notebook.kernel import FUNCTIONS
from statuslab.storage.files import notebooks_folder

CONFIG = """
c.InteractiveShellApp.extensions = ["autoreload"]
c.InteractiveShellApp.exec_lines = ["mine = 'from my profile'"]
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run a cell in a kernel of `statuslab lab` whose user has an IPython profile, and return what it printed."""
    home = tmp_path_factory.mktemp("ipython")
    (home / "profile_default").mkdir()
    (home / "profile_default" / "ipython_config.py").write_text(CONFIG)
    specs = KernelSpecManager(kernel_dirs=[str(Path(jupyterlab.DATA) / "kernels")])
    connection = kernel_connection(tmp_path_factory.mktemp("kernel"))
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=specs, **connection)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(home))
        manager.start_kernel()
    client = manager.client()
    client.start_channels()

    def run_cell(source):
        printed = []

        def keep(message):
            content = message["content"]
            printed.append(content.get("text") or content.get("data", {}).get("text/plain") or content.get("evalue"))

        client.execute_interactive(source, timeout=300, output_hook=keep)
        return "".join(filter(None, printed))

    try:
        client.wait_for_ready(timeout=300)
        yield run_cell
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.context.term()


def test_kernel_starts_without_importing_what_no_cell_has_mentioned(run):
    loaded = "import sys; sorted({'statuslab.server', 'statuslab.questions', 'ipywidgets'} & sys.modules.keys())"
    assert run(loaded) == "[]"


def test_profile_of_the_user_stays_in_force(run):
    assert run("mine") == "'from my profile'"
    assert "autoreload is already loaded" in run("%load_ext autoreload").replace("extension ", "")


def test_http_cell_needs_no_cell_before_it(run):
    assert "200 OK" in run("%%http\nGET /teas/7")


def test_function_needs_no_cell_before_it(run):
    assert "404 Not Found" in run("card(404)")
    assert run("%time type(quiz(404)).__name__").endswith("'QuizCard'")


def test_client_of_the_lessons_needs_no_import(run):
    assert run("httpx2.get(lab.url + '/teas/7', trust_env=False).status_code") == "200"


def test_variable_of_the_learner_keeps_its_value(run):
    assert run("table = 'mine'") == ""
    assert run("table") == "'mine'"


def test_loading_the_extension_again_prints_nothing(run):
    assert [run("%load_ext statuslab") for _ in range(3)] == ["", "", ""]


def test_kernel_has_every_function_that_a_page_imports():
    imported = set()
    for path in notebooks_folder().glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            lines = [line for line in "".join(cell["source"]).splitlines() if not line.startswith("%")]
            code = "\n".join(lines) if cell["cell_type"] == "code" and "from statuslab" in "\n".join(lines) else ""
            imports = (node for node in ast.parse(code).body if isinstance(node, ast.ImportFrom))
            imported |= {(alias.name, node.module) for node in imports for alias in node.names}
    modules = {"statuslab", "statuslab.clients"}  # others are taken from the package once, where they are used
    assert {each for each in imported if each[1] in modules} <= FUNCTIONS.items()
    assert imported
