"""The pages of the course that others link to, by name."""

from __future__ import annotations

from typing import Final

LOOK_ALIKES: Final = "6_look_alikes"


def address(page: str) -> str:
    """The address of a page, relative to another page."""
    return f"{page}.ipynb"
