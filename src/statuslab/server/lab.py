"""The lab: the topology on a network, started by its first use."""

from __future__ import annotations

import atexit
import os
import tempfile
import threading
from collections.abc import Coroutine
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from statuslab.errors import LabError
from statuslab.messages.exchange import Exchange, Origin
from statuslab.network import chosen
from statuslab.network.interface import LOOPBACK, Network, Runner
from statuslab.server.protocol import owners
from statuslab.server.protocol.clock import Clock, FixedClock, LiveClock
from statuslab.server.protocol.recorder import Recorder
from statuslab.server.protocol.server_config import Timeouts

if TYPE_CHECKING:
    from statuslab.server.on_demand_ports import OnDemandPorts
    from statuslab.server.topology import Topology

T = TypeVar("T")


class Lab:
    """A Teahouse on loopback: `.url .tls_url .proxy_url .ca_file .exchanges .last .reset() .stop()`.

    Starts on first use, stops with the process, and starts anew after a stop. `extra_hosts` are names of this machine
    by which others may reach the lab. `network` is the one that STATUSLAB_NETWORK chooses, unless another is given; a
    given clock has to be of the same one. `same_user_only` closes connections from processes of other users of this
    machine without an answer, where the system can tell them.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        host: str = LOOPBACK,
        port: int = 0,
        timeouts: Timeouts | None = None,
        extra_hosts: tuple[str, ...] = (),
        network: Network | None = None,
        same_user_only: bool = False,
    ) -> None:
        self.network = network or chosen()
        self._extra_hosts = extra_hosts
        self._admits = owners.same_user_only() if same_user_only and owners.can_tell_users() else None
        self._host, self._wanted_port = host, port
        self.clock: Clock = clock or LiveClock(self.network)
        self.recorder = Recorder(wait_for=self.network.wait_for)
        self._timeouts = timeouts or Timeouts()
        self._lock = threading.RLock()
        self._runner: Runner | None = None
        self._topology: Topology | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    # --- what a learner uses

    @property
    def url(self) -> str:
        """The address of the Teahouse, such as http://127.0.0.1:50123."""
        return f"http://{self.address}"

    @property
    def tls_url(self) -> str:
        """The address of the TLS port, such as https://localhost:50124; `ca_file` makes a client trust it."""
        return f"https://localhost:{self.open_on_demand_ports().port('tls')}"

    @property
    def proxy_url(self) -> str:
        """The address of the forward proxy; it reaches only the lab's own hosts."""
        return f"http://{self.port_address('proxy')}"

    @property
    def ca_file(self) -> str:
        """A file with the lab's own certificate authority, made fresh for this run."""
        return str(self._private_file("ca.pem", self.open_on_demand_ports().certificates.ca_pem))

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
        """A fresh Teahouse: everything a learner changed is as it was at the start."""
        self._run(self._started().reset(Origin.LEARNER))

    def stop(self) -> None:
        """Close all connections and free the ports; the next use starts the lab anew."""
        with self._lock:
            if self._runner is None:
                return
            if self._topology:
                self._run(self._topology.close())
            self._runner.stop()
            self._runner = self._topology = None
            if self._folder:
                self._folder.cleanup()
                self._folder = None

    def __enter__(self) -> Lab:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = f"at {self.url}" if self._runner else "not started yet"
        return f"<lab {state}, {len(self.exchanges)} exchanges>"

    # --- what the course uses

    @property
    def address(self) -> str:
        """Host and port of the Teahouse; starts the lab."""
        return self.port_address("teahouse")

    def port_address(self, name: str) -> str:
        """Host and port of a port: teahouse, proxy, or one on demand (tls, tls-pages, nginx, nginx-pages, wifi)."""
        if name in ("teahouse", "proxy"):
            topology = self._started()
            listener = topology.teahouse if name == "teahouse" else topology.proxy
            return f"{self._host}:{listener.port}"
        return f"{self._host}:{self.open_on_demand_ports().port(name)}"

    door = port_address  # the name that pages and hints use

    def client_certificate(self, kind: str) -> str:
        """A PEM file with key and certificate for a client: "good", or "self-signed" by nobody known."""
        from statuslab.server.on_demand_ports import tls_layer

        known = self.open_on_demand_ports().certificates
        certificates = known if kind == "good" else tls_layer(self.network).CertificateStore()
        return str(self._private_file(f"client-{kind}.pem", certificates.client_pem()))

    @property
    def names(self) -> dict[str, str]:
        """What each address of the lab is called where addresses are shown by name."""
        ports = self._started().port_names
        hosts = {self._host, LOOPBACK, "localhost"}
        return {f"{host}:{port}": name for port, name in ports.items() for host in sorted(hosts)}

    def reset_for_scene(self) -> None:
        """Reset the Teahouse and a fixed clock for the next scene; the learner's own Teahouse stays as it is."""
        if isinstance(self.clock, FixedClock):
            self.clock.reset()
        self._run(self._started().reset(Origin.DEMO))

    # --- starting and stopping

    def start(self) -> None:
        """Listen, unless it does already. Raises LabError where the port cannot be had."""
        from statuslab.server.topology import Topology

        with self._lock:
            if self._runner is not None:
                return
            self._runner = self.network.start()
            rng = Random(0) if isinstance(self.clock, FixedClock) else Random()
            places = (self._extra_hosts, self.network, self._admits)
            self._topology = Topology(self.clock, self.recorder, self._timeouts, rng, *places)
            self._listen(self._topology.open(self._host, self._wanted_port), self._wanted_port)
            atexit.register(self.stop)

    def open_on_demand_ports(self, tls_port: int = 0) -> OnDemandPorts:
        """Open the ports that few lessons need, once. Raises LabError where a port cannot be had."""
        with self._lock:
            return self._listen(self._started().open_on_demand_ports(tls_port), tls_port)

    def _listen(self, opening: Coroutine[Any, Any, T], port: int) -> T:
        """Run what opens ports; where it cannot, stop, and say which `port` was wanted."""
        try:
            return self._run(opening)
        except OSError as error:
            self.stop()
            where, why = f"{self._host}:{port}", os.strerror(error.errno or 0).lower()
            raise LabError(f"cannot listen on {where} ({why}); choose another port") from None

    def _started(self) -> Topology:
        self.start()
        assert self._topology is not None
        return self._topology

    def _private_file(self, name: str, content: bytes) -> Path:
        """A file that only its owner may read, deleted when the lab stops."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="statuslab-")
        path = Path(self._folder.name) / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(content)
        return path

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._runner is not None
        return self._runner.run(work)
