"""`bank new` writes a file that is right, and `bank preview` shows a file as it is now, on this machine only."""

import os
import socket
from io import BytesIO

import pytest
from PIL import Image
from starlette.testclient import TestClient

from free_ports import free_port
from statuslab import cli
from statuslab.errors import LabError
from statuslab.notebook.bank_commands import check_questions, new_bank
from statuslab.notebook.bank_preview import BankPreview, application
from statuslab.questions.forms import MADE, OWN_SIZES
from statuslab.questions.loader import read_bank

MINE = """\
- id: tree
  ask: "**Which** tree? ![a tree](tree.png)"
  options:
    - {text: An oak, right: true, why: Look at the `leaves`.}
    - {text: A fir}
"""


@pytest.fixture
def bank(tmp_path):
    out = BytesIO()
    Image.new("RGB", (3, 2)).save(out, "PNG")
    (tmp_path / "tree.png").write_bytes(out.getvalue())
    path = tmp_path / "mine.yaml"
    path.write_text(MINE)
    return path


@pytest.fixture
def browser(bank):
    return TestClient(application(BankPreview(bank)), base_url="http://127.0.0.1:8421")


def test_new_bank_is_right_and_shows_every_form_but_lines(tmp_path):
    new_bank(tmp_path / "mine.yaml")
    reading = read_bank(tmp_path / "mine.yaml")
    assert (reading.mistakes, reading.warnings) == ((), ())
    forms = {question.form for question in reading.questions}
    assert forms == {"single", "multiple", "poll", "number", "order", "match"}
    assert forms >= set(OWN_SIZES) - set(MADE)
    assert check_questions(tmp_path / "mine.yaml")[1]


@pytest.mark.parametrize("name", ["mine.yaml", "mine.txt"])
def test_new_bank_replaces_nothing_and_is_a_yaml_file(tmp_path, name, capsys):
    (tmp_path / name).write_text("mine")
    assert cli.main(["bank", "new", str(tmp_path / name)]) == 2
    assert (tmp_path / name).read_text() == "mine"
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_preview_shows_each_question_open_and_revealed(browser):
    (each,) = browser.get("/state").json()["questions"]
    assert (each["id"], each["place"], each["question"]["form"]) == ("tree", "mine.yaml line 1", "single")
    assert any(option["right"] for option in each["reveal"]["options"])
    (image,) = (node for node in each["question"]["drawn"][each["question"]["ask"]]["nodes"] if node[0] == "img")
    assert browser.get(f"/{image[1]['src']}").headers["content-type"] == "image/png"


def test_preview_follows_the_file_and_its_mistakes(bank, browser):
    first = browser.get("/state")
    assert browser.get("/state", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    bank.write_text(MINE.replace("right: true, ", ""))
    os.utime(bank, (1, 1))  # whatever the clock of the file system
    second = browser.get("/state", headers={"If-None-Match": first.headers["etag"]})
    assert second.json()["mistakes"][0].startswith("mine.yaml line 4, field options: 0 options are right")
    bank.unlink()
    assert "no file or folder" in browser.get("/state").json()["mistakes"][0]


def test_preview_has_a_page_its_assets_and_paper(browser):
    assert "assets/preview.js" in browser.get("/").text
    assert browser.get("/assets/preview.js").headers["content-type"].startswith("text/javascript")
    assert "data:image/png" in browser.get("/paper").text and "<strong>Which</strong>" in browser.get("/paper").text


@pytest.mark.parametrize("path", ["/assets/../model.py", "/assets/quiz.js", "/images/tree.png", "/mine.yaml"])
def test_preview_serves_nothing_else(browser, path):
    assert browser.get(path).status_code == 404


def test_preview_answers_no_other_host(browser):
    assert browser.get("/state", headers={"Host": "evil.example"}).status_code == 400


def test_preview_at_a_port_that_is_taken_is_one_line(bank, capsys):
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["bank", "preview", str(bank), "--port", str(port)]) == 2
    expected = f"statuslab: cannot listen at port {port}: Address already in use; choose another one with --port\n"
    assert capsys.readouterr().err == expected


def test_preview_without_a_file_is_refused(tmp_path):
    with pytest.raises(LabError, match="no file or folder"):
        BankPreview(tmp_path / "absent.yaml").reading()
