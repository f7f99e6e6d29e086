"""The notebook functions review and progress: what is asked next, also after a kernel has died, and the map."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from statuslab import lab, progress, quiz, review
from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.notebook import review as review_module
from statuslab.notebook import stored_progress
from statuslab.notebook.codes import catalog
from statuslab.notebook.review import review_bank
from statuslab.questions import order
from statuslab.questions.forms import MADE
from statuslab.questions.schema import checked_question
from statuslab.scenarios.player import send


@pytest.fixture(autouse=True)
def _home_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path))
    yield
    lab.stop()


def answered(question, score=1.0, confidence=2, days=0, mistaken=None):
    at = stored_progress.now() - timedelta(days=days)
    stored_progress.store().add(Attempt(question, at, score, confidence, (0,), mistaken=mistaken))


def answer(card, place, given, confidence=1):
    item = card.items[place]
    number = card.answer.get("n", 0) + 1
    card.answer = {"n": number, "id": item["id"], "choice": list(given), "confidence": confidence}
    return card.feedback[item["id"]]


def test_review_of_a_beginner_asks_about_everyday_codes():
    card = review(12)
    assert len(card.items) == 12
    assert {item["reason"] for item in card.items} == {"New to you"}


def test_review_asks_certain_and_wrong_answers_first():
    answered("lost-retry" if "lost-retry" in review_bank() else next(iter(review_bank())), 0.0, 2, days=3)
    assert review(6).items[0]["reason"].startswith("You were certain and it was another answer, 3 days ago")


def test_review_asks_about_codes_that_were_mixed_up():
    question = next(each for each in review_bank().values() if each.codes == (403,))
    answered(question.id, 0.0, 1, mistaken=(403, 401))
    reasons = {item["reason"]: item["id"] for item in review(4).items}
    about = next(id for reason, id in reasons.items() if reason.startswith("You answered 401 where it was 403"))
    assert {401, 403} & set(review_bank()[about].codes)


def test_questions_made_from_scenes_and_challenges_are_as_the_schema_has_them():
    made = [question for question in review_bank().values() if question.form in MADE]
    records = [{k: v for k, v in asdict(question).items() if k not in ("variants", "images")} for question in made]
    assert {question.form for question in made} == set(MADE)
    assert [checked_question(record) for record in records] == made


def test_review_left_open_goes_on():
    first = review(4)
    result = answer(first, 0, [0])
    again = review(4)
    assert [item["id"] for item in again.items] == [item["id"] for item in first.items]
    assert again.at == 1 and again.feedback[first.items[0]["id"]]["headline"] == result["headline"]


def test_review_after_a_finished_one_is_new():
    first = review(2)
    for place in range(2):
        solve(first, place)
    assert "2 of 2 right" in first.ending
    assert review(2).items[0]["id"] not in {item["id"] for item in first.items}


def solve(card, place):
    question = card._questions[card.items[place]["id"]]
    from statuslab.questions import order, presented

    if question.form == "match":
        texts = presented(question, card._seed)["matches"]
        given = [texts.index(question.options[index].match) for index in order(question, card._seed)]
    elif question.form in ("number", "provoke"):
        given = question.solution
    else:
        given = [order(question, card._seed).index(index) for index in question.solution]
    return answer(card, place, given)


def test_review_can_ask_every_form(monkeypatch):
    forms = {}
    for question in review_bank().values():
        forms.setdefault(question.form, question.id)
    del forms["provoke"]
    monkeypatch.setattr(
        review_module, "draw_due", lambda n, seed: [review_module.Due(id, "New to you") for id in forms.values()]
    )
    card = review(len(forms))
    for place in range(len(forms)):
        assert solve(card, place)["right"] is True
    assert f"{len(forms)} of {len(forms)} right" in card.ending


def test_review_challenge_is_done_when_the_lab_has_seen_it(monkeypatch):
    monkeypatch.setattr(review_module, "draw_due", lambda n, seed: [review_module.Due(task, "New to you")])
    task = next(id for id, each in review_bank().items() if each.form == "provoke" and each.codes == (404,))
    card = review(1)
    assert answer(card, 0, [1])["right"] is None
    send(lab, "GET /staff/secret-blend\nAuthorization: Basic d2FpdGVyOm9vbG9uZw==")
    assert answer(card, 0, [1])["right"] is True


def test_review_challenge_given_up_shows_the_last_hint(monkeypatch):
    monkeypatch.setattr(review_module, "draw_due", lambda n, seed: [review_module.Due(task, "New to you")])
    task = next(id for id, each in review_bank().items() if each.form == "provoke")
    assert answer(review(1), 0, [0])["headline"].startswith("Given up. The last hint: ")


def test_review_with_a_wrong_number_gives_one_clear_line():
    with pytest.raises(LabError, match=r"^review\(n=0\): expected at least 1 question$"):
        review(0)


def test_progress_map_has_every_code_and_the_codes_mixed_up():
    question = next(each for each in review_bank().values() if each.codes == (403,))
    answered(question.id, 0.0, 2, mistaken=(403, 401))
    result = progress()
    assert result.html.count('class="cell ') == len(catalog)
    assert "mixed up: 401 for 403, once" in result.text and "1 answer so far" in result.text


def test_progress_says_what_was_right_today_and_when_a_code_is_mastered():
    question = next(each for each in review_bank().values() if each.codes == (418,))
    answered(question.id)
    assert "1 of 70 codes met, 1 right at the first try today. A code is mastered when" in progress().text
    assert "418 ✓" in progress().text


def test_progress_shows_weak_ideas_by_their_titles():
    question = next(each for each in review_bank().values() if each.idea == "ask-or-refuse")
    answered(question.id, 0.0)
    assert "another look: 401 or 403: log in, or no access (0 of 1 right)" in progress().text


def test_progress_code_is_mastered_after_two_good_days():
    for question in review_bank().values():
        if question.codes == (418,):
            answered(question.id, 1.0, 1, days=2)
            answered(question.id, 1.0, 1, days=0)
    assert "418 ●" in progress().text


def test_progress_without_answers_says_how_to_fill_the_map():
    assert "No answer stored yet" in progress().text


def test_progress_of_some_codes_is_about_these_codes_only():
    question = next(each for each in review_bank().values() if each.codes == (403,))
    answered(question.id, 0.0, 2, mistaken=(403, 401))
    assert "mixed up" in progress(401, "5xx").text and "0 of 12 codes met" in progress(401, "5xx").text
    assert "mixed up" not in progress("5xx").text and "No answer stored yet" in progress("5xx").text


# --- The end of a quiz


def answer_rightly(card, place, rightly, confidence=1):
    """Answer a question of single choice, rightly or wrongly."""
    question = review_bank()[card.items[place]["id"]]
    shown = order(question, 0)
    return answer(
        card, place, [next(at for at, index in enumerate(shown) if (index in question.key) == rightly)], confidence
    )


def test_quiz_ends_with_what_was_right_at_the_first_try_and_when_it_comes_back():
    card = quiz("ask-or-refuse", n=2)
    answer_rightly(card, 0, True)
    assert card.ending == ""
    answer_rightly(card, 1, False, confidence=2)
    assert card.ending.startswith(
        "Done: 1 of 2 right at the first try. You were certain of 1 answer and wrong: review()"
    )
    assert "What comes back in review(): " in card.ending
    answer_rightly(card, 1, True)  # a second try does not count
    assert card.ending.startswith("Done: 1 of 2 right at the first try.")


def test_quiz_of_one_question_ends_without_a_summary():
    card = quiz("ask-or-refuse", n=1)
    answer_rightly(card, 0, True)
    assert card.ending == ""
