"""Who a request comes from, by the login of the JupyterHub that the service belongs to (OAuth 2).

A browser gets a cookie after the hub's login. A notebook server sends its own hub token: `Authorization: token ...`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from statuslab.live_class.server.problems import HttpProblem

COOKIE, STATE_COOKIE = "statuslab-hub", "statuslab-hub-login"
STATE_SECONDS = 600
HOST_SCOPE = "custom:statuslab:host"


class HubAuth(Protocol):
    """What is used of jupyterhub.services.auth.HubOAuth."""

    login_url: str
    access_scopes: AbstractSet[str]

    def check_scopes(self, required_scopes: AbstractSet[str], user: Any) -> AbstractSet[str]: ...
    def user_for_token(self, token: str, *, sync: bool) -> Any: ...
    def token_for_code(self, code: str, *, sync: bool) -> Any: ...
    def generate_state(self, next_url: str | None = None) -> str: ...
    def get_next_url(self, state_id: str = "", /) -> str: ...
    def clear_oauth_state(self, state_id: str) -> None: ...


@dataclass(frozen=True)
class Person:
    """A user of the hub, and whether they may hold classes."""

    name: str
    may_host: bool


class People:
    """The login. `path` is the service's own, such as /services/statuslab. `hosts` is a group whose members may hold
    classes, beside administrators and everybody with the scope custom:statuslab:host. `warn` takes one line.
    """

    def __init__(self, auth: HubAuth, path: str, hosts: str, secure: bool, warn: Callable[[str], None]) -> None:
        self._auth, self._path, self._hosts, self._secure, self._warn = auth, path, hosts, secure, warn
        self._warned = False

    async def person(self, request: Request) -> Person | None:
        """Whoever sends this request, or None.

        Raises HttpProblem while the hub does not answer, and for a token that was given for something else alone.
        """
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip() if kind.lower() == "token" else request.cookies.get(COOKIE, "")
        user = await self._asked(self._auth.user_for_token(token, sync=False)) if token else None
        if not user or user.get("kind") != "user":
            return None
        if not self._auth.check_scopes(self._auth.access_scopes, user):
            raise HttpProblem(
                "not-yours",
                f"{user['name']}'s token may not use this service; the hub's administrator adds "
                f"{' or '.join(sorted(self._auth.access_scopes))} to the role user and, for a notebook, to "
                "c.Spawner.server_token_scopes",
            )
        if "groups" not in user and not self._warned:
            self._warned = True
            self._warn(
                f'the hub does not say who is in the group {self._hosts!r}; add "read:users:groups!user" to '
                "oauth_client_allowed_scopes of this service, or only administrators can hold classes"
            )
        may_host = self._hosts in user.get("groups", ()) or HOST_SCOPE in user.get("scopes", ())
        return Person(str(user["name"]), bool(may_host or user.get("admin")))

    def login(self, request: Request) -> Response:
        """To the hub's login page, and back to this request's page afterwards."""
        query = f"?{request.url.query}" if request.url.query else ""
        state = self._auth.generate_state(next_url=f"{self._path}{route_path(request)}{query}")
        found = RedirectResponse(f"{self._auth.login_url}&state={state}", 302, {"Cache-Control": "no-store"})
        self._set(found, STATE_COOKIE, state, STATE_SECONDS)
        return found

    async def callback(self, request: Request) -> Response:
        """The hub sends the browser here after its login."""
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        if not secrets.compare_digest(state.encode(), request.cookies.get(STATE_COOKIE, "").encode()) or not code:
            # An old page, or a login that was begun in another browser: begin anew.
            return RedirectResponse(f"{self._path}/", 302)
        token = await self._asked(self._auth.token_for_code(code, sync=False))
        found = RedirectResponse(self._own(self._auth.get_next_url(state)), 302, {"Cache-Control": "no-store"})
        self._auth.clear_oauth_state(state)
        self._set(found, COOKIE, token, None)
        found.delete_cookie(STATE_COOKIE, path=f"{self._path}/")
        return found

    def _own(self, url: str) -> str:
        return url if url.startswith(f"{self._path}/") else f"{self._path}/"

    def _set(self, response: Response, name: str, value: str, seconds: int | None) -> None:
        path = f"{self._path}/"
        response.set_cookie(name, value, seconds, path=path, secure=self._secure, httponly=True, samesite="lax")

    async def _asked(self, answer: Any) -> Any:
        try:
            return await answer
        except Exception as error:  # tornado's and aiohttp's, of many kinds
            detail = "the hub does not say who you are at the moment; try again, and tell its administrator if it lasts"
            raise HttpProblem("hub-away", detail, {"Retry-After": "5"}) from error


def route_path(request: Request) -> str:
    """The path below the service, such as /r/K7M2PX."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", "")) or "/"
