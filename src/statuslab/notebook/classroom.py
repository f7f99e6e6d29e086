"""The word classroom: a live class from a cell. open() holds one, join() sits in one, rehearse() fills one with
simulated students, report() looks back, keep() takes what was missed home, sheet() serves a class without phones.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from statuslab.codes import all_scenes, codes, find_scene, index
from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.notebook import stored_progress
from statuslab.notebook.codes import names
from statuslab.notebook.demos import FIXED, demo, predict_question
from statuslab.notebook.quiz import questions_about
from statuslab.notebook.review import review_bank
from statuslab.notebook.saved_cards import card_key
from statuslab.notebook.view import View
from statuslab.wording import quantity

if TYPE_CHECKING:
    from statuslab.live_class.server import ClassServer, HostClient
    from statuslab.notebook.class_reports import ClassReportView, Sheet
    from statuslab.notebook.rehearsal import Rehearsal
    from statuslab.questions import Question
    from statuslab.widgets.panel import HostPanel
    from statuslab.widgets.seat import Seat

CLASS, RESULTS = "class", "statuslab-results-1"
STAND_IN = "K7M2PX"  # the room that a fixed lab shows
LOOK = 0.3  # seconds between looks at the class
TAUGHT_ALONE = "provoke"  # the form that needs a lab of one's own
AGAIN = timedelta(days=1)  # as long as a cell that is run again means the class it opened before


@dataclass
class HostedClass:
    """One class that this kernel holds: its server, its panel, and the thread that keeps the panel up to date."""

    server: ClassServer
    panel: HostPanel
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Look at the class until it is stopped, and show what has changed."""
        while not self.over.wait(LOOK):
            with suppress(LabError, RuntimeError, TimeoutError, CancelledError):  # it may be stopping at this moment
                self.look()

    def look(self) -> None:
        """Bring the panel up to date."""
        snap = _with_scene(self.server.host.snapshot())
        if _changed(snap, self.panel.snap):
            self.panel.snap = snap

    def stop(self) -> None:
        self.over.set()
        self.server.stop()


