"""The words a notebook uses, put together from the rooms behind them. Each reads, calls and shows; nothing is decided
here.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from statuslab.catalog import Catalog
from statuslab.errors import LabError
from statuslab.io.files import data_folder
from statuslab.server.clock import FixedClock
from statuslab.server.lab import Lab
from statuslab.stories import find_scene
from statuslab.stories.scene import Part, Scene, Step
from statuslab.stories.visit import play
from statuslab.wire import Exchange, Shown, text

if TYPE_CHECKING:
    import pandas as pd

    from statuslab.questions import Bank, Question
    from statuslab.widgets.quiz import QuizCard

FIXED = bool(os.environ.get("STATUSLAB_FIXED"))
PRETEST = "pretest"

catalog = Catalog.load(data_folder())


@dataclass(frozen=True)
class View:
    """Something to look at: text for a terminal, HTML for a notebook."""

    text: str
    html: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": self.html}


class CourseLab(Lab):
    """The lab as a notebook has it: with a look at whether this machine is fine."""

    def check(self) -> View:
        """Try each thing the course needs here, and say what to do where one is missing."""
        from statuslab.checkup import checkup, checkup_html

        findings = checkup(self)
        return View("\n".join(str(finding) for finding in findings), str(checkup_html(findings)))


lab = CourseLab(catalog.reason, FixedClock() if FIXED else None)


# --- The catalog --------------------------------------------------------------------------------------------


def card(key: int | str) -> View:
    """One code at a glance, by number or name: card(404), card("not found")."""
    from statuslab.widgets.cards import card_html, card_text

    found = catalog.find(key)
    if len(found) != 1:
        raise LabError(f"card() shows one code, and {key!r} are {len(found)}; use table({key!r})")
    parts = (found[0], catalog.errata(found[0].code), catalog.look_alikes(found[0].code))
    return View(card_text(*parts), str(card_html(*parts)))


def table(key: int | str | None = None) -> pd.DataFrame:
    """The catalog, or a class of it, as a DataFrame: table("4xx")."""
    return catalog.table(key)


def compare(*codes: int) -> View:
    """Look-alikes side by side, with the question that decides: compare(401, 403)."""
    from statuslab.widgets.cards import compare_html, compare_text

    if len(set(codes)) < 2:
        raise LabError(f"compare() takes at least two different codes, got {len(set(codes))}; try compare(401, 403)")
    records, rows = [catalog[code] for code in codes], catalog.compare(*codes)
    return View(compare_text(records, rows), str(compare_html(records, rows)))


# --- The stories --------------------------------------------------------------------------------------------


def shown() -> Shown:
    """How exchanges are shown: as they were, or under the fixed clock with names and steps."""
    names = lab.names
    return Shown(names=names, doors=names, steps=True) if FIXED else Shown(doors=names)


@dataclass(frozen=True)
class Demo(View):
    """A story that was told: its steps and what crossed the wire."""

    scene: Scene
    steps: tuple[Step, ...]

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges in the order they happened."""
        return tuple(step.exchange for step in self.steps)

    @property
    def source(self) -> Source:
        """The handlers of the Teahouse that answered, to read and to copy."""
        return Source("\n\n".join(_source(name) for name in self.scene.source) or _NO_HANDLER)

    __repr__ = View.__repr__


_NO_HANDLER = "# No handler of the Teahouse answered: a layer in front of it did (see src/statuslab/server)."


