"""Keys as lines of text, to notice one that has changed since they were recorded.

    python tests/questions/recorded_keys.py > tests/recorded/keys-VERSION.txt     # at a release

A line has the id and row of a question, its form, its right options, and behind a bar its wrong ones; an order has its
options in order, a match its pairs. Codes and numbers stand as they are, texts as a checksum. Wording may change, so a
text that is new is no change of the key. A text that was wrong and is right now is one, and so is another number.
"""

import re
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "src")]

from statuslab.questions import Question  # noqa: E402
from statuslab.questions.forms import Option  # noqa: E402
from statuslab.questions.loader import load_bank  # noqa: E402


@dataclass(frozen=True)
class Key:
    form: str
    right: tuple[str, ...]
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([self.form, *self.right, "|", *self.wrong])


def key_of(row: Question) -> Key:
    if row.form == "match":
        return Key(row.form, tuple(f"{_short(option)}={_checksum(option.match)}" for option in row.options))
    if row.form == "order":
        return Key(row.form, tuple(map(_short, row.options)))
    right = tuple(sorted(_short(option) for option in row.options if option.right))
    return Key(row.form, right, tuple(sorted(_short(option) for option in row.options if not option.right)))


def _short(option: Option) -> str:
    return _checksum(option.text) if option.value is None else str(option.value)


def _checksum(text: str) -> str:
    words = re.findall(r"\w+", text.casefold())
    return f"{zlib.crc32(' '.join(words).encode()):08x}"


def keys_of(questions: Iterator[Question] | tuple[Question, ...]) -> dict[str, Key]:
    """The key of each row of each question, by `id/row`."""
    return {f"{each.id}/{number}": key_of(row) for each in questions for number, row in enumerate(each.rows, 1)}


def read_keys(text: str) -> dict[str, Key]:
    keys = {}
    for line in text.splitlines():
        name, form, *rest = line.split()
        bar = rest.index("|")
        keys[name] = Key(form, tuple(rest[:bar]), tuple(rest[bar + 1 :]))
    return keys


def has_changed(was: Key, now: Key) -> bool:
    """Whether another answer is right now, and not only other words."""
    if was.form != now.form:
        return False
    if was.form == "order":
        return [each for each in was.right if each in now.right] != [each for each in now.right if each in was.right]
    if was.form == "match":
        before, after = (dict(pair.split("=") for pair in key.right) for key in (was, now))
        return any(after.get(one, match) != match and match in after.values() for one, match in before.items())
    if was.right == now.right:
        return False
    moved = set(was.right) & set(now.wrong) or set(was.wrong) & set(now.right)
    return bool(moved) or (_are_numbers(was) and _are_numbers(now))


def _are_numbers(key: Key) -> bool:
    return all(re.fullmatch(r"-?\d{1,7}", each) for each in key.right + key.wrong)


def changed(was: Mapping[str, Key], now: Mapping[str, Key]) -> list[str]:
    """The ids of questions whose key is another one; new questions and new rows have none to compare."""
    names = [name for name, key in was.items() if name in now and has_changed(key, now[name])]
    return sorted({name.partition("/")[0] for name in names})


if __name__ == "__main__":
    for name, key in keys_of(load_bank(ROOT / "data" / "questions").questions).items():
        print(name, key)
