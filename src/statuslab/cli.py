"""The command line: reads the arguments, calls one function, tells a person's mistake in one line.

Subcommands import what they need when they run, so that `statuslab --help` is quick.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from statuslab.errors import LabError

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_COLORS = {"> ": "36", "< ": "32", "* ": "2", "answered by": "1"}  # the start of a line -> its ANSI color


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 a mistake told on stderr, 130 interrupted."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except KeyboardInterrupt:
        return 130
    except (LabError, ValueError) as error:
        if not _is_told(error):
            raise
        print(f"statuslab: {error}", file=sys.stderr)
        return 2


def colored(text: str) -> str:
    """Return the text of an exchange with the lines sent, received and told set apart by ANSI colors."""
    return "\n".join(_colored_line(line) for line in text.split("\n"))


def _colored_line(line: str) -> str:
    for start, color in _COLORS.items():
        if line.startswith(start):
            return f"\x1b[{color}m{line}\x1b[0m"
    return line


def _is_told(error: Exception) -> bool:
    if isinstance(error, LabError):
        return True
    from statuslab.catalog import CatalogError

    return isinstance(error, CatalogError)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="statuslab", description="HTTP Status Lab: learn every HTTP response code by making it happen."
    )
    parser.add_argument("--version", action="version", version=f"statuslab {version('statuslab')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_lab(commands)
    _add_serve(commands)
    _add_demo(commands)
    return parser


def _add_lab(commands: _Commands) -> None:
    parser = commands.add_parser("lab", help="open your copy of the course in JupyterLab")
    parser.set_defaults(run=_lab)
    parser.add_argument("--port", type=_port, default=8888, help="the port to try first (8888)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address to open")
    parser.add_argument("--workspace", type=Path, metavar="DIR", help="where your copy lies (workspace/)")
    parser.add_argument("--prepare-only", action="store_true", help="lay out your copy and stop there")


def _add_serve(commands: _Commands) -> None:
    parser = commands.add_parser("serve", help="run the lab's server by itself")
    parser.set_defaults(run=_serve)
    parser.add_argument("--port", type=_port, default=8418, help="the port to listen on (8418; 0 for any)")
    parser.add_argument("--tls-port", type=_port, default=8419, help="the port of the door with TLS (8419; 0 for any)")
    parser.add_argument("--ca-file", type=Path, metavar="PATH", help="where to write the authority that signed its key")
    parser.add_argument(
        "--lan", action="store_true", help="listen beyond this machine: whoever is on the network gets in"
    )


def _add_demo(commands: _Commands) -> None:
    parser = commands.add_parser("demo", help="make one code happen and show the exchange")
    parser.set_defaults(run=_demo)
    parser.add_argument("key", metavar="CODE_OR_SCENE", help="a code (412) or a scene (two-cooks)")
    parser.add_argument("--color", choices=("auto", "never", "always"), default="auto")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"no port {text!r}; expected a number from 0 to 65535")
    return int(text)


def _lab(options: argparse.Namespace) -> int:
    from statuslab.io import files, jupyter, workspace

    folder = options.workspace or workspace.default_folder()
    for line in workspace.told(workspace.prepare(files.notebooks_folder(), folder), folder):
        print(line)
    if options.prepare_only:
        return 0
    return jupyter.run(folder, port=options.port, browser=not options.no_browser)


def _serve(options: argparse.Namespace) -> None:
    from statuslab.catalog import Catalog
    from statuslab.io.files import data_folder
    from statuslab.server.serve import serve

    reason = Catalog.load(data_folder()).reason
    serve(options.port, options.lan, reason, options.tls_port, options.ca_file)


def _demo(options: argparse.Namespace) -> None:
    from statuslab.words.stories import demo_text

    text = demo_text(options.key)
    print(colored(text) if _wants_color(options.color) else text)


def _wants_color(choice: str) -> bool:
    if choice == "auto":
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return choice == "always"


if __name__ == "__main__":
    sys.exit(main())
