"""Import and export: what each format brings back, what is named as lost, and files of the wrong kind."""

import contextlib
import io
import time
import zipfile

import pytest
from format_samples import NAMES, RECORDS, TREE, facts, placed, png, read_again, sample

from published import published_questions
from sampling import together
from statuslab.errors import LabError
from statuslab.notebook.codes import names
from statuslab.questions import markup
from statuslab.questions.formats import FORMATS, format_of, gift, kahoot, moodle_xml, records
from statuslab.questions.formats.html_text import from_html, looks_like_html
from statuslab.questions.loader import load_bank
from statuslab.questions.yaml_files import dumped

HELD = {  # format: the samples it holds wholly
    "gift": ("truth", "truth-without-whys", "multiple", "number", "match", "code"),
    "moodle": ("single", "truth", "truth-without-whys", "multiple", "number", "match", "order", "code", "image"),
    "csv": ("single", "truth", "truth-without-whys", "multiple", "number", "match", "order", "code", "poll", "line"),
    "kahoot": ("truth-without-whys",),
}


def again(name, *samples):
    form = FORMATS[name]
    written = form.write(placed(*samples), NAMES, "")
    return written, form.read(written.data, NAMES)


@together(("name", "of"), [(name, of) for name, each in HELD.items() for of in each])
def test_question_that_a_format_holds_comes_back_and_nothing_is_noted(name, of):
    written, imported = again(name, of)
    assert (written.count, written.notes, imported.notes) == (1, (), [])
    (question,) = read_again(imported).values()
    without = ("id", "idea") if name == "kahoot" else ()  # an id is made of the question
    assert facts(question, *without) == facts(sample(of), *without)


def test_image_comes_back_from_moodle_with_its_bytes():
    _, imported = again("moodle", "image")
    assert imported.images == {TREE: png()}


@together(
    ("name", "of", "notes"),
    [
        ("gift", "single", ["left out: hint"]),
        ("gift", "order", ["left out: GIFT has no questions to be put in order"]),
        ("gift", "poll", ["left out: a poll has no key, which GIFT needs"]),
        ("gift", "line", ["its lines become the options of a choice"]),
        ("gift", "image", ["left out: 1 of its images; their words stand in their place"]),
        ("moodle", "poll", ["left out: a poll has no key, which Moodle's question bank needs"]),
        ("moodle", "line", ["its lines become the options of a choice"]),
        ("csv", "image", ["left out: 1 of its images; their words stand in their place"]),
        ("kahoot", "single", ["left out: hint, source, whys, codes, level, idea, skill"]),
        ("kahoot", "number", ["left out: Kahoot's spreadsheet has no numbers to type"]),
        ("kahoot", "match", ["left out: Kahoot's spreadsheet has no matches"]),
        ("qti", "order", ["left out: Canvas imports no orders"]),
        ("qti", "poll", ["left out: a poll has no key, which a Canvas quiz needs"]),
        ("qti", "single", ["left out: hint, codes, level, idea, skill"]),
        ("qti", "match", []),
        ("moodle", "match-of-code", ["left out: the markup of its partners, which are plain texts there"]),
        ("qti", "match-of-code", ["left out: the markup of its partners, which are plain texts there"]),
        ("qti", "image", []),
    ],
)
def test_what_a_format_cannot_hold_is_named_with_its_place(name, of, notes):
    written = FORMATS[name].write(placed(of), NAMES, "")
    assert written.notes == tuple(f"mine.yaml line 1 ({RECORDS[of]['id']}): {note}" for note in notes)


def test_kahoot_keeps_right_options_and_names_what_is_too_long_or_too_many():
    from dataclasses import replace

    options = [{"text": f"option {n}", "right": n == 6} for n in range(1, 7)] + [{"text": "x" * 76}]
    question = replace(sample("truth"), ask="y" * 121, options=tuple(records_option(each) for each in options))
    written = kahoot.write([records.Placed(question, "mine.yaml line 1")], NAMES)
    assert [note.partition("): ")[2] for note in written.notes] == [
        "left out: option 4, 5, 7, because Kahoot takes 4",
        "too long: the question has 121 characters, Kahoot takes 120",
    ]
    (record,) = kahoot.read(written.data, NAMES).records
    assert [each["text"] for each in record["options"] if each.get("right")] == ["option 6"]


def records_option(record):
    from statuslab.questions.forms import Option

    return Option(**record)


