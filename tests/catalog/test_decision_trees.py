"""The decision diagrams: each group has one, it ends at the group's codes, and a wrong record is refused."""

import re
import shutil
from pathlib import Path

import pytest

from statuslab.catalog import Catalog, CatalogError
from statuslab.catalog.decision_trees import Branch, Decision, load_decisions

DATA = Path(__file__).parents[2] / "data"
CATALOG = Catalog.load(DATA)
DECISIONS = load_decisions(DATA)
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


def test_every_group_has_its_diagram_in_the_order_of_the_groups():
    assert list(DECISIONS) == list(CATALOG.groups())


@pytest.mark.parametrize("slug", DECISIONS)
def test_a_diagram_leads_to_every_code_of_its_group_and_to_no_other(slug):
    assert DECISIONS[slug].codes == set(CATALOG.groups()[slug][0].codes)


@pytest.mark.parametrize("slug", DECISIONS)
def test_a_diagram_asks_questions_and_gives_no_answer_twice(slug):
    for decision in decisions(DECISIONS[slug]):
        answers = [branch.answer for branch in decision.branches]
        assert decision.question.endswith("?")
        assert len(set(answers)) == len(answers) > 1
        assert not re.search(r"\b[1-5]\d\d\b", decision.question + " ".join(answers).replace("with 400", ""))


@pytest.mark.parametrize("slug", DECISIONS)
def test_every_step_of_the_file_is_reached(slug):
    lines = (DATA / "decisions.csv").read_text(encoding="utf-8").splitlines()
    assert len(set(decisions(DECISIONS[slug]))) == sum(line.startswith(f"{slug},") for line in lines)


@pytest.mark.parametrize("slug", DECISIONS)
def test_a_diagram_tells_the_codes_of_a_deciding_question_apart(slug):
    """Two codes with an end in common could not be told apart; only 302 and 307 of a portal may share one."""
    shared = {codes for codes in ends(DECISIONS[slug]) if len(codes) > 1}
    assert shared <= {(302, 307)}


def test_for_some_codes_other_ends_are_cut_off_and_idle_questions_skipped():
    found = DOOR.about((401, 404))
    assert found.question == "Is the server willing to admit that the thing exists?"
    assert [(branch.answer, branch.codes) for branch in found.branches] == [("yes", (401,)), ("no", (404,))]


def test_for_all_codes_a_diagram_stays_what_it_is():
    assert DOOR.about(DOOR.codes) == DOOR


@pytest.mark.parametrize("codes", [(401,), (), (200, 201), (302, 307)])
def test_where_nothing_is_left_to_decide_there_is_no_diagram(codes):
    assert DOOR.about(codes) is None


def test_a_skipped_question_hands_its_answer_on():
    inner = Decision("B?", (Branch("x", (201,)), Branch("y", (202,))))
    outer = Decision("A?", (Branch("here", (), inner), Branch("there", (204,))))
    assert outer.about((201, 204)).branches == (Branch("here", (201,)), Branch("there", (204,)))


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ("g,2,Why?,yes: 401; no: 403", 'decisions.csv line 2, field step: met "2", expected 1'),
        ("g,1,,yes: 401; no: 403", "field question: "),
        ("g,1,Why?,yes: 401", "two answers or more"),
        ("g,1,Why?,yes: 401; no: 4o3", "two answers or more"),
        ("g,1,Why?,yes: 401; no: step 2", "a later step of the group"),
        ("g,1,Why?,yes: 401; no: step 1", "a later step of the group"),
        ("g,x,Why?,yes: 401; no: 403", "a number from 1 to 9"),
    ],
)
def test_a_wrong_record_names_file_line_and_field(tmp_path, record, told):
    shutil.copy(DATA / "decisions.csv", tmp_path)
    (tmp_path / "decisions.csv").write_text(f"group,step,question,answers\n{record}\n", encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_decisions(tmp_path)
    assert told in str(caught.value)
    assert "line 2" in str(caught.value)
