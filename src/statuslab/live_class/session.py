"""A live class as a state machine: an event and the time go in, effects come out.

No socket, file or clock. Time is in seconds of the class's own clock, which only runs forward. `states` has the phases
and moves, `events` what goes in and comes out, `views` what each side sees. The caller stores what the effects say.
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
    checked_seconds,
)
from statuslab.live_class.presented_question import PresentedQuestion
from statuslab.live_class.states import DEADLINE, HOST_COMMANDS, NOT_IN_AN_EXAM, PHASES, VOTE_MOVES, PhaseRules
from statuslab.questions import CONFIDENCE, Question

_PAGES = 8  # pages (tabs) of one player whose last click is remembered for one vote


@dataclass
class ClassSession:
    """One class: its questions, players, answers and phase. `step` is the only way to change it."""

    questions: Sequence[Question]
    settings: Settings = field(default_factory=Settings)
    names: Mapping[int, str] = field(default_factory=dict)
    state: SessionState = field(default_factory=SessionState)
    players: dict[int, Player] = field(default_factory=dict)
    answers: dict[tuple[int, int], dict[int, PlayerAttempt]] = field(default_factory=dict)  # (round, vote): by player
    hands: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.questions:
            raise LabError("a class needs at least one question, got none; name a set that has some")
        for question in self.questions:
            if question.form == "provoke":
                raise LabError(f"question {question.id} is for a lab of one's own; a class needs one with choices")
        self._taken_names: dict[str, int] = {}  # name key: the next number to try for that name
        self._presented: dict[tuple[int, int], PresentedQuestion] = {}
        self._removed = sum(player.removed for player in self.players.values())
        for player in self.players.values():
            self._taken_names[nicknames.key(player.name)] = 2

    def step(self, event: Event, now: float) -> tuple[Effect, ...]:
        """Apply one event at a time.

        Raises EventRefused; then nothing has changed except that a deadline that had passed took effect.
        """
        expired = self._expire(now)
        try:
            if isinstance(event, Join):
                return *expired, self._join(event)
            if isinstance(event, Answer):
                return *expired, self._answer(event, now)
            return *expired, *(self._command(event, now) if isinstance(event, Command) else ())
        except EventRefused as refusal:
            refusal.effects = expired
            raise

    @property
    def rules(self) -> PhaseRules:
        """What follows from the phase the class is in."""
        return PHASES[self.state.phase]

    # --- time

    def next_deadline(self) -> float | None:
        """When the next Tick is due, or None. Time that runs out without a move, as in a discussion, needs none."""
        return self.state.deadline if DEADLINE in self.rules.moves else None

    def seconds_left(self, now: float) -> float | None:
        """Seconds until the deadline, also while it is paused; None where there is none."""
        return self.state.left if self.state.deadline is None else max(0.0, self.state.deadline - now)

    def _expire(self, now: float) -> tuple[Effect, ...]:
        deadline = self.next_deadline()
        if deadline is None or now < deadline:
            return ()
        return (self._change_phase(DEADLINE, closed=deadline),)

    # --- people

    @property
    def exam(self) -> bool:
        return self.settings.mode == "exam"

    @property
    def present(self) -> Iterable[Player]:
        """The players who were not removed."""
        return (player for player in self.players.values() if not player.removed)

    @property
    def present_count(self) -> int:
        """How many players were not removed."""
        return len(self.players) - self._removed

    @property
    def is_full(self) -> bool:
        """Whether every place is taken. The place of a removed player is free."""
        return self.present_count >= self.settings.most_players

    def is_in(self, player: Player) -> bool:
        """Whether this round counts for the player. Latecomers are in from the next round."""
        return self.exam or player.first <= self.state.index + 1

    def member(self, number: int) -> Player:
        """The player with this number. Raises EventRefused for a removed one."""
        player = self.players[number]
        if player.removed:
            raise EventRefused("removed", "the host took you out of this class; talk to the host")
        return player

    def _join(self, event: Join) -> PlayerChanged:
        name = nicknames.cleaned(event.name)
        if self.rules.ended:
            raise EventRefused("ended", "this class is over; ask the host for the next one")
        if self.state.locked:
            raise EventRefused("locked", "the door of this class is locked; ask the host to unlock it")
        if self.is_full:
            raise EventRefused("full", f"this class is full: {self.present_count} people are in it; talk to the host")
        if not name:
            raise EventRefused("no-name", "this name has no letter that can be shown; choose another one")
        first = self.state.index + 2  # rounds count from 1, and nobody enters a round that has begun
        player = Player(len(self.players) + 1, self._unique_name(name), first, event.seed)
        return self._replace_player(player)

    def _replace_player(self, player: Player) -> PlayerChanged:
        before = self.players.get(player.number)
        self._removed += player.removed - bool(before and before.removed)
        self.players[player.number] = player
        return PlayerChanged(player)

    def _unique_name(self, name: str) -> str:
        key = nicknames.key(name)
        unique = nicknames.unique(name, self._taken_names, self._taken_names.get(key, 2))
        if key in self._taken_names and unique != name:
            self._taken_names[key] = int(unique.rpartition(" ")[2]) + 1
        self._taken_names[nicknames.key(unique)] = 2
        return unique

    # --- questions

    def sequence(self, player: Player) -> tuple[int, ...]:
        """The question indices in this player's order: in an exam everybody has an order of their own."""
        indices = list(range(len(self.questions)))
        if self.exam:
            Random(player.seed).shuffle(indices)
        return tuple(indices)

    def presented(self, index: int, player: Player | None = None) -> PresentedQuestion:
        """A question as the class sees it, or as this player sees it in an exam."""
        if self.exam and player:  # not cached: a thousand students' questions would take too much memory
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
        """The player's answer in the last vote of a round in which they answered."""
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
        """The score so far, and of how many revealed rounds. Rounds before the player came do not count."""
        keyed = (index for index in self.state.revealed if self.questions[index].has_key)
        counted = [index + 1 for index in keyed if self.exam or index + 1 >= player.first]
        attempts = (self.last_attempt(round, player.number) for round in counted)
        return sum(attempt.score for attempt in attempts if attempt), len(counted)

    def _answer(self, answer: Answer, now: float) -> AnswerRecorded:
        player = self.member(answer.player)
        index = self._question_index(answer, player)
        round = index + 1
        before = self.attempt(round, answer.vote, player.number)
        if before and answer.click <= dict(before.clicks).get(answer.page, 0):
            return AnswerRecorded(before, fresh=False)  # a retry, or a request that a newer one has overtaken
        self._check_time(answer, player, now)
        if before and self.settings.mode == "speed":
            raise EventRefused("first-counts", "in this class the first answer counts, and yours is kept")
        attempt = self._graded(answer, player, index, now)
        clicks = {**dict(before.clicks if before else ()), answer.page: answer.click}
        attempt = replace(attempt, clicks=tuple(clicks.items())[-_PAGES:])
        self.answers.setdefault((round, answer.vote), {})[player.number] = attempt
        return AnswerRecorded(attempt)

    def _question_index(self, answer: Answer, player: Player) -> int:
        if not self.exam:
            return answer.round - 1
        if answer.round not in range(len(self.questions)) or answer.vote != 1:
            raise EventRefused("another-round", f"this exam has questions 0 to {len(self.questions) - 1}, and one vote")
        return self.sequence(player)[answer.round]

    def _check_time(self, answer: Answer, player: Player, now: float) -> None:
        """Raises EventRefused where the class does not take this answer now."""
        state, rules = self.state, self.rules
        code, message = rules.refusal
        refusal = EventRefused(code, message.format(number=state.index + 1))
        if not rules.asking:
            raise refusal
        if not self.exam and (answer.round, answer.vote) != (state.index + 1, state.vote):
            raise EventRefused(
                "another-round",
                f"question {answer.round}, vote {answer.vote} is past; the class is at question {state.index + 1}, "
                f"vote {state.vote}",
            )
        if not self.is_in(player):
            raise EventRefused("next-round", "you came after this question was opened; you are in from the next one")
        in_grace = rules.grace and state.closed is not None and now <= state.closed + self.settings.grace
        if not rules.accepts and not in_grace:
            raise refusal

    def _graded(self, answer: Answer, player: Player, index: int, now: float) -> PlayerAttempt:
        if answer.confidence not in range(len(CONFIDENCE)):
            raise EventRefused(
                "bad-field", f"confidence {answer.confidence}, expected 0 ({CONFIDENCE[0]}) to 2 ({CONFIDENCE[2]})"
            )
        presented = self.presented(index, player)
        try:
            indices = presented.answer(answer.choice)
            verdict = presented.graded(indices, answer.confidence)
        except LabError as error:
            raise EventRefused("no-such-choice", str(error)) from None
        return PlayerAttempt(
            round=index + 1,
            vote=answer.vote,
            player=player.number,
            choice=answer.choice,
            answer=indices,
            confidence=answer.confidence,
            score=verdict.score,
            right=verdict.right,
            mistaken=presented.mistaken(indices),
            seconds=round(max(0.0, now - self.state.opened), 3),
            page=answer.page,
            click=answer.click,
        )

    # --- the host

    def can(self) -> tuple[str, ...]:
        """The commands the host may give now."""
        commands = {do for do, possible in HOST_COMMANDS.items() if possible(self.rules)}
        commands -= {"lock"} if self.state.locked else {"unlock"}
        if not self._counts_hands():
            commands -= {"hands"}
        return *self._moves(), *(do for do in HOST_COMMANDS if do in commands)

    def _moves(self) -> list[str]:
        """The moves the host may make now."""
        last = self.state.index + 1 >= len(self.questions)
        left_out = {DEADLINE} | (NOT_IN_AN_EXAM if self.exam else set()) | ({"next"} if last else set())
        return [move for move in self.rules.moves if move not in left_out]

    def _counts_hands(self) -> bool:
        return not self.exam and self.state.index >= 0 and self.presented(self.state.index).counts_options

    def _command(self, command: Command, now: float) -> tuple[Effect, ...]:
        state, moves, do = self.state, self.rules.moves, command.do
        if command.seen is not None and command.seen != state.version:
            raise EventRefused("moved-on", f"the class has moved on to {self.where()}; look again before you go on")
        if do == "open" and "open" not in moves and "next" in moves:
            do = "next"
        if do in HOST_COMMANDS:
            return self._host_command(do, command)
        if do not in {move for rules in PHASES.values() for move in rules.moves} - {DEADLINE}:
            raise EventRefused("bad-field", f"no command {do[:24]!r}; expected one of {', '.join(self.can())}")
        if do not in self._moves():
            if do == "next" and "next" in moves and not self.exam:
                raise EventRefused("not-now", f"question {state.index + 1} was the last one; end the class")
            possible = ", ".join(self._moves()) or "nothing"
            raise EventRefused("not-now", f"{do} is not possible at {self.where()}; possible now: {possible}")
        return (self._move(do, command, now),)

    def where(self) -> str:
        """Where the class stands, in words."""
        if self.rules.place:
            return self.rules.place
        if self.exam:
            return f"the exam ({self.state.phase})"
        return f"question {self.state.index + 1} of {len(self.questions)}, vote {self.state.vote} ({self.state.phase})"

    def _move(self, do: str, command: Command, now: float) -> StateChanged:
        state = self.state
        if do in VOTE_MOVES:
            again = do == "revote"
            seconds = state.seconds if again else self.settings.seconds
            if command.seconds is not None:
                seconds = checked_seconds(command.seconds)
            return self._change_phase(
                do,
                index=state.index if again else state.index + 1,
                vote=state.vote + 1 if again else 1,
                seconds=seconds,
                opened=now,
                deadline=None if seconds is None else now + seconds,
                closed=None,
            )
        if do == "discuss" and command.seconds is not None:
            return self._change_phase(do, deadline=now + checked_seconds(command.seconds))
        if do == "pause":
            return self._change_phase(do, left=self.seconds_left(now))
        if do == "resume":
            return self._change_phase(do, deadline=None if state.left is None else now + state.left)
        return self._change_phase(do, closed=now) if do == "close" else self._change_phase(do)

    def _change_phase(self, move: str, **changes: object) -> StateChanged:
        """Follow a move. The countdown ends with it unless `changes` say otherwise."""
        phase = self.rules.moves[move]
        if PHASES[phase].view == "reveal":
            changes["revealed"] = (
                tuple(range(len(self.questions))) if self.exam else (*self.state.revealed, self.state.index)
            )
        return self._change(**{"phase": phase, "deadline": None, "left": None, **changes})

    def _change(self, **changes: object) -> StateChanged:
        self.state = replace(self.state, version=self.state.version + 1, **changes)  # type: ignore[arg-type]
        return StateChanged(self.state)

    def _host_command(self, do: str, command: Command) -> tuple[Effect, ...]:
        if not HOST_COMMANDS[do](self.rules):
            raise EventRefused("not-now", f"{do} is not possible at {self.where()}")
        if do in {"lock", "unlock"}:
            return (self._change(locked=do == "lock"),)
        if do == "leaderboard":
            return (self._change(leaderboard=command.on),)
        if do == "hands":
            return self._count_hands(command.counts), self._change()
        if do == "kick" and command.players:
            return self._remove(command.players)
        player = self.players.get(command.player or 0)
        if player is None:
            raise EventRefused("bad-field", f"no player {command.player} in this class; look at the list of people")
        renamed = self._renamed(player, command.name) if do == "rename" else replace(player, removed=True)
        return (self._replace_player(renamed),)

    def _remove(self, ranges: tuple[tuple[int, int], ...]) -> tuple[Effect, ...]:
        """Remove all players in these ranges who are still here."""
        meant = [each for each in self.present if any(first <= each.number <= last for first, last in ranges)]
        if not meant:
            raise EventRefused("bad-field", "none of these players is in this class; look at the list of people")
        return tuple(self._replace_player(replace(player, removed=True)) for player in meant)

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
