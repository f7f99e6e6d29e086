"""What a shared cache may do, rule by rule: RFC 9111 unless another one is named. Time is a number."""

from email.utils import formatdate

import pytest

from sampling import together
from statuslab.messages.caching import (
    GRACE,
    LONGEST,
    NEGATIVE_SECONDS,
    Handling,
    Use,
    directives,
    invalidated,
    may_answer_for_failed_origin,
    reason_not_to_store,
    select,
    stored,
    use_of,
)

NOON = 1_795_338_000.0
DAY = 86_400.0


def fields(text):
    """Fields written as `name: value`, split by a bar; `$day` is a day before noon."""
    text = text.replace("$noon", formatdate(NOON, usegmt=True)).replace("$day", formatdate(NOON - DAY, usegmt=True))
    text = text.replace("$minute", formatdate(NOON + 60, usegmt=True))
    pairs = (line.split(":", 1) for line in text.split("|") if line.strip())
    return [(name.strip().lower().encode(), value.strip().encode()) for name, value in pairs]


def kept(response="", request="", status=200, at=NOON, took=0.0):
    return stored(fields(request), status, fields(response), b"tea", at - took, at)


# --- Cache-Control (section 5.2)


@together(
    ("text", "read"),
    [
        (b"max-age=60, no-transform", {"max-age": "60", "no-transform": ""}),
        (b"MAX-AGE=60", {"max-age": "60"}),
        (b"max-age=60, max-age=5", {"max-age": "60"}),
        (b'max-age="60"', {"max-age": "60"}),
        (b'private="a, no-store", x', {"private": "a, no-store", "x": ""}),
        (b'x="a, no-store', {}),
        (b" ,, no-cache ,", {"no-cache": ""}),
        (b"max-age = 60", {}),
        (b"", {}),
    ],
)
def test_directives_are_read_as_a_list_of_tokens_with_arguments(text, read):
    assert directives(text) == read


# --- Storing (section 3)


@together(
    ("section", "response", "is_stored"),
    [
        ("3: max-age allows it", "Cache-Control: max-age=60", True),
        ("3: s-maxage allows it", "Cache-Control: s-maxage=60", True),
        ("3: Expires allows it", "Expires: $minute", True),
        ("3: a 200 is cacheable by itself", "Last-Modified: $day", True),
        ("of no use: neither fresh nor a validator", "Cache-Control: public", False),
        ("of use: a validator", "ETag: 1", True),
        ("5.2.2.5 no-store", "Cache-Control: no-store, max-age=60", False),
        ("5.2.2.7 private", "Cache-Control: private, max-age=60", False),
        ("5.2.2.7 private for some fields, taken as private", 'Cache-Control: private="set-cookie", max-age=60', False),
        ("5.2.2.4 no-cache may be stored", "Cache-Control: no-cache | ETag: 1", True),
        ("5.2.2.3 must-understand outweighs no-store", "Cache-Control: must-understand, no-store, max-age=60", True),
        ("4.1 Vary: *", "Cache-Control: max-age=60 | Vary: *", False),
        ("7.3 a cookie is no reason not to", "Cache-Control: max-age=60 | Set-Cookie: a=b", True),
        ("two lines of Cache-Control are one list", "Cache-Control: max-age=60 | Cache-Control: no-store", False),
    ],
)
def test_response_is_stored_only_where_its_fields_allow(section, response, is_stored):
    assert (kept(response) is not None) == is_stored, section


@together(
    ("status", "response", "is_stored"),
    [
        (200, "Last-Modified: $day", True),
        (404, "", True),  # RFC 9110 section 15.1
        (410, "", True),
        (301, "Last-Modified: $day", True),
        (302, "Last-Modified: $day", False),
        (302, "Cache-Control: max-age=60", True),  # any final status may be, if the response says so
        (403, "Last-Modified: $day", False),
        (500, "Expires: $minute", True),
        (500, "", False),
        (206, "Cache-Control: max-age=60", False),  # section 3.3: only for a cache that combines parts
        (304, "Cache-Control: max-age=60", False),
    ],
)
def test_status_is_stored_by_itself_or_because_the_response_says_so(status, response, is_stored):
    assert (kept(response, status=status) is not None) == is_stored


