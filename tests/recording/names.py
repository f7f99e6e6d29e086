"""Names that learners' files, pages and scripts refer to. They stay: a better one may come beside an old one."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import statuslab
from book import checks, sources
from recording import internals
from recording.cli import HELP
from recording.client import exchanged
from recording.commands import run
from recording.home import OLD
from statuslab import classroom, demo, lab

CHECKOUT = Path(__file__).parents[2]
DOCUMENTED = {  # attributes that pages, hints or the documentation use
    "lab": "url tls_url proxy_url ca_file exchanges last reset stop door address client_certificate check clock.wait",
    "classroom": "open join report keep sheet close delete rehearse host url",
    "demo": "steps exchanges source text html",
    "exchange": "sent received request interim response wire_status logged_status internal_status layer origin events "
    "via",
    "request": "method target fields content text get",
    "response": "status reason fields content text get",
    "report": "items confusions confidence votes people answers gains save without_names export",
    "host": "open close pause resume discuss revote reveal next end kick rename lock unlock leaderboard hands snapshot "
    "tally export command",
}


def record() -> Iterator[tuple[str, str]]:
    """A text for each group of names, one name a line."""
    yield "exported", _lines(statuslab.__all__)
    yield "questions", _lines(_of_questions(r"- id: (\S+)"))
    yield "ideas", _lines(_of_questions(r"  idea: (\S+)"))
    yield "scenes", _lines(internals.scene_names())
    yield "challenges", _lines(internals.challenge_names())
    yield "options", _lines(_options())
    yield "variables", _lines(_variables())
    yield "columns", _lines(_columns())
    yield "attributes", _lines(_attributes())
    yield "addresses", _lines([*sources.addresses(), *checks.moved()])
    yield "pages", _lines(path.name for path in CHECKOUT.glob("notebooks/*.ipynb"))


def _lines(names: Iterable[str]) -> str:
    return "".join(f"{name}\n" for name in sorted(set(names)))


def _of_questions(pattern: str) -> Iterator[str]:
    for path in sorted(CHECKOUT.glob("data/questions/**/*.yaml")):
        yield from re.findall(rf"(?m)^{pattern}", path.read_text(encoding="utf-8"))


def _options() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        for words in HELP:
            told = run([*words.split(), "--help"], Path(folder)).partition("\n")[2]
            yield from (f"{words} {option}".strip() for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", told))
            yield words or "statuslab"


def _variables() -> Iterator[str]:
    for path in CHECKOUT.glob("src/**/*.py"):
        yield from re.findall(r"\bSTATUSLAB_[A-Z]+\b", path.read_text(encoding="utf-8"))


def _columns() -> Iterator[str]:
    """The columns of every CSV file: of the data, and of those that are written."""
    with tempfile.TemporaryDirectory() as folder:
        run(["export", "progress.csv"], Path(folder))
        _report().save(folder)
        for path in (*CHECKOUT.glob("data/*.csv"), *Path(folder).glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                yield from (f"{path.name} {column}" for column in next(csv.reader(file)))


def _report() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        kept = min((OLD / "classes").glob("*.sqlite"))
        copy = Path(folder) / kept.name
        copy.write_bytes(kept.read_bytes())
        return classroom.report(copy)


def _attributes() -> Iterator[str]:
    """Of the attributes that are documented, those that are there today."""
    exchanged(b"GET /teas HTTP/1.1\r\nHost: teahouse\r\nConnection: close\r\n\r\n")
    exchange = lab.last
    things = {
        "lab": lab,
        "classroom": classroom,
        "demo": demo("two-cooks"),
        "exchange": exchange,
        "request": exchange.request,
        "response": exchange.response,
        "report": _report(),
        "host": internals.host_commands(),
    }
    for name, attributes in DOCUMENTED.items():
        for attribute in attributes.split():
            first, *more = attribute.split(".")  # `classroom.host` is there, and raises while no class is open
            if first in dir(things[name]) and all(hasattr(getattr(things[name], first), each) for each in more):
                yield f"{name}.{attribute}"
    lab.stop()
