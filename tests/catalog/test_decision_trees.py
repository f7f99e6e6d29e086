"""The decision trees: each group has one, it ends at the codes of the group, and a wrong record is refused."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from sampling import together
from statuslab.catalog import Catalog, CatalogError
from statuslab.catalog.decision_trees import Branch, Decision

DATA = Path(__file__).parents[2] / "data"
CATALOG = Catalog.load(DATA)
DECISIONS = CATALOG.decision_trees
DOOR = DECISIONS["401-403-404-407"]


def decisions(decision):
    """A question and all those below it."""
    yield decision
    for branch in decision.branches:
        if branch.then:
            yield from decisions(branch.then)


def ends(decision):
    """The codes of each end, from left to right."""
    return [branch.codes for each in decisions(decision) for branch in each.branches if branch.codes]


def test_every_group_has_a_tree_in_the_order_of_the_groups():
    assert list(DECISIONS) == list(CATALOG.groups())


@together("slug", DECISIONS)
def test_tree_leads_to_every_code_of_its_group_and_to_no_other(slug):
    assert DECISIONS[slug].codes == set(CATALOG.groups()[slug][0].codes)


@together("slug", DECISIONS)
def test_tree_asks_questions_with_different_answers(slug):
    for decision in decisions(DECISIONS[slug]):
        answers = [branch.answer for branch in decision.branches]
        assert decision.question.endswith("?")
        assert len(set(answers)) == len(answers) > 1
        assert not re.search(r"\b[1-5]\d\d\b", decision.question + " ".join(answers).replace("with 400", ""))


@together("slug", DECISIONS)
def test_every_step_of_the_file_is_in_the_tree(slug):
    with (DATA / "look_alikes.csv").open(encoding="utf-8", newline="") as file:
        steps = [row for row in csv.DictReader(file) if row["group"] == slug and row["step"]]
    assert len(set(decisions(DECISIONS[slug]))) == len(steps)


@together("slug", DECISIONS)
def test_ends_of_a_tree_have_one_code_each(slug):
    """Two codes with an end in common could not be expected apart; only 302 and 307 of a portal may share one."""
    shared = {codes for codes in ends(DECISIONS[slug]) if len(codes) > 1}
    assert shared <= {(302, 307)}


def test_tree_about_some_codes_has_only_their_ends_and_questions():
    found = DOOR.about((401, 404))
    assert found.question == "Is the server willing to admit that the resource exists?"
    assert [(branch.answer, branch.codes) for branch in found.branches] == [("yes", (401,)), ("no", (404,))]


def test_tree_about_all_its_codes_is_unchanged():
    assert DOOR.about(DOOR.codes) == DOOR


@pytest.mark.parametrize("codes", [(401,), (), (200, 201), (302, 307)])
def test_tree_with_nothing_left_to_decide_is_none(codes):
    assert DOOR.about(codes) is None


def test_skipped_question_keeps_the_answer_that_leads_to_it():
    inner = Decision("B?", (Branch("x", (201,)), Branch("y", (202,))))
    outer = Decision("A?", (Branch("here", (), inner), Branch("there", (204,))))
    assert outer.about((201, 204)).branches == (Branch("here", (201,)), Branch("there", (204,)))


@pytest.mark.parametrize(
    ("step", "question", "answer", "expected"),
    [
        ("2", "Why?", "yes: 401; no: 403", 'look_alikes.csv line 2, field step: met "2", expected 1'),
        ("1", "", "yes: 401; no: 403", "field question: "),
        ("1", "Why?", "yes: 401", "two answers or more"),
        ("1", "Why?", "yes: 401; no: 4o3", "two answers or more"),
        ("1", "Why?", "yes: 401; no: step 2", "a later step of the group"),
        ("1", "Why?", "yes: 401; no: step 1", "a later step of the group"),
        ("1", "Why?", "yes: 401; no: 404", 'field answer: met "404", expected codes of the group 401; 403'),
        ("x", "Why?", "yes: 401; no: 403", "a number from 1 to 9"),
    ],
)
def test_wrong_step_names_file_line_and_field(tmp_path, step, question, answer, expected):
    assert expected in refusal(tmp_path, pair="", step=step, question=question, answer=answer, source="")


@pytest.mark.parametrize(("field", "met"), [("pair", "401; 403"), ("source", "RFC 9110")])
def test_step_with_a_pair_or_a_source_is_refused(tmp_path, field, met):
    cells = {"pair": "", "step": "1", "question": "Why?", "answer": "yes: 401; no: 403", "source": "", field: met}
    expected = f'look_alikes.csv line 2, field {field}: met "{met}", expected nothing in a row with a step'
    assert refusal(tmp_path, **cells) == expected


def test_pair_without_a_source_is_refused(tmp_path):
    cells = {"pair": "401; 403", "step": "", "question": "Why?", "answer": "yes: 401; no: 403", "source": ""}
    assert refusal(tmp_path, **cells) == 'look_alikes.csv line 2, field source: met "", expected some text'


def refusal(tmp_path, **cells):
    """What the catalog says of look_alikes.csv with one record, of a group g about 401 and 403."""
    folder = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("access.log", "*questions"))
    record = {"group": "g", "title": "t", "codes": "401; 403", **cells}
    with (folder / "look_alikes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, record)
        writer.writeheader()
        writer.writerow(record)
    with pytest.raises(CatalogError) as error:
        Catalog.load(folder)
    return str(error.value)
