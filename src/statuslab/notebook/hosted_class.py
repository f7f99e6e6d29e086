"""A class that a kernel hosts: its panel, which follows every change, and the scenes that it runs on the wall."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from statuslab.codes import all_scenes, codes, find_scene
from statuslab.errors import LabError
from statuslab.notebook.demos import FIXED, Demo, lab, predict_question, watched_demo

if TYPE_CHECKING:
    from statuslab.live_class.server import ClassServer
    from statuslab.live_class.server.remote_class import RemoteClass
    from statuslab.widgets.panel import HostPanel

FIXED_ROOM = "K7M2PX"  # the room code shown when STATUSLAB_FIXED=1


@dataclass
class HostedClass:
    """A class that this kernel hosts: its server and its panel."""

    server: ClassServer | RemoteClass
    panel: HostPanel
    refreshing: threading.Lock = field(default_factory=threading.Lock)

    def watch(self) -> None:
        """Refresh the panel with each change of the class, until it is stopped. Runs in a thread of its own."""
        for _ in self.server.changes():
            with suppress(LabError, RuntimeError, TimeoutError, CancelledError):  # the class may be stopping
                self.refresh()

    def refresh(self) -> None:
        """Show the present snapshot, unless only time has passed. Raises LabError where the class has been stopped."""
        with self.refreshing:  # so that no older snapshot replaces a newer one
            snap = with_scene(self.server.host.snapshot())
            if {**snap, "left_ms": None} != {**self.panel.snap, "left_ms": None}:
                self.panel.snap = snap

    def stop(self) -> None:
        self.server.stop()


def host_class(server: ClassServer | RemoteClass) -> HostedClass:
    """Show a class on a panel, which follows it until it is stopped."""
    from statuslab.widgets.panel import HostPanel

    facts = _facts(server)

    def act(do: str, fields: Mapping[str, Any]) -> str:
        if do == "live":
            hosted.panel.html = run_live(server).html
            hosted.refresh()
            return "The wall shows this run until you go on."
        server.host.command(do, **fields)
        hosted.refresh()
        return ""

    hosted = HostedClass(server, HostPanel(facts, with_scene(server.host.snapshot()), act, lambda: hosted.refresh()))
    threading.Thread(target=hosted.watch, name=f"statuslab-panel-{server.room}", daemon=True).start()
    return hosted


def run_live(server: ClassServer | RemoteClass) -> Demo:
    """Run the scene of the current question, with each step on the wall as soon as it has happened.

    Raises LabError where there is none, or it would give the answer away.
    """
    from statuslab.widgets.live_run import live_run

    seen = with_scene(server.host.snapshot())
    if not seen["live"]:
        raise LabError("there is nothing to run for this question now; a prediction runs once it is closed")
    scene = find_scene(_scene(seen))
    server.show_live(live_run(scene.title, (), lab.names))
    return watched_demo(scene.name, lambda steps: server.show_live(live_run(scene.title, steps, lab.names)))


def _facts(server: ClassServer | RemoteClass) -> dict[str, str]:
    """What a panel shows of its class and never changes; with STATUSLAB_FIXED=1 the same for every class."""
    facts = {"title": server.host.snapshot()["title"], "room": server.room, "qr": server.qr_svg()}
    facts |= {"join_url": server.join_url, "screen_url": server.screen_url}
    facts |= {"phone_url": server.phone_url, "phone_qr": server.phone_qr_svg(), "co_host_url": server.co_host_url}
    stand_in = f"http://teahouse:8420/r/{FIXED_ROOM}"
    fixed = {"room": FIXED_ROOM, "join_url": stand_in, "screen_url": f"{stand_in}/screen"}
    fixed |= {"phone_url": f"{stand_in}/host", "co_host_url": f"{stand_in}/host"}
    return facts | fixed if FIXED else facts


def with_scene(snap: dict[str, Any]) -> dict[str, Any]:
    """The snapshot with `live`, the label of the button that runs a scene for the question; "" for no button.

    A question's own scene may be run before the reveal. Any other scene of its code would give the code away.
    """
    own, code = _own_scene(snap), _code(snap)
    other = f"Run {code} live" if code and snap["view"] == "reveal" else ""
    return snap | {"live": "Run it live" if snap["counts"] and own else other}


def _scene(snap: Mapping[str, Any]) -> str:
    """The scene to run for the current question. Raises LabError."""
    return _own_scene(snap) or find_scene(_code(snap)).name


def _own_scene(snap: Mapping[str, Any]) -> str:
    """The scene that proves the current question, or ""."""
    return _scenes().get(str((snap.get("reveal") or {}).get("id")), "")


def _code(snap: Mapping[str, Any]) -> int:
    """The question's first code that has a scene; 0 for none."""
    return next((code for code in (snap.get("reveal") or {}).get("codes", ()) if code in codes()), 0)


@cache
def _scenes() -> dict[str, str]:
    from statuslab.notebook.quiz import bank

    questions = (*bank(), *map(predict_question, all_scenes()))
    return {question.id: proof.scene for question in questions for proof in question.proof if proof.scene}
