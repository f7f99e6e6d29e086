"""`bank import` and `bank export`: whole files or none, a line for each thing that is lost, and one for a mistake."""

import pytest
from format_samples import RECORDS, TREE, png

from statuslab import cli
from statuslab.errors import LabError
from statuslab.notebook import bank_files
from statuslab.notebook.bank_files import export_questions, import_questions
from statuslab.questions.loader import load_bank
from statuslab.questions.yaml_files import dumped

KEYED = [name for name in RECORDS if name not in ("poll", "line", "match-of-code")]


@pytest.fixture
def bank(tmp_path):
    (tmp_path / TREE).write_bytes(png())
    path = tmp_path / "mine.yaml"
    path.write_text(dumped([RECORDS[name] for name in RECORDS]), encoding="utf-8")
    return path


def test_bank_goes_to_moodle_and_comes_back_with_its_image(bank, tmp_path):
    told = export_questions(tmp_path / "quiz.xml", bank, title="Tea").splitlines()
    assert told[-1].startswith(f"{tmp_path}/quiz.xml: {len(RECORDS) - 1} questions as Moodle XML, ")
    assert any("(pace): left out: a poll has no key" in line for line in told)
    other = tmp_path / "other"
    text, is_fine = import_questions(tmp_path / "quiz.xml", other / "back.yaml")
    assert is_fine and "questions and 1 image from Moodle XML" in text
    assert (other / TREE).read_bytes() == png()
    before, after = load_bank(bank), load_bank(other / "back.yaml")
    same = [name for name in KEYED if before[RECORDS[name]["id"]] == after[RECORDS[name]["id"]]]
    assert same == KEYED


def test_questions_of_the_published_bank_are_exported_by_code(tmp_path, capsys):
    assert cli.main(["bank", "export", str(tmp_path / "quiz.gift"), "--codes", "412"]) == 0
    assert "[tag:code-412]" in (tmp_path / "quiz.gift").read_text()
    assert " questions as GIFT, " in capsys.readouterr().out.splitlines()[-1]


def test_export_replaces_a_file_only_when_asked(bank, tmp_path):
    out = tmp_path / "quiz.csv"
    out.write_text("mine")
    with pytest.raises(LabError, match="exists; name another file, or add --replace"):
        export_questions(out, bank)
    assert out.read_text() == "mine"
    export_questions(out, bank, replace=True)
    assert out.read_text(encoding="utf-8-sig").startswith("id,form,")


def test_export_of_a_bank_with_mistakes_writes_nothing(bank, tmp_path):
    bank.write_text(bank.read_text().replace("right: true", "right: maybe", 1))
    with pytest.raises(
        LabError, match=r"^mine.yaml line \d+, field .*; `statuslab bank check .*` names every mistake$"
    ):
        export_questions(tmp_path / "quiz.csv", bank)
    assert not (tmp_path / "quiz.csv").exists()


def test_export_that_can_hold_nothing_says_why_and_writes_nothing(tmp_path):
    (tmp_path / "poll.yaml").write_text(dumped([RECORDS["poll"]]))
    with pytest.raises(LabError, match=r"^GIFT can hold none of these questions: poll.yaml line 1 \(pace\): left out"):
        export_questions(tmp_path / "quiz.gift", tmp_path / "poll.yaml")
    assert not (tmp_path / "quiz.gift").exists()


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("quiz.xml", b"<quiz>", "quiz.xml line 1: is no XML"),
        ("quiz.xlsx", b"PK\3\4 half", "quiz.xlsx is damaged or cut off"),
        ("quiz.csv", b"a,b", "quiz.csv is no table of questions"),
        ("quiz.gift", b"Write. {}", "quiz.gift has no question that can be asked here: line 1: left out"),
        ("quiz.zip", b"PK", "QTI 1.2 for Canvas is only written"),
        ("quiz.doc", b"", "cannot tell the format"),
    ],
)
def test_file_that_cannot_be_imported_is_one_line_and_nothing_is_written(tmp_path, capsys, name, data, expected):
    (tmp_path / name).write_bytes(data)
    assert cli.main(["bank", "import", str(tmp_path / name)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert expected in line
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_import_writes_over_no_file(bank, tmp_path):
    export_questions(tmp_path / "mine.xml", bank)
    before = bank.read_bytes()
    with pytest.raises(LabError, match=r"mine\.yaml exists; name another file"):
        import_questions(tmp_path / "mine.xml")
    assert bank.read_bytes() == before


def test_import_that_fails_half_way_leaves_nothing_behind(bank, tmp_path, monkeypatch):
    export_questions(tmp_path / "quiz.xml", bank)
    write = bank_files.write_atomically

    def full(path, content):
        if path.suffix == ".yaml":
            raise LabError("cannot write: no space left")
        write(path, content)

    monkeypatch.setattr(bank_files, "write_atomically", full)
    with pytest.raises(LabError, match="no space left"):
        import_questions(tmp_path / "quiz.xml", tmp_path / "new" / "back.yaml")
    assert list((tmp_path / "new").iterdir()) == []


def test_import_names_what_is_still_wrong_in_the_file_it_wrote(tmp_path, capsys):
    (tmp_path / "quiz.csv").write_text("ask,option 1,option 2,right\nWhat?,x,x,1\nWhich?,a,b,A B\n")
    assert cli.main(["bank", "import", str(tmp_path / "quiz.csv")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("2 options are right, expected at least one right and one wrong")
    assert lines[1].endswith("says the same as option 1, expected something else")
    assert "2 questions from CSV, nothing lost" in lines[2]
