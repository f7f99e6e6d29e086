"""The notebook's classroom with a real class in this process, and its errors."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest

from statuslab.errors import LabError
from statuslab.live_class.server import HostClient, PlayerClient, class_file
from statuslab.notebook import class_opening, hosted_class, stored_progress
from statuslab.notebook import classroom as module
from statuslab.notebook.classroom import Classroom
from statuslab.notebook.review import review_bank

SCENE = "two-cooks"


@pytest.fixture(autouse=True)
def _home_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path))


@pytest.fixture
def new_classroom():
    """New instances of Classroom, as a kernel that has just started has one."""
    made = []

    def new():
        made.append(Classroom())
        return made[-1]

    yield new
    for each in made:
        each.close()


@pytest.fixture
def classroom(new_classroom):
    return new_classroom()


def whole_class(classroom, n=6):
    """Run a class to the end with simulated students."""
    people = classroom.rehearse(n, seed=3)
    classroom.host.open()
    people.answer()
    classroom.host.close()
    while "next" in classroom.host.reveal()["can"]:
        classroom.host.next()
        people.answer()
        classroom.host.close()
    classroom.host.end()
    return people


def results_of(client, tmp_path, name="results.json"):
    path = tmp_path / name
    path.write_text(json.dumps(client.results()), encoding="utf-8")
    return path


# --- Opening, and opening again


def test_open_returns_a_panel_with_the_join_url(classroom):
    panel = classroom.open("2xx")
    assert panel.facts["join_url"] == classroom.url
    assert panel.facts["qr"].startswith("<?xml") or panel.facts["qr"].startswith("<svg")
    assert (panel.snap["phase"], panel.snap["of"], panel.facts["title"]) == ("lobby", 8, "2xx")
    assert classroom.url.startswith("http://127.0.0.1:")
    assert panel.facts["phone_qr"] != panel.facts["qr"]
    assert {panel.facts[name].partition("#")[0] for name in ("phone_url", "co_host_url")} == {f"{classroom.url}/host"}


def test_questions_are_scenes_first_then_bank_up_to_n(classroom):
    panel = classroom.open(SCENE, "2xx", n=3)
    assert panel.snap["questions"][0] == "predict-two-cooks"
    assert len(panel.snap["questions"]) == 3


def test_open_run_again_returns_the_same_panel(classroom):
    assert classroom.open("2xx") is classroom.open("2xx")


def test_open_in_a_new_kernel_continues_the_class_with_port_people_and_tokens(new_classroom):
    first = new_classroom()
    first.open("2xx")
    student = PlayerClient(first.url)
    student.join("Sam")
    first.host.open()
    student.answer([0])
    url = first.url
    first.close()  # frees lock and port, as the end of a process does
    again = new_classroom()
    again.open("2xx")
    assert again.url == url
    assert student.snapshot()["you"]["answer"] == {"choice": [0], "confidence": None}
    assert [each["name"] for each in again.host.snapshot()["people"]] == ["Sam"]


KILLED = """
import sys
from statuslab import classroom
classroom.open("two-cooks")
print(classroom.url, flush=True)
sys.stdin.read()
"""


def test_open_after_the_kernel_was_killed_continues_the_class(new_classroom):
    kernel = subprocess.Popen([sys.executable, "-c", KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    url = kernel.stdout.readline().strip()
    student = PlayerClient(url)
    student.join("Sam")
    os.kill(kernel.pid, signal.SIGKILL)
    kernel.communicate()
    classroom = new_classroom()
    classroom.open(SCENE)
    assert classroom.url == url
    assert student.snapshot()["you"]["name"] == "Sam"


def test_open_after_the_end_starts_a_new_class(classroom, new_classroom):
    room = classroom.open(SCENE).facts["room"]
    classroom.host.end()
    classroom.close()
    assert new_classroom().open(SCENE).facts["room"] != room


def test_open_after_two_days_continues_a_class_by_room_code_only(classroom, new_classroom, monkeypatch):
    room = classroom.open(SCENE).facts["room"]
    classroom.close()

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(UTC) + timedelta(days=2)

    monkeypatch.setattr(class_opening, "datetime", Later)
    assert new_classroom().open(SCENE).facts["room"] != room
    assert new_classroom().open(room=room.lower()).facts["room"] == room


def test_two_classes_at_once_have_two_room_codes(classroom):
    one, other = classroom.open("2xx"), classroom.open("3xx")
    assert one.facts["room"] != other.facts["room"]
    assert classroom.url == other.facts["join_url"]


# --- The panel acts


def test_panel_press_acts_and_shows_an_error(classroom):
    panel = classroom.open(SCENE)
    panel.press = {"n": 1, "do": "open", "fields": {"seen": panel.snap["version"]}}
    assert (panel.snap["phase"], panel.message) == ("open", "")
    panel.press = {"n": 2, "do": "reveal", "fields": {}}
    assert "reveal" in panel.message and "\n" not in panel.message


def test_panel_press_at_an_older_version_does_nothing(classroom):
    panel = classroom.open(SCENE)
    old = panel.snap["version"]
    classroom.host.open()
    panel.press = {"n": 1, "do": "close", "fields": {"seen": old}}
    assert panel.message and classroom.host.snapshot()["phase"] == "open"


def test_panel_runs_the_scene_of_the_question_after_the_vote(classroom):
    panel = classroom.open(SCENE)
    assert panel.snap["live"] == ""
    panel.press = {"n": 1, "do": "open", "fields": {}}
    assert panel.snap["live"] == ""  # not while they vote
    panel.press = {"n": 2, "do": "close", "fields": {}}
    assert panel.snap["live"] == "Run it live"
    panel.press = {"n": 3, "do": "live", "fields": {}}
    assert "412 Precondition Failed" in panel.html
    assert panel.message == "The wall shows this run until you go on."
    wall = PlayerClient(classroom.url).find()["live"]
    steps = [(step["status"], step["matters"]) for step in wall["steps"]]
    assert steps[:3] == [(200, False), (204, False), (412, True)]
    assert ["<", "start", "HTTP/1.1 412 Precondition Failed"] in wall["steps"][2]["lines"]
    panel.press = {"n": 4, "do": "lock", "fields": {}}
    assert panel.snap["runs"] and PlayerClient(classroom.url).find()["live"] == wall
    panel.press = {"n": 5, "do": "away", "fields": {}}
    assert not panel.snap["runs"] and PlayerClient(classroom.url).find()["live"] is None


def test_panel_button_names_no_code_before_the_reveal(classroom):
    panel = classroom.open("4xx", n=12)
    own = [each for each in panel.snap["questions"] if not hosted_class._scenes().get(each)]
    assert own, "every question has a scene of its own; choose others"
    seen = {"counts": True, "view": "question", "reveal": {"id": own[0], "codes": [412]}}
    assert hosted_class.with_scene(seen)["live"] == ""
    assert hosted_class.with_scene(seen | {"view": "reveal"})["live"] == "Run 412 live"


def test_panel_is_refreshed_when_a_student_joins(classroom):
    panel = classroom.open(SCENE)
    heard = threading.Event()
    panel.observe(lambda change: heard.set() if change.new["players"] == 1 else None, names="snap")
    PlayerClient(classroom.url).join("Sam")
    assert heard.wait(30)


def test_panel_asks_for_no_snapshot_while_nothing_changes(classroom, monkeypatch):
    asked, opened = [], threading.Event()
    real = HostClient.snapshot
    monkeypatch.setattr(HostClient, "snapshot", lambda host: asked.append(1) or real(host))
    panel = classroom.open(SCENE)
    panel.observe(lambda change: opened.set() if change.new["phase"] == "open" else None, names="snap")
    heard = classroom._last.server.changes()
    next(heard)
    next(heard)  # this stream's own opening is news, as a page's is
    before = len(asked)
    assert not opened.wait(1)
    assert len(asked) <= before + 1  # for that news, which the panel may hear a moment later
    classroom.host.open()
    assert opened.wait(30)


def test_changes_end_when_the_class_stops(classroom):
    classroom.open(SCENE)
    heard = classroom._last.server.changes()
    next(heard)
    classroom.close()
    assert list(heard) in ([], [None])


# --- Rehearsal and report


def test_rehearsal_with_the_same_seed_gives_the_same_report(new_classroom):
    tallies = []
    for _ in range(2):
        classroom = new_classroom()
        classroom.open("2xx", SCENE, n=3)
        whole_class(classroom)
        report = classroom.report()
        tallies.append((report.items.to_csv(), report.confusions.to_csv(), report.people.to_csv()))
        classroom.close()
    assert tallies[0] == tallies[1]


def test_whole_class_with_a_bank_of_ones_own_ends_in_a_report(classroom, tmp_path):
    text = "- {id: pace, form: poll, ask: How is it?, options: [{text: slow}, {text: fast}]}\n"
    text += '- {id: twice, ask: "POST is **idempotent**.", options: [{text: "True"}, {text: "False", right: true}]}\n'
    text += "- {id: count, form: number, ask: How many?, options: [{number: 7, right: true}]}\n"
    (tmp_path / "mine.yaml").write_text(text)
    classroom.open(bank=tmp_path / "mine.yaml")
    whole_class(classroom)
    items = classroom.report().items
    assert list(items["question"]) == ["pace", "twice", "count"], "a bank alone is asked whole, in its order"
    assert items.loc[1, "note"] == "a poll: no answer is right"
    assert "POST is idempotent." in classroom.report().view.html
    assert "A  True" in classroom.sheet(bank=tmp_path / "mine.yaml").text


def test_rehearsal_without_an_open_question_is_refused(classroom):
    classroom.open(SCENE)
    people = classroom.rehearse(2)
    with pytest.raises(LabError, match=r"the class is lobby; open a question first"):
        people.answer()


@pytest.mark.parametrize("form", ["number", "order", "match", "multiple", "line"])
def test_simulated_students_answer_every_form(classroom, form, monkeypatch):
    question = next(each for each in review_bank().values() if each.form == form)
    monkeypatch.setattr(module, "class_questions", lambda *_: (question,))
    classroom.open("2xx")
    whole_class(classroom, n=6)
    assert classroom.report().items["n"].tolist() == [6]


def test_report_is_the_same_from_running_class_code_and_file(classroom):
    room = classroom.open(SCENE).facts["room"]
    whole_class(classroom)
    running = classroom.report().items.to_csv()
    by_code = classroom.report(room.lower())
    path = class_file(room)
    classroom.close()
    assert (
        running
        == by_code.items.to_csv()
        == classroom.report(path).items.to_csv()
        == classroom.report(room).items.to_csv()
    )


def test_report_is_shown_and_saved(classroom, tmp_path):
    classroom.open(SCENE)
    whole_class(classroom)
    report = classroom.report()
    assert "predict-two-cooks" in repr(report)
    assert "predict-two-cooks" in report._repr_mimebundle_()["text/html"]
    assert repr(report.save(tmp_path / "out")).startswith("6 files in")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "http" not in page.replace("http-", "")
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"answers.csv", "gradebook_moodle.csv"}


def test_report_without_names_has_no_names(classroom):
    classroom.open(SCENE)
    PlayerClient(classroom.url).join("Sam")
    report = classroom.report()
    report.export["players"][0]["login"] = "Sam@example.org"
    report = report.without_names()
    assert report.people["name"].tolist() == ["student 1"]
    assert "Sam" not in "".join(report.files().values())


def test_report_of_an_empty_class_shows_zeros(classroom):
    classroom.open(SCENE)
    assert "0 people, 0 answers" in repr(classroom.report())


def test_gains_compare_two_reports(new_classroom):
    reports = []
    for title in ("before", "after"):
        classroom = new_classroom()
        classroom.open(SCENE, title=title, seed=len(reports))
        whole_class(classroom, n=8)
        reports.append(classroom.report())
        classroom.close()
    assert set(reports[1].gains(reports[0]).index) == {"4xx", "two-cooks"}


# --- Taking home


def test_keep_imports_a_results_file_once(classroom, tmp_path):
    classroom.open(SCENE)
    people = whole_class(classroom, n=1)
    path = results_of(people.students[0].client, tmp_path)
    assert repr(classroom.keep(path)).startswith("1 answer kept")
    assert repr(classroom.keep(path)) == "0 answers kept, 0 of them missed."
    (attempt,) = stored_progress.store().attempts(where="class")
    assert (attempt.question, attempt.card.split()[0]) == ("predict-two-cooks", "class")


def test_keep_makes_missed_questions_due(classroom, tmp_path):
    from statuslab.notebook.review import draw_due

    classroom.open(SCENE)
    student = PlayerClient(classroom.url)
    student.join("Sam")
    right = classroom.host.open()["reveal"]["right"][0]
    student.answer([(right + 1) % 4], confidence=2)
    classroom.host.close()
    classroom.host.reveal()
    said = repr(classroom.keep(results_of(student, tmp_path)))
    assert said == "1 answer kept, 1 of them missed: review() brings it back."
    assert "predict-two-cooks" in [each.question for each in draw_due(12, 1)]


def test_keep_names_questions_missing_from_the_own_bank(classroom, tmp_path):
    student = {"question": "of-the-host", "at": datetime.now(UTC).isoformat(), "score": 0, "confidence": 1,
               "answer": [1], "seed": 0, "card": "class X", "mistaken": None, "seconds": None}  # fmt: skip
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"format": "statuslab-results-1", "attempts": [student]}), encoding="utf-8")
    assert "1 question of the host's own bank cannot come back in review()" in repr(classroom.keep(path))


def test_join_run_again_is_the_same_person(classroom):
    classroom.open(SCENE)
    seats = [classroom.join(classroom.url, "Ann") for _ in range(2)]
    for seat in seats:
        seat.leave()
    assert [each["name"] for each in classroom.host.snapshot()["people"]] == ["Ann"]


# --- A class without phones


def test_sheet_has_every_question_and_separate_keys(classroom):
    sheet = classroom.sheet(SCENE, "2xx", n=3)
    assert sheet.text.count("\n1. ") == 1 and "\n3. " in sheet.text
    assert sheet.text.rpartition("Keys: ")[2].startswith("1 C")
    assert "For the teacher" in sheet.html


def test_sheet_is_saved_as_an_html_page(classroom, tmp_path):
    message = classroom.sheet(SCENE).save(tmp_path / "sheet.html")
    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "<title>two-cooks</title>" in page
    assert repr(message).startswith(f"{tmp_path / 'sheet.html'}: open it in a browser")


def test_sheet_letters_match_the_class(classroom):
    classroom.open(SCENE)
    key = classroom.sheet(SCENE).text.rpartition("Keys: 1 ")[2]
    right = classroom.host.open()["reveal"]["right"]
    assert key == "ABCDEFGH"[right[0]]


# --- One clear line


def taken():
    """A socket that occupies a port."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen()
    return sock


