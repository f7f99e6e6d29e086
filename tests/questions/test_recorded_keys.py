"""A key that is another one than at the last release has its entry in data/questions/CHANGES.md."""

import re

from recorded_keys import ROOT, Key, changed, has_changed, keys_of, read_keys

from published import published_questions
from sampling import together

FOLDER = ROOT / "data" / "questions"
LAST = max(
    (ROOT / "tests" / "recorded").glob("keys-*.txt"), key=lambda path: list(map(int, re.findall(r"\d+", path.stem)))
)
RECORDED = read_keys(LAST.read_text(encoding="utf-8"))
NOW = keys_of(published_questions().questions)
ENTRIES = re.findall(r"^\| `([a-z0-9-]+)` \|", (FOLDER / "CHANGES.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_changed_key_has_an_entry():
    assert [id for id in changed(RECORDED, NOW) if id not in ENTRIES] == [], (
        "say in CHANGES.md what is right now, and why"
    )


def test_entry_names_a_question_that_was_there():
    ids = {name.partition("/")[0] for name in RECORDED}
    assert [id for id in ENTRIES if id not in ids] == []


def test_keys_are_read_as_they_were_written():
    assert read_keys("".join(f"{name} {key}\n" for name, key in NOW.items())) == NOW


CHANGES = {
    "the same": (Key("single", ("412",), ("409", "428")), Key("single", ("412",), ("409", "423")), False),
    "another code": (Key("single", ("412",), ("409", "428")), Key("single", ("428",), ("404", "410")), True),
    "another text": (Key("single", ("aaaaaaaa",), ("bbbbbbbb",)), Key("single", ("bbbbbbbb",), ("aaaaaaaa",)), True),
    "new words": (Key("single", ("aaaaaaaa",), ("bbbbbbbb",)), Key("single", ("cccccccc",), ("bbbbbbbb",)), False),
    "one tick less": (Key("multiple", ("a", "b"), ("c",)), Key("multiple", ("a",), ("b", "c")), True),
    "a line that comes twice": (Key("line", ("a",), ("a", "b")), Key("line", ("a",), ("a", "c")), False),
    "another order": (Key("order", ("a", "b", "c")), Key("order", ("b", "a", "c")), True),
    "an order with a step less": (Key("order", ("a", "b", "c")), Key("order", ("a", "c")), False),
    "another match": (Key("match", ("401=a", "403=b")), Key("match", ("401=b", "403=a")), True),
    "a match in new words": (Key("match", ("401=a", "403=b")), Key("match", ("401=c", "403=b")), False),
    "another form": (Key("single", ("200",), ("204",)), Key("number", ("204",), ("200",)), False),
}


@together(("was", "now", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_key_has_changed_if_another_answer_is_right(was, now, expected):
    assert has_changed(was, now) == expected


def test_flipped_key_of_the_bank_is_noticed():
    name, key = next((name, key) for name, key in NOW.items() if key.form == "single")
    flip = Key(key.form, (key.wrong[0],), tuple(sorted({*key.wrong[1:], *key.right})))
    assert changed({name: key}, {name: flip}) == [name.partition("/")[0]]
