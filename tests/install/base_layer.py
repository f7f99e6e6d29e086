"""What the base of the course promises, tried where nothing else is installed; and what it says of the rest.

Run by the tests of the layers: hidden behind only_base.py here, and in an environment that has only the base.
"""

import contextlib
import io
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

import statuslab
from statuslab.cli import main
from statuslab.errors import LabError

BRINGS = "is not installed; this brings it: pip install 'statuslab[lab]'"
QUESTION = "- ask: Is 412 an error?\n  id: try\n  options:\n  - text: It is\n    right: true\n  - text: It is not\n"
GIFT = "::try:: Is 412 an error of the client? {TRUE}\n"


def said(*arguments):
    """Run a command that must succeed, and return what it prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(arguments) == 0, arguments
    return out.getvalue()


def refused(*arguments):
    """Run a command that must fail, and return the one line it prints."""
    err = io.StringIO()
    with contextlib.redirect_stderr(err):
        assert main(arguments) == 2, arguments
    assert err.getvalue().count("\n") == 1, err.getvalue()
    return err.getvalue()


def commands(folder):
    assert "< HTTP/1.1 412" in said("demo", "412")
    assert "answered by" in said("demo", "495")  # over TLS
    assert "pages created" in said("copy", str(folder / "pages"))
    assert "two-cooks-one-recipe" in said("bank", "list", "--codes", "412")
    assert "412" in said("bank", "show", "two-cooks-one-recipe")
    (folder / "mine.yaml").write_text(QUESTION)
    assert "no mistakes" in said("bank", "check", str(folder / "mine.yaml"))
    for name in ("mine.gift", "mine.xml", "mine.csv", "mine.xlsx", "mine.zip"):
        assert "1 question" in said("bank", "export", str(folder / name), "--bank", str(folder / "mine.yaml"))
    (folder / "other.gift").write_text(GIFT)
    assert "1 question" in said("bank", "import", str(folder / "other.gift"), str(folder / "other.yaml"))
    said("bank", "import", str(folder / "mine.xml"), str(folder / "again.yaml"))
    assert "answers" in said("export", str(folder / "progress.csv"))
    assert "print it" in said("cheatsheet", str(folder / "sheet.html"))


def words():
    assert "Precondition Failed" in str(statuslab.card(412))
    assert "412" in str(statuslab.table("4xx"))
    assert "401" in str(statuslab.compare(401, 403))
    assert "504" in str(statuslab.find("timeout"))
    assert "412" in str(statuslab.demo(412))


def server():
    """`serve` and `bank preview` run until they are stopped: what they serve with is there."""
    from statuslab.notebook import bank_preview
    from statuslab.server import serve

    assert bank_preview.preview
    assert serve.serve
    with urllib.request.urlopen(f"{statuslab.lab.url}/teas/7") as answer:
        assert json.load(answer)["name"] == "Assam"
    with urllib.request.urlopen(f"{statuslab.lab.url}/gzip") as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
    try:
        urllib.request.urlopen(f"{statuslab.lab.url}/brotli")
    except urllib.error.HTTPError as error:
        assert error.code == 501, error
    statuslab.lab.stop()


def the_rest():
    assert BRINGS in refused("lab", "--no-browser")
    assert BRINGS in refused("class", "2xx")
    for name in ("challenge", "classroom", "exam", "predict", "quiz", "review", "skip"):
        try:
            getattr(statuslab, name)
        except LabError as error:
            assert str(error).startswith(f"{name} needs ") and str(error).endswith(BRINGS), error
        else:
            raise AssertionError(f"{name} is there without its packages")


if __name__ == "__main__":
    place = Path(sys.argv[1])
    commands(place)
    words()
    server()
    the_rest()
    assert not (place / "workspace").exists()
    print("the base does what it promises")
