"""The surroundings in which a published page runs: a fixed lab and an empty home of its own.

Used by pages.py and, as a plugin, by nbval: pytest -p fixed_lab --nbval notebooks
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import quick_nbformat  # noqa: F401

_homes: dict[Path, str] = {}  # page -> its home, while nbval compares


def surroundings(home: str) -> dict[str, str]:
    return {"STATUSLAB_FIXED": "1", "STATUSLAB_HOME": home}


@contextmanager
def fixed_lab() -> Iterator[None]:
    """Give kernels started inside a fixed lab and an empty home."""
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings(home).items():
            patch.setenv(name, value)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each page a home of its own, just before nbval starts the page's kernel."""
    if item.path not in _homes:
        _homes[item.path] = tempfile.mkdtemp()
        os.environ.update(surroundings(_homes[item.path]))


def pytest_unconfigure() -> None:
    for home in _homes.values():
        shutil.rmtree(home, ignore_errors=True)
