"""The cheat sheet as a file: what stands in it, and what is never overwritten."""

import re

import pytest

from sampling import together
from statuslab import cheat_sheet
from statuslab.errors import LabError
from statuslab.notebook.cheat_sheet import FILE
from statuslab.notebook.codes import catalog
from statuslab.widgets.cheat_sheet import cheat_sheet_html, cheat_sheet_text, sent_by


@pytest.fixture(autouse=True)
def _working_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("STATUSLAB_FIXED", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@together("record", catalog, ids=lambda record: str(record.code))
def test_each_code_has_meaning_sender_and_next_step(record):
    shown = cheat_sheet_text([record])
    assert shown.splitlines()[1].strip() and "→ " in shown.splitlines()[2] and sent_by(record)
    assert not re.search(r"origin|parser|tls door|server log", sent_by(record))  # words of the data


def test_sheet_has_each_code_once():
    assert len(re.findall("<article", cheat_sheet_html(catalog))) == len(catalog)


def test_sheet_is_written_to_the_working_folder_and_linked(tmp_path):
    shown = cheat_sheet()
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>") and "418" in text
    assert f'<a href="{FILE}"' in shown.html and FILE in repr(shown)


def test_sheet_replaces_an_earlier_sheet(tmp_path):
    cheat_sheet("a.html")
    before = (tmp_path / "a.html").read_text(encoding="utf-8")
    cheat_sheet("a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == before


def test_sheet_does_not_replace_another_file(tmp_path):
    (tmp_path / "mine.ipynb").write_text("my work")
    with pytest.raises(LabError, match=r"^mine.ipynb is there already and is not a cheat sheet of this course; choose"):
        cheat_sheet("mine.ipynb")
    assert (tmp_path / "mine.ipynb").read_text() == "my work"


def test_sheet_is_not_written_over_a_folder(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(LabError, match=r"^folder is there already"):
        cheat_sheet("folder")


@pytest.mark.parametrize("path", [5, None, "", " "])
def test_path_that_is_none_gives_one_clear_line(path):
    with pytest.raises(LabError, match=r"^the file of a cheat sheet was given as .*; expected a name"):
        cheat_sheet(path)


def test_name_of_the_file_is_shown_as_text(tmp_path):
    shown = cheat_sheet("<b>&.html")
    assert "<b>&" not in shown.html and (tmp_path / "<b>&.html").exists()


def test_fixed_lab_leaves_the_folder_of_the_pages_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("STATUSLAB_FIXED", "1")
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "home"))
    cheat_sheet()
    assert not (tmp_path / FILE).exists() and (tmp_path / "home" / FILE).exists()
