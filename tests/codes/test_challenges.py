"""Every challenge and quest on a real lab: done by its cause and by nothing else, with a sentence for near misses."""

import re
from dataclasses import replace

import pytest
import quest_solutions

from sampling import together
from statuslab.catalog import Catalog, Realness
from statuslab.codes import all_challenges, challenge_of, codes, find_challenge, find_scene, index, module
from statuslab.errors import LabError
from statuslab.messages.exchange import Exchange, Origin
from statuslab.scenarios.judging import Case, Progress, Stage, quest
from statuslab.scenarios.player import ScenePlayer, play, send
from statuslab.scenarios.predicates import kept_retry_after
from statuslab.scenarios.quests import QUESTS
from statuslab.scenarios.solutions import Wait
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.storage.files import data_folder

CATALOG = Catalog.load(data_folder())
OF_CODES = all_challenges()
CHALLENGES = (*OF_CODES, *QUESTS)
every = together("challenge", CHALLENGES, ids=lambda each: each.name)
of_a_code = together("challenge", OF_CODES, ids=lambda each: f"{each.code}")

# By the code, or by the name of a quest.
SOLUTIONS = {each.code: module(each.code).SOLUTIONS for each in OF_CODES} | quest_solutions.SOLUTIONS
NEAR_MISSES = [
    *((each.code, *miss) for each in OF_CODES for miss in module(each.code).NEAR_MISSES),
    *quest_solutions.NEAR_MISSES,
]


def solutions_of(challenge):
    return SOLUTIONS[challenge.name if challenge.is_quest else challenge.code]


@every
def test_challenge_names_the_port_where_it_can_be_done(challenge):
    ways = [
        {action[1].get("to", "teahouse") if isinstance(action, tuple) else "teahouse" for action in actions}
        for actions in ([each for each in way if not isinstance(each, Wait)] for way in solutions_of(challenge))
    ]
    assert {challenge.port} in ways


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh_lab(request):
    if "lab" in request.fixturenames:
        fresh(request.getfixturevalue("lab"))


def fresh(lab: Lab) -> Lab:
    """The lab on its first morning."""
    lab.clock.reset()
    lab.reset()
    return lab


def sent(lab, actions) -> list[Exchange]:
    """The exchanges that the lab recorded for these actions, as a learner's."""
    seen: list[Exchange] = []
    for action in actions:
        if isinstance(action, Wait):
            lab.clock.wait(action)
            continue
        request, options = action if isinstance(action, tuple) else (action, {})
        seen.append(send(lab, request(seen) if callable(request) else request, **options))
    return seen


# --- Solved


@together(
    ("key", "actions"),
    [(key, actions) for key, solutions in SOLUTIONS.items() for actions in solutions],
    ids=[f"{key}-{number}" for key, solutions in SOLUTIONS.items() for number, _ in enumerate(solutions, 1)],
)
def test_challenge_is_done_when_its_cause_is_on_the_wire(key, actions, lab):
    seen = sent(fresh(lab), actions)
    judgment = find_challenge(key).judged(seen)
    assert judgment.done, (judgment.message, [str(each)[-600:] for each in seen])


@every
def test_challenge_has_a_solution(challenge):
    assert len(solutions_of(challenge)) >= 1


@every
def test_challenge_is_not_done_before_the_last_request(challenge, lab):
    assert not challenge.judged(sent(fresh(lab), solutions_of(challenge)[0][:-1])).done


@pytest.mark.parametrize("challenge", QUESTS, ids=lambda each: each.name)
def test_quest_is_not_done_in_reverse_order(challenge, lab):
    seen = sent(lab, solutions_of(challenge)[0])
    assert not challenge.judged([replace(each, number=-each.number) for each in seen]).done


# --- Not solved


@of_a_code
def test_status_made_to_order_is_no_solution_and_is_named_as_such(challenge, lab):
    code = challenge.code
    fake = f"GET /with/interim={code}/get" if code in (100, 102, 103, 104) else f"GET /status/{code}"
    judgment = challenge.judged([send(fresh(lab), fake)])
    assert not judgment.done
    if code != 101:  # not even httpbin sends a 101 on request
        assert judgment.message == (
            f"That is the server saying {code} because you asked it to. Find the reason for which it must."
        )


DISGUISES = [
    "/%73tatus/412",
    "/window/status/412",
    "/with/status=412/get",
    "/status/412?x=1",
    "http://teahouse/status/412",
]


@pytest.mark.parametrize("target", DISGUISES)
def test_status_made_to_order_is_recognized_in_any_form_of_its_target(target, lab):
    options = {"to": "proxy"} if target.startswith("http") else {}
    seen = send(lab, f"PUT {target}\nIf-Match: x\nContent-Length: 0", **options)
    assert seen.wire_status == 412
    assert "because you asked it to" in find_challenge(412).judged([seen]).message


@of_a_code
def test_scene_that_the_course_plays_does_not_count(challenge, lab):
    steps = play(find_scene(challenge.code), fresh(lab))
    assert challenge.judged([step.exchange for step in steps]) == challenge.judged([])


@of_a_code
def test_first_scene_played_by_the_learner_is_a_solution_unless_its_module_says_otherwise(challenge, lab):
    player = ScenePlayer(fresh(lab), Origin.LEARNER)
    find_scene(challenge.code).play(player)
    player.close()
    judgment = challenge.judged([step.exchange for step in player.steps])
    assert judgment.done == getattr(module(challenge.code), "FIRST_SCENE_IS_A_SOLUTION", True), judgment.message


