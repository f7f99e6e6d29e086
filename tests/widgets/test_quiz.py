import json
import re

import pytest
from widget_samples import FORMS, HOSTILE, LINE, MATCH, NAMES, NUMBER, ORDER, PROVOKE, SCENE, question

from statuslab.errors import LabError
from statuslab.notebook.demos import predict_question
from statuslab.questions import grade, unpresented
from statuslab.widgets.quiz import (
    VIEW,
    AnswerMessage,
    LearnerAnswer,
    QuizCard,
    feedback_of,
    items_html,
    items_text,
    predict_feedback,
    question_item,
    read_answer,
    unjudged,
)  # fmt: skip

ONE = question()
MANY = question("many", "multiple", (0, 2))


PREDICT = predict_question(SCENE)


def card(feedback=None, **how):
    return QuizCard([ONE, MANY], NAMES, feedback, **how)


def feedback_on(question, *answer, confidence=1, seed=0):
    given = LearnerAnswer(question, answer, confidence, seed)
    return feedback_of(given, grade(question, answer, confidence), NAMES)


def message(n=1, id="insists", choice=(2,), confidence=2, seconds=3.5):
    """What the page sends; it has shown 409, 412 and 428 in this order."""
    return {"n": n, "id": id, "choice": list(choice), "confidence": confidence, "seconds": seconds}


def test_card_state_has_no_key_before_an_answer():
    quiz = QuizCard([*FORMS.values(), PREDICT], NAMES)
    state = {key: value for key, value in quiz.get_state().items() if key not in ("_esm", "_css", "answer")}
    seen = json.dumps([state, quiz._repr_mimebundle_()], default=str).lower() + repr(quiz).lower()
    seen = re.sub("[0-9a-f]{32}", "", seen)  # random model ids, which have 1200 in them every now and then
    assert "428" in seen
    for secret in ("because-", "why", '"right"', "rfc 6585", "proof", "answer", "index", "1200", "1199"):
        assert secret not in seen, secret


def test_question_item_has_only_what_the_page_needs():
    item = question_item(ONE, NAMES)
    assert set(item) == {"id", "ask", "wire", "form", "options", "matches", "hint", "action", "version", "course"}
    assert item["options"] == [
        {"code": 409, "text": "Conflict"},
        {"code": 412, "text": "Precondition Failed"},
        {"code": 428, "text": "Precondition Required"},
    ]


def test_predict_question_has_situation_and_codes_in_order():
    item = question_item(PREDICT, NAMES, action="Run it")
    assert (item["id"], item["ask"], item["action"]) == ("predict-two-cooks", SCENE.situation, "Run it")
    assert [option["code"] for option in item["options"]] == [409, 412, 423]


def test_answer_is_mapped_back_and_graded():
    quiz = card()
    quiz.answer = message()
    given = quiz.feedback["insists"]
    assert (given["right"], given["n"], given["source"]) == (True, 1, "RFC 6585 section 3")
    assert given["headline"] == "Right, and you knew it"
    assert given["marks"][2] == {
        "code": 428, "text": "Precondition Required", "chosen": True, "right": True, "why": "because-428",
        "beside": "", "yours": "your choice",
    }  # fmt: skip
    json.dumps(quiz.feedback)


def test_save_gets_question_answer_confidence_seed_and_seconds():
    kept = []
    quiz = card(save=lambda answer, verdict: kept.append(answer), seed=7)
    quiz.answer = message()
    assert kept == [LearnerAnswer(ONE, (1,), 2, seed=7, seconds=3.5)]


def test_answer_is_graded_once_and_its_verdict_saved(monkeypatch):
    verdicts, saved = [], []

    def graded(*args):
        verdicts.append(grade(*args))
        return verdicts[-1]

    monkeypatch.setattr("statuslab.widgets.quiz.grade", graded)
    quiz = card(save=lambda answer, verdict: saved.append(verdict))
    quiz.answer = message()
    assert len(verdicts) == 1 and saved == verdicts


def test_line_returned_by_save_becomes_a_note():
    quiz = card(save=lambda *_: "the disk is nearly full")
    quiz.answer = message()
    assert (quiz.feedback["insists"]["right"], quiz.feedback["insists"]["note"]) == (True, "the disk is nearly full")


def test_answer_that_save_refuses_stays_open():
    def full(*_):
        raise LabError("the disk is full")

    quiz = card(save=full)
    quiz.answer = message()
    assert quiz.feedback["insists"] == unjudged("the disk is full") | {"n": 1}


