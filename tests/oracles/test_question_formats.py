"""Question files against other programs: gift-pegjs, moodle-xml-parser, openpyxl, and text2qti for Canvas' format."""

import html
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from format_samples import NAMES, placed, sample
from moodle_xml_parser.parser import parse_bytes
from oracle import missing

from published import published_questions
from statuslab.notebook.codes import names
from statuslab.questions import markup
from statuslab.questions.formats import FORMATS
from statuslab.questions.formats.records import Placed, asked, told, truth, without_images

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"


@pytest.fixture(scope="module")
def published():
    return [Placed(question, "") for question in published_questions()]


# --- GIFT, read by gift-pegjs -------------------------------------------------------------------------------

PARSE = """
import { createRequire } from "node:module";
const { parse } = createRequire(process.cwd() + "/")("gift-pegjs");
let text = "";
for await (const part of process.stdin) text += part;
console.log(JSON.stringify(parse(text)));
"""


def parsed_by_gift_pegjs(data):
    if not (FRONTEND / "node_modules" / "gift-pegjs").is_dir():
        missing("no gift-pegjs; run npm ci in frontend/")
    command = ["node", "--input-type=module", "-e", PARSE]
    done = subprocess.run(command, input=data, cwd=FRONTEND, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return [each for each in json.loads(done.stdout) if each["type"] != "Category"]


def words(node):
    return (node or {}).get("text", "").strip()


def characters(text):
    """gift-pegjs leaves its own stand-ins for escaped characters in the partners of a match: &&061; for =."""
    return re.sub(r"&&(\d+);", lambda found: chr(int(found[1])), text)


def seen_in_gift(node):
    """A question as gift-pegjs reads it: type, text, and (right, text, feedback) of each answer."""
    kind = node["type"]
    if kind == "TF":
        # the first feedback is for a wrong answer, the second for a right one; gift-pegjs gives them other names
        wrong, right, is_true = words(node["trueFeedback"]), words(node["falseFeedback"]), node["isTrue"]
        answers = [(side is is_true, str(side), right if side is is_true else wrong) for side in (True, False)]
    elif kind == "Matching":
        answers = [(words(each["subquestion"]), characters(each["subanswer"])) for each in node["matchPairs"]]
    elif kind == "Numerical":
        answers = [
            (each["weight"] is None, each["text"]["number"], words(each["feedback"])) for each in node["choices"]
        ]
    else:
        answers = [
            (each["isCorrect"] or (each["weight"] or 0) > 0, words(each["text"]), words(each["feedback"]))
            for each in node["choices"]
        ]
    return kind, words(node["stem"]), words(node["globalFeedback"]), answers


def meant_in_gift(question, names):
    texts = [without_images(told(option, question.form, names)).strip() for option in question.options]
    whys = [without_images(option.why).strip() for option in question.options]
    kinds = {"number": "Numerical", "match": "Matching"}
    kind = "TF" if truth(question) is not None else kinds.get(question.form, "MC")
    if kind == "Matching":
        answers = [(text, option.match) for text, option in zip(texts, question.options, strict=True)]
    elif kind == "Numerical":
        answers = [(option.right, option.value, why) for option, why in zip(question.options, whys, strict=True)]
    else:
        answers = [(each.right, text, why) for each, text, why in zip(question.options, texts, whys, strict=True)]
    source = f"Source: {question.source}" if question.source else ""
    return kind, without_images(asked(question)).strip(), source, answers


@pytest.mark.parametrize(
    "name", ["single", "truth", "truth-without-whys", "multiple", "number", "match", "code", "line", "image"]
)
def test_gift_pegjs_reads_what_was_meant(name):
    (node,) = parsed_by_gift_pegjs(FORMATS["gift"].write(placed(name), NAMES, "").data)
    question = sample(name)
    assert seen_in_gift(node) == meant_in_gift(question, NAMES)
    assert (node["title"], node["id"]) == (question.id, question.id)
    assert (node["tags"] or [])[: len(question.codes)] == [f"code-{code}" for code in question.codes]


def test_gift_pegjs_reads_the_published_bank(published):
    written = FORMATS["gift"].write(published, names(), "Published")
    nodes = {node["title"]: node for node in parsed_by_gift_pegjs(written.data)}
    assert len(nodes) == written.count > 500
    meant = {each.question.id: meant_in_gift(each.question, names()) for each in published}
    assert [id for id, node in nodes.items() if seen_in_gift(node) != meant[id]] == []


# --- Moodle XML, read by moodle-xml-parser ------------------------------------------------------------------


def test_moodle_xml_parser_reads_the_published_choices(published):
    written = FORMATS["moodle"].write(published, names(), "")
    found = {each.name: each for group in parse_bytes(written.data).values() for each in group}
    choices = [each.question for each in published if each.question.form in ("single", "multiple", "line")]
    choices = [question for question in choices if truth(question) is None]
    assert len(choices) > 400 and found.keys() >= {question.id for question in choices}
    for question in choices:
        read = found[question.id]
        assert read.text_pre_parse == html.unescape(asked(question)).strip()
        assert read.single is (question.form != "multiple")
        options = [(each.answer, each.score_fraction > 0, each.feedback or "") for each in read.options]
        assert options == [
            (html.unescape(told(each, question.form, names())).strip(), each.right, html.unescape(each.why))
            for each in question.options
        ]
        rights = sum(each.score_fraction for each in read.options if each.score_fraction > 0)
        assert rights == pytest.approx(100, abs=0.01)


# --- Kahoot's spreadsheet, by openpyxl ----------------------------------------------------------------------


def test_openpyxl_reads_the_spreadsheet():
    import openpyxl

    data = FORMATS["kahoot"].write(placed("truth", "multiple", "image"), NAMES, "Tea").data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=8)]
    assert rows[0][1:3] == ["Question - max 120 characters", "Answer 1 - max 75 characters"]
    assert rows[1] == [1, "POST is idempotent.", "True", "False", None, None, 30, 2]
    assert rows[2] == [2, "Which are safe?", "GET", "HEAD", "TRACE", "PUT", 30, "1,2,3"]
    assert rows[3][1:4] == ["What is this? [a tree]", "An oak", "[a fir]"]


