"""Leaflets in several variants (300, 406, 506), and content negotiation by weights."""

import pytest

from sampling import together
from statuslab.server.teahouse.leaflets import may_choose
from statuslab.server.teahouse.negotiation import Variant, alternates, best_languages, best_types, weights

HTML, TEXT = Variant("/h", "text/html"), Variant("/t", "text/plain")
EN, DE, GB = Variant("/en"), Variant("/de", language="de"), Variant("/gb", language="en-GB")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", {}),
        ("de", {"de": 1.0}),
        ("DE;q=0.5, fi ; q=1.000", {"de": 0.5, "fi": 1.0}),
        ("de;q=0", {"de": 0.0}),
        ("de;q=1.5, en;q=.5, fi;q=x, it", {"it": 1.0}),
        ("text/html;level=1;q=0.4, */*;q=0.1", {"*/*": 0.1}),
        (",, de ,", {"de": 1.0}),
    ],
)
def test_weights_omit_malformed_members(value, expected):
    assert weights(value) == expected


@together(
    ("accept", "expected"),
    [
        ("", [HTML, TEXT]),
        ("*/*", [HTML, TEXT]),
        ("text/*", [HTML, TEXT]),
        ("text/html", [HTML]),
        ("text/html, text/plain;q=0.9", [HTML]),
        ("text/html;q=0.2, */*;q=0.1", [HTML]),
        ("text/html;q=0, */*", [TEXT]),
        ("text/plain;q=0.1, text/*;q=0.5", [HTML]),
        ("image/png", []),
        ("*/*;q=0", []),
    ],
)
def test_most_specific_media_range_decides(accept, expected):
    assert best_types([HTML, TEXT], accept) == expected


@together(
    ("accept", "expected"),
    [
        ("", [EN, DE, GB]),
        ("de", [DE]),
        ("en", [EN, GB]),
        ("en-GB", [GB]),
        ("EN-gb, en;q=0.8", [GB]),
        ("fr, de;q=0.1", [DE]),
        ("*;q=0.1, de;q=0", [EN, GB]),
        ("fi", []),
    ],
)
def test_language_range_matches_longer_tags(accept, expected):
    assert best_languages([EN, DE, GB], accept) == expected


def test_alternates_have_the_syntax_of_rfc_2295():
    assert alternates([DE]) == '{"/de" 1.0 {type text/plain} {language de}}'


# --- 300


def test_leaflet_without_a_preference_is_300_with_the_list(ask):
    reply = ask("GET /leaflets/oolong")
    assert reply.status == 300
    assert [choice["href"] for choice in reply.json] == ["/leaflets/oolong.txt", "/leaflets/oolong.html"]
    assert reply.fields["link"].count('rel="alternate"') == 2
    assert "location" not in reply.fields
    for choice in reply.json:
        chosen = ask(f"GET {choice['href']}")
        assert chosen.fields["content-type"].startswith(choice["type"])
        assert chosen.status == 200


@pytest.mark.parametrize(
    ("accept", "status", "place"),
    [
        ("text/html", 200, "/leaflets/oolong.html"),
        ("text/plain, text/html;q=0.5", 200, "/leaflets/oolong.txt"),
        ("*/*", 300, None),
        ("image/png", 300, None),
    ],
)
def test_leaflet_with_a_clear_preference_is_200(ask, accept, status, place):
    reply = ask("GET /leaflets/oolong", f"Accept: {accept}")
    assert (reply.status, reply.fields.get("content-location")) == (status, place)
    assert reply.fields["vary"] == "Accept"


# --- 406


@pytest.mark.parametrize(
    ("accept", "status", "language"),
    [
        (None, 200, "en"),
        ("zh", 200, "zh"),
        ("fi, de;q=0.3", 200, "de"),
        ("fi", 406, None),
        ("fi, *;q=0", 406, None),
        ("en-GB", 406, None),
    ],
)
def test_leaflet_in_no_accepted_language_is_406(ask, accept, status, language):
    reply = ask("GET /leaflets/gift", *([f"Accept-Language: {accept}"] if accept else []))
    assert (reply.status, reply.fields.get("content-language")) == (status, language)
    assert reply.fields["vary"] == "Accept-Language"


def test_406_lists_the_variants(ask):
    there_is = ask("GET /leaflets/gift", "Accept-Language: fi").json["available"]
    assert [each["language"] for each in there_is] == ["en", "de", "zh"]
    assert {ask(f"GET {each['href']}").status for each in there_is} == {200}


# --- 506


@together(
    ("target", "fields", "status", "tcn", "place"),
    [
        ("/leaflets/season", ["Negotiate: *", "Accept-Language: de"], 200, "choice", "/leaflets/season.de"),
        ("/leaflets/season", ["Accept-Language: de"], 200, "choice", "/leaflets/season.de"),
        ("/leaflets/season", ["Negotiate: 1.0", "Accept-Language: en"], 300, "list", None),
        ("/leaflets/season", ["Accept-Language: en-GB, en;q=0.5"], 506, None, None),
        ("/leaflets/season", ["Negotiate: trans", "Accept-Language: en"], 300, "list", None),
        ("/leaflets/season", ["Negotiate: trans, vlist", "Accept-Language: de"], 300, "list", None),
        ("/leaflets/season", [], 300, "list", None),
        ("/leaflets/season", ["Accept-Language: fi"], 300, "list", None),
        ("/leaflets/season.en", ["Accept-Language: en-GB"], 200, "choice", "/leaflets/season.en-GB"),
        ("/leaflets/season.en-US", [], 200, None, None),
    ],
)
def test_variant_that_negotiates_in_turn_is_506(ask, target, fields, status, tcn, place):
    reply = ask(f"GET {target}", *fields)
    assert (reply.status, reply.fields.get("tcn"), reply.fields.get("content-location")) == (status, tcn, place)


def test_negotiated_reply_has_alternates(ask):
    for language in ("de", "fi"):
        reply = ask("GET /leaflets/season", f"Accept-Language: {language}")
        assert '{"/leaflets/season.en" 1.0' in reply.fields["alternates"]
        assert reply.fields["vary"] == "negotiate, accept-language"


@pytest.mark.parametrize(
    ("field", "may"),
    [("", True), ("*", True), ("trans, *", True), ("trans, 1.0", False), ("trans", False), ("vlist, trans", False)],
)
def test_negotiate_says_whether_the_server_may_choose(field, may):
    assert may_choose(field) is may
