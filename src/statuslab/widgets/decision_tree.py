"""A decision tree as a nested list, which screen readers can read: questions, answers, and the codes they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statuslab.catalog.decision_trees import Branch, Decision
from statuslab.widgets.badges import pill
from statuslab.widgets.html import Safe, inline, join, plain, tag

STYLE = "decision"


def decision_html(decision: Decision, names: Mapping[int, str]) -> Safe:
    """Return the tree as part of an output. `names` gives the names of the codes."""
    return tag(
        "div", {"class": "tree", "role": "group", "aria-label": "How to decide"}, _question_html(decision, names)
    )


def decision_text(decision: Decision, names: Mapping[int, str]) -> str:
    """Return the same as text for a terminal."""
    return "\n".join([plain(decision.question), *_lines(decision, names)])


def _question_html(decision: Decision, names: Mapping[int, str]) -> Safe:
    branches = (tag("li", None, *_branch(branch, names)) for branch in decision.branches)
    question = tag("span", {"class": "q"}, inline(decision.question))
    return join((question, tag("ul", {"role": "list"}, *branches)))


def _branch(branch: Branch, names: Mapping[int, str]) -> Iterator[Safe]:
    yield tag("span", {"class": "by"}, inline(branch.answer))
    if branch.then:
        yield tag("div", {"class": "then"}, _question_html(branch.then, names))
    else:
        ends = join((pill(code, names.get(code, "")) for code in branch.codes), " or ")
        yield tag("span", {"class": "end"}, " ", ends)


def _lines(decision: Decision, names: Mapping[int, str], margin: str = "") -> Iterator[str]:
    for number, branch in enumerate(decision.branches, 1):
        is_last = number == len(decision.branches)
        start = f"{margin}{'└─' if is_last else '├─'} {plain(branch.answer)}"
        if branch.then:
            yield f"{start}: {plain(branch.then.question)}"
            yield from _lines(branch.then, names, margin + ("   " if is_last else "│  "))
        else:
            yield f"{start} → " + " or ".join(f"{code} {names.get(code, '')}".rstrip() for code in branch.codes)
