"""What pages of version 0.1 import: a learner who changed such a page keeps it, and it must still run."""

from importlib import import_module

import pytest


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("statuslab.clients", "ask"),
        ("statuslab.clients", "who"),
        ("statuslab.io.files", "data_folder"),
        ("statuslab.words.bank", "checked"),
    ],
)
def test_name_that_pages_of_version_0_1_import_is_still_there(module, name):
    assert callable(getattr(import_module(module), name))