@pytest.mark.parametrize("question", FORMS.values(), ids=FORMS)
def test_right_choice_in_every_form_is_graded_right(question):
    seed = 3
    item = question_item(question, NAMES, seed=seed)
    if question.form == "number":
        given = [1200]
    elif question.form == "match":
        own = {option.code: option.match for option in question.options}
        given = [item["matches"].index(own[option["code"]]) for option in item["options"]]
    else:
        shown = [option["text"] or option["code"] for option in item["options"]]
        texts = [option.text or NAMES[option.code] for option in question.options]
        given = [shown.index(texts[index]) for index in question.solution]
    assert sorted(unpresented(question, seed, given)) == sorted(question.solution)
    quiz = QuizCard([question], NAMES, seed=seed)
    quiz.answer = message(id=question.id, choice=given)
    assert quiz.feedback[question.id]["right"] is True


def test_choice_that_was_not_shown_is_refused_and_stays_open():
    quiz = card()
    quiz.answer = message(choice=(3,))
    assert quiz.feedback["insists"]["headline"] == "question insists: positions run 0-2, got [3]"
    quiz.answer = message(2, "unknown")
    assert quiz.feedback["unknown"]["headline"] == 'no question "unknown" on this card; run the cell again'


# --- Feedback of each form ----------------------------------------------------------------------------------


def test_unexpected_number_is_shown_above_the_options():
    rows = feedback_on(NUMBER, 77)["marks"]
    assert [(row["code"], row["right"], row["yours"]) for row in rows] == [
        (77, False, "your choice"),
        (0, False, ""),
        (1199, False, ""),
        (1200, True, ""),
    ]
    assert [row["yours"] for row in feedback_on(NUMBER, 1199)["marks"]] == ["", "your choice", ""]


def test_order_feedback_is_in_the_right_order_with_the_learners_places():
    rows = feedback_on(ORDER, 1, 0, 2, 3)["marks"]
    assert [row["why"] for row in rows] == ["because-0", "because-1", "because-2", "because-3"]
    assert [row["yours"] for row in rows] == ["you: 2nd", "you: 1st", "", ""]
    assert [row["right"] for row in rows] == [False, False, True, True]


def test_match_feedback_shows_the_right_and_the_chosen_match():
    rows = {row["code"]: row for row in feedback_on(MATCH, 0, 2, 1)["marks"]}
    assert rows[401]["yours"] == "" and rows[401]["right"]
    assert (rows[412]["beside"], rows[412]["yours"]) == ("Read again, then merge", "you: Wait, then send it again")


def test_line_feedback_shows_all_lines():
    rows = feedback_on(LINE, 2)["marks"]
    assert [row["text"] for row in rows] == [option.text for option in LINE.options]
    assert [(row["right"], row["chosen"]) for row in rows[1:3]] == [(True, False), (False, True)]


def test_provoke_question_stays_open_until_seen_or_given_up():
    seen, kept = [], []

    def asked(answer, verdict):
        is_judged = seen or answer.answer == (0,) or answer.earlier
        return feedback_of(answer, verdict, NAMES) if is_judged else unjudged("Not yet.")

    quiz = QuizCard([PROVOKE], NAMES, asked, save=lambda answer, verdict: kept.append(answer))
    quiz.answer = message(1, PROVOKE.id, (1,), 1)
    assert quiz.feedback[PROVOKE.id] == {"right": None, "headline": "Not yet.", "marks": [], "n": 1}
    assert kept == []
    seen.append(412)
    quiz.answer = message(2, PROVOKE.id, (1,), 1)
    assert quiz.feedback[PROVOKE.id]["right"] is True
    quiz.answer = message(3, PROVOKE.id, (0,), 1)
    assert quiz.feedback[PROVOKE.id]["right"] is False
    assert [each.answer for each in kept] == [(1,), (0,)]


def test_provoke_question_without_feedback_callback_is_refused():
    with pytest.raises(LabError, match="can only be judged by the lab"):
        QuizCard([PROVOKE], NAMES)


# --- The card -----------------------------------------------------------------------------------------------


def test_repeated_or_older_answer_is_ignored():
    kept = []
    quiz = card(save=lambda answer, verdict: kept.append(answer))
    for n, choice in ((1, (0,)), (1, (1,)), (3, (1,)), (2, (2,))):
        quiz.answer = message(n, choice=choice)
    assert [each.answer for each in kept] == [(2,), (0,)]


def test_same_answer_twice_gives_feedback_twice():
    quiz = card()
    seen = []
    quiz.observe(lambda change: seen.append(change.new["insists"]["n"]), names="feedback")
    quiz.answer = message(1)
    quiz.answer = message(2)
    assert seen == [1, 2]


def test_feedback_on_other_questions_stays():
    quiz = card()
    quiz.answer = message(1)
    quiz.answer = message(2, "many", (0,))
    assert [quiz.feedback[id]["right"] for id in ("insists", "many")] == [True, False]


def refuse(*_):
    raise LabError("no option chosen, expected one")


def test_lab_error_becomes_the_headline():
    quiz = card(refuse)
    quiz.answer = message()
    assert quiz.feedback["insists"] == {
        "right": None,
        "headline": "no option chosen, expected one",
        "marks": [],
        "n": 1,
    }


