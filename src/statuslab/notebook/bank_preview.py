"""`statuslab bank preview`: a page on this machine that shows questions while their author writes them.

It shows each question as a class sees it, and how it looks on paper. It follows the file: a browser asks for the state,
and gets it when a file beside has changed.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from statuslab.errors import LabError
from statuslab.live_class.presented_question import IMAGES, PresentedQuestion
from statuslab.notebook.codes import names
from statuslab.questions.images import content
from statuslab.questions.loader import Reading, read_bank
from statuslab.static import asset
from statuslab.terminal import say
from statuslab.widgets.html import document, plain
from statuslab.widgets.sheet import sheet_html

HOST, PORT, TRIES = "127.0.0.1", 8421, 20
ASSETS = {"preview.js": "text/javascript", "palette.css": "text/css", "question.css": "text/css"}
ASSETS["preview.css"] = "text/css"
FIELDS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>Preview · HTTP Status Lab</title>
{links}
<script src="assets/preview.js" type="module"></script>
</head>
<body class="sl preview">
<header class="soft"><span id="state" role="status">Reading …</span> <a href="paper">On paper</a></header>
<main id="main"><noscript>This page needs JavaScript.</noscript></main>
</body>
</html>
"""


def preview(path: Path, port: int | None = None) -> None:
    """Serve the preview of a file or folder of questions until interrupted. Raises LabError."""
    shown = BankPreview(path)
    shown.reading()  # so that a path without questions is refused now
    listener = _listener(port)
    say(f"{path} is shown at http://{HOST}:{listener.getsockname()[1]}/ and follows each change; Ctrl-C ends it")
    config = uvicorn.Config(application(shown), lifespan="off", ws="none", log_config=None, access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


def _listener(port: int | None) -> socket.socket:
    """A socket that only this machine reaches: at the port asked for, or at the first free one."""
    for each in (port,) if port is not None else range(PORT, PORT + TRIES):
        try:
            return socket.create_server((HOST, each or 0))
        except OSError as error:
            problem = os.strerror(error.errno) if error.errno else str(error)
    place = f"port {port}" if port is not None else f"ports {PORT} to {PORT + TRIES - 1}"
    raise LabError(f"cannot listen at {place}: {problem}; choose another one with --port")


@dataclass
class BankPreview:
    """What a preview shows of a file or folder. Files are read again only when one of them has changed."""

    path: Path
    _mark: tuple[Any, ...] = ()
    _reading: Reading | None = field(default=None, repr=False)

    def mark(self) -> tuple[Any, ...]:
        """A value that changes when a file in the folder is written, comes or goes."""
        folder = self.path if self.path.is_dir() else self.path.parent
        return tuple(sorted(_stamps(folder)))

    def reading(self) -> Reading:
        """The questions as they are now. Raises LabError if there is no file."""
        mark = self.mark()
        if self._reading is None or mark != self._mark:
            self._reading, self._mark = read_bank(self.path, names()), mark
        return self._reading

    def state(self) -> dict[str, Any]:
        """What the page draws: {title, mistakes, warnings, questions}. A file that is gone is a mistake."""
        try:
            reading = self.reading()
        except LabError as error:
            return {"title": self.path.resolve().name, "mistakes": [str(error)], "warnings": [], "questions": []}
        texts = {"mistakes": reading.mistakes, "warnings": reading.warnings}
        return {"title": self.path.resolve().name, **texts, "questions": list(_shown(reading))}

    def image(self, name: str) -> str | None:
        """The data URI of an image of a question."""
        questions = self._reading.questions if self._reading else ()
        return dict(pair for question in questions for pair in question.images).get(name)

    def paper(self) -> str:
        """The questions as classroom.sheet() prints them. Raises LabError."""
        title, questions = self.path.resolve().name, self.reading().questions
        return document(title, sheet_html(title, questions, names(), 0))


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    try:
        for file in folder.iterdir():
            about = file.stat()
            yield file.name, about.st_mtime_ns, about.st_size
    except OSError:
        return


def _shown(reading: Reading) -> Iterator[dict[str, Any]]:
    for question in reading.questions:
        presented = PresentedQuestion.at(question, 0, names())
        drawn = {"question": presented.shown, "reveal": presented.reveal, "hint": plain(question.hint)}
        yield {"id": question.id, "place": reading.places.get(question.id, ""), **drawn}


# --- Over HTTP ----------------------------------------------------------------------------------------------


def application(shown: BankPreview) -> Starlette:
    """The preview as an ASGI application, for browsers on this machine only."""
    routes = [
        Route("/", _page),
        Route("/state", partial(_state, shown)),
        Route("/paper", partial(_paper, shown)),
        Route("/assets/{name}", _asset),
        Route(f"/{IMAGES}/{{name}}", partial(_image, shown)),
    ]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"], www_redirect=False)
    return Starlette(routes=routes, middleware=[hosts])


async def _page(_: Request) -> Response:
    styles = (name for name in ASSETS if name.endswith(".css"))
    links = "\n".join(f'<link rel="stylesheet" href="assets/{escape(name)}">' for name in styles)
    return HTMLResponse(_PAGE.format(links=links), headers=FIELDS)


async def _state(shown: BankPreview, request: Request) -> Response:
    tag = f'"{abs(hash(shown.mark())):x}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=FIELDS)
    return JSONResponse(shown.state(), headers=FIELDS | {"ETag": tag})


async def _paper(shown: BankPreview, _: Request) -> Response:
    try:
        return HTMLResponse(shown.paper(), headers=FIELDS)
    except LabError as error:
        return Response(str(error), 404, FIELDS, "text/plain")


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS:
        return Response("nothing is here", 404, FIELDS, "text/plain")
    return Response(asset(name), headers=FIELDS, media_type=ASSETS[name])


async def _image(shown: BankPreview, request: Request) -> Response:
    data = shown.image(request.path_params["name"])
    if data is None:
        return Response("nothing is here", 404, FIELDS, "text/plain")
    return Response(content(data), headers=FIELDS, media_type=data.partition(";")[0].removeprefix("data:"))
