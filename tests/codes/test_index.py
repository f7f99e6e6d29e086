"""Finding scenes and challenges by name: the index is current, and a name costs the import of one module."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from sampling import together
from statuslab import codes
from statuslab.catalog.pages import Ask, from_json, to_json
from statuslab.codes import all_challenges, all_scenes, build_index, find_challenge, find_scene
from statuslab.errors import LabError
from statuslab.scenarios.scene import code_of
from statuslab.storage.files import notebooks_folder

SCENES, CHALLENGES = all_scenes(), all_challenges()
PAGES = build_index.published_pages(notebooks_folder())


def test_index_is_what_make_index_writes_today():
    today = build_index.index_text(SCENES, CHALLENGES, PAGES)
    assert codes.INDEX_FILE.read_text(encoding="utf-8") == today, "run `make index`"


@together("challenge", CHALLENGES, ids=lambda each: each.name)
def test_challenge_is_found_by_code_and_by_name(challenge):
    assert find_challenge(challenge.code) is find_challenge(challenge.name) is challenge


@together("name", sorted(set(codes._module_names().values())))
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


# --- The pages in it


def markdown(source):
    return {"cell_type": "markdown", "source": source}


def code(source, id="a1"):
    return {"cell_type": "code", "id": id, "source": source}


ABOUT = markdown("# Try a page\n\n## What you'll need\n\n5 minutes.")


def page_of(*cells):
    return build_index.page_of("4xx_new", [ABOUT, *cells], {"two-cooks": 412, "no-such-tea": 404})


def test_page_that_predicts_a_scene_teaches_its_code_in_the_section_of_the_heading_above():
    page = page_of(
        markdown("## Not there\n\n### Nowhere"), code('predict("no-such-tea")'), markdown("## Cooks"),
        code('predict("two-cooks")\ndemo("two-cooks")'),
    )  # fmt: skip
    assert (page.title, page.minutes, page.codes) == ("Try a page", 5, (404, 412))
    assert [section.title for section in page.sections] == ["Try a page", "Not there", "Nowhere", "Cooks"]
    assert page.section_of(404).title == "Nowhere"
    assert page.section_of(500) is None


def test_page_in_the_index_has_what_each_cell_asks():
    page = page_of(code('import x\nquiz(401, "4xx", n=3, seed=2)'), code("%%http\nGET /"), code("challenge(412)", "b"))
    assert page.sections[0].asks == (
        Ask("a1", "quiz", (401, "4xx"), n=3, seed=2),
        Ask("b", "challenge", (412,)),
    )


def test_page_is_read_from_the_index_as_it_was_written():
    page = page_of(code('quiz("ask-or-refuse", n=3)'), markdown("## `If-Match` or *not*"), code('predict("two-cooks")'))
    assert from_json(page.name, json.loads(json.dumps(to_json(page)))) == page


def test_heading_inside_fenced_code_is_no_section():
    assert build_index.headings("## One\n```sh\n# no heading\n```\n## `Two` *and* three") == ["One", "Two and three"]


@pytest.mark.parametrize(
    ("scenes", "challenges", "pages", "line"),
    [
        ((*SCENES, replace(find_scene(404), name="two-cooks")), CHALLENGES, {}, 'name "two-cooks" stands twice'),
        (SCENES, (replace(find_challenge(404), name="two-cooks"),), {}, 'name "two-cooks" stands twice'),
        (SCENES, (find_challenge(404), find_challenge(404)), {}, 'name "behind-the-curtain" stands twice'),
        (SCENES, (replace(find_challenge(404), name="did-it-arrive"),), {}, 'name "did-it-arrive" stands twice'),
        (SCENES, CHALLENGES, {"x": [ABOUT, code('predict("two-bakers")')]}, 'page x predicts "two-bakers"'),
        (SCENES, CHALLENGES, {"x": [ABOUT, code("quiz(*ideas)")]}, "page x: quiz(*ideas) has arguments that are no"),
        (SCENES, CHALLENGES, {"x": [markdown("# Title")]}, "page x has no `# Title`, or says under What you'll need"),
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
