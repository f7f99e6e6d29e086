import re
from html import unescape

from widget_samples import CATALOG, HOSTILE, HUGE, LIVE, NORMAL, NOTHING, READ, simple

from statuslab.scenarios.scene import Scene, Step, StepKind
from statuslab.widgets.side_by_side import Side, set_off, sides_html, sides_text


def asked(request, response):
    return simple(request + "\nHost: teahouse\n\n", response + "\n\n")


STAFF = asked("GET /rota HTTP/1.1", "HTTP/1.1 401 Unauthorized\nDate: a\nWWW-Authenticate: Basic\nContent-Length: 0")
WAITER = asked("GET /pay HTTP/1.1\nAuthorization: Basic x", "HTTP/1.1 403 Forbidden\nDate: b\nContent-Length: 0")


def side(code, exchange, title="A title", says="You ask."):
    scene = Scene("a-scene", code, title, "", {}, "", lambda _: None, (), code)
    return Side(CATALOG[code], scene, Step(says, "you", StepKind.PROVOKE, exchange))


def words(markup):
    return " ".join(unescape(re.sub("<.*?>", " ", markup)).split())


def test_header_of_one_side_only_is_highlighted():
    assert set_off([STAFF, WAITER]) == ({("<", "www-authenticate")}, {(">", "authorization")})


def test_header_of_both_sides_or_without_meaning_is_not_highlighted():
    again = asked(
        "GET /rota HTTP/1.1", "HTTP/1.1 401 Unauthorized\nDate: c\nWWW-Authenticate: Basic\nContent-Length: 9"
    )
    assert set_off([STAFF, again]) == (set(), set())


def test_different_value_is_highlighted():
    third = asked("GET /rota HTTP/1.1", "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\nContent-Length: 0")
    assert set_off([STAFF, STAFF, third]) == (set(), set(), {("<", "www-authenticate")})


def test_validator_is_highlighted_for_presence_not_for_value():
    first, second = (asked("GET / HTTP/1.1", f'HTTP/1.1 200 OK\nETag: "v{n}"') for n in (1, 2))
    assert set_off([first, second]) == (set(), set())
    assert set_off([first, STAFF])[0] == {("<", "etag")}


def test_highlighting_keeps_request_and_response_apart():
    sent = asked("PUT / HTTP/1.1\nContent-Type: text/plain", "HTTP/1.1 409 Conflict\nContent-Type: text/html")
    other = asked("PUT / HTTP/1.1", "HTTP/1.1 409 Conflict\nContent-Type: text/html")
    assert set_off([sent, other])[0] == {(">", "content-type")}


def test_side_shows_its_code_title_and_exchange():
    shown = sides_html([side(401, STAFF), side(403, WAITER)], LIVE)
    assert shown.count("<section") == 2
    assert words(shown).index("401 Unauthorized A title. You ask.") < words(shown).index("403 Forbidden A title.")
    marked = [words(each) for each in re.findall("<mark>(.*?)</mark>", shown)]
    assert marked == ["WWW-Authenticate: Basic", "Authorization: Basic x", "what only this side has, or says"]


def test_side_text_marks_highlighted_lines():
    text_lines = sides_text([side(401, STAFF), side(403, WAITER)], LIVE).splitlines()
    marked = [line for line in text_lines if line.startswith("»")]
    assert marked == [
        "»  < WWW-Authenticate: Basic",
        "»  > Authorization: Basic x",
        "» what only this side has, or says",
    ]


def test_legend_is_missing_without_highlighted_lines():
    assert "Set off" not in sides_html([side(401, STAFF), side(401, STAFF)], LIVE)
    assert "»" not in sides_text([side(401, STAFF), side(401, STAFF)], LIVE)


def test_side_of_a_code_not_on_the_wire_shows_what_was_sent():
    shown = words(sides_html([side(444, NOTHING), side(412, NORMAL)], LIVE))
    assert shown.count("on the wire:") == 1
    assert "on the wire: — nothing sent · logged 444" in shown


def test_side_cuts_a_long_body():
    assert len(sides_text([side(200, HUGE), side(200, READ)], LIVE)) < 1500


def test_side_title_with_a_question_mark_gets_no_period():
    assert "What is it? You ask." in words(sides_html([side(200, READ, "What is it?"), side(412, NORMAL)], LIVE))


def test_side_escapes_hostile_text():
    shown = sides_html([side(200, READ, HOSTILE, HOSTILE), side(412, NORMAL)], LIVE)
    assert "<script" not in shown
