"""Build the site: the whole course in a browser, and the book around it, as files that any web space can serve.

    make site                        into build/site/www, about two minutes the first time
    python -m http.server -d build/site/www 8000, then open http://localhost:8000

JupyterLite brings JupyterLab, Pyodide brings Python, and every wheel lies beside them in run/. Sphinx makes the pages
around that from book/. The site asks nothing of any other host.

The tools and the wheels are pinned by hash in requirements.lock and browser.lock, Pyodide in package-lock.json.
PYODIDE_DIST=PATH names the folder of Pyodide's full distribution, for pandas and matplotlib. Run with the Python of
.venv, which has uv and hatchling.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from book import checks, sources
from statuslab.storage import files
from statuslab.storage.workspace import without_outputs

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "site"
TOOLS, WHEELS, LITE, BOOK, WWW = (BUILD / name for name in ("tools", "wheels", "lite", "book", "www"))
LOGS = "8_read_the_logs"
ONLY_TO_READ = {
    "7_real_clients": "This page runs other programs, such as curl, and in a browser there are none.",
    LOGS: "This page needs pandas and matplotlib, which this site does not bring along.",
    "teach_a_class": "A class needs a server that other devices reach, and a browser cannot be one.",
}
FOR_TABLES = ["pandas", "matplotlib"]  # only in Pyodide's full distribution, at PYODIDE_DIST
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
KERNEL = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static"
IN_PLACE = ("ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "micropip", "piplite")
"""What JupyterLite would else fetch one by one when a kernel starts. The course does without jedi."""


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
        version = lay_out_python(LITE / "static")
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
        shutil.copytree(LITE / "static", WWW / "run" / "static", dirs_exist_ok=True)
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


def lay_out_python(static: Path) -> str:
    """Lay out Pyodide and one archive of all packages, both compiled, in a folder that has the version in its name.

    The version changes with any of them, so a browser takes nothing of an older one from its cache. Return it.
    """
    distribution = os.environ.get("PYODIDE_DIST", "")
    core, kernel = HERE / "node_modules" / "pyodide", TOOLS / KERNEL
    wheels = [*sorted(WHEELS.glob("*.whl"))]
    wheels += [next(kernel.glob(f"pypi/{name}-*.whl")) for name in ("ipykernel", "piplite", "pyodide_kernel")]
    own = [*HERE.glob("*.mjs"), HERE / "start.js", HERE / "requirements.lock", HERE / "package-lock.json"]
    digest = hashlib.sha256(distribution.encode())
    for file in (*sorted(own), *wheels):
        digest.update(file.read_bytes())
    to = static / f"pyodide-{digest.hexdigest()[:12]}"
    to.mkdir(parents=True)
    for name in PYODIDE_FILES:
        shutil.copy(core / name, to / name)
    with tempfile.TemporaryDirectory() as folder:
        packages, stdlib = Path(folder, "packages"), Path(folder, "stdlib")
        for wheel in wheels:
            unpack(wheel, packages)
        unpack(core / "python_stdlib.zip", stdlib)
        run("node", HERE / "compile.mjs", packages, stdlib)
        (to / "packages.data").write_bytes(packed(packages))
        with zipfile.ZipFile(to / "python_stdlib.zip", "w") as archive:
            for file in files_of(stdlib):
                about = zipfile.ZipInfo(file.relative_to(stdlib).as_posix())
                archive.writestr(about, file.read_bytes(), zipfile.ZIP_DEFLATED)
    lock = json.loads((core / "pyodide-lock.json").read_text(encoding="utf-8"))
    lock["packages"] = from_distribution(Path(distribution), lock["packages"]) if distribution else {}
    for each in lock["packages"].values():
        shutil.copy(Path(distribution, each["file_name"]), to / each["file_name"])
    (to / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    (worker,) = kernel.glob("comlink.worker.*.js")
    extension = f"extensions/@jupyterlite/pyodide-kernel-extension/static/{worker.name}"
    filled(HERE / "worker.mjs", to / "worker.mjs", JUPYTERLITE=extension)
    filled(HERE / "python.mjs", to / "python.mjs", FROM_DISTRIBUTION=json.dumps(FOR_TABLES if distribution else []))
    return to.name.removeprefix("pyodide-")


def from_distribution(folder: Path, listed: dict[str, Any]) -> dict[str, Any]:
    """Of Pyodide's list of packages, those that tables and figures need. All have to be in the folder."""
    needed: dict[str, Any] = {}
    names = list(FOR_TABLES)
    while names:
        if (name := names.pop()) not in needed:
            needed[name] = facts = listed[name]
            names += facts["depends"]
            file = folder / facts["file_name"]
            if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != facts["sha256"]:
                version = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]["pyodide"]
                sys.exit(f"PYODIDE_DIST: {file} is not what Pyodide {version} lists; unpack pyodide-{version}.tar.bz2")
    return needed


def unpack(archive: Path, to: Path) -> None:
    """Unpack a wheel or another archive, without what a wheel puts elsewhere than among the packages."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(to, [name for name in opened.namelist() if ".data/" not in name])


def files_of(folder: Path) -> list[Path]:
    """All files in a folder, in a fixed order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def packed(folder: Path) -> bytes:
    """A compressed archive of a folder's files, with the same bytes each time. python.mjs reads it."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in files_of(folder):
            about = tarfile.TarInfo(file.relative_to(folder).as_posix())
            about.size = file.stat().st_size
            with file.open("rb") as opened:
                archive.addfile(about, opened)
    return gzip.compress(tar.getvalue(), mtime=0)


def filled(template: Path, to: Path, **values: str) -> None:
    """Write a script with these words replaced."""
    text = template.read_text(encoding="utf-8")
    for word, value in values.items():
        text = text.replace(word, value)
    to.write_text(text, encoding="utf-8")


def add_start_script(page: Path, version: str) -> None:
    """Put start.js before all other scripts of a page that runs."""
    script = (HERE / "start.js").read_text(encoding="utf-8").replace("VERSION", version)
    text = page.read_text(encoding="utf-8")
    if "<head>" not in text:
        sys.exit(f"{page} has no head for the script that says why the course cannot start")
    page.write_text(text.replace("<head>", f"<head>\n<script>\n{script}</script>", 1), encoding="utf-8")


def only_to_read() -> dict[str, str]:
    """The pages that cannot run on this site, and why."""
    return {name: why for name, why in ONLY_TO_READ.items() if name != LOGS or not os.environ.get("PYODIDE_DIST")}


def write_pages(to: Path) -> None:
    """The pages without outputs, as a learner's copy has them; those that cannot run here with outputs and a note."""
    to.mkdir(parents=True)
    for page in sorted(files.notebooks_folder().iterdir()):
        if page.stem in only_to_read():
            read = json.loads(page.read_text(encoding="utf-8"))
            note = f"**Only to read here.** {only_to_read()[page.stem]} Its outputs are those of the published page."
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
    pyodide = {
        "pyodideUrl": f"./static/pyodide-{version}/python.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": IN_PLACE},
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
    sources.write(BOOK, only_to_read(), os.environ.get("STATUSLAB_REPOSITORY", ""))
    sphinx = [TOOLS / "bin" / "python", "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "2", "-b", "html"]
    run("env", f"PYTHONPATH={ROOT / 'src'}", *sphinx, "-d", BUILD / "doctrees", BOOK, WWW)
    checks.write_redirects(WWW, checks.moved())
    (WWW / ".nojekyll").touch()  # or GitHub Pages leaves out what begins with an underscore
    if problems := list(checks.broken(WWW)):
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
