"""The command line: each command reads its arguments and calls one function. A user's mistake becomes one line.

Commands import what they need when they run, so that `statuslab --help` is quick.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from statuslab import extras, terminal
from statuslab.errors import LabError
from statuslab.wording import quantity

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_READING = "reading the questions"  # YAML takes seconds; the published ones are compiled the first time
_COLORS = {"> ": "36", "< ": "32", "* ": "2", "answered by": "1"}  # start of a line -> ANSI color


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Return its exit code: 0 done, 1 mistakes found, 2 an error on stderr, 130 interrupted."""
    terminal.prepare()
    try:
        return _run(arguments)
    except OSError as error:
        terminal.discard(sys.stdout)
        if terminal.is_closed_pipe(error):  # as in `statuslab bank list | head`
            return terminal.CLOSED_PIPE
        where = f"{error.filename}: " if error.filename else ""
        print(f"statuslab: {where}{error.strerror or error}", file=sys.stderr)
        return 2


def _run(arguments: Sequence[str] | None) -> int:
    try:
        options = _parser().parse_args(arguments)
        code = int(options.run(options) or 0)
        _flush()
        return code
    except SystemExit:  # of argparse, which has printed help, the version, or a mistake
        _flush()
        raise
    except KeyboardInterrupt:
        return 130
    except ModuleNotFoundError as error:
        if not error.name or error.name.partition(".")[0] == "statuslab":
            raise
        print(f"statuslab: {extras.missing('this', error.name)}", file=sys.stderr)
        return 2
    except (LabError, ValueError) as error:
        from statuslab.catalog import CatalogError  # a ValueError; importing it takes as long as all of --help

        if not isinstance(error, LabError | CatalogError):
            raise
        print(f"statuslab: {error}", file=sys.stderr)
        return 2


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def colored(text: str) -> str:
    """Return the text of an exchange with ANSI colors for lines that were sent, received or are notes."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        color = next((color for start, color in _COLORS.items() if line.startswith(start)), None)
        lines[number] = f"\x1b[{color}m{line}\x1b[0m" if color else line
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="statuslab", description="HTTP Status Lab: learn every HTTP response code by making it happen."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_lab(commands)
    _add_copy(commands)
    _add_serve(commands)
    _add_demo(commands)
    _add_class(commands)
    _add_team(commands)
    _add_cheat_sheet(commands)
    _add_export(commands)
    _add_forget(commands)
    _add_hub(commands)
    _add_bank(commands)
    return parser


class _Version(argparse.Action):
    """Print the version and exit. Looking it up takes longer than all of --help, so argparse's own will not do."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"statuslab {version('statuslab')}")
        parser.exit()


def _add_lab(commands: _Commands) -> None:
    parser = commands.add_parser("lab", help="open your copy of the course in JupyterLab")
    parser.set_defaults(run=_lab)
    parser.add_argument("--port", type=_port, default=8888, help="the port to try first (8888)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address to open")
    parser.add_argument("--workspace", type=Path, metavar="DIR", help="the folder of your copy (workspace/)")
    parser.add_argument(
        "--prepare-only", action="store_true", help="create or update your copy, and do not start JupyterLab"
    )


def _add_copy(commands: _Commands) -> None:
    parser = commands.add_parser("copy", help="lay out the pages of the course in a folder, and start nothing")
    parser.set_defaults(run=_copy)
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder; pages that you have changed there stay as they are"
    )


def _add_serve(commands: _Commands) -> None:
    parser = commands.add_parser("serve", help="run the server of the lab without a notebook")
    parser.set_defaults(run=_serve)
    parser.add_argument("--port", type=_port, default=8418, help="the port to listen on (8418; 0 for any)")
    parser.add_argument("--tls-port", type=_port, default=8419, help="the port for TLS (8419; 0 for any)")
    parser.add_argument("--ca-file", type=Path, metavar="PATH", help="where to write the certificate of its CA")
    parser.add_argument(
        "--lan", action="store_true", help="accept connections from the network, not only from this machine"
    )
    parser.add_argument(
        "--name",
        type=_host,
        action="append",
        default=[],
        metavar="HOST",
        help="a further name by which clients may ask for the lab",
    )


