"""A question as a page shows it, and a page's answer back in the question's own terms.

What goes to a page has neither key nor whys, and its order gives nothing away.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

from statuslab.errors import LabError
from statuslab.questions import markup
from statuslab.questions.model import Question


def order(question: Question, seed: int = 0) -> tuple[int, ...]:
    """Return the order in which options are shown: codes by number, texts shuffled by question and seed.

    The lines of a wire keep their order, and so do
    the options of a poll, and True and False. Options that are to be put in order are never shown in the right order.
    """
    indices = list(range(len(question.options)))
    values = [option.value for option in question.options]
    if question.form in ("line", "poll") or _is_true_or_false(question):
        return tuple(indices)
    if question.form != "order" and None not in values:
        return tuple(sorted(indices, key=lambda index: (values[index] or 0, index)))
    Random(zlib.crc32(question.id.encode()) + seed).shuffle(indices)
    if question.form == "order" and indices == sorted(indices):
        indices.append(indices.pop(0))
    return tuple(indices)


def _is_true_or_false(question: Question) -> bool:
    texts = {option.text.lower() for option in question.options}
    return question.form == "single" and texts in ({"true", "false"}, {"yes", "no"})


def presented(question: Question, seed: int = 0, names: Mapping[int, str] | None = None) -> dict[str, Any]:
    """Return a question as a page may see it, without key, whys, source and proof, and not in the file's order.

    {id, ask, wire, form, options: [{code, text}], matches: [text], hint}, and `drawn` where a text is more than prose;
    a code without a text is shown with its name
    from `names`. A number is typed, so its options are left out.
    """
    asked = question.at(seed)
    shown = () if asked.form == "number" else tuple(asked.options[index] for index in order(asked, seed))
    return {
        "id": asked.id,
        "ask": asked.ask,
        "wire": asked.wire,
        "form": asked.form,
        "options": [{"code": each.code, "text": each.text or (names or {}).get(each.code or 0, "")} for each in shown],
        "matches": list(_matches(asked, seed)),
        "hint": asked.hint,
        **drawings(asked, (asked.ask, asked.hint, *(each.text for each in shown), *(each.match for each in shown))),
    }


def drawings(question: Question, texts: Iterable[str]) -> dict[str, Any]:
    """Return how to draw those of a question's texts that are more than prose: {drawn: {text: {nodes, plain}}}, or {}.

    Nodes are those of `markup`: a text, or [element, attributes, nodes].
    """
    images = dict(question.images)
    found = {
        text: {"nodes": markup.nodes(text, images.get), "plain": markup.plain(text)}
        for text in texts
        if markup.is_marked(text)
    }
    return {"drawn": found} if found else {}


def version_of(question: Question) -> str:
    """Return a short checksum of what learners read of a question. It changes when somebody changes the question."""
    read = [(each.value, each.text, each.match, each.right, each.why) for each in question.options]
    text = repr((question.form, question.ask, question.wire, question.hint, read))
    return f"{zlib.crc32(text.encode()):08x}"


def unpresented(question: Question, seed: int, positions: Sequence[int]) -> tuple[int, ...]:
    """Return the answer that a page gave as positions in what it was shown, or as a typed number.

    For a match, a position in `matches` for each shown option. Raises LabError for a position that was not shown.
    """
    asked = question.at(seed)
    if asked.form in ("number", "provoke"):
        return tuple(positions)
    shown, matches = order(asked, seed), _matches(asked, seed)
    choices = len(matches or shown)
    if not all(0 <= position < choices for position in positions):
        raise LabError(f"question {asked.id}: positions run 0-{choices - 1}, got {list(positions)}")
    if asked.form == "match":
        if len(positions) != len(shown):
            raise LabError(f"question {asked.id}: {len(positions)} options matched, expected all {len(shown)}")
        texts = [option.match for option in asked.options]
        beside = dict(zip(shown, positions, strict=True))
        return tuple(texts.index(matches[beside[index]]) for index in range(len(shown)))
    chosen = tuple(shown[position] for position in positions)
    return tuple(sorted(chosen)) if asked.form == "multiple" else chosen


def _matches(question: Question, seed: int) -> tuple[str, ...]:
    """Return the different texts to match, shuffled by question and seed."""
    texts = list(dict.fromkeys(option.match for option in question.options if option.match))
    Random(zlib.crc32(f"{question.id} match".encode()) + seed).shuffle(texts)
    return tuple(texts)
