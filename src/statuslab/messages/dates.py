"""HTTP dates: epoch seconds to text and back (RFC 9110 section 5.6.7)."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import datetime
from email.utils import formatdate, parsedate
from functools import lru_cache

_TIME = r"\d\d:\d\d:\d\d"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_HTTP_DATE = re.compile(
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d {_MONTH} \d{{4}} {_TIME} GMT"  # IMF-fixdate, the form to send
    rf"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d\d-{_MONTH}-\d\d {_TIME} GMT"  # RFC 850, obsolete
    rf"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) {_MONTH} [\d ]\d {_TIME} \d{{4}}",
    re.ASCII,
)


def http_date(seconds: float) -> str:
    """Epoch seconds as IMF-fixdate, the form to send.

    >>> http_date(784111777)
    'Sun, 06 Nov 1994 08:49:37 GMT'
    """
    return _http_date(int(seconds))


@lru_cache(maxsize=256)
def _http_date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)


def parse_http_date(text: str) -> int | None:
    """Epoch seconds of a date in any of the three forms; None for anything else, as an invalid date is ignored."""
    parsed = parsedate(text) if _HTTP_DATE.fullmatch(text) else None
    if parsed is None:
        return None
    try:
        return timegm(datetime(*parsed[:6]).timetuple())
    except ValueError:  # the 31st of June
        return None