LINES = [
    (lambda classroom: classroom.open("9xx"), 'no class "9xx"; the classes are'),
    (lambda classroom: classroom.open(), "a class needs to know about what"),
    (lambda classroom: classroom.open("2xx", n=0), "n=0: expected at least 1 question"),
    (lambda classroom: classroom.open("2xx", bank="/nowhere/at/all"), "/nowhere/at/all"),
    (lambda classroom: classroom.open("2xx", public_url="class.example.org"), "public address 'class.example.org'"),
    (lambda classroom: classroom.open(room="ZZZZZZ"), "no class ZZZZZZ in"),
    (lambda classroom: classroom.join("http://127.0.0.1:9"), "is no address of a class"),
    (lambda classroom: classroom.join("K7M2PX"), "is no address of a class"),
    (lambda classroom: classroom.report(), "no class is open here"),
    (lambda classroom: classroom.report("ZZZZZZ"), "no class ZZZZZZ in"),
    (lambda classroom: classroom.report("/nowhere/class.sqlite"), "no class file /nowhere/class.sqlite"),
    (lambda classroom: classroom.keep("/nowhere/results.json"), "/nowhere/results.json cannot be read"),
    (lambda classroom: classroom.host, "no class is open here"),
    (lambda classroom: classroom.rehearse(0), "no class is open here"),
]