@pytest.mark.parametrize(
    ("response", "is_stored"),
    [
        ("max-age=60", False),
        ("max-age=60, public", True),
        ("s-maxage=60", True),
        ("max-age=60, must-revalidate", True),
        ("max-age=60, proxy-revalidate", False),
    ],
)
def test_response_to_authorization_is_stored_only_where_others_may_see_it(response, is_stored):  # section 3.5
    assert (kept(f"Cache-Control: {response}", "Authorization: Basic x") is not None) == is_stored


@pytest.mark.parametrize(
    ("method", "request_fields", "why"),
    [
        ("HEAD", "", "HEAD"),
        ("POST", "", "POST"),
        ("GET", "Cache-Control: no-store", "the request says no-store"),  # section 5.2.1.5
    ],
)
def test_request_can_forbid_to_store(method, request_fields, why):
    assert why in reason_not_to_store(method, fields(request_fields), 200, fields("Cache-Control: max-age=60"))


def test_fields_of_one_connection_are_not_stored():  # section 3.1
    response = kept("Cache-Control: max-age=60 | Connection: x-hop | X-Hop: 1 | Proxy-Authenticate: Basic | ETag: 1")
    assert [name for name, _ in response.fields] == [b"cache-control", b"etag"]


# --- Freshness (section 4.2)


@together(
    ("response", "seconds"),
    [
        ("Cache-Control: max-age=60, s-maxage=10", 10),  # 4.2.1: s-maxage first, in a shared cache
        ("Cache-Control: max-age=60 | Expires: $day", 60),  # then max-age
        ("Date: $noon | Expires: $minute", 60),  # then Expires
        ("Expires: 0 | Last-Modified: $day", 0),  # 5.3: an invalid date is in the past
        ("Date: $noon | Expires: $day | ETag: 1", 0),
        ("Cache-Control: max-age=soon | ETag: 1", 0),  # 4.2.1: invalid, so stale
        ("Cache-Control: max-age=-5 | ETag: 1", 0),
        ("Cache-Control: max-age=99999999999999999999", 2**31),  # 1.2.2
        ("Date: $noon | Last-Modified: $day", DAY / 10),  # 4.2.2: a tenth of its age
        ("Date: $noon | Last-Modified: Sat, 01 Jan 2000 00:00:00 GMT", LONGEST),
        ("Date: $noon | Last-Modified: $minute", 0),
    ],
)
def test_lifetime_is_the_first_that_is_given(response, seconds):
    assert kept(response).lifetime == seconds


@pytest.mark.parametrize("status", [404, 405, 410, 414, 501])
def test_negative_answer_without_a_date_is_fresh_for_two_minutes(status):
    assert kept(status=status).lifetime == NEGATIVE_SECONDS


def test_heuristic_counts_for_any_status_that_is_public():
    assert kept("Cache-Control: public | Date: $noon | Last-Modified: $day", status=302).lifetime == DAY / 10


@together(
    ("response", "took", "age"),
    [
        ("Date: $noon", 0, 10),
        ("", 0, 10),  # without a Date, since it came
        ("Date: $noon | Age: 30", 0, 40),
        ("Date: $noon | Age: 30", 2, 42),  # the response was two seconds on its way
        ("Date: $day", 0, DAY + 10),
        ("Date: $day | Age: 30", 0, DAY + 10),  # the larger one
        ("Date: $minute", 0, 10),  # a clock that is ahead
        ("Age: -5", 0, 10),
    ],
)
def test_age_counts_the_way_here_and_the_time_since(response, took, age):  # section 4.2.3
    assert kept(f"Cache-Control: max-age=60 | {response}", took=took).age(NOON + 10) == age


# --- Selecting (section 4.1)


@together(
    ("stored_for", "asked_with", "fits"),
    [
        ("Accept-Language: de", "Accept-Language: de", True),
        ("Accept-Language: de", "Accept-Language: en", False),
        ("Accept-Language: de", "", False),
        ("", "Accept-Language: de", False),
        ("", "", True),
        ("Accept-Language:", "", False),
        ("Accept-Language: de | Accept-Language: en", "Accept-Language: de, en", True),
        ("Accept-Language: de", "Accept-Language: de | Accept: text/html", True),
    ],
)
def test_response_fits_requests_with_the_same_fields_that_vary_names(stored_for, asked_with, fits):
    response = kept("Cache-Control: max-age=60 | Vary: Accept-Language", stored_for)
    assert (select([response], fields(asked_with)) is response) == fits


def test_of_several_that_fit_the_latest_is_selected():
    old, new = (kept(f"Cache-Control: max-age=60 | Date: {date}") for date in ("$day", "$noon"))
    assert select([new, old], []) is new


