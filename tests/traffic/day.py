"""A Thursday at the Teahouse's gateway: who asks for what, when, and how long it takes. Chance is an argument.

Only this is made up: visitors, their hours, their patience, the seconds of each request, and what goes wrong that day.
What the house answers is in the shapes. Times are seconds since midnight, UTC.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from statuslab.token_bucket import TokenBucket
from traffic.asked import Shape

DATE = "19/Nov/2026"
DAY, HOUR, MINUTE = 86_400.0, 3_600.0, 60.0
BUSY = (2, 1, 1, 1, 1, 3, 8, 16, 24, 28, 30, 34, 48, 42, 30, 34, 44, 40, 26, 20, 16, 12, 8, 4)  # visits by hour

# What happens that day
CRAWL = 3 * HOUR + 10 * MINUTE  # somebody copies the whole menu, number by number
NEWS = 9 * HOUR + 1 * MINUTE  # the newsletter goes out
DEPLOYED, ROLLED_BACK = 10 * HOUR + 42 * MINUTE, 11 * HOUR + 9 * MINUTE  # the site that shows today's special
SLOW, DOWN, BACK = (
    13 * HOUR + 52 * MINUTE,
    14 * HOUR + 26 * MINUTE,
    14 * HOUR + 33 * MINUTE,
)  # the kitchen behind the gateway
REST, RESTED = 16 * HOUR + 30 * MINUTE, 16 * HOUR + 50 * MINUTE  # the kettle is descaled, as planned

PATIENCE = 30.0  # seconds that the gateway waits for the kitchen
WAITS = {"menu": 0.2, "scan-slow": 60.0}  # seconds that an answer has to wait for: the page is slow, or the client is
APP_PATIENCE = 6.0  # seconds that the app waits for anything
OLD_APP, NEW_APP = "TeaApp/2.3", "TeaApp/2.4"
BROWSERS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) Mobile/15E148 Safari/604.1",
)
HOUSE, LETTER = "https://teahouse.example/", "https://news.teahouse.example/november"


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the log: written at `end`, when the request is over."""

    end: float
    who: str
    shape: Shape
    agent: str
    seconds: float
    referer: str = "-"
    user: str = "-"

    def __str__(self) -> str:
        second = int(self.end)
        clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        what = f'"{self.shape.line}" {self.shape.status} {self.shape.size}'
        return (
            f'{self.who} - {self.user} [{DATE}:{clock} +0000] {what} "{self.referer}" "{self.agent}" {self.seconds:.3f}'
        )


@dataclass
class Day:
    """What all visitors share: the shapes of answers, chance, and the number of the last order."""

    shapes: Mapping[str, Shape]
    rng: Random
    orders: int = 3

    def visits(self, number: int) -> list[float]:
        """When so many visits begin, in order."""
        hours = self.rng.choices(range(24), BUSY, k=number)
        return sorted(HOUR * (hour + self.rng.random()) for hour in hours)

    def odds(self, chance: float) -> bool:
        return self.rng.random() < chance

    def brief(self) -> float:
        """Seconds of a request that nothing keeps waiting."""
        return 0.001 + self.rng.lognormvariate(-5.5, 0.6)

    def pause(self, seconds: float) -> float:
        """Seconds between two requests of a visitor, around so many."""
        return self.rng.lognormvariate(math.log(seconds), 0.6)


@dataclass
class Visitor:
    """Somebody with an address and an agent, who asks for one thing after another."""

    day: Day
    who: str
    agent: str
    now: float
    referer: str = "-"

    def get(self, name: str, number: int = 0, query: str = "", user: str = "-") -> Hit:
        """Ask for something that is answered without waiting."""
        shape = self.day.shapes[name]
        shape = shape.numbered(number) if number else shape
        shape = shape.with_query(query) if query else shape
        seconds = self.day.brief() + WAITS.get(name, 0.0)
        return self._told(shape, seconds, user)

    def delivery(self, patience: float) -> Hit:
        """Ask what the kitchen delivers, and wait so long at most."""
        name, seconds = kitchen(self.day.rng, self.now, patience)
        return self._told(self.day.shapes[name], seconds)

    def _told(self, shape: Shape, seconds: float, user: str = "-") -> Hit:
        self.now += seconds
        return Hit(self.now, self.who, shape, self.agent, seconds, self.referer, user)

    def wait(self, seconds: float) -> None:
        self.now += self.day.pause(seconds)


def kitchen(rng: Random, when: float, patience: float) -> tuple[str, float]:
    """What comes of asking the kitchen at a time, and after how many seconds.

    Somebody loses patience first: the client, or the gateway, unless the kitchen is done before.
    """
    if DOWN <= when < BACK:
        return "delivery-refused", 0.001 + 0.003 * rng.random()
    slower = math.exp((when - SLOW) / 220) if SLOW <= when < DOWN else 1.0
    needed = rng.lognormvariate(math.log(0.09), 0.2) * slower
    if needed < min(patience, PATIENCE):
        return "delivery", needed
    if patience < PATIENCE:
        return "delivery-left", patience + 0.04 * rng.random()
    return "delivery-late", PATIENCE + 0.002 * rng.random()


