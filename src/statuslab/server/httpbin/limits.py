"""How much a request may ask for. Where httpbin silently reduces a value (`/bytes/999999`), so does this one."""

from __future__ import annotations

CONTENT = 10 * 1024 * 1024  # bytes of a request that are read and reported
BYTES = 100 * 1024  # bytes of /bytes, /stream-bytes, /range and /base64
PIECES = 1000  # writes that one response may take
DELAY = 10.0  # seconds, in all of one response
DRIP = 1024 * 1024  # bytes of /drip
LINES = 100  # of /stream, and events of /sse
EVENTS_LAST = 60.0  # seconds, of one /sse
REDIRECTS = 100
LINKS = 200
FAILURES = 100
KEYS = 1000  # entries of each LruDict
KEY = 100  # characters of a key
STEPS = 16  # in front of one endpoint
MESSAGE = 64 * 1024  # bytes of a WebSocket message
MESSAGES = 1000  # of one WebSocket
ORIGIN = 1000  # characters of an address or scheme that a proxy reports
URL = 4096  # characters of a /redirect-to
JSON_SPACE = 32 * 1024  # characters of white space in the JSON of a request as it is told back,
JSON_SPACE_EACH = 3  # and so many more for each character that was sent
JSON_ESCAPED = 3  # times as long as it was sent, with all that is not ASCII escaped; only much U+007F makes it longer
JSON_VALUES = 200_000  # values in the JSON of a request
STREAMED = 96 * 1024  # bytes of /stream
