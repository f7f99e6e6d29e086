"""Starts JupyterLab on the learner's copy of the pages, without news and update checks."""

import errno
import os
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from statuslab.errors import LabError

START_PAGE = "0_start_here.ipynb"
FIRST_PORT = 8888
_TRIES = 50
# jsonschema, with which JupyterLab checks settings, compiles 38 grammars for addresses in Unicode where it finds the
# package rfc3987_syntax. That takes seconds, and no setting has such an address. Here it does not find it.
_PROGRAM = """
import sys
sys.modules["rfc3987_syntax"] = None
from jupyterlab.labapp import main
sys.exit(main())
"""
_CONFIG = Path(__file__).with_name("jupyter_config")
DATA = Path(__file__).with_name("jupyter_data")


def options(folder: Path, port: int, browser: bool, root: bool, encryption: str) -> list[str]:
    """Return JupyterLab's arguments. The token stays on."""
    chosen = [
        f"--port={port}",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{START_PAGE}",
        "--ServerApp.answer_yes=True",  # one Ctrl-C stops it, without a question
        f"--KernelManager.transport_encryption={encryption}",  # without it each kernel warns
        "--Application.log_level=ERROR",
    ]
    return chosen + ["--no-browser"] * (not browser) + ["--allow-root"] * root


def with_defaults(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with what the course adds to JupyterLab, each in front of what is there already.

    `jupyter_config` has settings (no news, no update check; the learner's own take precedence) and the manager of
    files; `jupyter_data` the kernel and the extension of the front end. The terminals find `statuslab`.
    """
    added = {
        "JUPYTER_CONFIG_PATH": str(_CONFIG),
        "JUPYTER_PATH": str(DATA),
        "PATH": sysconfig.get_path("scripts"),
    }
    joined = {name: os.pathsep.join(filter(None, (path, environment.get(name)))) for name, path in added.items()}
    return {**environment, **joined}


def has_screen(environment: Mapping[str, str], platform: str) -> bool:
    """Return whether a browser opened here would be visible: not over ssh, nor on Linux without a display."""
    if "SSH_CONNECTION" in environment or "SSH_TTY" in environment:
        return False
    return platform != "linux" or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def free_port(first: int) -> int:
    """Return the first free port from `first` on.

    Raises LabError if none of fifty ports is free, or if the user may not use ports that low.
    """
    for port in range(first, min(first + _TRIES, 65536)):
        if _is_free(port):
            return port
    raise LabError(f"no free port among the {_TRIES} from {first} on; choose another with --port")


def run(folder: Path, port: int = FIRST_PORT, browser: bool = True) -> int:
    """Run JupyterLab on `folder` until it is stopped, and return its exit code.

    On POSIX this process becomes JupyterLab and never returns. Raises LabError if no port is free.
    """
    browser = browser and has_screen(os.environ, sys.platform)
    chosen = free_port(port)
    for line in start_messages(folder, port, chosen, browser, "SSH_CONNECTION" in os.environ):
        print(line, flush=True)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = options(folder.resolve(), chosen, browser, root, encryption())
    return _become([sys.executable, "-c", _PROGRAM, *arguments])


def encryption() -> str:
    """Return whether kernels can encrypt their messages on loopback: "auto" or "disabled"."""
    import zmq

    return "auto" if zmq.has("curve") else "disabled"


def start_messages(folder: Path, wanted: int, port: int, browser: bool, ssh: bool) -> list[str]:
    """Return the lines to print before JupyterLab starts."""
    lines = [f"port {wanted} is in use, so JupyterLab uses {port}"] if port != wanted else []
    if ssh:
        lines.append(f"over ssh, forward the port first: ssh -L {port}:localhost:{port} THIS_MACHINE")
    where = "in your browser" if browser else "at the address below: open it in a browser"
    return [*lines, f"JupyterLab opens {folder / START_PAGE} {where} (Ctrl-C stops it)"]


def _is_free(port: int) -> bool:
    """Return whether JupyterLab could listen on localhost:port."""
    with socket.socket() as four:
        if os.name == "posix":  # as JupyterLab does; on Windows the option would allow two listeners
            four.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            four.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise LabError(f"you may not use port {port}; choose one above 1023 with --port") from error
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", None)):
                return False
            raise
    return True


def _become(command: list[str]) -> int:
    if os.name == "posix":
        os.execve(command[0], command, with_defaults(os.environ))
    try:
        return subprocess.call(command, env=with_defaults(os.environ))
    except KeyboardInterrupt:
        return 0
