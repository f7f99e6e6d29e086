"""A bank of one's own: what may be left out, polls, and what its author is told."""

import pytest

from statuslab.errors import LabError
from statuslab.questions import grade, order, presented
from statuslab.questions.compiled import compiled, read_compiled
from statuslab.questions.loader import QuestionError, load_bank, read_bank

LEAST = """\
- id: post-twice
  ask: POST is idempotent.
  options:
    - {text: "True"}
    - {text: "False", right: true}
- id: pace
  form: poll
  ask: How is the pace?
  options:
    - text: Too slow
    - text: Just right
    - text: Too fast
"""


@pytest.fixture
def bank(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(LEAST, encoding="utf-8")
    return path


def changed(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_own_bank_needs_only_id_text_and_options(bank):
    first, poll = load_bank(bank)
    assert (first.codes, first.hint, first.source, first.proof, first.level) == ((), "", "", (), 1)
    assert first.idea == "post-twice", "a question without an idea shares none with others"
    assert (first.has_key, poll.has_key, poll.key) == (True, False, frozenset())


def test_own_bank_is_refused_by_the_rules_of_the_published_one(bank):
    missing = [line.split(", field ")[1] for line in read_bank(bank, published=True).mistakes]
    for field in ("codes", "idea", "skill", "level", "hint", "source", "proof"):
        assert missing.count(f"{field}: is missing, expected a value") == 2
    assert missing.count("options.0.why: is missing, expected a value") == 2


def test_poll_is_refused_in_the_published_bank(tmp_path):
    from question_samples import GOOD

    path = tmp_path / "poll.yaml"
    path.write_text(GOOD.replace("  level: 1", "  level: 1\n  form: poll").replace("right: true, ", ""))
    with pytest.raises(QuestionError, match="a poll has no key, expected another form in the published bank"):
        load_bank(path, published=True)


def test_true_and_false_and_the_options_of_a_poll_keep_their_order(bank):
    for question in load_bank(bank):
        assert {order(question, seed) for seed in range(20)} == {tuple(range(len(question.options)))}


def test_answer_to_a_poll_is_neither_right_nor_wrong(bank):
    poll = load_bank(bank)["pace"]
    verdict = grade(poll, [1])
    assert (verdict.headline, verdict.score, [mark.chosen for mark in verdict.marks]) == (
        "Noted",
        0,
        [False, True, False],
    )
    with pytest.raises(LabError, match="2 options chosen, expected one"):
        grade(poll, [0, 1])
    assert presented(poll)["form"] == "poll"


def test_own_bank_survives_the_record_that_a_class_stores(bank):
    read = load_bank(bank)
    assert read_compiled(compiled(read, "x"), "x") == read


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "    - text: Too slow\n",
            "    - {text: Too slow, right: true}\n",
            "options.0.right: leave it out: a poll has no key",
        ),
        (
            ", right: true}",
            "}",
            "options: 0 options are right, expected exactly one in a question of form single; a question without a key "
            "has form: poll",
        ),
        ('    - {text: "True"}\n', "", "options: has 1 options, expected 2 to 14 in a question of form single"),
    ],
)
def test_mistake_in_an_own_bank_is_named(bank, old, new, expected):
    (mistake,) = read_bank(changed(bank, old, new)).mistakes
    assert mistake.partition(", field ")[2] == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Too fast", "Just right", "line 12, field options.2: says the same as option 2, expected something else"),
        (
            "ask: POST is idempotent.",
            "ask: “POST is idempotent.”",
            "the quotes “ and ” are shown; YAML takes only straight",
        ),
        ("ask: POST is", "ask: POST #1 is", 'is cut off at " #"'),
    ],
)
def test_what_an_author_may_not_have_meant_is_warned_of(bank, old, new, expected):
    reading = read_bank(changed(bank, old, new))
    assert reading.mistakes == ()
    (warning,) = reading.warnings
    assert expected in warning


TYPICAL = [
    # what an author wrote, what they meant, and how the line that they get goes on
    (" ask: POST", "  ask: POST", "a question begins with -, and its fields stand exactly below each other"),
    ("    ask: POST", "  ask: POST", "a question begins with -, and its fields stand exactly below each other"),
    ("   - text: Just", "    - text: Just", "a question begins with -, and its fields stand exactly below each other"),
    ("-text: Just", "- text: Just", "an option begins with - and a space"),
    ("ask: Is it: so?", "ask: POST is idempotent.", "put quotes around a text with a colon and a space in it"),
    ("ask:How is the pace?", "ask: How is the pace?", "a field has a colon and a space after its name"),
    (
        "{text: Is it: so?}",
        '{text: "True"}',
        "within braces put quotes around a text with a colon, a comma or a bracket",
    ),
    ("{text: a, b}", '{text: "True"}', "within braces put straight quotes around a text with a comma in it"),
    ("{text: “a, b”}", '{text: "True"}', "within braces put straight quotes around a text with a comma in it"),
    ('ask: "POST" is idempotent.', "ask: POST is idempotent.", "put the other kind of quotes around all of it"),
    ('ask: "How is the pace?', "ask: How is the pace?", "the quote that begins here never ends"),
    ("ask: `POST` is", "ask: POST is", "put quotes around a text that begins with this character"),
    ("ask: **POST** is", "ask: POST is", "put quotes around a text that begins with this character"),
    ("right: ja", "right: true", "field options.1.right: met 'ja', expected true or false"),
    ("correct: true", "right: true", "field options.1.correct: is not a field of a question; did you mean right?"),
    ("question: POST", "ask: POST", "field question: is not a field of a question; did you mean ask?"),
    ("text: True", 'text: "True"', "met True, which YAML makes of yes, on or true; put quotes around it"),
    ("- Too slow", "- text: Too slow", "met 'Too slow', expected a mapping of fields; write - text: Too slow"),
    ("id: How fast?", "id: pace", "met 'How fast?', expected a-z, 0-9 and hyphens between them, such as lost-update"),
]


@pytest.mark.parametrize(("written", "meant", "expected"), TYPICAL, ids=[row[0] for row in TYPICAL])
def test_typical_mistake_says_what_to_do_on_its_line(bank, written, meant, expected):
    lines = LEAST.splitlines()
    (number, *_) = (number for number, line in enumerate(lines, 1) if meant in line)
    mistakes = read_bank(changed(bank, meant, written)).mistakes
    (told,) = (mistake for mistake in mistakes if expected in mistake)
    assert abs(int(told.split()[2].strip(":,")) - number) <= 1


def test_place_of_each_question_is_known(bank):
    assert read_bank(bank).places == {"post-twice": "mine.yaml line 1", "pace": "mine.yaml line 6"}
