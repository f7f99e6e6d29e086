"""The test suites of httpbin, requests and HTTPie, asked of the lab instead of httpbin.

    python tests/oracles/httpbin_suites.py               about five minutes; needs PyPI
    python tests/oracles/httpbin_suites.py --keep DIR    keeps environment, sources and results there, for the next time

Each suite runs twice, on httpbin as its authors mean it and on the lab, in an environment of its own. What fails on the
lab alone is printed, and is either in EXPECTED or a fault of the lab. `make` does not run this: other people's suites
change, and their servers on the internet come and go.
"""

import argparse
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from statuslab.server.lab import Lab

HERE = Path(__file__).parent
PLUGIN = "lab_for_suites"
TOOLS = ["pytest==8.4.2", "pytest-httpbin==2.1.0", "pytest-mock", "trustme", "PySocks", "responses"]


@dataclass(frozen=True)
class Suite:
    """A release with its tests. `arguments` are for pytest."""

    name: str
    version: str
    arguments: tuple[str, ...] = ()

    @property
    def release(self) -> str:
        return f"{self.name}-{self.version}"


SUITES = (
    Suite("httpbin", "0.10.4"),
    Suite("requests", "2.34.2"),
    Suite("httpie", "3.2.4", ("--ignore=tests/test_plugins_cli.py",)),
)  # those install from PyPI

# What fails on the lab alone, by pattern, and why: points of docs/httpbin.md, and one test that is wrong.
EXPECTED = {
    r"test_etag_|test_request_range|test_request_out_of_bounds": "entity tags are quoted",
    r"test_set_cors_": "other origins may not read with credentials",
    r"test_post_file_with_missing_content_type_header": "line ends of LF alone in a multipart form are 400",
    r"test_post_chunked": "the test announces chunked content and sends other: httpbin says 501, and the lab 400",
    r"test_request_with_bytestring_host|test_Host_header_overwrite": "a Host that is none of the lab's is 421",
    r"test_compress_": "compressed content is 415",
    r"test_ignore_netrc|check_status|test_verbose_implies_all|test_follow_all_redirects_shown": "reason phrases",
    r"test_nested_json_syntax\[input_json17-": "the field name baz[] is no token, so the request is 400",
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Other people's tests of httpbin, run on the lab.")
    parser.add_argument("--keep", metavar="DIR", help="a folder for the environment, the sources and the results")
    options = parser.parse_args()
    if options.keep:
        return run_all(Path(options.keep).absolute())
    with tempfile.TemporaryDirectory() as folder:
        return run_all(Path(folder))


def run_all(folder: Path) -> int:
    """Run each suite on both servers; the number of tests that fail on the lab and are not expected to."""
    folder.mkdir(exist_ok=True)
    python = environment(folder)
    unexpected = 0
    with Lab() as lab:
        address = {"LAB_URL": lab.url, "LAB_TLS_URL": lab.tls_url, "LAB_CA_FILE": str(lab.ca_file)}
        for suite in SUITES:
            theirs = outcomes(python, folder, suite, {})
            ours = outcomes(python, folder, suite, address)
            unexpected += report(suite, theirs, ours)
    return unexpected


def environment(folder: Path) -> Path:
    """The Python of a virtual environment with the three releases in it; their sources lie beside it."""
    python = folder / "env" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
        pip = [str(python), "-m", "pip", "-q", "--disable-pip-version-check"]
        releases = [f"{suite.name}=={suite.version}" for suite in SUITES]
        subprocess.run([*pip, "install", *TOOLS, *releases], check=True)
        names = ",".join(suite.name for suite in SUITES)
        subprocess.run([*pip, "download", "--no-deps", "--no-binary", names, *releases], check=True, cwd=folder)
        for archive in folder.glob("*.tar.gz"):
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
    return python


def outcomes(python: Path, folder: Path, suite: Suite, address: dict[str, str]) -> dict[str, str]:
    """How each test of a suite ended, by name; with an address, on the lab."""
    results = folder / f"{suite.name}-{'lab' if address else 'httpbin'}.xml"
    plugin = ["-p", PLUGIN] if address else []
    command = [str(python), "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", f"--junitxml={results}"]
    paths = os.pathsep.join([str(HERE), *(["src"] if suite.name == "requests" else [])])
    subprocess.run(
        [*command, *plugin, "tests", *suite.arguments],
        cwd=folder / suite.release,
        env={**os.environ, **address, "PYTHONPATH": paths, "NO_PROXY": "*"},
        stdout=subprocess.DEVNULL,
        timeout=900,
        check=False,
    )
    cases = ElementTree.parse(results).iter("testcase")
    return {f"{case.get('classname')} {case.get('name')}": _outcome(case) for case in cases}


def _outcome(case: ElementTree.Element) -> str:
    kinds = {child.tag for child in case}
    return "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"


def report(suite: Suite, theirs: dict[str, str], ours: dict[str, str]) -> int:
    """Print the numbers of a suite, and what fails on the lab alone; how many of these are not expected."""
    count = Counter(ours.values())
    bad = {name for name, outcome in ours.items() if outcome == "failed"}
    everywhere = {name for name in bad if theirs.get(name) == "failed"}
    print(f"{suite.release}: {count['passed']} pass on the lab, {count['skipped']} are skipped", end="")
    print(f", {len(everywhere)} fail on httpbin too, {len(bad - everywhere)} on the lab alone", flush=True)
    unexpected = 0
    for name in sorted(bad - everywhere):
        why = next((why for pattern, why in EXPECTED.items() if re.search(pattern, name)), "")
        unexpected += not why
        print(f"    {name}: {why or 'NOT EXPECTED'}")
    return unexpected


if __name__ == "__main__":
    sys.exit(main())