# --- Using (section 4)


@together(
    ("section", "response", "request_fields", "age", "use"),
    [
        ("4.2 fresh", "max-age=60", "", 59, Use.ANSWER),
        ("4.2 stale at the end of its lifetime", "max-age=60", "", 60, Use.ASK_FIRST),
        ("5.2.2.4 no-cache", "max-age=60, no-cache", "", 0, Use.ASK_FIRST),
        ("5.2.2.2 must-revalidate is about stale ones", "max-age=60, must-revalidate", "", 59, Use.ANSWER),
        ("5.2.1.4 no-cache of the request", "max-age=60", "no-cache", 0, Use.ASK_FIRST),
        ("5.2.1.1 max-age of the request", "max-age=60", "max-age=10", 10, Use.ANSWER),
        ("5.2.1.1 older than that", "max-age=60", "max-age=10", 11, Use.ASK_FIRST),
        ("5.2.1.1 as a reload does", "max-age=60", "max-age=0", 1, Use.ASK_FIRST),
        ("5.2.1.3 min-fresh", "max-age=60", "min-fresh=30", 30, Use.ANSWER),
        ("5.2.1.3 too little left", "max-age=60", "min-fresh=30", 31, Use.ASK_FIRST),
        ("5.2.1.2 max-stale", "max-age=60", "max-stale=30", 90, Use.ANSWER),
        ("5.2.1.2 too stale", "max-age=60", "max-stale=30", 91, Use.ASK_FIRST),
        ("5.2.1.2 any", "max-age=60", "max-stale", 9999, Use.ANSWER),
        ("5.2.2.2 not against must-revalidate", "max-age=60, must-revalidate", "max-stale", 61, Use.ASK_FIRST),
        ("5.2.2.8 not against proxy-revalidate", "max-age=60, proxy-revalidate", "max-stale", 61, Use.ASK_FIRST),
        ("5.2.2.10 not against s-maxage", "s-maxage=60", "max-stale", 61, Use.ASK_FIRST),
        ("5861, 3", "max-age=60, stale-while-revalidate=30", "", 89, Use.ANSWER_AND_ASK),
        ("5861, 3: the window is over", "max-age=60, stale-while-revalidate=30", "", 90, Use.ASK_FIRST),
        ("5861, 3: still fresh", "max-age=60, stale-while-revalidate=30", "", 59, Use.ANSWER),
        ("must-revalidate wins", "max-age=60, stale-while-revalidate=30, must-revalidate", "", 61, Use.ASK_FIRST),
        ("stale-if-error alone changes nothing", "max-age=60, stale-if-error=30", "", 61, Use.ASK_FIRST),
    ],
)
def test_stored_response_is_used_as_both_sides_allow(section, response, request_fields, age, use):
    asked = fields(f"Cache-Control: {request_fields}" if request_fields else "")
    assert use_of(kept(f"Cache-Control: {response}"), asked, NOON + age) is use, section


@pytest.mark.parametrize(
    ("request_fields", "use"),
    [
        ("Pragma: no-cache", Use.ASK_FIRST),
        ("Pragma: no-cache | Cache-Control: max-age=60", Use.ANSWER),
    ],
)
def test_pragma_counts_only_without_cache_control(request_fields, use):  # section 5.4
    assert use_of(kept("Cache-Control: max-age=60"), fields(request_fields), NOON) is use


@together(
    ("section", "response", "request_fields", "stale", "reached", "may"),
    [
        ("4.2.4 an error is an answer", "max-age=60", "", 1, True, False),
        ("4.2.4 disconnected", "max-age=60", "", 1, False, True),
        ("not for ever", "max-age=60", "", GRACE, False, False),
        ("5861, 4", "max-age=60, stale-if-error=300", "", 299, True, True),
        ("5861, 4", "max-age=60, stale-if-error=300", "", 299, False, True),
        ("5861, 4: too stale", "max-age=60, stale-if-error=300", "", 300, True, False),
        ("5861, 4: the client allows it", "max-age=60", "stale-if-error=300", 299, True, True),
        ("5.2.2.2 must-revalidate", "max-age=60, must-revalidate, stale-if-error=300", "", 1, True, False),
        ("5.2.2.2 must-revalidate", "max-age=60, must-revalidate", "", 1, False, False),
        ("5.2.2.8 proxy-revalidate", "max-age=60, proxy-revalidate", "", 1, False, False),
        ("5.2.2.10 s-maxage", "s-maxage=60", "", 1, False, False),
        ("5.2.1.4 no-cache of the request", "max-age=60, stale-if-error=300", "no-cache", 1, True, False),
    ],
)
def test_stale_response_stands_in_for_a_failed_origin(section, response, request_fields, stale, reached, may):
    held = kept(f"Cache-Control: {response}")
    asked = fields(f"Cache-Control: {request_fields}" if request_fields else "")
    assert may_answer_for_failed_origin(held, asked, NOON + 60 + stale, reached) == may, section


