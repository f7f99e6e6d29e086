"""What the extra `lab` of the package brings, and the one line that says so where it is missing."""

from importlib.util import find_spec

from statuslab.errors import LabError

INSTALL = "pip install 'statuslab[lab]'"


def require(what: str, *modules: str) -> None:
    """Raise LabError if one of these modules of the extra `lab`, which `what` needs, is not installed."""
    for module in modules:
        if find_spec(module) is None:
            raise missing(what, module)


def missing(what: str, module: str) -> LabError:
    """Return the error that says which module `what` lacks, and the line that brings it."""
    return LabError(f"{what} needs {module.partition('.')[0]}, which is not installed; this brings it: {INSTALL}")