@pytest.mark.parametrize(("call", "line"), LINES, ids=[line for _, line in LINES])
def test_mistake_gives_one_clear_line(classroom, call, line):
    with pytest.raises(LabError) as caught:
        call(classroom)
    assert line in str(caught.value) and "\n" not in str(caught.value)


def test_open_on_a_taken_port_gives_one_clear_line_and_no_class(classroom):
    with taken() as sock, pytest.raises(LabError, match=r"cannot listen on 127.0.0.1:\d+ \(address already in use\)"):
        classroom.open("2xx", port=sock.getsockname()[1])
    assert repr(classroom).startswith("classroom: no class open")


def test_join_with_an_unknown_room_code_is_refused(classroom):
    classroom.open(SCENE)
    with pytest.raises(LabError, match="no class has this code"):
        classroom.join(classroom.url[:-6] + "ZZZZZZ", "Sam")


def test_join_without_a_class_at_the_address_is_refused(classroom, monkeypatch):
    monkeypatch.setattr("statuslab.live_class.server.client.RETRY_DELAYS", (0.0,))
    with taken() as sock:
        port = sock.getsockname()[1]
    with pytest.raises(LabError, match=rf"no class answers at http://127.0.0.1:{port}"):
        classroom.join(f"http://127.0.0.1:{port}/r/K7M2PX")


