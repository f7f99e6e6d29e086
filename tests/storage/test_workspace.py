import errno
import json
from pathlib import Path

import pytest

from sampling import together
from statuslab.errors import LabError
from statuslab.storage import files
from statuslab.storage.workspace import (
    BOOKKEEPING,
    PageAction,
    PageOutcome,
    decide,
    default_folder,
    fingerprint,
    prepare,
    summary,
    without_outputs,
)

PAGE = "2xx_success.ipynb"


def page(*sources, outputs=()):
    """A notebook as bytes: a code cell per source, each with the given outputs."""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{number}",
            "metadata": {"tags": ["kept"]},
            "source": source,
            "outputs": list(outputs),
            "execution_count": 7 if outputs else None,
        }
        for number, source in enumerate(sources)
    ]
    metadata = {"kernelspec": {"name": "python3"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["412\n"]}


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / PAGE).write_bytes(page("demo(412)", outputs=[OUTPUT]))
    return folder


@pytest.fixture
def mine(tmp_path):
    return tmp_path / "mine"


def happened(course, mine):
    return {one.page: one.action for one in prepare(course, mine)}


def test_page_that_the_course_no_longer_has_stays_and_is_told_once(course, mine):
    (course / "old_name.ipynb").write_bytes(page("card(404)"))
    prepare(course, mine)
    kept = (mine / "old_name.ipynb").read_bytes()
    (course / "old_name.ipynb").unlink()
    outcomes = prepare(course, mine)
    assert summary(outcomes, mine) == ["old_name.ipynb: no longer a page of the course; your copy stays as it is"]
    assert (mine / "old_name.ipynb").read_bytes() == kept
    assert summary(prepare(course, mine), mine) == []


def test_page_that_the_course_no_longer_has_and_the_learner_deleted_is_not_mentioned(course, mine):
    (course / "old_name.ipynb").write_bytes(page("card(404)"))
    prepare(course, mine)
    (course / "old_name.ipynb").unlink()
    (mine / "old_name.ipynb").unlink()
    assert summary(prepare(course, mine), mine) == []


def test_page_that_comes_back_is_not_written_over_the_learners(course, mine):
    (course / "old_name.ipynb").write_bytes(page("card(404)"))
    prepare(course, mine)
    (course / "old_name.ipynb").unlink()
    prepare(course, mine)
    (mine / "old_name.ipynb").write_bytes(page("my own work"))
    (course / "old_name.ipynb").write_bytes(page("card(405)"))
    assert happened(course, mine)["old_name.ipynb"] is PageAction.BESIDE
    assert (mine / "old_name.ipynb").read_bytes() == page("my own work")


def laid(course, mine):
    """A new learner's copy, and its one page."""
    prepare(course, mine)
    return mine / PAGE


def everything_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


HANDOUT = "handout.md"


def test_handout_beside_the_pages_is_copied_and_never_overwritten_after_a_change(course, mine):
    (course / HANDOUT).write_text("# Codes\n")
    prepare(course, mine)
    assert (mine / HANDOUT).read_text() == "# Codes\n"
    (mine / HANDOUT).write_text("# Codes\n\nA note of mine.\n")
    (course / HANDOUT).write_text("# All codes\n")
    assert happened(course, mine)[HANDOUT] is PageAction.BESIDE
    assert (mine / HANDOUT).read_text().endswith("A note of mine.\n")
    assert (mine / "handout.new.md").read_text() == "# All codes\n"


def test_summary_counts_pages_only(course, mine):
    (course / HANDOUT).write_text("# Codes\n")
    assert summary(prepare(course, mine), mine) == [f"{mine}: 1 page created for you to work in"]


# Deciding


@together(
    ("course", "given", "learner", "what"),
    [
        ("new", None, None, PageAction.CREATED),
        ("new", "new", None, PageAction.CREATED),  # deleted by the learner: that is how one asks for a clean page
        ("new", "new", "new", PageAction.UNCHANGED),
        ("new", "new", "own", PageAction.UNCHANGED),  # changed by the learner, and the course did not move
        ("new", "old", "new", PageAction.UNCHANGED),  # the learner took the new version over
        ("new", "old", "old", PageAction.UPDATED),
        ("new", "old", "own", PageAction.BESIDE),
        ("new", None, "own", PageAction.BESIDE),  # nothing known: then it is the learner's
        ("new", None, "new", PageAction.UNCHANGED),
    ],
)
def test_decide_gives_the_action_for_a_page(course, given, learner, what):
    assert decide(course, given, learner) is what


def test_running_a_page_does_not_change_its_fingerprint():
    assert fingerprint(page("1 + 1", outputs=[OUTPUT])) == fingerprint(page("1 + 1"))


def test_empty_cell_added_at_the_end_does_not_change_the_fingerprint():
    assert fingerprint(page("1 + 1", "")) == fingerprint(page("1 + 1"))


