"""Which page teaches which codes: the one place that knows, for links and for the tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIRST_HOUR: Final = "0_the_first_hour"
LOOK_ALIKES: Final = "6_look_alikes"

TAUGHT: Final[Mapping[str, tuple[int, ...]]] = {
    FIRST_HOUR: (201, 301, 304, 400, 401, 403, 412, 429, 500, 502, 503, 504),
    "1xx_informational": (100, 101, 102, 103, 104),
    "2xx_success": (200, 201, 202, 203, 204, 205, 206, 207, 208, 226),
    "3xx_redirection": (300, 301, 302, 303, 304, 305, 306, 307, 308),
    "4xx_a_fix_the_request": (400, 405, 406, 411, 413, 414, 415, 416, 417, 418, 422, 431),
    "4xx_b_who_are_you": (401, 402, 403, 404, 407, 410, 421, 451),
    "4xx_c_state_and_timing": (408, 409, 412, 423, 424, 425, 426, 428, 429),
    "4xx_d_nginx": (444, 494, 495, 496, 497, 499),
    "5xx_server_error": (500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511),
}
"""The codes that each page teaches, by the page's name without its ending."""

_LESSONS: Final = {code: page for page, codes in TAUGHT.items() if page != FIRST_HOUR for code in codes}


def lesson_on(code: int) -> str | None:
    """The page that teaches a code in full, or None for a code that the course does not know.

    >>> lesson_on(412)
    '4xx_c_state_and_timing'
    """
    return _LESSONS.get(code)


def address(page: str) -> str:
    """Where a page is found from another one."""
    return f"{page}.ipynb"
