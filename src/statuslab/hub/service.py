"""Runs the service inside a JupyterHub: what the hub says in environment variables, the listener, and the housekeeping.

c.JupyterHub.services = [{"name": "statuslab", "url": "http://127.0.0.1:8430", "command": ["statuslab", "hub", ...]}]
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from statuslab.errors import LabError
from statuslab.hub.app import hub_application
from statuslab.hub.classes import Classes
from statuslab.hub.handlers import Draw, Service
from statuslab.hub.people import HubAuth, People
from statuslab.live_class.server.addresses import PublicUrl, listening
from statuslab.live_class.server.static import Pages
from statuslab.live_class.server.uvicorn_server import listen
from statuslab.terminal import say

HOUSEKEEPING_SECONDS = 60.0
YOUNG_OBJECTS = 10_000  # so many new ones until Python looks for garbage; its own number is 700


def run(
    folder: Path,
    banks: Path | None,
    hosts: str,
    public_url: str | None,
    days: float,
    delete_expired: bool,
    draw: Draw,
    title_of: Callable[[Sequence[str], Path | None], str],
    names: Mapping[int, str],
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Serve until SIGTERM or Ctrl+C. Raises LabError where the hub's environment does not fit."""
    if banks is not None and not banks.is_dir():
        raise LabError(f"--banks {banks} is no folder; name the folder with the shared question banks")
    prefix, address = _told(environment, "JUPYTERHUB_SERVICE_PREFIX"), _told(environment, "JUPYTERHUB_SERVICE_URL")
    public = _public(public_url or environment.get("JUPYTERHUB_PUBLIC_URL", ""), prefix)
    people = People(_hub_auth(), public.path, hosts, public.scheme == "https", _warn)
    classes = Classes(folder, public, names, days, time.monotonic)
    service = Service(people, classes, draw, banks, Pages(), title_of)
    where = urlsplit(address)
    sock = listening(where.hostname or "127.0.0.1", where.port or 8430)
    asyncio.run(serve(service, public, sock, delete_expired))


async def serve(service: Service, public: PublicUrl, sock: socket.socket, delete_expired: bool) -> None:
    """Serve on a socket until SIGTERM or Ctrl+C, and look after the classes meanwhile."""
    gc.set_threshold(YOUNG_OBJECTS)  # with 1,000 people a full look stops everybody for 0.15 s
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    async with listen(hub_application(service, public), sock, None):
        say(f"ready {public}/")
        told = 0
        while not over.is_set():
            if delete_expired and (gone := service.classes.delete_expired()):
                say(f"deleted classes that were past their date: {', '.join(gone)}")
            await service.classes.close_idle()
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), HOUSEKEEPING_SECONDS)
            faults = service.classes.faults
            for fault in faults[told:]:
                print(fault, file=sys.stderr)
            told = len(faults)
        await service.classes.stop()


def _told(environment: Mapping[str, str], name: str) -> str:
    if not (found := environment.get(name, "")):
        raise LabError(
            f"{name} is not set: `statuslab hub` is started by a JupyterHub as one of its services; "
            "docs/administrators.md has the lines for its configuration"
        )
    return found


def _public(url: str, prefix: str) -> PublicUrl:
    """The service's URL in browsers. Raises LabError where it is missing or does not fit the hub's prefix."""
    if not url:
        raise LabError(
            "the hub does not say at which address browsers reach it; set c.JupyterHub.public_url, or give this "
            f"service --public-url https://HUB{prefix}"
        )
    public = PublicUrl.parse(url)
    if public.path != prefix.rstrip("/"):
        raise LabError(
            f"the public URL {url} has the path {public.path or '/'!r}, but the hub serves this service at {prefix!r}; "
            "let --public-url end with that"
        )
    return public


def _hub_auth() -> HubAuth:
    try:
        from jupyterhub.services.auth import HubOAuth  # type: ignore[import-untyped]
    except ImportError:
        raise LabError(
            "`statuslab hub` needs JupyterHub's library; bring it with: pip install 'statuslab[hub]'"
        ) from None
    return cast(HubAuth, HubOAuth(cache_max_age=60))


def _warn(line: str) -> None:
    print(f"statuslab: {line}", file=sys.stderr, flush=True)