@pytest.mark.parametrize(("name", "whyless"), [("moodle", {"order", "match"}), ("csv", set()), ("gift", {"match"})])
def test_published_bank_survives_a_format_but_for_what_is_named(name, whyless, published_bank, placed_bank):
    written = FORMATS[name].write(placed_bank, names(), "")
    imported = FORMATS[name].read(written.data, names())
    assert len(imported.records) == written.count > 500
    assert imported.notes == []
    found = read_again(imported)
    lost = {"hint"} if name == "gift" else set()
    for id, question in found.items():
        before = published_bank[id]
        if before.form != "line":  # which becomes a choice
            without = lost | ({"why"} if before.form in whyless else set())
            assert meaning(question, *without) == meaning(before, *without), id


def _told(option, question):
    return str(option.value) if question.form == "number" else records.told(option, question.form, names())


def meaning(question, *without):
    """What a learner reads, whether a code is told as a code or as a text."""
    found = facts(question, "id", "form", "ask", *without)
    return found | {
        "options": [(_told(each, question), markup.plain(each.match), each.right) for each in question.options]
    }


@pytest.fixture(scope="module")
def published_bank():
    return published_questions()


@pytest.fixture(scope="module")
def placed_bank(published_bank):
    return [records.Placed(question, "") for question in published_bank]


# --- What other programs write ------------------------------------------------------------------------------

GIFT = r"""// a comment
$CATEGORY: Tea/Green

::Q1:: 1+1\=2? {T}

// [tag:code-404] [tag:old]
Which is <b>safe</b>?{
  =GET #Yes, <i>it</i> is.
  ~%50%POST
  ~PUT

  ####Think of caches.
}

Two plus two is {=four =4} today.

How many? {#3:0.5}

How long? {#1.5..2}

Write an essay. {}

[html]<p>A &amp; B</p> {~%-50%no ~%50%one ~%50%two}

Match. {=a -> 1 =b -> 2 = -> 3}

just a text
"""


def test_gift_as_teachers_write_it_is_read_and_the_rest_is_named():
    imported = gift.read(GIFT.encode(), NAMES)
    by_id = {record["id"]: record for record in imported.records}
    assert by_id["q1"] == {"id": "q1", "ask": "1+1=2?", "options": [{"text": "True", "right": True}, {"text": "False"}]}
    safe = by_id["which-is-safe"]
    assert (safe["ask"], safe["codes"], safe["source"]) == ("Which is **safe**?", [404], "Think of caches.")
    assert by_id["how-many"]["options"] == [{"number": 3, "right": True}]
    assert by_id["a-b"]["form"] == "multiple"
    assert len(by_id["match"]["options"]) == 2
    assert imported.notes == [
        "line 2: left out: the category Tea/Green",
        "line 7 (which-is-safe): left out: its weights; each right option counts the same"
        if len([o for o in safe["options"] if o.get("right")]) > 2
        else "line 7 (which-is-safe): left out: the tags old",
        *imported.notes[2:],
    ]
    told = "\n".join(imported.notes)
    for words in (
        'line 15: left out: "Two plus two is _____ today.": an answer in words has no counterpart here',
        "left out: the tolerance of 3:0.5; only 3 itself counts",
        "it asks for 1.5..2, and only whole numbers can be asked for",
        '"Write an essay.": an essay has no counterpart here',
        "left out: 1 partners that belong to nothing",
        '"just a text" is a text without a question',
    ):
        assert words in told


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/Tea</text></category></question>
<question type="multichoice">
  <name><text>Safe methods</text></name>
  <questiontext format="html"><text><![CDATA[<p>Which is <strong>safe</strong>?
  <img src="@@PLUGINFILE@@/a%20tree.png" alt="a tree">
  <br><em>Think</em></p><pre>GET /
Host: x</pre><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><script>1</script>]]></text>
  <file name="a tree.png" path="/" encoding="base64">PNG</file></questiontext>
  <single>true</single>
  <correctfeedback format="html"><text>Well done.</text></correctfeedback>
  <answer fraction="100" format="html"><text><![CDATA[<code>GET</code>]]></text>
    <feedback><text>Yes</text></feedback></answer>
  <answer fraction="0" format="html"><text>POST</text></answer>
  <hint format="html"><text>One</text></hint><hint format="html"><text>Two</text></hint>
</question>
<question type="essay"><name><text>Essay</text></name><questiontext><text>Write.</text></questiontext></question>
<question type="numerical"><name><text>N</text></name><questiontext><text>N?</text></questiontext>
  <answer fraction="100"><text>3</text><tolerance>0.1</tolerance></answer>
  <answer fraction="0"><text>*</text><feedback><text>No</text></feedback></answer></question>
