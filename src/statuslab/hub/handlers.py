"""The service's own addresses: the list of classes, the form for a new one, results, and what a notebook asks for."""

from __future__ import annotations

import json
from asyncio import to_thread
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from statuslab.errors import LabError
from statuslab.hub.classes import Classes
from statuslab.hub.home import home_page, message_page
from statuslab.hub.people import People, Person, route_path
from statuslab.live_class.events import Mode, Settings
from statuslab.live_class.report import ClassReport
from statuslab.live_class.server.class_store import question_from, settings_from
from statuslab.live_class.server.middleware import body_bytes
from statuslab.live_class.server.problems import HttpProblem
from statuslab.live_class.server.static import Pages
from statuslab.questions import Question

MODES: tuple[Mode, ...] = get_args(Mode)
LARGEST_FORM = 16 * 1024
LARGEST_CLASS = 4 * 2**20  # the questions of a class that a notebook opens
LONGEST_KEY = 100  # characters of an Idempotency-Key
Draw = Callable[[Sequence[str], Path | None, int | None], Sequence[Question]]
"""The questions on these codes and ideas, from the course's bank or the file or folder given."""


@dataclass(frozen=True)
class Service:
    """What all requests share. `banks` is the folder of shared question banks, or None."""

    people: People
    classes: Classes
    draw: Draw
    banks: Path | None
    pages: Pages
    title_of: Callable[[Sequence[str], Path | None], str]

    def bank_names(self) -> list[str]:
        """The files and folders of questions that hosts may choose from."""
        if self.banks is None or not self.banks.is_dir():
            return []
        found = (path for path in self.banks.iterdir() if path.is_dir() or path.suffix in {".yaml", ".yml"})
        return sorted(path.name for path in found if not path.name.startswith("."))


