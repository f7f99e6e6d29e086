"""A class server, started from a notebook or a terminal. It has a thread, a file and a port of its own.

with ClassServer(questions, title="2xx") as server:
    print(server.join_url)
    server.host.open(seconds=60)
"""

from __future__ import annotations

import asyncio
import atexit
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

from statuslab.errors import LabError
from statuslab.live_class.events import Mode, SessionState, Settings, checked_points
from statuslab.live_class.server import addresses, tokens
from statuslab.live_class.server import class_store as store
from statuslab.live_class.server.app import Handlers, RateLimits, application
from statuslab.live_class.server.certificates import Certificate, issue_certificate, load_certificate
from statuslab.live_class.server.client import HostClient
from statuslab.live_class.server.controller import Controller
from statuslab.live_class.server.host_links import HostLinks
from statuslab.live_class.server.request_bodies import read_command
from statuslab.live_class.server.static import Pages
from statuslab.live_class.session import ClassSession
from statuslab.questions import Question, version_of
from statuslab.storage import files

_STARTING, _STOPPING = 60.0, 15.0  # seconds
Result = TypeVar("Result")


class ClassServer(HostLinks):
    """`.start() .stop() .url .join_url .screen_url .qr_svg() .host_token .host .room .path`.

    Listens on loopback unless `lan` is true. `tls` is True for a certificate from a local authority, or
    (certificate file, key file). `port` is 0 for any; without it the class takes the port of its last run, else 8420 or
    the next free one. `room` continues the class with that code in the folder, with its questions; then
    `questions` are not needed. `points` is what each question is worth, or by id what some of them are; `notes` are the
    host's, by question id. Raises LabError.
    """

    def __init__(
        self,
        questions: Sequence[Question] = (),
        title: str = "",
        folder: Path | str | None = None,
        mode: Mode = "poll",
        seconds: float | None = None,
        grace: float = 1.0,
        leaderboard: bool = False,
        seed: int = 0,
        names: Mapping[int, str] | None = None,
        host: str = addresses.LOOPBACK,
        port: int | None = None,
        lan: bool = False,
        address: str | None = None,
        tls: Literal[True] | tuple[str, str] | None = None,
        public_url: str | None = None,
        expires_days: float = 30,
        delete_expired: bool = False,
        room: str | None = None,
        points: float | Mapping[str, float] | None = None,
        teams: Sequence[str] = (),
        name_filter: bool = True,
        nameless: bool = False,
        names_hidden: bool = False,
        notes: Mapping[str, str] | None = None,
        rate_limits: RateLimits | None = None,
    ) -> None:
        self._folder = Path(folder) if folder else files.home() / "classes"
        self._names, self._rate_limits, self._tls = dict(names or {}), rate_limits or RateLimits(), tls
        self._bind = "0.0.0.0" if lan else host
        self._address = (address or addresses.lan_address()) if lan else (address or host)
        self._wanted_port, self._port = port, 0
        self._public = addresses.PublicUrl.parse(public_url) if public_url else None
        self._certificate: Certificate | None = None
        self._thread: threading.Thread | None = None
        self._stopped = False
        self.moved = ""  # one line for the host, if the class could not take the port of its last run
        if delete_expired:
            store.sweep(self._folder, datetime.now(UTC))
        self.room = self._existing_room(room) if room else tokens.new_room()
        if room is None:
            each, own = (None, points) if isinstance(points, Mapping) else (points, {})
            settings = Settings(
                title, mode, seconds, grace, seed, points=each, teams=tuple(teams), name_filter=name_filter,
                nameless=nameless,
            )  # fmt: skip
            ClassSession(questions, settings)  # raises LabError before anything is written
            weights = tuple((_place_of(id, questions), checked_points(worth)) for id, worth in own.items())
            state = SessionState(leaderboard=leaderboard, points=weights, names_hidden=names_hidden)
            store.create(self.path, self.room, settings, questions, expires_days, state, notes or {})
        self.host_token = store.read_secret(store.host_path(self.path))

    # --- addresses

    @property
    def path(self) -> Path:
        """The class file."""
        return store.class_path(self._folder, self.room)

    @property
    def url(self) -> str:
        """The base URL on this machine or network, such as http://127.0.0.1:8420."""
        name = f"[{self._address}]" if ":" in self._address else self._address
        return f"{'https' if self._tls else 'http'}://{name}:{self._port or self._wanted_port or 0}"

    @property
    def join_url(self) -> str:
        """The URL that students type or scan."""
        return f"{self._public or self.url}/r/{self.room}"

    @property
    def ca_file(self) -> Path | None:
        """The certificate of the authority made for this class, or None. Browsers that trust it show no warning."""
        return self._certificate.authority if self._certificate else None

    def expired(self) -> str:
        """One line about other classes in the folder that are past their date, or "". The host decides about them."""
        rooms = [room for room in store.expired(self._folder, datetime.now(UTC)) if room != self.room]
        if not rooms:
            return ""
        names = ", ".join(rooms[:20]) + (" ..." if len(rooms) > 20 else "")
        return f"classes in {self._folder} that are past their date for deletion: {names}"

    @property
    def faults(self) -> tuple[str, ...]:
        """Tracebacks of errors in the server itself, newest last."""
        return tuple(self._controller.hub.faults) if self._thread else ()

    # --- the host's commands, in process

    @property
    def host(self) -> HostClient:
        """The host's commands, without HTTP."""
        return HostClient(self._request)

    def _request(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        if self._thread is None:
            raise LabError("the class is not running; start() it first")
        controller = self._controller
        if path == "export":
            return self._run(_async(controller.export))
        if body is None:
            return self._run(_async(controller.host))
        event, key = read_command(body)
        return self._run(controller.command(event, key))

    def asks(self, questions: Sequence[Question]) -> bool:
        """Whether the class has these questions, as learners read them."""
        mine = self._run(_async(lambda: self._controller.session.questions))
        return _as_read(mine) == _as_read(questions)

    def show_live(self, run: Any) -> None:
        """Show the wall a scene that the host runs, as far as it has come; None to end it.

        `run` is what `statuslab.widgets.live_run` makes.
        """
        self._run(_async(lambda: self._controller.show_live(run)))

    def changes(self) -> Iterator[None]:
        """One item at once, and one whenever the host's snapshot has changed. Ends when the class stops."""
        with suppress(CancelledError, RuntimeError):  # the server's thread has ended
            subscriber = self._run(_async(lambda: self._controller.subscribe("host")))
            while self._run(subscriber.news(), timeout=None):
                yield

    # --- starting and stopping

    def start(self) -> ClassServer:
        """Listen. Raises LabError where the port is taken or the class is already running."""
        if self._thread is not None:
            return self
        file = store.ClassFile(self.path)
        try:
            last = file.facts().get("port")
            sock = self._open_socket(last if isinstance(last, int) and 0 <= last < 65536 else 0)
        except LabError:
            file.close()
            raise
        self._port = sock.getsockname()[1]
        if last and last != self._port and self._wanted_port is None:
            self.moved = (
                f"class {self.room} has moved from port {last}, which is taken, to {self._port}: "
                f"people who were in it open {self.join_url}"
            )
        try:
            file.put_fact("port", self._port)
        except LabError:
            file.close()
            sock.close()
            raise
        ready: threading.Event = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(
            target=self._serve, args=(file, sock, ready), name="statuslab-class", daemon=True
        )
        self._thread.start()
        ready.wait(_STARTING)
        if self._error is not None:
            self._thread = None
            raise LabError(f"the class could not start ({self._error}); fix that and start it again")
        atexit.register(self.stop)
        return self

    def _open_socket(self, last: int) -> socket.socket:
        """The requested port. Without one, the port of the last run, so that students' pages find the class again."""
        if self._wanted_port is None:
            return addresses.listening_on_a_free_port(self._bind, last)
        return addresses.listening(self._bind, self._wanted_port)

    def stop(self) -> None:
        """Close all streams, write what is pending and free the port. The class can be continued later."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        atexit.unregister(self.stop)
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._over.set)
        thread.join(_STOPPING)

    def delete(self) -> None:
        """Stop, and delete the class with all its data. Export it first."""
        self.stop()
        store.delete(self.path)

    def __enter__(self) -> ClassServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<class {self.room} {'at ' + self.join_url if self._thread else 'not started'}>"

    # --- the thread

    def _serve(self, file: store.ClassFile, sock: socket.socket, ready: threading.Event) -> None:
        try:
            asyncio.run(self._run_server(file, sock, ready))
        except BaseException as error:
            self._error = error
            file.close()
            sock.close()
        finally:
            ready.set()

    async def _run_server(self, file: store.ClassFile, sock: socket.socket, ready: threading.Event) -> None:
        from statuslab.live_class.server.uvicorn_server import listen

        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        if self._tls is True:
            self._certificate = issue_certificate(self._folder, sorted(self._hosts()))
        elif self._tls is not None:
            self._certificate = load_certificate(*self._tls)
        self._controller = Controller(file, self._names, self.join_url)
        self._controller.start()
        handlers = Handlers(self._controller, self.host_token, Pages(), self._rate_limits)
        app = application(handlers, self._hosts(), self._public, self._rate_limits)
        async with listen(app, sock, self._certificate):
            ready.set()
            await self._over.wait()
            await self._controller.stop()

    def _hosts(self) -> frozenset[str]:
        return addresses.hosts(self._address, self._public.host if self._public else "")

    def _run(self, work: Coroutine[Any, Any, Result], timeout: float | None = 30) -> Result:
        try:
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:  # the loop is closed
            work.close()
            raise
        return future.result(timeout)

    # --- the file

    def _existing_room(self, room: str) -> str:
        room = room.upper()
        if not store.class_path(self._folder, room).is_file():
            known = ", ".join(store.rooms(self._folder)) or "none"
            raise LabError(f"no class {room} in {self._folder}; there is {known}")
        return room


def _as_read(questions: Sequence[Question]) -> list[tuple[str, list[str]]]:
    return [(question.id, [version_of(row) for row in question.rows]) for question in questions]


def _place_of(id: str, questions: Sequence[Question]) -> int:
    for place, question in enumerate(questions):
        if question.id == id:
            return place
    raise LabError(
        f"points for {id!r}, which is no question of this class; there is {', '.join(q.id for q in questions)}"
    )


async def _async(work: Callable[[], Result]) -> Result:
    return work()
