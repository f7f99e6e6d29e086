"""The cards of challenge(): done when the lab has seen the cause, from any client; and challenges in a review."""

import pytest

from statuslab.codes import find_challenge
from statuslab.notebook.challenges import WHERE
from statuslab.scenarios.player import send
from statuslab.scenarios.request_texts import TEA


@pytest.fixture(scope="module")
def _notebook_lab():
    from statuslab import lab

    yield lab
    lab.stop()


@pytest.fixture
def challenge_and_lab(_notebook_lab):
    """The notebook function, and the lab that its cards watch."""
    from statuslab import challenge

    _notebook_lab.reset()
    return challenge, _notebook_lab


def test_card_is_done_as_soon_as_the_lab_has_seen_the_cause(challenge_and_lab):
    challenge, lab = challenge_and_lab
    card = challenge(405)
    assert not card.done
    send(lab, "DELETE /teas")
    assert card.done
    assert "The lab saw: DELETE /teas → 405\n✓ Done, without a hint." in repr(card)
    assert "405 Method Not Allowed" in card.shown["html"]


def test_card_counts_any_client_but_no_demo(challenge_and_lab):
    import httpx2

    from statuslab import demo

    challenge, lab = challenge_and_lab
    card = challenge(301)
    demo("the-old-address")
    assert card.shown["state"] == "waiting"
    httpx2.get(f"{lab.url}/tea-list", trust_env=False)
    assert card.done


def test_exchanges_before_the_card_do_not_count_but_are_known(challenge_and_lab):
    challenge, lab = challenge_and_lab
    for _ in range(3):
        send(lab, "GET /till/sample")
    card = challenge(429)
    assert not card.done
    send(lab, "GET /till/sample")
    assert card.done


def test_hints_are_shown_one_by_one_and_lower_the_score(challenge_and_lab):
    challenge, lab = challenge_and_lab
    card = challenge(410)
    for number in (1, 2, 3, 3):
        assert card.hint().startswith(f"Hint {number} of 3: ")
    send(lab, "GET /teas/earl-grey-1999")
    assert "✓ Done, with 3 hints: 40% of the score." in repr(card)


def test_solved_challenge_is_stored_and_shown_when_its_cell_runs_again(challenge_and_lab):
    from statuslab.notebook.stored_progress import store

    challenge, lab = challenge_and_lab
    challenge(451).hint()
    send(lab, "GET /teas/banned-blend")
    assert challenge(451).done  # a card of its own: the first has heard it by then
    (kept,) = store().last_attempts("challenge:by-order-of-the-office")
    assert (kept.question, kept.score, kept.where) == ("provoke-by-order-of-the-office", 0.8, "challenge")
    assert "Done before, with 80% of the score." in repr(challenge(451))


def test_lab_sends_the_request_of_the_chef_between_two_stages(challenge_and_lab):
    challenge, lab = challenge_and_lab
    card = challenge("the-chef-was-faster")
    tag = send(lab, "GET /teas/7").response["ETag"]
    assert "The chef has saved the same recipe in the meantime." in repr(card)
    assert send(lab, f"PUT /teas/7\nIf-Match: {tag}\n{TEA}").wire_status == 412
    assert "✓ Step 2 of 4 is done." in repr(card)
    assert [stage["done"] for stage in card.shown["stages"]] == [True, True, False, False]
    tag = send(lab, "GET /teas/7").response["ETag"]
    assert send(lab, f"PUT /teas/7\nIf-Match: {tag}\n{TEA}").wire_status == 204
    assert card.done


def test_newest_card_of_a_challenge_is_the_only_one_that_listens(challenge_and_lab):
    challenge, lab = challenge_and_lab
    first, second = challenge(506), challenge(506)
    send(lab, "GET /leaflets/season\nAccept-Language: en")
    assert second.done
    assert first.shown["state"] == "waiting"


def test_card_that_fails_leaves_the_others_listening(challenge_and_lab, monkeypatch, caplog):
    from statuslab.notebook.challenges import ChallengeRun

    challenge, lab = challenge_and_lab
    card = challenge(501)
    on_exchange = ChallengeRun.on_exchange

    def some_fail(run, exchange):
        if run.challenge.code != 501:
            raise RuntimeError("broken")
        on_exchange(run, exchange)

    monkeypatch.setattr(ChallengeRun, "on_exchange", some_fail)
    send(lab, "POUR /teas/7")
    assert card.done


def reviewed(code, seconds=None, answer=(1,)):
    """Return the feedback of a review on a challenge, so many seconds after it came into view."""
    from statuslab.notebook.challenges import challenge_feedback
    from statuslab.notebook.review import review_bank
    from statuslab.questions import grade
    from statuslab.widgets.quiz import LearnerAnswer

    question = review_bank()[f"provoke-{find_challenge(code).name}"]
    return challenge_feedback(LearnerAnswer(question, answer, 1, seconds=seconds), grade(question, answer))


def test_review_checks_the_lab_and_says_what_is_missing(challenge_and_lab):
    _, lab = challenge_and_lab
    lab.recorder.clear()
    assert reviewed(508)["right"] is None
    send(lab, "PROPFIND /cellar/racks/\nDepth: 1")
    assert "This list has an end" in reviewed(508)["headline"]
    send(lab, "PROPFIND /cellar/racks/\nDepth: infinity")
    feedback = reviewed(508)
    assert feedback["right"] is True and "508 Loop Detected" in feedback["html"]
    assert reviewed(508, seconds=-1.0)["right"] is None  # it was before the question came


def test_review_counts_giving_up_as_wrong(challenge_and_lab):
    assert reviewed(508, answer=(0,))["right"] is False


@pytest.mark.parametrize(
    ("key", "port"), [(405, "teahouse"), (203, "proxy"), (444, "nginx"), (497, "tls"), (511, "wifi")]
)
def test_card_names_the_address_at_which_it_can_be_done(challenge_and_lab, key, port):
    challenge, lab = challenge_and_lab
    number = lab.port_address(port).rpartition(":")[2]
    facts = challenge(key).facts
    assert facts["address"].startswith("https://" if port == "tls" else "http://")
    assert facts["address"].endswith(f":{number}")
    assert facts["where"] == WHERE[port]


def test_card_of_444_is_done_at_the_address_that_it_names(challenge_and_lab):
    import httpx2

    challenge, _ = challenge_and_lab
    card = challenge(444)
    with pytest.raises(httpx2.RemoteProtocolError):
        httpx2.get(f"{card.facts['address']}/drop/admin", trust_env=False)
    assert card.done
