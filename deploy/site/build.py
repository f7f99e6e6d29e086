"""Build the site: the whole course in a browser, and the book around it, as files that any web space can serve.

    make site                        into build/site/www, about two minutes the first time
    python -m http.server -d build/site/www 8000, then open http://localhost:8000

JupyterLite brings JupyterLab, Pyodide brings Python, and every wheel lies beside them in run/. Sphinx makes the pages
around that from book/. The site asks nothing of any other host.

The tools and the wheels are pinned by hash in requirements.lock and browser.lock, Pyodide in
package-lock.json. Run with the Python of .venv, which has uv and hatchling.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from book import checks, sources
from statuslab.storage import files
from statuslab.storage.workspace import without_outputs

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "site"
TOOLS, WHEELS, LITE, BOOK, WWW = (BUILD / name for name in ("tools", "wheels", "lite", "book", "www"))
ONLY_TO_READ = {
    "7_real_clients": "This page runs other programs, such as curl, and in a browser there are none.",
    "8_read_the_logs": "This page needs pandas and matplotlib, which this site does not bring along.",
    "teach_a_class": "A class needs a server that other devices reach, and a browser cannot be one.",
}
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
BROWSER = {  # what the markers of a wheel's requirements are compared with
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "platform_machine": "wasm32",
    "os_name": "posix",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "python_version": "3.14",
    "python_full_version": "3.14.2",
}


def main() -> None:
    """Build everything anew but for what was downloaded before."""
    with step("the tools"):
        install_tools()
    with step("Python for the browser"):
        run("npm", "ci", "--prefix", HERE, "--no-audit", "--no-fund")
    with step("the wheels"):
        collect_wheels()
    with step("the course's files"):
        shutil.rmtree(LITE, ignore_errors=True)
        version = vendor_pyodide(LITE / "static" / "pyodide")
        write_pages(LITE / "pages")
        (LITE / "jupyter-lite.json").write_text(json.dumps(settings(version), indent=1) + "\n", encoding="utf-8")
    with step("the site"):
        shutil.rmtree(WWW, ignore_errors=True)
        for memory in BUILD.glob(".jupyterlite.doit.db*"):  # it would leave out what it believes to be there
            memory.unlink()
        lite = [TOOLS / "bin" / "jupyter", "lite", "build", "--lite-dir", LITE, "--contents", "pages"]
        run(*lite, "--output-dir", WWW / "run", "--no-libarchive", "--apps", "lab", "--apps", "notebooks")
        for of_developers in (WWW / "run").rglob("*.map"):  # 47 MB that no visitor loads
            of_developers.unlink()
        with_version(WWW / "run" / "static" / "pyodide", version)
        built = WWW / "run" / "jupyter-lite.json"  # JupyterLite has put its own address of Pyodide there
        told = built.read_text(encoding="utf-8").replace("./static/pyodide/", f"./static/pyodide-{version}/")
        built.write_text(told, encoding="utf-8")
        for app in ("lab", "notebooks"):
            add_start_script(WWW / "run" / app / "index.html", version)
    with step("the book"):
        build_book()
    size = sum(path.stat().st_size for path in WWW.rglob("*") if path.is_file())
    print(f"{WWW.relative_to(ROOT)}: {size / 1e6:.0f} MB")


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being made, and how long it took."""
    began = time.monotonic()
    print(f"{what} ...", flush=True)
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", flush=True)


def run(*command: str | Path, at: Path = BUILD) -> None:
    """Run a program in a folder. Where it fails, print what it said and stop."""
    done = subprocess.run([str(part) for part in command], cwd=at, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout[-2000:] + done.stderr[-2000:], file=sys.stderr)
        sys.exit(f"{Path(command[0]).name} failed (above: the end of what it said)")


def install_tools() -> None:
    """JupyterLite in an environment of its own, made anew when its lock has changed."""
    lock, done = (HERE / "requirements.lock").read_bytes(), TOOLS / ".done"
    BUILD.mkdir(parents=True, exist_ok=True)
    if done.exists() and done.read_bytes() == lock:
        return
    uv = [sys.executable, "-m", "uv"]
    run(*uv, "venv", "--clear", TOOLS)
    run(
        *uv,
        "pip",
        "install",
        "--require-hashes",
        "--python",
        TOOLS / "bin" / "python",
        "-r",
        HERE / "requirements.lock",
    )
    done.write_bytes(lock)