@together(("key", "actions", "message"), NEAR_MISSES, ids=[f"{key}-{message}" for key, _, message in NEAR_MISSES])
def test_near_miss_gets_the_sentence_that_says_what_is_missing(key, actions, message, lab):
    judgment = find_challenge(key).judged(sent(fresh(lab), actions))
    assert not judgment.done
    assert message in judgment.message


# --- Quests and malformed requests


def test_quest_with_a_wait_rejects_a_request_that_comes_too_soon(lab):
    actions = [action for action in SOLUTIONS["a-polite-crawler"][0] if not isinstance(action, Wait)]
    judgment = find_challenge("a-polite-crawler").judged(sent(lab, actions[:7]))
    assert judgment.message.startswith("Too soon again. Wait as long as the last `Retry-After` says")


def test_quest_can_still_be_done_after_a_request_that_came_too_soon(lab):
    actions = list(SOLUTIONS["a-polite-crawler"][0])
    actions.insert(6, "GET /till/sample")
    assert find_challenge("a-polite-crawler").judged(sent(lab, actions)).done


@pytest.mark.parametrize(("early", "kept"), [(0.5, False), (0.06, False), (0.04, True), (-1.0, True)])
def test_retry_after_is_kept_but_for_a_twentieth_of_a_second(lab, early, kept):
    seen = sent(lab, ["GET /till/sample"] * 4)
    refused = seen[-1]
    again = replace(seen[0], began=refused.began + int(refused.response["Retry-After"]) - early)
    assert kept_retry_after(Case(again, tuple(seen))) is kept


def test_exchange_reported_twice_passes_one_stage_only(lab):
    two_stages = quest(200, name="twice", title="", task="", hints=("", "", ""), stages=(Stage(200), Stage(200)))
    first, second = (send(lab, f"GET /teas/{number}") for number in (1, 2))
    progress = Progress(two_stages).after(first).after(first)
    assert progress.passed == (first,)
    assert progress.after(second).done


@every
def test_malformed_requests_break_no_predicate(challenge, lab):
    fresh(lab)
    broken = [
        send(lab, text, as_is=True) for text in ("\x00\x01 nonsense\n\n", "GET\n\n", "GET /\\xff%zz HTTP/1.1\n\n")
    ]
    progress = Progress(challenge)
    for exchange in broken:
        progress = progress.after(exchange)
        for stage in challenge.stages:
            stage.judge(Case(exchange, tuple(broken), tuple(broken)))
    assert len(progress.passed) < len(challenge.stages)


# --- The collection


@together("code", codes())
def test_code_has_a_challenge_unless_it_is_historical_and_says_so(code):
    historical = CATALOG[code].realness is Realness.HISTORICAL
    assert (challenge_of(code) is None) == historical
    assert hasattr(module(code), "NO_CHALLENGE") == historical


def test_every_code_of_the_catalog_has_a_module():
    assert codes() == tuple(record.code for record in CATALOG)


def test_there_are_at_least_eight_quests_of_several_stages():
    assert len(QUESTS) >= 8
    assert all(each.is_quest for each in QUESTS)
    assert not any(each.is_quest for each in OF_CODES)


@every
def test_challenge_name_is_lower_case_with_dashes_and_no_scene(challenge):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", challenge.name)
    assert challenge.name not in index().scenes


A_REQUEST = re.compile(r"`[A-Z-]{3,} (?:/|http)")


@every
def test_only_the_third_hint_shows_a_request(challenge):
    assert len(challenge.hints) == 3
    for text in (challenge.task, *challenge.hints[:2]):
        assert not A_REQUEST.search(text), text


@every
def test_task_has_two_to_four_sentences_and_names_no_header(challenge):
    assert 2 <= len(re.findall(r"[.?!](?:\s|$)", challenge.task)) <= 4, challenge.task
    assert not re.search(r"If-|Range|Expect\b|Accept|Authorization|Cookie", challenge.task)


@every
def test_every_text_of_a_challenge_is_a_sentence(challenge):
    texts = [*challenge.hints, challenge.task]
    texts += [text for stage in challenge.stages for _, text in (*stage.needs, *stage.near)]
    for text in texts:
        assert re.match(r"[A-Z0-9`]", text) and text.rstrip("`)").endswith((".", "?", ".)")), text


@pytest.mark.parametrize("code", [402, 425, 444, 494, 495, 496, 497])
def test_task_says_where_the_cause_is_emulated_or_a_convention(code):
    assert re.search("emulated|left open|yourself", find_challenge(code).task)


LINES = [
    ("x", 'no challenge "x"; name a code, such as 412, or a quest, such as "the-chef-was-faster"'),
    ("the-chef-was-fast", 'no challenge "the-chef-was-fast"; did you mean "the-chef-was-faster"?'),
    (306, "306 is reserved, and no server sends it; demo(306) shows it, and there is nothing to prove"),
    (599, 'no challenge "599"; name a code'),
]


@pytest.mark.parametrize(("key", "line"), LINES, ids=[line for _, line in LINES])
def test_unknown_challenge_gives_one_clear_line(key, line):
    with pytest.raises(LabError) as caught:
        find_challenge(key)
    assert str(caught.value).startswith(line) and "\n" not in str(caught.value)
