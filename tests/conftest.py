"""For all tests: records in a temporary home, no fixed lab unless a test asks for it, slow tests only when wanted."""

import gc
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import quick_nbformat  # noqa: F401
from free_ports import FIRST_CLASS_PORT

FOR_BROWSERS = Path(__file__).parent / "browser"
ALL_MARKED = re.compile(r"^pytestmark = .*\bmark\.browser\b", re.MULTILINE)

gc.disable()  # while tests are collected: there is no garbage in what is all kept, and looking for it takes seconds

# How long an example takes depends on what else runs on the machine, such as the other half of these tests.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_addoption(parser):
    parser.addoption(
        "--slow",
        action="store_true",
        default=os.environ.get("STATUSLAB_SLOW") == "1",
        help="run the slow tests too (also: STATUSLAB_SLOW=1)",
    )


def pytest_configure(config):
    if config.getoption("slow"):
        os.environ["STATUSLAB_SLOW"] = "1"  # read by sampling.py, and by tests in other processes


def pytest_ignore_collect(collection_path, config):
    """Leave files unread that have no test of those asked for by -m: all of tests/ takes each process seconds."""
    asked = config.getoption("markexpr")
    if asked not in ("browser", "not browser") or not collection_path.match("test_*.py"):
        return None
    text = collection_path.read_text(encoding="utf-8")
    only_browser = FOR_BROWSERS in collection_path.parents or ALL_MARKED.search(text)
    if asked == "not browser":
        return True if only_browser else None
    return None if only_browser or "mark.browser" in text else True


@pytest.hookimpl(trylast=True)  # when other hooks have marked their tests
def pytest_collection_modifyitems(config, items):
    if not config.getoption("slow"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


def pytest_collection_finish(session):
    gc.freeze()  # modules and tests stay to the end: no test that collects garbage has to look through them
    gc.enable()


@pytest.fixture(scope="session")
def runner():
    """Runs proofs of questions, each once."""
    from proof_runs import running_proofs

    with running_proofs() as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def temporary_home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATUSLAB_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("STATUSLAB_FIXED", raising=False)
        patch.setenv("STATUSLAB_CLASS_PORT", str(FIRST_CLASS_PORT))
        yield
