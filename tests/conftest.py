"""What every test stands on: records in a temporary home, and no fixed lab unless a test asks for it."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def temporary_home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATUSLAB_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("STATUSLAB_FIXED", raising=False)
        yield
