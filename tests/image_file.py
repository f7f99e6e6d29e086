"""Reads deploy/docker/Dockerfile into its instructions."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
DOCKERFILE = ROOT / "deploy" / "docker" / "Dockerfile"


class Instruction(NamedTuple):
    """One instruction, such as COPY, with the rest of its line. `stage` is the number of the FROM it comes after."""

    stage: int
    name: str
    rest: str


def instructions(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile without comments; a line that ends in a backslash goes on in the next."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found, stage = [], -1
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        name, _, rest = line.strip().partition(" ")
        stage += name == "FROM"
        found.append(Instruction(stage, name, rest.strip()))
    return found


def copied(instruction: Instruction) -> tuple[list[str], str]:
    """What a COPY takes from the checkout, and where it puts it; nothing where it takes from another stage."""
    words = [word for word in instruction.rest.split() if not word.startswith("--chmod")]
    return ([], "") if re.match("--from=", words[0]) else (words[:-1], words[-1])
