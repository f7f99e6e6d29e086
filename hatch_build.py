"""Puts the compiled question bank into the wheel. A checkout, and so an editable install, makes its own."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledBank(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from statuslab.questions.compiled import compiled, fingerprint
        from statuslab.questions.loader import load_bank

        questions = root / "data" / "questions"
        self._folder = tempfile.TemporaryDirectory()
        file = Path(self._folder.name) / "questions.json"
        file.write_text(
            compiled(load_bank(questions, published=True), fingerprint(questions)), encoding="utf-8", newline="\n"
        )
        build_data["force_include"][str(file)] = "statuslab/_data/questions.json"

    def finalize(self, version: str, *_: Any) -> None:
        if version != "editable":
            self._folder.cleanup()
