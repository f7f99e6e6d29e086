"""Every `>>>` example in a docstring gives what it shows."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[1] / "src"


def module_of(path):
    return ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")


MODULES = sorted(module_of(path) for path in SOURCES.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", MODULES)
def test_docstring_examples_give_what_they_show(module):
    results = doctest.testmod(import_module(module))  # prints each example that fails, which pytest shows
    assert results.attempted > 0
    assert results.failed == 0


def test_docstring_examples_are_found():
    assert "statuslab.catalog" in MODULES
