"""What each side may see of a class: students and the projector never a key before the reveal, the host everything.

Reads a Room, returns plain values for JSON. What all students share is made once; `you` is made for each.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from statuslab.live_class import tallies
from statuslab.live_class.session import ClassSession, Phase, Player, PlayerAttempt

ASKED = frozenset({Phase.OPEN, Phase.PAUSED, Phase.CLOSED, Phase.DISCUSS, Phase.REVEAL})
_MOST_PEOPLE, _MOST_NAMES = 200, 60


def left_ms(room: ClassSession, now: float) -> int | None:
    """Milliseconds until the bell, by the class's own clock."""
    left = room.left(now)
    return None if left is None else round(left * 1000)


def shared(room: ClassSession) -> dict[str, Any]:
    """The part of a snapshot that is the same for everybody in the room."""
    state, phase = room.state, room.state.phase
    common = not room.exam
    return {
        "title": room.settings.title,
        "mode": room.settings.mode,
        "phase": str(phase),
        "version": state.version,
        "round": state.index + 1,
        "of": len(room.questions),
        "vote": state.vote,
        "seconds": state.seconds,
        "paused": phase is Phase.PAUSED,
        "players": sum(1 for _ in room.present),
        "question": room.posed(state.index).shown if common and phase in ASKED else None,
        "reveal": room.posed(state.index).reveal if common and phase is Phase.REVEAL else None,
        "tally": _tally_for_all(room),
        "leaders": tallies.leaders(room) if state.leaderboard and phase in {Phase.REVEAL, Phase.ENDED} else None,
    }


def _tally_for_all(room: ClassSession) -> dict[str, Any] | None:
    """Hidden until the reveal, or until the second vote has closed."""
    state, round = room.state, room.state.index + 1
    second_closed = state.phase is Phase.CLOSED and state.vote >= 2
    if room.exam or not (state.phase is Phase.REVEAL or second_closed):
        return None
    return {"votes": tallies.votes(room, round), "hands": any(at == round for at, _ in room.hands)}


def you(room: ClassSession, player: Player) -> dict[str, Any]:
    """The part of a snapshot that is one student's own."""
    state, round = room.state, room.state.index + 1
    score, of = room.points(player)
    found: dict[str, Any] = {"player": player.number, "name": player.name, "in": room.is_in(player) or state.index < 0}
    found |= {"answer": None, "score": round_to(score), "of": of}
    if state.phase not in ASKED:
        return found
    if room.exam:
        return found | {"paper": {"of": len(room.questions), "answered": _answered(room, player)}}
    found["answer"] = _said(room.given(round, state.vote, player.number))
    if state.vote > 1:
        found["before"] = _said(room.given(round, state.vote - 1, player.number))
    if state.phase is Phase.REVEAL:
        found["result"] = _result(room, room.last_given(round, player.number), player)
    return found


def paper(room: ClassSession, player: Player) -> dict[str, Any]:
    """A student's own questions in an exam, in their own order, with what they said so far."""
    return {"questions": [_paper_row(room, player, place, index) for place, index in enumerate(room.sequence(player))]}


def _paper_row(room: ClassSession, player: Player, place: int, index: int) -> dict[str, Any]:
    given, posed = room.given(index + 1, 1, player.number), room.posed(index, player)
    out = index in room.state.revealed
    return {
        "round": place,
        "question": posed.shown,
        "answer": _said(given),
        "reveal": posed.reveal if out else None,
        "result": _result(room, given, player) if out else None,
    }


def screen(room: ClassSession) -> dict[str, Any]:
    """What the projector shows beside the shared part."""
    state = room.state
    asked = state.phase in ASKED and not room.exam
    answered = len(room.answers.get((state.index + 1, state.vote), ())) if asked else None
    names = [player.name for player in room.present][-_MOST_NAMES:] if state.phase is Phase.LOBBY else None
    return {"answered": answered, "locked": state.locked, "names": names}


def host(room: ClassSession, online: Collection[int]) -> dict[str, Any]:
    """All of it: the key, the people, and what the host can do now."""
    state = room.state
    asked = state.index >= 0 and not room.exam
    return shared(room) | {
        "grace": room.settings.grace,
        "locked": state.locked,
        "leaderboard": state.leaderboard,
        "can": list(room.can()),
        "people": [_person(room, player, online) for player in list(room.present)[:_MOST_PEOPLE]],
        "online": len(online),
        "question": room.posed(state.index).shown if asked else None,
        "reveal": room.posed(state.index).reveal if asked else None,
        "tally": host_tally(room, online),
        "questions": [question.id for question in room.questions],
        "leaders": tallies.leaders(room),
    }


def host_tally(room: ClassSession, online: Collection[int]) -> dict[str, Any] | None:
    """The tally with the head count."""
    found = tallies.tally(room)
    return None if found is None else found | {"players": sum(1 for _ in room.present), "online": len(online)}


def results(room: ClassSession, player: Player) -> list[tuple[PlayerAttempt, dict[str, Any]]]:
    """A student's own answers to questions whose key is out, every vote one attempt."""
    votes = [(index + 1, vote) for index in room.state.revealed for vote in range(1, room.votes(index + 1) + 1)]
    said = (room.given(round, vote, player.number) for round, vote in votes)
    return [(given, attempt(room, given)) for given in said if given]


def attempt(room: ClassSession, given: PlayerAttempt) -> dict[str, Any]:
    """An answer in the terms of the bank: its question's id, indices as in the file."""
    posed = room.posed(given.round - 1, room.players[given.player])
    return {
        "question": posed.question.id,
        "score": round_to(given.score),
        "confidence": given.confidence,
        "answer": list(given.answer),
        "seed": posed.seed,
        "mistaken": list(given.mistaken) if given.mistaken else None,
        "seconds": given.seconds,
    }


def round_to(score: float) -> float:
    """Scores are told in thousandths."""
    return round(score, 3)


def _said(given: PlayerAttempt | None) -> dict[str, Any] | None:
    return None if given is None else {"choice": list(given.choice), "confidence": given.confidence}


def _answered(room: ClassSession, player: Player) -> list[int]:
    places = enumerate(room.sequence(player))
    return [place for place, index in places if room.given(index + 1, 1, player.number)]


def _result(room: ClassSession, given: PlayerAttempt | None, player: Player) -> dict[str, Any] | None:
    if given is None:
        return None
    verdict = room.posed(given.round - 1, player).graded(given.answer, given.confidence)
    return {"right": given.right, "score": round_to(given.score), "headline": verdict.headline}


def _person(room: ClassSession, player: Player, online: Collection[int]) -> dict[str, Any]:
    state = room.state
    answered = room.given(state.index + 1, state.vote, player.number) is not None
    if room.exam:
        answered = len(_answered(room, player)) == len(room.questions)
    found = {"player": player.number, "name": player.name, "in": room.is_in(player) or state.index < 0}
    return found | {"online": player.number in online, "answered": answered, "score": round_to(room.points(player)[0])}
