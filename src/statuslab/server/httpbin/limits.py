"""How much a request may ask for. Where httpbin takes less in silence (`/bytes/999999`), so do we."""

from __future__ import annotations

CONTENT = 10 * 1024 * 1024  # bytes of a request that are read and told back
BYTES = 100 * 1024  # bytes of /bytes, /stream-bytes, /range and /base64
PIECES = 1000  # writes that one response may take
DELAY = 10.0  # seconds, of one response in all
DRIP = 1024 * 1024  # bytes of /drip
LINES = 100  # of /stream, and events of /sse
EVENTS_LAST = 60.0  # seconds, of one /sse
REDIRECTS = 100
LINKS = 200
FAILURES = 100
KEYS = 1000  # that are remembered, of each kind; the one unused for longest gives way
KEY = 100  # characters of a key
STEPS = 16  # in front of one endpoint
MESSAGE = 64 * 1024  # bytes of a WebSocket message
MESSAGES = 1000  # of one WebSocket
URL = 4096  # characters of a /redirect-to
