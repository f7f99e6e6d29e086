"""The notebook functions, and the one clear line that each gives for wrong arguments."""

import json
import subprocess
import sys

import pytest

import statuslab
from sampling import sampled, together
from statuslab import card, challenge, compare, demo, lab, predict, quiz, table
from statuslab.catalog import CatalogError
from statuslab.codes import all_scenes
from statuslab.errors import LabError
from statuslab.notebook import quiz as asking
from statuslab.notebook.quiz import _about, _drawn, bank
from statuslab.notebook.stored_progress import store
from statuslab.questions import Bank, order
from statuslab.storage.progress_store import ProgressStore
from statuslab.widgets.story import FOLDED, WARNING


@pytest.fixture(autouse=True, scope="module")
def _stopped_afterwards():
    yield
    lab.stop()


@pytest.fixture(autouse=True)
def _home_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path))
    monkeypatch.setattr("statuslab.notebook.demos._predicted", {})


def test_package_exports_exactly_the_documented_functions():
    assert sorted(statuslab.__all__) == [
        "browsers", "card", "challenge", "cheat_sheet", "classroom", "compare", "course", "demo", "exam", "fetch_here",
        "find", "glossary", "index", "lab", "page", "predict", "progress", "progress_file", "progress_from",
        "quiz", "report", "review", "skip", "summary", "table",
    ]  # fmt: skip
    assert all(getattr(statuslab, name) is not None for name in statuslab.__all__)


def test_unknown_name_is_refused_with_the_functions_there_are():
    with pytest.raises(AttributeError, match="no function 'exams'; it has browsers, card, challenge, cheat_sheet"):
        statuslab.exams  # noqa: B018


def test_package_import_loads_nothing_else_of_the_course_and_no_other_package():
    code = "import sys; before = {*sys.modules}; import statuslab; print(*{*sys.modules} - before)"
    loaded = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split())
    assert {name for name in loaded if name.partition(".")[0] not in sys.stdlib_module_names} == {"statuslab"}
    assert not loaded & {"asyncio", "dataclasses", "importlib.metadata", "inspect", "json", "pathlib"}


def test_function_import_loads_no_pandas():
    code = "from statuslab import card, demo, lab, predict, quiz, table; import sys; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_quiz_import_loads_neither_questions_nor_widgets():
    heavy = "sorted({'pydantic', 'yaml', 'anywidget', 'IPython', 'asyncio'} & sys.modules.keys())"
    code = f"from statuslab import quiz; import sys; print({heavy})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


OF_AUTHORS = "print(sorted({'fsrs', 'pydantic', 'yaml'} & sys.modules.keys()))"


def test_first_card_reads_the_compiled_bank_and_loads_nothing_that_only_authors_need():
    bank()  # compiles it, where that has not been done
    code = f"from statuslab import quiz; import sys; card = quiz('2xx'); {OF_AUTHORS}"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_bank_of_ones_own_is_checked_by_the_schema(tmp_path):
    (tmp_path / "own.yaml").write_text(OWN)
    code = f"from statuslab import quiz; import sys; card = quiz(404, bank={str(tmp_path)!r}); {OF_AUTHORS}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout == "['pydantic', 'yaml']\n"


LINES = [
    (lambda: card(299), "no status code 299 in the catalog; the 2xx codes run 200-208 and 226"),
    (lambda: card("4xx"), "card() shows one code, and '4xx' are 35; use table('4xx')"),
    (lambda: table("9xx"), 'no class "9xx"; the classes are 1xx 2xx 3xx 4xx 5xx'),
    (lambda: compare(404), "compare() takes at least two different codes, got 1; try compare(401, 403)"),
    (lambda: demo("x"), 'no story "x"; name a code, such as 412, or a scene, such as "two-cooks"'),
    (lambda: demo("two-cook"), 'no story "two-cook"; did you mean "two-cooks"?'),
    (lambda: challenge("nope"), 'no challenge "nope"; name a code, such as 412, or a quest, such as "the-chef'),
    (lambda: predict("two-cokks"), 'no story "two-cokks"; did you mean "two-cooks"?'),
    (lambda: quiz("9xx"), 'no class "9xx"; the classes are 1xx 2xx 3xx 4xx 5xx'),
    (lambda: quiz(), 'quiz() needs to know about what: quiz("2xx"), quiz(401, 403) or quiz("pretest")'),
    (lambda: quiz("2xx", n=0), "quiz(n=0): expected at least 1 question"),
]