# --- Who comes ----------------------------------------------------------------------------------------------


def app_users(day: Day) -> Iterator[Hit]:
    """The app asks with conditions, and gets little more than 304. Its new version is out since the morning."""
    users = [f"2001:db8:7ea:{day.rng.randrange(1, 0xFFFF):x}::{day.rng.randrange(1, 0xFFFF):x}" for _ in range(400)]
    updated = [9 * HOUR + day.rng.expovariate(1 / (3 * HOUR)) if day.odds(0.7) else DAY for _ in users]
    known: set[int] = set()
    for start in day.visits(5_700):
        user = day.rng.randrange(len(users))
        new = start > updated[user]
        visitor = Visitor(day, users[user], NEW_APP if new else OLD_APP, start)
        yield visitor.get("teas-known" if user in known else "teas")
        known.add(user)
        yield from _with_the_app(day, visitor, retries_without_end=new)


def _with_the_app(day: Day, visitor: Visitor, retries_without_end: bool) -> Iterator[Hit]:
    for _ in range(day.rng.randrange(3)):
        visitor.wait(8)
        number = day.rng.randrange(1, 8)
        yield visitor.get("tea-known", number) if day.odds(0.6) else visitor.get(f"tea-{number}")
    if day.odds(0.3):
        visitor.wait(20)
        yield from _order(day, visitor)
    if day.odds(0.35):
        visitor.wait(10)
        yield from (_without_end if retries_without_end else _once_more)(day, visitor)


def _order(day: Day, visitor: Visitor) -> Iterator[Hit]:
    """Order, and look how it is getting on."""
    if day.odds(0.04):
        yield visitor.get("order-nothing")
        return
    day.orders += 1
    number = day.orders
    placed = visitor.get("order")
    grown = len(str(number)) - 1  # the content names the order, which in a fresh house is number 4
    shape = Shape(placed.shape.line, placed.shape.status, placed.shape.size + grown)
    yield Hit(placed.end, placed.who, shape, placed.agent, placed.seconds, placed.referer)
    for look in range(day.rng.randrange(1, 5)):
        visitor.wait(45)
        yield visitor.get("order-same" if look and day.odds(0.8) else "order-state", number)
    if day.odds(0.02):
        yield visitor.get("order-shipped", number)


def _once_more(day: Day, visitor: Visitor) -> Iterator[Hit]:
    """The old version tells its user, and a few of them try once more."""
    first = visitor.delivery(APP_PATIENCE)
    yield first
    if first.shape.status != 200 and day.odds(0.3):
        visitor.wait(40)
        yield visitor.delivery(APP_PATIENCE)


def _without_end(day: Day, visitor: Visitor) -> Iterator[Hit]:
    """The new version tries again as long as it is open: a second or two, always the same, and no last attempt."""
    closed = visitor.now + MINUTE + day.rng.expovariate(1 / (14 * MINUTE))
    hit = visitor.delivery(APP_PATIENCE)
    yield hit
    while hit.shape.status != 200 and visitor.now < closed:
        visitor.now += 1.4 + 0.4 * day.rng.random()
        hit = visitor.delivery(APP_PATIENCE)
        yield hit


def browsers(day: Day) -> Iterator[Hit]:
    """People who look around, with the address they came from."""
    for start in day.visits(2_500):
        agent = day.rng.choices(BROWSERS, (3, 6, 3, 6))[0]
        visitor = Visitor(day, f"198.51.100.{day.rng.randrange(30, 255)}", agent, start)
        yield visitor.get("front")
        visitor.referer = HOUSE
        yield from _first_page(day, visitor)
        yield from _looking_around(day, visitor)


def _first_page(day: Day, visitor: Visitor) -> Iterator[Hit]:
    """What the front page brings along; the one that was deployed brings today's special."""
    new = DEPLOYED <= visitor.now < ROLLED_BACK
    yield visitor.get("style", query="v=42" if new else "v=41")
    if day.odds(0.3):
        yield visitor.get("favicon")
    if new:
        yield visitor.get("special")


def _looking_around(day: Day, visitor: Visitor) -> Iterator[Hit]:
    rooms: tuple[tuple[float, Callable[[], Iterator[Hit]]], ...] = (
        (0.6, lambda: iter((visitor.get("menu"),))),
        (0.8, lambda: iter((visitor.get(f"tea-{day.rng.randrange(1, 8)}"),))),
        (0.15, lambda: iter((visitor.get("leaflet-rest" if day.odds(0.2) else "leaflet"),))),
        (0.06, lambda: iter((visitor.get("old-list"), visitor.get("teas")))),
        (0.07, lambda: iter((visitor.get("window"), visitor.get("table")))),
        (0.02, lambda: iter((visitor.get("retired"),))),
        (0.03, lambda: iter((visitor.get("sample"),))),
        (0.12, lambda: _order(day, visitor)),
        (0.3, lambda: _patiently(day, visitor)),
    )
    for chance, enter in rooms:
        if day.odds(chance):
            visitor.wait(15)
            yield from enter()


