"""The statistics of a class against hand computation, and the files for other programs."""

import csv
import io

import pandas as pd
import pytest

from statuslab.errors import LabError
from statuslab.live_class.report import ClassReport, discrimination, oddity

AT = "2026-11-22T10:00:00.000+00:00"


def an_export(votes, codes=((412,), (404,)), hands=None, names=None, removed=(), **facts):
    """A class of {(round, vote): {player: (score, confidence, mistaken)}}; a bare score stands for "fairly sure"."""
    answers = []
    for (number, vote), scores_of in votes.items():
        for player, value in scores_of.items():
            score, sure, mistaken = value if isinstance(value, tuple) else (value, 1, None)
            answers.append({"question": f"question-{number}", "round": number, "vote": vote, "player": player,
                            "answer": [0], "confidence": sure, "score": score, "right": score >= 1,
                            "mistaken": mistaken, "seconds": 3.0, "at": AT, "seed": 0})  # fmt: skip
    players = sorted({each["player"] for each in answers} | set(names or {}))
    rounds = [
        {"round": number, "question": f"question-{number}", "ask": f"What is {number}?", "seed": 0,
         "codes": list(code), "idea": f"idea-{number}", "revealed": True, "right": [2],
         "hands": (hands or {}).get(number, {})}
        for number, code in enumerate(codes, 1)
    ]  # fmt: skip
    people = [
        {"player": player, "name": (names or {}).get(player, f"P{player}"), "joined": AT, "from_round": 1,
         "removed": player in removed}
        for player in players
    ]  # fmt: skip
    return {"format": "statuslab-class-1", "room": "K7M2PX", "title": "Monday", "mode": "poll", "created": AT,
            "ended": AT, "rounds": rounds, "players": people, "answers": answers} | facts  # fmt: skip


def a_report(*arguments, **options):
    return ClassReport(an_export(*arguments, **options))


def scores(*row):
    return dict(enumerate(map(float, row), 1))


FIVE = {(1, 1): scores(1, 1, 1, 0, 0), (2, 1): scores(1, 1, 0, 0, 0)}


def table(text):
    return list(csv.reader(io.StringIO(text)))


def test_facility_is_the_share_of_right_first_votes():
    items = a_report(FIVE).items
    assert list(items["n"]) == [5, 5]
    assert list(items["facility"]) == [0.6, 0.4]


def test_discrimination_is_the_correlation_of_an_item_with_the_rest():
    # by hand: means 0.6 and 0.4, mean of the products 0.4; (0.4 - 0.24) / sqrt(0.24 * 0.24) = 2/3
    assert list(a_report(FIVE).items["discrimination"]) == pytest.approx([2 / 3, 2 / 3])


def test_discrimination_leaves_the_item_itself_out_of_the_rest():
    frame = pd.DataFrame({1: [1, 1, 1, 0, 0], 2: [0, 0, 0, 1, 1]}, dtype=float)
    assert discrimination(frame, 1) == pytest.approx(-1)


@pytest.mark.parametrize("row", [(1, 1, 1, 1, 1), (1, 0, 1, 0)], ids=["nobody differs", "four people"])
def test_discrimination_is_none_for_constant_items_and_few_answers(row):
    frame = pd.DataFrame({1: row, 2: range(len(row))}, dtype=float)
    assert discrimination(frame, 1) is None


def test_half_right_answer_counts_in_the_score_but_not_as_right():
    report = a_report({(1, 1): scores(1, 0.5, 0.5, 0, 1)})
    assert report.items.loc[1, "facility"] == 0.4
    assert report.people["score"].sum() == 3.0


def test_item_with_four_answers_has_no_share():
    row = a_report({(1, 1): scores(1, 1, 1, 0)}).items.loc[1]
    assert row["n"] == 4
    assert pd.isna(row["facility"]) and pd.isna(row["discrimination"])
    assert row["note"] == "under 5 answers"


def test_confidence_level_with_four_answers_has_no_share():
    votes = {(1, 1): {n: (float(n < 4), 2 if n < 5 else 0, None) for n in range(1, 10)}}
    sure = a_report(votes).confidence
    assert list(sure["n"]) == [5, 0, 4, 0]
    assert sure.loc["guessing", "right"] == 0.0 and pd.isna(sure.loc["certain", "right"])


def test_second_vote_has_a_column_of_its_own():
    row = a_report({(1, 1): scores(1, 1, 0, 0, 0), (1, 2): scores(1, 1, 1, 1, 0)}).items.loc[1]
    assert (row["facility"], row["after"]) == (0.4, 0.8)


def test_shift_counts_only_those_who_voted_twice():
    first, second = scores(1, 1, 0, 0, 0, 0), scores(1, 0, 1, 1, 0) | {9: 1.0}
    votes = a_report({(1, 1): first, (1, 2): second}).votes
    assert votes.loc[1].to_dict() == {"stayed right": 1, "to right": 2, "to wrong": 1, "stayed wrong": 2}


