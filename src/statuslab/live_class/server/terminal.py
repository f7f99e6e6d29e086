"""A class run from a terminal: a ready line, the QR code, then commands of the host, one per line."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TextIO

from statuslab.errors import LabError
from statuslab.live_class.server.class_server import ClassServer
from statuslab.live_class.server.class_store import host_path
from statuslab.live_class.states import TIMED_MOVES
from statuslab.terminal import say

Report = Callable[[Mapping[str, Any], str], str]  # of a class's record: as text, or saved to the folder that is named
Run = Callable[[ClassServer], str]  # the scene of the question, in the lab: each step on the wall, all of it as text
_HELP = """\
open [SECONDS] · close · pause · resume · discuss [SECONDS] · revote [SECONDS] · reveal · next [SECONDS] · end
skip · back · pick QUESTION · plan · order 3 1 5 · clock [SECONDS] · points 2 [QUESTION] · note TEXT
people · kick NUMBER or 40-4999 ... · restore NUMBER ... · rename NUMBER NAME · names on/off · leaderboard on/off
tally · live · away · lock · unlock · hands 3 14 2 2 · links · report [FOLDER] · help · quit"""


def run(server: ClassServer, report: Report, run_live: Run) -> None:
    """Run the class until `quit` or Ctrl+C. The class file keeps everything. Raises LabError."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    with server:
        print(ready_line(server), flush=True)
        if server.moved:
            print(f"statuslab: {server.moved}", file=sys.stderr)
        if expired := server.expired():
            print(f"statuslab: {expired}; start a class with --delete-expired to delete them", file=sys.stderr)
        if sys.stdout.isatty():
            import segno

            segno.make(server.join_url, error="m", micro=False).terminal(compact=True)
            print(_HELP)
        threading.Thread(target=_listen, args=(server, sys.stdin, over, report, run_live), daemon=True).start()
        while not over.wait(0.5):
            pass
    print(f"stopped; continue with: statuslab class --room {server.room} --folder {server.path.parent}", flush=True)


def ready_line(server: ClassServer) -> str:
    """The join and projector URLs, and the files with the host's token and the class."""
    authority = f" ca={server.ca_file}" if server.ca_file else ""
    files = f"token={host_path(server.path)} file={server.path}"
    return f"ready {server.join_url} screen={server.screen_url} room={server.room} {files}{authority}"


def _listen(server: ClassServer, typed: TextIO, over: threading.Event, report: Report, run_live: Run) -> None:
    for line in typed:
        words = line.split()
        if words[:1] == ["quit"]:
            over.set()
            return
        if words:
            say(answered(server, words, report, run_live))


def answered(server: ClassServer, words: list[str], report: Report, run_live: Run) -> str:
    """Run a typed command and return the lines to print."""
    do, *rest = words
    try:
        if do == "help":
            return _HELP
        if do == "links":
            return f"your phone: {server.phone_url}\na co-host: {server.co_host_url}\nthe wall: {server.screen_url}"
        if do == "live":
            return run_live(server)
        if do == "report":
            return report(server.host.export(), " ".join(rest))
        if do in {"tally", "people", "plan"}:
            return {"tally": _tally, "people": _people, "plan": _plan}[do](server.host.snapshot())
        return _tally(server.host.command(do, **_fields(do, rest)))
    except LabError as error:
        return f"statuslab: {error}"


def _people(seen: dict[str, Any]) -> str:
    rows = (f"{each['player']:4} {each['name']}{'' if each['online'] else ' (away)'}" for each in seen["people"])
    others = (f"{number:4} {name}" for number, name in seen["others"])
    removed = (f"{number:4} {name} (taken out)" for number, name in seen["removed"])
    return "\n".join([f"{seen['players']} people, {seen['online']} online", *rows, *others, *removed])


def _plan(seen: dict[str, Any]) -> str:
    """All questions: those to come in their order, then the others."""
    rest = [each["round"] for each in seen["plan"] if each["round"] not in seen["upcoming"]]
    rows = (seen["plan"][round - 1] for round in (*seen["upcoming"], *rest))
    return "\n".join(
        f"{each['round']:4} {each['question']} ({' '.join(map(str, each['codes']))}, level {each['level']}, "
        f"worth {each['worth']:g}){' · ' + each['state'] if each['state'] else ''}"
        + (f"\n     {each['note']}" if each["note"] else "")
        for each in rows
    )


