"""Questions of every form for the tests of formats, and what a round trip has to bring back."""

from io import BytesIO

from PIL import Image

from statuslab.questions.formats.records import Placed
from statuslab.questions.images import data_uri, unique_name
from statuslab.questions.schema import checked_question

NAMES = {404: "Not Found", 410: "Gone", 412: "Precondition Failed"}
FIELDS = ("id", "codes", "idea", "skill", "form", "level", "ask", "hint", "source")


def png(size=(3, 2)):
    out = BytesIO()
    Image.new("RGB", size, "green").save(out, "PNG")
    return out.getvalue()


TREE = unique_name("tree.png", png())
RECORDS = {
    "single": {
        "id": "save-over",
        "codes": [412],
        "idea": "lost-update",
        "level": 2,
        "skill": "know why",
        "ask": "Who: `a=b` {or} ~c#d\\e?\n\nAnd **then** <b>?",
        "options": [
            {"code": 412, "right": True, "why": "The condition: false = so."},
            {"text": "It stores `{x: 1}` -> really", "why": "No #1 ~ reason."},
            {"text": "Ünïcode → 日本"},
        ],
        "hint": "Look at the `ETag`.",
        "source": "RFC 9110 section 13.1.1",
    },
    "truth": {
        "id": "post-twice",
        "ask": "POST is idempotent.",
        "options": [{"text": "True", "why": "No."}, {"text": "False", "right": True, "why": "Two things."}],
    },
    "truth-without-whys": {
        "id": "get-twice",
        "ask": "GET is safe.",
        "options": [{"text": "True", "right": True}, {"text": "False"}],
    },
    "multiple": {
        "id": "safe",
        "form": "multiple",
        "ask": "Which are safe?",
        "options": [
            {"text": "GET", "right": True, "why": "Reads."},
            {"text": "HEAD", "right": True},
            {"text": "TRACE", "right": True},
            {"text": "PUT"},
        ],
    },
    "number": {
        "id": "bytes",
        "form": "number",
        "ask": "How many?",
        "options": [
            {"number": 100, "right": True, "why": "Both count."},
            {"number": -1, "why": "Never."},
            {"number": 99},
        ],
    },
    "match": {
        "id": "who",
        "form": "match",
        "ask": "Who says it?",
        "options": [
            {"code": 404, "match": "never there"},
            {"code": 410, "match": "gone = for good"},
            {"text": "a", "match": "never there"},
        ],
    },
    "order": {
        "id": "first",
        "form": "order",
        "ask": "What first?",
        "options": [{"text": "name"}, {"text": "connection"}, {"text": "request"}],
    },
    "code": {
        "id": "code",
        "ask": "What:\n\n```http\nGET /a HTTP/1.1\nHost: x\n```\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\nSo?",
        "options": [{"text": "C:\\new", "right": True}, {"text": "no"}],
    },
    "match-of-code": {
        "id": "who-needs-it",
        "form": "match",
        "ask": "Which header?",
        "options": [{"code": 404, "match": "`Allow`"}, {"code": 410, "match": "none"}],
    },
    "poll": {"id": "pace", "form": "poll", "ask": "How is the pace?", "options": [{"text": "slow"}, {"text": "fast"}]},
    "line": {
        "id": "line",
        "form": "line",
        "ask": "Which line?",
        "options": [
            {"text": "> GET / HTTP/1.1", "right": True},
            {"text": "> Host: x"},
            {"text": "< HTTP/1.1 404 Not Found"},
        ],
    },
    "image": {
        "id": "tree",
        "ask": f"What is this? ![a tree]({TREE})",
        "options": [{"text": "An oak", "right": True}, {"text": f"![a fir]({TREE})"}],
    },
}


def sample(name):
    from dataclasses import replace

    question = checked_question(RECORDS[name])
    return replace(question, images=((TREE, data_uri(png(), "tree.png")),)) if name == "image" else question


def placed(*names):
    return [Placed(sample(name), f"mine.yaml line {number}") for number, name in enumerate(names or RECORDS, 1)]


def facts(question, *without):
    """What a learner reads of a question, and how it is graded."""
    found = {name: getattr(question, name) for name in FIELDS if name not in without}
    options = [(each.value, each.text, each.match, each.right) for each in question.options]
    return (
        found | {"options": options} | ({} if "why" in without else {"whys": [each.why for each in question.options]})
    )


def read_again(imported):
    return {record["id"]: checked_question(record) for record in imported.records}
