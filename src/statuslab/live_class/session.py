"""A live class as a state machine: an event and the time go in, effects come out.

No socket, file or clock. Time is in seconds of the class's own clock, which only runs forward. `states` has the phases
and moves, `events` what goes in and comes out, `class_data` what a class is made of, `views` what each side sees. The
caller stores what the effects say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from statuslab.errors import LabError
from statuslab.live_class import nicknames
from statuslab.live_class.class_data import ClassData
from statuslab.live_class.events import (
    LONGEST_NOTE,
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
    StateChanged,
    Vote,
    checked_points,
    checked_seconds,
)
from statuslab.live_class.states import (
    ANY_TIME,
    DEADLINE,
    HOST_COMMANDS,
    PHASES,
    VOTE_MOVES,
)
from statuslab.questions import CONFIDENCE

_OF_A_STEP = ("phase", "index", "vote", "seconds", "closed", "revealed", "votes", "queue")  # what `back` brings back
_PAGES = 8  # pages (tabs) of one player whose last click is remembered for one vote


@dataclass
class ClassSession(ClassData):
    """A class that goes on. `step` is the only way to change it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.people_version = 0  # counts up with everybody who comes, goes or changes their name
        # The key of a name: the next number to try for that name.
        self._taken_names = {nicknames.key(player.name): 2 for player in self.players.values()}

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

    # --- time

    def _expire(self, now: float) -> tuple[Effect, ...]:
        deadline = self.next_deadline()
        if deadline is None or now < deadline:
            return ()
        return (self._change_phase(DEADLINE, deadline, closed=deadline),)

    # --- people

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

    # --- answers

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