def test_player_of_the_second_vote_only_is_not_in_the_first():
    report = a_report({(1, 1): scores(1, 1, 0, 0, 0), (1, 2): {9: 1.0}})
    assert 9 not in report.scores("first").index
    assert report.scores().loc[9, 1] == 1.0


def test_confusions_count_pairs_of_right_and_chosen_code():
    votes = {(1, 1): {1: (0.0, 1, [412, 409]), 2: (0.0, 1, [412, 409]), 3: (0.0, 1, [412, 423]), 4: 1.0}}
    report = a_report(votes)
    assert report.confusions.loc[412].to_dict() == {409: 2, 423: 1}
    assert a_report(FIVE).confusions.empty


def test_raised_hands_count_like_answers():
    row = a_report({}, hands={1: {"1": [3, 1, 6, 0], "2": [0, 0, 10, 0]}}).items.loc[1]
    assert (row["n"], row["facility"], row["after"]) == (10, 0.6, 1.0)


def test_removed_player_counts_nowhere():
    report = a_report(FIVE, removed={5})
    assert len(report.people) == 4
    assert list(report.items["n"]) == [4, 4]


@pytest.mark.parametrize("votes", [{}, {(1, 1): {}}])
def test_class_without_answers_has_empty_tables(votes):
    report = a_report(votes, names={1: "Sam"})
    assert list(report.items["n"]) == [0, 0]
    assert report.people.loc[1].to_dict() == {"name": "Sam", "answered": 0, "score": 0.0}
    assert report.votes.empty and report.confusions.empty


def test_class_that_was_never_opened_has_empty_tables():
    report = a_report({}, codes=())
    assert report.items.empty and report.people.empty
    assert "items.csv" in report.files()


@pytest.mark.parametrize(
    ("facility", "correlation", "note"),
    [
        (0.5, -0.1, "is the key right?"),
        (0.1, 0.3, "nearly nobody"),
        (0.98, None, "nearly everybody"),
        (0.5, 0.05, "hardly tells"),
        (0.5, 0.4, ""),
    ],
)
def test_oddity_of_an_item_has_a_note(facility, correlation, note):
    assert note in oddity(facility, correlation) and bool(note) == bool(oddity(facility, correlation))


# --- Two classes


def test_gain_is_normalized_by_what_was_missing_before():
    before = a_report({(1, 1): scores(1, 1, 0, 0, 0), (2, 1): scores(1, 0, 0, 0, 0)}, codes=((412,), (500,)))
    after = a_report({(1, 1): scores(1, 1, 1, 1, 0), (2, 1): scores(1, 0, 0, 0, 0)}, codes=((404,), (503,)))
    gains = after.gains(before)
    assert gains.loc["4xx", ["before", "after"]].tolist() == [0.4, 0.8]
    assert gains.loc["4xx", "gain"] == pytest.approx((0.8 - 0.4) / (1 - 0.4))
    assert gains.loc["5xx", "gain"] == 0.0
    assert set(gains.index) == {"4xx", "5xx", "idea-1", "idea-2"}


def test_gain_of_two_classes_with_nothing_in_common_is_refused():
    other = a_report({(1, 1): scores(1, 1, 0, 0, 0)}, codes=((200,),))
    other.export["rounds"][0]["idea"] = "another"
    with pytest.raises(LabError, match="share neither"):
        a_report(FIVE).gains(other)


def test_gain_of_a_class_of_four_is_refused():
    with pytest.raises(LabError, match="share neither"):
        a_report({(1, 1): scores(1, 1, 0, 0)}).gains(a_report(FIVE))


# --- Files


HOSTILE = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", 'Sam, "the"\nBrave']


def test_csv_files_have_no_formula_cells():
    names = dict(enumerate(HOSTILE, 1))
    report = a_report({(1, 1): scores(1, 1, 1, 0, 0, 0)}, names=names, title="=1+1")
    for text in report.files().values():
        cells = [cell for row in table(text) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]
        assert not [cell for cell in cells if cell.startswith("-") and not cell[1:].replace(".", "").isdigit()]
    names = [row[1] for row in table(report.files()["gradebook_moodle.csv"])[1:]]
    assert names == ["'=HYPERLINK(1)", "'+1", "'-1", "'@SUM(A1)", "'\tx", 'Sam, "the"\nBrave']


def test_answers_file_has_a_row_for_each_player_and_question():
    head, *rows = table(a_report(FIVE, names={1: "Sam"}).files()["answers.csv"])
    assert len(rows) == 10
    first = dict(zip(head, rows[0], strict=True))
    assert (first["name"], first["question"], first["score"], first["vote"]) == ("Sam", "question-1", "1.0", "1")


def test_moodle_file_has_login_name_and_grade():
    report = a_report(FIVE, names={1: "Sam"})
    assert table(report.files()["gradebook_moodle.csv"])[:2] == [
        ["Username", "Full name", "Monday"],
        ["Sam", "Sam", "2.0"],
    ]
    mapped = table(report.files({"Sam": "sam@example.org"})["gradebook_moodle.csv"])
    assert mapped[1] == ["sam@example.org", "Sam", "2.0"]


