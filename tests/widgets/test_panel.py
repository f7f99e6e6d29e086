"""The host's panel without a class: presses, messages and the static form."""

import pytest

from statuslab.errors import LabError
from statuslab.widgets.panel import HostPanel, still_html

FACTS = {"title": "Monday", "room": "K7M2PX", "join_url": "http://127.0.0.1:8420/r/K7M2PX", "screen_url": "x", "qr": ""}
OPTIONS = [{"code": 409, "name": "Conflict", "text": ""}, {"code": None, "name": "", "text": "Use `<b>`"}]
QUESTION = {"form": "single", "ask": "What <i>now</i>, `PUT`?", "wire": "", "options": OPTIONS, "partners": []}
KEYS = {"right": [1], "options": [{"right": False, "why": "no"}, {"right": True, "why": "yes"}]}
TALLY = {"counts": [3, 14], "answered": 17, "advice": {"do": "explain", "says": "82 % right"}}


def snapshot(phase="open", **changes):
    seen = {"phase": phase, "round": 1, "of": 3, "question": QUESTION, "reveal": KEYS, "tally": TALLY, "version": 7}
    seen |= {"view": "reveal" if phase == "reveal" else "question", "accepts": phase == "open"}
    return seen | changes


def panel(act=lambda do, fields: "", **changes):
    return HostPanel(FACTS, snapshot(**changes), act)


def test_press_calls_act_with_its_fields():
    done = []
    one = panel(lambda do, fields: done.append((do, dict(fields))) or "")
    one.press = {"n": 1, "do": "open", "fields": {"seen": 7, "seconds": 60}}
    assert done == [("open", {"seen": 7, "seconds": 60})]
    assert one.message == ""


@pytest.mark.parametrize("press", [{}, {"n": 1}, {"do": 7, "fields": {}}, {"do": "open"}, {"do": "open", "fields": []}])
def test_malformed_press_does_nothing(press):
    def act(do, fields):
        raise AssertionError("nothing was pressed")

    one = panel(act)
    one.press = {"n": 0, **press}
    assert one.message == ""


def test_repeated_error_is_shown_again():
    def act(do, fields):
        raise LabError("not now; close the question first")

    told = []
    one = panel(act)
    one.observe(lambda change: told.append(change.new), names="message")
    for n in (1, 2):
        one.press = {"n": n, "do": "reveal", "fields": {}}
    assert told == ["not now; close the question first", "", "not now; close the question first"]


def test_unexpected_error_is_shown_as_a_mistake_of_the_course(caplog):
    def act(do, fields):
        raise RuntimeError("oops")

    one = panel(act)
    one.press = {"n": 1, "do": "open", "fields": {}}
    assert one.message == "A mistake of the course, not yours (RuntimeError: oops)"


@pytest.mark.parametrize("phase", ["open", "paused", "closed", "discuss"])
def test_static_panel_has_no_key_or_tally_before_the_reveal(phase):
    shown = still_html("told", snapshot(phase=phase)).rpartition("</style>")[2]
    assert "✓" not in shown and "14" not in shown
    assert "409" in shown


def test_static_panel_has_key_and_tally_after_the_reveal():
    shown = still_html("told", snapshot(phase="reveal")).rpartition("</style>")[2]
    assert "✓" in shown and "14" in shown and "82 % right" in shown


def test_question_text_is_escaped():
    shown = still_html("<u>", snapshot(phase="reveal"))
    for markup in ("<u>", "<i>now", "Use <b>"):
        assert markup not in shown


@pytest.mark.parametrize("phase", ["lobby", "ended"])
def test_panel_without_a_question_shows_the_join_url_and_phase(phase):
    one = panel(phase=phase, question=None, reveal=None, tally=None, round=0)
    assert repr(one) == f"class K7M2PX at http://127.0.0.1:8420/r/K7M2PX: {phase}"
    assert FACTS["join_url"] in one._repr_mimebundle_()[0]["text/html"]