def _add_demo(commands: _Commands) -> None:
    parser = commands.add_parser("demo", help="make the server send a code, and show the exchange")
    parser.set_defaults(run=_demo)
    parser.add_argument("key", metavar="CODE_OR_SCENE", help="a code (412) or a scene (two-cooks)")
    parser.add_argument("--color", choices=("auto", "never", "always"), default="auto")


def _add_team(commands: _Commands) -> None:
    parser = commands.add_parser("team", help="merge learners' reports into an overview of the team")
    parser.set_defaults(run=_team)
    parser.add_argument("reports", nargs="+", metavar="REPORT", help="files that report() wrote: *.html")
    file = Path("statuslab-team.html")
    parser.add_argument("--out", type=Path, default=file, metavar="FILE", help=f"the file of the overview ({file})")


def _add_cheat_sheet(commands: _Commands) -> None:
    parser = commands.add_parser("cheatsheet", help="write all codes on two pages to print")
    parser.set_defaults(run=_cheat_sheet)
    file = "statuslab-cheat-sheet.html"
    parser.add_argument("path", type=Path, nargs="?", default=Path(file), metavar="FILE", help=f"the file ({file})")


def _add_export(commands: _Commands) -> None:
    parser = commands.add_parser("export", help="write all your answers to a CSV file")
    parser.set_defaults(run=_export)
    parser.add_argument("path", type=Path, nargs="?", default=Path("progress.csv"), help="the file (progress.csv)")


def _add_forget(commands: _Commands) -> None:
    parser = commands.add_parser("forget", help="delete all your answers from this machine")
    parser.set_defaults(run=_forget)
    parser.add_argument("--yes", action="store_true", help="do not ask first")


def _add_class(commands: _Commands) -> None:
    parser = commands.add_parser("class", help="host a live class; type one command per line")
    parser.set_defaults(run=_class)
    parser.add_argument(
        "what", nargs="*", metavar="WHAT", help="codes, classes, ideas, scenes, ids of questions: 2xx, 401, two-cooks"
    )
    parser.add_argument("--room", metavar="CODE", help="continue the class with this code instead of a new one")
    parser.add_argument(
        "--report",
        metavar="FOLDER",
        nargs="?",
        const="",
        help="print the report of the class with the code --room, or save it to a folder, and run no class",
    )
    parser.add_argument("--title", help="what the class is called (default: WHAT)")
    parser.add_argument(
        "--bank", type=Path, metavar="PATH", help="a file or folder of your own questions; alone, all in their order"
    )
    parser.add_argument("-n", type=int, help="how many questions (8)")
    parser.add_argument("--level", type=int, help="the level of the hardest questions to draw, 1 to 3")
    parser.add_argument("--in-order", action="store_true", help="keep the order of the files instead of drawing")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other questions and orders")
    parser.add_argument(
        "--mode",
        choices=("poll", "speed", "exam"),
        default="poll",
        help="how answers count (poll: the last click counts)",
    )
    parser.add_argument("--seconds", type=float, help="time limit per question (none)")
    parser.add_argument("--points", type=float, help="what a question is worth (1, or 100 in speed mode)")
    parser.add_argument("--teams", type=int, default=0, metavar="N", help="deal people out to so many teams (none)")
    parser.add_argument("--nameless", action="store_true", help="nobody gives a name")
    parser.add_argument("--hide-names", action="store_true", help="show no names on the wall")
    parser.add_argument("--any-name", action="store_true", help="accept rude names too")
    parser.add_argument("--leaderboard", action="store_true", help="show the ten best players at each reveal")
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="the folder of the class file (default: your statuslab home)"
    )
    parser.add_argument("--keep-days", type=float, default=30, help="keep the class for so many days (30)")
    parser.add_argument("--delete-expired", action="store_true", help="first delete classes whose days are over")
    parser.add_argument("--port", type=_port, help="the port to listen on (8420 or the next free one; 0 for any)")
    parser.add_argument(
        "--lan", action="store_true", help="accept connections from the network, not only from this machine"
    )
    parser.add_argument("--address", help="the address of this machine, if the detected one is wrong")
    parser.add_argument("--public-url", metavar="URL", help="the URL of a reverse proxy in front of the class")
    parser.add_argument("--tls", action="store_true", help="serve https with a certificate from a local CA")
    parser.add_argument("--cert", metavar="PEM", help="serve https with your own certificate chain")
    parser.add_argument("--key", metavar="PEM", help="the private key of that certificate")