def _patiently(day: Day, visitor: Visitor) -> Iterator[Hit]:
    """People wait as long as they like, and then press reload, once or twice."""
    for _ in range(3):
        hit = visitor.delivery(day.rng.lognormvariate(math.log(12), 0.5))
        yield hit
        if hit.shape.status == 200 or day.odds(0.6):
            return
        visitor.wait(3)


def readers(day: Day) -> Iterator[Hit]:
    """The newsletter invites everyone to a page for regulars, who are asked for a word that it does not mention."""
    for _ in range(940):
        agent = day.rng.choice(BROWSERS)
        start = NEWS + day.rng.expovariate(1 / (1.6 * HOUR))
        visitor = Visitor(day, f"203.0.113.{day.rng.randrange(90, 255)}", agent, start, LETTER)
        yield visitor.get("regulars")
        yield visitor.get("login")
        visitor.referer = HOUSE + "login?next=%2Fregulars"
        if day.odds(0.08):
            visitor.wait(12)
            yield visitor.get("login-wrong")
        if day.odds(0.06):
            visitor.wait(12)
            yield visitor.get("login-right")
            yield visitor.get("regulars-in")


def crawler(day: Day) -> Iterator[Hit]:
    """Counts upward through the menu, and takes samples faster than the tray fills."""
    tray = TokenBucket(capacity=3, every=2.0, updated=CRAWL)  # the rate limit that the till itself uses
    visitor = Visitor(day, "203.0.113.66", "LeafCrawler/0.9", CRAWL)
    for number in range(1, 4_801):
        visitor.now += 0.9 + 0.3 * day.rng.random()
        yield visitor.get(f"tea-{number}") if number < 8 else visitor.get("no-tea", number)
        for _ in range(8 if number % 60 == 0 else 0):
            visitor.now += 0.2
            yield visitor.get("sample-refused" if tray.take(visitor.now) else "sample")


def scanners(day: Day) -> Iterator[Hit]:
    """Noise from the street."""
    kinds = [name for name in day.shapes if name.startswith("scan-")]
    for _ in range(26):
        start, who = DAY * 0.99 * day.rng.random(), f"192.0.2.{day.rng.randrange(60, 255)}"
        visitor = Visitor(day, who, "-", start)
        for _ in range(day.rng.randrange(4, 22)):
            visitor.now += 0.4 * day.rng.random()
            yield visitor.get(day.rng.choice(kinds))


def couriers(day: Day) -> Iterator[Hit]:
    """A partner's programs: ask every few minutes, have all the patience, and wait longer after each failure."""
    for desk in range(5):
        visitor, failures = Visitor(day, f"198.51.100.{20 + desk}", "CakeCourier/1.2", 20.0 + 37 * desk), 0
        while visitor.now < DAY - 5 * MINUTE:
            hit = visitor.delivery(math.inf)
            yield hit
            failures = 0 if hit.shape.status == 200 else failures + 1
            visitor.wait(min(20 * 2**failures, 3 * MINUTE) if failures else 3 * MINUTE)


def machines(day: Day) -> Iterator[Hit]:
    """The monitoring asks for one page each minute, the panel in the kitchen for the kettle."""
    probe = Visitor(day, "192.0.2.10", "HouseProbe/1", 0.0)
    panel = Visitor(day, "192.0.2.11", "KettlePanel/3", 0.0)
    staff = Visitor(day, "192.0.2.12", BROWSERS[0], REST)
    yield staff.get("kettle-descale")
    for minute in range(int(DAY / MINUTE)):
        probe.now, panel.now = minute * MINUTE + 7, minute * MINUTE + 31
        yield probe.get("menu")
        yield panel.get("kettle-resting" if REST <= panel.now < RESTED else "kettle")


def staff(day: Day) -> Iterator[Hit]:
    """The staff look up the rota; the browser asks without a name first, and one waiter is curious."""
    for start in day.visits(60):
        visitor = Visitor(day, f"192.0.2.{day.rng.randrange(20, 40)}", BROWSERS[0], start)
        yield visitor.get("rota")
        visitor.wait(4)
        yield visitor.get("rota-waiter", user="waiter")
        if day.odds(0.1):
            yield visitor.get("payroll-waiter", user="waiter")


CAST = (app_users, browsers, readers, crawler, scanners, couriers, machines, staff)


def lines(shapes: Mapping[str, Shape], seed: int = 8) -> Iterator[str]:
    """The log of the day, in the order in which requests were over."""
    day = Day(shapes, Random(seed))
    hits = [hit for visitors in CAST for hit in visitors(day) if hit.end < DAY]
    yield from map(str, sorted(hits, key=lambda hit: hit.end))