# --- Validating (section 4.3)


def test_both_validators_are_sent():
    assert kept("ETag: 1 | Last-Modified: $day").conditions() == [
        (b"If-None-Match", b"1"),
        (b"If-Modified-Since", formatdate(NOON - DAY, usegmt=True).encode()),
    ]


def test_304_replaces_fields_and_makes_the_response_young_again():  # sections 3.2 and 4.3.4
    old = kept("Cache-Control: max-age=60 | ETag: 1 | X-Tea: Assam | Content-Type: text/plain | Age: 50")
    new = old.freshened(
        fields("Cache-Control: max-age=5 | ETag: 1 | Content-Type: a/b | Vary: X"), NOON + 60, NOON + 60
    )
    assert new.fields == tuple(
        fields("Cache-Control: max-age=5 | ETag: 1 | X-Tea: Assam | Content-Type: text/plain | Vary: X")
    )
    assert (new.content, new.lifetime, new.age(NOON + 60)) == (b"tea", 5, 0)


@pytest.mark.parametrize(
    ("not_modified", "own", "about_it"),
    [
        ("ETag: 1", "ETag: 1", True),
        ("", "ETag: 1", True),
        ("ETag: W/1", "ETag: 1", True),
        ("ETag: 2", "ETag: 1", False),
    ],
)
def test_304_with_another_tag_is_about_another_response(not_modified, own, about_it):
    assert kept(own).is_meant_by(fields(not_modified)) == about_it


@together(
    ("request_fields", "not_modified"),
    [
        ("", False),
        ('If-None-Match: "1"', True),
        ('If-None-Match: W/"1"', True),  # weak comparison: RFC 9110 section 13.1.2
        ('If-None-Match: "0", "1"', True),
        ('If-None-Match: "2"', False),
        ("If-None-Match: *", True),
        ('If-None-Match: "2" | If-Modified-Since: $noon', False),  # the tag decides
        ("If-Modified-Since: $day", True),
        ("If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT", False),
    ],
)
def test_client_with_the_same_version_gets_304(request_fields, not_modified):  # section 4.3.2
    assert kept('ETag: "1" | Last-Modified: $day').not_modified_for(fields(request_fields)) == not_modified


# --- Invalidating (section 4.4)


@together(
    ("method", "status", "response", "targets"),
    [
        ("PUT", 204, "", ["/teas/7"]),
        ("POST", 201, "Location: /teas/8", ["/teas/7", "/teas/8"]),
        ("POST", 303, "Location: 8?a=b | Content-Location: ../menu", ["/teas/7", "/teas/8?a=b", "/menu"]),
        ("POST", 201, "Location: http://elsewhere.test/teas/8", ["/teas/7"]),
        ("DELETE", 404, "", []),
        ("PUT", 412, "", []),
        ("PROPFIND", 207, "", []),
        ("BREW", 200, "", ["/teas/7"]),  # one of unknown safety is unsafe
    ],
)
def test_unsafe_request_invalidates_what_it_may_have_changed(method, status, response, targets):
    assert invalidated(method, "/teas/7", status, fields(response)) == targets


# --- Cache-Status (RFC 9211 section 2)


@pytest.mark.parametrize(
    ("handling", "text"),
    [
        (Handling(hit=True, ttl=30.5), b"cache; hit; ttl=31"),
        (Handling(hit=True, ttl=-1.5), b"cache; hit; ttl=-1"),
        (Handling(forward="uri-miss", stored=True), b"cache; fwd=uri-miss; stored"),
        (Handling(forward="stale", forward_status=503, ttl=-5), b"cache; fwd=stale; fwd-status=503; ttl=-5"),
        (Handling(hit=True, detail="origin unreachable"), b'cache; hit; detail="origin unreachable"'),
    ],
)
def test_cache_status_tells_how_a_request_was_handled(handling, text):
    assert handling.field("cache") == text