class Classroom:
    """Live classes: `open`, `join`, `report`, `keep`, `sheet`, `close`."""

    def __init__(self) -> None:
        self._held: dict[str, HostedClass] = {}

    def open(
        self,
        *what: int | str,
        n: int = 8,
        title: str = "",
        mode: Literal["poll", "speed", "exam"] = "poll",
        seconds: float | None = None,
        leaderboard: bool = False,
        bank: str | Path | None = None,
        seed: int = 0,
        lan: bool = False,
        address: str | None = None,
        port: int = 0,
        tls: Literal[True] | tuple[str, str] | None = None,
        public_url: str | None = None,
        days: float = 30,
        room: str | None = None,
    ) -> HostPanel:
        """Hold a class: classroom.open("2xx"), or classroom.open("two-cooks", "412") to have a scene predicted first.

        Only this machine can reach it, unless `lan` opens it by name. A cell that is run again within a day brings the
        same class back until it has ended, also after the kernel died; `room` continues any class by its code.
        Raises LabError.
        """
        key = card_key(CLASS, *what, n, mode, seed, title)
        known = stored_progress.store().get(key, {})
        again = room.upper() if room else _unfinished(known.get("room", ""))
        if again in self._held:
            return self._held[again].panel
        questions = () if again else for_class(what, bank, n, seed)
        more: dict[str, Any] = {"lan": lan, "address": address, "tls": tls, "public_url": public_url}
        more |= {"title": title or _titled(what), "mode": mode, "seconds": seconds, "leaderboard": leaderboard}
        more |= {"seed": seed, "names": names(), "expires_days": days}
        server = _server(questions, again, port or (known.get("port", 0) if again == known.get("room") else 0), more)
        if not room:
            stored_progress.store().put(key, {"room": server.room, "port": int(server.url.rpartition(":")[2])})
        held = self._held[server.room] = _held(server)
        return held.panel

    @property
    def host(self) -> HostClient:
        """The commands of the class opened last, for a cell: classroom.host.open(seconds=60)."""
        return self._last.server.host

    @property
    def url(self) -> str:
        """Where people join the class opened last."""
        return self._last.server.join_url

    def rehearse(self, n: int = 24, seed: int = 0, knows: float = 0.55) -> Rehearsal:
        """Fill the class opened last with simulated students, to try it before anybody comes.

        `knows` is how much of the matter they know on average, from 0 to 1. Raises LabError.
        """
        from statuslab.notebook.rehearsal import Rehearsal

        return Rehearsal(self.url, self._last.server.ca_file, self.host, n, seed, knows)

    def join(self, url: str, name: str = "", ca_file: str | None = None) -> Seat:
        """Sit in a class from this notebook: classroom.join("http://192.168.1.20:8420/r/K7M2PX").

        The cell run again takes the same seat. `ca_file` names the authority of a class over https. Raises LabError.
        """
        from statuslab.live_class.server import PlayerClient
        from statuslab.widgets.seat import Seat

        key = card_key("seat", url, name)
        known = stored_progress.store().get(key, {})
        client = PlayerClient(url, ca_file, known.get("nonce"))
        client.find()

        def joined(said: str) -> None:
            stored_progress.store().put(key, {"nonce": client.nonce, "name": said})

        return Seat(client, name or known.get("name", ""), _kept, joined)

    def report(self, of: str | Path | None = None) -> ClassReportView:
        """How a class went: by its code, by its file, or the last one opened here. Raises LabError."""
        from statuslab.notebook.class_reports import ClassReportView

        return ClassReportView(self._export(of))

    def keep(self, file: str | Path) -> View:
        """Bring a class's results file into your own memory: what was missed there falls due here."""
        path = Path(file).expanduser()
        try:
            results = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise LabError(f"{path} cannot be read ({error}); expected the file a class page kept for you") from None
        return _told(_kept(results))

    def sheet(self, *what: int | str, n: int = 8, bank: str | Path | None = None, seed: int = 0) -> Sheet:
        """Questions to print, letters to show by hand, and the keys on a page of their own: sheet("2xx").save(...).

        The letters are those of a class opened with the same arguments. Raises LabError.
        """
        from statuslab.notebook.class_reports import Sheet
        from statuslab.widgets.sheet import sheet_html, sheet_text

        title, review_bank = _titled(what), (for_class(what, bank, n, seed), names(), seed)
        return Sheet(sheet_text(title, *review_bank), str(sheet_html(title, *review_bank)), title)

    def close(self) -> None:
        """Stop every class held here; each can be continued."""
        for held in self._held.values():
            held.stop()
        self._held.clear()

    def delete(self, room: str) -> View:
        """Delete a class for good, with all it knows of its people; save its report first. Raises LabError."""
        from statuslab.live_class.server import class_file, delete_class

        path = class_file(room)
        if room.upper() in self._held:
            self._held.pop(room.upper()).stop()
        delete_class(path)
        return _told(f"class {room.upper()} is deleted.")

    def __repr__(self) -> str:
        rooms = ", ".join(f"{room} at {held.server.join_url}" for room, held in self._held.items())
        return f'classroom: {rooms or "no class open"}; classroom.open("2xx") opens one'

    @property
    def _last(self) -> HostedClass:
        if not self._held:
            raise LabError('no class is open here; classroom.open("2xx") opens one')
        return next(reversed(self._held.values()))

    def _export(self, of: str | Path | None) -> dict[str, Any]:
        from statuslab.live_class.server import class_file, read_class

        if of is None:
            return _fixed(self._last.server.host.export())
        held = self._held.get(str(of).upper())
        return held.server.host.export() if held else read_class(class_file(of))


classroom = Classroom()


# --- Holding ------------------------------------------------------------------------------------------------


def for_class(what: Sequence[int | str], bank: str | Path | None, n: int, seed: int) -> tuple[Question, ...]:
    """Scenes by name, to be predicted; then questions of the bank up to n."""
    if not what:
        raise LabError('a class needs to know about what: classroom.open("2xx"), or with a scene: "two-cooks", "2xx"')
    if n < 1:
        raise LabError(f"n={n}: expected at least 1 question for a class")
    scenes = [find_scene(key) for key in what if key in index().scenes]
    rest = [key for key in what if key not in {scene.name for scene in scenes}]
    found = [predict_question(scene) for scene in scenes]
    if rest or not scenes:
        drawn = questions_about(rest, max(1, n - len(scenes)), seed, bank)
        found += [question for question in drawn if question.form != TAUGHT_ALONE]
    if not found:
        raise LabError(f'no question on {_titled(what)} that a class can answer; try classroom.open("2xx")')
    return tuple(found)


def _titled(what: Sequence[int | str]) -> str:
    return ", ".join(map(str, what))


def _server(questions: Sequence[Question], room: str | None, port: int, more: Mapping[str, Any]) -> ClassServer:
    from statuslab.live_class.server import ClassServer

    return ClassServer(questions, room=room, port=port, **more).start()


def _held(server: ClassServer) -> HostedClass:
    from statuslab.widgets.panel import HostPanel

    facts = _facts(server)

    def act(do: str, fields: Mapping[str, Any]) -> str:
        if do == "live":
            held.panel.html = demo(_scene(held.panel.snap)).html
        else:
            server.host.command(do, **fields)
            held.look()
        return ""

    held = HostedClass(server, HostPanel(facts, _with_scene(server.host.snapshot()), act, lambda: held.look()))
    threading.Thread(target=held.watch, name=f"statuslab-panel-{server.room}", daemon=True).start()
    return held


