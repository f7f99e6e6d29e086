"""The notebook functions `lab`, `demo` and `predict`, and how a notebook shows exchanges."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from statuslab.codes import find_scene
from statuslab.messages.exchange import Exchange
from statuslab.messages.transcript import DisplayOptions, text
from statuslab.network import chosen
from statuslab.notebook import hub
from statuslab.notebook.codes import catalog, names
from statuslab.notebook.saved_cards import answer_saver, card_key, restored
from statuslab.notebook.view import View
from statuslab.scenarios.player import Watch, play
from statuslab.scenarios.scene import Scene, Step, StepKind
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock

if TYPE_CHECKING:
    from statuslab.questions import Question, Verdict
    from statuslab.widgets.quiz import LearnerAnswer, QuizCard
    from statuslab.widgets.story import Prediction

FIXED = bool(os.environ.get("STATUSLAB_FIXED"))


class CourseLab(Lab):
    """The lab of a notebook, which can also check the machine."""

    def check(self) -> View:
        """Try everything that the course needs on this machine, and say how to get what is missing."""
        from statuslab.notebook.machine_check import check_machine, results_html

        results = check_machine(self)
        return View("\n".join(map(str, results)), str(results_html(results)))

    def __repr__(self) -> str:
        return super().__repr__() + (f"; {hub.LAB}" if hub.on_a_hub() else "")


lab = CourseLab(FixedClock(network=chosen()) if FIXED else None, same_user_only=hub.on_a_hub())


def display_options() -> DisplayOptions:
    """Return how exchanges are shown. Under the fixed clock hosts have names, and times are step numbers."""
    names = lab.names
    return DisplayOptions(names=names, ports=names, steps=True) if FIXED else DisplayOptions(ports=names)


@dataclass(frozen=True)
class Demo(View):
    """A scene that was run: its steps, and the exchanges on the wire."""

    scene: Scene
    steps: tuple[Step, ...]

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges, in order."""
        return tuple(step.exchange for step in self.steps)

    @property
    def source(self) -> Source:
        """The source of the Teahouse handlers that answered, to read and to copy."""
        return Source("\n\n".join(_source(name) for name in self.scene.source) or _NO_HANDLER)

    __repr__ = View.__repr__


_NO_HANDLER = "# No handler of the Teahouse answered: a layer in front of it did (see src/statuslab/server)."


class Source(str):
    """Python source code, which a notebook shows highlighted."""

    def __repr__(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        return f"```python\n{self}\n```"


def _source(name: str) -> str:
    module, _, function = name.rpartition(".")
    found = getattr(import_module(f"statuslab.server.teahouse.{module}"), function)
    return inspect.getsource(found).rstrip()


def demo(key: int | str) -> Demo:
    """Run the scene of a code, or a scene by name, and show what crossed the wire: demo(412), demo("two-cooks").

    Raises LabError.
    """
    return watched_demo(key, None)


def watched_demo(key: int | str, watch: Watch | None) -> Demo:
    """The same; `watch` gets the steps so far after each one."""
    from statuslab.widgets.story import story_html, story_text

    scene = find_scene(key)
    steps = play(scene, lab, watch=watch)
    shown: Any = {"record": catalog[scene.code], "options": display_options(), "prediction": _prediction(scene)}
    shown["notice"] = TOLD_TLS if _uses_told_tls(steps) else ""
    return Demo(story_text(scene, steps, **shown), str(story_html(scene, steps, **shown)), scene, steps)


TOLD_TLS = (
    "Python in a browser has no TLS. Here client and server tell each other in one line what a handshake would have "
    "shown, and nothing is encrypted. The status has its usual cause."
)


def _uses_told_tls(steps: Iterable[Step]) -> bool:
    tls_ports = {lab.port_address(name) for name in ("tls", "tls-pages")} if lab.network.tells_tls else set()
    return any(step.exchange.host in tls_ports for step in steps)


_predicted: dict[str, QuizCard] = {}  # by scene, the latest card of this kernel


def _prediction(scene: Scene) -> Prediction:
    """Return how far the prediction of a scene is, so that its demo gives nothing away and repeats nothing."""
    from statuslab.widgets.story import Prediction

    card = _predicted.get(scene.name)
    if card is None:
        return Prediction.NONE
    return Prediction.ANSWERED if card.is_answered else Prediction.OPEN


def play_until_provoked(key: int | str) -> tuple[Scene, Step]:
    """Run a scene up to the request that provokes its code. Return the scene and that step."""
    scene = find_scene(key)
    steps = play(scene, lab, only_provoke=True)
    return scene, [step for step in steps if step.kind is StepKind.PROVOKE][-1]


def demo_text(key: str) -> str:
    """Run a scene and return it as text for a terminal. Raises LabError."""
    try:
        return demo(key).text
    finally:
        lab.stop()


def predict(name: str) -> QuizCard:
    """Predict what a scene will return before it runs: predict("two-cooks").

    The Run button is locked until you have chosen a code and a confidence. Raises LabError.
    """
    from statuslab.widgets.quiz import QuizCard

    scene = find_scene(name)
    key = card_key("predict", scene.name)
    card = QuizCard([predict_question(scene)], names(), prediction_feedback, save=answer_saver("predict", key))
    _predicted[scene.name] = card
    return restored(card, key)


def prediction_feedback(answer: LearnerAnswer, verdict: Verdict) -> dict[str, Any]:
    """Run the scene that was predicted, and show prediction and exchange side by side."""
    from statuslab.widgets.quiz import predict_feedback

    return predict_feedback(answer, verdict, names(), _run_html(find_scene(answer.question.idea)))


def predict_question(scene: Scene) -> Question:
    """Return a scene as a question: its situation, with codes to choose from."""
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
    shown: Any = {"record": catalog[scene.code], "options": display_options(), "picture": False}
    many = len(steps) > 1
    return "".join(exchange_html(each.exchange, title=each.message if many else "", **shown) for each in steps)


# --- Showing exchanges --------------------------------------------------------------------------------------


def exchange_view(exchange: Exchange) -> str:
    """Return an exchange as HTML, with the headers highlighted that matter for its status."""
    from statuslab.widgets.exchange import exchange_html

    status = exchange.internal_status or exchange.wire_status or exchange.logged_status
    record = catalog.get(status)
    return str(exchange_html(exchange, record=record, options=display_options()))


def register_formatters(shell: Any) -> None:
    """Register how the notebook shows an Exchange, as HTML and as text."""
    formatters: Mapping[str, Any] = shell.display_formatter.formatters
    formatters["text/html"].for_type(Exchange, exchange_view)
    plain: Callable[[Exchange, Any, bool], None] = lambda each, printer, _: printer.text(text(each, display_options()))  # noqa: E731
    formatters["text/plain"].for_type(Exchange, plain)
