"""Counts of a vote: answers, shares of right ones, advice by peer instruction, confusions, changes between votes.

Reads a ClassData and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from statuslab.live_class.class_data import ClassData
from statuslab.live_class.events import PlayerAttempt
from statuslab.questions import CONFIDENCE

TEACH_BELOW, EXPLAIN_ABOVE = 0.35, 0.70  # the shares of right answers between which discussion helps most
ADVISED_MOVES = {"teach": "revote", "discuss": "discuss", "explain": "reveal"}
LEADERS = 10  # on the leaderboard
_MOST_ANSWERS, _MOST_NAMES = 12, 30


def advice(share: float | None, vote: int = 1, revealed: bool = False) -> dict[str, str] | None:
    """What peer instruction advises for a share of right answers; after the reveal just the share.

    >>> advice(0.5)["do"]
    'discuss'
    """
    if share is None:
        return None
    text = f"{round(100 * share)} % right"
    if revealed:
        return {"do": "explain", "says": text}
    if share < TEACH_BELOW:
        return {"do": "teach", "says": f"{text}: too few to learn from each other; teach it once more, then vote again"}
    if share <= EXPLAIN_ABOVE and vote == 1:
        return {"do": "discuss", "says": f"{text}: let them discuss in pairs, then vote again"}
    return {"do": "explain", "says": f"{text}: reveal, explain briefly, go on"}


def tally(session: ClassData) -> dict[str, Any] | None:
    """The host's view of the current vote; None in the lobby."""
    if session.state.index < 0:
        return None
    if session.exam:
        questions = [
            {
                "id": question.id,
                "answered": len(counted(session, index + 1, 1)),
                "share": _share(session, index + 1, 1),
            }
            for index, question in enumerate(session.questions)
        ]
        total = sum(len(counted(session, index + 1, 1)) for index in range(len(session.questions)))
        return {"answered": total, "could": session.could_count(1, 1), "questions": questions}
    round, vote = session.state.index + 1, session.state.vote
    attempts = counted(session, round, vote)
    share, hands = _share(session, round, vote), session.hands.get((round, vote))
    answers = Counter((each.choice, each.right) for each in attempts)
    frequent = sorted(answers.items(), key=lambda item: (-item[1], item[0]))[:_MOST_ANSWERS]
    has_key = session.questions[round - 1].has_key
    by_confidence = Counter((each.confidence, each.right) for each in attempts if has_key)
    confusions = Counter(each.mistaken for each in attempts if each.mistaken)
    answered = {each.player for each in attempts}
    could = [each for each in session.present if session.could_answer(each, round, vote)]
    missing = [each.name for each in could if each.number not in answered]
    return {
        "round": round,
        "vote": vote,
        "answered": len(attempts) + raised(session, round, vote),
        "could": len(could) + raised(session, round, vote),
        "counts": counts(session, round, vote),
        "answers": [{"choice": list(choice), "n": n, "right": right} for (choice, right), n in frequent],
        "confidence": [[by_confidence[level, True], by_confidence[level, False]] for level in range(len(CONFIDENCE))],
        "unsaid": [by_confidence[None, True], by_confidence[None, False]],
        "share": share,
        "advice": advice(share, vote, revealed=session.rules.view == "reveal"),
        "votes": votes(session, round, shares=True),
        "shift": _shift(session, round, vote),
        "hands": None if hands is None else list(hands),
        "confusions": [{"right": pair[0], "chosen": pair[1], "n": n} for pair, n in confusions.most_common()],
        "unanswered": missing[:_MOST_NAMES],
    }


def votes(session: ClassData, round: int, shares: bool = False) -> list[dict[str, Any]]:
    """How many `answered` in each vote `of` those who could, raised hands included, and what.

    `shares` adds the shares of right answers, and the numbers typed most often, as [number, how many]. Nobody but the
    host sees them before the reveal.
    """
    found = []
    for vote in range(1, session.votes(round) + 1):
        hands = raised(session, round, vote)
        row: dict[str, Any] = {"vote": vote, "answered": hands + len(counted(session, round, vote))}
        row["of"] = hands + session.could_count(round, vote)
        row["counts"] = counts(session, round, vote)
        if shares:
            row["share"] = _share(session, round, vote)
            if session.presented(round - 1).form == "number":
                row["numbers"] = _numbers(session, round, vote)
        found.append(row)
    return found


def _numbers(session: ClassData, round: int, vote: int) -> list[list[int]]:
    typed = Counter(attempt.choice[0] for attempt in counted(session, round, vote))
    return [list(pair) for pair in sorted(typed.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_ANSWERS]]


def raised(session: ClassData, round: int, vote: int) -> int:
    """How many people raised a hand. Where several options can be chosen, at least so many as for one of them."""
    hands = session.hands.get((round, vote), ())
    if not hands:
        return 0
    return max(hands) if session.presented(round - 1).form == "multiple" else sum(hands)


def counts(session: ClassData, round: int, vote: int) -> list[int] | None:
    """Answers and raised hands for each option in the order shown; None where options cannot be counted."""
    presented = session.presented(round - 1)
    if not presented.counts_options:
        return None
    found = list(session.hands.get((round, vote), ())) or [0] * len(presented.order)
    for attempt in counted(session, round, vote):
        for position in attempt.choice:
            found[position] += 1
    return found


def leaders(session: ClassData, most: int = LEADERS) -> list[list[Any]]:
    """Names and points, best first, equal points by name. Where names are hidden, "" stands for each."""
    points = [(player.name, session.points(player)[0]) for player in session.present]
    best = sorted(points, key=lambda pair: (-pair[1], pair[0]))[:most]
    return [["" if session.state.names_hidden else name, earned] for name, earned in best]


def teams(session: ClassData) -> list[dict[str, Any]] | None:
    """The points of each team, best first: the mean over its people, so that a larger team has no advantage."""
    if not session.settings.teams:
        return None
    points: dict[str, list[float]] = {team: [] for team in session.settings.teams}
    for player in session.present:
        points[session.team(player)].append(session.points(player)[0])
    rows = [
        {"team": team, "points": sum(all) / len(all) if all else 0.0, "n": len(all)} for team, all in points.items()
    ]
    return sorted(rows, key=lambda row: -float(str(row["points"])))


def counted(session: ClassData, round: int, vote: int) -> list[PlayerAttempt]:
    """The attempts in a vote of those who were not taken out of the class."""
    attempts = session.answers.get((round, vote), {}).values()
    return [each for each in attempts if not session.players[each.player].removed]


def _share(session: ClassData, round: int, vote: int) -> float | None:
    if not session.questions[round - 1].has_key:
        return None
    attempts = counted(session, round, vote)
    right, answered = sum(each.right for each in attempts), len(attempts)
    hands = session.hands.get((round, vote), ())
    if hands and session.presented(round - 1).form != "multiple":
        key = session.presented(round - 1).reveal["right"]
        right, answered = right + sum(hands[position] for position in key), answered + sum(hands)
    return right / answered if answered else None


def _shift(session: ClassData, round: int, vote: int) -> dict[str, int] | None:
    if vote < 2 or not session.questions[round - 1].has_key:
        return None
    before = {each.player: each.right for each in counted(session, round, vote - 1)}
    names = {(True, True): "stayed_right", (False, True): "to_right"}
    names |= {(True, False): "to_wrong", (False, False): "stayed_wrong"}
    found = dict.fromkeys(names.values(), 0)
    for each in counted(session, round, vote):
        if each.player in before:
            found[names[before[each.player], each.right]] += 1
    return found
