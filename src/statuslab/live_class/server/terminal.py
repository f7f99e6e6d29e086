"""A class run from a terminal: a ready line, the QR code, then commands of the host, one per line."""

from __future__ import annotations

import signal
import sys
import threading
from typing import Any, TextIO

from statuslab.errors import LabError
from statuslab.live_class.server.class_server import ClassServer
from statuslab.live_class.server.class_store import host_path
from statuslab.live_class.states import TIMED_MOVES
from statuslab.terminal import say

_HELP = (
    "open [SECONDS] · close · pause · resume · discuss [SECONDS] · revote [SECONDS] · reveal · next [SECONDS] · end\n"
)
_HELP += "people · tally · kick NUMBER or 40-4999 ... · lock · unlock · hands 3 14 2 2 · help · quit"


def run(server: ClassServer) -> None:
    """Run the class until `quit` or Ctrl+C. The class file keeps everything. Raises LabError."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    with server:
        print(ready_line(server), flush=True)
        if expired := server.expired():
            print(f"statuslab: {expired}; start a class with --delete-expired to delete them", file=sys.stderr)
        if sys.stdout.isatty():
            import segno

            segno.make(server.join_url, error="m", micro=False).terminal(compact=True)
            print(_HELP)
        threading.Thread(target=_listen, args=(server, sys.stdin, over), daemon=True).start()
        while not over.wait(0.5):
            pass
    print(f"stopped; continue with: statuslab class --room {server.room} --folder {server.path.parent}", flush=True)


def ready_line(server: ClassServer) -> str:
    """The join and projector URLs, and the files with the host's token and the class."""
    authority = f" ca={server.ca_file}" if server.ca_file else ""
    files = f"token={host_path(server.path)} file={server.path}"
    return f"ready {server.join_url} screen={server.screen_url} room={server.room} {files}{authority}"


def _listen(server: ClassServer, typed: TextIO, over: threading.Event) -> None:
    for line in typed:
        words = line.split()
        if words[:1] == ["quit"]:
            over.set()
            return
        if words:
            say(answered(server, words))


def answered(server: ClassServer, words: list[str]) -> str:
    """Run a typed command and return the lines to print."""
    do, *rest = words
    if do == "help":
        return _HELP
    try:
        if do == "people":
            seen = server.host.snapshot()
            rows = (
                f"{each['player']:4} {each['name']}{'' if each['online'] else ' (away)'}" for each in seen["people"]
            )
            others = (f"{number:4} {name}" for number, name in seen["others"])
            return "\n".join([f"{seen['players']} people, {seen['online']} online", *rows, *others])
        snapshot = server.host.snapshot() if do == "tally" else server.host.command(do, **_fields(do, rest))
    except LabError as error:
        return f"statuslab: {error}"
    return _tally(snapshot)


def _fields(do: str, rest: list[str]) -> dict[str, Any]:
    if do == "kick" and (len(rest) > 1 or "-" in "".join(rest)):
        return {"players": [_range(each) for each in rest]}
    try:
        numbers = [int(each) for each in rest]
    except ValueError:
        raise LabError(f"{do} {' '.join(rest)}: expected numbers; type help for the commands") from None
    if do == "hands":
        return {"counts": numbers}
    name = {"kick": "player", **dict.fromkeys(TIMED_MOVES, "seconds")}.get(do)
    return {name: numbers[0]} if name and numbers else {}


def _range(text: str) -> list[int]:
    """Return first and last number of 40-4999, or of 7."""
    first, _, last = text.partition("-")
    try:
        return [int(first), int(last or first)]
    except ValueError:
        raise LabError(
            f"kick {text}: expected a number, or a range such as 40-49; type help for the commands"
        ) from None


def _tally(seen: dict[str, Any]) -> str:
    where = f"question {seen['round']} of {seen['of']}, vote {seen['vote']}: {seen['phase']}"
    lines = [where if seen["view"] in {"question", "reveal"} else seen["phase"]]
    tally = seen["tally"] or {}
    if "answered" in tally:
        lines.append(f"{tally['answered']} of {tally['players']} answered")
    if seen["counts"] and seen["question"]:
        rows = zip(tally.get("counts") or (), seen["question"]["options"], seen["reveal"]["options"], strict=False)
        for count, option, key in rows:
            words = f"{option['code'] or ''} {option['name']} {option['text']}"
            lines.append(f"{'✓' if key['right'] else ' '} {count:4}  {words}".rstrip())
        if tally.get("advice"):
            lines.append(tally["advice"]["says"])
    return "\n".join([*lines, f"now: {', '.join(seen['can'])}"])