def test_unexpected_exception_is_shown_and_logged(caplog):
    quiz = card(lambda *_: 1 / 0)
    quiz.answer = message()
    assert "ZeroDivisionError: division by zero" in quiz.feedback["insists"]["headline"]
    assert "answer to insists" in caplog.text


def test_pretest_card_saves_without_feedback():
    kept = []
    quiz = card(save=lambda answer, verdict: kept.append(answer), mode="pretest")
    quiz.answer = message()
    assert [each.answer for each in kept] == [(1,)]
    assert quiz.feedback == {"insists": {"noted": True, "n": 1}}


@pytest.mark.parametrize(
    "value",
    [
        {},
        None,
        {"n": "1"},
        {"n": 1, "id": "insists", "choice": "12", "confidence": 1},
        message(choice=["x"]),
        message(confidence=None),
    ],
)
def test_malformed_answer_is_ignored(value):
    assert read_answer(value) is None


@pytest.mark.parametrize("seconds", [-1, float("inf"), "3", None])
def test_invalid_seconds_are_dropped(seconds):
    assert read_answer(message(seconds=seconds)) == AnswerMessage(1, "insists", (2,), 2, None)


def test_restored_card_shows_its_answers_and_does_not_save_them_again():
    kept = []
    quiz = card(save=lambda answer, verdict: kept.append(answer))
    quiz.restore({"insists": ((0,), 2)})
    assert quiz.at == 1
    assert quiz.feedback["insists"] == feedback_on(ONE, 0, confidence=2)
    assert kept == []
    quiz.answer = message(1, "many", (0, 2))
    assert quiz.feedback["many"]["right"] is False and len(kept) == 1


def test_restore_leaves_out_answers_that_no_longer_fit():
    quiz = card()
    quiz.restore({"insists": ((9,), 1), "gone": ((0,), 1), "many": ((0, 2), 0)})
    assert list(quiz.feedback) == ["many"]
    assert quiz.at == 0


def test_restored_pretest_has_no_feedback():
    quiz = card(mode="pretest")
    quiz.restore({"insists": ((1,), 1)})
    assert quiz.feedback == {"insists": {"noted": True}}


def test_prediction_is_graded_against_the_scene():
    given = predict_feedback(LearnerAnswer(PREDICT, (1,), 0), grade(PREDICT, (1,), 0), NAMES, "<p>wire</p>")
    assert (given["right"], given["headline"], given["html"]) == (True, "As you predicted: 412", "<p>wire</p>")
    assert [mark["why"] for mark in given["marks"]] == ["why-409", "why-412", "why-423"]
    missed = predict_feedback(LearnerAnswer(PREDICT, (0,), 2), grade(PREDICT, (0,), 2), NAMES)
    assert missed["right"] is False
    assert missed["headline"] == "Not as you predicted: it is 412, and you were certain: worth a second look"
    assert [(mark["chosen"], mark["right"]) for mark in missed["marks"]] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_static_card_shows_questions_and_options():
    bundle, _ = card()._repr_mimebundle_()
    assert set(bundle) == {VIEW, "text/plain", "text/html"}
    assert bundle["text/plain"].startswith(
        "1 of 2: A PUT without If-Match, and one is insisted on?\n    > PUT /teas/7 HTTP/1.1\n"
    )
    assert "  ( ) 428 Precondition Required" in bundle["text/plain"]
    assert "  [ ] 428 Precondition Required" in bundle["text/plain"]
    assert '<b class="code">428</b> Precondition Required' in bundle["text/html"]


def test_static_card_shows_the_controls_of_each_form():
    text = items_text([question_item(each, NAMES) for each in (NUMBER, ORDER, MATCH, LINE)])
    assert "How many bytes?\n  [____]\n" in text
    assert text.count("  [_] ") == 7
    assert sum(f"      {letter}) " in text for letter in "abcd") == 3
    assert "  ( ) > Host : teahouse" in text
    html = items_html([question_item(each, NAMES) for each in (ORDER, MATCH, LINE)])
    assert "<pre>&gt; GET /teas/7 HTTP/1.1\n&gt; Host : teahouse" in html
    assert "<li>Read again, then merge</li" in html


def test_static_card_is_the_same_for_two_cards():
    one, other = (card()._repr_mimebundle_()[0] for _ in range(2))
    assert one.pop(VIEW) != other.pop(VIEW)
    assert one == other


def test_static_card_escapes_hostile_questions():
    item = question_item(ONE, {428: HOSTILE}) | {"ask": HOSTILE, "wire": HOSTILE}
    assert "<script" not in items_html([item])
    assert "&lt;script&gt;" in items_html([item])
    assert "<script>" in items_text([item])  # a terminal shows what is there
