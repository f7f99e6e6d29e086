"""The built site behind a plain server, built once a test run however many processes take part."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from oracle import missing

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "site" / ".built"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def build():
    """Build the site, unless another process of this test run has."""
    import fcntl

    if shutil.which("npm") is None:
        missing("npm, which brings Python for the browser, is not installed")
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    this_run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    with BUILT.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if file.read() == this_run:
            return
        done = subprocess.run([sys.executable, "deploy/site/build.py"], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        file.truncate(0)
        file.write(this_run)


@contextmanager
def served():
    """The address of the built site, which lies below another path of a plain server."""
    build()
    handler = functools.partial(Quiet, directory=str(BUILT.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/www"
        server.shutdown()
