"""Python clients of a class: the host's commands, and a student who joins from a notebook.

Both use the HTTP API of the pages. `HostClient` also works in the server's own process without a socket.
"""

from __future__ import annotations

import json
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from statuslab.errors import LabError

Snapshot = dict[str, Any]
Request = Callable[[str, dict[str, Any] | None], Snapshot]
RETRY_DELAYS = (0.0, 0.3, 0.6, 1.2, 2.4)  # seconds before each attempt at a request
STREAM_TIMEOUT = 25.0  # seconds without a frame or heartbeat after which a stream counts as lost


class Declined(LabError):
    """An error response of the class: `.status`, and `.kind` from its problem details."""

    def __init__(self, status: int, problem: dict[str, Any], wait: float = 0.0) -> None:
        super().__init__(str(problem.get("detail") or f"the class answered {status}"))
        self.status, self.wait = status, wait
        self.kind = str(problem.get("type", "")).rpartition("/")[2]
        # What has no problem of the class was answered by something in front of it, such as a proxy that starts again.
        self.temporary = status in {408, 429, 502, 503, 504} or not str(problem.get("type", "")).startswith(
            "/problems/"
        )


class HostClient:
    """The host's commands. Each returns the host's snapshot and raises LabError with the class's message."""

    def __init__(self, request: Request) -> None:
        self._request = request

    @classmethod
    def over_http(cls, url: str, room: str, token: str, ca_file: str | None = None) -> HostClient:
        """Commands for a class in another process."""
        api = ClassApi(url, room.upper(), ca_file, token)
        return cls(lambda path, body: api.request(path, body))

    def open(self, seconds: float | None = None) -> Snapshot:
        """Open the first question, or the next one after a reveal."""
        return self._do("open", seconds=seconds)

    def close(self) -> Snapshot:
        """Close the vote now."""
        return self._do("close")

    def pause(self) -> Snapshot:
        return self._do("pause")

    def resume(self) -> Snapshot:
        return self._do("resume")

    def discuss(self, seconds: float | None = None) -> Snapshot:
        """Let people talk; `seconds` shows a countdown, which changes nothing when it is over."""
        return self._do("discuss", seconds=seconds)

    def revote(self, seconds: float | None = None) -> Snapshot:
        """Open the same question for another vote."""
        return self._do("revote", seconds=seconds)

    def reveal(self) -> Snapshot:
        return self._do("reveal")

    def next(self, seconds: float | None = None) -> Snapshot:
        return self._do("next", seconds=seconds)

    def end(self) -> Snapshot:
        return self._do("end")

    def kick(self, *players: int | tuple[int, int]) -> Snapshot:
        """Remove students, by numbers or ranges: kick(3), kick(3, (40, 4999)). Their tokens become invalid."""
        if len(players) == 1 and isinstance(players[0], int):
            return self._do("kick", player=players[0])
        return self._do("kick", players=[list(each) if isinstance(each, tuple) else each for each in players])

    def restore(self, *players: int | tuple[int, int]) -> Snapshot:
        """Let students who were taken out in again, by numbers or ranges. Their answers were kept."""
        return self._do("restore", players=[list(each) if isinstance(each, tuple) else each for each in players])

    def back(self) -> Snapshot:
        """Take the last move back."""
        return self._do("back")

    def skip(self, seconds: float | None = None) -> Snapshot:
        """Go on to the next question without revealing this one. It earns nobody points."""
        return self._do("skip", seconds=seconds)

    def pick(self, question: str | int, seconds: float | None = None) -> Snapshot:
        """Open a question by its id or number, whether it was asked before or not."""
        return self._do("pick", question=str(question), seconds=seconds)

    def order(self, *rounds: int) -> Snapshot:
        """The questions to come, by their numbers. Those that are not named are left out."""
        return self._do("order", order=list(rounds))

    def clock(self, seconds: float | None = None) -> Snapshot:
        """Give the vote or the discussion so many seconds from now; None for no countdown."""
        return self._do("clock", seconds=seconds)

    def names(self, on: bool = True) -> Snapshot:
        """Show names on the wall, or hide them."""
        return self._do("names", on=on)

    def points(self, points: float, question: str | int = "") -> Snapshot:
        """Set what a question is worth, by its id or number; the present one without."""
        return self._do("points", points=points, question=str(question))

    def note(self, text: str, question: str | int = "") -> Snapshot:
        """Keep a note for the host beside a question; the present one without its id or number."""
        return self._do("note", text=text, question=str(question))

    def rename(self, player: int, name: str) -> Snapshot:
        return self._do("rename", player=player, name=name)

    def lock(self) -> Snapshot:
        """Admit nobody else."""
        return self._do("lock")

    def unlock(self) -> Snapshot:
        return self._do("unlock")

    def leaderboard(self, on: bool = True) -> Snapshot:
        return self._do("leaderboard", on=on)

    def hands(self, counts: Sequence[int]) -> Snapshot:
        """Enter counts of raised hands, one for each choice in the order shown."""
        return self._do("hands", counts=list(counts))

    def snapshot(self) -> Snapshot:
        return self._request("host", None)

    def tally(self) -> Snapshot | None:
        """The tally of the current vote; None in the lobby."""
        found: Snapshot | None = self.snapshot()["tally"]
        return found

    def export(self) -> Snapshot:
        """The record of the class for reports."""
        return self._request("export", None)

    def command(self, do: str, seen: int | None = None, **fields: Any) -> Snapshot:
        """Any command by name. `seen` is the version of the class it was decided at."""
        return self._do(do, seen=seen, **fields)

    def _do(self, do: str, **fields: Any) -> Snapshot:
        present = {name: value for name, value in fields.items() if value is not None}
        return self._request("host", {"do": do, "key": secrets.token_urlsafe(12), **present})


