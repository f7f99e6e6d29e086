"""Every scene on a real lab: its code, its layer, its texts, and the same bytes each time."""

import re
from importlib import import_module

import pytest

from sampling import together
from statuslab.catalog import Catalog
from statuslab.codes import all_scenes, codes, find_scene, scenes_of
from statuslab.errors import LabError
from statuslab.messages.exchange import Origin
from statuslab.messages.transcript import DisplayOptions, merged, text
from statuslab.scenarios.player import ScenePlayer, play, send
from statuslab.scenarios.scene import StepKind
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.storage.files import data_folder

CATALOG = Catalog.load(data_folder())
SCENES = all_scenes()
every_scene = together("scene", SCENES, ids=lambda scene: scene.name)


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as lab:
        yield lab


class Played:
    """Every scene, played once on one lab."""

    def __init__(self, lab, scenes):
        self.steps = {scene.name: play(scene, lab) for scene in scenes}
        self.names = lab.names

    def anonymous(self, data):
        """Bytes without the ports, which are the machine's to choose."""
        for address, name in self.names.items():
            data = data.replace(address.encode(), name.encode())
        return data

    def bytes_of(self, scene):
        return [self._bytes(step.exchange) for step in self.steps[scene.name]]

    def _bytes(self, exchange):
        events = [(event.direction, self.anonymous(event.data)) for event in merged(exchange.events)]
        return events, [self._bytes(upstream) for upstream in exchange.via]

    def text_of(self, scene):
        options = DisplayOptions(names=self.names, steps=True)
        return [(step.message, step.waited, text(step.exchange, options)) for step in self.steps[scene.name]]


@pytest.fixture(scope="module")
def played(lab):
    return Played(lab, SCENES)


@pytest.fixture(scope="module")
def played_again(lab, played):
    return Played(lab, SCENES)


@pytest.fixture(scope="module")
def played_elsewhere():
    """On another lab, and in another order."""
    with Lab(FixedClock()) as lab:
        return Played(lab, SCENES[::-1])


def provoking(played, scene):
    """The one exchange that the scene is about."""
    (step,) = [step for step in played.steps[scene.name] if step.kind is StepKind.PROVOKE]
    return step.exchange


# --- What happens


@every_scene
def test_scene_provokes_the_code_it_asks_for(scene, played):
    exchange = provoking(played, scene)
    seen = {exchange.wire_status, *(early.status for early in exchange.interim)}
    if exchange.wire_status is None:
        seen.add(exchange.logged_status)
    assert scene.answer in seen


@every_scene
def test_scene_is_answered_by_the_layer_that_does_so_in_practice(scene, played):
    assert provoking(played, scene).layer is scene.layer


def responses_with(code, exchange):
    return [each for each in (*exchange.interim, exchange.response) if each and each.status == code]


@every_scene
def test_scene_that_ends_in_its_code_has_the_fields_it_requires(scene, played):
    responses = responses_with(scene.code, provoking(played, scene))
    required = () if scene.code in AS_THE_WHOLE else CATALOG[scene.code].must
    assert [field for field in required if responses and not any(field in each for each in responses)] == []


AS_THE_WHOLE = (206, 304)  # these must carry what the 200 would have carried (RFC 9110 sections 15.3.7 and 15.4.5)


@together("scene", [scene for scene in SCENES if scene.answer in AS_THE_WHOLE], ids=lambda scene: scene.name)
def test_scene_that_ends_in_part_of_the_whole_or_none_has_the_fields_of_the_whole(scene, lab):
    part = play(scene, lab, only_provoke=True)[-1].exchange
    whole = send(lab, f"GET {part.request.target}", Origin.DEMO)
    required = [field for field in CATALOG[scene.code].must if field in whole.response]
    assert {field: part.response.get(field) for field in required} == {
        field: whole.response[field] for field in required
    }
    assert {"Date", "ETag"} <= set(required)


def test_content_range_is_in_the_header_for_one_range_and_in_each_part_for_several(played):
    one = provoking(played, find_scene("the-cut-download")).response
    several = provoking(played, find_scene("two-slices")).response
    assert one["Content-Range"] == "bytes 100-999/1000"
    assert several["Content-Type"].startswith("multipart/byteranges; boundary=")
    assert "Content-Range" not in several
    assert several.text.count("Content-Range: bytes ") == 2


@every_scene
def test_scene_that_ends_in_a_code_without_content_has_none(scene, played):
    exchange = provoking(played, scene)
    if exchange.response and CATALOG[exchange.wire_status].content == "no" and exchange.wire_status >= 200:
        assert exchange.response.content == b""


@every_scene
def test_scene_sends_real_requests_marked_as_demo_and_none_to_status(scene, played):
    for step in played.steps[scene.name]:
        assert step.exchange.origin is Origin.DEMO
        assert step.exchange.sent
        request = step.exchange.request
        assert request is None or "/status/" not in request.target


@every_scene
def test_scene_has_a_sentence_for_each_step(scene, played):
    for step in played.steps[scene.name]:
        assert re.fullmatch(r"[A-Z“].*[.!?”)]", step.message), step.message
        assert step.actor


# --- The same bytes every time


