"""The direction of imports, read from the sources: the walls of the house, kept by a test."""

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[1] / "src" / "statuslab"

# Words a notebook uses: `from statuslab import quiz` must give the word, never a module of that name.
WORDS = {"card", "table", "compare", "lab", "demo", "predict", "quiz", "challenge"}
WORDS |= {"review", "exam", "progress", "classroom"}

# What a package may import, by layer. A package is its own layer, but for the modules named in LAYERS.
CORE = {"catalog", "messages", "questions", "learning", "codes", "errors"}
TOP = {"__init__", "cli", "notebook"}
LAYERS = {  # modules that differ from their package
    "live_class": "core",
    "live_class.server": "class server",
    "codes.build_index": "top",
    "scenarios": "core",
    "scenarios.player": "player",
    "clients.comparison": "core",
    "storage.files": "files",  # where the course's own folders are
}

MAY_IMPORT = {
    "core": {"core"},
    "files": {"core", "files"},
    "server": {"core", "files", "server"},
    "static": {"static"},
    "storage": {"core", "files", "storage"},
    "clients": {"core", "clients"},
    "class server": {"core", "files", "static", "storage", "class server"},
    "widgets": {"core", "static", "widgets"},
    "player": {"core", "server", "clients", "player"},  # the one place where a scene meets a real lab
}
MAY_IMPORT["top"] = {*MAY_IMPORT, "top"}

# The one upward import: pages have always said `from statuslab.clients import ask, who`, which are notebook functions.
UPWARD = {("statuslab.clients.__init__", "statuslab.notebook.clients")}

SCREEN = {"IPython", "ipywidgets", "anywidget"}
MACHINE = {
    "socket", "ssl", "select", "selectors", "asyncio", "threading", "multiprocessing", "concurrent",
    "subprocess", "time", "random", "secrets", "os", "sys", "tempfile", "shutil", "glob", "sqlite3",
    "httpx2", "httpx", "requests", "starlette", "urllib.request", "http.client", "http.server",
}  # fmt: skip
FORBIDDEN = {"core": SCREEN | MACHINE} | dict.fromkeys(
    ("player", "server", "files", "storage", "clients", "class server"), SCREEN
)
TYPES = {"random.Random"}  # named by core as the type of an argument
CALLS_OF_THE_MACHINE = {"now", "utcnow", "today", "cwd", "home", "open", "print", "input"}


def layer_of(module):
    """The layer of statuslab.a.b, or of a name in it."""
    _, *parts = [*module.split("."), "__init__"]
    for length in (2, 1):
        if found := LAYERS.get(".".join(parts[:length])):
            return found
    if parts[0] in TOP | WORDS:
        return "top"
    return parts[0] if parts[0] in MAY_IMPORT else "core"


def module_of(path):
    return ".".join(["statuslab", *path.relative_to(SOURCES).with_suffix("").parts])


def running_code(tree):
    """Each node that matters when the module runs: all but what stands under `if TYPE_CHECKING`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        yield node
        yield from running_code(node)


def imports(node):
    """The full names an import statement brings in."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'.' * node.level}{node.module or ''}.{name.name}" for name in node.names]
    return []


def called(node):
    """The last word of what a node calls as a machine's: open(...), datetime.now(...), Path.cwd()."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id if node.func.id in {"open", "print", "input"} else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr if node.func.attr in CALLS_OF_THE_MACHINE - {"open"} else None
    return None


def may_import(layer, name):
    if name.startswith("statuslab."):
        return layer_of(name) in MAY_IMPORT[layer]
    parents = {name.rsplit(".", count)[0] for count in range(name.count(".") + 1)}
    return name in TYPES or not parents & FORBIDDEN.get(layer, set())


def violations(module, source):
    """Each step over a wall in one module, as a sentence."""
    layer, found = layer_of(module), []
    for node in running_code(ast.parse(source)):
        for name in imports(node):
            if (module, name) in UPWARD:
                continue
            if name.startswith(".") or not may_import(layer, name):
                found.append(f"{module}:{node.lineno}: {layer} may not import {name}")
        if layer == "core" and called(node):
            found.append(f"{module}:{node.lineno}: core may not call {called(node)}(); make it an argument")
    return found


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.py")), ids=module_of)
def test_a_module_imports_only_what_lies_below_it(path):
    assert violations(module_of(path), path.read_text(encoding="utf-8")) == []


def test_no_root_module_bears_the_name_of_a_word_a_notebook_uses():
    assert not {path.stem for path in SOURCES.iterdir()} & WORDS


# The test can fail


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("statuslab.catalog", "import socket"),
        ("statuslab.catalog", "import os.path"),
        ("statuslab.catalog", "from urllib.request import urlopen"),
        ("statuslab.catalog", "from urllib import request"),
        ("statuslab.catalog", "def f():\n    import time"),
        ("statuslab.catalog", "from random import choice"),
        ("statuslab.catalog", "from datetime import datetime\ndatetime.now()"),
        ("statuslab.catalog", "open('data.csv')"),
        ("statuslab.catalog", "from statuslab.storage import files"),
        ("statuslab.catalog", "from statuslab import notebook"),
        ("statuslab.catalog", "from statuslab import card"),
        ("statuslab.catalog", "import statuslab.server.lab"),
        ("statuslab.catalog", "from . import wire"),
        ("statuslab.a_new_root_module", "import asyncio"),
        ("statuslab.storage.files", "from statuslab.widgets import html"),
        ("statuslab.storage.files", "from statuslab.server.lab import Lab"),
        ("statuslab.storage.files", "import ipywidgets"),
        ("statuslab.widgets.quiz", "from statuslab.storage.files import home"),
        ("statuslab.widgets.quiz", "import statuslab.server"),
        ("statuslab.widgets.quiz", "from statuslab.scenarios.player import play"),
        ("statuslab.server.lab", "from statuslab.clients.raw_http1 import RawClient"),
        ("statuslab.server.lab", "from IPython.display import display"),
        ("statuslab.server.lab", "from statuslab.storage.progress_store import Store"),
        ("statuslab.widgets.quiz", "from statuslab.storage.files import data_folder"),
        ("statuslab.codes.c200_ok", "from statuslab.server.lab import Lab"),
        ("statuslab.codes.c200_ok", "from statuslab.scenarios.player import play"),
        ("statuslab.scenarios.player", "from statuslab.widgets import story"),
    ],
)
def test_a_step_over_a_wall_is_found(module, source):
    assert len(violations(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("statuslab.catalog", "from pathlib import Path\nfrom random import Random\nfrom datetime import date"),
        ("statuslab.catalog", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import socket"),
        ("statuslab.catalog", "from urllib.parse import urlsplit\nfrom statuslab.errors import LabError"),
        ("statuslab.widgets.story", "from statuslab.scenarios.scene import Step\nimport ipywidgets"),
        ("statuslab.codes.c200_ok", "from statuslab.scenarios.scene import scene"),
        ("statuslab.codes.build_index", "from statuslab.storage.files import notebooks_folder\nprint(1)"),
        ("statuslab.scenarios.player", "from statuslab.server.lab import Lab\nfrom statuslab.clients import raw_http1"),
        ("statuslab.notebook.demos", "import ipywidgets\nfrom statuslab.scenarios import player\nimport time"),
        ("statuslab.__init__", "from statuslab.notebook.codes import card"),
    ],
)
def test_what_lies_below_may_be_imported(module, source):
    assert violations(module, source) == []