def test_spreadsheet_of_openpyxl_is_read():
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"] = "Quiz template"
    heads = ["Question - max 120 characters", *(f"Answer {n} - max 75 characters" for n in range(1, 5))]
    for column, text in enumerate([*heads, "Time limit (sec)", "Correct answer(s) - choose at least one"], 2):
        sheet.cell(8, column, text)
    for row, values in enumerate(
        [
            ("Which?", "=a", "b", 404, "410 Gone", 20, "1,3"),
            ("How?", "x", "y", None, None, 30, 2),
            ("Empty", "x", "y", None, None, 30, None),
        ],
        9,
    ):
        for column, value in enumerate((row - 8, *values), 1):
            cell = sheet.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    imported = FORMATS["kahoot"].read(out.getvalue(), NAMES)
    assert imported.records == [
        {
            "id": "which",
            "ask": "Which?",
            "form": "multiple",
            "options": [{"text": "=a", "right": True}, {"text": "b"}, {"text": "404", "right": True}, {"code": 410}],
        },
        {"id": "how", "ask": "How?", "options": [{"text": "x"}, {"text": "y", "right": True}]},
    ]
    assert imported.notes == [
        "row 9 (which): left out: its time limit of 20 seconds",
        "row 11: left out: it names no answer of its own as correct",
    ]


# --- QTI 1.2 for Canvas, against text2qti -------------------------------------------------------------------


def as_text2qti(question):
    """A question in the language of text2qti."""
    lines = [f"Title: {question.id}", f"1. {question.ask}"]
    if question.source:
        lines.append(f"... Source: {question.source}")
    if question.form == "number":
        return [*lines, f"= {question.solution[0]}", ""]
    for letter, option in zip("abcdefgh", question.options, strict=False):
        if question.form == "multiple":
            lines.append(f"[{'*' if option.right else ' '}] {told(option, question.form, NAMES)}")
        else:
            lines.append(f"{'*' if option.right else ''}{letter}) {told(option, question.form, NAMES)}")
        if option.why:
            lines.append(f"... {option.why}")
    return [*lines, ""]