GARBAGE = [
    "",
    "[]",
    "null",
    '"statuslab"',
    "{}",
    '{"format": "statuslab-class-1", "attempts": []}',
    '{"format": "statuslab-results-1"}',
    '{"format": "statuslab-results-1", "attempts": 7}',
    '{"format": "statuslab-results-1", "attempts": [7]}',
    '{"format": "statuslab-results-1", "attempts": [{"mistaken": [1], "seconds": null}]}',
    '{"format": "statuslab-results-1", "attempts": [{"question": "x", "at": "yesterday", "score": 1, "confidence": 1, '
    '"answer": [0], "seed": 0, "card": "", "mistaken": null, "seconds": null}]}',
    '{"format": "statuslab-results-1", "attempts": [{"question": "x", "at": "2026-11-22T10:00:00+00:00", "score": 7, '
    '"confidence": 1, "answer": [0], "seed": 0, "card": "", "mistaken": null, "seconds": null}]}',
    "\x00\x01",
]


@pytest.mark.parametrize("text", GARBAGE)
def test_keep_of_a_malformed_file_is_refused_in_one_line(classroom, tmp_path, text):
    path = tmp_path / "results.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LabError) as caught:
        classroom.keep(path)
    assert "\n" not in str(caught.value) and "expected the file" in str(caught.value)
    assert stored_progress.store().attempts(where="class") == []


