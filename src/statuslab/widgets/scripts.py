"""The script of a widget, joined from JavaScript modules: anywidget takes one text, and the parts are files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from statuslab.static import asset

_IMPORT = re.compile(r'^import \{[^}]*\} from "\.[\w./]+";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
_DEFAULT = re.compile(r"^export default \w+;\n?", re.MULTILINE)


@cache
def script(*names: str) -> str:
    """The named .js modules, from static/ or this folder, joined into one; the last one's default export is kept.

    Raises FileNotFoundError for one that is not there.
    """
    folder = Path(__file__).parent
    *parts, last = (_inlined(asset(f"{name}.js", folder).read_text(encoding="utf-8")) for name in names)
    return "\n".join([*(_DEFAULT.sub("", part) for part in parts), last])


def _inlined(module: str) -> str:
    return _EXPORT.sub("", _IMPORT.sub("", module))
