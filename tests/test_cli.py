import contextlib
import errno
import io
import json
import os
import socket
import subprocess
import sys
import sysconfig
import threading
import types
from pathlib import Path

import pytest

from sampling import sampled, together
from statuslab import cli, terminal
from statuslab.errors import LabError
from statuslab.notebook import jupyterlab
from statuslab.storage import files


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one page, in place of the published ones."""
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / jupyterlab.START_PAGE).write_text(
        json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    monkeypatch.setattr(files, "notebooks_folder", lambda: folder)
    return folder


@pytest.fixture
def stand_in(monkeypatch):
    """Put a function where a command imports it from."""

    def put(module, **functions):
        there = types.ModuleType(module)
        vars(there).update(functions)
        monkeypatch.setitem(sys.modules, module, there)

    return put


def raiser(error):
    def fail(*_):
        raise error

    return fail


# statuslab lab


def test_lab_prepare_only_creates_the_copy_and_starts_nothing(course, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(jupyterlab, "run", raiser(AssertionError("JupyterLab was started")))
    assert cli.main(["lab", "--prepare-only", "--workspace", str(tmp_path / "mine")]) == 0
    assert (tmp_path / "mine" / "0_start_here.ipynb").is_file()
    assert capsys.readouterr().out == f"{tmp_path / 'mine'}: 1 page created for you to work in\n"


def test_lab_starts_jupyterlab_on_the_copy(course, tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(jupyterlab, "run", lambda folder, **options: started.append((folder, options)) or 0)
    cli.main(["lab", "--workspace", str(tmp_path / "mine"), "--port", "9000", "--no-browser"])
    assert started == [(tmp_path / "mine", {"port": 9000, "browser": False})]


def test_lab_in_a_folder_that_cannot_be_written_says_so_in_one_line(course, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert cli.main(["lab", "--prepare-only", "--workspace", str(tmp_path / "file" / "mine")]) == 2
    output = capsys.readouterr().err
    assert output.startswith("statuslab: cannot write ")
    assert output.count("\n") == 1


@pytest.mark.parametrize("port", ["eighty", "-1", "65536", "²"])
def test_invalid_port_is_refused(port, capsys):
    with pytest.raises(SystemExit) as met:
        cli.main(["lab", f"--port={port}"])
    assert met.value.code == 2
    assert f"{port!r} is not a port; expected a number from 0 to 65535" in capsys.readouterr().err


# statuslab copy


def test_copy_lays_out_the_pages_and_keeps_what_a_learner_has_changed(course, tmp_path, capsys):
    folder = tmp_path / "mine"
    assert cli.main(["copy", str(folder)]) == 0
    assert capsys.readouterr().out == (
        f"{folder}: 1 page created for you to work in\n"
        f"begin with {folder / jupyterlab.START_PAGE}; JupyterLab: statuslab lab --workspace {folder}\n"
    )
    cell = {"cell_type": "code", "source": "mine"}
    (folder / jupyterlab.START_PAGE).write_text(json.dumps({"cells": [cell]}))
    assert cli.main(["copy", str(folder)]) == 0
    assert json.loads((folder / jupyterlab.START_PAGE).read_text())["cells"] == [cell]
    assert capsys.readouterr().out.startswith(f"{folder}: all pages are there, as the course has them or as you have")


def test_copy_beside_a_file_of_the_same_name_writes_a_new_one(course, tmp_path, capsys):
    (tmp_path / jupyterlab.START_PAGE).write_text("not a page of the course")
    assert cli.main(["copy", str(tmp_path)]) == 0
    assert (tmp_path / jupyterlab.START_PAGE).read_text() == "not a page of the course"
    assert "0_start_here.new.ipynb" in capsys.readouterr().out


@pytest.mark.parametrize(("place", "told"), [("file", "file is a file; expected a folder"), ("file/a", "cannot write")])
def test_copy_to_a_place_that_is_no_folder_says_so_in_one_line(course, tmp_path, capsys, place, told):
    (tmp_path / "file").write_text("kept")
    assert cli.main(["copy", str(tmp_path / place)]) == 2
    output = capsys.readouterr().err
    assert told in output
    assert output.count("\n") == 1
    assert (tmp_path / "file").read_text() == "kept"


# What a command needs


def test_command_without_its_packages_names_the_line_that_brings_them(stand_in, capsys):
    stand_in("statuslab.notebook.demos", demo_text=raiser(ModuleNotFoundError("No module", name="pandas.io")))
    assert cli.main(["demo", "412"]) == 2
    assert capsys.readouterr().err == (
        "statuslab: this needs pandas, which is not installed; this brings it: pip install 'statuslab[lab]'\n"
    )


def test_missing_module_of_the_course_itself_is_a_fault_and_shows_as_one(stand_in):
    stand_in("statuslab.notebook.demos", demo_text=raiser(ModuleNotFoundError("No module", name="statuslab.gone")))
    with pytest.raises(ModuleNotFoundError):
        cli.main(["demo", "412"])


# What takes long


@pytest.fixture
def screen(monkeypatch):
    """Stderr as a terminal; `screen.written` is set when something stands on it."""

    class Screen(io.StringIO):
        written = threading.Event()

        def isatty(self):
            return True

        def write(self, text):
            self.written.set()
            return super().write(text)

    shown = Screen()
    monkeypatch.setattr(terminal, "sys", types.SimpleNamespace(stderr=shown))  # pytest exchanges its own sys.stderr
    return shown


def test_long_work_is_named_on_a_terminal_in_a_plain_line(screen):
    with terminal.waiting("reading the questions", after=0):
        assert screen.written.wait(30)
    assert screen.getvalue().rstrip("\n") == "reading the questions ..."


def test_short_work_says_nothing(screen):
    with terminal.waiting("reading the questions", after=3600):
        pass
    assert screen.getvalue() == ""


def test_long_work_says_nothing_into_a_file_or_pipe(capsys, monkeypatch):
    monkeypatch.setattr(threading, "Timer", raiser(AssertionError("something would be said")))
    with terminal.waiting("reading the questions", after=0):
        pass
    assert capsys.readouterr().err == ""


# statuslab serve


def test_serve_listens_on_this_machine_only_without_lan(stand_in):
    asked = []
    stand_in("statuslab.server.serve", serve=lambda port, lan, *_: asked.append((port, lan)))
    assert cli.main(["serve"]) == 0
    assert cli.main(["serve", "--port", "9418", "--lan"]) == 0
    assert asked == [(8418, False), (9418, True)]


def test_serve_hands_on_further_names(stand_in):
    asked = []
    stand_in("statuslab.server.serve", serve=lambda *given: asked.append(given[-1]))
    assert cli.main(["serve", "--name", "Tea.example", "--name", "192.0.2.7"]) == 0
    assert asked == [["tea.example", "192.0.2.7"]]


@pytest.mark.parametrize("name", ["", "tea.example:80", "a b", "-a", "a..b", "http://tea.example", "*"])
def test_serve_refuses_a_name_that_is_no_host(name, capsys):
    with pytest.raises(SystemExit):
        cli.main(["serve", f"--name={name}"])
    assert "is not a host name" in capsys.readouterr().err


def test_serve_interrupted_ends_quietly(stand_in, capsys):
    stand_in("statuslab.server.serve", serve=raiser(KeyboardInterrupt()))
    assert cli.main(["serve"]) == 130
    assert capsys.readouterr() == ("", "")


# statuslab demo

EXCHANGE = "> GET /teas/7 HTTP/1.1\n< HTTP/1.1 200 OK\n\nAssam"


def test_demo_into_a_pipe_has_no_colors(stand_in, capsys):
    stand_in("statuslab.notebook.demos", demo_text=lambda key: f"{key}\n{EXCHANGE}")
    assert cli.main(["demo", "two-cooks"]) == 0
    assert capsys.readouterr().out == f"two-cooks\n{EXCHANGE}\n"


def test_demo_with_colors_marks_directions_and_changes_no_character(stand_in, capsys):
    stand_in("statuslab.notebook.demos", demo_text=lambda _: EXCHANGE)
    cli.main(["demo", "200", "--color", "always"])
    out = capsys.readouterr().out
    sent, received, *_ = out.splitlines()
    assert sent.split(">")[0] != received.split("<")[0]
    assert out.replace("\x1b[36m", "").replace("\x1b[32m", "").replace("\x1b[0m", "") == f"{EXCHANGE}\n"


def test_demo_on_a_terminal_heeds_no_color(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert cli._wants_color("auto")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not cli._wants_color("auto")


# statuslab export and forget


@pytest.fixture
def answered(tmp_path, monkeypatch):
    """A learner with one saved answer; returns the path of the store."""
    from statuslab.notebook import stored_progress

    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "home"))
    stored_progress.save(stored_progress.Attempt("lost-retry", stored_progress.now(), 1.0, 2, (0,)))
    yield stored_progress.store().path
    stored_progress.store().close()


def test_export_writes_all_answers_and_says_how_many(answered, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["export"]) == 0
    assert cli.main(["export", "mine.csv"]) == 0
    assert capsys.readouterr().out == "progress.csv: 1 answer\nmine.csv: 1 answer\n"
    assert "lost-retry" in (tmp_path / "mine.csv").read_text()
    assert (tmp_path / "mine.csv").read_bytes() == (tmp_path / "progress.csv").read_bytes()


def test_forget_with_yes_deletes_all_answers(answered, capsys):
    assert cli.main(["forget", "--yes"]) == 0
    assert capsys.readouterr().out == f"{answered}: all answers deleted\n"
    assert b"lost-retry" not in answered.read_bytes()


@pytest.mark.parametrize(("said", "kept"), [("", True), ("n", True), ("y", False), ("YES ", False)])
def test_forget_asks_first(answered, monkeypatch, said, kept):
    from statuslab.notebook.stored_progress import store

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: said)
    assert cli.main(["forget"]) == 0
    assert bool(store().attempts()) is kept


def test_forget_without_a_terminal_deletes_nothing(answered, monkeypatch, capsys):
    from statuslab.notebook.stored_progress import store

    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert cli.main(["forget"]) == 2
    assert capsys.readouterr().err.endswith("add --yes to delete without asking\n")
    assert len(store().attempts()) == 1


# statuslab bank

QUESTION = """\
- id: typed
  codes: [404]
  idea: typed
  skill: know why
  form: number
  level: 1
  ask: How many are $n and one?
  options:
    - {number: $more, right: true, why: One more than it was.}
    - {number: $n, why: It was so before.}
    - {number: 0, why: "Nobody has taken any, see `here`."}
  hint: Count.
  source: RFC 9110 section 15.5.5
  proof:
    - requests: ["GET /nowhere"]
      status: 404
  vary:
    - {n: "1", more: "2"}
    - {n: "3", more: "4"}
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "own.yaml").write_text(QUESTION)
    return tmp_path


