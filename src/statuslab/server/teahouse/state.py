"""The house: all that the Teahouse remembers, and how it numbers, dates and versions it. It knows no request."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sized
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from statuslab.server.protocol.clock import Clock
from statuslab.server.teahouse import texts
from statuslab.server.teahouse.dates import http_date
from statuslab.server.teahouse.replies import to_json

if TYPE_CHECKING:
    from statuslab.server.teahouse.idempotency_keys import StoredReply
    from statuslab.server.teahouse.webdav.seed_data import Cellar

CAPACITY = 200  # things on one shelf
HIGHEST = 9999  # number of a thing
DAY = 86_400.0


class Full(Exception):
    """No room for one more of these."""


@dataclass(frozen=True)
class Version:
    """One version of a representation, and since when it is the current one (epoch seconds).

    `alone`: no other version shares its second, so even its date tells it from all others (RFC 9110 section 8.8.2.2).
    """

    revision: int
    modified: float
    mark: str = "v"
    alone: bool = True

    @property
    def etag(self) -> str:
        """A strong entity tag, for it changes with every revision (RFC 9110 section 8.8.3)."""
        return f'"{self.mark}{self.revision}"'

    @property
    def fields(self) -> dict[str, str]:
        """The validators, as response fields."""
        return {"ETag": self.etag, "Last-Modified": http_date(self.modified)}


@dataclass(frozen=True)
class Tea:
    """A tea: `content` is its representation, byte for byte."""

    name: str
    content: bytes
    version: Version


@dataclass(frozen=True)
class Order:
    """What a table wants: open, brewing, shipped, cancelled or returned."""

    id: int
    tea: int
    cups: int
    status: str
    version: Version

    def told(self) -> dict[str, object]:
        """The order as clients see it."""
        return {"id": self.id, "tea": self.tea, "cups": self.cups, "status": self.status}


@dataclass(frozen=True)
class Brew:
    """A big pot under way, ready at a time (epoch seconds)."""

    tea: int
    cups: int
    ready_at: float


@dataclass(frozen=True)
class Photo:
    """A picture as it was sent."""

    content: bytes
    media_type: str
    version: Version


@dataclass
class Upload:
    """Content that may come in several requests: what has arrived, and how much is to come where that is known."""

    media_type: str
    length: int | None = None
    complete: bool = False
    content: bytes = b""
    hand: object = None  # the request that adds to it just now


@dataclass
class Bucket:
    """A token bucket: so many at once, then one more every few seconds."""

    size: int
    every: float
    level: float
    seen: float

    def take(self, now: float) -> float:
        """Take one if there is one: 0.0, or the seconds until there is."""
        back = max(0.0, now - self.seen) / self.every
        self.level, self.seen = min(self.size, self.level + back), now
        if self.level < 0.999:  # a hair under one, for the rounding of clocks
            return (1 - self.level) * self.every
        self.level = max(0.0, self.level - 1)
        return 0.0


@dataclass
class AppState:
    """The state of one Teahouse; the same requests to a fresh one get the same answers."""

    clock: Clock
    latest: dict[str, Version] = field(init=False)
    numbers: Counter[str] = field(init=False)
    teas: dict[int, Tea] = field(init=False)
    retired: frozenset[str] = field(init=False)
    orders: dict[int, Order] = field(init=False)
    returns: dict[int, int] = field(init=False)
    done: dict[str, StoredReply] = field(init=False)
    brews: dict[int, Brew] = field(init=False)
    photos: dict[str, Photo] = field(init=False)
    guestbook: list[dict[str, str]] = field(init=False)
    blends: dict[int, bytes] = field(init=False)
    board: bytes = field(init=False)
    uploads: dict[int, Upload] = field(init=False)
    recordings: dict[int, Upload] = field(init=False)
    sessions: set[str] = field(init=False)
    receipts: set[str] = field(init=False)
    cash: int = field(init=False)
    samples: Bucket = field(init=False)
    kettle_back_at: float = field(init=False)
    _opened: float = field(init=False)
    _cellar: Cellar | None = field(init=False)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """A fresh house: seven teas, three orders, one leaflet, all as they were left the day before."""
        now = self.clock.now()
        first = Version(1, now - DAY)
        self.latest = {"/teas": first, "/orders": first, "/leaflets/assam.txt": replace(first, mark="leaf-")}
        self.latest |= {f"/teas/{number}": first for number in range(1, 8)}
        self.latest |= {f"/orders/{number}": first for number in range(1, 4)}
        self.latest |= {"/recipes/house-blend": first, "/specials/board": first}
        self.numbers = Counter(teas=7, orders=3)
        self.teas = {
            number: Tea(name, to_json({"id": number, "name": name, "minutes": minutes, "note": note}), first)
            for number, (name, minutes, note) in enumerate(texts.TEAS, start=1)
        }
        self.retired = frozenset({"earl-grey-1999"})
        self.orders = {
            1: Order(1, tea=4, cups=1, status="open", version=first),
            2: Order(2, tea=1, cups=2, status="brewing", version=first),
            3: Order(3, tea=7, cups=4, status="shipped", version=first),
        }
        self.done = {}
        self.returns, self.brews, self.photos, self.guestbook = {}, {}, {}, []
        self.blends, self.board = {1: texts.HOUSE_BLEND}, texts.BOARD
        self.uploads, self.recordings = {}, {}
        self.sessions, self.receipts, self.cash = set(), set(), 20
        self.samples = Bucket(size=3, every=2.0, level=3, seen=now)
        self.kettle_back_at = now
        self._opened, self._cellar = now, None

    @property
    def cellar(self) -> Cellar:
        """The cellar, stocked when somebody first goes down, as it was on the first morning."""
        from statuslab.server.teahouse.webdav.seed_data import stocked  # here, for the cellar is built of our Versions

        if self._cellar is None:
            self._cellar = stocked(self.clock, self._opened)
        return self._cellar

    def revise(self, path: str) -> Version:
        """The next version of what is at `path`. Numbers outlive a DELETE: a strong tag never comes back."""
        now, before = self.clock.now(), self.latest.get(path)
        if before is None:
            self.latest[path] = Version(1, now)
        else:
            alone = int(before.modified) < int(now)
            self.latest[path] = replace(before, revision=before.revision + 1, modified=now, alone=alone)
        return self.latest[path]

    def number(self, kind: str) -> int:
        """The next free number for a thing of this kind."""
        self.numbers[kind] += 1
        while kind == "teas" and self.numbers[kind] in self.teas:
            self.numbers[kind] += 1
        if self.numbers[kind] > HIGHEST:
            raise Full
        return self.numbers[kind]

    def need_room(self, shelf: Sized) -> None:
        """Raise Full where one more does not fit."""
        if len(shelf) >= CAPACITY:
            raise Full

    def seconds_until(self, moment: float) -> int:
        """Whole seconds to wait for it, 0 when it has come."""
        return max(0, math.ceil(round(moment - self.clock.now(), 3)))
