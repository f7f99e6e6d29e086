"""A learner's home with records of every kind, written by the course itself; and what opening an older one gives.

`write` made `tests/recorded/home-0.1/`, with version 0.1. That folder stays as it is: files like it are on learners'
disks. `python tests/record.py --home FOLDER` writes another one with today's code.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from recording.bank import OWN
from recording.client import basic, exchanged
from statuslab import challenge, classroom, exam, lab, predict, progress, quiz, review

OLD = Path(__file__).parents[1] / "recorded" / "home-0.1"
FOREVER = 36_500.0  # days until a class is deleted
BANK = "own.yaml"  # relative, for a card is remembered by what its cell says
ANSWERS = {  # positions as a page gives them, by form
    "single": [0],
    "multiple": [0, 1],
    "number": [2],
    "order": [1, 0, 2],
    "match": [0, 1, 2],
    "line": [0],
    "predict": [3],
}


# --- Writing ------------------------------------------------------------------------------------------------


def write() -> None:
    """Do as a learner and a teacher do. The current folder needs `own.yaml`; STATUSLAB_HOME gets the records."""
    _answer(quiz(404, n=6, bank=BANK))
    _answer(quiz("pretest"), most=3)
    _answer(predict("two-cooks"))
    _answer(predict("no-such-tea"))
    _answer(review(4), most=2)
    _challenge()
    _exam(exam(n=4, seed=1), hand_in=True)
    _exam(exam(n=4, seed=2, minutes=30), hand_in=False)
    _class_that_ended()
    _class_that_runs()
    classroom.close()
    lab.stop()


def _answer(card: Any, most: int = 99) -> None:
    for number, item in enumerate(card.items[:most], start=1):
        given = ANSWERS.get(item["form"], [0])
        card.answer = {"n": number, "id": item["id"], "choice": given, "confidence": number % 3, "seconds": number / 2}


def _challenge() -> None:
    card = challenge(404)
    card.hint()
    request = f"GET /staff/secret-blend HTTP/1.1\r\nHost: teahouse\r\n{basic('waiter', 'oolong')}\r\n"
    exchanged(f"{request}Connection: close\r\n\r\n".encode())
    assert card.done


def _exam(card: Any, hand_in: bool) -> None:
    if card.phase == "cover":
        card.press = {"n": 1, "do": "begin"}
    for number, item in enumerate(card.items[:3], start=1):
        confidence = None if number == 3 else number
        entry = {"n": number, "choice": _exam_answer(item), "confidence": confidence, "seconds": 2.5}
        card.answers = {**card.answers, item["id"]: entry}
    if hand_in:
        card.press = {"n": 2, "do": "hand in"}
        assert card.phase == "handed in", card.message


def _exam_answer(item: dict[str, Any]) -> list[int]:
    size = len(item["options"])
    return list(range(size)) if item["form"] == "order" else [0] * size if item["form"] == "match" else [0]


def _class_that_ended() -> None:
    """Every form, a second vote, hands, one player taken out, and one who takes the answers home."""
    classroom.open(
        "two-cooks", "404", n=7, bank=BANK, title="Monday", mode="speed", seconds=600, leaderboard=True, days=FOREVER
    )
    people, seat, host = classroom.rehearse(4, seed=13), classroom.join(classroom.url, "Ann"), classroom.host
    classroom.join(classroom.url, "Ann").leave()
    host.rename(1, "Student One")
    seen = host.open()
    while True:
        people.answer()
        choice = ANSWERS[seen["question"]["form"]]
        wish = {"do": "answer", "choice": choice, "confidence": 2, "round": seen["round"], "vote": seen["vote"]}
        seat.sent = {"n": seen["round"], **wish}
        assert seat.state["saved"], seat.state["says"]
        if seen["round"] == 1:
            for command in (host.close, host.discuss, host.revote):
                command()
            people.answer()
            host.hands([1, 2, 0, 1])
        if seen["round"] == 2:
            host.kick(2)
            host.lock()
        host.close()
        host.reveal()
        if seen["round"] == 3:
            break
        people.students = [each for each in people.students if each.client.player != 2]
        seen = host.next()
    for _ in range(seen["of"] - 3):
        seen = host.next()
        people.answer()
        host.close()
        host.reveal()
    seat.sent = {"n": 99, "do": "keep"}
    seat.leave()
    host.end()


def _class_that_runs() -> None:
    """One that was left in the middle of a vote."""
    classroom.open("404", n=6, bank=BANK, title="Tuesday", days=FOREVER)
    people = classroom.rehearse(3, seed=2)
    classroom.host.open()
    people.answer()
    classroom.host.pause()


# --- Opening ------------------------------------------------------------------------------------------------


def record() -> Iterator[tuple[str, str]]:
    """What a copy of the older home gives, and the shapes of one that is written today."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(OLD, place / "home")
        (place / BANK).write_text(OWN, encoding="utf-8")
        os.chdir(place)
        os.environ["STATUSLAB_HOME"] = str(place / "home")
        yield "progress", _progress()
        yield "progress-stored", _stored(place / "home" / "progress.sqlite")
        for path in sorted((place / "home" / "classes").glob("*.sqlite")):
            yield f"{path.stem}-stored", _stored(path)
        yield "class-ended", _class_report()
        yield "class-goes-on", _class_goes_on()
        os.environ["STATUSLAB_HOME"] = str(place / "new")
        write()
        yield "shapes", _shapes(place / "new")
        os.chdir("/")