@every_scene
def test_scene_played_again_gives_the_same_bytes(scene, played, played_again):
    assert played.bytes_of(scene) == played_again.bytes_of(scene)


@every_scene
def test_scene_played_on_another_lab_in_another_order_gives_the_same_bytes(scene, played, played_elsewhere):
    assert played.bytes_of(scene) == played_elsewhere.bytes_of(scene)


@every_scene
def test_scene_played_again_has_the_same_text(scene, played, played_again, played_elsewhere):
    assert played.text_of(scene) == played_again.text_of(scene) == played_elsewhere.text_of(scene)


def test_scene_text_names_every_address(played):
    shown = "\n".join(body for scene in SCENES for *_, body in played.text_of(scene))
    assert re.findall(r"(?:127\.0\.0\.1|localhost):\d+", shown) == []


# --- Part of a scene


@every_scene
def test_scene_that_is_only_provoked_stops_before_it_is_resolved(scene, lab):
    kinds = [step.kind for step in play(scene, lab, only_provoke=True)]
    assert kinds[-1] is StepKind.PROVOKE
    assert StepKind.RESOLVE not in kinds


def test_scene_with_a_wait_counts_it_to_the_step_after_it(played):
    waited = [step.waited for step in played.steps["one-more-sample"]]
    assert waited[:4] == [0.0] * 4
    assert waited[4] > 0


def test_scene_that_skips_time_takes_it_back_where_the_clock_is_live():
    with Lab() as lab:
        before = lab.clock.now()
        *_, last = play(find_scene("dated-by-nobody"), lab)
        assert last.exchange.began - before > 172_000
        assert lab.clock.now() - before < 1_000


def test_scene_does_not_change_the_learners_teahouse(lab):
    before = send(lab, "GET /teas").response.content
    play(find_scene("put-it-there"), lab)
    assert send(lab, "GET /teas").response.content == before


def test_player_given_a_malformed_request_says_what_was_expected(lab):
    with pytest.raises(LabError, match='met "mumble", expected "METHOD target"'):
        ScenePlayer(lab).provoke("You mumble.", "mumble")


# --- Situation and choices


@every_scene
def test_scene_offers_four_codes_of_the_catalog_with_a_reason_each(scene):
    assert len(scene.choices) == 4
    assert scene.answer in scene.choices
    assert all(code in CATALOG for code in (scene.code, *scene.choices))
    assert list(scene.choices) == sorted(scene.choices)
    assert len(set(scene.choices.values())) == 4
    assert all(re.fullmatch(r".{15,}[.!?]", why) for why in scene.choices.values())


def given_away(situation):
    """Numbers that look like a status code.

    What stands between backquotes is the wire's own text (`Expect: 100-continue`, `bytes=0-99`) unless it is a number
    alone, and a count of bytes is no code.
    """
    left = re.sub(r"`(?!\d{3}`)[^`]*`", "", situation)
    left = re.sub(r"\d+ (of \d+ )?bytes", "", left)
    return re.findall(r"(?<!\d)[1-5]\d\d(?!\d)|[1-5]xx", left)


@every_scene
def test_scene_does_not_give_its_code_away(scene):
    assert given_away(scene.situation) == []
    assert given_away(scene.title) == []
    assert given_away(scene.name) == []


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        ("You get a 412.", ["412"]),
        ("Is it `412`?", ["412"]),
        ("One of the 4xx, is it?", ["4xx"]),
        ("It says `Expect: 100-continue`, and 100 of 1000 bytes came; 500 bytes are left.", []),
        ("Tea for 20 at 19:30 in the year 2026.", []),
    ],
)
def test_given_away_finds_codes_and_no_other_numbers(situation, expected):
    assert given_away(situation) == expected


@every_scene
def test_scene_asks_a_question_and_has_advice(scene):
    assert "?" in scene.situation
    assert re.fullmatch(r".{20,}[.!]", scene.at_work)
    assert scene.title


@every_scene
def test_scene_names_handlers_that_exist(scene):
    for name in scene.source:
        handlers, _, handler = name.rpartition(".")
        assert callable(getattr(import_module(f"statuslab.server.teahouse.{handlers}"), handler))


@together("code", codes())
def test_code_has_a_scene(code):
    assert scenes_of(code)
    assert all(scene.code == code for scene in scenes_of(code))


def test_scene_titles_are_unique():
    assert len({scene.title for scene in SCENES}) == len(SCENES)


# --- Finding a scene


def test_scene_is_found_by_code_which_gives_the_first_and_by_name():
    assert find_scene(404) is find_scene("404") is find_scene(" no-such-tea ")
    assert find_scene("behind-a-curtain").code == 404


@every_scene
def test_scene_is_found_by_its_name(scene):
    assert find_scene(scene.name) is scene


def test_misspelled_scene_gets_a_suggestion():
    with pytest.raises(LabError, match=r'^no story "two-cook"; did you mean "two-cooks"\?$'):
        find_scene("two-cook")


def test_unknown_code_gets_an_example_of_what_can_be_named():
    with pytest.raises(LabError) as error:
        find_scene(599)
    assert str(error.value) == 'no story "599"; name a code, such as 412, or a scene, such as "two-cooks"'