class PlayerClient:
    """A student in a class, by the URL that the host shows."""

    def __init__(
        self, join_url: str, ca_file: str | Path | None = None, nonce: str | None = None, hub_token: str = ""
    ) -> None:
        parts = urlsplit(join_url)
        head, _, room = parts.path.rstrip("/").rpartition("/")
        if not parts.netloc or not room or not head.endswith("/r"):
            raise LabError(f"{join_url!r} is no address of a class; expected one such as http://HOST:PORT/r/K7M2PX")
        self._api = ClassApi(
            f"{parts.scheme}://{parts.netloc}{head.removesuffix('/r')}", room.upper(), ca_file, hub_token=hub_token
        )
        self.join_url = join_url.rstrip("/")
        self.nonce = nonce or secrets.token_urlsafe(24)  # joining again with it gives the same player
        self._page, self._click = secrets.token_urlsafe(9), 0
        self.name, self.player = "", 0

    @property
    def room(self) -> str:
        return self._api.room

    @property
    def token(self) -> str:
        """The student's token. With it they come back as the same player."""
        return self._api.token

    @token.setter
    def token(self, token: str) -> None:
        self._api.token = token

    def join(self, name: str) -> str:
        """Join and return the name in the class, which has a number appended if it was taken."""
        found = self._api.request("players", {"name": name, "nonce": self.nonce})
        self._api.token, self.name, self.player = found["token"], found["name"], found["player"]
        return self.name

    def find(self) -> Snapshot:
        """The public snapshot, without joining. Raises LabError where there is no such class."""
        return self._api.request("screen?once=1", None)

    def snapshot(self) -> Snapshot:
        return self._api.request("me", None)

    def answer(
        self, choice: Sequence[int], confidence: int | None = None, round: int | None = None, vote: int | None = None
    ) -> Snapshot:
        """Answer by positions in the order shown; return what is stored, once it is on the host's disk.

        Without `confidence` (0 to 2) it counts as not said. `round` and `vote` default to the current ones.
        """
        if round is None or vote is None:
            seen = self.snapshot()
            round, vote = round if round is not None else seen["round"], vote if vote is not None else seen["vote"]
        self._click += 1
        body = {"round": round, "vote": vote, "choice": list(choice), "confidence": confidence}
        return self._api.request("answers", body | {"page": self._page, "click": self._click})

    def paper(self) -> Snapshot:
        """The questions of an exam in this student's order."""
        return self._api.request("paper", None)

    def results(self) -> Snapshot:
        """This student's answers to revealed questions, for import in their own notebook."""
        return self._api.request("results", None)

    def leave(self) -> None:
        self._api.request("leave", {})

    def watch(
        self, on_snapshot: Callable[[Snapshot], None], on_link: Callable[[bool], None] | None = None
    ) -> Callable[[], None]:
        """Call `on_snapshot` with each snapshot, in a thread. Returns a function that stops it."""
        over = threading.Event()
        thread = threading.Thread(target=self._watch, args=(on_snapshot, on_link, over), daemon=True)
        thread.start()
        return over.set

    def _watch(
        self, on_snapshot: Callable[[Snapshot], None], on_link: Callable[[bool], None] | None, over: threading.Event
    ) -> None:
        for event, data in self._api.lasting_events(over, on_link):
            if event == "snapshot":
                on_snapshot(data)
            elif event in {"removed", "elsewhere"}:
                return


