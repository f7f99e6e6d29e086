"""Everything the recorders need that is not public: all imports of internal modules stand here."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import brotli
import zstandard


def scene_names() -> list[str]:
    """The name of every scene, in the order of the course."""
    from statuslab.codes import index

    return list(index().scenes)


def sentence(step: Any) -> str:
    """The sentence that introduces a step of a demo."""
    return str(step.message)


def challenge_names() -> list[str]:
    """The name of every challenge and quest."""
    from statuslab.codes import index
    from statuslab.scenarios.quests import QUESTS

    return [*index().challenges, *(quest.name for quest in QUESTS)]


def host_commands() -> type:
    """The class of `classroom.host`, which is there only while a class is open."""
    from statuslab.live_class.server.client import HostClient

    return HostClient


def decoded(coding: str, content: bytes) -> bytes:
    """Content in one of httpbin's content codings, decoded."""
    match coding:
        case "gzip":
            return gzip.decompress(content)
        case "deflate":
            return zlib.decompress(content)
        case "br":
            return bytes(brotli.decompress(content))
        case _:
            return zstandard.ZstdDecompressor().decompressobj().decompress(content)
