"""What each side sees of a class. Students and the projector never get a key before the reveal; the host gets it all.

Reads a ClassData and returns plain values for JSON. `shared` is made once for everybody, `you` for each student.
A snapshot says what may be done and shown, so clients need no list of phases: `view` is what to draw, `accepts` whether
students may answer, `counts` whether the host is shown the tally, `note` the line above the question.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from statuslab.live_class import tallies
from statuslab.live_class.class_data import ClassData
from statuslab.live_class.events import SPEED_SECONDS, Player, PlayerAttempt
from statuslab.live_class.states import BUTTONS, HOST_COMMANDS, TIMED_MOVES, Phase
from statuslab.questions import CONFIDENCE

_MOST_PEOPLE, _MOST_NAMES = 200, 60


def left_ms(session: ClassData, now: float) -> int | None:
    """Milliseconds until the deadline, by the class's own clock."""
    left = session.seconds_left(now)
    return None if left is None else round(left * 1000)


def shared(session: ClassData) -> dict[str, Any]:
    """The part of a snapshot that is the same for everybody."""
    state, rules = session.state, session.rules
    presented = session.presented(state.index) if rules.asking and not session.exam else None
    leaders = state.leaderboard and rules.view in {"reveal", "ended"}
    running = rules.view == "question" and state.index >= 0
    return {
        "title": session.settings.title,
        "mode": session.settings.mode,
        "phase": str(state.phase),
        "version": state.version,
        "round": state.index + 1,
        "place": len(session.asked),
        "of": len(session.questions) if session.exam else len(session.asked) + len(session.upcoming),
        "vote": state.vote,
        "seconds": state.seconds,
        "paused": state.phase is Phase.PAUSED,
        "players": session.present_count,
        "could": session.could_count(state.index + 1, state.vote) if running else None,
        "question": presented.shown if presented else None,
        "reveal": presented.reveal if presented and rules.view == "reveal" else None,
        "tally": _tally_for_students(session),
        "leaders": tallies.leaders(session) if leaders else None,
        "teams": tallies.teams(session) if leaders else None,
        "names_hidden": state.names_hidden,
        "locked": state.locked,
        "nameless": session.settings.nameless,
        "worth": session.worth(state.index) if presented and session.questions[state.index].has_key else None,
        "scoring": scoring(session),
        "view": rules.view,
        "accepts": rules.accepts,
        "counts": rules.counts,
        "note": rules.notes(state.vote).student,
        "confidence_levels": list(CONFIDENCE),
    }


def scoring(session: ClassData) -> str:
    """How points are earned, in a sentence; "" where every question is one point."""
    if session.settings.mode != "speed":
        return ""
    seconds = session.state.seconds or session.settings.seconds or SPEED_SECONDS
    most = session.worth(max(0, session.state.index))
    return (
        f"A right answer earns {most:g} points at once and {most / 2:g} after {seconds:g} seconds, evenly in between. "
        "Your first answer counts."
    )


def _tally_for_students(session: ClassData) -> dict[str, Any] | None:
    """The counts of all votes, or None while they are not to influence anybody."""
    state, rules, round = session.state, session.rules, session.state.index + 1
    revoted = rules.shows_revotes and state.vote >= 2
    if session.exam or not (rules.view == "reveal" or revoted):
        return None
    votes = tallies.votes(session, round, shares=rules.view == "reveal")
    return {"votes": votes, "hands": any(at == round for at, _ in session.hands)}


def you(session: ClassData, player: Player) -> dict[str, Any]:
    """The part of a snapshot that is one student's own."""
    state, round = session.state, session.state.index + 1
    score, of = session.points(player)
    found: dict[str, Any] = {"player": player.number, "name": player.name, "in": session.is_in(player)}
    found |= {"could": session.could_answer(player, round, state.vote), "team": session.team(player)}
    found |= {"answer": None, "score": rounded(score), "of": of}
    if not session.rules.asking:
        return found
    if session.exam:
        return found | {"paper": {"of": len(session.questions), "answered": _answered_places(session, player)}}
    found["answer"] = _answer(session.attempt(round, state.vote, player.number))
    if state.vote > 1:
        found["before"] = _answer(session.attempt(round, state.vote - 1, player.number))
    if session.rules.view == "reveal":
        found["result"] = _result(session, session.last_attempt(round, player.number), player)
    return found


def paper(session: ClassData, player: Player) -> dict[str, Any]:
    """A student's questions in an exam, in their own order, with the answers so far."""
    rows = []
    for place, index in enumerate(session.sequence(player)):
        attempt, presented = session.attempt(index + 1, 1, player.number), session.presented(index, player)
        revealed = index in session.state.revealed
        rows.append(
            {
                "round": place,
                "question": presented.shown,
                "answer": _answer(attempt),
                "reveal": presented.reveal if revealed else None,
                "result": _result(session, attempt, player) if revealed else None,
            }
        )
    return {"questions": rows}


def screen(session: ClassData) -> dict[str, Any]:
    """What the projector shows beside the shared part."""
    state, rules = session.state, session.rules
    asking = rules.asking and not session.exam
    names = [player.name for player in session.present][-_MOST_NAMES:]
    return {
        "answered": len(tallies.counted(session, state.index + 1, state.vote)) if asking else None,
        "names": names if rules.view == "lobby" and not state.names_hidden else None,
        "projector_note": rules.notes(state.vote).projector,
    }


