import pytest
import yaml
from question_samples import CALL, GOOD, LINE, MATCH, NUMBER, ORDER, TASK, VARIED, formed, question

from statuslab.errors import LabError
from statuslab.questions import grade, order, presented, unpresented, version_of
from statuslab.questions.schema import checked_question


def test_code_options_are_shown_by_number_for_every_seed():
    facts = yaml.safe_load(GOOD)[0]
    facts["options"] = [{"code": code, "right": code == 412, "why": "so"} for code in (412, 204, 409)]
    assert {order(checked_question(facts), seed) for seed in range(5)} == {(1, 2, 0)}


def test_text_options_are_shuffled_by_seed():
    texts = question("+---")
    assert order(texts, 3) == order(texts, 3)
    assert len({order(texts, seed) for seed in range(20)}) > 5
    assert all(sorted(order(texts, seed)) == [0, 1, 2, 3] for seed in range(20))


@pytest.mark.parametrize("asked", [question("-+--"), question("++--", "multiple"), ORDER, MATCH, LINE, CALL])
def test_positions_of_a_page_are_mapped_back_to_the_answer(asked):
    for seed in range(12):
        shown = presented(asked, seed)
        texts = [option.text or option.code for option in asked.options]
        labels = [(option["text"] or option["code"]) for option in shown["options"]]
        if asked.form == "match":
            own = {option.text: option.match for option in asked.options}
            positions = [shown["matches"].index(own[label]) for label in labels]
        else:
            positions = [labels.index(texts[index]) for index in asked.solution]
        assert grade(asked, unpresented(asked, seed, positions)).right


def test_presented_question_has_neither_key_nor_whys():
    for asked in (question("+---"), question("++--", "multiple"), NUMBER, ORDER, MATCH, LINE, TASK, CALL):
        shown = presented(asked, 5)
        assert set(shown) == {"id", "ask", "wire", "form", "options", "matches", "hint"}
        assert all(set(option) == {"code", "text"} for option in shown["options"])
    assert presented(NUMBER)["options"] == []
    assert sorted(presented(MATCH)["matches"]) == ["x", "y", "z"]


def test_options_to_order_are_never_shown_in_order():
    codes = formed("order", {"code": 401}, {"code": 403}, {"code": 404})
    for asked in (ORDER, codes):
        orders = {order(asked, seed) for seed in range(40)}
        assert tuple(range(len(asked.options))) not in orders
        assert len(orders) > 3


def test_lines_of_a_wire_keep_their_order():
    assert {order(LINE, seed) for seed in range(9)} == {(0, 1, 2)}


@pytest.mark.parametrize(("asked", "positions"), [(ORDER, (0, 1, 2, 4)), (LINE, (-1,)), (MATCH, (0, 1, 2, 3))])
def test_position_that_was_not_shown_is_refused(asked, positions):
    with pytest.raises(LabError, match=r"^question two-cooks: positions run 0-\d, got"):
        unpresented(asked, 0, positions)


def test_match_without_all_rows_is_refused():
    with pytest.raises(LabError, match="2 options matched, expected all 4"):
        unpresented(MATCH, 0, (0, 1))


def test_presented_row_and_its_answer_depend_on_the_seed():
    varied = checked_question(VARIED)
    asks = [presented(varied, seed)["ask"] for seed in (0, 1)]
    assert asks[0] != asks[1]
    assert [varied.at(seed).ask for seed in (0, 1)] == asks
    assert all(grade(varied.at(seed), unpresented(varied, seed, varied.at(seed).solution)).right for seed in (0, 1))


def test_version_of_a_question_changes_with_what_is_read_and_with_nothing_else():
    facts = yaml.safe_load(GOOD)[0]
    before = version_of(checked_question(facts))
    assert before == version_of(checked_question(yaml.safe_load(GOOD)[0]))
    assert before == version_of(checked_question(facts | {"level": 3, "idea": "another"}))
    for field in ("ask", "hint"):
        assert before != version_of(checked_question(facts | {field: f"{facts[field]} Or so."}))
    whys = [option | {"why": "Because."} for option in facts["options"]]
    assert before != version_of(checked_question(facts | {"options": whys}))
