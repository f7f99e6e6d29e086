"""What holds for the scenes about WebDAV beside what holds for all: statuses inside a 207, and a good end."""

import re

import pytest

from statuslab.catalog import Catalog
from statuslab.codes import scenes_of
from statuslab.messages.exchange import Layer
from statuslab.scenarios.player import play
from statuslab.scenarios.scene import StepKind
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.storage.files import data_folder

CATALOG = Catalog.load(data_folder())
SCENES = [scene for code in (102, 207, 208, 423, 424, 507, 508) for scene in scenes_of(code)]
every_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as running:
        yield running


def provoked(steps):
    return [step.exchange for step in steps if step.kind is StepKind.PROVOKE][-1]


@every_scene
def test_webdav_scene_shows_its_code_on_the_wire_or_inside_a_207(lab, scene):
    exchange = provoked(play(scene, lab))
    shown = {exchange.wire_status, *(interim.status for interim in exchange.interim)}
    inside = set(map(int, re.findall(rb"HTTP/1.1 (\d+) [^<]+</D:status>", exchange.received)))
    assert scene.code in shown | inside
    assert scene.answer in shown
    assert exchange.layer is Layer.APPLICATION


@every_scene
def test_webdav_scene_ends_in_a_success(lab, scene):
    last = play(scene, lab)[-1].exchange
    assert last.wire_status // 100 == 2


@every_scene
def test_webdav_scene_offers_its_code_and_does_not_name_it(scene):
    assert len(scene.choices) == 4
    assert scene.answer in scene.choices
    assert scene.code in scene.choices
    text = scene.title + scene.situation
    assert not re.search(r"\b[1-5]\d\d\b", text)
    assert CATALOG[scene.code].name not in text


@every_scene
def test_webdav_scene_names_handlers_with_source(scene):
    from statuslab.notebook.demos import _source

    assert all(_source(name) for name in scene.source)
    assert scene.source


def test_webdav_scene_played_twice_gets_the_same_bytes(lab):
    for scene in SCENES:
        first, second = ([step.exchange.received for step in play(scene, lab)] for _ in range(2))
        assert first == second
