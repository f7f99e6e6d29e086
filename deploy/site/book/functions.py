"""The functions of the course and the commands of the terminal, from their docstrings and help texts, as Markdown."""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import statuslab
from statuslab.cli import main
from statuslab.messages.exchange import Exchange
from statuslab.notebook import http_magic
from statuslab.notebook.classroom import Classroom
from statuslab.notebook.demos import CourseLab, Demo

OBJECTS = {"lab": CourseLab, "classroom": Classroom, "Exchange": Exchange, "Demo": Demo}
"""What a cell uses as objects, or gets: their members are listed."""

_CALL = re.compile(rf"\b(?:{'|'.join(statuslab.__all__)})(?:\.\w+)*\([^()]*\)")


def functions_page() -> str:
    """Every function that `from statuslab import ...` gives, the `%%http` cell, and what they return."""
    names = [name for name in sorted(statuslab.__all__) if name not in OBJECTS]
    parts = [
        "# Functions",
        "What a cell may use: `from statuslab import demo, quiz`. In `statuslab lab` they are there already.",
        *(described("function", name, getattr(statuslab, name)) for name in names),
        "## The `%%http` cell",
        _magic(),
    ]
    for name, kind in OBJECTS.items():
        parts += [f"## `{name}`", *_members(name, kind)]
    return "\n\n".join(parts) + "\n"


def described(directive: str, name: str, subject: Any) -> str:
    """One function or member with its signature and its docstring."""
    call = signature(subject) if inspect.isfunction(subject) else ""
    about = docstring(subject)
    return f"````{{py:{directive}}} {name}{call}\n\n{about}\n````"


def signature(function: Any) -> str:
    """The parameters of a function with their defaults, and without their types, which its docstring tells in words.

    >>> signature(lambda a, *, b=1: a)
    '(a, *, b=1)'
    """
    found = inspect.signature(function)
    parameters = [each.replace(annotation=inspect.Parameter.empty) for each in found.parameters.values()]
    kept = [each for each in parameters if each.name != "self"]
    return str(found.replace(parameters=kept, return_annotation=inspect.Signature.empty))


def docstring(subject: Any) -> str:
    """A docstring as Markdown: calls are marked as code, and what one types at a prompt is a block of code."""
    blocks = re.split(r"\n\s*\n", inspect.getdoc(subject) or "")
    return "\n\n".join(f"```pycon\n{block}\n```" if block.startswith(">>>") else marked(block) for block in blocks)


def marked(text: str) -> str:
    """A paragraph with its calls of the course's functions marked as code.

    >>> marked("See card(404), `n` and this (one).")
    'See `card(404)`, `n` and this (one).'
    """
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(part if number % 2 else _CALL.sub(r"`\g<0>`", part) for number, part in enumerate(parts))


def _members(name: str, kind: type) -> Iterator[str]:
    yield docstring(kind)
    for member, subject in sorted(_public(kind)):
        directive = "method" if inspect.isfunction(subject) else "attribute"
        yield described(directive, f"{name}.{member}", subject)


def _public(kind: type) -> Iterator[tuple[str, Any]]:
    for member, subject in inspect.getmembers(kind):
        is_ours = isinstance(subject, property | cached_property) or inspect.isfunction(subject)
        if is_ours and not member.startswith("_") and subject.__doc__:
            yield member, subject


def _magic() -> str:
    options = http_magic._parser().format_help()
    return f"{docstring(http_magic.http)}\n\n```text\n{options.strip()}\n```"


# --- The terminal -------------------------------------------------------------------------------------------


def commands_page() -> str:
    """Every command of `statuslab` with its help text."""
    top = help_text()
    parts = ["# Commands", "What `statuslab` does in a terminal.", block(top)]
    for command in subcommands(top):
        parts += [f"## statuslab {command}", block(help_text(command))]
        for sub in subcommands(help_text(command)):
            parts += [f"### statuslab {command} {sub}", block(help_text(command, sub))]
    return "\n\n".join(parts) + "\n"


def subcommands(help_text: str) -> list[str]:
    """The commands that a help text lists.

    >>> subcommands("commands:\\n  COMMAND\\n    lab     open it\\n            now\\n    serve   run it")
    ['lab', 'serve']
    """
    return re.findall(r"^ {4}(\w+)(?= |$)", help_text, re.MULTILINE)


def help_text(*command: str) -> str:
    """What a command says of itself, on lines of 80 characters."""
    before, said = os.environ.get("COLUMNS"), io.StringIO()
    os.environ["COLUMNS"] = "80"
    try:
        with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            main([*command, "--help"])
    finally:
        os.environ.pop("COLUMNS") if before is None else os.environ.update(COLUMNS=before)
    return said.getvalue()


def block(text: str) -> str:
    return f"```text\n{text.strip()}\n```"