@together(("call", "line"), LINES, ids=[line for _, line in LINES])
def test_wrong_arguments_give_one_clear_line(call, line):
    with pytest.raises(LabError) as caught:
        call()
    assert str(caught.value).startswith(line) and "\n" not in str(caught.value)


def test_quiz_about_an_idea_asks_the_questions_that_share_it():
    assert [each.idea for each in _about(("ask-or-refuse",))] == ["ask-or-refuse", "ask-or-refuse"]


def test_quiz_without_a_fitting_question_says_so(monkeypatch):
    monkeypatch.setattr(asking, "bank", lambda: Bank(()))
    with pytest.raises(LabError, match=r"^no question about 306 in the bank yet; try quiz"):
        quiz(306)


def test_notebook_shows_an_error_as_one_line_without_traceback():
    with pytest.raises(CatalogError) as caught:
        card(299)
    assert caught.value._render_traceback_() == [f"statuslab: {caught.value}"]


def test_card_is_found_by_number_and_by_name():
    assert card(404).text == card("not found").text
    assert "404" in card(404).html


def test_table_has_a_row_for_each_code_of_a_class():
    assert list(table("1xx").index) == [100, 101, 102, 103, 104]


def test_demo_has_its_steps_as_text_and_html():
    result = demo("two-cooks")
    assert [exchange.wire_status for exchange in result.exchanges] == [200, 204, 412, 200, 204]
    assert "412 Precondition Failed" in repr(result)
    assert set(result._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_demo_source_is_that_of_the_handlers_that_answered():
    assert "async def put_tea" in demo(412).source


def test_demo_source_without_a_handler_names_the_layer_to_look_at():
    assert "layer in front" in demo("not-even-http").source


def test_demo_leaves_the_learners_teahouse_unchanged():
    lab.reset()
    demo("off-the-menu")  # the story takes tea 3 off the menu
    from statuslab.scenarios.player import send

    assert send(lab, "GET /teas/3").wire_status == 200


@pytest.mark.parametrize("scene", sampled(all_scenes(), every=3), ids=lambda scene: scene.name)
def test_prediction_runs_only_when_answered_and_never_has_its_key(scene):
    before = len(lab.exchanges)
    widget = predict(scene.name)
    assert len(lab.exchanges) == before
    said = json.dumps(widget.items) + repr(widget._repr_mimebundle_())
    assert not [why for why in scene.choices.values() if why in said]


def test_right_prediction_shows_the_exchange():
    widget = predict("two-cooks")
    codes = [option["code"] for option in widget.items[0]["options"]]
    widget.answer = {"n": 1, "id": "predict-two-cooks", "choice": [codes.index(412)], "confidence": 1}
    given = widget.feedback["predict-two-cooks"]
    assert given["right"] is True and "If-Match" in given["html"]


def test_prediction_shows_only_the_exchange_it_asked_about():
    widget = predict("two-cooks")
    widget.answer = {"n": 1, "id": "predict-two-cooks", "choice": [0], "confidence": 2}
    assert widget.feedback["predict-two-cooks"]["html"]
    assert "You agree on four minutes" not in widget.feedback["predict-two-cooks"]["html"]


def test_demo_lies_folded_while_its_prediction_is_open_and_opens_once_it_is_answered():
    card = predict("the-old-address")
    folded = demo(301)  # by code: it is the same scene
    assert FOLDED in folded.html and folded.text.startswith(WARNING)
    assert "HTTP/1.1 301 Moved Permanently" in folded.text and ">301 Moved Permanently</b>" in folded.html
    card.answer = {"n": 1, "id": "predict-the-old-address", "choice": [0], "confidence": 0}
    told = demo("the-old-address")
    assert FOLDED not in told.html and not told.text.startswith(WARNING)


def test_demo_whose_prediction_was_answered_earlier_is_open():
    first = predict("the-old-address")
    first.answer = {"n": 1, "id": "predict-the-old-address", "choice": [0], "confidence": 0}
    predict("the-old-address")
    assert FOLDED not in demo("the-old-address").html


def test_demo_shows_open_what_no_prediction_has_shown():
    asked = demo("off-the-menu").html
    assert "<details open" in asked or " open>" in asked
    predict("off-the-menu")
    assert " open>" not in demo("off-the-menu").html


def test_quiz_draws_every_code_once_before_any_code_twice():
    drawn = _drawn(_about(("2xx",)), 7, seed=3)
    assert len({question.codes[0] for question in drawn}) == 7


def test_quiz_depends_on_its_seed_only():
    ids = [[question.id for question in _drawn(_about(("2xx",)), 8, seed)] for seed in (1, 1, 2)]
    assert ids[0] == ids[1] != ids[2]


def test_quiz_order_is_unchanged_by_a_new_question_in_the_bank():
    questions = _about(("2xx",))
    all_of_them = [each.id for each in _drawn(questions, len(questions), 0)]
    fewer = tuple(each for each in questions if each.id != all_of_them[-1])
    assert [each.id for each in _drawn(fewer, len(questions), 0)] == all_of_them[:-1]


def item_of(id, seed):
    (code, *_) = bank()[id].codes
    return next(item for item in quiz(code, n=99, seed=seed).items if item["id"] == id)


def test_quiz_with_another_seed_has_other_numbers_and_another_order():
    for id, part in (
        ("both-ends-count", "wire"),
        ("photo-waits-for-a-word", "options"),
        ("refused-and-now", "matches"),
    ):
        one, again, *others = (item_of(id, seed)[part] for seed in (0, 0, 1, 2, 3))
        assert one == again
        assert any(other != one for other in others), id


def test_answer_is_graded_against_the_numbers_that_were_shown():
    for seed in (0, 1, 2):
        widget = quiz(206, n=99, seed=seed)
        shown = bank()["both-ends-count"].at(seed)
        widget.answer = {"n": 1, "id": shown.id, "choice": list(shown.solution), "confidence": 1}
        assert widget.feedback[shown.id]["right"] is True


OWN = """\
- id: my-own
  codes: [404]
  idea: my-own
  skill: know why
  form: order
  level: 1
  ask: In which order?
  options:
    - {text: one, why: It comes first.}
    - {text: two, why: It comes second.}
    - {text: three, why: It comes third.}
  hint: Count.
  source: my own
  proof:
    - rfc: RFC 9110 section 15.5.5
"""


def test_quiz_from_an_own_bank_sees_each_change_of_the_file(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(OWN)
    for place in (path, str(tmp_path)):
        assert [item["id"] for item in quiz("4xx", bank=place).items] == ["my-own"]
    path.write_text(OWN.replace("In which order?", "Which first?"))
    widget = quiz(404, bank=path)
    assert widget.items[0]["ask"] == "Which first?"
    asked = [option["text"] for option in widget.items[0]["options"]]
    widget.answer = {
        "n": 1,
        "id": "my-own",
        "choice": [asked.index(text) for text in ("one", "two", "three")],
        "confidence": 1,
    }
    assert widget.feedback["my-own"]["right"] is True


OWN_LINES = [
    ({}, "absent", "no file or folder "),
    ({"own.yaml": OWN.replace("level: 1", "level: 9")}, "", "own.yaml line 6, field level: met 9, it should be less"),
    ({"own.yaml": OWN.replace("404", "403")}, "", "no question about 404 in "),
]


@pytest.mark.parametrize(("files", "place", "line"), OWN_LINES, ids=[row[2] for row in OWN_LINES])
def test_unusable_own_bank_gives_one_clear_line(tmp_path, files, place, line):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(LabError) as caught:
        quiz(404, bank=tmp_path / place)
    assert str(caught.value).startswith(line) and "\n" not in str(caught.value)


def test_answer_feedback_has_a_why_for_every_option():
    widget = quiz("2xx", n=1)
    item = widget.items[0]
    asked = bank()[item["id"]]
    shown = [order(asked).index(index) for index in asked.solution]
    widget.answer = {"n": 1, "id": item["id"], "choice": shown, "confidence": 2}
    given = widget.feedback[item["id"]]
    assert given["right"] is True
    assert len(given["marks"]) == len(item["options"]) and all(mark["why"] for mark in given["marks"])


def test_pretest_gives_no_feedback_and_saves_every_answer():
    widget = quiz("pretest")
    assert len(widget.items) == 8
    for n, item in enumerate(widget.items, 1):
        widget.answer = {"n": n, "id": item["id"], "choice": [0], "confidence": 0}
    assert all("right" not in given and "marks" not in given for given in widget.feedback.values())
    assert {each.question for each in store().attempts(where="pretest")} == {item["id"] for item in widget.items}


def test_quiz_cell_run_again_restores_its_answers():
    first = quiz("2xx", n=3)
    first.answer = {"n": 1, "id": first.items[0]["id"], "choice": [0], "confidence": 2}
    again = quiz("2xx", n=3)
    assert again.at == 1 and list(again.feedback) == [first.items[0]["id"]]
    assert again.feedback[first.items[0]["id"]]["headline"] == first.feedback[first.items[0]["id"]]["headline"]
    assert len(store().attempts()) == 1
    assert quiz("2xx", n=3, seed=1).feedback == {}


def test_predict_cell_run_again_restores_its_answer():
    first = predict("two-cooks")
    first.answer = {"n": 1, "id": "predict-two-cooks", "choice": [1], "confidence": 1}
    assert "If-Match" in predict("two-cooks").feedback["predict-two-cooks"]["html"]


def test_answer_that_cannot_be_saved_has_a_note_with_its_feedback(monkeypatch):
    def full(_, attempt):
        raise LabError("no room on the disk; free some")

    monkeypatch.setattr(ProgressStore, "add", full)
    widget = quiz("2xx", n=1)
    widget.answer = {"n": 1, "id": widget.items[0]["id"], "choice": [0], "confidence": 2}
    assert widget.feedback[widget.items[0]["id"]]["note"] == "no room on the disk; free some"


def test_lab_check_tries_everything_for_real():
    assert "✓ the Teahouse answers, on this machine only" in lab.check().text


def test_quiz_about_a_code_leaves_questions_on_caches_to_those_who_ask_for_them():
    ideas = {question.idea for question in asking.questions_about((200, 304, 504), n=1000)}
    assert not {idea for idea in ideas if idea.startswith("cache-")}
    assert {question.idea for question in asking.questions_about(("cache-vary",), n=1000)} == {"cache-vary"}


def test_quiz_of_a_level_asks_nothing_harder():
    easy = asking.questions_about((201, 301, 412, 429, 500), n=30, level=1)
    assert easy and {question.level for question in easy} == {1}
    assert {question.level for question in asking.questions_about((201, 301, 412, 429, 500), n=30)} > {1}


def test_quiz_of_a_level_that_has_no_question_says_so():
    with pytest.raises(LabError, match="level 0 or less; expected level 1 to 3"):
        quiz(412, level=0)
