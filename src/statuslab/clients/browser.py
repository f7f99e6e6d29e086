"""A headless Chromium that follows links and sends forms, controlled over a pipe. It reaches only this machine."""

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
NO_NEW_PAGE = "ERR_ABORTED"  # what Chromium reports for a 204, which leaves the current page in place
# Chromium reads commands from file descriptor 3 and answers on 4.
_LAUNCHER = (
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
"""Method, URL and the body of a form."""


def find_browser() -> str:
    """Return the path of a Chromium or Chrome, or "" if there is none, or none that can be controlled by a pipe."""
    if sys.platform == "win32":
        return ""
    found = (*map(shutil.which, NAMES), *(place for place in PLACES if Path(place).exists()))
    return next((path for path in found if path), "")


def browser_version() -> str:
    """Return a version such as 156.0.8078.79, or "" if there is no browser."""
    path = find_browser()
    if not path:
        return ""
    output = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.split()
    return next((part for part in output if part[0].isdigit()), "of unknown version")


@contextmanager
def opened_browser(seconds: float = 10.0) -> Iterator[Callable[[Sequence[Page]], list[ClientReport]]]:
    """Start a browser with an empty profile. Yields a function that visits pages in turn in a new window.

    Raises LabError if the browser does not answer for so many seconds.
    """
    with _started(seconds) as pipe:

        def visit(pages: Sequence[Page]) -> list[ClientReport]:
            window = Window(pipe)
            reports = [window.visit(*page) for page in pages]
            window.close()
            return reports

        yield visit


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
        pipe = DevToolsPipe(ours_in, ours_out, seconds)
        try:
            yield pipe
            with suppress(LabError, OSError):
                pipe.call("Browser.close")
        finally:
            pipe.close()
            _end(browser)


def _command(theirs_in: int, theirs_out: int, profile: str) -> list[str]:
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]  # Chromium refuses to sandbox root
    launcher = [sys.executable, "-c", _LAUNCHER, str(theirs_in), str(theirs_out)]
    return [*launcher, find_browser(), *flags, f"--user-data-dir={profile}", "about:blank"]


def _pipe() -> tuple[int, int]:
    """Open a pipe whose file descriptors are 10 or higher, so that 3 and 4 stay free."""
    import fcntl  # does not exist on Windows, where find_browser finds nothing

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
    """The DevTools protocol over two pipes: JSON messages, each followed by a zero byte."""

    def __init__(self, inward: int, outward: int, seconds: float) -> None:
        self.inward, self.outward, self.seconds = inward, outward, seconds
        self.events: list[dict[str, Any]] = []
        self._rest, self._number = b"", 0

    def call(self, method: str, session: str = "", **parameters: object) -> dict[str, Any]:
        """Call a method and return its result. Events that come before it are kept for `event`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        os.write(self.outward, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while (reply := self.next()).get("id") != self._number:
            self.events.append(reply)
        result: dict[str, Any] = reply.get("result", {})
        return result

    def event(self) -> dict[str, Any]:
        """Return the next event."""
        return self.events.pop(0) if self.events else self.next()

    def next(self) -> dict[str, Any]:
        """Return the next message. Raises LabError if none comes in time."""
        deadline = time.monotonic() + self.seconds
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self.inward], [], [], max(0.0, deadline - time.monotonic()))
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
    """A browser window without history and cookies."""

    def __init__(self, pipe: DevToolsPipe) -> None:
        self.pipe = pipe
        self.context = pipe.call("Target.createBrowserContext")["browserContextId"]
        target = pipe.call("Target.createTarget", url="about:blank", browserContextId=self.context)["targetId"]
        self.session = pipe.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Network.enable")

    def _call(self, method: str, **parameters: object) -> dict[str, Any]:
        return self.pipe.call(method, self.session, **parameters)

    def close(self) -> None:
        self.pipe.call("Target.disposeBrowserContext", browserContextId=self.context)

    def visit(self, method: str, url: str, content: str) -> ClientReport:
        """Open a page, and report when it has loaded or failed."""
        self.pipe.events.clear()
        if method == "POST":
            pairs = json.dumps(parse_qsl(content, keep_blank_values=True))
            self._call("Runtime.evaluate", expression=f"({_FORM})({json.dumps(url)}, {pairs})")
        else:
            self._call("Page.navigate", url=url)
        return self._outcome()

    def _outcome(self) -> ClientReport:
        page, status = "", 0
        while True:
            event = self.pipe.event()
            kind, what = event.get("method", ""), event.get("params", {})
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
