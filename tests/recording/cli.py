"""Every text of the command line: help, and the output of typical right and wrong calls."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from recording.bank import OWN, broken_files
from recording.commands import run
from statuslab import quiz

HELP = [
    "",
    "lab",
    "copy",
    "serve",
    "demo",
    "class",
    "team",
    "cheatsheet",
    "export",
    "forget",
    "bank",
    "bank new",
    "bank preview",
    "bank import",
    "bank export",
    "bank check",
    "bank list",
    "bank show",
]

# name -> commands in their order; each item has the places where they run for itself.
CALLS: dict[str, list[str]] = {
    "mistakes": [
        "",
        "--version",
        "brew",
        "bank",
        "bank frob",
        "demo",
        "lab --frob",
        "lab --port eighty",
        "serve --port 65536",
    ],
    "demo": [
        "demo 412",
        "demo the-guest-wifi",
        "demo 204 --color always",
        "demo 299",
        "demo two-cook",
        "demo 404 --color maybe",
    ],
    "lab": [
        "lab --prepare-only --workspace mine",
        "lab --prepare-only --workspace mine",
        "lab --prepare-only --workspace file/mine",
    ],
    "copy": ["copy", "copy mine", "copy mine", "copy file"],
    "team": [
        "team",
        "team absent.html",
        "team file own.yaml",
    ],
    "cheatsheet": [
        "cheatsheet",
        "cheatsheet",
        "cheatsheet file",
        "cheatsheet file/sheet.html",
    ],
    "serve": ["serve --port 0 --tls-port 0 --ca-file none/ca.pem"],
    "bank-list": [
        "bank list --codes 412",
        "bank list own.yaml",
        "bank list own.yaml --codes 4xx",
        "bank list own.yaml --codes 5xx",
        "bank list --codes 298",
        "bank list --codes tea",
        "bank list absent.yaml",
        "bank list broken.yaml",
    ],
    "bank-show": [
        "bank show typed --bank own.yaml",
        "bank show several --bank own.yaml",
        "bank show sorted --bank own.yaml",
        "bank show pairs --bank own.yaml",
        "bank show pointed --bank own.yaml",
        "bank show absent --bank own.yaml",
    ],
    "class": [
        "class",
        "class 2xx --room K7M2PX",
        "class 298 --folder .",
        "class 2xx --cert x.pem",
        "class 2xx --mode speedy",
        "class 2xx -n 0",
        "class 2xx --bank absent.yaml",
        "class --room K7M2PX --folder .",
        "class 2xx --folder file",
        "class 2xx --port -1",
    ],
}


def record() -> Iterator[tuple[str, str]]:
    """A text for each help, each group of calls and each broken file of questions."""
    for words in HELP:
        with Places() as folder:
            yield f"help{'-' if words else ''}{words.replace(' ', '-')}", run([*words.split(), "--help"], folder)
    for name, calls in CALLS.items():
        with Places() as folder:
            yield name, "".join(run(call.split(), folder) for call in calls)
    with Places() as folder:
        yield "answers", _answers(folder)
    yield "bank-check", _bank_check()
    yield "bank-check-broken", _broken()
    yield "serve-live", _serve()
    yield "class-live", _class()


class Places(tempfile.TemporaryDirectory[str]):
    """A folder to run in, with a few files."""

    def __enter__(self) -> Path:  # type: ignore[override]
        folder = Path(super().__enter__()).resolve()
        (folder / "own.yaml").write_text(OWN, encoding="utf-8")
        (folder / "broken.yaml").write_text(OWN.replace("level: 1", "level: 4"), encoding="utf-8")
        (folder / "file").write_text("no folder")
        return folder


def _answers(folder: Path) -> str:
    """What becomes of the answers: none, then one, exported, kept and forgotten."""
    os.environ["STATUSLAB_HOME"] = str(folder / "home")
    told = run(["export"], folder)
    card = quiz(412)
    card.answer = {"n": 1, "id": card.items[0]["id"], "choice": [0], "confidence": 2, "seconds": 1.5}
    told += run(["export", "mine.csv"], folder) + (folder / "mine.csv").read_text() + "\n"
    told += run(["export", "file/mine.csv"], folder)
    told += run(["forget"], folder) + run(["forget"], folder, typed="n\n") + run(["forget"], folder, typed="YES\n")
    return told + run(["forget", "--yes"], folder) + run(["export", "mine.csv"], folder)


def _bank_check() -> str:
    with Places() as folder:
        (folder / "several").mkdir()
        (folder / "several" / "a.yaml").write_text(OWN)
        (folder / "several" / "b.yaml").write_text(OWN.replace("[404]", "[298]"))
        (folder / "empty").mkdir()
        calls = ["own.yaml", "broken.yaml", "several", "absent.yaml", "empty", "file"]
        return "".join(run(["bank", "check", call], folder) for call in calls)


def _broken() -> str:
    with Places() as folder:
        told = ""
        for name, content in broken_files():
            (folder / f"{name}.yaml").write_bytes(content)
            told += run(["bank", "check", "--strict", f"{name}.yaml"], folder)
        return told


# --- Commands that go on until they are stopped -------------------------------------------------------------


def _serve() -> str:
    """The ready line, one line of the live log, and how a taken port is told."""
    with _started("serve", "--port", "0", "--tls-port", "0") as process:
        assert process.stdout
        ready = process.stdout.readline()
        port = re.search(r"http://127\.0\.0\.1:(\d+)", ready)
        assert port, ready
        with closing(socket.create_connection(("127.0.0.1", int(port[1])), 10)) as connection:
            connection.sendall(b"GET /teas/99 HTTP/1.1\r\nHost: teahouse\r\nConnection: close\r\n\r\n")
            while connection.recv(65536):
                pass
        log = process.stdout.readline()
        taken = subprocess.run(_command("serve", "--port", port[1]), capture_output=True, text=True, timeout=60)
        process.send_signal(signal.SIGINT)
        code = process.wait(30)
    told = f"{ready}{log}exit code {code}\n{taken.stdout}stderr: {taken.stderr}exit code {taken.returncode}\n"
    told = re.sub(r"(?m)^\d\d:\d\d:\d\d ", "TIME ", re.sub(r"\d+\.\d ms", "N ms", told))
    return re.sub(r"ca=\S+", "ca=PATH", re.sub(r":\d{2,5}\b", ":PORT", told))


def _class() -> str:
    """What a host reads who holds a class from a terminal."""
    typed = (
        "help\npeople\ntally\nreveal\ndance\nopen soon\nopen 60\nhands 1 5 0 0\nclose\ndiscuss\nrevote\nclose\nreveal\n"
    )
    typed += "kick 9\nlock\nunlock\nnext\npause\nresume\nend\nquit\n"
    with Places() as folder:
        arguments = ("class", "404", "--bank", "class.yaml", "--folder", str(folder), "--port", "0")
        (folder / "class.yaml").write_text(_single_choices())
        with _started(*arguments, cwd=str(folder)) as process:
            out, err = process.communicate(typed, timeout=60)
        told = (out + err).replace(str(folder), "FOLDER")
    told = re.sub(r"/screen#[\w-]{22}", "/screen#TOKEN", re.sub(r":\d{4,5}/", ":PORT/", told))
    room = re.search(r"room=(\S+)", told)
    return told.replace(room[1], "ROOM") if room else told


def _single_choices() -> str:
    options = [{"code": code, "right": code == 404, "why": f"Because of {code}."} for code in (400, 404, 409, 410)]
    record = {
        "codes": [404],
        "idea": "finding",
        "skill": "tell apart",
        "level": 1,
        "hint": "Look.",
        "source": "RFC 9110",
    }
    record |= {"proof": [{"rfc": "RFC 9110 section 15.5.5"}], "options": options}
    return json.dumps([record | {"id": f"choice-{n}", "ask": f"What comes back, {n}?"} for n in (1, 2)])


def _started(*arguments: str, cwd: str | None = None) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(_command(*arguments), stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=cwd)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "statuslab.cli", *arguments]
