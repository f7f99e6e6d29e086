"""Finding scenes and challenges by name: the index is current, and a name costs the import of one module."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest

from statuslab import codes
from statuslab.codes import all_challenges, all_scenes, build_index, find_challenge, find_scene
from statuslab.errors import LabError
from statuslab.scenarios.scene import code_of
from statuslab.storage.files import notebooks_folder

SCENES, CHALLENGES = all_scenes(), all_challenges()
PAGES = build_index.published_pages(notebooks_folder())


def test_index_is_what_make_index_writes_today():
    today = build_index.index_text(SCENES, CHALLENGES, PAGES)
    assert codes.INDEX_FILE.read_text(encoding="utf-8") == today, "run `make index`"


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda each: each.name)
def test_challenge_is_found_by_code_and_by_name(challenge):
    assert find_challenge(challenge.code) is find_challenge(challenge.name) is challenge


@pytest.mark.parametrize("name", sorted(set(codes._module_names().values())))
def test_module_is_named_after_its_code_and_begins_with_its_number_and_name(name):
    documentation = codes.module(code_of(name)).__doc__
    number, phrase = re.match(r"(\d{3}) (.+?) \((?:RFC|nginx|draft)", documentation).groups()
    slug = re.sub(r"[^a-z0-9]+", "_", phrase.lower().replace("'", "").strip("()"))
    assert name == f"c{number}_{slug}"


@pytest.mark.parametrize("module", ["statuslab.codes.build_index", "c41_gone", "c4120_x", "c412"])
def test_module_name_without_a_code_is_refused(module):
    with pytest.raises(ValueError, match="expected one such as c412_precondition_failed"):
        code_of(module)


# --- What is imported


def imported(statement):
    """The modules of codes that a fresh interpreter has imported after a statement."""
    show = f"{statement}\nimport sys\nprint(*(name for name in sys.modules if name.startswith('statuslab.codes.c')))"
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize(
    ("statement", "modules"),
    [
        ("from statuslab import demo", []),
        ("from statuslab import demo, lab; demo('two-cooks'); lab.stop()", ["c412_precondition_failed"]),
        ("from statuslab.codes import lesson_on; lesson_on(412)", []),
        ("from statuslab.codes import find_scene; find_scene('two-cooks')", ["c412_precondition_failed"]),
        ("from statuslab.codes import find_scene; find_scene(412)", ["c412_precondition_failed"]),
        (
            "from statuslab.codes import find_challenge; find_challenge('the-nightly-import')",
            ["c412_precondition_failed"],
        ),
        ("from statuslab.codes import find_challenge; find_challenge('the-chef-was-faster')", []),
    ],
)
def test_statement_imports_only_the_modules_it_names(statement, modules):
    assert imported(statement) == [f"statuslab.codes.{name}" for name in modules]


# --- What is wrong with an index


@pytest.fixture
def indexed(monkeypatch, tmp_path):
    """Use another text as the index, or none."""

    def use(text):
        file = tmp_path / "index.json"
        if text is not None:
            file.write_text(text, encoding="utf-8")
        monkeypatch.setattr(codes, "INDEX_FILE", file)
        codes.index.cache_clear()

    yield use
    codes.index.cache_clear()


@pytest.mark.parametrize("text", [None, "{", "[]", '{"scenes": {}}'])
def test_missing_or_unreadable_index_is_one_clear_error(indexed, text):
    indexed(text)
    with pytest.raises(LabError, match=r"^cannot read .*index.json, .*; run `make index`[^\n]*$"):
        find_scene("two-cooks")


@pytest.mark.parametrize(
    ("find", "name"), [(find_scene, "two-cooks"), (find_challenge, "the-nightly-import"), (find_scene, "two-bakers")]
)
@pytest.mark.parametrize("code", [None, 200, 599])
def test_stale_index_is_one_clear_error(indexed, find, name, code):
    entries = f'{{"{name}": {code}}}' if code else "{}"
    indexed(f'{{"scenes": {entries}, "challenges": {entries}, "pages": {{}}}}')
    expected = {200: "out of date", 599: "no module for the code 599"}.get(code, "out of date")
    if name == "two-bakers" and code is None:
        expected = "no story"
    with pytest.raises(LabError, match=f"^[^\n]*{expected}[^\n]*$"):
        find(name)


def test_page_that_predicts_a_scene_teaches_its_code():
    text = build_index.index_text(
        SCENES, CHALLENGES, {"4xx_new": 'predict("two-cooks")\ndemo("two-cooks")', "x": "demo(500)"}
    )
    assert '"pages": {\n    "4xx_new": [412]\n  }' in text


@pytest.mark.parametrize(
    ("scenes", "challenges", "pages", "line"),
    [
        ((*SCENES, replace(find_scene(404), name="two-cooks")), CHALLENGES, {}, 'name "two-cooks" stands twice'),
        (SCENES, (replace(find_challenge(404), name="two-cooks"),), {}, 'name "two-cooks" stands twice'),
        (SCENES, (find_challenge(404), find_challenge(404)), {}, 'name "behind-the-curtain" stands twice'),
        (SCENES, (replace(find_challenge(404), name="did-it-arrive"),), {}, 'name "did-it-arrive" stands twice'),
        (SCENES, CHALLENGES, {"x": 'predict("two-bakers")'}, 'page x predicts "two-bakers"'),
    ],
)
def test_index_with_a_mistake_is_not_written(scenes, challenges, pages, line):
    with pytest.raises(LabError, match=re.escape(line)):
        build_index.index_text(scenes, challenges, pages)


def test_two_modules_for_one_code_are_an_error(monkeypatch, tmp_path):
    for name in ("c412_precondition_failed", "c412_again"):
        (tmp_path / f"{name}.py").touch()
    monkeypatch.setattr(codes, "__path__", [str(tmp_path)])
    codes._module_names.cache_clear()
    try:
        with pytest.raises(LabError, match="two modules for one code: c412_again and c412_precondition_failed"):
            codes.codes()
    finally:
        codes._module_names.cache_clear()