def _add_hub(commands: _Commands) -> None:
    parser = commands.add_parser("hub", help="hold classes as a service of a JupyterHub, which starts this command")
    parser.set_defaults(run=_hub)
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="where the classes are kept (hub/ in your statuslab home)"
    )
    parser.add_argument("--banks", type=Path, metavar="DIR", help="a folder of question banks that all hosts may use")
    parser.add_argument("--hosts", metavar="GROUP", default="instructors", help="the hub's group that may hold classes")
    parser.add_argument("--public-url", metavar="URL", help="the service's URL in browsers, where the hub has none set")
    parser.add_argument("--keep-days", type=float, default=180, help="keep each class for so many days (180)")
    parser.add_argument("--delete-expired", action="store_true", help="delete classes whose days are over")


def _add_bank(commands: _Commands) -> None:
    parser = commands.add_parser("bank", help="write, check and show questions, the published ones or your own")
    parts = parser.add_subparsers(title="what to do", required=True, metavar="WHAT")
    new = parts.add_parser("new", help="begin a file of your own questions, with one of each kind")
    new.set_defaults(run=_bank_new)
    new.add_argument("path", type=Path, metavar="FILE", help="the file to write, such as mine.yaml")
    preview = parts.add_parser("preview", help="show questions in a browser while you write them")
    preview.set_defaults(run=_bank_preview)
    preview.add_argument("path", type=Path, metavar="PATH", help="a .yaml file of questions, or a folder of such files")
    preview.add_argument("--port", type=_port, help="the port to listen on (8421 or the next free one; 0 for any)")
    check = parts.add_parser("check", help="report every mistake in your questions with file, line and field")
    check.set_defaults(run=_bank_check)
    check.add_argument("path", type=Path, metavar="PATH", help="a .yaml file of questions, or a folder of such files")
    check.add_argument("--strict", action="store_true", help="ask for everything that the published bank has")
    formats = ("gift", "moodle", "csv", "kahoot", "qti")
    coming = parts.add_parser("import", help="read questions from GIFT, Moodle XML, CSV or Kahoot's spreadsheet")
    coming.set_defaults(run=_bank_import)
    coming.add_argument("file", type=Path, metavar="FILE", help="what another program has exported")
    coming.add_argument("out", type=Path, nargs="?", metavar="OUT", help="the file to write (FILE with .yaml)")
    coming.add_argument("--format", choices=formats[:-1], help="the format, if the name of the file does not tell it")
    going = parts.add_parser("export", help="write questions as GIFT, Moodle XML, CSV, Kahoot's spreadsheet or QTI")
    going.set_defaults(run=_bank_export)
    going.add_argument("out", type=Path, metavar="OUT", help="the file to write: .gift .xml .csv .xlsx, .zip for QTI")
    going.add_argument("--bank", type=Path, metavar="PATH", help="a bank other than the published one")
    going.add_argument("--codes", help="only questions about these codes: 4xx, 412, or 401,403")
    going.add_argument("--format", choices=formats, help="the format, if the name of the file does not tell it")
    going.add_argument("--title", default="", help="what the quiz is called in the other program")
    going.add_argument("--replace", action="store_true", help="write over a file that exists")
    listing = parts.add_parser("list", help="list the questions")
    listing.set_defaults(run=_bank_list)
    listing.add_argument("path", type=Path, nargs="?", metavar="PATH", help="a bank other than the published one")
    listing.add_argument("--codes", help="only questions about these codes: 4xx, 412, or 401,403")
    show = parts.add_parser("show", help="show a question with its key, and why each option is right or wrong")
    show.set_defaults(run=_bank_show)
    show.add_argument("id", metavar="ID")
    show.add_argument("--bank", type=Path, metavar="PATH", help="a bank other than the published one")


