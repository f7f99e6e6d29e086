"""HTTP clients that the course drives: raw HTTP/1.1 and HTTP/2, well-known libraries, and curl."""

from __future__ import annotations

from typing import Any

from statuslab.extras import require


def __getattr__(name: str) -> Any:
    """`ask` and `who` are notebook functions; pages have always imported them from here."""
    if name in ("ask", "who"):
        require(name, "aiohttp", "httpx2", "requests", "urllib3")
        from statuslab.notebook import clients

        return getattr(clients, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