class ClassApi:
    """The HTTP API of one class. Requests are retried; the class counts a repeated one once.

    `hub_token` says who asks on a hub, until there is a token of the class.
    """

    def __init__(self, url: str, room: str, ca_file: str | Path | None, token: str = "", hub_token: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise LabError(f"{url!r} is no address of a class; expected one such as http://HOST:PORT")
        self.room, self.token, self._hub_token = room, token, hub_token
        self._parts, self._below = parts, f"{room}/"
        self._tls_context = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None

    def request(self, path: str, body: dict[str, Any] | None, key: str = "") -> Snapshot:
        """Send a request, with retries; `key` is the Idempotency-Key of one that has none in its body.

        Raises Declined, LabError.
        """
        failure: Exception = LabError("")
        for wait in RETRY_DELAYS:
            time.sleep(wait)
            try:
                return self._request_once(path, body, key)
            except Declined as declined:
                if not declined.temporary:
                    raise
                failure = declined
                time.sleep(min(declined.wait, 5.0))
            except (OSError, HTTPException, ValueError) as error:
                failure = error
        if isinstance(failure, Declined):
            raise failure
        where = f"{self._parts.scheme}://{self._parts.netloc}"
        raise LabError(f"no class answers at {where} ({failure}); ask the host for the address, and check the network")

    def lasting_events(
        self, over: threading.Event, on_link: Callable[[bool], None] | None = None
    ) -> Iterator[tuple[str, Snapshot]]:
        """The frames of the stream, also after it broke, until `over` is set or the class declines."""
        wait = 0.5
        while not over.is_set():
            try:
                for frame in self.events(over):
                    wait = 0.5
                    if on_link:
                        on_link(True)
                    yield frame
            except Declined as declined:
                if not declined.temporary:
                    return
            except (OSError, HTTPException, ValueError):
                pass
            if on_link and not over.is_set():
                on_link(False)
            over.wait(wait * (0.5 + secrets.randbelow(1000) / 1000))
            wait = min(8.0, wait * 2)

    def events(self, over: threading.Event) -> Iterator[tuple[str, Snapshot]]:
        """The frames of the stream until it ends."""
        connection = self._connection(STREAM_TIMEOUT)
        try:
            response = self._send(connection, "stream", None)
            name = ""
            while not over.is_set() and (line := response.readline()):
                text = line.decode().rstrip("\n")
                if text.startswith("event: "):
                    name = text[7:]
                elif text.startswith("data: "):
                    yield name, json.loads(text[6:])
        finally:
            connection.close()

    def _request_once(self, path: str, body: dict[str, Any] | None, key: str) -> Snapshot:
        connection = self._connection(10.0)
        try:
            data = self._send(connection, path, body, key).read()
            found: Snapshot = json.loads(data) if data else {}
            return found
        finally:
            connection.close()

    def _send(self, connection: HTTPConnection, path: str, body: dict[str, Any] | None, key: str = "") -> HTTPResponse:
        fields = {"Content-Type": "application/json"} if body is not None else {}
        if key:
            fields["Idempotency-Key"] = key
        if self.token:
            fields["Authorization"] = f"Bearer {self.token}"
        elif self._hub_token:
            fields["Authorization"] = f"token {self._hub_token}"
        data = None if body is None else json.dumps(body)
        target = f"{self._parts.path.rstrip('/')}/api/{self._below}{path}"
        connection.request("GET" if body is None else "POST", target, data, fields)
        response = connection.getresponse()
        if response.status >= 400:
            try:
                problem = json.loads(response.read())
            except ValueError:
                problem = {}
            wait = response.getheader("Retry-After") or "0"
            raise Declined(response.status, problem, float(wait) if wait.isdigit() else 0.0)
        return response

    def _connection(self, timeout: float) -> HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._tls_context:
            return HTTPSConnection(host, port, timeout=timeout, context=self._tls_context)
        return HTTPConnection(host, port, timeout=timeout)


class ServiceApi(ClassApi):
    """The HTTP API of a hub's service beside its classes."""

    def __init__(self, url: str, hub_token: str) -> None:
        super().__init__(url, "", None, hub_token=hub_token)
        self._below = ""

    def request(self, path: str, body: dict[str, Any] | None, key: str = "") -> Snapshot:
        """Send a request, with retries. Raises LabError, also where something else answers at this URL."""
        try:
            return super().request(path, body, key)
        except Declined as declined:
            if declined.kind:
                raise
            where = f"{self._parts.scheme}://{self._parts.netloc}{self._parts.path}"
            raise LabError(
                f"{where} answered {declined.status}, but not as the class service; the hub's administrator sets its "
                "address as STATUSLAB_HUB"
            ) from None
