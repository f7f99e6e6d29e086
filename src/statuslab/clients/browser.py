"""A headless Chromium that follows links and sends forms, led over a pipe; it reaches nothing but this machine."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from statuslab.clients.comparison import ClientReport
from statuslab.errors import LabError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-gpu",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
NO_NEW_PAGE = "ERR_ABORTED"  # what a 204 comes to: the page that was there stays
# A browser reads commands from descriptor 3 and answers on 4.
_BOARD = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
_FORM = """(action, pairs) => {
  const form = document.createElement("form");
  form.method = "POST"; form.action = action;
  for (const [name, value] of pairs) {
    const field = document.createElement("input");
    field.name = name; field.value = value; form.append(field);
  }
  document.body.append(form); form.submit();
}"""

Page = tuple[str, str, str]
"""Method, URL and the content of a form."""


def find_browser() -> str:
    """The path of a Chromium or Chrome; nothing where there is none, or no way to lead it by a pipe."""
    if sys.platform == "win32":
        return ""
    found = (*map(shutil.which, NAMES), *(place for place in PLACES if Path(place).exists()))
    return next((path for path in found if path), "")


def browser_version() -> str:
    """Such as 156.0.8078.79; nothing where there is none."""
    path = find_browser()
    if not path:
        return ""
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.split()
    return next((word for word in told if word[0].isdigit()), "of unknown version")


@contextmanager
def opened_browser(seconds: float = 10.0) -> Iterator[Callable[[Sequence[Page]], list[ClientReport]]]:
    """A browser with an empty profile, gone afterwards: what a fresh window of it says to each page in turn."""
    with _started(seconds) as line:
        yield lambda pages: _visited(line, pages)


def _visited(line: DevToolsPipe, pages: Sequence[Page]) -> list[ClientReport]:
    window = Window(line)
    reports = [window.visit(*page) for page in pages]
    window.close()
    return reports


@contextmanager
def _started(seconds: float) -> Iterator[DevToolsPipe]:
    theirs_in, ours_out = _pipe()
    ours_in, theirs_out = _pipe()
    with tempfile.TemporaryDirectory(prefix="statuslab-", ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            _command(theirs_in, theirs_out, profile),
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        line = DevToolsPipe(ours_in, ours_out, seconds)
        try:
            yield line
            with suppress(LabError, OSError):
                line.call("Browser.close")
        finally:
            line.close()
            _end(browser)


def _command(theirs_in: int, theirs_out: int, profile: str) -> list[str]:
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]  # Chromium refuses to sandbox root
    board = [sys.executable, "-c", _BOARD, str(theirs_in), str(theirs_out)]
    return [*board, find_browser(), *flags, f"--user-data-dir={profile}", "about:blank"]


def _pipe() -> tuple[int, int]:
    """A pipe whose ends are out of the way of descriptors 3 and 4."""
    import fcntl  # not there on Windows, nor is a browser found there

    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return high[0], high[1]


def _end(browser: subprocess.Popen[bytes]) -> None:
    try:
        browser.wait(5)
    except subprocess.TimeoutExpired:
        browser.kill()
        browser.wait()


class DevToolsPipe:
    """Messages to and from the browser: JSON with a zero byte after each."""

    def __init__(self, inward: int, outward: int, seconds: float) -> None:
        self.inward, self.outward, self.seconds = inward, outward, seconds
        self.heard: list[dict[str, Any]] = []
        self._rest, self._number = b"", 0

    def call(self, method: str, session: str = "", **given: object) -> dict[str, Any]:
        """Ask for something and wait for the result; events that come first are kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": given}
        os.write(self.outward, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while (told := self.next()).get("id") != self._number:
            self.heard.append(told)
        result: dict[str, Any] = told.get("result", {})
        return result

    def event(self) -> dict[str, Any]:
        """The next event."""
        return self.heard.pop(0) if self.heard else self.next()

    def next(self) -> dict[str, Any]:
        """The next message. Raises LabError where none comes."""
        until = time.monotonic() + self.seconds
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self.inward], [], [], max(0.0, until - time.monotonic()))
            data = os.read(self.inward, 65536) if ready else b""
            if not data:
                raise LabError("the browser fell silent; run the cell again, or without it")
            self._rest += data
        first, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message

    def close(self) -> None:
        os.close(self.inward)
        os.close(self.outward)


class Window:
    """A window with no history and no cookies."""

    def __init__(self, line: DevToolsPipe) -> None:
        self.line = line
        self.context = line.call("Target.createBrowserContext")["browserContextId"]
        target = line.call("Target.createTarget", url="about:blank", browserContextId=self.context)["targetId"]
        self.session = line.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Network.enable")

    def _call(self, method: str, **given: object) -> dict[str, Any]:
        return self.line.call(method, self.session, **given)

    def close(self) -> None:
        self.line.call("Target.disposeBrowserContext", browserContextId=self.context)

    def visit(self, method: str, url: str, content: str) -> ClientReport:
        """Go there, and report once the page has come or has failed."""
        self.line.heard.clear()
        if method == "POST":
            pairs = json.dumps(parse_qsl(content, keep_blank_values=True))
            self._call("Runtime.evaluate", expression=f"({_FORM})({json.dumps(url)}, {pairs})")
        else:
            self._call("Page.navigate", url=url)
        return self._outcome()

    def _outcome(self) -> ClientReport:
        page, status = "", 0
        while True:
            told = self.line.event()
            kind, what = told.get("method", ""), told.get("params", {})
            if kind == "Network.requestWillBeSent" and what.get("type") == "Document" and not page:
                page = what["requestId"]
            elif what.get("requestId") != page or not page:
                continue
            elif kind == "Network.responseReceived":
                status = what["response"]["status"]
            elif kind == "Network.loadingFinished":
                return ClientReport(status)
            elif kind == "Network.loadingFailed":
                error = what["errorText"].removeprefix("net::")
                return ClientReport(status if status and error == NO_NEW_PAGE else error)
