"""Which layer may import which, that no files import each other, and that none reads files of another room."""

import ast
from functools import cache
from pathlib import Path

import pytest

from sampling import together

SOURCES = Path(__file__).resolve().parents[1] / "src" / "statuslab"

# Words a notebook uses: `from statuslab import quiz` must give the word, never a module of that name.
WORDS = {"card", "table", "compare", "lab", "demo", "predict", "quiz", "challenge"}
WORDS |= {"review", "exam", "progress", "classroom"}

# What a package may import, by layer. A package is its own layer, but for the modules named in LAYERS.
CORE = {"catalog", "messages", "questions", "learning", "codes", "errors"}
TOP = {"__init__", "cli", "notebook", "io", "words"}  # the last two hold former names that learners' pages import
LAYERS = {  # modules that differ from their package
    "live_class": "core",
    "live_class.server": "class server",
    "codes.build_index": "top",
    "scenarios": "core",
    "scenarios.player": "player",
    "clients.comparison": "core",
    "terminal": "terminal",  # output that survives any encoding and a closed pipe
    "storage.files": "files",  # where the course's own folders are
}

MAY_IMPORT = {
    "core": {"core"},
    "files": {"core", "files"},
    "terminal": {"terminal"},
    "network": {"core", "network"},
    "server": {"core", "files", "terminal", "network", "server"},
    "static": {"static"},
    "storage": {"core", "files", "storage"},
    "clients": {"core", "network", "clients"},
    "class server": {"core", "files", "terminal", "static", "storage", "class server"},
    "hub": {"core", "files", "terminal", "static", "storage", "class server", "widgets", "hub"},
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
    ("player", "network", "server", "files", "storage", "clients", "class server", "hub"), SCREEN
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


every_module = together("path", sorted(SOURCES.rglob("*.py")), ids=module_of)


@cache
def nodes_of(source):
    return list(ast.walk(ast.parse(source)))


@pytest.fixture(autouse=True, scope="module")
def _nodes_forgotten():
    yield
    nodes_of.cache_clear()  # half a million of them


def running_code(source):
    """Each node that matters when the module runs: all but what stands under `if TYPE_CHECKING`."""
    checking = {
        inner
        for node in nodes_of(source)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    return [node for node in nodes_of(source) if node not in checking]


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
    for node in running_code(source):
        for name in imports(node):
            if (module, name) in UPWARD:
                continue
            if name.startswith(".") or not may_import(layer, name):
                found.append(f"{module}:{node.lineno}: {layer} may not import {name}")
        if layer == "core" and called(node):
            found.append(f"{module}:{node.lineno}: core may not call {called(node)}(); make it an argument")
    return found


@every_module
def test_a_module_imports_only_what_lies_below_it(path):
    assert violations(module_of(path), path.read_text(encoding="utf-8")) == []


def test_no_root_module_bears_the_name_of_a_word_a_notebook_uses():
    assert not {path.stem for path in SOURCES.iterdir()} & WORDS


# --- Import circles


def module_name(path):
    """The name by which a file is imported."""
    return module_of(path).removesuffix(".__init__")


def import_graph(sources):
    """Which modules each module imports, anywhere in it: under TYPE_CHECKING and in functions too."""
    graph = {}
    for module, source in sources.items():
        names = {name for node in nodes_of(source) for name in imports(node)}
        targets = {name if name in sources else name.rpartition(".")[0] for name in names}
        graph[module] = (targets & sources.keys()) - {module}
    return graph


def import_circles(graph):
    """The groups of modules that import each other, directly or by way of others."""

    def reachable(module):
        found, left = set(), [module]
        while left:
            new = graph[left.pop()] - found
            found |= new
            left += new
        return found

    reach = {module: reachable(module) for module in graph}
    circles = ({module, *(other for other in reach[module] if module in reach[other])} for module in graph)
    return {frozenset(circle) for circle in circles if len(circle) > 1}


def test_no_files_import_each_other():
    sources = {module_name(path): path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")}
    assert import_circles(import_graph(sources)) == set()


def test_import_circle_is_found_wherever_the_imports_stand():
    sources = {
        "statuslab.a": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from statuslab.b import B",
        "statuslab.b": "def f():\n    from statuslab import c",
        "statuslab.c": "import statuslab.a",
        "statuslab.d": "from statuslab.a import A",
    }
    assert import_circles(import_graph(sources)) == {frozenset({"statuslab.a", "statuslab.b", "statuslab.c"})}


# --- Files read by path

# The one module that may look outside its room by path: it says where the course's own folders are.
READS_OTHER_ROOMS = {"statuslab.storage.files"}


def steps_up(text):
    """How many folders up joining this text to a path leads; negative where it leads down."""
    parts = text.split("/")
    return parts.count("..") or -len(parts)


def climbs(node, names):
    """How many levels up from its file an expression made of `__file__` goes; None for all others.

    `names` are the variables assigned from such expressions.
    """
    match node:
        case ast.Name(id=name):
            return 0 if name == "__file__" else names.get(name)
        case ast.Subscript(value=ast.Attribute(value=value, attr="parents"), slice=ast.Constant(value=index)):
            base, up = climbs(value, names), 1 + index
        case ast.Attribute(value=value, attr=attribute):
            base, up = climbs(value, names), int(attribute == "parent")
        case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=str(text))):
            base, up = climbs(left, names), steps_up(text)
        case ast.Call(func=ast.Attribute(value=value, attr="joinpath"), args=parts):
            base, up = (
                climbs(value, names),
                sum(steps_up(part.value) for part in parts if isinstance(part, ast.Constant)),
            )
        case ast.Call(func=function, args=arguments):  # Path(__file__), path.resolve(), path.with_name("a")
            found = (climbs(each, names) for each in (function, *arguments))
            base, up = next((count for count in found if count is not None), None), 0
        case _:
            return None
    return None if base is None else base + up


def paths_out_of_the_room(module, source):
    """Each place where a module follows a path of its own out of its room, the folder below statuslab that it is in."""
    depth, names, found = module.count(".") - 1, {}, []
    for node in nodes_of(source) if "__file__" in source else ():
        if isinstance(node, ast.Assign) and (count := climbs(node.value, names)) is not None:
            names |= {target.id: count for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.expr) and (climbs(node, names) or 0) > depth:
            found.append(f"{module}:{node.lineno}: {ast.unparse(node)}")
    return found


@every_module
def test_a_module_reads_no_file_of_another_room(path):
    if module_of(path) not in READS_OTHER_ROOMS:
        assert paths_out_of_the_room(module_of(path), path.read_text(encoding="utf-8")) == []


@together(
    "source",
    [
        "text = (Path(__file__).parents[1] / 'widgets' / 'dom.js').read_text()",
        "folder = Path(__file__).resolve().parent.parent / 'widgets'",
        "HERE = Path(__file__).parent\nfolder = HERE.parent / 'widgets'",
        "HERE = Path(__file__).parent\nfolder = HERE / '../widgets'",
        "folder = Path(__file__).parent.joinpath('../widgets')",
    ],
)
def test_path_into_another_room_is_found(source):
    assert paths_out_of_the_room("statuslab.storage.workspace", source)


@together(
    "source",
    [
        "text = (Path(__file__).parent / 'defaults' / 'a.json').read_text()",
        "FILE = Path(__file__).with_name('a.json')\nfolder = FILE.parent",
        "FOLDER = Path(__file__).parent / 'defaults'\npath = FOLDER.parent / 'other'",
        "def f(path):\n    return path.parent.parent",
    ],
)
def test_path_within_the_room_is_allowed(source):
    assert paths_out_of_the_room("statuslab.storage.workspace", source) == []


# The test of imports can fail


@together(
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
        ("statuslab.server.lab", "from statuslab.storage.progress_store import ProgressStore"),
        ("statuslab.widgets.quiz", "from statuslab.storage.files import data_folder"),
        ("statuslab.codes.c200_ok", "from statuslab.server.lab import Lab"),
        ("statuslab.codes.c200_ok", "from statuslab.scenarios.player import play"),
        ("statuslab.scenarios.player", "from statuslab.widgets import story"),
    ],
)
def test_a_step_over_a_wall_is_found(module, source):
    assert len(violations(module, source)) == 1


@together(
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
