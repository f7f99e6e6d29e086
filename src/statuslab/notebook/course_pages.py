"""How `statuslab lab` opens and saves pages: with the pictures of cards as their learner has left them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager


class CoursePages(AsyncLargeFileManager):
    """Jupyter's manager of files, which draws the pictures of saved cards anew. A failure of that changes nothing."""

    async def get(self, path: str, content: bool = True, *arguments: Any, **more: Any) -> dict[str, Any]:
        """Return a file or folder; a page with the live views of its cards and new pictures."""
        model: dict[str, Any] = await super().get(path, content, *arguments, **more)  # type: ignore[no-untyped-call]
        if model["type"] == "notebook" and model["content"]:
            await asyncio.to_thread(self._tried, "bring_back", model["content"])
        return model

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Save a file; a page with new pictures, and without live views, which mean nothing to other programs."""
        if model.get("type") == "notebook" and model.get("content"):
            await asyncio.to_thread(self._tried, "put_away", model["content"])
        saved: dict[str, Any] = await super().save(model, path)  # type: ignore[no-untyped-call]
        return saved

    async def trust_notebook(self, path: str) -> None:
        """Trust a page: it is signed as it lies on the disk, which is not as it is shown."""
        model = await self.get(path)
        self.notary.mark_cells(model["content"], True)  # type: ignore[no-untyped-call]
        await self.save(model, path)

    def _tried(self, step: str, page: Mapping[str, Any]) -> None:
        """Take a step of `saved_pictures`, which is imported here: no failure of ours keeps Jupyter from its files."""
        try:
            from statuslab.notebook import saved_pictures

            getattr(saved_pictures, step)(page)
        except Exception:
            self.log.exception("the pictures of saved cards stay as they are")
