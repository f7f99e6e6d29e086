"""The lab: the Teahouse's premises on a thread of their own, opened by the first who needs them."""

from __future__ import annotations

import asyncio
import atexit
import os
import tempfile
import threading
from collections.abc import Coroutine
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from statuslab.errors import LabError
from statuslab.messages.exchange import Exchange, Origin
from statuslab.server.protocol.clock import Clock, FixedClock, LiveClock
from statuslab.server.protocol.listener import LOOPBACK
from statuslab.server.protocol.recorder import Recorder
from statuslab.server.protocol.server_config import Timeouts

if TYPE_CHECKING:
    from statuslab.server.on_demand_ports import OnDemandPorts
    from statuslab.server.topology import Topology


class Lab:
    """A Teahouse on loopback: `.url .tls_url .proxy_url .ca_file .exchanges .last .reset() .stop()`.

    Starts on first use, stops with the process, and starts anew after a stop. `more_names` are those that the machine
    goes by where the lab is open to others.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        host: str = LOOPBACK,
        port: int = 0,
        timeouts: Timeouts | None = None,
        more_names: tuple[str, ...] = (),
    ) -> None:
        self._more_names = more_names
        self._host, self._wanted_port = host, port
        self.clock: Clock = clock or LiveClock()
        self.recorder = Recorder()
        self._timeouts = timeouts or Timeouts()
        self._lock = threading.RLock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._premises: Topology | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    # --- what a learner uses

    @property
    def url(self) -> str:
        """The address of the Teahouse, such as http://127.0.0.1:50123."""
        return f"http://{self.address}"

    @property
    def tls_url(self) -> str:
        """The address of the door with TLS, such as https://localhost:50124; `ca_file` makes a client trust it."""
        return f"https://localhost:{self._annex().port('tls')}"

    @property
    def proxy_url(self) -> str:
        """The address of the forward proxy; it reaches only the lab's own hosts."""
        return f"http://{self.door('proxy')}"

    @property
    def ca_file(self) -> str:
        """A file with the lab's own certificate authority, made fresh for this run."""
        return str(self._kept("ca.pem", self._annex().keys.ca_pem))

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
        self._run(self._opened().reset(Origin.LEARNER))

    def stop(self) -> None:
        """Close all connections and free the ports; the next use starts the lab anew."""
        with self._lock:
            if self._loop is None:
                return
            if self._premises:
                self._run(self._premises.close())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
            self._loop.close()
            self._loop = self._premises = None
            if self._folder:
                self._folder.cleanup()
                self._folder = None

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
        return self.door("teahouse")

    def door(self, name: str) -> str:
        """Host and port of a door: teahouse, proxy, or one of the annex (tls, tls-pages, nginx, nginx-pages, wifi)."""
        premises = self._opened()
        if name == "teahouse":
            return f"{self._host}:{premises.main.port}"
        if name == "proxy":
            return f"{self._host}:{premises.proxy.port}"
        return f"{self._host}:{self._annex().port(name)}"

    def client_certificate(self, kind: str) -> str:
        """A PEM file with key and certificate for a client: "good", or "self-signed" by nobody known."""
        from statuslab.server.protocol.tls import CertificateStore

        keys = self._annex().keys if kind == "good" else CertificateStore()
        return str(self._kept(f"client-{kind}.pem", keys.client_pem()))

    @property
    def names(self) -> dict[str, str]:
        """What addresses are called where they are shown by name."""
        premises = self._opened()
        named = {premises.main.port: "teahouse", premises.proxy.port: "proxy", premises.kitchen.port: "kitchen"}
        named[premises.closed_port] = "kitchen-east"
        if premises.annex:
            named |= premises.annex.names
        hosts = {self._host, LOOPBACK, "localhost"}
        return {f"{host}:{port}": name for port, name in named.items() for host in sorted(hosts)}

    def reset_for_scene(self) -> None:
        """Reset the Teahouse and a fixed clock for the next scene; the learner's own Teahouse stays as it is."""
        if isinstance(self.clock, FixedClock):
            self.clock.reset()
        self._run(self._opened().reset(Origin.DEMO))

    # --- starting and stopping

    def start(self) -> None:
        """Listen, unless it does already. Raises LabError where the port cannot be had."""
        from statuslab.server.topology import Topology

        with self._lock:
            if self._loop is not None:
                return
            self._loop = asyncio.SelectorEventLoop()  # on Windows too: the listener needs one
            self._thread = threading.Thread(target=self._loop.run_forever, name="statuslab", daemon=True)
            self._thread.start()
            rng = Random(0) if isinstance(self.clock, FixedClock) else Random()
            self._premises = Topology(self.clock, self.recorder, self._timeouts, rng, self._more_names)
            self._listening(self._premises.open(self._host, self._wanted_port), self._wanted_port)
            atexit.register(self.stop)

    def open_annex(self, tls_port: int = 0) -> None:
        """Open the doors that few lessons need. Raises LabError where the port cannot be had."""
        with self._lock:
            self._listening(self._opened().open_annex(tls_port), tls_port)

    def _listening(self, opening: Coroutine[Any, Any, None], port: int) -> None:
        try:
            self._run(opening)
        except OSError as error:
            self.stop()
            where, why = f"{self._host}:{port}", os.strerror(error.errno or 0).lower()
            raise LabError(f"cannot listen on {where} ({why}); choose another port") from None

    def _opened(self) -> Topology:
        self.start()
        assert self._premises is not None
        return self._premises

    def _annex(self) -> OnDemandPorts:
        self.open_annex()
        annex = self._opened().annex
        assert annex is not None
        return annex

    def _kept(self, name: str, content: bytes) -> Path:
        """A file of this run's, readable by its owner alone, gone when the lab stops."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="statuslab-")
        path = Path(self._folder.name) / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(content)
        return path

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