class Handlers:
    """The service's own pages."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def routes(self) -> list[Route]:
        return [
            Route("/", self.home),
            Route("/oauth_callback", self.callback),
            Route("/join", self.join),
            Route("/pages/{name}", self.static),
            Route("/classes", self.open_from_form, methods=["POST"]),
            Route("/classes/{room}/delete", self.delete, methods=["POST"]),
            Route("/classes/{room}/{name}.csv", self.results),
            Route("/api/classes", self.open_from_notebook, methods=["POST"]),
            Route("/api/classes/{room}", self.again),
        ]

    async def home(self, request: Request) -> Response:
        """Where to type a code, and for hosts their classes and a form for a new one."""
        person = await self._service.people.person(request)
        return self._service.people.login(request) if person is None else self._home(person)

    def _home(self, person: Person, form: Mapping[str, str] | None = None, problem: str = "") -> Response:
        mine = self._service.classes.of(person.name) if person.may_host else []
        tokens = {facts.room: self._service.classes.host_token(facts.room) for facts in mine}
        page = home_page(person, mine, tokens, self._service.bank_names(), form or {}, problem)
        return _html(page, 422 if problem else 200)

    async def callback(self, request: Request) -> Response:
        return await self._service.people.callback(request)

    async def join(self, request: Request) -> Response:
        """The form with a room code."""
        code = "".join(request.query_params.get("code", "").split()).upper()
        known = code.isascii() and code.isalnum()
        return RedirectResponse(f"r/{code}" if known else "./", 303)

    async def static(self, request: Request) -> Response:
        return self._service.pages.response(request.path_params["name"], request.headers)

    async def open_from_form(self, request: Request) -> Response:
        person = await self._host(request)
        form = await _form(request)
        about, bank = form.get("about", "").replace(",", " ").split(), form.get("bank", "")
        try:
            room = self._open(person, about, bank, form.get("n", ""), form.get("mode", "poll"), form.get("title", ""))
        except LabError as error:
            return self._home(person, form, str(error))
        return RedirectResponse(f"r/{room}/host#{self._service.classes.host_token(room)}", 303)

    def _open(self, person: Person, about: Sequence[str], bank: str, n: str, mode: str, title: str) -> str:
        if bank and bank not in self._service.bank_names():
            raise LabError(f"there is no bank {bank!r} here; choose one of the list")
        if n and not (n.isascii() and n.isdigit() and 1 <= int(n[:6]) <= 200):
            raise LabError(f"number of questions {n[:20]!r}, expected 1 to 200, or nothing for the usual number")
        path = self._service.banks / bank if bank and self._service.banks else None
        questions = self._service.draw(about, path, int(n) if n else None)
        settings = Settings(title[:80].strip() or self._service.title_of(about, path), _mode(mode))
        return self._service.classes.create(person.name, settings, questions)

    async def open_from_notebook(self, request: Request) -> Response:
        """A class with the questions of a notebook: classroom.open() on a hub.

        A notebook that missed the response sends the request again with the same Idempotency-Key.
        """
        person, key = await self._host(request), request.headers.get("idempotency-key", "")
        if len(key) > LONGEST_KEY:
            expected = f"expected {LONGEST_KEY} at most"
            raise HttpProblem("bad-field", f"an Idempotency-Key of {len(key)} characters, {expected}")
        try:
            asked = json.loads(await body_bytes(request, LARGEST_CLASS))
            questions = [question_from(rows) for rows in asked["questions"]]
            settings = settings_from(asked["settings"])
            _mode(settings.mode)
            room = self._service.classes.create(person.name, settings, questions, key)
        except LabError as error:
            raise HttpProblem("bad-field", str(error)) from error
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise HttpProblem("bad-field", "this is no class that can be opened here; update statuslab") from error
        return JSONResponse({"room": room, "token": self._service.classes.host_token(room)}, 201)

    async def again(self, request: Request) -> Response:
        """The host's token of a class, for a notebook that opened it before."""
        await self._own_class(request)
        room = request.path_params["room"].upper()
        fields = {"Cache-Control": "no-store"}
        return JSONResponse({"room": room, "token": self._service.classes.host_token(room)}, headers=fields)

    async def delete(self, request: Request) -> Response:
        await self._own_class(request)
        await _form(request)
        await self._service.classes.delete(request.path_params["room"])
        return RedirectResponse("../../", 303)

    async def results(self, request: Request) -> Response:
        """A table of a class's results: gradebook_moodle.csv and others. Names in class are those of the hub."""
        await self._own_class(request)
        found = await self._service.classes.opened(room := request.path_params["room"].upper())
        await found.controller.flush()
        files = await to_thread(ClassReport(found.controller.export()).files)
        name = f"{request.path_params['name']}.csv"
        if name not in files:
            raise HttpProblem("nothing-here", f"there is no table {name[:40]!r}, expected one of {', '.join(files)}")
        fields = {"Content-Disposition": f'attachment; filename="{room}-{name}"', "Cache-Control": "no-store"}
        return Response(files[name], media_type="text/csv; charset=utf-8", headers=fields)

    async def _own_class(self, request: Request) -> Person:
        person = await self._host(request)
        if self._service.classes.owner(request.path_params["room"]) != person.name:
            raise HttpProblem("not-yours", "this class is held by somebody else")
        return person

    async def _host(self, request: Request) -> Person:
        person = await self._service.people.person(request)
        if person is None:
            raise not_logged_in()
        if not person.may_host:
            raise HttpProblem("not-yours", "you may join classes here, but not hold them; ask the hub's administrator")
        return person


def _mode(text: str) -> Mode:
    for mode in MODES:
        if text == mode:
            return mode
    raise LabError(f"mode {text[:20]!r}, expected poll, speed or exam")


def not_logged_in() -> HttpProblem:
    return HttpProblem("not-logged-in", "your login to the hub has ended; reload this page to log in again")


def _html(page: str, status: int = 200) -> Response:
    return Response(page, status, {"Cache-Control": "no-store"}, "text/html; charset=utf-8")


async def _form(request: Request) -> dict[str, str]:
    fields = parse_qs((await body_bytes(request, LARGEST_FORM)).decode(errors="replace"), max_num_fields=20)
    return {name: values[0] for name, values in fields.items()}


def told(request: Request, problem: HttpProblem) -> Response:
    """A page for a person, problem details for a program."""
    response = problem.response()
    if "text/html" not in request.headers.get("accept", ""):
        return response
    up = "../" * (route_path(request).count("/") - 1)
    return _html(message_page(problem.detail, up), response.status_code)
