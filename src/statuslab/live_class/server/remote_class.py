"""A class that a hub's service holds, as its host sees it: the same members as ClassServer, over HTTP."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from statuslab.live_class.events import Settings
from statuslab.live_class.server.class_store import question_records
from statuslab.live_class.server.client import ClassApi, HostClient, ServiceApi
from statuslab.live_class.server.host_links import HostLinks
from statuslab.questions import Question


class RemoteClass(HostLinks):
    """`url` is the service's, such as https://hub.example.org/services/statuslab. The class goes on after `stop`."""

    moved = ""
    ca_file: Path | None = None

    def __init__(self, url: str, room: str, host_token: str) -> None:
        self._url, self.room, self.host_token = url.rstrip("/"), room, host_token
        self._api = ClassApi(self._url, room, None, host_token)
        self.host = HostClient(self._api.request)
        self._over = threading.Event()

    @classmethod
    def open(cls, url: str, hub_token: str, settings: Settings, questions: Sequence[Question]) -> RemoteClass:
        """A new class with these questions. Raises LabError with the service's own words."""
        body = {"questions": question_records(questions), "settings": asdict(settings)}
        found = ServiceApi(url, hub_token).request("classes", body, key=secrets.token_urlsafe(12))
        return cls(url, found["room"], found["token"])

    @classmethod
    def again(cls, url: str, hub_token: str, room: str) -> RemoteClass:
        """A class that this user has opened before. Raises LabError."""
        found = ServiceApi(url, hub_token).request(f"classes/{room}", None)
        return cls(url, found["room"], found["token"])

    @property
    def join_url(self) -> str:
        return f"{self._url}/r/{self.room}"

    def expired(self) -> str:
        """Nothing: the service looks after the days of its classes."""
        return ""

    def show_live(self, run: Any) -> None:
        """Show the wall a scene that the host runs, as far as it has come; None to end it."""
        self._api.request("live", {"run": run})

    def changes(self) -> Iterator[None]:
        """One item at once, and one whenever the host's snapshot has changed. Ends with `stop`."""
        for _ in self._api.lasting_events(self._over):
            yield

    def stop(self) -> None:
        """Follow the class no more. Its service goes on holding it."""
        self._over.set()