def _fields(do: str, rest: list[str]) -> dict[str, Any]:
    """The fields of a command as typed. Raises LabError."""
    if do in {"kick", "restore"} and (len(rest) > 1 or "-" in "".join(rest) or do == "restore"):
        return {"players": [_range(do, each) for each in rest]}
    if do in {"names", "leaderboard"}:
        return {"on": rest[:1] != ["off"]}
    if do == "pick":
        return {"question": " ".join(rest)}
    if do == "note":
        return {"text": " ".join(rest)}
    if do == "rename":
        return {"player": _numbers(do, rest[:1], rest)[0] if rest else 0, "name": " ".join(rest[1:])}
    if do == "points":
        return {"points": _numbers(do, rest[:1], rest)[0] if rest else None, "question": " ".join(rest[1:])}
    numbers = _numbers(do, rest, rest)
    if do in {"hands", "order"}:
        return {"counts" if do == "hands" else "order": numbers}
    name = {"kick": "player", **dict.fromkeys((*TIMED_MOVES, "clock"), "seconds")}.get(do)
    return {name: numbers[0]} if name and numbers else {}


def _numbers(do: str, words: list[str], rest: list[str]) -> list[int]:
    try:
        return [int(each) for each in words]
    except ValueError:
        raise LabError(f"{do} {' '.join(rest)}: expected numbers; type help for the commands") from None


def _range(do: str, text: str) -> list[int]:
    """Return first and last number of 40-4999, or of 7."""
    first, _, last = text.partition("-")
    try:
        return [int(first), int(last or first)]
    except ValueError:
        raise LabError(
            f"{do} {text}: expected a number, or a range such as 40-49; type help for the commands"
        ) from None


def _tally(seen: dict[str, Any]) -> str:
    """Where the class stands: the question with its letters, what was answered, and what the host can do now."""
    where = f"question {seen['place']} of {seen['of']}, vote {seen['vote']}: {seen['phase']}"
    asking = seen["view"] in {"question", "reveal"}
    tally, question = seen["tally"] or {}, seen["question"] if asking else None
    lines = [where if asking else seen["phase"]]
    if question:
        lines += [_words(question, question["ask"]), *(f"    {line}" for line in question["wire"].splitlines())]
        lines += _options(seen, question, tally)
        lines += [f"note: {seen['note_for_host']}"] if seen["note_for_host"] else []
    if asking and "answered" in tally:
        lines.append(f"{tally['answered']} of {tally['could']} answered")
    if seen["counts"] and question and tally.get("advice"):
        lines.append(tally["advice"]["says"])
    return "\n".join([*lines, f"now: {', '.join(seen['can'])}"])


def _words(question: dict[str, Any], text: str) -> str:
    """A text of a question, without the marks of what a terminal cannot draw."""
    drawing = question.get("drawn", {}).get(text)
    return str(drawing["plain"]) if drawing else text


def _options(seen: dict[str, Any], question: dict[str, Any], tally: dict[str, Any]) -> Iterator[str]:
    """The options by letter. Once the vote is closed, with the key and how many chose each."""
    told, counts = seen["counts"], tally.get("counts")
    for place, option in enumerate(question["options"]):
        text = _words(question, option["text"]) or option["name"]
        words = " ".join(filter(None, (str(option["code"] or ""), text)))
        right = told and counts is not None and seen["reveal"]["options"][place]["right"]
        share = ""
        if told and counts is not None:
            part = counts[place] / tally["answered"] if tally["answered"] else 0
            share = f"{counts[place]:4} {part:5.0%}  "
        yield f"{'✓' if right else ' '} {option['letter']}  {share}{words}"
    yield from (f"    → {_words(question, partner)}" for partner in question["partners"])
    for each in tally["answers"] if told and counts is None and "answers" in tally else ():
        letters = [option["letter"] for option in question["options"]]
        partners = bool(question["partners"]) or not letters
        chosen = " ".join(str(place) if partners else letters[place] for place in each["choice"])
        yield f"{'✓' if each['right'] else ' '} {each['n']:4}  {chosen}"
