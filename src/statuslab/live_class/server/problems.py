"""Error responses as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from statuslab.errors import LabError
from statuslab.messages.problem_details import MEDIA_TYPE, problem_details

STATUS: Mapping[str, int] = {
    "unparsable": 400,
    "no-token": 401,
    "not-logged-in": 401,
    "unknown-token": 401,
    "not-yours": 403,
    "foreign-origin": 403,
    "unknown-room": 404,
    "nothing-here": 404,
    "method": 405,
    "slow-body": 408,
    "too-large": 413,
    "not-json": 415,
    "wrong-host": 421,
    "bad-field": 422,
    "too-fast": 429,
    "broken": 500,
    "not-saved": 503,
    "hub-away": 503,
}


class HttpProblem(LabError):
    """A request that is refused before it reaches the session."""

    def __init__(self, kind: str, detail: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.fields = kind, detail, dict(fields or {})

    def response(self) -> JSONResponse:
        return problem_response(self.kind, STATUS[self.kind], self.detail, self.fields)


def problem_response(
    kind: str, status: int, detail: str, fields: Mapping[str, str] | None = None, **facts: Any
) -> JSONResponse:
    """A problem details response; `facts` are extension members."""
    title = kind.replace("-", " ").capitalize()
    problem = problem_details(status, title, detail, f"/problems/{kind}", facts)
    return JSONResponse(problem, status, dict(fields or {}), MEDIA_TYPE)


async def no_route(_: Request, error: Exception) -> Response:
    """The response to a request that no route takes: an exception handler for Starlette."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return problem_response("method", 405, "this address does not take that method", error.headers)
    return problem_response("nothing-here", 404, "nothing is here; open the address the host shows")