def compiled_by_text2qti(questions, folder):
    lines = ["Quiz title: Tea", ""]
    for question in questions:
        lines += as_text2qti(question)
    (folder / "quiz.txt").write_text("\n".join(lines), encoding="utf-8")
    command = [Path(sys.executable).with_name("text2qti"), "quiz.txt"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return (folder / "quiz.zip").read_bytes()


def without_namespace(data):
    return ElementTree.fromstring(re.sub(rb'\sxmlns="[^"]*"', b"", data, count=1))


def package(data):
    """The files of a package, and the quiz that its manifest names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    manifest = without_namespace(files["imsmanifest.xml"])
    named = [each.get("href") for each in manifest.iter("file")]
    assert set(named) == files.keys() - {"imsmanifest.xml"}
    (quiz,) = (each for each in manifest.iter("resource") if each.get("type") == "imsqti_xmlv1p2")
    (meta,) = (
        each
        for each in manifest.iter("resource")
        if each.get("identifier") == quiz.find("dependency").get("identifierref")
    )
    assert meta.get("href") in files
    return files, without_namespace(files[quiz.find("file").get("href")])


def shape(item):
    """A question of a package without its identifiers: what Canvas shows, and which answer earns what."""
    labels = {each.get("ident"): text_of(each) for each in item.iter("response_label")}
    facts = dict(
        zip((e.text for e in item.iter("fieldlabel")), (e.text or "" for e in item.iter("fieldentry")), strict=True)
    )
    feedback = {each.get("ident"): text_of(each) for each in item.iter("itemfeedback")}
    conditions = []
    for condition in item.iter("respcondition"):
        told = [feedback[each.get("linkrefid")] for each in condition.iter("displayfeedback")]
        score = [(each.get("action"), each.text) for each in condition.iter("setvar")]
        conditions.append((rule(condition.find("conditionvar"), labels), score, told))
    responses = [(each.tag, each.get("rcardinality"), [e.tag for e in each]) for each in item.find("presentation")]
    return {
        "title": item.get("title"),
        "type": facts["question_type"],
        "points": facts["points_possible"],
        "text": text_of(item.find("presentation/material")),
        "choices": [text for text in labels.values() if text],
        "responses": responses,
        "conditions": conditions,
        "outcomes": item.find("resprocessing/outcomes/decvar").attrib,
    }


def rule(node, labels):
    text = (node.text or "").strip()
    return (node.tag, labels.get(text, text), [rule(each, labels) for each in node])


def text_of(node):
    """The HTML of a material, however its white space and entities are written."""
    found = node.find(".//mattext") if node is not None else None
    return re.sub(r"\s+", " ", html.unescape(found.text)).strip() if found is not None else ""


def test_package_has_the_shape_that_text2qti_writes(tmp_path):
    of = ("truth", "truth-without-whys", "multiple", "number", "plain")
    questions = [plain_sample(name) for name in of]
    ours = package(FORMATS["qti"].write([Placed(each, "") for each in questions], NAMES, "Tea").data)[1]
    theirs = package(compiled_by_text2qti(questions, tmp_path))[1]
    found = [[shape(item) for item in quiz.iter("item")] for quiz in (ours, theirs)]
    assert len(found[0]) == len(of)
    for mine, other in zip(*found, strict=True):
        assert mine == other
    assert ours.find("assessment").get("title") == theirs.find("assessment").get("title") == "Tea"


def plain_sample(name):
    """A sample as both can write it: text2qti has no feedback on numbers, and one right number."""
    from dataclasses import replace

    if name == "plain":
        options = tuple(replace(option, text=option.text.replace("`", "")) for option in sample("single").options)
        return replace(sample("single"), ask="Who saved **first**?", options=options)
    if name == "number":
        return replace(sample("number"), options=tuple(replace(each, why="") for each in sample("number").options))
    return sample(name)


def test_package_of_the_published_bank_has_every_question_and_each_choice(published):
    files, quiz = package(FORMATS["qti"].write(published, names(), "Published").data)
    items = {item.get("title"): item for item in quiz.iter("item")}
    asked_ids = {each.question.id for each in published if each.question.form not in ("order", "poll")}
    assert items.keys() == asked_ids and len(files) == 3
    for each in published:
        question = each.question
        if question.form in ("single", "multiple", "line"):
            labels = [text_of(label) for label in items[question.id].iter("response_label")]
            meant = [told(option, question.form, names()) for option in question.options]
            assert [re.sub("</?(?:p|code)>", "", label) for label in labels] == [
                " ".join(markup.plain(text).split()) for text in meant
            ]


def test_package_holds_images_and_matches():
    files, quiz = package(FORMATS["qti"].write(placed("image", "match"), NAMES, "").data)
    image, match = quiz.iter("item")
    (name,) = (name for name in files if name.startswith("images/"))
    assert f'src="%24IMS-CC-FILEBASE%24/{name}"' in text_of(image.find("presentation/material"))
    assert len(match.findall("presentation/response_lid")) == 3
    points = [float(each.text) for each in match.iter("setvar")]
    assert sum(points) == pytest.approx(100, abs=0.1)
