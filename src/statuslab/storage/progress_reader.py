"""Reads a learner's progress for a program that must neither wait for the file nor change it, whatever is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.storage import progress_schema as schema
from statuslab.storage.progress_store import ProgressStore

T = TypeVar("T")
PATIENCE = 0.2  # seconds


class ProgressReader(ProgressStore):
    """A progress store that is only read. Without a file there are no answers. Any problem is a LabError."""

    def __init__(self, path: Path | None, now: Callable[[], datetime]) -> None:
        super().__init__(path or Path(), now, timeout=PATIENCE)
        self._nothing = path is None
        self._failure: LabError | None = None

    def add_once(self, key: str, value: Any, attempts: Iterable[Attempt]) -> bool:  # noqa: ARG002
        """Store nothing, and say so: an exam whose time is over is handed in by the notebook."""
        return False

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work in the file. What failed once fails at once, so that many cards wait no longer than one."""
        if self._failure is None:
            try:
                return super()._do(work)
            except LabError as error:
                self._failure = error
        raise self._failure

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            if not self._nothing and self.path.exists():
                address = f"{self.path.resolve().as_uri()}?mode=ro"
                self._db = sqlite3.connect(address, timeout=self.timeout, uri=True, check_same_thread=False)
            else:
                self._db = self._connected(":memory:")
                schema.create_tables(self._db)
        return self._db

    def _found_another_place(self, error: Exception) -> bool:  # noqa: ARG002
        return False