def test_report_of_a_file_without_a_class_is_refused_in_one_line(classroom, tmp_path):
    path = tmp_path / "class.sqlite"
    path.write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(LabError) as caught:
        classroom.report(path)
    assert "\n" not in str(caught.value)


# --- Looking after it


def test_panel_is_refreshed_when_displayed(classroom):
    panel = classroom.open(SCENE)
    classroom.host.open()
    assert "question 1 of 1, open" in panel._repr_mimebundle_()[0]["text/plain"]


def test_panel_of_a_stopped_class_shows_the_last_snapshot(classroom):
    panel = classroom.open(SCENE)
    classroom.close()
    assert "lobby" in panel._repr_mimebundle_()[0]["text/plain"]
    panel.press = {"n": 1, "do": "open", "fields": {}}
    assert panel.message == "the class is not running; start() it first"


def test_delete_leaves_no_files(classroom, tmp_path):
    room = classroom.open(SCENE).facts["room"]
    PlayerClient(classroom.url).join("Sam")
    assert repr(classroom.delete(room.lower())) == f"class {room} is deleted."
    assert [path.name for path in (tmp_path / "classes").glob(f"*{room}*")] == []
    with pytest.raises(LabError, match=f"no class {room}"):
        classroom.report(room)


def test_open_with_another_title_is_another_class(classroom):
    assert classroom.open(SCENE, title="before") is not classroom.open(SCENE, title="after")


