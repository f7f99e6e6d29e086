"""The notebook's `classroom`: open() hosts a live class, join() takes part in one, rehearse() adds simulated students,
report() evaluates a class, keep() imports a student's results, sheet() prints questions for a class without phones.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from statuslab.errors import LabError
from statuslab.live_class.events import Settings
from statuslab.notebook import homework, hub, stored_progress
from statuslab.notebook.class_opening import Wanted, open_here, open_on_the_hub, refuse_on_a_hub
from statuslab.notebook.class_questions import USUAL, Order, class_questions, titled
from statuslab.notebook.class_results import CLASS, import_results
from statuslab.notebook.codes import names
from statuslab.notebook.demos import FIXED
from statuslab.notebook.hosted_class import FIXED_ROOM, HostedClass, host_class
from statuslab.notebook.quiz import bank
from statuslab.notebook.saved_cards import card_key
from statuslab.notebook.view import View

if TYPE_CHECKING:
    from statuslab.live_class.server import ClassServer, HostClient
    from statuslab.live_class.server.remote_class import RemoteClass
    from statuslab.notebook.class_reports import ClassReportView, MeasurementView, Sheet
    from statuslab.notebook.rehearsal import Rehearsal
    from statuslab.widgets.panel import HostPanel
    from statuslab.widgets.quiz import QuizCard
    from statuslab.widgets.seat import Seat


class Classroom:
    """Live classes: `open`, `join`, `report`, `measure`, `keep`, `sheet`, `close`.

    Homework: `assign`, `homework`, `hand_in`, `collect`.
    """

    def __init__(self) -> None:
        self._hosted: dict[str, HostedClass] = {}

    def open(
        self,
        *what: int | str,
        n: int | None = None,
        title: str = "",
        mode: Literal["poll", "speed", "exam"] = "poll",
        seconds: float | None = None,
        leaderboard: bool = False,
        bank: str | Path | None = None,
        seed: int = 0,
        lan: bool = False,
        address: str | None = None,
        port: int | None = None,
        tls: Literal[True] | tuple[str, str] | None = None,
        public_url: str | None = None,
        days: float = 30,
        room: str | None = None,
        level: int | None = None,
        order: Order = "drawn",
        points: float | Mapping[str, float] | None = None,
        teams: int | Sequence[str] = (),
        nameless: bool = False,
        names_hidden: bool = False,
        name_filter: bool = True,
        notes: Mapping[str, str] | None = None,
    ) -> HostPanel:
        """Host a class: classroom.open("2xx"), or classroom.open("two-cooks", "412") to start with a prediction.

        `what` names scenes, codes, ideas or single questions by id; a `bank` alone is asked whole, in its order.
        `level` is that of the hardest questions to draw, and `order="file"` keeps the order of the files. `points` is
        what a question is worth, or by id what some are; `teams` a number of teams, or their names; `notes` are yours,
        by question id. In a `nameless` class nobody gives a name; `names_hidden` keeps names off the wall.

        Only this machine can reach it unless `lan=True`. A cell that is run again within a day brings back the same
        class until it has ended, also after a restart of the kernel; `room` continues any class by its code.
        Raises LabError.
        """
        if sys.platform == "emscripten":
            raise LabError(
                "a class needs a server that other devices reach, and a browser cannot be one; install the course on "
                "the computer from which you teach"
            )
        key = card_key(CLASS, *what, *(() if what else (str(bank),)), USUAL if n is None else n, mode, seed, title)
        known = stored_progress.stored_value(key, dict) or {}
        each, own = (None, points) if isinstance(points, Mapping) else (points, {})
        settings = Settings(
            title or titled(what, bank), mode, seconds, seed=seed, points=each, teams=team_names(teams),
            name_filter=name_filter, nameless=nameless,
        )  # fmt: skip
        questions = partial(class_questions, what, bank, n, seed, level, order)
        wanted = Wanted(settings, questions, own, notes or {}, leaderboard, names_hidden)
        code = (room or "").upper()
        where = {"lan": lan, "address": address, "port": port, "tls": tls, "public_url": public_url}
        server: ClassServer | RemoteClass
        if hub.service_url():
            refuse_on_a_hub(**where)
            server = open_on_the_hub(code, known, wanted)
        else:
            running = {hosted.server.room: hosted.server for hosted in self._hosted.values()}
            server = open_here(code, known, wanted, running, **where, expires_days=days)
        if not room:
            stored_progress.store().put(key, {"room": server.room, "at": stored_progress.now().isoformat()})
        if server.room not in self._hosted:
            self._hosted[server.room] = host_class(server)
        return self._hosted[server.room].panel

    @property
    def host(self) -> HostClient:
        """The host's commands for the class opened last: classroom.host.open(seconds=60)."""
        return self._last.server.host

    @property
    def url(self) -> str:
        """The join URL of the class opened last."""
        return self._last.server.join_url

    def rehearse(self, n: int = 24, seed: int = 0, knows: float = 0.55) -> Rehearsal:
        """Add simulated students to the class opened last, to try it out.

        `knows` is the share of the material they know on average, from 0 to 1. Raises LabError.
        """
        from statuslab.notebook.rehearsal import Rehearsal

        return Rehearsal(self.url, self._last.server.ca_file, self.host, n, seed, knows)

    def join(self, url: str, name: str = "", ca_file: str | None = None) -> Seat:
        """Join a class from this notebook: classroom.join("http://192.168.1.20:8420/r/K7M2PX").

        The same cell joins as the same person again. `ca_file` is the authority's certificate of a class over https.
        Raises LabError.
        """
        from statuslab.live_class.server import PlayerClient
        from statuslab.widgets.seat import Seat

        key = card_key("seat", url, name)
        known = stored_progress.stored_value(key, dict) or {}
        client = PlayerClient(url, ca_file, known.get("nonce"), hub.token_for(url))
        client.find()

        def on_joined(name: str) -> None:
            stored_progress.store().put(key, {"nonce": client.nonce, "name": name})

        return Seat(client, name or known.get("name", ""), import_results, on_joined)

    def report(self, of: str | Path | None = None) -> ClassReportView:
        """The report of a class: by its code, by its file, or of the one opened last. Raises LabError."""
        from statuslab.notebook.class_reports import ClassReportView

        return ClassReportView(self._export(of))

    def measure(self, before: Sequence[str | Path], after: Sequence[str | Path]) -> MeasurementView:
        """Compare a pre-test with a post-test, each held as one or more classes: measure(["K7M2PX"], ["8WGW7T"]).

        A class is named by its code or its file. Raises LabError where nobody took both tests.
        """
        from statuslab.live_class.report import ClassReport
        from statuslab.notebook.class_reports import MeasurementView

        for name, classes in (("before", before), ("after", after)):
            if isinstance(classes, str | Path) or not classes:
                raise LabError(f"measure({name}={classes!r}): expected a list of classes, by their codes or files")
        then, now = ([ClassReport(self._export(each)) for each in classes] for classes in (before, after))
        return MeasurementView(tuple(then), tuple(now), {question.id: question.level for question in bank()})

    def keep(self, file: str | Path) -> View:
        """Import the results of a class into your own progress, so that review() asks again what you missed.

        `file` is what the class page kept for you; on a hub, the URL of the class will do. Raises LabError.
        """
        if token := hub.token_for(str(file)):
            from statuslab.live_class.server import PlayerClient

            return _text_view(import_results(PlayerClient(str(file), hub_token=token).results()))
        path = Path(file).expanduser()
        try:
            results = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise LabError(f"{path} cannot be read ({error}); expected the file a class page kept for you") from None
        return _text_view(import_results(results))

    def sheet(self, *what: int | str, n: int | None = None, bank: str | Path | None = None, seed: int = 0) -> Sheet:
        """Questions to print with lettered options, and the keys on a separate page: sheet("2xx").save(...).

        The letters are the same as in a class opened with the same arguments. Raises LabError.
        """
        from statuslab.notebook.class_reports import Sheet
        from statuslab.widgets.sheet import sheet_html, sheet_text

        title, content = titled(what, bank), (class_questions(what, bank, n, seed), names(), seed)
        return Sheet(sheet_text(title, *content), str(sheet_html(title, *content)), title)

    def assign(
        self,
        *what: int | str,
        file: str | Path = "homework.json",
        due: str | date | None = None,
        title: str = "",
        bank: str | Path | None = None,
        n: int | None = None,
        seed: int = 0,
        level: int | None = None,
        order: Order = "drawn",
    ) -> View:
        """Give out homework: assign("2xx", n=10, due="2026-12-05", file="week3.json") writes a file for your learners.

        Raises LabError.
        """
        return homework.assign(what, file, due, title, bank, n, seed, level, order)

    def homework(self, file: str | Path) -> QuizCard:
        """Work on the homework of a file that a teacher gave out. Raises LabError."""
        return homework.work_on(file)

    def hand_in(self, file: str | Path, name: str, to: str | Path | None = None) -> View:
        """Write your first answers to a homework to a file for the teacher. Raises LabError."""
        return homework.hand_in(file, name, to)

    def collect(self, file: str | Path, answers: str | Path | Sequence[str | Path]) -> ClassReportView:
        """The report on a homework, from its file and a folder of what learners handed in. Raises LabError."""
        return homework.collect(file, answers)

    def close(self) -> None:
        """Stop all classes hosted here. Each can be continued."""
        for hosted in self._hosted.values():
            hosted.stop()
        self._hosted.clear()

    def delete(self, room: str) -> View:
        """Delete a class with all its data; save its report first. Raises LabError."""
        from statuslab.live_class.server import class_file, delete_class

        path = class_file(room)
        if room.upper() in self._hosted:
            self._hosted.pop(room.upper()).stop()
        delete_class(path)
        return _text_view(f"class {room.upper()} is deleted.")

    def __repr__(self) -> str:
        rooms = ", ".join(f"{room} at {hosted.server.join_url}" for room, hosted in self._hosted.items())
        return f'classroom: {rooms or "no class open"}; classroom.open("2xx") opens one'

    @property
    def _last(self) -> HostedClass:
        if not self._hosted:
            raise LabError('no class is open here; classroom.open("2xx") opens one')
        return next(reversed(self._hosted.values()))

    def _export(self, of: str | Path | None) -> dict[str, Any]:
        from statuslab.live_class.server import class_file, read_class

        if of is None:
            export = self._last.server.host.export()
            if FIXED:
                export |= {"room": FIXED_ROOM, "created": stored_progress.now().isoformat()}
            return export
        hosted = self._hosted.get(str(of).upper())
        return hosted.server.host.export() if hosted else read_class(class_file(of))


classroom = Classroom()


def team_names(teams: int | Sequence[str]) -> tuple[str, ...]:
    """Names of teams; of a number of them, Team 1 and so on."""
    return tuple(f"Team {number + 1}" for number in range(teams)) if isinstance(teams, int) else tuple(teams)


def _text_view(words: str) -> View:
    return View(words, f"<p>{words}</p>")
