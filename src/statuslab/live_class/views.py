"""What each side may see of a class: students and the projector never a key before the reveal, the host everything.

Reads a Room, returns plain values for JSON. What all students share is made once; `you` is made for each.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from statuslab.live_class import tallies
from statuslab.live_class.events import Player, PlayerAttempt
from statuslab.live_class.session import ClassSession
from statuslab.live_class.states import Phase

ASKED = frozenset({Phase.OPEN, Phase.PAUSED, Phase.CLOSED, Phase.DISCUSS, Phase.REVEAL})
_MOST_PEOPLE, _MOST_NAMES = 200, 60


def left_ms(session: ClassSession, now: float) -> int | None:
    """Milliseconds until the bell, by the class's own clock."""
    left = session.seconds_left(now)
    return None if left is None else round(left * 1000)


def shared(session: ClassSession) -> dict[str, Any]:
    """The part of a snapshot that is the same for everybody in the room."""
    state, phase = session.state, session.state.phase
    common = not session.exam
    return {
        "title": session.settings.title,
        "mode": session.settings.mode,
        "phase": str(phase),
        "version": state.version,
        "round": state.index + 1,
        "of": len(session.questions),
        "vote": state.vote,
        "seconds": state.seconds,
        "paused": phase is Phase.PAUSED,
        "players": sum(1 for _ in session.present),
        "question": session.presented(state.index).shown if common and phase in ASKED else None,
        "reveal": session.presented(state.index).reveal if common and phase is Phase.REVEAL else None,
        "tally": _tally_for_all(session),
        "leaders": tallies.leaders(session) if state.leaderboard and phase in {Phase.REVEAL, Phase.ENDED} else None,
    }


def _tally_for_all(session: ClassSession) -> dict[str, Any] | None:
    """Hidden until the reveal, or until the second vote has closed."""
    state, round = session.state, session.state.index + 1
    second_closed = state.phase is Phase.CLOSED and state.vote >= 2
    if session.exam or not (state.phase is Phase.REVEAL or second_closed):
        return None
    return {"votes": tallies.votes(session, round), "hands": any(at == round for at, _ in session.hands)}


def you(session: ClassSession, player: Player) -> dict[str, Any]:
    """The part of a snapshot that is one student's own."""
    state, round = session.state, session.state.index + 1
    score, of = session.points(player)
    found: dict[str, Any] = {
        "player": player.number,
        "name": player.name,
        "in": session.is_in(player) or state.index < 0,
    }
    found |= {"answer": None, "score": round_to(score), "of": of}
    if state.phase not in ASKED:
        return found
    if session.exam:
        return found | {"paper": {"of": len(session.questions), "answered": _answered(session, player)}}
    found["answer"] = _answer_shown(session.attempt(round, state.vote, player.number))
    if state.vote > 1:
        found["before"] = _answer_shown(session.attempt(round, state.vote - 1, player.number))
    if state.phase is Phase.REVEAL:
        found["result"] = _result(session, session.last_attempt(round, player.number), player)
    return found


def paper(session: ClassSession, player: Player) -> dict[str, Any]:
    """A student's own questions in an exam, in their own order, with what they said so far."""
    return {
        "questions": [_paper_row(session, player, place, index) for place, index in enumerate(session.sequence(player))]
    }


def _paper_row(session: ClassSession, player: Player, place: int, index: int) -> dict[str, Any]:
    attempt, presented = session.attempt(index + 1, 1, player.number), session.presented(index, player)
    out = index in session.state.revealed
    return {
        "round": place,
        "question": presented.shown,
        "answer": _answer_shown(attempt),
        "reveal": presented.reveal if out else None,
        "result": _result(session, attempt, player) if out else None,
    }


def screen(session: ClassSession) -> dict[str, Any]:
    """What the projector shows beside the shared part."""
    state = session.state
    asked = state.phase in ASKED and not session.exam
    answered = len(session.answers.get((state.index + 1, state.vote), ())) if asked else None
    names = [player.name for player in session.present][-_MOST_NAMES:] if state.phase is Phase.LOBBY else None
    return {"answered": answered, "locked": state.locked, "names": names}


def host(session: ClassSession, online: Collection[int]) -> dict[str, Any]:
    """All of it: the key, the people, and what the host can do now."""
    state = session.state
    asked = state.index >= 0 and not session.exam
    return shared(session) | {
        "grace": session.settings.grace,
        "locked": state.locked,
        "leaderboard": state.leaderboard,
        "can": list(session.can()),
        "people": [_person(session, player, online) for player in list(session.present)[:_MOST_PEOPLE]],
        "online": len(online),
        "question": session.presented(state.index).shown if asked else None,
        "reveal": session.presented(state.index).reveal if asked else None,
        "tally": host_tally(session, online),
        "questions": [question.id for question in session.questions],
        "leaders": tallies.leaders(session),
    }


def host_tally(session: ClassSession, online: Collection[int]) -> dict[str, Any] | None:
    """The tally with the head count."""
    found = tallies.tally(session)
    return None if found is None else found | {"players": sum(1 for _ in session.present), "online": len(online)}


def results(session: ClassSession, player: Player) -> list[tuple[PlayerAttempt, dict[str, Any]]]:
    """A student's own answers to questions whose key is out, every vote one attempt."""
    votes = [(index + 1, vote) for index in session.state.revealed for vote in range(1, session.votes(index + 1) + 1)]
    attempts = (session.attempt(round, vote, player.number) for round, vote in votes)
    return [(attempt, attempt_record(session, attempt)) for attempt in attempts if attempt]


def attempt_record(session: ClassSession, attempt: PlayerAttempt) -> dict[str, Any]:
    """An answer in the terms of the bank: its question's id, indices as in the file."""
    presented = session.presented(attempt.round - 1, session.players[attempt.player])
    return {
        "question": presented.question.id,
        "score": round_to(attempt.score),
        "confidence": attempt.confidence,
        "answer": list(attempt.answer),
        "seed": presented.seed,
        "mistaken": list(attempt.mistaken) if attempt.mistaken else None,
        "seconds": attempt.seconds,
    }


def round_to(score: float) -> float:
    """Scores are told in thousandths."""
    return round(score, 3)


def _answer_shown(attempt: PlayerAttempt | None) -> dict[str, Any] | None:
    return None if attempt is None else {"choice": list(attempt.choice), "confidence": attempt.confidence}


def _answered(session: ClassSession, player: Player) -> list[int]:
    places = enumerate(session.sequence(player))
    return [place for place, index in places if session.attempt(index + 1, 1, player.number)]


def _result(session: ClassSession, attempt: PlayerAttempt | None, player: Player) -> dict[str, Any] | None:
    if attempt is None:
        return None
    verdict = session.presented(attempt.round - 1, player).graded(attempt.answer, attempt.confidence)
    return {"right": attempt.right, "score": round_to(attempt.score), "headline": verdict.headline}


def _person(session: ClassSession, player: Player, online: Collection[int]) -> dict[str, Any]:
    state = session.state
    answered = session.attempt(state.index + 1, state.vote, player.number) is not None
    if session.exam:
        answered = len(_answered(session, player)) == len(session.questions)
    found = {"player": player.number, "name": player.name, "in": session.is_in(player) or state.index < 0}
    return found | {
        "online": player.number in online,
        "answered": answered,
        "score": round_to(session.points(player)[0]),
    }
