"""The static files of a class, read once and served with an ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

from starlette.responses import Response

from statuslab.live_class.server.problems import HttpProblem
from statuslab.static import asset

_HERE = Path(__file__).parent / "pages"
_TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_TYPES[".js"] = "text/javascript; charset=utf-8"
_BUILT = (
    "join.js",
    "projector.js",
    "host.js",
    "palette.css",
    "question.css",
    "class.css",
    "projector.css",
    "panel.css",
    "host.css",
    "hub.css",
)


@dataclass(frozen=True)
class Pages:
    """All files that a browser may load."""

    folder: Path = _HERE

    @cached_property
    def _files(self) -> Mapping[str, bytes]:
        own = {path.name: path.read_bytes() for path in self.folder.iterdir() if path.suffix in _TYPES}
        return own | {name: asset(name).encode() for name in _BUILT}

    def response(self, name: str, asked: Mapping[str, str], status: int = 200) -> Response:
        """A file, or 304 where the browser has it. Raises HttpProblem for an unknown name."""
        data = self._files.get(name)
        if data is None:
            raise HttpProblem("nothing-here", "nothing is here; open the address the host shows")
        return _tagged(data, _TYPES[Path(name).suffix], asked, status)

    def page(self, name: str, up: str, asked: Mapping[str, str], status: int = 200) -> Response:
        """An HTML file for a URL from which `up` ("", "../" or "../../") leads to the top of the class.

        The page's links are relative, because only the browser knows what a proxy has put in front.
        """
        data = self._files[name].replace(b'="pages/', f'="{up}pages/'.encode())
        return _tagged(data, _TYPES[".html"], asked, status)

    def qr(self, url: str, asked: Mapping[str, str]) -> Response:
        return _tagged(qr_svg(url).encode(), _TYPES[".svg"], asked, 200)


def qr_svg(url: str) -> str:
    """The QR code of a URL as SVG, dark on white with its quiet zone."""
    import segno

    out = BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", scale=8, border=4, dark="#000", light="#fff")
    return out.getvalue().decode()


def _tagged(data: bytes, kind: str, asked: Mapping[str, str], status: int) -> Response:
    tag = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
    fields = {"ETag": tag, "Cache-Control": "no-cache", "Content-Type": kind}
    known = {each.strip().removeprefix("W/") for each in asked.get("if-none-match", "").split(",")}
    if status == 200 and known & {tag, "*"}:
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
    return Response(data, status, fields)
