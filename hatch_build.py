"""What a wheel has beyond the checkout: the compiled question bank, and a description whose links lead somewhere.

A checkout, and so an editable install, compiles its own bank.
"""

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK = re.compile(r"(!?)\[([^\]]*)\]\((?![a-z]+:|#)([^)\s]+)\)")  # to a file of the repository, or its image
ADDRESS = re.compile(r"https://[^\s/]+(/[^\s/]+)+")


class Description(MetadataHookInterface):
    """The long description and the URLs of the project.

    README.md links to its neighbors. Where a wheel is published they lie at the project's public address, in the state
    of the release.
    """

    def update(self, metadata: dict[str, Any]) -> None:
        address = os.environ.get("STATUSLAB_REPOSITORY") or self.config["repository"]
        if address and not ADDRESS.fullmatch(address):
            raise ValueError(f"met the address {address!r}, expected one such as https://github.com/OWNER/statuslab")
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": description(text, address, f"v{metadata['version']}"),
        }
        metadata["urls"] = urls(address)


def description(text: str, address: str, tag: str) -> str:
    """Return README.md with each link to a file made whole. Without an address its words stay, and images go."""

    def whole(link: re.Match[str]) -> str:
        image, words, path = link.groups()
        if not address:
            return "" if image else words
        return f"{image}[{words}]({address}/{'raw' if image else 'blob'}/{tag}/{path})"

    return LINK.sub(whole, text)


def urls(address: str) -> dict[str, str]:
    """Return the links beside a package in an index, none without an address."""
    if not address:
        return {}
    return {
        "Repository": address,
        "Documentation": f"{address}/tree/main/docs",
        "Changelog": f"{address}/blob/main/CHANGELOG.md",
        "Issues": f"{address}/issues",
    }


class CompiledBank(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from statuslab.questions.compiled import compiled, fingerprint
        from statuslab.questions.loader import load_bank

        self._folder = tempfile.TemporaryDirectory()
        for name in ("questions", "cdn_questions"):
            questions, file = root / "data" / name, Path(self._folder.name) / f"{name}.json"
            text = compiled(load_bank(questions, published=True), fingerprint(questions))
            file.write_text(text, encoding="utf-8", newline="\n")
            build_data["force_include"][str(file)] = f"statuslab/_data/{name}.json"

    def finalize(self, version: str, *_: Any) -> None:
        if version != "editable":
            self._folder.cleanup()