@pytest.mark.parametrize(
    ("n", "knows", "line"), [(0, 0.5, "rehearse(0)"), (501, 0.5, "rehearse(501)"), (5, 1, "knows=1")]
)
def test_rehearsal_with_bad_arguments_is_refused(classroom, n, knows, line):
    classroom.open(SCENE)
    with pytest.raises(LabError) as caught:
        classroom.rehearse(n, knows=knows)
    assert str(caught.value).startswith(line)


def test_rehearsal_of_an_exam_is_refused(classroom):
    classroom.open(SCENE, mode="exam")
    people = classroom.rehearse(1)
    classroom.host.open()
    with pytest.raises(LabError, match="an exam has a paper for each"):
        people.answer()


def test_report_of_an_exam_counts_everybody(classroom):
    classroom.open(SCENE, "4xx", n=3, mode="exam")
    students = [PlayerClient(classroom.url) for _ in range(6)]
    for number, student in enumerate(students):
        student.join(f"S{number}")
    classroom.host.open()
    for student in students:
        for row in student.paper()["questions"]:
            if row["question"]["form"] in {"single", "line", "predict", "multiple"}:
                student.answer([0], round=row["round"], vote=1)
    classroom.host.close()
    classroom.host.reveal()
    classroom.host.end()
    report = classroom.report()
    assert report.items["n"].max() == 6
    assert "6 people" in repr(report)


OWN_BANK = """
- id: own-one
  ask: {ask}
  options:
    - {{text: this one, right: true}}
    - {{text: that one}}
"""


def test_bank_edited_while_a_class_runs_changes_nothing_and_is_said_in_one_line(new_classroom, tmp_path, capsys):
    path = tmp_path / "own.yaml"
    path.write_text(OWN_BANK.format(ask="Which is it?"), encoding="utf-8")
    first = new_classroom()
    first.open(bank=path)
    first.close()
    assert capsys.readouterr().err == ""
    path.write_text(OWN_BANK.format(ask="Which of them is it?"), encoding="utf-8")
    again = new_classroom()
    panel = again.open(bank=path)
    line = f"statuslab: class {panel.facts['room']} keeps the questions it was opened with: its bank has changed\n"
    assert capsys.readouterr().err == line
    assert again.host.open()["question"]["ask"] == "Which is it?"


def test_bank_broken_while_a_class_runs_changes_nothing_and_is_said_in_one_line(new_classroom, tmp_path, capsys):
    path = tmp_path / "own.yaml"
    path.write_text(OWN_BANK.format(ask="Which is it?"), encoding="utf-8")
    first = new_classroom()
    first.open(bank=path)
    first.close()
    path.write_text("- id: [", encoding="utf-8")
    again = new_classroom()
    again.open(bank=path)
    assert "keeps the questions it was opened with: " in capsys.readouterr().err
    assert again.host.open()["phase"] == "open"


def test_class_with_teams_points_and_notes_has_them(new_classroom):
    made = new_classroom()
    made.open("2xx", n=2, teams=2, points=3, names_hidden=True, nameless=True)
    made.rehearse(2)
    seen = made.host.snapshot()
    assert [row["team"] for row in seen["teams"]] == ["Team 1", "Team 2"]
    assert (seen["plan"][0]["worth"], seen["names_hidden"], seen["nameless"]) == (3, True, True)
    assert [each["name"] for each in seen["people"]] == ["Guest 1", "Guest 2"]


def test_points_of_an_unknown_question_are_refused_in_one_line(new_classroom):
    with pytest.raises(LabError, match="points for 'nothing', which is no question of this class"):
        new_classroom().open("2xx", n=1, points={"nothing": 2})


def test_class_in_a_browser_is_refused_in_one_line(classroom, monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises(LabError, match=r"^a class needs a server that other devices reach[^\n]*$"):
        classroom.open("2xx")


def test_answer_without_a_confidence_can_be_kept(classroom, tmp_path):
    classroom.open(SCENE)
    student = PlayerClient(classroom.url)
    student.join("Sam")
    classroom.host.open()
    student.answer([0])
    classroom.host.close()
    classroom.host.reveal()
    path = results_of(student, tmp_path)
    assert json.loads(path.read_text(encoding="utf-8"))["attempts"][0]["confidence"] is None
    assert repr(classroom.keep(path)).startswith("1 answer kept")
