"""The one seam for the network: sockets, or memory. Servers and clients above it do not know which it is.

STATUSLAB_NETWORK=memory or sockets chooses. Without it, memory is used where there are no sockets: in a browser.
"""

from __future__ import annotations

import os
import sys
from functools import cache

from statuslab.errors import LabError
from statuslab.network.interface import Network


@cache
def sockets() -> Network:
    """The network of this machine."""
    from statuslab.network.socket_network import SocketNetwork

    return SocketNetwork()


@cache
def memory() -> Network:
    """A network within this process, without sockets and threads. HTTP clients of this process reach it, too."""
    from statuslab.network.memory_clients import reach
    from statuslab.network.memory_network import MemoryNetwork

    network = MemoryNetwork(tells_tls=sys.platform == "emscripten")
    reach(network.loop)
    return network


def chosen() -> Network:
    """The network that this process uses. Raises LabError."""
    name = os.environ.get("STATUSLAB_NETWORK") or ("memory" if sys.platform == "emscripten" else "sockets")
    if name not in ("memory", "sockets"):
        raise LabError(f"STATUSLAB_NETWORK={name!r}, expected memory or sockets; change or unset it")
    return memory() if name == "memory" else sockets()