class Source(str):
    """Python source that a notebook shows as such."""

    def __repr__(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        return f"```python\n{self}\n```"


def _source(name: str) -> str:
    module, _, function = name.rpartition(".")
    found = getattr(import_module(f"statuslab.server.teahouse.{module}"), function)
    return inspect.getsource(found).rstrip()


def demo(key: int | str) -> Demo:
    """Run the story of a code, or of a scene by name, and show what crossed the wire: demo(412), demo("two-cooks")."""
    from statuslab.widgets.story import story_html, story_text

    scene = find_scene(key)
    steps = play(scene, lab)
    how: Any = {"record": catalog[scene.code], "shown": shown()}
    return Demo(story_text(scene, steps, **how), str(story_html(scene, steps, **how)), scene, steps)


def demo_text(key: str) -> str:
    """The story as text, for a terminal. Raises LabError."""
    try:
        return demo(key).text
    finally:
        lab.stop()


def predict(name: str) -> QuizCard:
    """A situation to call before it runs: predict("two-cooks"). The run button stays locked until you have."""
    from statuslab.widgets.quiz import QuizCard, predict_feedback, predict_item

    scene = find_scene(name)

    def on_attempt(_: str, selected: tuple[int, ...], confidence: int) -> Mapping[str, Any]:
        return predict_feedback(scene, selected, confidence, _run_html(scene))

    return QuizCard([predict_item(scene, _names())], _names(), on_attempt)


def _run_html(scene: Scene) -> str:
    from statuslab.widgets.exchange import exchange_html

    steps = [step for step in play(scene, lab, only_provoke=True) if step.part is Part.PROVOKE]
    return "".join(
        exchange_html(step.exchange, record=catalog[scene.code], shown=shown(), title=step.says) for step in steps
    )


def _names() -> dict[int, str]:
    return {record.code: record.name for record in catalog}


# --- The questions ------------------------------------------------------------------------------------------


@cache
def bank() -> Bank:
    """The published bank, read once."""
    from statuslab.questions import load_bank

    return load_bank(data_folder() / "questions")


def quiz(*what: int | str, n: int = 8, seed: int = 0) -> QuizCard:
    """Questions about codes or classes: quiz("2xx"), quiz(401, 403), quiz("2xx", n=20); quiz("pretest") keeps quiet.

    Raises LabError where nothing fits.
    """
    from statuslab.widgets.quiz import QuizCard

    if what == (PRETEST,):
        return QuizCard(_pretest(), _names(), _keep_quietly, mode="pretest")
    questions = _drawn(_about(what), n, seed)
    return QuizCard(questions, _names(), _graded, seed=seed)


def _about(what: Iterable[int | str]) -> tuple[Question, ...]:
    keys = tuple(what)
    if not keys:
        raise LabError('quiz() needs to know about what: quiz("2xx"), quiz(401, 403) or quiz("pretest")')
    codes = {record.code for key in keys for record in catalog.find(key)}
    found = [each for each in bank() if codes & set(each.codes) and not each.id.startswith(PRETEST)]
    if not found:
        raise LabError(f'no question about {", ".join(map(str, keys))} in the bank yet; try quiz("2xx")')
    return tuple(found)


def _drawn(questions: tuple[Question, ...], n: int, seed: int) -> tuple[Question, ...]:
    """So many questions, one code after another before any code comes twice, the same for one seed."""
    from random import Random

    if n < 1:
        raise LabError(f"quiz(n={n}): expected at least 1 question")
    shuffled = list(questions)
    Random(seed).shuffle(shuffled)
    turns: dict[int, int] = {}
    places = []
    for question in shuffled:
        turns[question.codes[0]] = turns.get(question.codes[0], 0) + 1
        places.append((turns[question.codes[0]], question))
    return tuple(question for _, question in sorted(places, key=lambda place: place[0]))[:n]


def _graded(id: str, selected: tuple[int, ...], confidence: int) -> Mapping[str, Any]:
    from statuslab.questions import grade
    from statuslab.widgets.quiz import feedback_of

    question = bank()[id]
    return feedback_of(grade(question, selected, confidence), question.source)


def _pretest() -> tuple[Question, ...]:
    return tuple(question for question in bank() if question.id.startswith(PRETEST))


def _keep_quietly(id: str, selected: tuple[int, ...], confidence: int) -> None:
    """Grade without telling, and keep it for the comparison at the end of the course."""
    from statuslab.io.answers import keep
    from statuslab.io.files import home
    from statuslab.questions import grade

    score = grade(bank()[id], selected, confidence).score
    keep(home() / "pretest.json", id, {"selected": list(selected), "confidence": confidence, "score": score})


# --- Showing exchanges --------------------------------------------------------------------------------------


def exchange_view(exchange: Exchange) -> str:
    """An exchange as HTML, the fields that matter for its status set off."""
    from statuslab.widgets.exchange import exchange_html

    status = exchange.internal_status or exchange.wire_status or exchange.logged_status
    record = catalog[status] if status and status in catalog else None
    return str(exchange_html(exchange, record=record, shown=shown()))


def dress(shell: Any) -> None:
    """Teach a notebook how to show exchanges."""
    formatters: Mapping[str, Any] = shell.display_formatter.formatters
    formatters["text/html"].for_type(Exchange, exchange_view)
    plain: Callable[[Exchange, Any, bool], None] = lambda each, printer, _: printer.text(text(each, shown()))  # noqa: E731
    formatters["text/plain"].for_type(Exchange, plain)


def _dress_here() -> None:
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        dress(shell)


_dress_here()
