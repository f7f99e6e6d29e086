"""The surroundings in which a published page runs: a fixed lab, an empty home and a kernel that needs no ports.

Used by pages.py and, as a plugin, by nbval: pytest -p fixed_lab --nbval notebooks
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

import quick_nbformat  # noqa: F401
from statuslab.notebook.jupyterlab import encryption

_folders: dict[Path, str] = {}  # page -> its folder, while nbval compares


def surroundings(folder: str) -> dict[str, str]:
    return {"STATUSLAB_FIXED": "1", "STATUSLAB_HOME": f"{folder}/home"}


def kernel_connection(folder: str | Path) -> dict[str, str]:
    """Return the settings of a KernelManager whose kernel listens on files in a folder that only this user reads.

    Over TCP the manager chooses five free ports and the kernel opens them some time later; on a busy machine another
    program may have taken one meanwhile, and the kernel dies. Windows has no such files in ZeroMQ.
    """
    if os.name == "nt":
        return {"transport_encryption": encryption()}
    return {"transport": "ipc", "ip": f"{folder}/kernel", "transport_encryption": "disabled"}


@contextmanager
def fixed_lab() -> Iterator[dict[str, str]]:
    """Give kernels started inside a fixed lab and an empty home; yield the settings of their KernelManager."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings(folder).items():
            patch.setenv(name, value)
        yield kernel_connection(folder)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each page a folder of its own, just before nbval starts the page's kernel."""
    import nbval.kernel
    from jupyter_client import KernelManager

    if item.path not in _folders:
        folder = _folders[item.path] = tempfile.mkdtemp()
        os.environ.update(surroundings(folder))
        nbval.kernel.KernelManager = partial(KernelManager, **kernel_connection(folder))


def pytest_unconfigure() -> None:
    for folder in _folders.values():
        shutil.rmtree(folder, ignore_errors=True)