def _host(text: str) -> str:
    """A host name, or an IP address."""
    import re
    from ipaddress import ip_address

    if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*", text):
        return text.lower()
    try:
        return str(ip_address(text.strip("[]")))
    except ValueError:
        message = f"{text!r} is not a host name; expected one such as tea.example, without port"
        raise argparse.ArgumentTypeError(message) from None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; expected a number from 0 to 65535")
    return int(text)


def _lab(options: argparse.Namespace) -> int:
    from statuslab.notebook import jupyterlab
    from statuslab.storage import workspace

    if not options.prepare_only:
        extras.require("statuslab lab", "jupyterlab", "anywidget", "ipywidgets")
    folder = options.workspace or workspace.default_folder()
    _lay_out(folder)
    if options.prepare_only:
        return 0
    return jupyterlab.run(folder, port=options.port, browser=not options.no_browser)


def _copy(options: argparse.Namespace) -> None:
    import shlex

    from statuslab.notebook.jupyterlab import START_PAGE

    folder: Path = options.folder
    if not _lay_out(folder):
        print(f"{folder}: all pages are there, as the course has them or as you have changed them")
    print(f"begin with {folder / START_PAGE}; JupyterLab: statuslab lab --workspace {shlex.quote(str(folder))}")


def _lay_out(folder: Path) -> bool:
    """Create or update the pages in a folder, and print what was done. Return whether that was anything."""
    from statuslab.storage import files, workspace

    lines = workspace.summary(workspace.prepare(files.notebooks_folder(), folder), folder)
    for line in lines:
        print(line)
    return bool(lines)


def _serve(options: argparse.Namespace) -> None:
    from statuslab.server.serve import serve

    serve(options.port, options.lan, options.tls_port, options.ca_file, options.name)


def _demo(options: argparse.Namespace) -> None:
    from statuslab.notebook.demos import demo_text

    with terminal.waiting("playing the scene"):
        text = demo_text(options.key)
    print(colored(text) if _wants_color(options.color) else text)


def _wants_color(choice: str) -> bool:
    if choice == "auto":
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return choice == "always"


def _team(options: argparse.Namespace) -> int:
    from statuslab.notebook.team import team_overview

    with terminal.waiting("reading the reports"):
        text, problems = team_overview(options.reports, options.out)
    for line in problems:
        print(f"statuslab: {line}", file=sys.stderr)
    print(f"{text}\n\n{options.out}: open it in a browser")
    return 1 if problems else 0


def _cheat_sheet(options: argparse.Namespace) -> None:
    from statuslab.notebook.cheat_sheet import write_cheat_sheet

    print(f"{write_cheat_sheet(options.path)}: open it in a browser and print it; it has two A4 pages")


def _export(options: argparse.Namespace) -> None:
    from statuslab.notebook.stored_progress import store

    count = store().export_csv(options.path)
    print(f"{options.path}: {quantity(count, 'answer')}")


def _forget(options: argparse.Namespace) -> None:
    from statuslab.notebook.stored_progress import store

    if not (options.yes or _confirmed(f"Delete all your answers in {store().path}? This cannot be undone. [y/N] ")):
        print("nothing was deleted")
        return
    store().delete()
    print(f"{store().path}: all answers deleted")


def _confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise LabError("forget asks before it deletes, but stdin is not a terminal; add --yes to delete without asking")
    return input(question).strip().lower() in {"y", "yes"}


