"""The live class as a state machine: an event and the time go in, effects come out.

No socket, file or clock: time is the class's own seconds, which only run forward; who keeps what the effects say is
somebody else's business. `roundlaw` has the table of moves, `roundvalues` what goes in and out, `roundviews` what
people get to see of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from statuslab.errors import LabError
from statuslab.live_class import nicknames
from statuslab.live_class.events import (
    Answer,
    AnswerRecorded,
    Command,
    Effect,
    Event,
    EventRefused,
    HandsCounted,
    Join,
    Player,
    PlayerAttempt,
    PlayerChanged,
    SessionState,
    Settings,
    StateChanged,
    seconds_of,
)
from statuslab.live_class.presented_question import PresentedQuestion
from statuslab.live_class.states import HOST_COMMANDS, NOT_IN_AN_EXAM, TABLE, Phase
from statuslab.questions import CONFIDENCE, Question, Verdict

_PAGES = 8  # pages (tabs) of one player whose last click is remembered for one vote


@dataclass
class ClassSession:
    """One class: questions, people, answers, and where it stands. `step` is the only way to change it."""

    questions: Sequence[Question]
    settings: Settings = field(default_factory=Settings)
    names: Mapping[int, str] = field(default_factory=dict)
    state: SessionState = field(default_factory=SessionState)
    players: dict[int, Player] = field(default_factory=dict)
    answers: dict[tuple[int, int], dict[int, PlayerAttempt]] = field(default_factory=dict)
    hands: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.questions:
            raise LabError("a class needs at least one question, got none; name a set that has some")
        for question in self.questions:
            if question.form == "provoke":
                raise LabError(f"question {question.id} is for a lab of one's own; a class needs one with choices")
        self._taken_names: dict[str, int] = {}
        self._presented: dict[tuple[int, int], PresentedQuestion] = {}
        for player in self.players.values():
            self._taken_names[nicknames.key(player.name)] = 2

    def step(self, event: Event, now: float) -> tuple[Effect, ...]:
        """Take one event at one time. Raises Refused, and then nothing has changed but a due bell."""
        expired = self._expire(now)
        try:
            return *expired, *self._apply(event, now)
        except EventRefused as refusal:
            refusal.effects = expired
            raise

    def _apply(self, event: Event, now: float) -> tuple[Effect, ...]:
        if isinstance(event, Join):
            return (self._join(event),)
        if isinstance(event, Answer):
            return (self._answer(event, now),)
        return self._command(event, now) if isinstance(event, Command) else ()

    # --- time

    def next_deadline(self) -> float | None:
        """When the next Tick is due: the bell, or None."""
        return self.state.deadline if self.state.phase is Phase.OPEN else None

    def seconds_left(self, now: float) -> float | None:
        """Seconds until the bell; None where there is none."""
        if self.state.phase is Phase.PAUSED:
            return self.state.left
        if self.state.phase is not Phase.OPEN or self.state.deadline is None:
            return None
        return max(0.0, self.state.deadline - now)

    def _expire(self, now: float) -> tuple[Effect, ...]:
        deadline = self.next_deadline()
        if deadline is None or now < deadline:
            return ()
        return (self._move_to("bell", closed=deadline, deadline=None),)

    # --- people

    @property
    def exam(self) -> bool:
        return self.settings.mode == "exam"

    @property
    def present(self) -> Iterable[Player]:
        """Who has joined and was not removed."""
        return (player for player in self.players.values() if not player.removed)

    def is_in(self, player: Player) -> bool:
        """Whether this round counts for the player; who comes late enters at the next."""
        return self.exam or player.first <= self.state.index + 1

    def member(self, number: int) -> Player:
        """Raises Refused for somebody who was removed."""
        player = self.players[number]
        if player.removed:
            raise EventRefused("removed", "the host took you out of this class; talk to the host")
        return player

    def _join(self, event: Join) -> PlayerChanged:
        phase, name = self.state.phase, nicknames.cleaned(event.name)
        if phase is Phase.ENDED:
            raise EventRefused("ended", "this class is over; ask the host for the next one")
        if self.state.locked:
            raise EventRefused("locked", "the door of this class is locked; ask the host to unlock it")
        if len(self.players) >= self.settings.most_players:
            raise EventRefused("full", f"this class is full: {len(self.players)} people have joined")
        if not name:
            raise EventRefused("no-name", "this name has no letter that can be shown; choose another one")
        player = Player(len(self.players) + 1, self._unique_name(name), self._first_round(), event.seed)
        self.players[player.number] = player
        return PlayerChanged(player)

    def _unique_name(self, name: str) -> str:
        key = nicknames.key(name)
        unique = nicknames.unique(name, self._taken_names, self._taken_names.get(key, 2))
        if key in self._taken_names and unique != name:
            self._taken_names[key] = int(unique.rpartition(" ")[2]) + 1
        self._taken_names[nicknames.key(unique)] = 2
        return unique

    def _first_round(self) -> int:
        """Rounds count from 1. Nobody enters a round that has begun."""
        return 1 if self.state.phase is Phase.LOBBY else self.state.index + 2

    # --- questions

    def sequence(self, player: Player) -> tuple[int, ...]:
        """The indices of the questions in the order this player meets them: their own in an exam."""
        indices = list(range(len(self.questions)))
        if self.exam:
            Random(player.seed).shuffle(indices)
        return tuple(indices)

    def presented(self, index: int, player: Player | None = None) -> PresentedQuestion:
        """A question as the class sees it, or as this player does in an exam."""
        if self.exam and player:  # made anew each time: a thousand papers would not be small
            return PresentedQuestion.at(self.questions[index], player.seed, self.names)
        seed = self.settings.seed
        found = self._presented.get((index, seed))
        if found is None:
            found = self._presented[index, seed] = PresentedQuestion.at(self.questions[index], seed, self.names)
        return found

    # --- answers

    def attempt(self, round: int, vote: int, player: int) -> PlayerAttempt | None:
        return self.answers.get((round, vote), {}).get(player)

    def last_attempt(self, round: int, player: int) -> PlayerAttempt | None:
        """What the player said last in a round."""
        for vote in range(self.votes(round), 0, -1):
            if found := self.attempt(round, vote, player):
                return found
        return None

    def votes(self, round: int) -> int:
        """How many votes a round has had so far."""
        if round == self.state.index + 1 and not self.exam:
            return self.state.vote
        return max((vote for at, vote in (*self.answers, *self.hands) if at == round), default=0)

    def points(self, player: Player) -> tuple[float, int]:
        """The score so far, and of how many revealed rounds; rounds before the player came do not count."""
        counted = [index + 1 for index in self.state.revealed if self.exam or index + 1 >= player.first]
        attempts = (self.last_attempt(round, player.number) for round in counted)
        return sum(attempt.score for attempt in attempts if attempt), len(counted)

    def _answer(self, event: Answer, now: float) -> AnswerRecorded:
        player = self.member(event.player)
        index = self._question_index(event, player)
        round = index + 1
        before = self.attempt(round, event.vote, player.number)
        if before and event.click <= dict(before.clicks).get(event.page, 0):
            return AnswerRecorded(before, fresh=False)
        self._check_time(event, player, now)
        if before and self.settings.mode == "speed":
            raise EventRefused("first-counts", "in this class the first answer counts, and yours is kept")
        attempt = self._graded(event, player, index, now)
        clicks = {**dict(before.clicks if before else ()), event.page: event.click}
        attempt = replace(attempt, clicks=tuple(clicks.items())[-_PAGES:])
        self.answers.setdefault((round, event.vote), {})[player.number] = attempt
        return AnswerRecorded(attempt)

    def _question_index(self, event: Answer, player: Player) -> int:
        if not self.exam:
            return event.round - 1
        if event.round not in range(len(self.questions)) or event.vote != 1:
            raise EventRefused("another-round", f"this exam has questions 0 to {len(self.questions) - 1}, and one vote")
        return self.sequence(player)[event.round]

    def _check_time(self, event: Answer, player: Player, now: float) -> None:
        state = self.state
        if state.phase is Phase.ENDED:
            raise EventRefused("ended", "this class is over; nothing is counted any more")
        if state.phase is Phase.LOBBY:
            raise EventRefused("round-closed", "no question is open yet; wait for the host")
        if not self.exam and (event.round, event.vote) != (state.index + 1, state.vote):
            raise EventRefused(
                "another-round",
                f"question {event.round}, vote {event.vote} is past; the class is at question {state.index + 1}, "
                f"vote {state.vote}",
            )
        if not self.is_in(player):
            raise EventRefused("next-round", "you came after this question was opened; you are in from the next one")
        if state.phase is Phase.PAUSED:
            raise EventRefused("paused", "the host has paused the class; answer when it goes on")
        if state.phase is not Phase.OPEN and not self._in_grace(now):
            raise EventRefused("round-closed", f"question {state.index + 1} is closed; wait for what comes next")

    def _in_grace(self, now: float) -> bool:
        closed = self.state.closed
        return self.state.phase is Phase.CLOSED and closed is not None and now <= closed + self.settings.grace

    def _graded(self, event: Answer, player: Player, index: int, now: float) -> PlayerAttempt:
        if event.confidence not in range(len(CONFIDENCE)):
            raise EventRefused(
                "bad-field", f"confidence {event.confidence}, expected 0 ({CONFIDENCE[0]}) to 2 ({CONFIDENCE[2]})"
            )
        presented = self.presented(index, player)
        try:
            answer = presented.answer(event.choice)
            verdict: Verdict = presented.graded(answer, event.confidence)
        except EventRefused:
            raise
        except LabError as error:
            raise EventRefused("no-such-choice", str(error)) from None
        return PlayerAttempt(
            round=index + 1,
            vote=event.vote,
            player=player.number,
            choice=event.choice,
            answer=answer,
            confidence=event.confidence,
            score=verdict.score,
            right=verdict.right,
            mistaken=presented.mistaken(answer),
            seconds=round(max(0.0, now - self.state.opened), 3),
            page=event.page,
            click=event.click,
        )

    # --- the host

    def can(self) -> tuple[str, ...]:
        """What the host may do now."""
        beside = (do for do, phases in HOST_COMMANDS.items() if self.state.phase in phases)
        moves = (do for do in TABLE[self.state.phase] if self._allowed(do))
        useless = {"lock"} if self.state.locked else {"unlock"}
        if not self._counts_hands():
            useless.add("hands")
        return tuple(do for do in (*moves, *beside) if do not in useless)

    def _allowed(self, do: str) -> bool:
        if do == "bell" or (self.exam and do in NOT_IN_AN_EXAM):
            return False
        return do != "next" or self.state.index + 1 < len(self.questions)

    def _counts_hands(self) -> bool:
        return not self.exam and self.state.index >= 0 and self.presented(self.state.index).counts_options

    def _command(self, event: Command, now: float) -> tuple[Effect, ...]:
        state = self.state
        if event.seen is not None and event.seen != state.version:
            raise EventRefused("moved-on", f"the class has moved on to {self.where()}; look again before you go on")
        do = "next" if event.do == "open" and state.phase is Phase.REVEAL else event.do
        if do in HOST_COMMANDS:
            return self._host_command(do, event)
        if do not in {move for moves in TABLE.values() for move in moves} - {"bell"}:
            raise EventRefused("bad-field", f"no command {do[:24]!r}; expected one of {', '.join(self.can())}")
        if do not in TABLE[state.phase] or not self._allowed(do):
            raise EventRefused("not-now", self._why_not(do))
        return (self._move(do, event, now),)

    def where(self) -> str:
        """Where the class stands, in words."""
        if self.state.phase in {Phase.LOBBY, Phase.ENDED}:
            return "the lobby" if self.state.phase is Phase.LOBBY else "its end"
        if self.exam:
            return f"the exam ({self.state.phase})"
        return f"question {self.state.index + 1} of {len(self.questions)}, vote {self.state.vote} ({self.state.phase})"

    def _why_not(self, do: str) -> str:
        if do == "next" and self.state.phase is Phase.REVEAL and not self.exam:
            return f"question {self.state.index + 1} was the last one; end the class"
        moves = ", ".join(move for move in TABLE[self.state.phase] if self._allowed(move)) or "nothing"
        return f"{do} is not possible at {self.where()}; possible now: {moves}"

    def _move(self, do: str, event: Command, now: float) -> StateChanged:
        state = self.state
        if do in {"open", "next"}:
            seconds = self.settings.seconds if event.seconds is None else seconds_of(event.seconds)
            return self._opened(do, state.index + 1, 1, seconds, now)
        if do == "revote":
            seconds = state.seconds if event.seconds is None else seconds_of(event.seconds)
            return self._opened(do, state.index, state.vote + 1, seconds, now)
        if do == "pause":
            return self._move_to(do, left=self.seconds_left(now), deadline=None)
        if do == "resume":
            return self._move_to(do, deadline=None if state.left is None else now + state.left, left=None)
        if do == "close":
            return self._move_to(do, closed=now, deadline=None, left=None)
        if do == "reveal":
            out = tuple(range(len(self.questions))) if self.exam else (*state.revealed, state.index)
            return self._move_to(do, revealed=out)
        return self._move_to(do, deadline=None, left=None)

    def _opened(self, do: str, index: int, vote: int, seconds: float | None, now: float) -> StateChanged:
        deadline = None if seconds is None else now + seconds
        return self._move_to(
            do, index=index, vote=vote, seconds=seconds, opened=now, deadline=deadline, left=None, closed=None
        )

    def _move_to(self, move: str, **changes: object) -> StateChanged:
        phase = TABLE[self.state.phase][move]
        return self._changed(phase=phase, **changes)

    def _changed(self, **changes: object) -> StateChanged:
        self.state = replace(self.state, version=self.state.version + 1, **changes)  # type: ignore[arg-type]
        return StateChanged(self.state)

    def _host_command(self, do: str, event: Command) -> tuple[Effect, ...]:
        if self.state.phase not in HOST_COMMANDS[do]:
            raise EventRefused("not-now", f"{do} is not possible at {self.where()}")
        if do in {"lock", "unlock"}:
            return (self._changed(locked=do == "lock"),)
        if do == "leaderboard":
            return (self._changed(leaderboard=event.on),)
        if do == "hands":
            return (self._count_hands(event.counts), self._changed())
        player = self.players.get(event.player or 0)
        if player is None:
            raise EventRefused("bad-field", f"no player {event.player} in this class; look at the list of people")
        return (self._replaced(self._renamed(player, event.name) if do == "rename" else replace(player, removed=True)),)

    def _replaced(self, player: Player) -> PlayerChanged:
        self.players[player.number] = player
        return PlayerChanged(player)

    def _renamed(self, player: Player, wanted: str) -> Player:
        name = nicknames.cleaned(wanted)
        if not name:
            raise EventRefused("no-name", "this name has no letter that can be shown; choose another one")
        if nicknames.key(name) != nicknames.key(player.name):
            self._taken_names.pop(nicknames.key(player.name), None)
            name = self._unique_name(name)
        return replace(player, name=name)

    def _count_hands(self, counts: tuple[int, ...]) -> HandsCounted:
        if not self._counts_hands():
            raise EventRefused("not-now", "hands can be counted only for a question whose choices are picked")
        size = len(self.presented(self.state.index).order)
        if len(counts) != size or any(count not in range(100_000) for count in counts):
            raise EventRefused("bad-field", f"hands need {size} counts, one for each choice, got {list(counts)[:8]}")
        hands = HandsCounted(self.state.index + 1, self.state.vote, counts)
        self.hands[hands.round, hands.vote] = counts
        return hands
