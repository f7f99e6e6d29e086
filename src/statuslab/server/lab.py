"""The lab: the layers put together, on a thread of their own, started by the first who needs them.

The learner and the stories each have their own Teahouse behind the same address, so that a demo never disturbs what a
learner has done, and starts from the same morning every time.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from statuslab.errors import LabError
from statuslab.server.clock import Clock, FixedClock, LiveClock
from statuslab.server.connection import Connection, Patience, Site
from statuslab.server.gateway import Gateway
from statuslab.server.kitchen import kitchen
from statuslab.server.listener import Listener, Stream
from statuslab.server.proxy import Proxy
from statuslab.server.recorder import Recorder
from statuslab.server.request import App
from statuslab.wire import Exchange, Origin

LOOPBACK = "127.0.0.1"
# The IANA registry of methods, and the three that the stories need: RFC 2324 BREW and WHEN, RFC 2774 M-GET.
METHODS = frozenset((
    "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD",
    "LABEL", "LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE",
    "MOVE", "OPTIONS", "ORDERPATCH", "PATCH", "POST", "PRI", "PROPFIND", "PROPPATCH", "PUT", "QUERY", "REBIND",
    "REPORT", "SEARCH", "TRACE", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UPDATE", "UPDATEREDIRECTREF",
    "VERSION-CONTROL", "BREW", "WHEN", "M-GET",
))  # fmt: skip
ANY_METHOD = ("/anything", "/-/")  # here a method may be made up
NAME = "teahouse"


class Lab:
    """A Teahouse on loopback: `.url`, `.proxy_url`, `.exchanges`, `.last`, `.reset()`, `.stop()`.

    Starts on first use, stops with the process, and starts anew after a stop. `reason` gives the phrase for a code.
    """

    def __init__(
        self,
        reason: Callable[[int], str],
        clock: Clock | None = None,
        host: str = LOOPBACK,
        port: int = 0,
        patience: Patience | None = None,
    ) -> None:
        self._reason, self._host, self._wanted_port = reason, host, port
        self.clock: Clock = clock or LiveClock()
        self.recorder = Recorder()
        self._patience = patience or Patience()
        self._lock = threading.RLock()
        self._loop: asyncio.AbstractEventLoop | None = None

    # --- what a learner uses

    @property
    def url(self) -> str:
        """The address of the Teahouse, such as http://127.0.0.1:50123."""
        return f"http://{self.address}"

    @property
    def proxy_url(self) -> str:
        """The address of the forward proxy; it reaches only the lab's own hosts."""
        self.start()
        return f"http://{self._host}:{self._proxy.port}"

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What has crossed the wire, oldest first."""
        return self.recorder.exchanges()

    @property
    def last(self) -> Exchange:
        """The newest exchange. Raises LabError where there was none yet."""
        found = self.recorder.last()
        if found is None:
            raise LabError("nothing has crossed the wire yet; send a request to lab.url first")
        return found

    def reset(self) -> None:
        """A fresh Teahouse: everything a learner changed is as it was on the first morning."""
        self.start()
        self._run(self._reset(Origin.LEARNER))

    def stop(self) -> None:
        """Close all connections and free the ports; the next use starts the lab anew."""
        with self._lock:
            if self._loop is None:
                return
            self._run(self._close())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
            self._loop.close()
            self._loop = None

    def __enter__(self) -> Lab:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = f"at {self.url}" if self._loop else "not started yet"
        return f"<lab {state}, {len(self.exchanges)} exchanges>"

    # --- what the course uses

    @property
    def address(self) -> str:
        """Host and port of the Teahouse; the lab runs from here on."""
        self.start()
        return f"{self._host}:{self._main.port}"

    @property
    def names(self) -> dict[str, str]:
        """What addresses are called where they are shown by name."""
        address = self.address
        return {
            address: NAME,
            f"{self._host}:{self._proxy.port}": f"{NAME}-proxy",
            f"{self._host}:{self._kitchen.port}": "kitchen",
            f"{self._host}:{self._closed_port}": "kitchen-east",
        }

    def set_stage(self) -> None:
        """A fresh Teahouse for the next story."""
        self.start()
        if isinstance(self.clock, FixedClock):
            self.clock.reset()
        self._run(self._reset(Origin.DEMO))

    # --- starting and stopping

    def start(self) -> None:
        """Listen, unless it does already. Raises LabError where the port cannot be had."""
        with self._lock:
            if self._loop is not None:
                return
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="statuslab", daemon=True)
            self._thread.start()
            try:
                self._run(self._open())
            except OSError as error:
                self.stop()
                where = f"{self._host}:{self._wanted_port}"
                raise LabError(f"cannot listen on {where} ({error.strerror}); choose another port") from None
            atexit.register(self.stop)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _open(self) -> None:
        from statuslab.server.teahouse import House, make_app

        self._houses = {origin: House(self.clock) for origin in (Origin.LEARNER, Origin.DEMO)}
        self._kitchen, self._main, self._proxy = self._listeners()
        await self._kitchen.open(LOOPBACK, 0)
        self._closed_port = await _closed_port()
        self._apps = {origin: self._gateway(make_app(house)) for origin, house in self._houses.items()}
        await self._main.open(self._host, self._wanted_port)
        await self._proxy.open(self._host, 0)

    def _listeners(self) -> tuple[Listener, Listener, Listener]:
        tick = self.clock.tick
        proxy = Proxy(self._reachable, self.clock, self.recorder)
        return (
            Listener(kitchen(self.clock), tick),
            Listener(self._serve(lambda origin: self._apps[_house_of(origin)]), tick),
            Listener(self._serve(lambda _: proxy), tick),
        )

    def _serve(self, app: Callable[[Origin], App]) -> Callable[[Stream], Coroutine[Any, Any, None]]:
        site = Site(app, self.recorder, self.clock, self._reason, patience=self._patience, knows=_knows)

        async def serve(stream: Stream) -> None:
            await Connection(site, stream).serve()

        return serve

    def _gateway(self, app: App) -> Gateway:
        upstreams = {
            "/delivery/": (LOOPBACK, self._kitchen.port),
            "/delivery-east/": (LOOPBACK, self._closed_port),
        }
        return Gateway(app, upstreams, self.clock, self.recorder)

    def _reachable(self, host: str) -> tuple[str, int] | None:
        mine = {self.address, f"localhost:{self._main.port}", NAME}
        return (self._host, self._main.port) if host in mine else None

    async def _reset(self, origin: Origin) -> None:
        self._houses[origin].reset()

    async def _close(self) -> None:
        for listener in (self._main, self._proxy, self._kitchen):
            await listener.close()


def _knows(method: str, target: str) -> bool:
    return method in METHODS or target.startswith(ANY_METHOD)


def _house_of(origin: Origin) -> Origin:
    return Origin.DEMO if origin is Origin.DEMO else Origin.LEARNER


async def _closed_port() -> int:
    """A loopback port at which, for now, nobody listens."""
    server = await asyncio.get_running_loop().create_server(asyncio.Protocol, LOOPBACK, 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    return port