def _facts(server: ClassServer) -> dict[str, str]:
    """What a panel shows of its class and never changes; in a fixed lab the same for every class."""
    facts = {"title": server.host.snapshot()["title"], "room": server.room, "qr": server.qr_svg()}
    facts |= {"join_url": server.join_url, "screen_url": server.screen_url}
    stand_in = f"http://teahouse:8420/r/{STAND_IN}"
    fixed = {"room": STAND_IN, "join_url": stand_in, "screen_url": f"{stand_in}/screen"}
    return facts | fixed if FIXED else facts


def _fixed(export: dict[str, Any]) -> dict[str, Any]:
    """The record of a class; in a fixed lab its room and day are the same for every class."""
    return export | {"room": STAND_IN, "created": stored_progress.now().isoformat()} if FIXED else export


def _changed(snap: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether there is more news than that time has passed."""
    return {**snap, "left_ms": None} != {**before, "left_ms": None}


def _with_scene(snap: dict[str, Any]) -> dict[str, Any]:
    """The snapshot, and what the button says that runs a story beside the question; "" for no button.

    A question's own story may be run before the reveal. Another story of the code would name it, and waits.
    """
    own, code = _own_scene(snap), _code(snap)
    told = snap["counts"] and bool(own)
    other = f"Run {code} live" if code and snap["view"] == "reveal" else ""
    return snap | {"live": "Run it live" if told else other}


def _scene(snap: Mapping[str, Any]) -> str:
    """The story to run beside the question at hand. Raises LabError."""
    return _own_scene(snap) or find_scene(_code(snap)).name


def _own_scene(snap: Mapping[str, Any]) -> str:
    """The story that proves the question, where it has one."""
    return _scenes().get(str((snap.get("reveal") or {}).get("id")), "")


def _code(snap: Mapping[str, Any]) -> int:
    """The question's first code that has a story; 0 for none."""
    return next((code for code in (snap.get("reveal") or {}).get("codes", ()) if code in codes()), 0)


@cache
def _scenes() -> dict[str, str]:
    from statuslab.notebook.quiz import bank

    questions = (*bank(), *map(predict_question, all_scenes()))
    return {question.id: proof.scene for question in questions for proof in question.proof if proof.scene}


def _unfinished(room: str) -> str | None:
    """The room, where its class began lately and can still go on."""
    from statuslab.live_class.server import class_file, is_open

    try:
        return room if room and is_open(class_file(room), datetime.now(UTC) - AGAIN) else None
    except LabError:
        return None


# --- Taking home --------------------------------------------------------------------------------------------


def _kept(results: Any) -> str:
    """Keep the attempts of a class; a line on how many. What was kept before is not kept twice."""
    attempts = _attempts(results)
    known = {(each.question, each.at) for each in stored_progress.store().attempts(where=CLASS)}
    fresh = [each for each in attempts if (each.question, each.at) not in known]
    stored_progress.store().add_all(fresh)
    missed = [each.question for each in fresh if not each.right]
    strange = len(set(missed) - set(review_bank()))
    words = f"{quantity(len(fresh), 'answer')} kept, {len(missed)} of them missed"
    if strange:
        return f"{words}; {quantity(strange, 'question')} of the host's own bank cannot come back in review()."
    return f"{words}: review() brings {'those' if len(missed) > 1 else 'it'} back." if missed else f"{words}."


def _attempts(results: Any) -> list[Attempt]:
    try:
        if results["format"] != RESULTS:
            raise ValueError(f"format {str(results['format'])[:40]!r}")
        return [_attempt(each) for each in results["attempts"]]
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        why = f"{type(error).__name__}: {error}" if isinstance(error, LookupError) else error
        raise LabError(f"these are no results of a class ({why}); expected the file that a class page kept") from None


def _attempt(raw: Mapping[str, Any]) -> Attempt:
    mistaken, seconds = raw["mistaken"], raw["seconds"]
    return Attempt(
        question=str(raw["question"]),
        at=datetime.fromisoformat(raw["at"]).astimezone(stored_progress.now().tzinfo),
        score=float(raw["score"]),
        confidence=int(raw["confidence"]),
        answer=tuple(int(each) for each in raw["answer"]),
        seed=int(raw["seed"]),
        where=CLASS,
        card=str(raw["card"]),
        mistaken=(int(mistaken[0]), int(mistaken[1])) if mistaken else None,
        seconds=None if seconds is None else float(seconds),
    )


def _told(words: str) -> View:
    return View(words, f"<p>{words}</p>")