def test_source_as_lines_and_source_as_text_have_one_fingerprint():
    assert fingerprint(page(["a\n", "b"])) == fingerprint(page("a\nb"))


def test_changed_source_changes_the_fingerprint():
    assert fingerprint(page("1 + 1")) != fingerprint(page("1 + 2"))


def test_half_saved_page_has_its_own_fingerprint():
    assert fingerprint(page("1 + 1")[:40]) != fingerprint(page("1 + 1"))


def test_page_without_outputs_keeps_its_metadata():
    after = json.loads(without_outputs(page("demo(412)", outputs=[OUTPUT])))
    (cell,) = after["cells"]
    assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert (cell["metadata"], cell["source"]) == ({"tags": ["kept"]}, "demo(412)")
    assert after["metadata"] == {"kernelspec": {"name": "python3"}}


# On the disk


def test_prepare_creates_each_page_without_outputs(course, mine):
    assert happened(course, mine) == {PAGE: PageAction.CREATED}
    assert b"412\\n" not in (mine / PAGE).read_bytes()
    assert fingerprint((mine / PAGE).read_bytes()) == fingerprint((course / PAGE).read_bytes())


def test_prepare_again_writes_nothing(course, mine):
    laid(course, mine)
    before = {path: path.stat().st_mtime_ns for path in mine.iterdir()}
    assert happened(course, mine) == {PAGE: PageAction.UNCHANGED}
    assert {path: path.stat().st_mtime_ns for path in mine.iterdir()} == before


def test_unchanged_page_is_updated_with_the_course(course, mine):
    own = laid(course, mine)
    (course / PAGE).write_bytes(page("demo(428)"))
    assert happened(course, mine) == {PAGE: PageAction.UPDATED}
    assert b"demo(428)" in own.read_bytes()


def test_page_that_was_only_run_is_updated_with_the_course(course, mine):
    own = laid(course, mine)
    own.write_bytes(page("demo(412)", "", outputs=[OUTPUT]))
    (course / PAGE).write_bytes(page("demo(428)"))
    assert happened(course, mine) == {PAGE: PageAction.UPDATED}


def test_changed_page_is_kept_and_the_new_version_written_beside_it_once(course, mine):
    own = laid(course, mine)
    own.write_bytes(page("my own work"))
    (course / PAGE).write_bytes(page("demo(428)", outputs=[OUTPUT]))
    assert prepare(course, mine) == [PageOutcome(PAGE, PageAction.BESIDE, "2xx_success.new.ipynb")]
    assert own.read_bytes() == page("my own work")
    assert (mine / "2xx_success.new.ipynb").read_text() == without_outputs(page("demo(428)"))
    assert happened(course, mine) == {PAGE: PageAction.UNCHANGED}


def test_changed_page_of_an_unchanged_course_is_left_alone(course, mine):
    own = laid(course, mine)
    own.write_bytes(page("my own work"))
    before = everything_in(mine)
    assert happened(course, mine) == {PAGE: PageAction.UNCHANGED}
    assert everything_in(mine) == before


def test_unchanged_new_version_is_replaced_by_the_next(course, mine):
    laid(course, mine).write_bytes(page("my own work"))
    for source in ("second edition", "third edition"):
        (course / PAGE).write_bytes(page(source))
        prepare(course, mine)
    assert b"third edition" in (mine / "2xx_success.new.ipynb").read_bytes()
    assert len(list(mine.glob("*.ipynb"))) == 2


def test_changed_new_version_is_kept_too(course, mine):
    laid(course, mine).write_bytes(page("my own work"))
    (course / PAGE).write_bytes(page("second edition"))
    prepare(course, mine)
    (mine / "2xx_success.new.ipynb").write_bytes(page("my own work here too"))
    (course / PAGE).write_bytes(page("third edition"))
    assert prepare(course, mine) == [PageOutcome(PAGE, PageAction.BESIDE, "2xx_success.new2.ipynb")]
    assert (mine / "2xx_success.new.ipynb").read_bytes() == page("my own work here too")


def test_deleted_page_is_created_again(course, mine):
    laid(course, mine).unlink()
    assert happened(course, mine) == {PAGE: PageAction.CREATED}


def test_learners_own_page_is_not_touched(course, mine):
    mine.mkdir()
    (mine / "notes.ipynb").write_bytes(b"anything")
    prepare(course, mine)
    assert (mine / "notes.ipynb").read_bytes() == b"anything"


