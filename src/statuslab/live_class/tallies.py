"""What a vote says, counted: shares, advice of peer instruction, confusions, what moved between two votes.

Reads a Room and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from statuslab.live_class.session import ClassSession, PlayerAttempt
from statuslab.live_class.states import Phase
from statuslab.questions import CONFIDENCE

TEACH_BELOW, EXPLAIN_ABOVE = 0.35, 0.70  # shares of right answers between which discussion pays
_MOST_ANSWERS, _MOST_NAMES = 12, 30


def advice(share: float | None, vote: int = 1, revealed: bool = False) -> dict[str, str] | None:
    """What peer instruction does with a share of right answers; after the reveal the share alone.

    >>> advice(0.5)["do"]
    'discuss'
    """
    if share is None:
        return None
    told = f"{round(100 * share)} % right"
    if revealed:
        return {"do": "explain", "says": told}
    if share < TEACH_BELOW:
        return {"do": "teach", "says": f"{told}: too few to learn from each other; teach it once more, then vote again"}
    if share <= EXPLAIN_ABOVE and vote == 1:
        return {"do": "discuss", "says": f"{told}: let them discuss in pairs, then vote again"}
    return {"do": "explain", "says": f"{told}: reveal, explain briefly, go on"}


def tally(room: ClassSession) -> dict[str, Any] | None:
    """The host's view of the vote that runs or has just closed; None in the lobby."""
    if room.state.index < 0:
        return None
    if room.exam:
        return {"answered": sum(map(len, room.answers.values())), "questions": _exam_questions(room)}
    round, vote = room.state.index + 1, room.state.vote
    given = _counted(room, round, vote)
    share = _share(room, round, vote)
    return {
        "round": round,
        "vote": vote,
        "answered": len(given),
        "counts": counts(room, round, vote),
        "answers": _frequent(given),
        "confidence": [_split(each for each in given if each.confidence == level) for level in range(len(CONFIDENCE))],
        "share": share,
        "advice": advice(share, vote, revealed=room.state.phase is Phase.REVEAL),
        "votes": votes(room, round, shares=True),
        "shift": _shift(room, round, vote),
        "hands": _hands(room, round, vote),
        "confusions": _confusions(given),
        "unanswered": _unanswered(room, {each.player for each in given}),
    }


def votes(room: ClassSession, round: int, shares: bool = False) -> list[dict[str, Any]]:
    """Vote by vote: how many answered, and what; shares of right ones are not for students before the reveal."""
    found = []
    for vote in range(1, room.votes(round) + 1):
        row: dict[str, Any] = {"vote": vote, "answered": len(_counted(room, round, vote))}
        row["counts"] = counts(room, round, vote)
        if shares:
            row["share"] = _share(room, round, vote)
        found.append(row)
    return found


def counts(room: ClassSession, round: int, vote: int) -> list[int] | None:
    """Option by option in the order shown, shown hands added; None where a tally cannot count options."""
    posed = room.posed(round - 1)
    if not posed.counts_options:
        return None
    found = list(room.hands.get((round, vote), ())) or [0] * len(posed.order)
    for given in _counted(room, round, vote):
        for position in given.choice:
            found[position] += 1
    return found


def leaders(room: ClassSession, most: int = 10) -> list[list[Any]]:
    """Names and points, the best first; equal points by name."""
    points = [(player.name, room.points(player)[0]) for player in room.present]
    return [list(pair) for pair in sorted(points, key=lambda pair: (-pair[1], pair[0]))[:most]]


def _counted(room: ClassSession, round: int, vote: int) -> list[PlayerAttempt]:
    given = room.answers.get((round, vote), {}).values()
    return [each for each in given if not room.players[each.player].removed]


def _hands(room: ClassSession, round: int, vote: int) -> list[int] | None:
    found = room.hands.get((round, vote))
    return None if found is None else list(found)


def _share(room: ClassSession, round: int, vote: int) -> float | None:
    given = _counted(room, round, vote)
    right, said = sum(each.right for each in given), len(given)
    hands = room.hands.get((round, vote), ())
    if hands and room.posed(round - 1).form != "multiple":
        key = room.posed(round - 1).reveal["right"]
        right, said = right + sum(hands[position] for position in key), said + sum(hands)
    return right / said if said else None


def _split(given: Iterable[PlayerAttempt]) -> list[int]:
    right = Counter(each.right for each in given)
    return [right[True], right[False]]


def _frequent(given: Iterable[PlayerAttempt]) -> list[dict[str, Any]]:
    said = Counter((each.choice, each.right) for each in given)
    top = sorted(said.items(), key=lambda item: (-item[1], item[0]))[:_MOST_ANSWERS]
    return [{"choice": list(choice), "n": n, "right": right} for (choice, right), n in top]


def _shift(room: ClassSession, round: int, vote: int) -> dict[str, int] | None:
    if vote < 2:
        return None
    before = {each.player: each.right for each in _counted(room, round, vote - 1)}
    names = {(True, True): "stayed_right", (False, True): "to_right"}
    names |= {(True, False): "to_wrong", (False, False): "stayed_wrong"}
    found = dict.fromkeys(names.values(), 0)
    for each in _counted(room, round, vote):
        if each.player in before:
            found[names[before[each.player], each.right]] += 1
    return found


def _confusions(given: Iterable[PlayerAttempt]) -> list[dict[str, int]]:
    pairs = Counter(each.mistaken for each in given if each.mistaken)
    return [{"right": pair[0], "chosen": pair[1], "n": n} for pair, n in pairs.most_common()]


def _unanswered(room: ClassSession, said: set[int]) -> list[str]:
    return [each.name for each in room.present if room.is_in(each) and each.number not in said][:_MOST_NAMES]


def _exam_questions(room: ClassSession) -> list[dict[str, Any]]:
    return [
        {
            "id": question.id,
            "answered": len(_counted(room, index + 1, 1)),
            "share": _share(room, index + 1, 1),
        }
        for index, question in enumerate(room.questions)
    ]
