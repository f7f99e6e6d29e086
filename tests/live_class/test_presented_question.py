"""Every form of question as a class sees it: no key before the reveal, and the revealed key is right."""

import re

import pytest

from sampling import together
from statuslab.errors import LabError
from statuslab.live_class.presented_question import PresentedQuestion
from statuslab.questions.schema import checked_question

COMMON = {"codes": [404], "idea": "i", "skill": "know why", "level": 1, "ask": "Ask?", "hint": "h", "source": "s"}
COMMON |= {"proof": [{"rfc": "RFC 9110 section 15.5.5"}]}
TEXTS = ("look", "find", "tell", "rest")
OPTIONS = {
    "single": [{"text": text, "right": text == "look", "why": f"why {text}"} for text in TEXTS],
    "multiple": [{"text": text, "right": text < "m", "why": f"why {text}"} for text in TEXTS],
    "line": [{"text": text, "right": text == "tell", "why": f"why {text}"} for text in TEXTS],
    "number": [{"code": code, "right": code == 404, "why": f"why {code}"} for code in (404, 410, 400)],
    "order": [{"text": text, "why": f"why {text}"} for text in TEXTS],
    "match": [{"text": text, "match": f"with {text[:1]}", "why": f"why {text}"} for text in TEXTS],
}
WRONG = {
    "single": [[], [4], [-1], [0, 1]],
    "multiple": [[], [0, 0], [9]],
    "line": [[], [0, 1], [7]],
    "number": [[], [1, 2], [10**40]],
    "order": [[], [0, 1, 2], [0, 0, 1, 2], [0, 1, 2, 3, 0]],
    "match": [[], [0, 1], [0, 1, 2, 9]],
}


def presented(form, seed=0):
    question = checked_question(COMMON | {"id": f"a-{form}", "form": form, "options": OPTIONS[form]})
    return PresentedQuestion.at(question, seed, {404: "Not Found"})


@together("form", OPTIONS)
@together("seed", range(4))
def test_choice_that_the_reveal_calls_right_is_graded_right(form, seed):
    each = presented(form, seed)
    assert each.graded(each.answer(each.reveal["right"]), 1).right


@pytest.mark.parametrize("form", OPTIONS)
def test_shown_question_has_no_key(form):
    shown = repr(presented(form).shown)
    assert not [secret for secret in ("why", "right", f"a-{form}", "RFC") if secret in shown]


@together(("form", "choice"), [(form, choice) for form in WRONG for choice in WRONG[form]])
def test_choice_the_question_does_not_have_is_refused_in_one_line(form, choice):
    with pytest.raises(LabError) as caught:
        presented(form).answer(choice)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("form", OPTIONS)
def test_revealed_explanations_follow_the_order_shown(form):
    each = presented(form, 3)
    whys = [option["why"] for option in each.reveal["options"]]
    if form == "number":
        assert [option["number"] for option in each.reveal["options"]] == [400, 404, 410]
    else:
        assert whys == [f"why {option['text']}" for option in each.shown["options"]]


def test_option_with_a_code_has_its_reason_phrase():
    options = [{"code": code, "right": code == 404, "why": "so"} for code in (404, 410, 400)]
    question = checked_question(COMMON | {"id": "a-code", "options": options})
    shown = PresentedQuestion.at(question, 0, {404: "Not Found"}).shown["options"]
    assert [option["name"] for option in shown] == ["", "Not Found", ""]


@pytest.mark.parametrize("form", OPTIONS)
def test_answer_in_words_names_what_was_shown_under_each_letter(form):
    each = presented(form, 3)
    words = each.key_in_words
    for option in each.shown["options"]:
        named = f"{option['letter']}: {option['code'] or ''}".strip() + (f" {option['text']}" if option["text"] else "")
        right = each.reveal["options"][int("ABCD".index(option["letter"]))]["right"]
        assert (named.replace("  ", " ") in words) == bool(right)
    assert each.in_words(each.question.solution, lettered=False) == re.sub(r"\b[A-Z]: ", "", words)
