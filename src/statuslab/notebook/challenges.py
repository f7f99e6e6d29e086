"""The notebook function `challenge`: a card that watches the lab and turns green when its code has happened.

The lab calls back on the server's thread for each exchange. The exchange is judged and shown outside of it, so that no
client waits for a card.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from statuslab.codes import find_challenge
from statuslab.messages.exchange import Exchange, Origin
from statuslab.notebook.codes import catalog, names
from statuslab.notebook.demos import display_options, exchange_view, lab
from statuslab.scenarios.judging import REMEMBERED, Challenge, Progress, Stage
from statuslab.scenarios.player import send
from statuslab.wording import quantity

if TYPE_CHECKING:
    from statuslab.learning.history import Attempt
    from statuslab.questions import Verdict
    from statuslab.widgets.challenge import ChallengeCard
    from statuslab.widgets.quiz import LearnerAnswer

WHERE = {
    "teahouse": "Your lab",
    "proxy": "Your lab's proxy",
    "tls": "Your lab's TLS port, whose CA is lab.ca_file",
    "nginx": "Your lab's port that behaves like nginx",
    "wifi": "Your lab's guest Wi-Fi",
}
"""What each port is called on a card, by its name in `Lab.port_address`."""
HINT_COST = 0.2  # of the score, for each hint
CATCH_UP_SECONDS = 5.0  # how long reading a card waits for the last exchange to be judged


def challenge(key: int | str) -> ChallengeCard:
    """Make the server send a code for its real cause: challenge(412), challenge("the-chef-was-faster").

    Use any client. The card turns green when the lab has seen it. Exchanges of demo() and predict() do not count.
    Raises LabError.
    """
    _listener.catch_up()  # the card before this one may still have to judge its last exchange
    return _listener.watch(ChallengeRun(find_challenge(key))).card


def challenge_feedback(answer: LearnerAnswer, verdict: Verdict) -> dict[str, Any]:
    """Make the feedback on a challenge that is asked in a review.

    It is done if the lab has seen its cause since it was asked. Otherwise the question stays open, and the headline
    says what is missing.
    """
    from statuslab.widgets.quiz import feedback_of, unjudged

    challenge = find_challenge(answer.question.id.removeprefix("provoke-"))
    if answer.answer != (1,):
        return feedback_of(answer, verdict, names(), headline=f"Given up. The last hint: {challenge.hints[-1]}")
    if answer.earlier:
        return feedback_of(answer, verdict, names())
    progress = _since(challenge, answer.seconds)
    if not progress.done:
        return unjudged(
            progress.message or "The lab has not seen it yet. Bring it about, with any client, and say so again"
        )
    return feedback_of(answer, verdict, names(), html=exchange_view(progress.passed[-1]))


def _since(challenge: Challenge, seconds: float | None) -> Progress:
    """Return the progress within the last `seconds`. Exchanges before that count as earlier ones."""
    lab.recorder.last(Origin.LEARNER)  # waits a moment for it to end
    start = 0.0 if seconds is None else lab.clock.now() - seconds
    mine = [each for each in lab.exchanges if each.origin is Origin.LEARNER]
    progress = Progress(challenge, earlier=tuple(each for each in mine if each.began < start)[-REMEMBERED:])
    for exchange in mine:
        progress = progress.after(exchange) if exchange.began >= start else progress
    return progress


class ChallengeRun:
    """One challenge in progress: what was achieved, the hints that were taken, and the card that shows both."""

    def __init__(self, challenge: Challenge) -> None:
        from statuslab.widgets.challenge import ChallengeCard

        self.challenge, self.hints, self.news, self.html, self.notice = challenge, 0, "", "", ""
        self._lock = threading.RLock()
        address = _url(challenge.port)  # opens the port, which the options for display then know
        self._display_options = display_options()
        mine = [each for each in lab.exchanges if each.origin is Origin.LEARNER]
        self.progress = Progress(challenge, earlier=tuple(mine[-REMEMBERED:]))
        self.earlier = _earlier_attempt(challenge)
        facts = challenge_facts(challenge, self._display_options.host(address))
        self.card: ChallengeCard = ChallengeCard(facts, self._state(), self.show_hint, _listener.catch_up)
        self.card.saved_as = {"challenge": challenge.name}

    @property
    def score(self) -> float:
        """From 0 to 1, less for each hint that was taken."""
        return round(1 - HINT_COST * self.hints, 2)

    # --- what happens

    def on_exchange(self, exchange: Exchange) -> None:
        """Judge one more exchange, and update the card."""
        with self._lock:
            before = self.progress
            self.progress = before.after(exchange)
            if self.progress is before:
                return
            self.news = self.notice = ""
            if len(self.progress.passed) > len(before.passed):
                self._passed(self.challenge.stages[len(before.passed)], exchange)
            self.card.shown = self._state()

    def show_hint(self) -> None:
        """Show one more hint."""
        with self._lock:
            if not self.done and self.hints < len(self.challenge.hints):
                self.hints += 1
            self.card.shown = self._state()

    @property
    def done(self) -> bool:
        return self.progress.done or self.earlier is not None

    def _passed(self, stage: Stage, exchange: Exchange) -> None:
        self.html = self._exchange_html(stage, exchange)
        if self.progress.done:
            self.earlier = None
            self.notice = _save(self.challenge, self.score)
        if stage.then:
            self.news, request = stage.then
            send(lab, request, Origin.CHALLENGE)

    # --- what is shown

    def _state(self) -> dict[str, Any]:
        from statuslab.widgets.challenge import seen_line

        seen = self.progress.seen
        return {
            "state": self._kind(),
            "stages": self._stages(),
            "seen": seen_line(seen, self._display_options) if seen else "",
            "message": self._message(),
            "news": self.news,
            "notice": self.notice,
            "hints": list(self.challenge.hints[: self.hints]),
            "html": self.html,
        }

    def _kind(self) -> str:
        if self.done:
            return "done"
        return "near" if self.progress.came_close else "seen" if self.progress.seen else "waiting"

    def _stages(self) -> list[dict[str, Any]]:
        passed = len(self.challenge.stages) if self.done else len(self.progress.passed)
        stages = self.challenge.stages if self.challenge.is_quest else ()
        return [{"goal": stage.goal, "done": index < passed} for index, stage in enumerate(stages)]

    def _message(self) -> str:
        if self.progress.done:
            return f"Done, {_worth(self.score, self.hints)}."
        if self.earlier is not None:
            return f"{done_before(self.earlier)} The lab still watches."
        passed, stages = len(self.progress.passed), len(self.challenge.stages)
        if self.progress.passed and self.progress.seen is self.progress.passed[-1]:
            return f"Step {passed} of {stages} is done."
        return self.progress.message

    def _exchange_html(self, stage: Stage, exchange: Exchange) -> str:
        from statuslab.widgets.exchange import exchange_html

        if exchange.host not in self._display_options.ports:  # a port that was opened since
            self._display_options = display_options()
        return str(
            exchange_html(
                exchange, record=catalog[stage.code], options=self._display_options, title="What the lab judged"
            )
        )


def challenge_facts(challenge: Challenge, address: str) -> dict[str, Any]:
    """Return what does not change on the card of a challenge, for a lab at this address ("" where none runs)."""
    kind = "Quest" if challenge.is_quest else "Challenge"
    heading = f"{kind} · {challenge.title} · {challenge.code} {catalog[challenge.code].name}"
    facts = {"heading": heading, "task": challenge.task, "where": WHERE[challenge.port], "address": address}
    return facts | {"hints": len(challenge.hints)}


def _url(port: str) -> str:
    return lab.tls_url if port == "tls" else f"http://{lab.port_address(port)}"


def done_before(attempt: Attempt) -> str:
    """Say that a challenge was done in an earlier run, and what it was worth."""
    return "Done before." if attempt.right else f"Done before, with {attempt.score:.0%} of the score."


def _worth(score: float, hints: int) -> str:
    if not hints:
        return "without a hint"
    return f"with {quantity(hints, 'hint')}: {score:.0%} of the score"


# --- Listening ----------------------------------------------------------------------------------------------


class ChallengeListener:
    """Passes every exchange of the lab to the challenges in progress, one after the other.

    A new card replaces an older one of the same challenge.
    """

    def __init__(self) -> None:
        self._runs: dict[str, ChallengeRun] = {}
        self._latest, self._judged = 0, threading.Condition()
        self._judging: threading.Thread | None = None  # the one that does it just now

    def watch(self, run: ChallengeRun) -> ChallengeRun:
        """Pass exchanges to this run from now on, in place of an earlier run of the same challenge."""
        self._latest = max([self._latest, *(each.number for each in lab.exchanges)])
        if self._on_exchange not in lab.recorder.on_exchange:
            lab.recorder.on_exchange.append(self._on_exchange)
        self._runs[run.challenge.name] = run
        return run

    def catch_up(self) -> None:
        """Wait a moment until the learner's last exchange is judged.

        A client has its response before the exchange ends.
        """
        last = lab.recorder.last(Origin.LEARNER)
        if last is not None and self._runs and self._judging is not threading.current_thread():
            with self._judged:
                lab.network.wait_for(self._judged, lambda: self._latest >= last.number, CATCH_UP_SECONDS)

    def _on_exchange(self, exchange: Exchange) -> None:
        lab.network.call_outside(lambda: self._judge(exchange))

    def _judge(self, exchange: Exchange) -> None:
        self._judging = threading.current_thread()
        for run in tuple(self._runs.values()):
            try:
                run.on_exchange(exchange)
            except Exception:  # one card that fails must not stop the others
                logging.getLogger(__name__).exception("challenge %s", run.challenge.name)
        self._judging = None
        with self._judged:
            self._latest = max(self._latest, exchange.number)
            self._judged.notify_all()


_listener = ChallengeListener()


# --- Saving -------------------------------------------------------------------------------------------------


def challenge_key(challenge: Challenge) -> str:
    """Return the key that a challenge's card is saved under."""
    return f"challenge:{challenge.name}"


def _earlier_attempt(challenge: Challenge) -> Attempt | None:
    from statuslab.notebook.stored_progress import saved_attempts

    attempts = saved_attempts(challenge_key(challenge))
    return attempts[-1] if attempts else None


def _save(challenge: Challenge, score: float) -> str:
    """Save that the challenge is done. Return a line to show if there was a problem, else ""."""
    from statuslab.learning.history import FAIRLY_SURE, Attempt
    from statuslab.notebook.stored_progress import now, save

    return save(
        Attempt(
            question=f"provoke-{challenge.name}",
            at=now(),
            score=score,
            confidence=FAIRLY_SURE,
            answer=(1,),
            where="challenge",
            card=challenge_key(challenge),
        )
    )