def _progress() -> str:
    told = [f"progress()\n{progress()!r}"]
    for name, card in {
        "quiz": quiz(404, n=6, bank=BANK),
        "pretest": quiz("pretest"),
        "predict two-cooks": predict("two-cooks"),
        "predict no-such-tea": predict("no-such-tea"),
        "review": review(4),
    }.items():
        told += [name, *(_answered(card, item) for item in card.items)]
    told.append(f"challenge\n{challenge(404).shown['state']}: {challenge(404).shown['message']}")
    for seed, minutes in ((1, None), (2, 30)):
        card = exam(n=4, seed=seed, minutes=minutes)
        replies = {id: (each["choice"], each["confidence"]) for id, each in card.answers.items()}
        told += [f"exam {seed}: {card.phase} {card.message} {replies}", *(_answered(card, item) for item in card.items)]
    return "\n".join(told) + "\n"


def _answered(card: Any, item: dict[str, Any]) -> str:
    found = card.feedback.get(item["id"], {})
    chosen = [row["code"] or row["text"] for row in found.get("marks", ()) if row["chosen"]]
    return (
        f"  {item['id']}: {found.get('right')} {found.get('headline', '')} {chosen} {found.get('noted', '')}".rstrip()
    )


def _class_report() -> str:
    report = classroom.report(_room(0))
    return f"{report!r}\n{json.dumps(report.export, indent=1, ensure_ascii=False)}\n"


def _class_goes_on() -> str:
    """The class that was left, taken up again: its snapshot, and what it can do next."""
    classroom.open(room=_room(1))
    seen = classroom.host.snapshot()
    told = [json.dumps(classroom.host.export(), indent=1, ensure_ascii=False)]
    told += [f"{name}: {seen[name]}" for name in ("phase", "round", "of", "vote", "mode", "title", "tally", "players")]
    told += [f"{each['player']} {each['name']}" for each in seen["people"]]
    told.append(classroom.host.resume()["phase"])
    told.append(classroom.host.close()["phase"])
    told.append(json.dumps(classroom.host.reveal()["tally"]))
    classroom.close()
    return "\n".join(told) + "\n"


def _room(place: int) -> str:
    """The class that ended (0), and the one that runs (1)."""
    titles = ("Monday", "Tuesday")
    for path in sorted((OLD / "classes").glob("class-*.sqlite")):
        if titles[place].encode() in path.read_bytes():
            return path.stem.removeprefix("class-")
    raise FileNotFoundError(f"no class {titles[place]} in {OLD}")


# --- What is in a file --------------------------------------------------------------------------------------


def _stored(path: Path) -> str:
    """Schema and rows of a file, in an order that does not depend on how they lie there."""
    told = [_schema(path)]
    with closing(sqlite3.connect(path)) as db:
        for table in _tables(db):
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            for row in sorted(map(tuple, db.execute(f"SELECT * FROM {table}")), key=repr):
                told += [f"\n{table}", *(f"  {name}: {value!r}" for name, value in zip(columns, row, strict=True))]
    return "\n".join(told) + "\n"


def _schema(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return "\n".join([f"user_version {version}", *(" ".join(sql.split()) for (sql,) in rows)])


def _tables(db: sqlite3.Connection) -> list[str]:
    found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    return [name for (name,) in found]


def _shapes(home: Path) -> str:
    """Schemas, and the keys of all JSON that is stored, of a home that was written just now."""
    told = []
    for path in [home / "progress.sqlite", *sorted((home / "classes").glob("*.sqlite"))[:1]]:
        keys: set[str] = set()
        paths = [path] if path.stem == "progress" else sorted((home / "classes").glob("*.sqlite"))
        for each in paths:
            keys |= _keys(each)
        told += [_schema(path), *sorted(keys), ""]
    return "\n".join(told)


def _keys(path: Path) -> set[str]:
    found: set[str] = set()
    with closing(sqlite3.connect(path)) as db:
        for table in _tables(db):
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            for row in db.execute(f"SELECT * FROM {table}"):
                named = f"{table}[{_kind(row[0])}]" if columns[0] == "key" else table
                for name, value in zip(columns, row, strict=True):
                    if isinstance(value, str) and value[:1] in "[{":
                        found |= {f"{named}.{name}{key}" for key in _json_keys(json.loads(value))}
    return found


def _kind(key: str) -> str:
    """What kind of state a key names: its words without ids and numbers."""
    words = dict.fromkeys(key.split()[:1] + key.split()[-2:])
    return " ".join(word for word in words if word.isalpha())


def _json_keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield f".{name}"
            yield from (f".{name}{key}" for key in _json_keys(part))
    elif isinstance(value, list):
        for part in value:
            yield from (f"[]{key}" for key in _json_keys(part))
