"""The student's page of a live class as a widget, for notebooks, and for networks where phones cannot reach the host.

It works through the client it is given. An answer is shown as saved only after the class has acknowledged it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import traitlets
from anywidget import AnyWidget

from statuslab.errors import LabError
from statuslab.static import asset
from statuslab.widgets.html import page, stylesheet, tag
from statuslab.widgets.quiz import Output, output

Snapshot = dict[str, Any]


class Client(Protocol):
    """The client of a class that a seat needs."""

    @property
    def room(self) -> str: ...
    @property
    def join_url(self) -> str: ...
    def join(self, name: str) -> str: ...
    def answer(
        self, choice: Sequence[int], confidence: int | None = None, round: int | None = None, vote: int | None = None
    ) -> Snapshot: ...
    def results(self) -> Snapshot: ...
    def watch(
        self, on_snapshot: Callable[[Snapshot], None], on_link: Callable[[bool], None] | None = None
    ) -> Callable[[], None]: ...


class Seat(AnyWidget):
    """One student in one class. `snap` is the student's snapshot, `state` the outcome of the last action.

    `keep(results)` stores the results after the class and returns a message. `on_joined(name)` is called with the name
    that the student entered.
    """

    _esm = asset("seat.js")
    _css = stylesheet("palette", "question", "markup", "seat")

    room = traitlets.Unicode().tag(sync=True)
    page = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)
    snap = traitlets.Dict().tag(sync=True)
    linked = traitlets.Bool(False).tag(sync=True)
    sent = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        client: Client,
        name: str,
        keep: Callable[[Snapshot], str],
        on_joined: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(room=client.room, page=client.join_url)
        self._client, self._keep, self._on_joined = client, keep, on_joined
        self._stop: Callable[[], None] | None = None
        self._showing = threading.Lock()
        self.observe(self._on_sent, names="sent")
        if name:
            self._handle({"n": 0, "do": "join", "name": name})

    def leave(self) -> None:
        """Stop watching the class."""
        if self._stop:
            self._stop()

    def _on_sent(self, change: Any) -> None:
        if isinstance(change.new, dict) and change.new.get("do"):
            self._handle(change.new)

    def _handle(self, action: Mapping[str, Any]) -> None:
        """Carry out an action of the page and set `state` to its outcome."""
        n = action.get("n", 0)
        try:
            self.state = {"n": n, "saved": True, "message": self._perform(action)}
        except LabError as error:
            self.state = {"n": n, "saved": False, "message": str(error)}
        except Exception as error:  # anywidget hides exceptions of callbacks; the page would wait forever
            logging.getLogger(__name__).exception("a seat in class %s", self.room)
            message = f"A mistake of the course ({type(error).__name__}: {error})"
            self.state = {"n": n, "saved": False, "message": message}

    def _perform(self, action: Mapping[str, Any]) -> str:
        match action:
            case {"do": "join", "name": str(name)}:
                self.name = self._client.join(name)
                self._on_joined(name)
                self._stop = self._client.watch(self._set_snapshot, self._set_linked)
            case {
                "do": "answer",
                "choice": list(choice),
                "confidence": int() | None as sure,
                "round": int(at),
                "vote": int(vote),
            }:
                self._saved(self._client.answer(choice, sure, at, vote))
            case {"do": "keep"}:
                return self._keep(self._client.results())
        return ""

    def _set_snapshot(self, snap: Snapshot) -> None:
        with self._showing:
            self.snap = snap

    def _saved(self, saved: Snapshot) -> None:
        """Show a stored answer: the class sends no snapshot to the page that answered."""
        with self._showing:
            if (self.snap.get("round"), self.snap.get("vote")) == (saved["round"], saved["vote"]):
                answer = {"choice": saved["choice"], "confidence": saved["confidence"]}
                self.snap = self.snap | {"you": self.snap["you"] | {"answer": answer}}

    def _set_linked(self, linked: bool) -> None:
        self.linked = linked

    def __repr__(self) -> str:
        who = f", {self.name}" if self.name else ", not joined yet"
        return f"a seat in class {self.room}{who}"

    def _repr_mimebundle_(self, **_: Any) -> Output:
        still = page(("still",), tag("div", {"class": "box still"}, tag("p", None, repr(self))))
        return output(self.model_id, repr(self), still, {})
