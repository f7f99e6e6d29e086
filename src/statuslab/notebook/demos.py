"""The words of the lab and its stories: lab, demo, predict; and how exchanges are shown."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from statuslab.codes import find_scene
from statuslab.messages.exchange import Exchange
from statuslab.messages.transcript import DisplayOptions, text
from statuslab.notebook.codes import catalog, names
from statuslab.notebook.saved_cards import answer_saver, card_key, restored
from statuslab.notebook.view import View
from statuslab.scenarios.player import play
from statuslab.scenarios.scene import Scene, Step, StepKind
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock

if TYPE_CHECKING:
    from statuslab.questions import Question, Verdict
    from statuslab.widgets.quiz import LearnerAnswer, QuizCard

FIXED = bool(os.environ.get("STATUSLAB_FIXED"))


class CourseLab(Lab):
    """The lab as a notebook has it: with a look at whether this machine is fine."""

    def check(self) -> View:
        """Try each thing the course needs here, and say what to do where one is missing."""
        from statuslab.notebook.machine_check import checkup, checkup_html

        findings = checkup(self)
        return View("\n".join(str(finding) for finding in findings), str(checkup_html(findings)))


lab = CourseLab(FixedClock() if FIXED else None)


def display_options() -> DisplayOptions:
    """How exchanges are shown: as they were, or under the fixed clock with names and steps."""
    names = lab.names
    return DisplayOptions(names=names, doors=names, steps=True) if FIXED else DisplayOptions(doors=names)


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
    how: Any = {"record": catalog[scene.code], "options": display_options()}
    return Demo(story_text(scene, steps, **how), str(story_html(scene, steps, **how)), scene, steps)


def play_until_provoked(key: int | str) -> tuple[Scene, Step]:
    """A story played as far as the request that provokes its code, and that step."""
    scene = find_scene(key)
    steps = play(scene, lab, only_provoke=True)
    return scene, [step for step in steps if step.kind is StepKind.PROVOKE][-1]


def demo_text(key: str) -> str:
    """The story as text, for a terminal. Raises LabError."""
    try:
        return demo(key).text
    finally:
        lab.stop()


def predict(name: str) -> QuizCard:
    """A situation to call before it runs: predict("two-cooks"). The run button stays locked until you have."""
    from statuslab.widgets.quiz import QuizCard

    scene = find_scene(name)
    key = card_key("predict", scene.name)
    card = QuizCard([predict_question(scene)], names(), prediction_feedback, save=answer_saver("predict", key))
    return restored(card, key)


def prediction_feedback(answer: LearnerAnswer, verdict: Verdict) -> dict[str, Any]:
    """Run the scene that was predicted, and show prediction and exchange side by side."""
    from statuslab.widgets.quiz import predict_feedback

    return predict_feedback(answer, verdict, names(), _run_html(find_scene(answer.question.idea)))


def predict_question(scene: Scene) -> Question:
    """The scene as a question: its situation, and the offered codes."""
    from statuslab.questions import Option, Question
    from statuslab.questions.proof import Proof

    options = tuple(Option(code=code, right=code == scene.answer, why=why) for code, why in scene.choices.items())
    return Question(
        id=f"predict-{scene.name}",
        codes=(scene.code,),
        idea=scene.name,
        skill="situation to code",
        form="predict",
        level=1,
        ask=scene.situation,
        options=options,
        hint="",
        source="",
        proof=(Proof(scene=scene.name, status=scene.answer),),
    )


def _run_html(scene: Scene) -> str:
    from statuslab.widgets.exchange import exchange_html

    steps = [step for step in play(scene, lab, only_provoke=True) if step.kind is StepKind.PROVOKE]
    return "".join(
        exchange_html(step.exchange, record=catalog[scene.code], options=display_options(), title=step.message)
        for step in steps
    )


# --- Showing exchanges --------------------------------------------------------------------------------------


def exchange_view(exchange: Exchange) -> str:
    """An exchange as HTML, the fields that matter for its status set off."""
    from statuslab.widgets.exchange import exchange_html

    status = exchange.internal_status or exchange.wire_status or exchange.logged_status
    record = catalog[status] if status and status in catalog else None
    return str(exchange_html(exchange, record=record, options=display_options()))


def register_formatters(shell: Any) -> None:
    """Teach a notebook how to show exchanges."""
    formatters: Mapping[str, Any] = shell.display_formatter.formatters
    formatters["text/html"].for_type(Exchange, exchange_view)
    plain: Callable[[Exchange, Any, bool], None] = lambda each, printer, _: printer.text(text(each, display_options()))  # noqa: E731
    formatters["text/plain"].for_type(Exchange, plain)
