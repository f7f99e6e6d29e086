"""Which cases of a large test run each time, and which only with --slow (as .ci/run and the nightly workflow do)."""

import functools
import inspect
import os
from collections.abc import Callable, Iterable
from typing import Any

import pytest

RUNS_SLOW_TESTS = os.environ.get("STATUSLAB_SLOW") == "1"


def slow_param(*values: Any) -> Any:
    """A parameter set that is only tried with --slow."""
    return pytest.param(*values, marks=pytest.mark.slow)


def sampled(cases: Iterable[Any], every: int) -> list[Any]:
    """These cases as parameter sets: every n-th runs each time, the others only with --slow."""
    return [case if number % every == 0 else _slow(case) for number, case in enumerate(cases)]


def spread(rows: Iterable[Any], columns: Iterable[Any]) -> list[Any]:
    """All pairs of two lists as parameter sets: each row runs each time with one column, in turn; all with --slow."""
    columns = list(columns)
    return [
        (row, column) if at % len(columns) == number else slow_param(row, column)
        for at, row in enumerate(rows)
        for number, column in enumerate(columns)
    ]


def _slow(case: Any) -> Any:
    return slow_param(*case) if isinstance(case, tuple) else slow_param(case)


def together(
    names: str | tuple[str, ...], rows: Iterable[Any], ids: Callable[[Any], str] | Iterable[str] | None = None
) -> Any:
    """Like pytest.mark.parametrize, but all rows run in one test, which names each row that fails.

    For cheap rows: a test costs two milliseconds before it does anything. With --slow each row is a test of its own,
    so that `pytest --slow -k ROW` runs one. Fixtures are made once for all rows. `ids` are given a whole row.
    """
    rows = list(rows)
    labels = list(map(ids, rows)) if callable(ids) else None if ids is None else list(ids)
    if RUNS_SLOW_TESTS:
        return pytest.mark.parametrize(names, rows, ids=labels)
    words = (names,) if isinstance(names, str) else names

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(**fixtures: Any) -> None:
            failures = []
            for row, label in zip(rows, labels or rows, strict=True):
                values = (row,) if isinstance(names, str) else row
                try:
                    test(**dict(zip(words, values, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as failure:
                    failures.append(_noted(failure, label))
            if failures:
                raise ExceptionGroup(f"{len(failures)} of {len(rows)} rows failed", failures)

        signature = inspect.signature(test)
        left = [parameter for name, parameter in signature.parameters.items() if name not in words]
        run.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return run

    return decorated


def _noted(failure: BaseException, label: object) -> Exception:
    """A failure that says in which row it was. What pytest raises itself becomes an error that a group may hold."""
    error = failure if isinstance(failure, Exception) else AssertionError(str(failure))
    error.add_note(f"at {label}")
    return error.with_traceback(failure.__traceback__)
