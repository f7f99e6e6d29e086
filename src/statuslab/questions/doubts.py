"""What an author may not have meant, in a record of a question file that can be read all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statuslab.questions import markup
from statuslab.questions.forms import Flaw

CURLY = "“”„‟«»"
TEXTS = ("ask", "hint", "source")


def doubts_about(record: Any) -> Iterator[Flaw]:
    """Yield a warning for each such place, with its path in the question."""
    if not isinstance(record, Mapping):
        return
    if record.get("form") not in ("line", "match", "number"):  # equal texts may be meant, or are a mistake
        yield from _equal_options(record.get("options"))
    for path, text in texts_of(record):
        if not (record.get("form") == "line" and "options" in path):
            yield from ((path, doubt) for doubt in markup.doubts(text))
        if text[:1] in CURLY and text[-1:] in CURLY:
            yield path, f"the quotes {text[0]} and {text[-1]} are shown; YAML takes only straight quotes for its own"


def _equal_options(options: Any) -> Iterator[Flaw]:
    known: dict[Any, int] = {}
    for index, option in enumerate(options if isinstance(options, list) else ()):
        if not isinstance(option, Mapping):
            continue
        said = tuple(str(option.get(name) or "").strip() for name in ("code", "number", "text"))
        if any(said) and said in known:
            yield ("options", index), f"says the same as option {known[said] + 1}, expected something else"
        known.setdefault(said, index)


def texts_of(record: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what people read, each with its path."""
    found: list[tuple[tuple[str | int, ...], Any]] = [((name,), record.get(name)) for name in TEXTS]
    options = record.get("options")
    for index, option in enumerate(options if isinstance(options, list) else ()):
        if isinstance(option, Mapping):
            found += [(("options", index, name), option.get(name)) for name in ("text", "match", "why")]
    yield from ((path, text) for path, text in found if isinstance(text, str) and text)
