"""Resumable uploads, by draft-ietf-httpbis-resumable-upload, which is still a draft (104)."""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from statuslab.server.teahouse.parsing import content_length, path_number
from statuslab.server.teahouse.replies import UNTRUSTED, Problem, json_reply
from statuslab.server.teahouse.state import AppState, Upload

INTEROP = {"Upload-Draft-Interop-Version": "8"}  # while it is a draft, 104 goes only to clients that name this version
PART = "application/partial-upload"
LARGEST = 20_000  # bytes
STEP = 1_000  # bytes between two progress reports
LIMIT = {"Upload-Limit": f"max-size={LARGEST}"}
TYPES = "https://iana.org/assignments/http-problem-types#"


class UploadReceiver:
    """A response that reads and stores the content first, even where the client leaves in the middle of it.

    `announced`: fields of a 104 that goes out first, and says where to resume should the connection break.
    """

    def __init__(
        self, request: Request, upload: Upload, then: Callable[[], Response], announced: dict[str, str] | None = None
    ) -> None:
        self.request, self.upload, self.then, self.announced = request, upload, then, announced
        upload.receiver = self  # the latest request takes over

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI app, because interim responses go out before the final one."""
        if self.announced:
            await self.send_104(send, self.announced | INTEROP)
        try:
            async for chunk in self.request.stream():
                self.check_receiver_and_size(len(chunk))
                for offset in append(self.upload, chunk):
                    await self.send_104(send, {"Upload-Offset": str(offset)} | INTEROP)
        except ClientDisconnect:
            return  # there is nobody to answer; what arrived stays stored
        await self.then()(scope, receive, send)

    async def send_104(self, send: Send, fields: dict[str, str]) -> None:
        """Send a 104 to a client that supports this version of the draft, if the server supports interim responses."""
        speaks = all(self.request.headers.get(name) == version for name, version in INTEROP.items())
        if speaks and "statuslab.interim" in self.request.scope.get("extensions", {}):
            headers = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
            await send({"type": "statuslab.interim", "status": 104, "headers": headers})

    def check_receiver_and_size(self, more: int) -> None:
        """Raise 409 where another request took over, 400 or 413 where more comes than announced or allowed."""
        if self.upload.receiver is not self:
            raise Problem(409, "Another request goes on with this upload.")
        size = len(self.upload.content) + more
        if self.upload.length is not None and size > self.upload.length:
            raise inconsistent()
        if size > LARGEST:
            raise too_long()


def append(upload: Upload, chunk: bytes) -> list[int]:
    """Append content. Returns the offsets to report, which do not depend on how the content was split into chunks."""
    before, upload.content = len(upload.content), upload.content + chunk
    return [step * STEP for step in range(before // STEP + 1, len(upload.content) // STEP + 1)]


async def start_upload(request: Request) -> UploadReceiver:
    """Begin an upload, whole or in parts: Upload-Complete says which, and that the client can resume."""
    state: AppState = request.app.state.teahouse
    complete, length = upload_complete(request), total_length(request, 0)
    if (length or 0) > LARGEST:
        raise too_long()
    state.require_room(state.uploads)
    upload = Upload(request.headers.get("content-type", "application/octet-stream"), length)
    if complete is None:  # an ordinary upload, which cannot be resumed
        return UploadReceiver(request, upload, then=lambda: finish(state, upload))
    number = state.next_number("uploads")
    state.uploads[number] = upload
    location = {"Location": f"/uploads/{number}"} | LIMIT
    more = Response(status_code=201, headers=location | {"Upload-Complete": "?0"})
    return UploadReceiver(request, upload, then=lambda: finish(state, upload) if complete else more, announced=location)


async def read_upload_state(request: Request) -> Response:
    """How much has arrived, for a client that wants to resume."""
    upload = find_upload(request)
    upload.receiver = None  # the client asks, so its earlier request is over
    fields = upload_fields(upload) | LIMIT | {"Cache-Control": "no-store"}
    return Response(status_code=204, headers=fields)


async def resume_upload(request: Request) -> UploadReceiver:
    """Append the next part, if it begins where the last one ended."""
    state: AppState = request.app.state.teahouse
    upload = find_upload(request)
    length = total_length(request, part_offset(request, upload))
    if upload.complete or (None not in (length, upload.length) and length != upload.length):
        raise inconsistent()
    if (length or 0) > LARGEST:
        raise too_long()
    upload.length = length if upload.length is None else upload.length
    more = Response(status_code=204, headers={"Upload-Complete": "?0"})
    return UploadReceiver(request, upload, then=lambda: finish(state, upload) if upload_complete(request) else more)


def part_offset(request: Request, upload: Upload) -> int:
    """Where the part begins. Raises 415, 400 or 409 for one that cannot be appended."""
    if request.headers.get("content-type") != PART:
        raise Problem(415, f"Send the rest as {PART}.", {"Accept-Patch": PART})
    offset = integer_field(request, "upload-offset")
    if offset is None or upload_complete(request) is None:
        raise Problem(400, "Say where the part begins (Upload-Offset) and whether it is the last (Upload-Complete).")
    if offset != len(upload.content):
        offset_field = {"Upload-Offset": str(len(upload.content))}
        raise Problem(
            409, "Go on where we are: see Upload-Offset.", offset_field, type=TYPES + "mismatching-upload-offset"
        )
    return offset


async def cancel_upload(request: Request) -> Response:
    """Cancel an upload; what has arrived is discarded."""
    state: AppState = request.app.state.teahouse
    find_upload(request).receiver = None
    del state.uploads[path_number(request, "number")]
    return Response(status_code=204)


async def upload_options(_: Request) -> Response:
    """Announce that uploads can be resumed, and how large they may be."""
    return Response(status_code=204, headers={"Allow": "POST, OPTIONS", "Accept-Patch": PART} | LIMIT)


async def play_recording(request: Request) -> Response:
    """A recording, once its upload is complete."""
    state: AppState = request.app.state.teahouse
    recording = state.recordings.get(path_number(request, "number"))
    if recording is None:
        raise Problem(404, "No recording under this number.")
    return Response(recording.content, headers=UNTRUSTED, media_type=recording.media_type)


def finish(state: AppState, upload: Upload) -> Response:
    """Store a complete upload. The reply is that to an uninterrupted upload, marked as complete."""
    if upload.length not in (None, len(upload.content)):
        raise inconsistent()
    state.require_room(state.recordings)
    number = state.next_number("recordings")
    state.recordings[number], upload.complete = upload, True
    fields = {"Location": f"/recordings/{number}", "Upload-Complete": "?1"}
    return json_reply({"id": number, "bytes": len(upload.content)}, 201, fields)


def upload_fields(upload: Upload) -> dict[str, str]:
    """The state of an upload as fields: the offset, whether it is complete, and its length where that is known."""
    length = {} if upload.length is None else {"Upload-Length": str(upload.length)}
    return {"Upload-Complete": "?1" if upload.complete else "?0", "Upload-Offset": str(len(upload.content))} | length


def find_upload(request: Request) -> Upload:
    """The upload that the path names. Raises 404 where there is none."""
    state: AppState = request.app.state.teahouse
    number = path_number(request, "number")
    if number not in state.uploads:
        raise Problem(404, "No such upload. POST /uploads begins one.")
    return state.uploads[number]


def upload_complete(request: Request) -> bool | None:
    """Upload-Complete, a Boolean of RFC 9651; an invalid value counts as missing."""
    return {"?0": False, "?1": True}.get(request.headers.get("upload-complete", ""))


def integer_field(request: Request, name: str) -> int | None:
    """A field that is a non-negative Integer of RFC 9651; an invalid value counts as missing."""
    text = request.headers.get(name, "")
    return int(text) if re.fullmatch("[0-9]{1,15}", text, re.ASCII) else None


def total_length(request: Request, offset: int) -> int | None:
    """The full length, by Upload-Length or by the Content-Length of the last part. Raises 400 where they disagree."""
    announced, rest = integer_field(request, "upload-length"), content_length(request)
    counted = offset + rest if upload_complete(request) is not False and rest is not None else None
    if None not in (announced, counted) and announced != counted:
        raise inconsistent()
    return counted if announced is None else announced


def inconsistent() -> Problem:
    """The 400 for parts that do not add up to the announced length."""
    return Problem(400, "This does not fit the length that was said.", type=TYPES + "inconsistent-upload-length")


def too_long() -> Problem:
    """The 413 for an upload that is too long."""
    return Problem(413, f"More than we can carry: {LARGEST} bytes is the most.", LIMIT)


routes = [
    Route("/uploads", start_upload, methods=["POST"]),
    Route("/uploads", upload_options, methods=["OPTIONS"]),
    Route("/uploads/{number}", read_upload_state),
    Route("/uploads/{number}", resume_upload, methods=["PATCH"]),
    Route("/uploads/{number}", cancel_upload, methods=["DELETE"]),
    Route("/recordings/{number}", play_recording),
]
