"""The order of preconditions, the comparison of tags, the forms of a date."""

import pytest
from starlette.datastructures import Headers

from sampling import together
from statuslab.messages.dates import http_date, parse_http_date
from statuslab.server.teahouse.conditions import evaluate
from statuslab.server.teahouse.version import Version

CHANGED = 784111777.9  # Sun, 06 Nov 1994 08:49:37 GMT, and a bit
V2 = Version(2, CHANGED)
BEFORE, EXACT, AFTER = (http_date(CHANGED + shift) for shift in (-1, 0, 1))

ROWS = [
    # method, fields, what is expected where V2 is current
    ("GET", [], None),
    ("GET", [("if-match", '"v2"')], None),
    ("GET", [("if-match", '"v1"')], 412),
    ("PUT", [("if-match", '"v1", "v2"')], None),
    ("PUT", [("if-match", '"v1"'), ("if-match", '"v2"')], None),
    ("PUT", [("if-match", ' , "v1" ,, "v2" ,')], None),
    ("PUT", [("if-match", 'W/"v2"')], 412),
    ("PUT", [("if-match", 'w/"v2"')], 412),
    ("PUT", [("if-match", '"V2"')], 412),
    ("PUT", [("if-match", '"v1,"v2"')], 412),
    ("PUT", [("if-match", '*, "v2"')], 412),
    ("PUT", [("if-match", "*")], None),
    ("PUT", [("if-match", "")], 412),
    ("GET", [("if-none-match", '"v2"')], 304),
    ("GET", [("if-none-match", 'W/"v2"')], 304),
    ("HEAD", [("if-none-match", '"a,b", W/"v2"')], 304),
    ("GET", [("if-none-match", '"v1"')], None),
    ("GET", [("if-none-match", "*")], 304),
    ("GET", [("if-none-match", "v2")], None),
    ("DELETE", [("if-none-match", 'W/"v2"')], 412),
    ("PUT", [("if-none-match", "*")], 412),
    ("GET", [("if-modified-since", BEFORE)], None),
    ("GET", [("if-modified-since", EXACT)], 304),
    ("GET", [("if-modified-since", AFTER)], 304),
    ("PUT", [("if-modified-since", AFTER)], None),
    ("GET", [("if-modified-since", "tomorrow")], None),
    ("GET", [("if-modified-since", EXACT), ("if-modified-since", EXACT)], None),
    ("PUT", [("if-unmodified-since", BEFORE)], 412),
    ("PUT", [("if-unmodified-since", EXACT)], None),
    ("GET", [("if-unmodified-since", BEFORE)], 412),
    ("PUT", [("if-unmodified-since", "yesterday")], None),
    # which condition is skipped for another, and which comes first
    ("PUT", [("if-match", '"v2"'), ("if-unmodified-since", BEFORE)], None),
    ("GET", [("if-none-match", '"v1"'), ("if-modified-since", AFTER)], None),
    ("GET", [("if-none-match", '"v2"'), ("if-modified-since", BEFORE)], 304),
    ("GET", [("if-match", '"v1"'), ("if-none-match", '"v2"')], 412),
    ("GET", [("if-match", '"v2"'), ("if-none-match", '"v2"')], 304),
    ("GET", [("if-unmodified-since", BEFORE), ("if-modified-since", AFTER)], 412),
]


@together(("method", "fields", "expected"), ROWS)
def test_conditions_are_evaluated_in_the_order_of_rfc_9110(method, fields, expected):
    raw = [(name.encode(), value.encode()) for name, value in fields]
    assert evaluate(method, Headers(raw=raw), V2) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"if-match": '"v2"'}, 412),
        ({"if-match": "*"}, 412),
        ({"if-none-match": "*"}, None),
        ({"if-none-match": '"v2"'}, None),
        ({"if-unmodified-since": BEFORE}, None),
    ],
)
def test_missing_representation_fails_only_if_match(fields, expected):
    assert evaluate("PUT", Headers(fields), None) == expected


def test_long_malformed_list_of_tags_is_evaluated_fast():
    value = 'W/"v1" , ' * 5000 + '"'
    assert evaluate("GET", Headers({"if-none-match": value}), V2) is None


@together(
    ("text", "seconds"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784111777),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784111777),
        ("Sun Nov  6 08:49:37 1994", 784111777),
        ("Sun, 06 Nov 1994 08:49:37 +0100", None),
        ("Sun, 6 Nov 1994 08:49:37 GMT", None),
        ("Wed, 31 Jun 2026 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 25:49:37 GMT", None),
        ("sun, 06 nov 1994 08:49:37 gmt", None),
        ("1994-11-06T08:49:37Z", None),
        ("784111777", None),
        ("", None),
    ],
)
def test_http_date_has_one_of_three_forms(text, seconds):
    assert parse_http_date(text) == seconds
