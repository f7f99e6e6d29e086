"""Which cases of a large test run each time, and which only with --slow (as .ci/run and the nightly workflow do)."""

import os
from collections.abc import Iterable
from typing import Any

import pytest

RUNS_SLOW_TESTS = os.environ.get("STATUSLAB_SLOW") == "1"


def slow_param(*values: Any) -> Any:
    """A parameter set that is only tried with --slow."""
    return pytest.param(*values, marks=pytest.mark.slow)


def sampled(cases: Iterable[Any], every: int) -> list[Any]:
    """These cases as parameter sets: every so-manieth runs each time, the others only with --slow."""
    return [case if number % every == 0 else _slow(case) for number, case in enumerate(cases)]


def _slow(case: Any) -> Any:
    return slow_param(*case) if isinstance(case, tuple) else slow_param(case)
