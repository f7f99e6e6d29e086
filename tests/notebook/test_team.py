"""`statuslab team`: many reports become one overview, and files that are none are named and left out."""

import os
from dataclasses import replace

import pytest

from statuslab.cli import main
from statuslab.errors import LabError
from statuslab.learning.learner_report import CodeRow, LearnerReport, to_json
from statuslab.notebook.team import LARGEST, read_reports, team_overview
from statuslab.widgets.html import Safe, document, tag

REPORT = LearnerReport(
    learner="a" * 32, name="Ann", day="2026-11-29", course="0.1.0", answers=3, pages=(),
    codes=(CodeRow(409, "learning", 4, 1),), confused=((409, 412, 2),), pretest=None, exam=None,
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.delenv("STATUSLAB_FIXED", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, report=REPORT, **changed):
    text = document("r", tag("p", None, "seen"), "report", to_json(report) | changed)
    path.write_text(text, encoding="utf-8")


def test_reports_become_one_overview(folder, capsys):
    write(folder / "a.html")
    write(folder / "b.html", replace(REPORT, learner="b" * 32, name=""))
    assert main(["team", "a.html", "b.html"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("2 reports, 2026-11-29") and shown.err == ""
    assert "409 Conflict, 412 Precondition Failed: mixed up by 2 of 2, 4 times. compare(409, 412)" in shown.out
    text = (folder / "statuslab-team.html").read_text(encoding="utf-8")
    assert "Ann" in text and "no name (bbbbbb)" in text


def test_pattern_that_no_shell_expanded_is_expanded(folder):
    write(folder / "a.html")
    text, problems = team_overview(["*.html"], folder / "out.html")
    assert text.startswith("1 report,") and problems == []


def test_two_reports_of_one_learner_are_one_and_told(folder):
    write(folder / "a.html")
    write(folder / "b.html", replace(REPORT, day="2026-11-30"))
    text, problems = team_overview(["a.html", "b.html"], folder / "out.html")
    assert text.startswith("1 report, 2026-11-30")
    assert problems == ["1 older report of the same learners left out"]


def test_overview_run_again_leaves_its_own_file_out_and_replaces_it(folder, capsys):
    write(folder / "a.html")
    assert main(["team", "a.html"]) == 0
    assert main(["team", "a.html", "statuslab-team.html"]) == 1
    assert "statuslab-team.html: this is the overview of a team; left out" in capsys.readouterr().err


def test_files_that_are_no_reports_are_named_and_the_rest_goes_on(folder, capsys):
    write(folder / "good.html")
    text = (folder / "good.html").read_text(encoding="utf-8")
    (folder / "foreign.html").write_text("<html><p>Hello</p></html>")
    (folder / "empty.html").write_text("")
    (folder / "binary.html").write_bytes(b"\x89PNG\xff\xfe" * 50)
    (folder / "cut.html").write_text(text[: text.index('"learner"')])
    (folder / "broken.html").write_text(text.replace('"answers":3', '"answers":-3'))
    (folder / "huge.html").write_text("x" * (LARGEST + 1))
    (folder / "folder.html").mkdir()
    os.mkfifo(folder / "pipe.html")  # reading it would wait for ever
    assert main(["team", *(path.name for path in sorted(folder.iterdir())), "absent.html"]) == 1
    shown = capsys.readouterr()
    assert shown.out.startswith("1 report,")
    assert shown.err.splitlines() == [
        "statuslab: binary.html: its text is not UTF-8; left out",
        'statuslab: broken.html: its field "answers" makes no sense: -3; left out',
        "statuslab: cut.html: its numbers are missing, so it is not whole; left out",
        "statuslab: empty.html: this is not a report of the course; left out",
        "statuslab: folder.html: this is not a file; left out",
        "statuslab: foreign.html: this is not a report of the course; left out",
        "statuslab: huge.html: it has more than 1,000,000 bytes, and a report has some 30,000; left out",
        "statuslab: pipe.html: this is not a file; left out",
        "statuslab: absent.html: there is no such file; left out",
    ]


def test_without_any_report_nothing_is_written(folder):
    (folder / "a.html").write_text("hello")
    with pytest.raises(LabError, match=r"^a.html: this is not a report .* none of the files is a report; report\(\)"):
        team_overview(["a.html"], folder / "out.html")
    assert not (folder / "out.html").exists()


def test_overview_does_not_replace_another_file(folder):
    write(folder / "a.html")
    with pytest.raises(LabError, match=r"a.html is there already and is not a team of this course"):
        team_overview(["a.html"], folder / "a.html")


def test_hostile_report_is_harmless_in_the_overview(folder):
    evil = '<script>alert(1)</script>"><img src=x>'
    write(folder / "a.html", replace(REPORT, name=evil[:60]))
    write(folder / "b.html", replace(REPORT, learner="b" * 32), pages=[["x" * 60, 1, 1]], codes=[[599, "new", 0, 0]])
    team_overview(["a.html", "b.html"], folder / "out.html")
    text = (folder / "out.html").read_text(encoding="utf-8")
    assert "<script" not in text and "<img" not in text and "&lt;script&gt;" in text
    assert "x" * 60 not in text and "599" not in text  # a page and a code that the course does not have


def test_script_and_markup_around_the_numbers_of_a_report_are_not_taken_over(folder):
    text = document("r", Safe("<script>alert(1)</script><b onclick=x>hi</b>"), "report", to_json(REPORT))
    (folder / "a.html").write_text(text, encoding="utf-8")
    team_overview(["a.html"], folder / "out.html")
    assert "alert" not in (folder / "out.html").read_text(encoding="utf-8")


def test_direction_marks_and_control_characters_of_a_name_do_not_act(folder):
    write(folder / "a.html", replace(REPORT, name="Ann\u202e\x1b[31m"))
    text, _ = team_overview(["a.html"], folder / "out.html")
    assert "\x1b" not in text
    assert "\u202e" not in (folder / "out.html").read_text(encoding="utf-8")


def test_name_of_a_file_does_not_act_on_the_terminal(folder):
    path = folder / "a\x1b[31m\nb.html"
    path.write_text("hello")
    _, (line,) = read_reports([path])
    assert "\x1b" not in line and "\n" not in line