@pytest.mark.parametrize("damage", [b"{half", b"\xff\xfe", b'["a list"]', b'{"a.ipynb": 7}'])
def test_unreadable_bookkeeping_is_renamed_and_nothing_is_lost(course, mine, damage):
    own = laid(course, mine)
    own.write_bytes(page("my own work"))
    (mine / BOOKKEEPING).write_bytes(damage)
    first, second = prepare(course, mine)
    assert first == PageOutcome(BOOKKEEPING, PageAction.SET_ASIDE, ".statuslab.json.unreadable")
    assert second.action is PageAction.BESIDE
    assert own.read_bytes() == page("my own work")
    assert (mine / ".statuslab.json.unreadable").read_bytes() == damage
    assert happened(course, mine) == {PAGE: PageAction.UNCHANGED}


def test_half_saved_page_of_the_learner_is_kept(course, mine):
    own = laid(course, mine)
    own.write_bytes(b'{"cells": [\xff')
    (course / PAGE).write_bytes(page("demo(428)"))
    assert happened(course, mine) == {PAGE: PageAction.BESIDE}
    assert own.read_bytes() == b'{"cells": [\xff'


def test_full_disk_gives_one_line_and_leaves_the_old_page(course, mine, monkeypatch):
    own = laid(course, mine)
    (course / PAGE).write_bytes(page("demo(428)"))
    before = everything_in(mine)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(LabError) as met:
        prepare(course, mine)
    assert str(met.value) == (
        f"cannot write {own}: No space left on device; free some disk space, change the permissions of the folder, "
        "or choose another folder"
    )
    assert everything_in(mine) == before


def test_workspace_that_cannot_be_a_folder_gives_one_line(course, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LabError, match=r"^cannot write .*file.mine.*; .* choose another folder$"):
        prepare(course, tmp_path / "file" / "mine")


def test_prepare_after_a_failure_does_the_rest(course, mine, monkeypatch):
    (course / "zzz.ipynb").write_bytes(page("last"))
    write = files.write_atomically

    def fail_on_the_last(path, text):
        if path.name == "zzz.ipynb":
            raise LabError("full")
        write(path, text)

    monkeypatch.setattr(files, "write_atomically", fail_on_the_last)
    with pytest.raises(LabError, match="full"):
        prepare(course, mine)
    monkeypatch.undo()
    assert happened(course, mine) == {PAGE: PageAction.UNCHANGED, "zzz.ipynb": PageAction.CREATED}


def test_course_without_pages_is_an_error(tmp_path, mine):
    with pytest.raises(LabError, match=r"no pages in .*: expected \*\.ipynb; "):
        prepare(tmp_path, mine)


# Telling


def test_summary_has_one_line_for_new_pages_and_one_for_each_other():
    lines = summary(
        [
            PageOutcome("a.ipynb", PageAction.CREATED, "a.ipynb"),
            PageOutcome("b.ipynb", PageAction.CREATED, "b.ipynb"),
            PageOutcome("c.ipynb", PageAction.UNCHANGED),
            PageOutcome("d.ipynb", PageAction.UPDATED, "d.ipynb"),
            PageOutcome("e.ipynb", PageAction.BESIDE, "e.new.ipynb"),
        ],
        Path("workspace"),
    )
    assert lines == [
        "workspace: 2 pages created for you to work in",
        "d.ipynb: updated to the new version of the course; you had not changed it",
        "e.ipynb: you have changed it, so it stays as it is; the new version is e.new.ipynb",
    ]


def test_summary_of_unchanged_pages_is_empty():
    assert summary([PageOutcome("a.ipynb", PageAction.UNCHANGED)], Path("workspace")) == []


# Where things lie


def test_default_folder_in_a_checkout_is_beside_the_pages():
    assert default_folder() == files.notebooks_folder().parent / "workspace"


def test_default_folder_of_a_wheel_is_in_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "site-packages" / "statuslab")
    monkeypatch.chdir(tmp_path)
    assert default_folder() == tmp_path / "workspace"


def test_wheel_contains_data_and_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_PACKAGE", tmp_path)
    (tmp_path / "_data").mkdir()
    (tmp_path / "_notebooks").mkdir()
    assert (files.data_folder(), files.notebooks_folder()) == (tmp_path / "_data", tmp_path / "_notebooks")


def test_missing_data_folder_says_where_it_was_expected(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "src" / "statuslab")
    with pytest.raises(LabError, match=r"^the course's folder data is missing: expected .*_data or .*data; "):
        files.data_folder()


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_DATA_HOME": "/x"}, "/x/statuslab"),
        ("linux", {}, "~/.local/share/statuslab"),
        ("darwin", {"XDG_DATA_HOME": "/x"}, "~/Library/Application Support/statuslab"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/statuslab"),
        ("linux", {"STATUSLAB_HOME": "/mine"}, "/mine"),
        ("linux", {"STATUSLAB_HOME": "~/mine"}, "~/mine"),
    ],
)
def test_home_is_the_platforms_data_folder(monkeypatch, platform, variables, expected):
    for name in ("STATUSLAB_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)
    assert files.home() == Path(expected).expanduser()
