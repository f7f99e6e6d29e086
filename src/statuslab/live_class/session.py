"""A live class as a state machine: an event and the time go in, effects come out.

No socket, file or clock. Time is in seconds of the class's own clock, which only runs forward. `states` has the phases
and moves, `events` what goes in and comes out, `views` what each side sees. The caller stores what the effects say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from statuslab.errors import LabError
from statuslab.live_class import nicknames
from statuslab.live_class.events import (
    LONGEST_NOTE,
    SPEED_POINTS,
    SPEED_SECONDS,
    Answer,
    AnswerRecorded,
    Command,
    Effect,
    Event,
    EventRefused,
    HandsCounted,
    Join,
    NoteChanged,
    Player,
    PlayerAttempt,
    PlayerChanged,
    SessionState,
    Settings,
    StateChanged,
    Vote,
    checked_points,
    checked_seconds,
)
from statuslab.live_class.presented_question import PresentedQuestion
from statuslab.live_class.states import (
    ANY_TIME,
    DEADLINE,
    HOST_COMMANDS,
    NOT_IN_AN_EXAM,
    PHASES,
    VOTE_MOVES,
    PhaseRules,
)
from statuslab.questions import CONFIDENCE, Question

_OF_A_STEP = ("phase", "index", "vote", "seconds", "closed", "revealed", "votes", "queue")  # what `back` brings back
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
    notes: dict[str, str] = field(default_factory=dict)  # of the host, by question id

    def __post_init__(self) -> None:
        if not self.questions:
            raise LabError("a class needs at least one question, got none; name a set that has some")
        for question in self.questions:
            if question.form == "provoke":
                raise LabError(f"question {question.id} is for a lab of one's own; a class needs one with choices")
        self._taken_names: dict[str, int] = {}  # name key: the next number to try for that name
        self._presented: dict[tuple[int, int], PresentedQuestion] = {}
        self._removed = sum(player.removed for player in self.players.values())
        self.people_version = 0  # counts up with everybody who comes, goes or changes their name
        if not self.state.votes and self.state.index >= 0:
            self.state = replace(self.state, votes=self._votes_of_old_class())
        self._points: dict[int, tuple[float, float]] = {}  # by player, as of this state: no answer changes them later
        self._index_votes()
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
        """When the next Tick is due, or None. A countdown that changes nothing needs no Tick."""
        return self.state.deadline if DEADLINE in self.rules.moves else None

    def seconds_left(self, now: float) -> float | None:
        """Seconds until the deadline, also while it is paused; None where there is none."""
        return self.state.left if self.state.deadline is None else max(0.0, self.state.deadline - now)

    def _expire(self, now: float) -> tuple[Effect, ...]:
        deadline = self.next_deadline()
        if deadline is None or now < deadline:
            return ()
        return (self._change_phase(DEADLINE, deadline, closed=deadline),)

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

    @property
    def removed(self) -> list[Player]:
        """The players whom the host took out, in the order they came."""
        return [player for player in self.players.values() if player.removed]

    def could_answer(self, player: Player, round: int, vote: int) -> bool:
        """Whether the player was in the class before this vote closed."""
        found = self.vote(round, vote)
        if found is None:
            return False
        if found.last is not None:
            return player.number <= found.last
        return self.exam or (self.rules.running and found is self.state.votes[-1]) or player.first <= round

    def could_count(self, round: int, vote: int) -> int:
        """How many of those present could answer this vote: who was in the class before it closed."""
        if self.rules.running and self.state.votes and self.vote(round, vote) is self.state.votes[-1]:
            return self.present_count  # everybody, also who comes now
        return sum(self.could_answer(player, round, vote) for player in self.present)

    def is_in(self, player: Player) -> bool:
        """Whether the round concerns the player: they could answer it, or may still be asked to vote again."""
        if self.state.index < 0 or self.rules.view != "reveal":
            return True
        return self.had_a_vote(player, self.state.index + 1)

    def had_a_vote(self, player: Player, round: int) -> bool:
        """Whether the player could answer in any vote of a round."""
        return any(self.could_answer(player, round, vote) for vote in range(1, self.votes(round) + 1))

    def team(self, player: Player) -> str:
        """The player's team, or "" in a class without teams."""
        teams = self.settings.teams
        return teams[(player.number - 1) % len(teams)] if teams else ""

    def member(self, number: int) -> Player:
        """The player with this number. Raises EventRefused for a removed one."""
        player = self.players[number]
        if player.removed:
            raise EventRefused("removed", "the host took you out of this class; talk to the host")
        return player

    def _join(self, event: Join) -> PlayerChanged:
        nameless = self.settings.nameless
        name = f"Guest {len(self.players) + 1}" if nameless else nicknames.cleaned(event.name)
        login = event.name if event.given and not nameless else ""
        if self.rules.ended:
            raise EventRefused("ended", "this class is over; ask the host for the next one")
        if self.state.locked:
            raise EventRefused("locked", "nobody else can join this class now; ask its host")
        if self.is_full:
            raise EventRefused("full", f"this class is full: {self.present_count} people are in it; talk to the host")
        _check_name(name, event.given)
        if self.settings.name_filter and not event.given and nicknames.is_rude(name):
            raise EventRefused("bad-name", "the class would not show this name; choose another one")
        first = self.state.index + (1 if self.state.index >= 0 and self.rules.view == "question" else 2)
        player = Player(len(self.players) + 1, self._unique_name(name), first, event.seed, login=login)
        return self._replace_player(player)

    def _replace_player(self, player: Player) -> PlayerChanged:
        before = self.players.get(player.number)
        self._removed += player.removed - bool(before and before.removed)
        self.people_version += 1
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

    def vote(self, round: int, vote: int) -> Vote | None:
        """The record of a vote. An exam has one vote for all its questions."""
        return self._votes.get((1, 1) if self.exam else (round, vote))

    def votes(self, round: int) -> int:
        """How many votes a round has had so far."""
        if self.exam:
            return min(len(self.state.votes), 1)
        return self._vote_counts[round]

    def _votes_of_old_class(self) -> tuple[Vote, ...]:
        """The votes of a class of version 0.1, whose file does not list them."""
        state, known = self.state, (*self.answers, *self.hands)
        if self.exam:
            return (Vote(1, 1, state.seconds),)
        found: list[Vote] = []
        for round in range(1, state.index + 2):
            counted = max((vote for at, vote in known if at == round), default=1)
            last = state.vote if round == state.index + 1 else counted
            found += (Vote(round, vote, state.seconds) for vote in range(1, last + 1))
        return tuple(found)

    # --- points

    def worth(self, index: int) -> float:
        """The points of a question."""
        usual = self.settings.points
        if usual is None:
            usual = SPEED_POINTS if self.settings.mode == "speed" else 1
        return dict(self.state.points).get(index, usual)

    def earned(self, attempt: PlayerAttempt) -> float:
        """The points of an attempt. In speed mode they fall evenly, to half of them when the time of the vote is up."""
        points = self.worth(attempt.round - 1) * attempt.score
        if self.settings.mode != "speed":
            return points
        vote = self.vote(attempt.round, attempt.vote)
        scale = (vote.seconds if vote else None) or SPEED_SECONDS
        return points * (1 - min(1.0, attempt.seconds / scale) / 2)

    def scored_attempt(self, round: int, player: int) -> PlayerAttempt | None:
        """The attempt that earns the points of a round: the last one before the class had seen the key."""
        for vote in range(self.votes(round), 0, -1):
            record, attempt = self.vote(round, vote), self.attempt(round, vote, player)
            if attempt and record and not record.after_key:
                return attempt
        return None

    def points(self, player: Player) -> tuple[float, float]:
        """The points so far, and of how many. Revealed questions with a key count that the player could answer."""
        if player.number not in self._points:
            self._points[player.number] = self._counted_points(player)
        return self._points[player.number]

    def _counted_points(self, player: Player) -> tuple[float, float]:
        keyed = (index for index in self.state.revealed if self.questions[index].has_key)
        rounds = [index + 1 for index in keyed if self.had_a_vote(player, index + 1)]
        attempts = (self.scored_attempt(round, player.number) for round in rounds)
        return sum(self.earned(each) for each in attempts if each), sum(self.worth(round - 1) for round in rounds)

    def _answer(self, answer: Answer, now: float) -> AnswerRecorded:
        player = self.member(answer.player)
        index = self._question_index(answer, player)
        round = index + 1
        before = self.attempt(round, answer.vote, player.number)
        if before and answer.click <= dict(before.clicks).get(answer.page, 0):
            return AnswerRecorded(before, fresh=False)  # a retry, or a request that a newer one has overtaken
        self._check_time(answer, player, now)
        if before and self.settings.mode == "speed":
            if answer.choice != before.choice:
                raise EventRefused("first-counts", "in this class the first answer counts, and yours is kept")
            attempt = replace(before, confidence=self._checked_confidence(answer), page=answer.page, click=answer.click)
        else:
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
        if not self.could_answer(player, answer.round, answer.vote):
            raise EventRefused("next-round", "you came after this vote was closed; you are in from the next one")
        in_grace = rules.grace and state.closed is not None and now <= state.closed + self.settings.grace
        if not rules.accepts and not in_grace:
            raise refusal

    def _checked_confidence(self, answer: Answer) -> int | None:
        if answer.confidence is not None and answer.confidence not in range(len(CONFIDENCE)):
            raise EventRefused(
                "bad-field",
                f"confidence {answer.confidence}, expected 0 ({CONFIDENCE[0]}) to 2 ({CONFIDENCE[2]}), or none",
            )
        return answer.confidence

    def _graded(self, answer: Answer, player: Player, index: int, now: float) -> PlayerAttempt:
        confidence = self._checked_confidence(answer)
        presented = self.presented(index, player)
        try:
            indices = presented.answer(answer.choice)
            verdict = presented.graded(indices, confidence)
        except LabError as error:
            raise EventRefused("no-such-choice", str(error)) from None
        return PlayerAttempt(
            round=index + 1,
            vote=answer.vote,
            player=player.number,
            choice=answer.choice,
            answer=indices,
            confidence=confidence,
            score=verdict.score,
            right=verdict.right,
            mistaken=presented.mistaken(indices),
            seconds=round(max(0.0, now - self.state.opened), 3),
            page=answer.page,
            click=answer.click,
        )

    # --- the host

    @property
    def upcoming(self) -> tuple[int, ...]:
        """The indices of the questions to come, in order."""
        if self.state.queue is not None:
            return self.state.queue
        return tuple(range(self.state.index + 1, len(self.questions)))

    @property
    def asked(self) -> tuple[int, ...]:
        """The rounds that were opened so far, in order."""
        return tuple(dict.fromkeys(vote.round for vote in self.state.votes))

    def can(self) -> tuple[str, ...]:
        """The commands the host may give now."""
        commands = {do for do, possible in HOST_COMMANDS.items() if possible(self.rules)}
        commands -= {"lock"} if self.state.locked else {"unlock"}
        impossible = {
            "hands": not self._counts_hands(),
            "back": self.state.before is None,
            "restore": not self._removed,
            "pick": self.exam,
            "order": self.exam or not self.upcoming,
        }
        commands -= {do for do, is_so in impossible.items() if is_so}
        return *self._moves(), *(do for do in HOST_COMMANDS if do in commands)

    def _moves(self) -> list[str]:
        """The moves the host may make now."""
        left_out = {DEADLINE} | (NOT_IN_AN_EXAM if self.exam else set())
        left_out |= set() if self.upcoming else {"open", "next", "skip"}
        return [move for move in self.rules.moves if move not in left_out]

    def _counts_hands(self) -> bool:
        return not self.exam and self.state.index >= 0 and self.presented(self.state.index).counts_options

    def _command(self, command: Command, now: float) -> tuple[Effect, ...]:
        state, moves, do = self.state, self.rules.moves, command.do
        overtaken = command.seen is not None and command.seen != state.version
        if overtaken and do not in ANY_TIME:  # of two hosts at once, the later one is not to act on another question
            raise EventRefused("moved-on", f"the class has moved on to {self.where()}; look again before you go on")
        if do == "open" and "open" not in moves and "next" in moves:
            do = "next"
        if do in HOST_COMMANDS:
            return self._host_command(do, command, now)
        if do not in {move for rules in PHASES.values() for move in rules.moves} - {DEADLINE}:
            raise EventRefused("bad-field", f"no command {do[:24]!r}; expected one of {', '.join(self.can())}")
        if do not in self._moves():
            if do in {"next", "skip"} and do in moves and not self.exam:
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
        if do == "revote":
            return self._open_vote(do, state.index, command, now, state.seconds)
        if do in VOTE_MOVES:
            return self._open_vote(do, self.upcoming[0], command, now, self.settings.seconds)
        if command.seconds is not None and PHASES[self.rules.moves[do]].timer:
            return self._change_phase(do, now, deadline=now + checked_seconds(command.seconds))
        if do == "pause":
            return self._change_phase(do, now, left=self.seconds_left(now))
        if do == "resume":
            opened = state.opened + now - state.since  # the pause takes nobody any time
            return self._change_phase(do, now, deadline=None if state.left is None else now + state.left, opened=opened)
        return self._change_phase(do, now, closed=now) if do == "close" else self._change_phase(do, now)

    def _open_vote(self, do: str, index: int, command: Command, now: float, seconds: float | None) -> StateChanged:
        """Open the next vote on a question."""
        if command.seconds is not None:
            seconds = checked_seconds(command.seconds)
        vote = Vote(index + 1, self.votes(index + 1) + 1, seconds, after_key=index in self.state.shown)
        queue = None
        if self.state.queue is not None or index not in (self.state.index, self.state.index + 1):
            queue = tuple(each for each in self.upcoming if each != index)
        return self._change_phase(
            do,
            now,
            index=index,
            vote=vote.vote,
            votes=(*self._closed_votes(), vote),
            queue=queue,
            seconds=seconds,
            opened=now,
            deadline=None if seconds is None else now + seconds,
            closed=None,
        )

    def _closed_votes(self) -> tuple[Vote, ...]:
        """All votes so far; the running one is closed, and nobody who comes later could have answered it."""
        *earlier, last = self.state.votes or (None,)
        if last is None or not self.rules.running:
            return self.state.votes
        return *earlier, replace(last, last=len(self.players))

    def _change_phase(self, move: str, now: float, **changes: object) -> StateChanged:
        """Follow a move. The countdown ends with it unless `changes` say otherwise."""
        phase = self.rules.moves[move]
        if not PHASES[phase].running:
            changes.setdefault("votes", self._closed_votes())
        if PHASES[phase].view == "reveal":
            now_shown = range(len(self.questions)) if self.exam else (self.state.index,)
            for name in ("revealed", "shown"):
                changes[name] = tuple(dict.fromkeys((*getattr(self.state, name), *now_shown)))
        before = replace(self.state, before=None, left=self.seconds_left(now))
        return self._change(
            **{"phase": phase, "deadline": None, "left": None, "since": now, "before": before, **changes}
        )

    def _change(self, **changes: object) -> StateChanged:
        self.state = replace(self.state, version=self.state.version + 1, **changes)  # type: ignore[arg-type]
        self._index_votes()
        self._points.clear()
        return StateChanged(self.state)

    def _index_votes(self) -> None:
        self._votes: dict[tuple[int, int], Vote] = {(vote.round, vote.vote): vote for vote in self.state.votes}
        self._vote_counts = Counter(vote.round for vote in self.state.votes)

    def _back(self, now: float) -> StateChanged:
        """Take the last move back. A vote that is open again has the time it had left; its answers all stay."""
        state, before = self.state, self.state.before
        if before is None:
            raise EventRefused("not-now", "there is no step to take back; one step can be taken back after each move")
        had_time = before.deadline is not None and bool(before.left)
        return self._change(
            **{name: getattr(before, name) for name in _OF_A_STEP},
            before=None,
            since=now,
            opened=before.opened + (now - state.since if PHASES[before.phase].accepts else 0),
            deadline=now + (before.left or 0) if had_time else None,
            left=None if before.deadline is not None else before.left,
        )

    def _pick(self, command: Command, now: float) -> StateChanged:
        """Go to a question by its id or round, whether it was asked or not."""
        do = next((each for each in ("open", "next", "skip") if each in self.rules.moves), "")
        if self.exam or not do:
            raise EventRefused("not-now", f"pick is not possible at {self.where()}")
        return self._open_vote(do, self._index_of(command.question), command, now, self.settings.seconds)

    def _index_of(self, question: str) -> int:
        """The index of a question by its id or round; of the present one for ""."""
        if not question and self.state.index >= 0:
            return self.state.index
        for index, each in enumerate(self.questions):
            if question in (each.id, str(index + 1)):
                return index
        raise EventRefused(
            "bad-field", f"no question {question[:60]!r} in this class; expected an id, or 1 to {len(self.questions)}"
        )

    def _reordered(self, rounds: tuple[int, ...]) -> StateChanged:
        if self.exam:
            raise EventRefused("not-now", "in an exam everybody has an order of their own")
        here = self.state.index + 1
        if not rounds or len(set(rounds)) != len(rounds) or not set(rounds) <= set(range(1, len(self.questions) + 1)):
            raise EventRefused(
                "bad-field", f"order {list(rounds)[:8]}: expected different questions, from 1 to {len(self.questions)}"
            )
        if here in rounds:
            raise EventRefused("bad-field", f"question {here} is the present one; order those that come after it")
        return self._change(queue=tuple(round - 1 for round in rounds))

    def _host_command(self, do: str, command: Command, now: float) -> tuple[Effect, ...]:
        if not HOST_COMMANDS[do](self.rules):
            raise EventRefused("not-now", f"{do} is not possible at {self.where()}")
        if do in {"lock", "unlock"}:
            return (self._change(locked=do == "lock"),)
        if do == "leaderboard":
            return (self._change(leaderboard=command.on),)
        if do == "names":
            return (self._change(names_hidden=not command.on),)
        if do == "back":
            return (self._back(now),)
        if do == "pick":
            return (self._pick(command, now),)
        if do == "order":
            return (self._reordered(command.order),)
        if do == "clock":
            return (self._set_clock(command.seconds, now),)
        if do == "points":
            return (self._set_points(command),)
        if do == "note":
            return (self._note(command),)
        if do == "hands":
            return self._count_hands(command.counts), self._change()
        if do in {"kick", "restore"}:
            return self._remove(command, do == "kick")
        player = self._player(command.player)
        return (self._replace_player(self._renamed(player, command.name)),)

    def _set_clock(self, seconds: float | None, now: float) -> StateChanged:
        """Give the vote or the discussion so many seconds from now; none for no countdown."""
        left = None if seconds is None else checked_seconds(seconds)
        if self.rules.running and not self.rules.accepts:  # paused
            return self._change(left=left)
        return self._change(deadline=None if left is None else now + left)

    def _set_points(self, command: Command) -> StateChanged:
        if command.points is None:
            raise EventRefused("bad-field", "points needs a number: how much the question is worth")
        index = self._index_of(command.question)
        others = tuple(pair for pair in self.state.points if pair[0] != index)
        return self._change(points=(*others, (index, checked_points(command.points))))

    def _note(self, command: Command) -> NoteChanged:
        text = command.text.strip()
        if len(text) > LONGEST_NOTE:
            raise EventRefused("bad-field", f"a note of {len(text)} characters, expected {LONGEST_NOTE} at most")
        question = self.questions[self._index_of(command.question)].id
        self.notes = {id: each for id, each in {**self.notes, question: text}.items() if each}
        return NoteChanged(self.notes)

    def _player(self, number: int | None) -> Player:
        if (player := self.players.get(number or 0)) is None:
            raise EventRefused("bad-field", f"no player {number} in this class; look at the list of people")
        return player

    def _remove(self, command: Command, removed: bool) -> tuple[Effect, ...]:
        """Take players out, or let those who were taken out in again. Their answers stay."""
        if not command.players:
            return (self._replace_player(replace(self._player(command.player), removed=removed)),)
        meant = [
            each
            for each in (list(self.present) if removed else self.removed)
            if any(first <= each.number <= last for first, last in command.players)
        ]
        if not meant:
            where = "is in this class" if removed else "was taken out"
            raise EventRefused("bad-field", f"none of these players {where}; look at the list of people")
        return tuple(self._replace_player(replace(player, removed=removed)) for player in meant)

    def _renamed(self, player: Player, wanted: str) -> Player:
        name = nicknames.cleaned(wanted)
        _check_name(name)
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


def _check_name(name: str, given: bool = False) -> None:
    """Raises EventRefused for a cleaned name that is empty, or too long for one that a person has typed."""
    if not name:
        raise EventRefused("no-name", "this name has no letter that can be shown; choose another one")
    if len(name) > nicknames.LONGEST and not given:
        expected = f"expected {nicknames.LONGEST} at most"
        raise EventRefused("long-name", f"this name has {len(name)} characters, {expected}; choose a shorter one")
