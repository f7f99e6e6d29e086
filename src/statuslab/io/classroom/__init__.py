"""The live class over HTTP: Server-Sent Events down, POST up, one SQLite file. The rules are `statuslab.rounds`."""

from statuslab.io.classroom.client import Declined, HostClient, PlayerClient
from statuslab.io.classroom.export import class_file, is_open, read_class
from statuslab.io.classroom.server import ClassServer
from statuslab.io.classroom.store import delete as delete_class

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
