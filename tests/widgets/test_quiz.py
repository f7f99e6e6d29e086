import json

import pytest
from widget_samples import HOSTILE, NAMES, SCENE, question

from statuslab.errors import LabError
from statuslab.questions import grade, order
from statuslab.widgets.quiz import (
    VIEW,
    QuizCard,
    feedback_of,
    items_html,
    items_text,
    predict_feedback,
    predict_item,
    question_item,
    read_attempt,
)  # fmt: skip

ONE = question()
MANY = question("many", "multiple", (0, 2))


def graded(id, selected, confidence):
    return feedback_of(grade({"insists": ONE, "many": MANY}[id], selected, confidence), ONE.source)


def card(on_attempt=graded, **how):
    return QuizCard([ONE, MANY], NAMES, on_attempt, **how)


def attempt(n=1, id="insists", selected=(1,), confidence=2):
    return {"n": n, "id": id, "selected": list(selected), "confidence": confidence}


def test_no_page_knows_the_key_before_it_is_asked():
    quiz = QuizCard([ONE, MANY, predict_item(SCENE, NAMES)], NAMES, graded)
    state = {key: value for key, value in quiz.get_state().items() if key not in ("_esm", "_css")}
    seen = json.dumps([state, quiz._repr_mimebundle_()], default=str).lower() + repr(quiz).lower()
    assert "428" in seen
    for secret in ("because-", "why", '"right"', "rfc 6585", "proof", "answer"):
        assert secret not in seen, secret


def test_an_item_has_what_the_page_needs_and_nothing_else():
    item = question_item(ONE, NAMES)
    assert set(item) == {"id", "ask", "wire", "form", "options", "hint", "action"}
    assert [set(option) for option in item["options"]] == [{"index", "code", "text"}] * 3
    assert [(option["index"], option["code"]) for option in item["options"]] == [(2, 409), (0, 412), (1, 428)]
    assert item["options"][1]["text"] == "Precondition Failed"
    assert tuple(option["index"] for option in item["options"]) == order(ONE)


def test_a_scene_asks_its_situation_and_offers_codes_by_number():
    item = predict_item(SCENE, NAMES)
    assert (item["id"], item["ask"], item["action"]) == ("two-cooks", SCENE.situation, "Run it")
    assert [option["code"] for option in item["options"]] == [409, 412, 423]


def test_an_attempt_is_graded_and_told():
    quiz = card()
    quiz.attempt = attempt()
    told = quiz.feedback["insists"]
    assert (told["right"], told["n"], told["source"]) == (True, 1, "RFC 6585 section 3")
    assert told["headline"] == "Right, and you knew it"
    assert told["marks"][1] == {"index": 1, "chosen": True, "right": True, "why": "because-428"}
    json.dumps(quiz.feedback)


def test_a_repeated_or_older_attempt_is_ignored():
    calls = []
    quiz = card(lambda *answer: calls.append(answer))
    for n, selected in ((1, (0,)), (1, (1,)), (3, (1,)), (2, (2,))):
        quiz.attempt = attempt(n, selected=selected)
    assert calls == [("insists", (0,), 2), ("insists", (1,), 2)]


def test_the_same_answer_twice_is_told_twice():
    quiz = card()
    seen = []
    quiz.observe(lambda change: seen.append(change.new["insists"]["n"]), names="feedback")
    quiz.attempt = attempt(1)
    quiz.attempt = attempt(2)
    assert seen == [1, 2]


def test_feedback_of_other_questions_stays():
    quiz = card()
    quiz.attempt = attempt(1)
    quiz.attempt = attempt(2, "many", (0,))
    assert [quiz.feedback[id]["right"] for id in ("insists", "many")] == [True, False]


def refuse(*_):
    raise LabError("no option chosen, expected one")


def test_an_error_becomes_a_headline():
    quiz = card(refuse)
    quiz.attempt = attempt()
    assert quiz.feedback["insists"] == {
        "right": None,
        "headline": "no option chosen, expected one",
        "marks": [],
        "n": 1,
    }


def test_a_mistake_of_the_course_is_told_and_logged(caplog):
    quiz = card(lambda *_: 1 / 0)
    quiz.attempt = attempt()
    assert "ZeroDivisionError: division by zero" in quiz.feedback["insists"]["headline"]
    assert "attempt at insists" in caplog.text


def test_a_pretest_hears_but_tells_nothing():
    heard = []

    def listen(*answer):
        heard.append(answer)
        return graded(*answer)

    quiz = card(listen, mode="pretest")
    quiz.attempt = attempt()
    assert heard == [("insists", (1,), 2)]
    assert quiz.feedback == {"insists": {"noted": True, "n": 1}}


@pytest.mark.parametrize(
    "value",
    [
        {},
        None,
        {"n": "1"},
        {"n": 1, "id": "insists", "selected": "12", "confidence": 1},
        attempt(selected=["x"]),
        attempt(confidence=None),
    ],
)
def test_what_is_no_attempt_is_ignored(value):
    assert read_attempt(value) is None


def test_restored_feedback_goes_on_with_the_first_open_question():
    quiz = card()
    quiz.restore({"insists": graded("insists", (0,), 1)})
    assert quiz.at == 1
    assert quiz.feedback["insists"]["right"] is False
    quiz.attempt = attempt(1, "many", (0, 2))
    assert quiz.feedback["many"]["right"] is True


def test_a_prediction_is_held_against_the_scene():
    told = predict_feedback(SCENE, (1,), 0, "<p>wire</p>")
    assert (told["right"], told["headline"], told["html"]) == (True, "As you predicted: 412", "<p>wire</p>")
    assert [mark["why"] for mark in told["marks"]] == ["why-409", "why-412", "why-423"]
    missed = predict_feedback(SCENE, (0,), 2)
    assert missed["right"] is False
    assert missed["headline"] == "Not as you predicted: it is 412, and you were certain: worth a second look"
    assert [(mark["chosen"], mark["right"]) for mark in missed["marks"]] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_without_a_kernel_questions_and_options_can_be_read():
    bundle = card()._repr_mimebundle_()
    assert set(bundle) == {VIEW, "text/plain", "text/html"}
    assert bundle["text/plain"].startswith(
        "1 of 2: A PUT without If-Match, and one is insisted on?\n    > PUT /teas/7 HTTP/1.1\n"
    )
    assert "  ( ) 428 Precondition Required" in bundle["text/plain"]
    assert "  [ ] 428 Precondition Required" in bundle["text/plain"]
    assert '<b class="code">428</b> Precondition Required' in bundle["text/html"]


def test_two_cards_say_the_same_except_for_the_view():
    one, other = (card()._repr_mimebundle_() for _ in range(2))
    assert one.pop(VIEW) != other.pop(VIEW)
    assert one == other


def test_hostile_questions_stay_text():
    item = question_item(ONE, {428: HOSTILE}) | {"ask": HOSTILE, "wire": HOSTILE}
    assert "<script" not in items_html([item])
    assert "&lt;script&gt;" in items_html([item])
    assert "<script>" in items_text([item])  # a terminal shows what is there
