"""An HTTP/2 client that sends one request after another on one connection, and follows nothing."""

from __future__ import annotations

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, DataReceived, StreamEnded, StreamReset
from h2.exceptions import ProtocolError

from statuslab.clients.raw_http1 import RawClient
from statuslab.errors import LabError
from statuslab.messages.http1 import BadMessage, Field, parse_request
from statuslab.messages.http2 import CONNECTION_SPECIFIC
from statuslab.messages.request_text import Draft

ALPN = "h2"


class Http2Client:
    """HTTP/2 over a RawClient that has negotiated `ALPN`. `requests` counts the streams it has opened."""

    def __init__(self, client: RawClient) -> None:
        self.client, self.requests = client, 0
        self._h2 = H2Connection(H2Configuration(client_side=True))
        self._h2.initiate_connection()
        self._flush()

    def send(self, draft: Draft) -> bool:
        """Send a request on a new stream and read to its end. Return False if the stream did not end."""
        number, fields = self._h2.get_next_available_stream_id(), _pseudo_and_fields(draft)
        self.requests += 1
        self._h2.send_headers(number, fields, end_stream=not draft.content)
        if draft.content:
            self._send_body(number, draft.content)
        self._flush()
        return self._read_to_end(number)

    def _send_body(self, number: int, content: bytes) -> None:
        if len(content) > self._h2.local_flow_control_window(number):
            raise LabError(f"met {len(content)} bytes of content, expected no more than the server's first credit")
        size = self._h2.max_outbound_frame_size
        for start in range(0, len(content), size):
            self._h2.send_data(number, content[start : start + size], end_stream=start + size >= len(content))

    def _read_to_end(self, number: int) -> bool:
        while data := self.client.some():
            try:
                events = self._h2.receive_data(data)
            except ProtocolError:
                return False
            for event in events:
                if isinstance(event, DataReceived) and event.flow_controlled_length:
                    self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id or 0)
            self._flush()
            if any(isinstance(event, ConnectionTerminated) for event in events):
                return False
            if any(isinstance(event, StreamEnded | StreamReset) and event.stream_id == number for event in events):
                return True
        return False

    def _flush(self) -> None:
        self.client.send(self._h2.data_to_send())

    def close(self) -> None:
        """Close the connection."""
        self.client.close()


def _pseudo_and_fields(draft: Draft) -> list[Field]:
    """Return a request typed for HTTP/1.1 as HTTP/2 fields (RFC 9113 section 8.3.1). Raises LabError."""
    try:
        head = parse_request(draft.head)
    except BadMessage as refused:
        raise LabError(f"met {refused.why}, expected a request that HTTP/2 has frames for ({refused.rule})") from None
    pseudo = {b":method": head.method, b":scheme": "https", b":path": head.target}
    authority = [(b":authority", value) for value in head.values(b"host")]
    dropped = CONNECTION_SPECIFIC | {b"host"}
    fields = [(name.lower(), value) for name, value in head.fields if name.lower() not in dropped]
    return [*((name, value.encode()) for name, value in pseudo.items()), *authority, *fields]
