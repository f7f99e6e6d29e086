"""Question files that were made to stop the reader: each is one line with its place, and none takes long."""

import os
import random
import time

import pytest
from question_samples import GOOD

from sampling import RUNS_SLOW_TESTS, together
from statuslab.errors import LabError
from statuslab.notebook.bank_commands import check_questions
from statuslab.notebook.classroom import class_questions
from statuslab.questions.loader import read_bank
from statuslab.questions.yaml_files import DEEPEST
from statuslab.storage.files import data_folder

SECONDS = 1.0  # that a file may take; a tenth of this is usual


def bomb(levels, width):
    lines = ["- &a0 [x, x, x]"]
    lines += [f"- &a{level} [{', '.join([f'*a{level - 1}'] * width)}]" for level in range(1, levels)]
    return "\n".join(lines)


def varied(rows, ask="$n"):
    vary = "\n".join(f'    - n: "{value}"' for value in rows)
    return GOOD.replace("ask: Who saved first?", f"ask: '{ask}'") + f"  vary:\n{vary}\n"


BAD_VALUES = {  # in place of the value of a field: what the line says besides its place
    "2026-02-30": "is no date",
    "2026-01-01 25:00:00": "is no date",
    "2026-01-01T00:00:00+99:99": "is no date",
    "!!int x": "is no number",
    "!!int ''": "is no number",
    "!!float x": "is no number",
    "!!bool perhaps": "is no bool",
    "!!binary '*'": "",
    "!!timestamp soon": "is no date",
    "1" * 5000: "is no number",
    "-" + "9" * 5000: "is no number",
    "0x" + "f" * 5000: "is no number",
    ":".join(["59"] * 3000): "is no number",
    "1.0e+999": "met inf",
    "!!python/object/apply:os.system [true]": "could not determine a constructor",
    "!unknown x": "could not determine a constructor",
    "=": "could not determine a constructor",
    "{[a]: b}": "",
    "{{a: b}: c}": "",
    "!!str [a]": "",
    "!!seq {a: b}": "",
    "*nowhere": "names nothing before it",
    "&a [*a]": "names nothing before it, or itself",
    "'\\ud800": "not valid YAML",
    '"\\uD800"': "not valid YAML",
    "%": "not valid YAML",
    "@x": "not valid YAML",
    "[" * 5000: f"more than {DEEPEST} lists",
    "{a: " * 5000: f"more than {DEEPEST} lists",
    "[" * 50_000 + "]" * 50_000: f"more than {DEEPEST} lists",
    "? " * 5000: "",
    "- " * 5000: "",
    "{<<: [1]}": "",
    "{<<: 7}": "",
}


@pytest.fixture
def written(tmp_path):
    """A function that writes a file, checks it, and returns the lines of the check."""

    def check(content):
        path = tmp_path / "own.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        began = time.process_time()
        text, is_fine = check_questions(path)
        assert time.process_time() - began < SECONDS
        return text.splitlines(), is_fine

    return check


@together("field", ["ask", "level", "hint"])
@together(("value", "words"), BAD_VALUES.items(), ids=[key[:20] for key in BAD_VALUES])
def test_bad_value_is_a_line_with_its_place(written, value, words, field):
    lines = GOOD.splitlines()
    (number,) = (number for number, line in enumerate(lines) if line.startswith(f"  {field}: "))
    lines[number] = f"  {field}: {value}"
    output, is_fine = written("\n".join(lines))
    assert not is_fine
    assert any(words in line for line in output), output
    assert all(len(line) < 400 for line in output)
    assert any(line.startswith("own.yaml line ") for line in output)


MERGES = "- &a0 {x: 1}\n" + "\n".join(f"- &a{each + 1} {{<<: [*a{each}, *a{each}]}}" for each in range(20))
ROOTS = {
    "alias bomb": (bomb(9, 9), "more than 60,000 values"),
    "deep alias bomb": (bomb(50, 9), "more than 60,000 values"),
    "text bomb": ("- &a '" + "x" * 100_000 + "'\n" + "- *a\n" * 5000, "2,000,000 characters"),
    "merge bomb": (MERGES, ""),
    "many values": ("- " + "\n- ".join("x" * 70_000), "more than 60,000 values"),
    "many questions": ("- {}\n" * 5000, "more mistakes"),
    "many fields": ("- {" + ", ".join(f"f{number}" for number in range(10_000)) + "}", "is not a field"),
    "one field many times": ("- {" + ", ".join("f: 1" for _ in range(10_000)) + "}", "more mistakes"),
    "large file": (b"#" * 2_000_000, "has 2,000,000 bytes, expected at most 1,000,000"),
    "two documents": ("- a\n---\n- b\n", "another document"),
    "set": ("!!set {a, b}", "expected a list of questions, got a set"),
    "ordered mapping": ("!!omap [a: 1]", ""),
    "pairs": ("!!pairs [a: 1]", ""),
    "alias at the root": ("*a", "names nothing before it"),
    "empty document": ("---\n...\n", "expected a list of questions, got nothing"),
    "NUL": (b"- \x00", "line 1: not valid YAML"),
    "UTF-16": ("- a".encode("utf-16"), "is not UTF-8"),
    "tab": ("-\ta:\n\t\tb", "line 1"),
    "parameters that grow": (varied(["x" * 9000] * 20, "$n" * 4000), "fills in more than 2,000,000 characters"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "words"), ROOTS.values(), ids=ROOTS)
