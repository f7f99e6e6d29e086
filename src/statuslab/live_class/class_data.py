"""What a class is made of, and what follows from it: people, questions, votes, answers, points.

Nothing here changes a class; `session` does. What only looks at one (`views`, `tallies`) takes this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from statuslab.errors import LabError
from statuslab.live_class.events import (
    SPEED_POINTS,
    SPEED_SECONDS,
    EventRefused,
    Player,
    PlayerAttempt,
    SessionState,
    Settings,
    Vote,
)
from statuslab.live_class.presented_question import PresentedQuestion
from statuslab.live_class.states import DEADLINE, HOST_COMMANDS, NOT_IN_AN_EXAM, PHASES, PhaseRules
from statuslab.questions import Question


@dataclass
class ClassData:
    """One class: its questions, players, answers and phase."""

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
        self._presented: dict[tuple[int, int], PresentedQuestion] = {}
        self._removed = sum(player.removed for player in self.players.values())
        if not self.state.votes and self.state.index >= 0:
            self.state = replace(self.state, votes=self._votes_of_old_class())
        self._points: dict[int, tuple[float, float]] = {}  # by player, as of this state: no answer changes them later
        self._index_votes()

    # --- time

    @property
    def rules(self) -> PhaseRules:
        """What follows from the phase the class is in."""
        return PHASES[self.state.phase]

    def next_deadline(self) -> float | None:
        """When the next Tick is due, or None. A countdown that changes nothing needs no Tick."""
        return self.state.deadline if DEADLINE in self.rules.moves else None

    def seconds_left(self, now: float) -> float | None:
        """Seconds until the deadline, also while it is paused; None where there is none."""
        return self.state.left if self.state.deadline is None else max(0.0, self.state.deadline - now)

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

    def member(self, number: int) -> Player:
        """The player with this number. Raises EventRefused for a removed one."""
        player = self.players[number]
        if player.removed:
            raise EventRefused("removed", "the host took you out of this class; talk to the host")
        return player

    def team(self, player: Player) -> str:
        """The player's team, or "" in a class without teams."""
        teams = self.settings.teams
        return teams[(player.number - 1) % len(teams)] if teams else ""

    # --- who could answer

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

    def had_a_vote(self, player: Player, round: int) -> bool:
        """Whether the player could answer in any vote of a round."""
        return any(self.could_answer(player, round, vote) for vote in range(1, self.votes(round) + 1))

    def is_in(self, player: Player) -> bool:
        """Whether the round concerns the player: they could answer it, or may still be asked to vote again."""
        if self.state.index < 0 or self.rules.view != "reveal":
            return True
        return self.had_a_vote(player, self.state.index + 1)

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

    @property
    def asked(self) -> tuple[int, ...]:
        """The rounds that were opened so far, in order."""
        return tuple(dict.fromkeys(vote.round for vote in self.state.votes))

    @property
    def upcoming(self) -> tuple[int, ...]:
        """The indices of the questions to come, in order."""
        if self.state.queue is not None:
            return self.state.queue
        return tuple(range(self.state.index + 1, len(self.questions)))

    # --- votes and answers

    def vote(self, round: int, vote: int) -> Vote | None:
        """The record of a vote. An exam has one vote for all its questions."""
        return self._votes.get((1, 1) if self.exam else (round, vote))

    def votes(self, round: int) -> int:
        """How many votes a round has had so far."""
        if self.exam:
            return min(len(self.state.votes), 1)
        return self._vote_counts[round]

    def attempt(self, round: int, vote: int, player: int) -> PlayerAttempt | None:
        return self.answers.get((round, vote), {}).get(player)

    def last_attempt(self, round: int, player: int) -> PlayerAttempt | None:
        """The player's answer in the last vote of a round in which they answered."""
        for vote in range(self.votes(round), 0, -1):
            if found := self.attempt(round, vote, player):
                return found
        return None

    def _index_votes(self) -> None:
        self._votes: dict[tuple[int, int], Vote] = {(vote.round, vote.vote): vote for vote in self.state.votes}
        self._vote_counts = Counter(vote.round for vote in self.state.votes)

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

    # --- what the host may do

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

    def where(self) -> str:
        """Where the class stands, in words."""
        if self.rules.place:
            return self.rules.place
        if self.exam:
            return f"the exam ({self.state.phase})"
        return f"question {self.state.index + 1} of {len(self.questions)}, vote {self.state.vote} ({self.state.phase})"
