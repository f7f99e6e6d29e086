"""The IPython shell that runs this notebook."""

from __future__ import annotations

import sys
from typing import Any


def running_shell() -> Any:
    """The running IPython shell, or None. IPython is never imported: where a shell runs, it is here already."""
    running = sys.modules.get("IPython")
    return running.get_ipython() if running else None