def test_gradebooks_have_the_login_of_a_hub_unless_another_is_given():
    export = an_export(FIVE, names={1: "Sam"})
    export["players"][0]["login"] = "sam@example.org"
    assert table(ClassReport(export).files()["gradebook_moodle.csv"])[1] == ["sam@example.org", "Sam", "2.0"]
    files = ClassReport(export).files({"Sam": "s17"})
    assert table(files["gradebook_canvas.csv"])[2] == ["Sam", "", "s17", "", "2.0"]


def test_canvas_file_has_its_columns_and_points_possible():
    rows = table(a_report(FIVE, names={1: "Sam"}).files({"Sam": "s17"})["gradebook_canvas.csv"])
    assert rows[0] == ["Student", "ID", "SIS Login ID", "Section", "Monday"]
    assert rows[1] == ["    Points Possible", "", "", "", "2"]
    assert rows[2] == ["Sam", "", "s17", "", "2.0"]


# --- What was chosen, who counts, points


OPTIONS = [
    {"index": 1, "named": "A 404 Not Found", "right": False},
    {"index": 0, "named": "B 412 Precondition Failed", "right": True},
]


def a_picked_report(votes, removed=(), record=None, **facts):
    found = an_export(votes, codes=((412,),), removed=removed, **facts)
    found["rounds"][0] |= {"form": "single", "options": OPTIONS, "could": {"1": 7, "2": 7}, **(record or {})}
    return ClassReport(found)


def test_choices_are_named_by_letter_and_text_with_their_share():
    report = a_picked_report({(1, 1): scores(1, 1, 1, 1, 1)}, hands={1: {"1": [5, 0]}}, record={"right": [1]})
    assert report.choices.to_numpy().tolist() == [
        [1, "question-1", 1, "A 404 Not Found", False, 5, 0.5],
        [1, "question-1", 1, "B 412 Precondition Failed", True, 5, 0.5],
    ]
    assert table(report.files()["choices.csv"])[1] == ["1", "question-1", "1", "A 404 Not Found", "False", "5", "0.5"]


def test_share_of_a_choice_is_hidden_under_five_answers():
    assert a_picked_report({(1, 1): scores(1, 1, 1, 1)}).choices["share"].isna().all()


def test_items_have_who_could_answer():
    assert a_picked_report({(1, 1): scores(1, 0, 1)}).items["of"].tolist() == [7]
    assert a_report(FIVE).items["of"].isna().all()


def test_answers_of_people_taken_out_stay_in_the_file_and_count_nowhere():
    report = a_picked_report({(1, 1): scores(1, 0, 1)}, removed=(2,))
    assert (len(report.people), report.items["n"].tolist(), report.taken_out) == (2, [2], ["P2"])
    rows = table(report.files()["answers.csv"])
    assert [row[rows[0].index("removed")] for row in rows[1:]] == ["False", "True", "False"]
    assert rows[2][rows[0].index("name")] == "P2"


def test_vote_that_was_taken_back_counts_nowhere():
    found = an_export({(1, 1): scores(0), (1, 2): scores(1)}, codes=((412,),))
    found["answers"][1]["undone"] = True
    report = ClassReport(found)
    assert (len(report.answers), report.people["score"].tolist()) == (1, [0.0])
    assert len(table(report.files()["answers.csv"])) == 3


def test_vote_after_the_key_earns_nothing():
    votes = {(1, 1): scores(0, 0, 0, 0, 0), (1, 2): scores(1, 1, 1, 1, 1)}
    report = a_picked_report(votes, record={"after_key": [2]})
    assert report.people["score"].sum() == 0
    assert report.items["after"].isna().all()
    assert report.choices["vote"].tolist() == [1, 1, 2, 2]


def test_unsaid_confidence_is_a_row_of_its_own():
    votes = {(1, 1): dict.fromkeys(range(1, 7), (1.0, None, None)) | {7: (0.0, 1, None)}}
    sure = a_report(votes, codes=((412,),)).confidence
    assert list(sure["n"]) == [0, 1, 0, 6]
    assert sure.loc["not said", "right"] == 1
    assert table(a_report(votes, codes=((412,),)).files()["answers.csv"])[1][3] == ""


def test_gradebook_counts_the_points_that_questions_are_worth():
    found = an_export(FIVE)
    for each in found["answers"]:
        each["points"] = 3 * each["score"]
    for record in found["rounds"]:
        record["worth"] = 3
    files = ClassReport(found).files()
    assert table(files["gradebook_canvas.csv"])[1][-1] == "6"
    assert [row[-1] for row in table(files["gradebook_moodle.csv"])[1:]] == ["6.0", "6.0", "3.0", "0.0", "0.0"]


def test_skipped_question_says_so():
    assert a_picked_report({(1, 1): scores(1)}, record={"skipped": True}).items["note"].tolist() == [
        "skipped by the host"
    ]