def collect_wheels() -> None:
    """Download the wheels of browser.lock, and build the course's own."""
    lock, done = (HERE / "browser.lock").read_bytes(), WHEELS / ".done"
    if not done.exists() or done.read_bytes() != lock:
        shutil.rmtree(WHEELS, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
        run(*pip, "--python-version", "3.14", "--platform", "any", "-r", HERE / "browser.lock", "-d", WHEELS)
        done.write_bytes(lock)
    for old in WHEELS.glob("statuslab-*.whl"):
        old.unlink()
    run(sys.executable, "-m", "hatchling", "build", "-d", WHEELS, "-t", "wheel", at=ROOT)


def vendor_pyodide(to: Path) -> str:
    """Lay out Pyodide's core and all wheels, with a list of packages that names nothing else.

    Return the version of the site, which changes with any wheel, with Pyodide and with JupyterLite.
    """
    core = HERE / "node_modules" / "pyodide"
    lock = json.loads((core / "pyodide-lock.json").read_text(encoding="utf-8"))
    packages = {facts["name"]: facts for facts in map(package, sorted(WHEELS.glob("*.whl")))}
    for facts in packages.values():
        facts["depends"] = [name for name in facts["depends"] if name in packages]
    lock["packages"] = packages
    listed = json.dumps(lock)
    version = hashlib.sha256(listed.encode() + (HERE / "requirements.lock").read_bytes()).hexdigest()[:12]
    to.mkdir(parents=True)
    for file in (*(core / name for name in PYODIDE_FILES), *(WHEELS / each["file_name"] for each in packages.values())):
        shutil.copy(file, to / file.name)
    (to / "pyodide-lock.json").write_text(listed, encoding="utf-8")
    return version


def with_version(pyodide: Path, version: str) -> Path:
    """Put the version into the folder's name, so that a browser takes nothing of an older one from its cache."""
    return pyodide.rename(pyodide.with_name(f"pyodide-{version}"))


def add_start_script(page: Path, version: str) -> None:
    """Put start.js before all other scripts of a page that runs."""
    script = (HERE / "start.js").read_text(encoding="utf-8").replace("VERSION", version)
    text = page.read_text(encoding="utf-8")
    if "<head>" not in text:
        sys.exit(f"{page} has no head for the script that says why the course cannot start")
    page.write_text(text.replace("<head>", f"<head>\n<script>\n{script}</script>", 1), encoding="utf-8")


def package(wheel: Path) -> dict[str, Any]:
    """What Pyodide's list of packages says of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        facts = HeaderParser().parsestr(archive.read(metadata).decode())
    needed = [Requirement(text) for text in facts.get_all("Requires-Dist") or []]
    name = normal(facts["Name"])
    here = BROWSER | {"extra": "lab" if name == "statuslab" else ""}
    depends = [normal(each.name) for each in needed if not each.marker or each.marker.evaluate(here)]
    tops = {path.partition("/")[0].removesuffix(".py") for path in names}
    return {
        "name": name,
        "version": facts["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(top for top in tops if not top.endswith((".dist-info", ".data"))),
        "depends": depends,
        "unvendored_tests": False,
        "shared_library": False,
    }


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def write_pages(to: Path) -> None:
    """The pages without outputs, as a learner's copy has them; those that cannot run here with outputs and a note."""
    to.mkdir(parents=True)
    for page in sorted(files.notebooks_folder().iterdir()):
        if page.stem in ONLY_TO_READ:
            read = json.loads(page.read_text(encoding="utf-8"))
            note = f"**Only to read here.** {ONLY_TO_READ[page.stem]} Its outputs are those of the published page."
            read["cells"].insert(0, {"cell_type": "markdown", "id": "only-to-read", "metadata": {}, "source": note})
            (to / page.name).write_text(json.dumps(read, ensure_ascii=False), encoding="utf-8")
        elif page.suffix == ".ipynb":
            (to / page.name).write_text(without_outputs(page.read_bytes()), encoding="utf-8")
        elif page.suffix == ".md":
            shutil.copy(page, to / page.name)
    for old, new in checks.moved().items():
        if old.startswith("notebooks/"):
            (to / f"{Path(old).stem}.ipynb").write_text(moved_page(Path(new).stem), encoding="utf-8")


def moved_page(name: str) -> str:
    """What stands at the former address of a page, for links that open it where it runs."""
    says = f"# This page has moved\n\n[Go to its new place]({name}.ipynb)."
    cell = {"cell_type": "markdown", "id": "moved", "metadata": {}, "source": says}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def settings(version: str) -> dict[str, Any]:
    """JupyterLite's settings: Python and all packages from beside the site, and none from elsewhere."""
    folder = f"./static/pyodide-{version}"
    pyodide = {
        "pyodideUrl": f"{folder}/pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "lockFileURL": f"{folder}/pyodide-lock.json",
            "packages": ["ipython", "statuslab"],
        },
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "HTTP Status Lab",
            "exposeAppInBrowser": True,
            "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": pyodide},
        },
    }


def build_book() -> None:
    """The book around the place where the pages run. A warning of Sphinx or a broken link stops the build."""
    shutil.rmtree(BOOK, ignore_errors=True)
    sources.write(BOOK, ONLY_TO_READ, os.environ.get("STATUSLAB_REPOSITORY", ""))
    sphinx = [TOOLS / "bin" / "python", "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "2", "-b", "html"]
    run("env", f"PYTHONPATH={ROOT / 'src'}", *sphinx, "-d", BUILD / "doctrees", BOOK, WWW)
    checks.write_redirects(WWW, checks.moved())
    (WWW / ".nojekyll").touch()  # or GitHub Pages leaves out what begins with an underscore
    if problems := list(checks.broken(WWW)):
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
