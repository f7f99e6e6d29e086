"""Where a learner is in the course, from their answers: by page and section, today and ever, known and left off."""

from datetime import UTC, datetime, timedelta

import pytest

from statuslab.catalog.pages import Ask, Page, Section
from statuslab.learning.course import SKIP_QUESTIONS, Count, course_states, known_pages, left_off, skip_card, tasks_of
from statuslab.learning.history import Attempt

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

FIRST = Page(
    "0_first", "Start", 20, (Section("Start"), Section("Cooks", (412,), (Ask("a1", "predict", ("two-cooks",)),)))
)
SECOND = Page(
    "4xx_c",
    "Come back",
    60,
    (
        Section("Two people", (412,), (Ask("b1", "predict", ("two-cooks",)),)),
        Section("Prove it", (), (Ask("b2", "quiz", ("x", "y")), Ask("b3", "challenge", ("import",)))),
        Section("Exam", (), (Ask("b4", "exam"),)),
    ),
)


def questions_of(ask):
    prefix = {"predict": "predict-", "challenge": "provoke-", "quiz": ""}[ask.function]
    return [f"{prefix}{what}" for what in ask.what]


COURSE = [tasks_of(page, questions_of) for page in (FIRST, SECOND)]


def answer(question, card="", at=MONDAY, score=1.0, where="quiz"):
    return Attempt(question, at, score, 1, (0,), where=where, card=card)


def states(*attempts, now=MONDAY):
    return course_states(COURSE, attempts, now.date())


def test_page_without_answers_has_everything_open():
    first, second = states()
    assert (second.asked, second.done, second.last, second.is_done) == (5, 0, None, False)
    assert [section.title for section in second.open] == ["Two people", "Prove it", "Exam"]
    assert left_off([first, second]) is None


def test_answer_counts_on_the_page_whose_cell_asked():
    first, second = states(answer("predict-two-cooks", "predict two-cooks b1"))
    assert (first.done, second.done) == (0, 1)


def test_answer_without_a_known_cell_counts_on_every_page_that_asks_the_question():
    assert [state.done for state in states(answer("predict-two-cooks", "predict two-cooks"))] == [1, 1]
    assert [state.done for state in states(answer("provoke-import", "challenge:import"))] == [0, 1]


def test_first_tries_count_and_later_ones_do_not():
    tries = [answer("x", score=0.0), answer("x", at=MONDAY + MINUTE), answer("y", at=MONDAY + MINUTE)]
    _, second = states(*tries)
    assert second.ever == second.today == Count(2, 1)
    assert [section.title for section in second.missed] == ["Prove it"]


def test_today_has_its_own_first_tries():
    _, second = states(answer("x", score=0.0), answer("x", at=MONDAY + DAY), now=MONDAY + DAY)
    assert (second.ever, second.today, second.missed) == (Count(1, 0), Count(1, 1), ())


def test_page_is_done_when_all_it_asks_was_answered():
    everything = [answer(id) for id in ("predict-two-cooks", "x", "y", "provoke-import")]
    assert not states(*everything)[1].is_done
    _, second = states(*everything, answer("z", where="exam"))
    assert second.is_done and second.open == ()
    assert second.ever.answered == 4  # an exam is one thing to do, and none of its questions belongs to the page


def test_answers_to_the_pretest_are_noted_and_not_graded():
    page = Page("0", "Start", 5, (Section("Before", (), (Ask("c", "quiz", ("pretest-1",)),)),))
    (state,) = course_states(
        [tasks_of(page, questions_of)], [answer("pretest-1", where="pretest", score=0.0)], MONDAY.date()
    )
    assert (state.done, state.noted, state.ever, state.missed) == (1, 1, Count(), ())


def test_left_off_is_the_section_of_the_last_answer():
    place = left_off(states(answer("x", at=MONDAY + MINUTE), answer("predict-two-cooks", "p two-cooks a1")))
    assert (place.page.name, place.section.title) == ("4xx_c", "Prove it")


# --- Skipping


def skipping(right, page="4xx_c", at=MONDAY, questions=SKIP_QUESTIONS):
    card = skip_card(page, at.date())
    return [answer(f"q{place}", card, at, float(place < right)) for place in range(questions)]


@pytest.mark.parametrize(("right", "known"), [(4, set()), (5, {"4xx_c"}), (6, {"4xx_c"})])
def test_page_is_known_from_five_right_of_six(right, known):
    assert known_pages(skipping(right)) == known


def test_page_is_not_known_by_second_tries_or_by_two_days_together():
    again = [answer(each.question, each.card, each.at + MINUTE) for each in skipping(0)]
    assert known_pages([*skipping(4), *again]) == set()
    assert known_pages([*skipping(3), *skipping(3, at=MONDAY + DAY)]) == set()


def test_known_page_is_done_and_its_skip_questions_count_nowhere_else():
    first, second = states(*skipping(6), answer("x", skip_card("4xx_c", MONDAY.date()), score=0.0))
    assert (second.known, second.is_done, second.done, first.known) == (True, True, 0, False)
