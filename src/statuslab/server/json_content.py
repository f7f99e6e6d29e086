"""The response that most handlers give: JSON as bytes. Equal lists of fields are encoded once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from starlette.responses import Response

REMEMBERED = 64  # lists of fields


class JsonContent(Response):
    """Starlette's Response, made sooner: the responses of one resource mostly have the same fields."""

    media_type = "application/json"

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        fields = tuple(headers.items()) if headers else ()
        self.raw_headers = _encoded(self.status_code, len(self.body), self.media_type, fields).copy()


@lru_cache(REMEMBERED)
def _encoded(
    status: int, length: int, media_type: str, fields: tuple[tuple[str, str], ...]
) -> list[tuple[bytes, bytes]]:
    """The fields as Starlette encodes them for so many bytes of content."""
    return Response(bytes(length), status, dict(fields), media_type).raw_headers
