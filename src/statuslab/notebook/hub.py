"""What a JupyterHub changes for a notebook: the hub's service holds classes, and the lab is on the hub's machine."""

from __future__ import annotations

import os

LAB = "this lab runs on the hub: this notebook and its terminal reach it, your own computer does not"
COURSE = (
    "On this hub the lab runs on the hub's machine, and your progress is kept there. Your own browser does not reach "
    "the lab, so fetch_here shows a recording."
)


def service_url() -> str:
    """The URL of the hub's class service, which its administrator sets as STATUSLAB_HUB, or ""."""
    return os.environ.get("STATUSLAB_HUB", "").rstrip("/")


def user_token() -> str:
    """The token by which this notebook server is known to the hub, or ""."""
    return os.environ.get("JUPYTERHUB_API_TOKEN", "")


def token_for(url: str) -> str:
    """The user's token, for a URL of the hub's own service; "" for any other, which must not learn it."""
    return user_token() if service_url() and f"{url}/".startswith(f"{service_url()}/") else ""


def on_a_hub() -> bool:
    """Whether this kernel runs in a notebook server that a JupyterHub has started."""
    return bool(os.environ.get("JUPYTERHUB_SERVICE_PREFIX")) and bool(user_token())
