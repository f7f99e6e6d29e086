"""The host's panel of a live class in a notebook: people, question, tally and buttons.

It decides nothing: `snap` is the host's snapshot, a pressed button calls `act`, and an error is shown as a message.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import zip_longest
from string import ascii_uppercase
from typing import Any

import traitlets
from anywidget import AnyWidget

from statuslab.errors import LabError
from statuslab.static import asset
from statuslab.widgets.html import Safe, brief, page, stylesheet, tag
from statuslab.widgets.quiz import Output, output

Snapshot = dict[str, Any]
Act = Callable[[str, Mapping[str, Any]], str]


class HostPanel(AnyWidget):
    """The panel of one class. `facts` never change: {title, join_url, screen_url, room, qr}.

    `act(do, fields)` carries out a command and returns a message; it may set `html` to show markup. `refresh()` brings
    `snap`, the host's snapshot, up to date.
    """

    _esm = asset("panel.js")
    _css = stylesheet("palette", "panel", "markup")

    facts = traitlets.Dict().tag(sync=True)
    snap = traitlets.Dict().tag(sync=True)
    press = traitlets.Dict().tag(sync=True)
    message = traitlets.Unicode("").tag(sync=True)
    html = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self, facts: Mapping[str, Any], snap: Snapshot, act: Act, refresh: Callable[[], object] = tuple
    ) -> None:
        super().__init__(facts=dict(facts), snap=snap)
        self._act, self._refresh = act, refresh
        self.observe(self._pressed, names="press")

    def _pressed(self, change: Any) -> None:
        match change.new:
            case {"do": str(do), "fields": dict(fields)}:
                self.message = ""  # so that a repeated message is a change too
                self.message = self._perform(do, fields)

    def _perform(self, do: str, fields: Mapping[str, Any]) -> str:
        try:
            return self._act(do, fields)
        except LabError as error:
            return str(error)
        except Exception as error:  # anywidget hides exceptions of callbacks; the button would seem dead
            logging.getLogger(__name__).exception("the host's %s", do)
            return f"A mistake of the course, not yours ({type(error).__name__}: {error})"

    def refresh(self) -> None:
        """Bring `snap` up to date; after the class has stopped it stays as it is."""
        with suppress(LabError):
            self._refresh()

    look = refresh  # the name that pages use

    def __repr__(self) -> str:
        seen = self.snap
        place = f"question {seen['round']} of {seen['of']}, " if seen.get("round") else ""
        return f"class {self.facts['room']} at {self.facts['join_url']}: {place}{seen.get('phase', 'not started')}"

    def _repr_mimebundle_(self, **_: Any) -> Output:
        self.refresh()
        return output(self.model_id, repr(self), still_html(repr(self), self.snap), {})


def still_html(summary: str, snap: Snapshot) -> Safe:
    """The panel as static HTML: the question, and after the reveal its key and the tally."""
    question = snap.get("question")
    parts = [tag("p", {"class": "soft"}, summary)]
    if question:
        parts += [tag("p", {"class": "ask"}, brief(question["ask"])), _still_options(snap)]
    if question and (snap.get("tally") or {}).get("advice") and not snap["accepts"]:
        parts.append(tag("p", {"class": "advice"}, snap["tally"]["advice"]["says"]))
    return page(("panel",), tag("div", {"class": "box panel"}, tag("div", {"class": "main"}, *parts)))


def _still_options(snap: Snapshot) -> Safe:
    revealed = snap["view"] == "reveal"
    keys = (snap["reveal"] or {}).get("options", ()) if revealed else ()
    counts = (snap["tally"] or {}).get("counts") or () if revealed else ()
    rows = zip_longest(snap["question"]["options"], keys, counts)
    return tag("ul", {"class": "opts"}, *(_still_option(place, *row) for place, row in enumerate(rows) if row[0]))


def _still_option(place: int, option: Snapshot, key: Snapshot | None, count: int | None) -> Safe:
    right = bool(key and key["right"])
    sign = ("✓" if right else "·") if key else ascii_uppercase[place % 26]
    code = tag("b", {"class": f"code k{option['code'] // 100}"}, str(option["code"])) if option["code"] else None
    text = tag("span", {"class": "text"}, code, brief(option["text"] or option["name"]))
    bar = tag("b", {"class": "bar"}, str(count)) if count is not None else None
    return tag("li", {"class": "ok" if right else None}, tag("span", {"class": "sign"}, sign), text, bar)
