"""Everything the Teahouse stores, and how it numbers, dates and versions it. Nothing here knows a request."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sized
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from statuslab.request_quota import RequestQuota
from statuslab.server.protocol.clock import Clock
from statuslab.server.teahouse import texts
from statuslab.server.teahouse.replies import to_json
from statuslab.server.teahouse.token_store import TokenStore
from statuslab.server.teahouse.version import Version
from statuslab.token_bucket import TokenBucket

if TYPE_CHECKING:
    from statuslab.server.teahouse.webdav.seed_data import Cellar

CAPACITY = 200  # items in one collection
HIGHEST = 9999  # the largest number an item can have
DAY = 86_400.0


class InsufficientStorage(Exception):
    """There is no room for one more of these; the reply is 507."""


class Tea(NamedTuple):
    """A tea: `content` is its representation, byte for byte."""

    name: str
    content: bytes
    version: Version


@dataclass(frozen=True)
class Order:
    """An order; its status is open, brewing, shipped, cancelled or returned."""

    id: int
    tea: int
    cups: int
    status: str
    version: Version

    def as_json(self) -> dict[str, object]:
        """The order as clients see it."""
        return {"id": self.id, "tea": self.tea, "cups": self.cups, "status": self.status}


class Brew(NamedTuple):
    """A pot that is being brewed, ready at a time (epoch seconds)."""

    tea: int
    cups: int
    ready_at: float


class Photo(NamedTuple):
    """A photo, as it was uploaded."""

    content: bytes
    media_type: str
    version: Version


class Shift(NamedTuple):
    """Who works on a day."""

    who: str
    day: str

    def as_json(self, number: int) -> dict[str, object]:
        """The shift as clients see it."""
        return {"id": number, "day": self.day}


@dataclass
class Upload:
    """Content that may come in several requests: what has arrived, and its full length where that is known."""

    media_type: str
    length: int | None = None
    complete: bool = False
    content: bytes = b""
    receiver: object = None  # the request that is adding to it right now


class StoredReply(NamedTuple):
    """The reply to a request with an Idempotency-Key, and a fingerprint of that request's content."""

    fingerprint: bytes
    response: Response


@dataclass
class CardPayment:
    """A payment: what was asked for, and when the card company has answered (epoch seconds)."""

    number: int
    coins: int
    fingerprint: bytes
    done_at: float
    done: bool = False

    def as_json(self) -> dict[str, object]:
        """The payment as clients see it."""
        return {"id": self.number, "coins": self.coins, "status": "paid"}


class AppState:
    """The state of one Teahouse; the same requests to a fresh one get the same answers.

    `server` is its name, where several servers run this app.
    """

    latest: dict[str, Version]
    numbers: Counter[str]
    teas: dict[int, Tea]
    retired: frozenset[str]
    orders: dict[int, Order]
    returns: dict[int, int]
    stored_replies: dict[str, StoredReply]
    brews: dict[int, Brew]
    photos: dict[str, Photo]
    guestbook: list[dict[str, str]]
    blends: dict[int, bytes]
    board: bytes
    display: dict[str, bytes]
    outage: str
    outage_until: float
    uploads: dict[int, Upload]
    recordings: dict[int, Upload]
    sessions: set[str]
    receipts: set[str]
    cash: int
    tokens: TokenStore
    shifts: dict[int, Shift]
    desks: dict[str, str]
    tins: int
    samples: TokenBucket
    price_quota: RequestQuota
    card_payments: dict[str, CardPayment]
    events: dict[str, str]
    stockroom_back_at: float
    kettle_back_at: float
    database_lost: bool
    _reset_at: float
    _cellar: Cellar | None

    def __init__(self, clock: Clock, server: str = "teahouse") -> None:
        self.clock, self.server = clock, server
        self.reset()

    def reset(self) -> None:
        """The initial state: seven teas, three orders, one leaflet and so on, all last changed a day ago."""
        now = self.clock.now()
        first = Version(1, now - DAY)
        self.latest = {"/teas": first, "/orders": first, "/leaflets/assam.txt": replace(first, prefix="leaf-")}
        self.latest |= {f"/teas/{number}": first for number in range(1, 8)}
        self.latest |= {f"/orders/{number}": first for number in range(1, 4)}
        self.latest |= {"/recipes/house-blend": first, "/specials/board": first}
        self.latest |= {f"/display/{name}": first for name in texts.DISPLAY}
        self.latest["/display/hours"] = Version(1, now - 20 * DAY)
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
        self.stored_replies = {}
        self.returns, self.brews, self.photos, self.guestbook = {}, {}, {}, []
        self.blends, self.board = {1: texts.HOUSE_BLEND}, texts.BOARD
        self.display, self.outage, self.outage_until = dict(texts.DISPLAY), "", now
        self.uploads, self.recordings = {}, {}
        self.sessions, self.receipts, self.cash = set(), set(), 20
        self.tokens, self.desks, self.tins = TokenStore(now), {}, 12
        self.shifts = {1: Shift("waiter", "monday"), 2: Shift("waiter", "tuesday"), 3: Shift("chef", "wednesday")}
        self.samples = TokenBucket(capacity=3, every=2.0, updated=now)
        self.card_payments, self.events, self.stockroom_back_at = {}, {}, now
        self.price_quota = RequestQuota("prices", requests=3, seconds=10)
        self.kettle_back_at, self.database_lost = now, False
        self._reset_at, self._cellar = now, None

    @property
    def started_at(self) -> float:
        """When this Teahouse was made or reset."""
        return self._reset_at

    @property
    def cellar(self) -> Cellar:
        """What is behind WebDAV. It is made at the first use, dated as if it had been there since the reset."""
        if self._cellar is None:
            from statuslab.server.teahouse.webdav.seed_data import make_cellar  # here: most lessons never need WebDAV

            self._cellar = make_cellar(self.clock, self._reset_at)
        return self._cellar

    def revise(self, path: str) -> Version:
        """The next version of what is at `path`. Revisions go on after a DELETE: a strong tag is never used twice."""
        now, before = self.clock.now(), self.latest.get(path)
        if before is None:
            self.latest[path] = Version(1, now)
        else:
            strong_date = int(before.modified) < int(now)
            self.latest[path] = replace(before, revision=before.revision + 1, modified=now, strong_date=strong_date)
        return self.latest[path]

    def next_number(self, kind: str) -> int:
        """The next free number for an item of this kind. Raises InsufficientStorage after the last one."""
        self.numbers[kind] += 1
        while kind == "teas" and self.numbers[kind] in self.teas:  # a PUT may have taken it
            self.numbers[kind] += 1
        if self.numbers[kind] > HIGHEST:
            raise InsufficientStorage
        return self.numbers[kind]

    def require_room(self, items: Sized) -> None:
        """Raise InsufficientStorage where one more item does not fit."""
        if len(items) >= CAPACITY:
            raise InsufficientStorage

    def seconds_until(self, moment: float) -> int:
        """Whole seconds until a moment (epoch seconds), 0 once it has passed."""
        return max(0, math.ceil(round(moment - self.clock.now(), 3)))
