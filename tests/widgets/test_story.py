import re
from dataclasses import replace

import pytest
from widget_samples import CATALOG, EXCHANGES, HOSTILE, LIVE, SCENE, STEPS, STORY

from statuslab.catalog import Realness
from statuslab.scenarios.scene import Step, StepKind
from statuslab.widgets.story import FOLDED, REALNESS, STYLES, WARNING, Prediction, story_html, story_text

HOW = {"record": CATALOG[412], "options": STEPS}


def body_of(steps=STORY, scene=SCENE, **how):
    return story_html(scene, steps, **(HOW | how)).rpartition("</style>")[2]


def test_story_has_each_style_once_one_diagram_and_all_steps():
    shown = story_html(SCENE, STORY, **HOW)
    styles = re.findall(r"<style[^>]*>", shown)
    assert len(styles) == len(set(styles)) == len(STYLES) + 1  # and the palette
    assert (shown.count("<svg"), shown.count('class="wire"')) == (1, len(STORY))


def test_story_provoking_step_is_open_and_others_folded_unless_a_short_resolution():
    opened = re.findall(r"<details[^>]*>", body_of())
    assert ["open" in each for each in opened] == [False, False, True, True, True]


@pytest.mark.parametrize("prediction", [Prediction.OPEN, Prediction.ANSWERED])
def test_story_of_a_prediction_has_all_its_steps_and_none_of_them_open(prediction):
    shown = body_of(prediction=prediction)
    assert shown.count('class="wire"') == len(STORY)
    assert "<details open" not in shown and " open>" not in shown


def test_story_of_an_open_prediction_lies_folded_as_a_whole():
    opened, shown = body_of(), body_of(prediction=Prediction.OPEN)
    assert FOLDED in shown and FOLDED not in opened
    assert re.match(r'\s*<div class="[^"]*"><details class="told"><summary', shown)
    assert "told" not in body_of(prediction=Prediction.ANSWERED)


def test_story_text_of_an_open_prediction_begins_with_a_warning_and_is_whole():
    told = story_text(SCENE, STORY, **HOW)
    assert story_text(SCENE, STORY, prediction=Prediction.OPEN, **HOW) == f"{WARNING}\n\n{told}"
    assert story_text(SCENE, STORY, prediction=Prediction.ANSWERED, **HOW) == told


def test_story_explains_what_is_tinted_and_what_is_dashed():
    assert '<span class="tint k4">Tinted</span>: what this is about · Dashed: somebody else' in body_of()
    assert "Dashed" not in body_of([step for step in STORY if step.actor == "you"])
    assert "Tinted" not in body_of(STORY[2:3])


def test_story_long_resolution_is_folded():
    long = Step("Much.", "you", StepKind.RESOLVE, EXCHANGES["huge"])
    wordy = replace(long, exchange=replace(long.exchange, events=long.exchange.events * 3))
    assert "<details open" not in body_of((wordy,)).replace(' class="box"', "")


def test_story_caption_names_other_actors_and_waits():
    shown = body_of()
    assert "<b>the chef</b>: The chef saves." in shown
    assert "<b>you</b>" not in shown
    assert "saying <code>v1</code>" in shown
    assert "after 2 s" in shown


def test_story_highlights_headers_only_in_the_provoking_step():
    assert body_of().count("<mark>") == 3  # two headers, and the legend
    assert "<mark>" not in body_of(record=None)


def test_story_ends_with_advice_and_realness():
    assert "<b>At work. </b>Fetch, merge, and send the <code>new</code> condition." in body_of()
    assert f"<b>genuine</b>: {REALNESS['genuine']}" in body_of()
    assert "<b>historical</b>" in body_of(realness="historical")
    assert "genuine" not in body_of(record=None)


def test_every_realness_is_explained():
    assert set(REALNESS) == set(Realness)


def test_story_escapes_hostile_text():
    scene = replace(SCENE, title=HOSTILE, at_work=HOSTILE)
    steps = [Step(HOSTILE, HOSTILE, StepKind.PROVOKE, EXCHANGES["malformed"])]
    assert not re.search("<(script|img|i>Bad)", body_of(steps, scene))


def test_story_text_has_numbered_steps_with_curl_marks():
    text = story_text(SCENE, STORY, **HOW)
    assert text.startswith(
        "Two people, one recipe (412 Precondition Failed)\n\n1. You read the recipe.\n   > GET /teas/7"
    )
    assert "2. the chef: The chef saves.\n" in text
    assert "3. You save, saying v1. (after 2 s)\n   > PUT /teas/7 HTTP/1.1\n" in text
    assert "   answered by: application · logged: 412" in text
    assert text.endswith(
        f"At work: Fetch, merge, and send the new condition.\nHow real: genuine, {REALNESS['genuine']}"
    )


@pytest.mark.parametrize("form", [story_html, story_text])
def test_story_with_steps_shows_no_times_and_renders_the_same_twice(form):
    one, other = (form(SCENE, STORY, **HOW) for _ in range(2))
    assert one == other
    assert not re.search(r"\d ms\b|1\.2 s", one.rpartition("</style>")[2] or one)


def test_story_of_a_live_lab_shows_times():
    assert "4 ms" in body_of(options=LIVE)