def host(session: ClassData, online: Collection[int]) -> dict[str, Any]:
    """The whole class: the key, the people, and what the host can do now. Beyond 200 people are number and name."""
    state, present = session.state, list(session.present)
    presented = session.presented(state.index) if state.index >= 0 and not session.exam else None
    tally = host_tally(session, online)
    return shared(session) | {
        "grace": session.settings.grace,
        "leaderboard": state.leaderboard,
        "can": list(session.can()),
        "buttons": _buttons(session, tally),
        "people": [_person(session, player, online) for player in present[:_MOST_PEOPLE]],
        "others": [[player.number, player.name] for player in present[_MOST_PEOPLE:]],
        "removed": [[player.number, player.name] for player in session.removed[-_MOST_PEOPLE:]],
        "online": len(online),
        "question": presented.shown if presented else None,
        "reveal": presented.reveal if presented else None,
        "tally": tally,
        "questions": [question.id for question in session.questions],
        "plan": _plan(session),
        "upcoming": [index + 1 for index in session.upcoming],
        "note_for_host": session.notes.get(session.questions[state.index].id, "") if state.index >= 0 else "",
        "leaders": tallies.leaders(session),
        "teams": tallies.teams(session),
    }


def _plan(session: ClassData) -> list[dict[str, Any]]:
    """All questions of the class, for the host: which they are, where each stands, and the host's notes."""
    asked, revealed = set(session.asked), set(session.state.revealed)
    return [
        {
            "round": index + 1,
            "question": question.id,
            "ask": question.ask,
            "codes": list(question.codes),
            "level": question.level,
            "worth": session.worth(index),
            "note": session.notes.get(question.id, ""),
            "state": "revealed" if index in revealed else "asked" if index + 1 in asked else "",
        }
        for index, question in enumerate(session.questions)
    ]


def _buttons(session: ClassData, tally: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The moves the host may make, but for ending the class: in the order of the panel, one of them `first`."""
    order = list(BUTTONS)
    moves = [do for do in session.can() if do not in HOST_COMMANDS and do != "end"]
    moves.sort(key=lambda do: order.index(do) if do in BUTTONS else len(order))
    first = session.rules.first or next(iter(moves), "")
    if session.rules.takes_advice and tally and (advice := tally.get("advice")):
        advised = tallies.ADVISED_MOVES[advice["do"]]
        first = advised if advised in moves else first
    return [
        {"do": do, "label": BUTTONS.get(do, do.capitalize()), "timed": do in TIMED_MOVES, "first": do == first}
        for do in moves
    ]


def host_tally(session: ClassData, online: Collection[int]) -> dict[str, Any] | None:
    """The tally of the vote, with how many there are to answer."""
    found = tallies.tally(session)
    return None if found is None else found | {"players": session.present_count, "online": len(online)}


def results(session: ClassData, player: Player) -> list[tuple[PlayerAttempt, dict[str, Any]]]:
    """A student's attempts at revealed questions that have a key, one for each vote."""
    votes = [(index + 1, vote) for index in session.state.revealed for vote in range(1, session.votes(index + 1) + 1)]
    keyed = ((round, vote) for round, vote in votes if session.questions[round - 1].has_key)
    attempts = (session.attempt(round, vote, player.number) for round, vote in keyed)
    return [(attempt, attempt_record(session, attempt)) for attempt in attempts if attempt]


def attempt_record(session: ClassData, attempt: PlayerAttempt) -> dict[str, Any]:
    """An attempt in the terms of the question bank: the question's id, and option indices as in its file."""
    presented = session.presented(attempt.round - 1, session.players[attempt.player])
    return {
        "question": presented.question.id,
        "chose": presented.in_words(attempt.answer),
        "score": rounded(attempt.score),
        "points": rounded(session.earned(attempt)),
        "confidence": attempt.confidence,
        "answer": list(attempt.answer),
        "seed": presented.seed,
        "mistaken": list(attempt.mistaken) if attempt.mistaken else None,
        "seconds": attempt.seconds,
    }


def rounded(score: float) -> float:
    """A score to three decimals."""
    return round(score, 3)


def _answer(attempt: PlayerAttempt | None) -> dict[str, Any] | None:
    return None if attempt is None else {"choice": list(attempt.choice), "confidence": attempt.confidence}


def _answered_places(session: ClassData, player: Player) -> list[int]:
    places = enumerate(session.sequence(player))
    return [place for place, index in places if session.attempt(index + 1, 1, player.number)]


def _result(session: ClassData, attempt: PlayerAttempt | None, player: Player) -> dict[str, Any] | None:
    if attempt is None:
        return None
    verdict = session.presented(attempt.round - 1, player).graded(attempt.answer, attempt.confidence)
    scored = session.scored_attempt(attempt.round, player.number)
    points = 0.0 if scored is None else session.earned(scored)
    right = attempt.right if session.questions[attempt.round - 1].has_key else None
    found = {"right": right, "score": rounded(attempt.score), "headline": verdict.headline}
    return found | {"points": rounded(points), "worth": session.worth(attempt.round - 1)}


def _person(session: ClassData, player: Player, online: Collection[int]) -> dict[str, Any]:
    state = session.state
    answered = session.attempt(state.index + 1, state.vote, player.number) is not None
    if session.exam:
        answered = len(_answered_places(session, player)) == len(session.questions)
    return {
        "player": player.number,
        "name": player.name,
        "in": session.is_in(player),
        "team": session.team(player),
        "online": player.number in online,
        "answered": answered,
        "score": rounded(session.points(player)[0]),
    }
