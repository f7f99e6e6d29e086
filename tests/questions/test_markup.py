"""The markup of questions: what is drawn, what is shown as it is written, and that neither takes long."""

import time

import pytest

from published import published_questions
from sampling import sampled, together
from statuslab.questions import markup


def drawn(text):
    return list(markup.nodes(text, lambda name: f"images/{name}" if name == "tree.png" else None))


@together(
    ("text", "expected"),
    [
        ("plain", ["plain"]),
        ("a `b*c` d", ["a ", ("code", {}, ("b*c",)), " d"]),
        ("**a `b`** c", [("strong", {}, ("a ", ("code", {}, ("b",)))), " c"]),
        ("a ** b ** c, 2**3**4", ["a ** b ** c, 2", ("strong", {}, ("3",)), "4"]),
        ("`**a**`", [("code", {}, ("**a**",))]),
        ("![a tree](tree.png)", [("img", {"src": "images/tree.png", "alt": "a tree"}, ())]),
        ("![a tree](gone.png)", ["[a tree]"]),
        ("one\n\ntwo", [("p", {}, ("one",)), ("p", {}, ("two",))]),
        ("```\n<b> **x**\n\n|\n```", [("pre", {"class": "code"}, ("<b> **x**\n\n|",))]),
        ("so:\n```http\nGET /\n```", [("p", {}, ("so:",)), ("pre", {"class": "code"}, ("GET /",))]),
        ("```\nnever closed", ["```\nnever closed"]),
        ("<b>a</b> <script>", ["<b>a</b> <script>"]),
    ],
)
def test_markup_is_drawn_or_shown_as_it_is_written(text, expected):
    assert drawn(text) == expected


def test_table_has_a_head_rows_and_alignments():
    ((name, _, (head, body)),) = drawn("| a | b |\n|---|--:|\n| `x|y` | 1 |\n| z \\| z ||\n")
    assert name == "table"
    assert head == (
        "thead",
        {},
        (("tr", {}, (("th", {"scope": "col"}, ("a",)), ("th", {"scope": "col", "class": "far"}, ("b",)))),),
    )
    rows = [[cell[2] for cell in row[2]] for row in body[2]]
    assert rows == [[(("code", {}, ("x|y",)),), ("1",)], [("z | z",), ()]]


def test_line_of_pipes_without_a_rule_below_it_is_no_table():
    assert drawn("a | b\nc | d") == ["a | b\nc | d"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `b` **c**", "a b c"),
        ("see ![a tree](tree.png)", "see [a tree]"),
        ("so:\n```\nGET `/`\n```", "so:\nGET `/`"),
        ("2 * 3 ** 4", "2 * 3 ** 4"),
    ],
)
def test_plain_text_has_no_marks(text, expected):
    assert markup.plain(text) == expected


@together(
    ("text", "kind"),
    [
        ("see [here](https://a.example)", "a link"),
        ("# Title\ntext", "a heading"),
        ("- one\n- two", "a list"),
        ("a<br>b", "an HTML element"),
        ("<b>a</b>", "an HTML element"),
        ("it is *so* easy", "italics"),
        ("~~no~~", "struck out text"),
        ("$$x^2$$", "a formula"),
        ("``` GET / ```", "```"),
        ("| a | b | |---|---| | 1 | 2 |", "a table"),
    ],
)
def test_markup_that_is_not_drawn_is_warned_of(text, kind):
    assert not markup.is_marked(text)
    (doubt,) = markup.doubts(text)
    assert doubt.startswith(f"{kind} is shown as it is written")


@pytest.mark.parametrize(
    "text",
    [
        "`<b>` and `*`",
        "Accept: */*, text/*",
        "2 < 3 and 4 > 3",
        "```\n<br>\n# x\n- a\n- b\n```",
        "**a** `[x](y)`",
        "- one",
    ],
)
def test_markup_that_is_drawn_or_means_nothing_is_not_warned_of(text):
    assert not list(markup.doubts(text))


def test_published_questions_have_code_as_their_only_markup():
    bank = published_questions()
    texts = [text for question in bank for row in question.rows for text in (row.ask, row.hint, *_texts(row))]
    assert len(texts) > 5000
    assert [text for text in texts if markup.is_marked(text)] == []
    assert all(markup.plain(text) == text.replace("`", "") for text in texts if text.count("`") % 2 == 0)


def _texts(row):
    return (text for option in row.options for text in (option.text, option.match, option.why))


@pytest.mark.parametrize(
    "atom", sampled(["a|b\n---|---\n", "**a", "![", "```a\n", "`", "| ", "|---|\n", "[a](", "*a", "<br "], every=5)
)
def test_hostile_text_is_read_in_time_that_grows_with_its_length(atom):
    def seconds(length):
        text = (atom * length)[:length]
        start = time.process_time()
        markup.nodes(text), list(markup.doubts(text)), markup.plain(text)
        return time.process_time() - start

    assert seconds(200_000) < 20
