"""The overview of several reports: figures of pages and codes, and what is worth talking about."""

from dataclasses import replace

from test_learner_report import REPORT

from statuslab.learning.learner_report import CodeRow, PageRow, Score
from statuslab.learning.team import Topic, latest, team

PAGES = ["2xx_success", "9_exam", "teach_a_class"]
CODES = [409, 204, 412]
ANN = REPORT
BOB = replace(
    REPORT,
    learner="b" * 32,
    name="Bob",
    pages=(PageRow("2xx_success", 20, 20), PageRow("9_exam", 1, 1), PageRow("elsewhere", 1, 1)),
    codes=(CodeRow(204, "due again", 4, 3), CodeRow(409, "learning", 5, 1), CodeRow(599, "new", 0, 0)),
    confused=((412, 409, 1), (204, 205, 9)),
    exam=Score(20, 10.0),
)
CAT = replace(REPORT, learner="c" * 32, name="", pages=(), codes=(), confused=(), exam=None, pretest=None)


def test_page_has_how_many_began_and_finished_it_and_the_mean_share():
    first, exam = team([ANN, BOB, CAT], PAGES, CODES).pages
    assert (first.page, first.began, first.finished) == ("2xx_success", 2, 1)
    assert first.share == (3 / 20 + 1) / 3
    assert (exam.page, exam.began, exam.finished) == ("9_exam", 1, 1)


def test_code_has_how_many_met_and_mastered_it_and_the_first_tries_of_all():
    rows = {row.code: row for row in team([ANN, BOB, CAT], PAGES, CODES).codes}
    assert (rows[204].met, rows[204].mastered, rows[204].tries, rows[204].right) == (2, 2, 8, 7)
    assert (rows[412].met, rows[412].share) == (0, None)
    assert set(rows) == set(CODES)


def test_share_of_a_code_needs_three_first_tries():
    few = replace(ANN, codes=(CodeRow(409, "learning", 2, 0),))
    assert team([few], PAGES, CODES).codes[0].share is None
    assert team([few, replace(few, learner="d" * 32)], PAGES, CODES).codes[0].share == 0


def test_pair_that_most_learners_mix_up_comes_first_in_either_direction():
    topics = team([ANN, BOB], PAGES, CODES).topics
    assert topics[0] == Topic((409, 412), learners=2, times=4)


def test_hard_code_is_a_topic_unless_a_pair_names_it():
    alone = [replace(each, confused=()) for each in (ANN, BOB)]
    assert [topic.codes for topic in team(alone, PAGES, CODES).topics] == [(409,)]
    assert [topic.codes for topic in team([ANN, BOB], PAGES, CODES).topics] == [(409, 412)]


def test_confusion_of_a_code_with_itself_or_with_an_unknown_one_is_no_topic():
    odd = replace(ANN, codes=(), confused=((409, 409, 5), (409, 599, 5), (204, 409, 0)))
    assert team([odd], PAGES, CODES).topics == ()


def test_figures_are_medians_of_those_who_have_them():
    made = team([ANN, BOB, CAT], PAGES, CODES)
    assert made.exam == (15.5 / 20 + 0.5) / 2
    assert team([CAT], PAGES, CODES).exam is None and team([CAT], PAGES, CODES).gain is None


def test_newest_report_of_a_learner_counts():
    old = replace(ANN, day="2026-10-01", answers=1)
    more = replace(ANN, answers=41)
    assert latest([more, old, ANN]) == (more,)


def test_learners_stand_in_the_order_of_their_names():
    assert latest([CAT, BOB, ANN]) == (ANN, BOB, CAT)