def test_bank_check_says_what_was_checked_and_what_was_not(own, capsys):
    assert cli.main(["bank", "check", str(own)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{own}: 1 question in 1 file, no mistakes\nforms: 1 number\nchecked: every field")
    assert "2 rows of parameters" in out and "not checked: whether the keys are right" in out


def test_bank_check_reports_every_mistake_and_fails(own, capsys):
    (own / "b.yaml").write_text(QUESTION.replace("level: 1", "level: 0").replace("[404]", "[298]"))
    (own / "own.yaml").write_text(QUESTION.replace("hint: Count.", "hnt: Count."))
    assert cli.main(["bank", "check", "--strict", str(own)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "b.yaml line 2, field codes: no code 298 in the catalog",
        "b.yaml line 6, field level: met 0, it should be greater than or equal to 1",
        "own.yaml line 1, field hint: is missing, expected a value",
        'own.yaml line 1, field id: "typed" is already in b.yaml, expected once in the whole bank',
        "own.yaml line 12, field hnt: is not a field of a question; did you mean hint?",
        "5 mistakes in 2 files",
    ]


def test_bank_check_of_the_published_questions_finds_nothing(capsys):
    assert cli.main(["bank", "check", str(files.data_folder() / "questions")]) == 0


@pytest.mark.parametrize("command", ["check", "list"])
def test_missing_bank_is_one_line_and_exit_2(command, tmp_path, capsys):
    assert cli.main(["bank", command, str(tmp_path / "absent")]) == 2
    assert capsys.readouterr().err.startswith(f"statuslab: no file or folder {tmp_path / 'absent'}; expected a .yaml")


@pytest.mark.parametrize(("codes", "count"), [("4xx", 1), ("404", 1), ("not found,500", 1), ("5xx", 0)])
def test_bank_list_with_codes_lists_questions_about_them(own, codes, count, capsys):
    assert cli.main(["bank", "list", str(own), "--codes", codes]) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    assert lines == ["typed  number    level 1  know why           404"] * count
    assert last == f"{count} question{'' if count == 1 else 's'}"


def test_bank_list_without_a_path_lists_the_published_questions(capsys):
    assert cli.main(["bank", "list", "--codes", "412"]) == 0
    assert "412" in capsys.readouterr().out


def test_bank_show_gives_every_row_with_key_whys_and_proof(own, capsys):
    assert cli.main(["bank", "show", "typed", "--bank", str(own)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("typed · number · level 1 · know why · idea typed · 404\n\nrow 1 of 2: n = 1, more = 2\n")
    assert "How many are 3 and one?" in out
    assert "  ✓ 4\n      One more than it was.\n  ✗ 3\n      It was so before.\n  ✗ 0\n" in out
    assert "see here." in out and "proof: GET /nowhere; status 404" in out


def test_bank_show_of_an_order_and_a_match_gives_the_right_arrangement(capsys):
    cli.main(["bank", "show", "photo-waits-for-a-word"])
    assert "  1. The headers of the PUT, with Expect: 100-continue\n" in capsys.readouterr().out
    cli.main(["bank", "show", "refused-and-now"])
    assert "  ✓ 410 Gone → Remove the URL from its list\n" in capsys.readouterr().out


def test_bank_show_of_an_unknown_question_is_one_line_and_exit_2(own, capsys):
    assert cli.main(["bank", "show", "absent", "--bank", str(own)]) == 2
    assert capsys.readouterr().err == 'statuslab: no question "absent" in the bank of 1\n'


# A person's mistake, and ours


def test_users_mistake_is_one_line_and_exit_2(stand_in, capsys):
    stand_in("statuslab.notebook.demos", demo_text=raiser(LabError("no scene 'x'; expected a code or a scene")))
    assert cli.main(["demo", "x"]) == 2
    assert capsys.readouterr() == ("", "statuslab: no scene 'x'; expected a code or a scene\n")


def test_unknown_code_is_one_line_and_exit_2(stand_in, capsys):
    from statuslab.catalog import CatalogError

    stand_in("statuslab.notebook.demos", demo_text=raiser(CatalogError("no status code 299 in the catalog")))
    assert cli.main(["demo", "299"]) == 2
    assert capsys.readouterr() == ("", "statuslab: no status code 299 in the catalog\n")


def test_unexpected_exception_is_not_hidden(stand_in):
    stand_in("statuslab.notebook.demos", demo_text=raiser(ValueError("a bug")))
    with pytest.raises(ValueError, match="a bug"):
        cli.main(["demo", "412"])


def test_help_imports_nothing_heavy():
    code = "import sys; from statuslab.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    heavy = {"IPython", "asyncio", "httpx2", "importlib.metadata", "jupyterlab", "pandas", "pydantic"}
    code += f"print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "demo" in done.stdout
    assert done.stdout.endswith("[]\n")


# Output into anything


ENCODINGS = ("cp1252", "latin-1", "cp437", "ascii", "utf-8", "utf-16", "shift_jis")


@pytest.fixture
def printed(monkeypatch):
    """A function that runs a command with an output of some encoding, and returns exit code, output and errors."""

    def run(arguments, encoding, stdout=None):
        streams = stdout or io.TextIOWrapper(io.BytesIO(), encoding), io.TextIOWrapper(io.BytesIO(), encoding)
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        try:
            code = cli.main(arguments)
        except SystemExit as end:
            code = end.code
        for stream in streams:
            stream.flush()
        monkeypatch.undo()
        return code, *("" if stream is stdout else stream.buffer.getvalue().decode(encoding) for stream in streams)

    return run


def commands(tmp_path):
    """A call of every subcommand that ends by itself, with characters that few encodings have."""
    bank = tmp_path / "ベンチ.yaml"
    bank.write_text(f"- id: é…→✓\n  ask: {chr(0x1F375)}\n", encoding="utf-8")
    return [
        ["--help"],
        ["demo", "103"],
        ["demo", "206"],
        ["demo", "no-such-scene-☕"],
        ["bank", "list", "--codes", "412"],
        ["bank", "list", str(tmp_path / "☕")],
        ["bank", "show", "recipe-must-stay-exact"],
        ["bank", "show", "\udce9"],
        ["bank", "check", str(bank)],
        ["class", "no-such-code-☕"],
        ["class", "2xx", "--bank", str(bank)],
        ["export", str(tmp_path / "☕" / "missing" / "out.csv")],
        ["forget"],
        ["lab", "--workspace", str(tmp_path / "☕"), "--prepare-only"],
        ["serve", "--port", "☕"],
        ["brew-☕"],
    ]


@pytest.mark.parametrize("encoding", sampled(ENCODINGS, every=3))
def test_no_command_stumbles_over_an_encoding(printed, tmp_path, encoding, monkeypatch):
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "home"))
    for arguments in commands(tmp_path):
        code, out, err = printed(arguments, encoding)
        assert code in (0, 1, 2), arguments
        assert out or err, arguments
        assert "Traceback" not in out + err, arguments


def test_marks_of_a_key_stay_different_in_ascii(printed):
    _, out, _ = printed(["bank", "show", "recipe-must-stay-exact"], "ascii")
    assert "\n  + " in out and "\n  - " in out


def test_text_that_utf_8_cannot_write_is_replaced(printed):
    assert printed(["bank", "show", "\udce9"], "utf-8")[2].startswith('statuslab: no question "?"')


@pytest.fixture
def closed_pipe():
    """A text stream into a pipe that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    stream = os.fdopen(write, "w")
    yield stream
    with contextlib.suppress(OSError):
        stream.close()


@pytest.mark.parametrize("number", range(16))
def test_closed_pipe_ends_a_command_quietly(printed, tmp_path, monkeypatch, number, closed_pipe):
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "home"))
    arguments = commands(tmp_path)[number]
    code, _, err = printed(arguments, "utf-8", closed_pipe)
    assert code in (1, 2) if err else code == 141, arguments
    assert "Traceback" not in err and "BrokenPipe" not in err and err.count("\n") <= 3


def test_closed_pipe_of_a_shell_prints_no_error():
    command = f"{sys.executable} -m statuslab.cli bank list | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1 and done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_behind_the_output_is_one_line():
    command = f"{sys.executable} -m statuslab.cli bank list > /dev/full"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "statuslab: No space left on device\n")


# How JupyterLab is started


def test_jupyterlab_opens_the_start_page_of_the_copy(tmp_path):
    options = jupyterlab.options(tmp_path, 8888, browser=True, root=False, encryption="auto")
    assert f"--ServerApp.root_dir={tmp_path}" in options
    assert "--LabApp.default_url=/lab/tree/0_start_here.ipynb" in options
    assert not {"--no-browser", "--allow-root"} & set(options)


def test_jupyterlab_keeps_its_token(tmp_path):
    options = jupyterlab.options(tmp_path, 8888, browser=True, root=False, encryption="auto")
    assert not any("token" in option or "password" in option for option in options)


@pytest.mark.parametrize("own", [None, "/mine"])
def test_jupyterlab_makes_no_internet_requests_by_default(own):
    path = jupyterlab.with_defaults({"JUPYTER_CONFIG_PATH": own} if own else {})["JUPYTER_CONFIG_PATH"]
    ours, *rest = path.split(os.pathsep)
    defaults = json.loads((Path(ours) / "labconfig" / "default_setting_overrides.json").read_text())
    assert defaults["@jupyterlab/apputils-extension:notification"] == {
        "checkForUpdates": False,
        "fetchNews": "false",
    }
    assert rest == ([own] if own else [])


def test_jupyterlab_leaves_the_width_of_its_list_of_files_to_their_names():
    ours = Path(jupyterlab.with_defaults({})["JUPYTER_CONFIG_PATH"])
    defaults = json.loads((ours / "labconfig" / "default_setting_overrides.json").read_text())
    assert defaults["@jupyterlab/filebrowser-extension:browser"] == {"showLastModifiedColumn": False}


@pytest.mark.parametrize("own", [None, "/mine"])
def test_jupyterlab_has_our_kernel_extension_and_commands_before_those_of_the_user(own):
    environment = jupyterlab.with_defaults({"JUPYTER_PATH": own, "PATH": own} if own else {})
    (data, *others), (scripts, *more) = (environment[name].split(os.pathsep) for name in ("JUPYTER_PATH", "PATH"))
    assert (Path(data) / "kernels" / "python3" / "kernel.json").is_file()
    (extension,) = (Path(data) / "labextensions").iterdir()
    package = json.loads((extension / "package.json").read_text())
    assert (extension / package["jupyterlab"]["_build"]["load"]).is_file()
    assert scripts == sysconfig.get_path("scripts")
    assert others == more == ([own] if own else [])


@pytest.mark.slow
def test_jupyterlab_starts_without_grammars_that_it_does_not_need(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(jupyterlab, "_become", lambda command: started.append(command) or 0)
    jupyterlab.run(tmp_path, browser=False)
    (command,) = started
    assert command[:2] == [sys.executable, "-c"]
    asked = (
        "import jupyterlab.labapp as app, sys; app.main = lambda: print(sys.modules['rfc3987_syntax'], sys.argv[1:])"
    )
    done = subprocess.run(
        [*command[:2], f"{asked}\n{command[2]}", *command[3:]], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("None ['--port="), done.stderr


def test_jupyterlab_options_for_root_and_without_browser(tmp_path):
    options = jupyterlab.options(tmp_path, 8888, browser=False, root=True, encryption="auto")
    assert options[-2:] == ["--no-browser", "--allow-root"]


@together(
    ("platform", "environment", "seen"),
    [
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "x"}, False),
        ("darwin", {}, True),
        ("darwin", {"SSH_TTY": "x"}, False),
        ("win32", {}, True),
    ],
)
def test_browser_opens_only_where_it_is_visible(platform, environment, seen):
    assert jupyterlab.has_screen(environment, platform) is seen


def test_used_port_gives_the_next_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < jupyterlab.free_port(port) <= port + 50


def test_fifty_used_ports_are_an_error(monkeypatch):
    monkeypatch.setattr(jupyterlab, "_is_free", lambda _: False)
    with pytest.raises(LabError, match="no free port among the 50 from 8888 on; choose another with --port"):
        jupyterlab.free_port(8888)


def test_forbidden_port_is_an_error(monkeypatch):
    monkeypatch.setattr(socket.socket, "bind", raiser(PermissionError(errno.EACCES, "Permission denied")))
    with pytest.raises(LabError, match="you may not use port 80; choose one above 1023 with --port"):
        jupyterlab.free_port(80)


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            {"wanted": 8888, "port": 8888, "browser": True, "ssh": False},
            ["JupyterLab opens mine/0_start_here.ipynb in your browser (Ctrl-C stops it)"],
        ),
        (
            {"wanted": 8888, "port": 8890, "browser": False, "ssh": True},
            [
                "port 8888 is in use, so JupyterLab uses 8890",
                "over ssh, forward the port first: ssh -L 8890:localhost:8890 THIS_MACHINE",
                "JupyterLab opens mine/0_start_here.ipynb at the address below: open it in a browser (Ctrl-C stops it)",
            ],
        ),
    ],
)
def test_start_messages_depend_on_port_browser_and_ssh(tmp_path, monkeypatch, arguments, lines):
    output = jupyterlab.start_messages(tmp_path / "mine", **arguments)
    assert [line.replace(f"{tmp_path}{os.sep}", "") for line in output] == lines
