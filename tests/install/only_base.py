"""Hides every package but those that the base of the course brings, then runs a script: only_base.py SCRIPT ...

The packages of the base, with all that they ask for, are read from pyproject.toml. A hidden package cannot be found,
as if it were not installed.
"""

import runpy
import sys
import tomllib
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def brought(lines):
    """The distributions that these requirements bring here, directly or not."""
    found, left = set(), [Requirement(line) for line in lines]
    while left:
        requirement = left.pop()
        name = canonicalize_name(requirement.name)
        extras = {"", *requirement.extras}
        if {(name, extra) for extra in extras} <= found:
            continue
        found |= {(name, extra) for extra in extras}
        try:
            asked = [Requirement(line) for line in requires(name) or []]
        except PackageNotFoundError:
            raise SystemExit(f"{name} is asked for and not installed") from None
        left += [each for each in asked if applies(each, extras)]
    return {name for name, _ in found}


def applies(requirement, extras):
    """Whether a requirement holds on this machine, for one of these extras."""
    return not requirement.marker or any(requirement.marker.evaluate({"extra": extra}) for extra in extras)


def hidden():
    """The top-level modules that the base does not bring."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = brought(project["dependencies"]) | {"statuslab"}  # whose markers leave out browsers only
    owners = packages_distributions()
    return {module for module, names in owners.items() if not {canonicalize_name(name) for name in names} & base}


class Hiding(PathFinder):
    names = frozenset()

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return None if fullname.partition(".")[0] in cls.names else super().find_spec(fullname, path, target)


def main():
    Hiding.names = hidden()
    for module in [name for name in sys.modules if name.partition(".")[0] in Hiding.names]:
        del sys.modules[module]
    sys.meta_path[:] = [Hiding if finder is PathFinder else finder for finder in sys.meta_path]
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
