"""The live class over HTTP: Server-Sent Events down, POST up, one SQLite file."""

from statuslab.live_class.server.class_server import ClassServer
from statuslab.live_class.server.class_store import delete as delete_class
from statuslab.live_class.server.client import Declined, HostClient, PlayerClient
from statuslab.live_class.server.export import class_file, is_open, read_class

__all__ = [
    "ClassServer",
    "Declined",
    "HostClient",
    "PlayerClient",
    "class_file",
    "delete_class",
    "is_open",
    "read_class",
]