def test_bad_file_is_a_line_with_its_place(written, content, words):
    output, is_fine = written(content)
    assert not is_fine
    assert any(words in line for line in output), output[:5]
    assert len(output) <= 102


def test_aliases_within_bounds_are_read(written):
    second = GOOD.replace("two-cooks", "three-cooks").replace("ask: Who saved first?", "ask: *same")
    output, is_fine = written(GOOD.replace("ask: Who", "ask: &same Who") + second)
    assert is_fine, output


def test_class_of_a_bad_bank_is_refused_in_one_line(tmp_path):
    (tmp_path / "own.yaml").write_text(GOOD.replace("level: 1", "level: 2026-02-30"))
    with pytest.raises(LabError, match=r"^own.yaml line \d+: not valid YAML \('2026-02-30' is no date: [^\n]*$"):
        class_questions(["412"], tmp_path / "own.yaml", 1, 0)


# --- What is no regular file


def pipe(path):
    os.mkfifo(path)


def folder(path):
    path.mkdir()


def link_to(target):
    def link(path):
        path.symlink_to(target)

    return link


@pytest.mark.skipif(os.name == "nt", reason="needs files of POSIX")
@pytest.mark.parametrize("place", ["file", "folder"])
@pytest.mark.parametrize(
    "put", [pipe, folder, link_to("/dev/zero"), link_to("/dev/null"), link_to("own.yaml"), link_to("absent")]
)
def test_what_is_no_file_is_one_line(tmp_path, put, place):
    path = tmp_path / "own.yaml"
    put(path)
    try:
        output = check_questions(path if place == "file" else tmp_path)[0].splitlines()
    except LabError as error:
        output = [str(error)]
    assert "own.yaml" in output[0] and len(output) <= 2
    if put is pipe:
        assert output[0] == "own.yaml line 1: is no regular file, expected a file with questions"


# --- Texts that YAML cuts off


CUTS = {
    "ask: Who saved first?": ("ask: What does a fragment such as #top do?", "ask"),
    "hint: ": ("hint: see #5 in the list ", "hint"),
}


@pytest.mark.parametrize(("good", "cut"), CUTS.items(), ids=CUTS)
def test_text_cut_off_at_a_number_sign_is_a_warning(written, good, cut):
    changed, field = cut
    output, is_fine = written(GOOD.replace(good, changed, 1))
    assert is_fine
    line = next(number for number, text in enumerate(GOOD.splitlines(), 1) if good in text)
    assert output[0].startswith(f'own.yaml line {line}, field {field}: is cut off at " #"')
    assert "no mistakes, 1 warning" in output[1]


@pytest.mark.parametrize(
    "fine", ["ask: 'What does #top do?'", "ask: What does a#top do?", "ask: |\n    What does #top do?", 'ask: "a #b"']
)
def test_text_that_keeps_its_number_sign_is_no_warning(written, fine):
    output, is_fine = written(GOOD.replace("ask: Who saved first?", fine))
    assert is_fine and "warning" not in "\n".join(output)


def test_comment_after_a_number_or_an_id_is_no_warning(written):
    content = GOOD.replace("level: 1", "level: 1 # easy").replace("- id: two-cooks", "- id: two-cooks # the first")
    output, is_fine = written(content)
    assert is_fine and "warning" not in "\n".join(output)


def test_published_questions_have_no_warning():
    assert read_bank(data_folder() / "questions").warnings == ()


# --- Mutations of real files


PIECES = [*"[]{}\t|>'%~\n\x00\ufeff\u2028\\", "&a ", "*a", "!!int ", "2026-02-30", " #", ": ", "- ", "? ", '"', "<<: "]
PIECES += ["!!binary ", "---\n", "...\n", "!!set ", "0x", "1" * 5000]


def mutated(content, chance):
    for _ in range(chance.randint(1, 6)):
        at, to = sorted(chance.choices(range(len(content)), k=2))
        to = min(to, at + chance.choice((0, 1, 8, 400)))
        piece = chance.choice(
            (chance.choice(PIECES), content[at:to] * chance.choice((0, 2, 50)), chr(chance.randrange(256)))
        )
        content = content[:at] + piece + content[to:]
    return content


@pytest.mark.parametrize("seed", range(1000 if RUNS_SLOW_TESTS else 40))
def test_mutated_file_gives_lines_within_a_second(tmp_path, seed):
    chance = random.Random(seed)
    files = sorted((data_folder() / "questions").glob("*.yaml"))
    path = tmp_path / "own.yaml"
    path.write_text(mutated(chance.choice(files).read_text(encoding="utf-8"), chance), encoding="utf-8", newline="")
    began = time.process_time()
    text, _ = check_questions(path)
    assert time.process_time() - began < SECONDS
    assert text
