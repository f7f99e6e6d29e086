"""The recipes of CONTRIBUTING.md, followed to the letter in a copy of the checkout: what they add works there.

A fenced block of CONTRIBUTING.md belongs to a recipe when its first line says so after the language:

    ```csv row=data/status_codes.csv           insert the row where its first column puts it
    ```python file=src/statuslab/new.py        create this file
    ```python append=src/statuslab/old.py      append to this file
    ```python page=notebooks/new.ipynb         create a page of these cells, written in the percent format
    ```python section=notebooks/old.ipynb      insert these cells before "Prove it"
    ```sh run                                  run these commands
"""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sampling import slow_param

ROOT = Path(__file__).resolve().parents[1]
COPIED = (
    *(".ci", ".github", "data", "deploy", "docs", "frontend", "notebooks", "src", "tests"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "README.md", "RELEASING.md", "SECURITY.md"),
    *("LICENSE", "Makefile", "environment.yml", "hatch_build.py", "pyproject.toml", "requirements.lock"),
)
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "mutants", "bench", ".pytest_cache", "node_modules")
BLOCK = re.compile(r"^ *```(\w+) (run|(?:row|file|append|page|section)=\S+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
NOT_PASSED_ON = ("STATUSLAB_FIXED", "STATUSLAB_SLOW")
CELL = re.compile(r"^# %%( \[markdown\])?\n", re.MULTILINE)


@dataclass(frozen=True)
class Snippet:
    """One fenced block of a recipe: what to do with its text, and to which file."""

    action: str
    file: str
    text: str


def snippets_of(recipe):
    """The snippets of a recipe in their order; a recipe is a section of CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {recipe}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"CONTRIBUTING.md has no section {recipe!r}"
    found = [Snippet(*_split(action), textwrap.dedent(body)) for _, action, body in BLOCK.findall(section[1])]
    assert found, f"the section {recipe!r} of CONTRIBUTING.md has no snippet to follow"
    return found


def _split(action):
    name, _, file = action.partition("=")
    return name, file


class Checkout:
    """A copy of the checkout in which recipes are followed."""

    def __init__(self, folder):
        self.folder = folder
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=LEFT_OUT)
            else:
                shutil.copy2(source, folder / name)
        (folder / ".venv").symlink_to(sys.prefix)
        home = folder / "home"
        home.mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON},
            "PYTHONPATH": os.pathsep.join([str(folder / "src"), str(folder / "tests")]),
            "STATUSLAB_HOME": str(home),
        }

    def follow(self, recipe):
        for snippet in snippets_of(recipe):
            getattr(self, f"_{snippet.action}")(snippet.text, self.folder / snippet.file)

    def run(self, *command):
        """Run a command in the copy and return what it prints; a command that fails fails the test."""
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def python(self, source):
        return self.run(sys.executable, "-c", source)

    def pytest(self, *arguments):
        return self.run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)

    def _file(self, text, path):
        assert not path.exists(), f"a recipe creates {path.name}, which is there already"
        path.write_text(text, encoding="utf-8")

    def _append(self, text, path):
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def _row(self, text, path):
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        place = next((index for index, row in enumerate(rows) if row.split(",")[0] > text.split(",")[0]), len(rows))
        path.write_text("".join([header, *rows[:place], text, *rows[place:]]), encoding="utf-8")

    def _page(self, text, path):
        assert not path.exists(), f"a recipe creates {path.name}, which is there already"
        nbformat.write(new_notebook(cells=_cells(text)), path)

    def _section(self, text, path):
        page = nbformat.read(path, as_version=4)
        place = next(index for index, cell in enumerate(page.cells) if cell.source.startswith("## Prove it"))
        page.cells[place:place] = _cells(text)
        nbformat.write(page, path)

    def _run(self, text, _):
        for line in text.splitlines():
            command = line.partition("#")[0].split()
            if command[0] == "make":  # the environment is the one that runs this test
                command[1:1] = ["--assume-old=.venv/.ready"]
            elif command[0] == "statuslab":
                command[:1] = [sys.executable, "-m", "statuslab.cli"]
            self.run(*command)


def _cells(text):
    """Cells from the percent format: `# %%` begins a code cell, `# %% [markdown]` one of commented prose."""
    _, *parts = CELL.split(text)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return [
        new_markdown_cell(re.sub(r"^# ?", "", source.strip(), flags=re.MULTILINE))
        if markdown
        else new_code_cell(source.strip())
        for markdown, source in pairs
    ]


def nbval(checkout, page):
    options = ["-o", "addopts=", "-p", "fixed_lab", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=300"]
    return checkout.pytest(*options, "--nbval-sanitize-with=tests/nbval_sanitize.cfg", f"notebooks/{page}.ipynb")


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


@pytest.mark.slow
def test_recipe_for_a_code_adds_a_code_that_can_be_carded_told_challenged_and_asked(checkout):
    assert len(places := {snippet.file for snippet in snippets_of("Adding a code")} - {""}) <= 5, places
    checkout.follow("Adding a code")
    checkout.pytest("tests/catalog", "tests/codes", "tests/questions/test_loader.py", "tests/test_notebooks.py")
    checkout.pytest("tests/test_layers.py", "tests/questions")
    shown = checkout.python(
        "from statuslab import card, challenge, demo, quiz\n"
        "print(card(299)); print(demo(299)); print(challenge(299)); print(quiz(299))"
    )
    assert shown.count("299") > 6
    assert "< HTTP/1.1 299" in shown
    nbval(checkout, "2xx_success")


@pytest.mark.slow
def test_recipe_for_a_question_adds_a_question_that_quiz_asks(checkout):
    checkout.follow("Adding a question")
    checkout.pytest("tests/questions", "tests/oracles/test_question_proofs.py", "-k", "lost-retry-of-an-order or load")
    (question,) = [each for each in snippets_of("Adding a question") if each.action == "append"]
    name = re.search(r"id: (\S+)", question.text)[1]
    assert name in checkout.python(
        "from statuslab.notebook.quiz import bank\nprint(*(each.id for each in bank().questions))"
    )


@pytest.mark.parametrize(
    "tests", ["tests/server/httpbin/test_httpbin_index.py", slow_param("tests/server/httpbin")], ids=["index", "all"]
)
def test_recipe_for_an_endpoint_adds_an_endpoint_that_answers_and_is_listed(tests, checkout):
    checkout.follow("Adding an httpbin endpoint")
    checkout.pytest(tests)
    answered = checkout.python(
        "import httpx2\nfrom statuslab import lab\n"
        "client = httpx2.Client(trust_env=False)\n"
        "print(client.get(lab.url + '/teatime').text, '/teatime' in client.get(lab.url + '/httpbin').text)"
    )
    assert '"hour": 16' in answered
    assert "True" in answered


@pytest.mark.slow
def test_recipe_for_a_page_adds_a_page_that_runs_and_is_listed(checkout):
    checkout.follow("Adding a page")
    (page,) = [Path(each.file).stem for each in snippets_of("Adding a page") if each.action == "page"]
    checkout.pytest("tests/test_notebooks.py", "tests/test_readme.py")
    assert page in (checkout.folder / "README.md").read_text(encoding="utf-8")
    nbval(checkout, page)
    nbval(checkout, "0_start_here")
