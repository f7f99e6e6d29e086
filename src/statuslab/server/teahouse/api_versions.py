"""Three versions of an API for the list of teas: one that is gone, one that is deprecated, and the current one.

Deprecation (RFC 9745) says since when a resource should not be used any more, Sunset (RFC 8594) until when it answers.
"""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.messages.dates import http_date
from statuslab.server.teahouse.replies import Problem, json_reply
from statuslab.server.teahouse.state import DAY, AppState


class ApiVersion(NamedTuple):
    """A version, with the days on which it was or will be deprecated and switched off, counted from the reset."""

    name: str
    deprecated: int | None = None
    sunset: int | None = None


VERSIONS = (
    ApiVersion("v1", deprecated=-210, sunset=-30),
    ApiVersion("v2", deprecated=-30, sunset=150),
    ApiVersion("v3"),
)


async def list_teas(request: Request) -> Response:
    """The names of the teas. Raises 410 for a version after its sunset."""
    state: AppState = request.app.state.teahouse
    name = request.url.path.split("/")[2]
    version = next(each for each in VERSIONS if each.name == name)
    start = state.started_at
    if version.sunset is not None and state.clock.now() >= start + version.sunset * DAY:
        link = {"Link": '</catalog/v3/teas>; rel="successor-version"'}
        raise Problem(410, f"{name} was switched off on {http_date(start + version.sunset * DAY)}. Use v3.", link)
    return json_reply([tea.name for tea in state.teas.values()], headers=announcement(version, start))


def announcement(version: ApiVersion, start: float) -> dict[str, str]:
    """The fields that announce the end of a version, none for the current one."""
    if version.deprecated is None or version.sunset is None:
        return {}
    return {
        "Deprecation": f"@{int(start + version.deprecated * DAY)}",
        "Sunset": http_date(start + version.sunset * DAY),
        "Link": '</catalog/v3/teas>; rel="successor-version"',
    }


routes = [Route(f"/catalog/{version.name}/teas", list_teas) for version in VERSIONS]
