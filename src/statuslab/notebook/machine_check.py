"""The check of the machine behind `lab.check()`: everything that the course needs is really tried once."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

from statuslab.errors import LabError
from statuslab.extras import require
from statuslab.scenarios.player import send
from statuslab.server.lab import Lab
from statuslab.storage.files import home, write_atomically
from statuslab.widgets.html import Safe, page, tag


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of the check. `fine` is None if something is missing that no lesson needs."""

    fine: bool | None
    message: str

    def __str__(self) -> str:
        return f"{'–' if self.fine is None else '✓' if self.fine else '✗'} {self.message}"


def check_machine(lab: Lab) -> tuple[CheckResult, ...]:
    """Try Python, the lab, the widgets, the progress folder, curl and the proxy variables."""
    return (_python(), _try(lambda: _exchange(lab)), _try(_card), _try(_progress_folder), _curl(), *_proxies())


def _try(check: Callable[[], str]) -> CheckResult:
    try:
        return CheckResult(True, check())
    except (LabError, OSError, ImportError) as error:
        return CheckResult(False, str(error))


def _python() -> CheckResult:
    version = ".".join(map(str, sys.version_info[:3]))
    return CheckResult(sys.version_info >= (3, 11), f"Python {version} (3.11 or newer is needed)")


def _exchange(lab: Lab) -> str:
    exchange = send(lab, "GET /teas/7")
    if exchange.wire_status != 200:
        raise LabError(f"the Teahouse answered {exchange.wire_status}, expected 200; restart the kernel and try again")
    return "the Teahouse answers, on this machine only"


def _card() -> str:
    require("a question card", "anywidget", "ipywidgets")
    import anywidget

    return f"question cards can be shown (anywidget {anywidget.__version__})"


def _progress_folder() -> str:
    write_atomically(home() / "checkup.txt", "This file shows that progress can be kept here.\n")
    return "what you answer can be kept on this machine, and goes nowhere else"


def _curl() -> CheckResult:
    found = shutil.which("curl")
    return CheckResult(True if found else None, "curl is installed" if found else "no curl here; no lesson needs it")


_PROXIES = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


def _proxies() -> tuple[CheckResult, ...]:
    found = next((name for name in _PROXIES if os.environ.get(name)), None)
    if not found:
        return ()
    return (CheckResult(None, f"{found} is set: the course ignores it, so give your own clients trust_env=False"),)


def results_html(results: tuple[CheckResult, ...]) -> Safe:
    """Return the results as a plain list."""
    items = (tag("li", {"style": "list-style:none"}, str(result)) for result in results)
    return page((), tag("ul", {"style": "padding-left:0"}, *items))