def _class(options: argparse.Namespace) -> None:
    extras.require("statuslab class", "segno", "pandas")
    from statuslab.live_class.server import ClassServer
    from statuslab.live_class.server.terminal import run
    from statuslab.notebook.class_questions import class_questions, titled
    from statuslab.notebook.classroom import team_names
    from statuslab.notebook.codes import names
    from statuslab.notebook.hosted_class import run_live

    new = bool(options.what or options.bank)
    if new == bool(options.room):
        raise LabError(
            "name what the class is about (2xx, 401 403) or a --bank of your own, "
            "or --room CODE to continue a class, but not both"
        )
    if options.report is not None:
        if new:
            raise LabError("--report needs --room CODE: the class to report on")
        print(_class_report(_class_record(options), options.report))
        return
    if bool(options.cert) != bool(options.key):
        raise LabError("--cert and --key go together; give both files")
    order: Literal["file", "drawn"] = "file" if options.in_order else "drawn"
    about = (options.what, options.bank, options.n, options.seed, options.level, order)
    with terminal.waiting(_READING):
        questions = class_questions(*about) if new else ()
    server = ClassServer(
        questions,
        title=options.title or " ".join(options.what) or titled((), options.bank),
        folder=options.folder,
        mode=options.mode,
        seconds=options.seconds,
        leaderboard=options.leaderboard,
        seed=options.seed,
        names=names(),
        port=options.port,
        lan=options.lan,
        address=options.address,
        tls=(options.cert, options.key) if options.cert else options.tls or None,
        public_url=options.public_url,
        expires_days=options.keep_days,
        delete_expired=options.delete_expired,
        room=options.room,
        points=options.points,
        teams=team_names(options.teams),
        nameless=options.nameless,
        names_hidden=options.hide_names,
        name_filter=not options.any_name,
    )
    run(server, _class_report, lambda hosted: run_live(hosted).text)


def _hub(options: argparse.Namespace) -> None:
    from statuslab.hub.service import run
    from statuslab.notebook.class_questions import class_questions, titled
    from statuslab.notebook.codes import names
    from statuslab.storage import files

    folder = options.folder or files.home() / "hub"
    draw, public_url = class_questions, options.public_url
    run(
        folder, options.banks, options.hosts, public_url, options.keep_days, options.delete_expired, draw, titled,
        names(),
    )  # fmt: skip


def _class_report(record: Mapping[str, Any], folder: str) -> str:
    with terminal.waiting("making the report"):
        from statuslab.notebook.class_reports import report_in_a_terminal  # pandas takes its time

        return report_in_a_terminal(record, folder)


def _class_record(options: argparse.Namespace) -> Mapping[str, Any]:
    """The record of the class with the code --room."""
    from statuslab.live_class.server import class_file, read_class

    return read_class(class_file(options.room, options.folder))


def _bank_check(options: argparse.Namespace) -> int:
    from statuslab.notebook.bank_commands import check_questions

    with terminal.waiting(_READING):
        text, is_fine = check_questions(options.path, options.strict)
    print(text)
    return 0 if is_fine else 1


def _bank_new(options: argparse.Namespace) -> None:
    from statuslab.notebook.bank_commands import new_bank

    print(new_bank(options.path))


def _bank_preview(options: argparse.Namespace) -> None:
    from statuslab.notebook.bank_preview import preview

    preview(options.path, options.port)


def _bank_import(options: argparse.Namespace) -> int:
    from statuslab.notebook.bank_files import import_questions

    with terminal.waiting(_READING):
        text, is_whole = import_questions(options.file, options.out, options.format)
    print(text)
    return 0 if is_whole else 1


def _bank_export(options: argparse.Namespace) -> None:
    from statuslab.notebook.bank_files import export_questions

    wanted = (options.bank, options.codes, options.format, options.title, options.replace)
    with terminal.waiting(_READING):
        text = export_questions(options.out, *wanted)
    print(text)


def _bank_list(options: argparse.Namespace) -> None:
    from statuslab.notebook.bank_commands import list_questions

    with terminal.waiting(_READING):
        text = list_questions(options.path, options.codes)
    print(text)


def _bank_show(options: argparse.Namespace) -> None:
    from statuslab.notebook.bank_commands import show_question

    with terminal.waiting(_READING):
        text = show_question(options.id, options.bank)
    print(text)


if __name__ == "__main__":
    sys.exit(main())