</quiz>
"""


def test_moodle_xml_of_moodle_is_read_and_the_rest_is_named():
    import base64

    imported = moodle_xml.read(MOODLE.replace("PNG<", f"{base64.b64encode(png()).decode()}<").encode(), NAMES)
    safe, number = imported.records
    ((name, data),) = imported.images.items()
    assert data == png() and name.startswith("a-tree-")
    assert safe["ask"] == (
        f"Which is **safe**? ![a tree]({name})\nThink\n\n```\nGET /\nHost: x\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    assert safe["options"] == [{"text": "`GET`", "right": True, "why": "Yes"}, {"text": "POST"}]
    assert (safe["hint"], number["options"]) == ("One", [{"number": 3, "right": True}])
    assert imported.notes == [
        "question 1: left out: the category $course$/top/Tea",
        "question 2 (safe-methods): left out: italics",
        "question 2 (safe-methods): left out: 1 more hints",
        'question 2 (safe-methods): left out: correctfeedback "Well done."',
        "question 3 (Essay): left out: a question of type essay has no counterpart here",
        "question 4 (n): left out: the tolerance of 3; only 3 itself counts",
        'question 4 (n): left out: what is said to any other number, "No"',
    ]


def test_csv_of_a_spreadsheet_program_is_read_whatever_separates_its_cells():
    text = "Question;Answer A;Answer B;Answer C;Correct Answer;Topic\n"
    text += "What?;x;y;z;B\n;x;y;;A\nWhich?;a;b;;A,B\nPace?;a;b;;\nHm?;a;b;;maybe\n"
    imported = FORMATS["csv"].read(text.encode("cp1252"), NAMES)
    assert [(record.get("form", "single"), record["ask"]) for record in imported.records] == [
        ("single", "What?"), ("multiple", "Which?"), ("poll", "Pace?")
    ]  # fmt: skip
    assert imported.notes == [
        "line 1: left out: the column Topic",
        "line 3: left out: it has no text in the column ask",
        "line 6: left out: the column right says maybe, expected the numbers of the right options, such as 1 or 1 3",
    ]


def test_csv_has_no_cell_that_a_spreadsheet_takes_for_a_formula():
    from dataclasses import replace

    question = replace(sample("truth"), ask="=1+1", hint="@x", source="-1")
    written = FORMATS["csv"].write([records.Placed(question, "")], NAMES, "")
    text = written.data.decode("utf-8-sig")
    assert "'=1+1" in text and "'@x" in text and "'-1" in text
    (record,) = FORMATS["csv"].read(written.data, NAMES).records
    assert (record["ask"], record["hint"], record["source"]) == ("=1+1", "@x", "-1")


@together(
    ("html", "expected", "lost"),
    [
        ("a<br/>b &lt;c&gt;", "a\nb <c>", []),
        ("<p>a</p><p>b</p>", "a\n\nb", []),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b", []),
        ("<a href='https://a.example'>here</a>", "here (https://a.example)", []),
        ("x<sup>2</sup>", "x2", ["raised text"]),
        ("<img src='https://a.example/x.png' alt='x'>", "[x]", ["the image https://a.example/x.png"]),
        ("<style>p{}</style><script>1</script>a", "a", []),
        ("<b>open", "open", []),
        ("a<!-- <b>not</b> -->b<!doctype x>", "ab<!doctype x>", []),
        ("<math>", "", ["the element math"]),
    ],
)
def test_html_becomes_the_markup_of_questions(html, expected, lost):
    assert from_html(html) == (expected, lost)


# --- Files of the wrong kind --------------------------------------------------------------------------------


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question>&x;</question></quiz>'
SHEET = FORMATS["kahoot"].write(placed("truth"), NAMES, "").data
AT = SHEET.index(b"xl/worksheets/sheet1.xml") + 60
DAMAGED = SHEET[:AT] + b"\0" * 60 + SHEET[AT + 60 :]


@together(
    ("name", "data", "expected"),
    [
        ("moodle", b"::q:: What? {=a ~b}", "line 1: is no XML"),
        ("moodle", b"<html></html>", "is no Moodle XML: its first element is html, expected quiz"),
        ("moodle", b"<quiz><question>", "line 1: is no XML"),
        ("moodle", BOMB, "has a document type or entities"),
        ("moodle", OUTSIDE, "has a document type or entities"),
        ("moodle", b"<quiz>" + b"<a>" * 100 + b"</a>" * 100 + b"</quiz>", "elements, or 60 within each other"),
        ("moodle", b"PK\3\4", "is no XML"),
        ("moodle", lambda: b"\0" * 30_000_000, "has 30,000,000 bytes, expected at most 20,000,000"),
        ("moodle", b'<?xml version="1.0" encoding="no-such"?><quiz/>', "is no XML"),
        ("gift", b"hello", "is no GIFT: expected questions such as"),
        ("gift", SHEET, "is no text; expected a file that an editor can show"),
        ("gift", b"", "is no GIFT"),
        ("csv", SHEET, "is a spreadsheet or a zip file; save it as CSV"),
        ("csv", b"a,b\n1,2\n", "is no table of questions: expected a first row with the columns ask"),
        ("csv", b'ask,option 1\n"open', "line 2: is no CSV"),
        ("csv", b"ask,option 1\n" + b"x" * 200_000, "is no CSV"),
        ("kahoot", b"question,answer", "is no spreadsheet file"),
        ("kahoot", SHEET[: len(SHEET) // 2], "is damaged or cut off"),
        ("kahoot", DAMAGED, "is damaged at xl/worksheets/sheet1.xml"),
        ("kahoot", zipped(a="b"), "is a zip file, but no spreadsheet"),
        ("kahoot", zipped(xl__workbook="x", **{"xl__workbook.xml": "<workbook/>"}), "has no sheet that can be read"),
        ("kahoot", lambda: zipped(**{"xl__workbook.xml": b" " * 60_000_000}), "unpacks to more than 50,000,000 bytes"),
        ("kahoot", zipped(**{f"f{n}": "" for n in range(501)}), "unpacks to more than 50,000,000 bytes or 500 files"),
        ("kahoot", FORMATS["qti"].write(placed("truth"), NAMES, "").data, "is a zip file, but no spreadsheet"),
    ],
)
def test_file_of_the_wrong_kind_is_one_line(name, data, expected):
    with pytest.raises(records.FormatMistake) as mistake:
        FORMATS[name].read(data() if callable(data) else data, NAMES)
    assert expected in str(mistake.value) and "\n" not in str(mistake.value)


def test_zip_that_lies_about_its_size_is_refused_while_it_unpacks():
    data = bytearray(zipped(**{"xl__workbook.xml": b" " * 60_000_000}))
    at = data.rindex(b"PK\1\2")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(records.FormatMistake, match=r"is damaged|is no XML|unpacks"):
        FORMATS["kahoot"].read(bytes(data), NAMES)


def test_format_is_told_by_the_ending_or_by_name(tmp_path):
    assert format_of(tmp_path / "a.XML").name == "Moodle XML"
    assert format_of(tmp_path / "a.txt").name == "GIFT"
    assert format_of(tmp_path / "a.data", "csv").name == "CSV"
    with pytest.raises(LabError, match=r"cannot tell the format; expected a name that ends in .gift \(GIFT\)"):
        format_of(tmp_path / "a.data")


def test_what_is_written_as_yaml_reads_the_same(tmp_path):
    (tmp_path / TREE).write_bytes(png())
    path = tmp_path / "mine.yaml"
    path.write_text(dumped(list(RECORDS.values())), encoding="utf-8")
    bank = load_bank(path)
    assert [facts(question) for question in bank] == [facts(sample(name)) for name in RECORDS]
    assert "|-\n" in path.read_text()


@pytest.mark.parametrize(
    "atom", ["<br>a", "<b>", "<td>", "<!--", "<![", "&amp;", "<a href=x>", "<pre>", "</p>", "<", "**"]
)
def test_hostile_html_is_read_in_bounded_time(atom):
    start = time.process_time()
    for length in (49_000, 2_000_000):
        text = (atom * length)[:length]
        from_html(text), looks_like_html(text)
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "atom", ["{", "}", "=a", "~%1%", "::", "\\", "->", "#", "// x\n", "{=a ~b}\n\n", "\n\n", "a {T} b\n\n"]
)
def test_hostile_gift_is_read_in_bounded_time(atom):
    text = ("x {=a ~b}\n\n" + atom * 200_000)[:400_000]
    start = time.process_time()
    with contextlib.suppress(records.FormatMistake):
        gift.read(text.encode(), NAMES)
    assert time.process_time() - start < 20
